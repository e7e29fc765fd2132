"""What is followed and what was told: sources and their health, pages waiting and fetched, saved searches, alerts.

A page that a feed names is first noted as waiting, in the transaction that notes that the feed was read: whatever is
cut off afterwards, the page is not forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from dateline.ledger import conditions, filters
from dateline.ledger.digests import sha256
from dateline.ledger.queries import tree
from dateline.ledger.store import Ledger
from dateline.ledger.tables import alerts, changes, events, fetches, incident_aliases, searches, sources
from dateline.ledger.transaction import parts
from dateline.ledger.writing import Writer
from dateline.record.errors import LedgerError

__all__ = [
    "Health", "Page", "Search", "Waiting", "add_search", "all_searches", "checked", "fetched", "find_new", "follow",
    "forget_pages", "forget_pages_with", "health", "next_waiting", "note_pages", "note_read", "owed", "remove_search",
    "source_rows", "told", "undelivered",
]  # fmt: skip

WAITING = "waiting"
"""The outcome of a page that is still to be fetched."""

_ERASED = "erased:"
"""Before the digest of an address that was erased: enough to know it again, and no more."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a feed or sitemap names; ``published`` is the ISO day it gives."""

    url: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page to be fetched: its row, whose it is, and how often that was tried."""

    seq: int
    source: str
    url: str
    published: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Health:
    """How a followed source does.

    ``checked_at`` is when it was last asked, ``ok_at`` when it last answered well, ``new_at`` when a page of it last
    came in; ``stored``, ``waiting`` and ``failed`` count its pages.
    """

    id: str
    url: str
    name: str | None
    kind: str | None
    checked_at: str | None
    ok_at: str | None
    new_at: str | None
    next_at: str | None
    failures: int
    last_error: str | None
    is_paused: bool
    stored: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Search:
    """A saved search: every incident that newly fits ``query`` is told once."""

    id: str
    name: str
    query: str
    owner: str | None
    created_at: str


# Sources and their pages


def follow(writer: Writer, wanted: Sequence[dict[str, Any]]) -> None:
    """Note the sources that are followed now; those that are no longer are paused, and keep what is known of them.

    Each of ``wanted`` has the columns ``id``, ``url``, ``name``, ``country``, ``language``, ``licence``, ``protected``.
    A source whose address has changed is new: what was known of the old address is forgotten.
    """
    known = {row.id: row for row in writer.connection.execute(select(sources))}
    for row in wanted:
        before = known.pop(row["id"], None)
        if before is None:
            writer.insert(sources, [{**row, "failures": 0, "paused": 0}])
            continue
        fresh: dict[str, Any] = {**row, "paused": 0}
        if before.url != row["url"]:
            fresh |= dict.fromkeys(("etag", "modified", "kind", "next_at", "last_error"))
            fresh["failures"] = 0
        elif before.paused:
            fresh["next_at"] = None
        writer.connection.execute(update(sources).where(sources.c.id == row["id"]).values(**fresh))
    for name in known:
        writer.connection.execute(update(sources).where(sources.c.id == name).values(paused=1))


def source_rows(connection: Connection) -> dict[str, Any]:
    """The sources that are followed, by id."""
    return {row.id: row for row in connection.execute(select(sources).where(sources.c.paused == 0))}


def checked(
    writer: Writer,
    source: str,
    *,
    next_at: str,
    kind: str | None = None,
    etag: str | None = None,
    modified: str | None = None,
    error: str | None = None,
    keep: bool = False,
) -> None:
    """Note that a source was asked: what it said of its version, or the ``error``, and when it is to be asked again.

    With ``keep`` it answered that nothing has changed, so that what it said of its version stands.
    """
    values: dict[str, Any] = {"checked_at": writer.now, "next_at": next_at}
    if error is not None:
        values |= {"failures": func.coalesce(sources.c.failures, 0) + 1, "last_error": error[:500]}
    else:
        values |= {"failures": 0, "last_error": None, "ok_at": writer.now}
        if not keep:
            values |= {"etag": etag, "modified": modified, "kind": kind}
    writer.connection.execute(update(sources).where(sources.c.id == source).values(**values))


def note_pages(writer: Writer, source: str, pages: Iterable[Page], most: int) -> int:
    """Note up to ``most`` pages that were not met before as waiting, in their order; how many were."""
    first: dict[str, Page] = {}
    for page in pages:
        first.setdefault(page.url, page)
    known: set[str] = set()
    for portion in parts(list(first)):
        names = [name for url in portion for name in (url, _erased(url))]
        known.update(writer.connection.execute(select(fetches.c.url).where(fetches.c.url.in_(names))).scalars())
    fresh = [page for page in first.values() if page.url not in known and _erased(page.url) not in known][:most]
    if fresh:
        seq = writer.next("fetches", len(fresh))
        rows = [
            {"seq": seq + index, "source": source, "url": page.url, "at": writer.now, "outcome": WAITING,
             "published": page.published, "attempts": 0}
            for index, page in enumerate(fresh)
        ]  # fmt: skip
        writer.insert(fetches, rows)
    return len(fresh)


def note_read(writer: Writer, source: str, url: str, outcome: str, report: str | None, error: str | None) -> None:
    """Note a report that a feed itself carried, once; later readings of it change the note."""
    met = select(fetches.c.seq, fetches.c.outcome).where(fetches.c.url.in_((url, _erased(url))))
    known = writer.connection.execute(met.order_by(fetches.c.seq)).first()
    if known is None:
        row = {"seq": writer.next("fetches"), "source": source, "url": url, "at": writer.now, "outcome": outcome}
        writer.insert(fetches, [{**row, "report": report, "error": error, "attempts": 1}])
    elif outcome != "known" and known.outcome != outcome:
        fetched(writer, known.seq, outcome, report=report, error=error)


def next_waiting(
    connection: Connection, source: str, now: str, most: int, without: Collection[int] = ()
) -> list[Waiting]:
    """The pages of a source to be fetched by ``now``, oldest first."""
    query = (
        select(fetches.c.seq, fetches.c.source, fetches.c.url, fetches.c.published, fetches.c.attempts)
        .where(
            fetches.c.source == source,
            fetches.c.outcome == WAITING,
            or_(fetches.c.next_at.is_(None), fetches.c.next_at <= now),
        )
        .order_by(fetches.c.seq)
        .limit(most + len(without))
    )
    found = [Waiting(*row) for row in connection.execute(query)]
    return [one for one in found if one.seq not in without][:most]


def fetched(
    writer: Writer,
    seq: int,
    outcome: str,
    *,
    report: str | None = None,
    error: str | None = None,
    next_at: str | None = None,
) -> None:
    """Note what came of a page: ``waiting`` again by ``next_at``, or for good as ``outcome``."""
    values: dict[str, Any] = {
        "outcome": outcome,
        "report": report,
        "error": error[:500] if error else None,
        "next_at": next_at,
    }
    values |= {"at": writer.now, "attempts": func.coalesce(fetches.c.attempts, 0) + 1}
    writer.connection.execute(update(fetches).where(fetches.c.seq == seq).values(**values))


def forget_pages(writer: Writer, report: str, urls: Sequence[str]) -> None:
    """Take the addresses of an erased report out, so that only their digests stay: they are not fetched again."""
    query = select(fetches.c.seq, fetches.c.url).where(or_(fetches.c.report == report, fetches.c.url.in_(urls)))
    for row in writer.connection.execute(query).all():
        _forget_page(writer, row.seq, row.url)


def forget_pages_with(writer: Writer, name: re.Pattern[str]) -> None:
    """The same with every address or fault in which an erased name stands."""
    query = select(fetches.c.seq, fetches.c.url, fetches.c.error)
    for row in writer.connection.execute(query).all():
        if name.search(row.url) or name.search(row.error or ""):
            _forget_page(writer, row.seq, row.url)


def _forget_page(writer: Writer, seq: int, url: str) -> None:
    values: dict[str, Any] = {"url": url if url.startswith(_ERASED) else _erased(url), "error": None, "next_at": None}
    values["outcome"] = "gone"  # one that waits must not be fetched either
    writer.connection.execute(update(fetches).where(fetches.c.seq == seq).values(**values))


def _erased(url: str) -> str:
    return _ERASED + sha256(url.encode("utf-8", "surrogatepass"))


def health(connection: Connection) -> tuple[Health, ...]:
    """How every source does that is or was followed, by its id."""
    stored = fetches.c.outcome.in_(("published", "no_event", "reprint", "known"))
    counts = select(
        fetches.c.source,
        func.max(fetches.c.at).filter(stored).label("new_at"),
        func.count().filter(stored).label("stored"),
        func.count().filter(fetches.c.outcome == WAITING).label("waiting"),
        func.count().label("pages"),
    ).group_by(fetches.c.source)
    by_source = {row.source: row for row in connection.execute(counts)}
    found = []
    for row in connection.execute(select(sources).order_by(sources.c.id)):
        count = by_source.get(row.id)
        found.append(
            Health(
                id=row.id,
                url=row.url,
                name=row.name,
                kind=row.kind,
                checked_at=row.checked_at,
                ok_at=row.ok_at,
                new_at=count.new_at if count else None,
                next_at=row.next_at,
                failures=row.failures or 0,
                last_error=row.last_error,
                is_paused=bool(row.paused),
                stored=count.stored if count else 0,
                waiting=count.waiting if count else 0,
                failed=count.pages - count.stored - count.waiting if count else 0,
            )
        )
    return tuple(found)


# Saved searches and what was told of them


def add_search(ledger: Ledger, name: str, query: str, owner: str) -> Search:
    """Save a search; what fits it already is not told.

    Raises:
        FilterError: the filter cannot be understood.
        LedgerError: there is a search of that name.
    """
    asked = tree(query)
    with ledger.write(owner) as writer:
        if writer.connection.execute(select(searches.c.id).where(searches.c.name == name)).first():
            raise LedgerError(f"there is a saved search {name!r}. Remove it first, or choose another name")
        identifier = f"s{writer.next('searches'):04d}"
        newest = int(writer.connection.execute(select(func.max(changes.c.seq))).scalar() or 0)
        row = {"id": identifier, "name": name, "query": query, "owner": owner, "created_at": writer.now}
        writer.insert(searches, [{**row, "seen": newest}])
        fitting = select(events.c.incident).where(
            conditions.condition(asked, ledger.backend), events.c.incident.is_not(None)
        )
        known = sorted(set(writer.connection.execute(fitting).scalars()))
        writer.insert(alerts, [_alert(identifier, incident, writer.now, "before") for incident in known])
        writer.audit("search", identifier, {"name": name, "query": query})
    return Search(identifier, name, query, owner, row["created_at"])


def remove_search(ledger: Ledger, name: str, owner: str) -> None:
    """Remove a saved search, and with it what it told.

    Raises:
        LedgerError: there is none of that name or id.
    """
    with ledger.write(owner) as writer:
        asked = select(searches.c.id).where(or_(searches.c.name == name, searches.c.id == name))
        found = writer.connection.execute(asked).scalar()
        if found is None:
            raise LedgerError(f"there is no saved search {name!r}. `dateline alert list` names them")
        writer.connection.execute(delete(alerts).where(alerts.c.search == found))
        writer.connection.execute(delete(searches).where(searches.c.id == found))
        writer.audit("search", found, {"removed": name})


def all_searches(connection: Connection) -> tuple[Search, ...]:
    """The saved searches, in the order they were made."""
    columns = (searches.c.id, searches.c.name, searches.c.query, searches.c.owner, searches.c.created_at)
    return tuple(Search(*row) for row in connection.execute(select(*columns).order_by(searches.c.id)))


def find_new(ledger: Ledger) -> int:
    """Note, for every saved search, the incidents that fit it since it was last looked at; how many there are.

    An incident that took up one that was told before counts as told.
    """
    count = 0
    with ledger.read() as connection:
        newest = int(connection.execute(select(func.max(changes.c.seq))).scalar() or 0)
        behind = connection.execute(select(searches.c.id).where(searches.c.seen < newest).limit(1)).first()
    if behind is None:
        return 0
    with ledger.write() as writer:
        newest = int(writer.connection.execute(select(func.max(changes.c.seq))).scalar() or 0)
        rows = writer.connection.execute(select(searches).where(searches.c.seen < newest).order_by(searches.c.id)).all()
        for row in rows:
            fresh = _newly_fitting(writer.connection, row.id, tree(row.query), row.seen, ledger.backend)
            writer.insert(alerts, [_alert(row.id, incident, writer.now, "new") for incident in fresh])
            writer.connection.execute(update(searches).where(searches.c.id == row.id).values(seen=newest))
            count += len(fresh)
    return count


def _newly_fitting(connection: Connection, search: str, asked: filters.Filter, since: int, backend: str) -> list[str]:
    changed = select(changes.c.id).where(changes.c.kind == "incident", changes.c.op == "put", changes.c.seq > since)
    touched = sorted(set(connection.execute(changed).scalars()))
    fresh: list[str] = []
    for portion in parts(touched):
        fits = select(events.c.incident).where(conditions.condition(asked, backend), events.c.incident.in_(portion))
        fitting = set(connection.execute(fits).scalars())
        if not fitting:
            continue
        older = select(incident_aliases.c.old, incident_aliases.c.current).where(
            incident_aliases.c.current.in_(sorted(fitting))
        )
        names = {(incident, incident) for incident in fitting} | {tuple(row) for row in connection.execute(older)}
        asked_for = sorted({name for name, _ in names})
        met: set[str] = set()
        for some in parts(asked_for):
            met.update(
                connection.execute(
                    select(alerts.c.incident).where(alerts.c.search == search, alerts.c.incident.in_(some))
                ).scalars()
            )
        fresh.extend(sorted(fitting - {current for name, current in names if name in met}))
    return fresh


def owed(connection: Connection, search: str, most: int = 100) -> list[Any]:
    """The newest incidents that a search told or is about to tell, newest first."""
    query = select(alerts).where(alerts.c.search == search, alerts.c.state != "before")
    return list(connection.execute(query.order_by(alerts.c.at.desc(), alerts.c.incident).limit(most)))


def undelivered(connection: Connection, channel: str, now: str, most: int = 50) -> list[Any]:
    """The alerts not yet sent by a ``channel`` (``mailed_at``, ``posted_at``) that may be tried by ``now``."""
    query = select(alerts).where(alerts.c.state == "new", alerts.c[channel].is_(None))
    if channel == "posted_at":
        query = query.where(or_(alerts.c.next_at.is_(None), alerts.c.next_at <= now))
    return list(connection.execute(query.order_by(alerts.c.at, alerts.c.search, alerts.c.incident).limit(most)))


def told(writer: Writer, search: str, incident: str, **values: Any) -> None:
    """Note by which channel an alert was sent, or that it could not be."""
    here = (alerts.c.search == search, alerts.c.incident == incident)
    writer.connection.execute(update(alerts).where(*here).values(**values))


def _alert(search: str, incident: str, at: str, state: str) -> dict[str, Any]:
    return {"search": search, "incident": incident, "at": at, "state": state}
