"""The loop that follows: what is due is asked for, what came is read, coded and kept, and told to those who wait.

One thread decides and writes to the ledger; a few others wait for servers.  All that must outlive a crash is in the
ledger: when each source is to be asked again, what it said of its version, and which pages wait to be fetched.
"""

from __future__ import annotations

import json
import queue
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from dateline.ingest import How, ingest
from dateline.intake import Options, Source
from dateline.ledger import Ledger, following
from dateline.ledger.following import Page, Waiting
from dateline.record.errors import LedgerError
from dateline.watch.alerting import Alerting
from dateline.watch.clocks import Clock, seconds_of, stamp
from dateline.watch.fetching import Answer, Fault, Fetcher, wrong_address
from dateline.watch.lanes import Lane, Lanes, Task
from dateline.watch.listing import Damaged, Entry, Listing, Reader
from dateline.watch.robots import rules_of
from dateline.watch.settings import Followed, Settings
from dateline.workers import Crew

MOST_HOPS = 5
"""Redirects followed for one request."""
MOST_DEPTH = 2
"""How deep sitemaps may name further sitemaps."""
MOST_SITEMAPS = 200
"""Further sitemaps of one that are read in a round."""
LONGEST_BACKOFF = 24 * 3600.0
LONGEST_HOLD = 7 * 24 * 3600.0
"""Longest ``Retry-After`` that is kept to the letter, in seconds."""
PAGE_ATTEMPTS = 5
_PAGE_BACKOFF = (300.0, 1800.0, 7200.0, 43_200.0)
_HOLD = 120.0
_BATCH = 16
_BATCH_BYTES = 32_000_000
_BATCH_SECONDS = 10.0
_IN_HAND = 20
_LONGEST_WAIT = 30.0
_PATIENCE = 120.0
_VALIDATORS = 5000
_FEEDS = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_PAGES = "text/html, application/xhtml+xml, text/plain;q=0.8"
_PAGE_MEDIA = {"text/html": "page", "application/xhtml+xml": "page", "text/plain": "text", None: "page"}
_NO_FEED = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/java")


@dataclass(slots=True)
class _Known:
    """What is known of a source while it is followed."""

    followed: Followed
    etag: str | None
    modified: str | None
    failures: int
    next_at: float
    is_under_way: bool = False


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a task."""

    task: Task
    result: Answer | Fault
    listing: Listing | Damaged | None = None


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A page in hand, until it is coded."""

    waiting: Waiting
    source: Source


class Watch:
    """Follows the sources of ``settings``.  ``say`` is told, in a line, what a person may want to know."""

    def __init__(
        self,
        ledger: Ledger,
        crew: Crew,
        settings: Settings,
        fetcher: Fetcher,
        alerting: Alerting,
        *,
        clock: Clock | None = None,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._ledger, self._crew, self._settings, self._fetcher = ledger, crew, settings, fetcher
        self._alerting, self._clock, self._say = alerting, clock or Clock(), say
        self._lanes, self._reader, self._reading = Lanes(), Reader(), threading.Lock()
        self._todo: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[_Done | None] = queue.SimpleQueue()
        self._under_way = 0
        self._known: dict[str, _Known] = {}
        self._hungry: set[str] = set()
        self._pages: dict[int, str] = {}
        self._batch: list[_Fetched] = []
        self._batch_since = self._fed_at = 0.0
        self._validators: dict[str, tuple[str | None, str | None]] = {}
        self._asked: set[str] = set()
        self._stopping = self._is_once = False

    def stop(self) -> None:
        """Ask the loop to end; safe to call from a signal."""
        self._stopping = True
        self._done.put(None)

    def run(self, *, once: bool = False) -> None:
        """Follow until :meth:`stop`, or ``once`` through what is due.

        Raises:
            LedgerError: the ledger cannot be written, or the disk is nearly full.
        """
        self._is_once = once
        self._begin()
        threads = [
            threading.Thread(target=self._fetch_all, name=f"fetch-{number}", daemon=True)
            for number in range(self._settings.at_once)
        ]
        for thread in threads:
            thread.start()
        try:
            while not self._stopping:
                self._check_disk()
                now = self._clock.now()
                self._add_due()
                self._feed(now)
                self._send(now)
                self._store(now)
                self._alerting.tell(self._clock.now())
                if once and not self._under_way and not self._batch and self._is_through():
                    break
                self._receive(self._clock.wait(self._done, self._until_next(), self._under_way))
            if not self._stopping:
                self._alerting.tell(self._clock.now())
        finally:
            self._fetcher.close()
            for _ in threads:
                self._todo.put(None)
            self._reader.__exit__(None, None, None)

    # What is to be done

    def _begin(self) -> None:
        rows = [
            {"id": one.id, "url": one.url, "name": one.name, "country": one.country, "language": one.language,
             "licence": one.licence, "protected": int(one.protected)}
            for one in self._settings.source
        ]  # fmt: skip
        with self._ledger.write() as writer:
            following.follow(writer, rows)
        with self._ledger.read() as connection:
            kept = following.source_rows(connection)
        for one in self._settings.source:
            row = kept[one.id]
            self._known[one.id] = _Known(one, row.etag, row.modified, row.failures or 0, seconds_of(row.next_at))
        self._hungry = set(self._known)

    def _add_due(self) -> None:
        now = self._clock.now()
        for name, known in self._known.items():
            if known.is_under_way or known.next_at > now or (self._is_once and name in self._asked):
                continue
            known.is_under_way = True
            self._asked.add(name)
            self._lanes.add(Task("listing", known.followed.url, name, known.followed.url), first=True)

    def _feed(self, now: float) -> None:
        """Take pages that wait in the ledger in hand, a few of each source."""
        if now - self._fed_at > 60:
            self._hungry.update(self._known)
            self._fed_at = now
        if not self._hungry:
            return
        in_hand: dict[str, int] = {}
        for source in self._pages.values():
            in_hand[source] = in_hand.get(source, 0) + 1
        with self._ledger.read() as connection:
            for source in sorted(self._hungry):
                room = _IN_HAND - in_hand.get(source, 0)
                if room <= 0:
                    continue
                for waiting in following.next_waiting(connection, source, stamp(now), room, self._pages):
                    self._pages[waiting.seq] = source
                    self._lanes.add(Task("page", waiting.url, source, waiting.url, waiting))
        self._hungry.clear()
        self._lanes.forget(now)

    def _send(self, now: float) -> None:
        """Hand out one task of every host that may be asked."""
        for lane in self._lanes.ready(now):
            if self._under_way >= self._settings.at_once:
                return
            task = self._next_task(lane, now)
            if task is not None:
                lane.is_busy = True
                self._under_way += 1
                self._todo.put(task)

    def _next_task(self, lane: Lane, now: float) -> Task | None:
        """The first task that the host's rules allow; those they forbid are noted as such on the way."""
        while lane.tasks:
            task = lane.tasks[0]
            if task.purpose == "robots":
                return lane.tasks.popleft()
            origin = _origin(task.url)
            rules = lane.rules.get(origin)
            if rules is None or rules.until <= now:
                lane.is_asking = True
                return Task("robots", f"{origin}/robots.txt", start=task.url)
            lane.tasks.popleft()
            if rules.allows(task.url, self._settings.agent):
                return task
            if rules.rules is None:
                self._fail(task, f"its robots.txt cannot be had ({rules.cause})", retry_at=rules.until)
            else:
                self._fail(task, "its robots.txt does not allow it", outcome="refused")
        return None

    def _fetch_all(self) -> None:
        """What a waiting thread does: ask, and read what feeds list."""
        while (task := self._todo.get()) is not None:
            try:
                done = self._asked_for(task)
            except Exception as error:
                # Whatever went wrong, the loop must hear of it: it waits for every task it handed out.
                cause = f"it could not be asked for ({type(error).__name__}: {' '.join(str(error).split())[:120]})"
                done = _Done(task, Fault(task.url, "garbled", cause))
            self._done.put(done)

    def _asked_for(self, task: Task) -> _Done:
        """The answer to a task, and what it lists where it was to be a feed."""
        seconds = max(0.1, self._fetcher.seconds - task.spent)
        if task.purpose == "listing":
            known = self._known[task.source]
            etag, modified = (
                (known.etag, known.modified) if not task.depth else self._validators.get(task.url, (None, None))
            )
            result = self._fetcher.fetch(task.url, accept=_FEEDS, etag=etag, modified=modified, seconds=seconds)
        else:
            result = self._fetcher.fetch(task.url, accept=_PAGES, seconds=seconds)
        listing: Listing | Damaged | None = None
        if task.purpose == "listing" and isinstance(result, Answer) and result.status == 200:
            if result.media is not None and result.media.startswith(_NO_FEED):
                listing = Damaged(f"it is no feed but {result.media}")
            else:
                with self._reading:
                    listing = self._reader.read(result.body)
            result = replace(result, body=b"")
        return _Done(task, result, listing)

    def _until_next(self) -> float:
        """Seconds until something may be done."""
        now = self._clock.now()
        times = [now + _LONGEST_WAIT]
        if self._under_way < self._settings.at_once and (lane := self._lanes.next_at()) is not None:
            times.append(lane)
        if self._batch:
            times.append(self._batch_since + _BATCH_SECONDS if self._under_way else now)
        times.extend(
            one.next_at
            for name, one in self._known.items()
            if not one.is_under_way and not (self._is_once and name in self._asked)
        )
        return max(0.0, min(times) - now)

    def _is_through(self) -> bool:
        """Whether a single round is done: nothing is left that may be asked for soon."""
        soon = self._lanes.next_at()
        return soon is None or soon > self._clock.now() + _PATIENCE

    # What came of it

    def _receive(self, done: _Done | None) -> None:
        while done is not None:
            self._under_way -= 1
            self._take(done)
            try:
                done = self._done.get_nowait()
            except queue.Empty:
                return

    def _take(self, done: _Done) -> None:
        task, result = done.task, done.result
        task.spent += result.seconds
        lane = self._lanes.at(task.url)
        lane.is_busy = False
        now = self._clock.now()
        rules = lane.rules.get(_origin(task.url))
        pause = max(self._settings.delay, rules.delay(self._settings.agent) if rules is not None else 0.0)
        lane.next_at = max(lane.next_at, now + pause)
        if self._stopping:
            return
        if isinstance(result, Answer):
            if result.status in (429, 503):
                held = _retry_after(result.retry_after, now)
                lane.next_at = max(lane.next_at, now + (_HOLD if held is None else held))
            if result.location is not None and self._went_on(task, result.location):
                return
        if task.purpose == "robots":
            self._take_rules(task, result, now)
        elif isinstance(result, Fault):
            self._fail(task, result.cause, outcome="refused" if result.is_lasting else None)
        elif task.purpose == "listing":
            self._take_listing(task, result, done.listing)
        else:
            self._take_page(task, result)

    def _went_on(self, task: Task, location: str) -> bool:
        """Follow a redirect, by the other host's rules and pause; ``False`` where it must not be followed further."""
        if task.hops >= MOST_HOPS or task.spent >= self._fetcher.seconds or wrong_address(location) is not None:
            return False
        task.hops += 1
        task.url = location
        self._lanes.add(task, first=True)
        return True

    def _take_rules(self, task: Task, result: Answer | Fault, now: float) -> None:
        lane = self._lanes.at(task.start)
        lane.is_asking = False
        if len(lane.rules) >= 16:
            lane.rules.clear()
        found = lane.rules[_origin(task.start)] = rules_of(result, now)
        lane.next_at = max(lane.next_at, now + found.delay(self._settings.agent))

    def _take_listing(self, task: Task, answer: Answer, listing: Listing | Damaged | None) -> None:
        known = self._known[task.source]
        if answer.status == 304:
            if not task.depth:
                self._note_checked(known, keep=True)
            return
        if not isinstance(listing, Listing):
            self._fail(task, listing.cause if listing is not None else _status(answer))
            return
        if listing.form == "index":
            if task.depth < MOST_DEPTH:
                for url in listing.further[:MOST_SITEMAPS]:
                    if wrong_address(url) is None:
                        self._lanes.add(Task("listing", url, task.source, url, depth=task.depth + 1))
        elif known.followed.text == "feed":
            self._store_entries(known.followed, listing)
        else:
            self._note_pages(known, task, listing, answer)
        if task.depth:
            if len(self._validators) >= _VALIDATORS:
                self._validators.clear()
            self._validators[task.url] = (answer.etag, answer.modified)
        elif listing.form == "index":
            # Its parts may change while it stays the same: it is asked for in full.
            self._note_checked(known, kind="index")
        elif known.followed.text == "feed":
            self._note_checked(known, kind=listing.form, etag=answer.etag, modified=answer.modified)

    def _note_pages(self, known: _Known, task: Task, listing: Listing, answer: Answer) -> None:
        """Note the pages a listing names, and with them, in one transaction, that it was read."""
        pages = _pages(listing, task.url, known.followed.since)
        if task.depth:
            with self._ledger.write() as writer:
                following.note_pages(writer, task.source, pages, known.followed.most)
        else:
            self._note_checked(known, kind=listing.form, etag=answer.etag, modified=answer.modified, pages=pages)
        self._hungry.add(task.source)

    def _note_checked(
        self,
        known: _Known,
        *,
        kind: str | None = None,
        etag: str | None = None,
        modified: str | None = None,
        keep: bool = False,
        pages: Sequence[Page] = (),
    ) -> None:
        followed = known.followed
        known.next_at = self._clock.now() + followed.interval * 60
        known.failures, known.is_under_way = 0, False
        if not keep:
            known.etag, known.modified = etag, modified
        with self._ledger.write() as writer:
            if pages:
                following.note_pages(writer, followed.id, pages, followed.most)
            following.checked(
                writer, followed.id, next_at=stamp(known.next_at), kind=kind, etag=etag, modified=modified, keep=keep
            )

    def _take_page(self, task: Task, answer: Answer) -> None:
        waiting = task.waiting
        if waiting is None:
            return
        if answer.status != 200:
            gone = answer.status in (404, 410)
            lasting = 400 <= answer.status < 500 and answer.status not in (408, 425, 429)
            outcome = "gone" if gone else "refused" if lasting else None
            self._fail(task, _status(answer), outcome=outcome, retry_at=self._lanes.at(task.url).next_at)
            return
        kind = _PAGE_MEDIA.get(answer.media)
        if kind is None:
            self._fail(task, f"it is no page but {answer.media}", outcome="refused")
            return
        followed = self._known[task.source].followed
        source = Source(
            waiting.url,
            "page" if kind == "page" else "text",
            raw=answer.body,
            id=urldefrag(answer.url).url,
            url=urldefrag(answer.url).url,
            charset=answer.charset,
            outlet=followed.name,
            published=waiting.published,
        )
        if not self._batch:
            self._batch_since = self._clock.now()
        self._batch.append(_Fetched(waiting, source))

    def _fail(self, task: Task, cause: str, *, outcome: str | None = None, retry_at: float = 0.0) -> None:
        """Note that something was not to be had: later again, or for good as ``outcome``."""
        now = self._clock.now()
        if task.purpose == "listing":
            if task.depth:
                self._say(f"{task.source}: {task.url}: {cause}")
                return
            known = self._known[task.source]
            backoff = min(LONGEST_BACKOFF, known.followed.interval * 60 * 2.0 ** min(known.failures + 1, 20))
            known.failures += 1
            known.is_under_way = False
            known.next_at = max(now + backoff, self._lanes.at(task.url).next_at, retry_at)
            with self._ledger.write() as writer:
                following.checked(writer, task.source, next_at=stamp(known.next_at), error=cause)
            self._say(f"{task.source}: {cause}; asked again at {stamp(known.next_at)}")
        elif task.waiting is not None:
            waiting = task.waiting
            if outcome is None and waiting.attempts + 1 >= PAGE_ATTEMPTS:
                outcome = "failed"
            pause = _PAGE_BACKOFF[min(waiting.attempts, len(_PAGE_BACKOFF) - 1)]
            next_at = None if outcome else stamp(max(now + pause, retry_at))
            with self._ledger.write() as writer:
                following.fetched(writer, waiting.seq, outcome or following.WAITING, error=cause, next_at=next_at)
            self._let_go(waiting)

    def _let_go(self, waiting: Waiting) -> None:
        source = self._pages.pop(waiting.seq, None)
        if source is not None:
            self._hungry.add(source)

    # Into the ledger

    def _store(self, now: float) -> None:
        """Code and keep the pages in hand, when there are enough or they have waited long enough."""
        if not self._batch:
            return
        size = sum(len(one.source.raw or b"") for one in self._batch)
        is_due = now - self._batch_since >= _BATCH_SECONDS or not self._under_way
        if len(self._batch) < _BATCH and size < _BATCH_BYTES and not is_due:
            return
        batch, self._batch = self._batch, []
        by_name = {one.source.name: one.waiting for one in batch}
        how = How(arguments="watch")
        for outcome in ingest(self._ledger, self._crew, [one.source for one in batch], Options(), how=how):
            waiting = by_name[outcome.name]
            end = "known" if outcome.is_known and outcome.end != "quarantined" else outcome.end
            with self._ledger.write() as writer:
                cause = outcome.failure.cause if outcome.failure is not None else None
                following.fetched(writer, waiting.seq, end, report=outcome.report, error=cause)
            self._let_go(waiting)

    def _store_entries(self, followed: Followed, listing: Listing) -> None:
        """Code and keep what a feed itself carries; a feed that is cut off here is read again."""
        sources = [
            _entry_source(entry, followed, listing)
            for entry in listing.entries[: followed.most]
            if entry.text and (entry.id or entry.url)
        ]
        for outcome in ingest(self._ledger, self._crew, sources, Options(), how=How(arguments="watch")):
            end = "known" if outcome.is_known and outcome.end != "quarantined" else outcome.end
            with self._ledger.write() as writer:
                cause = outcome.failure.cause if outcome.failure is not None else None
                following.note_read(writer, followed.id, outcome.name, end, outcome.report, cause)

    def _check_disk(self) -> None:
        if self._ledger.path is None:
            return
        free = shutil.disk_usage(self._ledger.path.resolve().parent).free
        if free < self._settings.free_megabytes * 1_000_000:
            raise LedgerError(
                f"only {free // 1_000_000:,} MB are free where {self._ledger.path} lies, and watch leaves "
                f"{self._settings.free_megabytes:,}. Make room; the same command goes on"
            )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _status(answer: Answer) -> str:
    if answer.location is not None:
        return f"it sends on to {answer.location[:200]}, which is not followed further"
    return f"it answers with status {answer.status}"


def _pages(listing: Listing, base: str, since: str | None) -> list[Page]:
    """The pages a listing names, whole and without fragment; of a sitemap the newest first."""
    entries: Sequence[Entry] = listing.entries
    if listing.form == "sitemap":
        entries = sorted(entries, key=lambda entry: entry.published or "", reverse=True)
    pages = []
    for entry in entries:
        if entry.url is None or (since is not None and entry.published is not None and entry.published < since):
            continue
        try:
            url = urldefrag(urljoin(base, entry.url.strip())).url
        except ValueError:
            continue
        if wrong_address(url) is None:
            pages.append(Page(url, entry.published))
    return pages


def _entry_source(entry: Entry, followed: Followed, listing: Listing) -> Source:
    told: dict[str, Any] = {
        "id": entry.url or entry.id,
        "text": entry.text,
        "title": entry.title,
        "url": entry.url,
        "source": followed.name or listing.title,
        "language": followed.language or listing.language,
        "published": entry.published,
    }
    kept = {name: value for name, value in told.items() if value}
    name = f"{followed.url}#{entry.id or entry.url}"
    return Source(name, "entry", raw=json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace"))


def _retry_after(written: str | None, now: float) -> float | None:
    """Seconds that a server asks to be left alone; ``None`` where it does not say so that it can be read."""
    if written is None:
        return None
    if written.strip().isdecimal():
        return min(float(written.strip()[:12]), LONGEST_HOLD)
    try:
        return min(max(0.0, parsedate_to_datetime(written).timestamp() - now), LONGEST_HOLD)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
