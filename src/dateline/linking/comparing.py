"""Whether two events are one happening: a score from what they share, and the reasons in words.

The score is the logarithm of the odds, in hundredths, that a logistic model gives the signals; its weights are data
(``codebook/data/linking/model.toml``), made by ``training/linking.py``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from typing import Literal

from msgspec import Struct

from dateline.codebook.tables import data_toml
from dateline.linking.features import Features, Kind
from dateline.linking.signals import NEAR_KM, SIGNALS, distance, gap_days, signals
from dateline.record import TOLL_KEYS, CodebookError

FLOOR = -400
"""The score of two that are not worth a link, and of two that share no key."""
_CEILING = 1500
_FARTHEST = 90
"""Days between two publications, or between two events, beyond which nothing is compared further."""
_PHASE = 30
"""Days within which the same parties at the same place are in phases of one operation."""
_RELATED = -200
_EXACT = 2
"""Days a date may span, or two dates may lie apart, and still be of one day: reports differ around midnight."""
_WRONG = 10
"""Days by which a date may be wrong (that of the report, or of the hearing) where the tolls are equal."""
_OTHER_DAYS = -100
_MOST_PAIRS = 3
BUT = "but "
"""Begins a reason that speaks against."""
Relation = Literal["follow-up", "phase"]


class Link(Struct, frozen=True):
    """What a comparison found: ``a`` before ``b`` in order of their references.

    ``score`` is in hundredths of log odds, ``same`` whether it is enough to join the two, ``relation`` how they belong
    together where they are not the same, ``because`` says in sentences what speaks for it and what against.
    """

    a: str
    b: str
    score: int
    same: bool
    relation: Relation | None = None
    because: tuple[str, ...] = ()


class _Model(Struct, frozen=True):
    weights: tuple[float, ...]
    bias: float
    same: int


def compare(left: Features, right: Features) -> Link | None:
    """The link between two events or two reports, the same whichever comes first.

    ``None`` where they are of different kinds or types, are one and the same, or have too little in common to be kept;
    that counts as ``FLOOR`` when links are clustered.
    """
    if left.kind != right.kind or left.event == right.event:
        return None
    if left.event > right.event:
        left, right = right, left
    if left.kind == "event" and left.type != right.type:
        return None
    if left.report == right.report:
        return _within(left, right) if left.kind == "event" else None
    gap = gap_days(left.published, right.published)
    day = gap_days(left.days, right.days)
    if (gap is not None and gap > _FARTHEST) or (day is not None and day > _FARTHEST):
        return None
    score = _score(left, right)
    if score <= FLOOR:
        return None
    same = score >= same_from(left.kind)
    relation = None if same or left.kind == "report" else _relation(left, right, score, day)
    because = tuple(_reasons(left, right)) if same or relation else ()
    return Link(left.event, right.event, score, same, relation, because)


def same_from(kind: Kind) -> int:
    """The score from which two are joined."""
    return _model(kind).same


def _score(left: Features, right: Features) -> int:
    model = _model(left.kind)
    total = model.bias
    for value, factor in zip(signals(left, right), model.weights, strict=True):
        if value:
            total += value * factor
    score = min(_CEILING, round(100 * total))
    if left.kind == "event" and _on_other_days(left, right):
        score = min(score, _OTHER_DAYS)
    return max(FLOOR, score)


def _on_other_days(left: Features, right: Features) -> bool:
    """Whether both are dated to the day, days apart, and neither a person nor a toll says that a date is wrong.

    Words alone cannot join these: reports on the phases of one operation are alike in every other way.
    """
    if left.days is None or right.days is None:
        return False
    if max(left.days[1] - left.days[0], right.days[1] - right.days[0]) > _EXACT:
        return False
    gap = gap_days(left.days, right.days)
    if gap is None or gap <= _EXACT or set(left.people) & set(right.people):
        return False
    equal = any(key in left.toll and left.toll[key] == right.toll.get(key) for key in ("killed", "injured"))
    return gap > _WRONG or not equal


def _within(left: Features, right: Features) -> Link:
    """Two events of one report: told apart by the coder, so joined only where something says that they are one.

    Without a word for or against, the score is nought: neither holds back what other reports say.
    """
    day = gap_days(left.days, right.days)
    km = distance(left.spots, right.spots)
    against = [
        day is not None and day > 0,
        km is not None and km > NEAR_KM,
        left.mode is not None and right.mode is not None and left.mode != right.mode,
        _apart(left.recipients, right.recipients),
        _apart(left.actors, right.actors),
        any(_differ(left, right, key) for key in TOLL_KEYS),
    ]
    shared = bool(set(left.recipients) & set(right.recipients)) + bool(set(left.actors) & set(right.actors))
    counted = any(left.toll.get(key) is not None and left.toll.get(key) == right.toll.get(key) for key in TOLL_KEYS)
    known = day == 0 or km is not None
    score = 60 * (shared + counted) + 20 * known - 100 * sum(against)
    same = not any(against) and shared + counted >= 1 and known
    if not same:
        score = min(score, 0)
    because = ("both in one report", *_reasons(left, right)) if same else ()
    return Link(left.event, right.event, max(FLOOR, score + (same_from("event") if same else 0)), same, None, because)


def _apart(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    return bool(left and right) and not set(left) & set(right)


def _differ(left: Features, right: Features, key: str) -> bool:
    one, other = left.toll.get(key), right.toll.get(key)
    return one is not None and other is not None and one != other


def _relation(left: Features, right: Features, score: int, day: int | None) -> Relation | None:
    """A later phase: the same act by or on the same at the same place, on another day of the same month."""
    if day is None or not 0 < day <= _PHASE or score < _RELATED:
        return None
    km = distance(left.spots, right.spots)
    if km is None or km > NEAR_KM:
        return None
    shared = set(left.actors) & set(right.actors) or set(left.recipients) & set(right.recipients)
    return "phase" if shared and left.mode == right.mode else None


def _reasons(left: Features, right: Features) -> Iterator[str]:
    """What speaks for one happening, then what speaks against."""
    act = None if left.type is None or left.type != right.type else left.type
    if act:
        mode = f" ({left.mode})" if left.mode and left.mode == right.mode else ""
        yield f"both tell of {act}{mode}"
    yield from _setting_reasons(left, right)
    for role, one, other in (("actor", left.actors, right.actors), ("recipient", left.recipients, right.recipients)):
        shared = sorted(set(one) & set(other))
        if shared:
            yield f"both name {', '.join(shared[:3])} as {role}"
        elif one and other:
            yield f"{BUT}{role}s differ: {', '.join(one[:3])}; {', '.join(other[:3])}"
    for key in TOLL_KEYS:
        ours, theirs = left.toll.get(key), right.toll.get(key)
        if ours is not None and theirs is not None:
            if ours == theirs:
                yield f"both count {key} {said(ours)}"
            else:
                low, high = sorted((said(ours), said(theirs)))
                yield f"{BUT}{key} differ: {low} and {high}"
    if left.report != right.report:
        yield from _text_reasons(left, right)


def _setting_reasons(left: Features, right: Features) -> Iterator[str]:
    day = gap_days(left.days, right.days)
    if day == 0 and left.days is not None and right.days is not None:
        first, last = max(left.days[0], right.days[0]), min(left.days[1], right.days[1])
        yield f"same day, {_day(first)}" if first == last else f"same days, {_day(first)} to {_day(last)}"
    elif day is not None:
        yield f"{BUT}days differ by {day}"
    gap = gap_days(left.published, right.published)
    if day is None and gap is not None:
        yield "published the same day" if gap == 0 else f"published {gap} day{'s' if gap > 1 else ''} apart"
    shared = {spot.key for spot in left.spots} & {spot.key for spot in right.spots}
    names = [spot.name for spot in left.spots if spot.key in shared]
    km = distance(left.spots, right.spots)
    if names:
        yield f"both in {', '.join(names[:3])}"
    elif km is not None:
        ours, theirs = (next(spot.name for spot in one.spots if spot.point) for one in (left, right))
        near, far = sorted((ours, theirs))
        yield (
            f"{near} and {far} lie {km:.0f} km apart"
            if km <= NEAR_KM
            else f"{BUT}{near} and {far} lie {km:.0f} km apart"
        )


def _text_reasons(left: Features, right: Features) -> Iterator[str]:
    shared = [pair for pair in left.pairs if pair in right.pairs]
    shared.sort(key=lambda pair: (-left.pairs[pair] * right.pairs[pair], pair))
    if shared:
        yield from (f"both texts say “{pair}”" for pair in shared[:_MOST_PAIRS])
        return
    words = [word for word in left.words if word in right.words]
    words.sort(key=lambda word: (-left.words[word] * right.words[word], word))
    yield from (f"both texts speak of “{word}”" for word in words[:_MOST_PAIRS])


def said(count: tuple[int, int | None]) -> str:
    """A count as one would say it."""
    low, high = count
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"


def _day(ordinal: int) -> str:
    return datetime.date.fromordinal(ordinal).isoformat()


@cache
def _model(kind: Kind) -> _Model:
    """The weights for a kind, in the order of ``SIGNALS``.

    Raises:
        CodebookError: the file names a signal that there is not.
    """
    table = data_toml("linking", "model.toml")[kind]
    unknown = sorted(set(table["weights"]) - set(SIGNALS))
    if unknown:
        raise CodebookError(f"linking/model.toml: [{kind}.weights] names no signal of ours: {', '.join(unknown)}")
    weights = tuple(float(table["weights"].get(name, 0.0)) for name in SIGNALS)
    return _Model(weights, float(table["bias"]), int(table["same"]))
