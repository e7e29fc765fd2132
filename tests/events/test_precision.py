"""Precision: the steps of UCDP and ACLED that a time and places come to, never better than what is known."""

from __future__ import annotations

import pytest

import dateline
from dateline.codebook.precision import date_precision, geo_precision, where_precision
from dateline.pipeline import Coder
from dateline.record import Place, Time

DATES = [
    # id, first day, last day, UCDP date_prec
    ("day", "2019-04-03", "2019-04-03", 1),
    ("weekend", "2019-04-06", "2019-04-07", 2),
    ("six days", "2019-04-01", "2019-04-06", 2),
    ("week", "2019-04-01", "2019-04-07", 3),
    ("fortnight", "2019-04-01", "2019-04-14", 4),
    ("month", "2019-03-01", "2019-03-31", 4),
    ("quarter", "2019-01-01", "2019-03-31", 5),
    ("year", "2020-01-01", "2020-12-31", 5),
    ("decade", "2010-01-01", "2019-12-31", None),
    ("open", None, None, None),
    ("one side open", "2019-04-01", None, None),
]


@pytest.mark.parametrize(("first", "last", "step"), [row[1:] for row in DATES], ids=[row[0] for row in DATES])
def test_date_precision(first: str | None, last: str | None, step: int | None) -> None:
    assert date_precision(Time(text="then", start=0, end=4, type="DATE", from_=first, to=last)) == step


def test_no_time_has_no_precision() -> None:
    assert date_precision(None) is None


PLACES = [
    # id, feature, precision, UCDP where_prec, ACLED geo_precision
    ("town", "PPL", "exact", 1, 1),
    ("site", "AIRB", "exact", 1, 1),
    ("near a town", "PPL", "near", 2, 2),
    ("district", "ADM2", "district", 3, 2),
    ("part of a district", "ADM2", "line_or_area", 3, 2),
    ("province", "ADM1", "province", 4, 3),
    ("fringes of a province", "ADM1", "line_or_area", 4, 3),
    ("between towns", "PPL", "line_or_area", 5, 3),
    ("river", "STM", "line_or_area", 5, 3),
    ("part of a country", "PCLI", "line_or_area", 5, 3),
    ("country", "PCLI", "country", 6, 3),
    ("sea", "SEA", "line_or_area", 7, 3),
    ("strait", "STRT", "line_or_area", 7, 3),
]


def place(feature: str, precision: str, mapped: bool = True) -> Place:
    spot = 1.0 if mapped else None
    return Place(text="X", start=0, end=1, feature=feature, precision=precision, lat=spot, lon=spot)  # type: ignore[arg-type]  # a row's precision


@pytest.mark.parametrize(
    ("feature", "precision", "ucdp", "acled"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES]
)
def test_where_precision(feature: str, precision: str, ucdp: int, acled: int) -> None:
    assert where_precision([place(feature, precision)]) == ucdp
    assert geo_precision([place(feature, precision)]) == acled


def test_the_most_exact_place_counts_and_the_unmapped_do_not() -> None:
    town, province = place("PPL", "exact"), place("ADM1", "province")
    assert where_precision([province, town]) == 1
    assert where_precision([place("SEA", "line_or_area"), place("PCLI", "country")]) == 7
    assert where_precision([place("PPL", "unknown", mapped=False)]) is None
    assert where_precision([place("PPL", "unknown", mapped=False), province]) == 4
    assert geo_precision([]) is None


CODED = [
    # id, text, UCDP date_prec, where_prec, ACLED time_precision, geo_precision
    ("day and town", "Rebels killed two soldiers in Kirkuk on Monday.", (1, 1, 1, 1)),
    ("month and province", "Rebels killed two soldiers in Anbar province in March 2020.", (4, 4, 3, 3)),
    ("week and vicinity", "Rebels killed two soldiers near Mosul last week.", (3, 2, 2, 2)),
    ("year and part of a country", "Rebels killed two soldiers in northern Iraq in 2019.", (5, 5, 3, 3)),
    ("weekend and country", "Rebels killed two soldiers in Iraq over the weekend.", (2, 6, 2, 3)),
    ("nothing", "Rebels killed two soldiers.", (None, None, None, None)),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in CODED], ids=[row[0] for row in CODED])
def test_an_event_carries_its_precision(coder: Coder, text: str, expected: tuple[int | None, ...]) -> None:
    event = coder(text, published="2020-06-03").events[0]
    found = event.precision
    assert (found.date_prec, found.where_prec, found.time_precision, found.geo_precision) == expected
    told = {reason.by for reason in event.because}
    assert ("precision:date" in told) == (event.when is not None)
    assert ("precision:place" in told) == bool(event.where)


def test_the_published_record_has_the_keys(coder: Coder) -> None:
    record = coder("Rebels killed two soldiers in Kirkuk on Monday.", published="2020-06-03")
    again = dateline.Record.from_json(record.to_json())
    assert again.events[0].precision == record.events[0].precision
    assert b'"date_prec":1' in record.to_json()
