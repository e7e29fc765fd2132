"""Sentences: where a report is cut, that the cuts tile the tokens, and that they are bounded."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.parse.sentences import LONGEST, sentences
from dateline.parse.words import words

ROWS = [
    ("two", "Rain fell. Roads closed.", ["Rain fell.", "Roads closed."], "own"),
    ("title", "Gov. Hale spoke. Lt. Col. Abe Moss left.", ["Gov. Hale spoke.", "Lt. Col. Abe Moss left."], "own"),
    ("initials", "The judge, P. D. Marsh, agreed. He left.", ["The judge, P. D. Marsh, agreed.", "He left."], "own"),
    ("acronym-inside", "He left the U.S. Embassy at noon.", ["He left the U.S. Embassy at noon."], "own"),
    ("acronym-end", "He flew to the U.S. The trip took days.", ["He flew to the U.S.", "The trip took days."], "own"),
    ("month", "It began on Feb. 3 in Oslo. It ended soon.", ["It began on Feb. 3 in Oslo.", "It ended soon."], "own"),
    ("clock", "They met at 5 p.m. The talks failed.", ["They met at 5 p.m.", "The talks failed."], "own"),
    ("quote-after", 'He said: "We go now." Then he left.', ['He said: "We go now."', "Then he left."], "own"),
    ("quote-goes-on", '"Are you sure?" she asked. He was.', ['"Are you sure?" she asked.', "He was."], "own"),
    ("curly-quote", "“Stop.” “No.” They ran.", ["“Stop.”", "“No.”", "They ran."], "own"),
    ("bracket", "They won (barely.) The crowd left.", ["They won (barely.)", "The crowd left."], "own"),
    ("decimal", "Growth was 3.5 percent. Prices rose.", ["Growth was 3.5 percent.", "Prices rose."], "own"),
    ("number-next", "It rained. 40 people fled.", ["It rained.", "40 people fled."], "own"),
    ("paragraphs", "no full stop here\n\nnext part", ["no full stop here", "next part"], "own"),
    ("heading", "Bomb hits market\nTen people died in Kano.", ["Bomb hits market", "Ten people died in Kano."], "own"),
    ("wrapped", "The minister, who had been abroad all through the week, came\nback Tuesday. He spoke.",
     ["The minister, who had been abroad all through the week, came\nback Tuesday.", "He spoke."], "own"),
    ("items", "Dead:\n- two men\n- a girl", ["Dead:", "- two men", "- a girl"], "own"),
    ("lower-case", "the police came. they took two men. all fled.",
     ["the police came.", "they took two men.", "all fled."], "own"),
    ("dots-inside", "He was... unsure. She left.", ["He was... unsure.", "She left."], "own"),
    ("glued", "They fled.The army came.", ["They fled.", "The army came."], "own"),
    ("company", "Acme Inc. shares fell. Others rose.", ["Acme Inc. shares fell.", "Others rose."], "own"),
    ("marks", "What?! No!", ["What?!", "No!"], "own"),
    ("none", "", [], "own"),
]  # fmt: skip


def cut(text: str) -> list[str]:
    tokens = words(text)
    return [text[tokens[first][0] : tokens[last - 1][1]] for first, last in sentences(text, tokens)]


@pytest.mark.parametrize(("name", "text", "expected", "origin"), ROWS, ids=[row[0] for row in ROWS])
def test_sentences_end_where_a_reader_ends_them(name: str, text: str, expected: list[str], origin: str) -> None:
    assert cut(text) == expected


def test_a_sentence_begins_where_it_is_told_to_whatever_stands_before() -> None:
    text = "KANO, 2 June 2020 (ENA) — The army left. It rained."
    tokens = words(text)
    found = sentences(text, tokens, text.index("—") + 1)
    assert [text[tokens[first][0] : tokens[last - 1][1]] for first, last in found] == [
        "KANO, 2 June 2020 (ENA) —",
        "The army left.",
        "It rained.",
    ]


@given(st.text(alphabet="aB .!?\"'”“\n,;()-U.S", max_size=200))
def test_sentences_tile_the_tokens(text: str) -> None:
    tokens = words(text)
    place = 0
    for first, last in sentences(text, tokens):
        assert first == place < last
        assert last - first <= LONGEST
        place = last
    assert place == len(tokens)


HOSTILE = {
    "commas": "," * 300_000,
    "words": "word " * 60_000,
    "full-stops": ". " * 60_000,
    "calls": "A " + "!" * 60_000 + " a",
    "open-quotes": "A " + '. " b ' * 30_000,
    "breaks": "a\n" * 60_000,
    "blank-lines": "\n" * 300_000 + "a",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_is_slow_to_cut(text: str) -> None:
    tokens = words(text)
    started = time.process_time()
    found = sentences(text, tokens)
    assert time.process_time() - started < 3
    assert max(last - first for first, last in found) <= LONGEST
