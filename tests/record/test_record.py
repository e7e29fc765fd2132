"""The laws of the record, each as a property."""

from __future__ import annotations

import datetime
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.record import (
    Claim,
    Coder,
    Codes,
    Count,
    Event,
    Failure,
    Origin,
    Party,
    Piece,
    Place,
    PublishedRange,
    Reason,
    Record,
    RecordError,
    Report,
    ReportError,
    Span,
    Statement,
    Time,
    Toll,
    digest,
    json_schema,
    spans_in,
)

CODER = Coder(version="1", model="none", codebook="test")
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)).map(lambda day: day.isoformat())


@st.composite
def ranges(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Records with a value of every kind in them."""
    text = draw(texts)

    def cut(mention: type[Span] = Span, **values: object) -> Span:
        start, end = draw(ranges(text))
        return mention(text=text[start:end], start=start, end=end, **values)

    first, last = sorted((draw(days), draw(days)))
    low, high = sorted((draw(st.integers(0, 900)), draw(st.integers(0, 900))))
    name = st.none() | st.text(max_size=8)
    time = cut(Time, type="DATE", value=first, from_=first, to=last, anchor=draw(st.none() | days))
    place = cut(Place, name=draw(name), lat=draw(st.floats(-90, 90)), lon=draw(st.floats(-180, 180)))
    party = cut(Party, name=draw(name), kind=draw(st.sampled_from([None, "person", "group"])), sector=draw(name))
    count = Count(min=low, max=draw(st.sampled_from([None, high])), evidence=(cut(),))
    said = Statement(
        speaker=draw(st.sampled_from([None, party])),
        cue=cut(),
        content=draw(st.sampled_from([cut(), (cut(), cut())])),
        direct=draw(st.booleans()),
    )
    event = Event(
        id="e1",
        type="ASSAULT",
        mode=None,
        status="occurred",
        trigger=cut(),
        actors=(party,),
        recipients=(),
        when=draw(st.sampled_from([None, time])),
        where=(place,),
        toll=draw(st.sampled_from([Toll(), Toll(killed=count)])),
        weapon=draw(st.sampled_from([None, cut()])),
        claim=draw(st.sampled_from([None, Claim(speaker=party, cue=cut())])),
        codes=Codes(plover="ASSAULT"),
        evidence=(cut(),),
        because=(Reason(about="type", by="test", text="because", evidence=(cut(),)),),
        confidence=draw(st.floats(0, 1)),
    )
    report = Report(
        id=draw(st.text(min_size=1, max_size=8)),
        text=text,
        sha256=digest(text),
        published_range=PublishedRange(from_=first, to=last, basis="given"),
        origin=Origin(path="a", pieces=(Piece(0, len(text), 3, 3 + len(text)),)),
    )
    return Record(
        report=report, coder=CODER, disposition="published", reason="test",
        times=(time,), places=(place,), parties=(party,), statements=(said,), events=(event,),
    )  # fmt: skip


@given(records())
def test_json_goes_both_ways_without_loss(record: Record) -> None:
    line = record.to_json()
    assert Record.from_json(line) == record
    assert b"\n" not in line


@given(records())
def test_the_same_record_gives_the_same_bytes(record: Record) -> None:
    assert record.to_json() == Record.from_json(record.to_json()).to_json()


@given(records())
def test_every_span_is_the_slice_its_offsets_name(record: Record) -> None:
    spans = list(spans_in(record))
    assert len(spans) >= 8
    assert all(record.report.text[span.start : span.end] == span.text for span in spans)


@given(records(), st.integers(1, 5))
def test_a_span_that_is_not_the_slice_is_refused(record: Record, shift: int) -> None:
    moved = Span(text="\x00" * shift, start=0, end=shift)
    if record.report.text[:shift] != moved.text:
        with pytest.raises(RecordError):
            msgspec.structs.replace(record, report=msgspec.structs.replace(record.report, furniture=(moved,)))


@given(days, days)
def test_from_is_never_after_to(left: str, right: str) -> None:
    first, last = sorted((left, right))
    assert Time(text="x", start=0, end=1, type="DATE", from_=first, to=last).to == last
    assert PublishedRange(from_=first, to=last).from_ == first
    if left != right:
        with pytest.raises(RecordError):
            Time(text="x", start=0, end=1, type="DATE", from_=last, to=first)
        with pytest.raises(RecordError):
            PublishedRange(from_=last, to=first)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_min_is_never_above_max(left: int, right: int) -> None:
    low, high = sorted((left, right))
    assert Count(min=low, max=high).max == high
    if low != high:
        with pytest.raises(RecordError):
            Count(min=high, max=low)


@pytest.mark.parametrize(("start", "end", "text"), [(3, 3, ""), (-1, 2, "abc"), (0, 2, "abc"), (5, 2, "abc")], ids=str)
def test_a_span_has_characters_and_their_number(start: int, end: int, text: str) -> None:
    with pytest.raises(RecordError):
        Span(text=text, start=start, end=end)


def test_absent_counts_are_absent_in_json() -> None:
    assert msgspec.json.encode(Toll()) == b"{}"
    assert json.loads(msgspec.json.encode(Toll(killed=Count(min=0, max=0))))["killed"]["min"] == 0


def test_a_place_has_both_coordinates_or_none() -> None:
    with pytest.raises(RecordError):
        Place(text="x", start=0, end=1, lat=3.0)
    with pytest.raises(RecordError):
        Place(text="x", start=0, end=1, lat=91.0, lon=0.0)


def _report(text: str = "") -> Report:
    return Report(id="r", text=text, sha256=digest(text), published_range=PublishedRange())


@pytest.mark.parametrize("disposition", ["reprint", "quarantined"])
def test_a_disposition_needs_what_it_says(disposition: str) -> None:
    with pytest.raises(RecordError):
        Record(report=_report(), coder=CODER, disposition=disposition, reason="x")  # type: ignore[arg-type]


def test_quarantine_carries_stage_cause_and_advice() -> None:
    failure = Failure(stage="read", cause="no text", advice="Look at the file")
    record = Record(report=_report(), coder=CODER, disposition="quarantined", reason="x", failure=failure)
    assert Record.from_json(record.to_json()).failure == failure


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"report": 3}', b"\xff"], ids=repr)
def test_what_is_not_a_record_is_said_to_be_none(line: bytes) -> None:
    with pytest.raises(RecordError):
        Record.from_json(line)


def test_keys_of_a_later_version_are_passed_over() -> None:
    record = Record(report=_report("x"), coder=CODER, disposition="no_event", reason="x")
    later = json.loads(record.to_json()) | {"added_later": [1]}
    assert Record.from_json(json.dumps(later)) == record


def test_the_schema_names_the_keys_of_the_contract() -> None:
    schema = json_schema()
    keys = schema["$defs"]["Event"]["properties"]
    assert {"type", "mode", "status", "actors", "recipients", "when", "where", "toll", "claim", "because"} <= set(keys)
    assert "from" in schema["$defs"]["Time"]["properties"]


def test_a_report_error_survives_a_pipe() -> None:
    error = ReportError("a.txt", "read", "empty", "Look at it")
    kind, values = error.__reduce__()
    assert str(kind(*values)) == str(error) == "a.txt: read: empty. Look at it"


def test_offsets_map_back_to_the_source() -> None:
    pieces = (Piece(0, 5, 10, 15), Piece(5, 6, 15, 21, same=False), Piece(6, 9, 30, 33))
    origin = Origin(path="a", pieces=pieces)
    assert origin.to_source(1, 4) == (11, 14)
    assert origin.to_source(5, 6) == (15, 21)
    assert origin.to_source(4, 8) == (14, 32)
    assert origin.to_source(9, 12) is None


@given(records())
def test_a_notebook_shows_the_text_escaped(record: Record) -> None:
    html = record._repr_html_()
    assert "<script" not in html.lower()
    assert html.count("<div") == 1


@given(records())
def test_a_notebook_says_which_events_are_main(record: Record) -> None:
    html = record._repr_html_()
    assert html.count(" · main</td>") == sum(event.main for event in record.events)
    assert ("what the report is about" in html) == any(event.main for event in record.events)
