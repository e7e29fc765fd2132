"""The words of a report as linking sees them: lower case, weighted by how rare they are in news at large.

The weights come from a fixed table, never from the collection at hand: otherwise what links two reports would depend
on which others are there, and in what order they came.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from itertools import pairwise

from dateline.codebook.tables import table_rows

LENGTH = 1000
"""The length every vector is scaled to; its weights are whole numbers, so that sums have no order."""
_UNKNOWN = 75
"""Weight of a word the table does not have: rarer than all that it has."""
_LEAST = 14
"""Words lighter than this stand in every third report or so and link nothing."""
_MOST_CHARACTERS = 20_000
_LEAD = 90  # words
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['-][^\W_]+)*")
_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00a0": " ", "\u2011": "-", "\u2010": "-"})
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]{1,40}(?: [A-Z][\w'-]{1,40}){0,5}")
_BREAK = re.compile(r"[.!?][\"'\u201d\u2019)]*\s|\n")
_FEWEST_SIGNED = 8  # words; a shorter sentence is anybody's


def words_in(text: str) -> list[str]:
    """The words of ``text`` in lower case, possessives and apostrophes cut, hyphened words in their parts."""
    found: list[str] = []
    for word in _WORD.findall(text[:_MOST_CHARACTERS].translate(_PLAIN).lower()):
        for part in word.removesuffix("'s").split("-"):
            if part:
                found.append(part.replace("'", ""))
    return found


def weight(word: str) -> int:
    """How much it tells that two texts share ``word``: ten times the logarithm of its rarity."""
    return _weights().get(word, _UNKNOWN)


def names_in(text: str) -> frozenset[str]:
    """The words written with a capital inside a sentence: names of people, places and bodies."""
    return frozenset(word for found in _NAME.finditer(text[:_MOST_CHARACTERS]) for word in words_in(found.group()))


def loads(words: Iterable[str], names: frozenset[str]) -> dict[str, int]:
    """How much each telling word of a text says about it: rarity times damped count, more in the lead and for names."""
    weights = _weights()
    counts: Counter[str] = Counter()
    lead: set[str] = set()
    for position, word in enumerate(words):
        counts[word] += 1
        if position < _LEAD:
            lead.add(word)
    found = {}
    for word, count in counts.items():
        rarity = weights.get(word, _UNKNOWN)
        if rarity >= _LEAST:
            found[word] = rarity * _damped(count) * (3 if word in lead else 2) * (2 if word in names else 1)
    return found


def heaviest(loads: Mapping[str, int], most: int) -> list[str]:
    """The ``most`` words with the greatest loads, the greatest first."""
    return sorted(loads, key=lambda word: (-loads[word], word))[:most]


def pairs_vector(words: list[str], most: int) -> dict[str, int]:
    """Neighbouring words that are both telling, such as a first and a last name, scaled to ``LENGTH``."""
    weights = _weights()
    counts: Counter[str] = Counter()
    for left, right in pairwise(words):
        if min(weights.get(left, _UNKNOWN), weights.get(right, _UNKNOWN)) >= _LEAST:
            counts[f"{left} {right}"] += 1
    found = {}
    for pair, count in counts.items():
        left, _, right = pair.partition(" ")
        found[pair] = (weights.get(left, _UNKNOWN) + weights.get(right, _UNKNOWN)) * _damped(count)
    return scaled(found, most)


def likeness(left: Mapping[str, int], right: Mapping[str, int]) -> int:
    """The cosine of two vectors in parts of a million."""
    if len(right) < len(left):
        left, right = right, left
    total = 0
    for word, load in left.items():
        other = right.get(word)
        if other is not None:
            total += load * other
    return total


def sentence_around(text: str, start: int, end: int, reach: int = 600) -> tuple[int, int]:
    """The sentence that holds ``[start, end)``, looked for within ``reach`` characters on either side."""
    first = max(0, start - reach)
    begin = first
    for found in _BREAK.finditer(text, first, start):
        begin = found.end()
    after = _BREAK.search(text, end, min(len(text), end + reach))
    return begin, after.end() if after else min(len(text), end + reach)


def sentences_signed(text: str, most: int) -> tuple[int, ...]:
    """Signatures of the longer sentences, the ``most`` smallest: equal sentences have equal ones in every report."""
    found = set()
    start = 0
    bounded = text[: 4 * _MOST_CHARACTERS]
    ends = [found_end.end() for found_end in _BREAK.finditer(bounded)]
    for end in [*ends, len(bounded)]:
        words = words_in(bounded[start:end])
        start = end
        if len(words) >= _FEWEST_SIGNED:
            digest = blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=4).digest()
            found.add(int.from_bytes(digest, "big"))
    return tuple(sorted(found)[:most])


def _damped(count: int) -> int:
    """Ten, more for a word said again, slowly: ten times one plus the binary logarithm, to the nearest tenth."""
    return 10 + round(6.9 * (count.bit_length() - 1) + 6.9 * (count / (1 << (count.bit_length() - 1)) - 1))


def scaled(loads: Mapping[str, int], most: int) -> dict[str, int]:
    """The vector of the heaviest ``most`` words, scaled to ``LENGTH``."""
    kept = heaviest(loads, most)
    length = sum(loads[word] ** 2 for word in kept) ** 0.5
    return {word: round(LENGTH * loads[word] / length) for word in sorted(kept)} if length else {}


@cache
def _weights() -> dict[str, int]:
    return {row["word"]: int(row["weight"]) for row in table_rows(("word", "weight"), "linking", "words.tsv")}
