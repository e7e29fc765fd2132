"""Fit the networks that vet the events of news (``dateline.events.vetting``).

    python training/vetting.py BENCH --heads DIR            codes the reports, fits, writes the model, prints figures
    python training/vetting.py BENCH --heads DIR --quick    without the figures by cross-fitting

Learned from ``training/own/vetted.tsv``: the events that the coder made of train reports of six corpora in ``BENCH``,
each read and judged by us; and from ``training/own/told.tsv``: sentences in which every act was marked, so that the
events coded there are judged by them.  The files name reports by checksum and words by their offsets; they hold no
text.  The events of dev reports in ``benchmarks/vetted.tsv`` are kept apart: ``benchmarks/vetting.py`` counts them.
"""

from __future__ import annotations

import argparse
import collections
import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch
from safetensors.numpy import load_file, save
from torch.nn import functional

from dateline import pipeline
from dateline.codebook.acts import TYPES
from dateline.events import AnnotatedReport, act_head
from dateline.events.act_head import ENTRY, Seen, seen_in
from dateline.events.coding import made_events
from dateline.events.public_standing import BRIEF, doubts_of
from dateline.events.signs import (
    SIDES,
    Scene,
    Side,
    Signs,
    event_signs,
    event_vector,
    party_signs,
    party_vector,
    scenes_of,
)
from dateline.parse.assembly import cut
from dateline.parse.heads import manifest
from dateline.record import Party
from fitting import Scale, frequent, side_by_side
from reports import annotated
from told import FILE, FOLDS, Act, Span, acts_of, fold_of, labelled_rows

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "src" / "dateline" / "events" / "model"
LABELS = ROOT / "training" / "own" / "vetted.tsv"
LEAST, LEAST_PARTY = 0.5, 0.5
"""Chances from which an event stands and a party takes part."""
SEEN = 10
"""How often a sign must occur to be learned."""
JUDGED = 15
"""Judged events of an entry from which the networks may leave its events out."""
WIDE, FORM = 24, 24
KINDS = ("events", "parties")
TOGETHER = 20
"""Reports after which the memory of those read before is freed: each holds its vectors, and refers to itself."""


@dataclass(frozen=True)
class Label:
    """One judged event: how it was judged, its parties by side and the start of their words, and its status.

    The status is ``n`` where the coder's was wrong and the right one was left open, ``-`` where there is no act.
    """

    act: str
    parties: dict[str, dict[int, str]]
    status: str


@dataclass
class Example:
    """One thing that was judged: its report, its signs and vectors, and the answers."""

    report: str
    signs: Signs
    vector: np.ndarray
    answers: list[float]


Key = tuple[str, str]
Named = tuple[int, str, str]


def labels_of(path: Path) -> dict[Key, dict[Named, Label]]:
    """By corpus and checksum of the report's name the labels of its events, by trigger, type and mode."""
    found: dict[Key, dict[Named, Label]] = collections.defaultdict(dict)
    for line in path.read_text("utf-8").splitlines()[1:]:
        corpus, report, start, type_, mode, act, *sides, status, _, hand = line.split("\t")
        if hand == "1":
            parties = {side: _parties(told) for side, told in zip(SIDES, sides, strict=True)}
            found[corpus, report][int(start), type_, mode] = Label(act, parties, status)
    return found


def _parties(told: str) -> dict[int, str]:
    if told == "-":
        return {}
    spans = (one.split(":") for one in told.split(","))
    return {int(span.split("-")[0]): verdict for span, verdict in spans}


def judged_scenes(bench: Path, part: str, path: Path) -> Iterator[tuple[str, list[tuple[Scene, Label | None]]]]:
    """The labelled reports, coded up to where events are vetted: each event with its label, if it has one."""
    coder = pipeline.load()
    for corpus, row, own in labelled_rows(bench, part, labels_of(path)):
        report = annotated(coder, row)
        if len(report.parsed.sentences) > BRIEF:
            seen = seen_in(report.parsed, coder.books.events.acts)
            yield f"{corpus} {row['id']}", [(scene, own.get(_named(scene))) for scene in _scenes(coder, report, seen)]


def _scenes(coder: pipeline.Coder, report: AnnotatedReport, seen: Mapping[int, Seen]) -> Iterator[Scene]:
    made, _ = made_events(report, coder.books.events, seen)
    return scenes_of(made, report.parsed, seen, doubts_of(made, report.parsed, report.parties, seen))


def told_scenes(bench: Path, heads: Path) -> Iterator[tuple[str, list[tuple[Scene, Label | None]]]]:
    """The reports of which sentences were read whole, likewise: an event is right that tells one of the acts marked.

    The act head has learned from these sentences; ``heads`` has one for each fold of the reports that has not.
    """
    coder, about = pipeline.load(), {"engine": manifest()["engine"], "types": TYPES}
    by_fold = [act_head.head_of_weights(load_file(heads / f"{fold}.safetensors"), about) for fold in range(FOLDS)]
    for corpus, row, own in labelled_rows(bench, "train", acts_of(FILE)):
        report = annotated(coder, row)
        if len(report.parsed.sentences) <= BRIEF:
            continue
        with mock.patch.object(act_head, "act_head", partial(by_fold.__getitem__, fold_of(str(row["id"])))):
            seen = seen_in(report.parsed, coder.books.events.acts)
            scenes = list(_scenes(coder, report, seen))
            act_head.ask_sides((scene.seen, scene.word, scene.event.type) for scene in scenes)
        homes = [(cuts[0][0], cuts[-1][1]) for cuts in cut(row["text"]) if cuts[0][0] in own]
        yield f"{corpus} {row['id']}", list(_by_acts(scenes, homes, own))


def _by_acts(
    scenes: Sequence[Scene], homes: Sequence[Span], own: Mapping[int, Sequence[Act]]
) -> Iterator[tuple[Scene, Label | None]]:
    """The events of the sentences that were read, each judged by the acts marked there; an act has one event.

    An event at the word of an act that another one tells already is not judged.
    """
    for first, last in homes:
        acts = [act for act in own[first] if first <= act.start < last]
        here = [scene for scene in scenes if first <= scene.sentence.start < last]
        pairs: dict[int, Act] = {}
        for strict in (True, False):
            for act in acts:
                if any(act is it for it in pairs.values()):
                    continue
                free = [
                    (scene.event.type != act.type, place)
                    for place, scene in enumerate(here)
                    if place not in pairs and (_tells(scene, act) or (not strict and scene.event.type == act.type))
                ]
                if free:
                    pairs[min(free)[1]] = act
        for place, scene in enumerate(here):
            paired = pairs.get(place)
            if paired is None and any(_tells(scene, act) for act in acts):
                continue
            right = paired is not None and paired.type == scene.event.type
            parties = {side: _by_sides(scene, side, paired if right else None) for side in SIDES}
            yield scene, Label("y" if right else "n", parties, "-")


def _tells(scene: Scene, act: Act) -> bool:
    """Whether an event's words hold the word of an act."""
    spans = [scene.event.trigger, *(it for why in scene.event.because if why.about == "type" for it in why.evidence)]
    return any(span.start <= act.start < span.end for span in spans)


def _by_sides(scene: Scene, side: Side, act: Act | None) -> dict[int, str]:
    """How the parties of a side are judged that stand in the act's own sentence: right, on the wrong side, or wrong."""
    if act is None:
        return {}
    own, other = (act.actors, act.recipients) if side == "actors" else (act.recipients, act.actors)
    found: dict[int, str] = {}
    for party in getattr(scene.event, side):
        if scene.sentence.start <= party.start < scene.sentence.end:
            verdicts = [name for name, spans in (("y", own), ("r", other)) if _meets(party, spans)]
            found[party.start] = (verdicts or ["n"])[0]
    return found


def _meets(party: Party, spans: Sequence[Span]) -> bool:
    return any(party.start < end and start < party.end for start, end in spans)


def _named(scene: Scene) -> Named:
    event = scene.event
    return event.trigger.start, event.type, event.mode or "-"


def examples(reports: Iterable[tuple[str, list[tuple[Scene, Label | None]]]]) -> dict[str, list[Example]]:
    """What each kind of network learns from, or is measured on."""
    found: dict[str, list[Example]] = {kind: [] for kind in KINDS}
    for read, (name, judged) in enumerate(reports, 1):
        if read % TOGETHER == 0:
            gc.collect()
        for scene, label in judged:
            if label is None:
                continue
            if not _is_accident(scene, label):
                # What the act head alone sees, and was told before, is no event of its own.
                told = [float(label.act == "y" or (label.act == "d" and scene.entry != ENTRY))]
                found["events"].append(Example(name, event_signs(scene), event_vector(scene), told))
            for side in SIDES:
                parties: tuple[Party, ...] = getattr(scene.event, side)
                for place, party in enumerate(parties):
                    verdict = label.parties[side].get(party.start)
                    if verdict is not None:
                        answers = [float(verdict in "ybw"), float(verdict == "r")]
                        vector = party_vector(scene, party)
                        found["parties"].append(Example(name, party_signs(scene, side, place), vector, answers))
    return found


def judged_examples(bench: Path, path: Path) -> dict[str, list[Example]]:
    """What is learned from the train reports whose events were judged."""
    return examples(judged_scenes(bench, "train", path))


def told_examples(bench: Path, heads: Path) -> dict[str, list[Example]]:
    """What is learned from the sentences in which every act was marked."""
    return examples(told_scenes(bench, heads))


def _is_accident(scene: Scene, label: Label) -> bool:
    """Whether somebody was harmed, though by no act of violence: whether that is an event is left as it was."""
    return scene.event.type == "ASSAULT" and label.act == "s" and "y" in label.parties["recipients"].values()


# -- the networks ----------------------------------------------------------------------------------------------------


class Network(torch.nn.Module):
    """As ``vetting.Judges`` computes it."""

    def __init__(self, vectors: int, names: int, answers: int) -> None:
        super().__init__()
        self.vector = torch.nn.Linear(vectors, WIDE)
        self.form = torch.nn.Linear(names, FORM)
        self.out = torch.nn.Linear(WIDE + FORM, answers)
        self.skip = torch.nn.Linear(names, answers, bias=False)
        torch.nn.init.zeros_(self.skip.weight)

    def forward(self, signs: torch.Tensor, vectors: torch.Tensor) -> torch.Tensor:
        def drop(values: torch.Tensor, share: float) -> torch.Tensor:
            return functional.dropout(values, share, self.training)

        signs = drop(signs, 0.3)
        told = drop(functional.gelu(self.vector(drop(vectors, 0.4))), 0.3)
        form = drop(functional.gelu(self.form(signs)), 0.3)
        return self.out(torch.cat([told, form], 1)) + self.skip(signs)


def scale_of(rows: Sequence[Example]) -> Scale:
    return Scale.of(np.stack([row.vector for row in rows]))


def names_of(rows: Sequence[Example], seen: int) -> dict[str, int]:
    return frequent((row.signs for row in rows), seen)


def packed(rows: Sequence[Example], scale: Scale, names: dict[str, int]) -> list[torch.Tensor]:
    """The rows as tensors: signs, vectors, answers."""
    signs = np.zeros((len(rows), len(names)), np.float32)
    for at, row in enumerate(rows):
        for name, value in row.signs.items():
            if name in names:
                signs[at, names[name]] = value
    vectors = ((np.stack([row.vector for row in rows]) - scale.mean) / scale.spread).astype(np.float32)
    answers = np.array([row.answers for row in rows], np.float32)
    return [torch.from_numpy(array) for array in (signs, vectors, answers)]


def fit(rows: list[torch.Tensor], epochs: int, seed: int, rate: float = 2e-3, batch: int = 48) -> Network:
    """One network, fitted on all rows."""
    torch.manual_seed(seed)
    signs, vectors, answers = rows
    network = Network(vectors.shape[1], signs.shape[1], answers.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.05)
    steps, step = epochs * -(-len(answers) // batch), 0
    network.train()
    for _ in range(epochs):
        for some in torch.randperm(len(answers)).split(batch):
            for group in optimizer.param_groups:
                group["lr"] = rate * (1 - step / steps)
            step += 1
            odds = network(signs[some], vectors[some])
            # No judge is always right: the answers are held a little less certain than they were given.
            loss = functional.binary_cross_entropy_with_logits(odds, 0.94 * answers[some] + 0.03)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return network.eval()


def weights_of(networks: Sequence[Network], scale: Scale, names: dict[str, int]) -> dict[str, np.ndarray]:
    """The networks side by side, transposed for ``x @ weight``, the scale of the vectors within the first map."""
    found: dict[str, np.ndarray] = {}
    for name in ("vector", "form", "out", "skip"):
        weight, bias = side_by_side(networks, name, scale if name == "vector" else None)
        found[f"{name}.weight"] = weight.astype(np.float16)
        if bias is not None:
            found[f"{name}.bias"] = bias.astype(np.float32)
    found["names"] = np.frombuffer("\n".join(names).encode(), np.uint8)
    return {name: np.ascontiguousarray(value) for name, value in found.items()}


def cross_fitted(rows: Sequence[Example], seen: int, epochs: int, folds: int = 5) -> np.ndarray:
    """For each example the chances by a network that has not seen its report."""
    names = sorted({row.report for row in rows})
    order = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % folds, strict=True))
    chances = np.zeros((len(rows), len(rows[0].answers)), np.float32)
    for fold in range(folds):
        kept = [row for row in rows if order[row.report] != fold]
        out = [at for at, row in enumerate(rows) if order[row.report] == fold]
        scale, signs = scale_of(kept), names_of(kept, seen)
        network = fit(packed(kept, scale, signs), epochs, 0)
        left = packed([rows[at] for at in out], scale, signs)
        with torch.no_grad():
            chances[out] = torch.sigmoid(network(left[0], left[1])).numpy()
    return chances


def report(rows: Sequence[Example], chances: np.ndarray, title: str, least: float) -> None:
    """Prints how many of the examples are right before and after, and how many of the right ones stay."""
    right = np.array([row.answers[0] for row in rows]) > 0.5
    stays = chances[:, 0] >= least
    print(
        f"{title}: {len(rows)}, right {100 * right.mean():.1f} %; of those with a chance from {least} "
        f"{100 * right[stays].mean():.1f} %, {100 * stays[right].mean():.1f} % of the right ones; "
        f"area under the curve {area(right, chances[:, 0]):.3f}",
        flush=True,
    )


def area(right: np.ndarray, chances: np.ndarray) -> float:
    """The chance that of a right and a wrong example the right one has the higher chance."""
    ranks = np.empty(len(chances))
    ranks[np.argsort(chances, kind="stable")] = np.arange(1, len(chances) + 1)
    count = right.sum()
    return float((ranks[right].sum() - count * (count + 1) / 2) / (count * (len(right) - count)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--heads", type=Path, help="act heads of the folds, which `training/acts.py --folds` writes")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--networks", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="fit only, without the figures by cross-fitting")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with ProcessPoolExecutor(2) as pool:
        coded = [pool.submit(judged_examples, options.bench, LABELS)]
        if options.heads is not None:
            coded.append(pool.submit(told_examples, options.bench, options.heads))
        rows = {kind: [row for part in coded for row in part.result()[kind]] for kind in KINDS}
    bounds = dict(zip(KINDS, (LEAST, LEAST_PARTY), strict=True))
    tensors: dict[str, np.ndarray] = {}
    for kind in KINDS:
        scale, names = scale_of(rows[kind]), names_of(rows[kind], SEEN)
        inside = packed(rows[kind], scale, names)
        networks = [fit(inside, options.epochs, seed) for seed in range(options.networks)]
        tensors |= {f"{kind}.{name}": value for name, value in weights_of(networks, scale, names).items()}
        print(kind, len(rows[kind]), "examples,", len(names), "signs", flush=True)
        if not options.quick:
            report(rows[kind], cross_fitted(rows[kind], SEEN, options.epochs), f"{kind}, cross-fitted", bounds[kind])
    counts = collections.Counter(name for row in rows["events"] for name in row.signs if name.startswith("entry="))
    write(tensors, sorted(name.removeprefix("entry=") for name, count in counts.items() if count >= JUDGED))


def write(tensors: dict[str, np.ndarray], entries: Sequence[str]) -> None:
    """Puts the networks into the package, with what is known of them in the manifest."""
    content = save(tensors)
    (MODEL / "vetting.safetensors").write_bytes(content)
    about: dict[str, Any] = json.loads((MODEL / "manifest.json").read_text("utf-8"))
    about["vetting"] = {
        "engine": manifest()["engine"],
        "made": "2026-11-30",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "least": LEAST,
        "least_party": LEAST_PARTY,
        "entries": list(entries),
    }
    (MODEL / "manifest.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    print(len(content), "bytes")


if __name__ == "__main__":
    main()
