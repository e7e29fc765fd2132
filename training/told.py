"""The acts that sentences of the train reports tell, as read by us: ``own/told.tsv``, as training documents.

The file names reports by checksum and words by their offsets; it holds no text.  A line is an act: the word that tells
it, its type and status, and the words of its actors and recipients, ``^`` where only another sentence names them.  A
sentence with ``-`` for the word tells of none.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from dateline.parse.assembly import Offsets, cut

Json = dict[str, Any]
Labels = TypeVar("Labels")
Span = tuple[int, int]
FILE = Path(__file__).parent / "own" / "told.tsv"
BLIND = Path(__file__).parents[1] / "benchmarks" / "told.tsv"
"""The same of dev reports, read by two of us and never learned from."""

YIELD = {"RETREAT": "YIELD", "CONCEDE": "YIELD"}
"""Types that the head for pairs knows as one."""


@dataclass(frozen=True)
class Act:
    """One act: where its word begins, what it is, and where its parties stand in the same sentence."""

    start: int
    type: str
    status: str
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]


def checksum(name: str) -> str:
    """How the files of labels call a report."""
    return hashlib.sha256(name.encode()).hexdigest()[:10]


FOLDS = 4


def fold_of(name: str) -> int:
    """The fold of a report, by its name: whatever is fitted on the acts of the others has not seen it."""
    return int(checksum(name), 16) % FOLDS


def acts_of(path: Path, hand: str = "") -> dict[tuple[str, str], dict[int, list[Act]]]:
    """By corpus and report the sentences that were read, by their start, each with its acts."""
    found: dict[tuple[str, str], dict[int, list[Act]]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines()[1:]:
        corpus, report, sentence, *rest = line.split("\t")
        if hand and rest.pop(0) != hand:
            continue
        here = found[corpus, report].setdefault(int(sentence), [])
        start, type_, status, actors, recipients = rest
        if start != "-":
            here.append(Act(int(start), type_, status, _spans(actors), _spans(recipients)))
    return found


def _spans(told: str) -> tuple[Span, ...]:
    pairs = (one.split("-") for one in told.split(",") if one not in ("-", "^"))
    return tuple((int(start), int(end)) for start, end in (pair for pair in pairs if len(pair) == 2))


def labelled_rows(
    bench: Path, part: str, labels: Mapping[tuple[str, str], Labels]
) -> Iterator[tuple[str, Json, Labels]]:
    """The items of the corpora that have labels, by corpus in the order of its file: corpus, item and labels."""
    for corpus in sorted({corpus for corpus, _ in labels}):
        for line in (bench / corpus / f"{part}.jsonl").read_text("utf-8").split("\n"):
            row: Json = json.loads(line) if line.strip() else {"id": ""}
            own = labels.get((corpus, checksum(str(row["id"]))))
            if own is not None:
                yield corpus, row, own


def documents(bench: Path, part: str, path: Path, hand: str = "") -> Iterator[Json]:
    """The sentences that were read, those that follow each other as one document."""
    for corpus, item, own in labelled_rows(bench, part, acts_of(path, hand)):
        run: list[tuple[Offsets, list[Act]]] = []
        for offsets in cut(item["text"]):
            if offsets[0][0] in own:
                run.append((offsets, own[offsets[0][0]]))
            elif run:
                yield _document(f"{corpus} {item['id']}", item["text"], run)
                run = []
        if run:
            yield _document(f"{corpus} {item['id']}", item["text"], run)


def _document(name: str, text: str, run: list[tuple[Offsets, list[Act]]]) -> Json:
    sentences, told, pairs = list[Json](), list[Any](), list[Any]()
    for place, (offsets, acts) in enumerate(run):
        kinds: list[str] = ["O"] * len(offsets)
        standing: list[str | None] = [None] * len(offsets)
        typed: dict[str, tuple[list[int], list[int], list[str]]] = {}
        for act in acts:
            word = next(index for index, (_, end) in enumerate(offsets) if end > act.start)
            kinds[word], standing[word] = f"B-{act.type}", act.status
            sides = _words(offsets, act.actors), _words(offsets, act.recipients)
            told.append([place, word, *sides])
            if any(sides):
                typed.setdefault(str(sides), (*sides, []))[2].append(YIELD.get(act.type, act.type))
        sentences.append({"words": [text[a:b] for a, b in offsets], "act": kinds, "standing": standing})
        pairs += [[place, *pair] for pair in typed.values()]
    return {"id": name, "sentences": sentences, "told": told, "pairs": pairs}


def _words(offsets: Offsets, spans: tuple[Span, ...]) -> list[int]:
    return [place for place, (a, b) in enumerate(offsets) if any(a < end and b > start for start, end in spans)]
