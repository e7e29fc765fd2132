"""Exports of incidents: figures as ranges with who gives them, and nothing told that an export of events hides."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_exports import HIDDEN, _bytes_of, _record

from dateline.ledger import Ledger, open_ledger
from dateline.ledger.tables import sources
from dateline.publish import exports
from dateline.publish.exports import FORMATS, Export
from dateline.publish.incident_lines import INCIDENT_COLUMNS
from dateline.record import (
    Conflict,
    ConflictSide,
    Incident,
    IncidentClaim,
    IncidentCount,
    IncidentDays,
    IncidentParty,
    IncidentPlace,
    IncidentToll,
    SetupError,
)
from dateline.record.incidents import SourceCount

BOTH = ("Meridian News", "Quiet Voice")


def _incident(name: str = "i1", reports: tuple[str, ...] = ("r1", "evening-news-7")) -> Incident:
    by_source = tuple(
        SourceCount(source=source, reports=(report,), min=least, max=most)
        for source, report, least, most in zip(BOTH, reports, (1, 3), (1, None), strict=False)
    )
    return Incident(
        id=name, type="ASSAULT", status="occurred", when=IncidentDays(from_="2023-03-14", to="2023-03-15"),
        where=(
            IncidentPlace(name="Talheim", geonameid=7, lat=36.23456, lon=43.19876, country="IRQ", admin1="Nineveh",
                          precision="exact", sources=BOTH),
        ),
        actors=(IncidentParty(name="Bertil Askov", kind="person", sector="GOV"), IncidentParty(name="Gunmen")),
        recipients=(IncidentParty(name="Selma Orhani", kind="person", sector="EDU"),),
        toll=IncidentToll(killed=IncidentCount(min=1, max=None, by_source=by_source)),
        claims=(IncidentClaim(speaker="Selma Orhani", stance="asserts", sources=BOTH),),
        events=tuple(f"{report}#e1" for report in reports), reports=reports, independent_sources=len(reports),
        sources={source: (report,) for source, report in zip(BOTH, reports, strict=False)},
        conflicts=(
            Conflict(about="toll", text="killed: 1 (Meridian News) and 3+ (Quiet Voice)", sides=(
                ConflictSide(value="1", sources=BOTH[:1]), ConflictSide(value="3+", sources=BOTH[1:]))),
            Conflict(about="actors", text="actors: named as …", sides=(
                ConflictSide(value="Gunmen, Selma Orhani", sources=BOTH[:1]),
                ConflictSide(value="Bertil Askov", sources=BOTH[1:]))),
        ),
        because=("same day",),
    )  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "exported.db") as opened:
        with opened.write() as writer:
            hospital = _record("r3", "Third Post", "HSP")
            writer.put_many([(_record(), None), (_record("evening-news-7", "Quiet Voice"), None), (hospital, None)])
            writer.put_incidents([_incident(), _incident("i2", ("r3",))])
            row = dict.fromkeys(column.name for column in sources.columns)
            quiet = {"id": "quiet", "url": "https://q.example", "name": "Quiet Voice", "kind": "radio", "protected": 1}
            writer.connection.execute(sources.insert(), row | quiet)
        yield opened


def _told(ledger: Ledger, profile: str, wanted: str = "") -> dict[str, dict]:
    plan = Export(wanted, profile=profile, of="incidents")
    return {
        line.id: {name: getattr(line, name) for name in INCIDENT_COLUMNS}
        for line in exports.incident_lines(ledger, plan)
    }


@pytest.mark.parametrize("profile", ["public", "partner"])
@pytest.mark.parametrize("kind", FORMATS)
def test_no_private_name_and_no_protected_source_leaves(
    ledger: Ledger, tmp_path: Path, kind: str, profile: str
) -> None:
    if kind == "xlsx":
        pytest.importorskip("xlsxwriter", reason="XlsxWriter is not installed")
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    folder = tmp_path / "out"
    folder.mkdir()
    plan = Export(profile=profile, of="incidents")
    assert exports.write(ledger, plan, folder / f"incidents.{kind}", day="2024-01-01") == 2
    seen = _bytes_of(folder)
    assert not [name for name in (*HIDDEN, "Quiet Voice", "evening-news-7") if name in seen]
    assert "Bertil Askov" in seen
    assert "a protected source (radio)" in seen


def test_figures_stand_as_a_range_with_who_gives_them(ledger: Ledger) -> None:
    told = _told(ledger, "internal")["i1"]
    assert (told["killed_min"], told["killed_max"], told["injured_min"]) == (1, None, None)
    assert told["toll_by_source"] == "killed 1 (Meridian News); killed 3+ (Quiet Voice)"
    assert told["sources"] == "Meridian News; Quiet Voice"
    assert told["conflicts"] == (
        "killed: 1 (Meridian News) / 3+ (Quiet Voice); "
        "actors: Gunmen, Selma Orhani (Meridian News) / Bertil Askov (Quiet Voice)"
    )
    assert (told["conflict_count"], told["report_count"], told["independent_sources"]) == (2, 2, 2)
    assert (told["events"], told["recipients"]) == ("r1#e1; evening-news-7#e1", "Selma Orhani")


def test_in_public_persons_are_told_as_such_and_sources_as_a_class(ledger: Ledger) -> None:
    told = _told(ledger, "public")["i1"]
    assert (told["recipients"], told["recipient_sectors"]) == ("private person", "EDU")
    assert told["claims"] == "private person asserts"
    assert told["conflicts"] == (
        "killed: 1 (Meridian News) / 3+ (a protected source (radio)); "
        "actors: Gunmen, private person (Meridian News) / Bertil Askov (a protected source (radio))"
    )
    assert (told["events"], told["reports"], told["report_count"]) == ("r1#e1", "r1", 2)


def test_a_point_is_no_finer_than_its_events_may_be_told(ledger: Ledger) -> None:
    public, partner = _told(ledger, "public"), _told(ledger, "partner")
    assert (public["i1"]["place"], public["i1"]["lat"], public["i1"]["lon"]) == ("Talheim", 36.23, 43.2)
    assert (public["i2"]["place"], public["i2"]["lat"]) == ("Nineveh", None)
    assert partner["i2"]["lat"] == 36.23456


def test_the_filter_takes_incidents_that_have_such_an_event(ledger: Ledger) -> None:
    assert list(_told(ledger, "public", 'source:"Third Post"')) == ["i2"]


def test_csv_and_geojson_read_back(ledger: Ledger, tmp_path: Path) -> None:
    plan = Export(profile="internal", of="incidents")
    exports.write(ledger, plan, tmp_path / "incidents.csv", day="2024-01-01")
    with (tmp_path / "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert list(rows["i1"]) == list(INCIDENT_COLUMNS)
    assert (rows["i1"]["killed_min"], rows["i1"]["killed_max"]) == ("1", "")
    exports.write(ledger, plan, tmp_path / "incidents.geojson", day="2024-01-01")
    features = {one["id"]: one for one in json.loads((tmp_path / "incidents.geojson").read_text("utf-8"))["features"]}
    assert features["i1"]["geometry"] == {"type": "Point", "coordinates": [43.19876, 36.23456]}
    about = json.loads((tmp_path / "incidents.geojson.about.json").read_text("utf-8"))
    assert "2 incidents" in about["citation"]
    assert list(about["columns"]) == list(INCIDENT_COLUMNS)


def test_parquet_keeps_numbers_as_numbers(ledger: Ledger, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    exports.write(ledger, Export(of="incidents"), tmp_path / "incidents.parquet", day="2024-01-01")
    table = pq.read_table(tmp_path / "incidents.parquet")
    assert table.column_names == list(INCIDENT_COLUMNS)
    kinds = {name: str(table.schema.field(name).type) for name in ("killed_min", "lat", "conflicts")}
    assert kinds == {"killed_min": "int64", "lat": "double", "conflicts": "string"}


def test_an_incident_has_no_text_of_its_own() -> None:
    with pytest.raises(SetupError, match="no text of its own"):
        Export(profile="internal", with_text=True, of="incidents")
