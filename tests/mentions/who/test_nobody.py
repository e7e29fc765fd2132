"""A phrase that names nobody is no party."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("A bomb killed six people at a bus stand. No group has claimed responsibility for the blast.", "No group"),
        ("Neither side fired on Monday, the ministry said.", "Neither side"),
        ("No villagers were hurt when the army shelled the hill.", "No villagers"),
    ],
)
def test_nobody_is_no_party(coder: Coder, text: str, nobody: str) -> None:
    record = coder(text, published="2021-10-09")
    assert nobody not in {party.text for party in record.parties}
    for event in record.events:
        assert nobody not in {party.text for party in (*event.actors, *event.recipients)}


def test_a_name_of_no_letters_costs_nobody_the_report(coder: Coder) -> None:
    record = coder("President Mr . ' spoke to police. Rebels shot two farmers.")
    assert record.failure is None
    assert [it.type for it in record.events if it.type == "ASSAULT"]


@pytest.mark.parametrize("text", ["A strong earthquake hit the town on Sunday.", "Sprinklers damaged the offices."])
def test_what_nature_and_pipes_do_nobody_does(coder: Coder, text: str) -> None:
    assert not {"A strong earthquake", "Sprinklers"} & {party.text for party in coder(text).parties}
