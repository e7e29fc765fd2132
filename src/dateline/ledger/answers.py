"""What the ledger answers: frozen values that the terminal prints, the page shows and the HTTP interface sends."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from dateline.record import DatelineError, Event, Record, Span, Statement

Item = TypeVar("Item")
Of = Literal["events", "incidents"]
Unit = Literal["day", "week", "month", "year"]


class CursorError(DatelineError):
    """The mark of a page was not made by this program, or for another order; begin again at the first page."""


class EventRow(Struct, frozen=True, kw_only=True):
    """An event as one line: the columns of the table ``events`` that say something of the world or of its review.

    ``report_seq`` is the report's row; figures are ``None`` where nothing was reported, which is not zero.
    Nobody has looked at an event as long as ``reviewed`` is ``no``.
    """

    seq: int
    id: str
    report: str
    report_seq: int
    incident: str | None
    main: bool
    type: str
    mode: str | None
    status: str
    trigger: str
    trigger_start: int
    trigger_end: int
    date_from: str | None
    date_to: str | None
    date_precision: str | None
    place: str | None
    geonameid: int | None
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None
    actor: str | None
    actor_id: str | None
    actor_country: str | None
    actor_sector: str | None
    recipient: str | None
    recipient_id: str | None
    recipient_country: str | None
    recipient_sector: str | None
    killed_min: int | None
    killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    abducted_min: int | None
    abducted_max: int | None
    arrested_min: int | None
    arrested_max: int | None
    surrendered_min: int | None
    surrendered_max: int | None
    displaced_min: int | None
    displaced_max: int | None
    weapon: str | None
    claim_by: str | None
    claim_stance: str | None
    claim_channel: str | None
    source: str | None
    published: str | None
    plover: str | None
    cameo: str | None
    quad: int | None
    acled_event_type: str | None
    acled_sub_event_type: str | None
    ucdp_type: int | None
    confidence: float
    reviewed: str
    version: int
    counted: bool


class IncidentRow(Struct, frozen=True, kw_only=True):
    """An incident as one line.  ``conflicts`` counts the figures and values on which its sources differ."""

    id: str
    type: str | None
    status: str | None
    date_from: str | None
    date_to: str | None
    place: str | None
    geonameid: int | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None
    actors: str | None
    recipients: str | None
    killed_min: int | None
    killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    abducted_min: int | None
    abducted_max: int | None
    arrested_min: int | None
    arrested_max: int | None
    surrendered_min: int | None
    surrendered_max: int | None
    displaced_min: int | None
    displaced_max: int | None
    events: int | None
    reports: int | None
    independent_sources: int | None
    conflicts: int | None
    reviewed: str | None
    version: int


class ReportRow(Struct, frozen=True, kw_only=True):
    """A report as one line, without its text."""

    seq: int
    id: str
    version: int
    current: bool
    sha256: str
    url: str | None
    title: str | None
    source: str | None
    credit: str | None
    published: str | None
    published_from: str | None
    published_to: str | None
    published_basis: str | None
    language: str | None
    disposition: str
    reason: str | None
    reprint_of: str | None
    ingested_at: str


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """A page of a list.

    ``next`` is the mark of the page after it (``None``: this was the last).  ``total`` is how many there are on all
    pages, and at least so many where ``exact`` is false.
    """

    items: tuple[Item, ...]
    next: str | None
    total: int
    exact: bool = True


class FacetValue(Struct, frozen=True, kw_only=True):
    """One value of a field, the number of hits that have it, and the term that narrows the filter to them."""

    value: str
    count: int
    term: str


class Facet(Struct, frozen=True, kw_only=True):
    """How the hits spread over the values of a field, most frequent first.

    A hit with several values (two places) counts under each.  ``missing`` have none; ``others`` is the number of
    values that were left off the list.
    """

    field: str
    values: tuple[FacetValue, ...]
    missing: int
    others: int = 0


class Bar(Struct, frozen=True, kw_only=True):
    """The hits that surely fall between two days (ISO, both inclusive)."""

    start: str
    end: str
    count: int


class Timeline(Struct, frozen=True, kw_only=True):
    """Hits over time.  Spans without hits have no bar.

    ``wider`` are hits whose days are not known exactly enough for one bar (a month, where bars are weeks); ``undated``
    those without any day.  Neither is drawn where it may not belong.
    """

    unit: Unit
    bars: tuple[Bar, ...]
    wider: int
    undated: int


class Cluster(Struct, frozen=True, kw_only=True):
    """Hits near one another on the map: their mean point, how many, by type, and the id where it is only one."""

    lat: float
    lon: float
    count: int
    types: dict[str, int]
    id: str | None = None


class Area(Struct, frozen=True, kw_only=True):
    """Hits of which only an area is known: ``level`` is district, province or country."""

    level: Literal["district", "province", "country"]
    country: str
    admin1: str | None
    admin2: str | None
    count: int


class MapView(Struct, frozen=True, kw_only=True):
    """Hits on the map: points in clusters, areas apart, and how many have no place at all.

    ``left_off`` are points in clusters beyond the largest ones listed.
    """

    clusters: tuple[Cluster, ...]
    areas: tuple[Area, ...]
    unplaced: int
    left_off: int = 0


class Decided(Struct, frozen=True, kw_only=True):
    """A decision of a person as the ledger keeps it; ``old`` and ``new`` are JSON."""

    id: str
    kind: str
    target: str
    action: str
    field: str | None
    old: str | None
    new: str | None
    by: str
    at: str
    why: str | None
    undoes: str | None


class Coded(Struct, frozen=True, kw_only=True):
    """A full coding of a report: who made it, when, by which coder; ``current`` is the one that stands."""

    by: str
    coder_version: str
    coder_model: str
    coder_codebook: str
    made_at: str
    current: bool


class Linked(Struct, frozen=True, kw_only=True):
    """Why two events were taken for one incident, or related without being one."""

    a: str
    b: str
    score: float | None
    same: bool
    relation: str | None
    because: str | None


class EventView(Struct, frozen=True, kw_only=True):
    """An event with everything: its value as it stands (``None`` once erased), its report, incident and decisions.

    ``sentence`` is the part of the text around the trigger; ``None`` where the text was purged.
    """

    row: EventRow
    event: Event | None
    report: ReportRow
    sentence: Span | None
    incident: IncidentRow | None
    codings: tuple[Coded, ...]
    decisions: tuple[Decided, ...]


class IncidentView(Struct, frozen=True, kw_only=True):
    """An incident with everything: its full value (``None``: none kept), events, reports, links and decisions.

    ``aliases`` are ids it had, or that merged incidents had, before.
    """

    row: IncidentRow
    value: dict[str, Any] | None
    events: tuple[EventRow, ...]
    reports: tuple[ReportRow, ...]
    links: tuple[Linked, ...]
    aliases: tuple[str, ...]
    decisions: tuple[Decided, ...]


class ReportView(Struct, frozen=True, kw_only=True):
    """A report with everything: text (``None`` once purged), record as coded, events, statements, copies, versions."""

    row: ReportRow
    text: str | None
    record: Record | None
    events: tuple[EventRow, ...]
    statements: tuple[Statement, ...]
    reprints: tuple[ReportRow, ...]
    versions: tuple[ReportRow, ...]
    codings: tuple[Coded, ...]


class SourceSum(Struct, frozen=True, kw_only=True):
    """What came from one source; ``source`` is ``None`` for reports that name none.

    ``alone`` counts incidents that no other source reports.
    """

    source: str | None
    reports: int
    reprints: int
    events: int
    incidents: int
    alone: int
    first: str | None
    last: str | None


class PartySum(Struct, frozen=True, kw_only=True):
    """How often a named party stands in the hits, by role; no ranking of persons is meant by the order."""

    name: str
    id: str | None
    kind: str | None
    country: str | None
    sector: str | None
    actor: int
    recipient: int
