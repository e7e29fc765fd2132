"""Which events a report is about."""

from __future__ import annotations

import re

import msgspec

from dateline.parse.tree import Parsed
from dateline.record import Event, Reason, Report, Toll

_AT_MOST = 3
_SIDE_TYPES = frozenset(("ACCUSE", "REQUEST", "SUPPORT", "COERCE", "AGREE"))
"""Types that mostly stand beside the act a report is about: they weigh less beside one that is not among them."""
_BESIDE = 1.2
"""Weight by which violence may stay behind an act of such a type that the report tells first, and yet be its matter."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def flag_main(events: tuple[Event, ...], report: Report, parsed: Parsed) -> tuple[Event, ...]:
    """The events with ``main`` set on those the report is about: at most three, at least one where any happened.

    An event counts more when the headline and the lead tell it, when it has a toll, a day or a place, and when the
    report comes back to it.
    """
    if not events:
        return events
    title = {word.lower()[:5] for word in _WORD.findall(report.title or "")}
    lead_end = parsed.sentences[min(1, len(parsed.sentences) - 1)].end if parsed.sentences else 0
    scores = [_weight(event, title, lead_end) for event in events]
    best = max(scores)
    order = sorted(range(len(events)), key=lambda place: (-scores[place], place))
    chosen = {place for place in order[:_AT_MOST] if scores[place] >= max(0.75 * best, best - 1.0)}
    violence = [place for place in order if _is_done_violence(events[place])]
    if events[order[0]].type in _SIDE_TYPES and violence and scores[violence[0]] >= best - _BESIDE:
        chosen.add(violence[0])
    # Who is asked, charged or arrested for violence that a report tells of as done stands beside it.
    chosen = chosen.intersection(violence) or chosen
    return tuple(
        msgspec.structs.replace(
            event,
            main=True,
            because=(
                *event.because,
                Reason(about="main", by="main:weight", text=f"weight {scores[place]:.2f}, the highest is {best:.2f}"),
            ),
        )
        if place in chosen
        else event
        for place, event in enumerate(events)
    )


def _is_done_violence(event: Event) -> bool:
    return event.type == "ASSAULT" and event.status in ("occurred", "ongoing")


def _weight(event: Event, title: set[str], lead_end: int) -> float:
    weight = event.confidence
    if event.trigger.start < lead_end:
        weight += 1.0
    words = {word.lower()[:5] for span in event.evidence for word in _WORD.findall(span.text)}
    weight += min(0.25 * len(title & words), 1.0)
    weight += 0.6 if event.toll != Toll() else 0.0
    weight += 0.2 if event.when is not None else 0.0
    weight += 0.2 if event.where else 0.0
    weight += min(0.1 * (len(event.evidence) - 1), 0.4)
    weight -= 0.5 if event.status in ("hypothetical", "denied") else 0.0
    if event.type == "ASSAULT":
        # A report of violence is about the violence, whoever is charged, asked or arrested in its first sentence.
        weight += 0.3
        weight += 1.0 if event.toll.killed is not None and event.toll.killed.max != 0 else 0.0
        weight += 0.7 if event.toll.injured is not None and event.toll.injured.max != 0 else 0.0
    elif event.type in _SIDE_TYPES:
        weight -= 0.5
    return weight
