"""The leading act: when the type head decides."""

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


@pytest.mark.parametrize(
    "text",
    [
        "We have found the severed head on the blast site, the commander said.",
        "Officers identified the dead gunman as a clerk of the mill.",
        "The body of the clerk was recovered from the spot the next day.",
    ],
)
def test_what_is_only_said_or_found_is_no_force(coder: Coder, text: str) -> None:
    assert not [event for event in events(coder, text) if event.type in ("ASSAULT", "COERCE")]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Police went to check on a bomb threat to the Harbour Bank and found a rifle in the bushes.", "COERCE"),
        ("President Moro discussed the crisis with the one ally who backed his threat of force.", "CONSULT"),
    ],
)
def test_the_type_head_gives_no_type_where_its_parties_are_anothers(coder: Coder, text: str, type_: str) -> None:
    assert one(coder, text, type_).type == type_


def test_no_one_attacks_by_the_type_head_alone(coder: Coder) -> None:
    assert not events(coder, "A strong earthquake hit an island off the southern coast of Iran on Sunday.")


@pytest.mark.usefixtures("unvetted")
def test_in_a_longer_report_the_type_head_must_be_sure(coder: Coder) -> None:
    assert not events(coder, "Senator Jones spoke of President Castro's years as mayor." + _QUIET)
    sure = "Minister Brown spent the evening with the family of Governor Ito." + _QUIET
    assert one(coder, sure, "CONSULT").recipients


@pytest.mark.parametrize(
    ("text", "type_", "mode"),
    [
        ("Pakistan test-fired a missile that can reach India.", "MOBILIZE", "weapons"),
        ("Ukraine's army shot down fourteen Russian drones over Odesa.", "ASSAULT", "heavy-weapons"),
        ("Kenya withdrew its troops from Somalia.", "RETREAT", "withdraw"),
        ("The UN withdrew its peacekeepers from Goma.", "SANCTION", "withdraw"),
        ("The president dismissed the army chief.", "COERCE", "restrict"),
        ("The president sacked his defence minister.", "COERCE", "restrict"),
    ],
)
def test_what_the_object_tells_is_no_other_type(coder: Coder, text: str, type_: str, mode: str) -> None:
    (event,) = coder(text).events
    assert (event.type, event.mode) == (type_, mode)
