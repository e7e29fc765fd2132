"""Trees from arc scores: the best head for each word where that is already a tree, else the maximum spanning tree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def tree(scores: Scores) -> list[int]:
    """Each word's head (its own place for the one root) from ``scores[child, head]``; the diagonal scores the root.

    The result always has exactly one root and no cycle.
    """
    best = scores.argmax(axis=1)
    heads: list[int] = best.tolist()
    if is_tree(heads):
        return heads
    # One root only: the word that loses most by being governed.
    size = len(heads)
    others = scores.copy()
    np.fill_diagonal(others, -np.inf)
    gain = np.diagonal(scores) - (others.max(axis=1) if size > 1 else 0)
    root = int(gain.argmax())
    return _spanning(others.astype(np.float64), root)


def is_tree(heads: Sequence[int]) -> bool:
    """Whether the words hang together: one root, which is its own head, and no cycle."""
    return sum(place == head for place, head in enumerate(heads)) == 1 and not _cycle(heads)


def _cycle(heads: Sequence[int]) -> list[int]:
    """One cycle of the graph (a root's loop to itself is none), or nothing."""
    state = [0] * len(heads)
    for start in range(len(heads)):
        path = []
        place = start
        while state[place] == 0:
            state[place] = 1
            path.append(place)
            if heads[place] == place:
                break
            place = heads[place]
        if state[place] == 1 and heads[place] != place and place in path:
            return path[path.index(place) :]
        for seen in path:
            state[seen] = 2
    return []


def _spanning(scores: NDArray[np.float64], root: int) -> list[int]:
    """Chu-Liu/Edmonds: the best tree below ``root``; each round contracts one cycle into a new node."""
    size = len(scores)
    scores = scores.copy()
    scores[root] = -np.inf
    heads = [int(place) for place in scores.argmax(axis=1)]
    heads[root] = root
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = set(cycle)
    outside = [place for place in range(size) if place not in inside]
    number = {place: index for index, place in enumerate(outside)}
    node = len(outside)
    small = np.full((node + 1, node + 1), -np.inf)
    rows, rest = np.array(cycle), np.array(outside)
    small[:node, :node] = scores[np.ix_(rest, rest)]
    own = scores[rows, [heads[place] for place in cycle]]
    # into the cycle: what is won by breaking it at one word; out of it: the best word inside
    entering = scores[np.ix_(rows, rest)] - own[:, None]
    enter_at = entering.argmax(axis=0)
    small[node, :node] = entering.max(axis=0)
    leaving = scores[np.ix_(rest, rows)]
    leave_at = leaving.argmax(axis=1)
    small[:node, node] = leaving.max(axis=1)
    found = _spanning(small, number[root])
    for index, place in enumerate(outside):
        if place != root:
            heads[place] = cycle[int(leave_at[index])] if found[index] == node else outside[found[index]]
    broken = found[node]
    heads[cycle[int(enter_at[broken])]] = outside[broken]
    return heads
