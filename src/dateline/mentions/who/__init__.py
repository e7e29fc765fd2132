"""Who: the parties a report names, found and resolved."""

from __future__ import annotations

from dateline.mentions.who.find import find
from dateline.mentions.who.found import FoundParty

__all__ = ["FoundParty", "find"]
