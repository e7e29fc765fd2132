"""From links to groups: average linkage inside each connected component, with people's decisions as law.

The result is a function of the set of nodes, links and decisions: neither their order nor the batches in which they
came can change it.  All sums are of whole numbers, and ties go to the smaller reference.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from msgspec import Struct

from dateline.linking.comparing import FLOOR, Link, same_from
from dateline.linking.features import Features


class KeptLink(Struct, frozen=True):
    """A person's decision on two events: ``same`` is true for a merge and false for a split.

    ``order`` is the number of the decision.  Where decisions contradict one another, the later one holds.
    """

    a: str
    b: str
    same: bool
    order: int = 0


class _Forest:
    """Which nodes are joined (union by the smaller name)."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self._parent = {node: node for node in nodes}

    def root(self, node: str) -> str:
        root = node
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[node] != root:
            self._parent[node], node = root, self._parent[node]
        return root

    def join(self, left: str, right: str) -> None:
        one, other = sorted((self.root(left), self.root(right)))
        self._parent[other] = one

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for node in sorted(self._parent):
            found.setdefault(self.root(node), []).append(node)
        return [found[root] for root in sorted(found)]


def components(
    nodes: Iterable[str], links: Iterable[Link], kept: Iterable[KeptLink] = ()
) -> tuple[tuple[str, ...], ...]:
    """The groups that joining links and merges hold together: reclustering one alone changes no other."""
    forest = _Forest(nodes)
    known = forest._parent
    for link in links:
        if link.same and link.a in known and link.b in known:
            forest.join(link.a, link.b)
    for decision in kept:
        if decision.same and decision.a in known and decision.b in known:
            forest.join(decision.a, decision.b)
    return tuple(tuple(group) for group in forest.groups())


def cluster(
    features: Sequence[Features], links: Sequence[Link], kept: Sequence[KeptLink] = ()
) -> tuple[tuple[str, ...], ...]:
    """The groups of events that are one happening; every event stands in exactly one, alone if need be.

    Two groups are joined while the mean score over all their pairs is enough (a pair without a link counts ``FLOOR``),
    the best first.  What a person merged is together and what a person split is apart, whatever the scores say.
    """
    kinds = {one.event: one.kind for one in features}
    of_kind = {kind: same_from(kind) for kind in sorted(set(kinds.values()))}
    inner: dict[str, list[Link]] = {}
    parts = components(kinds, links, kept)
    part_of = {node: part[0] for part in parts for node in part}
    for link in links:
        if link.a in part_of and part_of[link.a] == part_of.get(link.b):
            inner.setdefault(part_of[link.a], []).append(link)
    decided: dict[str, list[KeptLink]] = {}
    for decision in kept:
        if decision.a in part_of and part_of[decision.a] == part_of.get(decision.b):
            decided.setdefault(part_of[decision.a], []).append(decision)
    found: list[tuple[str, ...]] = []
    for part in parts:
        if len(part) == 1:
            found.append(part)
            continue
        own = decided.get(part[0], [])
        found.extend(_agglomerate(part, inner.get(part[0], []), own, of_kind[kinds[part[0]]]))
    return tuple(sorted(found))


def identify(members: Iterable[Features]) -> str:
    """The id of the incident with these members: made from the earliest by publication, report and event."""
    first = min(member.earliest + "\x00" + member.event for member in members)
    return "i" + blake2b(first.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _agglomerate(
    nodes: Sequence[str], links: Iterable[Link], kept: Sequence[KeptLink], same: int
) -> list[tuple[str, ...]]:
    forest, apart = _obeyed(nodes, kept)
    groups = _Groups(forest.groups(), links, apart, same)
    groups.join_all()
    return [tuple(group) for group in groups.members.values()]


class _Groups:
    """Groups under way, by number: their members, and what each pair scores above the floor, in sum."""

    def __init__(
        self, groups: Iterable[list[str]], links: Iterable[Link], apart: Iterable[tuple[str, str]], same: int
    ) -> None:
        self.members = dict(enumerate(groups))
        self._same = same
        of = {node: number for number, group in self.members.items() for node in group}
        self._above: dict[int, dict[int, int]] = {number: {} for number in self.members}
        for a, b, score in {(link.a, link.b, link.score) for link in links}:
            one, other = of[a], of[b]
            if one != other:
                self._above[one][other] = self._above[one].get(other, 0) + score - FLOOR
                self._above[other][one] = self._above[other].get(one, 0) + score - FLOOR
        self._barred: dict[int, set[int]] = {number: set() for number in self.members}
        for a, b in apart:
            self._barred[of[a]].add(of[b])
            self._barred[of[b]].add(of[a])
        # Ties go to the smaller first members: numbers of groups say nothing, for they tell what was joined when.
        self._waiting: list[tuple[float, str, str, int, int]] = []
        for one, others in self._above.items():
            for other in others:
                if one < other:
                    self._propose(one, other)

    def join_all(self) -> None:
        """Join the best two while any two are good enough."""
        number = len(self.members)
        while self._waiting:
            *_, one, other = heapq.heappop(self._waiting)
            if one in self.members and other in self.members:
                self._join(one, other, number)
                number += 1

    def _propose(self, one: int, other: int) -> None:
        if other in self._barred[one]:
            return
        ours, theirs = self.members[one], self.members[other]
        mean = self._above[one][other] / (len(ours) * len(theirs)) + FLOOR
        if mean >= self._same:
            first, second = sorted((ours[0], theirs[0]))
            heapq.heappush(self._waiting, (-mean, first, second, one, other))

    def _join(self, one: int, other: int, number: int) -> None:
        self.members[number] = sorted(self.members.pop(one) + self.members.pop(other))
        joined = self._above.pop(one)
        for near, total in self._above.pop(other).items():
            joined[near] = joined.get(near, 0) + total
        self._barred[number] = self._barred.pop(one) | self._barred.pop(other)
        for enemy in self._barred[number]:
            if enemy in self._barred:
                self._barred[enemy].add(number)
        self._above[number] = {near: total for near, total in joined.items() if near in self.members}
        for near, total in self._above[number].items():
            self._above[near].pop(one, None)
            self._above[near].pop(other, None)
            self._above[near][number] = total
            self._propose(near, number)


def _obeyed(nodes: Sequence[str], kept: Iterable[KeptLink]) -> tuple[_Forest, set[tuple[str, str]]]:
    """What people joined, and the pairs they split; an earlier decision yields to the later ones it contradicts."""
    forest = _Forest(nodes)
    known = set(nodes)
    apart: set[tuple[str, str]] = set()
    ordered = sorted(set(kept), key=_of_decision, reverse=True)
    for decision in ordered:
        if decision.a not in known or decision.b not in known or decision.a == decision.b:
            continue
        one, other = forest.root(decision.a), forest.root(decision.b)
        if not decision.same:
            if one != other:
                apart.add((decision.a, decision.b))
            continue
        roots = {tuple(sorted((forest.root(a), forest.root(b)))) for a, b in apart}
        if tuple(sorted((one, other))) not in roots:
            forest.join(decision.a, decision.b)
    return forest, apart


def _of_decision(decision: KeptLink) -> tuple[int, bool, str, str]:
    first, second = sorted((decision.a, decision.b))
    return decision.order, decision.same, first, second
