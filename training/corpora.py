"""The training texts as documents of labelled sentences: gold labels from each corpus, silver syntax from the teacher.

Run as ``python training/corpora.py BENCH OUT``: reads the train parts below BENCH, writes ``OUT/<corpus>.jsonl``, one
document a line: ``{"id", "sentences": [{"words", <head>: labels…}], "pair", "acts"}``.  A head absent from a sentence
is not trained on it.  No sentence of any corpus's dev part is left in a train part (``unseen``).
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import own
from dateline.parse.assembly import Offsets, cut
from teacher import Teacher
from unseen import Kept, kept

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
SUMMARY = ("armed_assault", "bombing", "kidnapping", "other")
INCIDENT = ("attack", "bombing", "kidnapping", "arson", "robbery")
MUC = {"PerpInd": "PERPETRATOR", "PerpOrg": "ORGANISATION", "Target": "TARGET", "Victim": "VICTIM", "Weapon": "WEAPON"}


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


def found_in(text: str, phrase: str) -> Spans:
    """Where the phrase stands in the text as whole words, in any case."""
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE)]


def muc(item: Json) -> Json:
    spans = set()
    for role, entities in item["gold"]["roles"].items():
        for mentions in entities:
            for text, _ in mentions:
                if len(text) > 3:
                    spans |= {(start, end, MUC[role]) for start, end in found_in(item["text"], text)}
    return {"harm": sorted(spans)}


def incident_acts(item: Json, cuts: list[Offsets]) -> list[Json]:
    """Per sentence: the types of the incidents whose parties it names; none of them in a report without incidents.

    A sentence that names no party of an incident the report does tell of stays open.
    """
    kinds: list[set[str]] = [set() for _ in cuts]
    for template in item["gold"]["templates"]:
        texts = {text for role in MUC for mentions in template[role] for text, *_ in map(pair_of, mentions)}
        for text in texts:
            if len(text) > 3:
                for start, _ in found_in(item["text"], text):
                    home = [index for index, offsets in enumerate(cuts) if offsets[0][0] <= start < offsets[-1][1]]
                    if home:
                        kinds[home[0]].add(template["incident_type"])
    return [
        [index, index + 1, {f"incident.{name}": int(name in found) for name in INCIDENT}]
        for index, found in enumerate(kinds)
        if found or not item["gold"]["templates"]
    ]


def pair_of(mention: Any) -> tuple[str, int]:
    return (mention, -1) if isinstance(mention, str) else (mention[0], mention[1])


CORPORA: dict[str, tuple[Any, int | None, bool]] = {
    # corpus: (spans of its heads, documents taken, whether the teacher's syntax is used)
    "plv": (plv, None, True),
    "cameo_spans": (cameo, None, True),
    "ner_re3d": (re3d, None, True),
    "time": (timex, None, True),
    "quotes": (quotes, None, True),
    "muc4": (muc, None, True),
    "satp": (None, 6000, True),
    "satp_relevant": (None, None, False),
    "indiapolice": (None, None, False),
    "linking": (None, 400, True),
    "incidents": (None, 300, True),
}


def document(item: Json, corpus: str, teacher: Teacher, silver: bool, spans: Json, barred: Kept | None = None) -> Json:
    """One text with its labels; sentences that ``barred`` holds are left out, labels of runs of them shortened."""
    text = item["text"]
    cuts = cut(text)
    parsed = teacher(text) if silver else None
    sentences: list[Json] = []
    stays = [not (barred and barred.holds(text[offsets[0][0] : offsets[-1][1]])) for offsets in cuts]
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
    if corpus == "satp_relevant":
        done["acts"] = [[0, len(cuts), {f"summary.{name}": int(name in gold["labels"]) for name in SUMMARY}]]
    if corpus == "muc4":
        done["acts"] = incident_acts(item, cuts)
    if corpus == "indiapolice":
        done["acts"] = []
        for a, b, found in gold["sentences"]:
            inside = [i for i, start in enumerate(starts) if a <= start < b]
            if inside:
                done["acts"].append([inside[0], inside[-1] + 1, {name: int(name in found) for name in POLICE}])
    return done if all(stays) else without(done, stays)


def without(done: Json, stays: list[bool]) -> Json:
    """The document less the sentences that may not stay, its runs of sentences counted anew."""
    place = [sum(stays[:index]) for index in range(len(stays) + 1)]
    acts = [[place[first], place[last], labels] for first, last, labels in done.get("acts", ())]
    left = {
        "id": done["id"],
        "sentences": [entry for entry, stay in zip(done["sentences"], stays, strict=True) if stay],
    }
    return left | ({"acts": [run for run in acts if run[0] < run[1]]} if "acts" in done else {})


def documents(bench: Path, corpus: str, part: str, teacher: Teacher, barred: Kept | None = None) -> Iterator[Json]:
    """The documents of one part of one corpus, less what is ``barred``."""
    spans_of, taken, silver = CORPORA[corpus]
    with (bench / corpus / f"{part}.jsonl").open(encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    if taken is not None and part == "train":
        items = random.Random(7).sample(items, min(taken, len(items)))  # noqa: S311  (a fixed draw, no secret)
    for item in items:
        if corpus == "ner_re3d" and item.get("corpus") != "re3d_sentences":
            continue
        done = document(item, corpus, teacher, silver, spans_of(item) if spans_of else {}, barred)
        if done["sentences"]:
            yield done


if __name__ == "__main__":
    bench, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    teacher, dev = Teacher(), kept(bench)
    for corpus in sys.argv[3:] or CORPORA:
        counts = []
        for part, barred in (("train", dev), ("dev", None)):
            with (out / f"{corpus}.{part}.jsonl").open("w", encoding="utf-8") as lines:
                counts.append(0)
                for done in documents(bench, corpus, part, teacher, barred):
                    lines.write(json.dumps(done, ensure_ascii=False) + "\n")
                    counts[-1] += 1
        print(corpus, *counts, flush=True)
    for name, written in (("own_pairs", own.pairs()), ("own_police", own.police(POLICE))):
        with (out / f"{name}.train.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(done, ensure_ascii=False) + "\n" for done in written)
