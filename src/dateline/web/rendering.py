"""Templates into pages.

Everything put into a template is escaped; no template marks text as safe.  Pages carry no inline script or style, so
that the content policy can forbid both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
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
    """The address of a file of ours, under a version, so that what it imports by a relative address has it too."""
    return f"/static/{static_version()}/{name}"


@cache
def static_version() -> str:
    """The digest of all files of ours: their addresses change when one of them does."""
    digest = hashlib.sha256()
    for name, data in _static_files(files("dateline.web").joinpath("static"), ""):
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()[:12]


def _static_files(folder: Traversable, under: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _static_files(item, f"{under}{item.name}/")
        else:
            yield under + item.name, item.read_bytes()
