"""News of states and their forces: accords ended, crowds dispersed, people held for deeds, deeds condemned."""

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


ACTS = [
    pytest.param(
        "Chad scrapped a defence pact with France.", "scrapped",
        ("SANCTION", "discontinue", "occurred", ["Chad"], ["France"]), id="an accord that is ended",
    ),
    pytest.param(
        "Bolivia's government suspended a ceasefire with the rebels.", "suspended",
        ("SANCTION", "discontinue", "occurred", ["Bolivia's government"], ["the rebels"]), id="a truce that is ended",
    ),
    pytest.param(
        "Slovenia blocked the aid package at a meeting in Vienna.", "blocked",
        ("REJECT", None, "occurred", ["Slovenia"], []), id="what is blocked",
    ),
    pytest.param(
        "Iran's navy fired two missiles into the sea.", "fired",
        ("MOBILIZE", "weapons", "occurred", ["Iran's navy"], []), id="missiles into the sea",
    ),
    pytest.param(
        "The army ordered villagers to evacuate.", "ordered",
        ("COERCE", "restrict", "occurred", ["The army"], ["villagers"]), id="told to leave",
    ),
    pytest.param(
        "Ethiopian troops withdrew from the hospital on Monday.", "withdrew",
        ("RETREAT", "withdraw", "occurred", ["Ethiopian troops"], []), id="troops that leave a building",
    ),
    pytest.param(
        "Peru declared an internal armed conflict.", "declared",
        ("COERCE", "martial-law", "occurred", ["Peru"], []), id="a conflict that is declared",
    ),
    pytest.param(
        "Soldiers seized power in Guinea.", "seized power",
        ("ASSAULT", None, "occurred", ["Soldiers"], []), id="power that is seized",
    ),
    pytest.param(
        "Police used batons and water cannon to disperse the students.", "used",
        ("ASSAULT", "crowd-control", "occurred", ["Police"], ["the students"]), id="water cannon are no victims",
    ),
    pytest.param(
        "Youths set fire to a courthouse in Gao.", "set fire",
        ("ASSAULT", "destroy", "occurred", ["Youths"], ["courthouse"]), id="what is set fire to",
    ),
    pytest.param(
        "Rebels displaced 900 families from the valley.", "displaced",
        ("SANCTION", "expel", "occurred", ["Rebels"], ["900 families"]), id="who displaced them",
    ),
    pytest.param(
        "Commandos freed the crew of the hijacked tanker.", "freed",
        ("AID", None, "occurred", ["Commandos"], ["the crew"]), id="a rescue at sea",
    ),
    pytest.param(
        "Norway pledged nine howitzers to Kyiv.", "pledged",
        ("AGREE", None, "occurred", ["Norway"], ["Kyiv"]), id="what is pledged lies ahead",
    ),
    pytest.param(
        "Portuguese prosecutors raided the home of a minister.", "raided",
        ("COERCE", "seize", "occurred", ["Portuguese prosecutors"], ["the home of a minister"]), id="a search",
    ),
    pytest.param(
        "Chad's army dismantled a bomb near a school.", "dismantled",
        ("COERCE", "seize", "occurred", ["Chad's army"], []), id="a bomb that is dismantled",
    ),
    pytest.param(
        "Pensioners blocked a railway line near Lyon.", "blocked",
        ("PROTEST", "obstruct", "occurred", ["Pensioners"], ["a railway line"]), id="a line that is blocked",
    ),
    pytest.param(
        "Belarus freed nine prisoners under a deal brokered by Qatar.", "freed",
        ("RETREAT", "release", "occurred", ["Belarus"], ["nine prisoners"]), id="who brokered frees nobody",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "wanted"), ACTS)
def test_what_states_do(coder: Coder, text: str, trigger: str, wanted: Told) -> None:
    (event,) = [event for event in coder(text).events if event.trigger.text == trigger]
    assert told(event) == wanted


def test_a_march_to_protest_is_one_act(coder: Coder) -> None:
    (event,) = coder("Hundreds of nurses marched in Gao to protest against a law on foreign agents.").events
    assert told(event) == ("PROTEST", "demo", "occurred", ["Hundreds of nurses"], [])


def test_streets_are_nobody(coder: Coder) -> None:
    event, *_ = coder("Nurses took to the streets of Gao to protest against low pay.").events
    assert event.recipients == ()


def test_people_left_in_the_dark_were_not_left(coder: Coder) -> None:
    (event,) = coder("Missiles hit a power plant in Kharkiv, leaving thousands without light.").events
    assert event.type == "ASSAULT"


HELD = [
    pytest.param("Kosovo police held three Serbs on suspicion of attacking a patrol.", ["three Serbs"], id="suspicion"),
    pytest.param("Three men were arrested on charges of attacking a patrol.", ["Three men"], id="charges, passive"),
]


@pytest.mark.parametrize(("text", "actors"), HELD)
def test_who_is_held_for_a_deed_did_it(coder: Coder, text: str, actors: list[str]) -> None:
    events = coder(text).events
    (deed,) = [event for event in events if event.trigger.text == "attacking"]
    assert [it.text for it in deed.actors] == actors
    assert "ACCUSE" not in {event.type for event in events}


def test_whom_fighting_displaced_did_not_fight(coder: Coder) -> None:
    events = coder("Some 900 people were displaced by fighting near Gao.").events
    (fight,) = [event for event in events if event.type == "ASSAULT"]
    assert fight.actors == ()


CONDEMNED = [
    pytest.param("Norland condemned the killing of a nun by the army.", ["the army"], id="the doer"),
    pytest.param("Norland denounced the raid on a bank, leaving nine clerks dead.", [], id="nobody named"),
]


@pytest.mark.parametrize(("text", "recipients"), CONDEMNED)
def test_victims_are_not_condemned(coder: Coder, text: str, recipients: list[str]) -> None:
    condemned, *others = coder(text).events
    assert [it.text for it in condemned.recipients] == recipients
    assert not any(party.text == "Norland" for event in others for party in event.actors)


@pytest.mark.parametrize(
    "text",
    [
        "ECOWAS lifted sanctions on Niger.",
        "Kenya deported four refugees at Ankara's request.",
        "Norland fired two missiles off its west coast.",
        "Norway pledged nine howitzers to Kyiv.",
        "Chad intercepted drones smuggled from Sudan.",
        "Qatar imposed sanctions on two US banks.",
    ],
)
def test_where_nothing_happened(coder: Coder, text: str) -> None:
    (event,) = coder(text).events
    assert event.where == ()


def test_a_channel_is_no_target(coder: Coder) -> None:
    (event,) = coder("The Taliban claimed responsibility for the attack on its Telegram channel.").events
    assert event.recipients == ()


def test_a_conviction_with_prison_is_two_acts(coder: Coder) -> None:
    events = coder("A court in Minsk sentenced the editor Olan Birk to nine years in prison.").events
    assert [(event.type, event.mode) for event in events] == [("SANCTION", "convict"), ("COERCE", "arrest")]


@pytest.mark.parametrize(
    "text",
    [
        "A court sentenced two smugglers to death.",
        "The mayor was sentenced in absentia to nine years in prison.",
        "The judge handed him a suspended sentence of nine months.",
    ],
)
def test_a_conviction_without_prison_is_one(coder: Coder, text: str) -> None:
    (event,) = coder(text).events
    assert (event.type, event.mode, event.where) == ("SANCTION", "convict", ())


def test_a_closed_crossing_is_a_restriction(coder: Coder) -> None:
    (event, *_) = coder("Chad closed the Adre crossing after a gunfight between soldiers.").events
    assert (event.type, event.mode) == ("COERCE", "restrict")


def test_boats_pushed_back(coder: Coder) -> None:
    (event,) = coder("Two boats with refugees were pushed back by the Maltese navy.").events
    assert (event.type, event.mode) == ("COERCE", "deport")


def test_what_a_guard_guards_was_not_shot(coder: Coder) -> None:
    events = coder("A guard protecting two nurses was shot dead in Gao.").events
    (event,) = [it for it in events if it.type == "ASSAULT"]
    assert [it.text for it in event.recipients] == ["A guard"]


def test_what_was_burnt_after_an_attack(coder: Coder) -> None:
    attack, fire = coder("Militiamen attacked a camp for displaced people in Ituri, torching tents.").events
    assert [[it.text for it in event.recipients] for event in (attack, fire)] == [["a camp"], ["tents"]]


def test_where_goods_were_going_is_not_where_they_burnt(coder: Coder) -> None:
    (event,) = coder("Bandits torched nine lorries carrying fuel to Chad.").events
    assert event.where == ()


def test_a_seized_outpost(coder: Coder) -> None:
    (event,) = coder("Kachin fighters seized the last army outpost in Kachin state.").events
    assert [it.text for it in event.recipients] == ["the last army outpost"]


def test_who_rejects_a_claim_does_not_deny_what_he_does_next(coder: Coder) -> None:
    _, expelled = coder("Chad rejected the claim and expelled a Danish diplomat.").events
    assert (expelled.type, expelled.status, expelled.toll.displaced) == ("SANCTION", "occurred", None)


def test_who_summons_an_envoy_protests_himself(coder: Coder) -> None:
    events = coder("The foreign ministry summoned the Danish envoy to protest against the drawings.").events
    (protest,) = [event for event in events if event.trigger.text == "protest"]
    assert [it.text for it in protest.actors] == ["The foreign ministry"]


def test_what_is_visited_is_where(coder: Coder) -> None:
    visit, *_ = coder("Chad's president visited Damascus for talks with his Syrian counterpart.").events
    assert [it.name for it in visit.where] == ["Damascus"]


@pytest.mark.parametrize(
    ("text", "party", "country", "where"),
    [
        ("Nine pilgrims from France were abducted in Gao.", "Nine pilgrims", "FRA", ["Gao"]),
        ("A peacekeeper from Guinea was killed near Gao.", "A peacekeeper", "GIN", ["Gao"]),
    ],
)
def test_whence_people_are_is_their_country_and_not_where(
    coder: Coder, text: str, party: str, country: str, where: list[str]
) -> None:
    (event,) = coder(text).events
    (found,) = event.recipients
    assert (found.text, found.country) == (party, country)
    assert [place.name for place in event.where] == where


def test_rockets_that_were_fired_hit_something(coder: Coder) -> None:
    (event,) = coder("Rockets fired from Lebanon hit Haifa.").events
    assert (event.trigger.text, event.mode, [it.text for it in event.recipients]) == ("hit", "heavy-weapons", ["Haifa"])


def test_mutineers_oust_a_president(coder: Coder) -> None:
    events = coder("Mutinous soldiers seized the state radio and announced they had ousted the president.").events
    (coup,) = [event for event in events if event.trigger.text == "ousted"]
    assert (coup.type, [it.text for it in coup.actors]) == ("ASSAULT", ["Mutinous soldiers"])


@pytest.mark.parametrize(
    "text",
    [
        "Hundreds attended the funeral of the slain teacher.",
        "The charity suspended operations in the valley after the attack.",
    ],
)
def test_what_is_no_act_of_conflict(coder: Coder, text: str) -> None:
    assert not [event for event in coder(text).events if event.type in ("CONSULT", "PROTEST", "RETREAT")]


def test_a_house_that_is_surrounded_is_not_attacked(coder: Coder) -> None:
    (event,) = coder("Security forces surrounded the home of opposition leader Tom Rowe.").events
    assert (event.type, event.mode) == ("MOBILIZE", "troops")


def test_what_sums_up_years_has_no_day(coder: Coder) -> None:
    text = (
        "Gunmen ambushed a convoy near Gusau on Tuesday, killing six soldiers. Armed gangs have killed thousands of "
        "people in northwest Nigeria in recent years."
    )
    event = coder(text, published="2026-10-12").events[-1]
    assert (event.trigger.text, event.when) == ("killed", None)
    assert "Gusau" not in [place.name for place in event.where]


def test_each_act_has_its_own_weapon(coder: Coder) -> None:
    text = "Norland's army retakes a bridge as drones hit a power station."
    taken = next(event for event in coder(text).events if event.trigger.text == "retakes")
    assert (taken.mode, taken.weapon) == (None, None)
    hurled, fired = coder("Protesters hurled fireworks and eggs at police, who fired tear gas and water cannon.").events
    assert (hurled.type, hurled.mode, hurled.weapon) == ("PROTEST", "riot", None)
    assert (fired.mode, [it.text for it in fired.actors]) == ("crowd-control", ["police"])


def test_a_semicolon_parts_subjects(coder: Coder) -> None:
    rally, held = coder("Thousands rally in Tbilisi; police detain 40").events
    assert "police" not in [it.text for it in rally.actors]
    assert [it.text for it in held.actors] == ["police"]


REPELLED = [
    pytest.param(
        "Troops repelled an attack by rebels on the town of Bor, killing nine of them.",
        [
            ("ASSAULT", None, "attempted", ["rebels"], ["town of Bor"]),
            ("ASSAULT", None, "occurred", ["Troops"], ["rebels"]),
        ],
        id="by whom",
    ),
    pytest.param(
        "Chadian forces repelled two Libyan attacks near Faya.",
        [("ASSAULT", None, "attempted", ["Libyan"], ["Chadian forces"])], id="upon whom",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), REPELLED)
def test_who_repels_an_attack_did_not_attack(coder: Coder, text: str, wanted: list[Told]) -> None:
    assert [told(event) for event in coder(text).events] == wanted


OTHERS = [
    pytest.param("Hackers took down the website of the ministry.", ("COERCE", "cyber"), id="hackers"),
    pytest.param("Rescuers pulled nine survivors from the rubble.", ("AID", None), id="rescuers"),
    pytest.param("Prison guards were held hostage in Cuenca.", ("ASSAULT", "abduct"), id="hostages"),
    pytest.param("Soldiers retook the hotel after a siege of nine hours.", ("ASSAULT", None), id="retook"),
]


@pytest.mark.parametrize(("text", "wanted"), OTHERS)
def test_other_words_of_the_news(coder: Coder, text: str, wanted: tuple[str, str | None]) -> None:
    event, *_ = coder(text).events
    assert (event.type, event.mode, event.status) == (*wanted, "occurred")


def test_the_detained_whose_release_is_demanded_are_no_toll(coder: Coder) -> None:
    attack, _ = coder("A mob attacked a police station, demanding the release of a detained preacher.").events
    assert attack.toll.arrested is None
