"""Fit the networks that weigh the status of an act beside the cues (``dateline.events.status_model``).

    python training/status.py BENCH      reads the acts, writes the model into the package, prints figures

Learned from labelled sentences of our own, ``training/own/status.tsv`` and the train part of the tests, and from acts
of train reports in ``BENCH`` whose status we judged (``training/own/vetted.tsv``, see ``vetting.py``).  The parts
``status_test.tsv``, ``status_fresh.tsv`` and ``status_news.tsv`` beside the tests are kept apart: the tests count them.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save
from torch.nn import functional

from dateline.codebook.status_cues import load_status_cues
from dateline.events.status import decide_status
from dateline.events.status.deciding import is_asked
from dateline.events.status_model import STATUSES, StatusHead, features_of, words_of
from dateline.parse import load
from dateline.parse.heads import manifest
from fitting import Scale, frequent, side_by_side
from vetting import LABELS, judged_scenes

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "src" / "dateline" / "events" / "model"
SOURCES = (ROOT / "training" / "own" / "status.tsv", ROOT / "tests" / "events" / "status_train.tsv")
TRUST = {
    "occurred": 0.8, "ongoing": 0.1, "planned": 0.1, "hypothetical": 0.3,
    "threatened": 0.3, "attempted": 0.8, "denied": 0.1,
}  # fmt: skip
"""Log odds against a status of the cues from which the head was right oftener than they were, by cross-fitting."""
VECTOR = 384
"""Size of the reader's vectors."""
DONE = 1.2
"""Weight of an act that occurred: in the news they are three in four, among all acts of training four in seven."""
_BESIDE = ("statement:", "happening:")
"""Reasons for a status that stand outside of the act's sentence: the networks see no more than that."""
WIDE, HEADS, FORM = 48, 4, 64
SEEN = 9
"""How often a named feature must occur to be learned."""


@dataclass
class Row:
    """One labelled act, as the product reads it; ``text`` is its sentence or the name of its report."""

    text: str
    words: np.ndarray
    place: int
    features: dict[str, float]
    cues: int
    label: int


def read(paths: Sequence[Path]) -> list[Row]:
    """The labelled acts of some files: text, word, status, type."""
    reader, cues, rows = load(), load_status_cues(), []
    for path in paths:
        for line in path.read_text("utf-8").split("\n")[1:]:
            if not line:
                continue
            text, trigger, status, type_ = line.split("\t")
            found = reader(text).token_at(text.index(trigger))
            assert found is not None, line
            sentence, word = found
            decision: Any = decide_status(sentence, word, type_, None, cues)  # type: ignore[arg-type]  # the file's types
            features = features_of(sentence, word, type_, decision, cues)  # type: ignore[arg-type]  # likewise
            assert sentence.vectors is not None
            matrix = words_of(sentence, sentence.vectors, word, cues)
            rows.append(
                Row(text, matrix, word.index, features, STATUSES.index(decision.status), STATUSES.index(status))  # type: ignore[arg-type]  # the file's status
            )
    return rows


def read_news(bench: Path) -> list[Row]:
    """The judged acts of news that the head is asked about, each with the status that the report gives it."""
    cues, rows = load_status_cues(), []
    for name, judged in judged_scenes(bench, "train", LABELS):
        for scene, label in judged:
            event, sentence, word = scene.event, scene.sentence, scene.word
            if label is None or label.act == "s" or label.status in "n-" or sentence.vectors is None:
                continue
            if any(it.about == "status" and it.by.startswith(_BESIDE) for it in event.because):
                continue
            decision = decide_status(sentence, word, event.type, None, cues)
            if not is_asked(sentence, word, event.type, decision.by):
                continue
            matrix = words_of(sentence, sentence.vectors, word, cues)
            features = features_of(sentence, word, event.type, decision, cues)
            rows.append(
                Row(name, matrix, word.index, features, STATUSES.index(decision.status), STATUSES.index(label.status))  # type: ignore[arg-type]  # the file's status
            )
    return rows


class Network(torch.nn.Module):
    """As ``StatusHead`` computes it."""

    def __init__(self, width: int, names: int) -> None:
        super().__init__()
        self.first = torch.nn.Linear(width, WIDE)
        self.form = torch.nn.Linear(names, FORM)
        self.ask = torch.nn.Linear(WIDE, WIDE)
        self.key = torch.nn.Linear(WIDE, WIDE, bias=False)
        self.value = torch.nn.Linear(WIDE, WIDE)
        self.out = torch.nn.Linear(2 * WIDE + FORM, len(STATUSES))
        self.skip = torch.nn.Linear(names, len(STATUSES), bias=False)

    def forward(
        self, words: torch.Tensor, mask: torch.Tensor, place: torch.Tensor, named: torch.Tensor
    ) -> torch.Tensor:
        def drop(values: torch.Tensor, share: float) -> torch.Tensor:
            return functional.dropout(values, share, self.training)

        seen = torch.cat([drop(words[..., :VECTOR], 0.3), words[..., VECTOR:]], -1)
        told = drop(functional.gelu(self.first(seen)), 0.2)
        own = told[torch.arange(len(told)), place]
        count, size, _ = told.shape
        ask = self.ask(own).view(count, HEADS, -1)
        key = self.key(told).view(count, size, HEADS, -1)
        value = self.value(told).view(count, size, HEADS, -1)
        odds = torch.einsum("bhd,bnhd->bhn", ask, key) * ask.shape[-1] ** -0.5
        heard = odds.masked_fill(~mask[:, None], -1e9).softmax(-1)
        context = torch.einsum("bhn,bnhd->bhd", heard, value).reshape(count, -1)
        named = drop(named, 0.3)
        form = drop(functional.gelu(self.form(named)), 0.2)
        return self.out(drop(torch.cat([own, context, form], -1), 0.3)) + self.skip(named)


def scale_of(rows: Sequence[Row]) -> Scale:
    scale = Scale.of(np.concatenate([row.words for row in rows]))
    scale.mean[VECTOR:], scale.spread[VECTOR:] = 0, 1
    return scale


def packed(rows: Sequence[Row], scale: Scale, names: dict[str, int]) -> list[torch.Tensor]:
    """The rows as tensors: words, mask, place, named features, label."""
    longest = max(len(row.words) for row in rows)
    words = np.zeros((len(rows), longest, rows[0].words.shape[1]), np.float32)
    mask = np.zeros((len(rows), longest), bool)
    named = np.zeros((len(rows), len(names)), np.float32)
    for at, row in enumerate(rows):
        words[at, : len(row.words)] = (row.words - scale.mean) / scale.spread
        mask[at, : len(row.words)] = True
        for name, value in row.features.items():
            if name in names:
                named[at, names[name]] = value
    arrays = (words, mask, np.array([row.place for row in rows]), named, np.array([row.label for row in rows]))
    return [torch.from_numpy(array) for array in arrays]


def fit(rows: list[torch.Tensor], epochs: int, seed: int, rate: float = 2e-3, batch: int = 32) -> Network:
    """One network, fitted on all rows."""
    torch.manual_seed(seed)
    words, mask, place, named, label = rows
    network = Network(words.shape[-1], named.shape[-1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.05)
    weights = torch.tensor([DONE if status == "occurred" else 1.0 for status in STATUSES])
    steps, step = epochs * -(-len(label) // batch), 0
    for _ in range(epochs):
        network.train()
        for some in torch.randperm(len(label)).split(batch):
            for group in optimizer.param_groups:
                group["lr"] = rate * (1 - step / steps)
            step += 1
            longest = int(mask[some].sum(1).max())
            odds = network(words[some, :longest], mask[some, :longest], place[some], named[some])
            loss = functional.cross_entropy(odds, label[some], weights, label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return network.eval()


def weights_of(networks: Sequence[Network], scale: Scale, names: dict[str, int]) -> dict[str, np.ndarray]:
    """The networks side by side, transposed for ``x @ weight``, the scale of the words within the first map."""
    found: dict[str, np.ndarray] = {}
    for name in ("first", "form", "ask", "key", "value", "out", "skip"):
        weight, bias = side_by_side(networks, name, scale if name == "first" else None)
        name = "in" if name == "first" else name
        found[f"{name}.weight"] = weight.astype(np.float32 if name == "in" else np.float16)
        if bias is not None:
            found[f"{name}.bias"] = bias.astype(np.float32)
    found["names"] = np.frombuffer("\n".join(names).encode(), np.uint8)
    return {name: np.ascontiguousarray(value) for name, value in found.items()}


def names_of(rows: Sequence[Row]) -> dict[str, int]:
    return frequent((row.features for row in rows), SEEN)


def folds(rows: Sequence[Row], many: int = 5) -> list[np.ndarray]:
    """The rows to leave out together, those of one sentence always together."""
    texts = sorted({row.text for row in rows})
    order = dict(zip(texts, np.random.default_rng(0).permutation(len(texts)) % many, strict=True))
    return [np.array([at for at, row in enumerate(rows) if order[row.text] == fold]) for fold in range(many)]


def cross_fitted(rows: Sequence[Row], epochs: int, seeds: int) -> np.ndarray:
    """For each act the chances by networks that have not seen its sentence."""
    chances = np.zeros((len(rows), len(STATUSES)), np.float32)
    for out in folds(rows):
        kept = [row for at, row in enumerate(rows) if at not in set(out.tolist())]
        scale, names = scale_of(kept), names_of(kept)
        inside, outside = packed(kept, scale, names), packed([rows[at] for at in out], scale, names)
        for seed in range(seeds):
            network = fit(inside, epochs, seed)
            with torch.no_grad():
                chances[out] += network(*outside[:4]).softmax(-1).numpy() / seeds
    return chances


def report(rows: Sequence[Row], chances: np.ndarray, title: str) -> None:
    """Prints how often cues, head and both are right, in all and by status."""
    head = StatusHead({}, {}, TRUST)
    right = collections.Counter[tuple[str, str]]()
    total = collections.Counter(STATUSES[row.label] for row in rows)
    for row, chance in zip(rows, chances, strict=True):
        found = head.against(chance, STATUSES[row.cues])
        both = row.cues if found is None else STATUSES.index(found[0])
        for name, said in (("cues", row.cues), ("head", int(chance.argmax())), ("both", both)):
            right[name, STATUSES[row.label]] += said == row.label
    for name in ("cues", "head", "both"):
        share = 100 * sum(right[name, status] for status in STATUSES) / len(rows)
        parts = " ".join(f"{status} {right[name, status]}/{total[status]}" for status in STATUSES)
        print(f"{title} {name}: {share:.1f} ({parts})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--networks", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="fit only, without the figures by cross-fitting")
    options = parser.parse_args()
    torch.set_num_threads(1)
    own, news = read(SOURCES), read_news(options.bench)
    rows = own + news
    print(len(own), "acts of our own writing,", len(news), "of news", flush=True)
    scale, names = scale_of(rows), names_of(rows)
    inside = packed(rows, scale, names)
    networks = [fit(inside, options.epochs, seed) for seed in range(options.networks)]
    content = save(weights_of(networks, scale, names))
    (MODEL / "status.safetensors").write_bytes(content)
    about = json.loads((MODEL / "manifest.json").read_text("utf-8"))
    about["status"] = {
        "engine": manifest()["engine"],
        "made": "2026-11-29",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "trust": TRUST,
    }
    (MODEL / "manifest.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    print(len(content), "bytes", flush=True)
    if not options.quick:
        chances = cross_fitted(rows, options.epochs, 1)
        report(own, chances[: len(own)], "cross-fitted, our own")
        report(news, chances[len(own) :], "cross-fitted, news")


if __name__ == "__main__":
    main()
