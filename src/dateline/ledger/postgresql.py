"""PostgreSQL as the ledger uses it: the same tables, one writer at a time, and what is refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from dateline.ledger.sqlite import sync
from dateline.record.errors import LedgerError

OLDEST = 15
"""The oldest server the ledger is tested on."""

_BINARIES = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, of which only some are on the path."""

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


def check_server(connection: Connection, where: str) -> int:
    """Refuse a server that is too old or does not keep what it says it kept; the version it is of."""
    number = int(str(connection.execute(text("SHOW server_version_num")).scalar()))
    if number // 10_000 < OLDEST:
        raise LedgerError(f"{where} is PostgreSQL {number // 10_000}; the ledger needs {OLDEST} or newer")
    if connection.execute(text("SHOW server_encoding")).scalar() != "UTF8":
        raise LedgerError(f"{where} does not keep UTF-8. Make the database with ENCODING 'UTF8'")
    if connection.execute(text("SHOW fsync")).scalar() != "on":
        raise LedgerError(f"{where} runs with fsync off and would lose what it says is stored. Turn it on")
    return number // 10_000


def dump(url: str, target: Path, server: int) -> None:
    """Copy the whole database to ``target`` with the server's own ``pg_dump``, in the form ``pg_restore`` reads.

    The file has its name only once it is whole and on the disk.  The password goes by the environment, where other
    users of the machine do not see it.

    Raises:
        LedgerError: there is no ``pg_dump`` that is as new as the server, or it fails.
    """
    program = _dumper(server)
    if program is None:
        raise LedgerError(
            f"no pg_dump of version {server} or newer is found, which the backup before an upgrade needs. Install "
            "PostgreSQL's client programs, or make a backup by other means and give --without-backup"
        )
    if target.exists():
        raise LedgerError(f"{target} exists. Name another file")
    address = make_url(url)
    environment = dict(os.environ)
    if address.password is not None:
        environment["PGPASSWORD"] = str(address.password)
    bare = address.set(drivername="postgresql", password=None).render_as_string()
    part = target.with_name(target.name + ".part")
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, and arguments of our own
            [program, "--format=custom", f"--file={part}", f"--dbname={bare}", "--no-password"],
            stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False,
        )  # fmt: skip
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise LedgerError(f"the backup before the upgrade failed ({said[-1] if said else 'without a word'})")
        sync(part)
        part.replace(target)
        sync(target.absolute().parent)
    except OSError as error:
        raise LedgerError(f"{target} cannot be written: {error.strerror or error}. Name another place") from error
    finally:
        part.unlink(missing_ok=True)


def _dumper(server: int) -> str | None:
    """The ``pg_dump`` to use: one on the path, or of Debian's folders, that is not older than the server."""
    on_path = shutil.which("pg_dump")
    for program in (*([on_path] if on_path else []), *sorted(map(str, _BINARIES.glob("*/bin/pg_dump")))):
        told = subprocess.run([program, "--version"], capture_output=True, check=False)  # noqa: S603 - see above
        found = re.search(rb"\) (\d+)", told.stdout)
        if told.returncode == 0 and found is not None and int(found[1]) >= server:
            return program
    return None


def take_turn(connection: Connection, wait: float) -> None:
    """Wait for the turn to write, until the transaction ends; an error of the driver where it takes too long."""
    connection.execute(text(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
