"""Tolls: each number goes to one act."""

from __future__ import annotations

import pytest
from tests.events.told import act_at

from dateline.codebook.toll_words import load_toll_words
from dateline.events.counts import find_counts
from dateline.events.toll import assign_tolls, toll_of
from dateline.parse import Reader
from dateline.pipeline import Coder
from dateline.record import TOLL_KEYS, Toll

WORDS = load_toll_words()


def tolls(
    reader: Reader, text: str, *acts: tuple[str, ...], statuses: tuple[str, ...] | None = None
) -> list[dict[str, int]]:
    parsed = reader(text)
    found = assign_tolls(
        parsed,
        [act_at(parsed, *one) for one in acts],
        find_counts(parsed, (), WORDS),
        statuses,  # type: ignore[arg-type]  # the rows' statuses
    )
    return [{key: count.min for key in TOLL_KEYS if (count := getattr(one.toll, key)) is not None} for one in found]


ASSIGNED = [
    ("its own word", "Rebels killed two guards and later killed a nurse.", [("killed",)], [{"killed": 3}]),
    (
        "a participle's number is the attack's",
        "Rebels attacked a camp, killing five guards.",
        [("attacked",)],
        [{"killed": 5}],
    ),
    (
        "each to its own",
        "Rebels killed two guards; police arrested nine rebels.",
        [("killed",), ("arrested", "COERCE", "arrest")],
        [{"killed": 2}, {"arrested": 9}],
    ),
    ("the next sentence", "Rebels attacked a camp. Five guards died.", [("attacked",)], [{"killed": 5}]),
    ("told again", "Rebels killed five guards. The five men died at noon.", [("killed",)], [{"killed": 5}]),
    ("a part of it", "Rebels killed five guards. Two of them died in hospital.", [("killed",)], [{"killed": 5}]),
    ("including", "Rebels killed five people, including two children.", [("killed",)], [{"killed": 5}]),
    ("more of them", "Rebels killed five guards. Another guard died in hospital.", [("killed",)], [{"killed": 6}]),
    ("it rose", "A bomb exploded, killing five. The death toll rose to eight.", [("exploded",)], [{"killed": 8}]),
    ("not for talks", "Envoys met in Bern. Five guards died in a raid.", [("met", "CONSULT")], [{}]),
    ("shot, one of them dead", "Three men were shot, one fatally.", [("shot",)], [{"killed": 1, "injured": 2}]),
    ("shot and killed", "A teacher was shot and killed.", [("shot",)], [{"killed": 1}]),
    ("shot only", "A teacher was shot.", [("shot",)], [{"injured": 1}]),
    (
        "an old deed is no news",
        "Police arrested two men. They are wanted for the killing of ten monks.",
        [("arrested", "COERCE", "arrest"), ("killing",)],
        [{"arrested": 2}, {"killed": 10}],
    ),
]


@pytest.mark.parametrize(("case", "text", "acts", "expected"), ASSIGNED, ids=[row[0] for row in ASSIGNED])
def test_numbers_go_to_one_act_once(
    reader: Reader, case: str, text: str, acts: list[tuple[str, ...]], expected: list[dict[str, int]]
) -> None:
    assert tolls(reader, text, *acts) == expected


def test_what_is_only_planned_takes_no_numbers_of_others(reader: Reader) -> None:
    text = "The rebels will attack the camp where five guards died."
    assert tolls(reader, text, ("attack",), statuses=("planned",)) == [{}]
    assert tolls(reader, text, ("attack",), statuses=("occurred",)) == [{"killed": 5}]


def test_a_toll_says_where_its_numbers_stand(reader: Reader) -> None:
    parsed = reader("Rebels attacked a camp, killing five guards.")
    (assigned,) = assign_tolls(parsed, [act_at(parsed, "attacked")], find_counts(parsed, (), WORDS))
    assert assigned.toll.killed is not None
    assert [span.text for span in assigned.toll.killed.evidence] == ["five guards"]
    assert [reason.by for reason in assigned.reasons] == ["toll:killed"]


def test_an_open_bound_stays_open_in_the_sum(reader: Reader) -> None:
    counts = find_counts(reader("At least five guards and two nurses were killed."), (), WORDS)
    assert toll_of(counts).killed is not None
    assert toll_of(counts).killed.max is None  # type: ignore[union-attr]  # just asserted


def test_without_counts_there_is_no_toll(reader: Reader) -> None:
    parsed = reader("Rebels attacked a camp.")
    (assigned,) = assign_tolls(parsed, [act_at(parsed, "attacked")], ())
    assert assigned.toll == Toll()
    assert assigned.reasons == ()


def test_what_a_report_recalls_has_its_own_dead(coder: Coder) -> None:
    text = (
        "A car bomb in the east of Turkey has killed nine recruits on a truck and wounded 31 more, the governor said. "
        "The blast tore the truck apart in the city of Van. It came two days after 40 people were killed in an attack "
        "in Ankara."
    )
    events = coder(text, published="2024-03-05").events
    first = events[0]
    assert first.toll.killed is not None
    assert first.toll.injured is not None
    assert (first.toll.killed.min, first.toll.injured.min) == (9, 31)
    assert "Ankara" not in [place.name for place in first.where]
    assert [event.toll.killed.min for event in events if event.toll.killed is not None] == [9, 40]


def test_thirty_more_hurt_are_thirty(coder: Coder) -> None:
    (event,) = coder("Twelve people were killed and 30 more hurt in the blast.", published="2024-03-05").events
    assert event.toll.injured is not None
    assert event.toll.injured.min == 30


def test_whom_an_attempt_meant_to_kill_is_not_killed(coder: Coder) -> None:
    (event,) = coder("An attempt to assassinate the prime minister failed.").events
    assert (event.status, event.toll) == ("attempted", Toll())


@pytest.mark.parametrize(
    "text",
    ["Drones struck a fuel depot in Norland overnight.", "The rebels shot down a helicopter of the army."],
)
def test_what_is_hit_and_is_nobody_is_not_counted(coder: Coder, text: str) -> None:
    (event,) = coder(text).events
    assert event.toll == Toll()


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("The 1994 killings in Dasht were never punished.", None),
        ("At least 1850 soldiers died.", 1850),
        ("The army killed 2014 rebels.", 2014),
    ],
)
def test_a_year_is_no_number_of_dead(coder: Coder, text: str, killed: int | None) -> None:
    found = [event.toll.killed.min for event in coder(text).events if event.toll.killed]
    assert found == ([] if killed is None else [killed])


@pytest.mark.parametrize(
    ("text", "key", "number"),
    [
        ("The number of dead in Monday's attack on a market has risen to 34.", "killed", 34),
        ("The number of injured in 12 attacks rose to 40.", "injured", 40),
    ],
)
def test_a_number_of_dead_rises(coder: Coder, text: str, key: str, number: int) -> None:
    (event,) = coder(text).events
    assert getattr(event.toll, key).max == number
