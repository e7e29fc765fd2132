"""A user's own party lists: CSV, TOML and PETRARCH dictionaries in, one neutral form out.

Whatever format a list came in, it is kept as JSON Lines: a header, then one party or agent noun a line.  What a line
cannot be read by is a warning with its number where the rest still makes sense, and an error where nothing does.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from dateline.record import CodebookError

ListKind = Literal["person", "group", "organisation", "state", "people"]
AgentKind = Literal["office", "person", "body", "facility", "vehicle", "quantity"]
SUFFIX = ".jsonl"
"""How the name of a stored list ends."""

SECTORS = frozenset(
    {"AGR", "BUS", "COP", "CRM", "CVL", "EDU", "ELI", "GOV", "JRN", "JUD", "LAB", "LEG", "MED"}
    | {"MIL", "OPP", "PRE", "PRM", "PTY", "REB", "REF", "REL", "SOC", "SPY", "UAF", "UNK"}
)
"""PLOVER's sectors (PLOVER manual 2.0, actor chapter)."""
_COUNTRY = re.compile(r"[A-Z]{3}")
_KINDS = frozenset({"person", "group", "organisation", "state", "people"})
_COLUMNS = ("name", "aliases", "kind", "country", "sector", "since", "until", "source")


class ListedRole(Struct, frozen=True, omit_defaults=True):
    """Country and sector of a party from ``from_`` to ``to`` (ISO dates, inclusive; ``None``: open)."""

    country: str | None = None
    sector: str | None = None
    from_: str | None = None
    to: str | None = None


class ListedParty(Struct, frozen=True, omit_defaults=True, tag="party"):
    """One party of a list; the meaning of the fields is that of ``registry.Entry``."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: ListKind | None = None
    country: str | None = None
    sector: str | None = None
    since: int | None = None
    until: int | None = None
    source: str = "the user's list"
    roles: tuple[ListedRole, ...] = ()


class ListedAgent(Struct, frozen=True, omit_defaults=True, tag="agent"):
    """An agent noun of a list, in lower case, with its plural forms."""

    noun: str
    plurals: tuple[str, ...] = ()
    cls: AgentKind = "person"
    sector: str | None = None


class ListHeader(Struct, frozen=True, tag="list"):
    """The first line of a stored list: its name, the file it was read from and that file's format."""

    name: str
    file: str
    format: str


class PartyList(Struct, frozen=True):
    """A list as read; ``warnings`` say what could not be read, with line and cause."""

    header: ListHeader
    parties: tuple[ListedParty, ...] = ()
    agents: tuple[ListedAgent, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_jsonl(self) -> bytes:
        """The neutral form, the same bytes for the same list."""
        rows: list[Struct] = [self.header, *self.parties, *self.agents]
        return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def read_list(path: Path) -> PartyList:
    """The list in a file: ``.csv``, ``.tsv``, ``.toml``, a stored ``.jsonl``, or a PETRARCH dictionary (``.txt``).

    Raises:
        CodebookError: the file cannot be read as what its name says; the message names line, cause and next step.
    """
    from dateline.codebook.petrarch import read_dictionary

    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodebookError(f"{path}: {error.strerror or error}. Check the name and try again") from error
    suffix = path.suffix.lower()
    if suffix == ".txt":
        return read_dictionary(data, path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path.name}: not UTF-8 at byte {error.start}. Save the list as UTF-8") from error
    if suffix in {".csv", ".tsv"}:
        return _from_table(text, path.name, "\t" if suffix == ".tsv" else None)
    if suffix == ".toml":
        return _from_toml(text, path.name)
    if suffix == SUFFIX:
        return _stored(text, path.name)
    raise CodebookError(
        f"{path.name}: not a party list by its name. Write it as .csv, .tsv or .toml, or give a PETRARCH .txt file"
    )


def _stored(text: str, name: str) -> PartyList:
    decoder = msgspec.json.Decoder(ListHeader | ListedParty | ListedAgent)
    header: ListHeader | None = None
    parties: list[ListedParty] = []
    agents: list[ListedAgent] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            continue
        try:
            row = decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise CodebookError(f"{name}:{number}: {error}. Remove the list and add its file again") from error
        if isinstance(row, ListHeader):
            header = row
        elif isinstance(row, ListedParty):
            parties.append(row)
        else:
            agents.append(row)
    if header is None:
        raise CodebookError(f"{name}: no header line. Remove the list and add its file again")
    return PartyList(header, tuple(parties), tuple(agents))


def _from_table(text: str, name: str, separator: str | None) -> PartyList:
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not rows:
        raise CodebookError(f"{name}: the list is empty. Its first line names the columns: {','.join(_COLUMNS)}")
    if separator is None:
        separator = max(",;\t", key=rows[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header: list[str] = []
    parties: list[ListedParty] = []
    try:
        for fields in reader:
            if not any(field.strip() for field in fields) or fields[0].startswith("#"):
                continue
            where = f"{name}:{reader.line_num}"
            if not header:
                header = [field.strip().lower() for field in fields]
                _check_columns(header, where)
                continue
            if len(fields) > len(header):
                raise CodebookError(
                    f"{where}: {len(fields)} fields, the first line names {len(header)}. Quote the field"
                )
            row: dict[str, Any] = {
                key: field.strip() for key, field in zip(header, fields, strict=False) if field.strip() not in {"", "-"}
            }
            if "aliases" in row:
                row["aliases"] = [part.strip() for part in re.split(r"[;|]", row["aliases"]) if part.strip()]
            parties.append(_party(row, where))
    except csv.Error as error:
        raise CodebookError(f"{name}:{reader.line_num}: {error}. Check the quotation marks of this line") from error
    return PartyList(ListHeader(_stem(name), name, "table"), tuple(parties))


def _check_columns(header: list[str], where: str) -> None:
    strange = [column for column in header if column not in _COLUMNS]
    if strange or "name" not in header:
        cause = f"unknown column {strange[0]!r}" if strange else "no column 'name'"
        raise CodebookError(f"{where}: {cause}. The columns are {', '.join(_COLUMNS)}; only name is needed")


def _from_toml(text: str, name: str) -> PartyList:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{name}: {error}. Mend that line") from error
    rows = table.get("party")
    if not isinstance(rows, list) or set(table) != {"party"}:
        raise CodebookError(f"{name}: write each party under [[party]], and nothing else")
    parties = tuple(_party(row, f"{name}: party {number}") for number, row in enumerate(rows, 1))
    return PartyList(ListHeader(_stem(name), name, "toml"), parties)


def _stem(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name.rsplit(".", 1)[0]).strip("-.") or "list"


def _party(row: dict[str, Any], where: str) -> ListedParty:
    unknown = set(row) - {*_COLUMNS, "role"}
    if unknown:
        raise CodebookError(f"{where}: unknown key {sorted(unknown)[0]!r}. The keys are {', '.join(_COLUMNS)} and role")
    name = row.get("name")
    if not isinstance(name, str) or not re.search(r"\w", name):
        raise CodebookError(f"{where}: a party needs a name. Write one, or remove the line")
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(text, str) and re.search(r"\w", text) for text in aliases):
        raise CodebookError(f"{where}: aliases are other spellings of {name!r}. Write them as a list of names")
    kind = row.get("kind")
    if kind is not None and kind not in _KINDS:
        raise CodebookError(f"{where}: {kind!r} is not a kind. Write one of {', '.join(sorted(_KINDS))}")
    roles = row.get("role", [])
    if not isinstance(roles, list):
        raise CodebookError(f"{where}: write each dated role under [[party.role]]")
    return ListedParty(
        name=name,
        aliases=tuple(aliases),
        kind=kind,
        country=_country(row, where),
        sector=_sector(row, where),
        since=_year(row.get("since"), where),
        until=_year(row.get("until"), where),
        source=str(row.get("source") or "the user's list"),
        roles=tuple(_role(role, where) for role in roles),
    )


def _role(role: Any, where: str) -> ListedRole:
    if not isinstance(role, dict) or set(role) - {"country", "sector", "from", "to"}:
        raise CodebookError(f"{where}: a role has country, sector, from and to. Remove what else it has")
    from_, to = (_day(role.get(key), where) for key in ("from", "to"))
    if from_ is not None and to is not None and from_ > to:
        raise CodebookError(f"{where}: a role ends on {to}, before it begins on {from_}. Mend the dates")
    return ListedRole(_country(role, where), _sector(role, where), from_, to)


def _day(value: Any, where: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise CodebookError(f"{where}: {value!r} is not a day. Write it as 2020-06-02") from error


def _country(row: dict[str, Any], where: str) -> str | None:
    value = row.get("country")
    if value is None:
        return None
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        raise CodebookError(f"{where}: country {value!r} is not a code. Write three capitals, such as IRQ or IGO")
    return value


def _sector(row: dict[str, Any], where: str) -> str | None:
    value = row.get("sector")
    if value is None:
        return None
    if value not in SECTORS:
        raise CodebookError(
            f"{where}: sector {value!r} is not one of PLOVER's. Write one of {', '.join(sorted(SECTORS))}"
        )
    return str(value)


def _year(value: Any, where: str) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[12]\d{3}", str(value)):
        raise CodebookError(f"{where}: {value!r} is not a year. Write four digits")
    return int(value)
