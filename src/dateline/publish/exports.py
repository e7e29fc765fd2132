"""Events and incidents leave as CSV, JSON Lines, GeoJSON, Parquet or XLSX: facts, offsets and short quotations.

An export never holds a whole article unless it is asked for, and then only under the profile ``internal``.  What it may
tell of persons and places is decided in :mod:`dateline.publish.redaction`.  A file under its final name is whole: it
grows as ``FILE.part``.  Beside it lies ``FILE.about.json`` with the query, the profile, licence notes, how to cite it
and what each column means.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
from msgspec import Struct
from sqlalchemy import func, select

from dateline.ledger import Ledger, queries, search
from dateline.ledger.answers import Of
from dateline.ledger.filters import Filter
from dateline.ledger.queries import Whole
from dateline.ledger.tables import changes, sources
from dateline.publish import redaction
from dateline.publish.incident_lines import INCIDENT_COLUMNS, IncidentLine, incident_line
from dateline.publish.redaction import Profile
from dateline.record import TOLL_KEYS, Event, SetupError

LONGEST_QUOTE = 25
"""Words of a quotation: what may be quoted of somebody else's report beside its facts."""

FORMATS = ("csv", "jsonl", "geojson", "parquet", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of a cell that a spreadsheet takes for a formula; the wide ones it turns into the others."""


class Line(Struct, frozen=True, kw_only=True):
    """One event as it leaves the house.  Lists are joined by ``"; "``; an empty cell is not reported, never zero."""

    id: str
    report: str | None
    url: str | None
    title: str | None
    source: str | None
    published: str | None
    incident: str | None
    main: bool
    type: str
    mode: str | None
    status: str
    date_from: str | None
    date_to: str | None
    place: str | None
    geonameid: int | None
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None
    actors: str | None
    actor_ids: str | None
    actor_countries: str | None
    actor_sectors: str | None
    recipients: str | None
    recipient_ids: str | None
    recipient_countries: str | None
    recipient_sectors: str | None
    killed_min: int | None
    killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    abducted_min: int | None
    abducted_max: int | None
    arrested_min: int | None
    arrested_max: int | None
    surrendered_min: int | None
    surrendered_max: int | None
    displaced_min: int | None
    displaced_max: int | None
    weapon: str | None
    claim_by: str | None
    claim_stance: str | None
    claim_channel: str | None
    plover: str | None
    cameo: str | None
    quad: int | None
    acled_event_type: str | None
    acled_sub_event_type: str | None
    ucdp_type: int | None
    confidence: float
    reviewed: str
    coder: str
    counted: bool
    quote: str | None
    quote_start: int | None
    quote_end: int | None
    report_sha256: str
    text: str | None


COLUMNS = {
    "id": "the event's id in the ledger (protected#NUMBER, by its row in the ledger, where its source is protected)",
    "report": "id of the report that tells it (empty where its source is protected)",
    "url": "where the report was published (empty where its source is protected)",
    "title": "the report's title (empty where it may name somebody private)",
    "source": "outlet that published the report",
    "published": "day of publication, ISO",
    "incident": "id of the incident: the same happening across reports",
    "main": "whether the report is about it",
    "type": "PLOVER 2.0 type of the act, whatever its status",
    "mode": "PLOVER 2.0 mode",
    "status": "occurred, ongoing, planned, threatened, attempted, denied or hypothetical",
    "date_from": "first day it may have happened, ISO",
    "date_to": "last day it may have happened, ISO",
    "place": "name of the first place; others are in the ledger",
    "geonameid": "GeoNames number of the place",
    "country": "ISO 3166 alpha-3 of the place",
    "admin1": "province",
    "admin2": "district",
    "lat": "WGS84 degrees; empty where only an area is known",
    "lon": "WGS84 degrees; empty where only an area is known",
    "place_precision": "exact, near, district, province, country, line_or_area or unknown",
    "actors": "who did it; private persons by what they are",
    "actor_ids": "their ids in the registry",
    "actor_countries": "their countries, ISO 3166 alpha-3 or PLOVER's codes of bodies",
    "actor_sectors": "their PLOVER sectors",
    "recipients": "to whom it was done; private persons by what they are",
    "recipient_ids": "their ids in the registry",
    "recipient_countries": "their countries",
    "recipient_sectors": "their PLOVER sectors",
    **{
        f"{key}_{end}": f"{'least' if end == 'min' else 'greatest'} number of {key} reported"
        + ("" if end == "min" else "; empty beside a least number: no upper bound")
        for key in TOLL_KEYS
        for end in ("min", "max")
    },
    "weapon": "words of the weapon",
    "claim_by": "whose word it rests on",
    "claim_stance": "stance of that word: asserts, denies, claims_responsibility …",
    "claim_channel": "channel of that word",
    "plover": "PLOVER code",
    "cameo": "CAMEO code",
    "quad": "quad class, 1 to 4",
    "acled_event_type": "ACLED-compatible event type",
    "acled_sub_event_type": "ACLED-compatible sub-event type",
    "ucdp_type": "UCDP type of violence, 1 to 3",
    "confidence": "probability that type, actor and recipient are right",
    "reviewed": "no (coded by the machine, looked at by nobody), accepted, edited or rejected",
    "coder": "what coded it, or who",
    "counted": "whether it counts as happened: not denied, planned, rejected or a reprint",
    "quote": f"the words it rests on, {LONGEST_QUOTE} at most",
    "quote_start": "offset of the quotation in the report's text, in characters",
    "quote_end": "offset behind the quotation",
    "report_sha256": "SHA-256 of the report's text",
    "text": "the report's text (only where it was asked for)",
}
"""What each column means, in the order of the columns."""


class About(Struct, frozen=True, kw_only=True):
    """What lies beside an export: enough to make it again, to cite it, and to know what it leaves out."""

    query: str
    profile: str
    rows: int
    made_by: str
    made_on: str
    ledger_change: int
    licence: str
    citation: str
    leaves_out: str
    columns: dict[str, str]


_LICENCE = (
    "Facts, offsets and short quotations from the reports named; the reports themselves stay their publishers'. Place "
    "names and points: GeoNames, CC BY 4.0. The categories called ACLED-compatible are a crosswalk from public "
    "definitions and no data of ACLED."
)
_LEAVES_OUT = {
    "public": "names of private persons, quotations and titles that may name them, points of homes, hospitals, prisons "
    "and camps, protected sources; points are rounded",
    "partner": "names of private persons, quotations and titles that may name them, protected sources",
    "internal": "nothing: this file names private persons and must not be passed on",
}


@dataclass(frozen=True, slots=True)
class Export:
    """What is wanted: the filter, how much may be told, and the shape of the file.

    ``bom`` begins a CSV file with the mark by which spreadsheets know UTF-8; ``with_text`` adds each report's text;
    ``program`` is what the citation names, with its version; ``of`` says whether a line is an event or an incident.
    """

    wanted: str | Filter = ""
    profile: Profile = "public"
    with_text: bool = False
    bom: bool = True
    program: str = "dateline"
    of: Of = "events"

    def __post_init__(self) -> None:
        if self.profile not in redaction.PROFILES:
            raise SetupError(f"no profile is called {self.profile!r}. Known: {', '.join(redaction.PROFILES)}")
        if self.with_text and self.profile != "internal":
            raise SetupError("whole texts leave only under the profile internal. Add --profile internal")
        if self.with_text and self.of == "incidents":
            raise SetupError("an incident has no text of its own: whole texts leave with events only")


def incident_lines(ledger: Ledger, export: Export) -> Iterator[Struct]:
    """The incidents of which an event fits, latest first, each as it may be told.

    Raises:
        FilterError: the filter cannot be understood.
    """
    protected = _protected(ledger)
    for whole in queries.every_incident_whole(ledger, export.wanted):
        yield incident_line(whole, export.profile, protected)


def _told(ledger: Ledger, export: Export) -> Iterator[Struct]:
    return incident_lines(ledger, export) if export.of == "incidents" else lines(ledger, export)


def lines(ledger: Ledger, export: Export) -> Iterator[Line]:
    """The events of an export, newest first, each as it may be told.

    Raises:
        FilterError: the filter cannot be understood.
    """
    protected = _protected(ledger)
    private: dict[int, frozenset[str]] = {}
    for whole in queries.every_whole(ledger, export.wanted):
        number = whole.report.seq
        if number not in private:
            private = {number: redaction.private_words(whole.parties)}  # events of a report mostly follow one another
        yield _line(whole, export, protected, private[number])


def _protected(ledger: Ledger) -> dict[str, str]:
    """The outlets whose name must not leave, with the class that stands for it."""
    with ledger.read() as connection:
        query = select(sources.c.id, sources.c.name, sources.c.kind).where(sources.c.protected == 1)
        found = list(connection.execute(query))
    return {
        name.casefold(): f"{redaction.PROTECTED} ({kind})" if kind else redaction.PROTECTED
        for identifier, title, kind in found
        for name in (identifier, title)
        if name
    }


def _line(whole: Whole, export: Export, protected: dict[str, str], private: frozenset[str]) -> Line:
    row, report, event, profile = whole.row, whole.report, whole.event, export.profile
    inside = profile == "internal"
    shelter = None if inside or not row.source else protected.get(row.source.casefold())
    words: frozenset[str] = frozenset()
    if not inside:
        words = private | redaction.private_words(redaction.parties_of(event) if event is not None else ())
    values: dict[str, Any] = {
        name: getattr(row, name) for name in Line.__struct_fields__ if name in row.__struct_fields__
    }
    values |= _parties(event, profile, words)
    values |= _place(event, profile)
    values |= _quote(whole, profile, words) if shelter is None else dict.fromkeys(_QUOTE)
    values |= {
        # The ledger's own number: an id of the report, or a digest of it, would tell the report to who can guess it.
        "id": row.id if shelter is None else f"protected#{row.seq}",
        "report": row.report if shelter is None else None,
        "url": report.url if shelter is None else None,
        "title": None if shelter is not None or redaction.names_any(report.title, words) else report.title,
        "source": shelter or row.source,
        "weapon": None if redaction.names_any(row.weapon, words) else row.weapon,
        "coder": whole.coder if inside or whole.coder.startswith("dateline ") else "a person",
        "report_sha256": report.sha256 if shelter is None else "",
        "text": whole.text if export.with_text else None,
    }
    return Line(**values)


_QUOTE = ("quote", "quote_start", "quote_end")


def _parties(event: Event | None, profile: Profile, words: frozenset[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for role in ("actor", "recipient"):
        parties = getattr(event, f"{role}s") if event is not None else ()
        told = [redaction.spoken_of(party, profile, words) for party in parties]
        shown = [party for party in parties if profile == "internal" or not redaction.is_private(party)]
        out[f"{role}s"] = _joined(told)
        out[f"{role}_ids"] = _joined([party.id for party in shown])
        out[f"{role}_countries"] = _joined([party.country for party in parties])
        out[f"{role}_sectors"] = _joined([party.sector for party in parties])
    speaker = event.claim.speaker if event is not None and event.claim is not None else None
    out["claim_by"] = redaction.spoken_of(speaker, profile, words) if speaker is not None else None
    return out


def _joined(values: Sequence[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(value for value in values if value)) or None


def _place(event: Event | None, profile: Profile) -> dict[str, Any]:
    if event is None or not event.where:
        return dict.fromkeys(("place", "geonameid", "country", "admin1", "admin2", "lat", "lon", "place_precision"))
    place = redaction.placed(event.where[0], profile)
    return {
        "place": place.name or (place.text if profile == "internal" else None), "geonameid": place.geonameid,
        "country": place.country, "admin1": place.admin1, "admin2": place.admin2, "lat": place.lat, "lon": place.lon,
        "place_precision": place.precision,
    }  # fmt: skip


def _quote(whole: Whole, profile: Profile, words: frozenset[str]) -> dict[str, Any]:
    if whole.text is None:
        return dict.fromkeys(_QUOTE)
    start, end = quotation(whole.text, whole.row.trigger_start, whole.row.trigger_end)
    quote = whole.text[start:end]
    someone = whole.event is not None and any(map(redaction.is_private, redaction.parties_of(whole.event)))
    if (profile == "public" and someone) or (profile != "internal" and redaction.names_any(quote, words)):
        # Who is meant by "his brother" no list of names can tell, so in public nothing is quoted beside a person.
        return {"quote": None, "quote_start": start, "quote_end": end}
    return {"quote": " ".join(quote.split()), "quote_start": start, "quote_end": end}


def quotation(text: str, start: int, end: int) -> tuple[int, int]:
    """The words around ``[start, end)`` within their sentence, :data:`LONGEST_QUOTE` at most."""
    first, last = search.sentence(text, start, end)
    spans = []
    at = first
    for word in text[first:last].split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    if not spans:
        return start, end
    middle = next((place for place, span in enumerate(spans) if span[1] > start), len(spans) - 1)
    low = max(0, min(middle - LONGEST_QUOTE // 2, len(spans) - LONGEST_QUOTE))
    chosen = spans[low : low + LONGEST_QUOTE]
    return chosen[0][0], chosen[-1][1]


# -- files -------------------------------------------------------------------------------------------------------------


class _Sink(Protocol):
    def write(self, line: Any) -> None: ...
    def close(self) -> None: ...


def safe_cell(value: str) -> str:
    """A text as a spreadsheet may hold it: an apostrophe before what it would take for a formula, no line ends."""
    if any(c in value for c in "\r\n\x00"):
        value = " ".join(value.replace("\x00", "").split())
    return "'" + value if value.startswith(_FORMULA) else value


def _names(export: Export) -> list[str]:
    if export.of == "incidents":
        return list(INCIDENT_COLUMNS)
    return [name for name in Line.__struct_fields__ if name != "text" or export.with_text]


def _meanings(export: Export) -> dict[str, str]:
    meanings = INCIDENT_COLUMNS if export.of == "incidents" else COLUMNS
    return {name: meanings[name] for name in _names(export)}


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return safe_cell(value) if isinstance(value, str) else value


class _Csv:
    def __init__(self, file: IO[bytes], export: Export) -> None:
        if export.bom:
            file.write(b"\xef\xbb\xbf")
        self._text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="", write_through=True)
        self._names = _names(export)
        self._rows = csv.writer(self._text)
        self._rows.writerow(self._names)

    def write(self, line: Any) -> None:
        self._rows.writerow([_cell(getattr(line, name)) for name in self._names])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _Lines:
    def __init__(self, file: IO[bytes], export: Export) -> None:
        self._file, self._names = file, _names(export)

    def write(self, line: Any) -> None:
        self._file.write(msgspec.json.encode({name: getattr(line, name) for name in self._names}) + b"\n")

    def close(self) -> None:
        return


class _GeoJson:
    """A feature an event or incident (RFC 7946); those without a point have no geometry, and are there all the same."""

    def __init__(self, file: IO[bytes], export: Export) -> None:
        self._file, self._names = file, [name for name in _names(export) if name not in ("lat", "lon", "id")]
        self._file.write(b'{"type":"FeatureCollection","features":[')
        self._first = True

    def write(self, line: Any) -> None:
        point = line.lat is not None and line.lon is not None and line.place_precision in redaction.DECIMALS
        feature = {
            "type": "Feature",
            "id": line.id,
            "geometry": {"type": "Point", "coordinates": [line.lon, line.lat]} if point else None,
            "properties": {name: getattr(line, name) for name in self._names},
        }
        self._file.write((b"\n" if self._first else b",\n") + msgspec.json.encode(feature))
        self._first = False

    def close(self) -> None:
        self._file.write(b"\n]}\n")


class _Parquet:
    def __init__(self, file: IO[bytes], export: Export) -> None:
        from dateline.ledger import frames

        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise SetupError('Parquet needs pyarrow. Install it with pip install "dateline[frames]"') from error
        whole = frames.schema_of(IncidentLine if export.of == "incidents" else Line)
        self._pa = pa
        self._schema = pa.schema([whole.field(name) for name in _names(export)])
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Any] = []

    def write(self, line: Any) -> None:
        self._rows.append(line)
        if len(self._rows) >= 20_000:
            self._flush()

    def _flush(self) -> None:
        arrays = [
            self._pa.array([getattr(row, field.name) for row in self._rows], field.type) for field in self._schema
        ]
        self._writer.write_batch(self._pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._rows = []

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()


class _Xlsx:
    """A workbook: the events, and a second sheet that says what each column means."""

    def __init__(self, file: IO[bytes], export: Export) -> None:
        try:
            import xlsxwriter  # type: ignore[import-not-found,import-untyped,unused-ignore]
        except ImportError as error:
            raise SetupError('XLSX needs XlsxWriter. Install it with pip install "dateline[brief]"') from error
        self._names, self._meanings = _names(export), _meanings(export)
        self._book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False,
                                                "strings_to_urls": False, "strings_to_numbers": False})  # fmt: skip
        self._sheet = self._book.add_worksheet(export.of)
        self._sheet.freeze_panes(1, 1)
        self._sheet.write_row(0, 0, self._names)
        self._row = 0

    def write(self, line: Any) -> None:
        self._row += 1
        if self._row >= 1_048_576:
            raise SetupError("a sheet holds 1,048,575 rows at most. Narrow the filter, or export CSV or Parquet")
        for place, name in enumerate(self._names):
            value = _cell(getattr(line, name))
            if isinstance(value, str):
                self._sheet.write_string(self._row, place, value[:32_767])
            elif value is not None:
                self._sheet.write_number(self._row, place, value)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._row), len(self._names) - 1)
        meanings = self._book.add_worksheet("columns")
        for row, (name, meaning) in enumerate(self._meanings.items()):
            meanings.write_string(row, 0, name)
            meanings.write_string(row, 1, meaning)
        self._book.close()


_SINKS: dict[str, Callable[[IO[bytes], Export], _Sink]] = {
    "csv": _Csv, "jsonl": _Lines, "geojson": _GeoJson, "parquet": _Parquet, "xlsx": _Xlsx,
}  # fmt: skip


def format_of(path: Path) -> str:
    """The format a file's name asks for.

    Raises:
        SetupError: it asks for none of :data:`FORMATS`.
    """
    found = {"ndjson": "jsonl", "json": "geojson"}.get(path.suffix[1:].lower(), path.suffix[1:].lower())
    if found not in FORMATS:
        raise SetupError(f"{path.name} names no format. End it in {', '.join('.' + name for name in FORMATS)}")
    return found


def write(
    ledger: Ledger,
    export: Export,
    path: Path,
    *,
    day: str,
    force: bool = False,
    format: str = "",  # noqa: A002 - the word people use
    note: Callable[[int], None] | None = None,
) -> int:
    """Write the events of an export to ``path`` and what they are to ``path.about.json``; their number.

    ``day`` is the ISO date that the citation names.  ``note`` is told the number before the file has its name, so that
    no export leaves unnoted, whenever the program is cut off.

    Raises:
        SetupError: the file is there already and ``force`` is not given, or it cannot be written.
        FilterError: the filter cannot be understood.
    """
    sink, about = _SINKS[format or format_of(path)], path.with_name(path.name + ".about.json")
    if path.exists() and not force:
        raise SetupError(f"{path} exists. Use --force to replace it, or name another file with -o")
    asked = queries.tree(export.wanted)
    with ledger.read() as connection:
        change = int(connection.execute(select(func.max(changes.c.seq))).scalar() or 0)
    with _whole_file(path) as file:
        number = _pour(ledger, export, sink, file)
        if note is not None:
            note(number)
    with _whole_file(about) as file:
        told = described(export, asked, number, change, day)
        file.write(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    return number


def stream(ledger: Ledger, export: Export, file: IO[bytes], format: str) -> int:  # noqa: A002 - the word people use
    """Write the events of an export to an open file; their number."""
    return _pour(ledger, export, _SINKS[format], file)


def pieces(ledger: Ledger, export: Export, format: str, size: int = 65_536) -> Iterator[tuple[int, bytes]]:  # noqa: A002 - the word people use
    """The same file in pieces as they come: how many events are in it so far, and its next bytes.

    Raises:
        SetupError: the format's package is missing, or a sheet is full.
        FilterError: the filter cannot be understood.
    """
    file = _Gathered()
    opened = _SINKS[format](file, export)
    number = 0
    for number, line in enumerate(_told(ledger, export), 1):
        opened.write(line)
        if file.waiting >= size:
            yield number, file.take()
    opened.close()
    yield number, file.take()


class _Gathered(io.BytesIO):
    """A file that cannot be turned back: what was written waits to be taken."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._written, self.waiting = 0, 0

    def write(self, data: Any, /) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._written += len(part)
        self.waiting += len(part)
        return len(part)

    def tell(self) -> int:
        return self._written

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise io.UnsupportedOperation("what was taken cannot be written again")

    def take(self) -> bytes:
        """What was written since it was last asked."""
        out = b"".join(self._parts)
        self._parts, self.waiting = [], 0
        return out


def _pour(ledger: Ledger, export: Export, sink: Callable[[IO[bytes], Export], _Sink], file: IO[bytes]) -> int:
    opened = sink(file, export)
    number = 0
    for number, line in enumerate(_told(ledger, export), 1):  # noqa: B007 - the last number is the count
        opened.write(line)
    opened.close()
    return number


def described(export: Export, asked: Filter, number: int, change: int, day: str) -> About:
    """What lies beside the file."""
    version, query = export.program, str(asked)
    made = f"{number} {export.of}, state {change}; exported on {day}"
    return About(
        query=query,
        profile=export.profile,
        rows=number,
        made_by=version,
        made_on=day,
        ledger_change=change,
        licence=_LICENCE,
        citation=f"{export.of.capitalize()} coded by {version}; query “{query}”; {made}.",
        leaves_out=_LEAVES_OUT[export.profile],
        columns=_meanings(export),
    )


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name only when it is complete and on the disk."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SetupError(f"cannot write {path}: {error.strerror or error}. Name another file with -o") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
