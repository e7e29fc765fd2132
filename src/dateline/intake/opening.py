"""Files that hold many reports are opened in a process of their own, with limits on time and memory.

Their formats invite harm (archives that grow without end, damaged tables, feeds that upset their parser), so the
process that lists what there is to read must survive them.  The other process sends what it finds in bundles; one that
is silent for too long is ended, and the file is named with what was read before.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO

import msgspec
from msgspec import Struct

from dateline.intake import archives, captures, feeds, tables
from dateline.intake.frames import read_frame, write_frame
from dateline.intake.given import ContainerError, Source, Unreadable, unreadable
from dateline.intake.inflating import gunzipped
from dateline.intake.lines import lines
from dateline.intake.lists import Container, Kind, kinds
from dateline.intake.options import Options
from dateline.intake.sizes import too_long
from dateline.record import ReportError

SECONDS = 60.0
"""Longest silence of the process that opens a file."""
MEMORY = 2 << 30
"""Most memory (address space, bytes) of that process."""
_BUNDLE = 64
_BUNDLE_BYTES = 1 << 20


class _Open(Struct, frozen=True):
    path: str
    file: bytes
    container: Container
    options: Options


class _Stop(Struct, frozen=True):
    """What stands where a report could not be read."""

    path: str
    report: str
    cause: str
    advice: str


class _Found(Struct, frozen=True, array_like=True):
    """One of the two."""

    source: Source | None = None
    stop: _Stop | None = None


class _Bundle(Struct, frozen=True):
    """Some of what was found; ``is_last`` after the last."""

    found: tuple[_Found, ...]
    is_last: bool = False


_OPEN = msgspec.msgpack.Decoder(_Open)
_BUNDLES = msgspec.msgpack.Decoder(_Bundle)


class Opening:
    """Opens files of many reports, one after the other; a context manager that ends its process when left."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Opening:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def open(self, path: str, file: Path, container: Container, options: Options) -> Iterator[Source | Unreadable]:
        """What the file holds, in its own order, and at the end what kept the rest from being read."""
        process = self._begun()
        is_done = False
        try:
            bundle = self._ask(process, _Open(path, os.fsencode(file), container, options))
            while bundle is not None:
                for item in bundle.found:
                    yield from _received(item)
                is_done = bundle.is_last
                if is_done:
                    return
                bundle = self._ask(process, None)
        finally:
            # Also where the reader has left in the middle: the rest must not be taken for another file's.
            if not is_done:
                self._end()
        yield unreadable(
            path,
            f"the file could not be opened: its reader ended or was silent for {self._seconds:g} seconds",
            "Check that it is whole, split it, or give its reports as JSON Lines.",
        )

    def _ask(self, process: subprocess.Popen[bytes], task: _Open | None) -> _Bundle | None:
        """Send a task, where there is one, and wait for the next bundle; ``None`` when the process is gone."""
        if process.stdin is None or process.stdout is None:
            return None
        watchdog = threading.Timer(self._seconds, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            if task is not None:
                write_frame(process.stdin, msgspec.msgpack.encode(task))
            frame = read_frame(process.stdout)
            return None if frame is None else _BUNDLES.decode(frame)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        finally:
            watchdog.cancel()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dateline.intake.opening"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def opened(file: BinaryIO, path: str, container: Container, options: Options) -> Iterator[Source | Unreadable]:
    """What an open file holds, in this process; a fault of the file ends it with an :class:`Unreadable`."""
    try:
        yield from _opened(file, path, container, options)
    except ContainerError as fault:
        yield unreadable(path, fault.cause, fault.advice)
    except MemoryError:
        yield unreadable(path, "the memory limit was reached while opening it", "Split it.")
    except Exception as error:
        # Parsers of other people's formats let out errors of every kind; here they end the one file they rose in.
        cause = f"it could not be read further ({type(error).__name__}: {' '.join(str(error).split())[:120]})"
        yield unreadable(path, cause, "Check that it is whole.")


def _opened(file: BinaryIO, path: str, container: Container, options: Options) -> Iterator[Source | Unreadable]:
    if container == "table":
        yield from tables.separated(file, path, options, delimiter=tables.delimiter_of(path))
    elif container == "parquet":
        yield from tables.parquet(file, path, options)
    elif container == "warc":
        yield from captures.captured(file, path, options)
    elif container == "zip":

        def stream(content: BinaryIO, name: str, inner: str) -> Iterator[Source | Unreadable]:
            return _stream(content, name, inner, options)

        yield from archives.zipped(file, path, options, stream)
    elif container == "gzip":
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        inner = path[: -len(PurePosixPath(path).suffix)] if path.lower().endswith(".gz") else path
        if PurePosixPath(inner).suffix.lower() == ".warc":
            # Unpacked here and not by the reader of records: it knows no gauge, and only files of one member a record.
            yield from captures.captured(gunzipped(file, size), path, options)
        else:
            yield from _stream(gunzipped(file, size), path, inner, options)
    else:
        yield from _markup(file, path, options)


def _stream(content: BinaryIO, path: str, inner: str, options: Options) -> Iterator[Source | Unreadable]:
    """What an unpacked stream holds, by the name it had inside."""
    suffix = PurePosixPath(inner).suffix.lower()
    kind: Kind | None = options.kind or kinds().suffixes.get(suffix)
    container = kinds().containers.get(suffix)
    if kind == "lines":
        yield from lines(path, content, options)
    elif kind is None and container == "table":
        yield from tables.separated(content, path, options, delimiter=tables.delimiter_of(inner))
    elif kind is None and container in ("markup", "json"):
        yield from _markup(content, path, options)
    elif kind is None and (container is not None or suffix in kinds().refused):
        refused = kinds().refused.get(suffix)
        cause = f"this is {refused.what}" if refused else "an archive inside an archive is not opened"
        raise ContainerError(cause, refused.advice if refused else "Unpack it first.")
    else:
        raw = _whole(content, options)
        yield Source(path, kind or "text", raw=raw)


def _markup(file: BinaryIO, path: str, options: Options) -> Iterator[Source | Unreadable]:
    """A feed or sitemap, in XML or JSON."""
    raw = _whole(file, options)
    if not raw.strip():
        raise ContainerError("it is empty", "Check where it came from, or take it out.")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        yield from feeds.entries(raw, path)
        return
    form = feeds.form_of(raw[:8192])
    if form == "sitemap":
        yield from feeds.addresses(raw)
    elif form == "feed":
        yield from feeds.entries(raw, path)
    else:
        advice = "Write one JSON object a line and name the file .jsonl, or give its text as .txt."
        raise ContainerError("this is an XML file, but no feed and no sitemap", advice)


def _whole(file: BinaryIO, options: Options) -> bytes:
    raw = file.read(options.max_bytes + 1)
    if len(raw) > options.max_bytes:
        raise ContainerError(*too_long(options, "file"))
    return raw


def _received(item: _Found) -> Iterator[Source | Unreadable]:
    if item.source is not None:
        yield item.source
    elif item.stop is not None:
        stop = item.stop
        yield Unreadable(stop.path, ReportError(stop.report, "read", stop.cause, stop.advice))


def _sent(item: Source | Unreadable) -> _Found:
    if isinstance(item, Source):
        return _Found(source=item)
    return _Found(stop=_Stop(item.path, item.error.report, item.error.cause, item.error.advice))


def _bundles(task: _Open) -> Iterator[_Bundle]:
    """What a file holds, gathered: a frame for each row would cost more than the row."""
    found: list[_Found] = []
    size = 0
    with Path(os.fsdecode(task.file)).open("rb") as file:
        for item in opened(file, task.path, task.container, task.options):
            found.append(_sent(item))
            size += len(item.raw or b"") if isinstance(item, Source) else 0
            if len(found) >= _BUNDLE or size >= _BUNDLE_BYTES:
                yield _Bundle(tuple(found))
                found, size = [], 0
    yield _Bundle(tuple(found), is_last=True)


def _serve() -> None:
    """The other process's side: open one file after the other until the pipe closes."""
    tasks = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not land between two frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while (frame := read_frame(tasks)) is not None:
        task = _OPEN.decode(frame)
        try:
            for bundle in _bundles(task):
                write_frame(answers, msgspec.msgpack.encode(bundle))
        except OSError as error:
            stop = _Stop(task.path, task.path, f"it cannot be read ({error.strerror or error})", "Check the disk.")
            write_frame(answers, msgspec.msgpack.encode(_Bundle((_Found(stop=stop),), is_last=True)))


if __name__ == "__main__":
    _serve()
