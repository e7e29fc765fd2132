"""Weights of named signs, from which the chance of something follows: the ``weights.toml`` of a folder of data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dateline.codebook.tables import data_toml
from dateline.record import CodebookError

OFFSET = "offset"
"""What every chance begins with, whatever the signs."""


@dataclass(frozen=True, slots=True)
class SignWeights:
    """By what is asked the weight of each sign, a logistic regression's; ``version`` is their checksum."""

    weights: Mapping[str, Mapping[str, float]]
    version: str

    def chance(self, about: str, signs: Iterable[str]) -> float:
        """How likely it is with these signs."""
        known = self.weights[about]
        total = known[OFFSET] + sum(known.get(sign, 0.0) for sign in signs)
        return 1.0 / (1.0 + math.exp(-total))


@lru_cache(maxsize=4)
def load_sign_weights(folder: str, questions: tuple[str, ...]) -> SignWeights:
    """The packaged weights of ``data/<folder>/weights.toml`` for all of the questions, read and checked once.

    Raises:
        CodebookError: a question has no weights, or a weight is no number.
    """
    return build_sign_weights(f"{folder}/weights.toml", questions, data_toml(folder, "weights.toml"))


def build_sign_weights(name: str, questions: Iterable[str], table: Mapping[str, object]) -> SignWeights:
    """The weights from a parsed file called ``name``; raises as ``load_sign_weights`` does."""
    found: dict[str, dict[str, float]] = {}
    for about in questions:
        rows = table.get(about)
        numbers = isinstance(rows, Mapping) and all(
            isinstance(value, float) and math.isfinite(value) for value in rows.values()
        )
        if not isinstance(rows, Mapping) or not numbers or OFFSET not in rows:
            raise CodebookError(f"{name}: {about} has no weights, or one that is no number")
        found[about] = {str(sign): float(value) for sign, value in rows.items()}
    return SignWeights(found, str(table.get("version", "")))
