"""Fact words and weights: how it is told which day, town and numbers of a report are those of what it is about.

The words lie in ``data/facts/words.toml``; ``weights.toml`` beside it is written by ``training/facts.py`` and says what
the weights were fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from dateline.codebook.tables import data_toml
from dateline.record import CodebookError

FACTS = ("day", "town", "killed", "injured")
"""What is weighed of a report's violence, in this order: how many were hurt is asked knowing how many died."""


@dataclass(frozen=True, slots=True)
class FactWords:
    """The lists of ``data/facts/words.toml``, which says what each is for; lemmas or words in lower case."""

    after: frozenset[str]
    care: frozenset[str]
    death: frozenset[str]
    hurt: frozenset[str]
    headline_dead: frozenset[str]
    headline_hurt: frozenset[str]
    headline_numbers: Mapping[str, int]
    officers: frozenset[str]


@dataclass(frozen=True, slots=True)
class FactWeights:
    """What each sign of a candidate counts for, by fact; a sign without a weight counts for nothing.

    ``version`` tells states apart.
    """

    weights: Mapping[str, Mapping[str, float]]
    version: str

    def chances(self, fact: str, candidates: Sequence[Mapping[str, float]]) -> list[float]:
        """The probability of each candidate for ``fact``, told by its signs; they add up to one."""
        weights = self.weights[fact]
        totals = [sum(weights.get(sign, 0.0) * value for sign, value in one.items()) for one in candidates]
        highest = max(totals, default=0.0)
        shares = [math.exp(total - highest) for total in totals]
        whole = math.fsum(shares)
        return [share / whole for share in shares]


@lru_cache(maxsize=1)
def load_fact_words() -> FactWords:
    """The packaged lists, read and checked once.

    Raises:
        CodebookError: a list is missing, has a word twice or one that is not in lower case.
    """
    return build_fact_words(data_toml("facts", "words.toml"))


def build_fact_words(lists: Mapping[str, Any]) -> FactWords:
    """Fact words from the contents of the file; raises as ``load_fact_words`` does."""
    found: dict[str, Any] = {"headline_numbers": dict(lists.get("headline_numbers", {}))}
    for field in fields(FactWords):
        if field.name in found:
            continue
        words = lists.get(field.name, [])
        if not words or len(set(words)) != len(words) or any(word != word.lower() for word in words):
            raise CodebookError(f"facts/words.toml: {field.name} is missing, has a word twice or one in capitals")
        found[field.name] = frozenset(words)
    return FactWords(**found)


@lru_cache(maxsize=1)
def load_fact_weights() -> FactWeights:
    """The packaged weights, read and checked once.

    Raises:
        CodebookError: a fact has no weights, or one of them is no number.
    """
    return build_fact_weights(data_toml("facts", "weights.toml"))


def build_fact_weights(table: Mapping[str, object]) -> FactWeights:
    """The weights from a parsed file; raises as ``load_fact_weights`` does."""
    found: dict[str, dict[str, float]] = {}
    for fact in FACTS:
        rows = table.get(fact)
        if not isinstance(rows, Mapping) or not rows or not _are_numbers(rows.values()):
            raise CodebookError(f"facts/weights.toml: {fact} has no weights, or one that is no number")
        found[fact] = {str(sign): float(value) for sign, value in rows.items()}
    return FactWeights(found, str(table.get("version", "")))


def _are_numbers(values: Iterable[object]) -> bool:
    return all(isinstance(value, float) and math.isfinite(value) for value in values)
