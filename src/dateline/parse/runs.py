"""From per-word BIO logits to labelled runs: the likeliest sequence in which every I continues a run of its own kind.

The most likely label of each word taken alone breaks a run wherever one word is doubtful; the best path through the
sentence does not.  ``steps`` holds what each step from label to label costs (last row: the first word).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dateline.parse.assembly import Run

Floats = NDArray[np.float32]

_NEVER = np.float32(-1e3)
"""What an unlawful step costs at least."""


def runs(logits: Floats, labels: list[str], steps: Floats, bounds: list[int]) -> dict[int, list[Run]]:
    """The labelled runs of each sentence that has any.

    ``logits`` has a row per word of the text, ``bounds`` the places where sentences begin, and the end of the last.
    """
    greedy = logits.argmax(axis=1)
    marked = np.flatnonzero(greedy)
    if not marked.size:
        return {}
    ends = np.array(bounds[1:])
    homes = np.unique(np.searchsorted(ends, marked, side="right")).tolist()
    top = logits.max(axis=1, keepdims=True)
    sure = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    paths = {home: greedy[bounds[home] : bounds[home + 1]] for home in homes}
    searched = homes
    if not steps[steps > _NEVER].any():
        # Only the law counts: where the best labels keep it, they are the best path.
        before = np.concatenate([[0], greedy[:-1]])
        before[bounds[:-1]] = len(steps) - 1
        broken = np.flatnonzero(steps[before, greedy] <= _NEVER)
        searched = np.unique(np.searchsorted(ends, broken, side="right")).tolist()
    if searched:
        found = _paths([sure[bounds[home] : bounds[home + 1]] for home in searched], steps)
        paths |= dict(zip(searched, found, strict=True))
    done = {}
    for home, path in paths.items():
        chances = np.exp(sure[np.arange(bounds[home], bounds[home + 1]), path]).tolist()
        spans = _spans([labels[index] for index in path.tolist()], chances)
        if spans:
            done[home] = spans
    return done


def _paths(sentences: list[Floats], steps: Floats) -> list[NDArray[np.intp]]:
    """The best label sequence of each sentence (Viterbi), all sentences side by side."""
    order = sorted(range(len(sentences)), key=lambda index: (-len(sentences[index]), index))
    sizes = [len(sentences[index]) for index in order]
    longest, kinds = sizes[0], steps.shape[1]
    chances = np.zeros((longest, len(order), kinds), np.float32)
    for row, index in enumerate(order):
        chances[: sizes[row], row] = sentences[index]
    back = np.zeros((longest, len(order), kinds), np.intp)
    score = chances[0] + steps[-1]
    inner = steps[:-1].T
    ends = [score] * len(order)
    live = len(order)
    for place in range(1, longest):
        while sizes[live - 1] <= place:
            live -= 1
        ways = score[:live, None, :] + inner
        back[place, :live] = ways.argmax(axis=2)
        score = ways.max(axis=2) + chances[place, :live]
        for row in range(live):
            if sizes[row] == place + 1:
                ends[row] = score
    found: list[NDArray[np.intp]] = [np.empty(0, np.intp)] * len(order)
    for row, index in enumerate(order):
        size = sizes[row]
        path = np.empty(size, np.intp)
        path[-1] = ends[row][row].argmax()
        for place in range(size - 1, 0, -1):
            path[place - 1] = back[place, row, path[place]]
        found[index] = path
    return found


def _spans(labels: list[str], chances: list[float]) -> list[Run]:
    """The runs of one sentence's labels, each with the mean chance of its words."""
    found: list[Run] = []
    first = -1
    for place, label in enumerate([*labels, "O"]):
        if first >= 0 and label[0] != "I":
            found.append((labels[first][2:], first, place, round(sum(chances[first:place]) / (place - first), 4)))
            first = -1
        if first < 0 and label != "O":
            first = place
    return found
