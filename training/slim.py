"""Make the trained reader faster: ``python training/slim.py START DATA OUT [--inner 1152] [--minutes 16]``.

The inner maps of each layer of the encoder are cut to the units that tell most, and the map back is fitted anew by
least squares (both on what the units say of train texts).  Then the whole encoder is taught to give the vectors of the
one it was made from, its last layer's and those of the layer that is read beside it.  The heads stay as they are.
DATA holds what ``corpora.py`` wrote; no label is read.
"""

from __future__ import annotations

import argparse
import copy
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from dateline.parse.pieces import Pieces
from model import MIDDLE, Encoder, Layer, labels_of
from train import Windows, batches, read, tensors

Json = dict[str, Any]
PIECES = 2048
"""Padded word pieces of a batch."""
GATHERED = 40
"""Batches whose units are looked at to choose among them."""
RIDGE = 1e-4


def stream(folder: Path, windows: Windows, rng: random.Random) -> Iterator[Json]:
    """Batches of all train texts without end, in an order of their own each time."""
    documents = [it for found in read(folder, "train").values() for it in found]
    while True:
        rng.shuffle(documents)
        for first in range(0, len(documents), 200):
            groups = list(batches(windows.of(documents[first : first + 200], rng), PIECES))
            rng.shuffle(groups)
            for group in groups:
                batch = tensors([{**window, "pairs": [], "soft": [], "acts": []} for window in group])
                sizes = torch.tensor([len(window["first"]) for window in group])
                yield batch | {"inside": torch.arange(batch["first"].shape[1])[None] < sizes[:, None]}


def chosen(gram: Tensor, back: Tensor, count: int) -> Tensor:
    """The units to keep: those without which most of what all send back would be lost.

    ``gram`` is the sum of products of each two units' values about their means, ``back`` the map from units to
    outputs.  Greedy, by the fall of the squared error of the outputs (orthogonal least squares; Chen, Cowan and Grant
    1991, IEEE Transactions on Neural Networks 2(2)).
    """
    left = gram.double().clone()
    told = left @ back.double()
    floor = left.diagonal().mean() * 1e-6
    found: list[int] = []
    for _ in range(count):
        size = left.diagonal()
        gain = told.square().sum(1) / size.clamp(min=floor)
        gain[found] = -1
        best = int(gain.argmax())
        found.append(best)
        row = left[best].clone()
        if row[best] > floor:
            told -= torch.outer(row / row[best], told[best])
            left -= torch.outer(row, row) / row[best]
    return torch.tensor(sorted(found))


def narrowed(layer: Layer, inputs: list[Tensor], count: int) -> float:
    """Cuts the layer's inner map to ``count`` units; the part of the variance of what it adds that is lost."""
    with torch.no_grad():
        units = torch.cat([F.gelu(layer.wide(x)) for x in inputs])
        back = layer.narrow.weight.T
        about = units - units.mean(0)  # the bias of the map back keeps what is the same everywhere
        kept = chosen(about.T @ about, back, count)
        del about
        wanted = units @ back
        some = torch.cat([units[:, kept], torch.ones(len(units), 1)], 1).double()
        gram = some.T @ some
        gram += RIDGE * gram.diagonal().mean() * torch.eye(len(gram), dtype=torch.double)
        # Fitted as a change of the old map, so that the ridge holds the weights near to what they were.
        old = torch.cat([back[kept], torch.zeros(1, back.shape[1])]).double()
        new = old + torch.linalg.solve(gram, some.T @ (wanted.double() - some @ old))
        lost = (wanted - (some @ new).float()).square().sum() / (wanted - wanted.mean(0)).square().sum()
        layer.wide.weight = torch.nn.Parameter(layer.wide.weight[kept].clone())
        layer.wide.bias = torch.nn.Parameter(layer.wide.bias[kept].clone())
        layer.narrow.weight = torch.nn.Parameter(new[:-1].T.float().contiguous())
        layer.narrow.bias = torch.nn.Parameter(layer.narrow.bias + new[-1].float())
    return float(lost)


@torch.no_grad()
def cut(encoder: Encoder, found: list[Json], count: int) -> None:
    """Narrows the layers from the first to the last, each on what the narrowed ones before it give."""
    inside = [batch["ids"] != 0 for batch in found]
    rows = [encoder.opened(batch["ids"], batch["cases"]) for batch in found]
    masks = [(batch["ids"] == 0)[:, None, None, :] * -1e4 for batch in found]
    for index, layer in enumerate(encoder.layers):
        middles = [layer.attended(x, mask) for x, mask in zip(rows, masks, strict=True)]
        lost = narrowed(layer, [x[known] for x, known in zip(middles, inside, strict=True)], count)
        rows = [layer.norm2(x + layer.narrow(F.gelu(layer.wide(x)))) for x in middles]
        print(f"layer {index}: {100 * lost:.2f} % of the variance lost", flush=True)


def apart(left: Tensor, right: Tensor) -> Tensor:
    """The mean squared difference, in parts of the right side's size."""
    return (left - right).square().mean() / right.square().mean()


def words_of(encoder: Encoder, batch: Json) -> list[Tensor]:
    """The vectors of the words, of the layer read beside the last and of the last."""
    at = batch["first"][:, :, None]
    found = encoder.both(batch["ids"], batch["cases"])
    return [it.float().gather(1, at.expand(-1, -1, it.shape[2]))[batch["inside"]] for it in found]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("start", type=Path)
    options.add_argument("data", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--inner", type=int, default=1152)
    options.add_argument("--minutes", type=float, default=16)
    options.add_argument("--rate", type=float, default=5e-5)
    options.add_argument("--seed", type=int, default=5)
    options.add_argument("--half", action="store_true")
    options.add_argument("--resume", type=Path, help="a student that was cut and is to be taught on")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.set_flush_denormal(True)
    torch.manual_seed(given.seed)
    weights = load_file(given.start)
    labels = labels_of(given.start.parent)
    lines = (given.start.parent / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    wide = Encoder.of(weights)
    wide.eval().requires_grad_(False)
    found = stream(given.data, Windows(Pieces(lines), labels), random.Random(given.seed))  # noqa: S311  (order, no secret)
    if given.resume:
        slim = Encoder.of(load_file(given.resume))
    else:
        slim = copy.deepcopy(wide)
        cut(slim, [next(found) for _ in range(GATHERED)], given.inner)
    slim.requires_grad_(True).train()
    slim.drop.p = 0.0
    optimiser = torch.optim.AdamW(slim.parameters(), lr=given.rate, weight_decay=0.0, fused=True)
    started, step, sums = time.time(), 0, [0.0] * 2
    while (done := (time.time() - started) / (60 * given.minutes)) < 1:
        batch = next(found)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=given.half):
            with torch.no_grad():
                theirs = words_of(wide, batch)
            ours = words_of(slim, batch)
        losses = [apart(left, right) for left, right in zip(ours, theirs, strict=True)]
        for group in optimiser.param_groups:
            group["lr"] = given.rate * min(1.0, (step + 1) / 50, 1 - done)
        optimiser.zero_grad(set_to_none=True)
        (losses[1] + 0.5 * losses[0]).backward()
        torch.nn.utils.clip_grad_norm_(slim.parameters(), 1.0)
        optimiser.step()
        step += 1
        sums = [total + loss.item() for total, loss in zip(sums, losses, strict=True)]
        if step % 50 == 0:
            shown = " ".join(f"{total / 50:.4f}" for total in sums)
            print(f"{step} {time.time() - started:.0f}s apart, layer {MIDDLE} and last: {shown}", flush=True)
            sums = [0.0] * 2
        if step % 200 == 0:
            _write(given.out, weights, slim, given.start)
    _write(given.out, weights, slim, given.start)


def _write(out: Path, weights: dict[str, Tensor], slim: Encoder, start: Path) -> None:
    own = {f"encoder.{name}": value.detach().contiguous() for name, value in slim.state_dict().items()}
    save_file({**weights, **own}, out / "student.safetensors")
    for name in ("labels.json", "vocabulary.txt"):
        shutil.copyfile(start.parent / name, out / name)


if __name__ == "__main__":
    main()
