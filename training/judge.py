"""A larger model that judges pairs, to teach the small one: ``python training/judge.py DATA MODEL [--minutes 10]``.

MODEL is the folder of all-mpnet-base-v2 (110 million weights).  It is fine-tuned on the labelled pairs in DATA, then
reads pairs of parties found in the other train texts by their syntax, and writes its opinion of each into
``DATA/<corpus>.soft.jsonl``: ``"soft": [[sentence, actor's words, recipient's words, chances of the types]]``, the
types in the order of their names.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)
from transformers import AutoModel, AutoTokenizer

Json = dict[str, Any]
Pair = tuple[list[str], list[int], list[int]]
"""The words of a text, and which of them are the actor and the recipient."""

GOLD = ("plv", "own_pairs")
"""Corpora of labelled pairs."""

READ = {
    "cameo_spans": 600,
    "plv": 800,
    "own_pairs": 800,
    "muc4": 1800,
    "quotes": 3200,
    "satp": 900,
    "time": 900,
    "linking": 900,
}
"""Corpora whose sentences are judged, and how many of their pairs at most."""

SUBJECTS = {"nsubj", "nsubjpass", "agent"}
OBJECTS = {"dobj", "dative", "pobj", "nsubjpass"}
INNER = {"det", "compound", "amod", "poss", "nmod", "case", "nummod"}
NAMED = {"PERSON", "ORG", "GPE", "NORP"}


class Judge(nn.Module):
    """The encoder; a pair is scored from the vectors of both parties, the whole, and what they ask the words for."""

    def __init__(self, folder: Path, count: int) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(folder, attn_implementation="eager")
        w = 768
        self.ask, self.key = nn.Linear(3 * w, 128), nn.Linear(w, 128)
        self.wide, self.out = nn.Linear(5 * w, 384), nn.Linear(384, count)
        self.drop = nn.Dropout(0.15)

    def forward(self, ids: Tensor, mask: Tensor, left: Tensor, right: Tensor) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            x = self.body(ids, attention_mask=mask).last_hidden_state
        x = self.drop(x.float())
        inside = mask[:, :, None].float()
        mean = (x * inside).sum(1) / inside.sum(1)
        most = x.masked_fill(mask[:, :, None] == 0, -1e4).amax(1)
        a, b = ((x * side[:, :, None]).sum(1) / side.sum(1, keepdim=True).clamp(min=1) for side in (left, right))
        heard = (self.key(x) @ self.ask(torch.cat([a, b, mean], 1))[:, :, None])[:, :, 0] * 128**-0.5
        told = (heard.masked_fill(mask == 0, -1e4).softmax(1)[:, :, None] * x).sum(1)
        return self.out(self.drop(F.gelu(self.wide(torch.cat([a, b, mean, most, told], 1)))))


def batch_of(tokenizer: Any, rows: list[Pair]) -> tuple[Tensor, ...]:
    read = tokenizer(
        [row[0] for row in rows], is_split_into_words=True, padding=True, truncation=True, max_length=192,
        return_tensors="pt",
    )  # fmt: skip
    sides = [torch.zeros(read["input_ids"].shape), torch.zeros(read["input_ids"].shape)]
    for number, (_, *parties) in enumerate(rows):
        for place, word in enumerate(read.word_ids(number)):
            for side, party in zip(sides, parties, strict=True):
                if word is not None and word in party:
                    side[number, place] = 1
    return read["input_ids"], read["attention_mask"], *sides


def words_of(document: Json) -> list[str]:
    return [word for sentence in document["sentences"] for word in sentence["words"]]


def phrase(sentence: Json, children: list[list[int]], place: int) -> list[int]:
    """The words of a noun with what stands before it."""
    done, stack = [place], [place]
    while stack:
        for child in children[stack.pop()]:
            if sentence["dep"][child] in INNER:
                done.append(child)
                stack.append(child)
    return sorted(done)


def objects(deps: list[str], children: list[list[int]], verb: int) -> list[int]:
    """What the verb is done to: its objects, those of its prepositions, and those of a clause it governs."""
    found = [it for it in children[verb] if deps[it] in OBJECTS]
    for child in children[verb]:
        if deps[child] in {"prep", "agent"}:
            found += [it for it in children[child] if deps[it] == "pobj"]
        if deps[child] in {"xcomp", "ccomp"}:
            found += [it for it in children[child] if deps[it] in {"dobj", "nsubj"}]
    return found


def pair_in(sentence: Json, rng: random.Random) -> tuple[list[int], list[int]] | None:
    """Two parties of one verb by the silver syntax, at least one of them a name; any one pair of several."""
    heads, deps, words = sentence["head"], sentence["dep"], sentence["words"]
    children: list[list[int]] = [[] for _ in words]
    for place, head in enumerate(heads):
        if head != place:
            children[head].append(place)
    found = []
    for verb, tag in enumerate(sentence["tag"]):
        subjects = [it for it in children[verb] if deps[it] in SUBJECTS] if tag.startswith("VB") else []
        others = [it for it in objects(deps, children, verb) if it not in subjects] if subjects else []
        for left, right in ((a, b) for a in subjects for b in others if not words[b].isdigit()):
            sides = phrase(sentence, children, left), phrase(sentence, children, right)
            actor, recipient = reversed(sides) if deps[left] == "nsubjpass" else sides
            named = sum(any(sentence["entity"][place][2:] in NAMED for place in side) for side in sides)
            if named:
                found.append((named + rng.random(), actor, recipient))
    return max(found)[1:] if found else None


class Folder:
    """The training documents, and the judge's questions and opinions about them."""

    def __init__(self, data: Path, tokenizer: Any) -> None:
        self.data, self.tokenizer = data, tokenizer

    def read(self, name: str, part: str) -> list[Json]:
        with (self.data / f"{name}.{part}.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    @torch.no_grad()
    def opinions(self, judge: Judge, asked: list[Pair]) -> list[list[float]]:
        """The chances of the types for each pair."""
        done: list[list[float]] = [[] for _ in asked]
        order = sorted(range(len(asked)), key=lambda it: len(asked[it][0]))
        for first in range(0, len(order), 32):
            part = order[first : first + 32]
            told = judge(*batch_of(self.tokenizer, [asked[it] for it in part])).softmax(1)
            for place, row in zip(part, told, strict=True):
                done[place] = [round(x, 4) for x in row.tolist()]
        return done

    def judged(self, judge: Judge, name: str, most: int, rng: random.Random) -> None:
        """Writes the judge's opinions of up to ``most`` pairs of one corpus."""
        documents = self.read(name, "train")
        asked: list[Pair] = []
        homes = []
        for number, document in enumerate(documents):
            for place, sentence in enumerate(document["sentences"]):
                pair = pair_in(sentence, rng) if "head" in sentence and 6 <= len(sentence["words"]) <= 60 else None
                if pair:
                    asked.append((sentence["words"], *pair))
                    homes.append((number, place))
        taken = sorted(rng.sample(range(len(asked)), min(most, len(asked))))
        for place, chances in zip(taken, self.opinions(judge, [asked[it] for it in taken]), strict=True):
            number, home = homes[place]
            documents[number].setdefault("soft", []).append([home, asked[place][1], asked[place][2], chances])
        lines = [json.dumps({"id": it["id"], "soft": it["soft"]}) + "\n" for it in documents if "soft" in it]
        (self.data / f"{name}.soft.jsonl").write_text("".join(lines), encoding="utf-8")
        print(name, len(taken), "of", len(asked), flush=True)


def train(judge: Judge, tokenizer: Any, rows: list[tuple[Pair, int]], given: argparse.Namespace) -> None:
    """Fine-tunes the judge on the pairs for as long as is given, the rate falling to nothing."""
    rng = random.Random(5)  # noqa: S311  (order, no secret)
    body = [weight for name, weight in judge.named_parameters() if name.startswith("body.")]
    rest = [weight for name, weight in judge.named_parameters() if not name.startswith("body.")]
    optimiser = torch.optim.AdamW([{"params": body, "lr": given.rate}, {"params": rest, "lr": 10 * given.rate}])
    bases = [group["lr"] for group in optimiser.param_groups]
    started, seen = time.time(), 0
    judge.train()
    while True:
        order = sorted(rng.sample(rows, len(rows)), key=lambda row: len(row[0][0]) + rng.random() * 12)
        groups = [order[i : i + 16] for i in range(0, len(order), 16)]
        rng.shuffle(groups)
        for group in groups:
            done = (time.time() - started) / (60 * given.minutes)
            if done >= 1:
                return
            for base, slot in zip(bases, optimiser.param_groups, strict=True):
                slot["lr"] = base * min(1, (seen + 1) / 25) * max(0.02, 1 - done)
            logits = judge(*batch_of(tokenizer, [row[0] for row in group]))
            loss = F.cross_entropy(logits, torch.tensor([root for _, root in group]))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
            optimiser.step()
            seen += 1
            if seen % 20 == 0:
                print(f"{seen} {time.time() - started:.0f}s loss {loss.item():.3f}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("data", type=Path)
    options.add_argument("model", type=Path)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--rate", type=float, default=4e-5)
    given = options.parse_args()
    torch.set_flush_denormal(True)
    torch.manual_seed(5)
    tokenizer = AutoTokenizer.from_pretrained(given.model)
    folder = Folder(given.data, tokenizer)
    gold = [it for name in GOLD for it in folder.read(name, "train") if "pair" in it]
    types = sorted({root for it in gold for root in it["pair"][2]})
    judge = Judge(given.model, len(types))
    train(judge, tokenizer, [((words_of(it), *it["pair"][:2]), types.index(it["pair"][2][0])) for it in gold], given)
    judge.eval()
    dev = [it for it in folder.read("plv", "dev") if "pair" in it]
    told = folder.opinions(judge, [(words_of(it), *it["pair"][:2]) for it in dev])
    best = [types[max(range(len(types)), key=row.__getitem__)] for row in told]
    right = sum(kind == it["pair"][2][0] for kind, it in zip(best, dev, strict=True))
    print(f"plv dev accuracy {100 * right / len(dev):.1f}", flush=True)
    rng = random.Random(5)  # noqa: S311  (which sentences, no secret)
    for name, most in READ.items():
        folder.judged(judge, name, most, rng)


if __name__ == "__main__":
    main()
