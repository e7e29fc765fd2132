"""Merging: words of a sentence that tell one act, and those that tell two."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def one(coder: Coder, text: str, type_: str) -> Event:
    (event,) = [event for event in events(coder, text) if event.type == type_]
    return event


def modes(coder: Coder, text: str) -> list[str | None]:
    return [event.mode for event in events(coder, text) if event.type == "ASSAULT"]


@pytest.mark.parametrize(
    ("text", "mode", "killed", "injured"),
    [
        ("A car bomb killed 12 people and wounded 30 in Baghdad on Monday.", "explosives", 12, 30),
        ("Gunmen opened fire on a bus near Quetta, killing five passengers.", "firearms", 5, None),
        ("Three villagers were killed when police fired on a crowd in Jaipur.", "firearms", 3, None),
        ("A suicide attack on a convoy in Kabul killed at least eight people.", "suicide-attack", 8, None),
        (
            "An explosion on a bus in Kabul, injuring 12 people, was a terror attack, sources said.",
            "explosives",
            None,
            12,
        ),
        ("The blast shook the market in Kabul, killing three traders.", "explosives", 3, None),
    ],
)
def test_words_of_one_act_are_one_event(
    coder: Coder, text: str, mode: str, killed: int | None, injured: int | None
) -> None:
    event = one(coder, text, "ASSAULT")
    assert event.mode == mode
    assert (event.toll.killed.min if event.toll.killed else None) == killed
    assert (event.toll.injured.min if event.toll.injured else None) == injured


@pytest.mark.parametrize(
    ("text", "sub_event_type"),
    [
        ("Rebels captured the town of Mosul after a week of fighting.", "Non-state actor overtakes territory"),
        ("Soldiers attacked the rebels and retook the airport.", "Government regains territory"),
        ("The rebels set up a base near the river.", "Headquarters or base established"),
        ("The rebels attacked soldiers near the river.", "Armed clash"),
    ],
)
def test_what_an_act_leaves_behind_is_coded(coder: Coder, text: str, sub_event_type: str) -> None:
    codes = [event.codes.acled.sub_event_type for event in coder(text).events if event.codes.acled]
    assert sub_event_type in codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels fired at a patrol and threw two grenades in Tarwa on Monday.", ["firearms", "explosives"]),
        ("Six guards were hurt in a bomb and gun attack on a bank in Tarwa.", ["firearms", "explosives"]),
        ("A post in Tarwa was attacked with a grenade and gunfire by rebels.", ["explosives", "firearms"]),
        ("Two guards were shot dead in Tarwa. Troops recovered a pistol and four grenades.", ["firearms"]),
    ],
)
def test_acts_by_two_kinds_of_weapon_are_two(coder: Coder, text: str, expected: list[str]) -> None:
    assert sorted(modes(coder, text), key=str) == sorted(expected)


def test_a_second_act_has_the_target_of_the_first(coder: Coder) -> None:
    found = events(coder, "Rebels fired at a bank clerk and threw two grenades in Tarwa on Monday.")
    shot, blast = (event for event in found if event.type == "ASSAULT")
    assert [party.text for party in blast.recipients] == [party.text for party in shot.recipients]
    assert "in one breath" in next(reason.text for reason in blast.because if reason.about == "recipients")


def test_an_arrest_and_a_seizure_are_two_acts(coder: Coder) -> None:
    found = events(coder, "Police arrested two smugglers and seized forty rifles in Tarwa on Monday.")
    assert [event.mode for event in found] == ["arrest", "seize"]


def test_a_fight_has_both_sides_as_actors(coder: Coder) -> None:
    event = one(coder, "Two rebels were killed in a gun battle with soldiers near Tarwa on Monday.", "ASSAULT")
    assert {party.text for party in event.actors} == {"soldiers", "Two rebels"}
    assert [party.text for party in event.recipients] == ["Two rebels"]
    fight = one(coder, "A gun battle broke out between soldiers and rebels near Tarwa on Monday.", "ASSAULT")
    assert {party.text for party in fight.actors} == {"soldiers", "rebels"}


def test_an_act_that_only_follows_another_has_its_own_outcome(coder: Coder) -> None:
    attack = next(
        event
        for event in events(coder, "The attack on the camp was followed by a shooting, killing two guards.")
        if event.trigger.text == "attack"
    )
    assert attack.toll.killed is None


def test_who_loses_a_town_is_the_recipient(coder: Coder) -> None:
    event = one(coder, "Government troops took the town of Runirgod from the militants on Tuesday.", "ASSAULT")
    assert [party.text for party in event.recipients] == ["the militants"]
