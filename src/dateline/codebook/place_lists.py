"""Places of the user's own, laid over the built-in gazetteer: a GeoNames country file, or a list in CSV or TOML.

A list is compiled once into a small SQLite file, which is opened like the built-in one and asked after it.  A place
whose GeoNames number the built-in gazetteer has already adds its spellings there and nothing else; any other comes with
its own point, and with the first-level division whose boundary holds it.  The built-in file is never changed.

What a list may hold is told in the guide (``docs/guide/when-and-where.md``); the columns of a GeoNames file are those
of the readme of its download page.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from dateline.codebook.gazetteer import LONGEST, Entry, Gazetteer, strict
from dateline.codebook.tables import data_text
from dateline.record import CodebookError, SetupError

SUFFIX = ".places"
"""How the file of a compiled list ends."""
COLUMNS = ("name", "lat", "lon", "country", "admin1", "aliases", "source", "feature", "population")
"""Columns of a list of one's own; the first four are needed."""
_NEEDED = COLUMNS[:4]
_GEONAMES_COLUMNS = 19
_KEPT = frozenset("APHTLS")
"""GeoNames feature classes that name places; roads, forests and the floor of the sea do not."""
_SITES = frozenset({"AIRB", "AIRP", "BLDG", "DAM", "HSP", "HSTS", "MILB", "PRN", "SQR", "CMP", "CMPRF", "PS", "PRT"})
"""Features of GeoNames' class S that reports name; the rest are shops, schools and farms."""
_GONE = frozenset({"PPLH", "PPLQ", "PPLW", "ADM1H", "ADM2H", "ADM3H", "ADM4H", "PCLH", "ADM4", "ADM5", "ADMD", "ADMF"})
_LONGEST_LINE = 60_000
_SCHEMA = """
PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, lat INTEGER, lon INTEGER, country TEXT,
    admin1 INTEGER, admin2 INTEGER, feature TEXT, population INTEGER, source TEXT);
CREATE TABLE alias (key TEXT, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE told (name TEXT PRIMARY KEY, value TEXT);
"""


@dataclass(frozen=True, slots=True)
class PlaceList:
    """What a compiled list holds: its ``name``, the ``file`` and ``format`` it was read from, how many ``places`` are
    new and how many ``spellings`` lead somewhere, and the ``digest`` of the file.
    """

    name: str
    file: str
    format: str
    places: int
    spellings: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One place of a list before it is joined with the built-in gazetteer."""

    id: int
    name: str
    aliases: tuple[str, ...]
    lat: float
    lon: float
    country: str | None
    feature: str
    population: int
    source: str
    first: str = ""
    """The first-level division: its name in a list of one's own, its code in a GeoNames file."""
    second: str = ""


def compile_list(file: Path, target: Path | str, gazetteer: Gazetteer, name: str | None = None) -> PlaceList:
    """Read a list and write it as a SQLite file at ``target`` (or ``:memory:``, to check it).

    Raises:
        CodebookError: a line is wrong; the message names file, line, cause and next step.
        SetupError: the file cannot be read, or ``target`` not written.
    """
    try:
        with closing(sqlite3.connect(target)) as base:
            return _fill(base, file, gazetteer, name or file.stem)
    except sqlite3.Error as error:
        raise SetupError(f"{target}: {error}. Set DATELINE_HOME to a folder you may write to") from error


def open_list(path: Path, gazetteer: Gazetteer) -> tuple[sqlite3.Connection, PlaceList]:
    """A connection to a compiled list, or to a list compiled in memory for this process, with what it holds.

    Raises:
        CodebookError: a line of the list is wrong.
        SetupError: the file is missing, or is no compiled list.
    """
    if not path.is_file():
        raise SetupError(f"the place list {path} is missing. `dateline gazetteer list` says which there are")
    if path.suffix != SUFFIX:
        base = sqlite3.connect(":memory:", check_same_thread=False)
        return base, _fill(base, path, gazetteer, path.stem)
    try:
        base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        told = dict(base.execute("SELECT name, value FROM told"))
        return base, PlaceList(
            told["name"], told["file"], told["format"], int(told["places"]), int(told["spellings"]), told["digest"]
        )
    except (sqlite3.Error, KeyError, ValueError) as error:
        raise SetupError(f"{path} is no place list that this version wrote ({error}). Add its source again") from error


def fingerprint(lists: Iterable[PlaceList]) -> str:
    """Eight hexadecimal digits that tell the lists' contents, in order; empty without any."""
    digests = [found.digest for found in lists]
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:8] if digests else ""


def _fill(base: sqlite3.Connection, file: Path, gazetteer: Gazetteer, name: str) -> PlaceList:
    base.executescript(_SCHEMA)
    form, rows = _rows(file)
    firsts: dict[tuple[str | None, str], int] = {}
    seconds: dict[tuple[str | None, str, str], int] = {}
    if form == "GeoNames":
        # Divisions first: towns name theirs by code only, and a country file holds both.
        for row in rows:
            if row.feature == "ADM1":
                firsts[row.country, row.first] = row.id
            elif row.feature == "ADM2":
                seconds[row.country, row.first, row.second] = row.id
        _, rows = _rows(file)
    places = 0
    for row in rows:
        known = gazetteer.entry(row.id) if row.id > 0 else None
        if known is None:
            first, second = _divisions(row, gazetteer, firsts, seconds, form)
            twin = _twin(row, gazetteer)
            base.execute(
                "INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?)",
                (
                    row.id, row.name, round(row.lat * 1e4), round(row.lon * 1e4), row.country, first,
                    second or (twin.admin2 if twin else None), row.feature,
                    row.population or (twin.population if twin else 0), row.source or name,
                ),
            )  # fmt: skip
            places += 1
        keys = sorted({key for spelling in (row.name, *row.aliases) if (key := _key(spelling))})
        base.executemany("INSERT OR IGNORE INTO alias VALUES (?,?)", ((key, row.id) for key in keys))
    spellings = int(base.execute("SELECT count(*) FROM alias").fetchone()[0])
    if not spellings:
        raise CodebookError(f"{file.name}: no place in it. The guide says what a list looks like")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    found = PlaceList(name, file.name, form, places, spellings, digest)
    base.executemany(
        "INSERT INTO told VALUES (?,?)",
        [
            ("digest", digest), ("file", file.name), ("format", form), ("name", name), ("places", str(places)),
            ("spellings", str(spellings)),
        ],
    )  # fmt: skip
    base.commit()
    return found


def _key(spelling: str) -> str:
    key = strict(spelling)
    return key if key and len(key) <= LONGEST and not key.isdigit() else ""


def _divisions(
    row: _Row, gazetteer: Gazetteer, firsts: dict[tuple[str | None, str], int],
    seconds: dict[tuple[str | None, str, str], int], form: str,
) -> tuple[int | None, int | None]:  # fmt: skip
    """The first- and second-level division around a place, by what its row says and failing that by the boundaries."""
    if form == "GeoNames":
        first = firsts.get((row.country, row.first))
        second = seconds.get((row.country, row.first, row.second))
    else:
        named = [entry for entry in gazetteer.find(row.first) if entry.level == "admin1"] if row.first else []
        first = next((entry.id for entry in named if entry.country == row.country), None)
        second = None
    if first is None:
        country, division = gazetteer.division_at(row.lat, row.lon)
        first = division.id if division is not None and country == row.country else None
    return first, second


def _twin(row: _Row, gazetteer: Gazetteer) -> Entry | None:
    """The built-in place that a row stands beside: the same name and level, not a tenth of a degree away."""
    for entry in gazetteer.find(row.name):
        same = entry.country == row.country and entry.feature[:3] == row.feature[:3]
        if same and abs(entry.lat - row.lat) < 0.1 and abs(entry.lon - row.lon) < 0.1:
            return entry
    return None


# -- reading ---------------------------------------------------------------------------------------------------------


def _rows(file: Path) -> tuple[str, Iterator[_Row]]:
    """The form of a list and its places, read as they are asked for."""
    suffix = file.suffix.lower()
    try:
        if suffix == ".toml":
            return "TOML", _from_toml(file)
        if suffix == ".csv":
            return "CSV", _from_csv(file, ",")
        with file.open(encoding="utf-8-sig") as lines:
            first = lines.readline(_LONGEST_LINE)
    except OSError as error:
        raise SetupError(f"{file}: {error.strerror or error}. Check the path") from error
    except UnicodeDecodeError as error:
        raise CodebookError(f"{file.name}: not UTF-8 ({error}). Save it as UTF-8") from error
    if first.count("\t") == _GEONAMES_COLUMNS - 1 and first.split("\t")[0].isdigit():
        return "GeoNames", _from_geonames(file)
    if "\t" in first:
        return "TSV", _from_csv(file, "\t")
    raise CodebookError(
        f"{file.name}, line 1: neither a GeoNames file (19 columns parted by tabs, the first a number) nor a table. "
        "Unpack the country's .zip first, or give a .csv, .tsv or .toml list"
    )


def _from_geonames(file: Path) -> Iterator[_Row]:
    alpha3 = _alpha3()
    with file.open(encoding="utf-8-sig", newline="\n") as lines:
        for number, line in enumerate(_bounded(lines, file), 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _GEONAMES_COLUMNS:
                raise CodebookError(
                    f"{file.name}, line {number}: {len(cells)} columns where a GeoNames file has {_GEONAMES_COLUMNS}. "
                    "Download the file again"
                )
            kind, feature = cells[6], cells[7]
            if kind not in _KEPT or feature in _GONE or (kind == "S" and feature not in _SITES):
                continue
            where = f"{file.name}, line {number}"
            country = alpha3.get(cells[8])
            if country is None:
                raise CodebookError(f"{where}: {cells[8]!r} is no country's two letters. Mend the line or take it out")
            yield _Row(
                id=_whole(cells[0], where, "GeoNames number"),
                name=cells[1],
                aliases=(cells[2], *(form for form in cells[3].split(",") if form.isascii() or _is_latin(form))),
                lat=_degrees(cells[4], 90, where, "latitude"),
                lon=_degrees(cells[5], 180, where, "longitude"),
                country=country,
                feature=feature or "PPL",
                population=_whole(cells[14] or "0", where, "population"),
                source=f"GeoNames {file.name}",
                first=cells[10],
                second=cells[11],
            )


def _is_latin(form: str) -> bool:
    return all(letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" or letter in "ʻʼ‘’" for letter in form)


def _bounded(lines: io.TextIOWrapper, file: Path) -> Iterator[str]:
    """The lines of a file; one beyond all bounds is no line of a list.

    Raises:
        CodebookError: a line is too long, or the file is not UTF-8.
    """
    number = 0
    try:
        while line := lines.readline(_LONGEST_LINE):
            number += 1
            if len(line) >= _LONGEST_LINE:
                raise CodebookError(f"{file.name}, line {number}: longer than {_LONGEST_LINE:,} characters. Shorten it")
            yield line
    except UnicodeDecodeError as error:
        raise CodebookError(f"{file.name}, line {number + 1}: not UTF-8 ({error}). Save the file as UTF-8") from error


def _from_csv(file: Path, mark: str) -> Iterator[_Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(_bounded(lines, file), delimiter=mark, strict=True)
        try:
            head = [cell.strip().lower() for cell in next(reader, [])]
            _check_head(head, file)
            for cells in reader:
                if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                    continue
                where = f"{file.name}, line {reader.line_num}"
                if len(cells) != len(head):
                    raise CodebookError(
                        f"{where}: {len(cells)} cells where the table has {len(head)} columns. Quote cells with commas"
                    )
                yield _own(dict(zip(head, cells, strict=True)), where)
        except csv.Error as error:
            raise CodebookError(f"{file.name}, line {reader.line_num}: {error}. Mend the quotes") from error


def _check_head(head: Sequence[str], file: Path) -> None:
    missing = [column for column in _NEEDED if column not in head]
    strange = [column for column in head if column not in COLUMNS]
    if missing:
        raise CodebookError(
            f"{file.name}, line 1: no column {', '.join(missing)}. The columns are {', '.join(COLUMNS)}"
        )
    if strange or len(set(head)) != len(head):
        raise CodebookError(
            f"{file.name}, line 1: {', '.join(strange) or 'a column'} is unknown or there twice. "
            f"The columns are {', '.join(COLUMNS)}"
        )


def _from_toml(file: Path) -> Iterator[_Row]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{file.name}: {error}. Mend the line") from error
    rows = told.get("place")
    if not isinstance(rows, list):
        raise CodebookError(f"{file.name}: no [[place]] in it. Write each place under a line [[place]]")
    for number, row in enumerate(rows, 1):
        where = f"{file.name}, place {number}"
        strange = [key for key in row if key not in COLUMNS] if isinstance(row, dict) else ["no table"]
        missing = [key for key in _NEEDED if key not in row]
        if strange or missing:
            raise CodebookError(
                f"{where}: {', '.join(strange + missing)} unknown or missing. The keys are {', '.join(COLUMNS)}"
            )
        aliases = row.get("aliases", [])
        if isinstance(aliases, list):
            row = row | {"aliases": "|".join(map(str, aliases))}
        yield _own({key: str(value) for key, value in row.items()}, where)


def _own(row: dict[str, str], where: str) -> _Row:
    """One row of a list of one's own, checked."""
    name, country = row["name"].strip(), row["country"].strip().upper()
    if not _key(name):
        raise CodebookError(
            f"{where}: {name[:40]!r} cannot be looked up. Give a name with letters, up to {LONGEST} long"
        )
    alpha3 = _alpha3()
    country = alpha3.get(country, country)
    if country not in alpha3.values():
        raise CodebookError(f"{where}: {country!r} is no country. Give its two or three letters (ISO 3166)")
    lat, lon = _degrees(row["lat"], 90, where, "lat"), _degrees(row["lon"], 180, where, "lon")
    return _Row(
        id=-(1 + zlib.crc32(f"list {country} {name} {lat:.4f} {lon:.4f}".encode()) % 2_000_000_000),
        name=name,
        aliases=tuple(alias.strip() for alias in row.get("aliases", "").split("|") if alias.strip()),
        lat=lat,
        lon=lon,
        country=country,
        feature=row.get("feature", "").strip().upper() or "PPL",
        population=_whole(row.get("population", "").strip() or "0", where, "population"),
        source=row.get("source", "").strip(),
        first=row.get("admin1", "").strip(),
    )


def _degrees(text: str, most: int, where: str, what: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not -most <= found <= most:
        raise CodebookError(f"{where}: {what} {text.strip()[:20]!r} is no number from -{most} to {most}. Mend the line")
    return found


def _whole(text: str, where: str, what: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise CodebookError(f"{where}: {what} {text[:20]!r} is no whole number. Mend the line")
    return int(text)


def _alpha3() -> dict[str, str]:
    """Two-letter codes of countries and the three-letter ones we write (ISO 3166)."""
    lines: Any = (line.split("\t") for line in data_text("gazetteer", "letters.tsv").splitlines())
    return {row[0]: row[1] for row in islice(lines, 1, None)}
