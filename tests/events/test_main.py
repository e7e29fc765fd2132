"""Main events: a report is about what it was written for, and says what it only recalls."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from dateline import Coder
from dateline.events.main import chosen, signs_of, weights
from dateline.record import Event

ROOT = Path(__file__).parents[2]


def events(coder: Coder, text: str, title: str | None = None) -> tuple[Event, ...]:
    return coder(text, published="2024-03-05", title=title).events


def by(found: tuple[Event, ...], word: str) -> Event:
    return next(event for event in found if word in event.trigger.text)


STATEMENT = (
    "The foreign minister of Sandova on Tuesday rejected the offer of talks with the rebels.\n\n"
    '"We will not sit down with them," Mara Venn told reporters in the capital. The rejection came a day after the '
    "president had promised an answer.\n\n"
    "In 2011 rebels attacked a barracks in the north and killed 40 soldiers. The war has gone on since then."
)
ATTACK = (
    "Gunmen killed five people in a market in Dasht on Monday, police said.\n\n"
    "The attackers opened fire from a car and fled. Four others were wounded in the shooting.\n\n"
    "The governor condemned the attack. Last year the army arrested two men of the same group."
)


def test_a_report_of_a_statement_is_about_the_statement(coder: Coder) -> None:
    found = events(coder, STATEMENT)
    assert by(found, "rejected").main
    assert not by(found, "attacked").main


def test_what_began_the_war_is_background_with_its_chance(coder: Coder) -> None:
    reasons = by(events(coder, STATEMENT), "attacked").why("main")
    assert [reason.by for reason in reasons] == ["main:background"]
    assert "chance 0." in reasons[0].text


def test_a_report_of_an_attack_is_about_the_attack(coder: Coder) -> None:
    found = events(coder, ATTACK)
    assert by(found, "killed").main
    assert not by(found, "condemned").main
    assert not by(found, "arrested").main


def test_what_is_main_says_how_likely_it_is(coder: Coder) -> None:
    main = [event for event in events(coder, ATTACK) if event.main]
    assert main
    assert all("the report is about it (chance 0." in event.why("main")[0].text for event in main)


def test_the_harm_is_main_and_not_what_police_did_about_it(coder: Coder) -> None:
    text = (
        "Police in Memphis are looking for the driver of a white van.\n\nThe gunfire broke out at a car wash in "
        "Memphis on Saturday night, Lt. Ann Morrow said. Two people died at the scene. Three others were wounded and "
        "were taken to a hospital in Nashville.\n\nA vigil will be held on Thursday."
    )
    found = events(coder, text)
    assert by(found, "gunfire").main
    assert not any(event.main for event in found if event.type != "ASSAULT")


@pytest.mark.parametrize(
    ("chances", "main"),
    [
        ([0.9, 0.8, 0.7, 0.6], {0, 1, 2}),
        ([0.3, 0.1], {0}),
        ([0.1, 0.15], set()),
        ([0.95, 0.5], {0}),
        ([0.6, 0.6], {0, 1}),
    ],
    ids=["three at most", "the likeliest", "nothing likely", "far behind", "as likely"],
)
def test_the_likeliest_are_main(chances: list[float], main: set[int]) -> None:
    assert chosen(chances) == main


def test_signs_tell_place_day_and_headline(coder: Coder) -> None:
    record = coder(ATTACK, published="2024-03-05", title="Gunmen kill five in Dasht market")
    annotated = coder.annotated(record.report)
    signs = [set(own) for own in signs_of(record.events, record.report, annotated.parsed)]
    assert len(signs) == len(record.events)
    first = signs[record.events.index(by(record.events, "killed"))]
    assert {"type=ASSAULT", "sentence=0", "when=1", "trigger in title", "first of sentence", "toll"} <= first


def test_the_packaged_weights_are_finite_and_versioned() -> None:
    known = weights()
    assert len(known.version) == 12
    assert all(math.isfinite(value) for rows in known.weights.values() for value in rows.values())


@pytest.mark.parametrize("path", ["training/own/main.tsv", "benchmarks/main.tsv"])
def test_the_judged_events_hold_offsets_and_no_text(path: str) -> None:
    lines = (ROOT / path).read_text("utf-8").splitlines()
    assert lines[0].split("\t")[:5] == ["corpus", "report", "trigger", "type", "about"]
    for line in lines[1:]:
        _, report, trigger, type_, about, *hand = line.split("\t")
        assert len(report) == 10
        assert trigger == "-" or trigger.isdigit()
        assert type_ == "-" or type_.isupper()
        assert about in "mnbwx"
        assert hand in ([], ["1"], ["2"])
