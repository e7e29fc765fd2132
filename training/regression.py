"""A logistic regression with a ridge, by Newton's method: it fits the weights of named signs and of signals."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.codebook.sign_weights import OFFSET, SignWeights

Told = tuple[Collection[str], bool]
"""The signs of one thing, and whether what is asked of it is so."""
Doubles = NDArray[np.float64]
_ROUNDS = 60
_STILL = 1e-9
"""Largest step at which the weights no longer move."""


def fit_logistic(values: Any, right: Any, ridge: float, shares: Any = None) -> Doubles:
    """The offset and the weight of each column of ``values`` (``[rows, columns]``), the offset first and not shrunk.

    ``right`` is 1 or 0 for each row, ``shares`` how much each row counts (``None``: all the same).
    """
    rows = np.hstack([np.ones((len(values), 1)), np.asarray(values, float)])
    wanted = np.asarray(right, float)
    counted = np.ones(len(rows)) if shares is None else np.asarray(shares, float)
    penalty = np.full(rows.shape[1], ridge)
    penalty[0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (counted * (chance - wanted)) + penalty * weights
        bend = (rows * (counted * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < _STILL:
            break
    return weights


def fit_signs(told: Sequence[Told], ridge: float, least: int) -> dict[str, float]:
    """The offset and the weight of each sign that ``least`` of the examples have."""
    counts = Counter(sign for signs, _ in told for sign in set(signs))
    names = sorted(sign for sign, count in counts.items() if count >= least)
    column = {name: place for place, name in enumerate(names)}
    values = np.zeros((len(told), len(names)))
    for place, (signs, _) in enumerate(told):
        for sign in set(signs) & column.keys():
            values[place, column[sign]] = 1.0
    weights = fit_logistic(values, [right for _, right in told], ridge)
    return dict(zip((OFFSET, *names), weights.tolist(), strict=True))


def crossed(told: Sequence[Told], folds: Sequence[int], ridge: float, least: int) -> list[float]:
    """The chance of each example by weights fitted on the other folds."""
    chances = [0.0] * len(told)
    for out in sorted(set(folds)):
        weights = fit_signs([one for one, own in zip(told, folds, strict=True) if own != out], ridge, least)
        known = SignWeights({"": weights}, "")
        for place, ((signs, _), own) in enumerate(zip(told, folds, strict=True)):
            if own == out:
                chances[place] = known.chance("", set(signs))
    return chances


def write_weights(path: Path, head: str, weights: Mapping[str, Mapping[str, float]]) -> None:
    """Write the weights by question as TOML, below the comment ``head``, with their checksum as version."""
    body = "\n".join(
        f"[{about}]\n" + "".join(f'"{name}" = {value:.4f}\n' for name, value in sorted(own.items()))
        for about, own in weights.items()
    )
    version = hashlib.sha256(body.encode()).hexdigest()[:12]
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'{head}version = "{version}"\n\n{body}', "utf-8")
