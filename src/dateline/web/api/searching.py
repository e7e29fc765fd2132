"""Saved searches: a filter under a name, whose new incidents are told once each to whoever watches."""

from __future__ import annotations

import hashlib

from msgspec import Struct
from sqlalchemy import delete, func, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import filters
from dateline.ledger.tables import alerts, searches
from dateline.web.access import Page, Role, user
from dateline.web.api.answering import json_answer
from dateline.web.api.deciding import decoded
from dateline.web.desk import desk

LONGEST_NAME = 200
MOST_SEARCHES = 500
"""Searches of one person."""


class Search(Struct, frozen=True, kw_only=True):
    """A saved search; ``told`` counts the incidents it has told of."""

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
    """The saved searches of everybody, the oldest first."""
    told = select(func.count()).where(alerts.c.search == searches.c.id).scalar_subquery()
    query = select(searches, told.label("told")).order_by(searches.c.created_at, searches.c.id)
    with desk(request).ledger.read() as connection:
        found = [Search(**row._mapping) for row in connection.execute(query)]
    return json_answer(request, {"items": found})


async def api_save_search(request: Request) -> Response:
    """Save a search under a name; the same name of the same person again replaces its filter."""
    wanted = decoded(await request.body(), NewSearch)
    return await run_in_threadpool(_save, request, wanted)


def _save(request: Request, wanted: NewSearch) -> Response:
    name = " ".join(wanted.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise HTTPException(400, f"a search needs a name of up to {LONGEST_NAME} printable characters")
    asked = str(filters.parse(wanted.query))
    who = user(request).name
    # The same person's search of the same name is the same search, also after a click too many.
    identifier = hashlib.sha256(f"{who}\0{name}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    with desk(request).ledger.write(who) as writer:
        known = writer.connection.execute(select(searches).where(searches.c.id == identifier)).first()
        if known is None:
            mine = select(func.count()).select_from(searches).where(searches.c.owner == who)
            if writer.connection.execute(mine).scalar_one() >= MOST_SEARCHES:
                raise HTTPException(400, f"one person keeps at most {MOST_SEARCHES} searches; delete some first")
            row = {"id": identifier, "name": name, "query": asked, "owner": who, "created_at": writer.now}
            writer.connection.execute(searches.insert(), row)
            writer.audit("search saved", name, {"query": asked})
        elif known.query != asked:
            writer.connection.execute(searches.update().where(searches.c.id == identifier).values(query=asked))
            writer.connection.execute(delete(alerts).where(alerts.c.search == identifier))
            writer.audit("search changed", name, {"query": asked})
        made = known.created_at if known is not None else writer.now
    saved = Search(id=identifier, name=name, query=asked, owner=who, created_at=made, told=0)
    return json_answer(request, saved, 201)


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
