"""Digests of what the store keeps: every row of the record can be told from one that was changed behind our back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

_ENCODE = msgspec.json.Encoder(order="sorted").encode


def sha256(data: bytes) -> str:
    """SHA-256 of ``data`` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def row_digest(values: Mapping[str, Any]) -> str:
    """SHA-256 over the names and values of a row that are not empty, whatever their order.

    Empty values count for nothing, so that a column added by a later version leaves older digests standing.
    """
    return hashlib.sha256(_ENCODE({name: value for name, value in values.items() if value is not None})).hexdigest()


def chained(previous: str, values: Mapping[str, Any]) -> str:
    """The digest of a row that follows one with the digest ``previous``: one link of a hash chain."""
    return row_digest({**values, "previous": previous})
