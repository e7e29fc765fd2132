"""Figures: words of acts that tell none where they stand ("shot back in a statement", "warned that prices may rise").

What is asked here needs the sentence and the parties already found; what a pattern can say stands in the codebook.
"""

from __future__ import annotations

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import complements, is_passive, is_verb, objects
from dateline.events.draft import Act
from dateline.events.triggers import Hit
from dateline.parse.tree import Sentence, Token
from dateline.record import Party

_WORDS = load_syntax_words()
_MIGHTY = frozenset(("COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "CRM", "ELI"))
"""Sectors of those who can carry out a threat, or set somebody free."""
_BODIES = frozenset(("state", "organisation", "group"))
_POSSIBLE = frozenset(("can", "could", "may", "might"))
_OWN = frozenset(("he", "i", "it", "she", "they", "we", "its", "his", "her", "their", "our", "my", "any"))
_PEOPLE = frozenset(("person", "people"))


def tells_no_act(sentence: Sentence, hit: Hit, act: Act) -> bool:
    """Whether the word is a figure here: a retort, a danger, a product, what people think."""
    if act.type == "SUPPORT":
        return _is_opinion(sentence, act)
    if not is_verb(act.word):
        return False
    if act.type == "ASSAULT":
        return _is_retort(sentence, act.word)
    if act.type == "THREATEN":
        return act.word.lemma == "warn" and _is_of_danger(sentence, act)
    return act.mode == "release" and hit.frame.part == "verb" and _is_product(sentence, act)


def _is_opinion(sentence: Sentence, act: Act) -> bool:
    """Whether people only like, trust or vote for somebody, or a poll counts who would."""
    if act.entry != "support.praise":
        return False
    if any(token.lower in _WORDS.polls for token in sentence.tokens):
        return True
    official = any(it.kind in _BODIES or (it.sector or "")[:3] in _MIGHTY for it in act.actors)
    return act.word.lemma.lower() in _WORDS.likings and not official


def _is_retort(sentence: Sentence, word: Token) -> bool:
    """Whether somebody fires or shoots "back" in words, which the sentence quotes or hands on."""
    if word.lemma not in _WORDS.retorts:
        return False
    following = sentence.tokens[word.index + 1 : word.index + 2]
    if not following or following[0].lower != "back":
        return False
    if sentence.dependents(word, "ccomp"):
        return True
    quoted = any(
        mark.label == "CUE" and mark.first <= word.index < mark.last for mark in sentence.marks.get("quote", ())
    )
    return quoted or any(it.lemma == "say" for it in sentence.dependents(word, "advcl"))


def _is_of_danger(sentence: Sentence, act: Act) -> bool:
    """Whether a warning tells of what may happen and not of what whoever warns, or his side, will do.

    A state or an army that warns what will follow threatens; experts, doctors and banks do not, nor does anybody who
    speaks of a thing that only may come.
    """
    told = [it for it in complements(sentence, act.word) if sentence.dependents(it, "nsubj", "nsubjpass")]
    if not told:
        return False
    for verb in told:
        for subject in sentence.dependents(verb, "nsubj", "nsubjpass"):
            first, last = sentence.subtree(subject)
            if any(token.lower in _OWN for token in sentence.tokens[first:last]):
                return False
    possible = all(
        any(aux.lemma in _POSSIBLE for aux in sentence.dependents(verb, "aux")) and not is_passive(sentence, verb)
        for verb in told
    )  # police who warn that people "could be arrested" threaten
    return possible or bool(act.actors and not any(map(_is_mighty, act.actors)))


def _is_product(sentence: Sentence, act: Act) -> bool:
    """Whether a body without power over people releases what is nobody: a patch, a telephone, a code."""
    if not act.actors or any(map(_is_mighty, act.actors)):
        return False
    released = objects(sentence, act.word)
    freed = [
        party
        for party in act.recipients
        if any(party.start <= it.start < party.end for it in released) and party.kind in _PEOPLE
    ]
    return bool(released) and not freed and not any(it.tag == "CD" or it.tag.startswith("PRP") for it in released)


def _is_mighty(party: Party) -> bool:
    return party.kind in ("state", None) or (party.sector or "")[:3] in _MIGHTY
