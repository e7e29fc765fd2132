"""Following: what changed since a number, for whoever keeps a copy in step."""

from __future__ import annotations

from itertools import islice

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import queries
from dateline.ledger.changes import Change, changes, last_change
from dateline.web.access import Page, Role
from dateline.web.api.answering import json_answer, number
from dateline.web.desk import desk


class Feed(Struct, frozen=True, kw_only=True):
    """Changes behind a number; ``next`` is what to ask for ``since`` the next time, ``more`` whether to ask at once."""

    items: tuple[Change, ...]
    next: int
    more: bool


def api_changes(request: Request) -> Response:
    """What came, changed or went behind number ``since``; of several changes of one thing the last alone."""
    ledger = desk(request).ledger
    since = number(request, "since", 0, 0, 2**53)
    limit = number(request, "limit", 1_000, 1, 5_000)
    newest = last_change(ledger)
    found = tuple(islice(changes(ledger, since), limit))
    more = len(found) == limit
    # Behind the last one told there may be numbers of things that changed again since: they come with their later one.
    following = found[-1].seq if more else max(since, newest, found[-1].seq if found else 0)
    return json_answer(request, Feed(items=found, next=following, more=more))


def api_sources(request: Request) -> Response:
    """What came from each source, and what it alone reports."""
    return json_answer(request, {"items": queries.sources_summary(desk(request).ledger)})


PAGES = (
    Page("/api/changes", api_changes, Role.VIEWER),
    Page("/api/sources", api_sources, Role.VIEWER),
)
