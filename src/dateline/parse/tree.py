"""What the language engine hands to the rooms: sentences of tokens with their syntax, and nothing of how it was found.

Tags are Penn Treebank tags; relations are the ClearNLP labels of the OntoNotes conversion (``nsubj``, ``nsubjpass``,
``dobj``, ``agent``, ``prep``, ``pobj``, ``relcl`` …); entity labels are those of OntoNotes 5 (``PERSON``, ``NORP``,
``ORG``, ``GPE``, ``LOC``, ``FAC``, ``DATE`` …).  All offsets are half-open character ranges into the report's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
else:
    Vectors = Any


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word or punctuation mark.

    ``index`` is its position in its sentence, ``head`` the index of its governor there (its own index for the root),
    ``start`` and ``end`` are offsets into the report's text.
    """

    index: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    tag: str
    pos: str
    head: int
    dep: str


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A labelled run of tokens ``[first, last)`` of one sentence, as a learned head read it.

    ``score`` is the head's mean probability for the run, between 0 and 1.
    """

    label: str
    first: int
    last: int
    start: int
    end: int
    score: float = 1.0


def _no_marks() -> Mapping[str, tuple[Mark, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: tokens in order, their dependents, named entities, and what the learned heads marked.

    ``marks`` maps a head's name to its runs: ``quote`` (SPEAKER, CUE, CONTENT), ``role`` (ACTOR, RECIPIENT of the
    sentence's leading act), ``party`` (PERSON, ORGANISATION, …), ``time`` (DATE, TIME, DURATION, SET) and ``harm``
    (PERPETRATOR, ORGANISATION behind it, VICTIM by name, TARGET thing, WEAPON of a terrorist incident, wherever the
    report names them).

    ``acts`` maps a sentence-level label to its probability: ``armed_assault``, ``bombing``, ``abduction``,
    ``infrastructure``, ``surrender``, ``arrest``, ``seizure`` and who began, ``Maoist`` (the rebels), ``Security`` or
    ``Unknown``; police conduct ``KILL``, ``ARREST``, ``FORCE``, ``FAIL``, ``ANY_ACTION``; ``summary.armed_assault``,
    ``.bombing``, ``.kidnapping``, ``.other`` of an incident summary; ``incident.attack``, ``.bombing``,
    ``.kidnapping``, ``.arson``, ``.robbery`` of a terrorist incident.  Empty where no model read the text.

    ``vectors`` holds one row per token for heads that score spans, ``middle`` those of an earlier layer, which know
    more of the word and less of what the sentence makes of it; both are ``None`` where the engine has no vectors.
    ``kept`` is theirs: what a head that is asked several times has worked out for the sentence.
    """

    index: int
    start: int
    end: int
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]
    entities: tuple[Mark, ...] = ()
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=_no_marks)
    acts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    vectors: Vectors | None = field(default=None, compare=False, repr=False)
    middle: Vectors | None = field(default=None, compare=False, repr=False)
    kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, index: int) -> Token:
        return self.tokens[index]

    @property
    def root(self) -> Token:
        """The token that governs the sentence (the first, where the engine found several)."""
        return next((token for token in self.tokens if token.head == token.index), self.tokens[0])

    def head_of(self, token: Token) -> Token | None:
        """The governor of ``token``, or ``None`` for a root."""
        return None if token.head == token.index else self.tokens[token.head]

    def dependents(self, token: Token, *deps: str) -> list[Token]:
        """Direct dependents in text order, only those with one of the relations ``deps`` when any is given."""
        below = self.children[token.index]
        if not below:
            return []
        tokens = self.tokens
        if not deps:
            return [tokens[i] for i in below]
        return [tokens[i] for i in below if tokens[i].dep in deps]

    def subtree(self, token: Token) -> tuple[int, int]:
        """The token range ``[first, last)`` spanned by ``token`` and everything below it."""
        first = last = token.index
        children, stack = self.children, [token.index]
        while stack:
            below = children[stack.pop()]
            if below:  # in text order
                if below[0] < first:
                    first = below[0]
                if below[-1] > last:
                    last = below[-1]
                stack += below
        return first, last + 1

    def ancestors(self, token: Token) -> Iterator[Token]:
        """Governors from the nearest upwards."""
        seen = {token.index}
        while token.head not in seen:
            seen.add(token.head)
            token = self.tokens[token.head]
            yield token

    def entity_at(self, index: int) -> Mark | None:
        """The named entity that holds token ``index``, or ``None``."""
        for mark in self.entities:
            if mark.first <= index < mark.last:
                return mark
        return None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A report's text as sentences.  ``engine`` names the model that read it, for the record's ``coder`` field."""

    text: str
    sentences: tuple[Sentence, ...]
    engine: str

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds the character at ``offset``, or ``None`` between sentences."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        if low < len(self.sentences) and self.sentences[low].start <= offset:
            return self.sentences[low]
        return None

    def token_at(self, offset: int) -> tuple[Sentence, Token] | None:
        """The token that holds the character at ``offset`` with its sentence, or ``None`` in white space."""
        sentence = self.sentence_at(offset)
        if sentence is None:
            return None
        token = next((token for token in sentence.tokens if token.start <= offset < token.end), None)
        return None if token is None else (sentence, token)


def dependents_of(heads: list[int]) -> tuple[tuple[int, ...], ...]:
    """Each token's direct dependents in text order, from the list of governors (own index for a root)."""
    children: list[list[int]] = [[] for _ in heads]
    for index, head in enumerate(heads):
        if head != index:
            children[head].append(index)
    return tuple(tuple(row) for row in children)
