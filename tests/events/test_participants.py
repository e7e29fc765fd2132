"""Only parties take part; what else stands in their place is left out and said."""

from __future__ import annotations

import pytest

import dateline
from dateline.events.participants import _without_edges
from dateline.pipeline import Coder
from dateline.record import Party


@pytest.fixture(scope="module")
def coder() -> Coder:
    return dateline.load()


ROWS = [
    pytest.param(
        "Thousands marched against rubbish and water cuts in the town.", "PROTEST", [], id="a cause is nobody"
    ),
    pytest.param("The envoy and the rebels agreed on a list of warehouses.", "AGREE", [], id="a list is nobody"),
    pytest.param("The minister met the union about the bridges on Monday.", "CONSULT", [], id="bridges are nobody"),
    pytest.param("Rebels burned the village after dusk.", "ASSAULT", ["the village"], id="what was hit stays"),
    pytest.param("Police arrested two after the raid.", "COERCE", ["two"], id="people counted, not named"),
]


@pytest.mark.parametrize(("text", "type_", "recipients"), ROWS)
def test_only_parties_take_part(coder: Coder, text: str, type_: str, recipients: list[str]) -> None:
    events = [event for event in coder(text).events if event.type == type_]
    assert events
    assert [party.text for party in events[0].recipients] == recipients


def test_what_was_left_out_is_named(coder: Coder) -> None:
    (event,) = [event for event in coder("Cambodia rejected the border proposal.").events if event.type == "REJECT"]
    assert event.recipients == ()
    assert any("left out: no party" in reason.text for reason in event.because if reason.about == "recipients")


def test_the_dateline_is_no_actor(coder: Coder) -> None:
    text = "NIAMEY, 22 November 2022 (Meridian News) — Gunmen on motorcycles killed fourteen soldiers near Abala.\n"
    for event in coder(text).events:
        assert all(party.start > text.index("—") for party in (*event.actors, *event.recipients))


def test_a_recipe_has_no_violence(coder: Coder) -> None:
    text = "Chop the onion and two carrots, then turn off the heat."
    assert [event.type for event in coder(text).events] == []


def test_a_marked_run_is_taken_to_its_noun(coder: Coder) -> None:
    record = coder("About forty families have fled to churches in Tarvo since Friday.")
    for event in record.events:
        for party in (*event.actors, *event.recipients):
            assert party.text not in {"About", "About forty", "forty"}


def test_what_the_type_head_alone_finds_needs_two_parties(coder: Coder) -> None:
    """The head was asked what one party does to another: a town that stocks lie in is not the other."""
    record = coder("Aid agencies say that stocks in El Fasher will last three weeks.")
    assert [event for event in record.events if not (event.actors and event.recipients)] == []


def test_a_party_of_marks_alone_costs_no_report() -> None:
    marks = Party(text="—,", start=4, end=6)
    assert _without_edges(marks) == marks
    assert _without_edges(Party(text="(police)", start=4, end=12)).text == "police"


def test_within_quotation_marks_the_speaker_does_not_act(coder: Coder) -> None:
    text = '"In these hard times our soldiers defy the enemy," the minister\'s office quoted Moro as saying.'
    [event] = coder(text).events
    assert [party.text for party in event.actors] == ["our soldiers"]
    assert not event.recipients


def test_money_is_extorted_from_people(coder: Coder) -> None:
    [event] = coder("The gang has extorted money from shopkeepers since May.").events
    assert [party.text for party in event.recipients] == ["shopkeepers"]


def test_provinces_are_not_what_an_attack_hits(coder: Coder) -> None:
    record = coder("The group has claimed responsibility for arson attacks in Diyala and Mosul provinces.")
    assert not [party.text for event in record.events for party in event.recipients if "provinces" in party.text]


def test_the_i_of_a_quotation_is_no_name(coder: Coder) -> None:
    record = coder('"This was an invitation that I would never have forgiven myself if I had refused," Moro said.')
    assert not [party.text for event in record.events for party in event.actors if party.text == "I"]


def test_whom_only_a_head_names_as_doer_is_not_also_who_was_hit(coder: Coder) -> None:
    text = (
        "A nurse was murdered at her door on Friday morning in Dasht. Two clerks were gunned down by hired gunmen "
        "in a tea house in the north of the town.\n\nThe mayor had been buried the day before. He was assassinated on "
        "27 October."
    )
    for event in coder(text, published="1989-10-28").events:
        assert not {party.start for party in event.actors} & {party.start for party in event.recipients}


def test_those_killed_in_a_fight_took_part_in_it(coder: Coder) -> None:
    (event,) = coder("Two rebels were killed in an encounter with the police in Dasht.", published="2024-03-05").events
    assert {party.text for party in event.actors} == {"the police", "Two rebels"}
    assert [party.text for party in event.recipients] == ["Two rebels"]


def test_whoever_foils_a_bid_has_none(coder: Coder) -> None:
    text = "Police foiled a bid by militants to blow up a bridge in Dasht."
    (event,) = (event for event in coder(text, published="2024-03-05").events if event.type == "ASSAULT")
    assert [party.text for party in event.actors] == ["militants"]


COUNTRIES = [
    pytest.param(
        "Kenyan President Tom Rowe arrived in Uganda on Monday on his first official visit.", "CONSULT",
        [("Uganda", "state", "UGA", "state:UGA")], id="a country is its state",
    ),
    pytest.param("North Korea fired a missile at Busan.", "ASSAULT", [("Busan", "place", "KOR", None)], id="a town"),
    pytest.param(
        "The Republic of Malta recognised Kosovo.", "SUPPORT", [("Kosovo", "state", "KOS", "state:XKX")],
        id="a state by its long name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "type_", "recipients"), COUNTRIES)
def test_a_place_that_takes_part_has_its_country(
    coder: Coder, text: str, type_: str, recipients: list[tuple[str, str, str, str | None]]
) -> None:
    (event,) = [event for event in coder(text).events if event.type == type_]
    assert [(it.text, it.kind, it.country, it.id) for it in event.recipients] == recipients
    assert all(party.country for party in event.actors)


def test_states_that_only_commas_part_are_several(coder: Coder) -> None:
    events = coder("Bahrain, Kuwait, Jordan condemned the attack.").events
    (event,) = [event for event in events if event.type == "ACCUSE"]
    assert [party.country for party in event.actors] == ["BHR", "KWT", "JOR"]


def test_who_is_in_a_country_is_not_the_country(coder: Coder) -> None:
    record = coder("A chief envoy in the United Arab Emirates criticised Kenya.")
    (event,) = record.events
    assert [(party.kind, party.sector) for party in event.actors] == [("person", "GOV")]


def test_a_bank_of_a_river_is_no_company(coder: Coder) -> None:
    record = coder("Soldiers tore down three houses in the West Bank on Monday.")
    assert not [party for party in record.parties if party.sector == "BUS"]
    (soldiers,) = [party for party in record.parties if party.sector == "MIL"]
    assert soldiers.country is None, "no army there is the country's own"


def test_who_is_in_a_town_is_of_its_country(coder: Coder) -> None:
    for text in (
        "Strikers in the northern Ugandan town of Gulu blocked the road.",
        "Teachers in Uganda's capital, Kampala, went on strike.",
    ):
        assert coder(text).parties[0].country == "UGA", text


def test_a_movement_of_people_is_no_party(coder: Coder) -> None:
    (event,) = coder("The movement of traders was blocked by soldiers.").events
    assert not [party for party in event.recipients if party.kind == "organisation"]


def test_whose_machines_strike_acts(coder: Coder) -> None:
    (event,) = coder("The camp was bombed by Israeli warplanes.").events
    assert [(it.text, it.country, it.sector) for it in event.actors] == [("Israeli warplanes", "ISR", "MIL")]
    assert event.mode == "aerial"


def test_a_bomber_attacks_others_than_himself(coder: Coder) -> None:
    (event,) = coder("A suicide bomber blew himself up outside the embassy in Kabul, killing two guards.").events
    assert [party.text for party in event.recipients] == ["two guards"]


def test_whose_protest_is_broken_up_suffers_it(coder: Coder) -> None:
    event = coder("Spanish police broke up a protest by Catalan students in Barcelona.").events[0]
    assert [party.text for party in event.recipients] == ["Catalan students"]


SIDES = [
    pytest.param(
        "Germany and Namibia opened talks in Windhoek on compensation.", "CONSULT", ["DEU", "NAM"], [], id="host town"
    ),
    pytest.param("The Kenyan president met rebels in Chad.", "CONSULT", ["KEN", "TCD"], [], id="where they met"),
    pytest.param(
        "Papua New Guinea declared a state of emergency after riots killed sixteen people.", "COERCE", ["PNG"], [],
        id="who was killed before",
    ),
    pytest.param(
        "Separatists kidnapped ten teachers in Kumba and demanded a ransom.", "REQUEST", ["CMR"], [],
        id="whom another verb has",
    ),
    pytest.param(
        "The Philippine navy drove a Chinese vessel away from a reef.", "ASSAULT", ["PHL"], ["CHN"], id="a thing"
    ),
    pytest.param("Nepal's Maoists quit the coalition government.", "SANCTION", ["NPL"], None, id="not India's"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "type_", "actors", "recipients"), SIDES)
def test_countries_of_the_sides(
    coder: Coder, text: str, type_: str, actors: list[str], recipients: list[str] | None
) -> None:
    (event,) = [event for event in coder(text).events if event.type == type_]
    assert [party.country for party in event.actors] == actors
    if recipients is not None:
        assert [party.country for party in event.recipients] == recipients
    assert not [party for party in event.recipients if party.text == "Chad"]
