"""Persons called by a part of their name: "Vargas", and elsewhere in the report "Jorge Adolfo Vargas Gonzalez".

A part means the only fuller name of the report that holds its words in a row.  One word alone may be any but the
first: family names of two words are called by their first in Spanish and Portuguese, by the last elsewhere, and a
given name alone says too little.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.codebook.registry import name_key
from dateline.mentions.who.draft import Draft


def unite_names(drafts: Sequence[Draft]) -> None:
    """Give every mention of a person by a part of a name the fuller name, where exactly one in the report fits."""
    named = {
        draft.name: draft
        for draft in reversed(drafts)
        if draft.kind == "person" and draft.found.form == "name" and draft.name is not None
    }
    keys = {name: name_key(name) for name in named}
    for short, part in keys.items():
        if named[short].id is not None:
            continue  # the registry knows whom the part means
        fuller = [name for name, key in keys.items() if len(key) > len(part) and _holds(key, part)]
        longest = max(fuller, key=lambda name: (len(keys[name]), name), default=None)
        if longest is None or not all(name == longest or _holds(keys[longest], keys[name]) for name in fuller):
            continue  # nobody, or two persons of one family
        for draft in drafts:
            if draft.kind == "person" and draft.name == short and draft.id is None:
                _call(draft, named[longest])


def _holds(key: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether the words of a part stand in a row in a fuller name, a word alone not as its first."""
    first = 1 if len(part) == 1 else 0
    return any(key[start : start + len(part)] == part for start in range(first, len(key) - len(part) + 1))


def _call(draft: Draft, full: Draft) -> None:
    """Take over who the fuller name means; what the mention's own words say stays."""
    own = draft.country, draft.sector
    draft.same_as(full, f"part of the name {full.name!r} in this report")
    if own[1] not in {None, "CVL"}:
        draft.country, draft.sector = own[0] or draft.country, own[1]
