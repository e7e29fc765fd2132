"""Keeping a ledger: backups that are checked, restoring them, and making a ledger small and in step again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from dateline.ledger import columns_file, search, sqlite
from dateline.ledger import tables as t
from dateline.ledger.checking import Bands, Fault, check, first_report
from dateline.ledger.reading import standing_records
from dateline.ledger.store import Ledger, open_ledger
from dateline.record.errors import LedgerError

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """A backup that was made or restored, read again and checked: where it lies and how much is in it."""

    path: str
    reports: int
    events: int
    decisions: int
    last_change: int
    bytes: int | None


def backup(ledger: Ledger, target: str | Path) -> Copied:
    """Copy the ledger as of one moment, while others write, to a file that is a ledger itself; then check the copy.

    A PostgreSQL ledger is copied to a file all the same, so that any ledger can be restored from it.

    Raises:
        LedgerError: the file exists, cannot be written, or the copy is faulty (it is then taken away).
    """
    path = Path(target)
    if path.exists():
        raise LedgerError(f"{path} exists. Name another file for the backup")
    part = path.with_name(path.name + ".making")
    try:
        _away(part)
        if ledger.path is not None:
            sqlite.copy(ledger.path, part)
        else:
            with ledger.read() as source:
                _copy(source, part)
        copied = _verified(part, path)
        part.replace(path)
        sqlite.sync(path.absolute().parent)
    except OSError as error:
        raise LedgerError(f"{path} cannot be written: {error.strerror or error}. Name another place") from error
    finally:
        with contextlib.suppress(OSError):  # what is left of it is taken away by the next that is made
            _away(part)
    return copied


def restore(source: str | Path, where: str, *, replace: bool = False) -> Copied:
    """Put a backup in place of a ledger, after checking it.

    Where there is a ledger, ``replace`` must say so; a file is then kept beside it as ``NAME.before-restore``.

    Raises:
        LedgerError: the backup is faulty, or something is there and ``replace`` is not given.
    """
    path = Path(source)
    if not path.exists():
        raise LedgerError(f"there is no backup at {path}")
    if "://" in where:
        return _restore_server(path, where, replace=replace)
    target = Path(where)
    if target.exists() and not replace:
        raise LedgerError(f"{target} exists. Give --replace to put the backup in its place; a copy of it is kept")
    part = target.with_name(target.name + ".restoring")
    try:
        _away(part)
        with open_ledger(path, create=False, readonly=True) as found:
            _refuse_faults(check(found), path)
        sqlite.copy(path, part)
        copied = _verified(part, target)
        if target.exists():
            _refuse_use(target)
            _keep(target, target.with_name(target.name + ".before-restore"))
        columns_file.forget(target)
        part.replace(target)
        sqlite.sync(target.absolute().parent)
    except OSError as error:
        raise LedgerError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):  # what is left of it is taken away by the next that is made
            _away(part)
    return copied


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many bytes the store took before and takes now (``None``: the database does not say)."""

    before: int | None
    after: int | None


def compact(ledger: Ledger, bands: Bands | None = None) -> Compacted:
    """Give back room that is not used, and work out anew what follows from the rest: indexes and the search.

    With ``bands`` also the keys by which copies of a report are found.
    A ledger that is cut off in the middle of it is as it was before.

    Raises:
        LedgerError: somebody else writes, or there is not room enough for a second copy.
    """
    before = size(ledger)
    with ledger.write() as writer:
        rebuild_search(writer.connection)
        if bands is not None:
            for seq in writer.connection.execute(select(t.reprint_keys.c.report_seq).distinct()).scalars().all():
                refind(writer.connection, seq, bands)
        writer.audit("compact")
        forget_columns(ledger)
    _vacuum(ledger)
    return Compacted(before, size(ledger))


def forget_columns(ledger: Ledger) -> None:
    """Delete the file of the columns; to be called inside :meth:`Ledger.write`, when no process can write it anew.

    Raises:
        LedgerError: it is there and stays.
    """
    try:
        columns_file.forget(ledger.path)
    except OSError as error:
        raise LedgerError(
            f"{error.filename} cannot be deleted: {error.strerror}. Nothing was done. Mend its permissions, run again"
        ) from error


def rebuild_search(connection: Connection) -> None:
    """Make the search anew from what it is to find."""
    search.drop(connection)
    search.create(connection)
    query = select(t.reports.c.seq, t.reports.c.title, t.reports.c.text).where(
        t.reports.c.current == 1, t.reports.c.text.is_not(None)
    )
    seqs: list[int] = []
    for rows in connection.execute(query.order_by(t.reports.c.seq)).partitions(_CHUNK):
        search.put_reports(connection, [(row.seq, row.title, row.text) for row in rows])
        seqs.extend(row.seq for row in rows)
    for start in range(0, len(seqs), _CHUNK):
        part = seqs[start : start + _CHUNK]
        numbers = {
            row.id: row.seq
            for row in connection.execute(select(t.events.c.id, t.events.c.seq).where(t.events.c.report_seq.in_(part)))
        }
        words = [
            (numbers[name], search.event_words(record, event))
            for record in standing_records(connection, part).values()
            for event in record.events
            if (name := f"{record.report.id}#{event.id}") in numbers
        ]
        search.put_events(connection, words)
    for table in (t.events, t.event_parties, t.event_places):
        columns = [table.c[name] for name in search.NAMED if name in table.c]
        for named in connection.execute(select(*columns).distinct()).partitions(_CHUNK):
            search.put_names(connection, search.names_in([dict(row._mapping) for row in named]))


def refind(connection: Connection, seq: int, bands: Bands) -> None:
    """Work out anew the keys by which copies of a report are found."""
    held = t.reprint_keys.c.report_seq == seq
    if connection.execute(select(t.reprint_keys.c.key).where(held).limit(1)).first() is None:
        return
    found = first_report(connection, seq)
    connection.execute(delete(t.reprint_keys).where(held))
    keys = [{"key": key, "report_seq": seq} for key in (bands(found) if found is not None else ())]
    if keys:
        connection.execute(t.reprint_keys.insert(), keys)


def size(ledger: Ledger) -> int | None:
    """How many bytes the store takes."""
    if ledger.path is not None:
        beside = (ledger.path.with_name(ledger.path.name + suffix) for suffix in ("", "-wal"))
        return sum(path.stat().st_size for path in beside if path.exists())
    with ledger.read() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar() or 0)


def _vacuum(ledger: Ledger) -> None:
    if ledger.path is None:
        engine = ledger.writing_engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL ANALYZE")
        return
    module = sqlite.driver()
    raw = sqlite.plain(ledger.path, 30.0)
    try:
        # What was deleted is overwritten, in the file and in the part of it that waits beside it.
        raw.execute("PRAGMA secure_delete=ON")
        raw.execute("REINDEX")
        raw.execute("VACUUM")
        raw.execute("ANALYZE")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except module.Error as error:
        raise LedgerError(f"{ledger.path} cannot be compacted: {error}. It is as it was") from error
    finally:
        raw.close()


def _copy(source: Connection, target: Path) -> None:
    """Copy every row to a new file."""
    with open_ledger(target) as copied, copied.write() as writer:
        for table in t.metadata.sorted_tables:
            writer.connection.execute(table.delete())
        _copy_rows(source, writer.connection)
        rebuild_search(writer.connection)


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in t.metadata.sorted_tables:
        for rows in _portions(source, table):
            target.execute(insert(table), rows)


def _portions(source: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    found = source.execution_options(stream_results=True).execute(select(table))
    for rows in found.partitions(_CHUNK):
        yield [dict(row._mapping) for row in rows]


def _restore_server(path: Path, where: str, *, replace: bool) -> Copied:
    with open_ledger(path, create=False, readonly=True) as found:
        _refuse_faults(check(found), path)
        with found.read() as source, open_ledger(where) as target:
            with target.read() as connection:
                there = connection.execute(select(func.count()).select_from(t.reports)).scalar()
            if there and not replace:
                raise LedgerError(f"{target.where} holds {there:,} reports. Give --replace to replace them")
            with target.write() as writer:
                for table in reversed(t.metadata.sorted_tables):
                    writer.connection.execute(table.delete())
                _copy_rows(source, writer.connection)
                rebuild_search(writer.connection)
            _refuse_faults(check(target), path)
            with target.read() as connection:
                return _counted(connection, target.where, None)


def _verified(part: Path, named: Path) -> Copied:
    """Read a copy again and check it."""
    with open_ledger(part, create=False, readonly=True) as copied:
        _refuse_faults(check(copied), named)
        with copied.read() as connection:
            return _counted(connection, str(named), part.stat().st_size)


def _counted(connection: Connection, path: str, size: int | None) -> Copied:
    def count(table: Table) -> int:
        return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)

    last = int(connection.execute(select(func.max(t.changes.c.seq))).scalar() or 0)
    return Copied(path, count(t.reports), count(t.events), count(t.decisions), last, size)


def _refuse_faults(faults: Iterator[Fault], path: Path) -> None:
    fault = next((one for one in faults if not one.mendable), None)
    if fault is not None:
        raise LedgerError(f"{path} is not whole ({fault}). `dateline check` names all that is wrong")


def _keep(path: Path, kept: Path) -> None:
    """Give a file a second name, so that whatever happens next there is a ledger under the first."""
    second = kept.with_name(kept.name + ".making")
    second.unlink(missing_ok=True)
    try:
        os.link(path, second)
    except OSError:  # a file system without second names
        path.replace(kept)
    else:
        second.replace(kept)


def _refuse_use(path: Path) -> None:
    """Refuse to replace a file that somebody has open."""
    if path.with_name(path.name + "-wal").exists():
        raise LedgerError(f"{path} is in use. End the programs that have it open, then restore")


def _away(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal", ".part"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
