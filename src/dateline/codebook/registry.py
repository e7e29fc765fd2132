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
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from msgspec import Struct, structs

from dateline.codebook.party_lists import ListedAgent, PartyList, read_list
from dateline.codebook.tables import data_toml, table_fields
from dateline.record import CodebookError

NameKind = Literal["state", "adjective", "people", "capital", "group", "body", "press", "folk", "person"]
AgentClass = Literal["office", "person", "body", "facility", "vehicle", "quantity"]

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"'s\b")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʽʻ`´"), "'")


class Role(Struct, frozen=True, gc=False):
    """What a listed party was from ``from_`` to ``to`` (ISO dates, inclusive; ``None``: open): country and sector."""

    country: str | None
    sector: str | None
    from_: str | None
    to: str | None

    def covers(self, from_: str | None, to: str | None) -> bool:
        """Whether the role and the days have one in common."""
        return (self.to is None or from_ is None or from_ <= self.to) and (
            self.from_ is None or to is None or self.from_ <= to
        )

    @property
    def days(self) -> int:
        """How long it lasted, as far as it is bounded: the narrower of two roles that fit is meant."""
        begin = date.fromisoformat(self.from_) if self.from_ else date.min
        end = date.fromisoformat(self.to) if self.to else date.max
        return (end - begin).days


class Entry(Struct, frozen=True, gc=False):
    """One party of the registry.

    ``id`` is the registry's key (``state:IRQ``, ``group:islamic-state``, ``person:haider-al-abadi``), ``country`` an
    alpha-3 or PLOVER code or ``None`` where there is no one country, ``sector`` PLOVER's three letters, ``since`` and
    ``until`` the years in which it existed (``None``: before 1990, or still), ``source`` where the facts are from.
    ``kind`` is ``None`` where a user's list does not say; whatever has a name of its own, armed groups included, is an
    ``organisation``.  ``roles`` are dated countries and sectors, which outrank ``country`` and ``sector`` on their
    days.
    """

    id: str
    name: str
    kind: Literal["state", "organisation", "people", "person"] | None
    country: str | None
    sector: str | None
    since: int | None
    until: int | None
    source: str
    roles: tuple[Role, ...] = ()

    @property
    def unofficial(self) -> bool:
        """Whether it is an armed group, militia, gang or movement: no body of a state and no political party."""
        return self.id.startswith("group:") and self.sector not in _STATE_BODIES

    def on(self, from_: str | None, to: str | None) -> Entry:
        """The entry as it was on the days of a report: the narrowest dated role that fits, else the undated one.

        Without a day the undated one holds; where there is none, only what all the roles share.
        """
        if not self.roles:
            return self
        if from_ is not None or to is not None:
            fitting = [role for role in self.roles if role.covers(from_, to)]
            if not fitting:
                return self
            role = min(fitting, key=lambda role: role.days)  # the first of equally narrow ones
            return structs.replace(self, country=role.country, sector=role.sector)
        if self.country is not None or self.sector is not None:
            return self
        countries = {role.country for role in self.roles}
        sectors = {role.sector for role in self.roles}
        return structs.replace(
            self,
            country=countries.pop() if len(countries) == 1 else None,
            sector=sectors.pop() if len(sectors) == 1 else None,
        )

    def existed(self, from_: str | None, to: str | None) -> bool:
        """Whether the party existed at some time between two ISO dates (either may be open)."""
        if self.since is not None and to is not None and int(to[:4]) < self.since:
            return False
        return not (self.until is not None and from_ is not None and int(from_[:4]) > self.until + 25)


class Term(Struct, frozen=True, gc=False):
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
    """An office that has dated holders: its words, the countries where they mean it (all when empty), its sector.

    ``local``: provinces have it too ("the governor"), so its holders are found only where the country is named.
    """

    key: str
    words: tuple[str, ...]
    only: frozenset[str]
    sector: str | None
    local: bool = False


class Agent(Struct, frozen=True, gc=False):
    """A noun for those who act or are acted on.

    ``plural`` tells which form was met, ``sector`` is ``None`` where other words must say.
    """

    noun: str
    form: str
    plural: bool
    cls: AgentClass
    sector: str | None


class Name(Struct, frozen=True, gc=False):
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
    of_any_force: frozenset[str]
    takes_for: frozenset[str]
    days: frozenset[str]
    lead: frozenset[str]
    weak: frozenset[str]
    officials: frozenset[str]
    counting: frozenset[str]
    foreign: frozenset[str]
    not_parties: frozenset[str]
    discharged: frozenset[str]
    happenings: frozenset[str]
    natural_forces: frozenset[str]
    own_adjectives: frozenset[str]
    not_members: frozenset[str]
    of_texts: frozenset[str]
    opposed: frozenset[str]
    war_machines: frozenset[str]
    capital_only: frozenset[str]
    any_side: frozenset[str]
    generic: frozenset[str]
    particles: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    private: frozenset[str]
    accused: frozenset[str]
    ranks: frozenset[str]
    mutual: frozenset[str]


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
        keys: list[tuple[str, ...]] = list(map(name_key, tokens))
        found: list[Hit] = []
        index, count = 0, len(tokens)
        while index < count:
            key = keys[index]
            best: list[Name] = []
            end = index + 1
            if key and (names := self.names.get(key[0])):
                length = 0
                following = keys[index + 1] if index + 1 < count and len(key) == 1 else ()
                for name in names:  # longest first
                    if len(name.words) < length:
                        break
                    if following and len(name.words) > 1 and name.words[1] != following[0]:
                        continue
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
    # At the head of a sentence the first capital says nothing: "Popular will" is no party.
    begin = first
    if first == 0 and last > 1 and not tokens[0].isupper() and sum(word[0].isupper() for word in name.text.split()) > 1:
        begin = 1
    return any(token[:1].isupper() for token in tokens[begin:last]) or name.text[:1].islower()


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
_LISTS: tuple[tuple[str, NameKind], ...] = (("groups.tsv", "group"), ("bodies.tsv", "body"), ("press.tsv", "press"))
_STATE_BODIES = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "PTY", "JRN", "EDU", "SOC", "OPP"})
_COMMON_NAME = "="
"""In the table of terms: many people have this whole name, so only name and office together mean the person."""
_NOWHERE = frozenset({"IMG"})


@lru_cache(maxsize=1)
def states_by_code() -> Mapping[str, tuple[str, str]]:
    """The states of the registry: name and PLOVER's code by ISO 3166 alpha-3 code."""
    return MappingProxyType({row[0]: (row[1], row[2]) for _, row in table_fields(_STATES, "parties", "states.tsv")})


@lru_cache(maxsize=1)
def states_by_adjective() -> Mapping[str, str]:
    """The ISO 3166 alpha-3 codes of the registry's states by their adjectives ("Chinese", "South Korean")."""
    return MappingProxyType(
        {form: row[0] for _, row in table_fields(_STATES, "parties", "states.tsv") for form in _split(row[5])}
    )


@lru_cache(maxsize=2)
def load_registry(lists: tuple[Path, ...] = ()) -> Registry:
    """The registry of this package with the user's lists over it, read once.

    Raises:
        CodebookError: a table is malformed, an id stands twice, or a row names a code that does not exist.
    """
    return _Builder().registry(read_list(path) for path in lists)


class _Builder:
    """Reads the tables in the order in which they refer to one another."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.own: list[tuple[str, Entry, NameKind]] = []
        self.agents: list[ListedAgent] = []
        self.spelled: list[tuple[str, Entry, NameKind]] = []
        self.adjectives: dict[str, str] = {}
        self.terms: dict[tuple[str, str], list[Term]] = {}
        self.careers: dict[str, list[Term]] = {}
        self.offices = {
            key: Office(
                key,
                tuple(value["words"]),
                frozenset(value.get("only", ())),
                value["sector"] or None,
                value.get("local", False),
            )
            for key, value in data_toml("parties", "offices.toml").items()
        }
        self.words = Words(**{key: frozenset(value) for key, value in data_toml("parties", "words.toml").items()})

    def registry(self, lists: Iterable[PartyList] = ()) -> Registry:
        """Everything read, frozen."""
        self._read_states()
        self._read_lists()
        self._read_peoples()
        self._read_terms()
        for theirs in lists:
            self._read_own(theirs)
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
            names=MappingProxyType(_index(self.spelled, self.words.common, self.own)),
            agents=MappingProxyType(_agents(self.agents)),
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
        for number, row in table_fields(_STATES, "parties", "states.tsv"):
            code, name, plover, sector, aliases, adjectives, people, capitals, since, until, source = row
            state = Entry(
                f"state:{code}", name, "state", plover, sector or None, _year(since), _year(until), source
            )  # fmt: skip
            self._add(state, f"parties/states.tsv:{number}")
            forms = _split(adjectives)
            self.adjectives[code] = forms[0] if forms else name
            self.spelled += [(text, state, "state") for text in (name, *_split(aliases))]
            self.spelled += [(text, state, "adjective") for text in forms]
            self.spelled += [(text, state, "people") for text in _split(people)]
            self.spelled += [(text, state, "capital") for text in _split(capitals)]

    def _read_lists(self) -> None:
        for file, kind in _LISTS:
            for number, row in table_fields(_LISTED, "parties", file):
                id_, name, aliases, country, sector, since, until, source = row
                party = Entry(
                    f"{kind}:{id_}", name, "organisation", country or None, sector or None,
                    _year(since), _year(until), source,
                )  # fmt: skip
                self._add(party, f"parties/{file}:{number}")
                self.spelled.append((name, party, kind))
                if aliases:
                    self.spelled += [(text, party, kind) for text in aliases.split("; ")]

    def _read_peoples(self) -> None:
        for number, (id_, name, forms, country, sector, source) in table_fields(_PEOPLES, "parties", "peoples.tsv"):
            folk = Entry(f"people:{id_}", name, "people", country or None, sector or None, None, None, source)
            self._add(folk, f"parties/peoples.tsv:{number}")
            self.spelled += [(text, folk, "folk") for text in _split(forms)]

    def _read_terms(self) -> None:
        ids: dict[str, str] = {}
        for number, (country, office, name, from_, to, alone, source) in table_fields(_TERMS, "parties", "terms.tsv"):
            if office not in self.offices:
                raise CodebookError(f"parties/terms.tsv:{number}: no office {office!r} in offices.toml")
            id_ = ids.get(name)
            if id_ is None:
                id_ = ids[name] = "person:" + "-".join(name_key(name))
                if id_ not in self.entries:
                    self._add_person(id_, (country, office, name, source), alone != _COMMON_NAME)
            if alone and alone != _COMMON_NAME:
                person = self.entries[id_]
                self.spelled += [(text, person, "person") for text in alone.split("; ")]
            term = Term(country, office, id_, name, from_, to or None, source)
            self.terms.setdefault((country, office), []).append(term)
            self.careers.setdefault(id_, []).append(term)

    def _add_person(self, id_: str, row: tuple[str, str, str, str], spelled: bool) -> None:
        country, office, name, source = row
        home = self.entries.get(f"state:{country}")
        code = home.country if home is not None else _body_code(country)
        person = Entry(id_, name, "person", code, self.offices[office].sector, None, None, source)
        self.entries[id_] = person
        if spelled:
            self.spelled.append((name, person, "person"))

    def _read_own(self, own: PartyList) -> None:
        """A user's list: its spellings replace the built-in ones that are written the same."""
        for party in own.parties:
            id_ = f"list:{'-'.join(name_key(party.name))}"
            kind = "organisation" if party.kind == "group" else party.kind  # it has a name
            roles = tuple(Role(role.country, role.sector, role.from_, role.to) for role in party.roles)
            entry = Entry(
                id_, party.name, kind, party.country, party.sector, party.since, party.until, party.source, roles
            )  # fmt: skip
            self.entries[id_] = entry  # a later list replaces an earlier one
            self.own += [(text, entry, "group") for text in (party.name, *party.aliases)]
        self.agents += own.agents


def _by_date(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(terms) if len(terms) == 1 else tuple(sorted(terms, key=lambda term: term.from_))


def _body_code(country: str) -> str:
    return "IGO" if country == "NATO" else country


_RANK: Mapping[str, int] = {
    kind: rank
    for rank, kind in enumerate(("state", "capital", "people", "adjective", "group", "body", "press", "person", "folk"))
}


def _index(
    spelled: Iterable[tuple[str, Entry, NameKind]],
    common: frozenset[str],
    own: Iterable[tuple[str, Entry, NameKind]] = (),
) -> dict[str, tuple[Name, ...]]:
    """Names by their first word, longest first; of equal length, states before the rest and otherwise in file order.

    A spelling in a user's ``own`` lists stands for that party alone; the last list has the last word.
    """
    taken: dict[tuple[str, ...], tuple[str, Entry, NameKind]] = {}
    for row in own:
        key = name_key(row[0])
        if key:
            taken[key] = row
    index: dict[str, list[Name]] = {}
    seen: set[tuple[tuple[str, ...], str, str]] = set()
    for text, entry, kind in chain(taken.values(), spelled):
        words = name_key(text)
        known = (words, entry.id, kind)
        if known in seen or (taken and words in taken and taken[words][1] is not entry):
            continue
        seen.add(known)
        upper = text.isupper() and sum(map(str.isalpha, text)) <= 6
        name = Name(words, entry, kind, text, upper, " ".join(words) in common)
        index.setdefault(words[0], []).append(name)
    return {
        word: tuple(names if len(names) == 1 else sorted(names, key=lambda name: (-len(name.words), _RANK[name.kind])))
        for word, names in index.items()
    }


def _agents(own: Sequence[ListedAgent] = ()) -> dict[str, tuple[tuple[tuple[str, ...], Agent], ...]]:
    """Agent nouns by their last word, longest first; a user's own nouns replace the built-in ones."""
    rows: list[tuple[str, tuple[str, ...], str, str]] = [
        (noun, (noun, plural), cls, sector)
        for _, (noun, plural, cls, sector) in table_fields(_AGENTS, "parties", "agents.tsv")
    ]
    if own:
        classes = {noun: cls for noun, _, cls, _ in rows}
        named = {agent.noun: agent for agent in own}
        rows = [row for row in rows if row[0] not in named]
        rows += [(a.noun, (a.noun, *a.plurals), classes.get(a.noun, a.cls), a.sector or "") for a in named.values()]
    index: dict[str, list[tuple[tuple[str, ...], Agent]]] = {}
    for noun, forms, cls, sector in rows:
        for place, form in enumerate(forms):
            if form:
                words = split_form(form)
                agent = Agent(noun, form, place > 0, cls, sector or None)  # type: ignore[arg-type]  # tests check cls
                index.setdefault(words[-1], []).append((words, agent))
    return {word: tuple(sorted(rows, key=lambda row: -len(row[0]))) for word, rows in index.items()}


def split_form(form: str) -> tuple[str, ...]:
    """An agent noun as the parse cuts it: hyphens stand alone, clitics are cut off."""
    return tuple(form.replace("-", " - ").replace("'s", " 's").replace("s' ", "s ' ").split())
