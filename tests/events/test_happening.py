"""Happenings: pieces that nothing sets apart are one, and whatever differs keeps them apart."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dateline.codebook.crosswalk import load_crosswalks
from dateline.codebook.weapons import load_weapons
from dateline.events.happening import gathered, is_crowd, is_one_happening
from dateline.record import Codes, Count, Event, Party, Place, Span, Time, Toll


def party(name: str) -> Party:
    return Party(text=name, start=0, end=len(name), name=name)


def day(value: str) -> Time:
    return Time(text="then", start=0, end=4, type="DATE", value=value, from_=value, to=value)


def town(name: str) -> Place:
    return Place(text=name, start=0, end=len(name), name=name)


def people(number: int) -> Count:
    return Count(min=number, max=number)


KILLED, HURT = Toll(killed=people(1)), Toll(injured=people(3))


def event(start: int = 0, **change: Any) -> Event:
    base = Event(
        id="e1", type="ASSAULT", mode="firearms", status="occurred",
        trigger=Span(text="shot", start=start, end=start + 4),
        actors=(), recipients=(), when=None, where=(), toll=Toll(), weapon=None, claim=None,
        codes=Codes(plover="ASSAULT"), evidence=(), because=(), confidence=0.5,
    )  # fmt: skip
    return msgspec.structs.replace(base, **change)


ONE = [
    ("nothing differs", {}, {}),
    (
        "dead here, hurt there",
        {"toll": KILLED, "recipients": (party("a man"),)},
        {"toll": HURT, "recipients": (party("others"),)},
    ),
    ("a vague mode", {"mode": None}, {}),
    ("one is silent on the day", {"when": day("2021-03-02")}, {}),
    ("under way and done", {"status": "ongoing"}, {}),
    ("the same doer among others", {"actors": (party("A"), party("B"))}, {"actors": (party("B"),)}),
]
TWO = [
    ("two numbers of the dead", {"toll": KILLED}, {"toll": KILLED}),
    ("two days", {"when": day("2021-03-02")}, {"when": day("2021-03-03")}),
    ("two towns", {"where": (town("Orvo"),)}, {"where": (town("Dasht"),)}),
    ("two doers", {"actors": (party("A"),)}, {"actors": (party("B"),)}),
    ("two modes", {"mode": "explosives"}, {}),
    ("an abduction beside", {"mode": "abduct"}, {"mode": None}),
    ("planned and done", {"status": "planned"}, {}),
    ("two victims without numbers", {"recipients": (party("A"),)}, {"recipients": (party("B"),)}),
    ("talks", {"type": "CONSULT"}, {"type": "CONSULT"}),
]


@pytest.mark.parametrize(("case", "left", "right"), ONE, ids=[row[0] for row in ONE])
def test_one_happening(case: str, left: dict[str, Any], right: dict[str, Any]) -> None:
    assert is_one_happening(event(**left), event(9, **right))


@pytest.mark.parametrize(("case", "left", "right"), TWO, ids=[row[0] for row in TWO])
def test_two_happenings(case: str, left: dict[str, Any], right: dict[str, Any]) -> None:
    assert not is_one_happening(event(**left), event(9, **right))


def test_the_first_keeps_its_trigger_and_gains_what_the_later_adds() -> None:
    first = event(toll=KILLED, recipients=(party("a man"),))
    later = event(20, toll=HURT, recipients=(party("others"),), when=day("2021-03-02"), where=(town("Orvo"),))
    (found,) = gathered([first, later], load_crosswalks(), load_weapons())
    assert found.trigger == first.trigger
    assert (found.toll.killed, found.toll.injured) == (people(1), people(3))
    assert [one.name for one in found.recipients] == ["a man", "others"]
    assert found.when == later.when
    assert found.where == later.where
    assert [reason.by for reason in found.because] == ["happening:one"]


def test_a_bare_word_of_violence_gives_way_to_what_says_more() -> None:
    bare = event(0, mode=None, trigger=Span(text="violence", start=0, end=8))
    told = event(40, actors=(party("police"),), recipients=(party("a hundred people"),), toll=KILLED)
    (made,) = gathered((bare, told), load_crosswalks(), load_weapons())
    assert made.trigger == told.trigger
    assert made.actors == told.actors
    assert "happening:one" in {reason.by for reason in made.because}


@pytest.mark.parametrize(("several", "count"), [({0}, 2), ({0, 40}, 1), (set(), 1)])
def test_one_act_is_not_the_several_told_beside_it(several: set[int], count: int) -> None:
    killings = event(0, mode=None, recipients=(party("villagers"),))
    died = event(40, actors=(party("police"),))
    assert len(gathered((killings, died), load_crosswalks(), load_weapons(), several=several)) == count


def test_others_stay_as_they_are_and_in_order() -> None:
    events = [event(0, type="CONSULT"), event(10, when=day("2021-03-02")), event(20, when=day("2021-03-09"))]
    assert gathered(events, load_crosswalks(), load_weapons()) == tuple(events)


def test_what_was_united_is_coded_anew() -> None:
    rebel, farmer = party("rebels"), party("farmers")
    rebel, farmer = (msgspec.structs.replace(one, sector=sector) for one, sector in ((rebel, "REB"), (farmer, "CVL")))
    first = event(actors=(rebel,), recipients=(farmer,))
    (found,) = gathered([first, event(20, toll=KILLED)], load_crosswalks(), load_weapons())
    assert first.codes.ucdp is None
    assert found.codes.ucdp is not None
    assert found.codes.ucdp.type_of_violence == 3


def spoken(word: str, start: int, **change: Any) -> Event:
    return event(
        start, trigger=Span(text=word, start=start, end=start + len(word)), actors=(party(word + str(start)),), **change
    )


def test_a_lasting_act_named_again_is_not_accomplished() -> None:
    events = [spoken("operation", 0, status="planned"), spoken("operation", 50), spoken("raid", 90)]
    found = gathered(events, load_crosswalks(), load_weapons())
    assert [one.status for one in found] == ["planned", "planned", "occurred"]
    assert found[1].why("status")[0].by == "happening:lasting"
    assert found[1].codes.cameo is None


def test_a_denial_of_a_lasting_act_stays_a_denial() -> None:
    events = [spoken("operation", 0, status="ongoing"), spoken("operation", 50, status="denied")]
    found = gathered(events, load_crosswalks(), load_weapons())
    assert [one.status for one in found] == ["ongoing", "denied"]


def test_a_weapon_phrase_has_its_category() -> None:
    weapons = load_weapons()
    found = {
        phrase: weapons.category_of(phrase) for phrase in ("Hand grenades", "car-bomb", "powerful bomb", "flowers")
    }
    assert found == {
        "Hand grenades": "grenade",
        "car-bomb": "explosives",
        "powerful bomb": "explosives",
        "flowers": None,
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [("an irate mob", True), ("one person", True), ("three others", True), ("harun tal", False)],
)
def test_a_crowd_has_no_name(name: str, expected: bool) -> None:
    assert is_crowd(name) is expected
