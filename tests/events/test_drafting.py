"""Drafting: the acts that the words of a sentence tell."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def one(coder: Coder, text: str, type_: str) -> Event:
    (event,) = [event for event in events(coder, text) if event.type == type_]
    return event


@pytest.mark.parametrize("thing", ["A landmine", "A piece of shrapnel"])
def test_a_thing_is_no_perpetrator(coder: Coder, thing: str) -> None:
    event = one(coder, f"{thing} killed two farmers near Mosul on Monday.", "ASSAULT")
    assert event.actors == ()
    assert one(coder, "Rebels killed two farmers near Mosul on Monday.", "ASSAULT").actors[0].text == "Rebels"


def test_whoever_survives_an_attack_was_attacked(coder: Coder) -> None:
    event = one(coder, "The mayor escaped a bomb attack by rebels near Tarwa on Monday.", "ASSAULT")
    assert [party.text for party in event.recipients] == ["The mayor"]
    assert [party.text for party in event.actors] == ["rebels"]


def test_a_team_of_police_plays_no_game(coder: Coder) -> None:
    event = one(coder, "A joint team of police and soldiers arrested four men in Tarwa on Monday.", "COERCE")
    assert event.mode == "arrest"
    (raid,) = [it for it in events(coder, "A team of rebels attacked a camp in Tarwa.") if it.type == "ASSAULT"]
    assert raid.recipients
