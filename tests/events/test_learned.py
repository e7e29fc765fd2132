"""What the reader says of the police: taken where the report bears it out, never as a word against others."""

from __future__ import annotations

import msgspec
import pytest

import dateline
from dateline.events.learned import with_blast
from dateline.pipeline import Coder
from dateline.record import Event


@pytest.fixture(scope="module")
def coder() -> Coder:
    return dateline.load()


def told(coder: Coder, text: str, word: str) -> Event | None:
    """The event whose trigger holds ``word``."""
    return next((it for it in coder(text, published="2021-05-04").events if word in it.trigger.text), None)


BY_POLICE = [
    # case, text, a word of the trigger, type, mode, words of the actor
    (
        "firing after firing",
        "Police opened fire at the mill gate on Monday. Two workers were killed in the firing and six were injured.",
        "killed", "ASSAULT", "firearms", "Police",
    ),
    (
        "a cordon by those named before",
        "Constables sealed the bazaar on Friday. The lanes behind the temple were cordoned off at dusk.",
        "cordoned", "COERCE", "restrict", "Constables",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "word", "type_", "mode", "actor"), BY_POLICE, ids=[it[0] for it in BY_POLICE])
def test_police_act_where_the_report_bears_it_out(
    coder: Coder, case: str, text: str, word: str, type_: str, mode: str, actor: str
) -> None:
    event = told(coder, text, word)
    assert event is not None
    assert (event.type, event.mode, [it.text for it in event.actors]) == (type_, mode, [actor])
    reason = next(it for it in event.because if it.about == "actors")
    assert reason.by == "model:police"
    assert "chance 0." in reason.text or "chance 1.00" in reason.text
    assert [span.text for span in reason.evidence] == [actor]


OF_OTHERS = [
    ("gunmen before", "Gunmen opened fire at the gate. Two workers were killed in the firing, police said.", "killed"),
    ("police tell of a death", "The boy who was shot on Tuesday in Orvo has died, according to Tarn police.", "shot"),
    ("police only say so", "A woman was shot and killed outside a bar in Dayton, police said.", "shot"),
    ("police found the dead", "Police were called to a house in Orvo. A boy of four was found shot dead.", "shot"),
    ("police charged somebody", "Police charged a boy of 16 with murder after his friend was shot in Orvo.", "murder"),
    ("police were hit", "Police fired at a van near Orvo. Two constables were killed at the depot.", "killed"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "word"), OF_OTHERS, ids=[it[0] for it in OF_OTHERS])
def test_nobody_becomes_an_assailant_by_the_reader_alone(coder: Coder, case: str, text: str, word: str) -> None:
    event = told(coder, text, word)
    assert event is not None
    assert not [it.text for it in event.actors if it.sector == "COP" or it.sector == "MIL"]


DEATHS = [
    # text, a word of the trigger
    ("Hospital records show 31 people have died in police firing.", "died"),
    ("Seven in ten of the weavers who died due to police firing were from the hills.", "died"),
    ("In the town that is held to be the quietest, more weavers died in the police firing.", "died"),
    ("Of the 90 that succumbed to the police firing, 50 were weavers.", "succumbed"),
    ("The minister said that more weavers than dyers fell to police bullets in the recent strike.", "fell"),
    ("By the list, 61 per cent (14 of 23) of the weavers killed in the police firing belong to a guild.", "kill"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word"), DEATHS, ids=[text for text, _ in DEATHS])
def test_those_who_die_in_police_firing_are_killed_by_the_police(coder: Coder, text: str, word: str) -> None:
    event = told(coder, text, word)
    assert event is not None
    assert (event.type, event.mode) == ("ASSAULT", "firearms")
    assert ["police" in it.text for it in event.actors] == [True]
    assert not any("police" in it.text for it in event.recipients)


ELSEWHERE = (
    "Five persons died in the strife. Police fired at a mob in Orvo, killing two persons. It went on all day. "
    "Shops were set on fire in all quarters until troops came in. Guards stood at every gate on Monday; trade lay "
    "at a halt in both towns, traders said. In Tarn the police fired 30 rounds, killing two persons."
)
OCCASIONS = [
    # case, text, the dead of each event of force by the police
    ("as many again elsewhere", ELSEWHERE, [2, 2]),
    ("told without a verb", "One weaver was killed in stone-pelting in Orvo while another in police firing.", [1]),
    ("a part", "Out of the 90 people killed, 14 were weavers killed in firing by the police.", [14]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "dead"), OCCASIONS, ids=[it[0] for it in OCCASIONS])
def test_each_occasion_of_force_has_its_own_dead(coder: Coder, case: str, text: str, dead: list[int]) -> None:
    events = coder(text, published="2021-05-04").events
    force = [it for it in events if it.type == "ASSAULT" and any(party.sector == "COP" for party in it.actors)]
    assert [None if it.toll.killed is None else it.toll.killed.min for it in force] == dead


def test_the_words_of_the_act_name_its_doers(coder: Coder) -> None:
    text = "Only three deaths in police firing had been reported from the hills, the minister said."
    event = told(coder, text, "firing")
    assert event is not None
    assert [it.text for it in event.actors] == ["police"]


FURTHER = [
    # case, text, how many events of force by the police
    ("another number of rounds", "Police fired six rounds at a mob in Orvo. Later police fired 20 rounds in Tarn.", 2),
    ("the mob is no one crowd", "Police opened fire on mobs in Orvo. In Tarn, police opened fire on mobs too.", 2),
    ("told again", "Police opened fire at the mill. The firing left the workers in fear.", 1),
    ("what it was for", "Police fired ten rounds to disperse the crowd.", 1),
]


@pytest.mark.parametrize(("case", "text", "number"), FURTHER, ids=[it[0] for it in FURTHER])
def test_one_more_act_of_force_is_an_event_of_its_own(coder: Coder, case: str, text: str, number: int) -> None:
    force = [it for it in coder(text, published="2021-05-04").events if it.type == "ASSAULT"]
    assert len(force) == number
    assert all(party.sector == "COP" for it in force for party in it.actors)


def test_knives_of_others_do_not_become_the_police_s(coder: Coder) -> None:
    text = "Three men were hurt in Orvo on Monday, two of them were stabbed and one was shot in police firing."
    event = told(coder, text, "stabbed")
    assert event is None or not event.actors


def test_general_words_in_a_report_of_a_bombing_are_the_bombing(coder: Coder) -> None:
    text = (
        "Two soldiers were wounded when militants set off a bomb near a convoy in Orvo on May 3, a daily reported. "
        "The militants carried out the attack at the bridge. The soldiers were taken to hospital."
    )
    attacks = [it for it in coder(text).events if it.type == "ASSAULT"]
    assert attacks
    assert {it.mode for it in attacks} == {"explosives"}


def test_that_nobody_was_hurt_is_no_denied_violence(coder: Coder) -> None:
    text = "A bomb exploded near the court in Orvo on Monday. No one was injured in the incident, police said."
    (event,) = (it for it in coder(text).events if it.type == "ASSAULT")
    assert (event.mode, event.status) == ("explosives", "occurred")
    assert event.toll.injured is not None
    assert event.toll.injured.max == 0


def test_police_firing_long_after_is_another_occasion(coder: Coder) -> None:
    between = (
        "The mayor opened a school in the north of the town, and the visitors were shown the new library, which was "
        "paid for by a bank and took three years to build. In the evening there was a concert in the park, and the "
        "organisers said that more than two thousand people came to hear the band."
    )
    first, last = "Police fired at a van near the court on Monday.", "Police fired at marchers near the port as well."
    events = [it for it in coder(f"{first} {between} {last}").events if it.trigger.text == "fired"]
    assert len(events) == 2


def test_an_arrest_in_words_of_no_entry_is_seen(coder: Coder) -> None:
    event = told(coder, "The police caught nine of the looters.", "caught")
    assert event is not None
    assert (event.type, event.mode) == ("COERCE", "arrest")


def test_without_the_model_nothing_is_seen() -> None:
    events = dateline.load(model=False)(BY_POLICE[0][1]).events
    assert not [it for event in events for it in event.because if it.by == "model:police"]


def test_an_attack_on_things_alone_is_destruction_where_the_report_tells_of_nothing_else(coder: Coder) -> None:
    text = (
        "A gang of ten rebels attacked and ransacked a liquor shop at Orvo. It was the fourth attack on the same shop."
    )
    event = told(coder, text, "attacked")
    assert event is not None
    assert (event.mode, event.codes.plover) == ("destroy", "ASSAULT:destroy")
    assert "model:summary" in {it.by for it in event.because}


def test_an_attack_on_people_keeps_its_mode_beside_destruction(coder: Coder) -> None:
    text = "Rebels attacked three villagers at Orvo, hurting one. They also ransacked a liquor shop there."
    event = told(coder, text, "attacked")
    assert event is not None
    assert event.mode != "destroy"


def test_a_threat_that_is_received_is_no_assault(coder: Coder) -> None:
    event = told(coder, "The villagers had been receiving threats from militants based in the hills.", "threats")
    assert event is not None
    assert event.type == "THREATEN"


def test_police_stay_the_doers_where_the_whole_report_is_asked_who_did_it(coder: Coder) -> None:
    text = (
        "A mob set fire to nine shops in Orvo on Monday. Stones were thrown at a bus near the temple. "
        "Police fired at the mob, killing two youths. The army was called out in the evening."
    )
    event = told(coder, text, "fired")
    assert event is not None
    assert "Police" in [it.text for it in event.actors]


@pytest.mark.parametrize(
    "text",
    [
        "The boy was hit in the arm, according to the sheriff's office.",
        "Police on the scene told us that the fight began in a bar.",
        "The victim was taken to a clinic, but police did not know his condition.",
        "The commissioner of police spoke at a news conference on the shooting.",
    ],
)
def test_what_police_say_or_know_and_where_they_sit_is_no_act_of_theirs(coder: Coder, text: str) -> None:
    events = coder(text).events
    found = [it for it in events if it.type != "ASSAULT" and any(reason.by == "model:police" for reason in it.because)]
    assert not found


def test_between_two_kinds_of_blast_none_is_guessed(coder: Coder) -> None:
    text = (
        "A suicide bomber blew himself up near a convoy in Orvo on May 3. A landmine exploded near a bridge in Lasa on "
        "May 4. Four people were killed on Friday."
    )
    suicide, mine = (it for it in coder(text).events if it.type == "ASSAULT")
    general = msgspec.structs.replace(mine, mode=None)
    parsed = coder.reader(text)
    assert [it.mode for it in with_blast([suicide, general], parsed)] == ["suicide-attack", "suicide-attack"]
    assert with_blast([suicide, mine, general], parsed)[2].mode is None


def test_attackers_without_a_name_and_whoever_claims_the_attack_are_those_of_the_blast(coder: Coder) -> None:
    text = (
        "Four guards were hurt in a grenade attack by unidentified gunmen on a bank in Tarwa on Monday. "
        "Gunmen attacked the bank near the bridge. The Azul Front claimed responsibility for the attack."
    )
    assert {it.mode for it in coder(text).events if it.type == "ASSAULT"} == {"explosives"}


SENT = [
    # case, text, a word of the trigger, actors
    (
        "forces that are deployed",
        "About 900 men of the border guard, besides the state police, were deployed in Orvo.",
        "deployed", ["men of the border guard", "state police"],
    ),
    ("somebody deployed them", "Security forces were deployed by the governor in Orvo.", "deployed", ["governor"]),
    ("nobody is named", "Armoured vehicles and water cannons were deployed at every gate of Orvo.", "deployed", []),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "word", "actors"), SENT, ids=[it[0] for it in SENT])
def test_forces_that_are_deployed_mobilise(coder: Coder, case: str, text: str, word: str, actors: list[str]) -> None:
    event = told(coder, text, word)
    assert event is not None
    assert event.type == "MOBILIZE"
    assert len(event.actors) == len(actors)
    assert all(words in party.text for words, party in zip(actors, event.actors, strict=True))


BARRED = "Constables sealed the bazaar on Friday. The lanes behind the temple have been barricaded."


def test_roads_that_the_police_barricade_are_no_protest(coder: Coder) -> None:
    event = told(coder, BARRED, "barricaded")
    assert event is not None
    assert (event.type, event.mode) == ("COERCE", "restrict")
    assert [it.sector for it in event.actors] == ["COP"]


def test_a_road_barricaded_by_strikers_is_a_protest(coder: Coder) -> None:
    event = told(coder, "Strikers barricaded the road to the mill in Orvo on Friday, police said.", "barricaded")
    assert event is None or (event.type, event.mode) == ("PROTEST", "obstruct")


ARRESTS = [
    # text, actors, status
    ("Police opened fire and were able to arrest 39 men.", ["Police"], "occurred"),
    ("Police were not able to arrest the men.", ["Police"], "denied"),
    ("Blaming the police, party leader Shan Rao said the police had detained a few.", ["the police"], "occurred"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actors", "status"), ARRESTS, ids=[text for text, _, _ in ARRESTS])
def test_arrests_have_their_doer_and_status(coder: Coder, text: str, actors: list[str], status: str) -> None:
    (event,) = (it for it in coder(text, published="2021-05-04").events if it.mode == "arrest")
    assert ([it.text for it in event.actors], event.status) == (actors, status)


def test_police_that_are_taken_to_hospital_do_nothing(coder: Coder) -> None:
    text = "Police stormed the house in Orvo. The two officers who were hit there were taken to the clinic."
    assert told(coder, text, "taken") is None
