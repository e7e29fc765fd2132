"""Opening a ledger: a file on this machine, or a PostgreSQL database by its URL.

One :class:`Ledger` may be shared by the threads of a process.  It writes in transactions that are on the disk when
:meth:`Ledger.write` returns; several processes take turns.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.metadata
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from dateline.ledger import migrations, postgresql, sqlite
from dateline.ledger.tables import meta
from dateline.ledger.writing import Writer
from dateline.record.errors import LedgerError

DEFAULT = "dateline.db"
"""The file used where nobody names a ledger, in the folder the program is started in."""

_OURS = frozenset({"meta", "alembic_version"})
"""Tables that every ledger has."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class Ledger:
    """An open ledger.  Close it, or use it in a ``with`` block.

    ``where`` is the path or URL it was opened by, without password; ``path`` the file of an SQLite ledger, ``None``
    for PostgreSQL.
    """

    def __init__(
        self, where: str, path: Path | None, writer: Engine | None, reader: Engine, wait: float, clock: Clock
    ) -> None:
        self.where, self.path = where, path
        self._writer, self._reader, self._wait, self._clock = writer, reader, wait, clock
        self._turn = threading.Lock()
        self._process = os.getpid()
        self._broken: str | None = None
        self._anchor: sqlite.Anchor | None = None
        self._at_close: list[Callable[[], None]] = []
        _OPEN.add(self)

    @property
    def backend(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._reader.dialect.name

    @property
    def is_readonly(self) -> bool:
        """Whether it was opened for reading only."""
        return self._writer is None

    @property
    def writing_engine(self) -> Engine:
        """The engine behind :meth:`write`, for what no transaction can do (VACUUM).

        Raises:
            LedgerError: the ledger is open for reading only.
        """
        self._check()
        if self._writer is None:
            raise LedgerError(f"{self.where} is open for reading only. Open it where it can be written")
        return self._writer

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees the ledger as of one moment and cannot change it."""
        self._check()
        try:
            with self._reader.connect() as connection, connection.begin() as moment:
                if self.backend == "postgresql":
                    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                yield connection
                moment.rollback()
        except DBAPIError as error:
            raise self._fault("read", error) from error

    @contextlib.contextmanager
    def write(self, who: str = "machine") -> Iterator[Writer]:
        """A transaction: all that is done in the block is on the disk when it ends, or none of it after an error.

        ``who`` is the account the audit names.  Writers take turns, also those of other processes.

        Raises:
            LedgerError: the ledger is read-only, busy for too long, or the disk refuses; then nothing was stored.
        """
        self._check()
        if self._writer is None:
            raise LedgerError(
                f"{self.where} is open for reading only. Open it without readonly, where it can be written"
            )
        if not self._turn.acquire(timeout=self._wait):
            raise self._busy()
        try:
            with self._telling("write"):
                opened = self._writer.connect()
            with opened as connection:
                with self._telling("write"):
                    transaction = connection.begin()
                    if self.backend == "postgresql":
                        postgresql.take_turn(connection, self._wait)
                try:
                    with self._telling("write"):
                        writer = Writer(connection, who, self._clock)
                        yield writer
                        writer.close()
                except BaseException:
                    with contextlib.suppress(SQLAlchemyError):
                        transaction.rollback()
                    raise
                try:
                    transaction.commit()
                except DBAPIError as error:
                    # After a commit that failed nobody knows what the disk has: say so, and never say done later.
                    self._broken = f"saving failed ({_words(error)})"
                    raise self._fault("save", error) from error
        finally:
            self._turn.release()

    @contextlib.contextmanager
    def still(self, wait: float) -> Iterator[Connection | None]:
        """A moment in which nobody writes, of an SQLite ledger; ``None`` where none comes within ``wait`` seconds.

        For what lies beside the ledger and must be in step with it: nothing can be stored in it.
        """
        engine = self.writing_engine
        if not self._turn.acquire(timeout=wait):
            yield None
            return
        try:
            with engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                raw.execute(f"PRAGMA busy_timeout={int(wait * 1000)}")
                try:
                    try:
                        moment = connection.begin()
                    except DBAPIError:
                        yield None
                        return
                    try:
                        yield connection
                    finally:
                        moment.rollback()
                finally:
                    raw.execute(f"PRAGMA busy_timeout={int(self._wait * 1000)}")
        finally:
            self._turn.release()

    def at_close(self, what: Callable[[], None]) -> None:
        """Call ``what`` before the ledger is given up, so that nothing goes on using it."""
        self._at_close.append(what)

    def close(self) -> None:
        """Give up the ledger; the last to close an SQLite ledger leaves it as one whole file."""
        while self._at_close and os.getpid() == self._process:
            self._at_close.pop()()
        for engine in (self._writer, self._reader):
            if engine is not None:
                engine.dispose(close=os.getpid() == self._process)
        anchor, self._anchor = self._anchor, None
        if anchor is not None and os.getpid() == self._process:
            if self.path is not None and self.path.exists():
                # Also after a commit that failed: what went before is on the disk, and SQLite keeps the ``-wal`` where
                # it cannot be taken in.
                try:
                    with sqlite.turn(self.path, self._wait):
                        sqlite.rest(anchor, self.path)
                except LedgerError:  # another process stands still in its turn; it is not waited for longer
                    sqlite.rest(anchor, self.path)
            else:
                anchor.release()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # nobody is left to tell
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check(self) -> None:
        if os.getpid() != self._process:
            raise LedgerError("a ledger cannot be used in a process that was forked off. Open it again there")
        if self._broken is not None:
            raise LedgerError(
                f"{self.where}: {self._broken}; what came after it was not stored. Mend the disk, open again"
            )

    @contextlib.contextmanager
    def _telling(self, doing: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._fault(doing, error) from error

    def _fault(self, doing: str, error: DBAPIError) -> LedgerError:
        words = _words(error)
        if "locked" in words or "busy" in words or "lock timeout" in words:
            return self._busy()
        if "full" in words or "No space" in words:
            free = _free(self.path)
            return LedgerError(
                f"{self.where}: no room left on the disk{free}; nothing of this batch was stored. Make room, run again"
            )
        if "malformed" in words or "not a database" in words:
            return LedgerError(f"{self.where} is damaged: {words}. Run `dateline check`, or restore a backup")
        return LedgerError(f"{self.where}: cannot {doing}: {words}; nothing of this batch was stored")

    def _busy(self) -> LedgerError:
        return LedgerError(
            f"{self.where} is being written by another process, for more than {self._wait:g} seconds. "
            "Wait for it to finish, or end it"
        )


_OPEN: weakref.WeakSet[Ledger] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """Put to rest what a script or notebook left open: a file in use cannot be told from one that lost its log."""
    for ledger in list(_OPEN):
        with contextlib.suppress(Exception):  # the next opening tells what is wrong
            ledger.close()


def open_ledger(
    where: str | Path,
    *,
    create: bool = True,
    readonly: bool = False,
    wait: float = 30.0,
    clock: Clock = utc_now,
) -> Ledger:
    """Open the ledger at a path, or at a URL ``postgresql://user@host/database``.

    ``create`` makes a new one where there is none; ``readonly`` promises not to write; ``wait`` is how many seconds a
    writer waits for its turn; ``clock`` tells the time for what is dated.

    Raises:
        LedgerError: there is none, or what is there is not a ledger, is cut, of a newer version, on a network folder,
            or cannot be written; the message says what to do.  It is never changed then.
    """
    if isinstance(where, str) and postgresql.is_url(where):
        return _open_postgresql(where, create, readonly, wait, clock)
    if isinstance(where, str) and "://" in where:
        raise LedgerError(f"{where.split('://')[0]}:// is no store for a ledger. Give a file's path or postgresql://…")
    return _open_sqlite(Path(where), create, readonly, wait, clock)


def _open_sqlite(path: Path, create: bool, readonly: bool, wait: float, clock: Clock) -> Ledger:
    try:
        sqlite.driver()
        with sqlite.turn(path, wait):
            anchor = _woken(path, create, readonly, wait, clock)
        writer, reader = sqlite.engines(path, wait=wait, writable=anchor is not None)
        ledger = Ledger(str(path), path, None if readonly else writer, reader, wait, clock)
        ledger._anchor = anchor
        return _checked(ledger)
    except UnicodeDecodeError as error:
        # The driver cannot even read the database's own complaint about itself.
        raise LedgerError(f"{path} is damaged in its description of itself. Restore a backup that checks") from error


def _woken(path: Path, create: bool, readonly: bool, wait: float, clock: Clock) -> sqlite.Anchor | None:
    """Wake a file, made first where there is none; ``None`` where it cannot be written."""
    writable = sqlite.is_writable(path)
    if writable:
        try:
            sqlite.recover(path, wait)
        except (OSError, sqlite.driver().Error) as error:
            raise sqlite.opening_fault(path, error, wait) from error
    there = sqlite.examine(path)
    if not there and (not create or readonly):
        raise LedgerError(f"there is no ledger at {path}. `dateline ingest --ledger {path} …` makes one")
    if not writable:
        if not readonly:
            raise LedgerError(f"{path} cannot be written. Mend its permissions, or open it for reading only")
        return None
    if not there:
        _make(path, wait, clock)
    try:
        return sqlite.wake(path, wait)
    except sqlite.driver().DatabaseError as error:
        raise sqlite.opening_fault(path, error, wait) from error


def _make(path: Path, wait: float, clock: Clock) -> None:
    """Make an empty ledger in one transaction: a kill leaves nothing, or all of it."""
    engine = sqlite.maker(path, wait)
    try:
        with engine.begin() as connection:
            if not inspect(connection).has_table("meta"):  # else another process was faster
                connection.exec_driver_sql(f"PRAGMA application_id={sqlite.APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={sqlite.AT_REST}")
                _furnish(connection, clock)
    except DBAPIError as error:
        raise sqlite.opening_fault(path, error.orig or error, wait) from error
    except OSError as error:  # the versions of the tables are files too
        raise sqlite.opening_fault(path, error, wait) from error
    finally:
        engine.dispose()


def _open_postgresql(url: str, create: bool, readonly: bool, wait: float, clock: Clock) -> Ledger:
    engine = postgresql.engine(url)
    ledger = Ledger(postgresql.shown(url), None, None if readonly else engine, engine, wait, clock)
    try:
        with engine.begin() as connection:
            postgresql.check_server(connection, ledger.where)
            names = set(inspect(connection).get_table_names())
            fault = _refusal(ledger.where, names, create and not readonly)
            if fault is None and not names:
                postgresql.take_turn(connection, wait)
                if not inspect(connection).has_table("meta"):  # else another process was faster
                    _furnish(connection, clock)
    except DBAPIError as error:
        engine.dispose()
        raise LedgerError(f"{ledger.where} cannot be opened: {_words(error)}") from error
    except LedgerError:
        engine.dispose()
        raise
    if fault is not None:
        engine.dispose()
        raise fault
    return _checked(ledger)


def _refusal(where: str, names: set[str], may_make: bool) -> LedgerError | None:
    """Why a database with these tables is not used."""
    if names >= _OURS:
        return None
    if names:
        return LedgerError(f"{where} holds tables of another program and stays as it is. Name a database of its own")
    if not may_make:
        return LedgerError(f"there is no ledger in {where}. `dateline ingest --ledger {where} …` makes one")
    return None


def _furnish(connection: Connection, clock: Clock) -> None:
    migrations.upgrade(connection)
    at = clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    connection.execute(
        meta.insert(),
        [
            {"key": "application", "value": "dateline"},
            {"key": "created_at", "value": at},
            {"key": "created_by", "value": importlib.metadata.version("dateline")},
        ],
    )


def _checked(ledger: Ledger) -> Ledger:
    """The ledger, if it is one and of this program's version."""
    try:
        with ledger.read() as connection:
            made = None
            if set(inspect(connection).get_table_names()) >= _OURS:
                made = connection.execute(select(meta.c.value).where(meta.c.key == "application")).scalar()
                migrations.check(connection, ledger.where)
    except BaseException:
        ledger.close()
        raise
    if made != "dateline":
        ledger.close()
        raise LedgerError(f"{ledger.where} is not a ledger and stays as it is. Name another")
    return ledger


def _words(error: DBAPIError) -> str:
    return str(error.orig or error).strip().splitlines()[0]


def _free(path: Path | None) -> str:
    if path is None:
        return ""
    import shutil

    return f" ({shutil.disk_usage(path.absolute().parent).free / 1e6:.0f} MB free)"
