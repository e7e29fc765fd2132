"""From what an engine found for each sentence to the frozen ``Sentence`` values of the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from dateline.parse.lemmas import lemma, word_class
from dateline.parse.sentences import sentences
from dateline.parse.tree import Mark, Sentence, Token, Vectors, dependents_of
from dateline.parse.words import plain, words

Offsets = list[tuple[int, int]]
Run = tuple[str, int, int, float]
"""A label, the token range ``[first, last)`` it covers, and its mean probability."""


def cut(text: str, begin: int | None = None) -> list[Offsets]:
    """The text's sentences, each as the offsets of its tokens; one begins at the offset ``begin``."""
    tokens = words(text)
    return [tokens[first:last] for first, last in sentences(text, tokens, begin)]


def sentence(
    index: int,
    text: str,
    offsets: Offsets,
    tags: Sequence[str],
    heads: list[int],
    deps: Sequence[str],
    entities: Sequence[Run] = (),
    marks: Mapping[str, Sequence[Run]] | None = None,
    acts: Mapping[str, float] | None = None,
    vectors: Vectors | None = None,
    middle: Vectors | None = None,
) -> Sentence:
    """One sentence of the tree; all sequences run over its tokens, ``heads`` hold positions in the same sentence."""
    tokens = []
    for place, ((start, end), tag, dep, head) in enumerate(zip(offsets, tags, deps, heads, strict=True)):
        form = text[start:end]
        lower, base, kind = _forms(form, tag, dep)
        tokens.append(Token(place, start, end, form, lower, base, tag, kind, head, dep))
    return Sentence(
        index=index,
        start=offsets[0][0],
        end=offsets[-1][1],
        tokens=tuple(tokens),
        children=dependents_of(heads),
        entities=_marks(entities, offsets),
        marks=MappingProxyType({head: _marks(runs, offsets) for head, runs in (marks or {}).items()}),
        acts=MappingProxyType(dict(acts or {})),
        vectors=vectors,
        middle=middle,
    )


@lru_cache(maxsize=1 << 16)
def _forms(form: str, tag: str, dep: str) -> tuple[str, str, str]:
    """A word in lower case, its lemma and its word class."""
    lower = form.lower()
    if not lower.isascii():
        lower = plain(lower)
    base = form if tag == "NNP" or tag == "NNPS" else lemma(lower, tag)
    return lower, base, word_class(lower, tag, dep)


def _marks(runs: Sequence[Run], offsets: Offsets) -> tuple[Mark, ...]:
    return tuple(
        [Mark(label, first, last, offsets[first][0], offsets[last - 1][1], score) for label, first, last, score in runs]
    )
