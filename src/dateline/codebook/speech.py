"""Words that report speech: verbs, nouns and phrases of saying with the syntax they need, channels, and stance words.

The lists are data (``codebook/data/speech/*.toml``); this module reads them once and checks them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, get_args

from dateline.record import CodebookError, Stance

FRAMES = frozenset({"clause", "quote", "to", "ing", "object", "naming", "quoted"})
"""How a cue takes its content: a finite clause, words in quotation marks, an infinitive, a participle, a noun phrase,
a noun phrase with what it is called (``call X a Y``), the speaker as object (``quote X as saying``).  A content named
by a preposition is written ``prep:about``."""

Phrase = tuple[str, ...]
"""Words in lower case, in order."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb or noun that reports speech or thought.

    ``frames`` are the constructions that hold its content (see ``FRAMES``), ``stance`` what the speaker does by it,
    ``speech`` whether it is an act of saying (``believe`` is not), ``told`` whether its object is the audience,
    ``channel`` the medium the word itself names (``tweet``), ``only`` the nouns that its object must be (none: any).
    """

    lemma: str
    frames: frozenset[str]
    stance: Stance = "asserts"
    speech: bool = True
    told: bool = False
    channel: str | None = None
    only: frozenset[str] = frozenset()

    @property
    def prepositions(self) -> frozenset[str]:
        """Prepositions that open its content."""
        return frozenset(frame[5:] for frame in self.frames if frame.startswith("prep:"))


@dataclass(frozen=True, slots=True)
class StanceWords:
    """Words that turn an assertion into a claim or a denial of responsibility, or into a threat.

    ``deed`` are verbs and ``guilt`` phrases by which a speaker owns to an act; ``part`` are nouns and adjectives of
    involvement, negated in denials; ``hostile`` and ``benign`` are verbs that make a vow a threat or a promise.
    ``credit`` and ``acts`` are nouns that can be claimed, ``armed`` words for armed groups, ``nobody`` subjects that
    say nothing.
    """

    deed: frozenset[str]
    guilt: tuple[Phrase, ...]
    part: frozenset[str]
    hostile: frozenset[str]
    benign: frozenset[str]
    nobody: frozenset[str]
    credit: frozenset[str]
    acts: frozenset[str]
    armed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything the statements room looks up.  ``sources`` are prepositional phrases of attribution ("according to"),
    ``unnamed`` nouns for sources that stay unnamed; ``channels`` and ``outlets`` pair words with the channel they name,
    keyed by the first word: the former beside a cue, the latter in a speaker's phrase.
    """

    verbs: Mapping[str, Cue]
    nouns: Mapping[str, Cue]
    sources: tuple[Phrase, ...]
    unnamed: frozenset[str]
    channels: Mapping[str, tuple[tuple[Phrase, str], ...]]
    outlets: Mapping[str, tuple[tuple[Phrase, str], ...]]
    stances: StanceWords


def _toml(name: str) -> dict[str, Any]:
    source = files("dateline.codebook").joinpath("data", "speech", name)
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"speech/{name}: {error}") from error


def _cues(table: Mapping[str, Mapping[str, Any]], where: str) -> Mapping[str, Cue]:
    cues = {}
    for lemma, entry in table.items():
        unknown = set(entry) - {"takes", "stance", "speech", "told", "channel", "only"}
        if unknown:
            raise CodebookError(f"{where}: {lemma}: unknown key {sorted(unknown)[0]}")
        frames = frozenset(entry.get("takes", ()))
        strange = [frame for frame in sorted(frames) if frame not in FRAMES and not frame.startswith("prep:")]
        if strange or not frames:
            wrong = strange[0] if strange else "no frame"
            raise CodebookError(f"{where}: {lemma}: {wrong} is not a way to take content")
        stance = entry.get("stance", "asserts")
        if stance not in get_args(Stance):
            raise CodebookError(f"{where}: {lemma}: {stance} is not a stance")
        if lemma != lemma.lower():
            raise CodebookError(f"{where}: {lemma}: cues are written in lower case")
        cues[lemma] = Cue(
            lemma, frames, stance, entry.get("speech", True), entry.get("told", False), entry.get("channel"),
            frozenset(entry.get("only", ())),
        )  # fmt: skip
    return MappingProxyType(cues)


def _phrases(rows: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(row.split()) for row in rows)


def _named(table: Mapping[str, list[str]], where: str) -> Mapping[str, tuple[tuple[Phrase, str], ...]]:
    """Phrases by their first word, longest first."""
    found: dict[str, list[tuple[Phrase, str]]] = {}
    seen: dict[Phrase, str] = {}
    for name, rows in table.items():
        for phrase in _phrases(rows):
            if phrase in seen:
                raise CodebookError(f"{where}: {' '.join(phrase)}: names both {seen[phrase]} and {name}")
            seen[phrase] = name
            found.setdefault(phrase[0], []).append((phrase, name))
    return MappingProxyType(
        {first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row))) for first, rows in sorted(found.items())}
    )


@lru_cache(maxsize=1)
def speech() -> Speech:
    """The speech lists, read and checked once.

    Raises:
        CodebookError: an entry has an unknown key, frame or stance, or a phrase names two channels.
    """
    cues, channels, stances = _toml("cues.toml"), _toml("channels.toml"), _toml("stances.toml")
    return Speech(
        verbs=_cues(cues["verb"], "speech/cues.toml [verb]"),
        nouns=_cues(cues["noun"], "speech/cues.toml [noun]"),
        sources=_phrases(cues["sources"]),
        unnamed=frozenset(cues["unnamed"]),
        channels=_named(channels["near"], "speech/channels.toml [near]"),
        outlets=_named(channels["speaker"], "speech/channels.toml [speaker]"),
        stances=StanceWords(
            deed=frozenset(stances["deed"]),
            guilt=_phrases(stances["guilt"]),
            part=frozenset(stances["part"]),
            hostile=frozenset(stances["hostile"]),
            benign=frozenset(stances["benign"]),
            nobody=frozenset(stances["nobody"]),
            credit=frozenset(stances["credit"]),
            acts=frozenset(stances["acts"]),
            armed=frozenset(stances["armed"]),
        ),
    )
