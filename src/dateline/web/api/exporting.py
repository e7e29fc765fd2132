"""Taking out: the events that fit a filter as a file, in pieces as they are read, and what the file is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

import dateline
from dateline.ledger import Ledger, queries
from dateline.ledger.answers import Of
from dateline.ledger.changes import last_change
from dateline.ledger.store import utc_now
from dateline.publish import exports
from dateline.publish.redaction import PROFILES, Profile
from dateline.web.access import Page, Role, user
from dateline.web.api.answering import asked, choice, json_answer
from dateline.web.desk import desk

OF = ("events", "incidents")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
AT_ONCE = 4
"""Exports under way at one time: each holds a connection for as long as its reader takes."""
_PROFILE_NEEDS = {"public": Role.VIEWER, "partner": Role.CODER, "internal": Role.ADJUDICATOR}
_turns = threading.BoundedSemaphore(AT_ONCE)


def api_export(request: Request) -> Response:
    """The events, or incidents, that fit the filter ``q`` as a file; ``/api/export/about`` tells query and citation.

    ``of=incidents`` gives a line for each incident with such an event: toll ranges, each source's figures, conflicts.
    """
    here = desk(request)
    export = _export(request)
    form = choice(request, "format", "csv", exports.FORMATS)
    if not _turns.acquire(blocking=False):
        raise HTTPException(503, "Too many exports are under way; try again soon", {"Retry-After": "10"})
    pieces = _held(here.ledger, export, form, user(request).name)
    next(pieces)  # from here on its end gives back the turn
    first = next(pieces)  # what fails at all mostly fails now, while there is still a status to say it with
    headers = {
        "Content-Disposition": f'attachment; filename="dateline-{export.of}.{form}"',
        "Link": f'</api/export/about?{request.url.query}>; rel="describedby"',
    }
    return StreamingResponse(_rest(first, pieces), media_type=KINDS[form], headers=headers)


def _held(ledger: Ledger, export: exports.Export, form: str, who: str) -> Iterator[bytes]:
    """The file's pieces after an empty one; who took out how much is kept, also where the reader went away."""
    number = 0
    whole = False
    try:
        yield b""
        for number, piece in exports.pieces(ledger, export, form):  # noqa: B007 - the last number is the count
            yield piece
        whole = True
    finally:
        _turns.release()
        if whole or number:
            detail = {"query": str(export.wanted), "profile": export.profile, export.of: number, "whole": whole}
            with ledger.write(who) as writer:
                writer.audit("export", f"{form} over HTTP", detail)


def _rest(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def api_export_about(request: Request) -> Response:
    """What lies beside an export: the query, its state, licence, citation, and what each column means."""
    here = desk(request)
    export = _export(request)
    wanted = queries.tree(export.wanted)
    number = queries.count(here.ledger, wanted, of=export.of, columns=here.columns)
    day = utc_now().date().isoformat()
    return json_answer(request, exports.described(export, wanted, number, last_change(here.ledger), day))


def _export(request: Request) -> exports.Export:
    """The export a request asks for.

    Raises:
        HTTPException: its profile tells more than the sender's role may take out.
        FilterError: the filter cannot be understood.
    """
    profile = choice(request, "profile", "public", PROFILES)
    needs = _PROFILE_NEEDS[profile]
    if user(request).role < needs:
        raise HTTPException(403, f"The profile {profile} needs the role {needs.name.lower()}")
    return exports.Export(
        wanted=queries.tree(asked(request)),
        profile=cast("Profile", profile),
        program=f"dateline {dateline.__version__}",
        of=cast("Of", choice(request, "of", "events", OF)),
    )


PAGES = (
    Page("/api/export", api_export, Role.VIEWER),
    Page("/api/export/about", api_export_about, Role.VIEWER),
)
