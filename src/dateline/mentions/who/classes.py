"""Whether a named person is a public official, an armed actor or a private person.

What must not leave the house is decided by this: names of victims, witnesses, relatives, minors, detainees and local
reporters are redacted in public releases.  So the default is private: a person counts as official or armed only where
the report or the registry says so, and words that make someone private (a relative, a minor, a suspect) outrank an
office that stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dateline.mentions.who.context import Context
from dateline.mentions.who.draft import ARMED, Draft
from dateline.record import PersonClass

Class = tuple[PersonClass, str]
"""A class and the reason for it."""

_OFFICE = frozenset({"GOV", "LEG", "JUD", "SPY", "COP", "MIL", "OPP", "PTY", "ELI"})
"""Sectors whose office holders, members and candidates are public figures."""
_FORCES = frozenset({"MIL", "COP"})
_OUTSIDE = frozenset({"REB", "PRM", "UAF", "CRM"})
_AFTER = re.compile(r"\s?[,(]\s?(?:(\d{1,2})\b(?!\s?[:%./-])|(?:an?\s)?(\d{1,2})-year-old|aged\s(\d{1,2})\b)")
_BEFORE = re.compile(r"\b(\d{1,2})-year-old")
_ADULT = 18
_NEAR = 24
"""Characters beside a name in which an age is looked for."""


def person_classes(drafts: Sequence[Draft], context: Context) -> dict[int, Class]:
    """The class of each mention of a single person, by its place in ``drafts``.

    All mentions of one person get one class: what makes someone private outranks an office or an armed role, and these
    outrank the default.
    """
    best: dict[object, tuple[int, Class]] = {}
    places: dict[object, list[int]] = {}
    within: dict[int, Class] = {}
    for place, draft in enumerate(drafts):
        if draft.kind != "person" or draft.found.plural:
            named = _named_within(draft, context)
            if named is not None:
                within[place] = named
            continue
        identity = draft.identity
        places.setdefault(identity, []).append(place)
        for rank, found in _signs(draft, context):
            if identity not in best or rank > best[identity][0]:
                best[identity] = (rank, found)
    return within | {place: best[identity][1] for identity, rows in places.items() for place in rows}


def _named_within(draft: Draft, context: Context) -> Class | None:
    """A private name in the words of another party: "relatives of X", "the body of X"."""
    found = draft.found
    if found.of is None:
        return None
    sentence = context.sentence(found)
    for mark in sentence.entities:
        if mark.label == "PERSON" and found.of[0] <= mark.first and mark.last <= found.of[1]:
            name = context.surface(sentence, mark.first, mark.last)
            known = any(hit.first <= mark.first and mark.last <= hit.last for hit in found.hits)
            if not known and sentence[mark.first].text[0].isupper():
                return "private", f"names {name}, of whom no office is known"
    return None


_DEFAULT, _ROLE, _PRIVATE = 0, 1, 2


def _signs(draft: Draft, context: Context) -> Iterator[tuple[int, Class]]:
    words = context.registry.words
    said = _said(draft, context)
    if draft.id is not None and draft.id.startswith("person:"):
        yield _ROLE + 2, ("official", "holds or held a public office")  # the registry knows the very person
    for word in said:
        if word in words.private:
            yield _PRIVATE, ("private", f"called {word!r}")
            break
        if word in words.accused:
            yield _PRIVATE, ("private", f"{word!r}: not found guilty of anything here")
            break
    age = _age(draft, context)
    if age is not None and age < _ADULT:
        yield _PRIVATE + 1, ("private", f"a minor, {age} years old")
    agent = draft.found.agent
    noun = draft.noun
    sector = draft.sector
    last = noun.split()[-1] if noun is not None else ""
    if noun is not None and (noun in words.private or last in words.private):
        yield _PRIVATE, ("private", f"called {noun!r}")
    elif noun is not None and last in words.ranks and not words.former.isdisjoint(said):
        yield _PRIVATE, ("private", f"no longer {noun}")
    elif noun is not None:
        own = agent.sector if agent is not None and agent.noun == noun else sector
        if own in ARMED | _OUTSIDE or (sector in _OUTSIDE and own not in _OFFICE - _FORCES):
            yield _ROLE, ("armed", f"{noun} of an armed party")
        elif own in _FORCES and last in words.ranks:
            yield _ROLE, ("armed", f"{noun}: serves in a force, without an office")
        elif own in _OFFICE or sector in _OFFICE:
            yield _ROLE, ("official", f"{noun}: a public office or role")
        elif sector is None and draft.country is not None and noun in words.officials:
            yield _ROLE, ("official", f"{noun} of a public body")
    elif sector in _OUTSIDE:
        yield _ROLE, ("armed", "named as one of an armed party")
    elif sector in _OFFICE and draft.title:
        yield _ROLE, ("official", f"{draft.title}: a public office or role")
    yield _DEFAULT, ("private", "no public office and no armed role is named; taken for a private person")


def _said(draft: Draft, context: Context) -> list[str]:
    """The words beside the name within the mention, and a verdict just before it, in lower case."""
    found = draft.found
    sentence = context.sentence(found)
    first, last = found.name if found.form == "name" and found.name is not None else (found.last, found.last)
    inside = [*range(found.first, first), *range(last, found.last)]
    before = sentence[found.first - 1].lower if found.first else ""
    said = [sentence[index].lower for index in inside]
    return [*said, before] if before in context.registry.words.accused else said


def _age(draft: Draft, context: Context) -> int | None:
    """The age the text gives beside the name, in years."""
    text = context.parsed.text
    start, end = draft.found.start, draft.found.end
    after = _AFTER.match(text[end : end + _NEAR])
    before = _BEFORE.search(text[max(0, start - _NEAR) : end])
    for match in (after, before):
        if match is not None:
            return int(next(group for group in match.groups() if group))
    return None
