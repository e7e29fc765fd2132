"""Coefficients of agreement.

Krippendorff's alpha (Content Analysis, 4th ed. 2019, ch. 12) for any number of coders, with codes missing, on the
nominal, interval and ratio scale; Cohen's kappa (Educational and Psychological Measurement 20, 1960) for two.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Scale = Literal["nominal", "interval", "ratio"]

TIMES = 400
"""Bootstrap samples."""


class Coefficient(Struct, frozen=True, kw_only=True):
    """A coefficient of agreement and how sure it is.

    ``value`` is ``None`` where it cannot be told: nothing was coded twice, or there was only one value, so that chance
    could not be told from agreement.  ``low`` and ``high`` bound the middle 95 % of bootstrap samples of the groups.
    ``units`` were coded by two coders or more.
    """

    value: float | None
    low: float | None
    high: float | None
    units: int


def krippendorff(
    coded: Sequence[Sequence[Hashable]],
    scale: Scale = "nominal",
    *,
    groups: Sequence[str] | None = None,
    times: int = TIMES,
    seed: int = 0,
) -> Coefficient:
    """Alpha over units, each the codes that coders gave it (coders who gave none left out).

    ``groups`` names what each unit belongs to (its report): the bootstrap draws whole groups, since units of one
    report are not independent.  The same input gives the same interval.
    """
    kept = [(list(codes), group) for codes, group in zip(coded, groups or map(str, range(len(coded))), strict=True)]
    kept = [(codes, group) for codes, group in kept if len(codes) > 1]
    if not kept:
        return Coefficient(value=None, low=None, high=None, units=0)
    values = sorted({code for codes, _ in kept for code in codes}, key=lambda code: (str(type(code)), code))
    number = {value: at for at, value in enumerate(values)}
    distance = _distances(values, scale)
    counts = np.zeros((len(kept), len(values)))
    for row, (codes, _) in enumerate(kept):
        for code in codes:
            counts[row, number[code]] += 1
    sizes = counts.sum(axis=1)
    observed = np.einsum("ui,ij,uj->u", counts, distance, counts, optimize=True) / (sizes - 1)
    names = sorted({group for _, group in kept})
    place = {name: at for at, name in enumerate(names)}
    member = np.array([place[group] for _, group in kept])
    by_group = np.zeros((len(names), len(values)))
    np.add.at(by_group, member, counts)
    observed_by = np.zeros(len(names))
    np.add.at(observed_by, member, observed)
    value = _alpha(observed_by.sum(), by_group.sum(axis=0), distance)
    low, high = _interval(observed_by, by_group, distance, times, seed)
    return Coefficient(value=value, low=low, high=high, units=len(kept))


def _alpha(observed: float, totals: npt.NDArray[np.float64], distance: npt.NDArray[np.float64]) -> float | None:
    number = totals.sum()
    expected = float(totals @ distance @ totals) / (number - 1) if number > 1 else 0.0
    return None if expected == 0 else float(1 - observed / expected)


def _interval(
    observed: npt.NDArray[np.float64],
    totals: npt.NDArray[np.float64],
    distance: npt.NDArray[np.float64],
    times: int,
    seed: int,
) -> tuple[float | None, float | None]:
    if len(observed) < 2 or times < 40:
        return None, None
    draw = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    found: list[float] = []
    for _ in range(times):
        weights = np.zeros(len(observed))
        for chosen in draw.choices(range(len(observed)), k=len(observed)):
            weights[chosen] += 1
        value = _alpha(float(observed @ weights), weights @ totals, distance)
        if value is not None:
            found.append(value)
    if len(found) < times // 2:
        return None, None
    found.sort()
    return found[int(0.025 * len(found))], found[min(len(found) - 1, int(0.975 * len(found)))]


def _distances(values: Sequence[Hashable], scale: Scale) -> npt.NDArray[np.float64]:
    """Squared differences between values (Krippendorff 2019, section 12.3)."""
    if scale == "nominal":
        return 1.0 - np.eye(len(values))
    figures = np.array([float(value) for value in values])  # type: ignore[arg-type]  # numbers, by the scale
    difference: npt.NDArray[np.float64] = figures[:, None] - figures[None, :]
    if scale == "interval":
        return difference**2
    total = figures[:, None] + figures[None, :]
    shares: npt.NDArray[np.float64] = np.divide(difference, total, out=np.zeros_like(difference), where=total != 0)
    return shares**2


def cohen(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Kappa of two coders over the units both coded; ``None`` where there are none, or chance alone would agree."""
    if not pairs:
        return None
    number = len(pairs)
    agreed = sum(one == other for one, other in pairs) / number
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[value] * second[value] for value in first) / number**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)
