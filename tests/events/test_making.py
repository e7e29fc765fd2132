"""Making: what an event has beside its act."""

from __future__ import annotations

from dateline.pipeline import Coder
from dateline.record import Event


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def one(coder: Coder, text: str, type_: str) -> Event:
    (event,) = [event for event in events(coder, text) if event.type == type_]
    return event


def test_a_claim_of_responsibility_names_the_actor(coder: Coder) -> None:
    text = "A bomb killed nine people in Mosul on Sunday. The Islamic State claimed responsibility for the bombing."
    claimed = [event for event in events(coder, text) if event.claim and event.claim.stance == "claims_responsibility"]
    assert claimed
    assert any("Islamic State" in (party.name or party.text) for event in claimed for party in event.actors)


def test_what_somebody_is_arrested_with_is_taken_from_him(coder: Coder) -> None:
    found = events(coder, "Police arrested a smuggler along with a pistol and six bullets in Tarwa on Monday.")
    assert [event.mode for event in found] == ["arrest", "seize"]
    assert found[1].weapon is not None
    assert found[1].weapon.text == "pistol"
    assert found[1].codes.plover == "COERCE:seize"
    assert [event.mode for event in events(coder, "Police arrested a smuggler with the help of a clerk.")] == ["arrest"]


def test_what_was_done_has_no_day_after_the_report(coder: Coder) -> None:
    text = "The governor promised on local radio that tankers would be sent to the western districts by Friday."
    promise = one(coder, text, "AGREE")
    assert promise.when is None or (promise.when.from_ or "") <= "2024-03-05"


def test_attacks_in_the_plural_and_habits_borrow_no_day(coder: Coder) -> None:
    text = (
        "Rebels shot two guards near Orvo on Monday. The front has claimed responsibility for a spate of attacks on "
        "convoys. Its men have been ambushing soldiers in the hills."
    )
    days = {event.trigger.text: event.when for event in events(coder, text)}
    assert days["shot"] is not None
    assert days["ambushing"] is None
