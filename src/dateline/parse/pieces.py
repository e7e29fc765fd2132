"""Word pieces: each token as entries of the encoder's vocabulary, by longest match from the left.

The vocabulary is uncased and without accents, as the encoder was first trained; case is given to the encoder apart, as
one of four classes per word.  Forms repeat, so the pieces of each are found once and kept.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from dateline.parse.words import plain

MOST = 6
"""Pieces taken of one word at most: only the first carries the word's vector, the rest are context."""

LOWER, TITLE, UPPER, OTHER = 0, 1, 2, 3
_KEPT = 200_000


class Pieces:
    """A vocabulary, listed in the order of its ids, and the pieces of every form met so far."""

    def __init__(self, vocabulary: list[str]) -> None:
        self._ids = {piece: index for index, piece in enumerate(vocabulary)}
        self.opening = self._ids["[CLS]"]
        self.closing = self._ids["[SEP]"]
        self.unknown = self._ids["[UNK]"]
        self.padding = self._ids["[PAD]"]
        self._longest = max(map(len, vocabulary))
        self._known: dict[str, tuple[tuple[int, ...], int]] = {}

    @classmethod
    def read(cls, path: Path) -> Pieces:
        """The vocabulary of a file with one piece a line."""
        return cls(path.read_text(encoding="utf-8").splitlines())

    def of(self, form: str) -> tuple[tuple[int, ...], int]:
        """The ids of the pieces of ``form`` (at least one, at most ``MOST``) and its case class."""
        found = self._known.get(form)
        if found is None:
            found = (self._cut(form), case(form))
            if len(self._known) < _KEPT:
                self._known[form] = found
        return found

    def _cut(self, form: str) -> tuple[int, ...]:
        bare = plain(form).lower()
        if not bare.isascii():
            bare = unicodedata.normalize("NFD", bare)
            bare = "".join(mark for mark in bare if unicodedata.category(mark) != "Mn")
        ids: list[int] = []
        for part in _parts(bare):
            ids += self._match(part)
            if len(ids) >= MOST:
                break
        return tuple(ids[:MOST]) or (self.unknown,)

    def _match(self, part: str) -> list[int]:
        ids: list[int] = []
        start = 0
        while start < len(part):
            end = min(len(part), start + self._longest)
            prefix = "##" if start else ""
            while end > start and prefix + part[start:end] not in self._ids:
                end -= 1
            if end == start:
                return [self.unknown]
            ids.append(self._ids[prefix + part[start:end]])
            start = end
        return ids


def case(form: str) -> int:
    """How the form is written: ``LOWER``, ``UPPER`` (two letters or more), ``TITLE`` (first letter) or ``OTHER``."""
    if form.islower():
        return LOWER
    if form.isupper() and len(form) > 1:
        return UPPER
    if form[:1].isupper():
        return TITLE
    return OTHER


def _parts(bare: str) -> list[str]:
    """The form cut around every character that is neither letter nor digit."""
    if bare.isalnum():
        return [bare]
    parts: list[str] = []
    word = ""
    for mark in bare:
        if mark.isalnum():
            word += mark
            continue
        if word:
            parts.append(word)
            word = ""
        parts.append(mark)
    if word:
        parts.append(word)
    return parts
