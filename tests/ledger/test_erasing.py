"""What was erased is nowhere to be found: not in a table, not in the bytes of the file, and it does not come back."""

from __future__ import annotations

import json

import msgspec
import pytest
from making import CODER, a_record
from sqlalchemy import select
from test_ingest import FILLER, Crew, faults, line, rows, run

from dateline import intake
from dateline.erasing import erase_person, erase_report
from dateline.ingest import How, ingest
from dateline.ledger import Ledger, columns, columns_file, following, queries, reading
from dateline.ledger import tables as t
from dateline.ledger.following import Page

ADDRESS = "https://quay.example/2023/ferry-blown-up-by-okello"
SAID = " Lemoine Takwar, who sells rope at the quay, counted eleven lorries and wept over a torn blue coat." * 3
WORDS = ("Lemoine Takwar", "torn blue coat", "Ferry blown up", "ferry-blown-up", "Pen Aldous", "in/quay.jsonl", "rope")
"""What only the report says, has over it, or was read from."""


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """A report with something of it in every table that can hold something of a report; another beside it."""
    text = a_record("quay", more=FILLER + SAID).report.text
    row = {"id": "quay", "text": text, "published": "2023-03-14", "source": "Quay Radio", "title": "Ferry blown up",
           "url": ADDRESS, "authors": ["Pen Aldous"]}  # fmt: skip
    source = intake.Source("in/quay.jsonl", "lines", line=1, raw=json.dumps(row).encode())
    list(ingest(ledger, Crew(broken=("quay",)), [source], intake.Options(), how=How(originals="all")))  # type: ignore[arg-type]
    list(ingest(ledger, Crew(), [source], intake.Options(), how=How(originals="all", again=True)))  # type: ignore[arg-type]
    run(ledger, line("other", killed=9, more=" The road to the mill was closed." * 12))
    with ledger.write("ana") as writer:
        following.follow(writer, [{"id": "radio", "url": "https://quay.example/rss", "name": "Quay Radio",
                                   "country": None, "language": None, "licence": None, "protected": 1}])  # fmt: skip
        following.note_pages(writer, "radio", [Page(ADDRESS), Page("https://quay.example/else")], 9)
        (page, _) = following.next_waiting(writer.connection, "radio", "9999", 9)
        following.fetched(writer, page.seq, "published", report="quay", error="late: Ferry blown up")
        version = writer.connection.execute(select(t.events.c.version).where(t.events.c.id == "quay#e1")).scalar()
        writer.decide(
            "quay#e1", "edit", base_version=version, field="status", new="denied", why="Lemoine Takwar says so"
        )
        writer.decide("quay", "note", base_version=1, why="rope seller, see the torn blue coat", kind="report")
        work = {"seq": writer.next("assignments"), "queue": "q", "report": "quay", "coder": "ana", "assigned_by": "ben"}
        writer.connection.execute(t.assignments.insert(), work | {"assigned_at": writer.now})
        for target in ("quay#e1", f"assignment:{work['seq']}"):
            row = {"account": "ana", "target": target, "payload": "the torn blue coat", "at": writer.now}
            writer.connection.execute(t.drafts.insert(), row)
        answer = {"key": "k", "account": "ana", "at": writer.now, "status": 200, "answer": '"Lemoine Takwar"'}
        writer.connection.execute(t.requests.insert(), answer)
        (kept,) = reading.standing_records(writer.connection, [1]).values()
        writer.code(msgspec.structs.replace(kept, coder=CODER, reason="Lemoine Takwar"))
    following.add_search(ledger, "ferries", "type:assault", "ana")
    return ledger


def all_that_is_stored(ledger: Ledger) -> dict[str, str]:
    """The words of every table; what is packed is unpacked."""
    from dateline.erasing import _words

    with ledger.read() as connection:
        return {
            name: " ".join(
                _words(value)
                for row in connection.execute(select(table))
                for value in row
                if isinstance(value, str | bytes)
            )
            for name, table in t.metadata.tables.items()
        }


def test_every_table_that_names_a_report_is_filled(full: Ledger) -> None:
    """Else the tests below would find nothing because there was nothing."""
    stored = all_that_is_stored(full)
    holds = {name for name, words in stored.items() if any(word.lower() in words for word in WORDS)}
    assert holds >= {"reports", "codings", "originals", "quarantine", "fetches", "decisions", "drafts", "requests"}
    assert [name for name in ("events", "features", "changes", "audit") if "quay" not in stored[name]] == []


def test_a_report_leaves_nothing_in_any_table_or_byte(full: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "KEPT_FROM", 1)
    desk = columns.Columns(full, keep=True)
    queries.count(full, columns=desk)
    desk.settle()
    assert full.path is None or columns_file.paths_of(full.path) != []
    done = erase_report(full, "quay", "asked by the family", "ana")
    assert (done.reports, done.found) == (("quay",), ())
    stored = all_that_is_stored(full)
    assert {name: word for name, words in stored.items() for word in WORDS if word.lower() in words} == {}
    # What stays of it is its id: in its own row, in decisions emptied of words, and where the audit says what went.
    assert {name for name, words in stored.items() if "quay" in words} <= {
        "reports", "decisions", "changes", "audit", "fetches", "assignments", "sources",
    }  # fmt: skip
    assert faults(full) == []
    if full.path is not None:
        full.close()
        beside = sorted(full.path.parent.glob(f"{full.path.name}*"))
        assert beside == [full.path]  # nor the file of a desk's columns
        raw = full.path.read_bytes()
        assert [word for word in WORDS if word.encode().lower() in raw.lower()] == []


def test_an_erased_report_does_not_come_back(full: Ledger) -> None:
    text = a_record("quay", more=FILLER + SAID).report.text
    erase_report(full, "quay", "asked by the family", "ana")
    newer = msgspec.structs.replace(CODER, version="9.0")
    again = [{"id": "quay", "text": text}, {"id": "quay", "text": text + " More of it."}, {"id": "new", "text": text}]
    ended = run(full, *(json.dumps(one).encode() for one in again), crew=Crew(newer))
    assert [(one.is_known, one.events) for one in ended] == [(True, 0)] * 3
    assert rows(full, t.reports, "id", "text")[0] == ("quay", None)
    assert {name for (name,) in rows(full, t.reports, "id")} == {"quay", "other"}
    with full.write() as writer:
        assert writer.put(a_record("quay", more=" Straight into the store.")).same
        assert following.note_pages(writer, "radio", [Page(ADDRESS), Page("https://quay.example/new")], 9) == 1
        following.note_read(writer, "radio", ADDRESS, "known", "quay", None)
    assert faults(full) == []
    assert not [url for (url,) in rows(full, t.fetches, "url") if "ferry" in url]


def test_a_name_goes_from_addresses_too_and_they_are_not_fetched_again(full: Ledger) -> None:
    with full.write() as writer:
        following.note_pages(writer, "radio", [Page("https://quay.example/who-is-idris%20okello")], 9)
    done = erase_person(full, ["Idris Okello", "Okello"], "asked to be forgotten", "ana")
    assert done.found == ()
    assert "okello" not in " ".join(all_that_is_stored(full).values())
    with full.write() as writer:
        again = [Page(ADDRESS), Page("https://quay.example/who-is-idris%20okello")]
        assert following.note_pages(writer, "radio", again, 9) == 0
        assert [page.url for page in following.next_waiting(writer.connection, "radio", "9999", 9)] == [
            "https://quay.example/else"
        ]
    assert faults(full) == []


def test_what_another_report_says_too_is_told(ledger: Ledger) -> None:
    shared = " The harbour master keeps a list of every boat that left before dawn."
    run(ledger, line("a", more=FILLER + shared), line("b", killed=9, more=" Elsewhere all was calm." * 12 + shared))
    with ledger.write() as writer:
        writer.decide("b", "note", base_version=1, kind="report", why=a_record("a", more=FILLER + shared).report.text)
    found = erase_report(ledger, "a", "asked", "ana").found
    assert any("decisions" in place for place in found)
