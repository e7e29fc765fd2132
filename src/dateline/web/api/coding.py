"""Coding: a text in, its record out; nothing is kept."""

from __future__ import annotations

import threading
from datetime import date

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.web.access import Page, Role
from dateline.web.api.deciding import decoded
from dateline.web.desk import desk

LONGEST_TEXT = 100_000
"""Characters of a text coded while somebody waits; longer ones are for ``dateline code``."""
WAIT = 60.0
"""Seconds a request waits for its turn."""
_turn = threading.Lock()


class ToCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text to code; ``published`` is the ISO day it appeared, from which its "yesterday" is reckoned."""

    text: str
    published: str | None = None
    title: str | None = None


async def api_code(request: Request) -> Response:
    """The record of a text, coded now and not kept; the text itself is not sent back."""
    wanted = decoded(await request.body(), ToCode)
    if len(wanted.text) > LONGEST_TEXT:
        raise HTTPException(413, f"a text has at most {LONGEST_TEXT:,} characters here")
    if not wanted.text.strip():
        raise HTTPException(400, "there is no text to code")
    if wanted.published is not None:
        try:
            date.fromisoformat(wanted.published)
        except ValueError:
            raise HTTPException(400, "published is a day as in 2020-06-02") from None
    return await run_in_threadpool(_code, request, wanted)


def _code(request: Request, wanted: ToCode) -> Response:
    coder = desk(request).coder
    # One at a time: the coder keeps a core busy, and people who read must not wait behind many who code.
    if not _turn.acquire(timeout=WAIT):
        raise HTTPException(503, "The coder is busy; try again soon", {"Retry-After": "30"})
    try:
        record = coder(wanted.text, published=wanted.published, title=wanted.title)
    finally:
        _turn.release()
    told = msgspec.to_builtins(record)
    told["report"].pop("text", None)
    return Response(msgspec.json.encode(told), media_type="application/json")


PAGES = (Page("/api/code", api_code, Role.CODER, ("POST",)),)
