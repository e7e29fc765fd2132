"""What the words of a sentence alone say of the police in it: a linear map from hashed words and pairs of words.

The encoder has learned police conduct from a few hundred examples and is sure of itself where it knows the sentence's
like; words counted in a table err elsewhere.  The odds of both are added (``training/act_words.py`` fits the table).
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from dateline.parse.heads import Floats, checked, heads
from dateline.parse.weights import ModelError

FILE = "act_words.safetensors"
BUCKETS = 1 << 15
"""Rows of the table; a word's row is the CRC-32 of its bytes modulo this.  A power of two."""
_WORD = re.compile(r"[^\W_]+")


def rows_of(text: str) -> tuple[NDArray[np.intp], Floats]:
    """The table's rows a text has to do with, in order, and the weight of each: the squares of the weights sum to one.

    A word, or two neighbours (the ends of the text count as one), weighs by the logarithm of how often it occurs.
    """
    counts: dict[int, int] = {}
    for total in _sums(_WORD.findall(text.lower())):
        row = total % BUCKETS
        counts[row] = counts.get(row, 0) + 1
    rows = np.array(sorted(counts), np.intp)
    weights = 1 + np.log(np.array([counts[row] for row in rows.tolist()], np.float32))
    return rows, (weights / max(float(np.sqrt((weights**2).sum())), 1e-9)).astype(np.float32)


def _sums(words: Iterable[str]) -> Iterator[int]:
    """The checksums of the words, and of each two neighbours with a space between, the ends among them."""
    left = zlib.crc32(b"^")
    word = b""
    for word in map(str.encode, words):
        yield (own := zlib.crc32(word))
        yield zlib.crc32(word, zlib.crc32(b" ", left))
        left = own
    if word:
        yield zlib.crc32(b" $", left)


@dataclass(frozen=True, slots=True, eq=False)
class ActWords:
    """The table: ``weight`` by row and label, ``bias`` by label, and ``places``, each label's column among the acts."""

    weight: Floats
    bias: Floats
    places: NDArray[np.intp]

    def added(self, text: str, chances: Floats) -> Floats:
        """The probabilities ``chances`` of a sentence's acts, with the odds its words speak for added to theirs."""
        rows, weights = rows_of(text)
        if not len(rows):
            return chances
        said = weights @ self.weight[rows] + self.bias
        found = chances.copy()
        before = np.minimum(np.maximum(chances[self.places], 1e-6), 1 - 1e-6)
        found[self.places] = 1 / (1 + np.exp(-(np.log(before / (1 - before)) + said)))
        return found


@lru_cache(maxsize=1)
def act_words() -> ActWords:
    """The installed table, loaded and checked once.

    Raises ``ModelError`` when the file is missing, was changed, or does not fit the acts of the heads.
    """
    data = checked(FILE).read_bytes()
    tensors = load(data)
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    labels = json.loads(header["__metadata__"]["labels"])
    known = heads().labels["acts"]
    weight, bias = tensors["weight"].astype(np.float32), tensors["bias"].astype(np.float32)
    if weight.shape != (BUCKETS, len(labels)) or bias.shape != (len(labels),) or not set(labels) <= set(known):
        raise ModelError("the reading model's words of acts do not fit its heads; reinstall dateline")
    return ActWords(weight, bias, np.array([known.index(label) for label in labels], np.intp))
