"""Incidents that belong together without being one: what followed, and phases of one operation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from dateline.linking import comparing
from dateline.linking.comparing import Link
from dateline.linking.features import Features

_MOST_MAIN = 6
_MOST_REASONS = 8
_LAST = 10_000_000  # after every day there is


class Relation(Struct, frozen=True):
    """That incident ``b`` follows ``a``: as a later ``phase`` of it, or as a ``follow-up`` of another type."""

    a: str
    b: str
    kind: comparing.Relation
    because: tuple[str, ...]


def relate(incidents: Mapping[str, Sequence[Features]], links: Iterable[Link] = ()) -> tuple[Relation, ...]:
    """The relations between ``incidents`` (their members by id), sorted.

    A phase comes from a link that says so: the same act, parties and place on another day.  A follow-up comes from a
    report that tells of both as its main matter, where the types differ, such as an attack and the arrests after it.
    """
    of = {one.event: name for name, members in incidents.items() for one in members}
    features = {one.event: one for members in incidents.values() for one in members}
    order = {name: _order(members) for name, members in incidents.items()}
    found: dict[tuple[str, str, comparing.Relation], set[str]] = defaultdict(set)
    for link in links:
        if link.relation is None or link.a not in of or link.b not in of or of[link.a] == of[link.b]:
            continue
        first, second = sorted((of[link.a], of[link.b]), key=order.__getitem__)
        found[first, second, link.relation].update(link.because)
    by_report: dict[str, list[Features]] = defaultdict(list)
    for one in features.values():
        if one.main:
            by_report[one.report].append(one)
    for report in sorted(by_report):
        mains = sorted(by_report[report], key=lambda one: one.earliest)[:_MOST_MAIN]
        for at, left in enumerate(mains):
            for right in mains[at + 1 :]:
                if left.type != right.type and of[left.event] != of[right.event]:
                    before, after = sorted((left, right), key=lambda one: order[of[one.event]])
                    reason = f"report {report} tells of both: {before.type} and {after.type}"
                    found[of[before.event], of[after.event], "follow-up"].add(reason)
    return tuple(
        Relation(a, b, kind, tuple(sorted(reasons)[:_MOST_REASONS])) for (a, b, kind), reasons in sorted(found.items())
    )


def _order(members: Sequence[Features]) -> tuple[int, str]:
    """By the first day that most members give, else by when it was first told."""
    days = Counter(one.days[0] for one in members if one.days is not None)
    earliest = min(one.earliest for one in members)
    if not days:
        published = [one.published[0] for one in members if one.published is not None]
        return min(published, default=_LAST), earliest
    return min(days, key=lambda day: (-days[day], day)), earliest
