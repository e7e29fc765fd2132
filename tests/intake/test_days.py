"""Publication dates in every form; what is no date stays none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.intake import days

ONE_DAY = [
    ("iso", "2020-06-02", "2020-06-02"),
    ("iso with time", "2020-06-02T10:15:00Z", "2020-06-02"),
    ("iso with zone", "2020-06-02 23:30:00+03:00", "2020-06-02"),
    ("slashes, year first", "2020/6/2", "2020-06-02"),
    ("compact", "20200602", "2020-06-02"),
    ("American", "June 2, 2020", "2020-06-02"),
    ("British", "2 June 2020", "2020-06-02"),
    ("ordinal", "2nd of June, 2020", "2020-06-02"),
    ("abbreviated", "Sept. 3, 2011", "2011-09-03"),
    ("weekday and clock", "Tuesday, June 2, 2020 at 10:15 a.m. EDT", "2020-06-02"),
    ("mail header", "Tue, 02 Jun 2020 10:00:00 GMT", "2020-06-02"),
    ("mail header with offset", "Tue, 02 Jun 2020 10:00:00 +0200", "2020-06-02"),
    ("day above twelve", "25/12/2019", "2019-12-25"),
    ("month above twelve", "12/25/2019", "2019-12-25"),
    ("same both ways", "05/05/2019", "2019-05-05"),
    ("leap day", "29 February 2020", "2020-02-29"),
    ("capitals", "JUNE 2, 2020", "2020-06-02"),
]


@pytest.mark.parametrize(("text", "day"), [pytest.param(text, day, id=name) for name, text, day in ONE_DAY])
def test_a_date_is_one_day(text, day):
    found = days.whole(text)
    assert found is not None
    assert found.is_one_day
    assert found.from_ == day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("03/04/2020", "2020-03-04", "2020-04-03"),
        ("June 2020", "2020-06-01", "2020-06-30"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020", "2020-01-01", "2020-12-31"),
    ],
)
def test_what_can_be_several_days_is_a_range(text, first, last):
    found = days.whole(text)
    assert found is not None
    assert (found.from_, found.to) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2020-13-01",
        "2020-02-30",
        "30 February 2020",
        "0099-01-01",
        "1799-12-31",
        "2101-01-01",
        "2 June",
        "June 2, 2020 in Geneva",
        "x2020-06-02",
        "99/99/2020",
        "2150",
    ],
)
def test_no_date_is_none(text):
    assert days.whole(text) is None


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("June 2, 2020", True),
        ("December 30, 2014 11:50 AM", True),
        ("Tuesday 2 June 2020", True),
        ("10:15 AM EDT, Tue June 2, 2020", True),
        ("(June 2, 2020)", True),
        ("June 2, 2020: army enters the town", False),
        ("On June 2, 2020", False),
        ("Tuesday", False),
    ],
)
def test_a_line_that_is_a_date(line, is_date):
    assert days.is_line(line) is is_date


def test_the_first_date_in_a_line_that_the_calendar_has():
    found = days.first("no. 30 February 2020 but 2 March 2020, and 3 March 2020")
    assert found is not None
    assert found.from_ == "2020-03-02"


@settings(deadline=None)  # the machine may be busy
@given(st.dates())
def test_every_day_of_two_centuries_is_read_back_and_no_other(date):
    found = days.whole(date.isoformat())
    if 1800 <= date.year <= 2100:
        assert found is not None
        assert (found.from_, found.to) == (date.isoformat(), date.isoformat())
    else:
        assert found is None


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=200))
def test_any_text_is_answered_in_order(text):
    for found in (days.whole(text), days.first(text)):
        assert found is None or "1800-01-01" <= found.from_ <= found.to <= "2100-12-31"
