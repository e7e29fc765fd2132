"""A report's text while it is being made, with the map back to the characters it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.record import Piece


@dataclass(frozen=True, slots=True)
class Draft:
    """Some text and where in the decoded source each run of it stands; runs without a piece were put in by us."""

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str) -> Draft:
        """The text as it is."""
        return cls(text, (Piece(0, len(text), 0, len(text)),) if text else ())

    def keeping(self, ranges: Iterable[tuple[int, int]]) -> Draft:
        """The draft made of these runs of the text only; they must be in order and must not overlap."""
        parts: list[str] = []
        pieces: list[Piece] = []
        length = 0
        index = 0
        for start, end in ranges:
            while index < len(self.pieces) and self.pieces[index].text_end <= start:
                index += 1
            at = index
            while at < len(self.pieces) and self.pieces[at].text_start < end:
                pieces.append(_moved(self.pieces[at], start, end, length - start))
                at += 1
            parts.append(self.text[start:end])
            length += end - start
        return Draft("".join(parts), joined(pieces))

    def without(self, ranges: Sequence[tuple[int, int]]) -> Draft:
        """The draft with these runs cut, and the white space around the whole taken off."""
        kept: list[tuple[int, int]] = []
        position = 0
        for start, end in [*ranges, (len(self.text), len(self.text))]:
            if start > position:
                kept.append((position, start))
            position = max(position, end)
        return self.keeping(kept).trimmed()

    def trimmed(self) -> Draft:
        """The draft without white space (and stray marks of byte order) at its ends."""
        start = len(self.text) - len(self.text.lstrip().lstrip("\ufeff").lstrip())
        end = len(self.text.rstrip())
        return self if (start, end) == (0, len(self.text)) else self.keeping([(start, max(start, end))])


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with those made one that follow each other without a gap in text and source."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else None
        if (
            last is not None
            and last.same
            and piece.same
            and last.text_end == piece.text_start
            and last.source_end == piece.source_start
        ):
            result[-1] = Piece(last.text_start, piece.text_end, last.source_start, piece.source_end)
        else:
            result.append(piece)
    return tuple(result)


def _moved(piece: Piece, start: int, end: int, by: int) -> Piece:
    """The part of a piece inside a run, moved; a piece that is not the same by character keeps its whole source."""
    first, last = max(piece.text_start, start), min(piece.text_end, end)
    if not piece.same:
        return Piece(first + by, last + by, piece.source_start, piece.source_end, same=False)
    ahead = first - piece.text_start
    return Piece(first + by, last + by, piece.source_start + ahead, piece.source_start + ahead + last - first)


def unix_lines(text: str) -> Draft:
    """A draft with every line end as a single line feed (CR LF and lone CR also occur)."""
    if "\r" not in text:
        return Draft.of(text)
    parts: list[str] = []
    pieces: list[Piece] = []
    length = position = 0
    while position < len(text):
        at = text.find("\r", position)
        stop = len(text) if at < 0 else at
        if stop > position:
            parts.append(text[position:stop])
            pieces.append(Piece(length, length + stop - position, position, stop))
            length += stop - position
        if at < 0:
            break
        wide = text.startswith("\r\n", at)
        if wide:
            pieces.append(Piece(length, length + 1, at + 1, at + 2))
        else:
            pieces.append(Piece(length, length + 1, at, at + 1, same=False))
        parts.append("\n")
        length += 1
        position = at + 1 + wide
    return Draft("".join(parts), joined(pieces))
