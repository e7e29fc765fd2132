"""Police: what they do as the reader sees it."""

from __future__ import annotations

from dateline.pipeline import Coder
from dateline.record import Event


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def one(coder: Coder, text: str, type_: str) -> Event:
    (event,) = [event for event in events(coder, text) if event.type == type_]
    return event


def test_the_policeman_a_man_killed_did_not_arrest_him(coder: Coder) -> None:
    text = "A smuggler wanted in connection with the murder of two police constables was arrested in Tarwa on Monday."
    assert not one(coder, text, "COERCE").actors
