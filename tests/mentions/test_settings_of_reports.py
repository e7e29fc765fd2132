"""Whole reports: ties stay open, speakers are no scenes, one absurd name costs nothing, days come from what governs."""

from __future__ import annotations

from pathlib import Path

import pytest

import dateline
from dateline.pipeline import Coder
from dateline.record import Event

TWO = """name,lat,lon,country,admin1,aliases,source
Zarvana,36.4,43.2,IRQ,Nineveh,,test
Zarvana,30.6,47.6,IRQ,Basra,,test
"""


def test_a_tie_stays_open_with_its_candidates(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text(TWO, encoding="utf-8")
    coder = dateline.load(model=False, places=(tmp_path / "two.csv",))
    record = coder("Gunmen killed two guards in Zarvana, Iraq, on Monday.", published="2020-06-03")
    place = next(place for place in record.places if place.text == "Zarvana")
    assert (place.lat, place.precision) == (None, "unknown")
    assert place.reason is not None
    assert place.reason.startswith("tie: Zarvana, ")
    assert {candidate.admin1 for candidate in place.candidates} == {"Nineveh", "Basra"}
    near = coder("Gunmen killed two guards in Zarvana, Nineveh province, on Monday.", published="2020-06-03")
    assert next(place for place in near.places if place.text == "Zarvana").admin1 == "Nineveh"


SCENES = [
    # id, text, words that must not be where it happened
    ("a capital speaks", "Rebels killed two guards in Kidal, Paris said on Monday.", "Paris"),
    ("a newspaper", "Rebels killed two guards in Kidal, the Denver Post wrote on Monday.", "Denver"),
    ("a bank", "Gunmen killed two clerks of the Bank of America in Mosul on Monday.", "America"),
    ("a speaker's seat", "Rebels killed two guards in Kidal, officials in Bamako said on Monday.", "Bamako"),
]


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in SCENES], ids=[row[0] for row in SCENES])
def test_who_speaks_is_no_scene(coder: Coder, text: str, words: str) -> None:
    event = next(event for event in coder(text, published="2020-06-03").events if event.type == "ASSAULT")
    assert event.where
    assert words not in {place.text for place in event.where}


REPORT = "Gunmen killed two guards in Hawija, Kirkuk province, on Monday. {} Shells also hit Mosul on Tuesday."


@pytest.mark.parametrize(
    "name",
    ["A" * 300, "Pa\udcffris", "😀😀", "' OR 1=1 --", "%", "\u202eSirap", "Zz\u0301" * 40, "١٢٣", "\x00", "Qwxzrt"],
)  # fmt: skip
def test_one_hostile_name_changes_nothing_else(coder: Coder, name: str) -> None:
    plain = coder(REPORT.format(""), published="2020-06-03")
    hostile = coder(REPORT.format(f"A road leads to {name}."), published="2020-06-03")
    assert hostile.disposition == "published"
    wanted = {(place.text, place.geonameid, place.precision) for place in plain.places}
    assert wanted <= {(place.text, place.geonameid, place.precision) for place in hostile.places}
    assert [(time.text, time.value) for time in hostile.times] == [(time.text, time.value) for time in plain.times]


def first(coder: Coder, text: str) -> Event:
    return next(event for event in coder(text, published="2020-06-03").events if event.type == "ASSAULT")


DAYS = [
    # id, text, first and last day of the first act of violence
    ("governed", "Rebels killed two guards on Sunday, police said on Tuesday.", "2020-05-31", "2020-05-31"),
    ("counted from a named day", "Rebels killed two guards two days after May 17.", "2020-05-19", "2020-05-19"),
    ("only the edge", "Rebels have killed two guards since Sunday.", None, None),
    ("a week back", "Rebels killed two guards last week.", "2020-05-25", "2020-05-31"),
    ("never the publication day", "Rebels killed two guards in Kidal.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "end"), [row[1:] for row in DAYS], ids=[row[0] for row in DAYS])
def test_the_day_of_an_act(coder: Coder, text: str, start: str | None, end: str | None) -> None:
    when = first(coder, text).when
    assert (when.from_ if when else None, when.to if when else None) == (start, end)


def test_times_are_measured_from_the_dateline(coder: Coder) -> None:
    record = coder("KIRKUK, June 1 (Reuters) - Gunmen killed two guards yesterday.", published="2020-06-03")
    assert next(time.value for time in record.times if time.text == "yesterday") == "2020-05-31"


def test_an_undated_report_says_how_its_date_was_bounded(coder: Coder) -> None:
    record = coder("Gunmen killed two guards in Kidal. The town was taken on 12 May 2019.")
    assert record.report.published_range.from_ == "2019-05-12"
    assert any("12 May 2019" in step for step in record.report.published_range.steps)
    assert all(step[0].isalnum() or step[0] == '"' for step in record.report.published_range.steps)
