"""What the codebook and the learned reader each contribute: the same dev sets coded four ways.

    python benchmarks/ablation.py                     all tasks; prints the table of docs/quality.md
    python benchmarks/ablation.py --only plv satp     some of them
    python benchmarks/ablation.py --limit 100         the first items of each set only

The ways are: the *codebook alone* (``--no-model``: surface patterns, no syntax); the codebook on the reader's
*syntax*, names and quotations, its heads for roles, types and acts silenced; the *heads alone*, each task read from the
heads made for it, without any trigger of the codebook; and *both*, which is the product.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from dateline import pipeline
from dateline.parse import Parsed, Reader, Sentence, load
from dateline.parse.heads import type_scores
from gate import HERE, INPUT_KEYS, SCORE, WORK, scored, write_lines

Json = dict[str, Any]
TASKS = ("plv", "cameo_spans", "satp", "satp_relevant", "indiapolice", "muc4", "incidents")
WAYS = ("codebook alone", "codebook + syntax", "heads alone", "both")
SILENCED = ("role", "harm")
LIKELY = 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Silenced:
    """A reader whose heads for roles, types and acts say nothing."""

    reader: Reader
    engine: str = "syntax"

    def __call__(self, text: str, begin: int | None = None) -> Parsed:
        read = self.reader(text, begin)
        return Parsed(read.text, tuple(map(silent, read.sentences)), self.engine)

    def pipe(self, texts: Iterable[str]) -> Iterator[Parsed]:
        return map(self, texts)


def silent(sentence: Sentence) -> Sentence:
    marks = {name: runs for name, runs in sentence.marks.items() if name not in SILENCED}
    return dataclasses.replace(sentence, marks=MappingProxyType(marks), acts=MappingProxyType({}), vectors=None)


def span(text: str, start: int, end: int) -> Json:
    return {"text": text[start:end], "start": start, "end": end}


def parties(text: str, sentence: Sentence, head: str, *labels: str) -> list[Json]:
    return [span(text, it.start, it.end) for it in sentence.marks.get(head, ()) if it.label in labels]


def of_pair(parsed: Parsed) -> list[Json]:
    """One event a sentence: the marked parties, and the likeliest type of what the first does to the second."""
    found = []
    for sentence in parsed.sentences:
        sides = [[it for it in sentence.marks.get("role", ()) if it.label == label] for label in ("ACTOR", "RECIPIENT")]
        if not any(sides):
            continue
        scores = type_scores(sentence, *((it[0].first, it[0].last) if it else None for it in sides))
        best = max(sorted(scores), key=lambda name: scores[name])
        roles = {
            "actors": parties(parsed.text, sentence, "role", "ACTOR"),
            "recipients": parties(parsed.text, sentence, "role", "RECIPIENT"),
        }
        found.append(event("RETREAT" if best == "YIELD" else best, sentence, confidence=scores[best], **roles))
    return found


def event(kind: str, sentence: Sentence, mode: str | None = None, **more: Any) -> Json:
    trigger = {"text": sentence.root.text, "start": sentence.root.start, "end": sentence.root.end}
    given = {"type": kind, "mode": mode, "status": "occurred", "trigger": trigger, "actors": [], "recipients": []}
    return given | more


SUMMARY = {
    "armed_assault": ("ASSAULT", "firearms"), "bombing": ("ASSAULT", "explosives"), "abduction": ("ASSAULT", "abduct"),
    "infrastructure": ("ASSAULT", "destroy"), "arrest": ("COERCE", "arrest"), "seizure": ("COERCE", "seize"),
    "surrender": ("RETREAT", "disarm"), "kidnapping": ("ASSAULT", "abduct"),
}  # fmt: skip


def of_summary(parsed: Parsed, prefix: str = "") -> list[Json]:
    """One event for each likely act of a short report, begun by the likelier side."""
    if not parsed.sentences:
        return []
    first = parsed.sentences[0]
    chances = {name: max(it.acts.get(name, 0.0) for it in parsed.sentences) for name in first.acts}
    side = max(("Maoist", "Security", "Unknown"), key=lambda name: chances.get(name, 0.0))
    actors = [] if side == "Unknown" else [{"text": side, "sector": "REB" if side == "Maoist" else "COP"}]
    return [
        event(kind, first, mode, actors=actors, trigger={"text": "", "start": first.start, "end": first.start + 1})
        for name, (kind, mode) in SUMMARY.items()
        if chances.get(prefix + name, 0.0) > LIKELY
    ]


def of_police(parsed: Parsed) -> list[Json]:
    """What each sentence says the police did."""
    police = {"actors": [{"text": "police", "sector": "COP"}]}
    found = []
    for sentence in parsed.sentences:
        if sentence.acts["KILL"] > LIKELY:
            found.append(event("ASSAULT", sentence, toll={"killed": {"min": 1, "max": 1}}, **police))
        elif sentence.acts["FORCE"] > LIKELY:
            found.append(event("ASSAULT", sentence, **police))
        elif sentence.acts["ANY_ACTION"] > LIKELY:
            found.append(event("COOPERATE", sentence, **police))
        if sentence.acts["ARREST"] > LIKELY:
            found.append(event("COERCE", sentence, "arrest", **police))
    return found


def of_harm(parsed: Parsed) -> list[Json]:
    """One attack a sentence that names anyone or anything of it."""
    found = []
    for sentence in parsed.sentences:
        if sentence.marks.get("harm"):
            people = [it | {"kind": "person"} for it in parties(parsed.text, sentence, "harm", "VICTIM")]
            things = [it | {"kind": "facility"} for it in parties(parsed.text, sentence, "harm", "TARGET")]
            orgs = [it | {"kind": "org"} for it in parties(parsed.text, sentence, "harm", "ORGANISATION")]
            doers = [it | {"kind": "group"} for it in parties(parsed.text, sentence, "harm", "PERPETRATOR")]
            weapons = parties(parsed.text, sentence, "harm", "WEAPON")
            found.append(event("ASSAULT", sentence, actors=doers + orgs, recipients=people + things, weapon=weapons))
    return found


HEADS: dict[str, Callable[[Parsed], list[Json]]] = {
    "plv": of_pair,
    "cameo_spans": of_pair,
    "satp": of_summary,
    "satp_relevant": lambda parsed: of_summary(parsed, "summary."),
    "indiapolice": of_police,
    "muc4": of_harm,
}


def records(way: str, task: str, items: list[Json]) -> Iterator[Json]:
    """The items coded one way, as the scorers read them."""
    if way == "heads alone":
        reader = load()
        for item in items:
            parsed = reader(item["text"])
            yield {"report": {"id": item["id"], "text": item["text"]}, "events": HEADS[task](parsed)}
        return
    coder = pipeline.load(model=way != "codebook alone")
    if way == "codebook + syntax":
        coder = dataclasses.replace(coder, reader=Silenced(coder.reader))
    for item in items:
        given = {key: item[key] for key in INPUT_KEYS if key in item and key != "language"}
        text = given.pop("text")
        yield msgspec.to_builtins(coder(text, **given))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=HERE.parent.parent / "shared" / "bench")
    parser.add_argument("--only", nargs="*", default=TASKS)
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    if not options.bench.is_dir():
        print(f"skipped: the labelled sets are not at {options.bench}; name their folder with --bench")
        return 0
    WORK.mkdir(exist_ok=True)
    print(f"| dev set | {' | '.join(WAYS)} |\n|---|{'--:|' * len(WAYS)}")
    for task in options.only:
        lines = (options.bench / task / "dev.jsonl").read_text("utf-8").split("\n")
        items = [json.loads(line) for line in lines if line.strip()][: options.limit or None]
        gold, out = WORK / f"ablation.{task}.gold.jsonl", WORK / f"ablation.{task}.out.jsonl"
        write_lines(gold, items)
        row = []
        for way in WAYS:
            if way == "heads alone" and task not in HEADS:
                row.append("–")
                continue
            write_lines(out, records(way, task, items))
            row.append(SCORE.findall(scored(options.bench / f"score_{task}.py", gold, out))[-1][1])
        print(f"| `{task}` | {' | '.join(row)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
