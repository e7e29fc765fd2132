"""The filter language: one line that says which events are wanted, for terminal, Python, HTTP and page.

::

    type:assault place:Kirkuk actor:"Islamic State" killed:>0 from:2020-05-01 -status:denied (radio OR "market blast")

Terms side by side must all hold; ``OR`` (in capitals) and parentheses make alternatives, ``-`` or ``NOT`` turns a term
round, a comma between values means any of them.  :func:`parse` turns the line into a tree of frozen values,
``str(tree)`` writes it back in one canonical way, and ``parse(str(tree)) == tree`` for every tree.  Nothing here knows
a database: :mod:`dateline.ledger.conditions` turns the tree into SQL, :mod:`dateline.ledger.columns` into masks over
columns in memory.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal, get_args

from dateline.record import TOLL_KEYS, DatelineError, EventType, Precision, Stance, Status

LONGEST = 4_000
"""Characters of a filter; a longer one is refused."""

DEEPEST = 24
"""Parentheses and negations inside one another."""

MOST_TERMS = 256
"""Terms and values of one filter."""

Kind = Literal["word", "name", "text", "number", "whole", "days", "flag", "party", "has", "near", "bbox", "id"]


class FilterError(DatelineError):
    """A filter that cannot be understood.

    ``text`` is the filter, ``position`` the character (from 0) where it fails, ``problem`` what is wrong there and
    ``advice`` what could have been meant (``None``: no guess).
    """

    def __init__(self, text: str, position: int, problem: str, advice: str | None = None) -> None:
        self.text, self.position, self.problem, self.advice = text, position, problem, advice
        shown = text[max(0, position - 20) : position + 30].replace("\n", " ")
        place = f" at character {position + 1} (“{shown}”)" if text else ""
        super().__init__(f"filter: {problem}{place}" + (f". {advice}" if advice else ""))

    def __reduce__(self) -> tuple[type[FilterError], tuple[str, int, str, str | None]]:
        return type(self), (self.text, self.position, self.problem, self.advice)


@dataclass(frozen=True, slots=True)
class Field:
    """A name that may stand before the colon.

    ``kind`` says how its values are written, ``words`` which there are where the list is closed, ``help`` what it
    asks, in one sentence for the documentation and the page.
    """

    name: str
    kind: Kind
    help: str
    words: tuple[str, ...] = ()
    alias: str = ""


REVIEWED = ("no", "accepted", "edited", "added", "rejected", "yes")
HAS = ("actor", "recipient", "place", "point", "date", "toll", *TOLL_KEYS, "claim", "weapon", "incident", "conflict")

_LIST = (
    Field("type", "word", "PLOVER type of the act.", tuple(word.lower() for word in get_args(EventType))),
    Field("mode", "name", "PLOVER mode of the act, such as explosives."),
    Field("status", "word", "Whether it happened.", get_args(Status)),
    Field("place", "name", "Name of a place of the event."),
    Field("country", "name", "Country of the place: ISO 3166 alpha-3, or its name."),
    Field("admin1", "name", "Province of the place."),
    Field("admin2", "name", "District of the place."),
    Field("geonameid", "whole", "GeoNames number of the place."),
    Field("precision", "word", "How exactly the place is known.", get_args(Precision)),
    Field("near", "near", "Within a distance of a point: latitude,longitude,20km."),
    Field("bbox", "bbox", "Inside a box: west,south,east,north in degrees."),
    Field("actor", "party", "Who did it: name, alias or id."),
    Field("recipient", "party", "To whom it was done: name, alias or id."),
    Field("party", "party", "Actor or recipient: name, alias or id."),
    Field("sector", "name", "PLOVER sector of an actor or recipient, such as MIL."),
    Field("actor.sector", "name", "PLOVER sector of an actor."),
    Field("recipient.sector", "name", "PLOVER sector of a recipient."),
    Field("actor.country", "name", "Country of an actor: alpha-3, or its name."),
    Field("recipient.country", "name", "Country of a recipient: alpha-3, or its name."),
    Field("speaker", "party", "Whose word the event rests on: name, alias or id."),
    Field("claim", "word", "Stance of that word; any: the event rests on somebody's word.", (*get_args(Stance), "any")),
    Field("channel", "name", "Channel of that word, such as Twitter."),
    Field("weapon", "text", "Words of the weapon as the report has them."),
    *(
        Field(key, "number", f"People {key}, all figures of the event inside the range; not reported is not zero.")
        for key in TOLL_KEYS
    ),
    Field("from", "days", "The event ends on this day or later."),
    Field("to", "days", "The event begins on this day or earlier."),
    Field("date", "days", "The event has a day in common with the range.", alias="day"),
    Field("published", "days", "The report was published in the range."),
    Field("source", "name", "Outlet that published the report."),
    Field("report", "id", "Id of the report."),
    Field("event", "id", "Id of the event.", alias="id"),
    Field("incident", "id", "Id of the incident; older ids of a merged incident find it too."),
    Field("main", "flag", "Whether the report is about it."),
    Field("counted", "flag", "Whether it counts as happened: not denied, planned, rejected or a reprint."),
    Field("reviewed", "word", "What people decided; yes: accepted, edited or added by a person.", REVIEWED),
    Field("confidence", "number", "Probability that type, actor and recipient are right."),
    Field("sources", "whole", "Independent sources of its incident."),
    Field("reports", "whole", "Reports of its incident."),
    Field("plover", "name", "PLOVER code, such as ASSAULT:firearms."),
    Field("cameo", "name", "CAMEO code; 18* for all of a root."),
    Field("quad", "whole", "Quad class, 1 to 4."),
    Field("acled", "name", "ACLED-compatible event type or sub-event type."),
    Field("ucdp", "whole", "UCDP type of violence, 1 to 3."),
    Field("has", "has", "Something is reported at all.", HAS),
    Field("text", "text", "Words anywhere in the report; words without a field look into the event's sentence."),
)

FIELDS = MappingProxyType({field.name: field for field in _LIST})
"""All fields by name, in the order in which the documentation lists them."""

_NAMES = {name: field for field in _LIST for name in (field.name, field.alias) if name}
_HELD = frozenset({"type", "status", "precision", "claim", "reviewed"})


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a name: exact (case and accents do not count), or the beginning of it where ``prefix``."""

    text: str
    prefix: bool = False

    def __str__(self) -> str:
        return _quoted(self.text) + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Words:
    """Consecutive words in the event's own sentence and names (``field`` empty) or, for ``text``, in its report."""

    text: str
    prefix: bool = False
    field: str = ""

    def __str__(self) -> str:
        written = self.text if _plain_word(self.text, self.field) else _phrase(self.text)
        return (f"{self.field}:" if self.field else "") + written + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Is:
    """The field has one of the values."""

    field: str
    values: tuple[Value, ...]

    def __str__(self) -> str:
        return f"{self.field}:" + ",".join(str(value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Within:
    """The number lies in a range; ``None`` leaves a side open, ``*_in`` says whether the bound itself belongs to it."""

    field: str
    low: float | None
    high: float | None
    low_in: bool = True
    high_in: bool = True

    def __str__(self) -> str:
        low, high = _number(self.low), _number(self.high)
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return f"{self.field}:{low}"
            return f"{self.field}:{low}..{high}"
        if self.low is not None:
            return f"{self.field}:>{'=' if self.low_in else ''}{low}"
        return f"{self.field}:<{'=' if self.high_in else ''}{high}"


@dataclass(frozen=True, slots=True)
class Days:
    """The field has a day in common with the range of ISO days, both inclusive; ``None`` leaves a side open."""

    field: str
    from_: str | None
    to: str | None

    def __str__(self) -> str:
        if self.field == "date" and self.to is None:
            return f"from:{self.from_}"
        if self.field == "date" and self.from_ is None:
            return f"to:{self.to}"
        if self.from_ == self.to:
            return f"{self.field}:{self.from_}"
        return f"{self.field}:{self.from_ or ''}..{self.to or ''}"


@dataclass(frozen=True, slots=True)
class Flag:
    """The field is, or is not, so."""

    field: str
    value: bool

    def __str__(self) -> str:
        return f"{self.field}:{'yes' if self.value else 'no'}"


@dataclass(frozen=True, slots=True)
class Has:
    """Something is reported at all; ``what`` is one of :data:`HAS`."""

    what: str

    def __str__(self) -> str:
        return f"has:{self.what}"


@dataclass(frozen=True, slots=True)
class Near:
    """A point within ``km`` kilometres of a point (WGS84 degrees).  Places known only as an area have none."""

    lat: float
    lon: float
    km: float

    def __str__(self) -> str:
        return f"near:{_number(self.lat)},{_number(self.lon)},{_number(self.km)}km"


@dataclass(frozen=True, slots=True)
class Box:
    """A point inside a box of WGS84 degrees; ``west`` above ``east`` crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return "bbox:" + ",".join(_number(side) for side in (self.west, self.south, self.east, self.north))


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold.  What is not known holds neither way round only inside the part itself."""

    part: Filter

    def __str__(self) -> str:
        inner = str(self.part)
        return f"-({inner})" if isinstance(self.part, Not | And | Or) else f"-{inner}"


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; no parts at all is the filter that wants everything."""

    parts: tuple[Filter, ...] = ()

    def __str__(self) -> str:
        return " ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Filter, ...]

    def __str__(self) -> str:
        return " OR ".join(str(part) for part in self.parts)


Filter = Words | Is | Within | Days | Flag | Has | Near | Box | Not | And | Or
EVERYTHING = And()


def both(*parts: Filter) -> Filter:
    """The filter that wants what all of ``parts`` want, without needless nesting."""
    flat: list[Filter] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else (part,)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def either(*parts: Filter) -> Filter:
    """The filter that wants what one of ``parts`` wants, without needless nesting; with none of them, everything."""
    flat: list[Filter] = []
    for part in parts:
        if part == EVERYTHING:
            return EVERYTHING
        flat += part.parts if isinstance(part, Or) else (part,)
    if not flat:
        return EVERYTHING
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negated(part: Filter) -> Filter:
    """The filter that wants what ``part`` does not; twice negated is as before."""
    return part.part if isinstance(part, Not) else Not(part)


def fields_in(tree: Filter) -> frozenset[str]:
    """The names of the fields that a filter asks about."""
    if isinstance(tree, And | Or):
        return frozenset().union(*(fields_in(part) for part in tree.parts))
    if isinstance(tree, Not):
        return fields_in(tree.part)
    if isinstance(tree, Has | Near | Box):
        return frozenset({type(tree).__name__.lower()})
    return frozenset({tree.field})


def storable(text: str) -> bool:
    """Whether a store of text can hold ``text`` at all: a NUL or half of a surrogate pair it cannot."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def parse(text: str) -> Filter:
    """The filter that ``text`` means; an empty text wants everything.

    Raises:
        FilterError: it cannot be understood; the error says where, and what could have been meant.
    """
    if len(text) > LONGEST:
        raise FilterError("", 0, f"longer than {LONGEST} characters", "Split it into several queries")
    if not storable(text):
        at = next(place for place, c in enumerate(text) if not storable(c))
        raise FilterError("", at, f"character {at + 1} stands for nothing that could be found", "Take it out")
    return _Parser(text).whole()


# -- writing ----------------------------------------------------------------------------------------------------------

_MARKS = '"“”„«»'
"""Quotation marks; word processors put curly ones.  What a straight one opens only a straight one ends."""
_PLAIN = re.compile(rf"[^\s(){_MARKS},:*<>=\\-][^\s(){_MARKS},*\\]*")
_SPECIAL = re.compile(rf"[\s(){_MARKS}*\\]")


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and ".." not in text else _phrase(text)


def _phrase(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


# -- reading ----------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,2})?", re.ASCII)
_WHOLE_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_FIELD = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*):")
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_DISTANCE = re.compile(r"\s*(km|m|mi)?\s*\Z", re.ASCII | re.IGNORECASE)
_UNITS = {"km": 1.0, "m": 0.001, "mi": 1.609344, "": 1.0}
_TRUE, _FALSE = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})


@dataclass(frozen=True, slots=True)
class _Part:
    """One comma-separated piece of a value: where it stands, what it says, and whether a star follows."""

    at: int
    text: str
    star: bool


class _Parser:
    """Reads a filter from left to right, once; each method reads what its name says and leaves ``at`` behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.terms = 0

    def whole(self) -> Filter:
        found = self._alternatives()
        if self.at < len(self.text):
            raise self._error(self.at, "a closing parenthesis without an opening one")
        return found

    def _error(self, at: int, problem: str, advice: str | None = None) -> FilterError:
        return FilterError(self.text, min(at, len(self.text)), problem, advice)

    def _space(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _operator(self, word: str) -> bool:
        """Whether the operator ``word`` stands here; it is then read."""
        end = self.at + len(word)
        if self.text[self.at : end] != word:
            return False
        if end < len(self.text) and not (self.text[end] in "()-" + _MARKS or self.text[end].isspace()):
            return False
        self.at = end
        return True

    def _alternatives(self) -> Filter:
        parts = [self._together()]
        self._space()
        while self._operator("OR"):
            if parts[-1] == EVERYTHING:
                raise self._error(self.at - 2, "OR has nothing before it", 'To search for the word, write "or"')
            at = self.at
            parts.append(self._together())
            if parts[-1] == EVERYTHING:
                raise self._error(at, "OR has nothing after it", "Add a term, or take OR away")
            self._space()
        return either(*parts)

    def _together(self) -> Filter:
        parts: list[Filter] = []
        while True:
            self._space()
            here = self.at
            if here >= len(self.text) or self.text[here] == ")":
                break
            if self._operator("OR"):
                self.at = here
                break
            if self._operator("AND"):
                if not parts:
                    raise self._error(here, "AND has nothing before it", "Terms side by side must all hold anyway")
                continue
            parts.append(self._term())
        return both(*parts) if parts else EVERYTHING

    def _term(self) -> Filter:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise self._error(self.at, f"more than {MOST_TERMS} terms")
        start = self.at
        if self.text[start] == "-" or self._operator("NOT"):
            self.at += self.text[start] == "-"
            self._space()
            if self.at >= len(self.text) or self.text[self.at] == ")":
                raise self._error(start, "nothing to negate", "Write the term right behind the minus")
            return negated(self._deeper(start, self._term))
        if self.text[start] == "(":
            self.at += 1
            inside = self._deeper(start, self._alternatives)
            if self.at >= len(self.text):
                raise self._error(start, "this parenthesis is never closed")
            self.at += 1
            if inside == EVERYTHING:
                raise self._error(start, "nothing between these parentheses")
            return inside
        field = _FIELD.match(self.text, start)
        if field and not _SCHEME.match(self.text, start):
            return self._field(field[1], start, field.end())
        return self._words("")

    def _deeper(self, at: int, read: Callable[[], Filter]) -> Filter:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._error(at, f"nested more than {DEEPEST} deep")
        found = read()
        self.depth -= 1
        return found

    def _words(self, field: str) -> Filter:
        start = self.at
        part = self._piece(commas=True)
        text = " ".join(part.text.split())
        if not any(c.isalnum() for c in text):
            raise self._error(start, "no word to look for", "Words have letters or digits")
        return Words(text, part.star, field)

    def _field(self, name: str, start: int, end: int) -> Filter:
        field = _NAMES.get(name.lower())
        if field is None:
            near = get_close_matches(name.lower(), _NAMES, 1, 0.6)
            advice = f"Did you mean {near[0]}:?" if near else "Known: " + ", ".join(FIELDS)
            raise self._error(start, f"no field is called {name!r}", advice)
        self.at = end
        if end >= len(self.text) or self.text[end].isspace() or self.text[end] == ")":
            raise self._error(end, f"{field.name}: has no value", f"{field.name}: {field.help}")
        if field.kind == "text":
            return self._words(field.name) if field.name == "text" else Is(field.name, self._values(field))
        return _READERS[field.kind](self, field)

    def _piece(self, commas: bool = False) -> _Part:
        """A word or a quoted phrase, with a star behind it or not; ``commas`` may belong to the word."""
        start = self.at
        if start < len(self.text) and self.text[start] in _MARKS:
            return self._phrase()
        end = start
        stops = "()*" + _MARKS + ("" if commas else ",")
        while end < len(self.text) and not self.text[end].isspace() and self.text[end] not in stops:
            end += 1
        self.at = end
        return _Part(start, self.text[start:end], self._star())

    def _phrase(self) -> _Part:
        start = self.at
        out: list[str] = []
        at = start + 1
        ends = _MARKS[:1] if self.text[start] == _MARKS[0] else _MARKS
        while at < len(self.text) and self.text[at] not in ends:
            if self.text[at] == "\\" and at + 1 < len(self.text):
                at += 1
            out.append(self.text[at])
            at += 1
        if at >= len(self.text):
            raise self._error(start, "this quotation mark is never closed")
        self.at = at + 1
        return _Part(start, "".join(out), self._star())

    def _star(self) -> bool:
        if self.at < len(self.text) and self.text[self.at] == "*":
            self.at += 1
            return True
        return False

    def _pieces(self, field: Field) -> list[_Part]:
        """The comma-separated pieces of a value."""
        parts: list[_Part] = []
        while True:
            self.terms += 1
            if self.terms > MOST_TERMS:
                raise self._error(self.at, f"more than {MOST_TERMS} values")
            start = self.at
            part = self._piece()
            if not part.text.strip() and not part.star:
                raise self._error(start, f"{field.name}: has an empty value", "Put values with spaces in quotes")
            parts.append(part)
            if self.at >= len(self.text) or self.text[self.at] != ",":
                break
            self.at += 1
        if self.at < len(self.text) and not (self.text[self.at].isspace() or self.text[self.at] in "()"):
            raise self._error(self.at, f"{field.name}: goes on after its value", "Put a space before the next term")
        return parts

    def _values(self, field: Field) -> tuple[Value, ...]:
        found: dict[Value, None] = {}
        for part in self._pieces(field):
            text = " ".join(part.text.split())
            if field.kind != "id" and not any(c.isalnum() for c in text):
                raise self._error(part.at, f"{field.name}: has no letter or digit in its value")
            found[Value(text, part.star)] = None
        return tuple(found)

    def _one(self, field: Field) -> _Part:
        parts = self._pieces(field)
        if len(parts) > 1 or parts[0].star:
            raise self._error(parts[0].at, f"{field.name}: takes one value", field.help)
        return parts[0]


def _plain_word(text: str, field: str) -> bool:
    """Whether a word written without quotation marks would be read as the same word again."""
    if text in ("OR", "AND", "NOT") or text.startswith("-") or _SPECIAL.search(text):
        return False
    return bool(field) or _SCHEME.match(text) is not None or _FIELD.match(text) is None


def _names(parser: _Parser, field: Field) -> Filter:
    return Is(field.name, parser._values(field))


def _closed(parser: _Parser, field: Field) -> Filter:
    found: dict[Value, None] = {}
    for part in parser._pieces(field):
        word = part.text.strip().lower().replace("-", "_").replace(" ", "_")
        known = [one for one in field.words if one == word or (part.star and one.startswith(word))]
        if not known:
            near = get_close_matches(word, field.words, 1, 0.6)
            advice = f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(field.words)
            raise parser._error(part.at, f"{field.name}: does not know {part.text!r}", advice)
        found |= {Value(one): None for one in known}
    if field.kind == "has":
        whats: list[Filter] = [Has(value.text) for value in found]
        return either(*whats)
    return Is(field.name, tuple(found))


def _flag(parser: _Parser, field: Field) -> Filter:
    part = parser._one(field)
    word = part.text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise parser._error(part.at, f"{field.name}: is yes or no, not {part.text!r}")
    return Flag(field.name, word in _TRUE)


def _numbers(parser: _Parser, field: Field) -> Filter:
    ranges: dict[Filter, None] = {}
    for part in parser._pieces(field):
        ranges[_range(parser, field, part)] = None
    return either(*ranges)


def _range(parser: _Parser, field: Field, part: _Part) -> Within:
    text = part.text.strip()
    if ".." in text:
        left, _, right = text.partition("..")
        low = _one_number(parser, field, part, left) if left else None
        high = _one_number(parser, field, part, right) if right else None
        if low is None and high is None:
            raise parser._error(part.at, f"{field.name}: has a range without ends")
        if low is not None and high is not None and low > high:
            raise parser._error(part.at, f"{field.name}: goes from {left} down to {right}", "Put the smaller one first")
        return Within(field.name, low, high)
    for sign, below, closed in ((">=", False, True), ("<=", True, True), (">", False, False), ("<", True, False)):
        if text.startswith(sign):
            bound = _one_number(parser, field, part, text[len(sign) :])
            if below:
                return Within(field.name, None, bound, high_in=closed)
            return Within(field.name, bound, None, low_in=closed)
    same = _one_number(parser, field, part, text.removeprefix("="))
    return Within(field.name, same, same)


def _one_number(parser: _Parser, field: Field, part: _Part, text: str) -> float:
    text = text.strip()
    if part.star or not _NUMBER.fullmatch(text):
        advice = f"Write {field.name}:3, {field.name}:>3, {field.name}:<=3 or {field.name}:3..9"
        raise parser._error(part.at, f"{field.name}: is a number, not {part.text!r}", advice)
    value = float(text)
    if field.kind == "whole" and value != int(value):
        raise parser._error(part.at, f"{field.name}: is a whole number, not {text}")
    return value + 0.0  # minus zero is zero


def _days(parser: _Parser, field: Field) -> Filter:
    part = parser._one(field)
    text = part.text.strip()
    if field.name == "from":
        return Days("date", _day(parser, part, text)[0], None)
    if field.name == "to":
        return Days("date", None, _day(parser, part, text)[1])
    first: str | None
    last: str | None
    if ".." in text:
        left, _, right = text.partition("..")
        first = _day(parser, part, left)[0] if left else None
        last = _day(parser, part, right)[1] if right else None
    elif text.startswith(("<", ">")):
        bound = _day(parser, part, text.lstrip("<>="))
        closed = text[1:2] == "="
        step = 0 if closed else 1
        if text[0] == ">":
            first, last = _shifted(parser, part, bound[0] if closed else bound[1], step), None
        else:
            first, last = None, _shifted(parser, part, bound[1] if closed else bound[0], -step)
    else:
        first, last = _day(parser, part, text)
    if first is None and last is None:
        raise parser._error(part.at, f"{field.name}: has a range without ends")
    if first is not None and last is not None and first > last:
        raise parser._error(part.at, f"{field.name}: goes from {first} back to {last}", "Put the earlier day first")
    return Days(field.name, first, last)


def _day(parser: _Parser, part: _Part, text: str) -> tuple[str, str]:
    """The first and last day of a year, month or day."""
    found = _WHOLE_DAY.fullmatch(text.strip())
    advice = "Write a day as 2020-06-02, a month as 2020-06, a year as 2020"
    if not found or part.star:
        raise parser._error(part.at, f"{text.strip()!r} is no day", advice)
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError as error:
        raise parser._error(part.at, f"{text.strip()!r} is not in the calendar", advice) from error
    return first.isoformat(), last.isoformat()


def _shifted(parser: _Parser, part: _Part, day: str, step: int) -> str:
    try:
        return date.fromordinal(date.fromisoformat(day).toordinal() + step).isoformat()
    except (ValueError, OverflowError) as error:
        raise parser._error(part.at, f"there is no day beyond {day}") from error


def _near(parser: _Parser, field: Field) -> Filter:
    parts = parser._pieces(field)
    advice = "Write near:36.19,43.99,20km"
    if len(parts) != 3:
        raise parser._error(parts[0].at, "near: takes latitude, longitude and a distance", advice)
    lat, lon = (_degrees(parser, parts[i], limit) for i, limit in ((0, 90), (1, 180)))
    number = _NUMBER.match(parts[2].text)
    unit = _DISTANCE.match(parts[2].text, number.end()) if number else None
    if not number or not unit:
        raise parser._error(parts[2].at, f"{parts[2].text!r} is no distance", advice)
    km = float(number[0]) * _UNITS[(unit[1] or "").lower()]
    if not 0 < km <= 20_100:
        raise parser._error(parts[2].at, "the distance must be above 0 and no more than 20,100 km", advice)
    return Near(lat, lon, km)


def _box(parser: _Parser, field: Field) -> Filter:
    parts = parser._pieces(field)
    if len(parts) != 4:
        raise parser._error(parts[0].at, "bbox: takes west, south, east and north", "Write bbox:42.5,34.8,45.1,36.9")
    west, south, east, north = (
        _degrees(parser, part, limit) for part, limit in zip(parts, (180, 90, 180, 90), strict=True)
    )
    if south > north:
        raise parser._error(parts[1].at, "the south side lies north of the north side", "West, south, east, north")
    return Box(west, south, east, north)


def _degrees(parser: _Parser, part: _Part, limit: int) -> float:
    text = part.text.strip()
    if not _NUMBER.fullmatch(text) or abs(float(text)) > limit:
        raise parser._error(part.at, f"{part.text!r} is no number of degrees up to {limit}")
    return float(text) + 0.0


_READERS: dict[Kind, Callable[[_Parser, Field], Filter]] = {
    "word": _closed,
    "has": _closed,
    "name": _names,
    "id": _names,
    "party": _names,
    "number": _numbers,
    "whole": _numbers,
    "days": _days,
    "flag": _flag,
    "near": _near,
    "bbox": _box,
}
