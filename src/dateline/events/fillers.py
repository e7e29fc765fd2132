"""Phrases of a report that may name who attacked, who was hit, what was hit and with what, and what is known of each.

A phrase is told by its words: the same words anywhere in the report are one phrase with several places.  What is known
of it (its ``values``) comes from the encoder's vectors at these places, from the learned harm marks, from syntax, and
from counts of how often phrases with such a head word or under such a verb filled a role in the training reports.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.parse.heads import mean_of
from dateline.parse.tree import Parsed, Sentence, Token

Floats = NDArray[np.float32]

HARM = ("PERPETRATOR", "ORGANISATION", "TARGET", "VICTIM", "WEAPON")
"""The labels of the harm head, in the order of the roles."""
INCIDENTS = ("attack", "bombing", "kidnapping", "arson", "robbery")
BUCKETS = 1 << 13
"""Rows of the table of counts; a word's row is a checksum of it."""
_LONGEST = 10
_MOST = 8
"""Places of a phrase that are looked at."""
_ENOUGH = 3000
"""Phrases of a report that are looked at: one that names more is a list, not a story."""
WORDS = 4
"""Words a phrase is counted under."""
NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_NAMES = frozenset(("NNP", "NNPS"))
_HEADLESS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "attr", "appos"))
_LEFT = frozenset(
    ("det", "amod", "compound", "nummod", "nmod", "poss", "quantmod", "predet", "advmod", "case", "punct", "npadvmod")
)
_NOT_FIRST = frozenset(
    ("DT", "PDT", ",", "``", "''", ".", "-LRB-", "-RRB-", ":", "PRP$", "IN", "HYPH", "POS", "CC")
)  # fmt: skip
_NOT_LAST = frozenset(("POS", "IN", "DT", "PRP$", ",", ".", "``", "''", "-RRB-", "-LRB-", ":", "CC", "HYPH"))
_LIGHT = frozenset(("CD", "JJ", "JJR", "JJS", "DT", "PRP$", "RB", "IN"))
_PARTICLES = frozenset(("de", "la", "del", "los", "las", "y", "el", "of", "and"))
_AFTER = frozenset(("of", "for", "in", "from", "to", "at", "on", "with"))
_TIMELY = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT", "MONEY", "QUANTITY"))
_ENTITIES = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART")
_DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "agent", "appos", "conj", "poss", "compound", "attr", "ROOT", "nmod")
_WAYS = ("name", "whole", "end", "of", "after", "long", "run", "entity", "person", "party", "harm")
"""How a phrase was cut; a phrase may have been found in several ways."""
_TAGS = ("NNP", "NNPS", "NN", "NNS", "CD", "JJ")


def _bits(names: Sequence[str]) -> dict[str, int]:
    """One bit for each name, the lowest for the first."""
    return {name: 1 << bit for bit, name in enumerate(names)}


_ENTITY_BIT, _DEP_BIT, _WAY_BIT, _TAG_BIT = _bits(_ENTITIES), _bits(_DEPS), _bits(_WAYS), _bits(_TAGS)
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_ARTICLES = frozenset(("a", "an", "the"))


class Place(msgspec.Struct, frozen=True):
    """One place of a phrase: the tokens ``[first, last)`` of a sentence, the head among them, and how it was cut."""

    sentence: Sentence
    first: int
    last: int
    head: int
    ways: int

    @property
    def start(self) -> int:
        """Offset of its first character in the report's text."""
        return self.sentence[self.first].start

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.sentence[self.last - 1].end


class Phrase(msgspec.Struct, frozen=True):
    """The same words at all their places in a report, in text order; ``key`` is what makes them the same."""

    key: str
    places: tuple[Place, ...]


def plain(text: str) -> str:
    """A phrase's words without case, punctuation and articles."""
    return " ".join([word for word in _PUNCTUATION.sub("", text.lower()).split() if word not in _ARTICLES])


def find_phrases(parsed: Parsed) -> tuple[Phrase, ...]:
    """Every phrase of the report that might fill a role, in the order of their first places."""
    found: dict[str, list[Place]] = {}
    for sentence in parsed.sentences:
        tokens = sentence.tokens
        for (first, last), ways in cuts(sentence).items():
            key = plain(parsed.text[tokens[first].start : tokens[last - 1].end])
            if key:
                found.setdefault(key, []).append(Place(sentence, first, last, head_of(sentence, first, last), ways))
    kept = islice(found.items(), _ENOUGH)
    return tuple(Phrase(key, tuple(places)) for key, places in kept)


def cuts(sentence: Sentence) -> dict[tuple[int, int], int]:
    """The token ranges of a sentence's phrases, each with the ways it was cut as bits in the order of ``_WAYS``."""
    found: dict[tuple[int, int], int] = {}
    tags = [token.tag for token in sentence.tokens]
    for first, last, way in _all_cuts(sentence):
        while first < last and tags[first] in _NOT_FIRST:
            first += 1
        while last > first and tags[last - 1] in _NOT_LAST:
            last -= 1
        if first < last <= first + _LONGEST:
            found[first, last] = found.get((first, last), 0) | _WAY_BIT[way]
    return found


def _all_cuts(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    for token in sentence:
        if token.tag in NOUNS or (token.tag in ("CD", "JJ", "VBG") and token.dep in _HEADLESS):
            yield from _around(sentence, token)
    place = 0
    while place < len(sentence):
        last = _name_end(sentence, place)
        if last > place:
            yield place, last, "run"
        place = max(last, place + 1)
    for mark in sentence.entities:
        if mark.label in _TIMELY:
            continue
        yield mark.first, mark.last, "entity"
        if mark.label == "PERSON":
            for first in range(mark.first + 1, min(mark.last, mark.first + 4)):
                yield first, mark.last, "person"
    for mark in sentence.marks.get("party", ()):
        yield mark.first, mark.last, "party"
    for mark in sentence.marks.get("harm", ()):
        yield mark.first, mark.last, "harm"


def _around(sentence: Sentence, token: Token) -> Iterator[tuple[int, int, str]]:
    """The phrases with ``token`` as their head: whole, without what comes before it, and with what comes after."""
    head = token.index
    above = sentence.head_of(token)
    if token.dep == "compound" and above is not None and above.index > head and above.tag in NOUNS:
        if token.tag in _NAMES:
            first = head
            while first > max(0, head - _LONGEST) and sentence[first - 1].tag in _NAMES:
                first -= 1
            yield first, head + 1, "name"
        return
    start = _start(sentence, head)
    yield start, head + 1, "whole"
    for first in range(max(start, head - _LONGEST) + 1, head + 1):
        yield first, head + 1, "end"
    bare = start
    while bare < head and sentence[bare].tag in _LIGHT:
        bare += 1
    for phrase in sentence.dependents(token, "prep"):
        if phrase.index < head or phrase.lower not in _AFTER:
            continue
        for thing in sentence.dependents(phrase, "pobj"):
            way = "of" if phrase.lower == "of" else "after"
            yield start, thing.index + 1, way
            if bare != start:
                yield bare, thing.index + 1, way
            for inner in sentence.dependents(thing, "prep"):
                if inner.index > thing.index and inner.lower == "of":
                    for last in sentence.dependents(inner, "pobj"):
                        yield start, last.index + 1, "long"


def _start(sentence: Sentence, head: int) -> int:
    """The first token of the words before a head that belong to it."""
    first = head
    for child in reversed([index for index in sentence.children[head] if index < head]):
        dep = sentence[child].dep
        if dep in _LEFT:
            first = min(first, sentence.subtree(sentence[child])[0])
        elif dep in ("appos", "prep", "relcl", "acl"):
            break
    return first


def _name_end(sentence: Sentence, first: int) -> int:
    """Where the run of name words that begins at ``first`` ends; ``first`` where none does."""
    tokens = sentence.tokens
    if tokens[first].tag not in _NAMES:
        return first
    last = first + 1
    while last < len(tokens):
        inside = last + 1 < len(tokens) and tokens[last].lower in _PARTICLES and tokens[last + 1].tag in _NAMES
        if tokens[last].tag not in _NAMES and not inside:
            break
        last += 1
    return last


def head_of(sentence: Sentence, first: int, last: int) -> int:
    """The word of a range that hangs on something outside of it."""
    tokens = sentence.tokens
    for index in range(first, last):
        above = tokens[index].head
        if above == index or not first <= above < last:
            return index
    return last - 1


# -- values ----------------------------------------------------------------------------------------------------------


def words_of(phrase: Phrase) -> tuple[str, ...]:
    """What a phrase is counted under: its head word, its last two words, its words, and what governs it and how."""
    place = phrase.places[0]
    sentence, head = place.sentence, place.sentence[place.head]
    parts = phrase.key.split()
    return (
        f"head {head.lemma.lower()}",
        f"end {' '.join(parts[-2:])}",
        f"key {phrase.key}",
        f"under {_governor(sentence, head)}",
    )


def bucket(word: str) -> int:
    """The row of a word in the table of counts."""
    return zlib.crc32(word.encode()) % BUCKETS


def _governor(sentence: Sentence, head: Token) -> str:
    """The verb or noun a phrase hangs on and how, through prepositions and coordination."""
    token, way = head, head.dep
    for _ in range(4):
        above = sentence.head_of(token)
        if above is None:
            return f"{way} -"
        if token.dep in ("conj", "appos", "compound"):
            way = above.dep
        elif above.dep in ("prep", "agent"):
            way = f"{above.lower} {way}"
        else:
            return f"{way} {above.lemma.lower()}"
        token = above
    return f"{way} {token.lemma.lower()}"


def _above(sentence: Sentence, head: Token) -> int:
    """The token index of the verb or noun that governs a phrase; its head where nothing does."""
    token = head
    for _ in range(4):
        above = sentence.head_of(token)
        if above is None:
            return token.index
        if token.dep not in ("conj", "appos", "compound") and above.dep not in ("prep", "agent"):
            return above.index
        token = above
    return token.index


def vectors_of(parsed: Parsed, phrases: Sequence[Phrase]) -> Floats:
    """The encoder's vectors of each phrase, means over its places: head, words, what governs it, sentence.

    The report must have been read with vectors.
    """
    vectors = [_vectors(sentence) for sentence in parsed.sentences]
    means = [mean_of(rows) for rows in vectors]
    size = vectors[0].shape[1]
    found = np.zeros((len(phrases), 4 * size), np.float32)
    for row, phrase in enumerate(phrases):
        places = phrase.places[:_MOST]
        told = found[row]
        for place in places:
            sentence = place.sentence
            words = vectors[sentence.index]
            told[:size] += words[place.head]
            told[size : 2 * size] += mean_of(words[place.first : place.last])
            told[2 * size : 3 * size] += words[_above(sentence, sentence[place.head])]
            told[3 * size :] += means[sentence.index]
        told /= len(places)
    return found


def counted(phrases: Sequence[Phrase], counts: Floats) -> Floats:
    """What the training reports say of each phrase's words: per word its row of ``counts``.

    A row has the log odds of each role against those of any phrase, and a measure of how often the word was seen.
    """
    rows = np.array([[bucket(word) for word in words_of(phrase)] for phrase in phrases], np.intp).reshape(-1, WORDS)
    found = counts[rows]
    odds = found[:, :, : len(HARM)].reshape(len(phrases), -1)
    joined: Floats = np.concatenate([odds, found[:, :, len(HARM)]], axis=1)
    return joined


def values_of(parsed: Parsed, phrases: Sequence[Phrase]) -> Floats:
    """What marks and syntax say of each phrase: a row of numbers for each."""
    acts = np.array(
        [[sentence.acts.get(f"incident.{name}", 0.0) for name in INCIDENTS] for sentence in parsed.sentences],
        np.float32,
    )
    heads = Counter(place.sentence.tokens[place.head].lemma.lower() for phrase in phrases for place in phrase.places)
    known = _Known(acts, acts.tolist(), [_entity_bits(sentence) for sentence in parsed.sentences], heads)
    rows = np.array([_values(phrase, phrase.places[:_MOST], known) for phrase in phrases], np.float32)
    report = np.array(_report_values(parsed, acts), np.float32)
    return np.concatenate([rows, np.broadcast_to(report, (len(rows), len(report)))], axis=1)


def _vectors(sentence: Sentence) -> Floats:
    if sentence.vectors is None:
        raise ValueError("the report was read without vectors")
    return sentence.vectors


def _report_values(parsed: Parsed, acts: Floats) -> list[float]:
    """What is the same for all phrases of a report."""
    marks = Counter(mark.label for sentence in parsed.sentences for mark in sentence.marks.get("harm", ()))
    best = {
        label: max(
            (m.score for s in parsed.sentences for m in s.marks.get("harm", ()) if m.label == label), default=0.0
        )
        for label in HARM
    }
    ordered = np.sort(acts, axis=0)[::-1]
    return [
        *(min(marks[label], 6) / 6 for label in HARM),
        *best.values(),
        *map(float, ordered[0]),
        *map(float, ordered[:3].mean(axis=0)),
        *map(float, acts.mean(axis=0)),
        *map(float, acts[:2].max(axis=0)),
        float(np.log1p(len(parsed.sentences))) / 4,
    ]


class _Known(msgspec.Struct, frozen=True):
    """What the values of a report's phrases are taken from.

    ``acts`` and ``rows`` are the chances of incidents by sentence, ``entities`` the bits of the entities at each token
    by sentence, ``heads`` how often each head word occurs.
    """

    acts: Floats
    rows: list[list[float]]
    entities: list[list[int]]
    heads: Counter[str]


_NO_HARM = dict.fromkeys(HARM, 0.0)


@lru_cache(maxsize=4096)
def _flags(bits: int, count: int) -> tuple[float, ...]:
    """The lowest ``count`` bits as numbers, the lowest first."""
    return tuple(1.0 if bits >> bit & 1 else 0.0 for bit in range(count))


def _entity_bits(sentence: Sentence) -> list[int]:
    """The bit of the entity that each token lies in, 0 where there is none."""
    found = [0] * len(sentence)
    for mark in sentence.entities:
        if mark.label in _ENTITY_BIT:
            found[mark.first : mark.last] = [_ENTITY_BIT[mark.label]] * (mark.last - mark.first)
    return found


def _values(phrase: Phrase, places: Sequence[Place], known: _Known) -> list[float]:
    place = places[0]
    sentence = place.sentence
    head = sentence.tokens[place.head]
    tokens = sentence.tokens[place.first : place.last]
    home = [it.sentence.index for it in places]
    ways = labels = deps = 0
    exact, touched = _NO_HARM, _NO_HARM
    for it in places:
        ways |= it.ways
        labels |= known.entities[it.sentence.index][it.head]
        deps |= _DEP_BIT.get(it.sentence.tokens[it.head].dep, 0)
        for mark in it.sentence.marks.get("harm", ()):
            if mark.label in exact and mark.first < it.last and it.first < mark.last:
                if mark.first == it.first and mark.last == it.last:
                    exact = exact | {mark.label: max(exact[mark.label], mark.score)}
                else:
                    touched = touched | {mark.label: max(touched[mark.label], mark.score)}
    before = sentence.tokens[place.first - 1].tag if place.first else "-"
    after = sentence.tokens[place.last].tag if place.last < len(sentence) else "-"
    if len(home) == 1:
        acted = known.rows[home[0]] * 2
    else:
        acts = known.acts[home]
        acted = [*acts.max(axis=0).tolist(), *mean_of(acts).tolist()]
    return [
        *exact.values(), *touched.values(),
        *_flags(labels, len(_ENTITIES)), *_flags(deps, len(_DEPS)),
        *_flags(_TAG_BIT.get(head.tag, 1 << len(_TAGS)), len(_TAGS) + 1), *_flags(ways, len(_WAYS)),
        *acted,
        min(len(tokens), 8) / 4,
        min(len(phrase.places), 6) / 3,
        min(known.heads[head.lemma.lower()], 12) / 6,
        home[0] / max(len(known.rows), 1),
        1.0 if home[0] == 0 else 0.0,
        1.0 if home[0] <= 1 else 0.0,
        1.0 if tokens[0].tag == "CD" else 0.0,
        1.0 if tokens[0].tag.startswith("JJ") else 0.0,
        1.0 if tokens[0].text[:1].isupper() else 0.0,
        1.0 if all(it.text[:1].isupper() for it in tokens) else 0.0,
        1.0 if len(tokens) == 1 and head.text.isupper() else 0.0,
        1.0 if any(it.tag == "POS" for it in tokens) else 0.0,
        1.0 if before in ("JJ", "NN", "NNP", "CD", "VBN", "VBG", "HYPH") else 0.0,
        1.0 if before in ("DT", "PRP$") else 0.0,
        1.0 if before == "NNP" else 0.0,
        1.0 if after in ("NN", "NNS", "NNP", "NNPS") else 0.0,
        1.0 if after == "-LRB-" or before == "-LRB-" else 0.0,
        1.0 if sentence.tokens[min(place.last, len(sentence) - 1)].lower == "of" else 0.0,
        1.0 if place.head == place.last - 1 else 0.0,
    ]  # fmt: skip
