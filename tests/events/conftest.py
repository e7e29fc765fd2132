"""One reader for all tests of the room."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dateline.events import coding
from dateline.events.vetting import Vetted
from dateline.parse import Reader, load
from dateline.record import Event


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader as the coder uses it."""
    return load()


@pytest.fixture
def unvetted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events as they are made: what a rule does to a sentence shows without the judgement of the networks on it."""

    def by_rules(events: Sequence[Event], *given: object) -> Vetted:
        doubts = given[-1]
        assert isinstance(doubts, list)
        kept = tuple(event for event, doubt in zip(events, doubts, strict=True) if doubt is None)
        return Vetted(kept, (None,) * len(kept))

    monkeypatch.setattr(coding, "vet", by_rules)
