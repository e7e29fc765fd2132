"""From per-word BIO logits to labelled runs: the likeliest sequence in which every I continues a run of its own kind.

The most likely label of each word taken alone breaks a run wherever one word is doubtful; the best path through the
sentence does not.  ``steps`` holds what each step from label to label costs (last row: the first word).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from dateline.parse.assembly import Run

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

_NEVER = np.float32(-1e3)
"""What an unlawful step costs at least."""
_FEW = 5
"""Labels up to which heads are searched side by side: what a step costs is the call, not the labels."""


class Tagging(msgspec.Struct, frozen=True, gc=False):
    """What one head says of a text: a row of ``logits`` per word, their ``labels`` and what their ``steps`` cost."""

    logits: Floats
    labels: list[str]
    steps: Floats


def runs(taggings: Mapping[str, Tagging], bounds: list[int]) -> dict[str, dict[int, list[Run]]]:
    """By head the labelled runs of each sentence that has any.

    ``bounds`` are the places where sentences begin, and the end of the last.
    """
    bests = {name: head.logits.argmax(axis=1) for name, head in taggings.items()}
    few = [name for name, head in taggings.items() if len(head.labels) <= _FEW]
    for names in (few, *([name] for name in taggings if name not in few)):
        _search([(taggings[name], bests[name]) for name in names], bounds)
    return {name: _runs(head, bests[name], bounds) for name, head in taggings.items()}


def _search(heads: Sequence[tuple[Tagging, Places]], bounds: list[int]) -> None:
    """Puts the best path into the best labels of each sentence where the two may differ."""
    words: list[tuple[Places, slice]] = []
    sentences: list[Floats] = []
    owners: list[int] = []
    for owner, (head, bests) in enumerate(heads):
        homes = np.unique(_homes(_doubtful(head, bests, bounds), bounds)).tolist()
        if not homes:
            continue
        ranges = [slice(bounds[home], bounds[home + 1]) for home in homes]
        ends = np.cumsum([it.stop - it.start for it in ranges])
        sentences += np.split(_sure(np.concatenate([head.logits[it] for it in ranges])), ends[:-1])
        words += [(bests, it) for it in ranges]
        owners += [owner] * len(homes)
    if sentences:
        paths = _paths(sentences, owners, [head.steps for head, _ in heads])
        for (bests, inside), path in zip(words, paths, strict=True):
            bests[inside] = path


def _doubtful(head: Tagging, bests: Places, bounds: list[int]) -> Places:
    """Words in whose sentences the best labels may be no best path."""
    marked = np.flatnonzero(bests)
    if not marked.size or head.steps[head.steps > _NEVER].any():
        return marked
    # Only the law counts: where the best labels keep it, they are the best path.
    before = np.concatenate([[0], bests[:-1]])
    before[bounds[:-1]] = len(head.steps) - 1
    return np.flatnonzero(head.steps[before, bests] <= _NEVER)


def _homes(words: Places, bounds: list[int]) -> Places:
    """The sentence of each word."""
    return np.searchsorted(np.array(bounds[1:]), words, side="right")


def _sure(logits: Floats) -> Floats:
    """The logarithm of each label's chance."""
    part = logits - logits.max(axis=1, keepdims=True)
    found: Floats = part - np.log(np.exp(part).sum(axis=1, keepdims=True))
    return found


def _paths(sentences: list[Floats], owners: list[int], steps: list[Floats]) -> list[Places]:
    """The best label sequence of each sentence (Viterbi), all sentences side by side: they end together.

    ``owners`` says whose ``steps`` those of a sentence are; heads with fewer labels than others never take the rest.
    """
    sizes = [len(scores) for scores in sentences]
    longest, count, kinds = max(sizes), len(sentences), max(table.shape[1] for table in steps)
    tables = np.full((len(steps), kinds + 1, kinds), 10 * _NEVER, np.float32)
    for table, own in zip(tables, steps, strict=True):
        table[: len(own) - 1, : len(own) - 1] = own[:-1]
        table[-1, : len(own) - 1] = own[-1]
    own_steps = tables[owners]
    chances = np.zeros((longest, count, kinds), np.float32)
    openers: dict[int, list[int]] = {}
    for row, (scores, size) in enumerate(zip(sentences, sizes, strict=True)):
        chances[longest - size :, row, : scores.shape[1]] = scores
        openers.setdefault(longest - size, []).append(row)
    known = np.zeros_like(chances)  # the score of the best path to each label
    inner, ways = own_steps[:, :-1].transpose(1, 0, 2), np.empty((kinds, count, kinds), np.float32)
    for place in range(longest):
        score = known[place]
        if place:
            np.add(known[place - 1].T[:, :, None], inner, out=ways)
            np.maximum.reduce(ways, axis=0, out=score)
            score += chances[place]
        if begun := openers.get(place):
            score[begun] = chances[place, begun] + own_steps[begun, -1]
    # Back from the end: where the best path came from is asked of the labels on it alone.
    into = own_steps[:, :-1].transpose(0, 2, 1).reshape(-1, kinds)
    rows = np.arange(count) * kinds
    paths = np.empty((longest, count), np.intp)
    paths[-1] = label = known[-1].argmax(axis=1)
    for place in range(longest - 2, -1, -1):
        paths[place] = label = (known[place] + into.take(rows + label, axis=0)).argmax(axis=1)
    return [paths[longest - size :, row] for row, size in enumerate(sizes)]


def _runs(head: Tagging, bests: Places, bounds: list[int]) -> dict[int, list[Run]]:
    """The runs of each sentence by the labels of its words, each with the mean chance of its words."""
    marked = np.flatnonzero(bests)
    if not marked.size:
        return {}
    chances = np.exp(_sure(head.logits[marked])[np.arange(len(marked)), bests[marked]]).tolist()
    kinds = [head.labels[index] for index in bests[marked].tolist()]
    places, homes = marked.tolist(), _homes(marked, bounds).tolist()
    done: dict[int, list[Run]] = {}
    first = 0
    for index in range(1, len(places) + 1):
        home = homes[first]
        goes_on = index < len(places) and kinds[index][0] == "I" and places[index] == places[index - 1] + 1
        if goes_on and homes[index] == home:
            continue
        start = bounds[home]
        mean = round(sum(chances[first:index]) / (index - first), 4)
        run = (kinds[first][2:], places[first] - start, places[index - 1] + 1 - start, mean)
        done.setdefault(home, []).append(run)
        first = index
    return done
