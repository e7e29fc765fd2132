"""Asking: events, incidents, reports, counts, timeline, map and changes, by the filter language of the page."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import filters, queries
from dateline.ledger.answers import Of, Unit
from dateline.web.access import Page, Role
from dateline.web.api.answering import MOST, asked, choice, json_answer, number, remembered
from dateline.web.desk import desk
from dateline.web.showing import FAMILIES

OF = ("events", "incidents")
UNITS = ("day", "week", "month", "year")


@remembered
def api_events(request: Request) -> Response:
    """A page of events that fit the filter ``q``."""
    here = desk(request)
    found = queries.events_page(
        here.ledger,
        asked(request),
        after=request.query_params.get("after") or None,
        limit=number(request, "limit", 50, 1, MOST),
        order=choice(request, "order", "date", tuple(queries.ORDERS)),
        columns=here.columns,
    )
    return json_answer(request, found, headers=_next(request, found.next))


@remembered
def api_incidents(request: Request) -> Response:
    """A page of incidents with an event that fits the filter ``q``."""
    here = desk(request)
    found = queries.incidents_page(
        here.ledger,
        asked(request),
        after=request.query_params.get("after") or None,
        limit=number(request, "limit", 50, 1, MOST),
        order=choice(request, "order", "date", tuple(queries.INCIDENT_ORDERS)),
        columns=here.columns,
    )
    return json_answer(request, found, headers=_next(request, found.next))


@remembered
def api_facets(request: Request) -> Response:
    """How many hits each value of the fields ``fields`` has (comma between them)."""
    here = desk(request)
    of = cast("Of", choice(request, "of", "events", OF))
    known = queries.FACETS if of == "events" else queries.INCIDENT_FACETS
    wanted = tuple(request.query_params.get("fields", "type,status,country").split(","))
    for name in wanted:
        if name not in known:
            raise HTTPException(400, f"fields are among {', '.join(known)}")
    found = queries.facets(
        here.ledger, asked(request), wanted, of=of, top=number(request, "top", 12, 1, 500), columns=here.columns
    )
    return json_answer(request, found)


@remembered
def api_timeline(request: Request) -> Response:
    """How many hits each day, week, month or year has."""
    here = desk(request)
    unit = request.query_params.get("unit")
    if unit is not None and unit not in UNITS:
        raise HTTPException(400, f"unit is one of {', '.join(UNITS)}")
    of = cast("Of", choice(request, "of", "events", OF))
    if choice(request, "by", "none", ("none", "family")) == "family":
        return json_answer(request, _by_family(request, of, cast("Unit | None", unit)))
    found = queries.timeline(here.ledger, asked(request), unit=cast("Unit | None", unit), of=of, columns=here.columns)
    return json_answer(request, found)


def _by_family(request: Request, of: Of, unit: Unit | None) -> dict[str, Any]:
    """The timeline with each bar's share of the six families of types."""
    here = desk(request)
    wanted = filters.parse(asked(request))
    whole = queries.timeline(here.ledger, wanted, unit=unit, of=of, columns=here.columns)
    parts: dict[str, dict[str, int]] = {bar.start: {} for bar in whole.bars}
    for family in sorted(set(FAMILIES.values())):
        types = ",".join(kind.lower() for kind, its in sorted(FAMILIES.items()) if its == family)
        narrowed = filters.parse(f"({wanted}) type:{types}" if str(wanted) else f"type:{types}")
        part = queries.timeline(here.ledger, narrowed, unit=whole.unit, of=of, columns=here.columns)
        for bar in part.bars:
            parts.setdefault(bar.start, {})[family] = bar.count
    bars = [{**msgspec.to_builtins(bar), "parts": parts[bar.start]} for bar in whole.bars]
    return {"unit": whole.unit, "bars": bars, "wider": whole.wider, "undated": whole.undated}


@remembered
def api_map(request: Request) -> Response:
    """The hits on the map: points in clusters for a zoom, areas apart."""
    here = desk(request)
    found = queries.points(
        here.ledger,
        asked(request),
        zoom=number(request, "zoom", 4, 0, 20),
        most=number(request, "most", 2_000, 1, MOST),
        columns=here.columns,
    )
    return json_answer(request, found)


def api_event(request: Request) -> Response:
    """One event with everything; its version is the ETag a decision has to name."""
    view = queries.event(desk(request).ledger, str(request.path_params["id"]))
    if view is None:
        raise HTTPException(404, "The ledger has no event of that id")
    return json_answer(request, view)


def api_incident(request: Request) -> Response:
    """One incident with everything; ids it had before find it too."""
    view = queries.incident(desk(request).ledger, str(request.path_params["id"]))
    if view is None:
        raise HTTPException(404, "The ledger has no incident of that id")
    return json_answer(request, view)


def api_report(request: Request) -> Response:
    """One report with everything but its text, which stays on this machine."""
    view = queries.report(desk(request).ledger, str(request.path_params["id"]))
    if view is None:
        raise HTTPException(404, "The ledger has no report of that id")
    told: dict[str, Any] = msgspec.to_builtins(view)
    told.pop("text", None)
    if told.get("record"):
        told["record"]["report"].pop("text", None)
    return json_answer(request, told)


def api_filter(request: Request) -> Response:
    """A filter as the program understands it: its one canonical writing, or where it fails."""
    text = asked(request)
    try:
        tree = filters.parse(text)
    except filters.FilterError as error:
        told = {"good": False, "problem": error.problem, "position": error.position, "advice": error.advice}
        return json_answer(request, told)
    return json_answer(request, {"good": True, "canonical": str(tree)})


def _next(request: Request, mark: str | None) -> dict[str, str]:
    """The Link header that names the next page (RFC 8288)."""
    if mark is None:
        return {}
    address = request.url.include_query_params(after=mark)
    return {"Link": f'<{address.path}?{address.query}>; rel="next"'}


PAGES = (
    Page("/api/events", api_events, Role.VIEWER),
    Page("/api/events/{id:path}", api_event, Role.VIEWER),
    Page("/api/incidents", api_incidents, Role.VIEWER),
    Page("/api/incidents/{id}", api_incident, Role.VIEWER),
    Page("/api/reports/{id:path}", api_report, Role.VIEWER),
    Page("/api/facets", api_facets, Role.VIEWER),
    Page("/api/timeline", api_timeline, Role.VIEWER),
    Page("/api/map", api_map, Role.VIEWER),
    Page("/api/filter", api_filter, Role.VIEWER),
)
