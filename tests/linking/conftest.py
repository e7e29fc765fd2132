"""Records made by hand, so that linking is tested without the reader: who, what, when, where as quoted words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dateline.record import (
    Claim,
    Coder,
    Codes,
    Count,
    Event,
    Party,
    Place,
    PublishedRange,
    Record,
    Report,
    Span,
    Time,
    Toll,
    digest,
)

CODER = Coder(version="1", model="none", codebook="test")
POINTS = {
    "Kano": (2335204, 12.0, 8.52, "NGA"),
    "Maiduguri": (2331447, 11.85, 13.16, "NGA"),
    "Zaria": (2317765, 11.11, 7.72, "NGA"),
    "Lashkar": (1135158, 31.59, 64.37, "AFG"),
    "Nigeria": (2328926, 10.0, 8.0, "NGA"),
}


def cut(text: str, words: str, mention: Any = Span, **values: Any) -> Any:
    start = text.index(words)
    return mention(text=words, start=start, end=start + len(words), **values)


def event_of(text: str, number: int, row: dict[str, Any]) -> Event:
    first = text.split()[0]
    toll = {
        key: Count(min=row[key], max=row[key]) if isinstance(row[key], int) else Count(min=row[key][0], max=row[key][1])
        for key in ("killed", "injured", "arrested")
        if key in row
    }
    days = row.get("day")
    first_day, last_day = (days, days) if isinstance(days, str) else days or (None, None)
    claim = row.get("claim")
    return Event(
        id=f"e{number}",
        type=row.get("type", "ASSAULT"),
        mode=row.get("mode"),
        status=row.get("status", "occurred"),
        trigger=cut(text, row["trigger"]),
        actors=tuple(cut(text, first, Party, name=name, kind="group") for name in row.get("actors", ())),
        recipients=tuple(cut(text, first, Party, name=name, kind="people") for name in row.get("recipients", ())),
        when=cut(text, first, Time, type="DATE", from_=first_day, to=last_day) if first_day else None,
        where=tuple(place_of(text, name) for name in row.get("where", ())),
        toll=Toll(**toll),
        weapon=None,
        claim=Claim(speaker=cut(text, first, Party, name=claim[0]), cue=None, stance=claim[1]) if claim else None,
        codes=Codes(plover=row.get("type", "ASSAULT")),
        evidence=(),
        because=(),
        confidence=0.5,
        main=row.get("main", number == 1),
    )


def place_of(text: str, name: str) -> Place:
    geonameid, lat, lon, country = POINTS[name]
    precision = "country" if name == "Nigeria" else "exact"
    return cut(
        text,
        text.split()[0],
        Place,
        name=name,
        geonameid=geonameid,
        lat=lat,
        lon=lon,
        country=country,
        precision=precision,
    )


def record_of(name: str, text: str, *rows: dict[str, Any], **report: Any) -> Record:
    """The record of a report; its events come from ``rows``, the first of them main."""
    published = report.get("published")
    original = report.pop("reprint_of", None)
    events = tuple(event_of(text, number, row) for number, row in enumerate(rows, 1))
    places = tuple(place for event in events for place in event.where)
    return Record(
        report=Report(
            id=name,
            text=text,
            sha256=digest(text),
            published_range=PublishedRange(from_=published, to=published, basis="given"),
            **report,
        ),
        coder=CODER,
        disposition="reprint" if original else "published" if events else "no_event",
        reason="by hand",
        reprint_of=original,
        places=places,
        events=events,
    )


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    return record_of


@pytest.fixture(scope="session")
def collection() -> tuple[Record, ...]:
    """Nine reports of a market bombing, its copy, its aftermath, an earlier and a later attack, and a denial."""
    blast = {"mode": "explosives", "where": ("Kano",)}
    return (
        record_of(
            "agency-1",
            "A bomb went off among the spice stalls of the Sabon Gari market in Kano on Tuesday and killed 12 traders, "
            "the emergency service said. Witness Bello Danjuma saw a yellow tricycle explode beside the gate. "
            "Ambulances took dozens of wounded people to the Murtala hospital before dusk fell over the old city.",
            blast | {"trigger": "went off", "day": "2020-03-10", "killed": 12, "recipients": ("traders",)},
            published="2020-03-10",
            source="Harbour News",
            credit="Sahel Wire",
        ),
        record_of(
            "daily-2",
            "KANO. Fourteen people died when explosives hidden in a yellow tricycle tore through Sabon Gari market, "
            "police commissioner Haruna Lawal told reporters. Traders were setting out spice when it went up, said "
            "Bello Danjuma, who sells pepper beside the gate.",
            blast
            | {"trigger": "tore through", "day": ("2020-03-10", "2020-03-11"), "killed": 14}
            | {"recipients": ("traders",)},
            published="2020-03-11",
            source="Kano Daily",
        ),
        record_of(
            "copy-3",
            "A bomb went off among the spice stalls of the Sabon Gari market in Kano on Tuesday and killed 12 traders, "
            "the emergency service said. Witness Bello Danjuma saw a yellow tricycle explode beside the gate. "
            "Ambulances took dozens of wounded people to the Murtala hospital before dusk fell over the old city. "
            "Our correspondent adds that shops in the quarter stayed shut.",
            blast | {"trigger": "went off", "day": "2020-03-10", "killed": 12, "recipients": ("traders",)},
            published="2020-03-11",
            source="Delta Mirror",
            credit="Sahel Wire",
        ),
        record_of(
            "arrest-4",
            "Two men were held on Friday over the tricycle bomb at Sabon Gari market in Kano, commissioner Haruna "
            "Lawal said. The bomb killed 14 traders. A third man, the tricycle's owner, is sought in the old city.",
            {
                "trigger": "held",
                "type": "COERCE",
                "mode": "arrest",
                "day": "2020-03-13",
                "where": ("Kano",),
                "arrested": 2,
                "actors": ("police",),
            },
            blast | {"trigger": "killed", "killed": 14, "recipients": ("traders",), "main": True},
            published="2020-03-13",
            source="Kano Daily",
        ),
        record_of(
            "older-5",
            "Gunmen on motorcycles shot dead three nurses outside a clinic in Kano in November, colleagues recalled "
            "at a vigil led by union secretary Talatu Garba.",
            {
                "trigger": "shot dead",
                "mode": "firearms",
                "day": "2019-11-20",
                "where": ("Kano",),
                "killed": 3,
                "recipients": ("nurses",),
            },
            published="2019-11-28",
            source="Kano Daily",
        ),
        record_of(
            "elsewhere-6",
            "A suicide bomber struck a bus park in Maiduguri on Tuesday and killed 9 passengers, the chairman of the "
            "drivers' union, Modu Kachalla, said.",
            {
                "trigger": "struck",
                "mode": "suicide-attack",
                "day": "2020-03-10",
                "where": ("Maiduguri",),
                "killed": 9,
                "recipients": ("passengers",),
            },
            published="2020-03-11",
            source="Lake Post",
        ),
        record_of(
            "denial-7",
            "The Ansaru movement denied on Wednesday that it had bombed Sabon Gari market in Kano, where a yellow "
            "tricycle blew up among the spice stalls and traders died. Witness Bello Danjuma had seen its flag.",
            blast
            | {
                "trigger": "bombed",
                "status": "denied",
                "day": "2020-03-10",
                "actors": ("Ansaru",),
                "recipients": ("traders",),
                "claim": ("Ansaru", "denies_responsibility"),
            },
            published="2020-03-11",
            source="Lake Post",
        ),
        record_of(
            "lentils-8",
            "Lentil soup needs an onion, two carrots and patience, writes our cook Jumai Sule, who grew up on it.",
            published="2020-03-11",
            source="Harbour News",
        ),
        record_of(
            "perhaps-9",
            "A second bomb could kill many in Kano, the governor warned, and asked for sniffer dogs at every gate.",
            {"trigger": "kill", "mode": "explosives", "status": "hypothetical", "where": ("Kano",)},
            published="2020-03-12",
            source="Harbour News",
        ),
    )
