"""Weights by which a day or a place of another sentence is taken for an act's (``data/setting/weights.toml``)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dateline.codebook.tables import data_toml
from dateline.record import CodebookError

BORROWED = ("when", "where")
OFFSET = "offset"


@dataclass(frozen=True, slots=True)
class BorrowingWeights:
    """By what is borrowed the weight of each sign, a logistic regression's; ``version`` is their checksum."""

    weights: Mapping[str, Mapping[str, float]]
    version: str

    def chance(self, about: str, signs: Iterable[str]) -> float:
        """How likely something with these signs is the act's."""
        known = self.weights[about]
        total = known[OFFSET] + sum(known.get(sign, 0.0) for sign in signs)
        return 1.0 / (1.0 + math.exp(-total))


@lru_cache(maxsize=1)
def load_borrowing_weights() -> BorrowingWeights:
    """The packaged weights, read and checked once.

    Raises:
        CodebookError: one of the two is missing, or a weight is no number.
    """
    return build_borrowing_weights(data_toml("setting", "weights.toml"))


def build_borrowing_weights(table: Mapping[str, object]) -> BorrowingWeights:
    """The weights from a parsed file; raises as ``load_borrowing_weights`` does."""
    found: dict[str, dict[str, float]] = {}
    for about in BORROWED:
        rows = table.get(about)
        numbers = isinstance(rows, Mapping) and all(
            isinstance(value, float) and math.isfinite(value) for value in rows.values()
        )
        if not isinstance(rows, Mapping) or not numbers or OFFSET not in rows:
            raise CodebookError(f"setting/weights.toml: {about} has no weights, or one that is no number")
        found[about] = {str(sign): float(value) for sign, value in rows.items()}
    return BorrowingWeights(found, str(table.get("version", "")))
