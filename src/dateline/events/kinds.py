"""Kinds of acts: types and modes that the rules of this room treat alike."""

from __future__ import annotations

UTTERED = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT"))
"""Types of acts that are done by saying so, mostly of another act."""
COMING = frozenset(("CONSULT", "AID"))
"""Types of acts that are planned, and no agreement, where somebody only says that they will come."""
GENERAL_MODES = (None, "targeted")
"""Modes of violence that say less than any other: a killing in a bombing is the bombing."""
APART_MODES = frozenset(("destroy", "abduct", "sexual", "crowd-control", "torture"))
"""Modes that stay an event of their own beside another act of the same type."""
UNMAPPED = "place:unmapped"
"""What names the place of an act that no map has: no other town is its place then."""
