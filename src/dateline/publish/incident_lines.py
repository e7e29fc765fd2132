"""Incidents as they leave the house: one line each, figures as ranges, who says what, and what sources differ on.

What may be told of persons, places and sources is that of :mod:`dateline.publish.redaction`, judged by all events of
the incident: a name that is private in one report stays inside wherever the incident repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, defstruct

from dateline.ledger.queries import IncidentWhole
from dateline.publish import redaction
from dateline.publish.redaction import Profile
from dateline.record import TOLL_KEYS, Conflict, Event, Incident, IncidentParty, IncidentPlace, Party, Place

INCIDENT_COLUMNS = {
    "id": "the incident's id in the ledger; ids it had before lead to it",
    "type": "PLOVER 2.0 type of the act, whatever its status",
    "mode": "PLOVER 2.0 mode",
    "status": "occurred, ongoing, planned, threatened, attempted, denied or hypothetical",
    "date_from": "first day it may have happened, ISO",
    "date_to": "last day it may have happened, ISO",
    "place": "name of the first place",
    "geonameid": "GeoNames number of the place",
    "country": "ISO 3166 alpha-3 of the place",
    "admin1": "province",
    "lat": "WGS84 degrees; empty where only an area is known",
    "lon": "WGS84 degrees; empty where only an area is known",
    "place_precision": "exact, near, district, province, country, line_or_area or unknown",
    "actors": "who did it; private persons as such",
    "actor_ids": "their ids in the registry",
    "actor_countries": "their countries, ISO 3166 alpha-3 or PLOVER's codes of bodies",
    "actor_sectors": "their PLOVER sectors",
    "recipients": "to whom it was done; private persons as such",
    "recipient_ids": "their ids in the registry",
    "recipient_countries": "their countries",
    "recipient_sectors": "their PLOVER sectors",
    **{
        f"{key}_{end}": f"{'least' if end == 'min' else 'greatest'} number of {key} that a source gives"
        + ("" if end == "min" else "; empty beside a least number: a source sets no upper bound")
        for key in TOLL_KEYS
        for end in ("min", "max")
    },
    "toll_by_source": "each source's own figures; a figure with + has no upper bound",
    "claims": "who asserts, claims or denies it",
    "events": "ids of its events in the ledger (not those of protected sources)",
    "reports": "ids of the reports that tell of it, copies included (not those of protected sources)",
    "report_count": "how many reports tell of it, copies included",
    "independent_sources": "how many sources are left once copies and texts of one agency count as one",
    "sources": "those sources by name",
    "conflicts": "what the sources do not agree on: each value with who gives it",
    "conflict_count": "on how many values they do not agree",
    "reviewed": "no (looked at by nobody) or accepted",
}
"""What each column of an incident means, in the order of the columns."""

_NUMBERS = {
    "geonameid", "report_count", "independent_sources", "conflict_count",
    *(f"{key}_{end}" for key in TOLL_KEYS for end in ("min", "max")),
}  # fmt: skip
_REALS = {"lat", "lon"}


def _type_of(name: str) -> Any:
    if name == "id":
        return str
    return (int if name in _NUMBERS else float if name in _REALS else str) | None


IncidentLine: type[Struct] = defstruct(
    "IncidentLine", [(name, _type_of(name)) for name in INCIDENT_COLUMNS], frozen=True, kw_only=True, module=__name__
)
"""One incident as it leaves the house.  Lists are joined by ``"; "``; an empty cell is not reported, never zero."""


def incident_line(whole: IncidentWhole, profile: Profile, protected: Mapping[str, str]) -> Struct:
    """An incident as ``profile`` lets it be told; ``protected`` has the class of each outlet that is not named."""
    telling = _Telling(whole, profile, protected)
    incident, row = whole.incident, whole.row
    days = incident.when
    values: dict[str, Any] = {
        "id": incident.id,
        "type": incident.type,
        "mode": incident.mode,
        "status": incident.status,
        "date_from": days.from_ if days is not None else None,
        "date_to": days.to if days is not None else None,
        **telling.place(),
        **telling.parties("actor", incident.actors),
        **telling.parties("recipient", incident.recipients),
        **{f"{key}_{end}": getattr(row, f"{key}_{end}") for key in TOLL_KEYS for end in ("min", "max")},
        "toll_by_source": joined(telling.figures()),
        "claims": joined(f"{telling.source(telling.name(claim.speaker))} {claim.stance}" for claim in incident.claims),
        "events": joined(name for name in incident.events if telling.is_open(name.rpartition("#")[0])),
        "reports": joined(report for report in incident.reports if telling.is_open(report)),
        "report_count": len(incident.reports),
        "independent_sources": incident.independent_sources,
        "sources": joined(map(telling.source, incident.sources)),
        "conflicts": joined(map(telling.conflict, incident.conflicts)),
        "conflict_count": len(incident.conflicts),
        "reviewed": row.reviewed,
    }
    return IncidentLine(**values)


def joined(values: Iterable[str | None]) -> str | None:
    """Values as one cell, each once."""
    return "; ".join(dict.fromkeys(value for value in values if value)) or None


class _Telling:
    """What may be told of one incident."""

    def __init__(self, whole: IncidentWhole, profile: Profile, protected: Mapping[str, str]) -> None:
        self._incident: Incident = whole.incident
        self._profile, self._protected = profile, {} if profile == "internal" else protected
        events = [one.event for one in whole.members if one.event is not None]
        self._words: frozenset[str] = frozenset()
        self._public: frozenset[str] = frozenset()
        if profile != "internal":
            named: list[Party] = [party for event in events for party in redaction.parties_of(event)]
            named += (party for one in whole.members for party in one.parties)
            self._words = redaction.private_words(named)
            # An incident does not keep whether a person holds an office; the reports it rests on do.
            self._public = frozenset(party.name or party.text for party in named if not redaction.is_private(party))
        self._places = list(_places(events))
        self._closed = {
            one.row.report for one in whole.members if (one.row.source or "").casefold() in self._protected
        } | {
            report
            for source, reports in self._incident.sources.items()
            if source.casefold() in self._protected
            for report in reports
        }

    def is_open(self, report: str) -> bool:
        return report not in self._closed

    def source(self, name: str) -> str:
        return self._protected.get(name.casefold(), name)

    def name(self, name: str) -> str:
        return "private person" if redaction.names_any(name, self._words) else name

    def parties(self, role: str, parties: Sequence[IncidentParty]) -> dict[str, str | None]:
        shown = [party for party in parties if not self._is_private(party)]
        return {
            f"{role}s": joined("private person" if self._is_private(party) else party.name for party in parties),
            f"{role}_ids": joined(party.id for party in shown),
            f"{role}_countries": joined(party.country for party in parties),
            f"{role}_sectors": joined(party.sector for party in parties),
        }

    def _is_private(self, party: IncidentParty) -> bool:
        if self._profile == "internal":
            return False
        unknown = party.kind == "person" and not (party.id or "").startswith("person:")
        return redaction.names_any(party.name, self._words) or (unknown and party.name not in self._public)

    def place(self) -> dict[str, Any]:
        names = ("geonameid", "country", "admin1", "lat", "lon")
        if not self._incident.where:
            return dict.fromkeys(("place", *names, "place_precision"))
        place = self._placed(self._incident.where[0])
        return {
            "place": place.name,
            **{name: getattr(place, name) for name in names},
            "place_precision": place.precision,
        }

    def _placed(self, place: IncidentPlace) -> Place:
        known = next((one for one in self._places if _is_same(one, place)), None)
        full = Place(
            text=place.name, start=0, end=len(place.name), name=place.name, geonameid=place.geonameid, lat=place.lat,
            lon=place.lon, country=place.country, admin1=place.admin1, admin2=place.admin2, precision=place.precision,
            feature=known.feature if known is not None else None,
        )  # fmt: skip
        if known is None and self._profile == "public":
            # No event says any more what kind of place it is: it may be one where people shelter.
            full = msgspec.structs.replace(full, lat=None, lon=None)
        return redaction.placed(full, self._profile)

    def figures(self) -> Iterator[str]:
        for key in TOLL_KEYS:
            count = self._incident.count(key)
            for one in count.by_source if count is not None else ():
                yield f"{key} {_range(one.min, one.max)} ({self.source(one.source)})"

    def conflict(self, conflict: Conflict) -> str:
        """The values side by side.  The incident's own sentence names every source and is not used."""
        about = conflict.text.partition(":")[0] if conflict.about == "toll" else conflict.about
        sides = (
            f"{self._value(conflict, side.value)} ({', '.join(dict.fromkeys(map(self.source, side.sources)))})"
            for side in conflict.sides
        )
        return f"{about}: " + " / ".join(sides)

    def _value(self, conflict: Conflict, value: str) -> str:
        if conflict.about == "where":
            place = next((one for one in self._incident.where if one.name == value), None)
            return (self._placed(place).name or "a place") if place is not None else "a place"
        return ", ".join(map(self.name, value.split(", "))) if conflict.about == "actors" else value


def _range(least: int, most: int | None) -> str:
    if most is None:
        return f"{least}+"
    return str(least) if least == most else f"{least}-{most}"


def _places(events: Iterable[Event]) -> Iterator[Place]:
    for event in events:
        yield from event.where


def _is_same(place: Place, other: IncidentPlace) -> bool:
    if place.geonameid is not None and other.geonameid is not None:
        return place.geonameid == other.geonameid
    return (place.name or place.text) == other.name
