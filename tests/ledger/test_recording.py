"""Records into the ledger: once each, versions and codings side by side, every row with its digest."""

from __future__ import annotations

import msgspec
import pytest
from making import CODER, a_record
from sqlalchemy import select

from dateline.ledger import Ledger, Original, reading, rows
from dateline.ledger.digests import row_digest
from dateline.ledger.tables import (
    ROW_DIGESTS,
    changes,
    codings,
    event_parties,
    event_places,
    events,
    originals,
    quarantine,
    reports,
    statements,
)
from dateline.record import Coder, Record
from dateline.record.errors import LedgerError


def put(ledger: Ledger, *records: Record):
    with ledger.write() as writer:
        return writer.put_many([(record, None) for record in records])


def column(ledger: Ledger, wanted, *where):
    with ledger.read() as connection:
        return list(connection.execute(select(wanted).where(*where).order_by(wanted)).scalars())


def test_record_comes_back_as_it_went_in(ledger: Ledger) -> None:
    record = a_record(events=2)
    (done,) = put(ledger, record)
    with ledger.read() as connection:
        assert reading.record(connection, done.seq) == record


def test_same_record_twice_is_one_and_changes_nothing(ledger: Ledger) -> None:
    first, second = put(ledger, a_record(), a_record())
    before = column(ledger, changes.c.seq)
    (third,) = put(ledger, a_record())
    assert (first.new, first.same) == (True, False)
    assert (second.same, third.same) == (True, True)
    assert first.events == second.events == third.events == ("report-1#e1",)
    assert column(ledger, reports.c.id) == ["report-1"]
    assert column(ledger, codings.c.seq) == [1]
    assert column(ledger, changes.c.seq) == before


def test_changed_text_is_a_new_version_and_the_older_stays(ledger: Ledger) -> None:
    (first,) = put(ledger, a_record())
    (second,) = put(ledger, a_record(more=" Shops stayed shut.", events=2))
    assert (second.version, second.new, second.gone) == (2, True, ())
    with ledger.read() as connection:
        found = connection.execute(select(reports.c.version, reports.c.current).order_by(reports.c.version)).all()
        assert [tuple(row) for row in found] == [(1, 0), (2, 1)]
        assert reading.record(connection, first.seq) == a_record()
        assert reading.seq(connection, "report-1") == second.seq
        assert reading.seq(connection, "report-1", 1) == first.seq
    assert column(ledger, events.c.id) == ["report-1#e1", "report-1#e2"]
    assert set(column(ledger, events.c.report_seq)) == {second.seq}
    assert set(column(ledger, statements.c.report_seq)) == {second.seq}


def test_known_older_text_changes_nothing(ledger: Ledger) -> None:
    put(ledger, a_record())
    put(ledger, a_record(more=" Shops stayed shut."))
    (again,) = put(ledger, a_record())
    assert (again.version, again.same) == (1, True)
    assert column(ledger, reports.c.version, reports.c.current == 1) == [2]


def test_another_coder_adds_a_coding_that_stands(ledger: Ledger) -> None:
    newer = Coder(version="0.2.0", model="reader-2", codebook=CODER.codebook)
    put(ledger, a_record(events=2))
    (second,) = put(ledger, a_record(events=2, killed=4, status="planned", coder=newer))
    assert (second.new, second.version, second.same) == (False, 1, False)
    with ledger.read() as connection:
        found = reading.codings_of(connection, second.seq)
    assert [(one.kept.coder.version, one.current) for one in found] == [("0.1.0", False), ("0.2.0", True)]
    assert column(ledger, events.c.status) == ["planned", "planned"]
    assert column(ledger, events.c.counted) == [0, 0]
    assert column(ledger, events.c.version) == [2, 2]


def test_events_that_no_longer_stand_are_named_and_told(ledger: Ledger) -> None:
    newer = Coder(version="0.2.0", model="reader-2", codebook=CODER.codebook)
    record = a_record(events=2)
    put(ledger, record)
    fewer = msgspec.structs.replace(record, coder=newer, events=record.events[:1])
    (second,) = put(ledger, fewer)
    assert second.gone == ("report-1#e2",)
    with ledger.read() as connection:
        last = connection.execute(select(changes.c.kind, changes.c.op).where(changes.c.id == "report-1#e2")).all()
    assert [tuple(row) for row in last] == [("event", "put"), ("event", "delete")]


def test_reprints_do_not_count(ledger: Ledger) -> None:
    record = a_record()
    copy = msgspec.structs.replace(record, disposition="reprint", reprint_of="report-0")
    put(ledger, copy)
    assert column(ledger, events.c.counted) == [0]


@pytest.mark.parametrize(
    ("status", "counted"),
    [("occurred", 1), ("ongoing", 1), ("planned", 0), ("denied", 0), ("attempted", 0), ("hypothetical", 0)],
)
def test_only_what_happened_counts(ledger: Ledger, status: str, counted: int) -> None:
    put(ledger, a_record(status=status))
    assert column(ledger, events.c.counted) == [counted]


def test_unreported_toll_is_empty_and_not_zero(ledger: Ledger) -> None:
    put(ledger, a_record(killed=None))
    assert column(ledger, events.c.killed_min) == [None]


def test_every_row_has_its_digest(ledger: Ledger) -> None:
    put(ledger, a_record(events=2), a_record("report-2", place="Orzana"))
    with ledger.read() as connection:
        for table in (reports, statements):
            found = connection.execute(select(table)).mappings().all()
            assert found
            for row in found:
                kept = {name: value for name, value in row.items() if name not in ROW_DIGESTS[table.name]}
                assert row["digest"] == row_digest(kept), table.name
        for row in connection.execute(select(events)).mappings():
            parties = connection.execute(
                select(event_parties)
                .where(event_parties.c.event_seq == row["seq"])
                .order_by(event_parties.c.role, event_parties.c.position)
            )
            places = connection.execute(
                select(event_places).where(event_places.c.event_seq == row["seq"]).order_by(event_places.c.position)
            )
            digest = rows.event_digest(
                dict(row), [dict(one) for one in parties.mappings()], [dict(one) for one in places.mappings()], None
            )
            assert row["digest"] == digest


def test_original_bytes_are_kept_once(ledger: Ledger) -> None:
    data = "Ein Zug fährt.".encode("latin-1")
    with ledger.write() as writer:
        writer.put_many(
            [(a_record(name), Original(data, path="a.txt", encoding="latin-1")) for name in ("report-1", "report-2")]
        )
    with ledger.read() as connection:
        (row,) = connection.execute(select(originals)).all()
    assert (rows.unpack(row.bytes), row.length, row.encoding) == (data, len(data), "latin-1")


def test_odd_characters_are_kept(ledger: Ledger) -> None:
    record = a_record(more=" Gewählt: 選挙 — “so” \u200f \U0001f5f3.")
    (done,) = put(ledger, record)
    with ledger.read() as connection:
        assert reading.record(connection, done.seq) == record


@pytest.mark.parametrize(
    "odd", [{"more": " \0."}, {"more": " \ud800."}, {"title": "a\0b"}, {"title": "a\\\0"}, {"title": "a\ud800b"}]
)
def test_characters_no_store_keeps_are_refused_by_name(ledger: Ledger, odd: dict[str, str]) -> None:
    with ledger.write() as writer, pytest.raises(LedgerError, match="report-odd"):
        writer.put(a_record("report-odd", **odd))
    assert column(ledger, reports.c.id) == []


def test_backslash_before_a_letter_is_no_odd_character(ledger: Ledger) -> None:
    record = a_record(title="a\\u0000b", more=" \\u0000.")
    (done,) = put(ledger, record)
    with ledger.read() as connection:
        assert reading.record(connection, done.seq) == record


def test_error_in_a_transaction_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="surrogate"), ledger.write() as writer:
        writer.put_many([(a_record(), None), (a_record("report-2", more="\ud800"), None)])
    assert column(ledger, reports.c.id) == []
    assert put(ledger, a_record())[0].seq == 1


def test_quarantine_counts_attempts_and_lets_go(ledger: Ledger) -> None:
    for cause in ("too long", "still too long"):
        with ledger.write() as writer:
            writer.quarantine("a.txt", stage="parse", cause=cause, raw=b"bytes", path="a.txt")
    with ledger.read() as connection:
        (row,) = connection.execute(select(quarantine)).all()
    assert (row.attempts, row.cause, row.state, rows.unpack(row.raw)) == (2, "still too long", "open", b"bytes")
    with ledger.write() as writer:
        writer.released("a.txt")
    assert column(ledger, quarantine.c.state) == ["retried"]


def test_people_code_beside_the_machine_and_blind(ledger: Ledger) -> None:
    record = a_record()
    (done,) = put(ledger, record)
    mine = msgspec.structs.replace(record, events=(msgspec.structs.replace(record.events[0], type="PROTEST"),))
    for who in ("amina", "bo"):
        with ledger.write(who) as writer:
            writer.code(mine)
            assert writer.code(mine) == writer.code(mine)
    with ledger.read() as connection:
        assert [one.by for one in reading.codings_of(connection, done.seq)] == ["machine", "amina", "bo"]
        (own,) = reading.codings_of(connection, done.seq, by="bo")
        assert own.kept.events[0].type == "PROTEST"
        assert reading.event(connection, "report-1#e1").type == "ASSAULT"


def test_persons_later_coding_replaces_none(ledger: Ledger) -> None:
    record = a_record()
    put(ledger, record)
    for kind in ("PROTEST", "COERCE"):
        with ledger.write("amina") as writer:
            writer.code(msgspec.structs.replace(record, events=(msgspec.structs.replace(record.events[0], type=kind),)))
    with ledger.read() as connection:
        found = reading.codings_of(connection, 1, by="amina")
    assert [(one.kept.events[0].type, one.current) for one in found] == [("PROTEST", False), ("COERCE", True)]


@pytest.mark.parametrize("who", ["machine", "amina"])
def test_coding_needs_a_person_and_a_known_text(ledger: Ledger, who: str) -> None:
    with pytest.raises(LedgerError), ledger.write(who) as writer:
        writer.code(a_record())


def test_order_of_ingest_does_not_matter(make_ledger, ledger: Ledger, tmp_path) -> None:
    records = [a_record(f"report-{index}", killed=index + 1, events=1 + index % 2) for index in range(6)]
    other = replace_ledger(tmp_path)
    with other:
        put(ledger, *records)
        put(other, *reversed(records[:3]))
        put(other, *records[3:], *records[:2])
        assert column(ledger, events.c.digest) != []
        assert identity(ledger) == identity(other)


def replace_ledger(tmp_path) -> Ledger:
    from dateline.ledger import open_ledger

    return open_ledger(tmp_path / "other.db")


def identity(ledger: Ledger) -> list[tuple]:
    wanted = (events.c.id, events.c.anchor, events.c.type, events.c.killed_min, events.c.version, events.c.counted)
    with ledger.read() as connection:
        return [tuple(row) for row in connection.execute(select(*wanted).order_by(events.c.id))]
