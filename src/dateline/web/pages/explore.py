"""Explore: map, timeline and table on one filter that stands in the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import Ledger, queries
from dateline.ledger.answers import EventView, IncidentRow
from dateline.linkage import related
from dateline.web.access import Page, Role
from dateline.web.desk import desk
from dateline.web.pages.reports import Card
from dateline.web.rendering import page


@dataclass(frozen=True, slots=True)
class Why:
    """Why two events were taken for one happening: each by its outlet, how they relate, and the reasons."""

    left: str
    right: str
    relation: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """Another incident this one follows or is followed by: how, which, and the reasons."""

    relation: str
    incident: IncidentRow
    reasons: tuple[str, ...]


def explore(request: Request) -> Response:
    """The page; what it shows it asks the HTTP interface for."""
    return page(request, "explore.html", asked=request.query_params.get("q", ""))


def event_card(request: Request) -> Response:
    """One event as a card with its sentence, for the panel beside the map."""
    told = queries.event(desk(request).ledger, str(request.path_params["id"]))
    if told is None or told.event is None:
        raise HTTPException(404, "The ledger has no event of that id")
    return page(request, "evidence.html", card=Card("1", told.row, told.event, told.incident), view=told)


def incident(request: Request) -> Response:
    """One incident: who reports what, where they differ, and why they were taken for one happening."""
    here = desk(request)
    view = queries.incident(here.ledger, str(request.path_params["id"]))
    if view is None:
        raise HTTPException(404, "The ledger has no incident of that id")
    cards = []
    for number, row in enumerate(view.events, 1):
        told = queries.event(here.ledger, row.id)
        if told is not None and told.event is not None:
            cards.append((Card(str(number), told.row, told.event, None), told))
    names = {told.row.id: f"{_outlet(told)} (event {number})" for number, (_, told) in enumerate(cards, 1)}
    why = [
        Why(names.get(link.a, link.a), names.get(link.b, link.b), link.relation, tuple(reasons))
        for link in view.links
        if link.because and (reasons := msgspec.json.decode(link.because, type=list[str]))
    ]
    kin = list(_kin(here.ledger, view.row.id))
    return page(request, "incident.html", view=view, incident=view.row, cards=cards, why=why, kin=kin)


def _kin(ledger: Ledger, incident: str) -> Iterator[Kin]:
    with ledger.read() as connection:
        found = related(connection, incident)
    for relation in found:
        later = relation.a == incident
        other = queries.incident(ledger, relation.b if later else relation.a)
        if other is not None:
            yield Kin(relation.kind if later else f"{relation.kind} of", other.row, tuple(relation.because))


def _outlet(told: EventView) -> str:
    return told.report.source or told.report.credit or told.report.id


PAGES = (
    Page("/explore", explore, Role.VIEWER),
    Page("/events/{id:path}/card", event_card, Role.VIEWER),
    Page("/incidents/{id}", incident, Role.VIEWER),
)
