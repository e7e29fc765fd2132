"""Asking the ledger: pages, facets, a timeline, a map, and one thing with everything.

Every function takes a filter as text or tree.  Lists come in pages that stay in step while reports are added: a page
begins behind the last item of the one before, wherever that stands by then.  What people rejected is left out unless
the filter asks about ``reviewed``.

A process that lives long and asks often (the desk) passes ``columns``, a :class:`dateline.ledger.columns.Columns`: the
same answers from memory, some hundred times faster on a million events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, distinct, false, func, or_, select

from dateline.ledger import conditions, filters, rows, search
from dateline.ledger import decisions as deciding
from dateline.ledger.answers import (
    Area,
    Bar,
    Cluster,
    Coded,
    CursorError,
    Decided,
    EventRow,
    EventView,
    Facet,
    FacetValue,
    IncidentRow,
    IncidentView,
    Linked,
    MapView,
    Of,
    Page,
    PartySum,
    ReportRow,
    ReportView,
    SourceSum,
    Timeline,
    Unit,
)
from dateline.ledger.filters import Filter
from dateline.ledger.store import Ledger
from dateline.ledger.tables import (
    codings,
    event_parties,
    event_payloads,
    event_places,
    events,
    incident_aliases,
    incidents,
    links,
    reports,
)
from dateline.record import Event, Incident, Party, Record, Span

if TYPE_CHECKING:
    from dateline.ledger.columns import Columns

COUNTED_TO = 10_000
"""How far the hits of a filter are counted in SQL before a page says "at least so many"."""

MOST = 5_000
"""Items of one page, values of one facet, clusters of one map: more is for the export."""

_TOGETHER = 500
"""Events read at once where all are wanted."""

ORDERS: dict[str, tuple[str, bool]] = {
    "date": ("date_from", True),
    "oldest": ("date_from", False),
    "confidence": ("confidence", True),
    "uncertain": ("confidence", False),
    "killed": ("killed_min", True),
    "added": ("seq", True),
}
"""Orders of events: the column, and whether its highest value comes first.  What has no value always comes last."""

INCIDENT_ORDERS: dict[str, tuple[str, bool]] = {
    "date": ("date_from", True),
    "oldest": ("date_from", False),
    "killed": ("killed_min", True),
    "sources": ("independent_sources", True),
    "reports": ("reports", True),
}
"""The same for incidents."""

FACETS = (
    "type", "mode", "status", "country", "admin1", "place", "actor", "recipient", "party", "sector", "source", "claim",
    "channel", "precision", "quad", "reviewed", "main", "counted",
)  # fmt: skip
"""Fields whose values can be counted."""

INCIDENT_FACETS = ("type", "status", "country", "admin1", "place", "precision")
"""Fields whose values can be counted over incidents, by the incident's own value."""

PLAIN = {
    "type": "type", "mode": "mode", "status": "status", "claim": "claim_stance", "precision": "place_precision",
    "quad": "quad", "reviewed": "reviewed", "main": "main", "counted": "counted",
}  # fmt: skip
"""Facets that are a column of ``events`` with a few values."""

NAMES = {"source": "source", "channel": "claim_channel"}
"""Facets that are a column of names."""

_EVENT_COLUMNS = tuple(events.c[name] for name in EventRow.__struct_fields__)
_INCIDENT_COLUMNS = tuple(incidents.c[name] for name in IncidentRow.__struct_fields__)
_REPORT_COLUMNS = tuple(reports.c[name] for name in ReportRow.__struct_fields__)
_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def tree(wanted: str | Filter) -> Filter:
    """The filter as a tree, without what people rejected unless it asks about that.

    Raises:
        FilterError: the text cannot be understood.
    """
    return conditions.scoped(filters.parse(wanted) if isinstance(wanted, str) else wanted)


# -- pages ------------------------------------------------------------------------------------------------------------


def events_page(
    ledger: Ledger,
    wanted: str | Filter = "",
    *,
    after: str | None = None,
    limit: int = 50,
    order: str = "date",
    columns: Columns | None = None,
) -> Page[EventRow]:
    """A page of the events that fit, ``limit`` at most, in one of :data:`ORDERS`.

    Raises:
        FilterError: the filter cannot be understood.
        CursorError: ``after`` is not the mark of a page in this order.
    """
    asked, limit = tree(wanted), max(1, min(limit, MOST))
    column, down = _order(ORDERS, order)
    mark = _mark(after, order)
    with ledger.read() as connection:
        if columns is not None:
            seqs, total = columns.page(connection, asked, column, down, mark, limit + 1)
            found = _by_seq(connection, seqs)
            exact = True
        else:
            fits = conditions.condition(asked, ledger.backend)
            total, exact = _count(connection, select(events.c.seq).where(fits))
            query = select(*_EVENT_COLUMNS).where(fits)
            key = events.c[column]
            if mark is not None:
                query = query.where(_behind(key, events.c.seq, down, mark))
            found = list(connection.execute(_ordered(query, key, events.c.seq, down).limit(limit + 1)))
    items = tuple(_event_row(row) for row in found[:limit])
    following = None
    if len(found) > limit:
        last = items[-1]
        following = _written(order, getattr(last, column), last.seq)
    return Page(items=items, next=following, total=total, exact=exact)


def incidents_page(
    ledger: Ledger,
    wanted: str | Filter = "",
    *,
    after: str | None = None,
    limit: int = 50,
    order: str = "date",
    columns: Columns | None = None,
) -> Page[IncidentRow]:
    """A page of the incidents of which an event fits, in one of :data:`INCIDENT_ORDERS`.

    Raises:
        FilterError: the filter cannot be understood.
        CursorError: ``after`` is not the mark of a page in this order.
    """
    asked, limit = tree(wanted), max(1, min(limit, MOST))
    column, down = _order(INCIDENT_ORDERS, order)
    mark = _mark(after, order)
    with ledger.read() as connection:
        query = select(*_INCIDENT_COLUMNS)
        key = incidents.c[column]
        if mark is not None:
            query = query.where(_behind(key, incidents.c.id, down, mark))
        query = _ordered(query, key, incidents.c.id, down)
        if columns is not None:
            fitting, few, total = columns.incident_ids_of(connection, asked)
            exact = True
            if total <= len(few):
                query = query.where(incidents.c.id.in_(few)).limit(limit + 1)
            else:
                walked = connection.execution_options(stream_results=True).execute(
                    query.with_only_columns(incidents.c.id)
                )
                chosen = list(islice(filter(fitting, walked.scalars()), limit + 1))
                query = query.where(incidents.c.id.in_(chosen))
            found = list(connection.execute(query))
        else:
            fits = _incidents_of(asked, ledger.backend)
            total, exact = _count(connection, select(incidents.c.id).where(fits))
            found = list(connection.execute(query.where(fits).limit(limit + 1)))
    items = tuple(_struct(IncidentRow, row) for row in found[:limit])
    following = None
    if len(found) > limit:
        last = items[-1]
        following = _written(order, getattr(last, column), last.id)
    return Page(items=items, next=following, total=total, exact=exact)


def _incidents_of(asked: Filter, dialect: str) -> ColumnElement[bool]:
    members = select(events.c.incident).where(conditions.condition(asked, dialect), events.c.incident.is_not(None))
    return incidents.c.id.in_(members)


def _order(orders: dict[str, tuple[str, bool]], order: str) -> tuple[str, bool]:
    if order not in orders:
        raise CursorError(f"there is no order {order!r}. Known: {', '.join(orders)}")
    return orders[order]


def _ordered(query: Select[Any], key: ColumnElement[Any], seq: ColumnElement[Any], down: bool) -> Select[Any]:
    if key is seq:
        return query.order_by(seq.desc() if down else seq)
    if down:
        return query.order_by(key.desc().nulls_last(), seq.desc())
    return query.order_by(key.asc().nulls_last(), seq)


def _behind(key: ColumnElement[Any], seq: ColumnElement[Any], down: bool, mark: Mark) -> ColumnElement[bool]:
    value, last = mark
    later: ColumnElement[bool] = seq < last if down else seq > last
    if key is seq:
        return later
    if value is None:
        return and_(key.is_(None), later)
    return or_(key < value if down else key > value, and_(key == value, later), key.is_(None))


Mark = tuple[Any, Any]
"""The value of the ordering column and the number (of an incident: the id) of the last item of a page."""


def _written(order: str, value: Any, last: Any) -> str:
    return msgspec.json.encode([order, value, last]).hex()


def _mark(after: str | None, order: str) -> Mark | None:
    if after is None:
        return None
    try:
        made, value, last = msgspec.json.decode(
            bytes.fromhex(after), type=tuple[str, str | int | float | None, str | int]
        )
    except (ValueError, msgspec.MsgspecError) as error:
        raise CursorError(f"{after[:40]!r} is not the mark of a page. Begin at the first page") from error
    if made != order:
        raise CursorError(f"this is the mark of a page ordered by {made}, not by {order}. Begin at the first page")
    return value, last


def _count(connection: Connection, query: Select[Any]) -> tuple[int, bool]:
    inner = query.limit(COUNTED_TO + 1).subquery()
    number = int(connection.execute(select(func.count()).select_from(inner)).scalar_one())
    return min(number, COUNTED_TO), number <= COUNTED_TO


def count(ledger: Ledger, wanted: str | Filter = "", *, of: Of = "events", columns: Columns | None = None) -> int:
    """How many events, or incidents with an event, fit."""
    asked = tree(wanted)
    with ledger.read() as connection:
        if columns is not None:
            return columns.count(connection, asked, of)
        fits = conditions.condition(asked, ledger.backend)
        counted = func.count() if of == "events" else func.count(distinct(events.c.incident))
        return int(connection.execute(select(counted).select_from(events).where(fits)).scalar_one())


def _by_seq(connection: Connection, seqs: Sequence[int]) -> list[Any]:
    query = select(*_EVENT_COLUMNS).where(events.c.seq.in_(seqs))
    found = {row.seq: row for row in connection.execute(query)} if seqs else {}
    return [found[seq] for seq in seqs if seq in found]


def _event_row(row: Any) -> EventRow:
    values = dict(row._mapping)
    values["main"], values["counted"] = bool(values["main"]), bool(values["counted"])
    return EventRow(**values)


def _struct(kind: type[_Struct], row: Any) -> _Struct:
    return kind(**row._mapping)


def _report_row(row: Any) -> ReportRow:
    return ReportRow(**{**row._mapping, "current": bool(row.current)})


def every_event(ledger: Ledger, wanted: str | Filter = "", *, order: str = "date") -> Iterator[EventRow]:
    """All events that fit, one after the other, as of one moment; memory does not grow with their number.

    Raises:
        FilterError: the filter cannot be understood.
    """
    asked = tree(wanted)
    column, down = _order(ORDERS, order)
    with ledger.read() as connection:
        query = select(events.c.seq).where(conditions.condition(asked, ledger.backend))
        seqs = list(connection.execute(_ordered(query, events.c[column], events.c.seq, down)).scalars())
        for start in range(0, len(seqs), _TOGETHER):
            for row in _by_seq(connection, seqs[start : start + _TOGETHER]):
                yield _event_row(row)


def every_incident(ledger: Ledger, wanted: str | Filter = "", *, order: str = "date") -> Iterator[IncidentRow]:
    """All incidents of which an event fits, one after the other, as of one moment.

    Raises:
        FilterError: the filter cannot be understood.
    """
    asked = tree(wanted)
    column, down = _order(INCIDENT_ORDERS, order)
    with ledger.read() as connection:
        query = select(*_INCIDENT_COLUMNS).where(_incidents_of(asked, ledger.backend))
        query = _ordered(query, incidents.c[column], incidents.c.id, down)
        for row in connection.execution_options(stream_results=True).execute(query):
            yield _struct(IncidentRow, row)


@dataclass(frozen=True, slots=True)
class Whole:
    """An event with what an export must know of it: its value as it stands, its report and the report's text.

    ``event`` is ``None`` once erased, ``text`` once purged; ``coder`` names what coded it, or the person who did;
    ``parties`` are all that the report names.
    """

    row: EventRow
    event: Event | None
    report: ReportRow
    text: str | None
    coder: str
    parties: tuple[Party, ...]


def every_whole(ledger: Ledger, wanted: str | Filter = "", *, order: str = "date") -> Iterator[Whole]:
    """As :func:`every_event`, with everything that is known of each."""
    asked = tree(wanted)
    column, down = _order(ORDERS, order)
    with ledger.read() as connection:
        query = select(events.c.seq).where(conditions.condition(asked, ledger.backend))
        seqs = list(connection.execute(_ordered(query, events.c[column], events.c.seq, down)).scalars())
        for start in range(0, len(seqs), _TOGETHER):
            yield from _wholes(connection, seqs[start : start + _TOGETHER])


def _wholes(connection: Connection, seqs: Sequence[int]) -> Iterator[Whole]:
    columns = (*_EVENT_COLUMNS, events.c.event.label("local"), events.c.coding_seq, events.c.position)
    query = select(*columns).where(events.c.seq.in_(seqs))
    found = {row.seq: row for row in connection.execute(query)}
    told = select(*_REPORT_COLUMNS, reports.c.text).where(reports.c.seq.in_({row.report_seq for row in found.values()}))
    by_report = {row.seq: row for row in connection.execute(told)}
    changed = select(event_payloads.c.event_seq, event_payloads.c.payload).where(event_payloads.c.event_seq.in_(seqs))
    payloads = {row.event_seq: row.payload for row in connection.execute(changed)}
    of_coding = (codings.c.seq, codings.c.by, codings.c.coder_version, codings.c.record)
    coded = select(*of_coding).where(codings.c.seq.in_({row.coding_seq for row in found.values()}))
    by_coding: dict[int, tuple[str, dict[str, Event], tuple[Party, ...]]] = {}
    for coding in connection.execute(coded):
        kept = rows.kept(rows.unpack(coding.record)) if coding.record is not None else None
        by_coding[coding.seq] = (
            f"dateline {coding.coder_version}" if coding.by == "machine" else coding.by,
            {one.id: one for one in kept.events} if kept is not None else {},
            kept.parties if kept is not None else (),
        )
    for seq in seqs:
        row = found.get(seq)
        if row is None:
            continue
        coder, known, parties = by_coding[row.coding_seq]
        coder = "a person" if row.position >= rows.ADDED else coder
        payload = payloads.get(seq)
        value = msgspec.json.decode(payload, type=Event) if payload is not None else known.get(row.local)
        report = by_report[row.report_seq]
        yield Whole(_event_row_of(row), value, _report_row_of(report), report.text, coder, parties)


@dataclass(frozen=True, slots=True)
class IncidentWhole:
    """An incident with what an export must know of it: its value as linking found it, and all its events."""

    row: IncidentRow
    incident: Incident
    members: tuple[Whole, ...]


def every_incident_whole(ledger: Ledger, wanted: str | Filter = "", *, order: str = "date") -> Iterator[IncidentWhole]:
    """As :func:`every_incident`, with everything that is known of each."""
    asked = tree(wanted)
    column, down = _order(INCIDENT_ORDERS, order)
    with ledger.read() as connection:
        query = select(incidents.c.id).where(_incidents_of(asked, ledger.backend))
        ids = list(connection.execute(_ordered(query, incidents.c[column], incidents.c.id, down)).scalars())
        for start in range(0, len(ids), _TOGETHER):
            part = ids[start : start + _TOGETHER]
            columns = (*_INCIDENT_COLUMNS, incidents.c.payload)
            found = {row.id: row for row in connection.execute(select(*columns).where(incidents.c.id.in_(part)))}
            members: dict[str, list[int]] = {name: [] for name in part}
            held = select(events.c.incident, events.c.seq).where(events.c.incident.in_(part)).order_by(events.c.seq)
            for name, seq in connection.execute(held):
                members[name].append(seq)
            for name in part:
                row = found[name]
                yield IncidentWhole(
                    IncidentRow(**{key: row._mapping[key] for key in IncidentRow.__struct_fields__}),
                    msgspec.json.decode(row.payload, type=Incident),
                    tuple(_wholes(connection, members[name])),
                )


# -- facets -----------------------------------------------------------------------------------------------------------


def facets(
    ledger: Ledger,
    wanted: str | Filter = "",
    fields: Iterable[str] = ("type", "status", "country", "actor", "source"),
    *,
    top: int = 20,
    of: Of = "events",
    columns: Columns | None = None,
) -> tuple[Facet, ...]:
    """How the hits spread over the values of ``fields``, the ``top`` most frequent of each.

    ``of`` says whether events are counted, or the incidents they belong to (fewer fields: :data:`INCIDENT_FACETS`).

    Raises:
        FilterError: the filter cannot be understood, or a field has no facet.
    """
    asked, top = tree(wanted), max(1, min(top, MOST))
    known = FACETS if of == "events" else INCIDENT_FACETS
    names = list(dict.fromkeys(fields))
    for name in names:
        if name not in known:
            raise filters.FilterError("", 0, f"{name!r} cannot be counted over {of}", "Known: " + ", ".join(known))
    with ledger.read() as connection:
        if columns is not None:
            return columns.facets(connection, asked, names, top, of)
        if of == "incidents":
            fits = _incidents_of(asked, ledger.backend)
            return tuple(_incident_facet(connection, name, fits, top) for name in names)
        fits = conditions.condition(asked, ledger.backend)
        total = int(connection.execute(select(func.count()).select_from(events).where(fits)).scalar_one())
        return tuple(_facet(connection, name, fits, total, top) for name in names)


def _facet(connection: Connection, name: str, fits: ColumnElement[bool], total: int, top: int) -> Facet:
    number = func.count(distinct(events.c.seq))
    if name in PLAIN:
        column: ColumnElement[Any] = events.c[PLAIN[name]]
        query = select(column, func.count()).where(fits, column.is_not(None)).group_by(column)
        with_value = select(func.count()).select_from(events).where(fits, column.is_not(None))
    elif name in NAMES:
        column = events.c[NAMES[name]]
        joined = events.join(search.names, search.names.c.name == column)
        query = (
            select(_label(connection.dialect.name), func.count())
            .select_from(joined)
            .where(fits)
            .group_by(search.names.c.key)
        )
        with_value = select(func.count()).select_from(events).where(fits, column.is_not(None))
    elif name in ("place", "admin1", "country"):
        column = event_places.c["name" if name == "place" else name]
        joined = events.join(event_places, event_places.c.event_seq == events.c.seq)
        query, with_value = _companions(column, joined, number, fits, connection.dialect.name, folded=name != "country")
    else:
        column = event_parties.c["sector" if name == "sector" else "name"]
        joined = events.join(event_parties, event_parties.c.event_seq == events.c.seq)
        if name in ("actor", "recipient"):
            fits = and_(fits, event_parties.c.role == name)
        query, with_value = _companions(column, joined, number, fits, connection.dialect.name, folded=name != "sector")
    counted = [(_shown(value), int(found)) for value, found in connection.execute(query)]
    known = int(connection.execute(with_value).scalar_one())
    return facet(name, counted, total - known, top)


def _companions(
    column: ColumnElement[Any], joined: Any, number: Any, fits: ColumnElement[bool], dialect: str, *, folded: bool
) -> tuple[Select[Any], Select[Any]]:
    with_value = select(number).select_from(joined).where(fits, column.is_not(None))
    if folded:
        joined = joined.join(search.names, search.names.c.name == column)
        return select(_label(dialect), number).select_from(joined).where(fits).group_by(search.names.c.key), with_value
    return select(column, number).select_from(joined).where(fits, column.is_not(None)).group_by(column), with_value


def _label(dialect: str) -> ColumnElement[Any]:
    """The last of all spellings of a name in the order of their characters, which puts capitals first."""
    other = search.names.alias("spelling")
    name = other.c.name if dialect == "sqlite" else other.c.name.collate("C")
    return select(func.max(name)).where(other.c.key == search.names.c.key).scalar_subquery()


def _incident_facet(connection: Connection, name: str, fits: ColumnElement[bool], top: int) -> Facet:
    column = incidents.c["place_precision" if name == "precision" else name]
    query = select(column, func.count()).where(fits).group_by(column)
    counted = [(value, int(found)) for value, found in connection.execute(query)]
    missing = sum(found for value, found in counted if value is None)
    return facet(name, [(_shown(value), found) for value, found in counted if value is not None], missing, top)


def facet(name: str, counted: Sequence[tuple[str, int]], missing: int, top: int) -> Facet:
    """The facet of a field from all its values with their counts."""
    best = sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:top]
    values = tuple(FacetValue(value=value, count=number, term=term(name, value)) for value, number in best)
    return Facet(field=name, values=values, missing=missing, others=len(counted) - len(values))


def term(name: str, value: str) -> str:
    """The term of the filter language that asks for a value of a facet."""
    if name in ("main", "counted"):
        return f"{name}:{'yes' if value == '1' else 'no'}"
    return str(filters.Is(name, (filters.Value(value.lower() if name == "type" else value),)))


def _shown(value: Any) -> str:
    return str(value)


# -- time -------------------------------------------------------------------------------------------------------------


def timeline(
    ledger: Ledger,
    wanted: str | Filter = "",
    *,
    unit: Unit | None = None,
    of: Of = "events",
    columns: Columns | None = None,
) -> Timeline:
    """The hits over time, by day, week (from Monday), month or year; ``None`` chooses what makes 100 bars or fewer."""
    asked = tree(wanted)
    with ledger.read() as connection:
        if columns is not None:
            pairs = columns.days(connection, asked, of)
        else:
            table = events if of == "events" else incidents
            dialect = ledger.backend
            fits = conditions.condition(asked, dialect) if of == "events" else _incidents_of(asked, dialect)
            grouped = (table.c.date_from, table.c.date_to)
            query = select(*grouped, func.count()).where(fits).group_by(*grouped)
            pairs = [(first, last, int(number)) for first, last, number in connection.execute(query)]
    return bars(pairs, unit)


def bars(pairs: Iterable[tuple[str | None, str | None, int]], unit: Unit | None) -> Timeline:
    """The timeline of hits given as first day, last day and number."""
    known: list[tuple[date, date, int]] = []
    undated = wider = 0
    for start_day, end_day, number in pairs:
        if start_day is None and end_day is None:
            undated += number
        elif start_day is None or end_day is None:
            wider += number
        else:
            try:
                known.append((date.fromisoformat(start_day), date.fromisoformat(end_day), number))
            except ValueError:  # before the first year or beyond the last that has a calendar
                wider += number
    if unit is None:
        days = (max(last for _, last, _ in known) - min(first for first, _, _ in known)).days if known else 0
        unit = "day" if days < 100 else "week" if days < 700 else "month" if days < 3_000 else "year"
    found: dict[tuple[date, date], int] = {}
    for first, last, number in known:
        start, end = _span(first, unit)
        if last <= end:
            found[start, end] = found.get((start, end), 0) + number
        else:
            wider += number
    drawn = tuple(
        Bar(start=start.isoformat(), end=end.isoformat(), count=number)
        for (start, end), number in sorted(found.items())
    )
    return Timeline(unit=unit, bars=drawn, wider=wider, undated=undated)


@lru_cache(maxsize=20_000)
def _span(day: date, unit: Unit) -> tuple[date, date]:
    """The first and last day of the unit that ``day`` lies in."""
    if unit == "day":
        return day, day
    if unit == "week":
        start = day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
        return start, start + timedelta(days=min(6, (date.max - start).days))
    if unit == "month":
        start = day.replace(day=1)
        after = date(start.year + start.month // 12, start.month % 12 + 1, 1) if start < date(9999, 12, 1) else None
        return start, after - timedelta(days=1) if after else date.max
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


# -- map --------------------------------------------------------------------------------------------------------------


def cell(zoom: int) -> float:
    """Degrees that one cluster of the map is wide: a quarter of a tile at that zoom."""
    return float(90.0 / 2.0 ** max(0, min(zoom, 20)))


def points(
    ledger: Ledger,
    wanted: str | Filter = "",
    *,
    zoom: int = 4,
    most: int = 2_000,
    columns: Columns | None = None,
) -> MapView:
    """The events on the map: points clustered for ``zoom`` (web map levels, 0 is the whole world), areas apart.

    An event stands at its first place.  Only places known exactly or nearly are points; the others are counted for
    the district, province or country they are known to lie in.  Ask for a part of the map with ``bbox:`` in the
    filter.
    """
    asked, most = tree(wanted), max(1, min(most, MOST))
    size = cell(zoom)
    with ledger.read() as connection:
        if columns is not None:
            return columns.points(connection, asked, size, most)
        fits = conditions.condition(asked, ledger.backend)
        c = events.c
        x, y = func.floor((c.lon + 180) / size), func.floor((c.lat + 90) / size)
        sums = (func.count(), func.sum(c.lat), func.sum(c.lon), func.min(c.id))
        query = select(x, y, c.type, *sums).where(fits, conditions.is_point()).group_by(x, y, c.type)
        cells: dict[tuple[int, int], list[tuple[str, int, float, float, str]]] = {}
        for column, row, kind, number, lat, lon, first in connection.execute(query):
            cells.setdefault((int(column), int(row)), []).append((kind, int(number), lat, lon, first))
        grouped = (c.place_precision, c.country, c.admin1, c.admin2)
        areas = select(*grouped, func.count()).where(fits, ~func.coalesce(conditions.is_point(), false()))
        counted = [(area_of(*row[:4]), int(row[4])) for row in connection.execute(areas.group_by(*grouped))]
    unplaced = sum(number for place, number in counted if place is None)
    return map_view(cells, [(place, number) for place, number in counted if place is not None], unplaced, most)


def map_view(
    cells: dict[tuple[int, int], list[tuple[str, int, float, float, str]]],
    counted: Iterable[tuple[Place, int]],
    unplaced: int,
    most: int,
) -> MapView:
    """The map from its cells (type, number, sums of latitude and longitude, an id) and the areas with their numbers."""
    clusters = []
    for _, parts in sorted(cells.items()):
        number = sum(part[1] for part in parts)
        lat, lon = sum(part[2] for part in parts) / number, sum(part[3] for part in parts) / number
        clusters.append(
            Cluster(
                lat=round(lat, 5),
                lon=round(lon, 5),
                count=number,
                types={kind: many for kind, many, *_ in sorted(parts)},
                id=parts[0][4] if number == 1 else None,
            )
        )
    clusters.sort(key=lambda cluster: -cluster.count)
    areas: dict[Place, int] = {}
    for place, number in counted:
        areas[place] = areas.get(place, 0) + number
    listed = [
        Area(level=level, country=country, admin1=admin1, admin2=admin2, count=number)  # type: ignore[arg-type]  # a level
        for (level, country, admin1, admin2), number in areas.items()
    ]
    listed.sort(key=lambda area: (-area.count, area.country, area.admin1 or "", area.admin2 or ""))
    left_off = sum(cluster.count for cluster in clusters[most:])
    return MapView(clusters=tuple(clusters[:most]), areas=tuple(listed), unplaced=unplaced, left_off=left_off)


Place = tuple[str, str, str | None, str | None]
"""An area as level, country, province and district."""


def area_of(precision: str | None, country: str | None, admin1: str | None, admin2: str | None) -> Place | None:
    """The smallest area that is sure to hold the place."""
    if country is None:
        return None
    if precision in ("district", *conditions.POINTS) and admin2 is not None:
        return "district", country, admin1, admin2
    if precision in ("district", "province", *conditions.POINTS) and admin1 is not None:
        return "province", country, admin1, None
    return "country", country, None, None


# -- one thing with everything ----------------------------------------------------------------------------------------


def event(ledger: Ledger, identifier: str) -> EventView | None:
    """An event with everything, by its id; ``None`` where there is none."""
    with ledger.read() as connection:
        found = connection.execute(
            select(*_EVENT_COLUMNS, events.c.event.label("local"), events.c.coding_seq).where(events.c.id == identifier)
        ).first()
        if found is None:
            return None
        row = _event_row_of(found)
        report = connection.execute(
            select(*_REPORT_COLUMNS, reports.c.text).where(reports.c.seq == row.report_seq)
        ).one()
        return EventView(
            row=row,
            event=_effective(connection, row.seq, found.coding_seq, found.local),
            report=_report_row_of(report),
            sentence=_sentence(report.text, row),
            incident=_incident_row(connection, row.incident),
            codings=_codings(connection, row.report_seq),
            decisions=_decisions(connection, identifier),
        )


def incident(ledger: Ledger, identifier: str) -> IncidentView | None:
    """An incident with everything, by its id or one it had before; ``None`` where there is none."""
    with ledger.read() as connection:
        moved = connection.execute(
            select(incident_aliases.c.current).where(incident_aliases.c.old == identifier)
        ).scalar()
        row = _incident_row(connection, identifier) or _incident_row(connection, moved)
        if row is None:
            return None
        payload = connection.execute(select(incidents.c.payload).where(incidents.c.id == row.id)).scalar()
        query = select(*_EVENT_COLUMNS).where(events.c.incident == row.id).order_by(events.c.published, events.c.seq)
        members = tuple(_event_row(found) for found in connection.execute(query))
        about = sorted({member.report_seq for member in members})
        told = select(*_REPORT_COLUMNS).where(reports.c.seq.in_(about)).order_by(reports.c.published, reports.c.id)
        aliases = select(incident_aliases.c.old).where(incident_aliases.c.current == row.id)
        targets = [row.id, *(member.id for member in members)]
        return IncidentView(
            row=row,
            value=msgspec.json.decode(payload, type=dict[str, Any]) if payload else None,
            events=members,
            reports=tuple(_report_row(found) for found in connection.execute(told)),
            links=_links(connection, [member.id for member in members]),
            aliases=tuple(connection.execute(aliases.order_by(incident_aliases.c.old)).scalars()),
            decisions=_decisions(connection, *targets),
        )


def report(ledger: Ledger, identifier: str) -> ReportView | None:
    """The standing version of a report with everything, by its id; ``None`` where there is none."""
    with ledger.read() as connection:
        found = connection.execute(
            select(*_REPORT_COLUMNS, reports.c.text).where(reports.c.id == identifier, reports.c.current == 1)
        ).first()
        if found is None:
            return None
        versions = select(*_REPORT_COLUMNS).where(reports.c.id == identifier).order_by(reports.c.version)
        copies = select(*_REPORT_COLUMNS).where(reports.c.reprint_of == identifier, reports.c.current == 1)
        told = select(*_EVENT_COLUMNS).where(events.c.report_seq == found.seq).order_by(events.c.position)
        record = _record(connection, found.seq, found.text)
        return ReportView(
            row=_report_row_of(found),
            text=found.text,
            record=record,
            events=tuple(_event_row(row) for row in connection.execute(told)),
            statements=record.statements if record is not None else (),
            reprints=tuple(_report_row(row) for row in connection.execute(copies.order_by(reports.c.id))),
            versions=tuple(_report_row(row) for row in connection.execute(versions)),
            codings=_codings(connection, found.seq),
        )


def _event_row_of(found: Any) -> EventRow:
    values = {name: found._mapping[name] for name in EventRow.__struct_fields__}
    return EventRow(**{**values, "main": bool(values["main"]), "counted": bool(values["counted"])})


def _report_row_of(found: Any) -> ReportRow:
    values = {name: found._mapping[name] for name in ReportRow.__struct_fields__}
    return ReportRow(**{**values, "current": bool(values["current"])})


def _incident_row(connection: Connection, identifier: str | None) -> IncidentRow | None:
    if identifier is None:
        return None
    found = connection.execute(select(*_INCIDENT_COLUMNS).where(incidents.c.id == identifier)).first()
    return _struct(IncidentRow, found) if found is not None else None


def _effective(connection: Connection, seq: int, coding_seq: int, local: str) -> Event | None:
    """The event as it stands: as decided where a person changed it, else word for word from its coding."""
    changed = connection.execute(select(event_payloads.c.payload).where(event_payloads.c.event_seq == seq)).scalar()
    if changed is not None:
        return msgspec.json.decode(changed, type=Event)
    packed = connection.execute(select(codings.c.record).where(codings.c.seq == coding_seq)).scalar()
    if packed is None:
        return None
    return next((one for one in rows.kept(rows.unpack(packed)).events if one.id == local), None)


def _record(connection: Connection, report_seq: int, text: str | None) -> Record | None:
    query = select(codings.c.record).where(
        codings.c.report_seq == report_seq, codings.c.current == 1, codings.c.by == rows.MACHINE
    )
    packed = connection.execute(query.order_by(codings.c.seq.desc())).scalars().first()
    return rows.kept(rows.unpack(packed)).record(text) if packed is not None and text is not None else None


def _sentence(text: str | None, row: EventRow) -> Span | None:
    if text is None:
        return None
    start, end = search.sentence(text, row.trigger_start, row.trigger_end)
    return Span.cut(text, start, end)


def _codings(connection: Connection, report_seq: int) -> tuple[Coded, ...]:
    columns = [codings.c[name] for name in Coded.__struct_fields__]
    query = select(*columns).where(codings.c.report_seq == report_seq).order_by(codings.c.seq)
    return tuple(Coded(**{**row._mapping, "current": bool(row.current)}) for row in connection.execute(query))


def _decisions(connection: Connection, *targets: str) -> tuple[Decided, ...]:
    """What people decided on any of the targets, in the order they did."""
    found = {one.seq: one for target in targets for one in deciding.history(connection, target)}
    told = []
    for _, one in sorted(found.items()):
        plain = {name: getattr(one, name) for name in Decided.__struct_fields__ if name not in ("old", "new")}
        told.append(Decided(**plain, old=deciding.as_json(one.old), new=deciding.as_json(one.new)))
    return tuple(told)


def _links(connection: Connection, members: Sequence[str]) -> tuple[Linked, ...]:
    columns = [links.c[name] for name in Linked.__struct_fields__]
    query = select(*columns).where(links.c.a.in_(members) | links.c.b.in_(members)).order_by(links.c.a, links.c.b)
    return tuple(Linked(**{**row._mapping, "same": bool(row.same)}) for row in connection.execute(query))


# -- sums -------------------------------------------------------------------------------------------------------------


def sources_summary(ledger: Ledger) -> tuple[SourceSum, ...]:
    """What came from each source, those with most reports first."""
    with ledger.read() as connection:
        told = select(
            reports.c.source,
            func.count(),
            func.count(reports.c.reprint_of),
            func.min(reports.c.published),
            func.max(reports.c.published),
        ).where(reports.c.current == 1)
        by_report = {row[0]: row[1:] for row in connection.execute(told.group_by(reports.c.source))}
        happened = select(events.c.source, func.count(), func.count(distinct(events.c.incident)))
        by_event = {row[0]: row[1:] for row in connection.execute(happened.group_by(events.c.source))}
        single = (
            select(events.c.incident, func.min(events.c.source).label("source"))
            .where(events.c.incident.is_not(None), events.c.source.is_not(None))
            .group_by(events.c.incident)
            .having(func.count(distinct(events.c.source)) == 1)
            .subquery()
        )
        lonely = select(single.c.source, func.count()).group_by(single.c.source)
        alone: dict[str, int] = {row[0]: row[1] for row in connection.execute(lonely)}
    sums = [
        SourceSum(
            source=name,
            reports=number,
            reprints=copies,
            events=by_event.get(name, (0, 0))[0],
            incidents=by_event.get(name, (0, 0))[1],
            alone=alone.get(name, 0),
            first=first,
            last=last,
        )
        for name, (number, copies, first, last) in by_report.items()
    ]
    return tuple(sorted(sums, key=lambda one: (-one.reports, one.source or "")))


def parties_summary(ledger: Ledger, wanted: str | Filter = "", *, top: int = 100) -> tuple[PartySum, ...]:
    """The named parties of the hits with their roles, those named most often first."""
    asked = tree(wanted)
    c = event_parties.c
    with ledger.read() as connection:
        fits = conditions.condition(asked, ledger.backend)
        query = (
            select(c.name, c.role, func.min(c.party_id), func.min(c.kind), func.min(c.country), func.min(c.sector),
                   func.count(distinct(c.event_seq)))
            .select_from(events.join(event_parties, c.event_seq == events.c.seq))
            .where(fits, c.name.is_not(None))
            .group_by(c.name, c.role)
        )  # fmt: skip
        found: dict[str, PartySum] = {}
        for name, role, id_, kind, country, sector, number in connection.execute(query):
            known = found.get(name) or PartySum(
                name=name, id=id_, kind=kind, country=country, sector=sector, actor=0, recipient=0
            )
            found[name] = msgspec.structs.replace(known, **{role: int(number)})
    ranked = sorted(found.values(), key=lambda one: (-(one.actor + one.recipient), one.name))
    return tuple(ranked[: max(1, min(top, MOST))])
