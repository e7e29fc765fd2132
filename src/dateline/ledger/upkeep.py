"""What a ledger says of itself, and its way from an older version of the tables to this one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text
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


def upgrade(where: str | Path = DEFAULT, *, wait: float = 30.0) -> Upgraded:
    """Bring a ledger's tables to this program's version, after a backup of the file has been made and forced to disk.

    The upgrade itself is one transaction: it is done, or the ledger is as it was.  A PostgreSQL database is not copied
    first, for its server's own backup is better than any copy made from outside.

    Raises:
        LedgerError: there is no ledger, it is of a newer version, or it is in use.
    """
    if isinstance(where, str) and postgresql.is_url(where):
        return _upgrade_postgresql(where, wait)
    path = Path(where)
    if not sqlite.examine(path):
        raise LedgerError(f"there is no ledger at {path}")
    engine = sqlite.maker(path, wait)
    try:
        with engine.connect() as connection, connection.begin():
            before = _older(connection, str(path))
        if before == migrations.HEAD:
            return Upgraded(before, before, None)
        backup = path.with_name(f"{path.name}.tables-{before}.backup")
        if not backup.exists():
            sqlite.copy(path, backup)
        with engine.connect() as connection, connection.begin():
            # Tables are rebuilt under their names, which SQLite's foreign keys must not hinder; all are checked after.
            migrations.upgrade(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise LedgerError(f"{path}: the upgrade would leave {broken[0]} broken and was taken back")
    except DBAPIError as error:
        raise sqlite.opening_fault(path, error.orig or error, wait) from error
    finally:
        engine.dispose()
    return Upgraded(before, migrations.HEAD, backup)


def _upgrade_postgresql(url: str, wait: float) -> Upgraded:
    engine, shown = postgresql.engine(url), postgresql.shown(url)
    try:
        with engine.begin() as connection:
            postgresql.check_server(connection, shown)
            postgresql.take_turn(connection, wait)
            before = _older(connection, shown)
            if before != migrations.HEAD:
                migrations.upgrade(connection)
    except DBAPIError as error:
        raise LedgerError(f"{shown} cannot be upgraded: {str(error.orig or error).splitlines()[0]}") from error
    finally:
        engine.dispose()
    return Upgraded(before, migrations.HEAD, None)


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
