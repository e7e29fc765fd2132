"""Reads a sentence by rules alone and gives back its times; the language engine is not needed for them."""

from __future__ import annotations

from dateline.mentions.when import Anchor, FoundTime, find, resolve
from dateline.parse import load
from dateline.record import Time

reader = load(model=False)


def times_of(text: str, anchor: Anchor) -> tuple[Time, ...]:
    """The resolved times of a text."""
    parsed = reader(text)
    return resolve(find(text, parsed.sentences), parsed.sentences, anchor)


def found_in(text: str) -> tuple[FoundTime, ...]:
    """The times of a text as found."""
    return find(text, reader(text).sentences)


def on(day: str) -> Anchor:
    """The anchor of a report published on a day."""
    return Anchor(from_=day, to=day)
