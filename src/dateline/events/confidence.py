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
    shared: dict[int, int] = {}
    for home in homes:
        shared[home] = shared.get(home, 0) + 1
    return tuple(
        msgspec.structs.replace(
            event,
            confidence=round(
                calibration.probability(values_of(event, shared[home]), learned) if chance is None else chance, 4
            ),
        )
        for event, home, chance in zip(events, homes, chances, strict=True)
    )
