"""Deciding: what a person says of an event, an incident or a report, written down once and in force at once.

A change names the version it was made on (``base_version``; 428 without, 412 with both versions where somebody was
faster), and may bring an ``Idempotency-Key``: sent again after a lost answer, it is answered as before and changes
nothing.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import decisions
from dateline.ledger.decisions import Action, Kind
from dateline.ledger.tables import events, requests
from dateline.ledger.writing import Writer
from dateline.linkage import relink
from dateline.record.errors import LedgerError
from dateline.web.access import Page, Role, user
from dateline.web.api.answering import json_answer, number
from dateline.web.desk import desk

LONGEST_WHY = 4_000
NEED_A_VERSION = frozenset({"accept", "edit", "reject", "merge", "split", "undo"})
FOR_ADJUDICATORS = frozenset({"merge", "split"})


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision as a page or program sends it; the fields are those of a decision in the ledger."""

    target: str
    action: Action
    kind: Kind = "event"
    base_version: int | None = None
    field: str | None = None
    new: Any = None
    events: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    undoes: str | None = None
    why: str | None = None


async def api_decide(request: Request) -> Response:
    """Write down a decision."""
    wanted = decoded(await request.body(), Wanted)
    return await run_in_threadpool(_decide, request, wanted)


def _decide(request: Request, wanted: Wanted) -> Response:
    here, who = desk(request), user(request)
    if wanted.action in NEED_A_VERSION and wanted.base_version is None:
        raise HTTPException(428, "Say which version was looked at (base_version)")
    if wanted.why is not None and len(wanted.why) > LONGEST_WHY:
        raise HTTPException(400, f"a reason has at most {LONGEST_WHY} characters")
    if wanted.action in FOR_ADJUDICATORS and who.role < Role.ADJUDICATOR:
        raise HTTPException(403, f"A {wanted.action} needs the role adjudicator")
    key = key_of(request)
    with here.ledger.write(who.name) as writer:
        known = answered(writer, key, who.name)
        if known is not None:
            return known
        if wanted.action == "undo":
            _may_undo(writer, wanted, who.name, who.role)
        decision = writer.decide(
            wanted.target,
            wanted.action,
            base_version=wanted.base_version,
            kind=wanted.kind,
            field=wanted.field,
            new=wanted.new,
            events=wanted.events,
            others=wanted.others,
            undoes=wanted.undoes,
            why=wanted.why,
        )
        if wanted.kind != "report" and wanted.action not in {"note", "accept"}:
            relink(writer, _events_of(writer, wanted))
        return answer_once(writer, key, who.name, {"decision": decision})


def _events_of(writer: Writer, wanted: Wanted) -> list[str]:
    """The events whose incidents a decision may change."""
    if wanted.kind == "event":
        return [wanted.target]
    query = select(events.c.id).where(events.c.incident.in_([wanted.target, *wanted.others]))
    return sorted({*writer.connection.execute(query).scalars(), *wanted.events})


def answered(writer: Writer, key: str, account: str) -> Response | None:
    """What a change that came with this key was answered before; ``None`` where it is new."""
    if not key:
        return None
    found = writer.connection.execute(select(requests).where(requests.c.key == f"{account}:{key}")).first()
    return None if found is None else Response(found.answer, found.status, media_type="application/json")


def answer_once(writer: Writer, key: str, account: str, value: Any) -> Response:
    """The answer to a change that was made in this transaction, kept under its key."""
    body = msgspec.json.encode(value)
    if key:
        writer.connection.execute(
            requests.insert(),
            {"key": f"{account}:{key}", "account": account, "at": writer.now, "status": 201, "answer": body.decode()},
        )
    return Response(body, 201, media_type="application/json")


def key_of(request: Request) -> str:
    """The key by which a change is known when it is sent again."""
    return request.headers.get("idempotency-key", "")[:200]


def _may_undo(writer: Writer, wanted: Wanted, name: str, role: Role) -> None:
    """A coder takes back the own decisions, an adjudicator anybody's."""
    first = decisions.by_id(writer.connection, wanted.undoes or "")
    if first is None:
        raise LedgerError("there is no such decision to take back")
    if first.by != name and role < Role.ADJUDICATOR:
        raise HTTPException(403, "Taking back what somebody else decided needs the role adjudicator")


def api_decisions(request: Request) -> Response:
    """Decisions of all kinds in the order they were made, behind number ``after``."""
    here = desk(request)
    after = number(request, "after", 0, 0, 2**53)
    limit = number(request, "limit", 100, 1, 1_000)
    with here.ledger.read() as connection:
        found = decisions.latest(connection, after=after, limit=limit)
    return json_answer(request, {"items": found, "next": found[-1].seq if len(found) == limit else None})


def api_history(request: Request) -> Response:
    """Every decision on one event, incident or report, the first one first."""
    with desk(request).ledger.read() as connection:
        return json_answer(request, {"items": decisions.history(connection, str(request.path_params["id"]))})


def decoded(body: bytes, kind: type[Any]) -> Any:
    """A request's JSON as a value of ``kind``.

    Raises:
        HTTPException: it is no JSON, or not of that shape; the message says where.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise HTTPException(400, f"That is not what was asked for: {str(error)[:300]}") from None


PAGES = (
    Page("/api/decisions", api_decide, Role.CODER, ("POST",)),
    Page("/api/decisions", api_decisions, Role.VIEWER),
    Page("/api/decisions/{id:path}", api_history, Role.VIEWER),
)
