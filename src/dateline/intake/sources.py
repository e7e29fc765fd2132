"""Where reports lie: paths, folders, patterns and standard input become sources, one a report, in a stable order."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from dateline.intake.given import Source, Unreadable, unreadable
from dateline.intake.lines import lines
from dateline.intake.lists import Container, Kind, kinds
from dateline.intake.opening import Opening
from dateline.intake.options import Options
from dateline.intake.paths import STDIN, called, shown
from dateline.intake.sizes import too_long

__all__ = ["Source", "Unreadable", "shown", "sources", "too_long"]

_HEAD = 4096
_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml", b"<!--", b"<article", b"<div", b"<p>")


def sources(
    paths: Sequence[str], options: Options | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Source | Unreadable]:
    """The reports at ``paths``: files, folders (all below, sorted by name), glob patterns, ``-`` for standard input.

    Files hold one report (.txt, .html) or one a line (.jsonl, .ndjson); other suffixes are told by their first bytes.
    From a folder come the files with a suffix known to hold reports; documents dateline cannot read are named as
    unreadable, what is no document (images, programs, hidden files) is passed over.  A path given twice counts once.

    JSON Lines are read line by line.  Files of many reports in other forms (tables, archives, web captures, feeds) are
    opened in a process of their own (see :mod:`dateline.intake.opening`).  Nothing else is opened here.
    """
    options = options or Options()
    with Opening() as opening:
        walk = _Walk(opening)
        for path in paths:
            yield from _at(path, options, stdin, walk)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What one walk over paths carries along: who opens containers, and the paths met so far."""

    opening: Opening
    seen: set[str] = field(default_factory=set)


def _at(path: str, options: Options, stdin: BinaryIO | None, walk: _Walk) -> Iterator[Source | Unreadable]:
    if not path:
        yield unreadable(called(path), "the path is empty", "Check the path.")
        return
    if path == STDIN:
        yield from _from_stdin(stdin or sys.stdin.buffer, options)
        return
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and glob.has_magic(path) and not Path(path).is_symlink():
            yield from _from_pattern(path, options, stdin, walk)
        else:
            yield unreadable(called(path), *_why(error, path))
        return
    if stat.S_ISDIR(mode):
        yield from _from_folder(path, options, walk)
    else:
        yield from _from_file(path, mode, options, walk, kind=options.kind or _kind_by_name(path))


def _from_pattern(pattern: str, options: Options, stdin: BinaryIO | None, walk: _Walk) -> Iterator[Source | Unreadable]:
    found = sorted(glob.iglob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute patterns)
    if not found:
        yield unreadable(called(pattern), "no file matches this pattern", "Check the pattern.")
    for path in found:
        yield from _at(path, options, stdin, walk)


def _from_folder(folder: str, options: Options, walk: _Walk) -> Iterator[Source | Unreadable]:
    """Every report below a folder, sorted by name; a link that leads back to a folder it lies in is an error."""
    count = 0
    # Depth first without recursion: a folder's entries are pushed in reverse so that they come off in order.
    pending: list[tuple[str, frozenset[str]]] = [(folder, frozenset())]
    while pending:
        path, above = pending.pop()
        try:
            mode = Path(path).stat().st_mode
            if not stat.S_ISDIR(mode):
                count += path in walk.seen
                for found in _listed(path, mode, options, walk):
                    count += 1
                    yield found
                continue
            real = str(Path(path).resolve())
            if real in above:
                count += 1
                cause = f"this link leads back to {shown(real)}, a folder it lies in"
                yield unreadable(called(path), cause, "Take the link out; the folder itself is read.")
                continue
            inside = (entry.name for entry in Path(path).iterdir() if not entry.name.startswith("."))
            names = sorted(inside, reverse=True)
        except OSError as error:
            count += 1
            yield unreadable(called(path), *_why(error, path))
            continue
        pending.extend((str(Path(path) / name), above | {real}) for name in names)
    if count == 0:
        suffixes = ", ".join(kinds().suffixes)
        yield unreadable(called(folder), "no report in this folder", f"Files read from a folder end in {suffixes}.")


def _listed(path: str, mode: int, options: Options, walk: _Walk) -> Iterator[Source | Unreadable]:
    """A file met in a folder: read where its suffix is known, named where it is likely a report, else passed over."""
    kind = _kind_by_name(path)
    if kind is not None or _container(path) is not None:
        yield from _from_file(path, mode, options, walk, kind=kind)
        return
    refused = kinds().refused.get(_suffix(path))
    if refused is not None:
        yield unreadable(called(path), f"this is {refused.what}", refused.advice)
    elif not stat.S_ISREG(mode):
        yield _special(path, mode)


def _from_file(
    path: str, mode: int, options: Options, walk: _Walk, *, kind: Kind | None
) -> Iterator[Source | Unreadable]:
    if path in walk.seen:
        return
    walk.seen.add(path)
    if not stat.S_ISREG(mode):
        yield _special(path, mode)
        return
    container = _container(path) if kind is None else None
    if container is not None:
        yield from walk.opening.open(shown(path), Path(path), container, options)
        return
    try:
        with Path(path).open("rb") as file:
            if kind is None:
                head = file.read(_HEAD)
                file.seek(0)
                refused = kinds().refused.get(_suffix(path))
                if refused is not None:
                    yield unreadable(called(path), f"this is {refused.what}", refused.advice)
                    return
                kind = _kind_by_bytes(head)
            if kind == "lines":
                yield from lines(path, file, options)
                return
    except OSError as error:
        yield unreadable(called(path), *_why(error, path))
        return
    name = shown(path)
    yield Source(name, kind, file=None if name == path else os.fsencode(path))


def _from_stdin(stdin: BinaryIO, options: Options) -> Iterator[Source | Unreadable]:
    head = stdin.readline(options.max_bytes + 1)
    kind = options.kind or _kind_by_bytes(head[:_HEAD])
    if kind == "lines":
        yield from lines(STDIN, stdin, options, first=head)
        return
    rest = stdin.read(options.max_bytes + 1 - len(head)) if len(head) <= options.max_bytes else b""
    raw = head + rest
    if len(raw) > options.max_bytes:
        yield unreadable(called(STDIN), *too_long(options))
    else:
        yield Source(STDIN, kind, raw=raw)


def _kind_by_name(path: str) -> Kind | None:
    return kinds().suffixes.get(_suffix(path))


def _container(path: str) -> Container | None:
    """How a file of many reports is to be opened, by its suffix; of a gzip file the one inside counts too."""
    container = kinds().containers.get(_suffix(path))
    if container == "gzip":
        inner = Path(path).with_suffix("").suffix.lower()
        if inner not in kinds().suffixes and kinds().containers.get(inner) not in ("table", "warc", "markup", "json"):
            return None
    return container


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
    return unreadable(
        called(path), f"this is {what}, not a file", "Give a file, or pipe the text to standard input (-)."
    )
