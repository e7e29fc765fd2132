"""What may not be trained on: every sentence that stands in a dev part of any corpus.

The corpora overlap (the same sentence is labelled for its roles in one and for its type in another), so that a train
part can hold a sentence of another corpus's dev part.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from dateline.parse.assembly import cut

RUN = 4
"""Words in the runs by which near copies are found; shorter sentences are too common to be anybody's."""

SHARED = 0.8
"""The share of the shorter text's runs that must recur in one sentence for the two to be near copies."""


def plain(text: str) -> str:
    """The text without case, spaces and punctuation marks: its words, one space apart."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


class Kept:
    """The texts kept for measuring, and whether another text is one of them or a near copy of one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: set[str] = set()
        for text in texts:
            self._texts.add(plain(text))
            self._texts |= {plain(text[cuts[0][0] : cuts[-1][1]]) for cuts in cut(text)}
        self._sizes: dict[str, int] = {}
        self._index: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for text in sorted(self._texts):
            runs = _runs(text)
            self._sizes[text] = len(runs)
            for run in runs:
                self._index[run].append(text)

    def holds(self, text: str) -> bool:
        """Whether ``text`` stands here, or shares most runs of words with a text that does.

        A text of fewer than four words never does: it belongs to everyone.
        """
        words = plain(text)
        runs = _runs(words)
        if not runs:
            return False
        if words in self._texts:
            return True
        shared: Counter[str] = Counter(kept for run in runs for kept in self._index.get(run, ()))
        return any(
            count >= SHARED * min(len(runs), self._sizes[kept]) and count >= RUN for kept, count in shared.items()
        )


def kept(bench: Path) -> Kept:
    """The dev parts of all corpora below ``bench``."""
    texts = []
    for path in sorted(bench.glob("*/dev.jsonl")):
        with path.open(encoding="utf-8") as lines:  # splitlines() would also cut at the rarer separators inside a text
            texts += [json.loads(line)["text"] for line in lines]
    return Kept(texts)
