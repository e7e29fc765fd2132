"""Noun phrases without their clauses: determiner, modifiers, possessors and head noun, cut by tags and a little syntax.

Tags are far more reliable than attachment, so the cut follows the tags; syntax only decides whether a noun before
"and" or before an adjective belongs to the noun after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.codebook.registry import Hit
from dateline.parse.tree import Sentence, Token

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_ADJECTIVES = frozenset({"JJ", "JJR", "JJS", "CD", "FW", "AFX", "ADD"})
_OPENERS = frozenset({"DT", "PDT", "PRP$"})
_MODIFIES = frozenset({"compound", "amod", "nmod", "nummod", "poss", "npadvmod", "quantmod", "case"})
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC"})
_STOPPERS = frozenset({"DATE", "TIME"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens ``[first, last)``; ``head`` is the last noun, ``owners`` the indices of the possessive marks inside."""

    first: int
    last: int
    head: int
    owners: tuple[int, ...] = ()


def glued(sentence: Sentence, hits: Sequence[Hit]) -> frozenset[int]:
    """Token indices that continue a name begun before them, so that no phrase ends between."""
    inner: set[int] = set()
    for hit in hits:
        inner.update(range(hit.first + 1, hit.last))
    for mark in sentence.entities:
        if mark.label in _NAMED and mark.last - mark.first <= 10:
            last = mark.last
            while last > mark.first and sentence[last - 1].tag in {"POS", "CC", "IN", ",", "."}:
                last -= 1
            inner.update(range(mark.first + 1, last))
    return frozenset(inner)


def phrases(sentence: Sentence, hits: Sequence[Hit], days: frozenset[str]) -> list[Phrase]:
    """The noun phrases of ``sentence``, in order, none overlapping."""
    inside = glued(sentence, hits)
    dated = {i for mark in sentence.entities if mark.label in _STOPPERS for i in range(mark.first, mark.last)}
    tokens = sentence.tokens
    found: list[Phrase] = []
    first = noun = -1
    owners: list[int] = []

    def close() -> None:
        nonlocal first, noun
        if noun >= 0:
            found.append(Phrase(first, noun + 1, noun, tuple(place for place in owners if place < noun)))
        first = noun = -1
        owners.clear()

    count = len(tokens)
    for index, token in enumerate(tokens):
        tag = token.tag
        if index in inside and first >= 0:
            if tag not in {"POS"}:
                noun = index
            continue
        if (token.lower in days and tag in NOUNS) or (index in dated and (tag in NOUNS or tag in _ADJECTIVES)):
            close()
            continue
        if tag in NOUNS:
            if noun >= 0 and _splits(tokens, noun, index):
                close()
            if first < 0:
                first = index
            noun = index
        elif tag in _OPENERS:
            if noun >= 0:
                close()
            if first < 0:
                first = index
        elif tag in _ADJECTIVES:
            if noun >= 0 and tokens[index - 1].tag not in {"POS", "HYPH"} and not _leans(tokens, noun, index):
                close()
            if first < 0:
                first = index
        elif tag == "POS":
            if noun >= 0:
                owners.append(index)
            else:
                close()
        elif tag == "HYPH" or token.text in {"-", "/"}:
            glue = token.start == tokens[index - 1].end if index else False
            if first < 0 or not (glue or tag == "HYPH"):
                close()
        elif tag in {"VBN", "VBG"}:
            before = tokens[index - 1].tag if index else ""
            after = tokens[index + 1].tag if index + 1 < count else ""
            joins = before == "HYPH" or (noun < 0 and token.dep in {"amod", "compound", "nmod"}) or (
                noun < 0 and before in {"DT", "PRP$", "JJ", "CD"} and token.dep not in {"acl", "advcl", "xcomp", "ROOT", "pcomp"}
            ) or before == "POS"
            if joins and (after in NOUNS or after in _ADJECTIVES or after in {"HYPH", "CC", "VBN", ","}):
                if first < 0:
                    first = index
            else:
                close()
        elif tag in {"RB", "RBR", "RBS"}:
            after = tokens[index + 1].tag if index + 1 < count else ""
            if noun >= 0 or first < 0 or after not in {"JJ", "VBN", "VBG", "JJS", "JJR", "CD"}:
                close()
        elif tag == "CC":
            after = tokens[index + 1].tag if index + 1 < count else ""
            joined = first >= 0 and (after in NOUNS or after in _ADJECTIVES or after in {"VBN", "VBG"})
            if token.text == "&" and noun == index - 1:
                continue
            if not (joined and _joins(tokens, index, noun)):
                close()
        elif token.text == ",":
            after = tokens[index + 1].tag if index + 1 < count else ""
            if noun >= 0 or first < 0 or tokens[index - 1].tag != "JJ" or after not in {"JJ", "VBN"}:
                close()
        else:
            close()
    close()
    return found


def _leans(tokens: tuple[Token, ...], noun: int, index: int) -> bool:
    """Whether the noun before modifies something at or after ``index`` ("government federal forces")."""
    token = tokens[noun]
    return token.head > index and token.dep in _MODIFIES


def _splits(tokens: tuple[Token, ...], noun: int, index: int) -> bool:
    """Whether two nouns side by side belong to two phrases: each hangs on its own governor outside the other's phrase."""
    left, right = tokens[noun], tokens[index]
    if noun != index - 1 or left.dep in _MODIFIES or left.dep in {"appos", "flat", "det"} or not left.dep:
        return False
    if left.head in range(index, min(index + 6, len(tokens))) and tokens[left.head].tag in NOUNS:
        return False
    return right.dep in {"nsubj", "nsubjpass", "dobj"} and right.head != left.index and left.tag != "NNP"


def _joins(tokens: tuple[Token, ...], index: int, noun: int) -> bool:
    """Whether "and" at ``index`` joins two modifiers of one noun rather than two phrases."""
    before = tokens[index - 1]
    if noun < 0:
        return before.tag in {"JJ", "VBN", "NNP"}
    if noun != index - 1:
        return False
    return before.dep in {"amod", "nmod", "compound"} and before.head > index + 0 and tokens[before.head].tag in NOUNS
