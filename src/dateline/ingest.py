"""Reports into the ledger: read, told from what is there already, coded, stored and linked, batch by batch.

What is read keeps its order: a report's place among the others, and with it which of two copies is the original, does
not depend on how many processes work or where a run was cut off.  The same run started again passes over what is
stored and goes on; its result is that of a run that was never cut off.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec
from sqlalchemy import Connection, or_, select, update

from dateline import linkage
from dateline.intake import Options, Source, Unreadable
from dateline.intake.lists import Kind
from dateline.intake.reprints import ReprintMatch, Signature, repeats, sign
from dateline.ledger import Ledger, Original, Put, Writer
from dateline.ledger import tables as t
from dateline.ledger.checking import first_report
from dateline.ledger.recording import was_erased
from dateline.ledger.rows import unpack
from dateline.publish import publish_failure, publish_reprint
from dateline.record import Coder, Failure, Record, Report, ReportError
from dateline.record.errors import LedgerError
from dateline.workers import Crew, in_order, ready

End = Literal["published", "no_event", "reprint", "quarantined"]
Originals = Literal["none", "pages", "all"]

_REMEMBERED = 4096
"""Signatures of stored reports kept in memory."""


@dataclass(frozen=True, slots=True)
class How:
    """How a run is done.

    What was coded is stored after so many ``reports``, or so many ``seconds`` after the first.  ``ahead`` bounds
    how many reports are under way, ``originals`` says whose bytes are kept beside the text, ``arguments`` what the run
    is listed with.  With ``again`` reports in quarantine are tried once more.
    """

    reports: int = 32
    seconds: float = 2.0
    ahead: int = 8
    originals: Originals = "pages"
    arguments: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report; it is on the disk when this is given out.

    ``name`` says where it was read, ``report`` its id where it has one, ``end`` how it left the corridor.  ``is_known``
    where the ledger had it already, coded by this coder; ``version`` counts its texts from 1.
    """

    name: str
    report: str | None
    end: End
    is_known: bool = False
    version: int | None = None
    events: int = 0
    failure: Failure | None = None


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the bytes of a report in quarantine were to be read, so that a retry reads them alike."""

    kind: Kind
    id: str | None = None
    url: str | None = None
    charset: str | None = None
    published: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    outlet: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """A report on its way: where it came from, what was read, what it may repeat, and its record once there is one."""

    source: Source | Unreadable
    report: Report | None = None
    signature: Signature | None = None
    record: Record | None = None
    known: Outcome | None = None
    error: ReportError | None = None


def ingest(
    ledger: Ledger,
    crew: Crew,
    inputs: Iterable[Source | Unreadable],
    options: Options,
    *,
    how: How | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Outcome]:
    """Read, code, store and link ``inputs``; each outcome is given out, in order, after it is on the disk.

    A report that the ledger has from this coder is passed over.

    Raises:
        LedgerError: the ledger cannot be written; what was given out before is stored, nothing else.
        SetupError: the workers cannot build a coder.
    """
    how = how or How()
    coder = crew.coder()
    desk = _Desk(ledger, coder, options, how)

    def begin_reading(item: Source | Unreadable) -> Future[Report | ReportError]:
        return ready(item.error) if isinstance(item, Unreadable) else crew.read(item, options)

    def begin_coding(item: _Item) -> Future[Record | ReportError | None]:
        if item.report is None or item.record is not None or item.known is not None or item.error is not None:
            return ready(item.record)
        return crew.code(item.report)  # type: ignore[return-value]  # a Future of fewer kinds of result

    def sorted_out() -> Iterator[_Item]:
        for source, read in in_order(inputs, begin_reading, how.ahead):
            yield desk.sort_out(source, read)

    run = desk.begin_run(how.arguments)
    waiting: list[_Item] = []
    since = 0.0
    state = "interrupted"
    try:
        for item, result in in_order(sorted_out(), begin_coding, how.ahead):
            finished = _finished(item, result, coder)
            # A second text of one report waits for the first to be stored, wherever the batches happen to end.
            if waiting and (desk.is_waiting(finished, waiting) or len(waiting) >= how.reports):
                yield from desk.store(waiting, run)
                waiting = []
            since = since if waiting else clock()
            waiting.append(finished)
            if len(waiting) >= how.reports or clock() - since >= how.seconds:
                yield from desk.store(waiting, run)
                waiting = []
        if waiting:
            yield from desk.store(waiting, run)
        state = "done"
    finally:
        desk.end_run(run, state)


def _finished(item: _Item, result: Record | ReportError | None, coder: Coder) -> _Item:
    """The item with its record, where it was to have one."""
    if isinstance(result, ReportError):
        return _with(item, record=publish_failure(result, coder, item.report), error=result)
    if result is None or item.record is not None:
        return item
    error = None
    if result.failure is not None:
        failure = result.failure
        error = ReportError(item.source.name, failure.stage, failure.cause, failure.advice)
    return _with(item, record=result, error=error)


def _with(item: _Item, *, record: Record, error: ReportError | None) -> _Item:
    return _Item(item.source, item.report, item.signature, record, item.known, error)


@dataclass(slots=True)
class _Desk:
    """Where reports are told from those already there, and where batches are stored."""

    ledger: Ledger
    coder: Coder
    options: Options
    how: How
    pending: _Pending = field(default_factory=lambda: _Pending())
    remembered: OrderedDict[int, Signature | None] = field(default_factory=OrderedDict)
    counts: Counter[str] = field(default_factory=Counter)
    in_quarantine: set[str] = field(default_factory=set)

    def begin_run(self, arguments: str) -> str:
        """List a run and give its id."""
        with self.ledger.write() as writer:
            run = f"r{writer.next('runs'):06d}"
            row = {"id": run, "started": writer.now, "arguments": arguments, "counts": "{}", "state": "running"}
            writer.insert(t.runs, [row])
            # A run that was killed could not say so itself.
            killed = update(t.runs).where(t.runs.c.state == "running", t.runs.c.id != run)
            writer.connection.execute(killed.values(state="killed"))
            writer.seal(t.runs, t.runs.c.state == "killed")
            held = select(t.quarantine.c.name).where(t.quarantine.c.state == "open")
            self.in_quarantine = set(writer.connection.execute(held).scalars())
        return run

    def end_run(self, run: str, state: str) -> None:
        """Say how the run ended, where the ledger still takes it."""
        with contextlib.suppress(LedgerError), self.ledger.write() as writer:
            self._note_counts(writer, run, state, ended=writer.now)

    def sort_out(self, source: Source | Unreadable, read: Report | ReportError) -> _Item:
        """Whether a report that was read is unreadable, there already, a copy, or to be coded."""
        if isinstance(read, ReportError):
            return _Item(source, error=read)
        with self.ledger.read() as connection:
            known = self._known(source, read, connection)
            if known is not None:
                return _Item(source, read, known=known)
            signature = sign(read)
            match = self._original(read, signature, connection) if signature is not None else None
        if match is not None:
            record = publish_reprint(read, match.id, match.reason, self.coder)
            self.pending.add(read, None)
            return _Item(source, read, record=record)
        self.pending.add(read, signature)
        return _Item(source, read, signature)

    def _known(self, source: Source | Unreadable, report: Report, connection: Connection) -> Outcome | None:
        """What the ledger, or a batch not yet stored, has of this very text from this very coder."""
        if self.pending.has(report):
            return Outcome(source.name, report.id, "published", is_known=True)
        # A report that was erased stays so, by its id and by its text: who asked for it meant both.
        gone = select(t.reports.c.disposition, t.reports.c.version).where(
            or_(t.reports.c.id == report.id, t.reports.c.sha256 == report.sha256), was_erased()
        )
        erased = connection.execute(gone.order_by(t.reports.c.seq)).first()
        if erased is not None:
            return Outcome(source.name, report.id, erased.disposition, is_known=True, version=erased.version)
        query = (
            select(t.reports.c.disposition, t.reports.c.version, t.codings.c.seq)
            .join(t.codings, t.codings.c.report_seq == t.reports.c.seq)
            .where(
                t.reports.c.id == report.id,
                t.reports.c.sha256 == report.sha256,
                t.codings.c.by == "machine",
                t.codings.c.coder_version == self.coder.version,
                t.codings.c.coder_model == self.coder.model,
                t.codings.c.coder_codebook == self.coder.codebook,
            )
            .order_by(t.codings.c.seq.desc())
        )
        row = connection.execute(query).first()
        if row is None or (self.how.again and row.disposition == "quarantined"):
            return None
        return Outcome(source.name, report.id, row.disposition, is_known=True, version=row.version)

    def _original(self, report: Report, signature: Signature, connection: Connection) -> ReprintMatch | None:
        """The earliest report, stored or about to be, that this one repeats."""
        keys = signature.bands()
        query = (
            select(t.reprint_keys.c.report_seq, t.reports.c.id)
            .join(t.reports, t.reports.c.seq == t.reprint_keys.c.report_seq)
            .where(t.reprint_keys.c.key.in_(keys), t.reports.c.current == 1, t.reports.c.id != report.id)
            .distinct()
            .order_by(t.reprint_keys.c.report_seq)
        )
        for row in connection.execute(query).all():
            if self.pending.renews(row.id):
                continue
            known = self._signature(row.report_seq, connection)
            match = repeats(signature, known, row.id) if known is not None else None
            if match is not None:
                return match
        for name, waiting in self.pending.sharing(keys):
            match = repeats(signature, waiting, name) if name != report.id else None
            if match is not None:
                return match
        return None

    def _signature(self, seq: int, connection: Connection) -> Signature | None:
        """The signature of a stored report; ``None`` where its text is gone."""
        if seq in self.remembered:
            self.remembered.move_to_end(seq)
            return self.remembered[seq]
        report = first_report(connection, seq)
        signature = sign(report) if report is not None else None
        self.remembered[seq] = signature
        if len(self.remembered) > _REMEMBERED:
            self.remembered.popitem(last=False)
        return signature

    def is_waiting(self, item: _Item, waiting: list[_Item]) -> bool:
        """Whether another text of this report waits to be stored."""
        return item.record is not None and any(
            other.record is not None and other.record.report.id == item.record.report.id for other in waiting
        )

    def store(self, items: list[_Item], run: str) -> Iterator[Outcome]:
        """Store a batch in one transaction; its outcomes are given out after the commit."""
        outcomes: list[Outcome] = []
        fresh = Counter(self.counts)
        with self.ledger.write() as writer:
            stored: dict[int, Put] = {}
            for item in items:
                if item.record is None or item.report is None:
                    continue
                # One by one and linked at once: what the ledger holds then does not depend on where batches end.
                put = stored[id(item)] = writer.put(item.record, self._bytes(item))
                if put.new and item.signature is not None:
                    writer.insert(
                        t.reprint_keys, [{"key": key, "report_seq": put.seq} for key in item.signature.bands()]
                    )
                linkage.link_report(writer, put, item.record)
            for item in items:
                done = stored.get(id(item))
                outcome = _outcome(item, done.version if done else None)
                outcomes.append(outcome)
                fresh["known" if outcome.is_known else outcome.end] += 1
                fresh["events"] += outcome.events
                if item.error is not None:
                    self._hold(item, item.error, writer)
                elif outcome.name in self.in_quarantine and outcome.end != "quarantined":
                    writer.released(outcome.name)
                    self.in_quarantine.discard(outcome.name)
            self.counts = fresh
            self._note_counts(writer, run, "running")
        for item in items:
            if item.report is not None:
                self.pending.discard(item.report)
        yield from outcomes

    def _hold(self, item: _Item, error: ReportError, writer: Writer) -> None:
        """Put what failed into quarantine, with its bytes where they can be had, so that it can be tried again."""
        source = item.source
        raw, reading = None, None
        if isinstance(source, Source):
            raw = _raw(source, self.options)
            told = Reading(
                source.kind, source.id, source.url, source.charset, self.options.published, self.options.fields,
                source.outlet, source.published,
            )  # fmt: skip
            reading = msgspec.json.encode(told).decode()
        writer.quarantine(
            source.name,
            stage=error.stage,
            cause=error.cause,
            advice=error.advice,
            path=source.path,
            line=source.line if isinstance(source, Source) else None,
            raw=raw,
            reading=reading,
            coder=f"{self.coder.version} {self.coder.model} {self.coder.codebook}",
        )
        self.in_quarantine.add(source.name)

    def _bytes(self, item: _Item) -> Original | None:
        """The bytes a report was read from, where they are to be kept and are still those that were read."""
        source, report = item.source, item.report
        if report is None or not isinstance(source, Source) or self.how.originals == "none":
            return None
        if self.how.originals == "pages" and source.kind != "page":
            return None
        raw = _raw(source, self.options)
        origin = report.origin
        if raw is None or origin is None or hashlib.sha256(raw).hexdigest() != origin.sha256:
            return None
        return Original(raw, source.path, origin.encoding, _MEDIA.get(source.kind), url=source.url)

    def _note_counts(self, writer: Writer, run: str, state: str, ended: str | None = None) -> None:
        counts = msgspec.json.encode(dict(sorted(self.counts.items()))).decode()
        done = update(t.runs).where(t.runs.c.id == run).values(counts=counts, state=state, ended=ended)
        writer.connection.execute(done)
        writer.seal(t.runs, t.runs.c.id == run)


class _Pending:
    """Reports on their way to the ledger, which those behind them may repeat."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = defaultdict(list)
        self._signatures: OrderedDict[tuple[str, str], Signature] = OrderedDict()
        self._by_key: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)

    def has(self, report: Report) -> bool:
        """Whether this very text of this report is on its way."""
        return report.sha256 in self._texts.get(report.id, ())

    def renews(self, report: str) -> bool:
        """Whether a later text of a report is on its way: copies of the older are then copies of none."""
        return report in self._texts

    def add(self, report: Report, signature: Signature | None) -> None:
        """Add a report; ``signature`` where others may be copies of it."""
        for older in self._texts.get(report.id, ()):
            self._forget((report.id, older))
        self._texts[report.id].append(report.sha256)
        name = report.id, report.sha256
        if signature is not None:
            self._signatures[name] = signature
            for key in signature.bands():
                self._by_key[key][name] = None

    def discard(self, report: Report) -> None:
        """Take out a report that has been stored."""
        texts = self._texts.get(report.id, [])
        if report.sha256 in texts:
            texts.remove(report.sha256)
            self._forget((report.id, report.sha256))
        if not texts:
            self._texts.pop(report.id, None)

    def _forget(self, name: tuple[str, str]) -> None:
        signature = self._signatures.pop(name, None)
        for key in signature.bands() if signature is not None else ():
            self._by_key[key].pop(name, None)
            if not self._by_key[key]:
                del self._by_key[key]

    def sharing(self, keys: Iterable[int]) -> Iterator[tuple[str, Signature]]:
        """The reports that share a key, in the order they came."""
        found = {name for key in keys for name in self._by_key.get(key, ())}
        for name, signature in list(self._signatures.items()):
            if name in found:
                yield name[0], signature


def held(ledger: Ledger, names: Iterable[str] | None = None) -> Iterator[tuple[Source | str, Options]]:
    """What is in quarantine, as it can be read again: its bytes where they were kept, else the path it lay at.

    ``names`` are those asked for, ``None`` for all that are open.
    """
    query = select(t.quarantine).where(t.quarantine.c.state == "open").order_by(t.quarantine.c.seq)
    wanted = None if names is None else set(names)
    with ledger.read() as connection:
        rows = [row for row in connection.execute(query) if wanted is None or row.name in wanted]
    for row in rows:
        reading = msgspec.json.decode(row.reading, type=Reading) if row.reading else None
        options = Options(published=reading.published, fields=reading.fields) if reading else Options()
        if reading is None or row.raw is None:
            yield _file_of(row.path or row.name), options
            continue
        yield (
            Source(
                row.path or row.name,
                reading.kind,
                line=row.line,
                raw=unpack(row.raw),
                id=reading.id,
                url=reading.url,
                charset=reading.charset,
                outlet=reading.outlet,
                published=reading.day,
            ),
            options,
        )


def _file_of(name: str) -> str:
    """The file of a line or row that could not be read: all of it is read again, and what is known passed over."""
    file, colon, line = name.rpartition(":")
    return file if colon and line.isdecimal() and not Path(name).exists() else name


_MEDIA: Mapping[str, str] = {
    "page": "text/html", "text": "text/plain", "lines": "application/json", "entry": "application/json",
}  # fmt: skip


def _outcome(item: _Item, version: int | None) -> Outcome:
    """What became of an item, once it is stored."""
    if item.known is not None:
        return item.known
    record = item.record
    if record is None or item.report is None:
        error = item.error
        failure = Failure(stage=error.stage, cause=error.cause, advice=error.advice) if error else None
        return Outcome(item.source.name, None, "quarantined", failure=failure)
    return Outcome(
        item.source.name,
        record.report.id,
        record.disposition,
        version=version,
        events=len(record.events),
        failure=record.failure,
    )


def _raw(source: Source, options: Options) -> bytes | None:
    """The bytes of a source; ``None`` where they cannot be had or are over the limit."""
    if source.raw is not None:
        return source.raw
    try:
        with source.place.open("rb") as file:
            raw = file.read(options.max_bytes + 1)
    except OSError:
        return None
    return raw if len(raw) <= options.max_bytes else None
