"""The party registry: its lists are consistent, and a name is matched where and only where it stands for the party."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from msgspec import structs

from dateline.codebook import registry as registry_module
from dateline.codebook.registry import Registry, Term, load_registry, name_key
from dateline.codebook.registry_checks import check_registry
from dateline.codebook.tables import data_text, table_fields, table_rows

AGENT_CLASSES = {"office", "person", "body", "facility", "vehicle", "quantity"}
SECTORS = frozenset(
    {"AGR", "BUS", "COP", "CRM", "CVL", "EDU", "ELI", "GOV", "JRN", "JUD", "LAB", "LEG", "MED"}
    | {"MIL", "OPP", "PRE", "PRM", "PTY", "REB", "REF", "REL", "SOC", "SPY", "UAF", "UNK"}
)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def test_lists_are_consistent(registry):
    assert check_registry(registry) == ()


@pytest.mark.parametrize(
    ("start", "least"), [("state:", 250), ("group:", 1250), ("body:", 110), ("press:", 110), ("person:", 1100)]
)
def test_lists_are_as_long_as_the_docs_say(registry, start, least):
    assert sum(entry.startswith(start) for entry in registry.entries) >= least


def test_every_sector_is_one_of_plover(registry):
    agents = {agent.sector for rows in registry.agents.values() for _, agent in rows}
    assert ({entry.sector for entry in registry.entries.values()} | agents) - {None} <= SECTORS


def test_agent_nouns_have_a_known_class_and_stand_once(registry):
    rows = table_rows(("noun", "plural", "class", "sector"), "parties", "agents.tsv")
    assert {row["class"] for row in rows} <= AGENT_CLASSES
    plain = [row["noun"] for row in rows if row["class"] != "quantity"]
    assert sorted(plain) == sorted(set(plain))
    assert all(row["noun"] == row["noun"].lower() for row in rows)


def test_every_country_code_is_a_state_or_a_plover_code(registry):
    codes = {entry.country for entry in registry.entries.values() if entry.id.startswith("state:")}
    bodies = {"IGO", "UNO", "EUR", "NGO", "IMG", "MNC", None}
    assert {entry.country for entry in registry.entries.values()} <= codes | bodies


def test_every_row_says_where_its_fact_is_from_and_when(registry):
    assert all(entry.source for entry in registry.entries.values())
    for terms in registry.terms.values():
        for term in terms:
            assert term.source
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", term.from_)
            assert term.to is None or re.fullmatch(r"\d{4}-\d\d-\d\d", term.to)


@pytest.mark.parametrize(
    ("tokens", "names"),
    [
        pytest.param(["Islamic", "State", "of", "Iraq", "and", "Syria"], ["Islamic State"], id="longest"),
        pytest.param(["officials", "left", "is", "behind"], [], id="word-is"),
        pytest.param(["They", "told", "us"], [], id="word-us"),
        pytest.param(["the", "US", "said"], ["United States"], id="capitals-us"),
        pytest.param(["the", "U.S.", "said"], ["United States"], id="dotted-us"),
        pytest.param(["Hay'at", "Tahrir", "al", "-", "Sham"], ["Hay'at Tahrir al-Sham"], id="apostrophe"),
        pytest.param(["Hayat", "Tahrir", "al", "Sham"], ["Hay'at Tahrir al-Sham"], id="no-apostrophe"),
        pytest.param(["New", "People", "'s", "Army"], ["New People's Army"], id="possessive"),
        pytest.param(["Erdoğan", "left"], ["Recep Tayyip Erdogan"], id="accent"),
        pytest.param(["New", "York"], [], id="no-part"),
        pytest.param(["CPI", "(", "Maoist", ")"], ["Communist Party of India (Maoist)"], id="brackets"),
    ],
)
def test_names_are_matched_as_written(registry, tokens, names):
    assert [hit.names[0].entry.name for hit in registry.scan(tokens)] == names


@pytest.mark.parametrize(
    ("tokens", "names"),
    [
        pytest.param(["taliban", "fighters", "in", "kabul"], ["Taliban", "Afghanistan"], id="plain"),
        pytest.param(["the", "bird", "is", "a", "turkey"], [], id="words"),
        pytest.param(["isis", "fled"], ["Islamic State"], id="acronym"),
    ],
)
def test_text_without_capitals_keeps_only_names_that_are_no_words(registry, tokens, names):
    assert [hit.names[0].entry.name for hit in registry.scan(tokens, cased=False)] == names


@pytest.mark.parametrize(
    ("country", "office", "day", "holders"),
    [
        ("IRQ", "prime-minister", "2020-06-02", ["Mustafa al-Kadhimi"]),
        ("IRQ", "prime-minister", "2020-05-06", ["Adil Abdul-Mahdi"]),
        ("USA", "president", "1999-12-31", ["Bill Clinton"]),
        ("PER", "president", "2001-03-01", ["Valentín Paniagua"]),
        ("FRA", "president", "1889-01-01", []),
    ],
)
def test_office_holders_are_those_of_the_day(registry, country, office, day, holders):
    assert [term.name for term in registry.holders(country, office, day, day)] == holders


def test_open_days_cover_every_term(registry):
    terms = registry.terms["IRQ", "prime-minister"]
    assert registry.holders("IRQ", "prime-minister", None, None) == terms


def test_overlapping_terms_are_reported(registry):
    term = registry.terms["IRQ", "prime-minister"][0]
    later = Term("IRQ", "prime-minister", "person:x", "X", term.from_, None, "test")
    broken = replace(registry, terms={("IRQ", "prime-minister"): (term, later)})
    assert any("overlap" in problem for problem in check_registry(broken))


def test_dead_names_are_reported(registry):
    word, names = next((word, names) for word, names in registry.names.items() if word == "islamic")
    dead = structs.replace(names[0], words=("islamic", "never", "written"))
    broken = replace(registry, names={word: (dead,)})
    assert any("never matches" in problem for problem in check_registry(broken))


@pytest.mark.parametrize(
    ("left", "right"),
    [("Da'esh", "Daesh"), ("Côte d’Ivoire", "Cote d'Ivoire"), ("al-Qaeda", "Al Qaeda"), ("People's", "people s")],
)
def test_spellings_of_one_name_have_one_key(left, right):
    assert name_key(left) == name_key(right)


def test_each_list_is_read_once_and_all_are_small(monkeypatch):
    """How long it takes is measured by ``benchmarks/registry.py``."""
    read: list[str] = []

    def counted(columns, *path):
        read.append("/".join(path))
        return table_fields(columns, *path)

    monkeypatch.setattr(registry_module, "table_fields", counted)
    load_registry.cache_clear()
    load_registry()
    load_registry()
    load_registry.cache_clear()
    assert sorted(read) == [f"parties/{name}.tsv" for name in _LISTS]
    assert sum(len(data_text("parties", f"{name}.tsv").encode()) for name in _LISTS) < 1_000_000


_LISTS = ("agents", "bodies", "groups", "peoples", "press", "states", "terms")


def test_a_common_name_means_its_holder_only_with_the_office(registry):
    row = ["Patrick", "Allen"]
    assert registry.scan(row) == []
    assert "person:patrick-allen" in registry.careers


@pytest.mark.parametrize(
    ("country", "office", "day", "holder"),
    [
        ("CHE", "president", "2020-05-01", "Simonetta Sommaruga"),
        ("BTN", "king", "2010-01-01", "Jigme Khesar Namgyel Wangchuck"),
        ("KOR", "prime-minister", "2014-06-01", "Jung Hong-won"),
        ("PER", "prime-minister", "2019-12-01", "Vicente Zeballos"),
        ("TCD", "prime-minister", "2009-01-01", "Youssouf Saleh Abbas"),
        ("UGA", "prime-minister", "2015-01-01", "Ruhakana Rugunda"),
        ("NZL", "governor-general", "2000-01-01", "Michael Hardie Boys"),
        ("IND", "vice-president", "2010-01-01", "Mohammad Hamid Ansari"),
        ("LIE", "prince", "2020-01-01", "Hans-Adam II"),
        ("EGY", "defence-minister", "2015-01-01", "Sedki Sobhy"),
    ],
)
def test_heads_of_state_and_government_stand_for_their_days(registry, country, office, day, holder):
    assert [term.name for term in registry.holders(country, office, day, day)] == [holder]


HEADLESS = {"ATA", "SMR", "VAT"}
"""Antarctica; San Marino, whose two captains regent change every half year; the Pope stands under the Holy See."""
HEADS = ("president", "king", "queen", "emir", "sultan", "prince", "grand-duke", "supreme-leader", "leader",
         "prime-minister", "chancellor")  # fmt: skip


@pytest.mark.parametrize("day", ["1995-06-30", "2000-06-30", "2005-06-30", "2010-06-30", "2015-06-30", "2020-06-30"])
def test_independent_states_have_a_head_on_any_day_since_1990(registry, day):
    """But for a country that was without a government or not yet independent."""
    entries = (e for id_, e in registry.entries.items() if id_.startswith("state:") and (e.since or 0) < int(day[:4]))
    states = {entry.id[6:] for entry in entries if entry.country == entry.id[6:] and not entry.sector}
    without = {code for code in states if not any(registry.holders(code, head, day, day) for head in HEADS)}
    assert len(without - HEADLESS) <= 4, without
