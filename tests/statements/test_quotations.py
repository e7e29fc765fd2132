from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.statements import quotations

ROWS = [
    ("straight", 'She said "the dam holds" twice.', ['"the dam holds"']),
    ("curly", "She said “the dam holds” twice.", ["“the dam holds”"]),
    ("angled", "She said «the dam holds» twice.", ["«the dam holds»"]),
    ("backticks", "``The dam holds,'' she said.", ["``The dam holds,''"]),
    ("two apostrophes", "''The dam holds,'' she said. ''Go home.''", ["''The dam holds,''", "''Go home.''"]),
    ("apostrophes do not open", "The dam's gates and the engineers' huts weren't hit.", []),
    ("single marks", "Mayor: 'The dam holds.' Then he left.", ["'The dam holds.'"]),
    ("single curly with a plural", "He called it ‘the farmers’ dam’ in May.", ["‘the farmers’ dam’"]),
    ("single marks inside double ones", "“He said ‘go’ and left,” she said.", ["“He said ‘go’ and left,”"]),
    ("inches do not open", 'The 4" pipe burst.', []),
    ("a straight mark left open in its paragraph is dropped", 'She said "go.\n\nHe went.', []),
    ("years", "The flood of '97 and the drought of '98 came.", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_quotations_are_found(text: str, expected: list[str]) -> None:
    assert [text[quote.start : quote.end] for quote in quotations(text)] == expected


def test_a_paragraph_that_opens_and_does_not_close_runs_on() -> None:
    text = "“The dam holds.\n\n“The valley is safe,” she said."
    first, second = quotations(text)
    assert first.runs_on
    assert text[slice(*first.inner)] == "The dam holds."
    assert not second.runs_on


@given(st.text(alphabet="ab \n\"'“”‘’«»`.,", max_size=200))
def test_quotations_are_ordered_slices_that_do_not_overlap(text: str) -> None:
    end = 0
    for quote in quotations(text):
        assert end <= quote.start < quote.inner[0] <= quote.inner[1] <= quote.end <= len(text)
        end = quote.end


@pytest.mark.parametrize("piece", ['"', "'a ", "“", "''", " 'a", "'a's ", "‘s’ ", '"a\n\n'])
def test_time_is_linear_in_the_length(piece: str) -> None:
    started = time.perf_counter()
    quotations(piece * 20_000)
    assert time.perf_counter() - started < 3
