"""Keeping a ledger whole: changed rows are named, copies are checked, what is erased is nowhere to be found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from test_ingest import FILLER, faults, line, rows, run

from dateline.erasing import erase_person, erase_report
from dateline.intake.reprints import bands
from dateline.ledger import Ledger, open_ledger
from dateline.ledger import tables as t
from dateline.ledger.changes import changes
from dateline.ledger.checking import Checking, check
from dateline.ledger.keeping import backup, compact, restore
from dateline.record.errors import LedgerError


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """Two reports, one of them renewed, a copy, something in quarantine and a decision."""
    run(ledger, line("a"), line("b", killed=9, more=" Nobody claimed it." * 12), b'{"id": "x", "text": ""}')
    both = line("a", more=FILLER + "The mayor came at noon."), line("c", killed=9, more=" Nobody claimed it." * 12)
    run(ledger, *both)
    with ledger.write("ana") as writer:
        writer.decide("b#e1", "accept", base_version=1, why="read it twice")
    return ledger


CHANGED = (
    (
        "UPDATE reports SET text = replace(text, 'convoy', 'column') WHERE id = 'b'",
        "reports b (version 1): its text",
    ),
    ("UPDATE reports SET title = 'Other' WHERE id = 'b'", "reports b (version 1): is not"),
    ("UPDATE reports SET current = 1 WHERE id = 'a'", "reports a: version 2 is the last"),
    ("UPDATE reports SET reprint_of = 'z' WHERE id = 'c'", "repeats z, which is not there"),
    ("UPDATE codings SET coder_model = 'other' WHERE seq = 1", "codings 1: its coder"),
    ("UPDATE codings SET made_at = '2020-01-01T00:00:00Z' WHERE seq = 1", "is not of the time or the person"),
    ("UPDATE codings SET digest = sha256 FROM reports WHERE reports.seq = 1 AND codings.seq = 1", "codings 1"),
    ("UPDATE events SET killed_min = 1 WHERE id = 'b#e1'", "events b#e1: is not"),
    ("UPDATE event_parties SET name = 'Nobody'", "events b#e1: is not"),
    ("DELETE FROM event_places", "events b#e1: is not"),
    ("UPDATE events SET incident = NULL WHERE id = 'b#e1'", "does not agree with event b#e1"),
    ("UPDATE events SET incident = 'i0' WHERE id = 'b#e1'", "incidents i0: is not there"),
    ("UPDATE incidents SET killed_min = 1", "incidents i"),
    ("UPDATE statements SET stance = 'denies'", "statements"),
    ("UPDATE features SET payload = replace(payload, 'ASSAULT', 'PROTEST')", "features"),
    ("DELETE FROM link_keys WHERE feature_seq = (SELECT max(feature_seq) FROM link_keys)", "link_keys a#e1"),
    ("DELETE FROM reprint_keys WHERE key = (SELECT max(key) FROM reprint_keys)", "reprint_keys"),
    ("UPDATE decisions SET why = 'was told so'", "decisions 1"),
    ("UPDATE quarantine SET cause = 'none'", "quarantine 1"),
    ("UPDATE audit SET who = 'ben' WHERE seq = 1", "audit: line 1 was changed"),
    ("DELETE FROM audit WHERE seq = 2", "audit: line 2 is missing"),
    ("UPDATE changes SET op = 'delete' WHERE seq = 1", "changes of audit line"),
    ("DELETE FROM changes WHERE seq = 1", "changes of audit line"),
    ("UPDATE runs SET counts = '{}'", "runs r000001"),
    ("DELETE FROM meta WHERE key = 'created_at'", "meta created_at: is missing"),
    ("UPDATE names SET key = 'x'", "names"),
    ("DELETE FROM report_words WHERE rowid = 2", "report_words 2"),
)


def test_a_row_changed_behind_the_program_is_named(full: Ledger) -> None:
    assert faults(full) == []
    missed = []
    with full.write() as writer:
        for change, named in CHANGED:
            moment = writer.connection.begin_nested()
            writer.connection.execute(text(change))
            found = [str(fault) for fault in Checking(writer.connection, bands).faults()]
            if not any(named in fault for fault in found):
                missed.append((change, found))
            moment.rollback()
    assert missed == []
    assert faults(full) == []


def test_a_report_put_in_without_the_program_is_named(full: Ledger) -> None:
    with full.write() as writer:
        row = dict(writer.connection.execute(select(t.reports).where(t.reports.c.id == "b")).mappings().one())
        coding = dict(
            writer.connection.execute(select(t.codings).where(t.codings.c.report_seq == row["seq"])).mappings().one()
        )
        writer.connection.execute(insert(t.reports), row | {"seq": 90, "id": "forged"})
        writer.connection.execute(insert(t.codings), coding | {"seq": 90, "report_seq": 90})
    assert any("is not listed in the audit" in fault for fault in faults(full))


def test_a_backup_is_the_ledger_of_that_moment_and_restores(full: Ledger, tmp_path: Path) -> None:
    made = backup(full, tmp_path / "copy.db")
    run(full, line("later", more=" Much later, elsewhere." * 12))
    assert (made.reports, made.decisions) == (4, 1)
    with pytest.raises(LedgerError, match="exists"):
        backup(full, tmp_path / "copy.db")
    restored = restore(tmp_path / "copy.db", str(tmp_path / "again.db"))
    assert (restored.reports, restored.events, restored.last_change) == (made.reports, made.events, made.last_change)
    with open_ledger(tmp_path / "again.db") as again:
        assert faults(again) == []
        assert [name for (name,) in rows(again, t.reports, "id")] == ["a", "b", "a", "c"]
        run(again, line("later", more=" Much later, elsewhere." * 12))
        assert faults(again) == []
    with pytest.raises(LedgerError, match="exists"):
        restore(tmp_path / "copy.db", str(tmp_path / "again.db"))
    restore(tmp_path / "copy.db", str(tmp_path / "again.db"), replace=True)
    assert (tmp_path / "again.db.before-restore").exists()


def test_a_backup_restores_into_the_ledgers_own_place(full: Ledger, tmp_path: Path, place: str) -> None:
    backup(full, tmp_path / "copy.db")
    run(full, line("later", more=" Much later, elsewhere." * 12))
    full.close()
    with pytest.raises(LedgerError, match="--replace"):
        restore(tmp_path / "copy.db", place)
    restore(tmp_path / "copy.db", place, replace=True)
    with open_ledger(place) as again:
        assert [name for (name,) in rows(again, t.reports, "id")] == ["a", "b", "a", "c"]
        assert faults(again) == []


def test_a_damaged_backup_is_not_restored(full: Ledger, tmp_path: Path) -> None:
    backup(full, tmp_path / "copy.db")
    raw = (tmp_path / "copy.db").read_bytes()
    at = raw.index(b"gunmen attacked a convoy")
    (tmp_path / "copy.db").write_bytes(raw[:at] + b"G" + raw[at + 1 :])
    with pytest.raises(LedgerError, match="is not whole"):
        restore(tmp_path / "copy.db", str(tmp_path / "again.db"))
    assert not (tmp_path / "again.db").exists()


def test_compacting_mends_the_search_and_changes_nothing_else(full: Ledger) -> None:
    before = rows(full, t.events, "id", "seq", "incident")
    with full.write() as writer:
        writer.connection.execute(text("DELETE FROM report_words"))
        writer.connection.execute(text("DELETE FROM event_words"))
        writer.connection.execute(
            t.reprint_keys.delete().where(t.reprint_keys.c.report_seq == 2, t.reprint_keys.c.key > 10**18)
        )
    assert all(fault.mendable for fault in check(full, bands))
    assert faults(full)
    done = compact(full, bands)
    assert faults(full) == []
    assert rows(full, t.events, "id", "seq", "incident") == before
    assert done.after is not None


def test_an_erased_report_is_nowhere_to_be_found_and_leaves_its_stone(full: Ledger) -> None:
    since = max(change.seq for change in changes(full))
    done = erase_report(full, "b", "asked by the family", "ana")
    assert (done.reports, done.found) == (("b", "c"), ())
    assert [row for row in rows(full, t.reports, "id", "text", "reason") if row[0] in ("b", "c")] == [
        ("b", None, "erased: asked by the family"),
        ("c", None, "erased: asked by the family"),
    ]
    assert [name for (name,) in rows(full, t.events, "id")] == ["a#e1"]
    assert rows(full, t.decisions, "why") == [(None,)]
    gone = {(change.kind, change.id) for change in changes(full, since) if change.op == "delete"}
    assert {("report", "b"), ("report", "c"), ("event", "b#e1")} <= gone
    assert faults(full) == []
    if full.path is not None:
        full.close()
        assert b"Nobody claimed it" not in full.path.read_bytes()


def test_an_erased_name_is_masked_everywhere_and_offsets_stay_true(ledger: Ledger) -> None:
    more = FILLER + "Idris Okello, a baker, said that he had seen it. Okello was hurt."
    run(ledger, line("a", more=more), line("b", more=" Idris Okello was not there." * 12))
    done = erase_person(ledger, ["Idris Okello", "Okello"], "asked to be forgotten", "ana")
    assert (done.reports, done.found) == (("a", "b"), ())
    (body,) = (body for name, body in rows(ledger, t.reports, "id", "text") if name == "a")
    assert "█████ ██████, a baker" in body
    assert "Okello" not in body
    assert faults(ledger) == []
    assert erase_person(ledger, ["Nobody Known"], "again", "ana").reports == ()


def test_erasing_wants_a_reason_and_something_to_erase(ledger: Ledger) -> None:
    run(ledger, line("a"))
    with pytest.raises(LedgerError, match="reason"):
        erase_report(ledger, "a", " ", "ana")
    with pytest.raises(LedgerError, match="no report 'z'"):
        erase_report(ledger, "z", "asked", "ana")
    with pytest.raises(LedgerError, match="letters"):
        erase_person(ledger, ["Al"], "asked", "ana")
