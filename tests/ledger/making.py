"""Records to put into ledgers, made without the reader: short, valid, and different where a test needs it."""

from __future__ import annotations

from typing import Any

from dateline.record import (
    Claim,
    Coder,
    Codes,
    Count,
    Event,
    Party,
    Place,
    PublishedRange,
    Reason,
    Record,
    Report,
    Span,
    Statement,
    Time,
    Toll,
    digest,
)

CODER = Coder(version="0.1.0", model="reader-1", codebook="plover-2.0 test")
PLACES = {
    "Dirmo": {"lat": 2.1, "lon": 45.2, "country": "SOM", "admin1": "Lower Shabelle", "geonameid": 1001},
    "Talheim": {"lat": 36.2, "lon": 43.1, "country": "IRQ", "admin1": "Nineveh", "geonameid": 1002},
    "Orzana": {"lat": 12.0, "lon": 8.5, "country": "NGA", "admin1": "Kano", "geonameid": 1003},
}


def a_record(
    name: str = "report-1",
    *,
    place: str = "Dirmo",
    day: str = "2023-03-14",
    killed: int | None = 4,
    status: str = "occurred",
    more: str = "",
    events: int = 1,
    coder: Coder = CODER,
    source: str | None = "Meridian News",
    **report: Any,
) -> Record:
    """A record of a report that tells ``events`` attacks on a place; ``more`` is further text."""
    start = f"The army said gunmen attacked a convoy near {place} on Tuesday, killing {killed or 'several'} people."
    text = " ".join([start] * events) + more
    made = [_event(text, index * (len(start) + 1), index + 1, place, day, killed, status) for index in range(events)]
    return Record(
        report=Report(
            id=name,
            text=text,
            sha256=digest(text),
            published_range=PublishedRange(from_=day, to=day, basis="given"),
            published=day,
            source=source,
            language="en",
            **report,
        ),
        coder=coder,
        disposition="published" if made else "no_event",
        reason=f"{len(made)} events coded",
        places=tuple(found for event in made for found in event.where),
        times=tuple(event.when for event in made if event.when),
        parties=tuple(party for event in made for party in (*event.actors, *event.recipients)),
        statements=tuple(_statement(text, index * (len(start) + 1)) for index in range(events)),
        events=tuple(made),
    )


def find(text: str, words: str, after: int = 0) -> Span:
    """The span of ``words`` in ``text``."""
    start = text.index(words, after)
    return Span.cut(text, start, start + len(words))


def _event(text: str, after: int, number: int, place: str, day: str, killed: int | None, status: Any) -> Event:
    trigger = find(text, "attacked", after)
    toll = Toll()
    if killed is not None:
        toll = Toll(killed=Count(min=killed, max=killed, evidence=(find(text, str(killed), after),)))
    return Event(
        id=f"e{number}",
        type="ASSAULT",
        mode="firearms",
        status=status,
        trigger=trigger,
        actors=(_party(text, "gunmen", after, name="Gunmen", kind="group", sector="UAF"),),
        recipients=(_party(text, "a convoy", after, name="Convoy", kind="vehicle", sector="MIL", country="SOM"),),
        when=Time(**_at(find(text, "Tuesday", after)), type="DATE", value=day, from_=day, to=day, anchor=day),
        where=(Place(**_at(find(text, place, after)), name=place, precision="near", **PLACES.get(place, {})),),
        toll=toll,
        weapon=None,
        claim=Claim(speaker=_army(text, after), cue=find(text, "said", after)),
        codes=Codes(plover="ASSAULT", cameo="190", quad=4),
        evidence=(trigger,),
        because=(Reason(about="type", by="assault/attack", text="“attacked” is an assault"),),
        confidence=0.75,
        main=number == 1,
    )


def _statement(text: str, after: int) -> Statement:
    content = find(text, "gunmen attacked a convoy", after)
    return Statement(speaker=_army(text, after), cue=find(text, "said", after), content=content, direct=False)


def _army(text: str, after: int) -> Party:
    return _party(text, "The army", after, name="Army", id="army", kind="organisation", sector="MIL")


def _party(text: str, words: str, after: int, **values: Any) -> Party:
    return Party(**_at(find(text, words, after)), **values)


def _at(span: Span) -> dict[str, Any]:
    return {"text": span.text, "start": span.start, "end": span.end}
