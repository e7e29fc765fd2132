"""Sources: what each contributed, which feeds have gone silent, and who repeats whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import following, queries
from dateline.ledger.store import utc_now
from dateline.ledger.tables import reports, sources
from dateline.web.access import Page, Role
from dateline.web.desk import desk
from dateline.web.rendering import page

SILENT_DAYS = 14
"""Days without a new report after which a feed that answers is called silent."""
MOST_LINES = 24
"""Pairs drawn; the table lists them all."""
MOST_PAIRS = 500
_ROW = 30


@dataclass(frozen=True, slots=True)
class Feed:
    """A source that is followed: when it answered last, when it last brought a report, and what is to say of it."""

    name: str
    url: str
    answered: str | None
    brought: str | None
    tone: str
    state: str
    protected: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """How many reports of ``first`` the source ``repeats`` gave again; ``None`` where a report names no source."""

    first: str | None
    repeats: str | None
    copies: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A source's place in the drawing, with its number of copies."""

    name: str
    y: int
    copies: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the drawing: its path, and how wide it is for its copies."""

    path: str
    width: float
    told: str


@dataclass(frozen=True, slots=True)
class Network:
    """Who repeats whom, drawn: those who told first on the left, those who repeated on the right."""

    left: tuple[Stop, ...]
    right: tuple[Stop, ...]
    lines: tuple[Line, ...]
    height: int


def source_list(request: Request) -> Response:
    """What came from where."""
    here = desk(request)
    sums = queries.sources_summary(here.ledger)
    with here.ledger.read() as connection:
        feeds = _feeds(connection, utc_now())
        pairs = _pairs(connection)
    most = max((one.reports for one in sums), default=0)
    return page(
        request, "sources.html", sums=sums, most=most, feeds=feeds, pairs=pairs, network=drawn(pairs[:MOST_LINES]),
        silent_days=SILENT_DAYS, term=queries.term,
    )  # fmt: skip


def _feeds(connection: Connection, now: datetime) -> tuple[Feed, ...]:
    old = (now - timedelta(days=SILENT_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    out = []
    protected = set(connection.execute(select(sources.c.id).where(sources.c.protected == 1)).scalars())
    for one in following.health(connection):
        if one.is_paused:
            tone, state = "warn", "paused"
        elif one.failures:
            tries = "try" if one.failures == 1 else "tries"
            tone, state = "bad", f"failed {one.failures} {tries}: {one.last_error or 'no answer'}"
        elif one.ok_at is None:
            tone, state = "warn", "not asked yet"
        elif one.new_at is None or one.new_at < old:
            tone, state = "warn", "silent"
        else:
            tone, state = "good", "brings reports"
        out.append(Feed(one.name or one.id, one.url, one.ok_at, one.new_at, tone, state, one.id in protected))
    return tuple(out)


def _pairs(connection: Connection) -> tuple[Pair, ...]:
    original = reports.alias("original")
    first = func.coalesce(original.c.source, original.c.credit)
    copy = func.coalesce(reports.c.source, reports.c.credit)
    number = func.count()
    query = (
        select(first, copy, number)
        .select_from(reports.join(original, (original.c.id == reports.c.reprint_of) & (original.c.current == 1)))
        .where(reports.c.current == 1)
        .group_by(first, copy)
        .order_by(number.desc(), first, copy)
        .limit(MOST_PAIRS)
    )
    return tuple(Pair(*row) for row in connection.execute(query))


def drawn(pairs: Sequence[Pair]) -> Network | None:
    """The pairs between two named sources as a drawing; ``None`` where there are none."""
    named = [pair for pair in pairs if pair.first and pair.repeats]
    if not named:
        return None
    left, right = (
        _stops([(pair.first or "", pair.copies) for pair in named]),
        _stops([(pair.repeats or "", pair.copies) for pair in named]),
    )
    at_left, at_right = {stop.name: stop.y for stop in left}, {stop.name: stop.y for stop in right}
    most = max(pair.copies for pair in named)
    lines = []
    for pair in named:
        begin, end = at_left[pair.first or ""] - 4, at_right[pair.repeats or ""] - 4
        told = f"{pair.repeats} repeats {pair.first}: {pair.copies}"
        width = round(1 + 7 * pair.copies / most, 1)
        lines.append(Line(f"M 300 {begin} C 380 {begin} 380 {end} 460 {end}", width, told))
    return Network(left, right, tuple(lines), max(len(left), len(right)) * _ROW + 10)


def _stops(given: Sequence[tuple[str, int]]) -> tuple[Stop, ...]:
    copies: dict[str, int] = {}
    for name, number in given:
        copies[name] = copies.get(name, 0) + number
    ordered = sorted(copies.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Stop(name, index * _ROW + 24, number) for index, (name, number) in enumerate(ordered))


PAGES = (Page("/sources", source_list, Role.VIEWER),)
