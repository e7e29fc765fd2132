"""The table of words beside the heads for police conduct: ``python training/act_words.py BENCH MODEL``.

Reads the train part of ``indiapolice`` below BENCH, less every sentence that stands in a dev part (``unseen``), and the
sentences of our own in ``own/police.txt``; writes ``act_words.safetensors`` into MODEL, the folder of the installed
model, and its checksum into the manifest there.  A minute on a CPU; needs scikit-learn and scipy.

Each label has a logistic regression of its own.  The table must judge articles it has not seen, so its threshold is the
one that is best for sentences judged by a table fitted without their fifth of the articles; what is above it speaks for
the label, what is below it against.  Half of it is added to the odds of the encoder's head, which reads the same
sentence.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

import own
from dateline.parse.act_words import BUCKETS, FILE, rows_of
from dateline.parse.assembly import cut
from unseen import kept

LABELS = ("KILL", "ARREST", "FORCE", "ANY_ACTION")
SHARE = 0.5
"""How much the table's log odds count beside the head's."""
STRENGTH = 20.0
"""Inverse of the penalty; large, since a row of the table is at most 1."""
FOLDS = 5


def sentences(bench: Path) -> list[tuple[str, str, set[str]]]:
    """Article, text and labels of each training sentence, in the product's own sentences."""
    barred, found = kept(bench), []
    for line in (bench / "indiapolice" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        for offsets in cut(item["text"]):
            start, end = offsets[0][0], offsets[-1][1]
            text = item["text"][start:end]
            labels = next((set(names) for a, b, names in item["gold"]["sentences"] if a <= start < b), None)
            if labels is not None and not barred.holds(text):
                found.append((str(item["id"]), text, labels))
    for number, names, text in own.lines(own.FOLDER / "police.txt"):
        found.append((f"own-{number}", text, set(names.split())))
    return found


def matrix(texts: list[str]) -> Any:
    """One line a text, one column a row of the table."""
    columns, values, ends = [], [], [0]
    for text in texts:
        rows, weights = rows_of(text)
        columns.append(rows)
        values.append(weights)
        ends.append(ends[-1] + len(rows))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(texts), BUCKETS))


def fitted(x: Any, y: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=400).fit(x, y)


def best(right: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """The highest F1 and the score from which it is had."""
    order = np.argsort(-scores, kind="stable")
    f1 = 2 * np.cumsum(right[order]) / (np.arange(1, len(right) + 1) + right.sum())
    return float(f1.max()), float(scores[order][f1.argmax()])


def main() -> None:
    bench, model = Path(sys.argv[1]), Path(sys.argv[2])
    rows = sentences(bench)
    groups, x = [row[0] for row in rows], matrix([row[1] for row in rows])
    gold = np.array([not group.startswith("own-") for group in groups])
    weight, bias = np.zeros((BUCKETS, len(LABELS))), np.zeros(len(LABELS))
    for place, label in enumerate(LABELS):
        y = np.array([label in row[2] for row in rows])
        crossed = np.zeros(len(y))
        for rest, part in GroupKFold(FOLDS).split(x, y, groups):
            crossed[part] = fitted(x[rest], y[rest]).decision_function(x[part])
        f1, threshold = best(y[gold], crossed[gold])
        whole = fitted(x, y)
        weight[:, place] = SHARE * whole.coef_[0]
        bias[place] = SHARE * (whole.intercept_[0] - threshold)
        print(f"{label}: {y.sum()} of {len(y)}; the table alone, on articles left out: F1 {100 * f1:.1f}")
    tensors = {"weight": weight.astype(np.float16), "bias": bias.astype(np.float32)}
    save_file(tensors, model / FILE, metadata={"labels": json.dumps(LABELS)})
    (model / FILE).chmod(0o644)
    about = json.loads((model / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((model / FILE).read_bytes()).hexdigest()
    about["files"][FILE] = {"sha256": digest, "bytes": (model / FILE).stat().st_size}
    (model / "manifest.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
