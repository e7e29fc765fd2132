"""People taken and freed: operations that are no assault, captives, and what is done to those who were taken."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event

Told = tuple[str, str | None, str, list[str], list[str]]
"""Type, mode and status of an event, its actors and its recipients."""


def told(event: Event) -> Told:
    """An event as the rows have it."""
    actors, recipients = ([it.text for it in side] for side in (event.actors, event.recipients))
    return event.type, event.mode, event.status, actors, recipients


OPERATIONS = [
    pytest.param(
        "Nine smugglers were detained in an operation near Gao on Monday.",
        [("COERCE", "arrest", "occurred", [], ["Nine smugglers"])], id="whom an operation caught did not carry it out",
    ),
    pytest.param(
        "Police detained three clerks in a raid on a warehouse in Gao.",
        [("COERCE", "arrest", "occurred", ["Police"], ["three clerks"])], id="a raid in which people are held",
    ),
    pytest.param(
        "Commandos freed five hostages in a raid on a farm near Gao.",
        [("AID", None, "occurred", ["Commandos"], ["five hostages"])], id="a raid in which people are freed",
    ),
    pytest.param(
        "Soldiers mounted an operation to free the hostages.",
        [("AID", None, "planned", ["Soldiers"], ["the hostages"])], id="an operation to free people",
    ),
    pytest.param(
        "Police launched a raid to catch the killers of Tom Rowe.",
        [("COERCE", "arrest", "planned", ["Police"], ["the killers of Tom Rowe"])], id="a raid to catch somebody",
    ),
    pytest.param(
        "The coastguard launched a rescue mission after a ferry sank.",
        [("AID", None, "occurred", ["The coastguard"], [])], id="a rescue mission",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), OPERATIONS)
def test_operations_that_are_no_assault(coder: Coder, text: str, wanted: list[Told]) -> None:
    assert [told(event) for event in coder(text).events] == wanted


def test_an_operation_to_free_a_city_is_an_assault(coder: Coder) -> None:
    events = coder("The army launched an operation to free the city from the rebels.").events
    assert "ASSAULT" in {event.type for event in events}


CAPTURES = [
    pytest.param("The rebels captured nine soldiers in the fighting.", "ASSAULT", "abducted", id="by rebels"),
    pytest.param(
        "Nine soldiers were captured by the rebels on Friday.", "ASSAULT", "abducted", id="by rebels, passive"
    ),
    pytest.param("Nine soldiers were captured in the fighting.", "ASSAULT", "abducted", id="soldiers, by nobody named"),
    pytest.param("The army captured nine rebels near Gao.", "ASSAULT", "arrested", id="fighters, by an army"),
    pytest.param("Police captured nine burglars near Gao.", "COERCE", "arrested", id="by police"),
]


@pytest.mark.parametrize(("text", "type_", "key"), CAPTURES)
def test_captured_fighters_are_no_arrest(coder: Coder, text: str, type_: str, key: str) -> None:
    (event,) = [event for event in coder(text).events if event.trigger.text == "captured"]
    count = getattr(event.toll, key)
    assert (event.type, event.mode) == (type_, "abduct" if type_ == "ASSAULT" else "arrest")
    assert count is not None
    assert count.min == 9


JOINED = [
    pytest.param(
        "A nurse was abducted by rebels on Sunday and later killed.", "killed", ["rebels"], ["A nurse"], id="killed",
    ),
    pytest.param(
        "Three nuns were kidnapped by gunmen and raped.", "raped", ["gunmen"], ["Three nuns"], id="a past form",
    ),
    pytest.param(
        "Nine porters were stopped by soldiers, searched and arrested.", "arrested", ["soldiers"], ["Nine porters"],
        id="the last of three",
    ),
    pytest.param(
        "Two men were dragged from their homes by rebels and later shot dead.", "shot dead", ["rebels"], ["Two men"],
        id="shot dead",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "actors", "recipients"), JOINED)
def test_joined_participles_share_their_doer(
    coder: Coder, text: str, trigger: str, actors: list[str], recipients: list[str]
) -> None:
    (event,) = [event for event in coder(text).events if event.trigger.text == trigger]
    assert ([it.text for it in event.actors], [it.text for it in event.recipients]) == (actors, recipients)


def test_things_found_with_the_dead_are_no_weapon(coder: Coder) -> None:
    killed, seized = coder("A rebel was killed and a suicide vest, fuses and pistols were seized from the hut.").events
    assert (killed.mode, killed.weapon, killed.recipients[0].text) == (None, None, "A rebel")
    assert (seized.type, seized.mode, seized.recipients) == ("COERCE", "seize", ())


def test_snatched_money_is_no_abduction(coder: Coder) -> None:
    (event,) = coder("The gunmen snatched 9,000 dollars from the grocers.").events
    assert (event.type, event.mode, event.toll.abducted) == ("COERCE", "seize", None)


@pytest.mark.parametrize(
    "text",
    [
        "The cook lost control of the van and rammed it into a fence.",
        "A lorry carrying sand lost control and slammed into a tram, killing three.",
    ],
)
def test_whoever_loses_control_attacks_nobody(coder: Coder, text: str) -> None:
    assert coder(text).events == ()


def test_trained_bombers_have_bombed_nothing(coder: Coder) -> None:
    (event,) = coder("Olan Birk, who trained suicide bombers, was killed in a gunfight.").events
    assert event.trigger.text == "killed"


def test_a_grenade_that_was_left_is_violence(coder: Coder) -> None:
    (event,) = coder("Masked men left a grenade outside a clinic in Gao.").events
    assert (event.type, event.mode) == ("ASSAULT", "explosives")


def test_rebels_hold_soldiers(coder: Coder) -> None:
    (event,) = coder("The rebels are holding six soldiers in the hills near Gao.").events
    assert (event.type, event.mode, event.status) == ("ASSAULT", "abduct", "ongoing")


def test_mortar_bombs_are_heavy_weapons(coder: Coder) -> None:
    (event,) = coder("Troops fired mortar bombs at a hamlet near Gao, wounding a shepherd.").events
    assert event.mode == "heavy-weapons"


def test_harm_before_the_shots_is_another_act(coder: Coder) -> None:
    (event, *_) = coder("Five rebels were killed as soldiers opened fire after a bomb wounded two cooks.").events
    assert event.mode == "firearms"
