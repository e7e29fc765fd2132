"""Fact words and weights: read, checked, and the file the one that was fitted."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from dateline.codebook.facts import FACTS, build_fact_weights, build_fact_words, load_fact_weights, load_fact_words
from dateline.codebook.tables import data_text
from dateline.record import CodebookError

LISTS: dict[str, Any] = {
    "after": ["court"], "care": ["hospital"], "death": ["die"], "hurt": ["wound"], "headline_dead": ["dead"],
    "headline_hurt": ["shot"], "headline_numbers": {"two": 2}, "officers": ["officer"],
}  # fmt: skip
WEIGHTS: dict[str, Any] = {"version": "v", **{fact: {"current": 1.0} for fact in FACTS}}


def test_the_weights_are_those_that_were_written() -> None:
    text = data_text("facts", "weights.toml")
    body = text.split("\n\n", 1)[1]
    assert load_fact_weights().version == hashlib.sha256(body.encode()).hexdigest()[:12]


def test_each_fact_has_weights_and_none_is_for_nothing() -> None:
    for fact, weights in load_fact_weights().weights.items():
        assert any(abs(weight) > 0.5 for weight in weights.values()), fact
        assert not [sign for sign, weight in weights.items() if weight == 0.0], fact


def test_words_of_death_are_none_of_injury() -> None:
    words = load_fact_words()
    assert not words.death & words.hurt
    assert not words.headline_dead & words.headline_hurt


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"care": []}, id="empty list"),
        pytest.param({"after": ["court", "court"]}, id="twice"),
        pytest.param({"hurt": ["Wound"]}, id="capitals"),
    ],
)
def test_wrong_words_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CodebookError, match=f"facts/words.toml: {next(iter(change))}"):
        build_fact_words(LISTS | change)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"day": {}}, id="no weights"),
        pytest.param({"town": {"current": "much"}}, id="no number"),
        pytest.param({"killed": {"zero": float("inf")}}, id="not finite"),
    ],
)
def test_wrong_weights_are_refused(change: dict[str, Any]) -> None:
    assert build_fact_weights(WEIGHTS).version == "v"
    with pytest.raises(CodebookError, match=f"facts/weights.toml: {next(iter(change))}"):
        build_fact_weights(WEIGHTS | change)
