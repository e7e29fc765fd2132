"""Claims of responsibility in a sentence of their own: which attack they are about, and who is its doer then."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event


def attack(coder: Coder, text: str) -> Event:
    return next(event for event in coder(text, published="2020-06-02").events if event.type == "ASSAULT")


def test_who_claims_an_attack_is_its_doer_by_his_own_word(coder: Coder) -> None:
    event = attack(coder, "A car bomb killed nine people in Mogadishu. Al-Shabaab later claimed responsibility.")
    assert [party.text for party in event.actors] == ["Al-Shabaab"]
    assert event.claim is not None
    assert event.claim.stance == "claims_responsibility"
    assert [reason.by for reason in event.why("actors")] == ["claim"]


def test_who_claims_it_stands_beside_doers_without_a_name(coder: Coder) -> None:
    event = attack(coder, "Gunmen attacked a base in Borno on Monday. Islamic State claimed responsibility for it.")
    assert [party.text for party in event.actors] == ["Gunmen", "Islamic State"]


def test_the_claim_is_of_the_attack_told_last(coder: Coder) -> None:
    text = "Gunmen killed a judge in Herat. A car bomb killed nine people in Kabul. The Taliban claimed responsibility."
    first, second = (event for event in coder(text, published="2020-06-02").events if event.type == "ASSAULT")
    assert first.claim is None
    assert second.claim is not None


@pytest.mark.parametrize(
    "told",
    [
        "No group has claimed responsibility.",
        "Al-Shabaab denied responsibility.",
        "There was no claim of responsibility.",
    ],
)
def test_nobody_is_made_a_doer_who_claims_nothing(coder: Coder, told: str) -> None:
    event = attack(coder, f"A car bomb killed nine people in Mogadishu. {told}")
    assert event.actors == ()
    assert event.claim is None


def test_a_doer_known_by_name_stays_alone(coder: Coder) -> None:
    event = attack(coder, "Boko Haram attacked a base in Borno. Islamic State claimed responsibility.")
    assert [party.name for party in event.actors] == ["Boko Haram"]
    assert event.claim is not None
