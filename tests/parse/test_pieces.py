"""Word pieces: longest match, at least one and at most ``MOST`` of a word, and the case kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.parse.pieces import LOWER, MOST, OTHER, TITLE, UPPER, Pieces, case

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "bomb", "##ing", "##s", "ak", "-", "47", "a", "##b", "'"]

ROWS = [
    ("whole", "bomb", ["bomb"]),
    ("parts", "Bombings", ["bomb", "##ing", "##s"]),
    ("marks", "AK-47", ["ak", "-", "47"]),
    ("accents", "bömb", ["bomb"]),
    ("curly", "’s", ["'", "[UNK]"]),
    ("unknown", "xyz", ["[UNK]"]),
    ("capped", "a" + "b" * 50, ["a"] + ["##b"] * (MOST - 1)),
]


@pytest.mark.parametrize(("name", "form", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_pieces_of_a_word(name: str, form: str, expected: list[str]) -> None:
    ids, _ = Pieces(VOCABULARY).of(form)
    assert [VOCABULARY[index] for index in ids] == expected


@given(st.text(min_size=1, max_size=100))
def test_every_word_has_between_one_and_most_pieces(form: str) -> None:
    ids, kind = Pieces(VOCABULARY).of(form)
    assert 1 <= len(ids) <= MOST
    assert kind in {LOWER, TITLE, UPPER, OTHER}


@pytest.mark.parametrize(
    ("form", "expected"),
    [("bomb", LOWER), ("Bomb", TITLE), ("A", TITLE), ("UN", UPPER), ("U.S.", UPPER), ("40", OTHER), ("iPhone", OTHER)],
)
def test_case(form: str, expected: int) -> None:
    assert case(form) == expected


@given(st.sampled_from(["[PAD]", "PAD", "[", "pad]"]) | st.text(max_size=20))
def test_no_word_is_padding(form: str) -> None:
    pieces = Pieces(VOCABULARY)
    assert pieces.padding not in pieces.of(form)[0]  # the encoder masks nothing
