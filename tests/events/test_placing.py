"""Placing: where an act was, and never where its speaker is."""

from __future__ import annotations

import pytest
from tests.events.told import act_at, report

from dateline import Coder
from dateline.events.draft import Act
from dateline.events.placing import where_of
from dateline.parse import Parsed, Reader
from dateline.record import EventType, Party, Place, Status

TOWNS = ("Orvo", "Dasht", "Tarwa", "Port Sella")
REGIONS = ("Ruritania", "Sella Province")
STREETS = ("Mill Street",)


def places(text: str) -> list[Place]:
    found = []
    for names, feature, precision, mapped in (
        (TOWNS, "PPL", "exact", True),
        (REGIONS, "ADM1", "province", True),
        (STREETS, None, "unknown", False),
    ):
        for name in names:
            start = text.find(name)
            if start >= 0:
                found.append(
                    Place(
                        text=name,
                        start=start,
                        end=start + len(name),
                        name=name,
                        feature=feature,
                        precision=precision,  # type: ignore[arg-type]  # a row's precision
                        lat=1.0 if mapped else None,
                        lon=1.0 if mapped else None,
                    )
                )
    return sorted(found, key=lambda one: one.start)


def act(reader: Reader, text: str, word: str, type_: EventType = "ASSAULT") -> tuple[Act, Parsed]:
    parsed = reader(text)
    return act_at(parsed, word, type_), parsed


WHERE = [
    ("own clause", "Rebels shelled a mill in Dasht.", "shelled", ["Dasht"], "place:clause"),
    (
        "finest first",
        "Rebels shelled a mill in Dasht in Sella Province.",
        "shelled",
        ["Dasht", "Sella Province"],
        "place:clause",
    ),
    (
        "not the speaker's",
        "Rebels shelled a mill in Dasht, officials in Orvo said.",
        "shelled",
        ["Dasht"],
        "place:clause",
    ),
    (
        "the sentence before",
        "Rebels entered the market of Dasht. They shot two guards.",
        "shot",
        ["Dasht"],
        "place:before",
    ),
    (
        "a later sentence tells",
        "Rebels shot two guards. The attack happened in Tarwa.",
        "shot",
        ["Tarwa"],
        "place:after",
    ),
    (
        "a street and its town",
        "Rebels shot a guard on Mill Street. It happened in Tarwa.",
        "shot",
        ["Tarwa", "Mill Street"],
        "place:clause",
    ),
    ("nowhere", "Rebels shot two guards.", "shot", [], "place:none"),
]


@pytest.mark.parametrize(("case", "text", "word", "expected", "rule"), WHERE, ids=[row[0] for row in WHERE])
def test_where(reader: Reader, case: str, text: str, word: str, expected: list[str], rule: str) -> None:
    one, parsed = act(reader, text, word)
    found, reason = where_of(one, parsed, places(text), report(text))
    assert [place.text for place in found] == expected, reason.text
    assert (reason.about, reason.by) == ("where", rule)


def test_a_town_inside_a_party_is_not_where_it_acts(reader: Reader) -> None:
    text = "Orvo police arrested two men in Dasht."
    one, parsed = act(reader, text, "arrested", "COERCE")
    party = Party(text="Orvo police", start=0, end=11, kind="organisation")
    found, _ = where_of(one, parsed, places(text), report(text), [party])
    assert [place.text for place in found] == ["Dasht"]


def test_the_dateline_stands_in_for_the_lead(reader: Reader) -> None:
    text = "PORT SELLA - Rebels shot two guards. They fled."
    one, parsed = act(reader, text, "shot")
    town = Place(
        text="PORT SELLA", start=0, end=10, name="Port Sella", lat=1.0, lon=1.0, feature="PPL", precision="exact"
    )
    found, reason = where_of(one, parsed, [town], report(text, dateline="PORT SELLA"))
    assert [place.name for place in found] == ["Port Sella"]
    assert reason.by != "place:none"


def test_what_is_said_takes_no_place_from_another_sentence(coder: Coder) -> None:
    text = "Crowds gathered in Berlin on Monday. Angela Merkel praised President Macron. Rebels killed two soldiers."
    events = {event.type: event for event in coder(text, published="2024-03-05").events}
    assert events["SUPPORT"].where == ()
    assert [reason.text for reason in events["SUPPORT"].why("where")] == ["no place stands with what was said"]
    assert [place.text for place in events["ASSAULT"].where] == ["Berlin"]


@pytest.mark.parametrize("named", ["near Zhabrunik", "in the village of Zhabrunik"])
def test_a_town_on_no_map_takes_no_other_town_for_its_place(coder: Coder, named: str) -> None:
    text = f"Rebels shelled a mill in Berlin on Monday. Two trucks were burned {named} last month."
    burned = next(event for event in coder(text, published="2024-03-05").events if event.trigger.text == "burned")
    assert [(place.text, place.lat) for place in burned.where] == [("Zhabrunik", None)]
    assert next(reason.by for reason in burned.why("where")) == "place:unmapped"


@pytest.mark.parametrize(("status", "expected"), [("occurred", ["Dasht"]), ("threatened", []), ("hypothetical", [])])
def test_what_is_only_threatened_takes_no_place_of_another_sentence(
    reader: Reader, status: Status, expected: list[str]
) -> None:
    text = "Rebels shelled a mill in Dasht. They attack every convoy."
    one, parsed = act(reader, text, "attack")
    found, reason = where_of(one, parsed, places(text), report(text), (), status)
    assert [place.text for place in found] == expected, reason.text
