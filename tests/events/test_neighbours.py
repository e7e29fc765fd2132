"""Neighbours: acts of one sentence that bear on each other."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder
from dateline.record import Event

_QUIET = " The market was quiet. Rain fell in the hills. It was a cold week. Shops stayed full."


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def one(coder: Coder, text: str, type_: str) -> Event:
    (event,) = [event for event in events(coder, text) if event.type == type_]
    return event


def modes(coder: Coder, text: str) -> list[str | None]:
    return [event.mode for event in events(coder, text) if event.type == "ASSAULT"]


def test_a_refusal_has_the_recipient_of_what_is_refused(coder: Coder) -> None:
    event = one(coder, "Germany refused to send troops to Iraq.", "REJECT")
    assert [party.text for party in event.recipients] == ["Iraq"]


def test_the_operation_in_which_somebody_was_arrested_is_no_assault(coder: Coder) -> None:
    text = "Four smugglers were arrested by soldiers during an operation in the Tarwa hills on Monday."
    assert [event.type for event in events(coder, text)] == ["COERCE"]
    assert modes(coder, "Three rebels were killed during an operation in the Tarwa hills on Monday.")


@pytest.mark.parametrize(
    "text",
    [
        "President Moro said he would meet Chancellor Lang on Monday.",
        "President Moro is due to meet Chancellor Lang on Monday in Vienna.",
        "President Moro is expected to hold talks with Chancellor Lang on Monday.",
    ],
)
def test_a_meeting_to_come_is_told_once(coder: Coder, text: str) -> None:
    found = [(event.type, event.status) for event in events(coder, text + _QUIET)]
    assert found == [("CONSULT", "planned")]
