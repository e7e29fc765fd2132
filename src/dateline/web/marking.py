"""Evidence marked in a report's text: overlapping spans become runs that do not overlap.

A run carries every mark that covers it, so that markup never nests and two events may rest on the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.record import Event, Span, Statement

LONGEST = 400_000
"""Characters of a text that are shown; the rest is told as left out."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text, what it is (``actor``, ``place``, ``evidence``, ``speech`` …) and whose event's."""

    start: int
    end: int
    kind: str
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under one set of marks.

    ``kinds`` are what it is for any event, ``events`` those that rest on it, ``roles`` both together
    (``e1:actor``) for the page to tint the chosen event's own.
    """

    start: int
    end: int
    text: str
    kinds: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text with its runs, and the events whose trigger stands in it."""

    runs: tuple[Run, ...]
    triggers: tuple[str, ...]


def marks(events: Sequence[tuple[str, Event]], statements: Iterable[Statement]) -> list[Mark]:
    """The marks of these events, each by the name the page gives it, and of what is said in speech."""
    out: list[Mark] = []
    for name, event in events:
        out.append(_mark(event.trigger, "trigger", name))
        out.extend(_mark(span, "evidence", name) for span in event.evidence)
        out.extend(_mark(party, "actor", name) for party in event.actors)
        out.extend(_mark(party, "recipient", name) for party in event.recipients)
        out.extend(_mark(place, "place", name) for place in event.where)
        if event.when is not None:
            out.append(_mark(event.when, "time", name))
        for count in (event.toll.killed, event.toll.injured, event.toll.abducted, event.toll.arrested):
            if count is not None:
                out.extend(_mark(span, "toll", name) for span in count.evidence)
    for statement in statements:
        out.extend(Mark(span.start, span.end, "speech") for span in statement.contents)
    return [mark for mark in out if mark.start < mark.end]


def paragraphs(text: str, given: Sequence[Mark]) -> tuple[Paragraph, ...]:
    """The text line by line, cut into runs at every edge of a mark."""
    text = text[:LONGEST]
    opening: dict[int, list[Mark]] = defaultdict(list)
    closing: dict[int, list[Mark]] = defaultdict(list)
    for mark in given:
        if mark.start < len(text):
            opening[mark.start].append(mark)
            closing[min(mark.end, len(text))].append(mark)
    edges = sorted({*opening, *closing})
    out: list[Paragraph] = []
    open_now: list[Mark] = []
    at, edge = 0, 0
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        runs, triggers, here = [], [], at
        while edge < len(edges) and edges[edge] <= stop:
            where = edges[edge]
            if where > here:
                runs.append(_run(text, here, where, open_now))
                here = where
            for mark in closing.get(where, ()):
                open_now.remove(mark)
            open_now.extend(opening.get(where, ()))
            triggers += [mark.event for mark in opening.get(where, ()) if mark.kind == "trigger" and mark.event]
            edge += 1
        if here < stop:
            runs.append(_run(text, here, stop, open_now))
        if runs:
            out.append(Paragraph(tuple(runs), tuple(triggers)))
        at = stop + 1
    return tuple(out)


def _run(text: str, start: int, end: int, open_now: Sequence[Mark]) -> Run:
    kinds = sorted({mark.kind for mark in open_now})
    events = sorted({mark.event for mark in open_now if mark.event})
    roles = sorted({f"{mark.event}:{mark.kind}" for mark in open_now if mark.event})
    return Run(start, end, text[start:end], tuple(kinds), tuple(events), tuple(roles))


def _mark(span: Span, kind: str, event: str) -> Mark:
    return Mark(span.start, span.end, kind, event)
