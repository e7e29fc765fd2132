"""How many told it independently: copies, partial copies and texts of one agency are one source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from dateline.linking.features import body
from dateline.linking.words import sentences_signed
from dateline.record import Record

_MOST_SENTENCES = 40
_FEWEST_SHARED = 3
_SHARE = 0.4
"""Of the shorter report's longer sentences: quoting the same statement is no copying, sharing this much is."""


class ReportFacts(Struct, frozen=True, omit_defaults=True):
    """What is needed of a report to tell its source: ``sentences`` are signatures of its longer sentences."""

    id: str
    source: str | None = None
    credit: str | None = None
    published: str | None = None
    reprint_of: str | None = None
    sentences: tuple[int, ...] = ()

    @property
    def origin(self) -> str:
        """By whom it is told: the agency it credits, else its outlet, else the report itself."""
        return self.credit or self.source or f"report {self.id}"


def report_facts(record: Record) -> ReportFacts:
    """The facts of a record's report."""
    return ReportFacts(
        id=record.report.id,
        source=record.report.source,
        credit=record.report.credit,
        published=record.report.published,
        reprint_of=record.reprint_of,
        sentences=sentences_signed(body(record), _MOST_SENTENCES),
    )


def independent(reports: Iterable[ReportFacts]) -> dict[str, tuple[str, ...]]:
    """The independent sources of these reports, by name, each with its report ids; sorted.

    Two reports have one source where one is a copy of the other or of the same third, where they share much of their
    text, and where they credit the same agency or come from the same outlet.  The source has the name of its earliest
    report's.
    """
    known = {one.id: one for one in sorted(reports, key=_earliest)}
    parent = {name: name for name in known}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    def join(names: Sequence[str]) -> None:
        for other in names[1:]:
            one, two = root(names[0]), root(other)
            parent[max(one, two)] = min(one, two)

    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in known.values():
        if one.credit or one.source:
            groups["origin", one.origin.casefold()].append(one.id)
        groups["original", one.reprint_of or one.id].append(one.id)
    for names in groups.values():
        join(names)
    for left, right in _partial_copies(list(known.values())):
        join([left, right])
    sets: dict[str, list[ReportFacts]] = defaultdict(list)
    for one in known.values():
        sets[root(one.id)].append(one)
    found: dict[str, tuple[str, ...]] = {}
    for members in sorted(sets.values(), key=lambda members: _earliest(members[0])):
        name = members[0].origin
        if name in found:  # two outlets of one name cannot be: the same name was joined above; a report's own may clash
            name = f"{name} ({members[0].id})"
        found[name] = tuple(sorted(one.id for one in members))
    return dict(sorted(found.items()))


def _partial_copies(reports: Sequence[ReportFacts]) -> Iterable[tuple[str, str]]:
    """The pairs of reports that share much of their text."""
    by_sentence: dict[int, list[ReportFacts]] = defaultdict(list)
    for one in reports:
        for sentence in one.sentences:
            by_sentence[sentence].append(one)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    length = {one.id: len(one.sentences) for one in reports}
    for holders in by_sentence.values():
        # Of many that hold a sentence, each is compared with the first: enough, for being a copy is passed on.
        for other in holders[1:]:
            shared[holders[0].id, other.id] += 1
    for (left, right), count in sorted(shared.items()):
        if count >= _FEWEST_SHARED and count >= _SHARE * min(length[left], length[right]):
            yield left, right


def _earliest(report: ReportFacts) -> tuple[str, str]:
    return report.published or "9999", report.id
