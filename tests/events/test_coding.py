"""Coding: whole reports of our own writing, from text to events."""

from __future__ import annotations

from pathlib import Path

from dateline.pipeline import Coder
from dateline.record import Event


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def test_every_event_gives_its_reasons(coder: Coder) -> None:
    text = "Rebels attacked an army camp near Kirkuk on Monday, killing four soldiers. Norland condemned the attack."
    found = events(coder, text)
    assert found
    for event in found:
        assert {"type", "status", "actors", "when", "where", "codes"} <= {reason.about for reason in event.because}
        assert event.evidence
        assert event.trigger in event.evidence


def test_ids_follow_the_text(coder: Coder) -> None:
    found = events(coder, "Police arrested two men. Protesters marched against the government. Rebels bombed a bridge.")
    assert [event.id for event in found] == [f"e{place}" for place in range(1, len(found) + 1)]
    assert [event.trigger.start for event in found] == sorted(event.trigger.start for event in found)


def test_at_most_three_events_are_main(coder: Coder) -> None:
    text = " ".join(
        f"Police arrested {number} men in Karachi. Iran condemned Iraq. Rebels bombed a bridge." for number in "2345"
    )
    assert 1 <= sum(event.main for event in events(coder, text)) <= 3


def test_nothing_to_code_gives_no_event(coder: Coder) -> None:
    assert events(coder, "The museum opens at ten. Tickets cost four crowns, and children pay half.") == ()


def test_same_text_same_events(coder: Coder) -> None:
    text = "Iran accused Iraq of shelling a village and threatened to close the border."
    assert events(coder, text) == events(coder, text)


def test_two_acts_of_a_sentence_keep_weapons_and_years_apart(coder: Coder) -> None:
    text = (
        "The police want Tal Marek for the murder of Pavel Orin near Belka in 2007 and for a landmine blast in Orvo"
        " that killed nine guards in 2009."
    )
    found = {event.trigger.text: event for event in coder(text).events}
    murder, blast = found["murder"], found["landmine blast"]
    assert (murder.mode, murder.weapon) == (None, None)
    assert blast.mode == "explosives"
    assert murder.when is not None
    assert murder.when.text == "2007"
    assert blast.when is not None
    assert blast.when.text == "2009"


def test_an_attack_that_nobody_claims_is_not_denied(coder: Coder) -> None:
    text = (
        "A blast hurt ten people in Orvo on July 28. By nightfall there was no claim of responsibility for the attack."
    )
    assert [event.status for event in coder(text).events] == ["occurred"]


def test_the_word_of_a_date_is_no_act(coder: Coder) -> None:
    text = (Path(__file__).parents[2] / "samples" / "shabelle-operation.txt").read_text("utf-8")
    assert "on March 2" in text
    assert "March" not in {event.trigger.text for event in coder(text).events}
