"""Reports through ingest into the ledger: once each, in order, linked, and the same however a run is cut up."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import pytest
from making import CODER, a_record
from sqlalchemy import select

from dateline import intake, linkage
from dateline.ingest import How, Outcome, held, ingest
from dateline.intake.reprints import bands
from dateline.ledger import Ledger, audit
from dateline.ledger import tables as t
from dateline.ledger.changes import changes, last_change
from dateline.ledger.checking import check
from dateline.publish import publish_failure
from dateline.record import Coder, Record, ReportError
from dateline.workers import ready

FILLER = (
    " Residents of the quarter said that shops stayed closed until the evening, that the road to the bridge was "
    "blocked by lorries, and that the mayor had promised to come in the morning and look at the damage himself. "
)


class Crew:
    """Codes by making the record that the report's own text was made from; what it is told to break, it breaks."""

    def __init__(self, name: Coder = CODER, broken: Iterable[str] = ()) -> None:
        self.name, self.broken, self.coded = name, set(broken), []

    def coder(self) -> Coder:
        return self.name

    def read(self, source: intake.Source, options: intake.Options) -> Future[Any]:
        try:
            return ready(intake.read(source, options))
        except ReportError as error:
            return ready(error)

    def code(self, report: Any) -> Future[Any]:
        self.coded.append(report.id)
        if report.id in self.broken:
            return ready(publish_failure(ReportError(report.id, "code", "it broke", "Mend it"), self.name, report))
        made = a_record(report.id, more=report.text[report.text.index(" killing") :].partition("people.")[2])
        if made.report.text != report.text:
            made = a_record(report.id, killed=9, more=made.report.text.partition("people.")[2])
        return ready(
            Record(
                **{name: getattr(made, name) for name in made.__struct_fields__}
                | {"report": report, "coder": self.name}
            )
        )


def line(name: str, *, killed: int = 4, more: str = FILLER) -> bytes:
    made = a_record(name, killed=killed, more=more)
    row = {"id": name, "text": made.report.text, "published": "2023-03-14", "source": f"Outlet {name}"}
    return json.dumps(row).encode()


def sources(*lines: bytes) -> list[Any]:
    return [intake.Source("in.jsonl", "lines", line=number, raw=raw) for number, raw in enumerate(lines, 1)]


def run(ledger: Ledger, *lines: bytes, crew: Crew | None = None, **how: Any) -> list[Outcome]:
    return list(ingest(ledger, crew or Crew(), sources(*lines), intake.Options(), how=How(**how)))  # type: ignore[arg-type]


def rows(ledger: Ledger, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    with ledger.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(
                select(*(table.c[name] for name in columns)).order_by(*table.primary_key.columns)
            )
        ]


def faults(ledger: Ledger) -> list[str]:
    return [str(fault) for fault in check(ledger, bands)]


MANY = tuple(
    line(f"r{number}", more=f" The {number}th bridge of the {['north', 'south', 'east'][number % 3]} was closed." * 12)
    for number in range(9)
)


def test_what_is_ingested_is_stored_linked_and_whole(ledger: Ledger) -> None:
    done = run(ledger, line("a"), line("b", killed=9, more=" Nobody claimed it." * 12))
    assert [(one.report, one.end, one.version, one.events) for one in done] == [
        ("a", "published", 1, 1),
        ("b", "published", 1, 1),
    ]
    assert all(incident is not None for (incident,) in rows(ledger, t.events, "incident"))
    assert rows(ledger, t.runs, "state") == [("done",)]
    assert faults(ledger) == []


def test_the_same_again_changes_nothing_and_is_not_coded(ledger: Ledger) -> None:
    run(ledger, *MANY)
    before, crew = last_change(ledger), Crew()
    again = run(ledger, *MANY, crew=crew)
    assert [one.is_known for one in again] == [True] * len(MANY)
    assert (last_change(ledger), crew.coded) == (before, [])


def test_a_copy_names_the_report_it_repeats_across_runs(ledger: Ledger) -> None:
    run(ledger, line("a"))
    (copy,) = run(ledger, line("b"))
    assert copy.end == "reprint"
    assert rows(ledger, t.reports, "id", "reprint_of") == [("a", None), ("b", "a")]
    assert [reports for (reports,) in rows(ledger, t.incidents, "reports")] == [2]
    assert faults(ledger) == []


def test_a_changed_text_is_a_new_version_and_no_copy_of_its_own_past(ledger: Ledger) -> None:
    run(ledger, line("a"))
    (renewed,) = run(ledger, line("a", more=FILLER + "The mayor came at noon."))
    assert (renewed.end, renewed.version) == ("published", 2)
    assert rows(ledger, t.reports, "version", "current") == [(1, 0), (2, 1)]
    assert faults(ledger) == []


def test_another_coder_codes_again_and_the_older_coding_stays(ledger: Ledger) -> None:
    run(ledger, line("a"))
    newer = Coder(version="0.2.0", model="reader-2", codebook=CODER.codebook)
    (done,) = run(ledger, line("a"), crew=Crew(newer))
    assert not done.is_known
    assert rows(ledger, t.codings, "coder_version", "current") == [("0.1.0", 0), ("0.2.0", 1)]
    assert faults(ledger) == []


@pytest.mark.parametrize(("cut", "batch"), [(1, 3), (4, 1), (7, 3)])
def test_a_run_cut_off_and_taken_up_again_ends_as_one_that_was_not(
    make_ledger: Callable[..., Ledger], tmp_path: Any, backend: str, cut: int, batch: int
) -> None:
    if backend != "sqlite":
        pytest.skip("the cutting is the ingest's, not the database's; once is enough")
    from dateline.ledger import open_ledger

    lines = (*MANY, line("r1", more=" Another text of it altogether." * 12), MANY[3].replace(b'"r3"', b'"copy"'))
    with open_ledger(tmp_path / "whole.db") as whole:
        run(whole, *lines)
        ledger = make_ledger()
        going = ingest(ledger, Crew(), sources(*lines), intake.Options(), how=How(reports=batch))  # type: ignore[arg-type]
        for _ in range(cut):
            next(going)
        going.close()
        run(ledger, *lines, reports=5)
        for table, columns in (
            (t.reports, ("seq", "id", "version", "current", "sha256", "disposition", "reprint_of")),
            (t.events, ("seq", "id", "incident", "version", "counted")),
            (t.incidents, ("id", "version", "payload")),
            (t.links, ("a", "b", "score", "same")),
            (t.changes, ("seq", "kind", "id", "op")),
            (t.incident_aliases, ("old", "current")),
        ):
            assert rows(ledger, table, *columns) == rows(whole, table, *columns), table.name
    assert faults(ledger) == []


def test_what_fails_waits_in_quarantine_with_its_bytes_and_can_be_tried_again(ledger: Ledger) -> None:
    bad = b'{"id": "c", "text": ""}'
    done = run(ledger, line("a"), line("b", more=" No word of who did it." * 12), bad, crew=Crew(broken={"b"}))
    assert [one.end for one in done] == ["published", "quarantined", "quarantined"]
    assert rows(ledger, t.quarantine, "name", "stage", "state") == [
        ("in.jsonl:2", "code", "open"),
        ("in.jsonl:3", "read", "open"),
    ]
    assert [item.raw for item, _ in held(ledger) if isinstance(item, intake.Source)] == [
        line("b", more=" No word of who did it." * 12),
        bad,
    ]
    (known,) = run(ledger, line("b", more=" No word of who did it." * 12))
    assert (known.end, known.is_known) == ("quarantined", True)
    waiting = [item for item, _ in held(ledger, ["in.jsonl:2"])]
    (mended,) = ingest(ledger, Crew(), waiting, intake.Options(), how=How(again=True))  # type: ignore[arg-type, list-item]
    assert mended.end == "published"
    assert ("in.jsonl:2", "retried") in rows(ledger, t.quarantine, "name", "state")
    assert faults(ledger) == []


def test_the_feed_of_changes_tells_what_came_and_what_went(ledger: Ledger) -> None:
    run(ledger, line("a"))
    seen = last_change(ledger)
    assert {(one.kind, one.op) for one in changes(ledger)} == {("report", "put"), ("event", "put"), ("incident", "put")}
    run(ledger, line("a", more=FILLER + "The mayor came at noon."))
    assert {one.kind for one in changes(ledger, seen)} >= {"report", "event"}
    assert list(changes(ledger, last_change(ledger))) == []


def test_a_rejected_event_leaves_its_incident_and_comes_back_when_that_is_undone(ledger: Ledger) -> None:
    run(ledger, line("a"))
    (event,) = (name for (name,) in rows(ledger, t.events, "id"))
    with ledger.write("ana") as writer:
        rejected = writer.decide(event, "reject", base_version=1)
        linkage.relink(writer, [event])
    assert rows(ledger, t.incidents, "id") == []
    assert faults(ledger) == []
    with ledger.write("ana") as writer:
        writer.decide(event, "undo", base_version=2, undoes=rejected.id)
        linkage.relink(writer, [event])
    assert len(rows(ledger, t.incidents, "id")) == 1
    assert faults(ledger) == []


CLOCKS = {
    "the first second": ["1970-01-01T00:00:00"],
    "behind 32 bits": ["2038-01-19T03:14:07", "2038-01-19T03:14:08"],
    "a leap day": ["2024-02-29T23:59:59", "2024-03-01T00:00:00"],
    "the hour that is twice": ["2024-10-27T00:30:00", "2024-10-27T01:30:00", "2024-10-27T00:45:00"],
    "a day back": ["2024-05-05T12:00:00", "2024-05-04T12:00:00"],
    "far ahead": ["9999-12-31T23:59:59"],
}


@pytest.mark.parametrize("moments", CLOCKS.values(), ids=CLOCKS)
def test_what_the_clock_says_changes_no_code_and_no_order(
    make_ledger: Callable[..., Ledger], moments: list[str]
) -> None:
    times = itertools.cycle([datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in moments])
    ledger = make_ledger(clock=lambda: next(times))
    for one in MANY[:4]:
        run(ledger, one)
    assert faults(ledger) == []
    with ledger.read() as connection:
        lines = list(audit.lines(connection))
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert {line.at[:-1] for line in lines} <= set(moments)
    plain = [(f"r{number}#e1", "ASSAULT", "2023-03-14", 4) for number in range(4)]
    assert rows(ledger, t.events, "id", "type", "date_from", "killed_min") == plain
