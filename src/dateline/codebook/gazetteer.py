"""The gazetteer: named places of the world with their points, in one read-only file inside the package.

Towns, first- and second-level divisions, countries, and larger areas (seas, ranges, regions), with the names the press
uses for them.  The file is SQLite, opened immutable, so that processes share its pages and nothing is unpacked; it is
built by ``data/gazetteer/build.py`` from the sources its manifest lists.

Names are compared by two keys.  :func:`strict` evens out case, accents, marks and common abbreviations; :func:`loose`
also drops an Arabic article and folds the ways press agencies write the same Arabic, Persian or Turkic letters, and
serves only names of countries where those are written.
"""

from __future__ import annotations

import os
import re
import sqlite3
import struct
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
from anyascii import anyascii

from dateline.record import CodebookError, SetupError

K = TypeVar("K")
V = TypeVar("V")

LONGEST = 60
"""Characters of a name that is looked up; a longer one names no place."""

SITES = frozenset(["AIRB", "AIRP", "BLDG", "DAM", "HSP", "HSTS", "MILB", "PRN", "SQR", "ST"])
"""Feature codes of things that have a point and no extent worth speaking of."""

_REMEMBERED = 4096
_SAME_PLACE = 0.1
"""Degrees within which a place of a list and a built-in one of the same name are the same."""
_RANKS = {"country": 0, "area": 1, "site": 1, "admin1": 2, "town": 3, "admin2": 4}
"""In which order ``find`` gives the levels."""

_MARKS = re.compile(r"[^0-9a-z]+")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point", "is": "island", "twp": "township"}
_ARTICLE = re.compile(r"(?:al|el|ul|ad|ed|ar|er|as|es|ash|esh|at|et|an|en|az|ez|il) (?=[a-z0-9]{2})")
_FOLDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"kh", "h"), (r"gh", "g"), (r"dh", "d"), (r"th", "t"), (r"ph", "f"), (r"sch|sh", "s"), (r"tch|ch", "c"),
        (r"q|ck", "k"), (r"ou|oo", "u"), (r"ee|ie", "i"), (r"ay|ai|ei|ey", "e"), (r"aw|au|ow|o", "u"), (r"w", "v"),
        (r"(?<=[^aeiou])y(?![aeiou])", "i"), (r"j|zh|dj", "j"), (r"iyy|iy", "i"), (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:ah|eh|a|e)\Z", "a"), (r"e", "i"),
    )
)  # fmt: skip


def strict(name: str) -> str:
    """The key two spellings share when they differ in case, accents, punctuation or a usual abbreviation only."""
    if len(name) > 4 * LONGEST:
        return ""
    low = anyascii(name).casefold().replace("'", "").replace("`", "")
    words = _MARKS.sub(" ", low).split()
    return " ".join([_SHORT.get(word, word) for word in words])


def loose(name: str) -> str:
    """The key two transliterations of a name share ("Salahaddin", "Salah ad-Din"), marked so as to clash with none."""
    key = strict(name)
    key = _ARTICLE.sub("", key, count=1) if _ARTICLE.match(key) else key
    key = key.replace(" ", "")
    for pattern, plain in _FOLDS:
        key = pattern.sub(plain, key)
    return "~" + key


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer.

    ``id`` is its GeoNames number, or a negative one where the entry is not GeoNames'.  ``lat`` and ``lon`` are WGS84
    degrees; for divisions and areas they are a point inside or amid it and no more.  ``country`` is ISO 3166 alpha-3 or
    ``None`` where an area lies in several; ``admin1`` and ``admin2`` are the ``id`` of the division around it.
    ``feature`` is a GeoNames feature code.  ``population`` is 0 where it is not known.  ``source`` says where a place
    of the user's own lists comes from; it is ``None`` for the built-in ones, whose sources the manifest lists.
    """

    id: int
    name: str
    lat: float
    lon: float
    country: str | None
    admin1: int | None
    admin2: int | None
    feature: str
    population: int
    source: str | None = None

    @property
    def geonameid(self) -> int | None:
        """The GeoNames number, where it has one."""
        return self.id if self.id > 0 else None

    @property
    def level(self) -> str:
        """``country``, ``admin1``, ``admin2``, ``town``, ``site`` (a building, base or square) or ``area``."""
        feature = self.feature
        if feature in SITES:
            return "site"
        if feature.startswith("PCL"):
            return "country"
        if feature.startswith("PPL"):
            return "town"
        if feature == "ADM1":
            return "admin1"
        return "admin2" if feature in ("ADM2", "ADM3") else "area"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the gazetteer was made from, when, and the digest of the file."""

    built: str
    sha256: str
    bytes: int
    entries: int
    names: int
    sources: tuple[Mapping[str, str], ...]


class Gazetteer:
    """Look-ups by name and by id.  Cheap to open, safe to use from many threads, reopened by itself after a fork.

    ``lists`` are place lists of the user's own (see :mod:`dateline.codebook.place_lists`), laid over the built-in file.

    Raises:
        SetupError: a file is missing or cannot be opened.
        CodebookError: a line of a list is wrong.
    """

    def __init__(self, path: Path, lists: tuple[Path, ...] = ()) -> None:
        self.lists = lists
        if not path.is_file():
            raise SetupError(
                f"the gazetteer is missing at {path}: install dateline again, or run data/gazetteer/build.py"
            )
        self.path = path
        self._open()

    def _open(self) -> None:
        try:
            base = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            base.execute("PRAGMA mmap_size=67108864")
            base.execute("PRAGMA cache_size=-2000")
            base.execute("SELECT 1 FROM place LIMIT 1")
        except sqlite3.Error as error:
            raise SetupError(
                f"the gazetteer at {self.path} cannot be opened ({error}): install dateline again"
            ) from error
        self._base, self._process = base, os.getpid()
        self._by_key: OrderedDict[str, tuple[int, ...]] = OrderedDict()
        self._by_id: OrderedDict[int, Entry | None] = OrderedDict()
        self._over: tuple[sqlite3.Connection, ...] = ()
        if self.lists:
            from dateline.codebook.place_lists import fingerprint, open_list  # a list is read with the gazetteer's help

            opened = [open_list(path, self) for path in self.lists]
            self._over = tuple(base for base, _ in opened)
            self.fingerprint = fingerprint(told for _, told in opened)
            self._by_key.clear()
            self._by_id.clear()

    fingerprint = ""
    """Eight hexadecimal digits that tell the user's lists; empty without any."""

    def __getstate__(self) -> Mapping[str, Any]:
        return {"path": self.path, "lists": self.lists}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.path, self.lists = state["path"], state["lists"]
        self._open()

    def find(self, name: str) -> tuple[Entry, ...]:
        """Every entry called ``name``, countries and divisions first, then by population.

        By the strict key; by the loose one only where that has none.
        """
        if not name or len(name) > 4 * LONGEST:
            return ()
        key = strict(name)
        if not key or len(key) > LONGEST:
            return ()
        return self._entries(key) or self.similar(name)

    def similar(self, name: str) -> tuple[Entry, ...]:
        """Every entry whose name is written like ``name`` but for the ways of transliteration (the loose key)."""
        if not 3 < len(name) <= LONGEST:
            return ()
        folded = loose(name)
        # The builder leaves a loose key out where the same letters are a strict key of the same places.
        return self._entries(folded) or self._entries(folded[1:])

    def short(self, form: str) -> Entry | None:
        """The first-level division an abbreviation stands for ("Calif.", "N.Y.", "WA"), or ``None``."""
        found = self._entries("." + form.casefold().replace(" ", "").replace("\u00a0", ""))
        return found[0] if found else None

    def knows(self, name: str) -> bool:
        """Whether anything is called ``name`` by the strict key."""
        key = strict(name)
        return bool(key) and len(key) <= LONGEST and bool(self._ids(key))

    def entry(self, number: int | None) -> Entry | None:
        """The entry with this ``id``."""
        if number is None:
            return None
        if self._process != os.getpid():
            self._open()
        if number in self._by_id:
            return self._by_id[number]
        row = self._base.execute(
            "SELECT id, name, lat, lon, country, admin1, admin2, feature, population FROM place WHERE id = ?", (number,)
        ).fetchone()
        for base in self._over if row is None else ():
            row = row or base.execute("SELECT * FROM place WHERE id = ?", (number,)).fetchone()
        found = None if row is None else Entry(row[0], row[1], row[2] / 1e4, row[3] / 1e4, *row[4:])
        return _remember(self._by_id, number, found)

    def divisions(self, entry: Entry) -> tuple[str | None, str | None]:
        """The names of the first- and second-level divisions around ``entry`` (its own name at its own level)."""
        if entry.level == "admin1":
            return entry.name, None
        first, second = self.entry(entry.admin1), self.entry(entry.admin2)
        if entry.level == "admin2":
            return first.name if first else None, entry.name
        return first.name if first else None, second.name if second else None

    def division_at(self, lat: float, lon: float) -> tuple[str | None, Entry | None]:
        """The country (alpha-3) and first-level division whose boundaries hold the point, ``None`` where none does.

        Boundaries are Natural Earth's at 1:10 million, simplified to about a kilometre, some drawn before a country was
        divided anew: good to tell provinces apart, not to settle on which side of a border a village lies.
        """
        if self._process != os.getpid():
            self._open()
        x, y = round(lon * 100), round(lat * 100)
        rows = self._base.execute(
            "SELECT country, division, rings FROM boundary"
            " WHERE west <= ? AND east >= ? AND south <= ? AND north >= ? ORDER BY rowid",
            (x, x, y, y),
        )
        for country, division, rings in rows:
            if _inside(rings, lon, lat):
                return country, self.entry(division)
        return None, None

    def _ids(self, key: str) -> tuple[int, ...]:
        if self._process != os.getpid():
            self._open()
        if key in self._by_key:
            return self._by_key[key]
        row = self._base.execute("SELECT places FROM name WHERE key = ?", (key,)).fetchone()
        ids: tuple[int, ...] = () if row is None else struct.unpack(f"<{len(row[0]) // 4}i", row[0])
        more = {
            number for base in self._over for (number,) in base.execute("SELECT place FROM alias WHERE key = ?", (key,))
        } - set(ids)
        return _remember(self._by_key, key, self._ordered(ids, more) if more else ids)

    def _ordered(self, ids: tuple[int, ...], more: set[int]) -> tuple[int, ...]:
        """Places of the built-in file and of the lists, as ``find`` orders them; a list's stands in for its twin."""
        ours = [entry for entry in map(self.entry, sorted(more)) if entry is not None]
        theirs = [
            entry
            for entry in map(self.entry, ids)
            if entry is not None and not any(_is_twin(entry, own) for own in ours)
        ]
        ranked = sorted((*ours, *theirs), key=lambda entry: (_RANKS[entry.level], -entry.population, entry.id))
        return tuple(entry.id for entry in ranked)

    def _entries(self, key: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in map(self.entry, self._ids(key)) if entry is not None)


def _is_twin(entry: Entry, own: Entry) -> bool:
    """Whether a place of a list says anew where a built-in one is: the same country and level, close by."""
    if own.source is None or entry.country != own.country or entry.level != own.level:
        return False
    return abs(entry.lat - own.lat) < _SAME_PLACE and abs(entry.lon - own.lon) < _SAME_PLACE


def _remember(memory: OrderedDict[K, V], key: K, value: V) -> V:
    memory[key] = value
    if len(memory) > _REMEMBERED:
        memory.popitem(last=False)
    return value


def _inside(rings: bytes, lon: float, lat: float) -> bool:
    """Whether the point lies inside the rings (even-odd), each a count and that many points in 1/100 degree."""
    position, odd = 0, False
    while position < len(rings):
        (count,) = struct.unpack_from("<H", rings, position)
        points = struct.unpack_from(f"<{2 * count}h", rings, position + 2)
        position += 2 + 4 * count
        x2, y2 = points[-2] / 100, points[-1] / 100
        for index in range(0, 2 * count, 2):
            x1, y1 = points[index] / 100, points[index + 1] / 100
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                odd = not odd
            x2, y2 = x1, y1
    return odd


def _data(name: str) -> Path:
    return Path(str(files("dateline.codebook").joinpath("data", "gazetteer", name)))


@lru_cache(maxsize=4)
def load_gazetteer(lists: tuple[Path, ...] = ()) -> Gazetteer:
    """The package's gazetteer, opened once a process, with the user's own place lists laid over it.

    Raises:
        CodebookError: a line of a list is wrong.
        SetupError: a file is missing or cannot be opened.
    """
    return Gazetteer(_data("gazetteer.sqlite"), lists)


def manifest() -> Manifest:
    """What the package's gazetteer was made from."""
    return msgspec.json.decode(_data("manifest.json").read_bytes(), type=Manifest)


def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one of the gazetteer's own tables (tab-separated, first line the column names, ``#`` for a comment).

    Raises:
        CodebookError: a row has more or fewer cells than the table has columns.
    """
    rows: list[Mapping[str, str]] = []
    columns: list[str] = []
    for number, line in enumerate(_data(name).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
        elif len(cells) != len(columns):
            raise CodebookError(f"{name}, line {number}: {len(cells)} cells where the table has {len(columns)} columns")
        else:
            rows.append(MappingProxyType(dict(zip(columns, (cell.strip() for cell in cells), strict=True))))
    return tuple(rows)
