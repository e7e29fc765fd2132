"""Reading records back: as coded, and as they stand with people's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from dateline.ledger import rows
from dateline.ledger.digests import sha256
from dateline.ledger.tables import codings, event_payloads, events, reports
from dateline.record import Event, Record
from dateline.record.errors import LedgerError

_EVENT = msgspec.json.Decoder(Event).decode
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Coding:
    """One coding of a report: ``by`` the machine or a person, ``current`` if it is that coder's latest.

    ``kept`` is the record without the report's text, ``None`` where it was erased.
    """

    seq: int
    report_seq: int
    by: str
    made_at: str
    current: bool
    digest: str
    kept: rows.Kept | None


def seq(connection: Connection, report: str, version: int | None = None) -> int | None:
    """The row number of a report's current version, or of the one asked for; ``None`` where there is none."""
    wanted = reports.c.current == 1 if version is None else reports.c.version == version
    return connection.execute(select(reports.c.seq).where(reports.c.id == report, wanted)).scalar()


def codings_of(connection: Connection, report_seq: int, *, by: str | None = None) -> tuple[Coding, ...]:
    """Every coding of one version of a report, in the order they were made; with ``by`` only those of one coder.

    A person who codes blind is shown nothing but ``by`` themselves.
    """
    query = select(codings).where(codings.c.report_seq == report_seq).order_by(codings.c.seq)
    if by is not None:
        query = query.where(codings.c.by == by)
    return tuple(
        Coding(
            seq=row.seq,
            report_seq=row.report_seq,
            by=row.by,
            made_at=row.made_at,
            current=bool(row.current),
            digest=row.digest,
            kept=None if row.record is None else unpack(row.record, row.digest, row.seq),
        )
        for row in connection.execute(query)
    )


def standing(connection: Connection, report_seqs: Sequence[int]) -> dict[int, rows.Kept]:
    """By report number: the machine's current coding, as coded.  Erased ones are left out."""
    found: dict[int, rows.Kept] = {}
    for start in range(0, len(report_seqs), _CHUNK):
        query = select(codings.c.report_seq, codings.c.seq, codings.c.record, codings.c.digest).where(
            codings.c.report_seq.in_(report_seqs[start : start + _CHUNK]),
            codings.c.by == rows.MACHINE,
            codings.c.current == 1,
        )
        for row in connection.execute(query):
            if row.record is not None:
                found[row.report_seq] = unpack(row.record, row.digest, row.seq)
    return found


def record(connection: Connection, report_seq: int) -> Record | None:
    """The record of a report as the machine coded it; ``None`` where its text or coding was purged."""
    text = connection.execute(select(reports.c.text).where(reports.c.seq == report_seq)).scalar()
    kept = standing(connection, [report_seq]).get(report_seq)
    return None if text is None or kept is None else kept.record(text)


def event(connection: Connection, identifier: str) -> Event | None:
    """An event as it stands, decisions applied; ``None`` where there is none of that id."""
    query = select(events.c.report_seq).where(events.c.id == identifier)
    report_seq = connection.execute(query).scalar()
    return None if report_seq is None else standing_events(connection, [report_seq]).get(identifier)


def standing_events(connection: Connection, report_seqs: Sequence[int]) -> dict[str, Event]:
    """By id: the events of these reports as they stand, decisions applied and incidents filled in."""
    coded = standing(connection, report_seqs)
    found: dict[str, Event] = {}
    for start in range(0, len(report_seqs), _CHUNK):
        query = (
            select(events.c.id, events.c.report_seq, events.c.position, events.c.incident, event_payloads.c.payload)
            .join_from(events, event_payloads, events.c.seq == event_payloads.c.event_seq, isouter=True)
            .where(events.c.report_seq.in_(report_seqs[start : start + _CHUNK]))
            .order_by(events.c.seq)
        )
        for row in connection.execute(query):
            if row.payload is not None:
                value = _EVENT(row.payload)
            elif row.report_seq in coded:
                value = coded[row.report_seq].events[row.position]
            else:
                continue
            found[row.id] = msgspec.structs.replace(value, incident=row.incident)
    return found


def standing_records(connection: Connection, report_seqs: Iterable[int]) -> dict[int, Record]:
    """By report number: the records as they stand, decisions applied.  Reports without text are left out."""
    wanted = list(report_seqs)
    coded, valid = standing(connection, wanted), standing_events(connection, wanted)
    added = _added(connection, wanted)
    by_report: dict[int, dict[str, Event]] = {}
    found: dict[int, Record] = {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        query = select(reports.c.seq, reports.c.id, reports.c.text).where(reports.c.seq.in_(part))
        for row in connection.execute(query):
            if row.text is None or row.seq not in coded:
                continue
            ids = [rows.event_id(row.id, one.id) for one in coded[row.seq].events]
            ids += added.get(row.seq, [])
            by_report[row.seq] = {name: valid[name] for name in ids if name in valid}
            kept = msgspec.structs.replace(coded[row.seq], events=tuple(by_report[row.seq].values()))
            if kept.events and kept.disposition == "no_event":
                kept = msgspec.structs.replace(kept, disposition="published", reason="events added by a person")
            found[row.seq] = kept.record(row.text)
    return found


def added_events(connection: Connection, report_seq: int) -> tuple[Event, ...]:
    """The events that people added to a report, as they stand."""
    names = _added(connection, [report_seq]).get(report_seq)
    if not names:
        return ()
    valid = standing_events(connection, [report_seq])
    return tuple(valid[name] for name in names)


def _added(connection: Connection, report_seqs: Sequence[int]) -> dict[int, list[str]]:
    """By report number: the ids of the events that people added."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(report_seqs), _CHUNK):
        query = (
            select(events.c.report_seq, events.c.id)
            .where(events.c.report_seq.in_(report_seqs[start : start + _CHUNK]), events.c.position >= rows.ADDED)
            .order_by(events.c.report_seq, events.c.position)
        )
        for row in connection.execute(query):
            found.setdefault(row.report_seq, []).append(row.id)
    return found


def unpack(packed: bytes, digest: str, coding: int) -> rows.Kept:
    """What a coding keeps, checked against its digest.

    Raises:
        LedgerError: the bytes are not those that were stored.
    """
    try:
        data = rows.unpack(packed)
    except ValueError as error:
        raise LedgerError(f"coding {coding} is damaged: {error}. Run `dateline check`") from error
    if sha256(data) != digest:
        raise LedgerError(f"coding {coding} is not what was stored. Run `dateline check`")
    return rows.kept(data)
