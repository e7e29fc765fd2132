"""Tokens: where words are cut, that offsets are the text, and that no input makes the scan slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.parse.words import LONGEST, abbreviations, plain, words

ROWS = [
    ("clitic-not", "They didn't talk.", "They|did|n't|talk|.", "own"),
    ("clitic-curly", "Oslo’s mayor can’t stay", "Oslo|’s|mayor|ca|n’t|stay", "own"),
    ("plural-possessive", "the miners' union", "the|miners|'|union", "own"),
    ("cannot", "We cannot wait", "We|can|not|wait", "own"),
    ("inner-apostrophe", "O'Hara met N'Golo", "O'Hara|met|N'Golo", "own"),
    ("dotted-acronym", "the U.S. and the U.N.-run camp", "the|U.S.|and|the|U.N.|-|run|camp", "own"),
    ("acronym-possessive", "the U.S.'s view", "the|U.S.|'s|view", "own"),
    ("title", "Gen. Okoro and Mr. Lind", "Gen.|Okoro|and|Mr.|Lind", "own"),
    ("initial", "J. R. Vance left", "J.|R.|Vance|left", "own"),
    ("number-abbreviation", "No. 7 won; no. Never", "No.|7|won|;|no|.|Never", "own"),
    ("capital-abbreviation", "in Ill. he was ill.", "in|Ill.|he|was|ill|.", "own"),
    ("hyphens", "a 12-year-old al-Nur fighter", "a|12|-|year|-|old|al|-|Nur|fighter", "own"),
    ("weapon", "an AK-47 and two F-16s", "an|AK-47|and|two|F-16s", "own"),
    ("money", "$3.5m, 40% and 1,200", "$|3.5|m|,|40|%|and|1,200", "own"),
    ("clock", "at 10:45pm or 7 a.m. sharp", "at|10:45|pm|or|7|a.m.|sharp", "own"),
    ("ordinals", "the 1990s, the 3rd", "the|1990s|,|the|3rd", "own"),
    ("years", "in 2004-2006", "in|2004|-|2006", "own"),
    ("dash", "Kabul—once calm--fell", "Kabul|—|once|calm|--|fell", "own"),
    ("dots", "Well... no", "Well|...|no", "own"),
    ("link", "see https://example.org/a?b=1, or so", "see|https://example.org/a?b=1|,|or|so", "own"),
    ("address", "write to a.b@example.org.", "write|to|a.b@example.org|.", "own"),
    ("slash", "and/or", "and|/|or", "own"),
    ("ampersand", "R&D at J&K", "R&D|at|J&K", "own"),
    ("glued-sentences", "he said.Then left", "he|said|.|Then|left", "own"),
    ("no-break-space", "5\u00a0000 men", "5|000|men", "own"),
    ("zero-width", "\ufeffKyiv", "Kyiv", "own"),
    ("accents", "São Tomé’s Çelik", "São|Tomé|’s|Çelik", "own"),
    ("empty", " \n ", "", "own"),
]


@pytest.mark.parametrize(("name", "text", "expected", "origin"), ROWS, ids=[row[0] for row in ROWS])
def test_words_are_cut_as_the_treebank_cuts_them(name: str, text: str, expected: str, origin: str) -> None:
    assert "|".join(text[start:end] for start, end in words(text)) == expected


@given(st.text(max_size=300))
def test_tokens_are_ordered_apart_and_hold_every_visible_character(text: str) -> None:
    tokens = words(text)
    last = 0
    for start, end in tokens:
        assert last <= start < end <= len(text)
        assert end - start <= LONGEST
        last = end
    covered = {place for start, end in tokens for place in range(start, end)}
    assert all(place in covered for place, mark in enumerate(plain(text)) if not mark.isspace() and mark.isprintable())


@given(st.text())
def test_plain_keeps_the_length(text: str) -> None:
    assert len(plain(text)) == len(text)


HOSTILE = {
    "dashes": "-" * 16_000,
    "commas": "," * 500_000,
    "em-dashes": "—" * 100_000,
    "apostrophes": "a'" * 100_000,
    "brackets": "(" * 100_000,
    "clitics": "'s" * 100_000,
    "initials": "a." * 100_000,
    "addresses": "a@" * 100_000,
    "links": "http://" * 20_000,
    "letters": "a" * 500_000,
    "digits": "1," * 200_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_run_of_marks_is_slow(text: str) -> None:
    started = time.process_time()
    tokens = words(text)
    assert time.process_time() - started < 5
    assert max(end - start for start, end in tokens) <= LONGEST


def test_abbreviation_lists_have_no_duplicates_and_no_dead_entries() -> None:
    known = abbreviations()
    lists = [known.before_name, known.other, known.capital, known.before_number]
    assert len(frozenset.union(*lists)) == sum(map(len, lists))
    for entries, shape in zip(lists, ("x {}. Y", "x {}. Y", "x {}. Y", "x {}. 4"), strict=True):
        for entry in entries:
            form = entry.capitalize() if entries is known.capital else entry
            text = shape.format(form)
            assert f"{form}." in [text[start:end] for start, end in words(text)], entry
    assert all(entry == entry.lower() for entry in known.openers)
