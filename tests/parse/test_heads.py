"""Heads: the activation, whatever the shape of what it is given."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dateline.parse.heads import gelu


@pytest.mark.parametrize("shape", [(1,), (256,), (3, 192), (700, 128)], ids=["one", "row", "few", "many"])
def test_the_activation_is_x_times_the_normal_distribution_of_x(shape: tuple[int, ...]) -> None:
    given = np.linspace(-12, 12, math.prod(shape), dtype=np.float32).reshape(shape)
    wanted = [x * 0.5 * (1 + math.erf(x / math.sqrt(2))) for x in given.ravel().tolist()]
    assert np.allclose(gelu(given).ravel(), wanted, atol=3e-6)
    assert gelu(given).shape == shape


def test_columns_of_a_wider_matrix_come_out_as_they_do_alone() -> None:
    wide = np.linspace(-6, 6, 40 * 30, dtype=np.float32).reshape(40, 30)
    assert gelu(wide[:, 7:19]).tobytes() == gelu(np.ascontiguousarray(wide[:, 7:19])).tobytes()
