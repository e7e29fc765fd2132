"""The codebook as one value: categories, parties and places, loaded together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dateline.codebook.acts import EventBooks, load_event_books
from dateline.codebook.gazetteer import Gazetteer, load_gazetteer
from dateline.codebook.registry import Registry, load_registry

__all__ = ["Codebook", "load_codebook"]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All the data a coder decides by; ``name`` identifies its state for the record's ``coder`` field."""

    events: EventBooks
    gazetteer: Gazetteer
    registry: Registry

    @property
    def name(self) -> str:
        """The event codebook's name and fingerprint."""
        return self.events.name


def load_codebook(paths: tuple[Path, ...] = ()) -> Codebook:
    """The built-in codebook, with the user's own category files added.

    Raises:
        CodebookError: an entry is wrong; the message names file and entry.
    """
    return Codebook(events=load_event_books(paths), gazetteer=load_gazetteer(), registry=load_registry())
