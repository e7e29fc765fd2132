"""Where records go: standard output, or a file that survives an interruption.

A file grows under the name ``FILE.part`` and takes its own name when the run is complete, so that a file under the
final name is always whole.  The same command after Ctrl-C, a crash or a power cut finds the part and goes on from it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from dateline.record import Record, RecordError, SetupError
from dateline.workers import Done

SYNC_EVERY = 5.0
"""Seconds between two forced writes to the disk: what a power cut may cost is coded again, never half a record."""


class OutputFile:
    """A JSON Lines file of records under construction.

    Raises:
        SetupError: the file exists and ``force`` is not given, or it cannot be written.
    """

    def __init__(self, path: Path, force: bool = False) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")
        if path.exists() and not force:
            raise SetupError(f"{path} exists. Use --force to replace it, or name another file with -o")
        try:
            if force:
                self.part.unlink(missing_ok=True)
            self.done = _whole_records(self.part)
            self._file: BinaryIO = self.part.open("ab")
        except OSError as error:
            raise SetupError(f"cannot write {path}: {error.strerror or error}. Name another file with -o") from error
        self._synced = time.monotonic()

    def write(self, record: Record) -> None:
        """Add a record; it is with the operating system when this returns."""
        self._file.write(record.to_json() + b"\n")
        self._file.flush()
        if time.monotonic() - self._synced > SYNC_EVERY:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()

    def complete(self) -> None:
        """Give the file its final name; after this a reader finds all of it or the older one, never a piece."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.part.replace(self.path)

    def __enter__(self) -> OutputFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def _whole_records(part: Path) -> list[Done]:
    """What an interrupted run wrote to ``part``; a torn last line is cut off."""
    if not part.exists():
        return []
    done: list[Done] = []
    whole = 0
    with part.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            try:
                record = Record.from_json(line)
            except RecordError as error:
                raise SetupError(f"{part}, line {len(done) + 1}: {error}. Use --force to begin again") from error
            done.append(
                Done(
                    id=record.report.id,
                    sha256=record.report.sha256,
                    coder=record.coder,
                    reprint=record.disposition == "reprint",
                    quarantined=record.disposition == "quarantined",
                )
            )
            whole += len(line)
    if whole < part.stat().st_size:
        os.truncate(part, whole)
    return done
