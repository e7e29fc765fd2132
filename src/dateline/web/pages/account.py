"""The own account with its tokens and password, and, for admins, everybody's."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dateline.ledger import accounts
from dateline.record.errors import LedgerError
from dateline.web.access import Page, Role, User, user
from dateline.web.desk import desk
from dateline.web.rendering import page

MOST_DAYS = 365
MOST_TOKENS = 100
"""Tokens of one account that are in force."""


def account(request: Request) -> Response:
    """The account of whoever is signed in."""
    return _account(request)


def _account(
    request: Request, status: int = 200, fault: str | None = None, secret: str | None = None, done: str | None = None
) -> Response:
    here, who = desk(request), user(request)
    with here.ledger.read() as connection:
        tokens = accounts.all_tokens(connection, who.name) if here.settings.accounts else ()
    roles = [role.name.lower() for role in Role if Role.NOBODY < role <= who.role]
    return page(
        request, "account.html", status=status, tokens=tokens, roles=roles, fault=fault, secret=secret, done=done,
        shortest=accounts.SHORTEST_PASSWORD, most_days=MOST_DAYS,
    )  # fmt: skip


async def add_token(request: Request) -> Response:
    """Make a token; its secret is shown this once."""
    form = await _form(request)
    return await run_in_threadpool(_add_token, request, form)


def _add_token(request: Request, form: dict[str, str]) -> Response:
    who, ledger = _signed_in(request), desk(request).ledger
    label = " ".join(form.get("label", "").split())
    days = form.get("days", "90")
    if not label or not label.isprintable():
        return _account(request, 400, "A token needs a name, so that you know it again.")
    if not days.isascii() or not days.isdigit() or not 1 <= int(days[:6]) <= MOST_DAYS:
        return _account(request, 400, f"A token lasts 1 to {MOST_DAYS} days.")
    with ledger.read() as connection:
        held = [token for token in accounts.all_tokens(connection, who.name) if token.revoked_at is None]
    if len(held) >= MOST_TOKENS:
        return _account(request, 400, "You hold too many tokens. Revoke some first.")
    try:
        secret = accounts.add_token(ledger, who.name, label, form.get("role", ""), days=int(days), by=who.name)
    except LedgerError as error:
        return _account(request, 400, f"{error}.")
    return _account(request, 201, secret=secret)


async def revoke_token(request: Request) -> Response:
    """End one of the own tokens."""
    form = await _form(request)

    def revoke() -> Response:
        who = _signed_in(request)
        accounts.revoke_token(desk(request).ledger, form.get("token", "")[:100], who.name, by=who.name)
        return RedirectResponse("/account", 303)

    return await run_in_threadpool(revoke)


async def change_password(request: Request) -> Response:
    """Change the own password; every session of the account ends and a new one begins."""
    form = await _form(request)
    return await run_in_threadpool(_change_password, request, form)


def _change_password(request: Request, form: dict[str, str]) -> Response:
    here, who = desk(request), _signed_in(request)
    address = request.client.host if request.client else ""
    try:
        if accounts.sign_in(here.ledger, who.name, form.get("current", ""), address) is None:
            return _account(request, 400, "The current password is another.")
        accounts.change_account(here.ledger, who.name, by=who.name, password=form.get("fresh", ""))
        secret = accounts.sign_in(here.ledger, who.name, form.get("fresh", ""), address)
    except LedgerError as error:
        return _account(request, 400, f"{error}.")
    answer = _account(request, done="The password is changed; other sessions have ended.")
    if secret is not None:
        secure = here.settings.secure
        answer.set_cookie(here.settings.cookie, secret, path="/", secure=secure, httponly=True, samesite="lax")
    return answer


def account_list(request: Request) -> Response:
    """Everybody who may sign in."""
    return _accounts(request)


def _accounts(request: Request, status: int = 200, fault: str | None = None) -> Response:
    with desk(request).ledger.read() as connection:
        found = accounts.all_accounts(connection)
    return page(
        request, "accounts.html", status=status, people=found, roles=accounts.ROLES, fault=fault,
        shortest=accounts.SHORTEST_PASSWORD,
    )  # fmt: skip


async def add_account(request: Request) -> Response:
    """Add an account."""
    form = await _form(request)

    def add() -> Response:
        who = _signed_in(request)
        try:
            accounts.add_account(
                desk(request).ledger, form.get("name", ""), form.get("password", ""), form.get("role", ""), by=who.name
            )
        except LedgerError as error:
            return _accounts(request, 400, f"{error}.")
        return RedirectResponse("/accounts", 303)

    return await run_in_threadpool(add)


async def change_account(request: Request) -> Response:
    """Change somebody's role or standing; the sessions of the account end."""
    form = await _form(request)

    def change() -> Response:
        who = _signed_in(request)
        standing = {"shut": True, "open": False}.get(form.get("standing", ""))
        try:
            accounts.change_account(
                desk(request).ledger, form.get("name", ""), by=who.name, role=form.get("role") or None,
                password=form.get("password") or None, disabled=standing,
            )  # fmt: skip
        except LedgerError as error:
            return _accounts(request, 400, f"{error}.")
        return RedirectResponse("/accounts", 303)

    return await run_in_threadpool(change)


def _signed_in(request: Request) -> User:
    """Who changes an account.

    Raises:
        HTTPException: nobody signed in with a password: a token makes no tokens, and a link has no account.
    """
    who = user(request)
    if who.via == "token":
        raise HTTPException(403, "A token changes no accounts; sign in with your password")
    if who.via != "session":
        raise HTTPException(400, "This desk is open to one person and has no accounts")
    return who


async def _form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=10) as given:
        return _texts(given)


def _texts(given: FormData) -> dict[str, str]:
    return {name: value for name, value in given.items() if isinstance(value, str)}


PAGES = (
    Page("/account", account, Role.VIEWER, blind=True),
    Page("/account/tokens", add_token, Role.VIEWER, ("POST",), blind=True),
    Page("/account/tokens/revoke", revoke_token, Role.VIEWER, ("POST",), blind=True),
    Page("/account/password", change_password, Role.VIEWER, ("POST",), blind=True),
    Page("/accounts", account_list, Role.ADMIN),
    Page("/accounts", add_account, Role.ADMIN, ("POST",)),
    Page("/accounts/change", change_account, Role.ADMIN, ("POST",)),
)
