"""Told: a report as the weighing of its facts sees it, and the values that may be facts of its violence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from dateline.codebook.facts import load_fact_words
from dateline.events.annotated import AnnotatedReport
from dateline.events.counts import FoundCount
from dateline.parse.tree import Sentence
from dateline.record import Event, Party, Place, Time

_WORDS = load_fact_words()
_DONE = frozenset(("occurred", "ongoing"))
_PIECES = re.compile(r"[a-z]+|\d+")
_WAR_MODES = frozenset(
    ("crowd-control", "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "unconventional")
)
_WAR_SECTORS = frozenset(("REB", "PRM", "SPY"))
_Mention = TypeVar("_Mention", Time, Place, FoundCount)


@dataclass(slots=True)
class Candidate(Generic[_Mention]):
    """A value that may be a fact of the violence, its signs, and the mentions it rests on.

    ``value`` is a day as (from, to), a place's key or a number; ``None`` says that no candidate is right.
    """

    value: tuple[str, str] | str | int | None
    signs: dict[str, float]
    mentions: list[_Mention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """A report as the weighing sees it: its events, the leading violence among them, and its parts by sentence."""

    annotated: AnnotatedReport
    events: Sequence[Event]
    home: Event
    violent: tuple[Event, ...]
    stems: tuple[frozenset[str], ...]
    """By sentence its lemmas."""

    @classmethod
    def of(cls, annotated: AnnotatedReport, events: Sequence[Event], home: Event) -> Told:
        """What is looked at for each fact, worked out once."""
        violent = tuple(event for event in events if event.type == "ASSAULT" and event.status in _DONE)
        stems = tuple(frozenset(token.lemma for token in sentence.tokens) for sentence in annotated.parsed.sentences)
        return cls(annotated, events, home, violent, stems)

    def share(self, events: Sequence[Event]) -> float:
        """How much of the report's violence these are."""
        return len(events) / len(self.violent) if self.violent else 0.0

    def is_crime(self) -> bool:
        """Whether the report's violence is what the weights were learned from: an act with arms that one man bears.

        A report of war tells of several happenings, each with its own day, place and dead, far from its dateline.
        """
        parties = (party for event in self.violent for party in (*event.actors, *event.recipients))
        return all(event.mode not in _WAR_MODES for event in self.violent) and not any(map(_is_of_war, parties))

    def sentences(self) -> Iterator[tuple[Sentence, frozenset[str]]]:
        """The sentences with their lemmas."""
        return zip(self.annotated.parsed.sentences, self.stems, strict=True)


def _is_of_war(party: Party) -> bool:
    """Whether a party is a state, an army or a group that fights one; "officers" and a sergeant may be the police's."""
    sector = (party.sector or "")[:3]
    if sector == "MIL":
        return party.kind != "person" and _WORDS.officers.isdisjoint(_PIECES.findall(party.text.lower()))
    return party.kind == "state" or sector in _WAR_SECTORS


def leading_violence(events: Sequence[Event]) -> int | None:
    """The place of the first main event that is violence and was done; ``None`` where there is none."""
    return next(
        (
            place
            for place, event in enumerate(events)
            if event.main and event.type == "ASSAULT" and event.status in _DONE
        ),
        None,
    )
