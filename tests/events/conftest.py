"""One reader for all tests of the room."""

from __future__ import annotations

import pytest

from dateline.events import coding
from dateline.events.vetting import Vetted
from dateline.parse import Reader, load


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader as the coder uses it."""
    return load()


@pytest.fixture
def unvetted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events as they are made: what a rule does to a sentence shows without the judgement of the networks on it."""
    monkeypatch.setattr(coding, "vet", lambda events, *_: Vetted(tuple(events), (None,) * len(events)))
