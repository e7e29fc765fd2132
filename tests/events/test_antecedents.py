"""Pronouns among the parties of an event: who stands there instead of "they" and "her"."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event, Record


def events(record: Record, word: str) -> Event:
    return next(event for event in record.events if event.trigger.text == word)


def test_a_pronoun_without_a_name_gives_way_to_whom_it_means(coder: Coder) -> None:
    record = coder("Masked gunmen stormed a clinic in Talma on Monday. They killed two nurses and a guard.")
    event = events(record, "killed")
    (actor,) = event.actors
    assert (actor.text, actor.sector) == ("Masked gunmen", "UAF")
    reason = next(reason for reason in event.because if reason.by == "antecedent")
    assert reason.about == "actors"
    assert [span.text for span in reason.evidence] == ["They", "Masked gunmen"]
    assert {"They", "Masked gunmen"} <= {span.text for span in event.evidence}


def test_a_pronoun_with_a_name_keeps_its_place_and_the_name(coder: Coder) -> None:
    record = coder("President Emmanuel Macron met the union leaders on Monday. He criticised the strike on Tuesday.")
    event = events(record, "criticised")
    (actor,) = event.actors
    assert (actor.text, actor.name) == ("He", "Emmanuel Macron")
    assert actor.antecedent is not None
    assert "Macron" in actor.antecedent.text


def test_a_pronoun_that_means_nobody_in_particular_stays(coder: Coder) -> None:
    record = coder("The soldiers met the miners on Monday. They attacked the mayor.")
    event = events(record, "attacked")
    assert [party.text for party in event.actors] == ["They"]
    assert event.actors[0].antecedent is None


@pytest.mark.parametrize("told", ["They killed a guard.", "They met the mayor. They killed a guard."])
def test_the_antecedent_is_no_pronoun_itself(coder: Coder, told: str) -> None:
    record = coder(f"Masked gunmen stormed a clinic in Talma on Monday. {told}")
    for party in record.parties:
        if party.text == "They":
            assert party.antecedent is not None
            assert party.antecedent.text == "Masked gunmen"


def test_who_harms_himself_is_told_once(coder: Coder) -> None:
    record = coder("A man shot himself outside a school in Talma on Monday.")
    event = events(record, "shot")
    assert [party.text for party in event.actors] == ["A man"]
    assert [party.text for party in event.recipients] == ["himself"]
