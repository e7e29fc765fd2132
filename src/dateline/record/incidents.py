"""Incidents: one happening as several reports tell it, with their differences side by side."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from dateline.record.errors import RecordError
from dateline.record.events import TOLL_KEYS, EventType, Status
from dateline.record.mentions import PartyKind, Precision
from dateline.record.statements import Stance

ConflictAbout = Literal["type", "status", "when", "where", "actors", "toll"]


class IncidentDays(Struct, frozen=True, kw_only=True):
    """The first and last day of an incident, inclusive ISO dates.

    Raises:
        RecordError: the first day is after the last.
    """

    from_: str = field(name="from")
    to: str

    def __post_init__(self) -> None:
        if self.from_ > self.to:
            raise RecordError(f"incident days: from {self.from_} is after to {self.to}")


class IncidentPlace(Struct, frozen=True, kw_only=True):
    """A resolved place of an incident, in the terms of a record's places; ``sources`` say so."""

    name: str
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    precision: Precision = "unknown"
    sources: tuple[str, ...] = ()


class IncidentParty(Struct, frozen=True, kw_only=True):
    """A party of an incident, in the terms of a record's parties; ``sources`` name it in that role."""

    name: str
    id: str | None = None
    kind: PartyKind | None = None
    country: str | None = None
    sector: str | None = None
    sources: tuple[str, ...] = ()


class SourceCount(Struct, frozen=True, kw_only=True):
    """A figure as one source gives it, and the reports in which it does; ``max`` ``None``: no upper bound given."""

    source: str
    reports: tuple[str, ...]
    min: int
    max: int | None


class IncidentCount(Struct, frozen=True, kw_only=True):
    """The range of what the sources count, and each one's own figure; ``max`` is ``None`` where one sets no bound.

    Raises:
        RecordError: the range does not hold every source's figure.
    """

    min: int
    max: int | None
    by_source: tuple[SourceCount, ...]

    def __post_init__(self) -> None:
        for one in self.by_source:
            if one.min < self.min or (self.max is not None and (one.max is None or one.max > self.max)):
                raise RecordError(f"incident count {self.min} to {self.max} does not hold {one.min} to {one.max}")


class IncidentToll(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an incident cost people, by source.  A key that is absent was not reported, which is not zero."""

    killed: IncidentCount | None = None
    injured: IncidentCount | None = None
    abducted: IncidentCount | None = None
    arrested: IncidentCount | None = None
    surrendered: IncidentCount | None = None
    displaced: IncidentCount | None = None


class IncidentClaim(Struct, frozen=True, kw_only=True):
    """Who claims, denies or asserts it, and the sources that carry the claim."""

    speaker: str
    stance: Stance
    sources: tuple[str, ...]


class ConflictSide(Struct, frozen=True, kw_only=True):
    """One of several values that cannot all be right, and the sources that give it."""

    value: str
    sources: tuple[str, ...]


class Conflict(Struct, frozen=True, kw_only=True):
    """What the sources do not agree on: ``about`` which value, ``text`` in a sentence, ``sides`` one by one."""

    about: ConflictAbout
    text: str
    sides: tuple[ConflictSide, ...]


class Incident(Struct, frozen=True, kw_only=True):
    """The same happening as told by several reports, reprints counted once, differing figures kept side by side.

    ``events`` are references (``REPORT#EVENT``), ``reports`` the ids of all that tell of it, copies included.
    ``independent_sources`` counts what is left once copies, partial copies and texts of one agency are one;
    ``sources`` lists those by name, each with its reports.  ``because`` says why these events are one happening.

    Raises:
        RecordError: there is no event, or more sources than reports.
    """

    id: str
    type: EventType
    status: Status
    when: IncidentDays | None
    where: tuple[IncidentPlace, ...]
    actors: tuple[IncidentParty, ...]
    recipients: tuple[IncidentParty, ...]
    toll: IncidentToll
    claims: tuple[IncidentClaim, ...]
    events: tuple[str, ...]
    reports: tuple[str, ...]
    independent_sources: int
    sources: dict[str, tuple[str, ...]]
    conflicts: tuple[Conflict, ...]
    because: tuple[str, ...]
    mode: str | None = None

    def __post_init__(self) -> None:
        if not self.events:
            raise RecordError(f"incident {self.id}: it has no event")
        if not 1 <= self.independent_sources <= len(self.reports):
            raise RecordError(
                f"incident {self.id}: {self.independent_sources} independent sources in {len(self.reports)} reports"
            )

    def count(self, key: str) -> IncidentCount | None:
        """The count of one of ``TOLL_KEYS``."""
        if key not in TOLL_KEYS:
            raise RecordError(f"{key} is no count; the counts are {', '.join(TOLL_KEYS)}")
        found: IncidentCount | None = getattr(self.toll, key)
        return found
