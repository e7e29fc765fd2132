"""The lists this room reads by: file kinds, fields, furniture, words and outlets, from ``codebook/data/intake``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from dateline.record import CodebookError

Kind = Literal["text", "page", "lines", "entry"]
"""What one report is read from: plain text, a web page, a line of the user's JSON, an entry of a feed."""
Container = Literal["table", "parquet", "warc", "zip", "gzip", "markup", "json"]
"""What a file of many reports is opened as; ``markup`` is a feed or sitemap in XML."""
Where = Literal["any", "head", "foot"]

_FOLDER = files("dateline.codebook") / "data" / "intake"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(map(chr, (0x2018, 0x2019, 0x201B, 0x02BC, 0x00B4, 0x0060)), "'"),
        **dict.fromkeys(map(chr, (0x201C, 0x201D, 0x201E, 0x00AB, 0x00BB)), '"'),
        **dict.fromkeys(map(chr, (0x00A0, 0x202F, 0x2007, 0x2009, 0x200A, 0x2002, 0x2003, 0x3000, 0x0009)), " "),
    }
)


def plain(text: str) -> str:
    """``text`` with plain quotation marks and spaces, character for character, so that offsets stay true."""
    return text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of ``furniture.toml``: what a line, or the tail of a paragraph, of page furniture looks like."""

    id: str
    kind: str
    where: Where
    within: int
    needs: tuple[str, ...]
    regex: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher of news: the ``name`` used in records, its web host, the ISO 3166 alpha-3 code of its seat."""

    name: str
    host: str
    country: str
    is_agency: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What a file is that holds no text dateline reads, and what to do with it."""

    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class Kinds:
    """File kinds by suffix, and the first bytes of files that are not text."""

    suffixes: Mapping[str, Kind]
    containers: Mapping[str, Container]
    refused: Mapping[str, Refused]
    magic: tuple[tuple[bytes, Refused], ...]


@cache
def kinds() -> Kinds:
    """The file kinds of ``kinds.toml``."""
    data = _toml("kinds.toml")
    return Kinds(
        suffixes=data["suffixes"],
        containers=data["containers"],
        refused={suffix: Refused(*entry) for suffix, entry in data["refused"].items()},
        magic=tuple(
            (bytes.fromhex(entry["bytes"]), Refused(entry["what"], entry["advice"])) for entry in data["magic"]
        ),
    )


@cache
def fields() -> Mapping[str, tuple[str, ...]]:
    """The names each field of a JSON Lines report is looked for under, best first."""
    return {field: tuple(names) for field, names in _toml("fields.toml").items()}


@cache
def words(name: str) -> frozenset[str]:
    """One list of ``words.toml`` as a set."""
    return frozenset(_toml("words.toml")[name])


@cache
def line_patterns() -> tuple[Pattern, ...]:
    """The furniture that fills a line."""
    return tuple(_pattern(entry, re.IGNORECASE) for entry in _toml("furniture.toml")["line"])


@cache
def tail_patterns() -> tuple[Pattern, ...]:
    """The furniture glued to the end of a paragraph; case counts."""
    return tuple(_pattern(entry, 0) for entry in _toml("furniture.toml")["tail"])


@cache
def outlets() -> tuple[Outlet, ...]:
    """Every outlet and agency of ``outlets.tsv``, in file order."""
    rows = []
    lines = (_FOLDER / "outlets.tsv").read_text(encoding="utf-8").splitlines()
    body = [(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    for number, line in body[1:]:
        cells = line.split("\t")
        if len(cells) != 5 or cells[3] not in ("agency", "outlet"):
            raise CodebookError(f"intake/outlets.tsv:{number}: five cells are needed, the fourth agency or outlet")
        name, host, country, kind, aliases = cells
        rows.append(
            Outlet(name, host, country, kind == "agency", tuple(alias for alias in aliases.split(";") if alias))
        )
    return tuple(rows)


@cache
def _by_name() -> Mapping[str, Outlet]:
    table: dict[str, Outlet] = {}
    for outlet in outlets():
        for name in (outlet.name, *outlet.aliases):
            key = name.casefold()
            table.setdefault(key, outlet)
            table.setdefault(key.removeprefix("the "), outlet)
    return table


@cache
def _by_host() -> Mapping[str, Outlet]:
    table: dict[str, Outlet] = {}
    for outlet in outlets():
        for host in (outlet.host, *(alias for alias in outlet.aliases if "." in alias)):
            table.setdefault(host.casefold(), outlet)
    return table


def outlet_named(name: str) -> Outlet | None:
    """The outlet or agency of that name or alias, in any case, with or without "the"; ``None`` if not known."""
    key = " ".join(plain(name).split()).casefold().strip("\"'.,()[]/ ")
    return _by_name().get(key) or _by_name().get(key.removeprefix("the "))


def outlet_at(host: str) -> Outlet | None:
    """The outlet whose web host this is, or is a sub-domain of; ``None`` if not known."""
    parts = host.casefold().rstrip(".").split(".")[-6:]
    for start in range(len(parts) - 1):
        outlet = _by_host().get(".".join(parts[start:]))
        if outlet is not None:
            return outlet
    return None


def _toml(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"intake/{name}: {error}") from error


def _pattern(entry: Mapping[str, Any], flags: int) -> Pattern:
    try:
        return Pattern(
            id=entry["id"],
            kind=entry["kind"],
            where=entry.get("where", "any"),
            within=entry.get("within", 160),
            needs=tuple(entry.get("needs", ())),
            regex=re.compile(entry["pattern"], flags),
            examples=tuple(entry["examples"]),
            near_misses=tuple(entry["near_misses"]),
        )
    except (KeyError, re.error) as error:
        raise CodebookError(f"intake/furniture.toml, entry {entry.get('id')}: {error}") from error
