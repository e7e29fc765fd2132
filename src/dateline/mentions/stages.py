"""When, where, who: mentions found in the parse, then resolved over the whole report.

``find`` collects the spans that refer to a time, a place or a party; ``resolve`` says what each refers to.  Parties
need the places (which country is in focus), places need nothing of ours, and an undated report needs the parties' terms
of office before its weekdays can become days: that order is kept here and nowhere else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from dateline.codebook.gazetteer import Gazetteer
from dateline.codebook.registry import Registry
from dateline.mentions import when, where, who
from dateline.parse.tree import Parsed
from dateline.record import Party, Place, PublishedRange, Report, Time

__all__ = ["Found", "Mentions", "find", "resolve"]


@dataclass(frozen=True, slots=True)
class Found:
    """Mentions as found, not yet resolved."""

    times: tuple[when.FoundTime, ...]
    toponyms: tuple[where.Toponym, ...]
    parties: tuple[who.FoundParty, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions resolved; ``published_range`` bounds the report's date, from its own words where no date was given."""

    times: tuple[Time, ...]
    places: tuple[Place, ...]
    parties: tuple[Party, ...]
    published_range: PublishedRange


def find(parsed: Parsed, gazetteer: Gazetteer, registry: Registry) -> Found:
    """All mentions in ``parsed``, in text order."""
    return Found(
        times=when.find(parsed.text, parsed.sentences),
        toponyms=where.find(parsed, gazetteer),
        parties=who.find(parsed, registry),
    )


def resolve(found: Found, parsed: Parsed, report: Report, gazetteer: Gazetteer, registry: Registry) -> Mentions:
    """What the mentions refer to, each with the reason where it stays open."""
    places = where.resolve(found.toponyms, parsed, report, gazetteer)
    published = report.published_range
    anchor = when.Anchor(from_=published.from_, to=published.to)
    times = when.resolve(found.times, parsed.sentences, anchor)
    filed = _filed(times, report)
    if filed is not None:
        times = when.resolve(found.times, parsed.sentences, dataclasses.replace(anchor, dateline=filed))
    if published.from_ is None and published.to is None:
        offices = who.office_terms(parsed, found.parties, registry)
        bounded = when.bound_publication(times, found.times, parsed.sentences, parsed.text, offices)
        published = msgspec.structs.replace(bounded, steps=(*published.steps, *bounded.steps))
        times = when.resolve(found.times, parsed.sentences, when.Anchor(published.from_, published.to, filed))
    parties = who.resolve(found.parties, parsed, report, registry, (published.from_, published.to), places)
    return Mentions(times=times, places=places, parties=parties, published_range=published)


def _filed(times: Sequence[Time], report: Report) -> str | None:
    """The one day that the report's own dateline names: what agency copy is told from."""
    line = report.dateline
    for time in times if line is not None else ():
        if line is not None and line.start <= time.start and time.end <= line.end and time.from_ == time.to:
            return time.from_
    return None
