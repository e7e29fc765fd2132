"""Statements: who says so."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dateline.record.mentions import Party
from dateline.record.spans import Span

Stance = Literal[
    "asserts", "denies", "claims_responsibility", "denies_responsibility", "threatens", "announces", "quotes"
]


class Statement(Struct, frozen=True, kw_only=True):
    """Reported speech, direct or indirect.

    ``speaker`` keeps the offsets of the phrase at the statement and carries the resolved name; ``None`` where the text
    names nobody.  ``content`` is one span, or several where the words are interrupted.  ``direct`` means that the
    content stands in quotation marks.  ``channel`` is the medium as a plain word (``Twitter``, ``statement``,
    ``radio``), ``audience`` whom it was told.  In a chain of sources ``original`` is the first-hand source whose word
    the speaker passes on ("citing police"), ``via`` the one nearer to the report who passed on the speaker's.
    """

    speaker: Party | None
    cue: Span | None
    content: Span | tuple[Span, ...]
    direct: bool
    channel: str | None = None
    audience: Party | None = None
    stance: Stance = "asserts"
    original: Party | None = None
    via: Party | None = None

    @property
    def contents(self) -> tuple[Span, ...]:
        """The content as a tuple of spans, whether interrupted or not."""
        return self.content if isinstance(self.content, tuple) else (self.content,)


class Claim(Struct, frozen=True, kw_only=True):
    """What ties an event to the statement it rests on: who says so, how, and with which stance.

    ``original`` is the first-hand source where the speaker passes on another's word, ``via`` the source nearest to the
    report where another passed on the speaker's; an event without a claim is told in the report's own voice.
    """

    speaker: Party | None
    cue: Span | None
    channel: str | None = None
    stance: Stance = "asserts"
    original: Party | None = None
    via: Party | None = None
