"""Who did what to whom, sentence by sentence: ``python benchmarks/recall.py [--hand 2] [--faults]``.

``told.tsv`` holds the acts that 382 sentences of dev reports tell, as two of us read them, each alone (`--hand`);
nothing was learned from it.  Each report is coded whole by the product, then the events whose words stand in such a
sentence are set against the acts: by the same word, or else by another word of the sentence for an act of the type.

An act that the record holds as told again of an event of another sentence counts as found.

Shown are precision, recall and F1 of acts (with any type, and with the right one) and of their parties, a party being
found where an event of the act has one on the same side whose words overlap; parties that only another sentence names
do not count.  The last line sets the one hand against the other.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from dateline import pipeline
from dateline.parse.assembly import cut
from dateline.record import Event
from told import BLIND, Act, acts_of, checksum

HERE = Path(__file__).parent


@dataclass
class Found:
    """An event, or an act of the other hand, in the terms that are compared."""

    type: str
    words: list[tuple[int, int]]
    actors: list[tuple[int, int]] = field(default_factory=list)
    recipients: list[tuple[int, int]] = field(default_factory=list)


def of_event(event: Event) -> Found:
    words = [(event.trigger.start, event.trigger.end)]
    words += [(it.start, it.end) for why in event.because if why.about == "type" for it in why.evidence]
    sides = ([(it.start, it.end) for it in side] for side in (event.actors, event.recipients))
    return Found(event.type, words, *sides)


def of_act(act: Act) -> Found:
    return Found(act.type, [(act.start, act.start + 1)], list(act.actors), list(act.recipients))


def touches(left: list[tuple[int, int]], right: tuple[int, int]) -> bool:
    return any(a < right[1] and right[0] < b for a, b in left)


def matched(acts: list[Act], events: list[Found]) -> list[tuple[Act, Found | None]]:
    """Each act with its event, if it has one; an event has one act."""
    free, done = list(events), dict[int, Found]()
    for strict in (True, False):
        for number, act in enumerate(acts):
            if number in done:
                continue
            near = [
                it
                for it in free
                if touches(it.words, (act.start, act.start + 1)) or (not strict and it.type == act.type)
            ]
            if near:
                best = min(near, key=lambda it: it.type != act.type)
                done[number] = best
                free.remove(best)
    return [(act, done.get(number)) for number, act in enumerate(acts)]


def counted(
    counts: Counter[str],
    acts: list[Act],
    events: list[Found],
    home: tuple[int, int],
    name: str,
    again: Sequence[Found] = (),
) -> None:
    """Adds one sentence; ``again`` are events of other sentences that this one may tell again."""
    pairs = matched(acts, events)
    for place, (act, event) in enumerate(pairs):
        retold = [it for it in again if it.type == act.type and touches(it.words, (act.start, act.start + 1))]
        if event is None and retold:
            pairs[place] = act, retold[0]
    for kind in (name, "all"):
        counts[f"{kind} sentences"] += 1
        counts[f"{kind} acts"] += len(acts)
        counts[f"{kind} events"] += len(events)
        for act, event in pairs:
            if event is None:
                continue
            counts[f"{kind} found"] += 1
            counts[f"{kind} typed"] += event.type == act.type
            if any(event is it for it in again):
                continue
            counts[f"{kind} right"] += 1
            counts[f"{kind} right typed"] += event.type == act.type
            for side in ("actors", "recipients"):
                wanted = getattr(act, side)
                told = [it for it in getattr(event, side) if home[0] <= it[0] < home[1]]
                counts[f"{kind} {side} wanted"] += len(wanted)
                counts[f"{kind} {side} told"] += len(told)
                counts[f"{kind} {side} found"] += sum(touches(told, it) for it in wanted)
                counts[f"{kind} {side} right"] += sum(touches(list(wanted), it) for it in told)


def shown(counts: Counter[str], kind: str) -> str:
    def f1(precision: float, recall: float) -> str:
        both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"P {100 * precision:4.1f} R {100 * recall:4.1f} F1 {100 * both:4.1f}"

    def share(part: str, whole: str) -> float:
        return counts[f"{kind} {part}"] / max(1, counts[f"{kind} {whole}"])

    line = f"{kind:10} {counts[f'{kind} sentences']:4} sentences {counts[f'{kind} acts']:4} acts"
    line += f" | acts {f1(share('right', 'events'), share('found', 'acts'))}"
    line += f" | of their type {f1(share('right typed', 'events'), share('typed', 'acts'))}"
    for side in ("actors", "recipients"):
        told = f1(share(f"{side} right", f"{side} told"), share(f"{side} found", f"{side} wanted"))
        line += f" | {side} {told}"
    return line


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--bench", type=Path, default=HERE.parent.parent / "shared" / "bench")
    options.add_argument("--hand", default="1")
    options.add_argument("--faults", action="store_true", help="list what was missed and what was told too much")
    options.add_argument("--no-model", action="store_true")
    given = options.parse_args()
    if not given.bench.is_dir():
        print(f"skipped: the labelled sets are not at {given.bench}; name their folder with --bench")
        return
    told, other = acts_of(BLIND, given.hand), acts_of(BLIND, "2" if given.hand == "1" else "1")
    coder = pipeline.load(model=not given.no_model)
    counts, hands = Counter[str](), Counter[str]()
    for corpus in sorted({corpus for corpus, _ in told}):
        for line in (given.bench / corpus / "dev.jsonl").read_text("utf-8").split("\n"):
            row = json.loads(line) if line.strip() else {"id": ""}
            key = corpus, checksum(str(row["id"]))
            if key not in told:
                continue
            text = row["text"]
            record = coder(text, published=row.get("published"), title=row.get("title"))
            cuts = {offsets[0][0]: (offsets[0][0], offsets[-1][1]) for offsets in cut(text)}
            for start, acts in told[key].items():
                home = cuts[start]
                events = [of_event(it) for it in record.events if home[0] <= it.trigger.start < home[1]]
                again = [
                    Found(it.type, [(span.start, span.end) for span in it.evidence])
                    for it in record.events
                    if not home[0] <= it.trigger.start < home[1]
                ]
                counted(counts, acts, events, home, corpus, again)
                counted(hands, acts, [of_act(it) for it in other[key].get(start, ())], home, corpus)
                if given.faults:
                    _list(text, acts, events, home)
    for kind in sorted({key.split()[0] for key in counts}):
        print(shown(counts, kind))
    print("one hand against the other: " + shown(hands, "all"))


def _list(text: str, acts: list[Act], events: list[Found], home: tuple[int, int]) -> None:
    pairs = matched(acts, events)
    taken = [event for _, event in pairs if event]
    lines = []
    for act, event in pairs:
        word = text[act.start :].split()[0]
        if event is None:
            lines.append(f"  missed {act.type} {word}")
        else:
            if event.type != act.type:
                lines.append(f"  {word}: {event.type}, should be {act.type}")
            for side in ("actors", "recipients"):
                wanted, found = getattr(act, side), getattr(event, side)
                lines += [f"  {word}: {side} lacks {text[a:b]!r}" for a, b in wanted if not touches(found, (a, b))]
                lines += [
                    f"  {word}: {side} has {text[a:b]!r}"
                    for a, b in found
                    if home[0] <= a < home[1] and not touches(list(wanted), (a, b))
                ]
    lines += [f"  too much: {it.type} {text[slice(*it.words[0])]!r}" for it in events if it not in taken]
    if lines:
        print(" ".join(text[slice(*home)].split()), *lines, sep="\n")


if __name__ == "__main__":
    main()
