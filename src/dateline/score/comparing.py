"""A coding against gold, and two codings against the same gold: what got better and what got worse."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from dateline.record import Event
from dateline.score.agreement import FIELDS
from dateline.score.aligning import units

_GOLD, _CODED = "1 gold", "2 coded"  # in this order: gold's events open the units
TIMES = 1_000


class FieldScore(Struct, frozen=True, kw_only=True):
    """One field over the events that gold and the coding both have: how many of them, and how many are right."""

    field: str
    events: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """The share that is right; ``None`` where gold says nothing of it."""
        return self.right / self.events if self.events else None


class Scores(Struct, frozen=True, kw_only=True):
    """A coding against gold.

    ``found`` events of ``gold`` were coded, out of ``coded`` events in all; ``by_type`` gives gold, coded and found by
    event type (found with the right type).
    """

    gold: int
    coded: int
    found: int
    fields: tuple[FieldScore, ...]
    by_type: Mapping[str, tuple[int, int, int]]

    @property
    def precision(self) -> float | None:
        """The share of coded events that gold has."""
        return self.found / self.coded if self.coded else None

    @property
    def recall(self) -> float | None:
        """The share of gold's events that were coded."""
        return self.found / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; ``None`` where there is nothing to find nor found."""
        return 2 * self.found / (self.gold + self.coded) if self.gold + self.coded else None


class Change(Struct, frozen=True, kw_only=True):
    """A field before and after, over the same events of gold.

    ``better`` were wrong and are right, ``worse`` the other way round; ``sure`` is the share of bootstrap samples of
    the reports in which the sign of the change is the same (``None``: nothing changed).
    """

    field: str
    events: int
    before: int
    after: int
    better: int
    worse: int
    sure: float | None


class Comparison(Struct, frozen=True, kw_only=True):
    """Two codings against the same gold."""

    before: Scores
    after: Scores
    changes: tuple[Change, ...]


def score(gold: Mapping[str, Sequence[Event]], coded: Mapping[str, Sequence[Event]]) -> Scores:
    """A coding against gold, both events by report; reports that gold does not have are left out."""
    found = 0
    right: dict[str, list[bool]] = defaultdict(list)
    types: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for report, events in gold.items():
        mine = coded.get(report, ())
        for event in events:
            types[event.type][0] += 1
        for event in mine:
            types[event.type][1] += 1
        for unit in units(report, {_GOLD: events, _CODED: mine}):
            one, other = unit.events.get(_GOLD), unit.events.get(_CODED)
            if one is None or other is None:
                continue
            found += 1
            types[one.type][2] += one.type == other.type
            for name, good in _judged(one, other).items():
                right[name].append(good)
    return Scores(
        gold=sum(len(events) for events in gold.values()),
        coded=sum(len(coded.get(report, ())) for report in gold),
        found=found,
        fields=tuple(FieldScore(field=name, events=len(right[name]), right=sum(right[name])) for name in FIELDS),
        by_type={name: (counts[0], counts[1], counts[2]) for name, counts in sorted(types.items())},
    )


def compare(
    gold: Mapping[str, Sequence[Event]],
    before: Mapping[str, Sequence[Event]],
    after: Mapping[str, Sequence[Event]],
    *,
    times: int = TIMES,
    seed: int = 0,
) -> Comparison:
    """What got better and what worse from ``before`` to ``after``.  An event of gold that was not coded is wrong."""
    rows: dict[str, dict[str, list[tuple[bool, bool]]]] = {name: {} for name in ("event", *FIELDS)}
    for report, events in sorted(gold.items()):
        first, second = _by_gold(report, events, before), _by_gold(report, events, after)
        for event in events:
            judged = [_judged(event, side[event.id]) if event.id in side else {} for side in (first, second)]
            rows["event"].setdefault(report, []).append((event.id in first, event.id in second))
            for name in {*judged[0], *judged[1]}:
                rows[name].setdefault(report, []).append((judged[0].get(name, False), judged[1].get(name, False)))
    changes = [_change(name, by_report, times, seed) for name, by_report in rows.items()]
    return Comparison(before=score(gold, before), after=score(gold, after), changes=tuple(changes))


def _by_gold(report: str, events: Sequence[Event], coded: Mapping[str, Sequence[Event]]) -> dict[str, Event]:
    found = units(report, {_GOLD: events, _CODED: coded.get(report, ())})
    return {unit.events[_GOLD].id: unit.events[_CODED] for unit in found if len(unit.events) == 2}


def _judged(gold: Event, coded: Event) -> dict[str, bool]:
    """By field whether the coded value is gold's; fields of which gold says nothing are left out."""
    out = {}
    for name, (_, value) in FIELDS.items():
        wanted = value(gold)
        if wanted is not None:
            out[name] = value(coded) == wanted
    return out


def _change(name: str, by_report: Mapping[str, Sequence[tuple[bool, bool]]], times: int, seed: int) -> Change:
    pairs = [pair for given in by_report.values() for pair in given]
    better = sum(after and not before for before, after in pairs)
    worse = sum(before and not after for before, after in pairs)
    sure = None
    if better != worse:
        gains = [sum(after - before for before, after in given) for given in by_report.values()]
        draw = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
        sign = 1 if better > worse else -1
        sure = sum(sign * sum(draw.choices(gains, k=len(gains))) > 0 for _ in range(times)) / times
    return Change(
        field=name,
        events=len(pairs),
        before=sum(before for before, _ in pairs),
        after=sum(after for _, after in pairs),
        better=better,
        worse=worse,
        sure=sure,
    )
