"""Marks grouped into statements, on sentences whose marks are given: no engine is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.codebook.speech import speech
from dateline.parse import Mark, Parsed, load
from dateline.statements import attribute
from dateline.statements.marked import marked

READER = load(model=False)


def with_marks(text: str, *runs: tuple[str, str], score: float = 0.9) -> Parsed:
    """The text read without syntax, the words of each run marked with its label."""
    parsed = READER(text)
    (sentence,) = parsed.sentences
    marks = []
    for label, words in runs:
        start = text.index(words)
        inside = [token for token in sentence.tokens if start <= token.start < start + len(words)]
        first, last = inside[0], inside[-1]
        marks.append(Mark(label, first.index, last.index + 1, first.start, last.end, score))
    return Parsed(text, (replace(sentence, marks={"quote": tuple(marks)}),), "marks")


ROWS = [
    (
        "one of each",
        "In the view of the guild , the toll is a scandal .",
        [("CUE", "In the view of"), ("SPEAKER", "the guild"), ("CONTENT", "the toll is a scandal")],
        [("the guild", "In the view of", ["the toll is a scandal"])],
    ),
    (
        "content on both sides of the cue",
        "The toll , grumbles the guild , is a scandal .",
        [("CONTENT", "The toll"), ("CUE", "grumbles"), ("SPEAKER", "the guild"), ("CONTENT", "is a scandal")],
        [("the guild", "grumbles", ["The toll", "is a scandal"])],
    ),
    (
        "two statements",
        "The guild wants the toll gone while the council finds it fair .",
        [
            ("SPEAKER", "The guild"), ("CUE", "wants"), ("CONTENT", "the toll gone"),
            ("SPEAKER", "the council"), ("CUE", "finds"), ("CONTENT", "it fair"),
        ],
        [("The guild", "wants", ["the toll gone"]), ("the council", "finds", ["it fair"])],
    ),
    (
        "one speaker, two cues",
        "The guild hates the toll and fears the council .",
        [
            ("SPEAKER", "The guild"), ("CUE", "hates"), ("CONTENT", "the toll"),
            ("CUE", "fears"), ("CONTENT", "the council"),
        ],
        [("The guild", "hates", ["the toll"]), ("The guild", "fears", ["the council"])],
    ),
    ("a cue alone", "The guild grumbles .", [("SPEAKER", "The guild"), ("CUE", "grumbles")], []),
    ("a content alone", "The toll is a scandal .", [("CONTENT", "The toll is a scandal")], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "runs", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_marks_are_grouped(text: str, runs: list[tuple[str, str]], expected: list[tuple[str, str, list[str]]]) -> None:
    parsed = with_marks(text, *runs)
    found = []
    for draft in marked(text, parsed.sentences[0], speech()):
        speaker, cue = (text[slice(*span)] if span else "" for span in (draft.speaker, draft.cue))
        found.append((speaker, cue, [text[slice(*span)] for span in draft.content]))
    assert found == expected


@pytest.mark.parametrize(("score", "count"), [(0.9, 1), (0.55, 0), (0.3, 0)])
def test_only_sure_marks_make_a_statement_alone(score: float, count: int) -> None:
    text = "The guild hates the toll ."
    parsed = with_marks(text, ("SPEAKER", "The guild"), ("CUE", "hates"), ("CONTENT", "the toll"), score=score)
    assert len(attribute(parsed)) == count
