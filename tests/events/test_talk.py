"""Talk: in reports without violence, politicians who attack and fight only speak."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder

ELECTION = "Senator Mark Rowe and President Barack Obama spoke in Ohio on Monday."


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Senator Mark Rowe attacked President Barack Obama again over taxes on Tuesday.", "ACCUSE"),
        ("Senator Mark Rowe fought a long battle over taxes.", None),
    ],
)
def test_politicians_attack_each_other_in_words(coder: Coder, text: str, type_: str | None) -> None:
    found = [event.type for event in coder(f"{ELECTION} {text}", published="2016-05-04").events]
    assert "ASSAULT" not in found
    assert type_ is None or type_ in found


@pytest.mark.parametrize(
    "text",
    [
        "President Barack Obama ordered an attack on Gaza on Monday.",
        "Rebels attacked Senator Mark Rowe in Ohio on Monday.",
        "Senator Mark Rowe was attacked in Ohio on Monday.",
        "A man shot a guard in Ohio. Senator Mark Rowe attacked President Barack Obama over it.",
    ],
)
def test_where_there_is_violence_an_attack_is_one(coder: Coder, text: str) -> None:
    assert "ASSAULT" in [event.type for event in coder(text, published="2016-05-04").events]
