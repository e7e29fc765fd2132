"""Acts a learned head sees where the codebook has no entry: what police do is told in more words than any list holds.

The sentence-level head says that police act in a sentence; the syntax says which word tells it, and the type head of
what kind it is.  Such events rank below those the codebook found.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.codebook.acts import Frame
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import complements, is_nominal, is_verb, objects
from dateline.events.roles import Cast
from dateline.events.triggers import Hit
from dateline.parse.heads import type_scores
from dateline.parse.tree import Sentence, Token
from dateline.record import EventType, Party

_SEEN = 0.35
"""Probability from which the head's word that police act is taken."""
_FORCE = 0.5
"""Probability of force below which such an act is never coded as violence."""
_WORDS = load_syntax_words()


def police_act(sentence: Sentence, cast: Cast) -> tuple[Hit, Party, float] | None:
    """The first act of police in a sentence as the learned heads see it, with the party and the type's probability.

    ``None`` where the heads see none, where no police are named in the sentence, or where no word tells what they do.
    """
    if sentence.vectors is None or sentence.acts.get("ANY_ACTION", 0.0) < _SEEN:
        return None
    for party in cast.within(sentence.start, sentence.end):
        if not (party.sector or "").startswith("COP"):
            continue
        word = _told_by(sentence, party, cast)
        if word is None:
            continue
        type_, chance = _kind(sentence, party, word)
        if type_ != "MOBILIZE" and _is_patient(sentence, word, party):
            continue  # police that are sent somewhere act; police that are blamed or hit do not
        frame = Frame(
            entry="model:police", type=type_, mode=None, part="verb" if is_verb(word) else "noun", pattern=word.lower,
            lemma=word.lemma, lead=(), particle=None, needs=(), actor=("subject",), recipient=("object",), mutual=False,
            intransitive=False, light=frozenset(), weight=0,
        )  # fmt: skip
        return Hit(frame, word, (word.index,), (), None, None), party, chance
    return None


def _told_by(sentence: Sentence, party: Party, cast: Cast) -> Token | None:
    """The verb that the party is the doer of, else the noun it modifies ("police protection")."""
    inside = [token for token in sentence.tokens if token.start < party.end and party.start < token.end]
    head = next((token for token in inside if not party.start <= sentence[token.head].start < party.end), None)
    if head is None:
        return None
    while head.dep == "conj" and is_nominal(sentence[head.head]):
        head = sentence[head.head]
    above = sentence.head_of(head)
    if above is None:
        return None
    if head.dep in ("compound", "poss", "nmod", "amod"):
        owned = any(other.start <= above.start and above.end <= other.end for other in cast.parties)
        return above if is_nominal(above) and not owned and above.tag in ("NN", "NNS", "VBG") else None
    if head.dep == "pobj":
        agent = above.dep == "agent" or above.lower == "by"
        above = sentence[above.head]
        return above if agent and _is_act(above) else _governed(sentence, above)
    if head.dep == "nsubjpass" and _is_act(above) and above.lemma not in _WORDS.object_control - {"deploy", "send"}:
        return above
    if head.dep == "nsubj" and is_verb(above):
        if _is_act(above):
            return above
        told = [it for it in sentence.dependents(above, "attr", "acomp", "xcomp", "dobj") if it.index > above.index]
        for phrase in sentence.dependents(above, "prep"):
            told += sentence.dependents(phrase, "pobj")  # "were on duty"
        return next(iter(told), None)
    return _governed(sentence, above)


def _is_patient(sentence: Sentence, word: Token, party: Party) -> bool:
    return any(party.start <= it.start < party.end for it in sentence.dependents(word, "nsubjpass"))


def _governed(sentence: Sentence, above: Token) -> Token | None:
    """What somebody is told to do: the verb under "asked the police to"."""
    if not is_verb(above) or above.lemma not in _WORDS.object_control:
        return None
    return next((verb for verb in complements(sentence, above) if _is_act(verb)), None)


def _is_act(token: Token) -> bool:
    return is_verb(token) and token.lemma not in _WORDS.states


def _kind(sentence: Sentence, party: Party, word: Token) -> tuple[EventType, float]:
    """The likeliest type of what the party does, by the type head."""
    doer = _range(sentence, party.start, party.end)
    target: Sequence[Token] = objects(sentence, word) if is_verb(word) else ()
    done_to = (target[0].index, target[0].index + 1) if target else None
    scores = type_scores(sentence, doer, done_to)
    violent = max(sentence.acts.get("FORCE", 0.0), sentence.acts.get("KILL", 0.0)) >= _FORCE
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    best = next(name for name in ranked if violent or name != "ASSAULT")
    return ("CONCEDE" if best == "YIELD" else best), scores[best]  # type: ignore[return-value]  # the head's labels


def _range(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    inside = [token.index for token in sentence.tokens if token.start < end and start < token.end]
    return inside[0], inside[-1] + 1
