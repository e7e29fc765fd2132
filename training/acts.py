"""Fit the networks of the act head (``dateline.events.act_head``).

    python training/acts.py BENCH            reads the labelled sentences, fits, writes the model, prints figures
    python training/acts.py BENCH --quick    without the figures by cross-fitting
    python training/acts.py BENCH --folds DIR
                                             fits one for each fold of the reports, without it; ``training/vetting.py``
                                             needs them, to know what the head says of sentences it has not seen

Learned from ``training/own/told.tsv``: sentences of train reports of five corpora in ``BENCH`` in which we marked every
act, its type and its parties.  Those of dev reports in ``benchmarks/told.tsv`` are kept apart, to measure only;
``benchmarks/recall.py`` measures the whole product on them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save
from torch.nn import functional

from dateline import intake, pipeline
from dateline.codebook.acts import TYPES, Acts
from dateline.events.act_head import (
    LIKELY,
    Part,
    side_parts,
    side_signs,
    taking_part,
    telling,
    word_parts,
    word_signs,
)
from dateline.events.fillers import head_of
from dateline.parse.assembly import cut
from dateline.parse.heads import manifest
from dateline.parse.tree import Sentence
from fitting import Scale, frequent, side_by_side
from told import BLIND, FILE, FOLDS, Act, Span, acts_of, fold_of, labelled_rows

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "src" / "dateline" / "events" / "model"
KINDS = {"words": TYPES, "sides": ("ACTOR", "RECIPIENT")}
"""The networks, and what they answer beside nothing."""
SEEN = {"words": 10, "sides": 10}
"""Examples that a sign must have to be weighed."""
WIDE = {"words": 160, "sides": 128}
EPOCHS = {"words": 8, "sides": 7}


@dataclass
class Examples:
    """What a network learns from: by row the report, the signs, the vectors and the number of the answer, 0 of none."""

    reports: list[str]
    signs: list[list[str]]
    vectors: np.ndarray
    answers: np.ndarray


def labelled(bench: Path, part: str, path: Path, hand: str = "") -> Iterator[tuple[str, Sentence, list[Act]]]:
    """The sentences that were read, as the product reads them in their reports, with their acts."""
    coder = pipeline.load()
    for corpus, row, own in labelled_rows(bench, part, acts_of(path, hand)):
        name, dated, title = str(row["id"]), row.get("published"), row.get("title")
        report = intake.read_text(row["text"], published=dated, title=title, id=name)
        parsed = coder.reader(report.text, None if report.dateline is None else report.dateline.end)
        homes = [(cuts[0][0], cuts[-1][1]) for cuts in cut(row["text"]) if cuts[0][0] in own]
        for sentence in parsed.sentences:
            home = next((it for it in homes if it[0] <= sentence.start < it[1]), None)
            if home is not None:
                acts = [act for act in own[home[0]] if sentence.start <= act.start < sentence.end]
                yield f"{corpus} {row['id']}", sentence, acts


def examples(rows: Sequence[tuple[str, Sentence, list[Act]]], acts: Acts) -> dict[str, Examples]:
    """What either network learns from, or is measured on."""
    found: dict[str, tuple[list[Any], ...]] = {kind: ([], [], [], []) for kind in KINDS}
    for report, sentence, told in rows:
        words = telling(sentence, acts)
        if words:
            kinds = {_word_at(sentence, act.start): act.type for act in told}
            answers = [1 + TYPES.index(kinds[it.index]) if it.index in kinds else 0 for it in words]
            signs = [word_signs(sentence, it, acts) for it in words]
            _add(found["words"], report, signs, whole(word_parts([(sentence, words)])), answers)
        for act in told:
            word = sentence[_word_at(sentence, act.start)]
            sides = {1: act.actors, 2: act.recipients}
            heads = {head: side for side, spans in sides.items() for head in _heads(sentence, spans)}
            inside = {index for spans in sides.values() for index in _indices(sentence, spans)}
            # Other words of a party say nothing: whether they stand for it is a matter of taste.
            parties = [it for it in taking_part(sentence, word) if it.index in heads or it.index not in inside]
            if parties:
                signs = [side_signs(sentence, word, act.type, it) for it in parties]
                answers = [heads.get(it.index, 0) for it in parties]
                _add(found["sides"], report, signs, whole(side_parts([(sentence, word, parties)])), answers)
    return {
        kind: Examples(reports, signs, np.concatenate(vectors), np.array(answers))
        for kind, (reports, signs, vectors, answers) in found.items()
    }


def whole(parts: Sequence[Part]) -> np.ndarray:
    """The vectors of things, piece beside piece."""
    return np.concatenate([rows[index] for rows, index in parts], axis=1)


def _add(
    found: tuple[list[Any], ...], report: str, signs: list[list[str]], vectors: np.ndarray, answers: list[int]
) -> None:
    found[0].extend([report] * len(answers))
    found[1].extend(signs)
    found[2].append(vectors)
    found[3].extend(answers)


def _word_at(sentence: Sentence, start: int) -> int:
    return next(token.index for token in sentence.tokens if token.end > start)


def _indices(sentence: Sentence, spans: Sequence[Span]) -> list[int]:
    return [it.index for it in sentence.tokens if any(it.start < end and it.end > start for start, end in spans)]


def _heads(sentence: Sentence, spans: Sequence[Span]) -> Iterator[int]:
    """The word of each span that hangs on something outside of it."""
    for span in spans:
        inside = _indices(sentence, [span])
        if inside:
            yield head_of(sentence, inside[0], inside[-1] + 1)


# -- the networks ----------------------------------------------------------------------------------------------------


class Net(torch.nn.Module):
    """As ``act_head.Network`` computes it; row 0 of the tables of signs stays empty."""

    def __init__(self, vectors: int, names: int, answers: int, wide: int) -> None:
        super().__init__()
        self.vector = torch.nn.Linear(vectors, wide)
        self.form = torch.nn.Embedding(names + 1, wide, padding_idx=0)
        self.out = torch.nn.Linear(wide, answers)
        self.skip = torch.nn.Embedding(names + 1, answers, padding_idx=0)
        with torch.no_grad():
            self.form.weight.mul_(0.05)
            self.skip.weight.zero_()

    def forward(self, places: torch.Tensor, vectors: torch.Tensor) -> torch.Tensor:
        if self.training:
            places = torch.where(torch.rand(places.shape) < 0.15, 0, places)
            vectors = functional.dropout(vectors, 0.4)
        hidden = functional.gelu(self.vector(vectors) + self.form(places).sum(1))
        return self.out(functional.dropout(hidden, 0.3, self.training)) + self.skip(places).sum(1)


def places_of(signs: Sequence[Sequence[str]], names: dict[str, int]) -> torch.Tensor:
    """The rows of the signs in the tables, padded with 0."""
    rows = [[names[name] + 1 for name in told if name in names] for told in signs]
    most = max(map(len, rows))
    return torch.tensor([row + [0] * (most - len(row)) for row in rows])


def fit(kind: str, rows: Examples, names: dict[str, int], scale: Scale, seed: int, rate: float = 1.5e-3) -> Net:
    """One network, fitted on all rows."""
    torch.manual_seed(seed)
    places, answers = places_of(rows.signs, names), torch.from_numpy(rows.answers)
    vectors = torch.from_numpy(((rows.vectors - scale.mean) / scale.spread).astype(np.float32))
    network = Net(vectors.shape[1], len(names), len(KINDS[kind]) + 1, WIDE[kind])
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.05)
    steps, step = EPOCHS[kind] * -(-len(answers) // 128), 0
    for _ in range(EPOCHS[kind]):
        for some in torch.randperm(len(answers)).split(128):
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 100) * (1 - step / steps)
            step += 1
            odds = network(places[some], vectors[some])
            loss = functional.cross_entropy(odds, answers[some], label_smoothing=0.02)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return network.eval()


@torch.no_grad()
def chances_of(networks: Sequence[Net], rows: Examples, names: dict[str, int], scale: Scale) -> np.ndarray:
    """The mean chances of the networks for each row."""
    places = places_of(rows.signs, names)
    vectors = torch.from_numpy(((rows.vectors - scale.mean) / scale.spread).astype(np.float32))
    return np.mean([network(places, vectors).softmax(1).numpy() for network in networks], axis=0)


def weights_of(networks: Sequence[Net], scale: Scale, names: dict[str, int]) -> dict[str, np.ndarray]:
    """The networks side by side, the scale of the vectors within the first map."""
    found: dict[str, np.ndarray] = {}
    for ours, theirs in (("in", "vector"), ("out", "out")):
        weight, bias = side_by_side(networks, theirs, scale if theirs == "vector" else None)
        assert bias is not None
        found |= {f"{ours}.weight": weight.astype(np.float16), f"{ours}.bias": bias.astype(np.float32)}
    for name in ("form", "skip"):
        found[name] = np.stack([getattr(it, name).weight.detach().numpy() for it in networks]).astype(np.float16)
    found["names"] = np.frombuffer("\n".join(names).encode(), np.uint8)
    return {name: np.ascontiguousarray(value) for name, value in found.items()}


def report(kind: str, rows: Examples, chances: np.ndarray, title: str) -> None:
    """Prints how many of the answers are right: of those from a chance of ``LIKELY`` that it is any."""
    wanted, best = rows.answers, chances[:, 1:].argmax(1) + 1
    if kind == "words":
        found = 1 - chances[:, 0] >= LIKELY
        _shown(f"{title}, acts", found & (wanted > 0), found, wanted > 0)
        _shown(f"{title}, acts of their type", found & (wanted == best), found, wanted > 0)
    for place, name in enumerate(KINDS[kind], 1) if kind == "sides" else ():
        found = chances[:, place] >= LIKELY
        _shown(f"{title}, {name}", found & (wanted == place), found, wanted == place)


def _shown(title: str, right: np.ndarray, found: np.ndarray, wanted: np.ndarray) -> None:
    precision, recall = right.sum() / max(1, found.sum()), right.sum() / max(1, wanted.sum())
    both = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{title}: precision {100 * precision:.1f}, recall {100 * recall:.1f}, F1 {100 * both:.1f}", flush=True)


def some(rows: Examples, places: np.ndarray) -> Examples:
    """The rows at these places."""
    numbers = places.tolist()
    reports, signs = ([part[it] for it in numbers] for part in (rows.reports, rows.signs))
    return Examples(reports, signs, rows.vectors[places], rows.answers[places])


def cross_fitted(kind: str, rows: Examples, folds: int = 4) -> np.ndarray:
    """For each row the chances by a network that has not seen its report."""
    names = sorted(set(rows.reports))
    order = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % folds, strict=True))
    fold_of = np.array([order[name] for name in rows.reports])
    chances = np.zeros((len(rows.answers), len(KINDS[kind]) + 1))
    for fold in range(folds):
        kept, out = some(rows, np.nonzero(fold_of != fold)[0]), np.nonzero(fold_of == fold)[0]
        signs, scale = frequent(kept.signs, SEEN[kind]), Scale.of(kept.vectors)
        chances[out] = chances_of([fit(kind, kept, signs, scale, 0)], some(rows, out), signs, scale)
    return chances


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--networks", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="fit only, without the figures by cross-fitting")
    parser.add_argument("--folds", type=Path, help="write the heads of the folds into this folder, and no model")
    parser.add_argument("--fold", type=int, nargs="*", default=range(FOLDS), help="these folds only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    books = pipeline.load().books.events.acts
    rows = examples(list(labelled(options.bench, "train", FILE)), books)
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in options.fold:
            tensors = fitted({kind: out_of(own, fold) for kind, own in rows.items()}, options.networks)
            (options.folds / f"{fold}.safetensors").write_bytes(save(tensors))
        return
    blind = examples(list(labelled(options.bench, "dev", BLIND, hand="1")), books)
    tensors: dict[str, np.ndarray] = {}
    for kind, own in rows.items():
        names, scale = frequent(own.signs, SEEN[kind]), Scale.of(own.vectors)
        networks = [fit(kind, own, names, scale, seed) for seed in range(options.networks)]
        tensors |= {f"{kind}.{name}": value for name, value in weights_of(networks, scale, names).items()}
        print(
            f"{kind}: {len(own.answers)} examples, {(own.answers > 0).sum()} positive, {len(names)} signs", flush=True
        )
        report(kind, blind[kind], chances_of(networks, blind[kind], names, scale), f"{kind}, blind")
        if not options.quick:
            report(kind, own, cross_fitted(kind, own), f"{kind}, cross-fitted")
    write(tensors)


def out_of(rows: Examples, fold: int) -> Examples:
    """The rows of the reports that are not of a fold."""
    return some(rows, np.array([at for at, name in enumerate(rows.reports) if fold_of(name.split(" ", 1)[1]) != fold]))


def fitted(rows: dict[str, Examples], count: int) -> dict[str, np.ndarray]:
    """The weights of both networks, each ``count`` times, fitted on the rows."""
    tensors: dict[str, np.ndarray] = {}
    for kind, own in rows.items():
        names, scale = frequent(own.signs, SEEN[kind]), Scale.of(own.vectors)
        networks = [fit(kind, own, names, scale, seed) for seed in range(count)]
        tensors |= {f"{kind}.{name}": value for name, value in weights_of(networks, scale, names).items()}
    return tensors


def write(tensors: dict[str, np.ndarray]) -> None:
    """Puts the networks into the package, with what is known of them in the manifest."""
    content = save(tensors)
    (MODEL / "acts.safetensors").write_bytes(content)
    about = json.loads((MODEL / "manifest.json").read_text(encoding="utf-8"))
    about["acts"] = {
        "engine": manifest()["engine"],
        "types": list(TYPES),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "data": "our own reading of sentences of train reports of PolNeAR, MUC-4, the TimeBank family, ECB+ and "
        "gun-violence reports; texts are not redistributed",
        "card": "docs/models/acts.md",
    }
    (MODEL / "manifest.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
