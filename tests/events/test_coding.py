"""Coding: whole reports of our own writing, from text to events."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def one(coder: Coder, text: str, type_: str) -> Event:
    (event,) = [event for event in events(coder, text) if event.type == type_]
    return event


@pytest.mark.parametrize(
    ("text", "mode", "killed", "injured"),
    [
        ("A car bomb killed 12 people and wounded 30 in Baghdad on Monday.", "explosives", 12, 30),
        ("Gunmen opened fire on a bus near Quetta, killing five passengers.", "firearms", 5, None),
        ("Three villagers were killed when police fired on a crowd in Jaipur.", "firearms", 3, None),
        ("A suicide attack on a convoy in Kabul killed at least eight people.", "suicide-attack", 8, None),
    ],
)
def test_words_of_one_act_are_one_event(
    coder: Coder, text: str, mode: str, killed: int | None, injured: int | None
) -> None:
    event = one(coder, text, "ASSAULT")
    assert event.mode == mode
    assert (event.toll.killed.min if event.toll.killed else None) == killed
    assert (event.toll.injured.min if event.toll.injured else None) == injured


def test_every_event_gives_its_reasons(coder: Coder) -> None:
    text = "Rebels attacked an army camp near Kirkuk on Monday, killing four soldiers. Norland condemned the attack."
    found = events(coder, text)
    assert found
    for event in found:
        assert {"type", "status", "actors", "when", "where", "codes"} <= {reason.about for reason in event.because}
        assert event.evidence
        assert event.trigger in event.evidence


def test_ids_follow_the_text(coder: Coder) -> None:
    found = events(coder, "Police arrested two men. Protesters marched against the government. Rebels bombed a bridge.")
    assert [event.id for event in found] == [f"e{place}" for place in range(1, len(found) + 1)]
    assert [event.trigger.start for event in found] == sorted(event.trigger.start for event in found)


def test_a_happening_told_twice_is_one_event_with_more_evidence(coder: Coder) -> None:
    text = "Rebels killed four soldiers near Kirkuk on Monday. The attack came before dawn. The rebels fled."
    attacks = [event for event in events(coder, text) if event.type == "ASSAULT"]
    assert len(attacks) == 1
    assert any(span.text == "attack" for span in attacks[0].evidence)


def test_a_claim_of_responsibility_names_the_actor(coder: Coder) -> None:
    text = "A bomb killed nine people in Mosul on Sunday. The Islamic State claimed responsibility for the bombing."
    claimed = [event for event in events(coder, text) if event.claim and event.claim.stance == "claims_responsibility"]
    assert claimed
    assert any("Islamic State" in (party.name or party.text) for event in claimed for party in event.actors)


def test_a_refusal_has_the_recipient_of_what_is_refused(coder: Coder) -> None:
    event = one(coder, "Germany refused to send troops to Iraq.", "REJECT")
    assert [party.text for party in event.recipients] == ["Iraq"]


def test_at_most_three_events_are_main(coder: Coder) -> None:
    text = " ".join(
        f"Police arrested {number} men in Karachi. Iran condemned Iraq. Rebels bombed a bridge." for number in "2345"
    )
    assert 1 <= sum(event.main for event in events(coder, text)) <= 3


def test_nothing_to_code_gives_no_event(coder: Coder) -> None:
    assert events(coder, "The museum opens at ten. Tickets cost four crowns, and children pay half.") == ()


def test_same_text_same_events(coder: Coder) -> None:
    text = "Iran accused Iraq of shelling a village and threatened to close the border."
    assert events(coder, text) == events(coder, text)


@pytest.mark.parametrize("thing", ["A landmine", "A piece of shrapnel"])
def test_a_thing_is_no_perpetrator(coder: Coder, thing: str) -> None:
    event = one(coder, f"{thing} killed two farmers near Mosul on Monday.", "ASSAULT")
    assert event.actors == ()
    assert one(coder, "Rebels killed two farmers near Mosul on Monday.", "ASSAULT").actors[0].text == "Rebels"


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


def modes(coder: Coder, text: str) -> list[str | None]:
    return [event.mode for event in events(coder, text) if event.type == "ASSAULT"]


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


def test_whoever_survives_an_attack_was_attacked(coder: Coder) -> None:
    event = one(coder, "The mayor escaped a bomb attack by rebels near Tarwa on Monday.", "ASSAULT")
    assert [party.text for party in event.recipients] == ["The mayor"]
    assert [party.text for party in event.actors] == ["rebels"]


def test_an_arrest_and_a_seizure_are_two_acts(coder: Coder) -> None:
    found = events(coder, "Police arrested two smugglers and seized forty rifles in Tarwa on Monday.")
    assert [event.mode for event in found] == ["arrest", "seize"]


def test_what_somebody_is_arrested_with_is_taken_from_him(coder: Coder) -> None:
    found = events(coder, "Police arrested a smuggler along with a pistol and six bullets in Tarwa on Monday.")
    assert [event.mode for event in found] == ["arrest", "seize"]
    assert found[1].weapon is not None
    assert found[1].weapon.text == "pistol"
    assert found[1].codes.plover == "COERCE:seize"
    assert [event.mode for event in events(coder, "Police arrested a smuggler with the help of a clerk.")] == ["arrest"]


def test_a_fight_has_both_sides_as_actors(coder: Coder) -> None:
    event = one(coder, "Two rebels were killed in a gun battle with soldiers near Tarwa on Monday.", "ASSAULT")
    assert {party.text for party in event.actors} == {"soldiers", "Two rebels"}
    assert [party.text for party in event.recipients] == ["Two rebels"]
    fight = one(coder, "A gun battle broke out between soldiers and rebels near Tarwa on Monday.", "ASSAULT")
    assert {party.text for party in fight.actors} == {"soldiers", "rebels"}


@pytest.mark.parametrize(
    "text",
    [
        "We have found the severed head on the blast site, the commander said.",
        "Officers identified the dead gunman as a clerk of the mill.",
        "The body of the clerk was recovered from the spot the next day.",
    ],
)
def test_what_is_only_said_or_found_is_no_force(coder: Coder, text: str) -> None:
    assert not [event for event in events(coder, text) if event.type in ("ASSAULT", "COERCE")]


def test_a_team_of_police_plays_no_game(coder: Coder) -> None:
    event = one(coder, "A joint team of police and soldiers arrested four men in Tarwa on Monday.", "COERCE")
    assert event.mode == "arrest"
    (raid,) = [it for it in events(coder, "A team of rebels attacked a camp in Tarwa.") if it.type == "ASSAULT"]
    assert raid.recipients


def test_the_operation_in_which_somebody_was_arrested_is_no_assault(coder: Coder) -> None:
    text = "Four smugglers were arrested by soldiers during an operation in the Tarwa hills on Monday."
    assert [event.type for event in events(coder, text)] == ["COERCE"]
    assert modes(coder, "Three rebels were killed during an operation in the Tarwa hills on Monday.")


def test_the_policeman_a_man_killed_did_not_arrest_him(coder: Coder) -> None:
    text = "A smuggler wanted in connection with the murder of two police constables was arrested in Tarwa on Monday."
    assert not one(coder, text, "COERCE").actors


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Police went to check on a bomb threat to the Harbour Bank and found a rifle in the bushes.", "COERCE"),
        ("President Moro discussed the crisis with the one ally who backed his threat of force.", "CONSULT"),
    ],
)
def test_the_type_head_gives_no_type_where_its_parties_are_anothers(coder: Coder, text: str, type_: str) -> None:
    assert one(coder, text, type_).type == type_


def test_no_one_attacks_by_the_type_head_alone(coder: Coder) -> None:
    assert not events(coder, "A strong earthquake hit an island off the southern coast of Iran on Sunday.")


_QUIET = " The market was quiet. Rain fell in the hills. It was a cold week. Shops stayed full."


def test_in_a_longer_report_the_type_head_must_be_sure(coder: Coder) -> None:
    assert not events(coder, "Senator Jones spoke of President Castro's years as mayor." + _QUIET)
    sure = "Minister Brown spent the evening with the family of Governor Ito." + _QUIET
    assert one(coder, sure, "CONSULT").recipients


@pytest.mark.parametrize(
    "text",
    [
        "President Moro said he would meet Chancellor Lang on Monday.",
        "President Moro is due to meet Chancellor Lang on Monday in Vienna.",
        "President Moro is expected to hold talks with Chancellor Lang on Monday.",
    ],
)
def test_a_meeting_to_come_is_told_once(coder: Coder, text: str) -> None:
    found = [(event.type, event.status) for event in events(coder, text + _QUIET)]
    assert found == [("CONSULT", "planned")]


def test_what_was_done_has_no_day_after_the_report(coder: Coder) -> None:
    text = "The governor promised on local radio that tankers would be sent to the western districts by Friday."
    promise = one(coder, text, "AGREE")
    assert promise.when is None or (promise.when.from_ or "") <= "2024-03-05"


def test_attacks_in_the_plural_and_habits_borrow_no_day(coder: Coder) -> None:
    text = (
        "Rebels shot two guards near Orvo on Monday. The front has claimed responsibility for a spate of attacks on "
        "convoys. Its men have been ambushing soldiers in the hills."
    )
    days = {event.trigger.text: event.when for event in events(coder, text)}
    assert days["shot"] is not None
    assert days["ambushing"] is None
