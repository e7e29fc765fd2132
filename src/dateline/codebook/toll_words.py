"""Toll words: how reports count the killed, injured, abducted, arrested, surrendered and displaced, as data.

The lists lie in ``data/toll/words.toml``; loading checks that no word counts towards two tolls in the same use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateline.codebook.tables import data_toml
from dateline.record import TOLL_KEYS, CodebookError


@dataclass(frozen=True, slots=True)
class HarmVerb:
    """One use of a verb: whose number it gives (its ``object`` or ``subject``), and the words it needs beside it.

    ``open`` harm is an injury only while nothing says that it was deadly ("shot"); ``faint`` harm is heard only where
    the report gives no plainer number ("taken to hospital").
    """

    key: str
    takes: str
    beside: tuple[str, ...]
    open: bool
    faint: bool = False


@dataclass(frozen=True, slots=True)
class TollWords:
    """The lists of ``words.toml``, indexed by their first or only word (lemmas, in lower case)."""

    verbs: Mapping[str, tuple[HarmVerb, ...]]
    states: Mapping[str, str]
    nouns: Mapping[str, str]
    totals: Mapping[str, str]
    lives: Mapping[str, str]
    life_verbs: frozenset[str]
    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    indefinite: Mapping[str, int]
    pairs: Mapping[str, int]
    multiples: Mapping[str, int]
    multiplied: Mapping[str, tuple[str, bool]]
    """By noun the toll that "a triple …" gives, and whether that harm is open."""
    wounds: frozenset[str]
    wound_verbs: Mapping[str, str]
    """By verb whether those who bear a wound are its ``object`` or its ``subject``."""
    at_least: tuple[tuple[str, ...], ...]
    at_most: tuple[tuple[str, ...], ...]
    about: tuple[tuple[str, ...], ...]
    more: frozenset[str]
    part: frozenset[str]
    anaphors: frozenset[str]
    background: frozenset[str]
    background_phrases: tuple[str, ...]
    governors: frozenset[str]
    none_words: frozenset[str]
    none_keys: tuple[str, ...]
    fits: Mapping[str, Mapping[str, int]]
    fatal: frozenset[str]
    units: frozenset[str]
    not_people: frozenset[str]
    body: frozenset[str]
    collective: frozenset[str]
    mass: frozenset[str]
    general: frozenset[str]
    single: frozenset[str]


@lru_cache(maxsize=1)
def load_toll_words() -> TollWords:
    """The packaged lists, read and checked once.

    Raises:
        CodebookError: a toll has an unknown name, or a word stands twice in the same use.
    """
    return build_toll_words(data_toml("toll", "words.toml"))


def build_toll_words(data: Mapping[str, Any]) -> TollWords:
    """Toll words from the contents of ``words.toml``; raises as ``load_toll_words`` does."""
    verbs: dict[str, list[HarmVerb]] = {}
    seen: dict[str, str] = {}
    for entry in data["verbs"]:
        _known(entry["key"])
        for phrase in entry["words"]:
            if phrase in seen:
                raise CodebookError(f"toll/words.toml: {phrase!r} stands under {seen[phrase]} and {entry['key']}")
            seen[phrase] = entry["key"]
            first, *beside = phrase.split()
            if first.endswith("ly"):
                # "fatally shoot": the adverb comes first, the verb is what it is looked up by.
                first, beside = beside[0], [first]
            verbs.setdefault(first, []).append(
                HarmVerb(
                    entry["key"],
                    entry["takes"],
                    tuple(beside),
                    bool(entry.get("open", False)),
                    bool(entry.get("faint", False)),
                )
            )
    hedges = data["hedges"]
    return TollWords(
        verbs={
            word: tuple(sorted(rows, key=lambda row: (-len(row.beside), row.beside))) for word, rows in verbs.items()
        },
        states=_keyed(data["states"]),
        nouns=_keyed(data["nouns"]),
        totals=_keyed(data["totals"]),
        lives=_keyed(data["lives"]),
        life_verbs=frozenset(word for entry in data["lives"] for word in entry["verbs"]),
        numbers=dict(data["numbers"]["words"]),
        scales=dict(data["numbers"]["scales"]),
        indefinite=dict(data["numbers"]["indefinite"]),
        pairs=dict(data["numbers"]["pairs"]),
        multiples=dict(data["numbers"]["multiples"]),
        multiplied=dict.fromkeys(data["multiplied"]["open"], ("injured", True))
        | dict.fromkeys(data["multiplied"]["killed"], ("killed", False)),
        wounds=frozenset(data["wounded"]["nouns"]),
        wound_verbs={verb: takes for takes in ("object", "subject") for verb in data["wounded"][takes]},
        at_least=_phrases(hedges["at_least"]),
        at_most=_phrases(hedges["at_most"]),
        about=_phrases(hedges["about"]),
        more=frozenset(data["more"]["words"]),
        part=frozenset(data["part"]["before"]),
        anaphors=frozenset(data["part"]["anaphors"]),
        background=frozenset(data["background"]["words"]),
        background_phrases=tuple(data["background"]["phrases"]),
        governors=frozenset(data["background"]["governors"]),
        none_words=frozenset(data["none"]["words"]),
        none_keys=tuple(data["none"]["keys"]),
        fits={key: dict(data["fits"][key]) for key in TOLL_KEYS},
        fatal=frozenset(data["fatal"]["words"]),
        units=frozenset(data["numbers"]["units"]),
        not_people=frozenset(data["people"]["not_people"]),
        body=frozenset(data["people"]["body"]),
        collective=frozenset(data["people"]["collective"]),
        mass=frozenset(data["people"]["mass"]),
        general=frozenset(data["people"]["general"]),
        single=frozenset(data["people"]["single"]),
    )


def _known(key: str) -> None:
    if key not in TOLL_KEYS:
        raise CodebookError(f"toll/words.toml: {key!r} is not one of {', '.join(TOLL_KEYS)}")


def _keyed(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        _known(entry["key"])
        for word in entry["words"]:
            if word in found:
                raise CodebookError(f"toll/words.toml: {word!r} stands under {found[word]} and {entry['key']}")
            found[word] = entry["key"]
    return found


def _phrases(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Phrases as word tuples, the longest first."""
    return tuple(sorted((tuple(phrase.split()) for phrase in phrases), key=lambda words: (-len(words), words)))
