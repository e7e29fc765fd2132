"""Records into the ledger: reports and codings are only ever added; what stands now is derived from them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from dateline.ledger import decisions, rows, search
from dateline.ledger.digests import row_digest, sha256
from dateline.ledger.rows import Row
from dateline.ledger.tables import (
    codings,
    event_parties,
    event_payloads,
    event_places,
    events,
    features,
    link_keys,
    links,
    originals,
    reports,
    statements,
)
from dateline.ledger.transaction import Transaction, parts
from dateline.record import Event, Record
from dateline.record.errors import LedgerError

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL as JSON writes it, told from a backslash before the letter u."""


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes a report was read from.

    ``media`` is their type as a MIME name where it is known, ``fetched_at`` and ``url`` say when and from where they
    were fetched, for those that were.
    """

    data: bytes
    path: str | None = None
    encoding: str | None = None
    media: str | None = None
    fetched_at: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a record that was put in.

    ``seq`` is the report's row, ``report`` its id, ``version`` counts its texts from 1; ``new`` says that the text was
    not known, ``same`` that all of it was there already and nothing changed.  ``events`` are the ledger's ids of the
    record's events in their order, then of those that people added, ``gone`` those that no longer stand, ``incidents``
    those that lost or may lose a member by it.
    """

    seq: int
    report: str
    version: int
    new: bool
    same: bool
    events: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A version of a report that the ledger has."""

    seq: int
    version: int
    sha256: str
    current: bool
    erased: bool = False


class Recording(Transaction):
    """What a transaction does with records."""

    def put(self, record: Record, original: Original | None = None) -> Put:
        """Store one record; see :meth:`put_many`."""
        return self.put_many([(record, original)])[0]

    def put_many(self, records: Iterable[tuple[Record, Original | None]]) -> list[Put]:
        """Store coded records and what they were read from.

        A report is known by its id, a text of it by its digest.  A text not seen before becomes the report's new
        version and stands; a known one stays as it is.  A coding that differs from those there becomes the one that
        stands; the others stay beside it.  The same again changes nothing, and what was erased stays erased.

        Raises:
            LedgerError: a record holds characters that no store of text can keep; nothing of the batch counts then.
        """
        given = list(records)
        known = self._known({record.report.id for record, _ in given})
        batch = _Batch()
        puts = [self._put(record, original, known, batch) for record, original in given]
        self._store(batch)
        return puts

    def _known(self, names: set[str]) -> dict[str, list[_Known]]:
        columns = (
            reports.c.id, reports.c.seq, reports.c.version, reports.c.sha256, reports.c.current,
            was_erased().label("erased"),
        )  # fmt: skip
        found: dict[str, list[_Known]] = defaultdict(list)
        for part in parts(sorted(names)):
            query = select(*columns).where(reports.c.id.in_(part)).order_by(reports.c.version)
            for row in self.connection.execute(query):
                found[row.id].append(_Known(row.seq, row.version, row.sha256, bool(row.current), bool(row.erased)))
        return found

    def _put(self, record: Record, original: Original | None, known: dict[str, list[_Known]], batch: _Batch) -> Put:
        report = record.report
        packed = _storable(record)
        digest = sha256(packed)
        versions = known[report.id]
        match = next((version for version in versions if version.sha256 == report.sha256), None)
        if versions and versions[-1].erased:
            return Put(versions[-1].seq, report.id, versions[-1].version, new=False, same=True)
        if match is not None:
            self._store(batch)  # what came earlier in this batch must be seen now
            if not match.current or self._has(match.seq, digest):
                standing = self._standing(match.seq) if match.current else ()
                return Put(match.seq, report.id, match.version, new=False, same=True, events=standing)
            seq, version = match.seq, match.version
        else:
            seq, version = self.next("reports"), len(versions) + 1
        gone: dict[str, Row] = {}
        if versions:
            self._store(batch)
            gone = self._clear(versions[-1].seq)
            if match is None:
                search.forget_reports(self.connection, [versions[-1].seq])  # the text that stands is the one to find
                older = update(reports).where(reports.c.seq == versions[-1].seq).values(current=0)
                self.connection.execute(older)
                versions[-1] = _Known(versions[-1].seq, versions[-1].version, versions[-1].sha256, False)
            else:
                self.connection.execute(
                    update(codings)
                    .where(codings.c.report_seq == seq, codings.c.by == rows.MACHINE, codings.c.current == 1)
                    .values(current=0)
                )
        row = rows.report_row(record) | {"version": version, "ingested_at": self.now}
        if match is None:
            versions.append(_Known(seq, version, report.sha256, True))
            row["digest"] = row_digest(row)
            batch.reports.append({**row, "seq": seq, "current": 1, "text": report.text})
            batch.report_words.append((seq, report.title, report.text))
        else:
            first = select(reports.c.ingested_at).where(reports.c.seq == seq)
            row["ingested_at"] = self.connection.execute(first).scalar_one()
            row["digest"] = row_digest(row)
            self.connection.execute(update(reports).where(reports.c.seq == seq).values(**row))
        self._added.append(f"report {report.id} {version} {report.sha256}")
        coding_seq = self._coding(record, seq, packed, digest, batch)
        self._original(record, original, batch)
        ids = self._events(record, row, seq, coding_seq, gone, batch)
        self._statements(record, seq, batch)
        batch.changes["report"].append((report.id, "put"))
        vanished = tuple(name for name in gone if name not in set(ids))
        batch.changes["event"].extend((name, "delete") for name in vanished)
        touched = sorted({old["incident"] for old in gone.values() if old["incident"]})
        return Put(seq, report.id, version, match is None, False, ids, vanished, tuple(touched))

    def _coding(
        self, record: Record, report_seq: int, packed: bytes, digest: str, batch: _Batch, by: str = rows.MACHINE
    ) -> int:
        seq, coder = self.next("codings"), record.coder
        batch.codings.append(
            {
                "seq": seq,
                "report_seq": report_seq,
                "by": by,
                "coder_version": coder.version,
                "coder_model": coder.model,
                "coder_codebook": coder.codebook,
                "made_at": self.now,
                "record": rows.pack(packed),
                "digest": digest,
                "current": 1,
            }
        )
        self._added.append(f"coding {seq} {digest}")
        return seq

    def _original(self, record: Record, original: Original | None, batch: _Batch) -> None:
        if original is None:
            return
        digest = sha256(original.data)
        batch.originals[digest] = {
            "sha256": digest,
            "path": original.path or (record.report.origin.path if record.report.origin else None),
            "encoding": original.encoding or (record.report.origin.encoding if record.report.origin else None),
            "media": original.media,
            "bytes": rows.pack(original.data),
            "length": len(original.data),
            "fetched_at": original.fetched_at,
            "url": original.url or record.report.url,
        }

    def _events(
        self, record: Record, report: Row, report_seq: int, coding_seq: int, gone: Mapping[str, Row], batch: _Batch
    ) -> tuple[str, ...]:
        ids = tuple(rows.event_id(record.report.id, event.id) for event in record.events)
        anchors = rows.anchors(record.report.id, record.events)
        # A report not seen before cannot have been decided on.
        decided = decisions.load(self.connection, anchors) if report["version"] > 1 or gone else {}
        told = [
            (position, identifier, anchor, coded)
            for position, (identifier, anchor, coded) in enumerate(zip(ids, anchors, record.events, strict=True))
        ]
        if report["version"] > 1 or gone:
            told += self._added_events(record, anchors, decided)
        first = self.next("events", len(told)) if told else 0
        for index, (position, identifier, anchor, coded) in enumerate(told):
            old, added = gone.get(identifier), position >= rows.ADDED
            judged = decisions.judge(coded, decided.get(anchor, ()), record.report.text, added=added)
            place: Row = {
                "seq": first + index,
                "id": identifier,
                "anchor": anchor,
                "report": record.report.id,
                "report_seq": report_seq,
                "coding_seq": coding_seq,
                "position": position,
                "version": old["version"] + 1 if old else 1,
                "incident": None,
            }
            row, parties, places, payload = event_rows(judged, report, place)
            batch.events.append(row)
            batch.event_parties.extend(parties)
            batch.event_places.extend(places)
            if payload is not None:
                batch.event_payloads.append({"event_seq": place["seq"], "payload": payload})
            batch.event_words.append((place["seq"], search.event_words(record, judged.event)))
        batch.changes["event"].extend((identifier, "put") for _, identifier, _, _ in told)
        return tuple(identifier for _, identifier, _, _ in told)

    def _added_events(
        self, record: Record, anchors: Sequence[str], decided: dict[str, list[decisions.Decision]]
    ) -> list[tuple[int, str, str, Event]]:
        """The events that people added to a report and that no coding has by now, where their words still stand."""
        name = record.report.id
        found = []
        for number, decision in enumerate(decisions.additions(self.connection, name), 1):
            if decision.anchor is None or decision.new is None or decision.anchor in anchors:
                continue
            event = decisions.addition(decision)
            if decisions.stands(event, record.report.text):
                identifier = rows.event_id(name, event.id)
                found.append((rows.ADDED + number, identifier, decision.anchor, event))
        decided |= decisions.load(self.connection, [anchor for _, _, anchor, _ in found])
        return found

    def _statements(self, record: Record, report_seq: int, batch: _Batch) -> None:
        for row in rows.statement_rows(record.statements):
            row["report_seq"] = report_seq
            row["digest"] = row_digest(row)
            batch.statements.append(row)

    def _has(self, report_seq: int, digest: str) -> bool:
        query = select(codings.c.seq).where(
            codings.c.report_seq == report_seq, codings.c.by == rows.MACHINE, codings.c.digest == digest
        )
        return self.connection.execute(query).first() is not None

    def _standing(self, report_seq: int) -> tuple[str, ...]:
        query = select(events.c.id).where(events.c.report_seq == report_seq).order_by(events.c.position)
        return tuple(self.connection.execute(query).scalars())

    def _clear(self, report_seq: int) -> dict[str, Row]:
        """Take away what is derived from a report's coding, to be derived anew; what the events were, by id."""
        query = select(events.c.id, events.c.seq, events.c.version, events.c.incident).where(
            events.c.report_seq == report_seq
        )
        found = {row.id: dict(row._mapping) for row in self.connection.execute(query)}
        numbers = [row["seq"] for row in found.values()]
        self._take_away(numbers)
        self._unlink(report_seq)
        self.connection.execute(delete(statements).where(statements.c.report_seq == report_seq))
        return found

    def _take_away(self, numbers: Sequence[int]) -> None:
        """Take the rows of these events away, and their place in the search."""
        for part in parts(numbers):
            for table in (event_parties, event_places, event_payloads):
                self.connection.execute(delete(table).where(table.c.event_seq.in_(part)))
            self.connection.execute(delete(events).where(events.c.seq.in_(part)))
        search.forget_events(self.connection, numbers)

    def _unlink(self, report_seq: int) -> None:
        """Take a report's nodes out of the linking, with their keys and links."""
        query = select(features.c.seq, features.c.node).where(features.c.report_seq == report_seq)
        nodes = {row.node: row.seq for row in self.connection.execute(query)}
        for names in parts(sorted(nodes)):
            self.connection.execute(delete(links).where(links.c.a.in_(names) | links.c.b.in_(names)))
        for numbers in parts(sorted(nodes.values())):
            self.connection.execute(delete(link_keys).where(link_keys.c.feature_seq.in_(numbers)))
            self.connection.execute(delete(features).where(features.c.seq.in_(numbers)))

    def _store(self, batch: _Batch) -> None:
        """Insert what a batch has gathered, parents before children, and empty it."""
        known = self._known_originals(sorted(batch.originals))
        self.insert(originals, [row for name, row in batch.originals.items() if name not in known])
        for table in (reports, codings, events, event_parties, event_places, event_payloads, statements):
            self.insert(table, getattr(batch, table.name))
        search.put_reports(self.connection, batch.report_words)
        search.put_events(self.connection, batch.event_words)
        named = (*batch.events, *batch.event_parties, *batch.event_places)
        search.put_names(self.connection, search.names_in(named))
        for kind, told in batch.changes.items():
            self.changed((kind, name, op) for name, op in told)
        batch.clear()

    def _known_originals(self, digests: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for part in parts(digests):
            query = select(originals.c.sha256).where(originals.c.sha256.in_(part))
            found.update(self.connection.execute(query).scalars())
        return found

    def code(self, record: Record) -> int:
        """Keep a person's own coding of a report beside the others; the number of its row.

        Who the person is says the transaction.  The machine's coding goes on standing; the same again changes nothing.

        Raises:
            LedgerError: the report is not in the ledger with this text, or the account is the machine's.
        """
        report = record.report
        if self.who == rows.MACHINE:
            raise LedgerError("a person's coding needs the person's account, not the machine's")
        match = next((known for known in self._known({report.id})[report.id] if known.sha256 == report.sha256), None)
        if match is None:
            raise LedgerError(f"{report.id} is not in the ledger with this text. Ingest it first")
        packed = _storable(record)
        digest = sha256(packed)
        mine = (codings.c.report_seq == match.seq, codings.c.by == self.who)
        found = self.connection.execute(
            select(codings.c.seq).where(*mine, codings.c.digest == digest, codings.c.current == 1)
        ).scalar()
        if found is not None:
            return int(found)
        self.connection.execute(update(codings).where(*mine).values(current=0))
        batch = _Batch()
        seq = self._coding(record, match.seq, packed, digest, batch, by=self.who)
        self._store(batch)
        return seq


def was_erased() -> ColumnElement[bool]:
    """Whether a row of ``reports`` is what is left of a report that was erased."""
    return and_(reports.c.text.is_(None), reports.c.reason.startswith(rows.ERASED, autoescape=True))


class _Batch:
    """Rows gathered for one round of inserts."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.reports: list[Row] = []
        self.codings: list[Row] = []
        self.events: list[Row] = []
        self.event_parties: list[Row] = []
        self.event_places: list[Row] = []
        self.event_payloads: list[Row] = []
        self.statements: list[Row] = []
        self.report_words: list[tuple[int, str | None, str | None]] = []
        self.event_words: list[tuple[int, str]] = []
        self.originals: dict[str, Row] = {}
        self.changes: dict[str, list[tuple[str, str]]] = {"report": [], "event": []}


def _storable(record: Record) -> bytes:
    """The record as its coding keeps it.

    Raises:
        LedgerError: it holds a lone surrogate or a NUL, which no text of a database can.
    """
    name = record.report.id
    try:
        record.report.text.encode()
        packed = rows.keep(record)
    except UnicodeEncodeError as error:
        raise LedgerError(
            f"{name!r}: half a character ({error.reason}) cannot be stored. Read the report anew"
        ) from error
    if "\0" in record.report.text or (b"\\u0000" in packed and _NUL.search(packed)):
        raise LedgerError(f"{name!r}: a NUL in the text cannot be stored. Read the report anew")
    return packed


def event_rows(
    judged: decisions.Judged, report: Mapping[str, Any], place: Row
) -> tuple[Row, list[Row], list[Row], str | None]:
    """An event's row, those of its parties and places, and its payload where people changed it."""
    event = judged.event
    row = rows.event_row(event, report)
    happened = event.status in rows.COUNTED and judged.reviewed != "rejected" and report["reprint_of"] is None
    row |= {"reviewed": judged.reviewed, "counted": int(happened), **place}
    parties = [{"event_seq": place["seq"], **party} for party in rows.party_rows(event)]
    places = [{"event_seq": place["seq"], **one} for one in rows.place_rows(event)]
    payload = decisions.as_json(event) if judged.changed else None
    row["digest"] = rows.event_digest(row, parties, places, payload)
    return row, parties, places, payload
