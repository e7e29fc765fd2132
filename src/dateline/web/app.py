"""The desk as an application: its routes, what stands before them, and how errors are told."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from dateline.ledger import Ledger
from dateline.record.errors import ConflictError, DatelineError
from dateline.web import api, pages, signing
from dateline.web.access import Page, routes
from dateline.web.desk import Desk
from dateline.web.rendering import page, static_version
from dateline.web.security import Guard
from dateline.web.settings import Settings, is_loopback
from dateline.workers import Setting

MOST_SENT = 5_000_000
"""Bytes a request may send."""


def create_app(ledger: Ledger, settings: Settings, owner: str = "local", coding: Setting | None = None) -> Starlette:
    """The desk over an open ledger; ``coding`` says with which lists of the user texts are coded there."""
    here = Desk(ledger=ledger, settings=settings, owner=owner, coding=coding or Setting())
    app = Starlette(
        routes=[*routes(all_pages()), Mount("/static", _Lasting(directory=str(files("dateline.web") / "static")))],
        middleware=[
            Middleware(Guard, hosts=settings.hosts, secure=settings.secure),
            *_smaller(settings),
            Middleware(Identify, desk=here),
        ],
        exception_handlers={
            HTTPException: _refused,
            ConflictError: _conflict,
            DatelineError: _foreseen,
            500: _unforeseen,
        },
        max_body_size=MOST_SENT,
    )
    app.state.desk = here
    return app


def _smaller(settings: Settings) -> list[Middleware]:
    """Answers are made smaller where they travel; to a browser on this machine that only takes time."""
    if is_loopback(settings.host) and settings.proxy is None:
        return []
    return [Middleware(GZipMiddleware, minimum_size=2000, compresslevel=5)]


def all_pages() -> tuple[Page, ...]:
    """Every route with the role it needs."""
    return (*signing.PAGES, *pages.PAGES, *api.PAGES)


Identify = signing.Identify


class _Lasting(StaticFiles):
    """Files of ours: under the version of them all browsers may keep them, for it changes when one of them does."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, rest = path.partition("/")
        lasting = version == static_version()
        answer = await super().get_response(rest if lasting else path, scope)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return answer


def _for_program(request: Request) -> bool:
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def _told(request: Request, status: int, title: str, text: str, **more: Any) -> Response:
    """An error in the shape its reader can use (problem details of RFC 9457 for programs)."""
    if _for_program(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": text, **more}
        return Response(msgspec.json.encode(body), status, media_type="application/problem+json")
    return page(request, "message.html", status=status, title=title, text=text)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette calls it for nothing else
    if error.status_code == 401 and not _for_program(request) and request.method == "GET":
        return RedirectResponse("/sign-in", 303)
    titles = {401: "Sign in first", 403: "Not yours to do", 404: "There is no such page", 405: "Not done that way"}
    title = titles.get(error.status_code, "That did not work")
    answer = _told(request, error.status_code, title, error.detail)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _conflict(request: Request, error: Exception) -> Response:
    assert isinstance(error, ConflictError)  # noqa: S101 - Starlette calls it for nothing else
    return _told(
        request, 412, "Somebody else decided first", str(error),
        target=error.target, base_version=error.base_version, version=error.version,
        base=msgspec.to_builtins(error.base), current=msgspec.to_builtins(error.current),
    )  # fmt: skip


def _foreseen(request: Request, error: Exception) -> Response:
    return _told(request, 400, "That did not work", str(error))


def _unforeseen(request: Request, error: Exception) -> Response:
    # What went wrong inside stays in the log: it may quote texts or paths.
    return _told(request, 500, "A fault of ours", "The desk met an error it did not foresee; its log has the details.")
