"""Checks of the party registry: what is wrong with its lists, one sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

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
