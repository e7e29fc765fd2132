"""A toxic server and its canary for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from toxic import CANARY, Server, page


@pytest.fixture
def server() -> Iterator[Server]:
    try:
        with Server() as found:
            yield found
    except OSError as error:
        pytest.skip(f"this machine has no loopback address 127.0.0.2 to listen on ({error})")


@pytest.fixture
def canary(server: Server) -> Iterator[Server]:
    """What must never be asked; the test fails where it was."""
    with Server(address=CANARY, port=server.port, default=page("the canary")) as found:
        yield found
    assert found.paths() == []
