"""Single sentences in agency style: who did what to whom, where several rooms must work together."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event

Told = tuple[str, str, list[str], list[str]]
"""Type and status of an event, its actors and its recipients."""


def told(event: Event) -> Told:
    """An event as the rows have it."""
    return event.type, event.status, [it.text for it in event.actors], [it.text for it in event.recipients]


VICTIMS = [
    pytest.param(
        "Forty students held since Judge Tom Rowe's murder in May were freed on Monday.", "murder",
        ("ASSAULT", "occurred", [], ["Judge Tom Rowe"]), id="a murder is called after its victim",
    ),
    pytest.param(
        "Three guards burned to death when the depot was set on fire near Gao.", "burned to death",
        ("ASSAULT", "occurred", [], ["Three guards"]), id="who burns to death burns nobody",
    ),
    pytest.param(
        "A farmer lost his leg when he stepped on a mine near Kidal.", "stepped",
        ("ASSAULT", "occurred", [], ["A farmer"]), id="who steps on a mine",
    ),
    pytest.param(
        "The armed clash left three rebels dead near Dasht on Sunday.", "left",
        ("ASSAULT", "occurred", [], ["three rebels"]), id="a clash is nobody",
    ),
    pytest.param(
        "Rebels shot at two army helicopters with rifles, the ministry said.", "shot at",
        ("ASSAULT", "occurred", ["Rebels"], ["two army helicopters"]), id="shot at",
    ),
    pytest.param(
        "A suicide bomber rammed an explosives-laden vehicle into a military post in North Waziristan, killing seven "
        "soldiers.", "rammed",
        ("ASSAULT", "occurred", ["A suicide bomber"], ["military post", "seven soldiers"]), id="what is rammed",
    ),
    pytest.param(
        "Congolese troops and M23 rebels traded artillery fire near Sake on Wednesday.", "traded",
        ("ASSAULT", "occurred", ["Congolese troops", "M23 rebels"], []), id="near a town is not the town",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "wanted"), VICTIMS)
def test_victims_are_no_doers(coder: Coder, text: str, trigger: str, wanted: Told) -> None:
    (event,) = [event for event in coder(text).events if event.trigger.text == trigger]
    assert told(event) == wanted


OUTCOMES = [
    pytest.param(
        "Israel said its forces struck a school in Gaza that Hamas was using as a command centre, killing nine people.",
        [("ASSAULT", "occurred", ["its forces"], ["school", "nine people"])], id="past a peaceful clause",
    ),
    pytest.param(
        "Police arrested men who attacked a bus, killing two passengers.",
        [("COERCE", "occurred", ["Police"], ["men"]),
         ("ASSAULT", "occurred", ["men"], ["a bus", "two passengers"])], id="of the act, not of the arrest",
    ),
    pytest.param(
        "Three of the men who attacked the post were killed by soldiers.",
        [("ASSAULT", "occurred", ["the men"], ["post"]),
         ("ASSAULT", "occurred", ["soldiers"], ["the men"])], id="attackers who were killed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), OUTCOMES)
def test_harm_belongs_to_the_act_that_led_to_it(coder: Coder, text: str, wanted: list[Told]) -> None:
    assert sorted(map(told, coder(text).events)) == sorted(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "The province has won praise for its long fight against drug smuggling.",
        "Firefighters fought the blaze for two days.",
        "The minister said his government was determined to fight corruption.",
        "Sailors in the port of Abala heard shots on Monday night.",
    ],
)
def test_no_violence(coder: Coder, text: str) -> None:
    events = coder(text).events
    assert not [event for event in events if event.type == "ASSAULT"]


ERRANDS = [
    pytest.param("Two brothers travelled to Belmar to kill a judge, prosecutors said.", "planned", id="came to"),
    pytest.param("The gunmen were hired by a rival to raid the printing house.", "planned", id="hired to"),
    pytest.param("The men went on to kill two guards, police said.", "occurred", id="went on to"),
]


@pytest.mark.parametrize(("text", "status"), ERRANDS)
def test_what_somebody_came_for(coder: Coder, text: str, status: str) -> None:
    (event,) = [event for event in coder(text).events if event.type == "ASSAULT"]
    assert event.status == status


BLAME = [
    pytest.param("The rebels blamed the killing of the priest on the army.", ["The rebels"], id="blamed on"),
    pytest.param("The guerrillas attributed the killing of the priest to the army.", ["The guerrillas"], id="to"),
    pytest.param("The killing of the priest was attributed to the army.", [], id="nobody says so"),
]


@pytest.mark.parametrize(("text", "accusers"), BLAME)
def test_a_deed_laid_at_a_door(coder: Coder, text: str, accusers: list[str]) -> None:
    events = {event.type: event for event in coder(text).events}
    assert told(events["ACCUSE"])[2:] == (accusers, ["the army"])
    assert told(events["ASSAULT"])[2:] == (["the army"], ["the priest"])


MEETINGS = [
    pytest.param(
        "Armenia's prime minister Nikol Pashinyan met Azerbaijan's President Ilham Aliyev in Munich on Saturday.",
        ["ARM", "AZE"], id="met",
    ),
    pytest.param("Russia's envoy discussed the war with Chinese diplomats in Beijing.", ["RUS", "CHN"], id="with"),
    pytest.param("EU envoys met over Iran in Brussels on Monday.", ["EUR"], id="what they met over"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "countries"), MEETINGS)
def test_all_who_meet_are_actors(coder: Coder, text: str, countries: list[str]) -> None:
    (event,) = [event for event in coder(text).events if event.type == "CONSULT"]
    assert [party.country for party in event.actors] == countries
    assert not event.recipients


def test_one_side_recognises_another(coder: Coder) -> None:
    (event,) = coder("The Republic of Malta recognised Kosovo.").events
    assert told(event) == ("SUPPORT", "occurred", ["The Republic of Malta"], ["Kosovo"])


WEAPONS = [
    pytest.param("Two soldiers were killed by a mine near Kidal.", "explosives", "mine", id="by a mine"),
    pytest.param("The vehicle ran over a mine near Kidal, killing a soldier.", "explosives", "mine", id="over a mine"),
    pytest.param("Gunmen attacked a mine near Kidal and killed two guards.", None, None, id="a pit"),
    pytest.param("Two guards were shot dead at a gold mine near Kidal.", "firearms", None, id="a gold mine"),
    pytest.param("A bomb planted by the ELN destroyed a bridge in Arauca.", "explosives", "bomb", id="a planted bomb"),
    pytest.param("Russia shot down 12 Ukrainian drones over Crimea.", "heavy-weapons", None, id="what is shot down"),
]


@pytest.mark.parametrize(("text", "mode", "weapon"), WEAPONS)
def test_weapons(coder: Coder, text: str, mode: str | None, weapon: str | None) -> None:
    event = next(event for event in coder(text).events if event.type == "ASSAULT")
    assert (event.mode, event.weapon and event.weapon.text) == (mode, weapon)


PLACES = [
    pytest.param("Heavy fighting between army and rebels was reported near Gao on Tuesday.", ["Gao"], id="reported"),
    pytest.param("Russia and Turkey held talks on Syria in Sochi.", ["Sochi"], id="what the talks are on"),
]


@pytest.mark.parametrize(("text", "places"), PLACES)
def test_places(coder: Coder, text: str, places: list[str]) -> None:
    (event,) = coder(text).events
    assert [place.name for place in event.where] == places


def test_a_clause_says_more_of_a_party_and_is_no_part_of_it(coder: Coder) -> None:
    events = coder("The ELN, which kidnapped the engineers, demanded a ransom of $2 million.").events
    (demand,) = [event for event in events if event.type == "REQUEST"]
    assert [(it.text, it.sector) for it in demand.actors] == [("The ELN", "REB")]


def test_companies_that_bear_arms(coder: Coder) -> None:
    (event,) = coder("Guerrillas clashed with a cavalry company near Tame on Sunday.").events
    assert [party.sector for party in event.actors] == ["REB", "MIL"]


VILLAGE = """\
TAME, Colombia - Rebels set off a bomb outside the mayor's office on Monday, wounding a photographer and her driver.

The blast wrecked two lorries and an unfinished school. The army said on Tuesday that it had known nothing of a threat.
"""


def test_what_the_whole_report_names(coder: Coder) -> None:
    events = coder(VILLAGE).events
    parties = [party for event in events for party in event.recipients]
    assert not [it for it in parties if it.text.endswith(("photographer", "driver")) and it.kind == "facility"]
    assert not [it for it in parties if it.text in ("unfinished", "several")]
    assert not [it for event in events for it in event.actors if it.sector == "MIL"]


FIGHT = """\
GAO, Mali - Gunmen burned three trucks near Gao on Sunday, drivers said.

Fierce fighting between the army and the gunmen went on until dawn on Monday in the village of Abala. Two mayors fled.
"""


def test_both_sides_of_a_fight_stay(coder: Coder) -> None:
    (fight,) = [event for event in coder(FIGHT).events if event.trigger.text == "fighting"]
    assert [party.sector for party in fight.actors] == ["MIL", "UAF"]


SPEAKERS = [
    pytest.param("The army said it had destroyed a rebel base near Gao on Sunday.", "MIL", id="the army"),
    pytest.param("A Kenyan-led security force said it had retaken the district of Solino.", "COP", id="a force"),
]


@pytest.mark.parametrize(("text", "sector"), SPEAKERS)
def test_a_body_that_says_what_it_did(coder: Coder, text: str, sector: str) -> None:
    (event,) = [event for event in coder(text).events if event.type == "ASSAULT"]
    assert [party.sector for party in event.actors] == [sector]


CLAUSES = [
    pytest.param(
        "The army rejected the proposal, while the RSF welcomed it.", "REJECT", ["The army"], [], id="another's clause",
    ),
    pytest.param(
        "Mara Venn, whom the army arrested in May, was freed on Friday.", "COERCE", ["the army"], ["Mara Venn"],
        id="whom",
    ),
    pytest.param(
        "Tom Rowe, a former policeman who leads the alliance, threatened to burn hotels.", "THREATEN", ["Tom Rowe"],
        ["hotels"], id="an aside",
    ),
    pytest.param(
        "Retired police officers marched in Dhaka on Monday.", "PROTEST", ["Retired police officers"], [],
        id="marched in",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "type_", "actors", "recipients"), CLAUSES)
def test_parties_of_the_clause(coder: Coder, text: str, type_: str, actors: list[str], recipients: list[str]) -> None:
    (event,) = [event for event in coder(text).events if event.type == type_]
    assert told(event)[2:] == (actors, recipients)


STRIKES = [
    pytest.param(
        "Labour unions have called a general strike for next Monday.", ("PROTEST", "planned"), id="called for"
    ),
    pytest.param("Nurses called a strike over pay.", ("PROTEST", "occurred"), id="over pay"),
    pytest.param(
        "The army said the RSF carried out the strike at dawn on Friday.", ("ASSAULT", "occurred"), id="armed"
    ),
]


@pytest.mark.parametrize(("text", "wanted"), STRIKES)
def test_strikes(coder: Coder, text: str, wanted: tuple[str, str]) -> None:
    (event,) = coder(text).events
    assert (event.type, event.status) == wanted


def test_where_protests_followed_is_no_party(coder: Coder) -> None:
    events = coder("Senegal's president postponed the election, prompting protests in Dakar.").events
    assert not [party for event in events for party in event.recipients if party.text == "Dakar"]


def test_a_request_for_comment_asks_nobody(coder: Coder) -> None:
    assert not coder("The RSF did not respond to a request for comment.").events


FORMER = [
    pytest.param("A former soldier shot dead three people in Runirgod on Sunday.", "CVL", id="a soldier no more"),
    pytest.param("A retired general shot dead three people in Runirgod on Sunday.", "ELI", id="a general no more"),
    pytest.param("Former army chief Tom Rowe shot dead three people on Sunday.", "ELI", id="by name"),
]


@pytest.mark.parametrize(("text", "sector"), FORMER)
def test_who_has_left_the_force(coder: Coder, text: str, sector: str) -> None:
    event = coder(text).events[0]
    assert [party.sector for party in event.actors] == [sector]


RAIDS = """\
BAMAKO, June 3 (Meridian) - Suspected jihadists killed 19 villagers in two raids in central Mali over the weekend, \
local officials said.

Gunmen on motorcycles stormed the village of Sare Koro on Saturday evening, the mayor of a neighbouring town said. \
Eleven people were shot dead and four women were abducted.

On Sunday the same group attacked Dien, 12 km away, where eight farmers were killed in their fields, he added. The \
army said in a statement on Monday that its aircraft had bombed a camp of the group near Diafarabe on Friday.

Two soldiers were wounded when their vehicle hit a mine on the way back.
"""


def test_villages_that_are_on_no_map(coder: Coder) -> None:
    where = {event.trigger.text: [place.text for place in event.where] for event in coder(RAIDS).events}
    assert where["stormed"][0] == where["shot dead"][0] == "Sare Koro"
    assert where["attacked"][0] == "Dien"
    assert not any("BAMAKO" in where[trigger] for trigger in ("stormed", "shot dead", "attacked"))


def test_soldiers_hurt_further_on_are_another_happening(coder: Coder) -> None:
    events = coder(RAIDS).events
    (hurt,) = [event for event in events if any(party.text == "Two soldiers" for party in event.recipients)]
    assert [party.text for party in hurt.recipients] == ["Two soldiers"]
    assert hurt.mode == "explosives"


ANSWERED = [
    pytest.param("in response to the killing of a commander", id="in response to"),
    pytest.param("after the killing of a commander", id="after"),
]


@pytest.mark.parametrize("why", ANSWERED)
def test_what_an_attack_answers_is_another(coder: Coder, why: str) -> None:
    fired, killing = coder(f"Hezbollah fired about 60 rockets at northern Israel {why}.").events
    assert (fired.trigger.text, killing.trigger.text) == ("fired", "killing")
    assert [party.country for party in fired.recipients] == ["ISR"]
    assert fired.toll.killed is None
    assert killing.weapon is None


RETYPED = [
    pytest.param(
        "Colombian army troops freed three oil workers held by dissidents of the FARC in Cauca.",
        ("AID", "occurred", ["Colombian army troops"], ["three oil workers"]), id="a rescue",
    ),
    pytest.param(
        "The rebels freed three oil workers whom they had kidnapped in Cauca.",
        ("RETREAT", "occurred", ["The rebels"], ["three oil workers"]), id="no rescue",
    ),
    pytest.param(
        "Rwanda denied backing the M23 rebels.", ("SUPPORT", "denied", ["Rwanda"], ["the M23 rebels"]), id="denied",
    ),
    pytest.param(
        "The rebels handed over 14 prisoners of war to the Red Cross.",
        ("RETREAT", "occurred", ["The rebels"], ["the Red Cross"]), id="captives handed over",
    ),
    pytest.param(
        "Tunisian police used batons to break up a sit-in by lawyers.",
        ("ASSAULT", "occurred", ["Tunisian police"], []), id="nobody hits batons",
    ),
    pytest.param(
        "Greek coastguards rescued 65 migrants off Gavdos.",
        ("AID", "occurred", ["Greek coastguards"], ["65 migrants"]), id="off an island",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), RETYPED)
def test_what_was_done(coder: Coder, text: str, wanted: Told) -> None:
    assert wanted in list(map(told, coder(text).events))


def test_aid_kept_back_is_no_aid(coder: Coder) -> None:
    events = coder("The EU said it would freeze 30 million euros in aid to Georgia.").events
    assert "AID" not in [event.type for event in events]


ZURMI = """\
ABUJA, Aug 12 (Meridian) - Gunmen kidnapped 40 people in an attack on Zurmi district in northwestern Nigeria, \
residents said on Tuesday.

The attackers went from house to house, said Musa Bala, whose two brothers were taken. Three people who tried to flee \
were shot.

Police spokesman Tom Rowe confirmed the attack. Last week troops rescued 62 hostages and killed 12 bandits, the \
army said.
"""


def test_tellers_take_no_part(coder: Coder) -> None:
    events = coder(ZURMI).events
    parties = {party.text for event in events for party in (*event.actors, *event.recipients)}
    assert not {text for text in parties if "Bala" in text or "Rowe" in text}
    (killing,) = [event for event in events if event.trigger.text == "killed"]
    assert told(killing)[2:] == (["troops"], ["12 bandits"])


CRISIS = """\
JERUSALEM (Meridian) - Israel has blocked all supplies from entering Gaza since March 2. The United Nations accused it \
of using hunger as a weapon.

Hundreds of Israelis protested outside the defence ministry in Tel Aviv. Police arrested five of them.
"""


def test_nobody_is_the_object_of_his_own_verb(coder: Coder) -> None:
    events = {event.type: event for event in coder(CRISIS).events}
    assert [party.country for party in events["ACCUSE"].recipients] == ["ISR"]
    assert "COP" not in [party.sector for party in events["COERCE"].recipients if party.text == "them"]


TOWNS = [
    pytest.param(
        "Russia launched 12 missiles at Ukraine overnight, killing six people in the eastern city of Kharkiv.",
        "ASSAULT", "Kharkiv", id="the town where they died",
    ),
    pytest.param("Volodymyr Zelenskiy urged allies to tighten sanctions on Moscow.", "REQUEST", None, id="on"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "type_", "town"), TOWNS)
def test_towns(coder: Coder, text: str, type_: str, town: str | None) -> None:
    event = next(event for event in coder(text).events if event.type == type_)
    assert next((place.name for place in event.where), None) == town


SQUARE = """\
TIRANA - Albanian opposition supporters threw petrol bombs at the prime minister's office on Tuesday and police \
answered with tear gas.

Four policemen suffered burns, the interior ministry said, and ten protesters were detained. Edi Rama was in Brussels, \
where he met the president of the European Council. The United Nations called for the release of 20 hostages.

In February 2019 protesters tried to storm the same building and broke its doors.
"""


def test_each_act_of_a_square_has_its_own(coder: Coder) -> None:
    events = {event.trigger.text: event for event in coder(SQUARE).events}
    gas = events["tear gas"]
    assert [party.sector for party in gas.actors] == ["COP"]
    assert "Four policemen" in [party.text for party in events["burns"].recipients]
    assert not events["burns"].actors
    assert len(events["met"].actors) == 2
    assert not [event for event in events.values() if event.toll.abducted is not None]
    assert "same building" not in [party.text for party in events["threw"].recipients]
