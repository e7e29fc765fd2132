"""Telling of incidents that newly fit a saved search, each once: Atom feeds, mail files, a signed webhook."""

from __future__ import annotations

import hashlib
import hmac
import html
import os
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import msgspec

from dateline.ledger import Ledger, following, queries
from dateline.ledger.answers import IncidentView
from dateline.ledger.following import Search
from dateline.record.errors import SetupError
from dateline.watch.clocks import stamp
from dateline.watch.fetching import Answer, Fetcher
from dateline.watch.settings import Alerts

MOST_ENTRIES = 100
"""Alerts that an Atom feed holds."""
ATTEMPTS = 12
"""How often a webhook is tried, over about two days."""
_PAUSE, _LONGEST_PAUSE = 60.0, 6 * 3600.0
_REPORTS = 10
_POST_SECONDS = 20.0  # the loop waits for it
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Told(msgspec.Struct, frozen=True):
    """What is said of an incident.  ``sentence`` is the evidence: the words of the first report that tell of it."""

    id: str
    search: str
    incident: str
    at: str
    title: str
    sentence: str | None
    reports: tuple[tuple[str, str | None, str | None], ...]
    values: dict[str, Any]


class Alerting:
    """Finds and tells what is new.  ``fetcher`` sends to the webhook, under the same guard as everything else.

    Raises:
        SetupError: the secret to sign with cannot be read, or is too short to be one.
    """

    def __init__(
        self, ledger: Ledger, alerts: Alerts, fetcher: Fetcher, say: Callable[[str], None] = lambda line: None
    ) -> None:
        self._ledger, self._alerts, self._fetcher, self._say = ledger, alerts, fetcher, say
        self._secret = _secret(alerts.secret_file) if alerts.webhook is not None else b""
        self._are_feeds_stale = True
        self._post_at = 0.0

    def tell(self, now: float) -> int:
        """Tell what is new by every channel that is set; how many alerts are new."""
        count = following.find_new(self._ledger)
        if self._alerts.feeds is not None and (count or self._are_feeds_stale):
            self._write_feeds(Path(self._alerts.feeds))
            self._are_feeds_stale = False
        if self._alerts.mail is not None:
            self._write_mails(Path(self._alerts.mail))
        if self._alerts.webhook is not None and (count or now >= self._post_at):
            self._post_at = now + _PAUSE
            self._post(self._alerts.webhook, now)
        return count

    def _write_feeds(self, folder: Path) -> None:
        with self._ledger.read() as connection:
            listed = [
                (search, following.owed(connection, search.id, MOST_ENTRIES))
                for search in following.all_searches(connection)
            ]
        for search, rows in listed:
            entries = [told for row in rows if (told := self._told(search, row)) is not None]
            _replace(folder / f"{search.id}.atom", atom(search, entries).encode("utf-8", "replace"))

    def _write_mails(self, folder: Path) -> None:
        for search, row in self._undelivered("mailed_at", "9999"):
            told = self._told(search, row)
            if told is not None:
                # The name says what it tells: a crash before the note below leads to the same file again.
                _replace(folder / f"{told.id}.eml", mail(told, self._alerts.mail_to))
            with self._ledger.write() as writer:
                following.told(writer, search.id, row.incident, mailed_at=writer.now)

    def _post(self, url: str, now: float) -> None:
        for search, row in self._undelivered("posted_at", stamp(now)):
            told = self._told(search, row)
            values: dict[str, Any] = {"posted_at": stamp(now), "error": None}
            if told is not None:
                body = msgspec.json.encode(told)
                signed = {"Content-Type": "application/json", "Dateline-Id": told.id}
                signed["Dateline-Signature"] = signature(self._secret, int(now), body)
                answer = self._fetcher.fetch(url, post=body, headers=signed, seconds=_POST_SECONDS)
                if not isinstance(answer, Answer) or not 200 <= answer.status < 300:
                    values = self._put_off(answer, row, now)
            with self._ledger.write() as writer:
                following.told(writer, search.id, row.incident, **values)
            if "posted_at" not in values:
                return  # what is down is not asked for everything else that waits

    def _put_off(self, answer: Any, row: Any, now: float) -> dict[str, Any]:
        cause = f"it answers with status {answer.status}" if isinstance(answer, Answer) else answer.cause
        attempts = (row.attempts or 0) + 1
        self._say(f"alerts: the webhook did not take {row.incident}: {cause}")
        values: dict[str, Any] = {"attempts": attempts, "error": cause[:500]}
        if attempts >= ATTEMPTS:
            return values | {"posted_at": "given up"}
        return values | {"next_at": stamp(now + min(_LONGEST_PAUSE, _PAUSE * 2.0 ** (attempts - 1)))}

    def _undelivered(self, channel: str, now: str) -> list[tuple[Search, Any]]:
        with self._ledger.read() as connection:
            searches = {search.id: search for search in following.all_searches(connection)}
            rows = following.undelivered(connection, channel, now)
        return [(searches[row.search], row) for row in rows if row.search in searches]

    def _told(self, search: Search, row: Any) -> Told | None:
        """What is said of an alert; ``None`` where the incident is no more."""
        view = queries.incident(self._ledger, row.incident)
        if view is None:
            return None
        first = view.events[0] if view.events else None
        seen = queries.event(self._ledger, first.id) if first is not None else None
        sentence = seen.sentence.text if seen is not None and seen.sentence is not None else None
        told = msgspec.to_builtins(view.row)
        return Told(
            id=f"{search.id}-{hashlib.sha256(row.incident.encode()).hexdigest()[:16]}",
            search=search.name,
            incident=row.incident,
            at=row.at,
            title=headline(view),
            sentence=" ".join(sentence.split())[:1000] if sentence else None,
            reports=tuple((one.id, one.source, one.url) for one in view.reports[:_REPORTS]),
            values={name: value for name, value in told.items() if value is not None},
        )


def signature(secret: bytes, at: int, body: bytes) -> str:
    """What the header ``Dateline-Signature`` says: the time, and an HMAC-SHA256 over time, full stop and body."""
    digest = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def headline(view: IncidentView) -> str:
    """An incident in a line: type, place, day, and the dead where any are reported."""
    row = view.row
    parts = [row.type or "incident"]
    if row.place or row.country:
        parts.append(f"in {row.place or row.country}")
    if row.date_from:
        parts.append(row.date_from if row.date_to in (None, row.date_from) else f"{row.date_from} to {row.date_to}")
    if row.killed_max is not None:
        low = row.killed_min if row.killed_min is not None else row.killed_max
        parts.append(f"{low} killed" if low == row.killed_max else f"{low} to {row.killed_max} killed")
    return ", ".join([" ".join(parts[:2]), *parts[2:]])


def atom(search: Search, entries: list[Told]) -> str:
    """An Atom feed (RFC 4287) of what a search told, newest first."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_xml(search.name)}</title>",
        f"<id>urn:dateline:search:{_xml(search.id)}</id>",
        f"<updated>{_xml(max((told.at for told in entries), default=search.created_at))}</updated>",
        "<author><name>dateline</name></author>",
    ]
    for told in entries:
        lines += [
            "<entry>",
            f"<title>{_xml(told.title)}</title>",
            f"<id>urn:dateline:alert:{_xml(told.id)}</id>",
            f"<updated>{_xml(told.at)}</updated>",
            *(f'<link rel="related" href="{_xml(url)}"/>' for _, _, url in told.reports if url),
            f'<content type="text">{_xml(_words(told))}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def mail(told: Told, to: str | None) -> bytes:
    """A mail, as a file that mail programs open and servers take."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(f"{told.search}: {told.title}".split())[:200]
    message["From"] = "dateline <dateline@localhost>"
    if to:
        message["To"] = to
    message["Message-ID"] = f"<{told.id}@dateline.localhost>"
    message["X-Dateline-Incident"] = hashlib.sha256(told.incident.encode()).hexdigest()[:16]
    message.set_content(_words(told) + "\n", charset="utf-8")
    return message.as_bytes()


def _words(told: Told) -> str:
    lines = [told.title]
    if told.sentence:
        lines += ["", f"“{told.sentence}”"]
    lines += ["", f"Incident {told.incident}, found by the search “{told.search}”.", ""]
    lines += [" · ".join(part for part in (source, url or report) if part) for report, source, url in told.reports]
    return "\n".join(lines)


def _xml(text: str) -> str:
    """A text for XML: escaped, and without the characters that XML 1.0 cannot hold."""
    kept = _NO_XML.sub("\ufffd", text)
    return html.escape(kept)


def _secret(path: str | None) -> bytes:
    try:
        secret = Path(path or "").read_bytes().strip()
    except OSError as error:
        raise SetupError(f"the webhook's secret_file {path} cannot be read") from error
    if len(secret) < 16:
        raise SetupError(f"the webhook's secret in {path} is shorter than 16 characters; make a longer one")
    return secret


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, whole.

    Raises:
        SetupError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise SetupError(f"{path} cannot be written ({(error.strerror or 'unknown fault').lower()})") from error
