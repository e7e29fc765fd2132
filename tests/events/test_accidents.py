"""Accidents: harm that nobody did is no act, harm with arms or intent in its sentence is one."""

from __future__ import annotations

import pytest

from dateline import Coder

ACCIDENTS = [
    "A student was killed in a crash on the road to Dasht.",
    "Two people were injured in a two-vehicle crash on Sunday.",
    "Eleven miners were killed when a shaft collapsed.",
    "Forty people were killed when a ferry sank off Java.",
    "A bus carrying pilgrims plunged into a gorge, killing 24.",
    "A fire at a factory killed 20 workers on Friday.",
    "The earthquake left 2,000 people dead.",
    "She was struck by a truck driven by a neighbour.",
    "A teacher has died after being hit by a lorry in Glasgow.",
    "An explosion at a fireworks factory killed 13 people in Bangkok.",
    "A gas cylinder exploded in a restaurant in Lahore, killing four people.",
    "A gardener was killed on Monday when a farmer accidentally struck him with a tractor.",
]
FORCE = [
    ("A militant rammed his car into a crowd, killing five people.", "rammed"),
    ("Three soldiers were killed when their truck hit a mine.", "killed"),
    ("Seven people were killed in a helicopter crash after rebels fired at it.", "killed"),
    ("A bomb exploded at a chemical plant near Tehran, wounding 20 workers.", "exploded"),
    ("The truce collapsed and 40 people were killed.", "killed"),
    ("Two weavers were killed in police fire in Dasht.", "killed"),
    ("A lorry hit a crowd of demonstrators in Dasht and killed two.", "killed"),
    ("An army truck hit two boys in Dasht.", "hit"),
    ("Rebels stormed the barracks in Dasht.", "stormed"),
    ("The navy sank a boat off the coast.", "sank"),
    ("Twelve people died when a car bomb blew up near a bus.", "blew up"),
]


@pytest.mark.parametrize("text", ACCIDENTS)
def test_what_nobody_did_is_no_act(coder: Coder, text: str) -> None:
    assert coder(text, published="2024-03-05").events == ()


@pytest.mark.parametrize(("text", "word"), FORCE)
def test_arms_and_intent_make_it_one(coder: Coder, text: str, word: str) -> None:
    found = [event for event in coder(text, published="2024-03-05").events if event.type == "ASSAULT"]
    assert any(word in span.text for event in found for span in (event.trigger, *event.evidence))
