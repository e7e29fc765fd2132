"""Decisions: each is kept, none is lost, and what an event is worth follows from them."""

from __future__ import annotations

import threading
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import CODER, a_record, find
from sqlalchemy import select

from dateline.ledger import Ledger, audit, decisions, open_ledger, queries, reading
from dateline.ledger.tables import event_payloads, events
from dateline.record import Coder, Count, Party, Place, Record, Time, Toll
from dateline.record.errors import ConflictError, LedgerError

EVENT = "report-1#e1"
NEWER = Coder(version="0.2.0", model="reader-2", codebook=CODER.codebook)


@pytest.fixture
def record(ledger: Ledger) -> Record:
    made = a_record()
    with ledger.write() as writer:
        writer.put(made)
    return made


def decide(ledger: Ledger, action: str, version: int, who: str = "amina", **asked: Any) -> decisions.Decision:
    with ledger.write(who) as writer:
        return writer.decide(asked.pop("target", EVENT), action, base_version=version, **asked)


def row(ledger: Ledger) -> Any:
    with ledger.read() as connection:
        return connection.execute(select(events).where(events.c.id == EVENT)).one()


def event(ledger: Ledger) -> Any:
    with ledger.read() as connection:
        return reading.event(connection, EVENT)


def party(record: Record, words: str, **values: Any) -> Party:
    span = find(record.report.text, words)
    return Party(text=span.text, start=span.start, end=span.end, **values)


def somewhere(record: Record, **values: Any) -> Place:
    span = find(record.report.text, "Dirmo")
    return Place(text=span.text, start=span.start, end=span.end, **values)


def test_accept_is_kept_with_who_and_why(ledger: Ledger, record: Record) -> None:
    made = decide(ledger, "accept", 1, why="clear case")
    assert (row(ledger).reviewed, row(ledger).version, row(ledger).counted) == ("accepted", 2, 1)
    with ledger.read() as connection:
        assert decisions.history(connection, EVENT) == (made,)
    assert (made.by, made.why, made.base_version, made.action) == ("amina", "clear case", 1, "accept")


def test_rejected_event_stays_but_does_not_count(ledger: Ledger, record: Record) -> None:
    decide(ledger, "reject", 1)
    assert (row(ledger).reviewed, row(ledger).counted) == ("rejected", 0)
    assert event(ledger) == record.events[0]


EDITS = [
    # id, field, value from the record, column, expected there
    ("status", "status", lambda record: "denied", "status", "denied"),
    ("type, with its codes", "type", lambda record: "PROTEST", "plover", "PROTEST"),
    ("type drops the mode of another", "type", lambda record: "PROTEST", "mode", None),
    ("mode", "mode", lambda record: "explosives", "mode", "explosives"),
    ("actors", "actors", lambda record: (party(record, "The army", name="Army", country="SOM"),), "actor", "Army"),
    ("no actors", "actors", lambda record: (), "actor", None),
    (
        "recipients as JSON", "recipients",
        lambda record: [{"text": "people", "start": record.report.text.index("people"),
                         "end": record.report.text.index("people") + 6, "name": "Civilians", "sector": "CVL"}],
        "recipient_sector", "CVL",
    ),
    ("no day", "when", lambda record: None, "date_from", None),
    (
        "month, with its precision", "when",
        lambda record: Time(**msgspec.structs.asdict(find(record.report.text, "Tuesday")), type="DATE",
                            value="2023-03", from_="2023-03-01", to="2023-03-31"),
        "date_prec", 4,
    ),
    ("no place", "where", lambda record: [], "country", None),
    ("toll", "toll", lambda record: Toll(killed=Count(min=2, max=None)), "killed_max", None),
    ("toll as JSON", "toll", lambda record: {"killed": {"min": 2, "max": 5}}, "killed_max", 5),
    ("weapon", "weapon", lambda record: find(record.report.text, "gunmen"), "weapon", "gunmen"),
    ("no claim", "claim", lambda record: None, "claim_by", None),
    ("main", "main", lambda record: False, "main", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "name", "expected"), [case[1:] for case in EDITS], ids=[c[0] for c in EDITS]
)
def test_edit_of_a_field_shows_in_value_and_columns(
    ledger: Ledger, record: Record, field: str, value: Any, name: str, expected: Any
) -> None:
    made = decide(ledger, "edit", 1, field=field, new=value(record))
    assert getattr(row(ledger), name) == expected
    assert row(ledger).reviewed == "edited"
    coded, now = record.events[0], event(ledger)
    assert getattr(now, field) != getattr(coded, field)
    assert made.old == msgspec.json.decode(msgspec.json.encode(getattr(coded, field)))
    with ledger.read() as connection:
        assert reading.record(connection, 1) == record


@pytest.mark.parametrize(
    ("field", "new", "wanted"),
    [
        ("actors", lambda record: (party(record, "The army", name="Légion d'Orme"),), 'actor:"legion dorme"'),
        ("where", lambda record: (somewhere(record, name="Sárba-Kel", admin1="Ömra"),), 'place:"sarba kel"'),
        ("where", lambda record: (somewhere(record, name="Sárba-Kel", admin1="Ömra"),), "admin1:omra"),
    ],
    ids=["party", "place", "province"],
)
def test_an_edited_name_is_found_in_any_spelling(
    ledger: Ledger, record: Record, field: str, new: Any, wanted: str
) -> None:
    assert queries.count(ledger, wanted) == 0
    decide(ledger, "edit", 1, field=field, new=new(record))
    assert queries.count(ledger, wanted) == 1


REFUSED = [
    ("unknown field", "confidence", 0.9, "cannot be edited"),
    ("unknown type", "type", "QUARREL", "no type of event"),
    ("unknown status", "status", "maybe", "status"),
    ("span not in the text", "weapon", {"text": "rifles", "start": 3, "end": 9}, "does not say 'rifles'"),
    ("span of another length", "weapon", {"text": "rifles", "start": 3, "end": 4}, "weapon"),
    ("toll upside down", "toll", {"killed": {"min": 5, "max": 2}}, "not a range"),
    ("from after to", "when", {"text": "The", "start": 0, "end": 3, "type": "DATE", "from": "2023-03-02",
                               "to": "2023-03-01"}, "after to"),
    ("parties that are none", "actors", "gunmen", "actors"),
    ("the same value", "status", "occurred", "that already"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "new", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_wrong_edit_is_refused_and_leaves_no_trace(
    ledger: Ledger, record: Record, field: str, new: Any, words: str
) -> None:
    with pytest.raises(LedgerError, match=words):
        decide(ledger, "edit", 1, field=field, new=new)
    assert row(ledger).version == 1
    with ledger.read() as connection:
        assert decisions.history(connection, EVENT) == ()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"target": "report-9#e1", "action": "accept", "version": 1}, "no event"),
        ({"action": "merge", "version": 1}, "cannot be said"),
        ({"action": "accept", "version": None}, "must name the version"),
        ({"action": "edit", "version": 1}, "must name the field"),
        ({"action": "undo", "version": 1, "undoes": "d7"}, "no decision on"),
        ({"kind": "incident", "target": "i0", "action": "accept", "version": 1}, "no incident"),
        ({"kind": "report", "target": "report-9", "action": "note", "version": None}, "no report"),
    ],
)
def test_impossible_decision_is_refused(ledger: Ledger, record: Record, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(LedgerError, match=words):
        decide(ledger, **asked)


def test_undo_brings_back_and_undo_of_undo_again(ledger: Ledger, record: Record) -> None:
    edit = decide(ledger, "edit", 1, field="status", new="denied")
    undo = decide(ledger, "undo", 2, undoes=edit.id)
    assert (row(ledger).status, row(ledger).reviewed, row(ledger).counted) == ("occurred", "no", 1)
    with ledger.read() as connection:
        assert connection.execute(select(event_payloads)).first() is None
    with pytest.raises(LedgerError, match="taken back already"):
        decide(ledger, "undo", 3, undoes=edit.id)
    decide(ledger, "undo", 3, undoes=undo.id)
    assert (row(ledger).status, row(ledger).version) == ("denied", 4)
    with ledger.read() as connection:
        assert [one.action for one in decisions.history(connection, EVENT)] == ["edit", "undo", "undo"]


def test_undo_in_the_middle_leaves_later_edits(ledger: Ledger, record: Record) -> None:
    first = decide(ledger, "edit", 1, field="status", new="denied")
    decide(ledger, "edit", 2, field="toll", new={"killed": {"min": 7, "max": 7}})
    decide(ledger, "undo", 3, undoes=first.id)
    assert (row(ledger).status, row(ledger).killed_min, row(ledger).reviewed) == ("occurred", 7, "edited")


def test_note_moves_nothing(ledger: Ledger, record: Record) -> None:
    with ledger.write("amina") as writer:
        made = writer.decide(EVENT, "note", why="ask the desk in Nairobi")
        writer.decide("report-1", "note", kind="report", why="the outlet took it down")
    assert (row(ledger).version, made.base_version) == (1, 1)
    with ledger.read() as connection:
        assert [one.why for one in decisions.history(connection, "report-1")] == ["the outlet took it down"]


def test_second_to_decide_sees_both_versions(ledger: Ledger, record: Record) -> None:
    decide(ledger, "edit", 1, field="status", new="denied")
    with pytest.raises(ConflictError) as caught:
        decide(ledger, "edit", 1, "bo", field="status", new="planned")
    assert (caught.value.base_version, caught.value.version) == (1, 2)
    assert (caught.value.base.status, caught.value.current.status) == ("occurred", "denied")
    assert row(ledger).status == "denied"


def test_conflict_after_recoding_has_no_base(ledger: Ledger, record: Record) -> None:
    with ledger.write() as writer:
        writer.put(a_record(status="planned", coder=NEWER))
    with pytest.raises(ConflictError) as caught:
        decide(ledger, "accept", 1)
    assert (caught.value.base, caught.value.current.status) == (None, "planned")


def test_no_edit_is_lost_between_threads(ledger: Ledger, record: Record) -> None:
    """Each thread adds one to the toll, looking again whenever another was faster: all must be there at the end."""
    threads, each = 4, 5
    conflicts = []

    def work(who: str) -> None:
        for _ in range(each):
            while True:
                with ledger.read() as connection:
                    version = connection.execute(select(events.c.version).where(events.c.id == EVENT)).scalar_one()
                    killed = reading.event(connection, EVENT).toll.killed.min + 1
                try:
                    decide(ledger, "edit", version, who, field="toll", new={"killed": {"min": killed, "max": killed}})
                except ConflictError as error:
                    conflicts.append(error)
                else:
                    break

    workers = [threading.Thread(target=work, args=(f"person-{index}",), daemon=True) for index in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert row(ledger).killed_min == 4 + threads * each
    with ledger.read() as connection:
        found = decisions.history(connection, EVENT)
    assert [one.base_version for one in found] == list(range(1, threads * each + 1))


def test_edit_stands_through_recoding_acceptance_only_of_the_same(ledger: Ledger, record: Record) -> None:
    decide(ledger, "edit", 1, field="toll", new={"killed": {"min": 7, "max": 7}})
    decide(ledger, "accept", 2)
    with ledger.write() as writer:
        writer.put(msgspec.structs.replace(record, coder=NEWER))
    assert (row(ledger).killed_min, row(ledger).reviewed) == (7, "edited")
    with ledger.write() as writer:
        writer.put(a_record(more=" Shops stayed shut."))
    assert (row(ledger).killed_min, row(ledger).version) == (7, 5)


@pytest.mark.parametrize(("status", "reviewed"), [("occurred", "accepted"), ("planned", "no")])
def test_acceptance_holds_while_the_coding_says_the_same(
    ledger: Ledger, record: Record, status: str, reviewed: str
) -> None:
    decide(ledger, "accept", 1)
    with ledger.write() as writer:
        writer.put(a_record(status=status, coder=NEWER))
    assert row(ledger).reviewed == reviewed


def test_decision_follows_its_event_when_the_coder_numbers_anew(ledger: Ledger) -> None:
    record = a_record(events=2)
    with ledger.write() as writer:
        writer.put(record)
    decide(ledger, "reject", 1, target="report-1#e2")
    moved = msgspec.structs.replace(record.events[1], id="e1")
    with ledger.write() as writer:
        writer.put(msgspec.structs.replace(record, coder=NEWER, events=(moved,)))
    assert row(ledger).reviewed == "rejected"
    with ledger.read() as connection:
        assert [one.target for one in decisions.history(connection, EVENT)] == ["report-1#e2"]


def test_edit_whose_words_are_gone_stays_in_the_history_only(ledger: Ledger, record: Record) -> None:
    decide(ledger, "edit", 1, field="weapon", new=find(record.report.text, "Tuesday"))
    longer = a_record(place="Talheim")
    with ledger.write() as writer:
        writer.put(longer)
    assert (row(ledger).weapon, row(ledger).reviewed) == (None, "no")
    with ledger.read() as connection:
        assert len(decisions.history(connection, EVENT)) == 1


def test_every_decision_stands_in_the_audit(ledger: Ledger, record: Record) -> None:
    made = decide(ledger, "accept", 1)
    with ledger.read() as connection:
        found = list(audit.lines(connection))
        assert list(audit.faults(connection)) == []
    assert [
        (line.who, line.subject, made.id in (line.detail or "")) for line in found if line.action == "decide:accept"
    ] == [("amina", EVENT, True)]


FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(st.lists(st.sampled_from(["accept", "reject", "killed", "status", "undo", "note"]), max_size=8), st.data())
def test_history_alone_gives_the_value(tmp_path_factory: pytest.TempPathFactory, plan: list[str], data: Any) -> None:
    """Whatever people decide, judging the coding by the history gives what the ledger shows."""
    record = a_record()
    with open_ledger(tmp_path_factory.mktemp("plan") / "ledger.db") as ledger:
        with ledger.write() as writer:
            writer.put(record)
        made: list[str] = []
        for index, what in enumerate(plan):
            asked: dict[str, Any] = {}
            if what == "undo":
                if not made:
                    continue
                asked["undoes"] = data.draw(st.sampled_from(made))
            elif what == "killed":
                asked = {"field": "toll", "new": {"killed": {"min": 10 + index, "max": 10 + index}}}
            elif what == "status":
                asked = {"field": "status", "new": "denied" if row(ledger).status != "denied" else "planned"}
            action = "edit" if what in {"killed", "status"} else what
            try:
                made.append(decide(ledger, action, row(ledger).version, **asked).id)
            except LedgerError:
                assert what == "undo"
        with ledger.read() as connection:
            judged = decisions.judge(record.events[0], decisions.history(connection, EVENT), record.report.text)
            assert reading.event(connection, EVENT) == judged.event
            assert row(ledger).reviewed == judged.reviewed
            assert [one.id for one in decisions.history(connection, EVENT)] == made
            assert list(audit.faults(connection)) == []
