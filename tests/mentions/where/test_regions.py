"""Regions, relative places and precision: sentences of our own, 75 of them unseen when rules were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook.gazetteer import Entry
from dateline.codebook.precision import date_precision
from dateline.codebook.tables import Row, parse_rows
from dateline.pipeline import Coder
from dateline.record import Record

HERE = Path(__file__).parent
PLACES = parse_rows(
    ("half", "place", "country", "level", "precision", "text"),
    (HERE / "regions.tsv").read_text("utf-8"),
    "regions.tsv",
)
TIMES = parse_rows(
    ("half", "words", "date_prec", "text"), (HERE.parent / "when" / "spans.tsv").read_text("utf-8"), "spans.tsv"
)
UNSEEN = 0.84
"""Share of the unseen rows that must be right (one less than now are); what fails there is not read to mend rules."""
SEEN = 0.95
"""Share of the half the rules were written with; what fails there is told in the report of this test."""


def is_placed(row: Row, record: Record) -> bool:
    for place in record.places:
        if row["place"].lower() not in place.text.lower() or place.lat is None:
            continue
        entry = Entry(1, "", 0.0, 0.0, None, None, None, place.feature or "", 0)
        in_country = not row["country"] or place.country == row["country"]
        if in_country and (entry.level, place.precision) == (row["level"], row["precision"]):
            return True
    return False


def is_dated(row: Row, record: Record) -> bool:
    found = next((time for time in record.times if time.text.lower() == row["words"].lower()), None)
    return found is not None and str(date_precision(found) or "") == row["date_prec"]


@pytest.mark.parametrize(("half", "share"), [("train", SEEN), ("test", UNSEEN)])
def test_regions_and_precision(coder: Coder, half: str, share: float) -> None:
    wrong = []
    rows = [(row, is_placed) for row in PLACES] + [(row, is_dated) for row in TIMES]
    mine = [(row, is_right) for row, is_right in rows if row["half"] == half]
    for row, is_right in mine:
        if not is_right(row, coder(row["text"], published="2020-06-03")):
            wrong.append(row["text"])
    assert len(mine) == {"train": 135, "test": 75}[half]
    assert 1 - len(wrong) / len(mine) >= share, wrong


def test_no_sentence_twice_and_no_false_point() -> None:
    texts = [row["text"] for row in (*PLACES, *TIMES)]
    assert len(texts) == len(set(texts)) == 210
    assert {row["precision"] for row in PLACES if row["level"] == "area"} == {"line_or_area"}
