"""Where reports lie: paths, folders, patterns and standard input become sources, one a report, in a stable order."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dateline.intake.lists import Kind, kinds
from dateline.intake.options import Options
from dateline.record import ReportError

_STDIN = "-"
_HEAD = 4096
_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml", b"<!--", b"<article", b"<div", b"<p>")


@dataclass(frozen=True, slots=True)
class Source:
    """One report still to be read: a file, or the bytes of one line.

    Small and free of open files, so that it can be sent to the process that reads it.  ``path`` is as given by the
    user, ``raw`` the bytes where they are already in hand (a line, standard input), ``file`` the path as the system has
    it where that is no printable text.
    """

    path: str
    kind: Kind
    line: int | None = None
    raw: bytes | None = None
    file: bytes | None = None

    @property
    def name(self) -> str:
        """The report's name in messages and its id where it brings none: path, or path and line."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @property
    def place(self) -> Path:
        """Where to open it."""
        return Path(self.path if self.file is None else os.fsdecode(self.file))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was asked for and cannot be a source; it keeps its place in the order."""

    path: str
    error: ReportError

    @property
    def name(self) -> str:
        """The report's name in messages."""
        return self.error.report


def shown(path: str) -> str:
    """A path as it can be printed and stored: bytes that are no text and control characters escaped."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def sources(
    paths: Sequence[str], options: Options | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Source | Unreadable]:
    """The reports at ``paths``: files, folders (all below, sorted by name), glob patterns, ``-`` for standard input.

    Files hold one report (.txt, .html) or one a line (.jsonl, .ndjson); other suffixes are told by their first bytes.
    From a folder come the files with a suffix known to hold reports; documents dateline cannot read are named as
    unreadable, what is no document (images, programs, hidden files) is passed over.  A path given twice counts once.

    JSON Lines are read line by line; nothing else is opened here.
    """
    options = options or Options()
    seen: set[str] = set()
    for path in paths:
        yield from _at(path, options, stdin, seen)


def _at(path: str, options: Options, stdin: BinaryIO | None, seen: set[str]) -> Iterator[Source | Unreadable]:
    if not path:
        yield _unreadable(path, "the path is empty", "Check the path.")
        return
    if path == _STDIN:
        yield from _from_stdin(stdin or sys.stdin.buffer, options)
        return
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and glob.has_magic(path) and not Path(path).is_symlink():
            yield from _from_pattern(path, options, stdin, seen)
        else:
            yield _unreadable(path, *_why(error, path))
        return
    if stat.S_ISDIR(mode):
        yield from _from_folder(path, options, seen)
    else:
        yield from _from_file(path, mode, options, seen, kind=options.kind or _kind_by_name(path))


def _from_pattern(
    pattern: str, options: Options, stdin: BinaryIO | None, seen: set[str]
) -> Iterator[Source | Unreadable]:
    found = sorted(glob.iglob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute patterns)
    if not found:
        yield _unreadable(pattern, "no file matches this pattern", "Check the pattern.")
    for path in found:
        yield from _at(path, options, stdin, seen)


def _from_folder(folder: str, options: Options, seen: set[str]) -> Iterator[Source | Unreadable]:
    """Every report below a folder, sorted by name; a link that leads back to a folder it lies in is an error."""
    count = 0
    # Depth first without recursion: a folder's entries are pushed in reverse so that they come off in order.
    pending: list[tuple[str, frozenset[str]]] = [(folder, frozenset())]
    while pending:
        path, above = pending.pop()
        try:
            mode = Path(path).stat().st_mode
            if not stat.S_ISDIR(mode):
                count += path in seen
                for found in _listed(path, mode, options, seen):
                    count += 1
                    yield found
                continue
            real = str(Path(path).resolve())
            if real in above:
                count += 1
                cause = f"this link leads back to {shown(real)}, a folder it lies in"
                yield _unreadable(path, cause, "Take the link out; the folder itself is read.")
                continue
            inside = (entry.name for entry in Path(path).iterdir() if not entry.name.startswith("."))
            names = sorted(inside, reverse=True)
        except OSError as error:
            count += 1
            yield _unreadable(path, *_why(error, path))
            continue
        pending.extend((str(Path(path) / name), above | {real}) for name in names)
    if count == 0:
        suffixes = ", ".join(kinds().suffixes)
        yield _unreadable(folder, "no report in this folder", f"Files read from a folder end in {suffixes}.")


def _listed(path: str, mode: int, options: Options, seen: set[str]) -> Iterator[Source | Unreadable]:
    """A file met in a folder: read where its suffix is known, named where it is likely a report, else passed over."""
    kind = _kind_by_name(path)
    if kind is not None:
        yield from _from_file(path, mode, options, seen, kind=kind)
        return
    refused = kinds().refused.get(_suffix(path))
    if refused is not None:
        yield _unreadable(path, f"this is {refused.what}", refused.advice)
    elif not stat.S_ISREG(mode):
        yield _special(path, mode)


def _from_file(
    path: str, mode: int, options: Options, seen: set[str], *, kind: Kind | None
) -> Iterator[Source | Unreadable]:
    if path in seen:
        return
    seen.add(path)
    if not stat.S_ISREG(mode):
        yield _special(path, mode)
        return
    try:
        with Path(path).open("rb") as file:
            if kind is None:
                head = file.read(_HEAD)
                file.seek(0)
                refused = kinds().refused.get(_suffix(path))
                if refused is not None:
                    yield _unreadable(path, f"this is {refused.what}", refused.advice)
                    return
                kind = _kind_by_bytes(head)
            if kind == "lines":
                yield from _lines(path, file, options)
                return
    except OSError as error:
        yield _unreadable(path, *_why(error, path))
        return
    name = shown(path)
    yield Source(name, kind, file=None if name == path else os.fsencode(path))


def _from_stdin(stdin: BinaryIO, options: Options) -> Iterator[Source | Unreadable]:
    head = stdin.readline(options.max_bytes + 1)
    kind = options.kind or _kind_by_bytes(head[:_HEAD])
    if kind == "lines":
        yield from _lines(_STDIN, stdin, options, first=head)
        return
    rest = stdin.read(options.max_bytes + 1 - len(head)) if len(head) <= options.max_bytes else b""
    raw = head + rest
    if len(raw) > options.max_bytes:
        yield _unreadable(_STDIN, *too_long(options))
    else:
        yield Source(_STDIN, kind, raw=raw)


def _lines(path: str, file: BinaryIO, options: Options, first: bytes | None = None) -> Iterator[Source | Unreadable]:
    """One source a line; a line over the limit is an error of its own and costs no memory."""
    number, limit, count = 0, options.max_bytes, 0
    try:
        while True:
            line = file.readline(limit + 1) if first is None else first
            first = None
            if not line:
                break
            number += 1
            if len(line) > limit and not line.endswith(b"\n"):
                count += 1
                error = ReportError(f"{shown(path)}:{number}", "read", *too_long(options, "line"))
                yield Unreadable(shown(path), error)
                while line and not line.endswith(b"\n"):
                    line = file.readline(1 << 20)
                continue
            if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
                yield _unreadable(path, "these JSON Lines are in UTF-16", "Save the file as UTF-8.")
                return
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                count += 1
                yield Source(shown(path), "lines", line=number, raw=line)
    except OSError as error:
        yield _unreadable(f"{path}:{number + 1}", *_why(error, path))
        return
    if count == 0:
        yield _unreadable(path, "it is empty", "Check where it came from, or take it out.")


def _kind_by_name(path: str) -> Kind | None:
    return kinds().suffixes.get(_suffix(path))


def _suffix(path: str) -> str:
    return Path(path).suffix.lower()


def _kind_by_bytes(head: bytes) -> Kind:
    """What the first bytes look like: an object opens JSON Lines, a tag a page; all else is text."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith(b"{") and b'"' in start[:100] and not start.startswith(b"{\\"):
        return "lines"
    if start.startswith(_TAGS):
        return "page"
    return "text"


def too_long(options: Options, what: str = "report") -> tuple[str, str]:
    """Cause and advice for a report over the limit on bytes."""
    return (
        f"this {what} is longer than the limit of {options.max_bytes:,} bytes",
        "Split it, one report a file or line.",
    )


def _why(error: OSError | ValueError, path: str) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        if Path(path).is_symlink():
            return "this link points to nothing", "Repair or remove the link."
        return "there is no such file or folder", "Check the path."
    if isinstance(error, PermissionError):
        return "no permission to read it", "Change its permissions or run as a user who may read it."
    if isinstance(error, OSError) and error.strerror:
        if "symbolic links" in error.strerror:
            return "this link leads back to itself", "Repair or remove the link."
        return f"it cannot be opened ({error.strerror.lower()})", "Check the path and the disk."
    return "this is not a path", "Check the path."


def _special(path: str, mode: int) -> Unreadable:
    what = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    return _unreadable(path, f"this is {what}, not a file", "Give a file, or pipe the text to standard input (-).")


def _unreadable(path: str, cause: str, advice: str) -> Unreadable:
    name = "standard input" if path == _STDIN else shown(path)
    return Unreadable(name, ReportError(name, "read", cause, advice))
