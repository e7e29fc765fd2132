"""The report the project began with, coded as a user would; its words stay outside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline import intake
from dateline.pipeline import Coder
from dateline.record import Event, Record


def code(coder: Coder, path: Path, published: str | None) -> Record:
    (source,) = intake.sources([str(path)])
    assert isinstance(source, intake.Source)
    return coder.code(coder.read(source, intake.Options(published=published)))


@pytest.fixture(scope="module")
def dated(coder: Coder, seed_report: Path) -> Record:
    return code(coder, seed_report, "2020-06-02")


@pytest.fixture(scope="module")
def undated(coder: Coder, seed_report: Path) -> Record:
    return code(coder, seed_report, None)


def events(record: Record, *types: str, status: str | None = None) -> list[Event]:
    return [event for event in record.events if event.type in types and status in (None, event.status)]


def test_headline_outlet_and_furniture(dated: Record, seed_report: Path) -> None:
    report = dated.report
    assert report.title is not None
    assert report.title.startswith("PM Kadhimi")
    assert report.source == "Rudaw"
    assert "In Global" not in report.text
    assert not report.text.rstrip().endswith("Source")
    assert report.published == "2020-06-02"
    source = seed_report.read_text("utf-8")
    assert report.origin is not None
    for party in dated.parties:
        place = report.origin.to_source(party.start, party.end)
        assert place is not None
        assert source[place[0] : place[1]] == party.text


@pytest.mark.parametrize(
    ("words", "from_", "to"),
    [
        ("Tuesday morning", "2020-06-02", "2020-06-02"),
        ("May 17", "2020-05-17", "2020-05-17"),
        ("May 7", "2020-05-07", "2020-05-07"),
        ("December 2017", "2017-12-01", "2017-12-31"),
    ],
)
def test_days(dated: Record, words: str, from_: str, to: str) -> None:
    found = {(time.from_, time.to) for time in dated.times if time.text == words or words.startswith(time.text)}
    assert found == {(from_, to)}


def test_without_a_date_its_own_words_bound_it(undated: Record) -> None:
    span = undated.report.published_range
    assert undated.report.published is None
    assert span.basis == "inferred"
    assert span.from_ is not None
    assert span.to is not None
    assert "2020-05-07" <= span.from_ <= "2020-06-02" <= span.to <= "2020-07-31"
    assert span.steps


@pytest.mark.parametrize(
    ("words", "name", "country", "sector"),
    [
        ("Kadhimi", "Mustafa al-Kadhimi", "IRQ", "GOV"),
        ("Iraqi army", None, "IRQ", "MIL"),
        ("Daesh militants", "Islamic State", None, "REB"),
        ("ISIS", "Islamic State", None, "REB"),
        ("Peshmerga forces", "Peshmerga", "IRQ", None),
        ("Popular Mobilization Forces", "Popular Mobilization Forces", "IRQ", None),
        ("American troops", None, "USA", "MIL"),
        ("The group", "Islamic State", None, "REB"),
    ],
)
def test_parties(dated: Record, words: str, name: str | None, country: str | None, sector: str | None) -> None:
    found = [party for party in dated.parties if words.lower() in party.text.lower()]
    assert found, f"no party for {words}"
    assert any(
        (name is None or party.name == name)
        and (country is None or party.country == country)
        and (sector is None or party.sector == sector)
        for party in found
    ), [(party.text, party.name, party.country, party.sector) for party in found]


@pytest.mark.parametrize("words", ["Kirkuk", "Salahaddin", "Salahadin", "Anbar", "Nineveh", "Diyala", "Mosul"])
def test_places(dated: Record, words: str) -> None:
    found = [place for place in dated.places if words in place.text]
    assert found
    assert all(place.country == "IRQ" and place.lat is not None for place in found)
    assert {place.precision for place in found} <= {"exact", "near", "province", "district", "line_or_area"}


def test_the_operation_is_not_an_accomplished_attack(dated: Record) -> None:
    begun = [
        event
        for event in dated.events
        if "operation" in dated.report.text[event.trigger.start - 60 : event.trigger.end + 60]
    ]
    assert begun
    assert any(event.status in {"planned", "ongoing"} for event in begun)
    lead = dated.report.text.index("second phase")
    near = [event for event in dated.events if abs(event.trigger.start - lead) < 120 and event.type == "ASSAULT"]
    assert all(event.status != "occurred" for event in near)


def test_the_denial_is_denied(dated: Record) -> None:
    at = dated.report.text.index("not involved")
    said = [one for one in dated.statements if any(part.start <= at < part.end for part in one.contents)]
    assert said
    assert said[0].stance == "denies"
    assert said[0].audience is not None
    assert "Rudaw" in said[0].audience.text
    denied = [event for event in dated.events if event.trigger.start <= at + 40 and event.trigger.end >= at - 40]
    assert denied
    assert all(event.status == "denied" for event in denied)


def test_claims_are_claims_and_the_vow_a_threat(dated: Record) -> None:
    claimed = [event for event in dated.events if event.claim and event.claim.stance == "claims_responsibility"]
    assert len(claimed) >= 2
    assert all(event.claim and event.claim.speaker and event.claim.speaker.name == "Islamic State" for event in claimed)
    vow = dated.report.text.index("vowed")
    threats = [one for one in dated.statements if one.stance == "threatens" and one.cue and one.cue.start == vow]
    assert threats
    inside = [
        event
        for event in dated.events
        if any(part.start <= event.trigger.start < part.end for part in threats[0].contents)
    ]
    assert all(event.status != "occurred" for event in inside)
    assert events(dated, "THREATEN") or any(event.status == "threatened" for event in dated.events)


@pytest.mark.parametrize(
    ("inside", "speaker", "channel"),
    [
        ("difficult circumstances", "Mustafa al-Kadhimi", None),
        ("not involved", "Jabar Yawar", None),
        ("bolster", "Yahya Rasool", "statement"),
    ],
)
def test_quotes(dated: Record, inside: str, speaker: str, channel: str | None) -> None:
    at = dated.report.text.index(inside)
    said = [one for one in dated.statements if any(part.start <= at < part.end for part in one.contents)]
    assert said
    names = {one.speaker.name or one.speaker.text for one in said if one.speaker}
    assert any(speaker in name for name in names), names
    assert any(one.direct for one in said)
    if channel:
        assert channel in {one.channel for one in said}


def test_announced_on_twitter(dated: Record) -> None:
    assert "Twitter" in {one.channel for one in dated.statements}
