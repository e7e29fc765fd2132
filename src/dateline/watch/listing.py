"""What a feed or sitemap lists, read in a process of its own that can be killed.

Feeds are the worst-mannered files there are, and their parsers let out errors of every kind, or none for minutes.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from types import TracebackType
from typing import Literal, Self

import msgspec
from lxml import etree
from msgspec import Struct

from dateline.intake import feeds
from dateline.intake.frames import read_frame, write_frame
from dateline.intake.given import ContainerError
from dateline.intake.inflating import inflate

SECONDS = 30.0
"""Longest time to read one feed."""
MEMORY = 1 << 30
"""Most memory (address space, bytes) of the process that reads it."""
MOST_BYTES = 20_000_000
_PROLOG = 200_000
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:rss|feed|RDF|urlset|sitemapindex|html)[\s>]")

Form = Literal["feed", "sitemap", "index"]


class Entry(Struct, frozen=True):
    """A report that is listed: where its page is, and what the listing itself carries of it."""

    url: str | None
    published: str | None = None
    id: str | None = None
    title: str | None = None
    text: str | None = None
    is_whole: bool = False


class Listing(Struct, frozen=True, tag=True):
    """What a feed or sitemap lists, in its own order; ``further`` are the sitemaps that an index names."""

    form: Form
    title: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    further: tuple[str, ...] = ()


class Damaged(Struct, frozen=True, tag=True):
    """Why nothing could be read."""

    cause: str


_ANSWERS: msgspec.msgpack.Decoder[Listing | Damaged] = msgspec.msgpack.Decoder(Listing | Damaged)


class Reader:
    """Reads feeds, one after the other; a context manager that ends its process when left."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, raw: bytes) -> Listing | Damaged:
        """What some bytes list."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dateline.watch.listing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        process = self._process
        if process.stdin is None or process.stdout is None:
            return Damaged("the process that reads feeds has no pipes")
        watchdog = threading.Timer(self._seconds, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            write_frame(process.stdin, raw)
            frame = read_frame(process.stdout)
            if frame is not None:
                return _ANSWERS.decode(frame)
        except (OSError, ValueError, msgspec.MsgspecError):
            pass
        finally:
            watchdog.cancel()
        self._end()
        return Damaged(f"its reader ended, for want of memory or after {self._seconds:g} seconds")

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


def read_listing(raw: bytes) -> Listing | Damaged:
    """What some bytes list, read in this process: any error of a parser ends as a :class:`Damaged`."""
    try:
        return _read(raw)
    except ContainerError as error:
        return Damaged(error.cause)
    except MemoryError:
        return Damaged("it takes more memory than is allowed")
    except Exception as error:
        # Parsers of other people's formats let out errors of every kind; here they end the one feed they rose in.
        return Damaged(f"it cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:120]})")


def _read(raw: bytes) -> Listing | Damaged:
    if raw.startswith(b"\x1f\x8b"):  # sitemaps are often files packed with gzip, whatever the server says
        raw = inflate(raw, "gzip", MOST_BYTES)
    if not raw.strip():
        return Damaged("it is empty")
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        if _declares_entities(raw):
            return Damaged("it declares entities of its own, as feeds do not and bombs do")
        form = feeds.form_of(raw[:_PROLOG])
        if form == "sitemap":
            return _of_sitemap(feeds.read_sitemap(raw))
        if form is None:
            return Damaged("it is no feed and no sitemap")
    listing = _of_feed(feeds.read_feed(raw))
    if not listing.entries and not _is_whole(raw):
        return Damaged("it lists nothing and is cut off or damaged")
    return listing


def _of_sitemap(sitemap: feeds.Sitemap) -> Listing:
    if sitemap.sitemaps:
        return Listing("index", further=sitemap.sitemaps)
    entries = tuple(
        Entry(page.url, _iso_day(page.published) or _iso_day(page.modified), title=page.title) for page in sitemap.pages
    )
    return Listing("sitemap", entries=entries)


def _of_feed(feed: feeds.Feed) -> Listing:
    entries = tuple(
        Entry(entry.url, entry.published, entry.id or None, entry.title, entry.text or None, entry.is_whole)
        for entry in feed.entries
    )
    return Listing("feed", feed.title, feed.language, entries)


def _is_whole(raw: bytes) -> bool:
    """Whether a document is well-formed: a feed may be empty, but one that was cut off is not empty but unknown."""
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return True
    try:
        etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def _declares_entities(raw: bytes) -> bool:
    """Whether a document declares entities before its first element: the parsers would expand them."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        raw = raw.replace(b"\0", b"")
    # A comment could show a root that is none.
    head = re.sub(rb"<!--.*?-->", b"", raw[:_PROLOG], flags=re.DOTALL)
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root is not None else raw
    return b"<!entity" in prolog.lower()


def _iso_day(written: str | None) -> str | None:
    match = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?$", written) if written else None
    return match.group(1) if match else None


def _serve() -> None:
    """The other process's side: read one feed after the other until the pipe closes."""
    tasks = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not land between two frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while (frame := read_frame(tasks)) is not None:
        write_frame(answers, msgspec.msgpack.encode(read_listing(frame)))


if __name__ == "__main__":
    _serve()
