"""Reading the actor and agent dictionaries of the PETRARCH coders, with their dated roles as documented.

The programs themselves read some of this wrongly: an undated code on the head line hid every dated one, an upper limit
was taken as exclusive, the last actor of a file was lost, and of dates with a digit too many only the first eight were
read.  Here limits are inclusive, the undated code is the fallback, the narrowest range that fits is meant (see
``registry.Entry.on``), and broken dates are mended with a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from dateline.codebook.party_lists import SECTORS, ListedAgent, ListedParty, ListedRole, ListHeader, ListKind, PartyList

_CODE = re.compile(r"\[([^\[\]]*)\]")
_BLOCK = re.compile(r"<!--.*?-->", re.DOTALL)
_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)")
_ROLES = {
    "MED": "JRN", "HLH": "MED", "INS": "REB", "SEP": "REB", "RAD": "REB", "TOP": "GOV", "MID": "GOV", "HRI": "SOC",
    "ENV": "SOC", "DEV": "SOC", "NGM": "SOC", "SET": "CVL", "UIS": "UNK",
}  # fmt: skip
"""CAMEO's roles in PLOVER's sectors where the letters differ (CAMEO ``MED`` is the press, ``HLH`` health)."""
_NO_STATE = frozenset({"IGO", "UNO", "EUR", "NGO", "NGM", "ISM", "IMG", "MNC", "INT"})
_ARMED = frozenset({"REB", "UAF", "PRM", "CRM"})
_BODIES = frozenset({"MIL", "COP", "SPY", "PTY", "LEG", "JUD", "JRN"})
_CENTURY = 30
"""Six-digit dates: years up to this one are of this century (PETRARCH's documentation)."""


@dataclass(slots=True)
class _Head:
    """One actor of the file while it is read."""

    name: str
    line: int
    aliases: list[str] = field(default_factory=list)
    codes: list[tuple[str, str | None, str | None]] = field(default_factory=list)


def read_dictionary(data: bytes, name: str) -> PartyList:
    """The parties, or agent nouns, of a PETRARCH dictionary; which of the two, its lines tell.

    Bytes that are not UTF-8 are read as Latin-1, as the files mix both.  Lines that make no sense are warnings.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = _BLOCK.sub(lambda match: "\n" * match.group().count("\n"), text)
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name.removesuffix(".txt")).strip("-.") or "list"
    warnings: list[str] = []
    if "[~" in text or re.search(r"~\]", text):
        agents = _agents(text, name, warnings)
        return PartyList(ListHeader(stem, name, "petrarch agents"), (), agents, tuple(warnings))
    parties = _actors(text, name, warnings)
    return PartyList(ListHeader(stem, name, "petrarch actors"), parties, (), tuple(warnings))


# -- actors


def _actors(text: str, name: str, warnings: list[str]) -> tuple[ListedParty, ...]:
    heads: list[_Head] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.split(r"[#;]", raw, maxsplit=1)[0].rstrip()
        if not line.strip():
            continue
        phrase = _words(line.split("[", 1)[0].lstrip("+"))
        begins = not (raw[0] == "+" or raw[0].isspace() or raw[0] == "[")
        if begins:
            if not phrase:
                warnings.append(f"{name}:{number}: no name; the line is skipped")
                continue
            heads.append(_Head(phrase, number))
        elif not heads:
            warnings.append(f"{name}:{number}: stands before the first actor; the line is skipped")
            continue
        head = heads[-1]
        if raw[0] == "+" and phrase and phrase not in head.aliases and phrase != head.name:
            head.aliases.append(phrase)
        for content in _CODE.findall(line):
            code = _code(content, f"{name}:{number}", warnings)
            if code is not None:
                head.codes.append(code)
    return tuple(_party(head, name) for head in heads)


def _words(phrase: str) -> str:
    """A phrase of the dictionary as a name: ``UNITED_NATIONS_`` is "United Nations"; acronyms stay in capitals."""
    words = phrase.replace("_", " ").split()
    return " ".join(word if len(words) == 1 and len(word) <= 5 else _cased(word) for word in words)


_SMALL = frozenset({"of", "the", "and", "for", "in", "de", "la", "al", "el", "bin", "ibn"})


def _cased(word: str) -> str:
    lower = word.lower()
    return lower if lower in _SMALL else lower.capitalize()


def _code(content: str, where: str, warnings: list[str]) -> tuple[str, str | None, str | None] | None:
    parts = content.split(None, 1)
    if not parts or not re.fullmatch(r"[A-Z]{3,}", parts[0]) or len(parts[0]) % 3:
        if content.strip() and content.strip() != "---":
            warnings.append(f"{where}: [{content}] is no code of three-letter groups; it is skipped")
        return None
    if len(parts) == 1:
        return parts[0], None, None
    days = parts[1].strip()
    from_: str | None = None
    to: str | None = None
    both = _RANGE.fullmatch(days)
    if both:
        from_, to = _day(both.group(1), where, warnings), _day(both.group(2), where, warnings)
        if from_ is None or to is None:
            return None
        if from_ > to and len(both.group(1)) == len("YYMMDD"):  # 300101-400101 is 1930 to 1940
            from_ = f"{int(from_[:4]) - 100}{from_[4:]}"
    elif days[0] == "<":
        to = _day(days[1:].strip(), where, warnings)
    elif days[0] == ">" or days.isdigit():
        from_ = _day(days.lstrip("> "), where, warnings)
    if from_ is None and to is None:
        warnings.append(f"{where}: {days!r} are no dates; the code is skipped")
        return None
    if from_ is not None and to is not None and from_ > to:
        warnings.append(f"{where}: {days!r} ends before it begins; the code is skipped")
        return None
    return parts[0], from_, to


def _day(digits: str, where: str, warnings: list[str]) -> str | None:
    if not digits.isdigit():
        return None
    mended = digits
    if len(digits) == 10 and digits.startswith("19"):
        mended = digits[2:]
    elif len(digits) == 9:
        mended = digits[:8]
    if mended != digits:
        warnings.append(f"{where}: {digits} has a digit too many; read as {mended}")
    if len(mended) == len("YYMMDD"):
        mended = ("20" if int(mended[:2]) <= _CENTURY else "19") + mended
    if len(mended) != len("YYYYMMDD"):
        return None
    try:
        return date(int(mended[:4]), max(int(mended[4:6]), 1), max(int(mended[6:]), 1)).isoformat()
    except ValueError:
        last = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}.get(mended[4:6])
        if last is None or int(mended[6:]) > 31:
            return None
        warnings.append(f"{where}: there is no day {digits}; read as the last of its month")
        return f"{mended[:4]}-{mended[4:6]}-{last}"


def _party(head: _Head, name: str) -> ListedParty:
    undated = next((code for code, from_, to in head.codes if from_ is None and to is None), None)
    country, sector = _meaning(undated) if undated else (None, None)
    roles = []
    for code, from_, to in head.codes:
        if from_ is not None or to is not None:
            its_country, its_sector = _meaning(code)
            roles.append(ListedRole(its_country, its_sector, from_, to))
    sectors = {sector, *(role.sector for role in roles)} - {None}
    countries = {country, *(role.country for role in roles)} - {None}
    return ListedParty(
        name=head.name, aliases=tuple(head.aliases), kind=_kind(head, countries, sectors), country=country,
        sector=sector, source=f"{name}:{head.line}", roles=tuple(roles),
    )  # fmt: skip


def _meaning(code: str) -> tuple[str | None, str | None]:
    """Country and PLOVER sector of a code; of several roles the first leads."""
    groups = [code[place : place + 3] for place in range(0, len(code), 3)]
    sector = None
    for group in groups[1:]:
        plover = _ROLES.get(group, group)
        if plover in SECTORS:
            sector = plover
            break
    first = groups[0]
    alone = _ROLES.get(first, first)
    if len(groups) == 1 and alone in SECTORS and first not in _NO_STATE:
        return None, alone
    return {"NGM": "NGO", "INT": "IGO"}.get(first, first), sector


def _kind(head: _Head, countries: set[str | None], sectors: set[str | None]) -> ListKind | None:
    """What the codes allow to say; a name in office ("Jalal Talabani", "GOV") could be a person or a ministry."""
    if sectors & _ARMED:
        return "group"
    if countries & _NO_STATE or sectors & _BODIES:
        return "organisation"
    return None


# -- agents


def _agents(text: str, name: str, warnings: list[str]) -> tuple[ListedAgent, ...]:
    sets: dict[str, list[str]] = {}
    found: dict[str, ListedAgent] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        defined = re.fullmatch(r"!(\w+)!\s*=\s*(.+)", line)
        if defined:
            sets[defined.group(1)] = [_noun(part) for part in defined.group(2).split(",") if part.strip()]
            continue
        code = _CODE.search(line)
        if code is None:
            warnings.append(f"{name}:{number}: no code; the line is skipped")
            continue
        sector = _sector(code.group(1))
        if sector is None:
            warnings.append(f"{name}:{number}: [{code.group(1)}] is no sector; the line is skipped")
            continue
        phrase = line[: code.start()].strip()
        for noun, plurals in _forms(phrase, sets, f"{name}:{number}", warnings):
            found.setdefault(noun, ListedAgent(noun=noun, plurals=plurals, sector=sector))
    return tuple(found.values())


def _sector(code: str) -> str | None:
    """PLOVER's sector of ``~GOV`` or ``NGO~``."""
    for place in range(0, len(code.strip("~")), 3):
        group = code.strip("~ ")[place : place + 3]
        plover = _ROLES.get(group, group)
        if plover in SECTORS:
            return plover
    return None


def _noun(phrase: str) -> str:
    return " ".join(phrase.replace("_", " ").lower().split())


def _forms(
    phrase: str, sets: dict[str, list[str]], where: str, warnings: list[str]
) -> list[tuple[str, tuple[str, ...]]]:
    """The nouns a line names, each with its plurals."""
    named = re.search(r"!(\w+)!", phrase)
    if named:
        members = sets.get(named.group(1))
        if members is None:
            warnings.append(f"{where}: no set {named.group(1)}; the line is skipped")
            return []
        return [(_noun(phrase.replace(named.group(), member.replace(" ", "_"))), ()) for member in members]
    own = re.search(r"\{([^}]*)\}", phrase)
    noun = _noun(phrase[: own.start()] if own else phrase)
    if not noun:
        warnings.append(f"{where}: no noun; the line is skipped")
        return []
    if own:
        return [(noun, tuple(_noun(word) for word in own.group(1).split()))]
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return [(noun, (f"{noun[:-1]}ies",))]
    return [(noun, (f"{noun}es" if noun.endswith("s") else f"{noun}s",))]
