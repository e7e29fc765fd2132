"""Distinct numbers: which of those told of people harmed are told again, are parts of others, or count anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.events.counts import FoundCount
from dateline.record import TOLL_KEYS, Span

_NEAR = 64
"""Numbers told before that a number is compared with; a report with more tells of many happenings."""
_HARMED = frozenset(("killed", "injured"))


def distinct(counts: Sequence[FoundCount]) -> tuple[FoundCount, ...]:
    """The numbers without repeats and parts, and with injuries that proved deadly taken out."""
    occasions = sorted({count.occasion for count in counts})
    if len(occasions) > 1:
        kept = [
            row for number in occasions for row in distinct([count for count in counts if count.occasion == number])
        ]
        return tuple(sorted(kept, key=lambda row: (row.evidence.start, row.word.start, row.key)))
    told: dict[str, _Told] = {key: _Told() for key in TOLL_KEYS}
    if any(count.key in _HARMED and not (count.faint or count.background) for count in counts):
        counts = [count for count in counts if not count.faint]
    apart = [count for count in counts if count.background]
    for count in counts:
        if not count.background and not count.open:
            told[count.key].add(count)
    if not told["injured"].rows:
        dead = told["killed"].total
        for count in counts:
            if count.open and not count.background and count.min > dead:
                high = None if count.max is None else count.max - dead
                told["injured"].add(replace(count, min=count.min - dead, max=high))
                dead = 0
    kept = [*apart, *(row for key in TOLL_KEYS for row in told[key].rows)]
    return tuple(sorted(kept, key=lambda row: (row.evidence.start, row.word.start, row.key)))


def _share_words(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


class _Told:
    """The numbers of one kind that count so far, in text order."""

    def __init__(self) -> None:
        self.rows: list[FoundCount] = []
        self.total = 0

    def add(self, count: FoundCount) -> None:
        """Take a number in, put it in the place of one before it, or leave it out as told already."""
        if not self.rows:
            self._take(count)
        elif any(_share_words(row.evidence, count.evidence) for row in self.rows[-_NEAR:]):
            return  # "20 hostages held by rebels" stands with the hostages and with who held them
        elif count.min == 0 or count.part or count.pronoun:
            return
        elif self.total == 0:
            self._replace(0, count)
        elif self.rows[-1].pronoun:
            self._replace(len(self.rows) - 1, count)
        elif count.cumulative or self.rows[0].cumulative:
            if count.min > self.total:
                self._full(count)
        elif count.sentence == self.rows[-1].sentence and not count.definite:
            if not self._is_again(count):
                self._take(count)
        elif count.more:
            self._take(count)
        elif count.min != self.total and not any(row.min == count.min for row in self.rows[-_NEAR:]):
            self._weigh(count)

    def _weigh(self, count: FoundCount) -> None:
        """A number of another sentence, neither said to be of others nor told before."""
        others = all(not row.general and row.head.lemma != count.head.lemma for row in self.rows[-_NEAR:])
        if others and not count.general and not count.definite and not (count.proper and count.min < self.total):
            self._take(count)
        elif count.min > self.total:
            # The report goes from the first word to the full count.
            self._full(count)

    def _is_again(self, count: FoundCount) -> bool:
        """Whether a number of the same sentence is told twice in it."""
        for row in self.rows[-_NEAR:]:
            if row.sentence == count.sentence and row.head.index == count.head.index:
                return True
            same = row.head.lemma == count.head.lemma or (count.proper and row.word.lemma in ("body", "corpse"))
            if same and row.min == count.min and not count.more:
                return True
        return False

    def _take(self, count: FoundCount) -> None:
        self.rows.append(count)
        self.total += count.min

    def _replace(self, place: int, count: FoundCount) -> None:
        self.total += count.min - self.rows[place].min
        self.rows[place] = count

    def _full(self, count: FoundCount) -> None:
        """One number for all told so far, at the place of the first."""
        first = self.rows[0]
        self.rows = [replace(count, sentence=first.sentence, word=first.word)]
        self.total = count.min
