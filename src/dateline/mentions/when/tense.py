"""The tense around a time expression: whether its clause tells what was or what will be.

With tags and syntax from the language engine the governing verb decides; without them the nearest verb form known from
the word lists does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dateline.mentions.when.lexicon import table
from dateline.mentions.when.readings import Tense
from dateline.parse.tree import Sentence, Token

_REACH = 24
"""Tokens looked at on either side of an expression for its verb."""


@dataclass(frozen=True, slots=True)
class TenseWords:
    """The word lists of ``tense.toml``."""

    future_verbs: frozenset[str]
    future_before_to: frozenset[str]
    future_words: frozenset[str]
    future_prepositions: frozenset[str]
    future_leads: frozenset[tuple[str, ...]]
    extending_verbs: frozenset[str]
    participle_leads: frozenset[str]
    past_verbs: frozenset[str]
    present_verbs: frozenset[str]


@lru_cache(maxsize=1)
def tense_words() -> TenseWords:
    """The lists, read once."""
    lists = table("tense.toml")
    leads = frozenset(tuple(phrase.split()) for phrase in lists.pop("future_leads"))
    return TenseWords(future_leads=leads, **{name: frozenset(words) for name, words in lists.items()})


def tense_at(sentence: Sentence, first: int, last: int) -> Tense | None:
    """The tense that governs tokens ``[first, last)`` of the sentence, or ``None`` where nothing tells."""
    words = tense_words()
    before = [token.lower for token in sentence.tokens[max(0, first - 3) : first]]
    if tuple(before[-3:]) in words.future_leads:
        return "future"
    governed = _by_syntax(sentence, first, last, words)
    if governed is None:
        governed = _by_position(sentence, first, last, words)
    if before and before[-1] in words.future_prepositions:
        verb = _verb_before(sentence, first)
        if governed != "past" or (verb is not None and verb.lower in words.extending_verbs):
            return "future"
    if governed == "future" and last < len(sentence) and sentence.tokens[last].lower == "'s":
        # "would appeal against Wednesday's ruling": what a day owns is mostly there already
        return governed if _has_will(sentence, first) else None
    return governed


def _verb_before(sentence: Sentence, first: int) -> Token | None:
    nearest = range(first - 1, max(-1, first - _REACH), -1)
    return next((sentence.tokens[place] for place in nearest if sentence.tokens[place].tag[:2] == "VB"), None)


def _has_will(sentence: Sentence, first: int) -> bool:
    return any(token.lower in {"will", "'ll", "wo"} for token in sentence.tokens[max(0, first - _REACH) : first])


def _by_syntax(sentence: Sentence, first: int, last: int, words: TenseWords) -> Tense | None:
    inside = range(first, last)
    outward = (sentence.tokens[place] for place in inside)
    token = next((token for token in outward if token.dep and token.head not in inside), None)
    if token is None or token.head == token.index:
        return None
    for governor in sentence.ancestors(token):
        if governor.tag[:2] in {"VB", "MD"}:
            return _of_verb(sentence, governor, words)
        if governor.lower in words.future_words:
            return "future"
    return None


def _of_verb(sentence: Sentence, verb: Token, words: TenseWords) -> Tense | None:
    """The tense of a verb with its auxiliaries; infinitives and participles borrow it from what governs them."""
    for _ in range(6):
        helpers = [child.lower for child in sentence.dependents(verb) if child.index < verb.index]
        if any(helper in words.future_verbs for helper in helpers) or verb.lower in words.future_verbs:
            return "future"
        if any(helper in words.past_verbs for helper in helpers):
            if verb.tag == "VBN" and any(child in {"scheduled", "due", "expected"} for child in (verb.lower,)):
                return "future"
            return "past"
        if verb.tag in {"VBD"}:
            return "past"
        if verb.tag in {"VBZ", "VBP"}:
            return "future" if verb.lower in words.future_words else "present"
        governor = sentence.head_of(verb)
        if verb.tag == "VB" and "to" in helpers:
            if governor is not None and governor.lower in words.future_before_to:
                return "future"
        elif verb.tag in {"VBG", "VBN"} and any(helper in words.present_verbs for helper in helpers):
            return "present"
        elif verb.tag == "VBN" and governor is not None and governor.tag[:2] == "NN":
            return "future" if verb.lower in words.future_words else "past"
        if governor is None:
            return None
        while governor is not None and governor.tag[:2] not in {"VB", "MD"}:
            governor = sentence.head_of(governor)
        if governor is None:
            return None
        verb = governor
    return None


def _by_position(sentence: Sentence, first: int, last: int, words: TenseWords) -> Tense | None:
    """The nearest verb form, those before the expression first."""
    tokens = sentence.tokens
    for place in range(first - 1, max(-1, first - _REACH), -1):
        tense = _form(tokens, place, words)
        if tense is not None:
            return tense
    for place in range(last, min(len(tokens), last + _REACH)):
        tense = _form(tokens, place, words)
        if tense is not None:
            return tense
    return None


def _form(tokens: tuple[Token, ...], place: int, words: TenseWords) -> Tense | None:
    token = tokens[place]
    lower = token.lower
    if lower in words.future_verbs:
        return "future"
    if lower == "to" and place and tokens[place - 1].lower in words.future_before_to and place + 1 < len(tokens):
        return "future" if tokens[place + 1].tag in {"VB", "VBP", "NN", ""} else None
    if lower in words.future_words:
        return "future"
    if lower in words.past_verbs or token.tag == "VBD":
        return "future" if _is_to_come(tokens, place, words) else "past"
    if token.tag == "VBN" and place and tokens[place - 1].tag[:2] in {"NN", ","}:
        return "past"
    if lower in words.present_verbs or token.tag in {"VBZ", "VBP"}:
        return "present"
    return None


def _is_to_come(tokens: tuple[Token, ...], place: int, words: TenseWords) -> bool:
    """Whether a past form is a participle of something still to come: "will be held", "is due to be sent"."""
    for token in reversed(tokens[max(0, place - 5) : place]):
        if token.lower in words.future_verbs:
            return True
        if token.lower == "to":
            return token.index > 0 and tokens[token.index - 1].lower in words.future_before_to
        if token.lower not in words.participle_leads and not token.lower.endswith("ly"):
            return False
    return False
