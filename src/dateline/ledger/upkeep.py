"""What a ledger says of itself, and its way from an older version of the tables to this one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from dateline.ledger import migrations, postgresql, sqlite
from dateline.ledger.store import DEFAULT, Ledger
from dateline.ledger.tables import codings, decisions, events, incidents, meta, quarantine, reports
from dateline.record.errors import LedgerError

_COUNTED = {
    "reports": reports, "codings": codings, "events": events, "incidents": incidents, "decisions": decisions,
    "quarantine": quarantine,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Info:
    """What ``dateline ledger info`` shows: ``size`` is in bytes, ``rows`` counts the tables people ask about."""

    where: str
    backend: str
    engine: str
    durability: str
    tables: str
    created_at: str
    created_by: str
    size: int
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """An upgrade: from which version of the tables to which, and the file of the backup made before, if any."""

    before: str
    after: str
    backup: Path | None


def info(ledger: Ledger) -> Info:
    """What the ledger is, how safely it stores and how much it holds."""
    with ledger.read() as connection:
        told = {row.key: row.value for row in connection.execute(select(meta))}
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in _COUNTED.items()
        }
        engine, durability, size = _engine(connection, ledger)
        tables = migrations.version(connection) or "none"
    return Info(
        where=ledger.where,
        backend=ledger.backend,
        engine=engine,
        durability=durability,
        tables=tables,
        created_at=told.get("created_at", "unknown"),
        created_by=told.get("created_by", "unknown"),
        size=size,
        rows=counts,
    )


def _engine(connection: Connection, ledger: Ledger) -> tuple[str, str, int]:
    if ledger.backend == "sqlite":
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        names = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}
        size = ledger.path.stat().st_size if ledger.path is not None else 0
        return (
            f"SQLite {sqlite.driver().sqlite_version}",
            f"synchronous {names.get(int(str(level)), str(level))}, journal {mode}",
            size,
        )
    version = connection.execute(text("SHOW server_version")).scalar()
    commit = connection.execute(text("SHOW synchronous_commit")).scalar()
    size = int(str(connection.execute(text("SELECT pg_database_size(current_database())")).scalar()))
    return f"PostgreSQL {version}", f"fsync on, synchronous_commit {commit}", size


def upgrade(
    where: str | Path = DEFAULT,
    *,
    wait: float = 30.0,
    backup: str | Path | None = None,
    without_backup: bool = False,
) -> Upgraded:
    """Bring a ledger's tables to this program's version, after a backup has been made and forced to disk.

    The turn to write is taken first, so that the backup is the ledger as it was when the upgrade began.  The upgrade
    itself is one transaction: it is done, or the ledger is as it was.  ``backup`` names the file of the backup, else it
    lies beside an SQLite ledger, and for a PostgreSQL database (made with ``pg_dump``) in the folder the program is
    started in.  A backup made before is never written over.

    Raises:
        LedgerError: there is no ledger, it is of a newer version, it is in use, or the backup cannot be made.
    """
    target = None if backup is None else Path(backup)
    if isinstance(where, str) and postgresql.is_url(where):
        return _upgrade_postgresql(where, wait, target, without_backup)
    return _upgrade_file(Path(where), wait, target, without_backup)


def _upgrade_file(path: Path, wait: float, target: Path | None, without_backup: bool) -> Upgraded:
    if not sqlite.examine(path):
        raise LedgerError(f"there is no ledger at {path}")
    engine = sqlite.maker(path, wait)
    made = None
    try:
        with _without_foreign_keys(engine) as connection, connection.begin():  # the turn to write; others still read
            before = _older(connection, str(path))
            if before == migrations.HEAD:
                return Upgraded(before, before, None)
            if not without_backup:
                made = _unused(target or path.with_name(f"{path.name}.tables-{before}.backup"))
                sqlite.copy(path, made)
            migrations.upgrade(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise LedgerError(f"{path}: the upgrade would leave {broken[0]} broken and was taken back")
    except DBAPIError as error:
        raise sqlite.opening_fault(path, error.orig or error, wait) from error
    except sqlite.driver().Error as error:
        raise sqlite.opening_fault(path, error, wait) from error
    except OSError as error:
        raise LedgerError(f"{made} cannot be written: {error.strerror or error}. The ledger is as it was") from error
    finally:
        engine.dispose()
    return Upgraded(before, migrations.HEAD, made)


@contextlib.contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """A connection on which a table may be rebuilt under its name, which SQLite's foreign keys would hinder.

    They can be turned off between transactions only; that all still fit is looked at before the transaction ends.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        yield connection


def _upgrade_postgresql(url: str, wait: float, target: Path | None, without_backup: bool) -> Upgraded:
    engine, shown = postgresql.engine(url), postgresql.shown(url)
    made = None
    try:
        with engine.begin() as connection:
            server = postgresql.check_server(connection, shown)
            postgresql.take_turn(connection, wait)
            before = _older(connection, shown)
            if before == migrations.HEAD:
                return Upgraded(before, before, None)
            if not without_backup:
                made = _unused(target or Path(f"{engine.url.database}.tables-{before}.dump"))
                postgresql.dump(url, made, server)
            migrations.upgrade(connection)
    except DBAPIError as error:
        raise LedgerError(f"{shown} cannot be upgraded: {str(error.orig or error).splitlines()[0]}") from error
    finally:
        engine.dispose()
    return Upgraded(before, migrations.HEAD, made)


def _unused(path: Path) -> Path:
    """The path, or the next one with a number that nothing lies at."""
    numbered = (path.with_name(f"{path.name}.{number}") for number in count(2))
    return path if not path.exists() else next(one for one in numbered if not one.exists())


def _older(connection: Connection, where: str) -> str:
    try:
        found = migrations.version(connection)
    except DBAPIError as error:
        raise LedgerError(f"{where} is not a ledger and stays as it is. Name another") from error
    if found is None or found > migrations.HEAD:
        migrations.check(connection, where)
    return str(found)


def adopt(path: Path, *, wait: float = 30.0) -> None:
    """Go on with a file whose ``-wal`` is lost, as it stands, once it is found to be a database without a fault.

    What was stored last may be missing: ``dateline check`` tells what does not fit together.

    Raises:
        LedgerError: it is no ledger, or is damaged.
    """
    try:
        sqlite.examine(path)
    except LedgerError:
        if not sqlite.lacks_wal(path):
            raise
    module = sqlite.driver()
    try:
        sqlite.settle(path, wait)
    except module.DatabaseError as error:
        raise sqlite.opening_fault(path, error, wait) from error
