"""The learned heads: light maps from word vectors to labels, in numpy.

``Heads`` holds the weights; ``type_scores`` scores what an actor does to a recipient from the vectors a sentence keeps.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from dateline.parse.tree import Sentence
from dateline.parse.weights import ModelError, published

Floats = NDArray[np.float32]
Place = tuple[int, int] | None
"""The words ``[first, last)`` of a party, ``None`` where the sentence names no such one."""


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """What the model is made of: engine name, label inventories, size and SHA-256 of each file.

    Raises ``ModelError`` when the package holds no model.
    """
    try:
        text = _folder().joinpath("manifest.json").read_text(encoding="utf-8")
    except OSError as fault:
        raise ModelError(f"the reading model is not installed ({fault}); reinstall dateline") from fault
    found: dict[str, Any] = json.loads(text)
    return found


def checked(name: str) -> Path:
    """The path of one of the model's files, once its checksum has been found right.

    Raises ``ModelError`` when the file is missing or was changed.
    """
    return _checked(str(_folder()), name)


def _folder() -> Path:
    return Path(str(files("dateline.parse").joinpath("model")))


@lru_cache(maxsize=16)
def _checked(folder: str, name: str) -> Path:
    return published(Path(folder) / name, manifest()["files"][name]["sha256"], "reading")


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Weights by name, the labels of each head, and where each head's columns lie in the joined word matrix."""

    weights: dict[str, Floats]
    labels: dict[str, list[str]]
    columns: dict[str, slice]

    def words(self, vectors: Floats) -> Floats:
        """Every per-word map at once: ``[words, 384]`` to ``[words, columns]``."""
        found: Floats = vectors @ self.weights["word.weight"]
        found += self.weights["word.bias"]
        return found

    def relations(self, child: Floats, head: Floats) -> NDArray[np.intp]:
        """The id of the relation of each word to its head, from the dep columns of both."""
        logits: Floats = gelu(child + head) @ self.weights["dep.weight"] + self.weights["dep.bias"]
        best: NDArray[np.intp] = logits.argmax(axis=1)
        return best

    def acts(self, vectors: Floats, bounds: Sequence[int]) -> Floats:
        """The probability of each sentence-level label, a row for each sentence; ``bounds`` are where these meet."""
        starts, sizes = bounds[:-1], np.diff(np.array(bounds))[:, None].astype(np.float32)
        means = np.add.reduceat(vectors, starts, axis=0) / sizes
        pooled = np.concatenate([means, np.maximum.reduceat(vectors, starts, axis=0)], axis=1)
        return _sigmoid(pooled @ self.weights["acts.weight"] + self.weights["acts.bias"])

    def pairs(self, vectors: Floats) -> Pairs:
        """What all pairs of parties of one sentence share, given the vectors of its words."""
        known = self.weights
        mean, most = mean_of(vectors), np.maximum.reduce(vectors, axis=0)
        width = vectors.shape[1]
        ask = mean @ known["type.ask.weight"][2 * width :] + known["type.ask.bias"]
        whole = np.concatenate([mean, most]) @ known["type.in.weight"][2 * width : 4 * width] + known["type.in.bias"]
        return Pairs(self, vectors, ask, whole)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs of parties of one sentence, as the head for event types sees them.

    ``ask`` and ``whole`` are what the sentence as a whole adds to each pair's question and to its answer; ``known``
    keeps what was asked already.
    """

    heads: Heads
    vectors: Floats
    ask: Floats
    whole: Floats
    known: dict[tuple[Place, Place], Floats] = field(default_factory=dict)

    def types(self, actor: Place, recipient: Place) -> Floats:
        """The probability of each event type of a pair; ``None`` stands for a party the sentence does not name.

        The two parties ask the words of their sentence which of them tell what one does to the other.
        """
        found = self.known.get((actor, recipient))
        if found is None:
            found = self.known[actor, recipient] = self._types(actor, recipient)
        return found

    def _types(self, actor: Place, recipient: Place) -> Floats:
        known, vectors = self.heads.weights, self.vectors
        width = vectors.shape[1]
        ask: Floats = self.ask
        hidden: Floats = self.whole
        for side, place in enumerate((actor, recipient)):
            if place is not None:
                party, own = mean_of(vectors[place[0] : place[1]]), slice(side * width, (side + 1) * width)
                ask = ask + party @ known["type.ask.weight"][own]
                hidden = hidden + party @ known["type.in.weight"][own]
        # The key's bias adds the same to every word, so that it drops out of the softmax.
        heard = vectors @ (known["type.key.weight"] @ ask) * np.float32(ask.size**-0.5)
        context: Floats = softmax(heard) @ vectors
        hidden = gelu(hidden + context @ known["type.in.weight"][4 * width :])
        return softmax(hidden @ known["type.out.weight"] + known["type.out.bias"])


@lru_cache(maxsize=1)
def heads() -> Heads:
    """The heads of the installed model, loaded and checked once."""
    about = manifest()
    weights = load_file(checked("heads.safetensors"))
    columns, place = {}, 0
    sizes = [(name, len(about["labels"][name])) for name in about["taggers"]]
    arc, dep = about["sizes"]["arc"], about["sizes"]["dep"]
    for name, size in [*sizes, ("arc_child", arc), ("arc_head", arc), ("dep_child", dep), ("dep_head", dep)]:
        columns[name] = slice(place, place + size)
        place += size
    if place != weights["word.bias"].size:
        raise ModelError("the reading model's heads do not fit its manifest; reinstall dateline")
    return Heads(weights, about["labels"], columns)


def type_scores(
    sentence: Sentence, actor: tuple[int, int] | None, recipient: tuple[int, int] | None
) -> dict[str, float]:
    """How likely each event type is for what ``actor`` does to ``recipient`` in the sentence; the values sum to one.

    Both are token ranges ``[first, last)`` of the sentence, or ``None`` where it names no such party.  Empty when the
    sentence was read without the learned engine.
    """
    if sentence.vectors is None:
        return {}
    known = heads()
    pairs = sentence.kept.get("pairs")
    if not isinstance(pairs, Pairs):
        pairs = sentence.kept["pairs"] = known.pairs(sentence.vectors)
    return dict(zip(known.labels["type"], pairs.types(actor, recipient).tolist(), strict=True))


_TAIL = [np.float32(x) / 2 for x in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)]
"""Half of Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; highest power first."""


_AT_ONCE = 1 << 14
"""Numbers worked on at a time, so that the steps between stay in the processor's cache."""


def gelu(x: Floats) -> Floats:
    """x times the normal distribution function of x, by a rational approximation of erf that is right to 2e-7."""
    found: Floats = np.empty(x.shape, np.float32)
    step = max(1, _AT_ONCE // (x.shape[-1] if x.ndim > 1 else 1))
    for first in range(0, len(x), step):
        part = x[first : first + step]
        away = np.abs(part, out=found[first : first + step])
        size = away * np.float32(0.70710678)
        t = size * np.float32(0.3275911)
        t += 1
        np.divide(1, t, out=t)
        poly = t * _TAIL[0]
        for factor in _TAIL[1:]:
            poly += factor
            poly *= t
        np.negative(size, out=t)
        t *= size
        poly *= np.exp(t, out=t)  # the distribution's tail beyond |x|
        # One less the tail where x is positive, else minus the tail: choosing by mask takes ten times as long.
        np.subtract(part >= 0, poly, out=poly, dtype=np.float32)
        away *= poly
    return found


def mean_of(rows: Floats) -> Floats:
    """The mean row; numpy's own ``mean`` spends longer on its arguments than on a sentence."""
    found: Floats = np.add.reduce(rows, axis=0) / np.float32(len(rows))
    return found


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    found: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return found


def _sigmoid(x: Floats) -> Floats:
    found: Floats = (1 / (1 + np.exp(-x))).astype(np.float32)
    return found
