"""JSON Lines: one report a line, read without holding more than a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dateline.intake.given import Source, Unreadable, unreadable
from dateline.intake.options import Options
from dateline.intake.paths import called, shown
from dateline.intake.sizes import too_long


def lines(path: str, file: BinaryIO, options: Options, first: bytes | None = None) -> Iterator[Source | Unreadable]:
    """One source a line; a line over the limit is an error of its own and costs no memory.

    ``first`` is the first line where it was read already.
    """
    number, limit, count = 0, options.max_bytes, 0
    while True:
        try:
            line = file.readline(limit + 1) if first is None else first
        except OSError as error:
            cause = f"it cannot be read further ({(error.strerror or 'unknown fault').lower()})"
            yield unreadable(f"{shown(path)}:{number + 1}", cause, "Check the file and the disk.")
            return
        first = None
        if not line:
            break
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            count += 1
            yield unreadable(f"{shown(path)}:{number}", *too_long(options, "line"))
            while line and not line.endswith(b"\n"):
                line = file.readline(1 << 20)
            continue
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield unreadable(called(path), "these JSON Lines are in UTF-16", "Save the file as UTF-8.")
            return
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            count += 1
            yield Source(shown(path), "lines", line=number, raw=line)
    if count == 0:
        yield unreadable(called(path), "it is empty", "Check where it came from, or take it out.")
