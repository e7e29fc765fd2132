"""The party registry: who there is to act, under which names, and who held which office when.

The lists are data (``data/parties``), compiled from the public record; every row says where its fact comes from.  Names
are matched by *keys*: the words of the name without case, accents, apostrophes and punctuation, so that "Hay'at Tahrir
al-Sham" and "Hayat Tahrir al Sham" are one.  Case still counts where it tells a name from a word ("IS", "US").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from dateline.codebook.tables import data_toml, table_rows
from dateline.record import CodebookError

NameKind = Literal["state", "adjective", "people", "capital", "group", "body", "press", "folk", "person"]
AgentClass = Literal["office", "person", "body", "facility", "vehicle", "quantity"]

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"'s\b")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʽʻ`´"), "'")


@dataclass(frozen=True, slots=True)
class Entry:
    """One party of the registry.

    ``id`` is the registry's key (``state:IRQ``, ``group:islamic-state``, ``person:haider-al-abadi``), ``country`` an
    alpha-3 or PLOVER code or ``None`` where there is no one country, ``sector`` PLOVER's three letters, ``since`` and
    ``until`` the years in which it existed (``None``: before 1990, or still), ``source`` where the facts are from.
    """

    id: str
    name: str
    kind: Literal["state", "group", "organisation", "people", "person"]
    country: str | None
    sector: str | None
    since: int | None
    until: int | None
    source: str

    def existed(self, from_: str | None, to: str | None) -> bool:
        """Whether the party existed at some time between two ISO dates (either may be open)."""
        if self.since is not None and to is not None and int(to[:4]) < self.since:
            return False
        return not (self.until is not None and from_ is not None and int(from_[:4]) > self.until + 25)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of office in ISO dates, inclusive; ``to`` is ``None`` while it runs, ``country`` a state or a body."""

    country: str
    office: str
    person: str
    name: str
    from_: str
    to: str | None
    source: str

    def covers(self, from_: str | None, to: str | None) -> bool:
        """Whether the term and the days from ``from_`` to ``to`` (ISO, either may be open) have a day in common."""
        return (to is None or self.from_ <= to) and (from_ is None or self.to is None or from_ <= self.to)


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """A person named together with an office in a report: the report was most likely written during the term.

    ``from_`` and ``to`` are ISO dates (``to`` is ``None`` while the term runs), ``start`` and ``end`` the mention.
    """

    name: str
    office: str
    country: str
    from_: str
    to: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Office:
    """An office that has dated holders: its words, the countries where they mean it (all when empty), its sector."""

    key: str
    words: tuple[str, ...]
    only: frozenset[str]
    sector: str | None


@dataclass(frozen=True, slots=True)
class Agent:
    """A noun for those who act or are acted on.

    ``plural`` tells which form was met, ``sector`` is ``None`` where other words must say.
    """

    noun: str
    form: str
    plural: bool
    cls: AgentClass
    sector: str | None


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an entry's name.

    ``upper``: only in capitals; ``common``: also a word, so never in text without case.
    """

    words: tuple[str, ...]
    entry: Entry
    kind: NameKind
    text: str
    upper: bool
    common: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The small lists of ``words.toml``; that file says what each is for."""

    common: frozenset[str]
    tails: frozenset[str]
    heads: frozenset[str]
    former: frozenset[str]
    kin: frozenset[str]
    unknown: frozenset[str]
    anyone: frozenset[str]
    acts: frozenset[str]
    person_pronouns: frozenset[str]
    group_pronouns: frozenset[str]
    thing_pronouns: frozenset[str]
    place_prepositions: frozenset[str]
    party_prepositions: frozenset[str]
    motion: frozenset[str]
    given_by: frozenset[str]
    hits: frozenset[str]
    group_words: frozenset[str]
    member_words: frozenset[str]
    armed_members: frozenset[str]
    takes_for: frozenset[str]
    days: frozenset[str]
    lead: frozenset[str]
    weak: frozenset[str]
    officials: frozenset[str]
    counting: frozenset[str]
    foreign: frozenset[str]
    not_parties: frozenset[str]
    own_adjectives: frozenset[str]
    not_members: frozenset[str]
    generic: frozenset[str]
    particles: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A registry name in a sequence of tokens: the range ``[first, last)`` and the names written so, states first."""

    first: int
    last: int
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Registry:
    """Everything the party finder and resolver look up.  Built by ``load_registry``; never changed afterwards."""

    entries: Mapping[str, Entry]
    names: Mapping[str, tuple[Name, ...]]
    agents: Mapping[str, tuple[tuple[tuple[str, ...], Agent], ...]]
    offices: Mapping[str, Office]
    office_words: Mapping[tuple[str, ...], tuple[str, ...]]
    terms: Mapping[tuple[str, str], tuple[Term, ...]]
    careers: Mapping[str, tuple[Term, ...]]
    surnames: Mapping[str, tuple[str, ...]]
    adjectives: Mapping[str, str]
    words: Words

    def scan(self, tokens: Sequence[str], cased: bool = True) -> list[Hit]:
        """All registry names in ``tokens`` (as written), longest first at each place, none overlapping.

        ``cased`` tells whether capitals mean anything in this text; where they do not, names that are also ordinary
        words are left alone.
        """
        keys: list[tuple[str, ...]] = [name_key(token) for token in tokens]
        found: list[Hit] = []
        index, count = 0, len(tokens)
        while index < count:
            key = keys[index]
            best: list[Name] = []
            end = index + 1
            if key and (names := self.names.get(key[0])):
                length = 0
                for name in names:  # longest first
                    if len(name.words) < length:
                        break
                    last = _matches(name.words, keys, index, count)
                    if last and _written(name, tokens, index, last, cased):
                        length = len(name.words)
                        end = last
                        best.append(name)
            if best:
                found.append(Hit(index, end, tuple(best)))
                index = end
            else:
                index += 1
        return found

    def agent_at(self, lowers: Sequence[str], last: int, first: int) -> tuple[int, Agent] | None:
        """The longest agent noun that ends with token ``last`` (inclusive) and begins no earlier than ``first``."""
        for words, agent in self.agents.get(lowers[last], ()):  # longest first
            begin = last - len(words) + 1
            if begin >= first and all(lowers[begin + i] == word for i, word in enumerate(words[:-1])):
                return begin, agent
        return None

    def holders(self, country: str, office: str, from_: str | None, to: str | None) -> tuple[Term, ...]:
        """The terms of an office of a country that have a day in common with the given days."""
        return tuple(term for term in self.terms.get((country, office), ()) if term.covers(from_, to))

    def offices_named(self, words: Sequence[str]) -> tuple[str, ...]:
        """The offices that the words (lower case, without country) name, if any."""
        return self.office_words.get(name_key(" ".join(words)), ())


@lru_cache(maxsize=65536)
def name_key(text: str) -> tuple[str, ...]:
    """The words by which a name is matched: no case, accents, apostrophes or punctuation; a possessive "s" apart."""
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = text.casefold()
    if "'" in text:
        text = _POSSESSIVE.sub(" s", text).replace("'", "")
    return tuple(_WORD.findall(text))


_JOINTS = frozenset("-‐‑–—/()&.'’‘")


def _matches(words: tuple[str, ...], keys: list[tuple[str, ...]], index: int, count: int) -> int:
    """The token after the last one of the name, or 0 where the name is not written at ``index``."""
    place = 0
    while place < len(words):
        if index >= count:
            return 0
        key = keys[index]
        if key:
            if words[place : place + len(key)] != key:
                return 0
            place += len(key)
        index += 1
    return index


def _written(name: Name, tokens: Sequence[str], first: int, last: int, cased: bool) -> bool:
    """Whether the tokens between have only joining marks, and their case allows the name."""
    for token in tokens[first + 1 : last - 1]:
        if not token[0].isalnum() and token not in _JOINTS and not name_key(token):
            return False
    if not cased:
        return not name.common and not (name.upper and len(name.text) < 3)
    if name.upper:
        return not any(c.islower() for token in tokens[first:last] for c in token)
    return any(token[:1].isupper() for token in tokens[first:last]) or name.text[:1].islower()


def _split(field: str) -> tuple[str, ...]:
    return tuple(part for part in field.split("; ") if part)


def _year(field: str) -> int | None:
    return int(field) if field else None


_STATES = (
    "code",
    "name",
    "plover",
    "sector",
    "aliases",
    "adjectives",
    "people",
    "capitals",
    "since",
    "until",
    "source",
)
_LISTED = ("id", "name", "aliases", "country", "sector", "since", "until", "source")
_PEOPLES = ("id", "name", "forms", "country", "sector", "source")
_TERMS = ("country", "office", "name", "from", "to", "alone", "source")
_AGENTS = ("noun", "plural", "class", "sector")
_LISTS: tuple[tuple[str, NameKind, Literal["group", "organisation"]], ...] = (
    ("groups.tsv", "group", "group"),
    ("bodies.tsv", "body", "organisation"),
    ("press.tsv", "press", "organisation"),
)
_STATE_BODIES = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "PTY", "JRN", "EDU", "SOC", "OPP"})
_NOWHERE = frozenset({"IMG"})


@lru_cache(maxsize=1)
def load_registry() -> Registry:
    """The registry of this package, read once.

    Raises:
        CodebookError: a table is malformed, an id stands twice, or a row names a code that does not exist.
    """
    return _Builder().registry()


class _Builder:
    """Reads the tables in the order in which they refer to one another."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.spelled: list[tuple[str, Entry, NameKind]] = []
        self.adjectives: dict[str, str] = {}
        self.terms: dict[tuple[str, str], list[Term]] = {}
        self.careers: dict[str, list[Term]] = {}
        self.offices = {
            key: Office(key, tuple(value["words"]), frozenset(value.get("only", ())), value["sector"] or None)
            for key, value in data_toml("parties", "offices.toml").items()
        }
        self.words = Words(**{key: frozenset(value) for key, value in data_toml("parties", "words.toml").items()})

    def registry(self) -> Registry:
        """Everything read, frozen."""
        self._read_states()
        self._read_lists()
        self._read_peoples()
        self._read_terms()
        office_words: dict[tuple[str, ...], tuple[str, ...]] = {}
        for office in self.offices.values():
            for text in office.words:
                key = name_key(text)
                office_words[key] = (*office_words.get(key, ()), office.key)
        surnames: dict[str, tuple[str, ...]] = {}
        for id_ in self.careers:
            own = name_key(self.entries[id_].name)
            if len(own) > 1:
                surnames[own[-1]] = (*surnames.get(own[-1], ()), id_)
        return Registry(
            entries=MappingProxyType(self.entries),
            names=MappingProxyType(_index(self.spelled, self.words.common)),
            agents=MappingProxyType(_agents()),
            offices=MappingProxyType(self.offices),
            office_words=MappingProxyType(office_words),
            terms=MappingProxyType({key: _by_date(terms) for key, terms in self.terms.items()}),
            careers=MappingProxyType({key: _by_date(terms) for key, terms in self.careers.items()}),
            surnames=MappingProxyType(surnames),
            adjectives=MappingProxyType(self.adjectives),
            words=self.words,
        )

    def _add(self, entry: Entry, where: str) -> Entry:
        if entry.id in self.entries:
            raise CodebookError(f"{where}: {entry.id} stands twice")
        self.entries[entry.id] = entry
        return entry

    def _read_states(self) -> None:
        for row in table_rows(_STATES, "parties", "states.tsv"):
            state = Entry(
                f"state:{row['code']}", row["name"], "state", row["plover"], row["sector"] or None,
                _year(row["since"]), _year(row["until"]), row["source"],
            )  # fmt: skip
            self._add(state, row.where)
            forms = _split(row["adjectives"])
            self.adjectives[row["code"]] = forms[0] if forms else row["name"]
            self.spelled += [(text, state, "state") for text in (row["name"], *_split(row["aliases"]))]
            self.spelled += [(text, state, "adjective") for text in forms]
            self.spelled += [(text, state, "people") for text in _split(row["people"])]
            self.spelled += [(text, state, "capital") for text in _split(row["capitals"])]

    def _read_lists(self) -> None:
        for file, kind, what in _LISTS:
            for row in table_rows(_LISTED, "parties", file):
                public = what == "organisation" or row["sector"] in _STATE_BODIES
                party = Entry(
                    f"{kind}:{row['id']}", row["name"], "organisation" if public else "group", row["country"] or None,
                    row["sector"] or None, _year(row["since"]), _year(row["until"]), row["source"],
                )  # fmt: skip
                self._add(party, row.where)
                self.spelled += [(text, party, kind) for text in (row["name"], *_split(row["aliases"]))]

    def _read_peoples(self) -> None:
        for row in table_rows(_PEOPLES, "parties", "peoples.tsv"):
            folk = Entry(
                f"people:{row['id']}", row["name"], "people", row["country"] or None, row["sector"] or None,
                None, None, row["source"],
            )  # fmt: skip
            self._add(folk, row.where)
            self.spelled += [(text, folk, "folk") for text in _split(row["forms"])]

    def _read_terms(self) -> None:
        for row in table_rows(_TERMS, "parties", "terms.tsv"):
            if row["office"] not in self.offices:
                raise CodebookError(f"{row.where}: no office {row['office']!r} in offices.toml")
            id_ = "person:" + "-".join(name_key(row["name"]))
            if id_ not in self.entries:
                home = self.entries.get(f"state:{row['country']}")
                country = home.country if home is not None else _body_code(row["country"])
                sector = self.offices[row["office"]].sector
                self.entries[id_] = Entry(id_, row["name"], "person", country, sector, None, None, row["source"])
                self.spelled.append((row["name"], self.entries[id_], "person"))
            self.spelled += [(text, self.entries[id_], "person") for text in _split(row["alone"])]
            term = Term(row["country"], row["office"], id_, row["name"], row["from"], row["to"] or None, row["source"])
            self.terms.setdefault((row["country"], row["office"]), []).append(term)
            self.careers.setdefault(id_, []).append(term)


def _by_date(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: term.from_))


def _body_code(country: str) -> str:
    return "IGO" if country == "NATO" else country


_RANK: Mapping[str, int] = {
    kind: rank
    for rank, kind in enumerate(("state", "capital", "people", "adjective", "group", "body", "press", "person", "folk"))
}


def _index(spelled: Iterable[tuple[str, Entry, NameKind]], common: frozenset[str]) -> dict[str, tuple[Name, ...]]:
    """Names by their first word, longest first; of equal length, states before the rest and otherwise in file order."""
    index: dict[str, list[Name]] = {}
    seen: set[tuple[tuple[str, ...], str, str]] = set()
    for text, entry, kind in spelled:
        words = name_key(text)
        if (words, entry.id, kind) in seen:
            continue
        seen.add((words, entry.id, kind))
        letters = [c for c in text if c.isalpha()]
        upper = all(c.isupper() for c in letters) and len(letters) <= 6
        index.setdefault(words[0], []).append(Name(words, entry, kind, text, upper, " ".join(words) in common))
    return {
        word: tuple(sorted(names, key=lambda name: (-len(name.words), _RANK[name.kind])))
        for word, names in index.items()
    }


def _agents() -> dict[str, tuple[tuple[tuple[str, ...], Agent], ...]]:
    """Agent nouns by their last word, longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Agent]]] = {}
    for row in table_rows(_AGENTS, "parties", "agents.tsv"):
        cls: AgentClass = row["class"]  # type: ignore[assignment]  # checked by the tests
        for form, plural in ((row["noun"], False), (row["plural"], True)):
            if form:
                words = split_form(form)
                agent = Agent(row["noun"], form, plural, cls, row["sector"] or None)
                index.setdefault(words[-1], []).append((words, agent))
    return {word: tuple(sorted(rows, key=lambda row: -len(row[0]))) for word, rows in index.items()}


def split_form(form: str) -> tuple[str, ...]:
    """An agent noun as the parse cuts it: hyphens stand alone, clitics are cut off."""
    return tuple(form.replace("-", " - ").replace("'s", " 's").replace("s' ", "s ' ").split())


def check_registry(registry: Registry) -> tuple[str, ...]:
    """What is wrong with the lists, one sentence each: clashes, names that can never match, terms that overlap.

    A *clash* is one spelling for two entries that could stand for the same kind of party at the same time.
    """
    return (*_name_problems(registry), *_term_problems(registry))


def _name_problems(registry: Registry) -> list[str]:
    problems: list[str] = []
    by_words: dict[tuple[str, ...], list[Name]] = {}
    for names in registry.names.values():
        for name in names:
            by_words.setdefault(name.words, []).append(name)
    for words, same in sorted(by_words.items()):
        owners = sorted({name.entry.id for name in same})
        if len(owners) > 1 and not _may_share(same):
            problems.append(f"{' '.join(words)!r} means {', '.join(owners)}")
    for name in (name for names in registry.names.values() for name in names):
        tokens = name.text.replace("-", " - ").split()
        if not any(name in hit.names for hit in registry.scan(tokens)):
            problems.append(f"{name.entry.id}: {name.text!r} never matches its own spelling")
    for text in sorted(registry.words.common | registry.words.generic):
        if name_key(text) not in by_words:
            problems.append(f"words.toml: {text!r} is no name")
    return problems


def _term_problems(registry: Registry) -> list[str]:
    problems: list[str] = []
    for (country, office), terms in registry.terms.items():
        for term in terms:
            if term.to is not None and term.to < term.from_:
                problems.append(f"{country} {office}: {term.name} ends before it begins")
        for left, right in pairwise(terms):
            if left.to is None or left.to > right.from_:
                problems.append(f"{country} {office}: {left.name} and {right.name} overlap")
    return problems


def _may_share(names: Sequence[Name]) -> bool:
    """A people and its state may share words."""
    kinds = {name.kind for name in names}
    if kinds <= {"adjective", "people", "folk", "state"}:
        return len({name.entry.id for name in names if name.kind in {"adjective", "people", "state"}}) == 1
    return False
