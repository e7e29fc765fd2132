"""Exports: what leaves under each profile, in every format, and what must never."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from dateline.ledger import Ledger, open_ledger
from dateline.ledger.frames import Frame
from dateline.ledger.tables import events, sources
from dateline.publish import exports, redaction
from dateline.publish.exports import FORMATS, LONGEST_QUOTE, Export, quotation, safe_cell
from dateline.record import (
    Coder,
    Codes,
    Event,
    Party,
    Place,
    PublishedRange,
    Record,
    Report,
    SetupError,
    Span,
    Time,
    Toll,
    digest,
)

TEXT = (
    "Gunmen shot dead Selma Orhani, a teacher, outside the clinic in Talheim on Tuesday. "
    "Governor Bertil Askov said the attackers fled in a white van, and that the road to the town of Dirmo was closed "
    "by soldiers before the evening prayers had ended and nobody was let through until the next morning came at last."
)
HIDDEN = ("Selma", "Orhani", "SELMA", "orhani")


def _span(words: str, struct: type = Span, **values: object) -> Span:
    start = TEXT.index(words)
    return struct(text=words, start=start, end=start + len(words), **values)


def _record(name: str = "r1", source: str = "Meridian News", feature: str = "PPL", precision: str = "exact") -> Record:
    victim = _span("Selma Orhani, a teacher", Party, name="Selma Orhani", kind="person", sector="EDU", person="private")
    governor = _span(
        "Governor Bertil Askov", Party, name="Bertil Askov", kind="person", sector="GOV", person="official"
    )
    gunmen = _span("Gunmen", Party, kind="people", sector="UAF")
    place = _span(
        "Talheim", Place, name="Talheim", geonameid=7, lat=36.23456, lon=43.19876, country="IRQ", admin1="Nineveh",
        admin2="Talheim District", feature=feature, precision=precision,
    )  # fmt: skip
    day = _span("Tuesday", Time, type="DATE", value="2023-03-14", from_="2023-03-14", to="2023-03-14")

    def event(name: str, trigger: str, kind: str, actors: tuple, recipients: tuple) -> Event:
        return Event(
            id=name, type=kind, mode=None, status="occurred", trigger=_span(trigger), actors=actors,
            recipients=recipients, when=day, where=(place,), toll=Toll(), weapon=None, claim=None,
            codes=Codes(plover=kind), evidence=(), because=(), confidence=0.5,
        )  # fmt: skip

    return Record(
        report=Report(
            id=name, text=TEXT, sha256=digest(TEXT), source=source, published="2023-03-15", url=f"https://n.example/{name}",
            title="Selma Orhani shot", published_range=PublishedRange(from_="2023-03-15", to="2023-03-15"),
        ),
        coder=Coder(version="0.1.0", model="m", codebook="c"),
        disposition="published",
        reason="coded",
        parties=(victim, governor, gunmen),
        places=(place,),
        times=(day,),
        events=(
            event("e1", "shot dead", "ASSAULT", (gunmen,), (victim,)), event("e2", "closed", "COERCE", (governor,), ()),
        ),
    )  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "exported.db") as opened:
        with opened.write() as writer:
            writer.put_many([(_record(), None), (_record("evening-news-7", "Quiet Voice", "HSP", "near"), None)])
            row = dict.fromkeys(column.name for column in sources.columns)
            row |= {
                "id": "quiet",
                "url": "https://quiet.example",
                "name": "Quiet Voice",
                "kind": "radio",
                "protected": 1,
            }
            writer.connection.execute(sources.insert(), row)
        yield opened


def _rows(ledger: Ledger, profile: str, **how: object) -> dict[str, exports.Line]:
    return {line.id: line for line in exports.lines(ledger, Export(profile=profile, **how))}


def _bytes_of(folder: Path) -> str:
    """All that lies in a folder, as any reader of it could see it, and the names of the files."""
    out = []
    for path in sorted(folder.iterdir()):
        out.append(path.name)
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            table = pq.read_table(path)
            out += [str(table.to_pylist()), str(table.schema.metadata)]
        elif path.suffix == ".xlsx":
            import zipfile

            with zipfile.ZipFile(path) as book:
                out += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        out.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(out)


@pytest.mark.parametrize("profile", ["public", "partner"])
@pytest.mark.parametrize("kind", FORMATS)
def test_no_private_name_leaves_in_any_format(ledger: Ledger, tmp_path: Path, kind: str, profile: str) -> None:
    if kind == "xlsx":
        pytest.importorskip("xlsxwriter", reason="XlsxWriter is not installed")
    folder = tmp_path / "out"
    folder.mkdir()
    assert exports.write(ledger, Export(profile=profile), folder / f"events.{kind}", day="2024-01-01") == 4
    seen = _bytes_of(folder)
    assert not [name for name in HIDDEN if name in seen]
    assert "Quiet Voice" not in seen
    assert "evening-news-7" not in seen  # neither by its address nor by its id
    assert "Bertil Askov" in seen
    assert not list(folder.glob("*.part"))


def test_a_private_person_is_told_by_what_she_is(ledger: Ledger) -> None:
    told = _rows(ledger, "public")["r1#e1"]
    assert (told.recipients, told.recipient_sectors, told.title) == ("teacher or student", "EDU", None)
    assert _rows(ledger, "internal")["r1#e1"].recipients == "Selma Orhani"


def test_a_quotation_that_names_her_stays_and_its_offsets_go(ledger: Ledger) -> None:
    for profile in ("public", "partner"):
        told = _rows(ledger, profile)["r1#e1"]
        assert told.quote is None
        assert TEXT[told.quote_start : told.quote_end].startswith("Gunmen")
    assert "Selma" in _rows(ledger, "internal")["r1#e1"].quote
    assert _rows(ledger, "public")["r1#e2"].quote.startswith("Governor Bertil Askov") is False
    assert "closed" in _rows(ledger, "public")["r1#e2"].quote


def test_a_quotation_has_25_words_at_most_and_is_in_the_text(ledger: Ledger) -> None:
    for line in _rows(ledger, "internal").values():
        assert len(line.quote.split()) <= LONGEST_QUOTE
        assert line.quote == " ".join(TEXT[line.quote_start : line.quote_end].split())
    start = TEXT.index("closed")
    first, last = quotation(TEXT, start, start + 6)
    assert first <= start < last
    assert len(TEXT[first:last].split()) == LONGEST_QUOTE


@pytest.mark.parametrize(
    ("feature", "precision", "profile", "point", "name"),
    [
        ("PPL", "exact", "public", (36.23, 43.2), "Talheim"),
        ("PPL", "near", "public", (36.2, 43.2), "Talheim"),
        ("PPL", "exact", "partner", (36.23456, 43.19876), "Talheim"),
        ("PPL", "province", "partner", (None, None), "Talheim"),
        ("PPL", "province", "internal", (36.23456, 43.19876), "Talheim"),
        ("HSP", "exact", "public", (None, None), "Nineveh"),
        ("HSP", "exact", "partner", (36.23456, 43.19876), "Talheim"),
    ],
)
def test_points_are_no_finer_than_may_be_told(feature, precision, profile, point, name) -> None:
    place = redaction.placed(_record(feature=feature, precision=precision).places[0], profile)
    assert (place.lat, place.lon) == point
    assert place.name == name


def test_a_protected_source_is_a_class_only(ledger: Ledger) -> None:
    inside = _rows(ledger, "internal")["evening-news-7#e2"]
    with ledger.read() as connection:
        number = connection.execute(select(events.c.seq).where(events.c.id == inside.id)).scalar()
    told = _rows(ledger, "partner")[f"protected#{number}"]
    assert told.type == inside.type
    assert (told.source, told.url, told.report, told.quote, told.report_sha256) == (
        "a protected source (radio)", None, None, None, "",
    )  # fmt: skip
    assert inside.source == "Quiet Voice"


def test_who_is_not_classed_counts_as_private() -> None:
    someone = replace(_record().parties[0], person=None)
    assert redaction.is_private(someone)
    assert not redaction.is_private(replace(someone, id="person:selma-orhani"))
    assert not redaction.is_private(replace(someone, kind="group"))
    assert redaction.is_private(replace(someone, id="person:selma-orhani", person="private"))


def test_a_group_called_by_a_private_name_is_not_named() -> None:
    family = _span("Selma Orhani", Party, kind="people", sector="CVL")
    words = redaction.private_words(_record().parties)
    assert redaction.spoken_of(family, "public", words) == "civilian"
    assert "a" not in words


def test_whole_texts_leave_only_inside(ledger: Ledger) -> None:
    with pytest.raises(SetupError, match="profile internal"):
        Export(profile="partner", with_text=True)
    assert _rows(ledger, "internal", with_text=True)["r1#e1"].text == TEXT
    assert _rows(ledger, "internal")["r1#e1"].text is None
    with pytest.raises(SetupError, match="no profile"):
        Export(profile="press")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "' =1"), ("＝1", "'＝1"),
        ("plain", "plain"), ("a=b", "a=b"), ("two\nlines", "two lines"), ("\r=1", "=1"), ("كركوك", "كركوك"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(value: str, cell: str) -> None:
    assert not safe_cell(value).startswith(exports._FORMULA)
    if value not in ("\t=1", "\r=1"):
        assert safe_cell(value) == cell


def test_csv_reads_back_and_has_the_mark_of_utf8(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    exports.write(ledger, Export("type:assault"), path, day="2024-01-01")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["type"] for row in rows] == ["ASSAULT", "ASSAULT"]
    assert rows[0]["killed_min"] == ""
    exports.write(ledger, Export("type:assault", bom=False), path, day="2024-01-01", force=True)
    assert path.read_bytes().startswith(b"id,")


def test_geojson_draws_no_point_where_only_an_area_is_known(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "events.geojson"
    with ledger.write() as writer:
        writer.put(_record("r3", precision="province"))
    exports.write(ledger, Export(profile="internal"), path, day="2024-01-01")
    features = {one["id"]: one for one in json.loads(path.read_text("utf-8"))["features"]}
    assert features["r1#e1"]["geometry"] == {"type": "Point", "coordinates": [43.19876, 36.23456]}
    assert features["r3#e1"]["geometry"] is None
    assert features["r3#e1"]["properties"]["admin1"] == "Nineveh"


def test_what_lies_beside_tells_query_licence_and_columns(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    exports.write(ledger, Export("country:IRQ"), path, day="2024-01-01")
    about = msgspec.json.decode((tmp_path / "events.jsonl.about.json").read_bytes(), type=exports.About)
    assert about.query == "country:IRQ -reviewed:rejected"
    assert (about.rows, about.profile, about.made_on) == (4, "public", "2024-01-01")
    assert "GeoNames" in about.licence
    first = json.loads(path.read_text("utf-8").splitlines()[0])
    assert list(first) == list(about.columns)


def test_every_column_is_explained() -> None:
    assert tuple(exports.COLUMNS) == exports.Line.__struct_fields__


def test_a_file_that_is_there_is_not_replaced(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("mine", "utf-8")
    with pytest.raises(SetupError, match="--force"):
        exports.write(ledger, Export(), path, day="2024-01-01")
    with pytest.raises(SetupError, match="names no format"):
        exports.write(ledger, Export(), tmp_path / "events.doc", day="2024-01-01")
    with pytest.raises(SetupError, match="cannot write"):
        exports.write(ledger, Export(), tmp_path / "nowhere" / "events.csv", day="2024-01-01")
    assert path.read_text("utf-8") == "mine"


def test_a_broken_export_leaves_no_file(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(iter(_rows(ledger, "public").values()))

    def broken(*_: object) -> Iterator[exports.Line]:
        yield first
        raise sqlite3.OperationalError("the disk went away")

    monkeypatch.setattr(exports, "lines", broken)
    with pytest.raises(sqlite3.OperationalError):
        exports.write(ledger, Export(), tmp_path / "events.csv", day="2024-01-01")
    assert not list(tmp_path.glob("events.csv*"))


def test_the_same_export_twice_has_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    for name in ("one.jsonl", "two.jsonl"):
        exports.write(ledger, Export(), tmp_path / name, day="2024-01-01")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_no_export_takes_its_name_before_it_is_noted(ledger: Ledger, tmp_path: Path) -> None:
    target, told = tmp_path / "events.csv", []

    def note(number: int) -> None:
        told.append((number, target.exists()))
        if len(told) > 1:
            raise KeyboardInterrupt

    assert exports.write(ledger, Export(), target, day="2024-01-01", note=note) == 4
    before = target.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        exports.write(ledger, Export(bom=False), target, day="2024-01-01", force=True, note=note)
    assert told == [(4, False), (4, True)]
    assert target.read_bytes() == before
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.name.startswith("events")) == [".csv", ".json"]


def test_frames_hold_the_hits_with_their_types(ledger: Ledger) -> None:
    pl = pytest.importorskip("polars", reason="polars is not installed")
    frame = Frame(ledger, "type:assault")
    table = frame.to_polars()
    assert table["id"].to_list() == [row.id for row in frame]
    assert (table.schema["killed_min"], table.schema["main"]) == (pl.Int64, pl.Boolean)
    assert pl.DataFrame(frame).equals(table)
    assert Frame(ledger, "place:Nowhere").to_arrow().num_rows == 0
    assert Frame(ledger, of="incidents").to_arrow().column_names[0] == "id"


def test_pandas_keeps_whole_numbers_whole(ledger: Ledger) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    table = Frame(ledger).to_pandas()
    assert str(table["killed_min"].dtype) == "Int64"
    assert len(table) == 4
