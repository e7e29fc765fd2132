"""Noun phrases without their clauses: determiner, modifiers, possessors and head noun, cut by tags and a little syntax.

Tags are far more reliable than attachment, so the cut follows the tags; syntax only decides whether a noun before
"and" or before an adjective belongs to the noun after it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dateline.codebook.registry import Hit
from dateline.codebook.syntax_words import load_syntax_words
from dateline.parse.tree import Sentence, Token

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_ADJECTIVES = frozenset({"JJ", "JJR", "JJS", "CD", "FW", "AFX", "ADD"})
_OPENERS = frozenset({"DT", "PDT", "PRP$"})
_PARTICIPLES = frozenset({"VBN", "VBG"})
_ADVERBS = frozenset({"RB", "RBR", "RBS"})
_INSIDE = NOUNS | _ADJECTIVES | _PARTICIPLES
_MODIFIES = frozenset({"compound", "amod", "nmod", "nummod", "poss", "npadvmod", "quantmod", "case"})
_CLAUSES = frozenset({"acl", "advcl", "xcomp", "ROOT", "pcomp"})
_PREDICATES = frozenset({"acomp", "oprd"})
"""Relations of an adjective that says what somebody is ("two are dead and five people …") and modifies no noun."""
_OUTCOMES = frozenset({"oprd", "acomp", "advmod"})
"""Relations of an adjective right after a verb that says what became of whom it names next."""
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC"})
_PROPER = frozenset({"group", "body", "press", "state", "person"})
_STOPPERS = frozenset({"DATE", "TIME"})
_WORDS = load_syntax_words()
_LONGEST = 10
"""Tokens in a marked name at most that are taken on trust."""


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """Tokens ``[first, last)``; ``head`` is the last noun, ``owners`` the indices of the possessive marks inside."""

    first: int
    last: int
    head: int
    owners: tuple[int, ...] = ()


def phrases(
    sentence: Sentence, hits: Sequence[Hit], titles: Sequence[tuple[int, int]], days: frozenset[str]
) -> list[Phrase]:
    """The noun phrases of ``sentence``, in order, none overlapping.

    ``hits`` and ``titles`` (token ranges such as "chief of staff") are never cut; ``days`` are words that end a phrase.
    """
    return _Cutter(sentence, hits, titles, days).cut()


class _Cutter:
    """Walks one sentence; ``first`` is where the open phrase began, ``noun`` its last noun, -1 where there is none."""

    def __init__(
        self, sentence: Sentence, hits: Sequence[Hit], titles: Sequence[tuple[int, int]], days: frozenset[str]
    ) -> None:
        self.tokens = sentence.tokens
        self.tags = [token.tag for token in sentence.tokens] + [""]
        self.days = days
        self.inside = _glued(sentence, hits, titles)
        self.names = {hit.first for hit in hits if any(name.kind in _PROPER for name in hit.names)}
        self.dated = {
            index
            for mark in sentence.entities
            if mark.label in _STOPPERS and all(sentence[i].lower != "old" for i in range(mark.first, mark.last))
            for index in range(mark.first, mark.last)
        }
        self.found: list[Phrase] = []
        self.owners: list[int] = []
        self.first = self.noun = -1

    def cut(self) -> list[Phrase]:
        for index, token in enumerate(self.tokens):
            if index in self.inside and self.first >= 0:
                if token.tag != "POS":
                    self.noun = index
            elif not self._takes(index, token):
                self._close()
        self._close()
        return self.found

    def _close(self) -> None:
        if self.noun >= 0:
            owners = tuple(place for place in self.owners if place < self.noun)
            self.found.append(Phrase(self.first, self.noun + 1, self.noun, owners))
        self.first = self.noun = -1
        self.owners.clear()

    def _takes(self, index: int, token: Token) -> bool:
        """Whether the open phrase goes on with this token, or a new one begins with it."""
        tag = token.tag
        if self._is_day(index, token) or (token.dep == "oprd" and token.lower in _WORDS.captives):
            return False  # "took three teachers hostage"
        if tag == "NN" and self.tags[index + 1 : index + 3] in (["HYPH", "VBD"], ["HYPH", "VBZ"], ["HYPH", "VBP"]):
            return False  # "Norland test-fired a missile"
        if tag in NOUNS or index in self.names:
            return self._noun(index)
        if tag in _OPENERS:
            return self._opener(index)
        if tag in _ADJECTIVES:
            return self._is_attribute(token) and self._adjective(index)
        if tag == "POS":
            self.owners.append(index)
            return self.noun >= 0
        if tag == "HYPH" or token.text in {"-", "/"}:
            return self.first >= 0 and token.start == self.tokens[index - 1].end
        if tag in _PARTICIPLES:
            return self._participle(index, token)
        if tag in _ADVERBS:
            return self.noun < 0 <= self.first and self.tags[index + 1] in _ADJECTIVES | _PARTICIPLES
        if tag == "CC":
            return self._conjunction(index, token)
        if token.text == ",":
            return (
                self.noun < 0 <= self.first and self.tags[index - 1] == "JJ" and self.tags[index + 1] in {"JJ", "VBN"}
            )
        return False

    def _is_day(self, index: int, token: Token) -> bool:
        if token.tag in NOUNS and token.lower in self.days:
            return True
        return index in self.dated and (token.tag in NOUNS or token.tag in _ADJECTIVES)

    def _noun(self, index: int) -> bool:
        if self.noun >= 0 and self._splits(index):
            before = range(self.first, self.noun)
            if any(self.tags[it] in _ADJECTIVES and self.tokens[it].head == index for it in before):
                self.first = self.noun  # "the fatal police shooting": the shooting was fatal
            self._close()
        if self.first < 0:
            self.first = index
        self.noun = index
        return True

    def _opener(self, index: int) -> bool:
        if self.noun >= 0:
            self._close()
        if self.first < 0 or self.tags[index - 1] not in _OPENERS:
            self.first = index
        return True

    def _adjective(self, index: int) -> bool:
        if self.noun >= 0 and self.tags[index - 1] not in {"POS", "HYPH"} and not self._leans(index):
            self._close()
        if self.first < 0:
            self.first = index
        return True

    def _is_attribute(self, token: Token) -> bool:
        """Whether an adjective can belong to a noun after it; "dead" in "shot dead two men" says what they became."""
        outcome = token.tag == "JJ" and token.dep in _OUTCOMES and token.head == token.index - 1
        where = token.dep == "prep"  # "outside parliament"
        return not (outcome or where) or self.first >= 0

    def _participle(self, index: int, token: Token) -> bool:
        before = self.tags[index - 1] if index else ""
        after = self.tags[index + 1]
        if after not in NOUNS | _ADJECTIVES | {"HYPH", "CC", "VBN", ","}:
            return False
        joins = before in {"HYPH", "POS"}
        if self.noun < 0 and not joins:
            modifies = token.dep in {"amod", "compound", "nmod"}
            joins = modifies or (before in {"DT", "PRP$", "JJ", "CD"} and token.dep not in _CLAUSES)
        if joins and self.first < 0:
            self.first = index
        return joins

    def _conjunction(self, index: int, token: Token) -> bool:
        """Whether "and" joins two modifiers of one noun rather than two phrases."""
        if token.text == "&" and self.noun == index - 1 >= 0:
            return True
        if self.first < 0 or self.tags[index + 1] not in _INSIDE:
            return False
        before = self.tokens[index - 1]
        if self.noun < 0:
            return before.tag in {"JJ", "VBN", "NNP"} and before.dep not in _PREDICATES
        described = before.tag in {"JJ", "VBN"}  # "Chad's young and angry minister": the noun so far is the owner
        if (self.noun != index - 1 and not described) or before.dep not in {"amod", "nmod", "compound"}:
            return False
        return before.head > index and self.tags[before.head] in NOUNS

    def _leans(self, index: int) -> bool:
        """Whether the noun before modifies something at or after ``index`` ("government federal forces")."""
        token = self.tokens[self.noun]
        return token.head > index and token.dep in _MODIFIES

    def _splits(self, index: int) -> bool:
        """Whether two nouns side by side belong to two phrases: each hangs on its own governor outside the other's,
        or the left names who did what the right one tells ("police firing").
        """
        left, right = self.tokens[self.noun], self.tokens[index]
        if left.lower in _WORDS.forces and right.lower in _WORDS.nouns_of_force:
            return self.noun == index - 1
        if self.noun != index - 1 or left.tag == "NNP" or not left.dep:
            return False
        if left.dep in _MODIFIES or left.dep in {"appos", "flat", "det"}:
            return False
        if index <= left.head < min(index + 6, len(self.tokens)) and self.tags[left.head] in NOUNS:
            return False
        if right.tag == "NNP" and (right.dep, right.head) == (left.dep, left.head):
            return False  # "his son Sean": two subjects of one verb side by side are one, described and named
        return right.dep in {"nsubj", "nsubjpass", "dobj"} and right.head != left.index


def _glued(sentence: Sentence, hits: Sequence[Hit], titles: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Token indices that continue a name or title begun before them, so that no phrase ends between."""
    inner: set[int] = set()
    for first, last in titles:
        inner.update(range(first + 1, last))
    for hit in hits:
        inner.update(range(hit.first + 1, hit.last))
    for mark in sentence.entities:
        if mark.label in _NAMED and mark.last - mark.first <= _LONGEST:
            last = _before_another(sentence, mark.first, mark.last)
            while last > mark.first and sentence[last - 1].tag in {"POS", "CC", "IN", ",", "."}:
                last -= 1
            inner.update(range(mark.first + 1, last))
    return frozenset(inner)


def _before_another(sentence: Sentence, first: int, last: int) -> int:
    """Where a marked name ends that runs on into another's phrase: "Norland and the government of Ruritania"."""
    for index in range(first + 1, last - 2):
        conjunction, article, noun = sentence.tokens[index : index + 3]
        if conjunction.tag == "CC" and article.tag == "DT" and noun.tag in {"NN", "NNS"}:
            return index
    return last
