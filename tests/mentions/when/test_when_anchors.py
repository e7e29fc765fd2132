"""What times are measured from: a day, a range, a dateline, or nothing."""

from __future__ import annotations

import pytest
from when_reading import on, times_of

from dateline.mentions.when import Anchor
from dateline.record import PublishedRange


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They met on Tuesday.", "XXXX-WXX-2"),
        ("They met on Tuesday morning.", "XXXX-WXX-2TMO"),
        ("They met on May 17.", "XXXX-05-17"),
        ("They met in December.", "XXXX-12"),
        ("They met yesterday.", "XXXX-XX-XX"),
        ("They met last week.", "XXXX-WXX"),
        ("They met two years ago.", "XXXX"),
        ("They met in the third quarter.", "XXXX-Q3"),
        ("They met at Christmas.", "XXXX-12-25"),
        ("They met on 1 Ramadan.", "XXXX-XX-XX"),
    ],
)
def test_without_a_date_the_value_stays_open_and_says_why(text: str, value: str) -> None:
    (time,) = times_of(text, Anchor())
    assert (time.value, time.from_, time.to, time.anchor, time.reason) == (
        value,
        None,
        None,
        "none",
        "no publication date",
    )


def test_full_dates_need_no_anchor_and_carry_the_story() -> None:
    full, after = times_of("It fell on March 3, 2015. The next day it was retaken.", Anchor())
    assert (full.value, full.anchor) == ("2015-03-03", "none")
    assert (after.value, after.anchor) == ("2015-03-04", "2015-03-03")


def test_in_a_range_what_fits_once_is_resolved_and_the_rest_is_bounded() -> None:
    anchor = Anchor(from_="2020-05-17", to="2020-07-31")
    day, weekday, year = times_of("It began on May 17, stopped on Tuesday and was long over in 2018.", anchor)
    assert (day.value, day.from_, day.to) == ("2020-05-17", "2020-05-17", "2020-05-17")
    assert (weekday.value, weekday.from_, weekday.to) == ("XXXX-WXX-2", "2020-05-12", "2020-07-28")
    assert "more than one day fits" in (weekday.reason or "")
    assert (year.value, year.from_, year.to) == ("2018", "2018-01-01", "2018-12-31")


def test_half_a_range_measures_nothing() -> None:
    (time,) = times_of("It stopped on Tuesday.", Anchor(from_="2020-05-17"))
    assert (time.value, time.reason) == ("XXXX-WXX-2", "no publication date")


@pytest.mark.parametrize(
    ("dateline", "anchor"),
    [("2020-06-01", "2020-06-01"), ("2020-01-01", "2020-06-03"), ("2020-06-09", "2020-06-03"), ("soon", "2020-06-03")],
    ids=["filed two days before", "too old", "after publication", "no date"],
)
def test_a_recent_dateline_comes_before_the_publication_date(dateline: str, anchor: str) -> None:
    (time,) = times_of("It stopped on Tuesday.", Anchor("2020-06-03", "2020-06-03", dateline))
    assert time.anchor == anchor


def test_an_anchor_comes_from_a_record() -> None:
    known = PublishedRange(from_="2020-05-17", to="2020-07-31")
    assert Anchor.of("2020-06-03", known) == on("2020-06-03")
    assert Anchor.of(None, known) == Anchor("2020-05-17", "2020-07-31")
    assert Anchor.of(None) == Anchor()
