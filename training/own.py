"""Labelled sentences of our own writing as training documents.

``ordinary.txt`` (in the package, for `dateline learn` needs it too) holds a type and a sentence in which ``[…]`` stands
around the actor and ``{…}`` around the recipient; ``own/police.txt`` the labels of police conduct, or ``-``, and a
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.parse.assembly import cut

Json = dict[str, Any]
FOLDER = Path(__file__).parent / "own"
ORDINARY = Path(__file__).parents[1] / "src/dateline/learning/data/ordinary.txt"
_SIDES = {"[": "ACTOR", "{": "RECIPIENT"}


def lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Number, label and sentence of each line that is not empty or a comment."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            label, _, text = line.partition("\t")
            yield number, label, text


def marked(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The sentence without its marks, and the spans that were marked."""
    plain, spans = "", []
    for part in re.split(r"(\[[^\]]*\]|\{[^}]*\})", text):
        if part[:1] in _SIDES:
            spans.append((len(plain), len(plain) + len(part) - 2, _SIDES[part[0]]))
            part = part[1:-1]
        plain += part
    return plain, spans


def pairs() -> Iterator[Json]:
    """The sentences with a pair, its type and the roles of its words."""
    for number, kind, text in lines(ORDINARY):
        plain, spans = marked(text)
        sentences: list[Json] = []
        sides: dict[str, list[int]] = {"ACTOR": [], "RECIPIENT": []}
        place = 0
        for offsets in cut(plain):
            role = []
            for start, end in offsets:
                label = next((mark for a, b, mark in spans if a < end and b > start), None)
                first = label is None or place == 0 or place - 1 not in sides[label]
                role.append("O" if label is None else f"{'B' if first or not role else 'I'}-{label}")
                if label:
                    sides[label].append(place)
                place += 1
            sentences.append({"words": [plain[a:b] for a, b in offsets], "role": role})
        yield {"id": f"own-pair-{number}", "sentences": sentences, "pair": [sides["ACTOR"], sides["RECIPIENT"], [kind]]}


def police(names: tuple[str, ...]) -> Iterator[Json]:
    """The sentences on police conduct, each a text of its own."""
    for number, labels, text in lines(FOLDER / "police.txt"):
        found = set(labels.split())
        sentences = [{"words": [text[a:b] for a, b in offsets]} for offsets in cut(text)]
        acts = [[0, len(sentences), {name: int(name in found) for name in names}]]
        yield {"id": f"own-police-{number}", "sentences": sentences, "acts": acts}
