"""What the scripts that fit small networks share: the scale of vectors, signs as rows, weights as they are stored."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch


@dataclass
class Scale:
    """Mean and spread of each column of what a network is given."""

    mean: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> Scale:
        """The scale of some rows; a column that hardly varies is not blown up."""
        return cls(rows.mean(axis=0), rows.std(axis=0) + 1e-3)


def frequent(signs: Iterable[Iterable[str]], seen: int) -> dict[str, int]:
    """The signs that at least ``seen`` examples have, each with its row, in the order of the alphabet."""
    counts = collections.Counter(name for names in signs for name in names)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= seen))}


def side_by_side(
    networks: Sequence[torch.nn.Module], name: str, scale: Scale | None = None
) -> tuple[np.ndarray, np.ndarray | None]:
    """One map of all networks, transposed for ``x @ weight``, and its biases, with a ``scale`` within both."""
    maps = [getattr(network, name) for network in networks]
    weight = np.stack([one.weight.detach().numpy().T for one in maps]).astype(np.float64)
    if maps[0].bias is None:
        return weight, None
    bias = np.stack([one.bias.detach().numpy() for one in maps]).astype(np.float64)
    if scale is not None:
        weight /= scale.spread[:, None]
        bias -= np.einsum("i,nio->no", scale.mean, weight)
    return weight, bias
