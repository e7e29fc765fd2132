"""Accounts, sessions and tokens of the desk, as the ledger keeps them.

Passwords are kept as argon2id hashes; what a browser or a program holds is kept as its SHA-256 digest only, so that the
ledger's file opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, select, update

from dateline.ledger.tables import accounts, sessions, signins, tokens
from dateline.record.errors import LedgerError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from dateline.ledger.store import Ledger

ROLES = ("viewer", "coder", "adjudicator", "admin")
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
SESSION_HOURS = 12
IDLE_MINUTES = 120
TRIES = 10
"""Failed sign-ins in a quarter of an hour after which an account, or an address, has to wait."""
WAIT_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    name: str
    role: str
    created_at: str
    disabled: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A program's way in; ``id`` is a digest and opens nothing."""

    id: str
    account: str
    label: str
    role: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None


def add_account(ledger: Ledger, name: str, password: str, role: str, *, by: str) -> Account:
    """Add an account.

    Raises:
        LedgerError: the name is taken or no name, the role unknown, or the password too short or too common.
    """
    name = name.strip()
    if not name or not name.isprintable() or len(name) > 64:
        raise LedgerError("an account needs a name of up to 64 printable characters")
    if role not in ROLES:
        raise LedgerError(f"there is no role {role!r}. The roles are {', '.join(ROLES)}")
    hashed = _hashed(name, password)
    with ledger.write(by) as writer:
        if writer.connection.execute(select(accounts.c.name).where(accounts.c.name == name)).first():
            raise LedgerError(f"there is an account {name!r} already")
        writer.connection.execute(
            accounts.insert(),
            {"name": name, "role": role, "password": hashed, "created_at": writer.now, "disabled": 0},
        )
        writer.audit("account added", name, {"role": role})
        return Account(name, role, writer.now, False)


def change_account(
    ledger: Ledger,
    name: str,
    *,
    by: str,
    password: str | None = None,
    role: str | None = None,
    disabled: bool | None = None,
) -> None:
    """Change an account's password, role or standing; its sessions end with it.

    Raises:
        LedgerError: there is no such account, or the new password or role will not do, or it is the last admin's.
    """
    fresh: dict[str, object] = {}
    if password is not None:
        fresh["password"] = _hashed(name, password)
    if role is not None:
        if role not in ROLES:
            raise LedgerError(f"there is no role {role!r}. The roles are {', '.join(ROLES)}")
        fresh["role"] = role
    if disabled is not None:
        fresh["disabled"] = int(disabled)
    with ledger.write(by) as writer:
        found = writer.connection.execute(select(accounts).where(accounts.c.name == name)).first()
        if found is None:
            raise LedgerError(f"there is no account {name!r}")
        if found.role == "admin" and (disabled or (role is not None and role != "admin")):
            others = writer.connection.execute(
                select(func.count())
                .select_from(accounts)
                .where(accounts.c.role == "admin", accounts.c.disabled == 0, accounts.c.name != name)
            ).scalar_one()
            if not others:
                raise LedgerError(f"{name!r} is the only admin left. Make another first")
        if fresh:
            writer.connection.execute(update(accounts).where(accounts.c.name == name).values(**fresh))
        writer.connection.execute(delete(sessions).where(sessions.c.account == name))
        writer.audit("account changed", name, {"fields": sorted(fresh)})


def all_accounts(connection: Connection) -> Sequence[Account]:
    """Every account, by name."""
    rows = connection.execute(select(accounts).order_by(accounts.c.name))
    return [Account(row.name, row.role, row.created_at, bool(row.disabled)) for row in rows]


def sign_in(ledger: Ledger, name: str, password: str, address: str, now: datetime | None = None) -> str | None:
    """A new session's secret, or ``None`` where name and password do not belong together.

    Takes the same work whether or not the account exists.  After :data:`TRIES` failures of an account from one address
    within :data:`WAIT_MINUTES` that address has to wait for it; other addresses do not, so nobody locks somebody out.

    Raises:
        LedgerError: too many tries; the message says how long to wait.
    """
    moment = now or _now()
    since = _stamp(moment - timedelta(minutes=WAIT_MINUTES))
    hour = _stamp(moment - timedelta(hours=1))
    name, password = name.strip()[:64], password[:LONGEST_PASSWORD]
    with ledger.read() as connection:
        failed = select(func.count()).select_from(signins).where(signins.c.account == name, signins.c.good == 0)
        from_here = connection.execute(failed.where(signins.c.address == address, signins.c.at >= since)).scalar_one()
        from_all = connection.execute(failed.where(signins.c.at >= hour)).scalar_one()
        row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
    if from_here >= TRIES or from_all >= 10 * TRIES:
        raise LedgerError(f"too many wrong passwords. Wait {WAIT_MINUTES} minutes")
    good = _verified(row.password if row is not None else _nobodys_hash(), password)
    good = good and row is not None and not row.disabled
    secret = secrets.token_urlsafe(32)
    with ledger.write(name if good else "nobody") as writer:
        writer.connection.execute(delete(signins).where(signins.c.at < hour))
        writer.connection.execute(
            signins.insert(),
            {"seq": writer.next("signins"), "account": name, "address": address, "at": _stamp(moment),
             "good": int(good)},
        )  # fmt: skip
        if not good:
            return None
        writer.connection.execute(delete(sessions).where(sessions.c.expires_at < _stamp(moment)))
        writer.connection.execute(
            sessions.insert(),
            {
                "id": _digest(secret),
                "account": name,
                "created_at": _stamp(moment),
                "seen_at": _stamp(moment),
                "expires_at": _stamp(moment + timedelta(hours=SESSION_HOURS)),
            },
        )
        writer.audit("signed in", name)
    return secret


def session_account(ledger: Ledger, secret: str, now: datetime | None = None) -> Account | None:
    """Whose session a browser's secret belongs to; ``None`` where it has ended, or the account is disabled."""
    moment = now or _now()
    with ledger.read() as connection:
        row = connection.execute(
            select(accounts, sessions.c.seen_at, sessions.c.expires_at)
            .join(sessions, sessions.c.account == accounts.c.name)
            .where(sessions.c.id == _digest(secret))
        ).first()
    if row is None or row.disabled or row.expires_at < _stamp(moment):
        return None
    if row.seen_at < _stamp(moment - timedelta(minutes=IDLE_MINUTES)):
        return None
    if row.seen_at < _stamp(moment - timedelta(minutes=IDLE_MINUTES // 10)):
        with ledger.write(row.name) as writer:
            writer.connection.execute(
                update(sessions).where(sessions.c.id == _digest(secret)).values(seen_at=_stamp(moment))
            )
    return Account(row.name, row.role, row.created_at, False)


def sign_out(ledger: Ledger, secret: str, name: str) -> None:
    """End a session at once."""
    with ledger.write(name) as writer:
        writer.connection.execute(delete(sessions).where(sessions.c.id == _digest(secret)))
        writer.audit("signed out", name)


def add_token(ledger: Ledger, account: str, label: str, role: str, *, days: int | None = 90, by: str) -> str:
    """A new token's secret, shown this once; ``role`` is at most the account's.

    Raises:
        LedgerError: there is no such account, or the role is above its own.
    """
    secret = "dl_" + secrets.token_urlsafe(32)
    with ledger.write(by) as writer:
        row = writer.connection.execute(select(accounts).where(accounts.c.name == account)).first()
        if row is None:
            raise LedgerError(f"there is no account {account!r}")
        if role not in ROLES or ROLES.index(role) > ROLES.index(row.role):
            raise LedgerError(f"a token of {account!r} can be at most {row.role}")
        moment = datetime.fromisoformat(writer.now)
        writer.connection.execute(
            tokens.insert(),
            {
                "id": _digest(secret),
                "account": account,
                "label": label.strip()[:100],
                "role": role,
                "created_at": writer.now,
                "expires_at": _stamp(moment + timedelta(days=days)) if days is not None else None,
                "revoked_at": None,
            },
        )
        writer.audit("token added", account, {"label": label.strip()[:100], "role": role})
    return secret


def token_account(connection: Connection, secret: str, now: datetime | None = None) -> Account | None:
    """Whose token this is, with the token's role; ``None`` where it is unknown, revoked or has run out."""
    row = connection.execute(
        select(tokens, accounts.c.disabled, accounts.c.role.label("account_role"))
        .join(accounts, accounts.c.name == tokens.c.account)
        .where(tokens.c.id == _digest(secret))
    ).first()
    if row is None or row.disabled or row.revoked_at is not None:
        return None
    if row.expires_at is not None and row.expires_at < _stamp(now or _now()):
        return None
    role = min(row.role, row.account_role, key=ROLES.index)
    return Account(row.account, role, row.created_at, False)


def all_tokens(connection: Connection, account: str) -> Sequence[Token]:
    """An account's tokens, newest first."""
    rows = connection.execute(
        select(tokens).where(tokens.c.account == account).order_by(tokens.c.created_at.desc(), tokens.c.id)
    )
    return [
        Token(row.id, row.account, row.label, row.role, row.created_at, row.expires_at, row.revoked_at) for row in rows
    ]


def revoke_token(ledger: Ledger, identifier: str, account: str, *, by: str) -> None:
    """End a token of ``account`` at once."""
    with ledger.write(by) as writer:
        writer.connection.execute(
            update(tokens)
            .where(tokens.c.id == identifier, tokens.c.account == account, tokens.c.revoked_at.is_(None))
            .values(revoked_at=writer.now)
        )
        writer.audit("token revoked", account, {"token": identifier[:12]})


def _hashed(name: str, password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise LedgerError(f"a password has at least {SHORTEST_PASSWORD} characters. A few words in a row are good")
    if len(password) > LONGEST_PASSWORD:
        raise LedgerError(f"a password has at most {LONGEST_PASSWORD} characters")
    if len(set(password)) < 5 or name.lower() in password.lower():
        raise LedgerError("that password is too easy to guess: it repeats itself or holds the account's name")
    return _hasher().hash(password)


def _verified(hashed: str | None, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return hashed is not None and _hasher().verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ImportError:
        raise LedgerError(
            "accounts need the desk's packages. Install them with: pip install 'dateline[desk]'"
        ) from None
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """What a password for an unknown name is checked against, so that it takes as long."""
    return _hasher().hash(secrets.token_urlsafe(16))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
