"""Facts: the day, town and numbers of the leading violence, weighed over the whole report."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook.facts import FactWeights, load_fact_weights
from dateline.events.told import leading_violence
from dateline.pipeline import Coder
from dateline.record import Event

CAR_WASH = (
    "Police in Memphis are looking for the driver of a white van.\n\nThe gunfire broke out at a car wash in Memphis on "
    "Saturday night, Lt. Ann Morrow said. Two people died at the scene. Three others were wounded and were taken to a "
    "hospital in Nashville.\n\nA vigil will be held on Thursday."
)
NEIGHBOUR = (
    "A 30-year-old man appeared in court in Nashville on Thursday, charged with shooting his neighbour.\n\nThe "
    "neighbour, 52, was shot on Sunday evening outside his house in Memphis. He is in stable condition.\n\nA judge set "
    "bail. The next hearing is on Monday."
)
COURT = (
    "A man of 30 appeared in court in Nashville on Thursday, charged with shooting his neighbour.\n\nThe "
    "neighbour, 52, was sitting outside his house in Memphis on Sunday evening, Memphis police said. He is in stable "
    "condition.\n\nThe two men had quarrelled in Memphis for years. The next hearing is on Monday."
)
MARKET = (
    "A car bomb killed 12 people and wounded 30 in Baghdad on Monday.\n\nThe bomb went off near a market. No group has "
    "claimed it. A hospital in Erbil took in some of the wounded on Tuesday."
)
PARTY = (
    "Six people were shot at a party in Fresno early on Sunday, and one of them died, police said.\n\nThe victims were "
    "taken to two hospitals. The man who died was 22. Nobody has been arrested."
)


def leading(coder: Coder, text: str, title: str | None = None) -> Event:
    events = coder(text, published="2021-03-12", title=title).events
    place = leading_violence(events)
    assert place is not None
    return events[place]


@pytest.mark.parametrize(
    ("text", "title", "day", "town", "killed", "injured"),
    [
        pytest.param(CAR_WASH, "Two dead at car wash", "2021-03-06", "Memphis", 2, 3, id="told in several sentences"),
        pytest.param(NEIGHBOUR, "Man in court", "2021-03-07", "Memphis", None, 1, id="court and scene"),
        pytest.param(MARKET, None, "2021-03-08", "Baghdad", 12, 30, id="all in the lead"),
        pytest.param(PARTY, None, "2021-03-07", "Fresno", 1, 5, id="one of those shot died"),
    ],
)
def test_the_leading_violence_has_the_facts_of_the_report(
    coder: Coder, text: str, title: str | None, day: str, town: str, killed: int | None, injured: int | None
) -> None:
    event = leading(coder, text, title)
    assert event.when is not None
    assert event.when.from_ == day
    assert town in [place.name for place in event.where]
    assert (event.toll.killed.min if event.toll.killed else None) == killed
    assert (event.toll.injured.min if event.toll.injured else None) == injured


def test_what_the_whole_report_decides_has_its_reason_and_what_stood_there_before(coder: Coder) -> None:
    event = leading(coder, COURT)
    (reason,) = [one for one in event.because if one.about == "where" and one.by == "model:facts"]
    assert reason.runner_up == "Nashville"
    assert [span.text for span in reason.evidence] == ["Memphis"]


@pytest.mark.parametrize("text", [CAR_WASH, NEIGHBOUR, MARKET, PARTY])
def test_every_fact_is_told_in_the_report(coder: Coder, text: str) -> None:
    for event in coder(text, published="2021-03-12").events:
        counts = [count for count in (event.toll.killed, event.toll.injured) if count is not None]
        for span in [span for count in counts for span in count.evidence]:
            assert text[span.start : span.end] == span.text
        assert all(count.evidence for count in counts)


def test_a_number_is_given_to_one_event_only(coder: Coder) -> None:
    events = coder(CAR_WASH, published="2021-03-12").events
    hurt = [event.toll.injured for event in events if event.toll.injured is not None]
    assert [count.min for count in hurt] == [3]


def test_a_short_report_is_left_as_its_sentences_have_it(coder: Coder) -> None:
    events = coder("Gunmen shot a farmer in Tarwa on Monday. He is in hospital.", published="2021-03-12").events
    assert not any(reason.by == "model:facts" for event in events for reason in event.because)


def test_a_report_without_violence_is_left_alone(coder: Coder) -> None:
    text = (
        "The ministers of France and Spain met in Paris on Monday. They spoke of trade. They signed an agreement. A "
        "second meeting is planned in Madrid in May."
    )
    events = coder(text, published="2021-03-12").events
    assert events
    assert not any(reason.by == "model:facts" for event in events for reason in event.because)


def test_chances_add_up_and_follow_the_signs() -> None:
    weights = FactWeights({"day": {"violent": 2.0, "stamp": -3.0}}, "x")
    chances = weights.chances("day", [{"violent": 1.0}, {"stamp": 1.0}, {"unknown": 5.0}])
    assert sum(chances) == pytest.approx(1.0)
    assert chances[0] > chances[2] > chances[1]


def test_no_candidates_have_no_chances() -> None:
    assert load_fact_weights().chances("town", []) == []


def test_a_report_of_war_keeps_what_stands_with_each_happening(coder: Coder, samples: Path) -> None:
    # Its dateline is far from the front, and each attack has its own day and dead.
    for name in ("shabelle-operation", "tillaberi-claim", "border-denial", "davao-arrest"):
        events = coder((samples / f"{name}.txt").read_text(encoding="utf-8")).events
        assert events
        assert not [reason for event in events for reason in event.because if reason.by == "model:facts"], name


def test_officers_who_are_shot_at_are_no_soldiers(coder: Coder) -> None:
    text = (
        "A man who shot at officers in Memphis appeared in court in Nashville on Thursday.\n\nThe officers were called "
        "to a house in Memphis on Sunday evening, and one officer was shot in the leg there.\n\nA judge set bail."
    )
    event = leading(coder, text)
    assert "Memphis" in [place.name for place in event.where]
    assert any(reason.by == "model:facts" for reason in event.because)


def test_a_bomb_and_soldiers_are_no_crime_the_weights_know(coder: Coder) -> None:
    text = (
        "MOGADISHU, Somalia - Soldiers shot dead four fighters at Balad on Sunday, the army said.\n\nThe army has sent "
        "more troops to the town. Two soldiers were wounded.\n\nThe minister spoke in the capital on Monday."
    )
    event = leading(coder, text)
    assert [place.name for place in event.where][:1] == ["Balad"]
    assert all(reason.by != "model:facts" for reason in event.because)


def test_a_number_larger_than_the_weights_know_is_kept(coder: Coder) -> None:
    text = (
        "Officials said 73 people have died in police firing in the state over the last five days. Three people were "
        "torched to death in the old town and two were stabbed fatally on Saturday, the source said. The situation was "
        "calm on Saturday night, police said."
    )
    killed = [event.toll.killed.min for event in coder(text, published="2002-03-03").events if event.toll.killed]
    assert 73 in killed
