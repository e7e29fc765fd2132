"""Opening, refusing, closing: what is a ledger stays whole, what is none stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from making import a_record
from sqlalchemy import inspect, select, text, update

from dateline.ledger import Ledger, audit, migrations, open_ledger, sqlite, upkeep
from dateline.ledger.tables import audit as audit_table
from dateline.ledger.tables import metadata, reports
from dateline.record.errors import LedgerError


def test_what_was_put_is_there_after_opening_again(ledger: Ledger, make_ledger) -> None:
    with ledger.write() as writer:
        put = writer.put(a_record())
    ledger.close()
    with make_ledger(readonly=True).read() as connection:
        found = connection.execute(select(reports.c.id, reports.c.version)).one()
    assert (put.new, tuple(found)) == (True, ("report-1", 1))


def test_reader_sees_one_moment_and_cannot_write(ledger: Ledger) -> None:
    with ledger.read() as connection:
        assert connection.execute(select(reports.c.id)).all() == []
        with ledger.write() as writer:
            writer.put(a_record())
        assert connection.execute(select(reports.c.id)).all() == []
    with pytest.raises(LedgerError), ledger.read() as connection:
        connection.execute(update(reports).values(title="other"))


def test_readonly_ledger_refuses_to_write(ledger: Ledger, make_ledger) -> None:
    with pytest.raises(LedgerError, match="reading only"), make_ledger(readonly=True).write():
        pass


@pytest.mark.parametrize("odd", ["mysql://host/db", "http://host/db"])
def test_other_kinds_of_store_are_refused(odd: str) -> None:
    with pytest.raises(LedgerError, match="is no store"):
        open_ledger(odd)


def test_newer_version_is_refused_and_older_advised(ledger: Ledger, make_ledger) -> None:
    for version, words in (("9999", "newer dateline"), ("0000", "ledger upgrade")):
        with ledger.write() as writer:
            writer.connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
        with pytest.raises(LedgerError, match=words):
            make_ledger()


def test_second_writer_waits_for_its_turn(ledger: Ledger, make_ledger) -> None:
    other = make_ledger()
    inside, go = threading.Event(), threading.Event()

    def hold() -> None:
        with ledger.write() as writer:
            writer.put(a_record())
            inside.set()
            go.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(20)
    threading.Timer(0.2, go.set).start()
    with other.write() as writer:
        put = writer.put(a_record())
    holder.join(30)
    assert put.same


def test_writer_that_waits_too_long_says_who_is_to_blame(ledger: Ledger, make_ledger) -> None:
    other = make_ledger(wait=0.2)
    with ledger.write(), pytest.raises(LedgerError, match="another process"), other.write():
        pass


def test_audit_goes_by_number_when_the_clock_goes_back(make_ledger) -> None:
    times = iter(datetime(2023, 3, 14, tzinfo=UTC) - timedelta(days=index) for index in range(10))
    ledger = make_ledger(clock=lambda: next(times))
    for index in range(3):
        with ledger.write() as writer:
            writer.put(a_record(f"report-{index}"))
    with ledger.read() as connection:
        assert [(line.seq, line.at[:10]) for line in audit.lines(connection)] == [
            (1, "2023-03-14"), (2, "2023-03-13"), (3, "2023-03-12"),
        ]  # fmt: skip
        assert list(audit.faults(connection)) == []


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (update(audit_table).where(audit_table.c.seq == 2).values(who="other"), "line 2 was changed"),
        (audit_table.delete().where(audit_table.c.seq == 2), "line 2 is missing"),
    ],
    ids=["changed", "taken out"],
)
def test_audit_line_changed_behind_our_back_is_named(ledger: Ledger, harm, words: str) -> None:
    for index in range(3):
        with ledger.write() as writer:
            writer.put(a_record(f"report-{index}"))
    with ledger.write() as writer:
        writer.connection.execute(harm)
    with ledger.read() as connection:
        assert any(words in fault for fault in audit.faults(connection))


def test_ledger_is_not_used_across_a_fork(ledger: Ledger) -> None:
    ledger._process += 1
    with pytest.raises(LedgerError, match="forked"), ledger.read():
        pass
    ledger._process -= 1


def test_failed_commit_is_said_and_nothing_is_taken_after_it(
    ledger: Ledger, make_ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.engine.base import RootTransaction
    from sqlalchemy.exc import OperationalError

    def fail(self: RootTransaction) -> None:
        raise OperationalError("COMMIT", None, Exception("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(RootTransaction, "commit", fail)
        with pytest.raises(LedgerError, match="disk I/O error"), ledger.write() as writer:
            writer.put(a_record())
    with pytest.raises(LedgerError, match="open again"), ledger.write():
        pass
    ledger.close()
    with make_ledger().write() as writer:
        assert writer.put(a_record()).new


def test_info_counts(ledger: Ledger) -> None:
    with ledger.write() as writer:
        writer.put(a_record(events=2))
    found = upkeep.info(ledger)
    assert (found.rows["reports"], found.rows["events"], found.tables) == (1, 2, migrations.HEAD)
    assert ("FULL" in found.durability) == (ledger.backend == "sqlite")
    assert found.size > 10_000


def test_a_server_that_goes_away_is_told_and_taken_up_again(postgresql) -> None:
    """A crash of the server costs what was not yet said to be stored, in plain words; the ledger goes on after it."""
    with open_ledger(postgresql.url(postgresql.database())) as ledger:
        with ledger.write() as writer:
            writer.put(a_record())

        def cut_off() -> None:
            with ledger.write() as writer:
                writer.put(a_record("report-2"))
                postgresql.crash()
                writer.put(a_record("report-3"))

        with pytest.raises(LedgerError, match="nothing of this batch was stored"):
            cut_off()
        with pytest.raises(LedgerError, match="cannot"), ledger.write():
            pass
        with pytest.raises(LedgerError, match="cannot"), ledger.read():
            pass
        postgresql.start()
        with ledger.read() as connection:
            assert connection.execute(select(reports.c.id)).scalars().all() == ["report-1"]
        with ledger.write() as writer:
            assert writer.put(a_record("report-2")).new


# SQLite alone: one file


@pytest.fixture
def path(empty_file: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "ledger.db"
    shutil.copyfile(empty_file, copied)
    return copied


def test_settings_are_the_durable_ones(path: Path) -> None:
    with open_ledger(path) as ledger, ledger.write() as writer:
        wanted = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "trusted_schema": 0, "mmap_size": 0,
                  "cell_size_check": 1, "fullfsync": 1}  # fmt: skip
        for name, value in wanted.items():
            assert writer.connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value, name
        with ledger.read() as connection:
            assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1


def test_sqlite_is_free_of_the_fault() -> None:
    assert sqlite.is_fixed(sqlite.driver().sqlite_version_info)


@pytest.mark.parametrize(
    ("version", "fixed"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 7), True),
     ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True)],
)  # fmt: skip
def test_versions_with_the_fault_are_known(version: tuple[int, ...], fixed: bool) -> None:
    assert sqlite.is_fixed(version) is fixed


def test_faulty_sqlite_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "FIXED", ((9, 9, 9),))
    with pytest.raises(LedgerError, match="pysqlite3"):
        sqlite.driver()


def test_closed_ledger_is_one_whole_file(path: Path) -> None:
    with open_ledger(path) as ledger:
        with ledger.write() as writer:
            writer.put(a_record())
        assert path.with_name("ledger.db-wal").exists()
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]
    with sqlite3.connect(path) as plain:
        assert plain.execute("SELECT count(*) FROM reports").fetchone() == (1,)


def test_last_to_close_puts_the_file_to_rest(path: Path) -> None:
    first, second = open_ledger(path), open_ledger(path)
    first.close()
    with second.write() as writer:
        writer.put(a_record())
    second.close()
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]


def test_copy_without_its_wal_is_refused_and_can_be_adopted(path: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied.db"
    with open_ledger(path) as ledger:
        with ledger.write() as writer:
            writer.put(a_record())
        shutil.copyfile(path, copied)
    before = copied.read_bytes()
    with pytest.raises(LedgerError, match=r"copied.db-wal"):
        open_ledger(copied)
    assert copied.read_bytes() == before
    upkeep.adopt(copied)
    open_ledger(copied).close()


REFUSED = [
    ("text file", lambda path: path.write_text("Not a database at all."), "is not a ledger"),
    ("cut", lambda path: os.truncate(path, path.stat().st_size // 2), "cut short"),
    ("cut in a page", lambda path: os.truncate(path, path.stat().st_size - 100), "cut short"),
    ("another program's", lambda path: _foreign(path), "another program"),
    ("a folder", lambda path: (path.unlink(), path.mkdir()), "is a folder"),
    ("torn inside", lambda path: _torn(path), "damaged|malformed|not a ledger"),
]


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE wine (year)")


def _torn(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:4000] = bytes(3900)
    path.write_bytes(data)


@pytest.mark.parametrize(("harm", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_whole_ledger_is_refused_and_left_alone(path: Path, harm, words: str) -> None:
    harm(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LedgerError, match=words):
        open_ledger(path)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_missing_folder_and_missing_ledger_are_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="is not there"):
        open_ledger(tmp_path / "none" / "ledger.db")
    with pytest.raises(LedgerError, match="no ledger at"):
        open_ledger(tmp_path / "ledger.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_network_folder_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_file_system", lambda folder: "nfs4")
    with pytest.raises(LedgerError, match=r"network folder \(nfs4\)"):
        open_ledger(path)


def test_file_system_of_a_folder_is_told(tmp_path: Path) -> None:
    if not Path("/proc/self/mountinfo").exists():
        pytest.skip("this system does not tell its mounts in /proc")
    assert sqlite._file_system(Path("/proc")) == "proc"
    assert sqlite._file_system(tmp_path) not in {"", "proc"}


def test_file_that_cannot_be_written_is_refused_but_can_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "is_writable", lambda _: False)  # root may write anywhere
    with pytest.raises(LedgerError, match="cannot be written"):
        open_ledger(path)
    with open_ledger(path, readonly=True) as ledger, ledger.read() as connection:
        assert connection.execute(select(reports.c.id)).all() == []


def test_two_processes_make_the_same_ledger_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    code = f"from dateline.ledger import open_ledger; open_ledger({str(path)!r}).close()"
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [one.wait(60) for one in started] == [0, 0]
    with open_ledger(path) as ledger, ledger.read() as connection:
        assert inspect(connection).has_table("meta")


def test_processes_that_make_open_and_close_a_ledger_at_once_do_not_refuse_each_other(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    code = f"from dateline.ledger import open_ledger\nfor _ in range(5): open_ledger({str(path)!r}).close()"
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(6)]
    assert [one.wait(60) for one in started] == [0] * 6
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]


def test_who_waits_too_long_for_another_that_opens_a_ledger_is_told(path: Path) -> None:
    open_ledger(path).close()
    with sqlite.turn(path, 1), pytest.raises(LedgerError, match="being opened or closed by another process"):
        open_ledger(path, wait=0.05)
    with open_ledger(path, wait=0.05) as ledger, ledger.read() as connection:
        assert inspect(connection).has_table("meta")


def test_ledger_is_closed_and_at_rest_though_another_process_stands_still_as_it_opens_one(path: Path) -> None:
    ledger = open_ledger(path, wait=0.05)
    with sqlite.turn(path, 1):
        ledger.close()
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]


LOCKING = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
"""
"""Take the lock that whoever puts the file to rest needs (SQLite file format: the shared lock bytes)."""


def test_ledger_opened_twice_in_a_process_stays_locked_for_others(path: Path) -> None:
    pytest.importorskip("fcntl", reason="this system has no POSIX locks")
    with open_ledger(path):
        for _ in range(2):
            second = open_ledger(path)
            taken = subprocess.run([sys.executable, "-c", LOCKING, str(path)], check=False, capture_output=True)
            assert b"BlockingIOError" in taken.stderr, taken.stderr
            second.close()
            taken = subprocess.run([sys.executable, "-c", LOCKING, str(path)], check=False, capture_output=True)
            assert b"BlockingIOError" in taken.stderr, taken.stderr


def test_no_room_is_told_with_what_is_free(path: Path) -> None:
    with open_ledger(path) as ledger:
        with ledger.write() as writer:
            pages = writer.connection.exec_driver_sql("PRAGMA page_count").scalar()
            writer.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
        with pytest.raises(LedgerError, match="no room left"), ledger.write() as writer:
            writer.put(a_record(more=" More." * 20_000))
        with ledger.read() as connection:
            assert connection.execute(select(reports.c.id)).all() == []


def test_every_table_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "ledger.md").read_text(encoding="utf-8")
    assert [name for name in metadata.tables if f"`{name}`" not in page] == []


MAKING = """
import os, sys
from dateline.ledger import open_ledger, store

furnish = store._furnish

def cut_off(connection, clock):
    connection.exec_driver_sql("PRAGMA cache_size=1")
    furnish(connection, clock)
    connection.exec_driver_sql("PRAGMA cache_spill=1")
    connection.exec_driver_sql("CREATE TABLE load AS SELECT zeroblob(900000) AS b")
    os.kill(os.getpid(), 9)

store._furnish = cut_off
open_ledger(sys.argv[1])
"""


def test_ledger_whose_making_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    assert subprocess.run([sys.executable, "-c", MAKING, str(path)], check=False, timeout=60).returncode < 0
    assert path.stat().st_size > 0
    assert path.with_name("ledger.db-journal").exists()
    with pytest.raises(LedgerError, match="no ledger at"):
        open_ledger(shutil.copytree(tmp_path, tmp_path / "other") / "ledger.db", create=False)
    with open_ledger(path) as ledger, ledger.write() as writer:
        assert writer.put(a_record()).new


class Refusing:
    """A connection whose disk refuses every change of the file's header."""

    def __init__(self, raw) -> None:
        self._raw = raw

    def execute(self, statement: str):
        if "user_version=" in statement or "journal_mode=" in statement:
            raise sqlite.driver().OperationalError("disk I/O error")
        return self._raw.execute(statement)

    def close(self) -> None:
        self._raw.close()


def test_ledger_that_could_not_be_put_to_rest_opens_again_without_repair(path: Path) -> None:
    ledger = open_ledger(path)
    with ledger.write() as writer:
        writer.put(a_record())
    anchor = ledger._anchor
    assert anchor is not None
    ledger._anchor = sqlite.Anchor(Refusing(anchor.raw), anchor.file)
    ledger.close()
    with open_ledger(path, create=False) as again, again.read() as connection:
        assert connection.execute(select(reports.c.id)).scalars().all() == ["report-1"]
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]


def test_copy_that_the_disk_refuses_is_said_and_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sqlite.driver()

    class Full(module.Connection):
        def execute(self, statement: str, *rest):
            if statement.startswith("PRAGMA user_version="):
                raise module.OperationalError("database or disk is full")
            return super().execute(statement, *rest)

    connect = module.connect
    monkeypatch.setattr(module, "connect", lambda *given, **more: connect(*given, factory=Full, **more))
    with pytest.raises(LedgerError, match="no room left"):
        sqlite.copy(path, path.with_name("copy.db"))
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]
