"""The same event in several codings of one report.

Coders do not name events alike, so events are matched by what they say: the words of the trigger first, then type,
parties, place and days.  The matching is one to one, best pairs first, and a function of the codings alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.record import Event, Party

LEAST = 3
"""Points under which two events are not the same: less than a common trigger, or than type and one more in common."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One happening of a report as each coder coded it; a coder who left it out is not in ``events``."""

    report: str
    events: Mapping[str, Event]

    @property
    def name(self) -> str:
        """A name that is the same in every run: the report and the first trigger."""
        first = min(self.events.values(), key=lambda event: (event.trigger.start, event.trigger.end, event.id))
        return f"{self.report} [{first.trigger.start}, {first.trigger.end}) {first.trigger.text}"


def likeness(one: Event, other: Event) -> int:
    """Points for what two events have in common: a trigger 3, a type 2, an actor, recipient, place or day 1 each."""
    points = 0
    if one.trigger.start < other.trigger.end and other.trigger.start < one.trigger.end:
        points += 3
    points += 2 * (one.type == other.type)
    points += bool(_names(one.actors) & _names(other.actors))
    points += bool(_names(one.recipients) & _names(other.recipients))
    points += bool(
        {place.name or place.text for place in one.where} & {place.name or place.text for place in other.where}
    )
    points += one.when is not None and other.when is not None and one.when.from_ == other.when.from_ is not None
    return points


def units(report: str, codings: Mapping[str, Sequence[Event]]) -> tuple[Unit, ...]:
    """The happenings of a report, from its events by coder.

    Coders are taken in the order of their names; each one's events join the happening they are most like.
    """
    found: list[dict[str, Event]] = []
    for coder in sorted(codings):
        events = sorted(codings[coder], key=lambda event: (event.trigger.start, event.trigger.end, event.id))
        pairs = sorted(
            (-max(likeness(event, other) for other in unit.values()), at, number)
            for number, unit in enumerate(found)
            for at, event in enumerate(events)
        )
        taken_events: set[int] = set()
        taken_units: set[int] = set()
        for points, at, number in pairs:
            if -points < LEAST or at in taken_events or number in taken_units:
                continue
            found[number][coder] = events[at]
            taken_events.add(at)
            taken_units.add(number)
        found.extend({coder: event} for at, event in enumerate(events) if at not in taken_events)
    made = [Unit(report, unit) for unit in found]
    return tuple(sorted(made, key=lambda unit: unit.name))


def _names(parties: Sequence[Party]) -> set[str]:
    return {party.id or party.name or party.text.lower() for party in parties}
