"""Fit the weights by which a day or a place of another sentence is taken for an act's (``dateline.events.borrowing``).

    python training/borrowing.py BENCH

``own/borrowed.tsv`` holds what the coder borrowed in train reports of six corpora in ``BENCH``, and whether it was
right, as read by us: ``y``, ``n``, or ``u`` where the report leaves it open.  Each report is read again, the signs of
what is borrowed are written down, and a logistic regression is fitted.  Five-fold figures, by report, are printed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline import pipeline
from dateline.events import coding, dating, placing
from dateline.events.borrowing import BORROWED, LIKELY, Loan, signs_of
from regression import crossed, fit_signs, write_weights
from reports import annotated
from told import checksum, labelled_rows

ROOT = Path(__file__).parents[1]
LABELS = Path(__file__).parent / "own" / "borrowed.tsv"
OUT = ROOT / "src" / "dateline" / "codebook" / "data" / "setting" / "weights.toml"
RIDGE = 8.0
SEEN = 8
"""Examples that a sign must have to be weighed."""
FOLDS = 5
HEAD = (
    "# Weights of the signs by which events/borrowing.py takes a day or a place of another sentence for an act's,\n"
    "# made by training/borrowing.py from judged borrowings of train reports (docs/models/borrowing.md).\n"
)
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Example:
    """What was borrowed: ``when`` or ``where``, of which report, by which rule, its signs, and whether it was right."""

    about: str
    corpus: str
    report: str
    rule: str
    kind: str
    signs: tuple[str, ...]
    right: bool


def judged() -> dict[tuple[str, str], dict[Key, str]]:
    """By corpus and report what was borrowed, by ``when`` or ``where``, trigger and value, and how it was judged."""
    found: dict[tuple[str, str], dict[Key, str]] = defaultdict(dict)
    for line in LABELS.read_text("utf-8").splitlines()[1:]:
        corpus, report, trigger, about, value, _, right = line.split("\t")
        found[corpus, report][about, int(trigger), int(value)] = right
    return found


class Recorder:
    """Stands for the likelihood while reports are coded: borrows everything, and keeps the signs."""

    def __init__(self) -> None:
        self.seen: dict[Key, tuple[str, str, list[str]]] = {}

    def __call__(self, loan: Loan) -> float:
        signs = signs_of(loan)
        for start in {loan.act.word.start, loan.act.trigger.start}:
            self.seen.setdefault((loan.about, start, loan.value.start), (loan.rule, loan.act.type, signs))
        return 1.0


def examples(bench: Path) -> Iterator[Example]:
    """The examples that the coder of the day still borrows."""
    coder = pipeline.load()
    lost = 0
    for corpus, row, labels in labelled_rows(bench, "train", judged()):
        recorder = Recorder()
        for room in (dating, placing):
            room.likelihood = recorder  # type: ignore[attr-defined]  # this script watches what is asked
        coding.code(annotated(coder, row), coder.books.events)
        for (about, trigger, value), right in labels.items():
            told = recorder.seen.get((about, trigger, value))
            lost += told is None
            if told is not None:
                rule, kind, signs = told
                yield Example(about, corpus, checksum(str(row["id"])), rule, kind, tuple(signs), right == "y")
    print(f"{lost} of those judged are not borrowed in this way any more")


def report(rows: Sequence[Example], chances: Sequence[float]) -> None:
    """Prints how many were right before, and of those kept now, by corpus and by the kind of act."""
    for title, key in (("all", lambda row: ""), ("corpus", lambda row: row.corpus), ("type", lambda row: row.kind)):
        for name in sorted({key(row) for row in rows}):
            own = [(row.right, chance >= LIKELY) for row, chance in zip(rows, chances, strict=True) if key(row) == name]
            right, kept = sum(one for one, _ in own), [one for one, stays in own if stays]
            print(
                f"  {title} {name}: {len(own)}, right {100 * right / len(own):.0f} %; kept {len(kept)}, "
                f"right {100 * sum(kept) / max(1, len(kept)):.0f} %, "
                f"{100 * sum(kept) / max(1, right):.0f} % of the right ones"
            )


def main(bench: Path) -> None:
    """Fit, print the figures, write the weights."""
    found = list(examples(bench))
    weights = {}
    for about in BORROWED:
        rows = [row for row in found if row.about == about]
        told = [(row.signs, row.right) for row in rows]
        print(about)
        report(rows, crossed(told, [int(row.report, 16) % FOLDS for row in rows], RIDGE, SEEN))
        weights[about] = fit_signs(told, RIDGE, SEEN)
    write_weights(OUT, HEAD, weights)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
