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
    marked_up = np.zeros(len(ends), np.bool_)
    marked_up[homes] = True
    sizes = np.diff(bounds)
    inside = np.repeat(marked_up, sizes)
    part = logits[inside]
    top = part.max(axis=1, keepdims=True)
    part = part - top
    sure = part - np.log(np.exp(part).sum(axis=1, keepdims=True))
    at = [0, *np.cumsum(sizes[homes]).tolist()]
    bests = greedy[inside]
    searched = homes
    if not steps[steps > _NEVER].any():
        # Only the law counts: where the best labels keep it, they are the best path.
        before = np.concatenate([[0], greedy[:-1]])
        before[bounds[:-1]] = len(steps) - 1
        broken = np.flatnonzero(steps[before, greedy] <= _NEVER)
        searched = np.unique(np.searchsorted(ends, broken, side="right")).tolist()
    if searched:
        place_of = {home: place for place, home in enumerate(homes)}
        places = [place_of[home] for home in searched]
        found = _paths([sure[at[place] : at[place + 1]] for place in places], steps)
        for place, path in zip(places, found, strict=True):
            bests[at[place] : at[place + 1]] = path
    return _spans(bests, sure, labels, homes, at)


def _paths(sentences: list[Floats], steps: Floats) -> list[NDArray[np.intp]]:
    """The best label sequence of each sentence (Viterbi), all sentences side by side."""
    order = sorted(range(len(sentences)), key=lambda index: (-len(sentences[index]), index))
    sizes = [len(sentences[index]) for index in order]
    longest, kinds = sizes[0], steps.shape[1]
    chances = np.zeros((longest, len(order), kinds), np.float32)
    for row, index in enumerate(order):
        chances[: sizes[row], row] = sentences[index]
    inner = steps[:-1]
    known = np.empty_like(chances)  # the score of the best path to each label
    known[0] = score = chances[0] + steps[-1]
    live = len(order)
    for place in range(1, longest):
        while sizes[live - 1] <= place:
            live -= 1
        ways = score[:live].T[:, :, None] + inner[:, None, :]
        score = np.maximum.reduce(ways, axis=0)
        score += chances[place, :live]
        known[place, :live] = score
    # Back from each sentence's end: where the best path came from is asked of the labels on it alone.
    into = np.ascontiguousarray(inner.T)
    paths = np.empty((len(order), longest), np.intp)
    label = np.empty(len(order), np.intp)
    live = 0
    for place in range(longest - 1, -1, -1):
        if live:
            label[:live] = (known[place, :live] + into[label[:live]]).argmax(axis=1)
        while live < len(order) and sizes[live] == place + 1:
            label[live] = known[place, live].argmax()
            live += 1
        paths[:live, place] = label[:live]
    found: list[NDArray[np.intp]] = [np.empty(0, np.intp)] * len(order)
    for row, index in enumerate(order):
        found[index] = paths[row, : sizes[row]]
    return found


def _spans(
    bests: NDArray[np.intp], sure: Floats, labels: list[str], homes: list[int], at: list[int]
) -> dict[int, list[Run]]:
    """The runs of the sentences ``homes``, each with the mean chance of its words.

    ``bests`` has the label of each of their words, ``at`` where each sentence begins there, and the end of the last.
    """
    marked = np.flatnonzero(bests)
    chances = np.exp(sure[marked, bests[marked]]).tolist()
    kinds = [labels[index] for index in bests[marked].tolist()]
    rows = marked.tolist()
    lives = np.searchsorted(np.array(at[1:]), marked, side="right").tolist()
    done: dict[int, list[Run]] = {}
    first = 0
    for index in range(1, len(rows) + 1):
        begun = lives[first]
        goes_on = index < len(rows) and kinds[index][0] == "I" and rows[index] == rows[index - 1] + 1
        if goes_on and lives[index] == begun:
            continue
        start = at[begun]
        mean = round(sum(chances[first:index]) / (index - first), 4)
        run = (kinds[first][2:], rows[first] - start, rows[index - 1] + 1 - start, mean)
        done.setdefault(homes[begun], []).append(run)
        first = index
    return done
