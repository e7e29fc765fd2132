"""Laws that hold for every text and anchor."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from when_reading import reader

from dateline.mentions.when import Anchor, bound_publication, find, resolve

WORDS = st.sampled_from(
    """
    May March Friday Mondays Sept. 12 30 31 2019 1999 0735 2020-02-30 99/99/2020 7:61 p.m. GMT the a last next this that
    each every past two couple of few hundred thousand and a half hours days weeks months years decades century quarter
    first second ago earlier later before after early late mid - , ( ) 's will was on in since until eve Ramadan Eid
    Easter 1 Muharram 1442 weekend morning night overnight noon now recently old Q3 H2 '98 1990s nineties year-end
    fiscal end of beginning 999999999999
    """.split()  # noqa: SIM905 (a hundred quoted words would hide what they are)
)
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=120))
DAYS = st.one_of(st.none(), st.dates().map(str), st.just("not a date"))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, low=DAYS, high=DAYS, dateline=DAYS)
def test_any_text_and_anchor_give_true_slices_and_ranges(
    text: str, low: str | None, high: str | None, dateline: str | None
) -> None:
    sentences = reader(text).sentences
    found = find(text, sentences)
    times = resolve(found, sentences, Anchor(low, high, dateline))
    assert all(left.end <= right.start for left, right in pairwise(times))
    for time in times:
        assert text[time.start : time.end] == time.text
        assert (time.from_ is None) == (time.to is None)
        assert time.from_ is None or time.to is None or time.from_ <= time.to
        assert time.reason
    assert times == resolve(find(text, sentences), sentences, Anchor(low, high, dateline))
    published = bound_publication(resolve(found, sentences, Anchor()), found, sentences, text, ())
    assert published.steps


@pytest.mark.parametrize(
    "piece", ["-", "a ", "May 1 ", "1", "one hundred and ", "the last of ", "'9"], ids=lambda piece: piece.strip()
)
def test_a_hostile_text_twice_as_long_costs_twice_as_much(piece: str) -> None:
    short, long = (_calls(piece * count) for count in (600, 1_200))
    assert long < 2.5 * short + 1_000


def _calls(text: str) -> int:
    """The functions called while the text's times are looked for."""
    sentences = reader(text).sentences
    called = [0]

    def count(_: object, event: str, __: object) -> None:
        called[0] += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        find(text, sentences)
    finally:
        sys.setprofile(None)
    return called[0]


def test_a_second_is_a_unit_and_a_number() -> None:
    """Found by these laws: "second" after a number was read by its value as an ordinal."""
    text = "It fell within the past two second."
    (time,) = find(text, reader(text).sentences)
    assert time.text == "the past two second"
