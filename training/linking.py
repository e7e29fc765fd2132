"""Fit the weights of linking: which signals tell that two events, or two reports, are of one happening.

    python training/linking.py OUT WORK BENCH

``WORK`` holds ``linking.jsonl`` and ``incidents.jsonl``: records of (some of) the training reports of the two labelled
sets in ``BENCH``, written by ``dateline code --code-reprints``.  A logistic model is fitted on the pairs that share a
blocking key, and written to ``OUT`` as TOML with what it was made from.  Five-fold figures (by topic or state) are
printed; nothing of the dev parts is read.

Labels: two reports are one where they have the same story.  Two events of one type are one where both are the main
events of reports of one story, or their triggers are marked as mentions of one event; they are not where the stories
differ, or (less surely) where their triggers are marked as different events.  Other pairs are left out.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from dateline.linking.features import Features, features, report_features
from dateline.linking.signals import SIGNALS, signals
from dateline.record import Record
from regression import fit_logistic

SETS = ("linking", "incidents")
RIDGE = 2.0
# Signals by kind: those that a fit on all of them gave a weight against their meaning are left out.
USED = {
    "report": (
        "words", "words_root", "words_high", "undated", "gap", "gap_week", "day_same", "day_off", "day_apart",
        "spot_apart", "around", "around_apart", "killed_same", "killed_apart", "injured_apart", "people",
        "people_apart", "recipients",
    ),
    "event": (
        "words", "words_root", "near_root", "undated", "gap", "gap_week", "gap_month", "day_same", "day_off",
        "day_apart", "spot_apart", "around_apart", "killed_same", "injured_same", "injured_apart", "people",
        "people_apart", "recipients", "countries_apart", "mode_apart", "main", "minor",
    ),
}  # fmt: skip
SAME = {"report": -25, "event": 50}
"""Hundredths of log odds from which two are joined; chosen by five-fold figures."""


def main(out: Path, work: Path, bench: Path) -> None:
    lines = [
        "# Weights of a logistic model over the signals of linking/signals.py, made by training/linking.py from coded",
        "# training reports of two labelled sets (see docs/guide/incidents.md); no text of them is kept.",
    ]
    for kind, used in USED.items():
        columns = [SIGNALS.index(name) for name in used]
        parts = [labelled(kind, name, work, bench) for name in SETS]
        values, labels, shares, folds = (np.concatenate([part[at] for part in parts]) for at in range(4))
        values = values[:, columns]
        found = np.zeros(len(labels))
        for fold in range(5):
            kept, held = folds != fold, folds == fold
            weights = fit_logistic(values[kept], labels[kept], RIDGE, shares[kept])
            found[held] = values[held] @ weights[1:] + weights[0]
        said, right = found * 100 >= SAME[kind], labels == 1
        precision = shares[said & right].sum() / shares[said].sum()
        recall = shares[said & right].sum() / shares[right].sum()
        print(f"{kind}: {len(labels)} pairs, {int(right.sum())} the same; five-fold P {precision:.3f} R {recall:.3f}")
        weights = fit_logistic(values, labels, RIDGE, shares)
        lines += ["", f"[{kind}]", f"same = {SAME[kind]}", f"bias = {weights[0]:.3f}", f"pairs = {len(labels)}"]
        lines += [
            f"[{kind}.weights]",
            *(f"{name} = {weight:.3f}" for name, weight in zip(used, weights[1:], strict=True)),
        ]
    out.write_text("\n".join(lines) + "\n", "utf-8")


def labelled(kind: str, name: str, work: Path, bench: Path) -> tuple[Any, Any, Any, Any]:
    """Signals, labels, shares and folds of the labelled pairs of one set."""
    gold = {row["id"]: row for row in rows_of(bench / name / "train.jsonl")}
    records = [Record.from_json(line) for line in (work / f"{name}.jsonl").read_bytes().split(b"\n") if line]
    triggers = {
        f"{record.report.id}#{event.id}": (event.trigger.start, event.trigger.end)
        for record in records
        for event in record.events
    }
    nodes: list[Features] = []
    for record in records:
        if kind == "event":
            nodes.extend(features(record))
        elif (whole := report_features(record)) is not None:
            nodes.append(whole)
    values, labels, shares, folds = [], [], [], []
    for left, right in candidates(nodes):
        label, share = judged(left, right, gold, triggers)
        if share:
            values.append(signals(left, right))
            labels.append(label)
            shares.append(share)
            row = gold[left.report]
            folds.append(zlib.crc32(str(row.get("topic") or row["gold"]["incident"]["state"]).encode()) % 5)
    return np.array(values), np.array(labels, float), np.array(shares, float), np.array(folds)


def judged(
    left: Features, right: Features, gold: dict[str, Any], triggers: dict[str, tuple[int, int]]
) -> tuple[bool, float]:
    """Whether the two are one happening, and how much that label counts (0: not known)."""
    ours, theirs = gold[left.report], gold[right.report]
    share = 1.0 if ours.get("relevant", True) and theirs.get("relevant", True) else 0.5
    same = ours["gold"]["story"] == theirs["gold"]["story"]
    if not same or left.kind == "report" or (left.main and right.main):
        return same, share
    marked = [mention(gold[one.report], triggers[one.event]) for one in (left, right)]
    if marked[0] is None or marked[1] is None:
        return False, 0.0
    return marked[0] == marked[1], share if marked[0] == marked[1] else 0.3 * share


def mention(row: dict[str, Any], trigger: tuple[int, int]) -> str | None:
    for one in row["gold"].get("mentions") or []:
        if one["start"] < trigger[1] and trigger[0] < one["end"]:
            return str(one["event"])
    return None


def candidates(nodes: list[Features]) -> Iterable[tuple[Features, Features]]:
    """The pairs of different reports that share a key."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        for key in node.keys:
            by_key[key].append(number)
    pairs = {
        (one, other) for numbers in by_key.values() for at, one in enumerate(numbers) for other in numbers[at + 1 :]
    }
    for one, other in sorted(pairs):
        if nodes[one].report != nodes[other].report:
            yield nodes[one], nodes[other]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
