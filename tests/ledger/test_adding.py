"""Events that a person found and the machine did not: they stand among the others, and through coding anew."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.ledger.making import CODER, a_record, find

from dateline.erasing import erase_person, erase_report
from dateline.ledger import Ledger, decisions, open_ledger, queries
from dateline.ledger.checking import check
from dateline.ledger.columns import Columns
from dateline.ledger.reading import standing_records
from dateline.linkage import link_added, link_report, relink
from dateline.record import Event, Record
from dateline.record.errors import LedgerError

MORE = " Farmers blocked the bridge on Tuesday."


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    opened = open_ledger(tmp_path / "added.db")
    with opened.write("test") as writer:
        record = a_record("r1", more=MORE)
        link_report(writer, writer.put(record), record)
    return opened


def missed(record: Record) -> Event:
    """What a person found in the report: a protest of which no coding knows."""
    first, text = record.events[0], record.report.text
    trigger = find(text, "blocked")
    farmers = msgspec.structs.replace(first.actors[0], text="Farmers", start=text.index("Farmers"),
                                      end=text.index("Farmers") + 7, name="Farmers")  # fmt: skip
    return msgspec.structs.replace(
        first, id="x", type="PROTEST", mode=None, trigger=trigger, actors=(farmers,), recipients=(),
        evidence=(trigger,),
        claim=None, because=(), confidence=1.0, toll=type(first.toll)(),
    )  # fmt: skip


def add(ledger: Ledger, event: Event | None = None, why: str | None = None) -> decisions.Decision:
    with ledger.write("ada") as writer:
        made = writer.add_event("r1", event or missed(a_record("r1", more=MORE)), why)
        link_added(writer, f"r1#{made.new['id']}")
    return made


def test_it_stands_among_the_others(ledger: Ledger) -> None:
    made = add(ledger, why="nobody saw it")
    assert (made.by, made.action, made.target, made.new["id"]) == ("ada", "add", "r1", "p1")
    for columns in (None, Columns(ledger)):
        assert queries.count(ledger, "", columns=columns) == 2
        assert queries.count(ledger, "type:protest", columns=columns) == 1
        assert queries.count(ledger, "reviewed:added", columns=columns) == 1
        assert queries.count(ledger, "reviewed:yes", columns=columns) == 1
        assert queries.count(ledger, "farmers", columns=columns) >= 1
    view = queries.event(ledger, "r1#p1")
    assert view is not None
    assert view.event is not None
    assert (view.event.trigger.text, view.row.reviewed, view.row.counted) == ("blocked", "added", True)
    assert view.incident is not None
    assert [one.action for one in view.decisions] == ["add"]
    whole = {one.row.id: one for one in queries.every_whole(ledger, "")}
    assert whole["r1#p1"].coder == "a person"
    with ledger.read() as connection:
        assert [event.id for event in standing_records(connection, [1])[1].events] == ["e1", "p1"]
    assert list(check(ledger)) == []


def test_it_is_edited_accepted_and_taken_back_like_any_other(ledger: Ledger) -> None:
    made = add(ledger)
    with ledger.write("ben") as writer:
        writer.decide("r1#p1", "edit", base_version=1, field="status", new="ongoing")
    row = _row(ledger)
    assert (row.status, row.reviewed, row.version) == ("ongoing", "edited", 2)
    with ledger.write("ada") as writer:
        writer.decide("r1#p1", "undo", base_version=2, undoes=made.id)
        relink(writer, ["r1#p1"])
    row = _row(ledger)
    assert (row.reviewed, row.counted, row.incident) == ("rejected", False, None)
    assert list(check(ledger)) == []


def test_taken_back_it_counts_as_rejected_and_can_be_brought_back(ledger: Ledger) -> None:
    made = add(ledger)
    with ledger.write("ada") as writer:
        gone = writer.decide("r1#p1", "undo", base_version=1, undoes=made.id)
        relink(writer, ["r1#p1"])
    row = _row(ledger)
    assert (row.reviewed, row.counted, row.incident) == ("rejected", False, None)
    assert queries.count(ledger, "type:protest") == 0
    with ledger.write("ada") as writer:
        writer.decide("r1#p1", "undo", base_version=2, undoes=gone.id)
        relink(writer, ["r1#p1"])
    row = _row(ledger)
    assert (row.reviewed, row.counted) == ("added", True)
    assert row.incident is not None


def test_it_stays_when_the_report_is_coded_anew(ledger: Ledger) -> None:
    add(ledger)
    again = a_record("r1", more=MORE, killed=4, coder=msgspec.structs.replace(CODER, version="0.2.0"))
    with ledger.write("test") as writer:
        put = writer.put(again)
        link_report(writer, put, again)
    assert put.events == ("r1#e1", "r1#p1")
    assert put.gone == ()
    row = _row(ledger)
    assert (row.reviewed, row.version) == ("added", 2)
    assert row.incident is not None
    assert list(check(ledger)) == []


def test_a_text_without_its_words_has_it_no_more(ledger: Ledger) -> None:
    add(ledger)
    other = a_record("r1", more=" The road is open.")
    with ledger.write("test") as writer:
        put = writer.put(other)
        link_report(writer, put, other)
    assert put.gone == ("r1#p1",)
    assert queries.event(ledger, "r1#p1") is None
    with ledger.read() as connection:
        assert [one.action for one in decisions.history(connection, "r1")] == ["add"]
    assert list(check(ledger)) == []
    with ledger.write("test") as writer:  # the first text again, as a third version
        more = a_record("r1", more=MORE + " ")
        link_report(writer, writer.put(more), more)
    assert _row(ledger).reviewed == "added"


def test_where_the_machine_finds_it_later_the_person_is_right(ledger: Ledger) -> None:
    add(ledger)
    record = a_record("r1", more=MORE)
    machine = msgspec.structs.replace(missed(record), id="e2", type="COERCE", confidence=0.4)
    again = msgspec.structs.replace(
        record, events=(*record.events, machine), coder=msgspec.structs.replace(CODER, version="0.2.0")
    )
    with ledger.write("test") as writer:
        put = writer.put(again)
        link_report(writer, put, again)
    assert put.events == ("r1#e1", "r1#e2")
    view = queries.event(ledger, "r1#e2")
    assert view is not None
    assert (view.row.type, view.row.reviewed) == ("PROTEST", "added")
    assert list(check(ledger)) == []


def test_two_on_the_same_words_are_two(ledger: Ledger) -> None:
    add(ledger)
    other = msgspec.structs.replace(missed(a_record("r1", more=MORE)), type="COERCE")
    assert add(ledger, other).new["id"] == "p2"
    assert queries.count(ledger, "reviewed:added") == 2
    with ledger.write("ada") as writer:
        writer.decide("r1#p2", "edit", base_version=1, field="status", new="denied")
    assert _row(ledger).status == "occurred"


@pytest.mark.parametrize(("report", "says"), [("r9", "no coded report"), ("r1", "does not say")])
def test_what_is_not_there_cannot_be_added(ledger: Ledger, report: str, says: str) -> None:
    event = missed(a_record("r1", more=MORE))
    wrong = msgspec.structs.replace(event.trigger, text="bridged")
    if report == "r1":
        event = msgspec.structs.replace(event, trigger=wrong)
    with pytest.raises(LedgerError, match=says), ledger.write("ada") as writer:
        writer.add_event(report, event)
    assert queries.count(ledger) == 1


def test_a_name_that_is_erased_is_gone_from_what_was_added(ledger: Ledger) -> None:
    event = missed(a_record("r1", more=MORE))
    named = msgspec.structs.replace(event, actors=(msgspec.structs.replace(event.actors[0], name="Idris Okello"),))
    add(ledger, named)
    done = erase_person(ledger, ["Idris Okello"], "asked to be forgotten", "ada")
    assert (done.reports, done.found) == (("r1",), ())
    row = _row(ledger)
    assert (row.reviewed, row.trigger) == ("added", "blocked")
    assert row.actor is not None
    assert "Okello" not in row.actor
    assert list(check(ledger)) == []


def test_after_its_report_was_erased_nothing_is_added_to_it_again(ledger: Ledger) -> None:
    add(ledger)
    erase_report(ledger, "r1", "takedown", "ada")
    assert queries.count(ledger, "") == 0
    assert list(check(ledger)) == []
    fresh = a_record("r2", more=MORE)
    with ledger.write("test") as writer:
        link_report(writer, writer.put(fresh), fresh)
    assert queries.count(ledger, "") == 1


def test_an_addition_is_taken_back_on_the_event(ledger: Ledger) -> None:
    made = add(ledger)
    with pytest.raises(LedgerError, match="on that event"), ledger.write("ada") as writer:
        writer.decide("r1", "undo", kind="report", undoes=made.id)


def _row(ledger: Ledger) -> queries.EventRow:
    view = queries.event(ledger, "r1#p1")
    assert view is not None
    return view.row
