"""Trees: one root, no cycle, and no better tree by any single tree drawn at random."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.parse.arcs import is_tree, tree


def total(scores: np.ndarray, heads: list[int]) -> float:
    return float(sum(scores[place, head] for place, head in enumerate(heads)))


@pytest.mark.parametrize(
    ("heads", "whole"),
    [([0], True), ([1, 1, 1], True), ([1, 2, 2, 0], True), ([0, 1, 1], False), ([1, 0, 2], False), ([1, 2, 0], False)],
)
def test_a_tree_has_one_root_and_no_cycle(heads: list[int], whole: bool) -> None:
    assert is_tree(heads) is whole


@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_the_result_is_always_a_tree(size: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(size, size)).astype(np.float32)
    assert is_tree(tree(scores))


@given(st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_below_its_root_no_tree_scores_higher(size: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(size, size)).astype(np.float32)
    found = tree(scores)
    root = next(place for place, head in enumerate(found) if place == head)
    rivals = (list(heads) for heads in itertools.product(range(size), repeat=size))
    best = max(total(scores, heads) for heads in rivals if heads[root] == root and is_tree(heads))
    assert total(scores, found) == pytest.approx(best, abs=1e-4)


def test_a_cycle_is_broken_where_it_costs_least() -> None:
    # words 1 and 2 prefer each other; word 0 is the root and takes the one that minds least
    scores = np.array([[5, 0, 0], [3, 0, 9], [1, 9, 0]], np.float32)
    assert tree(scores) == [0, 0, 1]
