"""Mentions: spans that refer to a time, a place or a party, with what they refer to."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from dateline.record.errors import RecordError
from dateline.record.spans import Span

TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Precision = Literal["exact", "near", "district", "province", "country", "line_or_area", "unknown"]
PersonClass = Literal["official", "armed", "private"]
PartyKind = Literal["person", "group", "organisation", "state", "people", "facility", "vehicle", "place"]


class Time(Span, frozen=True, kw_only=True):
    """A time expression (timex) and the interval it means.

    ``type`` and ``value`` follow TIMEX3 (ISO-TimeML); ``from_`` and ``to`` (ISO dates, inclusive) bound the days meant
    and are ``None`` where the expression names none; ``anchor`` is the date it was measured from, or the word for why
    there is none.  ``reason`` says how the value came about, or why it is missing.
    """

    type: TimeType
    value: str | None = None
    from_: str | None = field(default=None, name="from")
    to: str | None = None
    anchor: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise RecordError(f"time {self.text!r}: from {self.from_} is after to {self.to}")


class Candidate(Struct, frozen=True, kw_only=True):
    """A gazetteer entry a toponym could also have meant."""

    name: str
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    feature: str | None = None


class Place(Span, frozen=True, kw_only=True):
    """A toponym and the place it resolves to.

    ``country`` is ISO 3166 alpha-3, ``lat``/``lon`` WGS84 degrees, ``feature`` a GeoNames feature code.  ``precision``
    says how exactly the point stands for what the text means; ``reason`` says why this place, or why none.
    ``candidates`` holds the others that fitted, best first, when it was a close call.
    """

    name: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    feature: str | None = None
    precision: Precision = "unknown"
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.lat is None) != (self.lon is None):
            raise RecordError(f"place {self.text!r}: latitude and longitude come together or not at all")
        if self.lat is not None and self.lon is not None and not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise RecordError(f"place {self.text!r}: {self.lat}, {self.lon} is not on the globe")


class Party(Span, frozen=True, kw_only=True):
    """A mention of a person, group, organisation or state that can act or be acted on.

    ``name`` is canonical (one name for all that means the same), ``id`` the registry's key where it has one,
    ``country`` ISO 3166 alpha-3 or a PLOVER code for international bodies (IGO, NGO …), ``sector`` PLOVER's three
    letters (PLOVER manual 2.0, actor chapter), ``title`` the office as worded.  ``reason`` says why these, or why none.
    ``person`` says of a single person whether he is a public ``official``, an ``armed`` actor or ``private`` (victims,
    witnesses, relatives, minors, detainees, local reporters, and whoever has no office and no armed role in the
    report), ``person_reason`` why; both are ``None`` for all others.  ``antecedent`` is the mention that a pronoun
    stands for ("the gunmen" of "they"), ``None`` for all others and where no one mention is meant.
    """

    name: str | None = None
    id: str | None = None
    kind: PartyKind | None = None
    country: str | None = None
    sector: str | None = None
    title: str | None = None
    reason: str | None = None
    person: PersonClass | None = None
    person_reason: str | None = None
    antecedent: Span | None = None
