"""Who may do what: every route names the least role it needs, and one that names none does not exist."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dateline.ledger import assigning
from dateline.web.desk import desk

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Role(IntEnum):
    """What a person may do; each role may do all that those before it may."""

    NOBODY = 0
    VIEWER = 1
    CODER = 2
    ADJUDICATOR = 3
    ADMIN = 4

    @classmethod
    def named(cls, name: str) -> Role:
        """The role an account's row names.

        Raises:
            ValueError: there is no such role.
        """
        try:
            return cls[name.upper()]
        except KeyError:
            names = ", ".join(role.name.lower() for role in cls if role)
            raise ValueError(f"there is no role {name!r}. The roles are {names}") from None


@dataclass(frozen=True, slots=True)
class User:
    """Who sends a request; ``via`` says how that is known: the start link, a session, a token, or not at all."""

    name: str
    role: Role
    via: Literal["link", "session", "token", "none"]


NOBODY = User(name="", role=Role.NOBODY, via="none")

Endpoint = Callable[[Request], Response | Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """A route of the desk: its path, who answers, and the least role that may ask.

    ``blind`` routes tell nothing of what anybody else coded; people who have reports to code blind may use no others.
    """

    path: str
    endpoint: Endpoint
    needs: Role
    methods: tuple[Method, ...] = ("GET",)
    blind: bool = False

    @property
    def name(self) -> str:
        """The route's name in templates: the endpoint's own."""
        return str(getattr(self.endpoint, "__name__", self.path))


def routes(pages: Sequence[Page]) -> list[Route]:
    """The routes of these pages, each guarded by the role it needs."""
    return [Route(page.path, _guarded(page), methods=list(page.methods), name=page.name) for page in pages]


def user(request: Request) -> User:
    """Who sends the request."""
    found: User = getattr(request.state, "user", NOBODY)
    return found


BLIND = (
    "You are coding blind, so the codings of others stay hidden until you have submitted your last report, or given it "
    "back. Your reports are at /coding"
)


def _guarded(page: Page) -> Callable[[Request], Any]:
    # Queries block, so an endpoint that is a plain function runs in a thread, as Starlette does it.
    if inspect.iscoroutinefunction(page.endpoint):
        waits = cast("Callable[[Request], Awaitable[Response]]", page.endpoint)

        async def awaited(request: Request) -> Response:
            _admit(page, request)
            await run_in_threadpool(_keep_blind, page, request)
            return await waits(request)

        return awaited
    runs = cast("Callable[[Request], Response]", page.endpoint)

    def answered(request: Request) -> Response:
        _admit(page, request)
        _keep_blind(page, request)
        return runs(request)

    return answered


def _admit(page: Page, request: Request) -> None:
    who = user(request)
    if who.role >= page.needs:
        return
    if who.role is Role.NOBODY:
        raise HTTPException(401, "Sign in first")
    raise HTTPException(403, f"This needs the role {page.needs.name.lower()}; you are {who.role.name.lower()}")


def _keep_blind(page: Page, request: Request) -> None:
    """Refuse what could tell a person who codes blind what others coded; adjudicators are never assigned anything."""
    who = user(request)
    if page.blind or not Role.NOBODY < who.role < Role.ADJUDICATOR:
        return
    with desk(request).ledger.read() as connection:
        if not assigning.is_blind(connection, who.name):
            return
    if page.path == "/":
        raise HTTPException(303, BLIND, {"Location": "/coding"})
    raise HTTPException(403, BLIND)
