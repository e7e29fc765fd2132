"""SQLite as the ledger uses it: a version without the WAL-reset fault, durable settings, and what is refused.

While nobody has a ledger open, its file rests in SQLite's plain journal mode, which is one whole file; while it is
open, in WAL mode with a ``-wal`` file beside it.  The last to close puts it to rest again.  A file in WAL mode
without its ``-wal`` was therefore copied while in use, or lost part of itself, and is refused.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from dateline.record.errors import LedgerError

APPLICATION_ID = 0x646C6E65
""""dlne": names the file as a ledger in its header (SQLite file format, offset 68)."""

AT_REST, IN_USE = 1, 2
"""What the header's user version says: one whole file, or in use and perhaps not all without its ``-wal``."""

FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""First SQLite releases of their lines without the WAL-reset fault (SQLite change log, 2026-03-13)."""

_PAUSE = 0.01
"""Seconds between two looks at whether another process has come to the end of its turn."""
_HEADER = b"SQLite format 3\0"
_JOURNAL = bytes.fromhex("d9d505f920a163d7")
_SETTINGS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA mmap_size=0",
    "PRAGMA cache_size=-65536",
    "PRAGMA journal_size_limit=67108864",
)
# File systems of other machines, where SQLite's locks and shared memory cannot be trusted (SQLite, "How to corrupt").
_NETWORK = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.glusterfs", "fuse.rclone",
        "fuse.s3fs", "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs",
    }
)  # fmt: skip


_AWAKE: Counter[tuple[int, int, int]] = Counter()
"""How often each process (forks included) has each file awake, by process, device and inode."""
_COUNTING = threading.Lock()


def is_fixed(version: tuple[int, ...]) -> bool:
    """Whether this SQLite release is free of the WAL-reset fault."""
    return version >= FIXED[-1] or any(version[:2] == line[:2] and version >= line for line in FIXED)


def driver() -> ModuleType:
    """The module that speaks to SQLite: the bundled one, or Python's where that is of a sound version.

    Raises:
        LedgerError: both are of a version that can lose committed pages.
    """
    try:
        from pysqlite3 import dbapi2  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        bundled: ModuleType | None = None
    else:
        bundled = dbapi2
    for module in (bundled, sqlite3):
        if module is not None and is_fixed(module.sqlite_version_info):
            return module
    raise LedgerError(
        f"SQLite {sqlite3.sqlite_version} can lose committed pages (its WAL-reset fault). "
        "Install pysqlite3 0.6.1 or newer, or use a PostgreSQL ledger"
    )


def examine(path: Path) -> bool:
    """Whether ``path`` holds a ledger (``False``: nothing is there yet), looked at without changing a byte.

    Raises:
        LedgerError: it is something else, is cut short, lies on another machine or lacks its ``-wal``.
    """
    if path.is_dir():
        raise LedgerError(f"{path} is a folder. Name a file for the ledger")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise LedgerError(f"{folder} is not there. Make the folder, or name another place")
    kind = _file_system(folder)
    if kind in _NETWORK:
        raise LedgerError(
            f"{path} lies on a network folder ({kind}), where SQLite cannot keep it whole. "
            "Put the ledger on a local disk, or use a PostgreSQL ledger"
        )
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return False
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror}. Mend its permissions") from error
    if size == 0:
        return False
    if _is_awake(path):
        return True
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror}. Mend its permissions") from error
    _check_header(path, header, size)
    return True


def _is_awake(path: Path) -> bool:
    """Whether this process has the file open as a ledger.

    Then it must not be opened past SQLite: closing it again would drop the locks that SQLite holds for the process
    (SQLite, "How to corrupt", 2.2), and another process could put to rest what is in use here.
    """
    try:
        return _AWAKE[_file_of(path)] > 0
    except OSError:
        return False


def _file_of(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return os.getpid(), found.st_dev, found.st_ino


@dataclass(frozen=True, slots=True)
class Anchor:
    """The connection that keeps a file awake, and the file it is on, which may have another name or none by now."""

    raw: Any
    file: tuple[int, int, int]

    def release(self) -> None:
        """Close it, without putting the file to rest."""
        self.forget()
        self.raw.close()

    def forget(self) -> None:
        """Count it no longer among those that keep the file awake."""
        with _COUNTING:
            _AWAKE[self.file] -= 1


def _check_header(path: Path, header: bytes, size: int) -> None:
    if not header.startswith(_HEADER):
        raise LedgerError(f"{path} is not a ledger and stays as it is. Name another file")
    if _beside(path, "-journal").exists():
        return  # a transaction was cut off: SQLite takes it back as it opens the file, and only then can be judged
    has_wal = _beside(path, "-wal").exists()
    page = int.from_bytes(header[16:18], "big")
    page = 65536 if page == 1 else page
    if len(header) < 100 or page < 512 or (not has_wal and (size % page or size < _pages(header) * page)):
        raise LedgerError(
            f"{path} is cut short ({size:,} bytes) and stays as it is. Restore it with `dateline restore` from a backup"
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise LedgerError(f"{path} is the database of another program and stays as it is. Name another file")
    if _in_use(header) and not has_wal:
        raise LedgerError(
            f"{path} was in use when it was copied, or lost the file {path.name}-wal, which holds its latest part. "
            f"Put that file beside it, restore a backup, or run `dateline ledger adopt {path}` to go on without"
        )


def _in_use(header: bytes) -> bool:
    """Whether the file says that its latest part may lie in its ``-wal``."""
    return 2 in header[18:20] and int.from_bytes(header[60:64], "big") != AT_REST


def lacks_wal(path: Path) -> bool:
    """Whether the file is refused for no other reason than that its ``-wal`` is not there."""
    with path.open("rb") as file:
        header = file.read(100)
    named = header.startswith(_HEADER) and int.from_bytes(header[68:72], "big") == APPLICATION_ID
    return named and 2 in header[18:20] and not _beside(path, "-wal").exists()


def recover(path: Path, wait: float) -> None:
    """Let SQLite take back a transaction of a ledger that was cut off, where there is one.

    Nothing is left then of a ledger that was being made when its process ended: it was never there.
    """
    journal = _beside(path, "-journal")
    if _is_awake(path) or not (journal.is_file() and path.is_file()):
        return
    if _file_system(path.absolute().parent) in _NETWORK:
        return
    try:
        with path.open("rb") as file, journal.open("rb") as beside:
            header, before = file.read(100), beside.read(28)
    except FileNotFoundError:
        return  # it was the journal of a transaction that has come to its end in the meantime
    is_ours = header.startswith(_HEADER) and int.from_bytes(header[68:72], "big") == APPLICATION_ID
    # The journal says how many pages there were before (SQLite file format, 3): none where the file was being made.
    was_nothing = before.startswith(_JOURNAL) and before[16:20] == bytes(4) and not header.strip(b"\0")
    if is_ours or was_nothing:
        with contextlib.closing(plain(path, wait)) as raw:
            raw.execute("SELECT count(*) FROM sqlite_master")


def settle(path: Path, wait: float) -> None:
    """Put a file that was copied in use, or a copy made by other means, to rest after a check of its structure.

    Raises:
        LedgerError: SQLite finds it damaged.
    """
    raw = plain(path, wait)
    try:
        found = raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise LedgerError(f"{path} is damaged: {found}. Restore it with `dateline restore` from a backup")
        raw.execute(f"PRAGMA user_version={AT_REST}")
        raw.execute("PRAGMA journal_mode=DELETE")
    finally:
        raw.close()


def _pages(header: bytes) -> int:
    """How many pages the header says there are; 0 where an old program left the count out of date."""
    return int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _file_system(folder: Path) -> str:
    """The type of the file system a folder lies on; empty where the system does not tell."""
    if str(folder).startswith("\\\\"):
        return "smbfs"
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    real = os.path.realpath(folder)
    best, kind = "", ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        point = left.split(" ")[4].replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # later mounts hide earlier ones on the same point
            best, kind = point, right.split(" ", 1)[0]
    return kind


@contextlib.contextmanager
def turn(path: Path, wait: float) -> Iterator[None]:
    """While it lasts no other process wakes a ledger of this folder or puts one to rest.

    SQLite refuses a change of journal mode at once, without waiting, while another process makes one, and in the
    middle of one the file looks as if its ``-wal`` were lost.  The lock is on the folder: no file is left behind, and
    SQLite's locks on its own files are not touched.  It ends with the process.  Where a system has none, this does
    nothing.

    Raises:
        LedgerError: no turn came within ``wait`` seconds.
    """
    try:
        import fcntl

        folder = os.open(path.absolute().parent, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        _take(fcntl, folder, path, wait)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                fcntl.flock(folder, fcntl.LOCK_UN)  # also for a process that was forked off in the meantime
    finally:
        os.close(folder)


def _take(fcntl: ModuleType, folder: int, path: Path, wait: float) -> None:
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise LedgerError(
                    f"{path} is being opened or closed by another process, for more than {wait:g} seconds. "
                    "Wait for it to finish, or end it"
                ) from None
            time.sleep(_PAUSE)
        except OSError:
            return  # this file system knows no such lock
        else:
            return


def engines(path: Path, *, wait: float, writable: bool) -> tuple[Engine | None, Engine]:
    """An engine that writes (``None`` where the file cannot be written) and one that only reads.

    ``wait`` is how many seconds a connection waits for another process that writes.
    """
    module = driver()
    writer: Engine | None = None
    if writable:
        # One connection at a time: the store has one writer, whoever it is.
        writer = _engine(module, f"file:{_quoted(path)}?mode=rwc", wait, "BEGIN IMMEDIATE", pooled=False)
    mode = "rw" if writable else _read_mode(path)
    reader = _engine(module, f"file:{_quoted(path)}?{'mode=' if '=' not in mode else ''}{mode}", wait, "BEGIN", ro=True)
    return writer, reader


def maker(path: Path, wait: float) -> Engine:
    """An engine that makes the file, outside WAL mode so that one transaction makes it whole."""
    return _engine(driver(), f"file:{_quoted(path)}?mode=rwc", wait, "BEGIN IMMEDIATE", pooled=False)


def is_writable(path: Path) -> bool:
    """Whether the file, and the folder where its companions go, can be written."""
    return os.access(path.absolute().parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def opening_fault(path: Path, error: BaseException, wait: float) -> LedgerError:
    """What to tell a person when SQLite refuses to open the file."""
    words = str(error)
    if "locked" in words or "busy" in words:
        return LedgerError(
            f"{path} is being written by another process, for more than {wait:g} seconds. "
            "Wait for it to finish, or end it"
        )
    if "malformed" in words or "not a database" in words:
        return LedgerError(f"{path} is damaged: {words}. Run `dateline check`, or restore a backup")
    if "full" in words:
        return LedgerError(f"{path}: no room left on the disk. Make room, run again")
    return LedgerError(f"{path} cannot be opened: {words}. Mend its permissions or its disk")


def _read_mode(path: Path) -> str:
    # A reader needs the shared memory file of a ledger in use; on a medium that cannot be written nobody else writes.
    in_use = _beside(path, "-wal").exists()
    return "ro" if in_use or os.access(path.absolute().parent, os.W_OK) else "mode=ro&immutable=1"


def _engine(module: ModuleType, uri: str, wait: float, begin: str, *, ro: bool = False, pooled: bool = True) -> Engine:
    def connect() -> Any:
        raw = module.connect(
            uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        for setting in _SETTINGS:
            raw.execute(setting)
        if ro:
            raw.execute("PRAGMA query_only=ON")
        return raw

    options: dict[str, Any] = (
        {"poolclass": QueuePool, "pool_size": 8, "max_overflow": 24}
        if pooled
        else {
            "poolclass": QueuePool,
            "pool_size": 1,
            "max_overflow": 0,
        }
    )
    engine = create_engine("sqlite+pysqlite://", module=module, creator=connect, **options)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def wake(path: Path, wait: float) -> Anchor:
    """Put a resting file in WAL mode, and say so in its header before anything else is written.

    What it returns is to be given to :func:`rest` at the end.  While that is open the ``-wal`` file stays, so that at
    no moment a file that says it is in use stands alone: a process killed there would leave a ledger that looks as if
    part of it were lost.
    """
    raw = plain(path, wait)
    try:
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            raw.execute("PRAGMA journal_mode=WAL")
        if raw.execute("PRAGMA user_version").fetchone()[0] != IN_USE:
            raw.execute(f"PRAGMA user_version={IN_USE}")
            # Into the file itself: a copy of it alone must show that it is not all.
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)")
        anchor = Anchor(raw, _file_of(path))
    except BaseException:
        _leave(raw, path)
        raise
    with _COUNTING:
        _AWAKE[anchor.file] += 1
    return anchor


def _leave(raw: Any, path: Path) -> None:
    """Close the last connection to a file that could not be put to rest.

    As it closes SQLite takes the ``-wal`` into the file and then away, and the file that says it is in use would stand
    alone, as if part of it were lost.  An empty ``-wal``, which needs no room on the disk, says that nothing is.
    """
    raw.close()
    if _is_awake(path):
        return  # it was not the last
    with contextlib.suppress(OSError):
        with path.open("rb") as file:
            header = file.read(100)
        if _in_use(header) and not _beside(path, "-wal").exists():
            _beside(path, "-wal").touch()


def rest(anchor: Anchor, path: Path) -> bool:
    """Put the file to rest, one whole file again, and close ``anchor``; ``False`` where somebody still uses it."""
    module, raw = driver(), anchor.raw
    try:
        raw.execute("PRAGMA busy_timeout=0")
        with contextlib.suppress(module.Error):
            # On a full disk this makes the little room that the next line needs.
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute(f"PRAGMA user_version={AT_REST}")
        try:
            alone: bool = raw.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete"
        except module.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                return False  # the disk refuses; closing leaves the file whole, or its -wal beside it
            alone = False
        if not alone:
            raw.execute(f"PRAGMA user_version={IN_USE}")
    except module.Error:
        return False  # somebody is writing at this moment, and will put it to rest, or the disk refuses
    finally:
        anchor.forget()
        _leave(raw, path)
    return alone


def copy(source: Path, target: Path) -> None:
    """Copy a ledger in use to a new file at rest, as of one moment, through SQLite's backup.

    The copy is forced to the disk under a temporary name first: a file called ``target`` is whole.

    Raises:
        LedgerError: ``target`` exists, or the disk refuses it.
    """
    if target.exists():
        raise LedgerError(f"{target} exists. Name another file")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    module = driver()
    try:
        with (
            contextlib.closing(plain(source, 30.0)) as raw,
            contextlib.closing(module.connect(str(part), isolation_level=None)) as copied,
        ):
            copied.execute("PRAGMA synchronous=FULL")
            raw.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")
            copied.execute(f"PRAGMA user_version={AT_REST}")
        sync(part)
        part.replace(target)
        sync(target.absolute().parent)
    except module.Error as error:
        why = "no room left on the disk" if "full" in str(error) else str(error)
        raise LedgerError(f"{source} cannot be copied to {target}: {why}. Make room, or name another place") from error
    finally:
        for suffix in ("", "-journal"):
            with contextlib.suppress(OSError):
                _beside(part, suffix).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Force a file, or a folder's names, to the disk."""
    if path.is_dir() and sys.platform == "win32":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def plain(path: Path, wait: float) -> Any:
    """A bare connection with the ledger's settings, for what no transaction can do."""
    raw = driver().connect(
        f"file:{_quoted(path)}?mode=rw", uri=True, timeout=wait, isolation_level=None, check_same_thread=False
    )
    for setting in _SETTINGS:
        raw.execute(setting)
    return raw


def _quoted(path: Path) -> str:
    return quote(str(path.absolute()))
