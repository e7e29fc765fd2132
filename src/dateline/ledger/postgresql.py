"""PostgreSQL as the ledger uses it: the same tables, one writer at a time, and what is refused."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from dateline.record.errors import LedgerError

OLDEST = 15
"""The oldest server the ledger is tested on."""

_TURN = 0x646C6E65
"""The advisory lock that writers hold in turn."""


def is_url(where: str) -> bool:
    """Whether this names a PostgreSQL database."""
    return where.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def shown(url: str) -> str:
    """The URL without its password."""
    return make_url(url).render_as_string(hide_password=True)


def engine(url: str) -> Engine:
    """An engine for the database.

    Raises:
        LedgerError: the driver is not installed, or the URL is none.
    """
    try:
        import psycopg  # noqa: F401 - asked for by name, so that the advice can name the extra
    except ImportError as error:
        raise LedgerError("PostgreSQL needs the driver: pip install 'dateline[ledger-pg]'") from error
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise LedgerError(f"this is no URL of a database: {error}") from error
    return create_engine(
        address,
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=True,
        # Said to be done means on the server's disk, whatever the server's default.
        connect_args={"options": "-c synchronous_commit=on -c timezone=UTC", "application_name": "dateline"},
    )


def check_server(connection: Connection, where: str) -> None:
    """Refuse a server that is too old or does not keep what it says it kept."""
    number = int(str(connection.execute(text("SHOW server_version_num")).scalar()))
    if number // 10_000 < OLDEST:
        raise LedgerError(f"{where} is PostgreSQL {number // 10_000}; the ledger needs {OLDEST} or newer")
    if connection.execute(text("SHOW server_encoding")).scalar() != "UTF8":
        raise LedgerError(f"{where} does not keep UTF-8. Make the database with ENCODING 'UTF8'")
    if connection.execute(text("SHOW fsync")).scalar() != "on":
        raise LedgerError(f"{where} runs with fsync off and would lose what it says is stored. Turn it on")


def take_turn(connection: Connection, wait: float) -> None:
    """Wait for the turn to write, until the transaction ends; an error of the driver where it takes too long."""
    connection.execute(text(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
