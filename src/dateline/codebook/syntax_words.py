"""Closed word lists of syntax, from ``data/words/syntax.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from dateline.record import CodebookError


@dataclass(frozen=True, slots=True)
class SyntaxWords:
    """Words in lower case by what they do in a sentence; the data file says what each list means."""

    object_control: frozenset[str]
    called_to_account: frozenset[str]
    judged: frozenset[str]
    harmed: frozenset[str]
    quantities: frozenset[str]
    after_headline_passive: frozenset[str]
    placeholders: frozenset[str]
    pronouns: frozenset[str]
    relatives: frozenset[str]
    states: frozenset[str]
    arrests: frozenset[str]
    force: frozenset[str]
    nouns_of_force: frozenset[str]
    appeals: frozenset[str]
    responders: frozenset[str]
    foilings: frozenset[str]
    captives: frozenset[str]
    takes: frozenset[str]
    spent: frozenset[str]
    hurts: frozenset[str]
    mishaps: frozenset[str]
    breakdowns: frozenset[str]
    unmeant: frozenset[str]
    pacts: frozenset[str]
    traffic: frozenset[str]
    hostile: frozenset[str]
    present_in_ed: frozenset[str]
    before_force: frozenset[str]
    forces: frozenset[str]
    police_work: frozenset[str]
    cases: frozenset[str]
    closures: frozenset[str]
    sendings: frozenset[str]
    restrictions: frozenset[str]
    wishes: frozenset[str]
    verbal_attacks: frozenset[str]
    retorts: frozenset[str]
    schedules: frozenset[str]
    likings: frozenset[str]
    before_places: frozenset[str]
    vague: frozenset[str]
    fugitives: frozenset[str]
    regions: frozenset[str]
    polls: frozenset[str]
    further: frozenset[str]
    crowds: frozenset[str]
    undergoing: frozenset[str]
    clearings: frozenset[str]
    settled: frozenset[str]
    settled_by_object: frozenset[str]
    harmless: frozenset[str]
    arising: frozenset[str]
    occasions: frozenset[str]
    errands: frozenset[str]
    peaceful_aims: frozenset[str]
    complaints: frozenset[str]
    only_past: frozenset[str]
    lands: frozenset[str]
    sentencing: frozenset[str]
    terms: frozenset[str]
    at_large: frozenset[str]
    outcomes_after: frozenset[str]
    papers: frozenset[str]
    grounds: frozenset[str]
    outlets: frozenset[str]
    idioms: frozenset[str]
    of_the_press: frozenset[str]
    namings: frozenset[str]
    speakers: frozenset[str]
    anybody: frozenset[str]
    customers: frozenset[str]
    rescues: frozenset[str]
    campaigns: frozenset[str]
    inquiries: frozenset[str]
    talks: frozenset[str]
    firings: frozenset[str]
    looks: frozenset[str]
    gatherings: frozenset[str]
    reportings: frozenset[str]
    blazes: frozenset[str]
    no_duty: frozenset[str]
    outcomes: frozenset[str]
    meetings_by_chance: frozenset[str]
    fights: frozenset[str]
    answers: frozenset[str]
    combustibles: frozenset[str]
    captures: frozenset[str]
    taking: frozenset[str]
    sufferings: frozenset[str]
    swerves: frozenset[str]
    groomings: frozenset[str]
    coming: frozenset[str]


@lru_cache(maxsize=1)
def load_syntax_words() -> SyntaxWords:
    """The lists, read once.

    Raises:
        CodebookError: a word stands twice in a list or is not in lower case.
    """
    source = files("dateline.codebook").joinpath("data", "words", "syntax.toml")
    return build_syntax_words(tomllib.loads(source.read_text(encoding="utf-8")))


def build_syntax_words(lists: dict[str, list[str]]) -> SyntaxWords:
    """The lists from a parsed table, checked as ``load_syntax_words`` says."""
    for name, words in lists.items():
        for word in words:
            if word != word.lower() or words.count(word) > 1:
                raise CodebookError(f"syntax.toml: list {name!r}: {word!r} stands twice or is not in lower case")
    return SyntaxWords(**{name: frozenset(words) for name, words in lists.items()})
