"""Answers for programs: JSON with a digest browsers and scripts can ask by, errors as problem details (RFC 9457)."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import filters

MOST = 5_000
"""Items of one answer."""


def json_answer(request: Request, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """``value`` as JSON; 304 where the sender has it already (its ETag)."""
    body = msgspec.json.encode(value)
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
