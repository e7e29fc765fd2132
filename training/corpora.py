"""The training texts as documents of labelled sentences: gold labels from each corpus, silver syntax from the teacher.

Run as ``python training/corpora.py BENCH OUT``: reads the train parts below BENCH, writes ``OUT/<corpus>.jsonl``, one
document a line: ``{"id", "sentences": [{"words", <head>: labels…}], "pairs", "acts"}``.  A head absent from a sentence
is not trained on it.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dateline.parse.assembly import Offsets, cut
from teacher import Teacher

Json = dict[str, Any]
Spans = list[tuple[int, int]]
SATP = ("armed_assault", "bombing", "abduction", "infrastructure", "surrender", "arrest", "seizure")
SIDES = ("Maoist", "Security", "Unknown")
POLICE = ("KILL", "ARREST", "FORCE", "FAIL", "ANY_ACTION")
QUADS = {
    1: ["AGREE", "CONSULT", "SUPPORT"],
    2: ["COOPERATE", "AID", "YIELD"],
    3: ["REQUEST", "ACCUSE", "REJECT", "THREATEN"],
    4: ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"],
}
"""The event types that a class of four leaves open."""
MUC = {"PerpInd": "PERPETRATOR", "PerpOrg": "PERPETRATOR", "Target": "TARGET", "Victim": "VICTIM", "Weapon": "WEAPON"}


def bio(offsets: Offsets, spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """BIO labels of one sentence's tokens; a span that reaches in from the sentence before begins anew."""
    labels = ["O"] * len(offsets)
    for start, end, label in spans:
        inside = False
        for place, (left, right) in enumerate(offsets):
            if left < end and right > start and labels[place] == "O":
                labels[place] = ("I-" if inside else "B-") + label
                inside = True
    return labels


def near(offsets: Offsets, spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans that touch the sentence, longest first."""
    first, last = offsets[0][0], offsets[-1][1]
    return sorted((s for s in spans if s[0] < last and s[1] > first), key=lambda s: (s[0] - s[1], s[0]))


def pairs_of(raw: Iterable[Any]) -> Spans:
    return [(x["start"], x["end"]) if isinstance(x, dict) else (x[0], x[1]) for x in raw]


def quotes(item: Json) -> Json:
    spans: Json = {"speaker": [], "cue": [], "content": []}
    for statement in item["gold"]["statements"]:
        for key, found in spans.items():
            found += [(a, b, key.upper()) for a, b in pairs_of(statement[key])]
    return spans


def cameo(item: Json) -> Json:
    gold = item["gold"]
    spans = [(a, b, "ACTOR") for a, b in pairs_of(gold["source"] + gold["related"])]
    return {"role": spans + [(a, b, "RECIPIENT") for a, b in pairs_of(gold["target"])]}


def plv(item: Json) -> Json:
    gold = item["gold"]
    if gold["markers"] != "given":
        return {}
    spans = [(a, b, "ACTOR") for a, b in pairs_of(gold["source"]["spans"])]
    return {"role": spans + [(a, b, "RECIPIENT") for a, b in pairs_of(gold["target"]["spans"])]}


def re3d(item: Json) -> Json:
    return {"party": [(e["start"], e["end"], e["type"].upper()) for e in item["gold"]["entities"]]}


def timex(item: Json) -> Json:
    return {"time": [(e["start"], e["end"], e["type"]) for e in item["gold"]["times"]]}


def muc(item: Json) -> Json:
    spans = set()
    for role, entities in item["gold"]["roles"].items():
        for mentions in entities:
            for text, _ in mentions:
                if len(text) > 3:
                    found = re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", item["text"], re.IGNORECASE)
                    spans |= {(match.start(), match.end(), MUC[role]) for match in found}
    return {"harm": sorted(spans)}


CORPORA: dict[str, tuple[Any, int | None, bool]] = {
    # corpus: (spans of its heads, documents taken, whether the teacher's syntax is used)
    "plv": (plv, None, True),
    "cameo_spans": (cameo, None, True),
    "ner_re3d": (re3d, None, True),
    "time": (timex, None, True),
    "quotes": (quotes, None, True),
    "muc4": (muc, 700, True),
    "satp": (None, 5000, True),
    "indiapolice": (None, None, False),
    "linking": (None, 400, True),
    "incidents": (None, 300, True),
}


def document(item: Json, corpus: str, teacher: Teacher, silver: bool, spans: Json) -> Json:
    text = item["text"]
    cuts = cut(text)
    parsed = teacher(text) if silver else None
    sentences: list[Json] = []
    for index, offsets in enumerate(cuts):
        entry: Json = {"words": [text[a:b] for a, b in offsets]}
        if parsed:
            read = parsed.sentences[index]
            entry["tag"] = [t.tag for t in read]
            entry["head"] = [t.head for t in read]
            entry["dep"] = [t.dep for t in read]
            entry["entity"] = bio(offsets, [(m.start, m.end, m.label) for m in read.entities])
        for head, found in spans.items():
            entry[head] = bio(offsets, near(offsets, found))
        sentences.append(entry)
    done: Json = {"id": item["id"], "sentences": sentences}
    gold = item["gold"]
    starts = [offsets[0][0] for offsets in cuts]
    if corpus == "plv" or (corpus == "cameo_spans" and gold["quad"]):
        flat = [pair for offsets in cuts for pair in offsets]

        def places(found: Spans) -> list[int]:
            return [i for i, (a, b) in enumerate(flat) if any(a < y and b > x for x, y in found)]

        if corpus == "plv":
            sides = [places(pairs_of(gold[side]["spans"])) for side in ("source", "target")]
            done["pair"] = [*sides, [gold["root"]]]
        else:
            sides = [places(pairs_of(gold["source"] + gold["related"])), places(pairs_of(gold["target"]))]
            done["pair"] = [*sides, QUADS[gold["quad"]]]
    if corpus == "satp":
        labels = {name: int(name in gold["actions"]) for name in SATP}
        labels |= {side: int(side == gold["perpetrator"]) for side in SIDES}
        done["acts"] = [[0, len(cuts), labels]]
    if corpus == "indiapolice":
        done["acts"] = []
        for a, b, found in gold["sentences"]:
            inside = [i for i, start in enumerate(starts) if a <= start < b]
            if inside:
                done["acts"].append([inside[0], inside[-1] + 1, {name: int(name in found) for name in POLICE}])
    return done


def documents(bench: Path, corpus: str, part: str, teacher: Teacher) -> Iterator[Json]:
    """The documents of one part of one corpus."""
    spans_of, taken, silver = CORPORA[corpus]
    items = [json.loads(line) for line in (bench / corpus / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]
    if taken is not None and part == "train":
        items = random.Random(7).sample(items, min(taken, len(items)))  # noqa: S311  (a fixed draw, no secret)
    for item in items:
        if corpus == "ner_re3d" and item.get("corpus") != "re3d_sentences":
            continue
        if corpus == "muc4" and part == "train" and not any(item["gold"]["roles"].values()):
            continue
        yield document(item, corpus, teacher, silver, spans_of(item) if spans_of else {})


if __name__ == "__main__":
    bench, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    teacher = Teacher()
    for corpus in sys.argv[3:] or CORPORA:
        for part in ("train", "dev"):
            with (out / f"{corpus}.{part}.jsonl").open("w", encoding="utf-8") as lines:
                for done in documents(bench, corpus, part, teacher):
                    lines.write(json.dumps(done, ensure_ascii=False) + "\n")
        print(corpus, flush=True)
