"""What is followed: a file in TOML, read and checked before anything is asked of the network."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec

from dateline.record.errors import SetupError
from dateline.watch.addresses import networks
from dateline.watch.fetching import wrong_address

LEAST_DELAY = 2.0
"""Seconds between two requests to one host, at the least."""
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_CONTACT = re.compile(r"https?://\S+|[^@\s]+@[^@\s]+\.[^@\s]+")


class Followed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A feed or sitemap that is followed.

    ``interval`` is in minutes.  ``text`` says where a report's text comes from: its ``page``, or the ``feed`` itself
    where that carries the whole.  ``most`` bounds how many new pages of one reading are taken, ``since`` leaves out
    pages that a sitemap dates before that day.  ``silent_days`` without a new page make it a silent source.
    """

    url: str
    id: str = ""
    name: str | None = None
    country: str | None = None
    language: str | None = None
    licence: str | None = None
    protected: bool = False
    interval: float = 30.0
    text: Literal["page", "feed"] = "page"
    most: int = 100
    since: str | None = None
    silent_days: float = 7.0


class Alerts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How saved searches are told: a folder of Atom feeds, a folder of mails, an address that is sent each, signed."""

    feeds: str | None = None
    mail: str | None = None
    mail_to: str | None = None
    webhook: str | None = None
    secret_file: str | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file.  ``contact`` is an address or page that tells a server's owner who asks; it is sent to all."""

    contact: str
    source: tuple[Followed, ...]
    agent: str = "dateline"
    proxy: str | None = None
    delay: float = LEAST_DELAY
    at_once: int = 8
    free_megabytes: int = 500
    allow_private: tuple[str, ...] = ()
    alerts: Alerts = msgspec.field(default_factory=Alerts)


def read_settings(path: Path) -> Settings:
    """What a file says is to be followed, its folders taken from where the file lies.

    Raises:
        SetupError: it cannot be read, or something in it is wrong; the message names what.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({(error.strerror or 'unknown fault').lower()})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{path} is not TOML that can be read: {error}") from error
    try:
        settings = msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        raise SetupError(f"{path}: {error}. The guide on following feeds names every key") from error
    return _checked(settings, path)


def _checked(settings: Settings, path: Path) -> Settings:
    def wrong(what: str) -> SetupError:
        return SetupError(f"{path}: {what}")

    if not _CONTACT.fullmatch(settings.contact) or not settings.contact.isascii():
        raise wrong("contact must be an e-mail address or a web address, so that the sites know whom to ask")
    if not settings.agent.isascii() or not settings.agent.isprintable():
        raise wrong("agent must be a plain name")
    if settings.delay < LEAST_DELAY:
        raise wrong(f"delay must be {LEAST_DELAY:g} seconds or more")
    if not 1 <= settings.at_once <= 64:
        raise wrong("at_once must be from 1 to 64")
    try:
        networks(settings.allow_private)
    except ValueError as error:
        raise wrong(f"allow_private: {error}") from error
    if not settings.source:
        raise wrong("it names no [[source]]")
    told = settings.alerts
    if told.webhook is not None and (wrong_address(told.webhook) or told.secret_file is None):
        raise wrong(f"alerts: {wrong_address(told.webhook) or 'a webhook needs a secret_file to sign with'}")
    folder = path.resolve().parent
    places = {
        name: str(folder / value)
        for name in ("feeds", "mail", "secret_file")
        if (value := getattr(told, name)) is not None
    }
    sources = _named(settings.source, wrong)
    return msgspec.structs.replace(settings, source=sources, alerts=msgspec.structs.replace(told, **places))


def _named(sources: Iterable[Followed], wrong: Any) -> tuple[Followed, ...]:
    """The sources, each with an id of its own."""
    found: dict[str, Followed] = {}
    urls: set[str] = set()
    for one in sources:
        why = wrong_address(one.url)
        if why is not None:
            raise wrong(f"source {one.url[:100]}: {why}")
        if one.url in urls:
            raise wrong(f"source {one.url[:100]} stands there twice")
        urls.add(one.url)
        if one.interval < 1:
            raise wrong(f"source {one.url[:100]}: interval must be a minute or more")
        if not 1 <= one.most <= 10_000:
            raise wrong(f"source {one.url[:100]}: most must be from 1 to 10,000")
        if one.since is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", one.since):
            raise wrong(f"source {one.url[:100]}: since must be a day, as 2024-05-01")
        name = one.id or re.sub(r"[^a-z0-9._-]+", "-", one.url.lower().partition("://")[2]).strip("-")[:64]
        if not _ID.fullmatch(name):
            raise wrong(f"source {one.url[:100]}: its id must be of small letters, digits, dots and hyphens")
        if name in found:
            raise wrong(f"two sources have the id {name!r}; give one another id")
        found[name] = msgspec.structs.replace(one, id=name)
    return tuple(found.values())
