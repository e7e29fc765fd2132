"""Who sends a request, and how people sign in and out."""

from __future__ import annotations

import hmac
import secrets

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.ledger import accounts
from dateline.record.errors import LedgerError
from dateline.web.access import NOBODY, Page, Role, User, user
from dateline.web.desk import Desk, desk
from dateline.web.rendering import page


class Identify:
    """Finds out who sends a request, by the start link's cookie, a session's, or a token."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note who it is and pass on."""
        if scope["type"] == "http":
            request = Request(scope)
            scope.setdefault("state", {})["user"] = await run_in_threadpool(identify, self.desk, request)
        await self.app(scope, receive, send)


def identify(here: Desk, request: Request) -> User:
    """Who sends ``request``; :data:`~dateline.web.access.NOBODY` where nothing in it tells."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme == "Bearer" and value:
        with here.ledger.read() as connection:
            found = accounts.token_account(connection, value.strip())
        return NOBODY if found is None else User(found.name, Role.named(found.role), "token")
    cookie = request.cookies.get(here.settings.cookie, "")
    if not cookie:
        return NOBODY
    if not here.settings.accounts:
        good = hmac.compare_digest(cookie.encode(), here.pass_.encode())
        return User(here.owner, Role.ADMIN, "link") if good else NOBODY
    account = accounts.session_account(here.ledger, cookie)
    return NOBODY if account is None else User(account.name, Role.named(account.role), "session")


def open_desk(request: Request) -> Response:
    """The start link: the secret in it opens the desk for this browser."""
    here = desk(request)
    given = str(request.path_params["secret"])
    if here.settings.accounts or not hmac.compare_digest(given.encode(), here.settings.secret.encode()):
        return page(request, "message.html", status=403, title="This link opens nothing", text=_WRONG_LINK)
    answer = RedirectResponse("/", 303)
    _give(answer, here, here.pass_)
    return answer


def sign_in(request: Request) -> Response:
    """The page where people sign in."""
    here = desk(request)
    if user(request).role is not Role.NOBODY:
        return RedirectResponse("/", 303)
    if not here.settings.accounts:
        return page(request, "message.html", status=401, title="Open the desk by its link", text=_NO_LINK)
    return page(request, "sign_in.html", fault=None, name="")


async def check_in(request: Request) -> Response:
    """Sign in with the name and password of a form."""
    here = desk(request)
    if not here.settings.accounts:
        return RedirectResponse("/sign-in", 303)
    async with request.form(max_files=0, max_fields=10) as form:
        name, password = str(form.get("name", "")), str(form.get("password", ""))
    address = request.client.host if request.client else ""
    fault: str | None = "Name and password do not belong together."
    status = 401
    try:
        secret = await run_in_threadpool(accounts.sign_in, here.ledger, name, password, address)
    except LedgerError as error:
        secret, fault, status = None, str(error), 429
    if secret is None:
        return page(request, "sign_in.html", status=status, fault=fault, name=name[:64])
    answer = RedirectResponse("/", 303)
    _give(answer, here, secret)
    return answer


def sign_out(request: Request) -> Response:
    """End the session."""
    here = desk(request)
    cookie = request.cookies.get(here.settings.cookie, "")
    if user(request).via == "session":
        accounts.sign_out(here.ledger, cookie, user(request).name)
    elif user(request).via == "link":
        here.pass_ = secrets.token_urlsafe(32)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(here.settings.cookie, path="/", secure=here.settings.secure, httponly=True, samesite="lax")
    return answer


def _give(answer: Response, here: Desk, secret: str) -> None:
    answer.set_cookie(
        here.settings.cookie, secret, path="/", secure=here.settings.secure, httponly=True, samesite="lax"
    )


_WRONG_LINK = "The secret in it is not this desk's. Use the link that `dateline serve` shows when it starts."
_NO_LINK = "`dateline serve` shows a link with a secret in it when it starts. Open that one in this browser."

PAGES = (
    Page("/open/{secret}", open_desk, Role.NOBODY),
    Page("/sign-in", sign_in, Role.NOBODY, blind=True),
    Page("/sign-in", check_in, Role.NOBODY, ("POST",), blind=True),
    Page("/sign-out", sign_out, Role.VIEWER, ("POST",), blind=True),
)
