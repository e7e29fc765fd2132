"""Fit the network that weighs the phrases of a report of attacks (``dateline.events.harm``).

    python training/harm.py BENCH      reads the reports, fits, and writes the model into the package

Learned from the train parts of MUC-4, all roles, and of the gun-violence incidents, where only the names of victims and
suspects are known: without these the network takes the culprit of an everyday shooting for its victim.  Of MUC-4's dev
part the even reports choose the threshold and the odd ones are reported.

The reader has seen MUC-4's train part, so that its harm marks are surer of themselves there than on a new text: they
are hidden from the network in some phrases, and the counts of words leave out the report at hand.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save
from sklearn.linear_model import LogisticRegression
from torch.nn import functional

from dateline.events.fillers import (
    BUCKETS,
    HARM,
    WORDS,
    Phrase,
    bucket,
    find_phrases,
    plain,
    values_of,
    vectors_of,
    words_of,
)
from dateline.events.harm import Weigher, choose
from dateline.parse import load
from dateline.parse.heads import manifest

Json = dict[str, Any]
ROLES = dict(zip(HARM, ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon"), strict=True))
MODEL = Path(__file__).parent.parent / "src" / "dateline" / "events" / "model"
SMOOTH = 10.0
"""Phrases' worth of the average that each count of a word begins with."""
FLOOR = -4.5
"""Log odds of filling any role below which a phrase is left out."""
HIDDEN = 0.3
"""Share of phrases whose harm marks are hidden in training."""
MARKS = 10
"""The first values of a phrase are the reader's harm marks."""


@dataclass
class Part:
    """The phrases of all reports of one part: ``doc`` is each one's report, ``labels`` its entity by role (0: none).

    ``known`` says by role how much a label counts in training (0: it is not known).
    """

    vectors: np.ndarray
    values: np.ndarray
    words: np.ndarray
    labels: np.ndarray
    known: np.ndarray
    doc: np.ndarray
    phrases: list[Phrase]
    gold: list[list[list[set[str]]]]

    def rows(self) -> list[tuple[int, int]]:
        """Where each report's phrases begin and end."""
        cuts = [0, *(np.flatnonzero(np.diff(self.doc)) + 1).tolist(), len(self.doc)]
        return list(pairwise(cuts))

    def kept(self, keep: np.ndarray) -> Part:
        phrases = [phrase for phrase, stays in zip(self.phrases, keep.tolist(), strict=True) if stays]
        arrays = (self.vectors, self.values, self.words, self.labels, self.known, self.doc)
        return Part(*(array[keep] for array in arrays), phrases, self.gold)


def read(items: Sequence[Json], label: Callable[[Json, Sequence[Phrase]], tuple[np.ndarray, np.ndarray]]) -> Part:
    """The phrases of labelled reports, as the product reads them."""
    reader = load()
    found: list[list[Any]] = [[] for _ in range(7)]
    for number, item in enumerate(items):
        parsed = reader(item["text"])
        phrases = find_phrases(parsed)
        labels, known = label(item, phrases)
        rows = np.array([[bucket(word) for word in words_of(phrase)] for phrase in phrases]).reshape(-1, WORDS)
        arrays = (
            vectors_of(parsed, phrases).astype(np.float16), values_of(parsed, phrases), rows, labels, known,
            np.full(len(phrases), number),
        )  # fmt: skip
        for held, array in zip(found, (*arrays, phrases), strict=True):
            held.append(array)
        if number % 100 == 99:
            print(number + 1, "reports read", flush=True)
    phrases = [phrase for held in found[6] for phrase in held]
    return Part(*(np.concatenate(held) for held in found[:6]), phrases, [entities(item) for item in items])


def items_of(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def entities(item: Json) -> list[list[set[str]]]:
    """By role the entities of a MUC-4 report, each the set of its mentions."""
    roles = item["gold"].get("roles", {})
    return [[{plain(mention[0]) for mention in entity} for entity in roles.get(role, [])] for role in ROLES.values()]


def fillers(item: Json, phrases: Sequence[Phrase]) -> tuple[np.ndarray, np.ndarray]:
    """MUC-4's labels: every filler of every role is known."""
    labels = np.zeros((len(phrases), len(HARM)), np.int16)
    for column, role in enumerate(entities(item)):
        for entity, names in enumerate(role, 1):
            for row, phrase in enumerate(phrases):
                if phrase.key in names and not labels[row, column]:
                    labels[row, column] = entity
    return labels, np.ones((len(phrases), len(HARM)), np.float32)


def names(item: Json, phrases: Sequence[Phrase]) -> tuple[np.ndarray, np.ndarray]:
    """The labels of a gun-violence report: the names of victims and suspects are known, and no organisation did it.

    Nothing is known of phrases that hold only a part of such a name, nor of targets and weapons.
    """
    doer, victim = HARM.index("PERPETRATOR"), HARM.index("VICTIM")
    labels = np.zeros((len(phrases), len(HARM)), np.int16)
    known = np.zeros((len(phrases), len(HARM)), np.float32)
    known[:, HARM.index("ORGANISATION")] = known[:, victim] = 0.5
    told = item["gold"]["incident"]
    people = [(victim, plain(name).split()) for name in told["victims"]]
    people += [(doer, plain(name).split()) for name in told["suspects"]]
    for row, phrase in enumerate(phrases):
        words = phrase.key.split()
        named = {column for column, name in people if name and name[-1] == words[-1] and set(words) <= set(name)}
        if len(named) == 1:
            labels[row, named.pop()] = 1
            known[row, doer] = 0.5
        elif named or any(set(words) & set(name) for _, name in people):
            known[row, victim] = 0
        else:
            first = phrase.places[0]
            tokens = first.sentence.tokens[first.first : first.last]
            # "A gunman" may be the suspect: that a phrase without a name did nothing is known less well.
            known[row, doer] = 0.5 if all(token.tag in ("NNP", "NNPS") for token in tokens) else 0.2
    return labels, known


def some_shootings(items: Sequence[Json], most: int = 500) -> list[Json]:
    """One report of every second incident of which a name is known."""
    firsts: dict[str, Json] = {}
    for item in items:
        if item["gold"]["incident"]["victims"] or item["gold"]["incident"]["suspects"]:
            firsts.setdefault(item["gold"]["story"], item)
    return list(firsts.values())[::2][:most]


def together(left: Part, right: Part) -> Part:
    """Two parts as one."""
    doc = right.doc + len(left.gold)
    arrays = ((getattr(left, it), getattr(right, it)) for it in ("vectors", "values", "words", "labels", "known"))
    joined_arrays = [np.concatenate(pair) for pair in arrays]
    return Part(*joined_arrays, np.concatenate([left.doc, doc]), left.phrases + right.phrases, left.gold + right.gold)


# -- counts of words -------------------------------------------------------------------------------------------------


def tallies(part: Part) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By bucket how often a phrase of it filled each role, and how often it stood there; and the share of all."""
    filled = (part.labels > 0).astype(np.float32)
    hits, seen = np.zeros((BUCKETS, len(HARM)), np.float32), np.zeros(BUCKETS, np.float32)
    for column in range(WORDS):
        np.add.at(hits, part.words[:, column], filled)
        np.add.at(seen, part.words[:, column], 1)
    return hits, seen, filled.mean(axis=0)


def table(hits: np.ndarray, seen: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The rows that ``fillers.counted`` looks up."""
    chance = (hits + SMOOTH * share) / (seen[..., None] + SMOOTH)
    odds = np.log(chance / (1 - chance)) - np.log(share / (1 - share))
    return np.concatenate([odds, np.log1p(seen)[..., None] / 5], axis=-1).astype(np.float32)


def others(part: Part) -> np.ndarray:
    """What the counts say of each phrase when its own report is left out of them."""
    hits, seen, share = tallies(part)
    filled = (part.labels > 0).astype(np.float32)
    found = np.zeros((len(part.doc), WORDS, len(HARM) + 1), np.float32)
    for first, last in part.rows():
        words = part.words[first:last]
        known, place = np.unique(words, return_inverse=True)
        place = place.reshape(words.shape)
        own, stood = np.zeros((len(known), len(HARM)), np.float32), np.zeros(len(known), np.float32)
        for column in range(WORDS):
            np.add.at(own, place[:, column], filled[first:last])
            np.add.at(stood, place[:, column], 1)
        found[first:last] = table(hits[known] - own, seen[known] - stood, share)[place]
    return joined(found)


def joined(rows: np.ndarray) -> np.ndarray:
    """Rows of the table by phrase and word, in the order of ``fillers.counted``."""
    return np.concatenate([rows[:, :, : len(HARM)].reshape(len(rows), -1), rows[:, :, len(HARM)]], axis=1)


# -- the network -----------------------------------------------------------------------------------------------------


class Network(torch.nn.Module):
    """As ``dateline.events.harm.Weigher`` computes it."""

    def __init__(self, vectors: int, values: int, wide: int = 96, narrow: int = 64) -> None:
        super().__init__()
        self.first = torch.nn.Linear(vectors + values, wide)
        self.own = torch.nn.Linear(wide, narrow)
        self.whole = torch.nn.Linear(2 * wide, narrow)
        self.last = torch.nn.Linear(narrow, len(HARM))
        self.skip = torch.nn.Linear(values, len(HARM), bias=False)
        torch.nn.init.zeros_(self.skip.weight)

    def forward(self, vectors: torch.Tensor, values: torch.Tensor, doc: torch.Tensor, docs: int) -> torch.Tensor:
        def drop(rows: torch.Tensor, share: float) -> torch.Tensor:
            return functional.dropout(rows, share, self.training)

        told = functional.gelu(self.first(torch.cat([drop(vectors, 0.3), drop(values, 0.15)], 1)))
        best = torch.full((docs, told.shape[1]), -1.0).scatter_reduce(0, doc[:, None].expand_as(told), told, "amax")
        mean = torch.zeros(docs, told.shape[1]).index_add(0, doc, told)
        mean = mean / torch.bincount(doc, minlength=docs).clamp(min=1)[:, None]
        whole = self.whole(drop(torch.cat([best, mean], 1), 0.3))
        hidden = functional.gelu(self.own(drop(told, 0.3)) + whole[doc])
        return self.last(drop(hidden, 0.3)) + self.skip(values)


def fit(part: Part, values: np.ndarray, epochs: int, seed: int, rate: float = 1e-3, batch: int = 24) -> Network:
    """One network, fitted on every phrase of the part."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    network = Network(part.vectors.shape[1], values.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-2)
    filled = (part.labels > 0).astype(np.float32)
    rows = part.rows()
    steps, step = epochs * -(-len(rows) // batch), 0
    for epoch in range(epochs):
        order, total = draw.permutation(len(rows)), 0.0
        for place in range(0, len(order), batch):
            chosen = [rows[index] for index in order[place : place + batch]]
            index = np.concatenate([np.arange(first, last) for first, last in chosen])
            doc = np.concatenate([np.full(last - first, at) for at, (first, last) in enumerate(chosen)])
            seen = values[index]
            seen[draw.random(len(seen)) < HIDDEN, :MARKS] = 0
            odds = network(
                torch.from_numpy(part.vectors[index].astype(np.float32)), torch.from_numpy(seen),
                torch.from_numpy(doc), len(chosen),
            )  # fmt: skip
            wanted, counts = torch.from_numpy(filled[index]), torch.from_numpy(part.known[index])
            loss = functional.binary_cross_entropy_with_logits(odds, wanted, counts, reduction="sum") / len(chosen)
            for group in optimizer.param_groups:
                group["lr"] = rate * max(0.02, min(1.0, (step + 1) / 50)) * (1 - step / steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step, total = step + 1, total + loss.item()
        print(f"seed {seed} epoch {epoch + 1} loss {total / -(-len(rows) // batch):.2f}", flush=True)
    return network.eval()


# -- into the package ------------------------------------------------------------------------------------------------


def weights_of(
    networks: Sequence[Network], scale: tuple[np.ndarray, np.ndarray], values: tuple[np.ndarray, np.ndarray],
    counts: np.ndarray, sieve: tuple[np.ndarray, float],
) -> dict[str, np.ndarray]:  # fmt: skip
    """The networks side by side, transposed for ``x @ weight``, the scale of the vectors within the first map."""
    found: dict[str, np.ndarray] = {
        "counts": counts, "values.mean": values[0], "values.scale": values[1],
        "sieve.weight": sieve[0], "sieve.bias": np.array([sieve[1]]),
    }  # fmt: skip
    mean, spread = scale
    for name in ("first", "own", "whole", "last", "skip"):
        maps = [getattr(network, name) for network in networks]
        weight = np.stack([one.weight.detach().numpy().T for one in maps]).astype(np.float64)
        bias = None if name == "skip" else np.stack([one.bias.detach().numpy() for one in maps]).astype(np.float64)
        if name == "first":
            weight[:, : len(mean)] /= spread[:, None]
            bias = bias - np.einsum("i,nio->no", mean, weight[:, : len(mean)])
        found[f"{name}.weight"] = weight
        if bias is not None:
            found[f"{name}.bias"] = bias
    whole = ("values.mean", "values.scale", "sieve.weight", "sieve.bias", "first.bias")
    return {
        name: np.ascontiguousarray(value.astype(np.float32 if name in whole else np.float16))
        for name, value in found.items()
    }


def matched(entities: list[set[str]], keys: list[str]) -> int:
    """How many keys find an entity of their own (maximum matching, as CEAF counts)."""
    owner: dict[int, int] = {}

    def settle(key: int, seen: set[int]) -> bool:
        for entity, names in enumerate(entities):
            if entity not in seen and keys[key] in names:
                seen.add(entity)
                if entity not in owner or settle(owner[entity], seen):
                    owner[entity] = key
                    return True
        return False

    return sum(settle(key, set()) for key in range(len(keys)))


def tally(
    part: Part, read: list[tuple[int, tuple[Phrase, ...], np.ndarray]], docs: set[int], thresholds: Sequence[float]
) -> np.ndarray:
    """Per role: matched, found and labelled entities of the reports ``docs``."""
    counts = np.zeros((len(HARM), 3))
    for column, entities in enumerate(zip(*(part.gold[doc] for doc in sorted(docs)), strict=True)):
        counts[column, 2] = sum(map(len, entities))
    for doc, phrases, chances in read:
        if doc in docs:
            keys: list[list[str]] = [[] for _ in HARM]
            for filler in choose(phrases, chances, thresholds):
                first = filler.places[0]
                keys[HARM.index(filler.label)] += [it.key for it in phrases if it.places[0] is first]
            for column, found in enumerate(keys):
                counts[column] += matched(part.gold[doc][column], found), len(found), 0
    return counts


def f1(counts: np.ndarray) -> float:
    return float(200 * counts[0] / max(1, counts[1] + counts[2]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--networks", type=int, default=4)
    options = parser.parse_args()
    torch.set_num_threads(1)
    train, dev = (read(items_of(options.bench / "muc4" / f"{name}.jsonl"), fillers) for name in ("train", "dev"))
    shootings = read(some_shootings(items_of(options.bench / "incidents" / "train.jsonl")), names)
    counts = table(*tallies(train))
    values = np.concatenate([train.values, others(train)], axis=1)
    values = np.concatenate([values, np.concatenate([shootings.values, joined(counts[shootings.words])], axis=1)])
    train = together(train, shootings)
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-3
    values = np.clip((values - mean) / spread, -8, 8).astype(np.float32)
    filled = (train.labels > 0).any(axis=1)
    drawn = np.random.default_rng(0).choice(np.flatnonzero(~filled), min(30000, int((~filled).sum())), replace=False)
    some = np.sort(np.concatenate([np.flatnonzero(filled), drawn]))
    sieve = LogisticRegression(C=0.05, max_iter=300).fit(values[some], filled[some])
    keep = sieve.decision_function(values) > FLOOR
    train, values = train.kept(keep), values[keep]
    centre = train.vectors.astype(np.float32).mean(axis=0)
    width = train.vectors.astype(np.float32).std(axis=0) + 1e-3
    train.vectors = ((train.vectors - centre) / width).astype(np.float16)

    networks = [fit(train, values, options.epochs, seed) for seed in range(options.networks)]
    weights = weights_of(
        networks, (centre, width), (mean, spread), counts, (sieve.coef_[0], float(sieve.intercept_[0]))
    )
    weigher = Weigher({name: value.astype(np.float32) for name, value in weights.items()}, (), FLOOR)
    weighed = []
    for first, last in dev.rows():
        phrases = dev.phrases[first:last]
        kept, rows = weigher.sift(phrases, dev.values[first:last])
        chances = weigher.weigh(dev.vectors[first:last][kept].astype(np.float32), rows)
        weighed.append((int(dev.doc[first]), tuple(phrases[row] for row in kept), chances))
    even, odd = set(range(0, len(dev.gold), 2)), set(range(1, len(dev.gold), 2))
    # One threshold for all roles: a threshold for each, chosen on so few reports, is noise.
    grid = [round(0.10 + 0.02 * step, 2) for step in range(13)]
    best = max(grid, key=lambda it: (f1(tally(dev, weighed, even, [it] * len(HARM)).sum(axis=0)), it))
    for name, docs in (("even, threshold chosen here", even), ("odd", odd), ("all", even | odd)):
        found = tally(dev, weighed, docs, [best] * len(HARM))
        roles = " ".join(f"{label} {f1(row):.1f}" for label, row in zip(HARM, found, strict=True))
        print(f"dev {name}: {f1(found.sum(axis=0)):.1f} ({roles})")

    MODEL.mkdir(exist_ok=True)
    content = save(weights)
    (MODEL / "harm.safetensors").write_bytes(content)
    about = {
        "engine": manifest()["engine"],
        "made": "2026-11-22",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "floor": FLOOR,
        "thresholds": dict.fromkeys(HARM, best),
    }
    known = json.loads((MODEL / "manifest.json").read_text("utf-8")) if (MODEL / "manifest.json").exists() else {}
    about |= {name: entry for name, entry in known.items() if name not in about}  # those of other networks
    (MODEL / "manifest.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    print(len(content), "bytes, threshold", best)


if __name__ == "__main__":
    main()
