"""Saved searches: a filter under a name, whose new incidents are told once each to whoever watches."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import delete, func, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import filters, following
from dateline.ledger.tables import alerts, searches
from dateline.web.access import Page, Role, user
from dateline.web.api.answering import json_answer
from dateline.web.api.deciding import decoded
from dateline.web.desk import desk

LONGEST_NAME = 200
MOST_SEARCHES = 500
"""Searches of one person."""


class Search(Struct, frozen=True, kw_only=True):
    """A saved search; ``told`` counts the incidents that newly fitted it."""

    id: str
    name: str
    query: str
    owner: str | None
    created_at: str
    told: int


class NewSearch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search to save: its name and its filter."""

    name: str
    query: str = ""


def api_searches(request: Request) -> Response:
    """The saved searches of everybody, in the order they were made."""
    counted = select(alerts.c.search, func.count()).where(alerts.c.state != "before").group_by(alerts.c.search)
    with desk(request).ledger.read() as connection:
        known = following.all_searches(connection)
        told: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted)}
    return json_answer(request, {"items": [_search(one, told.get(one.id, 0)) for one in known]})


def _search(kept: following.Search, told: int) -> Search:
    return Search(id=kept.id, name=kept.name, query=kept.query, owner=kept.owner, created_at=kept.created_at, told=told)


async def api_save_search(request: Request) -> Response:
    """Save a search under a name of its own; what fits it already is not told."""
    wanted = decoded(await request.body(), NewSearch)
    return await run_in_threadpool(_save, request, wanted)


def _save(request: Request, wanted: NewSearch) -> Response:
    name = " ".join(wanted.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise HTTPException(400, f"a search needs a name of up to {LONGEST_NAME} printable characters")
    who, ledger = user(request).name, desk(request).ledger
    asked = str(filters.parse(wanted.query))
    with ledger.read() as connection:
        known = following.all_searches(connection)
    same = next((one for one in known if one.name == name and one.owner == who and one.query == asked), None)
    if same is None and sum(one.owner == who for one in known) >= MOST_SEARCHES:
        raise HTTPException(400, f"one person keeps at most {MOST_SEARCHES} searches; delete some first")
    # After a click too many it is the same search, saved once.
    saved = same or following.add_search(ledger, name, asked, who)
    return json_answer(request, _search(saved, 0), 201)


def api_delete_search(request: Request) -> Response:
    """Delete a saved search: one's own, or anybody's with the role adjudicator."""
    who, identifier = user(request), str(request.path_params["id"])
    with desk(request).ledger.write(who.name) as writer:
        known = writer.connection.execute(select(searches).where(searches.c.id == identifier)).first()
        if known is None:
            raise HTTPException(404, "There is no such search")
        if known.owner != who.name and who.role < Role.ADJUDICATOR:
            raise HTTPException(403, "Deleting somebody else's search needs the role adjudicator")
        writer.connection.execute(delete(alerts).where(alerts.c.search == identifier))
        writer.connection.execute(delete(searches).where(searches.c.id == identifier))
        writer.audit("search deleted", known.name)
    return Response(status_code=204)


PAGES = (
    Page("/api/searches", api_searches, Role.VIEWER),
    Page("/api/searches", api_save_search, Role.CODER, ("POST",)),
    Page("/api/searches/{id}", api_delete_search, Role.CODER, ("DELETE",)),
)
