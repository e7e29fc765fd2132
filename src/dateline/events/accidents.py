"""Accidents: people come to harm, and nobody did it to them ("killed in a bus crash", "when a ferry sank").

PLOVER's ASSAULT is force that somebody uses; a wreck, a flood or a fire that nobody is said to have set is none
(PLOVER manual 2.0, ASSAULT).  Where the sentence tells of arms, attackers or intent, the act stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import agents, is_passive, is_verb, objects, phrases, subjects
from dateline.events.draft import Act
from dateline.parse.tree import Sentence, Token

_WORDS = load_syntax_words()
_BY = frozenset(("in", "by", "after", "from", "during", "of", "following"))
"""Prepositions before what harmed somebody."""
_CLAUSES = frozenset(("advcl", "conj", "ccomp", "parataxis"))
_BLASTS = frozenset(("blast", "explode", "explosion"))
_UP = 2
"""Governors of a word that may tell the accident it followed from ("a bus overturned, killing 12")."""


def is_accident(sentence: Sentence, act: Act) -> bool:
    """Whether the harm that an act's word tells is an accident's or the weather's."""
    word = act.word
    if act.type == "ASSAULT" and act.mode in (None, "explosives", "destroy") and _is_industrial(sentence):
        return True
    if act.type == "ASSAULT" and word.lemma.lower() in _WORDS.swerves | _WORDS.hurts and _lost_control(sentence):
        return True
    if act.type != "ASSAULT" or act.mode not in (None, "primitive", "destroy", "targeted"):
        return False
    if word.lemma.lower() in _WORDS.hurts:
        told = _follows_mishap(sentence, word) or _follows_breakdown(sentence, word)
        told = told or any(_is_traffic(sentence, it) for it in (word, *_gerunds(sentence, word)))
    elif is_verb(word):
        done = is_passive(sentence, word) or objects(sentence, word)  # "the navy sank a boat"
        told = word.lemma.lower() in _WORDS.breakdowns and not done
    else:
        told = word.lemma.lower() in _WORDS.mishaps
    return told and not any(token.lemma.lower() in _WORDS.hostile for token in sentence.tokens)


def _lost_control(sentence: Sentence) -> bool:
    """Whether somebody "lost control of the van" in the sentence: whom it struck then nobody meant to strike."""
    for control in sentence.tokens:
        verb = sentence.head_of(control) if control.lower == "control" and control.dep == "dobj" else None
        if verb is not None and verb.lemma == "lose":
            about = (*phrases(sentence, control, ("of", "over")), *subjects(sentence, verb))
            return any(it.lemma.lower() in _WORDS.traffic for it in about)
    return False


def _is_industrial(sentence: Sentence) -> bool:
    """Whether what exploded is a works or its stuff: "an explosion at a fireworks factory", "a boiler exploded"."""
    told = False
    for token in sentence.tokens:
        lemma = token.lemma.lower()
        if lemma in _BLASTS:
            about = [*phrases(sentence, token, ("at", "in", "of", "inside")), *sentence.dependents(token, "nsubj")]
            around = [token, *about]
            words = [*about, *(it for one in around for it in sentence.dependents(one, "compound", "amod", "nmod"))]
            told = told or any(it.lemma.lower() in _WORDS.combustibles for it in words)
        elif lemma in _WORDS.hostile:
            return False
    return told


def _follows_mishap(sentence: Sentence, word: Token) -> bool:
    """Whether a mishap is what harmed somebody: "killed in a crash", "the flood killed 40"."""
    causes = [
        thing
        for preposition in sentence.dependents(word, "prep", "agent")
        if preposition.lower in _BY
        for thing in sentence.dependents(preposition, "pobj")
    ]
    if is_verb(word):
        causes += agents(sentence, word) if is_passive(sentence, word) else subjects(sentence, word)
    return any(_is_mishap(sentence, cause) for cause in causes)


def _is_mishap(sentence: Sentence, noun: Token) -> bool:
    """Whether a noun names a mishap; a fire only as a thing: "in a factory fire", not "in police fire"."""
    lemma = noun.lemma.lower()
    if lemma not in _WORDS.blazes:
        return lemma in _WORDS.mishaps
    before = sentence.dependents(noun, "det", "compound", "amod", "nummod", "poss", "nmod")
    return bool(before) and all(it.lower not in _WORDS.forces for it in before)


def _follows_breakdown(sentence: Sentence, word: Token) -> bool:
    """Whether something gave way of itself, or nobody meant it: "killed when a ferry sank", "accidentally hit her"."""
    clauses = [word, *_clauses_about(sentence, word)]
    return any(
        (it.lemma.lower() in _WORDS.breakdowns and all(_gives_way(doer) for doer in subjects(sentence, it)))
        or any(how.lower in _WORDS.unmeant for how in sentence.dependents(it, "advmod"))
        for it in clauses
    )


def _clauses_about(sentence: Sentence, word: Token) -> Iterator[Token]:
    """The verbs of the clauses below and above a word."""
    yield from (it for it in sentence.dependents(word, *_CLAUSES) if is_verb(it))
    below = word
    for above in islice(sentence.ancestors(word), _UP):
        if below.dep in _CLAUSES and is_verb(above):
            yield above
        below = above


def _gives_way(token: Token) -> bool:
    """Whether what gave way is a thing and no truce that collapsed."""
    return token.lemma.lower() not in _WORDS.pacts


def _gerunds(sentence: Sentence, word: Token) -> Iterator[Token]:
    """The verbs in a word's prepositional phrases: "died after being struck by a truck"."""
    for preposition in sentence.dependents(word, "prep"):
        yield from sentence.dependents(preposition, "pcomp")


def _is_traffic(sentence: Sentence, word: Token) -> bool:
    """Whether a vehicle in traffic is what struck somebody: "she was hit by a truck", no army's and no police's."""
    if not is_verb(word):
        return False
    doers = agents(sentence, word) if is_passive(sentence, word) else subjects(sentence, word)
    return any(
        doer.lemma.lower() in _WORDS.traffic
        and all(it.lower not in _WORDS.forces for it in sentence.dependents(doer, "compound", "amod", "nmod", "poss"))
        for doer in doers
    )
