"""Reports: the text that was read, where it came from, and the way back to the file as given."""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct, field

from dateline.record.errors import RecordError
from dateline.record.spans import Span

RangeBasis = Literal["given", "metadata", "text", "inferred"]


class PublishedRange(Struct, frozen=True, kw_only=True):
    """The days between which the report was published, inclusive ISO dates, and what that rests on.

    ``from_`` or ``to`` is ``None`` where nothing bounds that side.  ``steps`` says, one sentence each, how the bounds
    were found.
    """

    from_: str | None = field(default=None, name="from")
    to: str | None = None
    basis: RangeBasis = "inferred"
    steps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise RecordError(f"published range: from {self.from_} is after to {self.to}")


class Piece(Struct, frozen=True, array_like=True):
    """A run of the text and the run of the decoded source it was taken from, as half-open character ranges.

    ``same`` is true where the two are equal character by character, so that offsets inside map one to one.
    """

    text_start: int
    text_end: int
    source_start: int
    source_end: int
    same: bool = True


class Origin(Struct, frozen=True, kw_only=True):
    """The file or field a report was read from.

    ``path`` is as given by the user (``-`` for standard input), ``line`` counts from 1 where a file holds many reports,
    ``sha256`` is the digest of the bytes read, ``encoding`` how they were decoded, ``pieces`` the map from the text to
    the decoded source, in text order.
    """

    path: str
    line: int | None = None
    encoding: str | None = None
    sha256: str | None = None
    pieces: tuple[Piece, ...] = ()

    def to_source(self, start: int, end: int) -> tuple[int, int] | None:
        """The source range of the text range ``[start, end)``, or ``None`` where the text was put in by the reader."""
        first = next((piece for piece in self.pieces if piece.text_start <= start < piece.text_end), None)
        last = next((piece for piece in reversed(self.pieces) if piece.text_start < end <= piece.text_end), None)
        if first is None or last is None:
            return None
        source_start = first.source_start + (start - first.text_start) if first.same else first.source_start
        source_end = last.source_start + (end - last.text_start) if last.same else last.source_end
        return source_start, source_end


class Report(Struct, frozen=True, kw_only=True):
    """One news report.

    ``source`` is the outlet that published it, ``credit`` the agency or outlet the text names as its origin.
    ``published`` is an ISO date or ``None``.  ``furniture`` are runs of ``text`` that are the page's and not the
    report's (kept where the text had to stay as given); nothing is coded in them.  ``sha256`` is the digest of ``text``
    in UTF-8.  ``story`` is shared by reports that tell of the same matter, empty until reports are linked and where no
    other report does.
    """

    id: str
    text: str
    published_range: PublishedRange
    sha256: str
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    credit: str | None = None
    dateline: Span | None = None
    published: str | None = None
    language: str | None = None
    furniture: tuple[Span, ...] = ()
    origin: Origin | None = None
    story: str | None = None


def digest(text: str) -> str:
    """SHA-256 of ``text`` in UTF-8, as 64 hexadecimal digits; lone surrogates are hashed by their code point."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
