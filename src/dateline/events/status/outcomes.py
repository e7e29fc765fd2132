"""Outcomes: acts that came to nothing, because a weapon failed, a bomb was made harmless or somebody was stopped."""

from __future__ import annotations

from dateline.events.status.standing import Finding, Standing
from dateline.events.status.syntax import PRESENT_BE, STEPS, is_verb
from dateline.parse.tree import Token

_LAID = frozenset(("lay", "place", "plant", "set"))
"""Verbs for what is done with a bomb before it goes off: "a mine laid by the rebels was found"."""


def came_between(standing: Standing, word: Token) -> None:
    """What was meant and did not come about: "set out to burn it and were stopped", "had hoped to march but …"."""
    sentence, lists = standing.sentence, standing.cues.words
    top, meant, later = word, False, list[Token]()
    for _ in range(STEPS):
        head = sentence.head_of(top)
        if head is None or top.dep not in ("xcomp", "advcl", "acomp", "oprd") or top.index < head.index:
            break
        later += [verb for verb in sentence.dependents(top, "conj") if verb.tag in ("VBD", "VBN")]
        top = head
        bidden = top.lemma in lists["bidden"] and bool(sentence.dependents(top, "auxpass"))
        meant = meant or bidden or {top.lemma, top.lower} & lists["meant"] != set()
    chain = standing.syntax.chain(top)
    past = top.tag in ("VBD", "VBN") and not any(link.lower in ("has", "have") or link.tag == "MD" for link in chain)
    if top is word or not past or any(link.lower in PRESENT_BE for link in chain):
        return
    head = sentence.head_of(top)
    if head is not None and top.dep in ("relcl", "acl"):
        verb = sentence.head_of(head)
        if verb is not None and head.dep in ("nsubjpass", "nsubj") and _stopped(standing, verb, lists["stopping"]):
            standing.apply(Finding("attempted", "attempted:stopped", verb, f"{verb.text!r} came between"))
        return
    for verb in (*later, *sentence.dependents(top, "conj")):
        links = [*sentence.dependents(top, "cc"), *sentence.dependents(word, "cc")]
        but = any(link.lower in ("but", "yet") and top.index < link.index < verb.index for link in links)
        if _stopped(standing, verb, lists["stopping"] if but else lists["barring"]):
            standing.apply(Finding("attempted", "attempted:stopped", verb, f"{verb.text!r} came between"))
            return
        # "But thought better of it".
        told = verb.lemma in lists["speech"] and standing.syntax.after(verb) != "better"
        plain = verb.tag in ("VBD", "VBN") and not told and verb.lemma != "be"
        instead = plain and not standing.syntax.own_clause(verb) and not sentence.dependents(verb, "neg")
        if but and meant and instead:
            standing.apply(Finding("denied", "denied:but", verb, f"{verb.text!r} was done instead"))
            return


def _stopped(standing: Standing, verb: Token, stopping: frozenset[str]) -> bool:
    """Whether a passive verb tells that those who meant to act were stopped."""
    passive = verb.tag in ("VBN", "VBD") and bool(standing.sentence.dependents(verb, "auxpass"))
    return passive and verb.lemma in stopping


def outcome(standing: Standing, word: Token) -> None:
    """An attack whose weapon failed, as a later verb tells: "threw a grenade which did not go off"."""
    if standing.status != "occurred" or standing.type != "ASSAULT":
        return
    sentence = standing.sentence
    head = sentence.head_of(word)
    later = sentence.dependents(word, "conj")
    if head is not None and word.dep in ("acl", "relcl", "dep"):
        verb = head if is_verb(head) else sentence.head_of(head)
        if verb is not None and is_verb(verb) and head.dep in ("dobj", "nsubjpass") and word.lemma in _LAID:
            device(standing, head, verb)
        if verb is not None and is_verb(verb) and (head is verb or head.dep in ("nsubj", "nsubjpass")):
            later += [verb, *sentence.dependents(verb, "conj")]
    if head is not None and word.dep == "conj":
        later += [it for it in sentence.dependents(head, "conj") if it.index > word.index]
    for verb in tuple(later):
        later += sentence.dependents(verb, "conj")
    for thing in sentence.dependents(word, "dobj", "nsubjpass"):
        later += sentence.dependents(thing, "relcl")
    for verb in later:
        if verb.index > word.index and told_failure(standing, verb):
            return


def told_failure(standing: Standing, verb: Token) -> bool:
    """Call the attack attempted where a verb tells that its weapon failed; whether it does."""
    failed = _came_to_nothing(standing, verb)
    if failed:
        standing.apply(Finding("attempted", "attempted:outcome", verb, f"{verb.text!r} says that it came to nothing"))
    return failed


def _came_to_nothing(standing: Standing, verb: Token) -> bool:
    """Whether a verb tells that a weapon failed or missed."""
    duds = standing.cues.words["duds"]
    if verb.lemma in duds or f"{verb.lemma} {standing.syntax.after(verb)}" in duds:
        return not standing.sentence.dependents(verb, "neg")
    if verb.lemma in ("fail", "refuse"):
        return any(is_dud(standing, child) for child in standing.sentence.dependents(verb, "xcomp"))
    return is_dud(standing, verb) and bool(standing.sentence.dependents(verb, "neg"))


def is_dud(standing: Standing, token: Token) -> bool:
    """Whether a verb tells, once negated, that a weapon failed: "did not go off"."""
    explosion = standing.cues.words["explosion"]
    if standing.type != "ASSAULT":
        return False
    return token.lemma in explosion or f"{token.lemma} {standing.syntax.after(token)}" in explosion


def device(standing: Standing, thing: Token, verb: Token) -> None:
    """A bomb as the act, and what is done to it before it goes off."""
    found = standing.cues.find("device", verb.lemma)
    things = standing.cues.words["devices"]
    if found is not None and standing.type == "ASSAULT" and {thing.lemma, thing.lower} & things:
        standing.cue(found, verb)
