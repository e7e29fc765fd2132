"""The reader: text in, ``Parsed`` out, with the learned engine or without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from dateline.parse import lexical
from dateline.parse.assembly import cut, sentence
from dateline.parse.tree import Parsed


class Reader(Protocol):
    """What ``load`` returns: called with a text, it reads it; the same text always gives the same ``Parsed``.

    ``engine`` names what read it, for the record's ``coder`` field.
    """

    engine: str

    def __call__(self, text: str, begin: int | None = None) -> Parsed:
        """Reads one text; a sentence begins at the offset ``begin``, where the story starts after its dateline."""
        ...

    def pipe(self, texts: Iterable[str]) -> Iterator[Parsed]:
        """The texts read one after the other, in order."""
        ...


class LexicalReader:
    """Tokens, sentences and guessed tags; no syntax and no marks.  Needs neither model nor ONNX Runtime."""

    engine = "lexical"

    def __call__(self, text: str, begin: int | None = None) -> Parsed:
        """Reads one text; a sentence begins at the offset ``begin``."""
        found = []
        for index, offsets in enumerate(cut(text, begin)):
            tags = [lexical.tag(text[start:end], place == 0) for place, (start, end) in enumerate(offsets)]
            heads = list(range(len(offsets)))
            found.append(sentence(index, text, offsets, tags, heads, [""] * len(offsets)))
        return Parsed(text, tuple(found), self.engine)

    def pipe(self, texts: Iterable[str]) -> Iterator[Parsed]:
        """The texts read one after the other, in order."""
        return map(self, texts)


def load(model: bool = True, threads: int = 1) -> Reader:
    """A reader: the learned engine on ``threads`` threads, or with ``model=False`` one that reads by rules alone.

    By rules alone tags are guesses, there is no syntax and nothing is marked.  Raises ``ModelError`` when the model's
    files are missing or changed.
    """
    if not model:
        return LexicalReader()
    from dateline.parse.engine import learned  # kept out of the way of those who read without ONNX Runtime

    return learned(threads)
