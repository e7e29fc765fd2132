"""From a record to rows: how what was coded becomes columns, and what of a record is kept word for word."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from dateline.ledger.digests import row_digest
from dateline.record import (
    TOLL_KEYS,
    Coder,
    Disposition,
    Event,
    Failure,
    Party,
    Place,
    Record,
    Report,
    Statement,
    Time,
)
from dateline.record.incidents import Incident

Row = dict[str, Any]

ERASED = "erased: "
"""Before the reason that stands in ``reports.reason`` once a report was erased."""

MACHINE = "machine"
"""The name under which the program's own codings stand."""

ADDED = 1_000_000
"""From this position on, an event of a report is one that a person added: no coding has it, but a decision does."""

COUNTED = frozenset({"occurred", "ongoing"})
"""Statuses of events that count as having happened."""


class Kept(Struct, frozen=True, kw_only=True):
    """A record as a coding keeps it: everything but the report's text, which the report's own row has."""

    report: Report
    coder: Coder
    disposition: Disposition
    reason: str
    reprint_of: str | None = None
    failure: Failure | None = None
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    parties: tuple[Party, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()

    def record(self, text: str) -> Record:
        """The record again, its spans checked against ``text``."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        return Record(**{**fields, "report": msgspec.structs.replace(self.report, text=text)})


_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(Kept).decode


def keep(record: Record) -> bytes:
    """The record without its text, as JSON."""
    fields = {name: getattr(record, name) for name in Kept.__struct_fields__}
    return _ENCODE(Kept(**{**fields, "report": msgspec.structs.replace(record.report, text="")}))


def kept(data: bytes) -> Kept:
    """What :func:`keep` made JSON of."""
    return _DECODE(data)


def pack(data: bytes) -> bytes:
    """Bytes as the store keeps them; level 1 is what the ingest speed allows and makes a sixth of a record."""
    return zlib.compress(data, 1)


def unpack(packed: bytes) -> bytes:
    """The bytes that :func:`pack` made smaller.

    Raises:
        ValueError: they are damaged.
    """
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def event_id(report: str, event: str) -> str:
    """The id of an event across reports: ``REPORT#e1`` for event ``e1`` of report ``REPORT``."""
    return f"{report}#{event}"


def anchors(report: str, events: Sequence[Event]) -> tuple[str, ...]:
    """What each event is whoever coded it: a digest of the report, the trigger and, where several share it, the order.

    By it a decision finds its event again when another coder numbers the events of the report differently.
    """
    seen: dict[tuple[int, int], int] = {}
    found = []
    for event in events:
        trigger = event.trigger
        nth = seen.get((trigger.start, trigger.end), 0)
        seen[trigger.start, trigger.end] = nth + 1
        name = f"{report}\0{trigger.start}\0{trigger.end}\0{trigger.text}\0{nth}"
        found.append(hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16])
    return tuple(found)


def report_row(record: Record) -> Row:
    """The columns of ``reports`` that the record decides; number, version and time are the writer's to add."""
    report = record.report
    origin = report.origin
    return {
        "id": report.id,
        "sha256": report.sha256,
        "url": report.url,
        "title": report.title,
        "authors": _ENCODE(report.authors).decode(),
        "source": report.source,
        "credit": report.credit,
        "published": report.published,
        "published_from": report.published_range.from_,
        "published_to": report.published_range.to,
        "published_basis": report.published_range.basis,
        "language": report.language,
        "disposition": record.disposition,
        "reason": record.reason,
        "reprint_of": record.reprint_of,
        "original_sha256": origin.sha256 if origin else None,
        "path": origin.path if origin else None,
        "line": origin.line if origin else None,
    }


def event_row(event: Event, report: Mapping[str, Any]) -> Row:
    """The columns of ``events`` that the event and its report decide."""
    when, actor, recipient = event.when, _first(event.actors), _first(event.recipients)
    place, claim, codes = _first(event.where), event.claim, event.codes
    row = {
        "event": event.id,
        "main": int(event.main),
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "trigger": event.trigger.text,
        "trigger_start": event.trigger.start,
        "trigger_end": event.trigger.end,
        "date_from": when.from_ if when else None,
        "date_to": when.to if when else None,
        "date_precision": date_precision(when.from_, when.to) if when else None,
        "date_prec": event.precision.date_prec,
        "place": (place.name or place.text) if place else None,
        "geonameid": place.geonameid if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "admin2": place.admin2 if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision if place else None,
        "where_prec": event.precision.where_prec,
        "weapon": event.weapon.text if event.weapon else None,
        "claim_by": _name(claim.speaker) if claim else None,
        "claim_stance": claim.stance if claim else None,
        "claim_channel": claim.channel if claim else None,
        "source": report["source"],
        "published": report["published"],
        "plover": codes.plover,
        "cameo": codes.cameo,
        "quad": codes.quad,
        "acled_event_type": codes.acled.event_type if codes.acled else None,
        "acled_sub_event_type": codes.acled.sub_event_type if codes.acled else None,
        "ucdp_type": codes.ucdp.type_of_violence if codes.ucdp else None,
        "confidence": event.confidence,
    }
    for role, party in (("actor", actor), ("recipient", recipient)):
        row[role] = _name(party)
        row[f"{role}_id"] = party.id if party else None
        row[f"{role}_country"] = party.country if party else None
        row[f"{role}_sector"] = party.sector if party else None
    for key in TOLL_KEYS:
        count = getattr(event.toll, key)
        row[f"{key}_min"] = count.min if count else None
        row[f"{key}_max"] = count.max if count else None
    return row


def party_rows(event: Event) -> list[Row]:
    """The rows of ``event_parties`` but for the event's number."""
    return [
        {
            "role": role,
            "position": position,
            "name": party.name,
            "party_id": party.id,
            "kind": party.kind,
            "country": party.country,
            "sector": party.sector,
            "text": party.text,
        }
        for role, parties in (("actor", event.actors), ("recipient", event.recipients))
        for position, party in enumerate(parties)
    ]


def place_rows(event: Event) -> list[Row]:
    """The rows of ``event_places`` but for the event's number."""
    return [
        {
            "position": position,
            "name": place.name or place.text,
            "geonameid": place.geonameid,
            "lat": place.lat,
            "lon": place.lon,
            "country": place.country,
            "admin1": place.admin1,
            "admin2": place.admin2,
            "precision": place.precision,
        }
        for position, place in enumerate(event.where)
    ]


def statement_rows(statements: Iterable[Statement]) -> list[Row]:
    """The rows of ``statements`` but for the report's number and the digest."""
    return [
        {
            "position": position,
            "speaker": _name(statement.speaker),
            "speaker_id": statement.speaker.id if statement.speaker else None,
            "stance": statement.stance,
            "channel": statement.channel,
            "cue": statement.cue.text if statement.cue else None,
            "content": " … ".join(span.text for span in statement.contents),
            "content_start": statement.contents[0].start if statement.contents else None,
            "content_end": statement.contents[-1].end if statement.contents else None,
            "direct": int(statement.direct),
        }
        for position, statement in enumerate(statements)
    ]


def incident_row(incident: Incident) -> Row:
    """The columns of ``incidents`` that the incident decides; version, review and digest are the writer's to add."""
    place, days = _first(incident.where), incident.when
    row: Row = {
        "id": incident.id,
        "type": incident.type,
        "status": incident.status,
        "date_from": days.from_ if days else None,
        "date_to": days.to if days else None,
        "place": place.name if place else None,
        "geonameid": place.geonameid if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision if place else None,
        "actors": "; ".join(party.name for party in incident.actors) or None,
        "recipients": "; ".join(party.name for party in incident.recipients) or None,
        "events": len(incident.events),
        "reports": len(incident.reports),
        "independent_sources": incident.independent_sources,
        "conflicts": len(incident.conflicts),
        "payload": _ENCODE(incident).decode(),
    }
    for key in TOLL_KEYS:
        count = incident.count(key)
        row[f"{key}_min"] = count.min if count else None
        row[f"{key}_max"] = count.max if count else None
    return row


def event_digest(row: Row, parties: Sequence[Row], places: Sequence[Row], payload: str | None) -> str:
    """The digest of an event: its row with those of its parties and places, and its payload where it has one."""
    return row_digest(
        {
            **{name: value for name, value in row.items() if name not in {"incident", "digest"}},
            "event_parties": [_bare(party) for party in parties],
            "event_places": [_bare(place) for place in places],
            "payload": payload,
        }
    )


def date_precision(start: str | None, end: str | None) -> str:
    """How exactly an interval of days bounds a happening: day, week, month, year, range, open or unknown."""
    if start is None or end is None:
        return "unknown" if start == end else "open"
    if start == end:
        return "day"
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:  # years before Christ or beyond 9999 have no calendar here
        return "range"
    after = last + timedelta(days=1) if last < date.max else last
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 1:
            return "month"
        if months == 12 and first.month == 1:
            return "year"
    return "week" if (last - first).days == 6 and first.weekday() == 0 else "range"


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "event_seq" and value is not None}


def _first(values: Sequence[Any]) -> Any:
    return values[0] if values else None


def _name(party: Party | None) -> str | None:
    return (party.name or party.text) if party else None
