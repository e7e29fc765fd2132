"""The tolls of drafts: each number of people harmed goes to the very word it stands with, merged or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from dateline.events.counts import FoundCount
from dateline.events.draft import Draft
from dateline.events.learned import is_police
from dateline.events.toll import AssignedToll, assign_tolls, retold_tolls
from dateline.parse.tree import Parsed, Sentence
from dateline.record import TOLL_KEYS, Count, Event, Span, Status, Toll

Retold = Mapping[Span, tuple[Sentence, AssignedToll]]
"""By trigger the sentence of a draft and the numbers its own words tell, told before or not."""


def tolls_of(
    drafts: Sequence[Draft], statuses: Sequence[Status], counts: Sequence[FoundCount], parsed: Parsed
) -> list[AssignedToll]:
    """The toll of each draft: a number told again, or of other people, is not counted twice."""
    # A number goes to the very word it stands with ("opened fire, killing two"), also where that word was merged.
    parts = [(part, status) for draft, status in zip(drafts, statuses, strict=True) for part in draft.parts]
    assigned = iter(assign_tolls(parsed, [part for part, _ in parts], counts, [status for _, status in parts]))
    return [_summed([next(assigned) for _ in draft.parts]) for draft in drafts]


def retold_of(drafts: Sequence[Draft], counts: Sequence[FoundCount]) -> Retold:
    """What the words of each draft tell of people harmed, also where it seems to be told before."""
    retold = iter(retold_tolls([part for draft in drafts for part in draft.parts], counts))
    return {draft.act.trigger: (draft.act.sentence, _summed([next(retold) for _ in draft.parts])) for draft in drafts}


def _summed(parts: Sequence[AssignedToll]) -> AssignedToll:
    """The toll of an act told in several words."""
    if len(parts) == 1:
        return parts[0]
    sums: dict[str, Count] = {}
    for part in parts:
        for key in TOLL_KEYS:
            count: Count | None = getattr(part.toll, key)
            held = sums.get(key)
            if count is None:
                continue
            sums[key] = count if held is None else Count(
                min=held.min + count.min,
                max=None if held.max is None or count.max is None else held.max + count.max,
                by_side=held.by_side + count.by_side,
                evidence=held.evidence + count.evidence,
            )  # fmt: skip
    return AssignedToll(Toll(**sums), tuple(reason for part in parts for reason in part.reasons))


def with_own_numbers(event: Event, retold: Retold) -> Event:
    """Force by the police with the dead and injured that its own words tell, where these seemed to be told before.

    Police use force on many occasions a day, each with its own victims: that two of them are as many is no repetition.
    What another sentence counts gives way to them.
    """
    if event.type != "ASSAULT" or event.status not in ("occurred", "ongoing") or not any(map(is_police, event.actors)):
        return event
    toll, because = event.toll, event.because
    found = [retold[span] for span in event.evidence if span in retold]
    for _, own in found:
        for key in ("killed", "injured"):
            count, held = getattr(own.toll, key), getattr(toll, key)
            if count is None or (held is not None and any(_counts_in(held, sentence) for sentence, _ in found)):
                continue
            toll = msgspec.structs.replace(toll, **{key: count})
            kept = tuple(reason for reason in because if reason.by != f"toll:{key}")
            because = (*kept, *(reason for reason in own.reasons if reason.by == f"toll:{key}"))
    return event if toll == event.toll else msgspec.structs.replace(event, toll=toll, because=because)


def _counts_in(count: Count, sentence: Sentence) -> bool:
    return any(sentence.start <= span.start < sentence.end for span in count.evidence)
