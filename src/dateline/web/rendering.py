"""Templates into pages.

Everything put into a template is escaped; no template marks text as safe.  Pages carry no inline script or style, so
that the content policy can forbid both.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dateline.web.access import Role, user
from dateline.web.desk import desk
from dateline.web.showing import WORDS


@cache
def environment() -> Environment:
    """The templates of the package."""
    made = Environment(
        loader=PackageLoader("dateline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.globals["Role"] = Role
    made.globals.update(WORDS)
    return made


def page(request: Request, template: str, /, *, status: int = 200, **given: Any) -> HTMLResponse:
    """The page that ``template`` makes of ``given``; the header's values come by themselves."""
    here = desk(request)
    text = (
        environment()
        .get_template(template)
        .render(
            request=request,
            path=request.url.path,
            user=user(request),
            store=here.ledger.where.rpartition("/")[2],
            accounts=here.settings.accounts,
            **given,
        )
    )
    return HTMLResponse(text, status)


@cache
def static(name: str) -> str:
    """The address of a file of ours, which changes when its content does."""
    data = files("dateline.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:12]}"
