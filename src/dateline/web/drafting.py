"""Drafts: an event as a form holds it, and the way from there to the record's values and back.

A form knows words by their place in the text, a few names and figures, and nothing else.  What a person did not touch
keeps the value it had, with all that the record says of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args

import msgspec
from msgspec import Struct

from dateline.codebook.crosswalk import codes_for, load_crosswalks
from dateline.codebook.precision import precision_of
from dateline.codebook.weapons import load_weapons
from dateline.record import TOLL_KEYS, Claim, Coder, Count, Event, Party, Place, Record, Report, Span, Time, Toll
from dateline.record.errors import RecordError
from dateline.record.events import EventType, Status
from dateline.record.mentions import Precision
from dateline.record.statements import Stance

BY_A_PERSON = "chosen by a person"
MOST_EVENTS = 200
"""Events a person codes in one report."""


class Words(Struct, frozen=True, kw_only=True):
    """Words of the text by their characters, half open; ``text`` is told to the page, checked when it comes back."""

    start: int
    end: int
    text: str = ""


class PartyDraft(Words, frozen=True, kw_only=True):
    """A party as the form holds it."""

    name: str | None = None
    id: str | None = None
    country: str | None = None
    sector: str | None = None


class PlaceDraft(Words, frozen=True, kw_only=True):
    """A place as the form holds it."""

    name: str | None = None
    geonameid: int | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: Precision = "unknown"


class CountDraft(Struct, frozen=True, kw_only=True):
    """A figure with the words it stands on; ``max`` is ``None`` where the report sets no upper bound."""

    min: int
    max: int | None = None
    words: tuple[Words, ...] = ()


class EventDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event as the form holds it.  What is ``None`` or empty is not said in the report."""

    type: EventType
    trigger: Words
    mode: str | None = None
    status: Status = "occurred"
    actors: tuple[PartyDraft, ...] = ()
    recipients: tuple[PartyDraft, ...] = ()
    places: tuple[PlaceDraft, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    when: Words | None = None
    toll: dict[str, CountDraft] = {}
    weapon: Words | None = None
    speaker: PartyDraft | None = None
    stance: Stance | None = None
    main: bool = False


FIELDS: Mapping[str, tuple[str, ...]] = {
    "type": ("type",),
    "mode": ("mode",),
    "status": ("status",),
    "trigger": ("trigger",),
    "actors": ("actors",),
    "recipients": ("recipients",),
    "where": ("places",),
    "when": ("date_from", "date_to", "when"),
    "toll": ("toll",),
    "weapon": ("weapon",),
    "claim": ("speaker", "stance"),
    "main": ("main",),
}
"""Field of the record → what the form has for it."""


def drafted(event: Event) -> EventDraft:
    """The event as a form holds it."""
    when, claim = event.when, event.claim
    toll: dict[str, CountDraft] = {}
    for key in TOLL_KEYS:
        count: Count | None = getattr(event.toll, key)
        if count is not None:
            toll[key] = CountDraft(min=count.min, max=count.max, words=tuple(_words(one) for one in count.evidence))
    return EventDraft(
        type=event.type,
        mode=event.mode,
        status=event.status,
        trigger=_words(event.trigger),
        actors=tuple(_party_draft(one) for one in event.actors),
        recipients=tuple(_party_draft(one) for one in event.recipients),
        places=tuple(_place_draft(one) for one in event.where),
        date_from=when.from_ if when else None,
        date_to=when.to if when else None,
        when=_words(when) if when else None,
        toll=toll,
        weapon=_words(event.weapon) if event.weapon else None,
        speaker=_party_draft(claim.speaker) if claim and claim.speaker else None,
        stance=claim.stance if claim else None,
        main=event.main,
    )


def changes(draft: EventDraft, event: Event, text: str) -> dict[str, Any]:
    """Field of the record → new value, for what the draft says otherwise than the event.

    Raises:
        RecordError: the draft holds something the record cannot.
    """
    before = drafted(event)
    differing = [
        field for field, names in FIELDS.items() if any(getattr(draft, name) != getattr(before, name) for name in names)
    ]
    value = values(draft, text, event)
    return {field: value[field] for field in differing if value[field] != getattr(event, field)}


def values(draft: EventDraft, text: str, event: Event | None = None) -> dict[str, Any]:
    """The record's values for everything the draft holds; ``event`` is what it was made from.

    Raises:
        RecordError: words that do not stand in the text, a mode of another type, a day or figure that is none.
    """
    if draft.mode is not None and draft.mode not in load_crosswalks().modes_of(draft.type):
        raise RecordError(f"{draft.type} has no mode {draft.mode!r}")
    known: tuple[Party, ...] = ()
    if event is not None:
        known = (*event.actors, *event.recipients)
        known += (event.claim.speaker,) if event.claim and event.claim.speaker else ()
    return {
        "type": draft.type,
        "mode": draft.mode,
        "status": draft.status,
        "trigger": span(draft.trigger, text),
        "actors": tuple(_party(one, text, known) for one in draft.actors),
        "recipients": tuple(_party(one, text, known) for one in draft.recipients),
        "where": tuple(_place(one, text, event.where if event else ()) for one in draft.places),
        "when": _time(draft, text, event.when if event else None),
        "toll": _toll(draft, text, event.toll if event else Toll()),
        "weapon": span(draft.weapon, text) if draft.weapon else None,
        "claim": _claim(draft, text, known, event.claim if event else None),
        "main": draft.main,
    }


def coded(drafts: Sequence[EventDraft], text: str) -> tuple[Event, ...]:
    """Events that a person coded from nothing, in the order of the text.

    Raises:
        RecordError: one of them holds something the record cannot; the message says which.
    """
    if len(drafts) > MOST_EVENTS:
        raise RecordError(f"one report has at most {MOST_EVENTS} events")
    out = []
    for number, draft in enumerate(sorted(drafts, key=lambda draft: (draft.trigger.start, draft.trigger.end)), 1):
        try:
            value = values(draft, text)
        except RecordError as error:
            raise RecordError(f"event {number}: {error}") from None
        weapon = load_weapons().category_of(value["weapon"].text) if value["weapon"] else None
        codes = codes_for(
            load_crosswalks(), draft.type, draft.mode, value["actors"], value["recipients"], value["toll"], weapon,
            draft.status,
        )  # fmt: skip
        out.append(
            Event(
                id=f"e{number}", codes=codes, evidence=(value["trigger"],), because=(), confidence=1.0,
                precision=precision_of(value["when"], value["where"]), **value,
            )
        )  # fmt: skip
    return tuple(out)


def record(report: Report, events: tuple[Event, ...], coder: Coder) -> Record:
    """A person's coding of a report; ``coder`` is the program it was done with."""
    parties = {one.start: one for event in events for one in (*event.actors, *event.recipients)}
    places = {one.start: one for event in events for one in event.where}
    times = {event.when.start: event.when for event in events if event.when is not None}
    return Record(
        report=report,
        coder=msgspec.structs.replace(coder, model="a person"),
        disposition="published" if events else "no_event",
        reason="coded by a person",
        times=tuple(times[start] for start in sorted(times)),
        places=tuple(places[start] for start in sorted(places)),
        parties=tuple(parties[start] for start in sorted(parties)),
        events=events,
    )


def span(words: Words, text: str) -> Span:
    """The words as a span of the text.

    Raises:
        RecordError: they do not stand there.
    """
    if not 0 <= words.start < words.end <= len(text):
        raise RecordError(f"characters {words.start} to {words.end} are not in the text")
    if words.text and text[words.start : words.end] != words.text:
        raise RecordError(f"the report does not say {words.text!r} at characters {words.start} to {words.end}")
    return Span.cut(text, words.start, words.end)


def known_stances() -> tuple[str, ...]:
    """Every stance a claim can have."""
    return get_args(Stance)


def known_statuses() -> tuple[str, ...]:
    """Every status an event can have."""
    return get_args(Status)


def _words(given: Span) -> Words:
    return Words(start=given.start, end=given.end, text=given.text)


def _party_draft(party: Party) -> PartyDraft:
    return PartyDraft(
        start=party.start, end=party.end, text=party.text, name=party.name, id=party.id, country=party.country,
        sector=party.sector,
    )  # fmt: skip


def _place_draft(place: Place) -> PlaceDraft:
    return PlaceDraft(
        start=place.start, end=place.end, text=place.text, name=place.name, geonameid=place.geonameid,
        country=place.country, admin1=place.admin1, admin2=place.admin2, lat=place.lat, lon=place.lon,
        precision=place.precision,
    )  # fmt: skip


def _party(draft: PartyDraft, text: str, known: Sequence[Party]) -> Party:
    given = span(draft, text)
    told: dict[str, Any] = {
        "name": draft.name or None,
        "id": draft.id or None,
        "country": draft.country or None,
        "sector": draft.sector or None,
    }
    for party in known:
        if (party.start, party.end) == (given.start, given.end):
            if _party_draft(party) == msgspec.structs.replace(draft, text=party.text):
                return party
            return msgspec.structs.replace(party, reason=BY_A_PERSON, **told)
    return Party(text=given.text, start=given.start, end=given.end, reason=BY_A_PERSON, **told)


def _place(draft: PlaceDraft, text: str, known: Sequence[Place]) -> Place:
    given = span(draft, text)
    for place in known:
        if _place_draft(place) == msgspec.structs.replace(draft, text=place.text):
            return place
    told = {name: getattr(draft, name) for name in PlaceDraft.__struct_fields__ if name not in Words.__struct_fields__}
    return Place(text=given.text, start=given.start, end=given.end, reason=BY_A_PERSON, **told)


def _time(draft: EventDraft, text: str, known: Time | None) -> Time | None:
    first, last = _day(draft.date_from), _day(draft.date_to)
    given = span(draft.when, text) if draft.when else None
    if first is None and last is None and given is None:
        return None
    if known is not None and given is not None and known.span == given and (known.from_, known.to) == (first, last):
        return known
    if given is None:
        # A day that no words of the report name rests on what the event rests on.
        given = known.span if known is not None else span(draft.trigger, text)
    value = first if first is not None and first == last else None
    return Time(
        text=given.text, start=given.start, end=given.end, type="DATE", value=value, from_=first, to=last,
        reason=BY_A_PERSON,
    )  # fmt: skip


def _day(given: str | None) -> str | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise RecordError(f"{given[:20]!r} is no day. Write it as 2020-06-01") from None


def _toll(draft: EventDraft, text: str, known: Toll) -> Toll:
    strange = sorted(set(draft.toll) - set(TOLL_KEYS))
    if strange:
        raise RecordError(f"there is no figure {strange[0]!r}. The figures are {', '.join(TOLL_KEYS)}")
    out: dict[str, Count] = {}
    for key, given in draft.toll.items():
        before: Count | None = getattr(known, key)
        words = tuple(span(one, text) for one in given.words)
        if before is not None and (before.min, before.max, before.evidence) == (given.min, given.max, words):
            out[key] = before
        else:
            out[key] = Count(min=given.min, max=given.max, evidence=words)
    return Toll(**out)


def _claim(draft: EventDraft, text: str, known: Sequence[Party], before: Claim | None) -> Claim | None:
    if draft.stance is None and draft.speaker is None:
        return None
    speaker = _party(draft.speaker, text, known) if draft.speaker else None
    stance = draft.stance or "asserts"
    if before is not None:
        return msgspec.structs.replace(before, speaker=speaker, stance=stance)
    return Claim(speaker=speaker, cue=None, stance=stance)
