"""Dev figures of the reader as installed: ``python training/measure.py BENCH``.

Tags, syntax and names against the teacher; everything else against the hand annotation of the dev parts.  Large corpora
are measured on their first documents.  Spans count when both ends and the label are right.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from corpora import CORPORA, POLICE, SATP, SIDES, Json, document
from dateline.parse import Parsed, Sentence, load
from dateline.parse.heads import type_scores
from teacher import Teacher

MOST = {"quotes": 20, "muc4": 60, "satp": 300, "indiapolice": 155, "linking": 0, "incidents": 10, "time": 25}


def spans(labels: list[str]) -> set[tuple[str, int, int]]:
    found, first = set(), -1
    for place, label in enumerate([*labels, "O"]):
        if first >= 0 and label[0] != "I":
            found.add((labels[first][2:], first, place))
            first = -1
        if first < 0 and label != "O":
            first = place
    return found


def marks(sentence: Sentence, name: str) -> set[tuple[str, int, int]]:
    if name == "entity":
        runs = sentence.entities
    elif name in {"speaker", "cue", "content"}:
        runs = tuple(mark for mark in sentence.marks["quote"] if mark.label == name.upper())
    else:
        runs = sentence.marks[name]
    return {(mark.label, mark.first, mark.last) for mark in runs}


class Figures:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.types: Counter[tuple[str, str]] = Counter()

    def add(self, parsed: Parsed, gold: Json) -> None:
        counts = self.counts
        for sentence, labels in zip(parsed.sentences, gold["sentences"], strict=True):
            for name in ("entity", "speaker", "cue", "content", "role", "party", "time", "harm"):
                if name in labels:
                    found, wanted = marks(sentence, name), spans(labels[name])
                    counts[f"{name} ok"] += len(found & wanted)
                    counts[f"{name} found"] += len(found)
                    counts[f"{name} wanted"] += len(wanted)
            if "head" in labels:
                for token, tag, head, dep in zip(sentence, labels["tag"], labels["head"], labels["dep"], strict=True):
                    counts["words"] += 1
                    counts["tag"] += token.tag == tag
                    counts["uas"] += token.head == head
                    counts["las"] += token.head == head and token.dep == dep
        if "pair" in gold and len(gold["pair"][2]) == 1 and len(parsed.sentences) == 1:
            actor, recipient, (root,) = gold["pair"]
            ranges = [(min(side), max(side) + 1) if side else None for side in (actor, recipient)]
            scores = type_scores(parsed.sentences[0], *ranges)
            self.types[root, max(scores, key=lambda label: scores[label])] += 1
        for first, last, acts in gold.get("acts", ()):
            for name, wanted in acts.items():
                kind = "satp" if name in SATP else "side" if name in SIDES else name.split(".")[0]
                kind = f"police-{name}" if name in POLICE else kind
                found = max(sentence.acts[name] for sentence in parsed.sentences[first:last]) > 0.5
                counts[f"{kind} ok"] += int(found and wanted)
                counts[f"{kind} found"] += int(found)
                counts[f"{kind} wanted"] += wanted

    def show(self) -> None:
        counts = self.counts
        for name in ("tag", "uas", "las"):
            if counts["words"]:
                print(f"  {name:8} {100 * counts[name] / counts['words']:5.1f}  of {counts['words']} words")
        for name in sorted(key.split()[0] for key in counts if key.endswith(" wanted")):
            ok, found, wanted = (counts[f"{name} {part}"] for part in ("ok", "found", "wanted"))
            if wanted:
                print(
                    f"  {name:17} {200 * ok / (found + wanted):5.1f}  F1; {ok} right of {found} found, {wanted} wanted"
                )
        if self.types:
            right = sum(n for (left, found), n in self.types.items() if left == found)
            print(f"  type     {100 * right / sum(self.types.values()):5.1f}  accuracy of {sum(self.types.values())}")


def main() -> None:
    bench = Path(sys.argv[1])
    teacher, reader = Teacher(), load()
    for corpus in sys.argv[2:] or CORPORA:
        spans_of, _, silver = CORPORA[corpus]
        figures = Figures()
        lines = (bench / corpus / "dev.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
        for line in lines[: MOST.get(corpus, 10**6)]:
            item = json.loads(line)
            if corpus == "ner_re3d" and item["corpus"] != "re3d_sentences":
                continue
            gold = document(item, corpus, teacher, silver, spans_of(item) if spans_of else {})
            figures.add(reader(item["text"]), gold)
        print(corpus, flush=True)
        figures.show()


if __name__ == "__main__":
    main()
