"""The data of the intake room: no duplicates, no clashes, no entry that can never match."""

import re

import pytest

from dateline.intake import furniture, lists
from dateline.intake.furniture import find

FILLER = "The army said on Monday that it had moved two brigades to the north of the province.\n\n"
PAGE = "Filler headline of a page\n\n" + FILLER * 3
TAIL = PAGE + "The men were held for two days in the old barracks near the river. "


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        pytest.param(entry, example, id=f"{entry.id}: {example}"[:60])
        for entry in lists.line_patterns()
        for example in entry.examples
    ],
)
def test_every_example_line_is_found_by_its_own_entry(pattern, example):
    text = PAGE + example
    assert (pattern.id, example) in [(item.id, text[item.start : item.end]) for item in find(text)]


@pytest.mark.parametrize(
    ("pattern", "near_miss"),
    [
        pytest.param(entry, text, id=f"{entry.id}: {text}"[:60])
        for entry in lists.line_patterns()
        for text in entry.near_misses
    ],
)
def test_no_near_miss_is_furniture(pattern, near_miss):
    assert find(PAGE + near_miss) == ()


@pytest.mark.parametrize("pattern", lists.tail_patterns(), ids=lambda entry: entry.id)
def test_tails_are_cut_after_the_sentence_only(pattern):
    for example in pattern.examples:
        text = TAIL + example
        assert [(item.id, text[item.start : item.end]) for item in find(text)] == [(pattern.id, " " + example)]
    for near_miss in pattern.near_misses:
        assert find(TAIL + near_miss) == ()


def test_entries_have_examples_and_near_misses_and_ids_of_their_own():
    entries = [*lists.line_patterns(), *lists.tail_patterns()]
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(entry.examples and entry.near_misses for entry in entries)
    assert all(entry.where in ("any", "head", "foot") for entry in entries)


def test_needed_words_can_occur():
    # Lines are matched in lower case on a copy with plain quotes: a need in capitals would never be met.
    for entry in lists.line_patterns():
        assert all(need == lists.plain(need).casefold() for need in entry.needs), entry.id
        assert len(set(entry.needs)) == len(entry.needs), entry.id


def test_outlets_are_many_and_none_is_listed_twice():
    rows = lists.outlets()
    assert len(rows) >= 150
    names = [name.casefold() for row in rows for name in {row.name, *row.aliases}]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    hosts = [row.host for row in rows]
    assert len(set(hosts)) == len(hosts)


def test_every_outlet_is_found_by_each_of_its_names_and_hosts():
    for row in lists.outlets():
        for name in (row.name, *row.aliases):
            assert lists.outlet_named(name) is row, name
        assert lists.outlet_at("www." + row.host) is row


def test_outlet_cells_are_well_formed():
    for row in lists.outlets():
        assert re.fullmatch(r"[A-Z]{3}", row.country), row.name
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", row.host), row.name
        assert row.name == row.name.strip()


@pytest.mark.parametrize(
    "name",
    ["categories", "byline_roles", "not_in_names", "name_particles", "english", "not_datelines", "not_after_told"],
)
def test_words_are_lower_case_and_there(name):
    entries = lists._toml("words.toml")[name]
    assert entries
    assert sorted({word for word in entries if entries.count(word) > 1}) == []
    assert all(word == word.casefold() == word.strip() for word in entries)


def test_not_after_told_holds_only_names_of_outlets():
    assert [name for name in sorted(lists.words("not_after_told")) if lists.outlet_named(name) is None] == []


def test_no_field_name_is_claimed_twice():
    names = [name for names in lists.fields().values() for name in names]
    assert len(set(names)) == len(names)
    assert all(name == name.casefold() for name in names)


def test_suffixes_are_either_read_or_refused():
    kinds = lists.kinds()
    assert not set(kinds.suffixes) & set(kinds.refused)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in (*kinds.suffixes, *kinds.refused))
    starts = [magic for magic, _ in kinds.magic]
    clashes = [(one, two) for one in starts for two in starts if one is not two and two.startswith(one)]
    assert clashes == []


def test_person_names_have_the_shape_of_names():
    rows = {
        "Jane Example": True,
        "AHMED AL-SAMPLE": True,
        "Monday": False,
        "the army": False,
        "Jan van der Sample": True,
        "Land and Sea": False,
        "X": False,
    }
    assert {name: furniture.is_person_name(name) for name in rows} == rows
