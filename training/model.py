"""The student: one small encoder and its light heads, in torch, as trained.

The encoder is all-MiniLM-L6-v2 (6 layers, 384 dimensions) with its token-type table widened to four rows that carry the
case of the word.  A word's vector is that of its first piece.  All heads read word vectors only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

TAGGERS = ("tag", "entity", "speaker", "cue", "content", "role", "party", "time", "harm")
ARC, RELATION, TYPE, ASK = 192, 128, 256, 128
MIDDLE = 4
"""The layer, counted from 1, whose vectors are read beside the last one's."""


class Layer(nn.Module):
    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.mixed = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.wide = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.attended(x, mask)
        return self.norm2(x + self.narrow(F.gelu(self.wide(x))))

    def attended(self, x: Tensor, mask: Tensor) -> Tensor:
        """The rows with what they take from each other, before the inner maps."""
        b, n, w = x.shape
        q, k, v = (
            f(x).view(b, n, self.heads, w // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value)
        )
        # written out: the fused kernel's backward pass is several times slower on a CPU at these lengths
        y = ((q @ k.transpose(2, 3)) * (w // self.heads) ** -0.5 + mask.to(q.dtype)).softmax(-1).to(v.dtype) @ v
        return self.norm1(x + self.mixed(y.transpose(1, 2).reshape(b, n, w)))


class Encoder(nn.Module):
    def __init__(self, size: int, width: int = 384, inner: Sequence[int] = (1536,) * 6, heads: int = 12) -> None:
        super().__init__()
        self.words = nn.Embedding(size, width)
        self.places = nn.Embedding(512, width)
        self.cases = nn.Embedding(4, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(width, units, heads) for units in inner)

    def forward(self, ids: Tensor, cases: Tensor) -> Tensor:
        return self.both(ids, cases)[1]

    def opened(self, ids: Tensor, cases: Tensor) -> Tensor:
        """What the first layer is given."""
        x = self.words(ids) + self.cases(cases) + self.places.weight[: ids.shape[1]]
        return self.drop(self.norm(x))

    def both(self, ids: Tensor, cases: Tensor) -> tuple[Tensor, Tensor]:
        """The vectors of layer ``MIDDLE`` and of the last."""
        x = self.opened(ids, cases)
        mask = (ids == 0)[:, None, None, :] * -1e4
        found = []
        for layer in self.layers:
            x = layer(x, mask)
            found.append(x)
        return found[MIDDLE - 1], x

    @classmethod
    def of(cls, weights: dict[str, Tensor]) -> Encoder:
        """The encoder of a trained student, whose layers may have inner maps of different widths."""
        own = {name.removeprefix("encoder."): it for name, it in weights.items() if name.startswith("encoder.")}
        inner = [len(own[f"layers.{index}.wide.bias"]) for index in range(6)]
        new = cls(len(own["words.weight"]), inner=inner)
        new.load_state_dict(own)
        return new

    @classmethod
    def pretrained(cls, folder: Path, kept: list[int]) -> Encoder:
        """The published weights; ``kept`` are the rows of the vocabulary that remain."""
        old = load_file(folder / "model.safetensors")
        old = {key.removeprefix("bert."): value for key, value in old.items()}
        new = cls(len(kept))
        state: dict[str, Tensor] = {
            "words.weight": old["embeddings.word_embeddings.weight"][kept],
            "places.weight": old["embeddings.position_embeddings.weight"],
            "cases.weight": old["embeddings.token_type_embeddings.weight"][:1].repeat(4, 1),
            "norm.weight": old["embeddings.LayerNorm.weight"],
            "norm.bias": old["embeddings.LayerNorm.bias"],
        }
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "mixed": "attention.output.dense", "norm1": "attention.output.LayerNorm", "wide": "intermediate.dense",
            "narrow": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        for index in range(6):
            for ours, theirs in names.items():
                for part in ("weight", "bias"):
                    state[f"layers.{index}.{ours}.{part}"] = old[f"encoder.layer.{index}.{theirs}.{part}"]
        new.load_state_dict(state)
        return new


class Student(nn.Module):
    """Encoder and heads.  ``labels`` maps a head to its labels in the order of their ids."""

    def __init__(self, encoder: Encoder, labels: dict[str, list[str]]) -> None:
        super().__init__()
        self.encoder = encoder
        self.labels = labels
        w = 384
        self.taggers = nn.ModuleDict({name: nn.Linear(w, len(labels[name])) for name in TAGGERS})
        self.arc_child, self.arc_head = nn.Linear(w, ARC), nn.Linear(w, ARC)
        self.arc_pair = nn.Parameter(torch.zeros(ARC, ARC))
        self.arc_bias = nn.Linear(ARC, 1)
        self.dep_child, self.dep_head = nn.Linear(w, RELATION), nn.Linear(w, RELATION)
        self.dep_out = nn.Linear(RELATION, len(labels["dep"]))
        self.acts = nn.Linear(2 * w, len(labels["acts"]))
        self.type_ask, self.type_key = nn.Linear(3 * w, ASK), nn.Linear(w, ASK)
        self.type_in = nn.Linear(5 * w, TYPE)
        self.type_out = nn.Linear(TYPE, len(labels["type"]))
        self.drop = nn.Dropout(0.15)
        nn.init.eye_(self.arc_pair)
        with torch.no_grad():
            self.arc_pair.mul_(0.1)

    def vectors(self, batch: dict[str, Any]) -> Tensor:
        """Word vectors ``[windows, words, 384]``."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bool(batch.get("half"))):
            x = self.encoder(batch["ids"], batch["cases"])
        x = x.float()
        return x.gather(1, batch["first"][:, :, None].expand(-1, -1, x.shape[2]))

    def arcs(self, x: Tensor, same: Tensor) -> Tensor:
        """Scores ``[windows, child, head]``; minus infinity outside the child's own sentence."""
        child, head = F.gelu(self.arc_child(x)), F.gelu(self.arc_head(x))
        scores = child @ self.arc_pair @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        return scores.masked_fill(~same, -1e4)

    def relations(self, x: Tensor, heads: Tensor) -> Tensor:
        above = x.gather(1, heads.clamp(min=0)[:, :, None].expand(-1, -1, x.shape[2]))
        return self.dep_out(F.gelu(self.dep_child(x) + self.dep_head(above)))

    def runs(self, x: Tensor, spans: list[tuple[int, int, int]]) -> tuple[Tensor, Tensor]:
        """Runs of words ``(window, first, last)`` as ``[runs, words, 384]``, and which of the rows are words."""
        most = max(b - a for _, a, b in spans)
        index = torch.tensor([[row * x.shape[1] + min(a + i, b - 1) for i in range(most)] for row, a, b in spans])
        sizes = torch.tensor([b - a for _, a, b in spans])
        return x.flatten(0, 1)[index], torch.arange(most)[None] < sizes[:, None]

    def pooled(self, words: Tensor, inside: Tensor) -> Tensor:
        """Mean and maximum of each run, side by side."""
        mean = (words * inside[:, :, None]).sum(1) / inside.sum(1)[:, None]
        return torch.cat([mean, words.amax(1)], 1)

    def act_rows(self, x: Tensor, spans: list[tuple[int, int, int]]) -> Tensor:
        """Logits of the sentence-level labels of each run of words."""
        return self.acts(self.pooled(*self.runs(x, spans)))

    def type_rows(self, x: Tensor, pairs: list[Any], sides: list[tuple[list[int], list[int]]]) -> Tensor:
        """Logits of the event type of each pair, with the parties as given in ``sides``.

        The two parties ask the words of their sentence which of them tell what one does to the other.
        """
        words, inside = self.runs(x, [(row, first, last) for row, first, last, *_ in pairs])
        whole = self.pooled(words, inside)
        pick = x.new_zeros(2, len(pairs), x.shape[0] * x.shape[1])
        for number, ((row, *_), parties) in enumerate(zip(pairs, sides, strict=True)):
            for side, places in enumerate(parties):
                for place in places:
                    pick[side, number, row * x.shape[1] + place] = 1 / len(places)
        parties = pick @ x.flatten(0, 1)
        ask = self.type_ask(torch.cat([parties[0], parties[1], whole[:, : x.shape[2]]], 1))
        heard = (self.type_key(words) @ ask[:, :, None])[:, :, 0] * ASK**-0.5
        told = (heard.masked_fill(~inside, -1e4).softmax(1)[:, :, None] * words).sum(1)
        return self.type_out(self.drop(F.gelu(self.type_in(torch.cat([parties[0], parties[1], whole, told], 1)))))


def labels_of(folder: Path) -> dict[str, list[str]]:
    """The label inventories written beside the training data."""
    found: dict[str, list[str]] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    return found
