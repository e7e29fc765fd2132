"""What an incident says: ranges by source, conflicts side by side, reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from dateline import linking
from dateline.linking import Link
from dateline.record import Incident, IncidentCount, IncidentDays, Record, RecordError, SourceCount

Make = Callable[..., Record]
TEXT = "Rebels shelled the bridge again"


def told(record: Make, *rows: dict[str, Any]) -> Incident:
    """The incident of one event per row; ``source`` and ``published`` of the report stand in the row."""
    members = []
    for number, row in enumerate(rows):
        report = {key: row[key] for key in ("source", "credit", "published") if key in row}
        one = record(f"r{number}", f"{TEXT} {number}", {"trigger": "shelled"} | row, **report)
        members.append(linking.member(one, one.events[0]))
    return linking.incident(members, (), "i1")


@pytest.fixture(scope="module")
def bombing(collection: tuple[Record, ...]) -> Incident:
    return max(linking.link(collection).incidents, key=lambda one: len(one.events))


def test_figures_stand_side_by_side_with_who_reports_which(bombing: Incident) -> None:
    killed = bombing.toll.killed
    assert killed is not None
    assert (killed.min, killed.max) == (12, 14)
    assert {(one.source, one.reports, one.min) for one in killed.by_source} == {
        ("Sahel Wire", ("agency-1", "copy-3"), 12),
        ("Kano Daily", ("arrest-4", "daily-2"), 14),
    }
    assert "killed: 12 (Sahel Wire) and 14 (Kano Daily)" in [one.text for one in bombing.conflicts]
    assert bombing.toll.injured is None


def test_agency_and_copies_are_one_source(bombing: Incident) -> None:
    assert bombing.independent_sources == 3
    assert bombing.sources["Sahel Wire"] == ("agency-1", "copy-3")
    assert set(bombing.reports) == {"agency-1", "daily-2", "copy-3", "arrest-4", "denial-7"}


def test_a_denial_is_a_conflict_and_a_claim_of_its_own(bombing: Incident) -> None:
    assert bombing.status == "occurred"
    assert "status: told as occurred (Kano Daily, Sahel Wire) and denied (Lake Post)" in [
        one.text for one in bombing.conflicts
    ]
    assert [(one.speaker, one.stance, one.sources) for one in bombing.claims] == [
        ("Ansaru", "denies_responsibility", ("Lake Post",))
    ]


def test_day_and_place_are_those_that_most_agree_on(bombing: Incident) -> None:
    assert bombing.when == IncidentDays(from_="2020-03-10", to="2020-03-10")
    assert [(one.name, len(one.sources)) for one in bombing.where] == [("Kano", 3)]


def test_the_reasons_can_be_read(bombing: Incident) -> None:
    assert any(reason.startswith("same day, 2020-03-10") for reason in bombing.because)
    assert any(reason.startswith("both in Kano") for reason in bombing.because)
    against = [reason.startswith("but ") for reason in bombing.because]
    assert against == sorted(against)
    assert any(reason.startswith("but killed differ: 12 and 14") for reason in bombing.because)


def test_a_reprint_that_was_not_coded_is_a_report_but_no_source(
    record: Make, collection: tuple[Record, ...], bombing: Incident
) -> None:
    reprint = record("again-10", collection[1].report.text, reprint_of="daily-2", source="Far Echo")
    grown = max(linking.link((reprint, *collection)).incidents, key=lambda one: len(one.events))
    assert set(grown.reports) == {*bombing.reports, "again-10"}
    assert grown.independent_sources == bombing.independent_sources
    assert grown.events == bombing.events


def test_an_event_alone_says_so(collection: tuple[Record, ...]) -> None:
    (alone,) = (one for one in linking.link(collection).incidents if one.events == ("older-5#e1",))
    assert alone.because == ("one event, told by one report",)
    assert alone.conflicts == ()


CASES = [
    ("one day beats a year", "when", [{"day": "2020-05-02"}, {"day": ("2020-01-01", "2020-12-31")}], "2020-05-02", 0),
    ("two say so", "when", [{"day": "2020-05-02"}, {"day": "2020-05-03"}, {"day": "2020-05-03"}], "2020-05-03", 1),
    ("nobody says when", "when", [{}, {}], None, 0),
    ("town before country", "where", [{"where": ("Nigeria",)}, {"where": ("Kano",)}], "Kano", 0),
    ("country if no more", "where", [{"where": ("Nigeria",)}, {}], "Nigeria", 0),
    ("towns apart", "where", [{"where": ("Kano",)}, {"where": ("Kano",)}, {"where": ("Zaria",)}], "Kano", 1),
    ("both towns in both", "where", [{"where": ("Kano", "Zaria")}, {"where": ("Kano", "Zaria")}], "Kano", 0),
    ("bounds that agree", "toll", [{"killed": 12}, {"killed": (10, None)}], (10, None), 0),
    ("bounds that cannot", "toll", [{"killed": 12}, {"killed": (20, None)}], (12, None), 1),
    ("not reported", "toll", [{}, {"killed": 0}], (0, 0), 0),
    ("longer name", "actors", [{"actors": ("Navy",)}, {"actors": ("Indian Navy",)}], "Indian Navy", 0),
    ("other names", "actors", [{"actors": ("Ansaru",)}, {"actors": ("Bandits",)}], "Ansaru", 1),
    ("done and denied", "status", [{"status": "denied"}, {"status": "denied"}, {}], "occurred", 1),
    ("planned, then done", "status", [{"status": "planned"}, {"status": "ongoing"}], "ongoing", 1),
]


@pytest.mark.parametrize(
    ("about", "rows", "value", "conflicts"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_value_and_conflict(
    record: Make, about: str, rows: list[dict[str, Any]], value: object, conflicts: int
) -> None:
    one = told(record, *({"source": f"Paper {number}"} | row for number, row in enumerate(rows)))
    values = {
        "when": one.when.from_ if one.when else None,
        "where": one.where[0].name if one.where else None,
        "toll": (one.toll.killed.min, one.toll.killed.max) if one.toll.killed else None,
        "actors": one.actors[0].name if one.actors else None,
        "status": one.status,
    }
    assert values[about] == value
    assert [conflict.about for conflict in one.conflicts] == [about] * conflicts


def test_members_in_any_order_give_the_same(collection: tuple[Record, ...]) -> None:
    pairs = [(one, event) for one in collection for event in one.events]
    members = [linking.member(one, event) for one, event in pairs]
    links = [Link("agency-1#e1", "daily-2#e1", 300, True, None, ("both in Kano",))]
    assert linking.incident(members, links, "i1") == linking.incident(members[::-1], links * 2, "i1")


def test_a_merge_by_a_person_is_named_as_such(record: Make) -> None:
    assert told(record, {"source": "A"}, {"source": "B"}).because == ("joined by a person",)


def test_an_incident_goes_to_json_and_back(bombing: Incident) -> None:
    line = msgspec.json.encode(bombing)
    assert msgspec.json.decode(line, type=Incident) == bombing
    assert {"id", "type", "status", "when", "where", "actors", "recipients", "toll", "events", "reports",
            "independent_sources", "conflicts"} <= set(msgspec.json.decode(line))  # fmt: skip


def test_the_laws_of_an_incident(bombing: Incident) -> None:
    with pytest.raises(RecordError, match="no event"):
        linking.incident((), (), "i1")
    with pytest.raises(RecordError, match="after"):
        IncidentDays(from_="2020-03-11", to="2020-03-10")
    with pytest.raises(RecordError, match="does not hold"):
        IncidentCount(min=3, max=4, by_source=(SourceCount(source="A", reports=("r",), min=2, max=2),))
    with pytest.raises(RecordError, match="does not hold"):
        IncidentCount(min=3, max=4, by_source=(SourceCount(source="A", reports=("r",), min=3, max=None),))
    with pytest.raises(RecordError, match="independent sources"):
        msgspec.structs.replace(bombing, independent_sources=9)
    with pytest.raises(RecordError, match="no count"):
        bombing.count("eaten")
    assert bombing.count("killed") == bombing.toll.killed
