"""Coefficients against worked examples of the literature and against counting by hand."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.score import cohen, krippendorff
from dateline.score.alpha import Scale

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section D: four observers, twelve units, codes
# missing; alpha there is .743 nominal, .849 interval, .797 ratio.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
UNITS = [[code for code in unit if code is not None] for unit in zip(*OBSERVERS, strict=True)]


@pytest.mark.parametrize(("scale", "value"), [("nominal", 0.743), ("interval", 0.849), ("ratio", 0.797)])
def test_alpha_of_the_published_example(scale: Scale, value: float) -> None:
    found = krippendorff(UNITS, scale)
    assert found.value == pytest.approx(value, abs=0.0006)
    assert found.units == 11, "the unit with one code says nothing of agreement"
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high  # type: ignore[operator] - it is a number


def by_hand(units: list[list[int]]) -> float | None:
    """Nominal alpha by its definition: over all pairs inside units, and over all pairs of codes."""
    kept = [unit for unit in units if len(unit) > 1]
    every = [code for unit in kept for code in unit]
    observed = sum(sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in kept) / max(
        1, len(every)
    )
    expected = sum(a != b for a, b in permutations(every, 2)) / max(1, len(every) * (len(every) - 1))
    return None if expected == 0 else 1 - observed / expected


@given(st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=12))
def test_alpha_is_what_its_definition_counts(units: list[list[int]]) -> None:
    found = krippendorff(units, times=0).value
    wanted = by_hand(units)
    assert (found is None) == (wanted is None)
    if found is not None and wanted is not None:
        assert found == pytest.approx(wanted)


def test_agreement_by_chance_alone_is_nought_and_the_interval_holds_it() -> None:
    draw = Random(1)  # noqa: S311 - a repeatable sample
    units: list[list[Hashable]] = [[draw.choice("ab"), draw.choice("ab")] for _ in range(600)]
    found = krippendorff(units)
    assert found.value == pytest.approx(0, abs=0.09)
    assert found.low < 0 < found.high  # type: ignore[operator] - they are numbers here


def test_the_same_input_gives_the_same_interval() -> None:
    assert krippendorff(UNITS) == krippendorff(UNITS)
    assert krippendorff(UNITS, seed=1) != krippendorff(UNITS, seed=2)


@pytest.mark.parametrize("units", [[], [["a"]], [["a", "a"], ["a", "a", "a"]]])
def test_what_cannot_be_told_is_no_number(units: list[list[Hashable]]) -> None:
    assert krippendorff(units).value is None


def test_kappa() -> None:
    # 50 units: both yes 20, both no 15, and 5 and 10 on which they differ: .7 agreed, .5 by chance.
    pairs = [("y", "y")] * 20 + [("n", "n")] * 15 + [("y", "n")] * 5 + [("n", "y")] * 10
    assert cohen(pairs) == pytest.approx(0.4)
    assert cohen([]) is None
    assert cohen([("y", "y")]) is None
