"""Values of the record in words, as pages show them: dates, places, parties, tolls and statuses.

Missing stays missing: nothing here turns an absent value into a zero or a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dateline.record import TOLL_KEYS, Claim, Count, Event, Party, Place, Time

FAMILIES = {
    "ASSAULT": "assault",
    "COERCE": "coerce",
    "PROTEST": "protest",
    "MOBILIZE": "mobilize",
    "THREATEN": "mobilize",
    "SANCTION": "coerce",
    "ACCUSE": "speech",
    "REJECT": "speech",
    "REQUEST": "speech",
    "CONSULT": "speech",
    "AGREE": "cooperate",
    "SUPPORT": "cooperate",
    "CONCEDE": "cooperate",
    "COOPERATE": "cooperate",
    "AID": "cooperate",
    "RETREAT": "cooperate",
}
"""The colour family of each PLOVER type: six that people tell apart, also without red and green."""

STATUS_TONE = {"occurred": "good", "ongoing": "good", "denied": "bad"}
COUNTED = frozenset({"occurred", "ongoing"})
PRECISION_WORDS = {
    "exact": "exact place",
    "near": "near the place",
    "district": "district only",
    "province": "province only: an area, not a point",
    "country": "country only: an area, not a point",
    "line_or_area": "a line or an area, not a point",
    "unknown": "not known where",
}
STANCE_WORDS = {
    "asserts": "says so",
    "denies": "denies it",
    "claims_responsibility": "claims responsibility",
    "denies_responsibility": "denies responsibility",
    "threatens": "threatens it",
    "announces": "announces it",
    "quotes": "is quoted",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def family(kind: str | None) -> str:
    """The colour family of an event type; one of a user's own goes with speech."""
    return FAMILIES.get(kind or "", "speech")


def day(iso: str | None) -> str:
    """An ISO day as people write it: ``2 Jun 2020``; empty for none."""
    if not iso:
        return ""
    try:
        given = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{given.day} {_MONTHS[given.month - 1]} {given.year}"


def days(first: str | None, last: str | None) -> str:
    """A range of days; ``no date`` for none, open ends said."""
    if first is None and last is None:
        return "no date"
    if first is None:
        return f"by {day(last)}"
    if last is None:
        return f"from {day(first)}"
    if first == last:
        return day(first)
    return f"{day(first)} to {day(last)}"


def when(time: Time | None) -> str:
    """The days of an event."""
    return "no date" if time is None else days(time.from_, time.to)


def party(one: Party) -> str:
    """A party's name, or its words where it has none."""
    return one.name or one.text


def party_codes(one: Party) -> str:
    """Country and sector, as far as they are known."""
    return " · ".join(part for part in (one.country, one.sector) if part)


def place(one: Place) -> str:
    """A place's name, with its province."""
    name = one.name or one.text
    return f"{name}, {one.admin1}" if one.admin1 and one.admin1 != name else name


def figure(low: int | None, high: int | None) -> str:
    """A number of people as reported: ``19``, ``2–5``, ``at least 19``; empty where none was reported."""
    if low is None and high is None:
        return ""
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"at least {low:,}"
    if low is None:
        return f"up to {high:,}"
    return f"{low:,}–{high:,}"


def short_figure(low: int | None, high: int | None) -> str:
    """The same for a table's narrow column: ``19``, ``2–5``, ``19+``."""
    if low is not None and high is None:
        return f"{low:,}+"
    return figure(low, high)


@dataclass(frozen=True, slots=True)
class TollLine:
    """One kind of harm: its name, the figure, and the share of each side."""

    name: str
    figure: str
    sides: tuple[str, ...]


def toll(event: Event) -> tuple[TollLine, ...]:
    """What an event cost people, as far as it was reported."""
    out = []
    for name in TOLL_KEYS:
        count: Count | None = getattr(event.toll, name)
        if count is not None:
            sides = tuple(f"{party(side.party)}: {figure(side.min, side.max)}" for side in count.by_side)
            out.append(TollLine(name, figure(count.min, count.max), sides))
    return tuple(out)


def codes(event: Event) -> tuple[str, ...]:
    """The event in the field's schemes, those that code it."""
    given = event.codes
    out = [f"PLOVER {given.plover}"] if given.plover else []
    out += [f"{own.codebook} {own.category}" for own in given.own or ()]
    if given.cameo:
        out.append(f"CAMEO {given.cameo}" + (f" · quad {given.quad}" if given.quad else ""))
    if given.acled:
        out.append(f"ACLED-compatible {given.acled.event_type} → {given.acled.sub_event_type}")
    if given.ucdp:
        out.append(f"UCDP type of violence {given.ucdp.type_of_violence}")
    return tuple(out)


def claim(given: Claim | None) -> str:
    """Whose word an event is; empty for the report's own."""
    if given is None:
        return ""
    who = party(given.speaker) if given.speaker is not None else "somebody unnamed"
    via = f", {given.channel}" if given.channel else ""
    return f"{who} {STANCE_WORDS.get(given.stance, given.stance)}{via}"


WORDS: dict[str, Any] = {
    "day": day, "days": days, "when": when, "party": party, "party_codes": party_codes, "place_name": place,
    "figure": figure, "short_figure": short_figure, "toll_lines": toll, "codes": codes, "claim_words": claim,
    "family": family, "precision_words": PRECISION_WORDS, "status_tone": STATUS_TONE, "counted": COUNTED,
    "stance_words": STANCE_WORDS,
}  # fmt: skip
"""What templates may call."""
