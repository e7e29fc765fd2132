"""What linking needs to know of an event, small enough to be kept beside it and compared with thousands of others."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Literal

from msgspec import Struct

from dateline.linking import words
from dateline.record import TOLL_KEYS, Event, EventType, Party, Place, Record, Status

Kind = Literal["event", "report"]
MOST_KEYS = 48
_WORDS, _PAIRS, _NEAR = 56, 12, 20
_MOST_PLACES, _MOST_NAMES = 8, 8
_TERMS_OF_EVENTS, _TERMS_OF_REPORTS = 6, 8
"""Words that make keys: a report has more, for there is one of it and a dozen of its events."""
_TERMS_OF_PAIRS, _LEAST_OF_PAIRS = 4, 80
_DAYS_OF_KEYS = 32
_LEAST_OF_KEYS = 35
"""The least weight of a word that makes a key with a date: one in thirty-three reports may hold it, no more."""
_LATEST = "9999-99-99"
_PASSED_OVER: frozenset[Status] = frozenset({"hypothetical"})
"""What might happen is no happening; everything else can be the same happening told otherwise."""
_BROAD = frozenset({"country", "line_or_area", "unknown"})


class Spot(Struct, frozen=True, array_like=True):
    """A resolved place: its key and name, latitude and longitude in hundredths of a degree, country, and whether it is
    known as a point or only as a wider region.
    """

    key: str
    name: str
    lat: int | None
    lon: int | None
    country: str | None
    point: bool


class Features(Struct, frozen=True, omit_defaults=True):
    """One event, or one report as a whole, as linking compares it.

    ``event`` is the reference ``REPORT#EVENT`` (``REPORT#`` for a report), ``earliest`` sorts events by publication,
    report and event.  ``keys`` are blocking keys: only two that share one are ever compared.  ``days`` are the first
    and last day of the event, ``published`` those of the report, as ordinals (``None``: unknown).  ``words``, ``pairs``
    and ``near`` are the vectors of the report, of its word pairs and of the event's own sentence (words.py); ``spots``
    are the places of the event, ``around`` those of the report with how often each is named.
    """

    event: str
    report: str
    kind: Kind
    earliest: str
    keys: tuple[str, ...]
    words: dict[str, int]
    pairs: dict[str, int]
    near: dict[str, int] = {}
    type: EventType | None = None
    mode: str | None = None
    status: Status | None = None
    main: bool = False
    days: tuple[int, int] | None = None
    published: tuple[int, int] | None = None
    spots: tuple[Spot, ...] = ()
    around: dict[str, int] = {}
    people: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    toll: dict[str, tuple[int, int | None]] = {}
    source: str | None = None


def reference(report: str, event: str) -> str:
    """How an event is named across reports: events are numbered within their own only."""
    return f"{report}#{event}"


def features(record: Record) -> tuple[Features, ...]:
    """The events of ``record`` that can belong to an incident, in its order; none for a report in quarantine."""
    if record.disposition == "quarantined" or not record.events:
        return ()
    whole = _whole(record)
    return tuple(_of_event(record, event, whole) for event in record.events if event.status not in _PASSED_OVER)


def report_features(record: Record) -> Features | None:
    """The report as a whole, for the story it belongs to; ``None`` for one in quarantine or without a telling word.

    Its day, places and toll are those of its first main event, where it has one.
    """
    if record.disposition == "quarantined":
        return None
    whole = _whole(record)
    if not whole.words:
        return None
    first = next((event for event in record.events if event.main), None)
    known = _of_event(record, first, whole) if first else None
    return Features(
        event=reference(record.report.id, ""),
        report=record.report.id,
        kind="report",
        earliest=_earliest(record, ""),
        keys=_keys("r", whole, whole.telling[:_TERMS_OF_REPORTS], None),
        words=whole.words,
        pairs=whole.pairs,
        near=known.near if known else {},
        type=known.type if known else None,
        mode=known.mode if known else None,
        status=known.status if known else None,
        main=True,
        days=known.days if known else None,
        published=whole.published,
        spots=known.spots if known else (),
        around=whole.around,
        people=whole.people,
        actors=known.actors if known else (),
        recipients=known.recipients if known else (),
        countries=known.countries if known else (),
        toll=known.toll if known else {},
        source=record.report.credit or record.report.source,
    )


class _Whole(Struct, frozen=True):
    """What all events of a report share."""

    words: dict[str, int]
    pairs: dict[str, int]
    around: dict[str, int]
    people: tuple[str, ...]
    published: tuple[int, int] | None
    telling: list[str]
    names: frozenset[str]


def _whole(record: Record) -> _Whole:
    text = body(record)
    title = record.report.title or ""
    found = words.words_in(text)
    told = found if text.lstrip().startswith(title) else words.words_in(title) + found
    names = words.names_in(text)
    loads = words.loads(told, names)
    places: Counter[str] = Counter()
    for place in record.places:
        if place.name and place.precision not in _BROAD:
            places[_place_key(place)] += 1
    return _Whole(
        words=words.scaled(loads, _WORDS),
        pairs=words.pairs_vector(told, _PAIRS),
        around=dict(sorted(sorted(places.items(), key=lambda item: (-item[1], item[0]))[:_MOST_PLACES])),
        people=_people(record.parties),
        published=_published(record),
        telling=words.heaviest(loads, _TERMS_OF_REPORTS),
        names=names,
    )


def body(record: Record) -> str:
    """The report's text without the page's furniture."""
    parts, start = [], 0
    for span in sorted(record.report.furniture, key=lambda span: span.start):
        parts.append(record.report.text[start : max(start, span.start)])
        start = max(start, span.end)
    return "".join([*parts, record.report.text[start:]])


def _of_event(record: Record, event: Event, whole: _Whole) -> Features:
    text = record.report.text
    begin, end = words.sentence_around(text, event.trigger.start, event.trigger.end)
    spots = tuple(_spots(event.where))[:_MOST_PLACES]
    days = _interval(event.when.from_, event.when.to) if event.when is not None else None
    return Features(
        event=reference(record.report.id, event.id),
        report=record.report.id,
        kind="event",
        earliest=_earliest(record, event.id),
        keys=_keys(event.type.lower(), whole, whole.telling[:_TERMS_OF_EVENTS], _Setting(days=days, spots=spots)),
        words=whole.words,
        pairs=whole.pairs,
        near=words.scaled(words.loads(words.words_in(text[begin:end]), whole.names), _NEAR),
        type=event.type,
        mode=event.mode,
        status=event.status,
        main=event.main,
        days=days,
        published=whole.published,
        spots=spots,
        around=whole.around,
        people=whole.people,
        actors=_names(event.actors),
        recipients=_names(event.recipients),
        countries=tuple(sorted({party.country for party in (*event.actors, *event.recipients) if party.country})),
        toll={name: (count.min, count.max) for name in TOLL_KEYS if (count := getattr(event.toll, name)) is not None},
        source=record.report.credit or record.report.source,
    )


class _Setting(Struct, frozen=True):
    days: tuple[int, int] | None
    spots: tuple[Spot, ...]


def _keys(family: str, whole: _Whole, telling: list[str], setting: _Setting | None) -> tuple[str, ...]:
    """What two must share, one at least, to be compared.

    A rare telling word together with the weeks of publication (each stands in two overlapping spans, so that any two
    within one span's length meet), or without them for reports that have no date; two telling words together, whatever
    the dates; a place together with the days of the event.
    """
    # Dates do not bound these pairs, so the events of dated reports, of which there may be a million, make few of them.
    paired = telling if setting is None or whole.published is None else telling[:_TERMS_OF_PAIRS]
    found = {
        f"{family}/{left}/{right}"
        for left in paired
        for right in paired
        if left < right and (setting is None or words.weight(left) + words.weight(right) >= _LEAST_OF_PAIRS)
    }
    if whole.published is None:
        found.update(f"{family}/{word}" for word in telling)
    else:
        span = whole.published[1] // _DAYS_OF_KEYS
        rare = [word for word in telling if words.weight(word) >= _LEAST_OF_KEYS]
        found.update(f"{family}/{word}/{span + step}" for word in rare for step in (0, 1))
    if setting is not None and setting.days is not None and setting.days[1] - setting.days[0] <= 6:
        week = setting.days[0] // 7
        for spot in [spot for spot in setting.spots if spot.point][:2]:
            found.update(f"{family}/@{spot.key}/{week + step}" for step in (0, 1))
    return tuple(sorted(_short(key) for key in found))


def _short(key: str) -> str:
    """A key of fixed length: the ledger keeps millions of them."""
    return blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _earliest(record: Record, event: str) -> str:
    number = f"{int(event[1:]):06}" if event[1:].isdecimal() else event
    return f"{record.report.published or _LATEST}|{record.report.id}|{number}"


def _published(record: Record) -> tuple[int, int] | None:
    if record.report.published is not None:
        return _interval(record.report.published, record.report.published)
    bounds = record.report.published_range
    days = _interval(bounds.from_, bounds.to)
    return days if days is not None and days[1] - days[0] <= _DAYS_OF_KEYS else None


def _interval(first: str | None, last: str | None) -> tuple[int, int] | None:
    if first is None or last is None:
        return None
    try:
        return datetime.date.fromisoformat(first).toordinal(), datetime.date.fromisoformat(last).toordinal()
    except ValueError:  # days before our era and beyond the calendar are no days to count with
        return None


def _place_key(place: Place) -> str:
    return str(place.geonameid) if place.geonameid is not None else (place.name or place.text).casefold()


def _spots(places: Iterable[Place]) -> Iterator[Spot]:
    seen = set()
    for place in places:
        if place.name is None:
            continue
        key = _place_key(place)
        if key not in seen:
            seen.add(key)
            known = place.lat is not None and place.lon is not None
            yield Spot(
                key=key,
                name=place.name,
                lat=round(place.lat * 100) if place.lat is not None else None,
                lon=round(place.lon * 100) if place.lon is not None else None,
                country=place.country,
                point=known and place.precision not in _BROAD and place.precision != "province",
            )


def _names(parties: Iterable[Party]) -> tuple[str, ...]:
    return tuple(sorted({party.name.casefold() for party in parties if party.name}))[:_MOST_NAMES]


def _people(parties: Iterable[Party]) -> tuple[str, ...]:
    """The people named in full, the most named first."""
    counts = Counter(
        party.name.casefold() for party in parties if party.kind == "person" and party.name and " " in party.name
    )
    return tuple(sorted(sorted(counts, key=lambda name: (-counts[name], name))[: 2 * _MOST_NAMES]))
