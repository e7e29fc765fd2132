"""Spans: half-open character ranges of a report's text, and the intervals of days that expressions mean."""

from __future__ import annotations

from typing import Self

from msgspec import Struct

from dateline.record.errors import RecordError


class Span(Struct, frozen=True, kw_only=True):
    """The characters ``[start, end)`` of ``report.text``; ``text`` is exactly that slice.

    Raises:
        RecordError: the range is empty or does not have the length of ``text``.
    """

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise RecordError(f"span [{self.start}, {self.end}) is empty or negative")
        if self.end - self.start != len(self.text):
            raise RecordError(f"span [{self.start}, {self.end}) does not have the length of {self.text!r}")

    @classmethod
    def cut(cls, text: str, start: int, end: int) -> Self:
        """The span of ``text`` (the whole report text) from ``start`` to ``end``."""
        return cls(text=text[start:end], start=start, end=end)

    @property
    def span(self) -> Span:
        """The bare span, without what a mention adds to it."""
        return self if type(self) is Span else Span(text=self.text, start=self.start, end=self.end)

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this range."""
        return self.start <= other.start and other.end <= self.end
