"""Calibration: what turns the coder's own score of an event into a probability, read from ``data/confidence``.

The file is written by ``benchmarks/calibration.py``; it names what the weights were fitted on and how well they hold on
items left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.codebook.tables import data_toml
from dateline.record import CodebookError

FEATURES = ("offset", "score", "actors", "recipients", "mutual", "named", "type_head", "role_head", "alone")
"""What the probability is worked out from, in the order of the weights (each is told in ``events/confidence.py``)."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a logistic regression over ``FEATURES``, for events read with and without the learned reader.

    ``engine`` is the learned reader they were fitted with (empty: none was); ``version`` tells states apart.
    """

    model: tuple[float, ...]
    codebook: tuple[float, ...]
    engine: str
    version: str

    def probability(self, values: Sequence[float], learned: bool) -> float:
        """The probability for the values of ``FEATURES``, between 0.01 and 0.99."""
        weights = self.model if learned else self.codebook
        total = sum(weight * value for weight, value in zip(weights, values, strict=True))
        return min(max(1.0 / (1.0 + math.exp(-total)), 0.01), 0.99)


IDENTITY = Calibration(model=(0.0, 1.0, *[0.0] * 7), codebook=(0.0, 1.0, *[0.0] * 7), engine="", version="identity")
"""Leaves the coder's own score as it is: for fitting anew."""


@lru_cache(maxsize=1)
def load_calibration() -> Calibration:
    """The packaged weights, read and checked once.

    Raises:
        CodebookError: a weight is missing, misspelt or no number.
    """
    return build_calibration(data_toml("confidence", "weights.toml"))


def build_calibration(table: Mapping[str, object]) -> Calibration:
    """The weights from a parsed file; raises as ``load_calibration`` does."""
    found = {}
    for name in ("model", "codebook"):
        rows = table.get(name)
        if not isinstance(rows, Mapping) or set(rows) != set(FEATURES):
            raise CodebookError(f"confidence/weights.toml: {name} must have exactly {', '.join(FEATURES)}")
        values = [rows[feature] for feature in FEATURES]
        if not all(isinstance(value, float) and math.isfinite(value) for value in values):
            raise CodebookError(f"confidence/weights.toml: a weight of {name} is no finite number")
        found[name] = tuple(values)
    return Calibration(found["model"], found["codebook"], str(table.get("engine", "")), str(table.get("version", "")))
