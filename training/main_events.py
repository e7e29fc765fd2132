"""Fit the weights by which an event is what its report is about, or background (``dateline.events.main``).

    python training/main_events.py BENCH

``own/main.tsv`` says of the events that the coder made of 270 train reports of six corpora in ``BENCH`` what they are
to the report, as read by us: its matter (``m``), other news (``n``), background (``b``), or no such act at all
(``w``); a line without a trigger says that none of them tells the report's matter (``x``).  Each report is coded
again, the signs of its events are written down, and two logistic regressions are fitted.  Events that the coder of the
day no longer makes are passed over.  Five-fold figures, by report, are printed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline import pipeline
from dateline.events import coding
from dateline.events.main import QUESTIONS, chosen, signs_of
from regression import Told, crossed, fit_signs, write_weights
from reports import annotated
from told import checksum, labelled_rows

LABELS = Path(__file__).parent / "own" / "main.tsv"
OUT = Path(__file__).parents[1] / "src" / "dateline" / "codebook" / "data" / "main" / "weights.toml"
RIDGE = 8.0
SEEN = 8
"""Examples that a sign must have to be weighed."""
FOLDS = 5
HEAD = (
    "# Weights of the signs by which events/main.py takes an event for what its report is about, or for background,\n"
    "# made by training/main_events.py from judged events of train reports (docs/models/main.md).\n"
)


@dataclass(frozen=True)
class Example:
    """An event of a report, its signs, and what it is to the report."""

    report: str
    signs: tuple[str, ...]
    about: str


def judged() -> dict[tuple[str, str], dict[tuple[int, str], str]]:
    """By corpus and report what each event is to it, by trigger and type."""
    found: dict[tuple[str, str], dict[tuple[int, str], str]] = defaultdict(dict)
    for line in LABELS.read_text("utf-8").splitlines()[1:]:
        corpus, report, trigger, type_, about = line.split("\t")
        if trigger != "-":
            found[corpus, report][int(trigger), type_] = about
    return found


def examples(bench: Path) -> Iterator[Example]:
    """The judged events that the coder of the day still makes, report by report."""
    coder = pipeline.load()
    lost = 0
    for _, row, labels in labelled_rows(bench, "train", judged()):
        known = annotated(coder, row)
        events = coding.vetted_events(known, coder.books.events)[0].events
        told = {(event.trigger.start, event.type) for event in events}
        lost += len(labels.keys() - told)
        for event, signs in zip(events, signs_of(events, known.report, known.parsed), strict=True):
            about = labels.get((event.trigger.start, event.type))
            if about is not None:
                yield Example(checksum(str(row["id"])), tuple(signs), about)
    print(f"{lost} of those judged are not made any more")


def asked(rows: list[Example], question: str) -> list[Told]:
    """The examples of a question: all for what is main, those that are acts at all for background."""
    if question == "main":
        return [(row.signs, row.about == "m") for row in rows]
    return [(row.signs, row.about == "b") for row in rows if row.about != "w"]


def report(rows: list[Example], chances: list[float]) -> None:
    """Prints how often an event is flagged rightly, and how many reports have one that is."""
    by_report: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row, chance in zip(rows, chances, strict=True):
        by_report[row.report].append((chance, row.about == "m"))
    flags = [[own[place][1] for place in chosen([chance for chance, _ in own])] for own in by_report.values()]
    have = [place for place, own in enumerate(by_report.values()) if any(right for _, right in own)]
    total = sum(map(len, flags))
    none = sum(not own for place, own in enumerate(flags) if place not in have)
    print(
        f"flagged {total}, right {100 * sum(map(sum, flags)) / total:.1f} %; a right one in "
        f"{100 * sum(any(flags[place]) for place in have) / len(have):.1f} % of the {len(have)} reports that have one; "
        f"none flagged in {none} of the {len(flags) - len(have)} that have not"
    )


def main(bench: Path) -> None:
    """Fit, print the figures, write the weights."""
    rows = list(examples(bench))
    weights = {}
    for question in QUESTIONS:
        told = asked(rows, question)
        acts = rows if question == "main" else [row for row in rows if row.about != "w"]
        chances = crossed(told, [int(row.report, 16) % FOLDS for row in acts], RIDGE, SEEN)
        agreed = sum((chance >= 0.5) == right for chance, (_, right) in zip(chances, told, strict=True))
        print(f"{question}: {len(told)} events, {sum(right for _, right in told)} are; "
              f"{100 * agreed / len(told):.1f} % told rightly")  # fmt: skip
        if question == "main":
            report(rows, chances)
        weights[question] = fit_signs(told, RIDGE, SEEN)
    write_weights(OUT, HEAD, weights)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
