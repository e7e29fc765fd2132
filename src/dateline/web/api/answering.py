"""Answers for programs: JSON with a digest browsers and scripts can ask by, errors as problem details (RFC 9457)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import filters
from dateline.ledger.changes import last_change
from dateline.web.desk import desk

MOST = 5_000
"""Items of one answer."""


Endpoint = Callable[[Request], Response]


def remembered(endpoint: Endpoint) -> Endpoint:
    """An endpoint whose answers stand as long as nothing changes in the ledger, and are the same for everybody.

    They are kept for the next who asks the same, so that what many people look at first is worked out once.
    """

    @wraps(endpoint)
    def answered(request: Request) -> Response:
        here = desk(request)
        asked_for = f"{request.url.path}?{request.url.query}"
        newest = last_change(here.ledger)
        known = here.answers.get(newest, asked_for)
        if known is not None:
            return _sent(request, *known)
        answer = endpoint(request)
        if answer.status_code == 200:
            link = answer.headers.get("link")
            here.answers.put(newest, asked_for, (bytes(answer.body), {} if link is None else {"Link": link}))
        return answer

    return answered


def json_answer(request: Request, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """``value`` as JSON; 304 where the sender has it already (its ETag)."""
    return _sent(request, msgspec.json.encode(value), headers, status)


def _sent(request: Request, body: bytes, headers: dict[str, str] | None, status: int = 200) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": "private, no-cache", **(headers or {})}
    if request.method in {"GET", "HEAD"} and tag in _tags(request):
        return Response(status_code=304, headers=told)
    return Response(body, status, headers=told, media_type="application/json")


def _tags(request: Request) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}


def asked(request: Request) -> str:
    """The filter of a request, ``q``.

    Raises:
        HTTPException: it is longer than a filter may be.
    """
    text = request.query_params.get("q", "")
    if len(text) > filters.LONGEST:
        raise HTTPException(400, f"a filter has at most {filters.LONGEST} characters")
    return text


def number(request: Request, name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query.

    Raises:
        HTTPException: it is none, or out of bounds.
    """
    given = request.query_params.get(name)
    if given is None or given == "":
        return default
    if not given.removeprefix("-").isascii() or not given.removeprefix("-").isdigit() or len(given) > 18:
        raise HTTPException(400, f"{name} is a whole number from {least} to {most}")
    value = int(given)
    if not least <= value <= most:
        raise HTTPException(400, f"{name} is a whole number from {least} to {most}")
    return value


def choice(request: Request, name: str, default: str, among: tuple[str, ...]) -> str:
    """One of a few words.

    Raises:
        HTTPException: it is none of them.
    """
    given = request.query_params.get(name) or default
    if given not in among:
        raise HTTPException(400, f"{name} is one of {', '.join(among)}")
    return given
