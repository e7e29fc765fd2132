"""What a user's own labels taught: a small adapter over the encoder's vectors that corrects the types of events.

An event is told by the vectors of its trigger, its parties and its sentence, and by the type the coder gave it; a
softmax regression over these says which type it should have, that there is none (``NONE``), or that it is nothing the
labels speak of (``AS_CODED``).  The encoder stays as
it is, so that a file fits only the encoder it was made for.  A file is safetensors: the weights, and in its header the
manifest and a checksum of the weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from dateline.codebook.acts import TYPES, EventBooks
from dateline.codebook.crosswalk import codes_for
from dateline.parse.heads import manifest as model_manifest
from dateline.parse.tree import Parsed, Sentence
from dateline.record import Event, Party, Reason, SetupError

Floats = NDArray[np.float64]

NONE = "NONE"
"""The label of what is no event."""
AS_CODED = "AS CODED"
"""The label of what does not look like the user's labels: the coder's type stays."""
FORMAT = "dateline-learned-2"
_CODED = 3.0
"""How much the coder's own type weighs among the values: it is right more often than any single vector."""
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """An adapter; ``threshold`` is the probability from which it changes a type (above 1: never)."""

    name: str
    labels: tuple[str, ...]
    weights: dict[str, Floats]
    threshold: float
    about: dict[str, Any]
    digest: str

    def probabilities(self, rows: Floats) -> Floats:
        """By row of values the probability of each label."""
        scaled = (rows - self.weights["mean"]) / self.weights["scale"]
        logits: Floats = scaled @ self.weights["weight"] + self.weights["bias"]
        odds: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances: Floats = odds / odds.sum(axis=1, keepdims=True)
        return chances

    def choices(self, rows: Floats, coded: Sequence[str]) -> list[str]:
        """The label of each row: the coder's own unless another is likely enough."""
        return choose(self.probabilities(rows), self.labels, coded, self.threshold)


def choose(chances: Floats, labels: Sequence[str], coded: Sequence[str], threshold: float) -> list[str]:
    """The likeliest label where its probability reaches ``threshold`` and it is one; else what was coded."""
    best = chances.argmax(axis=1)
    return [
        labels[at] if row[at] >= threshold and labels[at] != AS_CODED else own
        for row, at, own in zip(chances, best, coded, strict=True)
    ]


def values_of(event: Event, sentence: Sentence) -> Floats | None:
    """The values an event is told by; ``None`` where its sentence has no vectors."""
    vectors = sentence.vectors
    if vectors is None:
        return None
    whole = vectors.mean(axis=0)
    parts = [_mean(sentence, event.trigger.start, event.trigger.end), _of(sentence, event.actors)]
    parts += [_of(sentence, event.recipients), whole]
    coded = np.array([_CODED * (event.type == name) for name in TYPES])
    return np.concatenate([*(np.asarray(part, np.float64) for part in parts), coded])


def _of(sentence: Sentence, parties: Sequence[Party]) -> Any:
    for party in parties:
        if sentence.start <= party.start < sentence.end:
            return _mean(sentence, party.start, party.end)
    return np.zeros(sentence.vectors.shape[1]) if sentence.vectors is not None else np.zeros(0)


def _mean(sentence: Sentence, start: int, end: int) -> Any:
    inside = [token.index for token in sentence.tokens if token.start < end and start < token.end]
    vectors = sentence.vectors
    if vectors is None:
        return np.zeros(0)
    return vectors[inside].mean(axis=0) if inside else np.zeros(vectors.shape[1])


def with_taught(events: Sequence[Event], parsed: Parsed, books: EventBooks, taught: Taught) -> tuple[Event, ...]:
    """The events with types corrected; what is probably no event stays, with its confidence lowered by that much."""
    found: list[Event] = []
    for event in events:
        sentence = parsed.sentence_at(event.trigger.start)
        row = values_of(event, sentence) if sentence is not None else None
        found.append(event if row is None else _corrected(event, row, books, taught))
    return tuple(found)


def _corrected(event: Event, row: Floats, books: EventBooks, taught: Taught) -> Event:
    chances = taught.probabilities(row[None, :])
    said = choose(chances, taught.labels, [event.type], taught.threshold)[0]
    by_label = dict(zip(taught.labels, map(float, chances[0]), strict=True))
    if said == event.type:
        return event
    by = f"learned:{taught.name}"
    if said == NONE:
        text = f"no event by what was learned, with probability {by_label[NONE]:.2f}: confidence lowered"
        reason = Reason(about="type", by=by, text=text, evidence=(event.trigger,))
        confidence = round(event.confidence * (1.0 - by_label[NONE]), 4)
        return msgspec.structs.replace(event, confidence=confidence, because=(*event.because, reason))
    text = f"{said} {by_label[said]:.2f} by what was learned from labels"
    reason = Reason(about="type", by=by, text=text, runner_up=event.type, evidence=(event.trigger,))
    category = books.weapons.category_of(event.weapon.text) if event.weapon else None
    codes = codes_for(
        books.crosswalks, said, None, event.actors, event.recipients, event.toll, category, event.status,  # type: ignore[arg-type]  # a label is a type
    )  # fmt: skip
    because = tuple(it for it in event.because if it.about != "mode" and not it.by.startswith("crosswalk:"))
    because += (reason, Reason(about="codes", by=f"crosswalk:{codes.plover}", text="read from the crosswalk tables"))
    return msgspec.structs.replace(event, type=said, mode=None, codes=codes, because=because)


# -- files -----------------------------------------------------------------------------------------------------------


def encoder() -> str:
    """The SHA-256 of the installed encoder, which a file's vectors come from."""
    return str(model_manifest()["files"]["encoder.onnx"]["sha256"])


def pack(taught: Taught) -> bytes:
    """The file of an adapter."""
    tensors = {name: np.ascontiguousarray(value, np.float64) for name, value in sorted(taught.weights.items())}
    about = taught.about | {
        "format": FORMAT, "name": taught.name, "labels": list(taught.labels), "threshold": taught.threshold,
        "sha256": _digest(tensors),
    }  # fmt: skip
    return save(tensors, metadata={"manifest": json.dumps(about, sort_keys=True)})


def load_taught(path: Path, *, installed: str | None = None) -> Taught:
    """The adapter a file holds, checked whole; ``installed`` is the digest of the encoder in use.

    Raises:
        SetupError: it cannot be read, was changed, or was made for another encoder.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MOST_BYTES else b""
        tensors = load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        about = json.loads(header["__metadata__"]["manifest"])
        labels, wide = tuple(map(str, about["labels"])), tensors["mean"].shape[0]
        shapes = {name: value.shape for name, value in tensors.items()}
        threshold, name, made_for = float(about["threshold"]), str(about["name"]), str(about["encoder"])
    except OSError as error:
        raise SetupError(f"{path}: cannot be read ({error.strerror})") from error
    except (SafetensorError, KeyError, TypeError, ValueError, IndexError) as error:
        raise SetupError(f"{path}: not a whole learned file ({error}). Learn again with `dateline learn`") from error
    wanted = {"mean": (wide,), "scale": (wide,), "bias": (len(labels),), "weight": (wide, len(labels))}
    if about.get("format") != FORMAT or about.get("sha256") != _digest(tensors):
        raise SetupError(f"{path}: was changed since it was learned. Learn again with `dateline learn`")
    if shapes != wanted or not set(labels) <= {*TYPES, NONE, AS_CODED}:
        raise SetupError(f"{path}: its labels do not fit its weights. Learn again with `dateline learn`")
    if made_for != (installed or encoder()):
        raise SetupError(
            f"{path}: was learned with another encoder ({made_for[:12]}) than the one installed. "
            "Learn again from the same labels"
        )
    return Taught(name, labels, tensors, threshold, about, hashlib.sha256(data).hexdigest())


def _digest(tensors: dict[str, Floats]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tensors):
        value = np.ascontiguousarray(tensors[name])
        digest.update(f"{name} {value.dtype} {value.shape}\0".encode() + value.tobytes())
    return digest.hexdigest()
