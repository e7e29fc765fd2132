"""Runs: the best lawful label sequence, split into runs with their mean chance."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.parse.assembly import Run
from dateline.parse.runs import Tagging, runs

LABELS = ["O", "B-X", "I-X", "B-Y", "I-Y"]
NEVER = -1e4


def law() -> np.ndarray:
    steps = np.zeros((6, 5), np.float32)
    for index, label in enumerate(LABELS):
        if label[0] == "I":
            for last in range(6):
                if last == 5 or LABELS[last] not in {label, "B-" + label[2:]}:
                    steps[last, index] = NEVER
    return steps


def runs_of(logits: np.ndarray, steps: np.ndarray, bounds: list[int]) -> dict[int, list[Run]]:
    return runs({"x": Tagging(logits, LABELS, steps)}, bounds)["x"]


def logits(*best: str) -> np.ndarray:
    found = np.zeros((len(best), 5), np.float32)
    for row, label in enumerate(best):
        found[row, LABELS.index(label)] = 5
    return found


ROWS = [
    ("none", ["O", "O"], []),
    ("one", ["O", "B-X", "I-X", "O"], [("X", 1, 3)]),
    ("adjacent", ["B-X", "B-X", "I-X"], [("X", 0, 1), ("X", 1, 3)]),
    ("kinds", ["B-X", "B-Y", "I-Y", "O"], [("X", 0, 1), ("Y", 1, 3)]),
    ("to-the-end", ["O", "B-Y", "I-Y"], [("Y", 1, 3)]),
]


@pytest.mark.parametrize(("name", "best", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_lawful_labels_are_kept(name: str, best: list[str], expected: list[tuple[str, int, int]]) -> None:
    found = runs_of(logits(*best), law(), [0, len(best)]).get(0, [])
    assert [run[:3] for run in found] == expected
    assert all(run[3] > 0.9 for run in found)


def test_a_doubtful_word_inside_does_not_break_a_run() -> None:
    scores = logits("B-X", "I-X", "B-X", "I-X")
    scores[2] = [0, 1.0, 0.9, 0, 0]
    steps = law()
    steps[2, 1] = -1  # a new run right after another is rare
    assert [run[:3] for run in runs_of(scores, steps, [0, 4])[0]] == [("X", 0, 4)]


def test_no_run_crosses_a_sentence() -> None:
    found = runs_of(logits("O", "B-X", "B-X", "I-X"), law(), [0, 2, 4])
    assert {home: [run[:3] for run in rows] for home, rows in found.items()} == {0: [("X", 1, 2)], 1: [("X", 0, 2)]}


@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_no_lawful_sequence_scores_higher(size: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(size, 5)).astype(np.float32)
    steps = law()
    chances = scores - np.log(np.exp(scores).sum(1, keepdims=True))

    def total(path: tuple[int, ...]) -> float:
        return float(sum(chances[i, x] + steps[5 if not i else path[i - 1], x] for i, x in enumerate(path)))

    if not scores.argmax(1).any():
        return  # sentences without a marked word are not searched
    best = max(itertools.product(range(5), repeat=size), key=total)
    expected = [place for place, index in enumerate(best) if index]
    found = runs_of(scores, steps, [0, size]).get(0, [])
    assert [place for run in found for place in range(run[1], run[2])] == expected


@given(st.integers(0, 2**32 - 1))
def test_heads_side_by_side_read_as_each_does_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    bounds = [0, 3, 4, 9]
    few, many = (rng.normal(size=(9, count)).astype(np.float32) for count in (3, 5))
    heads = {"few": Tagging(few, LABELS[:3], law()[[0, 1, 2, 5], :3]), "many": Tagging(many, LABELS, law())}
    assert runs(heads, bounds) == {name: runs({name: head}, bounds)[name] for name, head in heads.items()}
