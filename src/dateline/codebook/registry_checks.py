"""Checks of the party registry: what is wrong with its lists, one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from dateline.codebook.party_lists import ListedParty, PartyList
from dateline.codebook.registry import Name, Registry, name_key


def check_registry(registry: Registry) -> tuple[str, ...]:
    """What is wrong with the lists, one sentence each: clashes, names that can never match, terms that overlap.

    A *clash* is one spelling for two entries that could stand for the same kind of party at the same time.
    """
    return (*_name_problems(registry), *_term_problems(registry))


def _name_problems(registry: Registry) -> list[str]:
    problems: list[str] = []
    by_words: dict[tuple[str, ...], list[Name]] = {}
    for names in registry.names.values():
        for name in names:
            by_words.setdefault(name.words, []).append(name)
    for words, same in sorted(by_words.items()):
        owners = sorted({name.entry.id for name in same})
        if len(owners) > 1 and not _may_share(same):
            problems.append(f"{' '.join(words)!r} means {', '.join(owners)}")
    for name in (name for names in registry.names.values() for name in names):
        tokens = name.text.replace("-", " - ").split()
        if not any(name in hit.names for hit in registry.scan(tokens)):
            problems.append(f"{name.entry.id}: {name.text!r} never matches its own spelling")
    for text in sorted(registry.words.common | registry.words.generic):
        if name_key(text) not in by_words:
            problems.append(f"words.toml: {text!r} is no name")
    return problems


def _term_problems(registry: Registry) -> list[str]:
    problems: list[str] = []
    for (country, office), terms in registry.terms.items():
        for term in terms:
            if term.to is not None and term.to < term.from_:
                problems.append(f"{country} {office}: {term.name} ends before it begins")
        for left, right in pairwise(terms):
            if left.to is None or left.to > right.from_:
                problems.append(f"{country} {office}: {left.name} and {right.name} overlap")
    return problems


def _may_share(names: Sequence[Name]) -> bool:
    """A people and its state may share words."""
    kinds = {name.kind for name in names}
    if kinds <= {"adjective", "people", "folk", "state"}:
        return len({name.entry.id for name in names if name.kind in {"adjective", "people", "state"}}) == 1
    return False


def check_lists(lists: Iterable[PartyList], built_in: Registry) -> tuple[str, ...]:
    """What is wrong with a user's lists, one sentence each.

    A spelling for two parties of one list is ambiguous, a party without letters can never match, and a spelling that
    the built-in registry has for a state or an ordinary word is replaced, which is seldom meant.
    """
    problems: list[str] = []
    states = {
        name.words: name.entry.name
        for names in built_in.names.values()
        for name in names
        if name.kind in {"state", "adjective", "people"}
    }
    for own in lists:
        seen: dict[tuple[str, ...], str] = {}
        for party in own.parties:
            for text in (party.name, *party.aliases):
                words = name_key(text)
                if not words:
                    problems.append(f"{own.header.name}: {party.name}: {text!r} has no letter, so it can never match")
                elif seen.setdefault(words, party.name) != party.name:
                    problems.append(f"{own.header.name}: {text!r} means {seen[words]} and {party.name}")
                elif words in states and party.kind != "state":
                    problems.append(f"{own.header.name}: {text!r} takes the place of {states[words]}")
            problems += [f"{own.header.name}: {party.name}: {problem}" for problem in _role_problems(party)]
    return tuple(problems)


def _role_problems(party: ListedParty) -> list[str]:
    """Two different roles of one party on the same days, neither within the other: which is meant is open."""
    problems = []
    for place, left in enumerate(party.roles):
        for right in party.roles[place + 1 :]:
            same = (left.country, left.sector) == (right.country, right.sector)
            bounds = [(role.from_ or "0", role.to or "9") for role in (left, right)]
            (begin, end), (start, stop) = bounds
            apart = end < start or stop < begin or (begin <= start and stop <= end) or (start <= begin and end <= stop)
            if not same and not apart:
                problems.append(f"two roles overlap from {max(begin, start)} to {min(end, stop)}")
    return problems
