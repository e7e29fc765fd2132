"""Learning: labelled texts are coded, the coded events compared with the labels, and an adapter fitted to the rest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dateline.events.taught import AS_CODED, NONE, Floats, Taught, choose, encoder, values_of
from dateline.learning.copies import dealt
from dateline.learning.labels import Labelled
from dateline.learning.ordinary import ordinary_sentences
from dateline.parse.reader import Reader
from dateline.parse.tree import Parsed
from dateline.pipeline import Coder
from dateline.record import Event, Party, SetupError

FEWEST = 40
"""Labelled events below which nothing is learned."""
FEWEST_TEXTS = 10
"""Texts, copies counted once, below which what was gained could not be told."""
_FOLDS = 5
_PENALTIES = (0.1, 0.3, 1.0, 3.0)
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
    """What was learned, and what it is worth on reports that were held back.

    Every labelled event is held back once: it is judged by an adapter that was fitted without its report and without
    copies of it.  The adapter that is kept, ``taught``, is fitted to all of them.  ``ordinary`` counts events of
    ordinary news, held back alike, and ``ordinary_changed`` those whose type such an adapter would have changed.
    """

    taught: Taught
    texts: int
    unmatched: int
    events: int
    before: int
    after: int
    gained: int
    lost: int
    by_label: tuple[TypeChange, ...]
    ordinary: int
    ordinary_changed: int

    @property
    def luck(self) -> float:
        """How likely as many gains or more among the changed events are if each change is as good as a coin's toss.

        An exact sign test, one-sided (Dixon and Mood 1946); 1 where nothing changed.
        """
        changed = self.gained + self.lost
        tail = sum(math.comb(changed, more) for more in range(self.gained, changed + 1))
        return tail / float(2**changed)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    values: Floats
    coded: str
    label: str
    fold: int

    @property
    def wanted(self) -> str:
        return self.coded if self.label == AS_CODED else self.label


def learn(coder: Coder, labelled: Iterable[Labelled], name: str, tick: Callable[[], None] = lambda: None) -> Lesson:
    """An adapter from labels, and what such an adapter gains and loses on reports that were held back from it.

    Events of ordinary news are learned along, so that other news stays as it is.  ``tick`` is called after each text is
    coded, theirs included, which takes most of the time.

    The reports are dealt into five folds, copies of one text into the same.  The strength of the penalty and the
    threshold used on a fold are those that do best on the others.

    Raises:
        SetupError: there are too few labels, or none that would teach anything.
    """
    items = list(labelled)
    folds = dealt([item.text for item in items], _FOLDS)
    rows: list[_Row] = []
    taught_by: set[str] = set()
    unmatched = 0
    for item, fold in zip(items, folds, strict=True):
        found = list(_rows(coder, item, fold))
        tick()
        rows += found
        if found:
            taught_by.add(item.text)
        else:
            unmatched += 1
    if len(rows) < FEWEST or len(taught_by) < FEWEST_TEXTS or len({row.fold for row in rows}) < _FOLDS:
        raise SetupError(
            f"{len(rows)} labelled events in {len(taught_by)} texts that the coder finds as well are too few to learn "
            f"from: {FEWEST} in {FEWEST_TEXTS} different texts are needed. Review more events, or label more texts"
        )
    if len(found_labels := {row.label for row in rows}) < 2:
        raise SetupError(
            f"every label is {found_labels.pop()}: there is nothing to tell apart. Label other types as well"
        )
    sentences = ordinary_sentences()
    for text, fold in zip(sentences, dealt(sentences, _FOLDS), strict=True):
        rows += _ordinary(coder, text, fold)
        tick()
    labels = tuple(sorted({row.label for row in rows}))
    trials = [_Trial(rows, labels, penalty) for penalty in _PENALTIES]
    pairs: list[tuple[_Row, bool, bool]] = []
    for fold in range(_FOLDS):
        trial, threshold = _chosen(trials, without=fold)
        pairs += ((row, row.coded == row.wanted, said == row.wanted) for row, said in trial.said(fold, threshold))
    best, threshold = _chosen(trials)
    taught = Taught(name, labels, _fit(rows, labels, best.penalty), threshold, {}, "")
    ordinary = [now for row, _, now in pairs if row.label == AS_CODED]
    pairs = [it for it in pairs if it[0].label != AS_CODED]
    before, after = sum(was for _, was, _ in pairs), sum(now for _, _, now in pairs)
    about = {
        "encoder": encoder(), "model": coder.reader.engine, "trained": len(pairs), "held_back": len(pairs),
        "ordinary": len(ordinary), "penalty": best.penalty, "right_before": before, "right_after": after,
    }  # fmt: skip
    taught = replace(taught, about=about)
    by_label = []
    for label, count in sorted(Counter(row.label for row, _, _ in pairs).items()):
        inside = [(was, now) for row, was, now in pairs if row.label == label]
        by_label.append(TypeChange(label, count, sum(was for was, _ in inside), sum(now for _, now in inside)))
    gained, lost = (sum((was, now) == change for _, was, now in pairs) for change in ((False, True), (True, False)))
    return Lesson(
        taught, len(items), unmatched, len(pairs), before, after, gained, lost, tuple(by_label), len(ordinary),
        ordinary.count(False),
    )  # fmt: skip


class _Remembering:
    """A reader that keeps what it read last, so that a text is read once for its events and their vectors."""

    def __init__(self, reader: Reader) -> None:
        self.engine, self._reader, self.last = reader.engine, reader, Parsed("", (), reader.engine)

    def __call__(self, text: str, begin: int | None = None) -> Parsed:
        self.last = self._reader(text, begin)
        return self.last

    def pipe(self, texts: Iterable[str]) -> Iterator[Parsed]:
        return map(self, texts)


def _rows(coder: Coder, item: Labelled, fold: int) -> Iterator[_Row]:
    reader = _Remembering(coder.reader)
    record = replace(coder, reader=reader, taught=None)(item.text, published=item.published)
    for event, label in _labels(record.events, item):
        sentence = reader.last.sentence_at(event.trigger.start)
        values = values_of(event, sentence) if sentence is not None else None
        if values is not None:
            yield _Row(values, event.type, label, fold)


def _ordinary(coder: Coder, text: str, fold: int) -> Iterator[_Row]:
    reader = _Remembering(coder.reader)
    for event in replace(coder, reader=reader, taught=None)(text).events:
        sentence = reader.last.sentence_at(event.trigger.start)
        values = values_of(event, sentence) if sentence is not None else None
        if values is not None:
            yield _Row(values, event.type, AS_CODED, fold)


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


class _Trial:
    """What one strength of the penalty gives: for every fold the chances of its rows, fitted to the other folds."""

    def __init__(self, rows: Sequence[_Row], labels: tuple[str, ...], penalty: float) -> None:
        self.penalty, self._labels = penalty, labels
        self._folds: list[tuple[list[_Row], Floats]] = []
        for fold in range(_FOLDS):
            inside, outside = [it for it in rows if it.fold != fold], [it for it in rows if it.fold == fold]
            taught = Taught("", labels, _fit(inside, labels, penalty), 0.0, {}, "")
            self._folds.append((outside, taught.probabilities(np.array([row.values for row in outside]))))

    def said(self, fold: int, threshold: float) -> list[tuple[_Row, str]]:
        """The rows of a fold, each with the label it gets."""
        rows, chances = self._folds[fold]
        said = choose(chances, self._labels, [row.coded for row in rows], threshold)
        return list(zip(rows, said, strict=True))

    def right(self, fold: int, threshold: float) -> int:
        """How many rows of a fold get their label."""
        return sum(said == row.wanted for row, said in self.said(fold, threshold))


def _chosen(trials: Sequence[_Trial], without: int | None = None) -> tuple[_Trial, float]:
    """The trial and threshold that are right most often, one fold left out; on a tie the more careful."""
    folds = [fold for fold in range(_FOLDS) if fold != without]
    pairs = [(trial, threshold) for trial in trials for threshold in _THRESHOLDS]
    return max(
        pairs, key=lambda it: (sum(it[0].right(fold, it[1]) for fold in folds), it[1], it[0].penalty)
    )  # fmt: skip


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
    scaled = ((values - mean) / scale).astype(np.float32)
    wanted = wanted.astype(np.float32)
    decay = penalty / len(rows)
    step = 1.0 / (0.5 * _steepest(scaled) / len(rows) + 0.5 + decay)
    weight = np.zeros((values.shape[1], len(labels)), np.float32)
    bias = np.zeros(len(labels), np.float32)
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


def _steepest(scaled: NDArray[np.float32]) -> float:
    """Somewhat more than the largest eigenvalue of ``scaled.T @ scaled``, by power iteration."""
    vector = np.cos(np.arange(scaled.shape[1], dtype=np.float32))  # at right angles to hardly anything
    size = 0.0
    for _ in range(30):
        vector = scaled.T @ (scaled @ (vector / np.linalg.norm(vector)))
        size = float(np.linalg.norm(vector))
    return 1.1 * size
