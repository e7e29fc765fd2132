"""The codebook as one value: categories, parties and places, loaded together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dateline.codebook.acts import EventBooks, load_event_books
from dateline.codebook.gazetteer import Gazetteer, load_gazetteer
from dateline.codebook.registry import Registry, load_registry
from dateline.codebook.userdata import fingerprint

__all__ = ["Codebook", "load_codebook"]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All the data a coder decides by; ``name`` identifies its state for the record's ``coder`` field."""

    events: EventBooks
    gazetteer: Gazetteer
    registry: Registry
    own: str = ""
    """The fingerprints of the user's lists; empty without any."""

    @property
    def name(self) -> str:
        """The event codebook's name and fingerprint, and those of the user's own lists."""
        return self.events.name + self.own


def load_codebook(
    paths: tuple[Path, ...] = (), parties: tuple[Path, ...] = (), places: tuple[Path, ...] = ()
) -> Codebook:
    """The built-in codebook, with the user's own category files, party lists and place lists over it.

    Raises:
        CodebookError: an entry is wrong; the message names file and entry.
    """
    registry = load_registry(parties)
    gazetteer = load_gazetteer(places)
    own = f"+parties:{fingerprint(parties)}" if parties else ""
    own += f"+places:{gazetteer.fingerprint}" if places else ""
    return Codebook(events=load_event_books(paths), gazetteer=gazetteer, registry=registry, own=own)
