"""The codebook as one value: categories, parties and places, loaded together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dateline.codebook.acts import EventBooks, load_event_books
from dateline.codebook.gazetteer import Gazetteer, load_gazetteer
from dateline.codebook.own import Own, is_own, load_own
from dateline.codebook.registry import Registry, load_registry
from dateline.codebook.userdata import fingerprint
from dateline.record import SetupError

__all__ = ["Codebook", "load_codebook"]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All the data a coder decides by; ``name`` identifies its state for the record's ``coder`` field."""

    events: EventBooks
    gazetteer: Gazetteer
    registry: Registry
    categories: Own | None = None
    """The user's own categories; ``None`` without any."""
    own: str = ""
    """The fingerprints of the user's lists; empty without any."""

    @property
    def name(self) -> str:
        """The event codebook's name and fingerprint, and those of the user's own lists."""
        return self.events.name + self.own


def load_codebook(
    paths: tuple[Path, ...] = (),
    parties: tuple[Path, ...] = (),
    places: tuple[Path, ...] = (),
    only: tuple[Path, ...] = (),
) -> Codebook:
    """The built-in codebook, with the user's own category files, party lists and place lists over it.

    Of ``paths``, files with a ``type`` at the top add entries to that PLOVER type, the others hold categories that
    stand beside PLOVER's; the categories of ``only`` stand instead of them.

    Raises:
        CodebookError: an entry is wrong; the message names file and entry.
    """
    registry = load_registry(parties)
    gazetteer = load_gazetteer(places)
    if paths and only:
        raise SetupError("own categories stand either beside PLOVER's or instead of them, not both")
    theirs = only or tuple(path for path in paths if is_own(path))
    categories = load_own(theirs, only=bool(only)) if theirs else None
    own = f"+{categories.name}" if categories else ""
    own += f"+parties:{fingerprint(parties)}" if parties else ""
    own += f"+places:{gazetteer.fingerprint}" if places else ""
    added = tuple(path for path in paths if path not in theirs)
    return Codebook(
        events=load_event_books(added), gazetteer=gazetteer, registry=registry, categories=categories, own=own
    )
