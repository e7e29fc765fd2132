"""An incident from its events: the values most sources give, and every difference side by side."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from dateline.linking.comparing import BUT, Link, said
from dateline.linking.features import reference
from dateline.linking.signals import NEAR_KM, kilometres
from dateline.linking.sources import ReportFacts, independent, report_facts
from dateline.record import (
    TOLL_KEYS,
    Conflict,
    ConflictSide,
    Event,
    Incident,
    IncidentClaim,
    IncidentCount,
    IncidentDays,
    IncidentParty,
    IncidentPlace,
    IncidentToll,
    Party,
    Place,
    Record,
    RecordError,
    SourceCount,
    Stance,
    Status,
)
from dateline.record.incidents import ConflictAbout

_MOST_REASONS, _MOST_AGAINST, _MOST_COMPARED = 8, 3, 40
_STATUS_ORDER: tuple[Status, ...] = (
    "occurred", "ongoing", "attempted", "denied", "planned", "threatened", "hypothetical",
)  # fmt: skip
"""What an incident is, when its sources differ: done before begun, begun before tried, tried before announced."""
_Value = TypeVar("_Value", bound=Hashable)
_Text = TypeVar("_Text", bound=str)
_WIDTHS = (7, 31, 366)
_BROAD = {"country", "line_or_area", "province", "unknown"}


class Member(Struct, frozen=True):
    """An event of an incident and the facts of its report."""

    report: ReportFacts
    event: Event

    @property
    def reference(self) -> str:
        """The event's name across reports."""
        return reference(self.report.id, self.event.id)


def member(record: Record, event: Event) -> Member:
    """The member that an event of a record is."""
    return Member(report_facts(record), event)


def incident(
    members: Iterable[Member], links: Iterable[Link], name: str, copies: Iterable[ReportFacts] = ()
) -> Incident:
    """The incident of that id (``identify``) with these members; ``links`` between them say why they are one.

    Every value is what most independent sources give, ties going to the first in a fixed order; what the others give
    instead stands under ``conflicts``.  ``copies`` are reprints of the members' reports that were not coded themselves:
    they stand among the reports, and add no source.  The order of members and links changes nothing.

    Raises:
        RecordError: there is no member.
    """
    told = sorted(members, key=lambda one: (one.report.published or "9999", one.report.id, one.event.id))
    if not told:
        raise RecordError(f"incident {name}: it has no event")
    facts = {one.report.id: one.report for one in told}
    facts |= {one.id: one for one in sorted(copies, key=lambda one: one.id) if one.reprint_of in facts}
    sources = independent(facts.values())
    source_of = {report: source for source, reports in sources.items() for report in reports}
    types = _support(told, source_of, lambda one: (one.event.type,))
    modes = _support(told, source_of, lambda one: (one.event.mode,) if one.event.mode else ())
    statuses = _support(told, source_of, _status)
    where, where_conflicts = _where(told, source_of)
    when, when_conflicts = _when(told, source_of)
    actors, recipients = (_parties(told, source_of, role) for role in ("actors", "recipients"))
    toll, toll_conflicts = _toll(told, source_of)
    types_said = sorted(types, key=lambda value: (-len(types[value]), value))
    status = next(value for value in _STATUS_ORDER if value in statuses)
    conflicts = [
        *_differing("type", types, "told as"),
        *_differing("status", statuses, "told as"),
        *when_conflicts,
        *where_conflicts,
        *_actor_conflicts(told, source_of),
        *toll_conflicts,
    ]
    return Incident(
        id=name,
        type=types_said[0],
        mode=min(modes, key=lambda value: (-len(modes[value]), value)) if modes else None,
        status=status,
        when=when,
        where=where,
        actors=actors,
        recipients=recipients,
        toll=toll,
        claims=_claims(told, source_of),
        events=tuple(one.reference for one in told),
        reports=tuple(facts),
        independent_sources=len(sources),
        sources=sources,
        conflicts=tuple(conflicts),
        because=_because(links, len(told)),
    )


def _support(
    told: Sequence[Member], source_of: Mapping[str, str], values: Callable[[Member], Iterable[_Value]]
) -> dict[_Value, tuple[str, ...]]:
    """Each value that members give, with the independent sources that give it."""
    found: dict[_Value, set[str]] = defaultdict(set)
    for one in told:
        for value in values(one):
            found[value].add(source_of[one.report.id])
    return {value: tuple(sorted(sources)) for value, sources in found.items()}


def _status(one: Member) -> tuple[Status, ...]:
    return (one.event.status,)


def _differing(about: ConflictAbout, support: Mapping[_Text, tuple[str, ...]], verb: str) -> Iterator[Conflict]:
    """The conflict of several values for what can have one only."""
    if len(support) > 1:
        values = sorted(support, key=lambda value: (-len(support[value]), value))
        sides = tuple(ConflictSide(value=value, sources=support[value]) for value in values)
        yield Conflict(about=about, text=f"{about}: {verb} " + _listed(sides), sides=sides)


def _listed(sides: Iterable[ConflictSide]) -> str:
    return " and ".join(f"{side.value} ({', '.join(side.sources)})" for side in sides)


def _when(told: Sequence[Member], source_of: Mapping[str, str]) -> tuple[IncidentDays | None, list[Conflict]]:
    """Of the narrowest spans given that with which most sources agree; spans that do not meet it are a conflict."""

    def days(one: Member) -> Iterable[tuple[str, str]]:
        when = one.event.when
        return () if when is None or when.from_ is None or when.to is None else ((when.from_, when.to),)

    support = _support(told, source_of, days)
    if not support:
        return None, []

    def agreeing(span: tuple[str, str]) -> set[str]:
        return {source for other in support if _meet(span, other) for source in support[other]}

    best = min(support, key=lambda span: (_width(span), -len(agreeing(span)), -len(support[span]), span))
    apart = {span: sources for span, sources in support.items() if not _meet(best, span)}
    conflicts: list[Conflict] = []
    if apart:
        others = sorted(apart, key=lambda span: (-len(apart[span]), span))
        sides = (
            ConflictSide(value=_span(best), sources=tuple(sorted(agreeing(best)))),
            *(ConflictSide(value=_span(span), sources=apart[span]) for span in others),
        )
        conflicts.append(Conflict(about="when", text="when: dated " + _listed(sides), sides=sides))
    return IncidentDays(from_=best[0], to=best[1]), conflicts


def _meet(left: tuple[str, str], right: tuple[str, str]) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]


def _width(span: tuple[str, str]) -> int:
    """How wide a span is: 0 up to a week, 1 up to a month, 2 up to a year, 3 beyond."""
    try:
        days = (datetime.date.fromisoformat(span[1]) - datetime.date.fromisoformat(span[0])).days
    except ValueError:  # a day that the calendar does not have is known as no day at all
        return len(_WIDTHS)
    return sum(days > width for width in _WIDTHS)


def _span(span: tuple[str, str]) -> str:
    return span[0] if span[0] == span[1] else f"{span[0]} to {span[1]}"


def _where(told: Sequence[Member], source_of: Mapping[str, str]) -> tuple[tuple[IncidentPlace, ...], list[Conflict]]:
    """The points named, the most supported first; regions only where there is no point.

    Points that no source puts near the first are a conflict.
    """
    places: dict[str, Place] = {}
    sources: dict[str, set[str]] = defaultdict(set)
    for one in told:
        for place in one.event.where:
            if place.name is None:
                continue
            key = str(place.geonameid or place.name.casefold())
            known = places.setdefault(key, place)
            if known.precision in _BROAD and place.precision not in _BROAD:
                places[key] = place
            sources[key].add(source_of[one.report.id])
    points = [key for key, place in places.items() if place.precision not in _BROAD and place.lat is not None]
    kept = sorted(points or places, key=lambda key: (-len(sources[key]), places[key].name or "", key))
    found = tuple(_place(places[key], tuple(sorted(sources[key]))) for key in kept)
    conflicts: list[Conflict] = []
    if points:
        first = found[0]
        near = {source for one in found if _near(first, one) for source in one.sources}
        far = [one for one in found if not _near(first, one) and not near.issuperset(one.sources)]
        if far:
            sides = tuple(ConflictSide(value=one.name, sources=one.sources) for one in (first, *far))
            conflicts.append(Conflict(about="where", text="where: placed in " + _listed(sides), sides=sides))
    return found, conflicts


def _near(left: IncidentPlace, right: IncidentPlace) -> bool:
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return False
    return kilometres((left.lat, left.lon), (right.lat, right.lon)) <= NEAR_KM


def _place(place: Place, sources: tuple[str, ...]) -> IncidentPlace:
    return IncidentPlace(
        name=place.name or place.text,
        geonameid=place.geonameid,
        lat=place.lat,
        lon=place.lon,
        country=place.country,
        admin1=place.admin1,
        admin2=place.admin2,
        precision=place.precision,
        sources=sources,
    )


def _parties(told: Sequence[Member], source_of: Mapping[str, str], role: str) -> tuple[IncidentParty, ...]:
    """The named parties in a role, the most supported first; what a report only circumscribes has no name to share."""
    parties: dict[str, Party] = {}
    sources: dict[str, set[str]] = defaultdict(set)
    for one in told:
        given: tuple[Party, ...] = getattr(one.event, role)
        for party in given:
            if party.name is not None:
                parties.setdefault(party.name.casefold(), party)
                sources[party.name.casefold()].add(source_of[one.report.id])
    return tuple(
        IncidentParty(
            name=parties[key].name or key,
            id=parties[key].id,
            kind=parties[key].kind,
            country=parties[key].country,
            sector=parties[key].sector,
            sources=tuple(sorted(sources[key])),
        )
        for key in sorted(parties, key=lambda key: (-len(sources[key]), key))
    )


def _actor_conflicts(told: Sequence[Member], source_of: Mapping[str, str]) -> Iterator[Conflict]:
    """Sources that name actors and share none."""
    named: dict[str, set[str]] = defaultdict(set)
    for one in told:
        named[source_of[one.report.id]].update(party.name for party in one.event.actors if party.name)
    lists = sorted((source, names) for source, names in named.items() if names)[:_MOST_COMPARED]
    words = [[frozenset(name.casefold().split()) for name in names] for _, names in lists]
    if all(_agree(one, other) for at, one in enumerate(words) for other in words[at + 1 :]):
        return
    by_names: dict[str, list[str]] = defaultdict(list)
    for source, names in lists:
        by_names[", ".join(sorted(names))].append(source)
    sides = tuple(
        ConflictSide(value=names, sources=tuple(by_names[names]))
        for names in sorted(by_names, key=lambda names: (-len(by_names[names]), names))
    )
    yield Conflict(about="actors", text="actors: named as " + _listed(sides), sides=sides)


def _agree(left: list[frozenset[str]], right: list[frozenset[str]]) -> bool:
    """Whether some name is in both, or is a longer form of one in the other."""
    return any(one <= other or other <= one for one in left for other in right)


def _toll(told: Sequence[Member], source_of: Mapping[str, str]) -> tuple[IncidentToll, list[Conflict]]:
    """Each count as the range of what the sources say, with who says which."""
    counts: dict[str, IncidentCount] = {}
    conflicts: list[Conflict] = []
    for key in TOLL_KEYS:
        reports: dict[tuple[str, int, int | None], set[str]] = defaultdict(set)
        for one in told:
            count = getattr(one.event.toll, key)
            if count is not None:
                reports[source_of[one.report.id], count.min, count.max].add(one.report.id)
        if not reports:
            continue
        rows = sorted(reports, key=lambda row: (row[0], row[1], row[2] is None, row[2] or 0))
        most = [row[2] for row in rows if row[2] is not None]
        counts[key] = IncidentCount(
            min=min(row[1] for row in rows),
            max=max(most) if len(most) == len(rows) else None,
            by_source=tuple(
                SourceCount(source=source, reports=tuple(sorted(reports[source, low, high])), min=low, max=high)
                for source, low, high in rows
            ),
        )
        by_figure: dict[str, set[str]] = defaultdict(set)
        for source, low, high in rows:
            by_figure[said((low, high))].add(source)
        if most and max(row[1] for row in rows) > min(most):
            figures = sorted(by_figure, key=lambda figure: (-len(by_figure[figure]), figure))
            sides = tuple(ConflictSide(value=figure, sources=tuple(sorted(by_figure[figure]))) for figure in figures)
            conflicts.append(Conflict(about="toll", text=f"{key}: " + _listed(sides), sides=sides))
    return IncidentToll(**counts), conflicts


def _claims(told: Sequence[Member], source_of: Mapping[str, str]) -> tuple[IncidentClaim, ...]:
    def claimed(one: Member) -> Iterable[tuple[str, Stance]]:
        claim = one.event.claim
        if claim is not None and claim.speaker is not None:
            yield claim.speaker.name or claim.speaker.text, claim.stance

    support = _support(told, source_of, claimed)
    return tuple(IncidentClaim(speaker=who, stance=how, sources=support[who, how]) for who, how in sorted(support))


def _because(links: Iterable[Link], size: int) -> tuple[str, ...]:
    """The reasons of the joining links, the most frequent first, what speaks against last."""
    joining = {(link.a, link.b): link for link in links if link.same}
    if not joining:
        return ("one event, told by one report",) if size == 1 else ("joined by a person",)
    counts = Counter(reason for link in joining.values() for reason in link.because)
    kept = sorted(counts, key=lambda reason: (reason.startswith(BUT), -counts[reason], reason))
    against = [reason for reason in kept if reason.startswith(BUT)][:_MOST_AGAINST]
    kept = [*[reason for reason in kept if not reason.startswith(BUT)][: _MOST_REASONS - len(against)], *against]
    if len(joining) == 1:
        return tuple(kept)
    return tuple(f"{reason} ({counts[reason]} of {len(joining)} pairs)" for reason in kept)
