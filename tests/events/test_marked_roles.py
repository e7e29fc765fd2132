"""Marked roles: what the build of a sentence says of the parties that the role head marks."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder

# text, type, actors, recipients
SIDES = [
    ("France and Spain welcomed the return of the envoy.", "SUPPORT", ["France", "Spain"], ["the envoy"]),
    ("Kenya and Chad welcomed a resumption of formal ties with Sudan.", "SUPPORT", ["Kenya", "Chad"], ["Sudan"]),
    ("Lawmakers in Kenya and Chad welcomed the truce with the rebels.", "SUPPORT", ["Lawmakers in Kenya"], []),
    ("Kenya and Chad have delayed their meeting after the raid.", "REJECT", ["Kenya", "Chad"], []),
    ("France and Chad agreed on the terms of the loan.", "AGREE", ["France", "Chad"], []),
    ("Soldiers from Chad have cordoned off the roads.", "COERCE", ["Soldiers from Chad"], []),
    ("The army warned of the Emir of Dasht.", "THREATEN", ["The army"], ["the Emir of Dasht"]),
    (
        "Dasht and the government of Runirgod warned the rebels.",
        "THREATEN",
        ["Dasht", "the government of Runirgod"],
        ["the rebels"],
    ),
    (
        "Chad's young and angry minister Olan Birk warned the rebels.",
        "THREATEN",
        ["Chad's young and angry minister Olan Birk"],
        ["the rebels"],
    ),
    ("The teachers and the miners' union called a strike.", "PROTEST", ["The teachers", "the miners' union"], []),
    ("Students marched against the minister in Dasht and Runirgod.", "PROTEST", ["Students"], ["the minister"]),
    ("The leaders will meet in Nairobi, Reuters reported.", "CONSULT", ["The leaders"], []),
    ("The two sides will meet in Nairobi.", "CONSULT", ["The two sides"], []),
    (
        "The ministers of Kenya, Chad and Sudan met in Nairobi.",
        "CONSULT",
        ["The ministers of Kenya", "Chad", "Sudan"],
        [],
    ),
    ("President Mara Venn arrived in Kenya on her first visit.", "CONSULT", ["President Mara Venn"], ["Kenya"]),
    ("The government met the demands of the strikers.", "CONCEDE", ["The government"], ["the strikers"]),
    ("North Korea fired two artillery shells at Seoul.", "ASSAULT", ["North Korea"], ["Seoul"]),
    ("Rebels fired mortars on the town of Abala.", "ASSAULT", ["Rebels"], ["town of Abala"]),
    ("Crowds trashed the embassy of France in Khartoum.", "ASSAULT", ["Crowds"], ["the embassy of France"]),
    ("Prisoners tortured by the army were released.", "ASSAULT", ["the army"], ["Prisoners"]),
    ("Troops freed 20 hostages held by the rebels.", "AID", ["Troops"], ["20 hostages"]),
    ("The court acquitted the general.", "CONCEDE", ["The court"], ["the general"]),
    ("The president ordered the withdrawal of troops from Runirgod.", "RETREAT", ["The president"], ["Runirgod"]),
    ("The minister's decision to close the border angered Chad.", "COERCE", ["The minister"], ["Chad"]),
    ("The rebels released the hostages after talks with the Red Cross.", "RETREAT", ["The rebels"], ["the hostages"]),
    ("Kenya opened its border with Chad.", "CONCEDE", ["Kenya"], ["Chad"]),
    ("The president fired the army chief.", "COERCE", ["The president"], ["the army chief"]),
    ("The two countries broke off diplomatic relations.", "SANCTION", ["The two countries"], []),
    ("Demonstrators set fire to the governor's house.", "ASSAULT", ["Demonstrators"], ["governor's house"]),
    ("Five suspects were killed in a shootout with police.", "ASSAULT", ["police"], ["Five suspects"]),
    ("The army stopped short of attacking the town.", "ASSAULT", ["The army"], ["town"]),
]


@pytest.mark.parametrize(("text", "type_", "actors", "recipients"), SIDES, ids=[row[0] for row in SIDES])
def test_who_stands_on_which_side(
    coder: Coder, text: str, type_: str, actors: list[str], recipients: list[str]
) -> None:
    event = next(event for event in coder(text).events if event.type == type_)
    assert ([it.text for it in event.actors], [it.text for it in event.recipients]) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Kenya but not Chad condemned the attack.", ["Kenya"]),
        ("The army, not the rebels, shelled the town.", ["The army"]),
        ("It was the army and not the rebels that shelled the town.", ["the army"]),
        ("Not only Kenya but also Chad condemned the attack.", ["Kenya", "Chad"]),
    ],
)
def test_whoever_is_named_as_not_meant_takes_no_part(coder: Coder, text: str, actors: list[str]) -> None:
    event = coder(text).events[0]
    assert [it.text for it in event.actors] == actors


@pytest.mark.parametrize(
    "text",
    ["Neither Kenya nor Chad condemned the attack.", "Neither the army nor the police fired on the crowd."],
)
def test_what_neither_did_was_not_done(coder: Coder, text: str) -> None:
    event = coder(text).events[0]
    assert event.status == "denied"
    assert len(event.actors) == 2


def test_a_visit_and_the_talks_it_is_for_are_two_acts(coder: Coder) -> None:
    visit, talks = coder("Kenya's envoy arrived in Chad for talks with the rebels.").events
    assert (visit.mode, [it.text for it in visit.recipients]) == ("visit", ["Chad"])
    assert [it.text for it in talks.actors] == ["Kenya's envoy", "the rebels"]


def test_a_number_that_stands_with_two_words_of_harm_counts_once(coder: Coder) -> None:
    events = coder("Troops freed 20 hostages held by the rebels.").events
    assert [event.toll.abducted.max for event in events if event.toll.abducted] == [20]


def test_whoever_is_acquitted_did_not_do_it(coder: Coder) -> None:
    events = coder("The court acquitted the general of ordering the killings of 12 villagers.").events
    assert [event.actors for event in events if event.type == "ASSAULT"] == [()]


def test_whoever_is_armed_with_a_knife_was_not_armed_by_the_police(coder: Coder) -> None:
    assert [event.type for event in coder("Police shot dead a man armed with a knife.").events] == ["ASSAULT"]


@pytest.mark.parametrize(
    ("text", "mode", "recipients"),
    [
        ("A massive blast damaged the bridge, killing 40 people.", "explosives", ["the bridge", "40 people"]),
        ("A bomb destroyed a bus.", "explosives", ["a bus"]),
        ("The bus was destroyed by a bomb.", "explosives", ["The bus"]),
        ("A rocket destroyed a clinic.", "heavy-weapons", ["a clinic"]),
        ("Villagers destroyed a clinic.", "destroy", ["a clinic"]),
        ("Police fired rubber bullets at students.", "crowd-control", ["students"]),
    ],
)
def test_what_a_bomb_destroys_is_bombed(coder: Coder, text: str, mode: str, recipients: list[str]) -> None:
    (event,) = coder(text).events
    assert (event.type, event.mode, [it.text for it in event.recipients]) == ("ASSAULT", mode, recipients)


def test_a_marked_clause_names_only_its_first_party(coder: Coder) -> None:
    (event,) = coder("Tom Rowe, who along with Olan Birk had fled, denied the charge.").events
    assert [it.text for it in event.actors] == ["Tom Rowe"]


def test_a_patrol_that_was_ambushed_mobilises_nobody(coder: Coder) -> None:
    (event,) = coder("Rebels ambushed an army patrol near Abala.").events
    assert [it.text for it in event.recipients] == ["an army patrol"]


def test_those_who_flee_the_fighting_do_not_fight(coder: Coder) -> None:
    text = (
        "ABALA, 30 May 2018 - The army and the rebels fought for Abala on Tuesday. The market was shut. "
        "Rain fell in the hills. About 4,000 people who fled the fighting are living in schools and churches in Dasht."
    )
    assert not any(it.text.endswith("people") for event in coder(text).events for it in event.actors)


def test_an_old_fight_gives_no_day_to_a_shot_that_has_none(coder: Coder) -> None:
    text = (
        "PHNOM PENH, July 6, 2012 - Cambodia rejected the report on Friday. One ranger was hit, the army said. "
        "Villagers had not seen who fired. The market was shut. The two countries fought over the temple in 2011."
    )
    shot = next(event for event in coder(text).events if event.trigger.text == "hit")
    assert shot.when is None or not (shot.when.from_ or "").startswith("2011")


def test_suspects_are_not_given_to_an_attack_of_months_before(coder: Coder) -> None:
    text = (
        "DAVAO CITY, 28 April 2017 - Police arrested two men on Friday over a plan to bomb a ferry pier. "
        "Officers found a mortar shell. Nobody was hurt. The men are to be brought before a prosecutor on Monday. "
        "Fourteen people were killed when a bomb exploded at a night market in September."
    )
    (old,) = [event for event in coder(text).events if event.toll.killed]
    assert old.actors == ()


def test_a_verb_beside_another_has_its_subjects(coder: Coder) -> None:
    (freed,) = coder("Officers and local hunters were following the gang and had freed two of the students.").events
    assert [it.text for it in freed.actors] == ["Officers", "local hunters"]


def test_what_somebody_is_sentenced_for_ordering_was_done(coder: Coder) -> None:
    text = "A court sentenced a former general to 30 years in prison for ordering the massacre of 42 villagers in 2014."
    (deed,) = [event for event in coder(text).events if event.type == "ASSAULT"]
    assert (deed.status, [it.text for it in deed.actors]) == ("occurred", ["a former general"])


def test_whoever_welcomes_a_truce_has_not_made_it(coder: Coder) -> None:
    text = (
        "BELMAR, 2 August 2021 - Kenya and Chad signed a truce on Sunday. The market was quiet. Rain fell. "
        "Shops stayed full. The United States welcomed the truce and promised to pay for observers."
    )
    truces = [event for event in coder(text).events if event.type == "RETREAT"]
    assert truces
    assert all(it.text != "The United States" for event in truces for it in event.actors)


def test_what_is_ended_is_not_agreed_to(coder: Coder) -> None:
    (event,) = coder("Kenya plans to sever ties with Chad, the minister said.").events
    assert (event.type, event.status) == ("SANCTION", "planned")


def test_whom_and_joins_are_on_one_side_of_what_they_agree(coder: Coder) -> None:
    (event,) = coder("Kenya and Chad agreed that the border should be reopened.").events
    assert [party.text for party in event.actors] == ["Kenya", "Chad"]


def test_the_leading_act_is_told_by_the_verb_of_its_doer(coder: Coder) -> None:
    events = coder("Kenya will abandon its trade ties with Chad, the minister said.").events
    assert [event.trigger.text for event in events] == ["abandon"]


def test_who_is_on_a_visit_pays_it(coder: Coder) -> None:
    text = "Kenyan Prime Minister Tom Rowe praised the harvest during a visit to Uganda in May."
    (visit,) = [event for event in coder(text).events if event.mode == "visit"]
    assert [party.name for party in visit.actors] == ["Tom Rowe"]
