"""Confidence: the probability that an event's type, actors and recipients are right.

While a report is coded, an event has a score made of what found it (clause, roles, frame, type head); it orders the
events of a sentence.  At the end the score and what else is known of the event become a probability by weights fitted
on labelled sentences (``codebook/calibration.py``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from dateline.codebook.calibration import Calibration
from dateline.record import Event

_LEAD = 0.0001
"""By how much the first of pooled events is stated surer than the next, so that their order is told."""


def values_of(event: Event, sharing: int) -> tuple[float, ...]:
    """The values of ``FEATURES`` for an event that still has its score as confidence.

    ``offset`` is 1; ``score`` the log odds of the score; ``actors`` and ``recipients`` say whether there are any;
    ``mutual`` that several act on each other; ``named`` the share of its parties that were resolved to a name;
    ``type_head`` and ``role_head`` that the learned heads decided the type or a role; ``alone`` that its sentence has
    no other event (``sharing`` counts the events there).
    """
    score = min(max(event.confidence, 0.01), 0.99)
    parties = (*event.actors, *event.recipients)
    by = {reason.by for reason in event.because}
    named = sum(party.name is not None for party in parties) / len(parties) if parties else 0.0
    return (
        1.0,
        math.log(score / (1.0 - score)),
        float(bool(event.actors)),
        float(bool(event.recipients)),
        float(len(event.actors) > 1 and not event.recipients),
        named,
        float("model:type" in by),
        float("model:role" in by),
        float(sharing == 1),
    )


def with_probabilities(
    events: Sequence[Event],
    homes: Sequence[int],
    chances: Sequence[float | None],
    calibration: Calibration,
    learned: bool,
) -> tuple[Event, ...]:
    """The events with their score replaced by a probability.

    ``homes`` are the indices of their sentences; ``chances`` the probabilities of those that were vetted.
    """
    beside: dict[int, list[int]] = {}
    for place, home in enumerate(homes):
        beside.setdefault(home, []).append(place)
    found = [0.0 if chance is None else chance for chance in chances]
    for places in beside.values():
        unvetted = [place for place in places if chances[place] is None]
        unvetted.sort(key=lambda place: (-events[place].confidence, place))
        stated = [calibration.probability(values_of(events[place], len(places)), learned) for place in unvetted]
        for place, value in zip(unvetted, in_order(stated), strict=True):
            found[place] = value
    return tuple(
        msgspec.structs.replace(event, confidence=round(value, 4)) for event, value in zip(events, found, strict=True)
    )


def in_order(probabilities: Sequence[float]) -> list[float]:
    """The probabilities of events of one sentence, the one that leads first, so that none exceeds the one before it.

    What is out of order is pooled: each has the mean, so that as many are expected to be right as before (isotonic
    regression; Ayer et al. 1955).  Whoever takes one event of a sentence takes the leading one.
    """
    pools: list[tuple[float, int]] = []
    for value in probabilities:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] < total / count:
            before, size = pools.pop()
            total, count = total + before, count + size
        pools.append((total, count))
    found: list[float] = []
    for total, count in pools:
        middle = (count - 1) / 2
        found += [total / count + _LEAD * (middle - place) for place in range(count)]
    return found
