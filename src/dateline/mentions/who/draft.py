"""A mention on its way to being resolved, and the registry's entries inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dateline.codebook.registry import Entry, Hit
from dateline.mentions.who.found import FoundParty
from dateline.record import PartyKind

LISTED = frozenset({"group", "body", "press"})
"""Kinds of names that the registry lists one by one."""
ARMED = frozenset({"REB", "PRM"})
"""Sectors of armed groups."""


@dataclass(slots=True)
class Draft:
    """What is known of one mention so far; becomes a ``Party``.

    ``subject`` says whether the mention is the subject of its clause, ``main`` whether that is the main clause,
    ``office`` the dated office the person holds, ``noun`` the agent noun it was called, ``guessed`` that the country is
    only the one in focus, ``antecedent`` the mention that a pronoun stands for, itself no pronoun.
    """

    found: FoundParty
    kind: PartyKind | None
    name: str | None = None
    id: str | None = None
    country: str | None = None
    sector: str | None = None
    title: str | None = None
    reason: str | None = None
    subject: bool = False
    main: bool = False
    office: str | None = None
    noun: str | None = None
    guessed: bool = False
    antecedent: Draft | None = None

    @property
    def key(self) -> str | None:
        """What tells two parties of a report apart."""
        return self.id or self.name

    @property
    def known(self) -> bool:
        """Whether it means somebody: by name, or as a pronoun by its antecedent."""
        return self.key is not None or self.antecedent is not None

    @property
    def identity(self) -> object:
        """As ``key``, with each unnamed mention a party of its own and of the pronouns that stand for it."""
        if self.key is not None:
            return self.key
        return self.found.start if self.antecedent is None else self.antecedent.identity

    def same_as(self, other: Draft, reason: str) -> None:
        """Take over who the other mention means."""
        self.name, self.id = other.name, other.id
        self.country = other.country or self.country
        self.sector = other.sector or self.sector
        self.guessed = other.guessed
        if other.kind is not None:
            self.kind = other.kind
        self.reason = reason


class Inside(NamedTuple):
    """The first listed party, state, people and office holder that a mention's own words name."""

    listed: Entry | None
    state: Entry | None
    folk: Entry | None
    person: Entry | None
    adjective: str | None


def inside(hits: list[Hit]) -> Inside:
    """Who the names among ``hits`` are, the first of each sort."""
    listed = next((entry for hit in hits if (entry := _first(hit, LISTED)) is not None), None)
    marked = next(((hit, entry) for hit in hits if (entry := state_of(hit)) is not None), None)
    folk = next((entry for hit in hits if (entry := _first(hit, {"folk"})) is not None), None)
    people = {name.entry.id: name.entry for hit in hits for name in hit.names if name.kind == "person"}
    adjective = None
    if marked is not None:
        adjective = next((name.text for name in marked[0].names if name.kind == "adjective"), None)
    return Inside(
        listed,
        marked[1] if marked else None,
        folk,
        next(iter(people.values())) if len(people) == 1 else None,
        adjective,
    )


def state_of(hit: Hit) -> Entry | None:
    """The state a name or adjective stands for, where no listed party has the same name."""
    if any(name.kind in LISTED for name in hit.names):
        return None
    return _first(hit, {"state", "adjective", "people", "capital"})


def _first(hit: Hit, kinds: frozenset[str] | set[str]) -> Entry | None:
    return next((name.entry for name in hit.names if name.kind in kinds), None)
