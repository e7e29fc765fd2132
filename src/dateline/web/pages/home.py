"""The way in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dateline.web.access import Page, Role


def home(request: Request) -> Response:
    """To where people look first."""
    return RedirectResponse("/explore", 303)


PAGES = (Page("/", home, Role.VIEWER),)
