"""Copies among labelled texts: a lesson that saw one must not be judged by the other."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

__all__ = ["dealt", "groups"]

_RUN = 5
_SHARED = 0.5
_POSTINGS = 64
"""Texts noted for a run of words; a run that more have is boilerplate and tells nothing."""
_WORD = re.compile(r"\w+")


def groups(texts: Sequence[str]) -> list[int]:
    """By text the place of the first text it is a copy of, directly or by way of others; its own where it is none.

    Two texts are copies where half of the five-word runs of the shorter one stand in the other.
    """
    above = list(range(len(texts)))
    having: dict[tuple[str, ...], list[int]] = {}
    sizes: list[int] = []
    for at, text in enumerate(texts):
        runs = _runs(text)
        sizes.append(len(runs))
        shared = Counter(earlier for run in runs for earlier in having.get(run, ()))
        for earlier in sorted(shared):
            if shared[earlier] >= _SHARED * min(len(runs), sizes[earlier]):
                first, second = sorted((_top(above, at), _top(above, earlier)))
                above[second] = first
        for run in runs:
            known = having.setdefault(run, [])
            if len(known) < _POSTINGS:
                known.append(at)
    return [_top(above, at) for at in range(len(texts))]


def dealt(texts: Sequence[str], folds: int) -> list[int]:
    """The fold of each text: groups of copies in the order of their digests, dealt out in turn."""
    owners = groups(texts)
    digests = {owner: hashlib.sha256(texts[owner].encode("utf-8", "surrogatepass")).digest() for owner in set(owners)}
    order = sorted(digests, key=lambda owner: (digests[owner], owner))
    fold = {owner: at % folds for at, owner in enumerate(order)}
    return [fold[owner] for owner in owners]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return set(_windows(words)) or {tuple(words)}


def _windows(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _top(above: list[int], at: int) -> int:
    while above[at] != at:
        above[at] = above[above[at]]
        at = above[at]
    return at
