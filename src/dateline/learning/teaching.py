"""Learning: labelled texts are coded, the coded events compared with the labels, and an adapter fitted to the rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dateline.events.taught import NONE, Floats, Taught, choose, encoder, values_of
from dateline.learning.labels import Labelled
from dateline.parse.reader import Reader
from dateline.parse.tree import Parsed
from dateline.pipeline import Coder
from dateline.record import Event, Party, SetupError

FEWEST = 40
"""Labelled events below which nothing is learned."""
FEWEST_HELD_BACK = 8
"""Held-back events below which what was gained could not be told."""
_FOLDS = 4
_PENALTIES = (0.3, 1.0, 3.0, 10.0)
_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 2.0)
_STEPS = 250


@dataclass(frozen=True, slots=True)
class TypeChange:
    """Of held-back events with this label: how many there are, and how many were right before and after."""

    label: str
    items: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned, and what it is worth on reports that were held back."""

    taught: Taught
    texts: int
    unmatched: int
    trained: int
    held_back: int
    before: int
    after: int
    gained: int
    lost: int
    by_label: tuple[TypeChange, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    values: Floats
    coded: str
    label: str
    fold: int
    held_back: bool


def learn(coder: Coder, labelled: Iterable[Labelled], name: str) -> Lesson:
    """An adapter from labels; every fifth report (by a digest of its text) is held back to measure it.

    The strength of the penalty and the threshold are chosen by cross-validation in the other reports.

    Raises:
        SetupError: there are too few labels, or none that would teach anything.
    """
    rows: list[_Row] = []
    texts = unmatched = 0
    for item in labelled:
        texts += 1
        found = list(_rows(coder, item))
        rows += found
        unmatched += not found
    train, held = [it for it in rows if not it.held_back], [it for it in rows if it.held_back]
    if len(rows) < FEWEST or len(held) < FEWEST_HELD_BACK:
        raise SetupError(
            f"{len(rows)} labelled events that the coder finds as well ({len(held)} held back) are too few to learn "
            f"from: {FEWEST} are needed, {FEWEST_HELD_BACK} of them held back. Review more events, or label more texts"
        )
    labels = tuple(sorted({row.label for row in train} | {row.coded for row in train}))
    if len(labels) < 2:
        raise SetupError(f"every label is {labels[0]}: there is nothing to tell apart. Label other types as well")
    penalty, threshold = _chosen(train, labels)
    weights = _fit(train, labels, penalty)
    about = {"encoder": encoder(), "model": coder.reader.engine, "trained": len(train), "held_back": len(held),
             "penalty": penalty}  # fmt: skip
    taught = Taught(name, labels, weights, threshold, about, "")
    said = taught.choices(np.array([row.values for row in held]), [row.coded for row in held])
    pairs = [(row.coded == row.label, new == row.label) for row, new in zip(held, said, strict=True)]
    before, after = sum(was for was, _ in pairs), sum(now for _, now in pairs)
    taught = replace(taught, about=about | {"right_before": before, "right_after": after})
    by_label = []
    for label, items in sorted(Counter(row.label for row in held).items()):
        inside = [pair for row, pair in zip(held, pairs, strict=True) if row.label == label]
        by_label.append(TypeChange(label, items, sum(was for was, _ in inside), sum(now for _, now in inside)))
    gained, lost = pairs.count((False, True)), pairs.count((True, False))
    return Lesson(
        taught, texts, unmatched, len(train), len(held), before, after, gained, lost, tuple(by_label)
    )  # fmt: skip


class _Remembering:
    """A reader that keeps what it read last, so that a text is read once for its events and their vectors."""

    def __init__(self, reader: Reader) -> None:
        self.engine, self._reader, self.last = reader.engine, reader, Parsed("", (), reader.engine)

    def __call__(self, text: str) -> Parsed:
        self.last = self._reader(text)
        return self.last

    def pipe(self, texts: Iterable[str]) -> Iterator[Parsed]:
        return map(self, texts)


def _rows(coder: Coder, item: Labelled) -> Iterator[_Row]:
    reader = _Remembering(coder.reader)
    record = replace(coder, reader=reader, taught=None)(item.text, published=item.published)
    digest = int(hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16)
    for event, label in _labels(record.events, item):
        sentence = reader.last.sentence_at(event.trigger.start)
        values = values_of(event, sentence) if sentence is not None else None
        if values is not None:
            yield _Row(values, event.type, label, digest // 5 % _FOLDS, digest % 5 == 0)


def _labels(events: Sequence[Event], item: Labelled) -> Iterator[tuple[Event, str]]:
    """The coded events that a label speaks of; a pair's label goes to the likeliest event between the two."""
    if item.pair is not None:
        between = [
            it for it in events if _names(it.actors, item.pair.actor) and _names(it.recipients, item.pair.recipient)
        ] or [it for it in events if _names(it.actors, item.pair.actor) or _names(it.recipients, item.pair.recipient)]
        if between:
            yield max(between, key=lambda it: (it.confidence, -it.trigger.start)), item.pair.type
        return
    for event in events:
        label = next((name for start, end, name in item.spans
                      if start < event.trigger.end and event.trigger.start < end), None)  # fmt: skip
        if label is not None or item.whole:
            yield event, label or NONE


def _names(parties: Sequence[Party], words: str) -> bool:
    wanted = words.lower()
    return any(party.text.lower() in wanted or wanted in party.text.lower() for party in parties)


def _chosen(rows: Sequence[_Row], labels: Sequence[str]) -> tuple[float, float]:
    """Penalty and threshold that make the most events right in cross-validation; on a tie the more careful."""
    right: Counter[tuple[float, float]] = Counter()
    for penalty in _PENALTIES:
        for fold in range(_FOLDS):
            inside, outside = [it for it in rows if it.fold != fold], [it for it in rows if it.fold == fold]
            if not inside or not outside:
                continue
            taught = Taught("", tuple(labels), _fit(inside, labels, penalty), 0.0, {}, "")
            chances = taught.probabilities(np.array([row.values for row in outside]))
            coded = [row.coded for row in outside]
            for threshold in _THRESHOLDS:
                said = choose(chances, labels, coded, threshold)
                right[penalty, threshold] += sum(new == row.label for new, row in zip(said, outside, strict=True))
    return max(sorted(right), key=lambda pair: (right[pair], pair[1], pair[0]))


def _fit(rows: Sequence[_Row], labels: Sequence[str], penalty: float) -> dict[str, Floats]:
    """Softmax regression with a quadratic penalty, by accelerated gradient steps of a fixed number."""
    values = np.array([row.values for row in rows])
    wanted = np.zeros((len(rows), len(labels)))
    for at, row in enumerate(rows):
        wanted[at, labels.index(row.label)] = 1.0
    types = values.shape[1] - 16
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    # Vectors count together as much as one value does; the coded type keeps its own weight.
    scale[:types] *= np.sqrt(types) / 4
    mean[types:], scale[types:] = 0.0, 1.0
    scaled = (values - mean) / scale
    decay = penalty / len(rows)
    step = 1.0 / (0.5 * float(np.linalg.norm(scaled, 2) ** 2) / len(rows) + 0.5 + decay)
    weight, bias = np.zeros((values.shape[1], len(labels))), np.zeros(len(labels))
    ahead, ahead_bias = weight, bias
    for turn in range(_STEPS):
        logits = scaled @ ahead + ahead_bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        off = (odds / odds.sum(axis=1, keepdims=True) - wanted) / len(rows)
        new, new_bias = ahead - step * (scaled.T @ off + decay * ahead), ahead_bias - step * off.sum(axis=0)
        pace = turn / (turn + 3)
        ahead, ahead_bias = new + pace * (new - weight), new_bias + pace * (new_bias - bias)
        weight, bias = new, new_bias
    return {"weight": weight, "bias": bias, "mean": mean, "scale": scale}
