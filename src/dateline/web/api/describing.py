"""The interface described for programs (OpenAPI 3.1, made from the very types that answer) and for people."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

import dateline
from dateline.ledger import filters, queries
from dateline.ledger.answers import (
    EventRow,
    EventView,
    Facet,
    IncidentRow,
    IncidentView,
    MapView,
    ReportView,
    SourceSum,
    Timeline,
)
from dateline.ledger.answers import Page as Answered
from dateline.ledger.changes import Change
from dateline.ledger.decisions import Decision
from dateline.publish import exports
from dateline.publish.redaction import PROFILES
from dateline.record import Record
from dateline.score import Agreement
from dateline.web.access import Page, Role
from dateline.web.api import coding, deciding, exporting, following, reading, reviewing, searching
from dateline.web.api.answering import MOST, json_answer
from dateline.web.rendering import page

Schema = dict[str, Any]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions in order; ``next`` is the number to ask for ``after`` the next time, ``null`` at the end."""

    items: tuple[Decision, ...]
    next: int | None = None


class Searches(msgspec.Struct, frozen=True, kw_only=True):
    """Saved searches."""

    items: tuple[searching.Search, ...]


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """What came from each source."""

    items: tuple[SourceSum, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query, or a header: its name, schema and what it does."""

    name: str
    schema: Schema
    told: str
    place: Literal["query", "header"] = "query"


@dataclass(frozen=True, slots=True)
class Operation:
    """What is known of a route beyond its path: parameters, the types it takes and gives, other kinds of answer."""

    parameters: tuple[Parameter, ...] = ()
    takes: Any = None
    gives: Any = None
    status: int = 200
    kinds: tuple[str, ...] = ()
    errors: tuple[int, ...] = ()


def _text(name: str, told: str, **more: Any) -> Parameter:
    return Parameter(name, {"type": "string", **more}, told)


def _whole(name: str, told: str, least: int, most: int, default: int) -> Parameter:
    return Parameter(name, {"type": "integer", "minimum": least, "maximum": most, "default": default}, told)


def _among(name: str, told: str, values: tuple[str, ...], default: str | None) -> Parameter:
    schema: Schema = {"type": "string", "enum": list(values)}
    return Parameter(name, schema if default is None else {**schema, "default": default}, told)


_Q = _text("q", "The filter, in the language of the search box.", maxLength=filters.LONGEST)
_AFTER = _text("after", "The mark of the page before (`next` of its answer).")
_ONCE = Parameter(
    "Idempotency-Key", {"type": "string", "maxLength": 200},
    "A name for this change: sent again under it, it is answered as before and changes nothing.", "header",
)  # fmt: skip
_OF = _among("of", "What is counted.", reading.OF, "events")


@cache
def _operations() -> dict[tuple[str, str], Operation]:
    listing = (_Q, _AFTER, _whole("limit", "Items of a page.", 1, MOST, 50))
    taken = (
        _Q,
        _among("of", "Whether a line is an event or an incident.", exporting.OF, "events"),
        _among("profile", "How much may be told; `partner` needs a coder, `internal` an adjudicator.", PROFILES,
               "public"),
    )  # fmt: skip
    form = _among("format", "The kind of file.", exports.FORMATS, "csv")
    return {
        ("GET", "/api/events"): Operation(
            (*listing, _among("order", "The order.", tuple(queries.ORDERS), "date")), gives=Answered[EventRow]
        ),
        ("GET", "/api/events/{id}"): Operation(gives=EventView, errors=(404,)),
        ("GET", "/api/incidents"): Operation(
            (*listing, _among("order", "The order.", tuple(queries.INCIDENT_ORDERS), "date")),
            gives=Answered[IncidentRow],
        ),
        ("GET", "/api/incidents/{id}"): Operation(gives=IncidentView, errors=(404,)),
        ("GET", "/api/reports/{id}"): Operation(gives=ReportView, errors=(404,)),
        ("GET", "/api/facets"): Operation(
            (_Q, _OF, _text("fields", f"Fields, comma between: {', '.join(queries.FACETS)}."),
             _whole("top", "Values of each field.", 1, 500, 12)),
            gives=tuple[Facet, ...],
        ),
        ("GET", "/api/timeline"): Operation(
            (_Q, _OF, _among("unit", "The span of a bar; left out: what fits.", reading.UNITS, None),
             _among("by", "`family` adds to each bar its parts by families of types.", ("none", "family"), "none")),
            gives=Timeline,
        ),
        ("GET", "/api/map"): Operation(
            (_Q, _OF, _whole("zoom", "The map's zoom.", 0, 20, 4), _whole("most", "Clusters listed.", 1, MOST, 2_000)),
            gives=MapView,
        ),
        ("GET", "/api/filter"): Operation((_Q,)),
        ("GET", "/api/sources"): Operation(gives=Sources),
        ("GET", "/api/changes"): Operation(
            (_whole("since", "The number of the last change known.", 0, 2**53, 0),
             _whole("limit", "Changes of an answer.", 1, 5_000, 1_000)),
            gives=following.Feed,
        ),
        ("GET", "/api/decisions"): Operation(
            (_whole("after", "The number of the last decision known.", 0, 2**53, 0),
             _whole("limit", "Decisions of an answer.", 1, 1_000, 100)),
            gives=Decisions,
        ),
        ("GET", "/api/decisions/{id}"): Operation(gives=Decisions),
        ("POST", "/api/decisions"): Operation((_ONCE,), takes=deciding.Wanted, status=201, errors=(400, 412, 428)),
        ("POST", "/api/code"): Operation(takes=coding.ToCode, gives=Record, errors=(400, 413, 503)),
        ("GET", "/api/review/form/{id}"): Operation(gives=reviewing.Form, errors=(404,)),
        ("POST", "/api/review/save/{id}"): Operation(
            (_ONCE,), takes=reviewing.Saved, gives=reviewing.SavedForm, status=201, errors=(404, 412)
        ),
        ("POST", "/api/review/undo/{id}"): Operation(
            (_ONCE,), takes=reviewing.Undo, gives=reviewing.Undone, status=201, errors=(404, 409, 412)
        ),
        ("POST", "/api/review/accept"): Operation(
            (_ONCE,), takes=reviewing.Many, gives=reviewing.Accepted, status=201
        ),
        ("POST", "/api/review/add"): Operation(
            (_ONCE,), takes=reviewing.Adding, gives=reviewing.Added, status=201, errors=(404,)
        ),
        ("GET", "/api/drafts/{target}"): Operation(),
        ("PUT", "/api/drafts/{target}"): Operation(takes=dict[str, Any], status=204),
        ("DELETE", "/api/drafts/{target}"): Operation(status=204),
        ("GET", "/api/lookup"): Operation(
            (_text("words", "What the report says.", maxLength=200),
             _among("kind", "Whether parties or places are looked up.", ("party", "place"), "party")),
            gives=reviewing.Found,
        ),
        ("POST", "/api/coding/{seq}"): Operation(
            (_ONCE,), takes=reviewing.Coding, gives=reviewing.Submitted, status=201, errors=(404,)
        ),
        ("POST", "/api/coding/{seq}/give-back"): Operation(status=204, errors=(404,)),
        ("POST", "/api/assignments"): Operation(
            (_ONCE,), takes=reviewing.Assigning, gives=reviewing.Assigned, status=201
        ),
        ("GET", "/api/agreement"): Operation(gives=Agreement),
        ("GET", "/api/searches"): Operation(gives=Searches),
        ("POST", "/api/searches"): Operation(
            takes=searching.NewSearch, gives=searching.Search, status=201, errors=(400,)
        ),
        ("DELETE", "/api/searches/{id}"): Operation(status=204, errors=(404,)),
        ("GET", "/api/export"): Operation((form, *taken), kinds=tuple(exporting.KINDS.values()), errors=(400, 503)),
        ("GET", "/api/export/about"): Operation(taken, gives=exports.About, errors=(400,)),
        ("GET", "/api"): Operation(kinds=("text/html",)),
        ("GET", "/api/openapi.json"): Operation(),
    }  # fmt: skip


def _routes() -> tuple[Page, ...]:
    from dateline.web.app import all_pages  # the application stands on this module

    return tuple(one for one in all_pages() if one.path == "/api" or one.path.startswith("/api/"))


def _plain(path: str) -> str:
    """A path as OpenAPI writes it: without the router's hints."""
    return path.replace(":path}", "}")


def _first_line(one: Page) -> str:
    return (inspect.getdoc(one.endpoint) or one.name).partition("\n\n")[0].replace("\n", " ").replace("``", "")


@cache
def description() -> Schema:
    """The OpenAPI document: every route of the interface, with what it takes, gives and needs."""
    known = _operations()
    types = [Problem, Change]
    for operation in known.values():
        types += [kind for kind in (operation.takes, operation.gives) if kind is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    of_type = {str(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    paths: dict[str, Schema] = {}
    for one in _routes():
        for method in one.methods:
            told = known.get((method, _plain(one.path)), Operation())
            paths.setdefault(_plain(one.path), {})[method.lower()] = _operation(one, told, of_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "dateline",
            "version": dateline.__version__,
            "description": "Who did what to whom, where, when, and who says so. Filters are those of the search box. "
            "Answers carry an ETag; lists name their next page in `next` and in the Link header.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made on the page /account."},
                "session": {"type": "apiKey", "in": "cookie", "name": "dateline", "description": "The browser's own."},
            },
        },
    }


def _operation(one: Page, told: Operation, of_type: dict[str, Schema]) -> Schema:
    answer: Schema = {"description": "Done" if told.status != 200 else "The answer"}
    if told.status != 204:
        kinds = told.kinds or ("application/json",)
        schema = of_type[str(told.gives)] if told.gives is not None else {}
        answer["content"] = {kind.partition(";")[0]: {"schema": schema} for kind in kinds}
    answers: Schema = {str(told.status): answer}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted({400, 401, 403, *told.errors}):
        answers[str(status)] = {"description": _STATUS.get(status, "It did not work"), "content": problem}
    names = [part.partition("}")[0].partition(":")[0] for part in one.path.split("{")[1:]]
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names] + [
        {"name": each.name, "in": each.place, "description": each.told, "schema": each.schema}
        for each in told.parameters
    ]
    made: Schema = {
        "operationId": one.name,
        "summary": _first_line(one),
        "description": f"Needs the role {one.needs.name.lower()}.",
        "responses": answers,
    }
    if parameters:
        made["parameters"] = parameters
    if told.takes is not None:
        made["requestBody"] = {
            "required": True, "content": {"application/json": {"schema": of_type[str(told.takes)]}}
        }  # fmt: skip
    return made


_STATUS = {
    400: "The request cannot be understood; the detail says where",
    401: "Nobody is signed in",
    403: "The role is not enough",
    404: "There is no such thing",
    409: "There is nothing to take back",
    412: "Somebody was faster; both versions are told",
    413: "Too long",
    428: "It has to say which version was looked at",
    503: "Busy; try again soon",
}


def api_openapi(request: Request) -> Response:
    """The interface as an OpenAPI 3.1 document."""
    return json_answer(request, description())


def api_guide(request: Request) -> Response:
    """The interface for people to read."""
    groups = [
        {"method": method, "path": _plain(one.path), "needs": one.needs.name.lower(), "summary": _first_line(one),
         "parameters": _operations().get((method, _plain(one.path)), Operation()).parameters}
        for one in _routes()
        for method in one.methods
    ]  # fmt: skip
    return page(request, "api.html", routes=groups, fields=list(filters.FIELDS.values()), address=str(request.base_url))


PAGES = (
    Page("/api", api_guide, Role.VIEWER),
    Page("/api/openapi.json", api_openapi, Role.VIEWER),
)
