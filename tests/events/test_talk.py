"""Talk: in reports without violence, politicians who attack and fight only speak."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
import pytest

from dateline.events import coding, talk
from dateline.pipeline import Coder
from dateline.record import Count, Event, Reason, Span, Toll

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


TALK = (
    "The finance minister of Sudland spoke to bankers in Orvo on Tuesday. "
    "His government, he said, has launched an offensive for more jobs. "
    "The trade deficit, he said, will be smaller next year. "
    "The bankers applauded and asked for lower taxes."
)
RAID = (
    "The finance minister of Sudland spoke to bankers in Orvo on Tuesday. "
    "As he spoke, rebels attacked an army post outside the town and shot three guards. "
    "The trade deficit, he said, will be smaller next year. "
    "The bankers applauded and asked for lower taxes."
)


def attacks(coder: Coder, text: str) -> list[Event]:
    return [event for event in coder(text, published="1991-05-14").events if event.type == "ASSAULT"]


TOLD = Reason(about="type", by="assault.attack", text="fits")
KILLED = Reason(about="type", by="assault.kill", text="fits")


@pytest.mark.usefixtures("unvetted")
def test_violence_that_is_only_spoken_of_is_no_attack(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not attacks(coder, TALK)
    assert attacks(coder, RAID)
    monkeypatch.setattr(talk, "_is_figure", lambda event, parsed, least: False)
    monkeypatch.setattr(coding, "without_talk", lambda events, *books: list(events))
    assert [event.trigger.text for event in coder(TALK, published="1991-05-14").events if event.type == "ASSAULT"] == [
        "offensive"
    ]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, False),
        ({"status": "threatened"}, True),
        ({"status": "denied"}, True),
        ({"type": "PROTEST"}, True),
        ({"because": (KILLED,)}, True),
        ({"because": (TOLD, KILLED)}, True),
        ({"toll": Toll(killed=Count(min=1, max=1))}, True),
    ],
    ids=["spoken of", "threatened", "denied", "no violence", "a killing", "told again as one", "with a number"],
)
def test_what_a_figure_of_speech_is(coder: Coder, change: dict[str, Any], kept: bool) -> None:
    parsed = coder.reader(TALK)
    start = TALK.index("offensive")
    raid = attacks(coder, RAID)[0]
    span = Span(text="offensive", start=start, end=start + 9)
    figure = msgspec.structs.replace(
        raid, trigger=span, actors=(), recipients=(), toll=Toll(), status="occurred", because=(TOLD,)
    )
    event = msgspec.structs.replace(figure, **change)
    assert bool(talk.without_figures([event], parsed, talk.SPOKEN)) is kept
    bare = tuple(dataclasses.replace(sentence, vectors=None) for sentence in parsed.sentences)
    assert talk.without_figures([event], dataclasses.replace(parsed, sentences=bare), talk.SPOKEN)
