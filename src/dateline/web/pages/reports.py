"""Reports: the list of them, and one to read with everything that was coded from it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import msgspec
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import queries, rows
from dateline.ledger.answers import EventRow, IncidentRow, ReportRow
from dateline.ledger.tables import originals, reports
from dateline.record import Event
from dateline.web.access import Page, Role
from dateline.web.desk import desk
from dateline.web.marking import marks, paragraphs
from dateline.web.rendering import page

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Card:
    """An event as the report's page shows it: its number on the page, its row, its value, its incident."""

    number: str
    row: EventRow
    event: Event
    incident: IncidentRow | None


def report_list(request: Request) -> Response:
    """The reports, last added first."""
    here = desk(request)
    after = request.query_params.get("after", "")
    before = int(after) if after.isdecimal() and len(after) < 16 else None
    query = select(*(reports.c[name] for name in ReportRow.__struct_fields__)).where(reports.c.current == 1)
    if before is not None:
        query = query.where(reports.c.seq < before)
    with here.ledger.read() as connection:
        found = list(connection.execute(query.order_by(reports.c.seq.desc()).limit(PER_PAGE + 1)))
    listed = [ReportRow(**{**row._mapping, "current": bool(row.current)}) for row in found[:PER_PAGE]]
    following = listed[-1].seq if len(found) > PER_PAGE else None
    return page(request, "reports.html", reports=listed, following=following, first=before is None)


def report(request: Request) -> Response:
    """One report: its text with the evidence marked, its events as cards, its statements, its copies."""
    here = desk(request)
    identifier = str(request.path_params["id"])
    view = queries.report(here.ledger, identifier)
    if view is None:
        raise HTTPException(404, "The ledger has no report of that name")
    cards: list[Card] = []
    for row in view.events:
        told = queries.event(here.ledger, row.id)
        if told is not None and told.event is not None:
            cards.append(Card(str(len(cards) + 1), told.row, told.event, told.incident))
    text = view.text
    told_marks = marks([(card.number, card.event) for card in cards], view.statements)
    original = None
    if view.row.reprint_of:
        original = queries.report(here.ledger, view.row.reprint_of)
    return page(
        request, "report.html",
        view=view,
        report=view.row,
        record=view.record,
        cards=cards,
        paragraphs=paragraphs(text, told_marks) if text is not None else (),
        original=original.row if original is not None else None,
        archived=_archived(request, view.row),
        href=quote(identifier, safe=""),
        words=len(text.split()) if text is not None else None,
    )  # fmt: skip


def record_json(request: Request) -> Response:
    """The record of a report as the coder wrote it, without the text of the report."""
    view = queries.report(desk(request).ledger, str(request.path_params["id"]))
    if view is None or view.record is None:
        raise HTTPException(404, "The ledger has no record of that report")
    told = msgspec.to_builtins(view.record)
    told["report"].pop("text", None)
    return Response(msgspec.json.encode(told), media_type="application/json")


def original(request: Request) -> Response:
    """The bytes a report was read from, to be saved and never shown as a page of ours."""
    here = desk(request)
    with here.ledger.read() as connection:
        found = connection.execute(
            select(originals.c.bytes, originals.c.sha256)
            .join(reports, reports.c.original_sha256 == originals.c.sha256)
            .where(reports.c.id == str(request.path_params["id"]), reports.c.current == 1)
        ).first()
    if found is None or found.bytes is None:
        raise HTTPException(404, "The ledger keeps no original of that report")
    headers = {"Content-Disposition": f'attachment; filename="original-{found.sha256[:12]}.bin"'}
    return Response(rows.unpack(found.bytes), media_type="application/octet-stream", headers=headers)


def _archived(request: Request, row: ReportRow) -> str | None:
    """The digest of the archived original, where its bytes are kept."""
    with desk(request).ledger.read() as connection:
        found = connection.execute(
            select(originals.c.sha256)
            .join(reports, reports.c.original_sha256 == originals.c.sha256)
            .where(reports.c.seq == row.seq, originals.c.bytes.is_not(None))
        ).scalar()
    return None if found is None else str(found)


PAGES = (
    Page("/reports", report_list, Role.VIEWER),
    Page("/reports/{id:path}/record.json", record_json, Role.VIEWER),
    Page("/reports/{id:path}/original", original, Role.VIEWER),
    Page("/reports/{id:path}", report, Role.VIEWER),
)
