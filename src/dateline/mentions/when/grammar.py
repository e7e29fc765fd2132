"""Patterns over categories of words, from the data file ``rules.toml``, and how a sentence is searched with them.

A pattern is a line of category names with groups in brackets, alternatives with ``|`` and ``?`` for what may be absent;
there is no repetition, so every pattern matches a bounded number of atoms.  Categories become single characters and
patterns become regular expressions over them; rules are tried only where a word they can begin with stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateline.mentions.when.atoms import Atom
from dateline.mentions.when.lexicon import table
from dateline.record import CodebookError

CATEGORIES = (
    "X", "WD", "WDS", "WDA", "MON", "MONW", "MONA", "HMS", "HMSS", "SECOND", "DAYU", "DAYS", "WEEKU", "WEEKS",
    "MONTHU", "MONTHS", "QTR", "QTRS", "YEARU", "YEARS", "LONGU", "LONGS", "WKND", "WKNDS", "HALFYEAR", "PART",
    "PARTS", "NOON", "SEASON", "SEASONW", "DECW", "VAGUE", "COUPLE", "THE", "A", "OWN", "THIS", "THAT",
    "LAST", "PAST", "NEXT", "COMING", "PREV", "FOLL", "SAME", "CUR", "LATEST", "RECENT", "EARLY", "LATE", "MID",
    "EARLIER", "LATER", "START", "MIDDLE", "END", "AGO", "HENCE", "AHEAD", "OF", "IN", "ON", "AT", "BY", "FOR",
    "FROM", "TO", "UNTIL", "SINCE", "DURING", "WITHIN", "OVER", "BETWEEN", "BEFORE", "AFTER", "AND", "OR", "EVERY",
    "ALL", "APPROX", "QUAL", "FISCAL", "PERIOD", "EVE", "OCLOCK", "AMPM", "TZ", "LONGADJ", "OLD", "DAYWORD",
    "TONIGHT", "OVERNIGHT", "TIMES", "ORD", "NUM", "NUMW", "N12", "N31", "FRAC", "YEAR4", "CLK4", "YY", "DECADE",
    "CLOCK", "ISO", "NUMDATE", "QNUM", "COMMA", "HYPH", "SLASH", "LPAR", "RPAR", "APOS", "DASH", "MONEY", "PERCENT",
    "DOT", "REF", "SETP", "LENGTHP", "DAYP", "ENDP", "FEAST", "ISLMON", "ISLDATED",
)  # fmt: skip
"""What a word or mark can be; ``X`` says nothing of time."""

_CHARACTER = {name: chr(0xE000 + place) for place, name in enumerate(CATEGORIES)}
_ITEM = re.compile(r"[A-Z0-9_]+|[()|?]|\S")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern: its name, the reading it makes, and what may or may not stand next to it."""

    name: str
    make: str
    pattern: re.Pattern[str]
    order: int
    only_after: frozenset[str]
    never_after: frozenset[str]
    never_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """The atoms ``[first, last)`` of a sentence that a rule matched."""

    rule: Rule
    atoms: Sequence[Atom]
    first: int
    last: int

    def all(self, *categories: str) -> list[Atom]:
        """The matched atoms of these categories, in order."""
        return [atom for atom in self.atoms[self.first : self.last] if atom.category in categories]

    def one(self, *categories: str) -> Atom | None:
        """The first matched atom of these categories."""
        return next((atom for atom in self.atoms[self.first : self.last] if atom.category in categories), None)

    def must(self, *categories: str) -> Atom:
        """The first matched atom of these categories, which the rule's pattern guarantees.

        Raises:
            CodebookError: the pattern does not.
        """
        atom = self.one(*categories)
        if atom is None:
            raise CodebookError(f"rules.toml: rule {self.rule.name!r} can match without {' or '.join(categories)}")
        return atom

    def before(self, steps: int = 1) -> Atom | None:
        """The atom ``steps`` before the match."""
        return self.atoms[self.first - steps] if self.first >= steps else None

    def after(self, steps: int = 1) -> Atom | None:
        """The atom ``steps`` after the match."""
        place = self.last + steps - 1
        return self.atoms[place] if place < len(self.atoms) else None


class Grammar:
    """All rules, indexed by the categories they can begin with."""

    def __init__(self, rules: Sequence[tuple[Rule, frozenset[str]]]) -> None:
        self.rules = tuple(rule for rule, _ in rules)
        self._starts: dict[str, tuple[Rule, ...]] = {
            name: tuple(rule for rule, first in rules if name in first) for name in CATEGORIES
        }

    def search(self, atoms: Sequence[Atom]) -> list[list[Match]]:
        """For each place where something matches, its matches, longest first, equals in the order of the rules."""
        line = "".join(_CHARACTER[atom.category] for atom in atoms)
        found: list[list[Match]] = []
        for place, atom in enumerate(atoms):
            rules = self._starts[atom.category]
            if not rules:
                continue
            here: list[tuple[int, int, Rule]] = []
            for rule in rules:
                hit = rule.pattern.match(line, place)
                if hit and _fits(rule, atoms, place, hit.end()):
                    here.append((-hit.end(), rule.order, rule))
            if here:
                here.sort(key=lambda row: row[:2])
                found.append([Match(rule, atoms, place, -end) for end, _, rule in here])
        return found


def _fits(rule: Rule, atoms: Sequence[Atom], first: int, last: int) -> bool:
    before = atoms[first - 1].category if first else "BEGIN"
    after = atoms[last].category if last < len(atoms) else "FINISH"
    if rule.only_after and before not in rule.only_after:
        return False
    return before not in rule.never_after and after not in rule.never_before


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The rules of ``rules.toml``, compiled once.

    Raises:
        CodebookError: a pattern does not parse or names an unknown category.
    """
    data = table("rules.toml")
    macros: Mapping[str, str] = data["macros"]
    rules = []
    for order, row in enumerate(data["rule"]):
        try:
            expression, first, empty = _compile(row["pattern"], macros, 0)
        except ValueError as error:
            raise CodebookError(f"rules.toml: rule {row['name']!r}: {error}") from error
        if empty:
            raise CodebookError(f"rules.toml: rule {row['name']!r} matches nothing at all")
        rule = Rule(
            name=row["name"],
            make=row["make"],
            pattern=re.compile(expression),
            order=order,
            only_after=frozenset(_names(row, "only_after", macros)),
            never_after=frozenset(_names(row, "never_after", macros)),
            never_before=frozenset(_names(row, "never_before", macros)),
        )
        rules.append((rule, first))
    return Grammar(rules)


def _names(row: Mapping[str, Any], key: str, macros: Mapping[str, str]) -> list[str]:
    names: list[str] = []
    for item in row.get(key, ()):
        names += macros[item].replace("|", " ").split() if item in macros else [item]
    unknown = sorted(set(names) - set(CATEGORIES) - {"BEGIN", "FINISH"})
    if unknown:
        raise CodebookError(f"rules.toml: rule {row['name']!r}: {key} names unknown categories {unknown}")
    return names


def _compile(pattern: str, macros: Mapping[str, str], depth: int) -> tuple[str, frozenset[str], bool]:
    """The expression, the categories it can begin with, and whether it can be empty."""
    if depth > 12:
        raise ValueError("macros refer to each other in a circle")
    items = _ITEM.findall(pattern)
    expression, first, empty, place = _alternatives(items, 0, macros, depth)
    if place != len(items):
        raise ValueError(f"{items[place]!r} is out of place")
    return expression, first, empty


def _alternatives(
    items: list[str], place: int, macros: Mapping[str, str], depth: int
) -> tuple[str, frozenset[str], bool, int]:
    parts, first, empty = [], set[str](), False
    while True:
        expression, begins, nothing, place = _sequence(items, place, macros, depth)
        parts.append(expression)
        first |= begins
        empty = empty or nothing
        if place >= len(items) or items[place] != "|":
            return f"(?:{'|'.join(parts)})", frozenset(first), empty, place
        place += 1


def _sequence(items: list[str], place: int, macros: Mapping[str, str], depth: int) -> tuple[str, set[str], bool, int]:
    parts, first, empty = [], set[str](), True
    while place < len(items) and items[place] not in {"|", ")"}:
        item = items[place]
        if item == "(":
            expression, begins, nothing, place = _alternatives(items, place + 1, macros, depth)
            if place >= len(items) or items[place] != ")":
                raise ValueError("a bracket is not closed")
        elif item in macros:
            expression, begins, nothing = _compile(macros[item], macros, depth + 1)
        elif item in _CHARACTER:
            expression, begins, nothing = _CHARACTER[item], frozenset([item]), False
        else:
            raise ValueError(f"{item!r} is neither a category nor a macro")
        place += 1
        if place < len(items) and items[place] == "?":
            expression, nothing, place = f"(?:{expression})?", True, place + 1
        if empty:
            first |= begins
        empty = empty and nothing
        parts.append(expression)
    if not parts:
        raise ValueError("an alternative is empty")
    return "".join(parts), first, empty, place
