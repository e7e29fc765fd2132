"""Who: the parties a report names, found and resolved."""

from __future__ import annotations

from dateline.mentions.who.find import find
from dateline.mentions.who.found import FoundParty
from dateline.mentions.who.offices import office_terms
from dateline.mentions.who.resolve import resolve

__all__ = ["FoundParty", "find", "office_terms", "resolve"]
