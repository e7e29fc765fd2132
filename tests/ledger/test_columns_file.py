"""Columns outlive their process in a file beside the ledger: used where it fits, never where it does not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from asking import fill
from sqlalchemy import Connection, delete, update
from test_ingest import line, run
from test_queries import FACETS, FEW, FILTERS

from dateline.erasing import erase_person, erase_report
from dateline.ledger import Ledger, columns_file, open_ledger
from dateline.ledger import columns as columns_room
from dateline.ledger.columns import Columns
from dateline.ledger.keeping import backup, compact, restore
from dateline.ledger.queries import count, events_page, facets, points, timeline
from dateline.ledger.tables import changes, event_parties, event_places, events, meta
from dateline.record.errors import LedgerError
from dateline.web.desk import Desk
from dateline.web.settings import Settings

NUMBER = 300
NAME = "Gunmen"
"""Who acts in the reports, to be erased as a person's name is."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger of a test counts as a large one."""
    monkeypatch.setattr(columns_room, "KEPT_FROM", 1)
    monkeypatch.setattr(columns_room, "KEPT_AGAIN", 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "made.db"
    with open_ledger(path) as ledger, ledger.write() as writer:
        fill(writer.connection, NUMBER)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(made, tmp_path / "ledger.db"))


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger of coded reports with parties in them."""
    with open_ledger(tmp_path / "told.db") as ledger:
        run(ledger, line("a"), line("b", killed=9, more=" The road to the mill was closed." * 12))
        yield ledger


@pytest.fixture
def read_whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one each time that columns are read from the ledger as a whole."""
    seen: list[str] = []
    real = Columns._read_all

    def read_all(self: Columns, connection: object) -> None:
        seen.append(self.ledger.where)
        real(self, connection)  # type: ignore[arg-type]  # what the method it stands for is given

    monkeypatch.setattr(Columns, "_read_all", read_all)
    return seen


def kept(ledger: Ledger) -> Columns:
    """Columns that are read, and their file written."""
    columns = Columns(ledger, keep=True)
    count(ledger, columns=columns)
    columns.settle()
    return columns


def assert_as_sql(ledger: Ledger, columns: Columns) -> None:
    for wanted in FILTERS:
        assert count(ledger, wanted, columns=columns) == count(ledger, wanted), wanted
    for wanted in FEW:
        assert facets(ledger, wanted, FACETS, columns=columns) == facets(ledger, wanted, FACETS), wanted
        assert timeline(ledger, wanted, columns=columns) == timeline(ledger, wanted)
        assert timeline(ledger, wanted, of="incidents", columns=columns) == timeline(ledger, wanted, of="incidents")
        assert points(ledger, wanted, zoom=5, columns=columns) == points(ledger, wanted, zoom=5)
        assert events_page(ledger, wanted, columns=columns) == events_page(ledger, wanted)


def test_the_next_process_takes_the_columns_from_the_file(path: Path, read_whole: list[str]) -> None:
    with open_ledger(path) as ledger:
        kept(ledger)
    assert len(read_whole) == 1
    file = columns_file.path_of(path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()].count(file.name) == len(columns_file.paths_of(path)) == 1
    before = file.stat().st_mtime_ns
    with open_ledger(path) as ledger:
        columns = kept(ledger)
        assert_as_sql(ledger, columns)
        columns._keep = False
    assert len(read_whole) == 1
    assert file.stat().st_mtime_ns == before
    assert not path.with_name("ledger.db-wal").exists()


def test_another_process_finds_the_same(path: Path) -> None:
    """Written by one process, read by another, while a third has the ledger open and writes."""
    program = (
        "import sys\n"
        "from dateline.ledger import columns, open_ledger, queries\n"
        "columns.KEPT_FROM = 1\n"
        "if sys.argv[2] == 'read': columns.Columns._read_all = None\n"
        "with open_ledger(sys.argv[1]) as ledger:\n"
        "    found = columns.Columns(ledger, keep=True)\n"
        "    print(queries.count(ledger, 'type:assault', columns=found))\n"
    )

    def told(doing: str) -> int:
        done = subprocess.run([sys.executable, "-c", program, str(path), doing], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    with open_ledger(path) as ledger:
        mine = kept(ledger)
        columns_file.forget(path)
        assert told("write") == count(ledger, "type:assault")
        with ledger.write() as writer:
            change(writer.connection)
        assert told("read") == count(ledger, "type:assault") == count(ledger, "type:assault", columns=mine)


def change(connection: Connection) -> None:
    """One event is another, two are gone: as a decision and an erasing leave it."""
    run_ = connection.execute
    run_(update(events).where(events.c.seq == 5).values(type="AID", date_from="2022-02-02", killed_min=7))
    for table in (event_parties, event_places):
        run_(delete(table).where(table.c.event_seq.in_([7, 8])))
    run_(delete(events).where(events.c.seq.in_([7, 8])))
    listed = ((5, "put"), (7, "delete"), (8, "delete"))
    rows = [
        {"seq": NUMBER + place, "kind": "event", "id": f"{seq:016x}", "op": op, "at": "2026-01-02T00:00:00Z"}
        for place, (seq, op) in enumerate(listed, 1)
    ]
    run_(changes.insert(), rows)


def test_what_changed_since_is_read_from_the_ledger(path: Path, read_whole: list[str]) -> None:
    with open_ledger(path) as ledger:
        kept(ledger)
        with ledger.write() as writer:
            change(writer.connection)
    with open_ledger(path) as ledger:
        columns = kept(ledger)
        wanted = ("", "type:aid", "killed:7", "country:IRQ", "has:actor", "-has:point")
        for one in wanted:
            assert count(ledger, one, columns=columns) == count(ledger, one), one
            assert facets(ledger, one, FACETS, columns=columns) == facets(ledger, one, FACETS), one
        assert count(ledger, "reviewed:*", columns=columns) == NUMBER - 2
    assert len(read_whole) == 1  # by the first alone
    with open_ledger(path) as ledger:
        assert facets(ledger, "", FACETS, columns=kept(ledger)) == facets(ledger, "", FACETS)
    assert len(read_whole) == 1


def test_a_decision_is_seen_after_a_restart(told: Ledger, read_whole: list[str]) -> None:
    columns = kept(told)
    assert count(told, "status:denied", columns=columns) == 0
    with told.write("ana") as writer:
        writer.decide("a#e1", "edit", base_version=1, field="status", new="denied", why="read again")
    assert count(told, "status:denied", columns=kept(told)) == count(told, "status:denied") == 1
    assert len(read_whole) == 1


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def garble(file: Path) -> None:
    file.write_bytes(os.urandom(5_000))


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut, flip, garble, empty])
def test_a_damaged_file_is_as_good_as_none(path: Path, damage: Callable[[Path], None], read_whole: list[str]) -> None:
    with open_ledger(path) as ledger:
        kept(ledger)
        whole = columns_file.path_of(path).read_bytes()
        damage(columns_file.path_of(path))
        columns = kept(ledger)
        assert count(ledger, "type:assault", columns=columns) == count(ledger, "type:assault")
        assert len(read_whole) == 2
        assert columns_file.path_of(path).read_bytes() == whole


def test_what_cannot_be_written_is_no_fault(path: Path, read_whole: list[str]) -> None:
    columns_file.path_of(path).mkdir()
    with open_ledger(path) as ledger:
        assert count(ledger, "type:assault", columns=kept(ledger)) == count(ledger, "type:assault")
    assert sorted(one.name for one in path.parent.iterdir()) == ["ledger.db", "ledger.db.columns"]
    columns_file.path_of(path).rmdir()
    with open_ledger(path, readonly=True) as ledger:
        kept(ledger)
    assert columns_file.paths_of(path) == []
    assert len(read_whole) == 2


def test_the_file_of_another_ledger_version_or_time_is_not_used(
    path: Path, made: Path, tmp_path: Path, read_whole: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Path(shutil.copyfile(made, tmp_path / "other.db"))
    with open_ledger(other) as ledger:
        with ledger.write() as writer:
            writer.connection.execute(update(meta).where(meta.c.key == "created_at").values(value="2001-01-01"))
        kept(ledger)
    with open_ledger(path) as ledger:
        shutil.copyfile(columns_file.path_of(other), columns_file.path_of(path))
        kept(ledger)
        assert len(read_whole) == 2  # of another ledger
        monkeypatch.setattr(columns_file, "FORMAT", columns_file.FORMAT + 1)
        kept(ledger)
        assert len(read_whole) == 3  # of another version
        with ledger.write() as writer:
            last = changes.c.seq == NUMBER
            writer.connection.execute(update(changes).where(last).values(at="2026-01-01T00:00:01Z"))
        kept(ledger)
        assert len(read_whole) == 4  # of a past that this ledger does not have
        with ledger.write() as writer:
            for table in (event_parties, event_places):
                writer.connection.execute(delete(table).where(table.c.event_seq == 3))
            writer.connection.execute(delete(events).where(events.c.seq == 3))
        assert (
            count(ledger, "reviewed:*", columns=kept(ledger)) == NUMBER - 1
        )  # of other events, though the changes say nothing
        assert len(read_whole) == 5


def files_with(ledger: Ledger, words: str) -> list[str]:
    """The files of the ledger's folder in whose bytes the words stand."""
    assert ledger.path is not None
    found = [one for one in ledger.path.parent.iterdir() if one.is_file()]
    return [one.name for one in found if words.encode().lower() in one.read_bytes().lower()]


def test_an_erased_name_is_in_no_file_though_a_desk_runs(told: Ledger, read_whole: list[str]) -> None:
    desk = kept(told)
    assert told.path is not None
    file = columns_file.path_of(told.path)
    assert file.name in files_with(told, NAME)
    # A writing that was cut off, and one that begins before and ends after the erasing.
    file.with_name(f"{file.name}.x.part").write_bytes(NAME.encode())
    done = erase_person(told, [NAME], "asked to be forgotten", "ana")
    assert done.found == ()
    assert columns_file.paths_of(told.path) == []
    desk._write()
    assert columns_file.paths_of(told.path) == []
    assert files_with(told, NAME) == []
    # The desk reads all anew and then keeps a file again, without the name.
    assert facets(told, "", FACETS, columns=desk) == facets(told, "", FACETS)
    desk.settle()
    assert len(read_whole) == 2
    assert file.exists()
    assert files_with(told, NAME) == []


def test_an_erased_report_takes_the_file_with_it(told: Ledger) -> None:
    kept(told)
    assert told.path is not None
    assert erase_report(told, "a", "asked", "ana").found == ()
    assert columns_file.paths_of(told.path) == []
    assert count(told, columns=kept(told)) == count(told)


def test_nothing_is_erased_where_the_file_stays(told: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(ledger: Path | None) -> None:
        raise PermissionError(1, "Operation not permitted", "told.db.columns")

    monkeypatch.setattr(columns_file, "forget", refuse)
    before = count(told)
    with pytest.raises(LedgerError, match=r"told\.db\.columns cannot be deleted"):
        erase_report(told, "a", "asked", "ana")
    assert count(told) == before


def test_compacting_and_restoring_take_the_file_away(told: Ledger, tmp_path: Path) -> None:
    assert told.path is not None
    kept(told)
    compact(told)
    assert columns_file.paths_of(told.path) == []
    kept(told)
    backup(told, tmp_path / "copy.db")
    assert columns_file.paths_of(tmp_path / "copy.db") == []
    told.close()
    assert columns_file.paths_of(told.path) != []
    restore(tmp_path / "copy.db", str(told.path), replace=True)
    assert columns_file.paths_of(told.path) == []


def test_the_desk_keeps_columns_and_a_small_ledger_leaves_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(path) as ledger:
        Desk(ledger, Settings()).warm()
    assert len(columns_file.paths_of(path)) == 1  # closing waited for it
    columns_file.forget(path)
    with open_ledger(path) as ledger:
        count(ledger, columns=Columns(ledger))  # not asked to
        monkeypatch.setattr(columns_room, "KEPT_FROM", NUMBER + 1)
        kept(ledger)
    assert columns_file.paths_of(path) == []


def test_the_file_waits_for_who_writes_and_gives_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_room, "_TURN", 0.05)
    with open_ledger(path) as ledger, open_ledger(path) as other:
        with other.write():
            kept(ledger)
        assert columns_file.paths_of(path) == []
        with ledger.write() as writer:  # the turn came back with the patience it had
            assert writer.connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_a_file_says_what_it_holds_and_runs_nothing(path: Path) -> None:
    with open_ledger(path) as ledger:
        kept(ledger)
        found = columns_file.read(path)
        assert found is not None
        state, raw, arrays = found
        with ledger.read() as connection:
            assert state == columns_file.state(connection)
            assert columns_file.follows(connection, state)
    assert msgspec.json.decode(raw)["incidents"]
    assert not any(values.dtype.hasobject for values in arrays.values())
