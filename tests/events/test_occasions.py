"""A report of several happenings: each keeps its own dead, doers and place, and a claim its own figures."""

from __future__ import annotations

import pytest

import dateline
from dateline.pipeline import Coder
from dateline.record import Event

COAST = """\
NAIROBI, March 4 (Meridian) - Al-Shabaab militants attacked a military base in Kenya's Lamu county before dawn on \
Monday, killing at least seven soldiers and wounding a dozen, officials said.

The fighters arrived on motorcycles and fired rocket-propelled grenades at the gate, county commissioner Tom Rowe told \
reporters. Three of the attackers were killed when troops returned fire, he said.

The group claimed responsibility in a broadcast on its radio station, saying its men had killed 29 soldiers and seized \
weapons. The army rejected the figure.

Kenyan and American aircraft later bombed suspected militant hideouts in the Boni forest, residents said.
"""

LINE = """\
ISLAMABAD: Pakistan on Wednesday summoned India's charge d'affaires to protest against what it called unprovoked \
firing across the Line of Control that killed a woman and wounded her two children.

Indian troops fired mortars at villages in the Nakyal sector late on Tuesday, the foreign ministry said.

The two armies' operations chiefs spoke by telephone and agreed to abide by the 2021 truce, an army spokesman said.

Separately, security forces shot dead eight militants of the outlawed Tehrik-i-Taliban Pakistan during a raid in North \
Waziristan, the military's media wing said. Police in Quetta arrested three suspects over last month's bombing of a \
train, in which 26 people were killed.
"""

SQUARE = """\
TBILISI, Oct 12 (Meridian News) - Georgian police used water cannon and tear gas on Saturday night to disperse \
thousands of protesters outside parliament, and the opposition said more than forty people had been detained.

Demonstrators threw stones at officers after the ruling party pushed through a law on groups funded from abroad. The \
interior ministry said 14 policemen were injured.

European Union foreign policy chief Kaja Kallas urged the authorities to show restraint and warned that Brussels could \
suspend visa-free travel. Russia accused the West of trying to stage a coup.

The president refused to sign the law and called for new elections.
"""

SOUTHWEST = """\
BOGOTA - Colombia's government and the ELN rebels agreed on Thursday to extend a ceasefire by six months. The deal was \
brokered by Venezuela and Norway.

But violence went on in the southwest, where dissidents of the former FARC detonated a car bomb outside a police \
station in Jamundi, wounding six officers and four passers-by.
"""


@pytest.fixture(scope="module")
def coder() -> Coder:
    return dateline.load()


def told(coder: Coder, text: str, words: str) -> Event:
    (event,) = [event for event in coder(text).events if event.trigger.text == words]
    return event


def killed(event: Event) -> int | None:
    return None if event.toll.killed is None else event.toll.killed.min


def test_a_claim_keeps_its_figure_and_the_attack_its_own(coder: Coder) -> None:
    assert killed(told(coder, COAST, "attacked")) == 7
    mine, attackers = sorted(
        (event for event in coder(COAST).events if event.trigger.text == "killed"), key=lambda it: -(killed(it) or 0)
    )
    assert (killed(mine), killed(attackers)) == (29, 3)
    assert [party.name for party in mine.actors] == ["al-Shabaab"]
    assert mine.claim is not None
    assert mine.claim.speaker is not None
    assert mine.claim.speaker.name == "al-Shabaab"
    assert "al-Shabaab" not in [party.name for party in attackers.actors], "nobody claims that his own men were killed"


def test_a_forest_of_another_name_is_no_town_abroad(coder: Coder) -> None:
    raid = told(coder, COAST, "bombed")
    assert [party.country for party in raid.actors] == ["KEN", "USA"]
    assert "DEU" not in {place.country for place in raid.where}


@pytest.mark.parametrize(("words", "dead"), [("shot dead", 8), ("bombing", 26)])
def test_what_is_told_separately_is_counted_by_itself(coder: Coder, words: str, dead: int) -> None:
    assert killed(told(coder, LINE, words)) == dead


def test_members_of_a_group_that_was_hit_stay(coder: Coder) -> None:
    (party,) = told(coder, LINE, "shot dead").recipients
    assert party.sector == "REB"


def test_the_year_of_a_truce_is_not_the_day_of_a_call(coder: Coder) -> None:
    assert not [event for event in coder(LINE).events if event.when is not None and event.when.text == "2021"]


def test_a_crowd_does_not_disperse_itself(coder: Coder) -> None:
    force = told(coder, SQUARE, "used")
    assert [party.sector for party in force.actors] == ["COP"]
    assert force.toll.injured is None


def test_the_president_is_of_the_country_the_report_is_about(coder: Coder) -> None:
    for event in coder(SQUARE).events:
        for party in (*event.actors, *event.recipients):
            if party.text in ("The president", "the authorities"):
                assert party.country == "GEO", event


def test_whoever_brokers_a_deal_is_not_where_it_is_kept(coder: Coder) -> None:
    for event in coder(SOUTHWEST).events:
        assert not {place.country for place in event.where} & {"VEN", "NOR"}, event


def test_vague_words_give_way_to_what_tells_more(coder: Coder) -> None:
    blast = told(coder, SOUTHWEST, "detonated")
    assert blast.mode == "explosives"
    assert blast.toll.injured is not None
    assert blast.toll.injured.min == 10
    assert [party.text[-4:] for party in blast.actors] == ["FARC"]


WAR = """\
PORT SUDAN, Sept 9 (Meridian) - The Sudanese army recaptured the town of Bara in North Kordofan on Thursday.

Residents said artillery fire had killed at least 17 people, among them six children.

The war began in April 2023. It has killed tens of thousands of people.
"""

BORDER = """\
WARSAW - Poland closed its last open border crossing with Belarus on Friday. Polish soldiers came to the fence.

Belarus summoned the Polish ambassador in Minsk. Its foreign ministry said Polish guards had beaten migrants.
"""


def test_what_a_war_cost_is_not_the_count_of_a_day(coder: Coder) -> None:
    assert sorted(dead for event in coder(WAR).events if (dead := killed(event))) == [17, 20_000]


def test_a_capital_is_meant_where_its_country_is_spoken_of(coder: Coder) -> None:
    assert {place.country for place in coder(BORDER).places if place.text == "Minsk"} == {"BLR"}


def test_whoever_flees_from_what_he_did_is_not_displaced(coder: Coder) -> None:
    text = "Gunmen killed a driver on Saturday. Police are looking for two suspects who fled on a motorcycle."
    assert not [event for event in coder(text).events if event.toll.displaced is not None]
