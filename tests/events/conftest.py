"""One reader for all tests of the room."""

from __future__ import annotations

import pytest

from dateline.parse import Reader, load


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader as the coder uses it."""
    return load()
