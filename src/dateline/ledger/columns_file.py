"""The file beside an SQLite ledger in which the columns of :mod:`dateline.ledger.columns` outlive the process.

It holds nothing that the ledger does not hold, and is worth nothing without it: whoever deletes it loses seconds.  It
is numbers in a row behind a head in JSON, with a checksum over all; nothing in it is ever run.  What is damaged, of
another ledger, of another time or of another version is as good as not there.

Whatever is taken out of a ledger for good must be gone from here too.  Who erases holds the turn to write and deletes
the file before the erasing counts (:func:`forget`); who writes the file holds the same turn and looks first whether
anything was erased since the columns were read.  So no order of the two, and no kill between them, leaves a name here.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import math
import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

from dateline.ledger import sqlite
from dateline.ledger.migrations import HEAD
from dateline.ledger.tables import audit, changes, events, meta

FORMAT = 1
"""Counts up whenever what the columns hold, or how it is worked out from the ledger, changes between two releases."""

_MAGIC = b"dateline columns\n"
_SUFFIX = ".columns"
_CHECKSUM = 32
_ALIGNED = 8
_KINDS = frozenset({"|b1", "|i1", "<i2", "<i4", "<i8", "<u8", "<f8"})

Arrays = Mapping[str, npt.NDArray[Any]]


class State(msgspec.Struct, frozen=True):
    """What a ledger was when its columns were read: which one it is, and how far its history had come.

    ``change`` is the newest row of the changes, ``line`` number and hash of the newest line of the audit, which stands
    for all lines before it.
    """

    format: int
    program: str
    tables: str
    ledger: tuple[tuple[str, str], ...]
    change: tuple[Any, ...]
    line: tuple[int, str]


class _Head(msgspec.Struct, frozen=True):
    state: State
    told: msgspec.Raw
    arrays: tuple[tuple[str, str, int], ...]


def path_of(ledger: Path) -> Path:
    """Where the file of a ledger's columns lies."""
    return ledger.with_name(ledger.name + _SUFFIX)


def paths_of(ledger: Path) -> list[Path]:
    """The file, and what is left of one whose writing was cut off; those that are there."""
    found = [path_of(ledger)]
    with contextlib.suppress(OSError):
        found += sorted(one for one in ledger.absolute().parent.iterdir() if _is_part(one.name, ledger.name))
    return [one for one in found if one.is_file()]


def forget(ledger: Path | None) -> None:
    """Delete the file and what is left of any that was being written; nothing happens where there is none.

    Raises:
        OSError: it is there and cannot be deleted.
    """
    if ledger is None:
        return
    gone = paths_of(ledger)
    for one in gone:
        one.unlink(missing_ok=True)
    if gone:
        sqlite.sync(ledger.absolute().parent)


def state(connection: Connection) -> State:
    """What the ledger is at this moment."""
    change = connection.execute(select(changes).order_by(changes.c.seq.desc()).limit(1)).first()
    line = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    told = connection.execute(select(meta.c.key, meta.c.value).order_by(meta.c.key)).all()
    return State(
        format=FORMAT,
        program=_program(),
        tables=HEAD,
        ledger=tuple((str(key), str(value)) for key, value in told),
        change=() if change is None else tuple(change),
        line=(0, "") if line is None else (line.seq, line.hash),
    )


def follows(connection: Connection, kept: State) -> bool:
    """Whether the ledger has this state behind it, and nothing was erased or restored since."""
    now = state(connection)
    same = (kept.format, kept.program, kept.tables, kept.ledger) == (now.format, now.program, now.tables, now.ledger)
    if not same or not kept.change:
        return False
    change = connection.execute(select(changes).where(changes.c.seq == kept.change[0])).first()
    number, digest = kept.line
    if change is None or tuple(change) != kept.change or erased_since(connection, number):
        return False
    return number == 0 or connection.execute(select(audit.c.hash).where(audit.c.seq == number)).scalar() == digest


def erased_since(connection: Connection, line: int) -> bool:
    """Whether the audit says behind this line that something was taken out for good."""
    query = select(audit.c.seq).where(audit.c.seq > line, audit.c.action == "erase").limit(1)
    return connection.execute(query).first() is not None


def last_line(connection: Connection) -> int:
    """The number of the newest line of the audit."""
    return int(connection.execute(select(func.max(audit.c.seq))).scalar() or 0)


def number_of_events(connection: Connection) -> int:
    """How many events the ledger holds."""
    return int(connection.execute(select(func.count()).select_from(events)).scalar_one())


def packed(of: State, told: Any, arrays: Arrays) -> list[bytes]:
    """The file's bytes in pieces: the head, every array, and the checksum over all before it."""
    listed = {name: np.ascontiguousarray(values) for name, values in arrays.items()}
    if unknown := {values.dtype.str for values in listed.values()} - _KINDS:
        raise ValueError(f"kinds that the file cannot hold: {sorted(unknown)}")
    head = msgspec.json.encode(
        _Head(
            of,
            msgspec.Raw(msgspec.json.encode(told)),
            tuple((name, values.dtype.str, len(values)) for name, values in listed.items()),
        )
    )
    pieces: list[bytes] = [_MAGIC, len(head).to_bytes(8, "little"), head]
    pieces.append(bytes(-sum(map(len, pieces)) % _ALIGNED))
    for values in listed.values():
        pieces += (values.tobytes(), bytes(-values.nbytes % _ALIGNED))
    checksum = hashlib.sha256()
    for piece in pieces:
        checksum.update(piece)
    return [*pieces, checksum.digest()]


def write(ledger: Path, pieces: list[bytes]) -> bool:
    """Put the bytes in place of the file, whole or not at all, for nobody else to read; whether the disk took them.

    To be called by who has the turn to write.
    """
    target = path_of(ledger).absolute()
    part = None
    try:
        for left in paths_of(ledger):
            if _is_part(left.name, ledger.name):  # of a process that was ended: nobody else writes now
                left.unlink(missing_ok=True)
        number, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
        part = Path(name)
        with os.fdopen(number, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(number)
        part.replace(target)
    except OSError:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return False
    with contextlib.suppress(OSError):  # a name that is lost costs nothing
        sqlite.sync(target.parent)
    return True


def read(ledger: Path) -> tuple[State, msgspec.Raw, dict[str, npt.NDArray[Any]]] | None:
    """What the file holds, or ``None`` where there is none that is whole.  The arrays cannot be written to."""
    try:
        data = path_of(ledger).read_bytes()
        body = memoryview(data)[:-_CHECKSUM]
        begin = len(_MAGIC) + 8
        if not data.startswith(_MAGIC) or hashlib.sha256(body).digest() != data[-_CHECKSUM:]:
            return None
        end = begin + int.from_bytes(data[len(_MAGIC) : begin], "little")
        head = msgspec.json.decode(body[begin:end], type=_Head)
        at = math.ceil(end / _ALIGNED) * _ALIGNED
        arrays = {}
        for name, kind, size in head.arrays:
            if kind not in _KINDS:
                return None
            arrays[name] = np.frombuffer(body, dtype=np.dtype(kind), count=size, offset=at)
            at += -(-arrays[name].nbytes // _ALIGNED) * _ALIGNED
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
    return head.state, head.told, arrays


@cache
def _program() -> str:
    return importlib.metadata.version("dateline")


def _is_part(name: str, ledger: str) -> bool:
    return name.startswith(f"{ledger}{_SUFFIX}.") and name.endswith(".part")
