"""Climbing: the way up from an act through the words that govern it."""

from __future__ import annotations

from dateline.events.status.forms import aspect, lasting, noun_words, recurs, verb_forms
from dateline.events.status.governors import (
    CALLED,
    adverbial,
    clause_governor,
    did_next,
    noun_cue,
    noun_under_preposition,
    noun_under_verb,
    prepositional_clause,
)
from dateline.events.status.outcomes import came_between, outcome
from dateline.events.status.standing import Finding, Standing
from dateline.events.status.syntax import SPEECH_ACTS, STEPS, is_verb
from dateline.events.status.window import window
from dateline.parse.tree import Token


def climb(standing: Standing, word: Token) -> None:
    """Start at the trigger and climb."""
    standing.lasts = not is_verb(word) and (
        word.lemma in standing.cues.words["durative"] or word.lower in standing.cues.words["durative"]
    )
    if not standing.syntax.parsed:
        window(standing, word)
        return
    if is_verb(word):
        verb_forms(standing, word, first=True)
        _devices(standing, word)
        if word.tag == "VB" and standing.status == "occurred" and standing.syntax.opens(word):
            standing.apply(Finding("hypothetical", "hypothetical:imperative", word, "the act is demanded"))
        _climb_clause(standing, word)
        _own_fate(standing, word)
        outcome(standing, word)
        if standing.status == "planned" and standing.by.partition(":")[0] == "planned":
            came_between(standing, word)
    else:
        noun_words(standing, word)
        if standing.lasts:
            lasting(standing, word)
        _predicate_after(standing, word)
        _climb_noun(standing, word)


def _climb_clause(standing: Standing, token: Token) -> None:
    """Climb from a verb to what governs its clause."""
    for _ in range(STEPS):
        head = standing.sentence.head_of(token)
        if head is None:
            _bare_infinitive(standing, token)
            return
        if token.dep == "conj":
            if not standing.syntax.own_clause(token) and is_verb(head):
                _shared(standing, token, head)
            token = head
            if not is_verb(token):
                _climb_noun(standing, token)
                return
            continue
        if token.dep in ("xcomp", "ccomp", "oprd") or (
            token.dep in ("acl", "relcl") and standing.syntax.infinitive(token)
        ):
            on = did_next(standing, token, head) or clause_governor(standing, token, head)
        elif token.dep == "pcomp":
            governor = standing.sentence.head_of(head)
            if governor is None:
                return
            on = prepositional_clause(standing, head, governor)
            head = governor
        elif token.dep == "advcl":
            on = adverbial(standing, token, head)
        else:
            _told_noun(standing, token, head)
            return
        if not on:
            return
        if not is_verb(head):
            noun_words(standing, head)
            _climb_noun(standing, head)
            return
        token = head


def _climb_noun(standing: Standing, token: Token) -> None:
    """Climb from a noun to what it is subject, object or complement of."""
    for _ in range(STEPS):
        head = standing.sentence.head_of(token)
        if head is None:
            return
        if token.dep == "conj":
            token = head
            continue
        if token.dep in ("dobj", "nsubjpass", "attr", "oprd", "nsubj"):
            if noun_under_verb(standing, token, head):
                _climb_clause(standing, head)
            return
        if token.dep in ("compound", "nmod", "amod", "poss"):
            if not noun_cue(standing, head, ""):
                return
        elif token.dep == "pobj":
            governor = standing.sentence.head_of(head)
            if governor is None:
                return
            if not noun_under_preposition(standing, head, governor):
                return
            head = governor
        else:
            return
        if is_verb(head):
            _climb_clause(standing, head)
            return
        token = head


def _own_fate(standing: Standing, word: Token) -> None:
    """A trigger that says itself that the act was tried in vain ("missed", "tried to") or has begun."""
    if standing.status != "occurred":
        return
    if standing.type == "PROTEST" and word.lemma == "call" and _is_for_a_day(standing, word):
        standing.apply(Finding("planned", CALLED, word, "it is called for a day"))
        return
    if any(
        link.lower == "to"
        for child in standing.sentence.dependents(word, "xcomp")
        for link in standing.syntax.chain(child)
    ):
        cues = standing.cues.governing(word.lemma, False, "clause")
    else:
        cues = standing.cues.governing(word.lemma, False, "noun")
        if word.lemma in standing.cues.words["futile"] and standing.type in ("ASSAULT", "PROTEST"):
            standing.apply(Finding("attempted", "attempted:fate", word, f"{word.text!r} says that it came to nothing"))
            return
    for particle, cue in cues:
        if particle and not standing.syntax.particle(word, particle):
            continue
        lasting = cue.durative and any(
            {child.lemma, child.lower} & standing.cues.words["durative"]
            for child in standing.sentence.dependents(word, "dobj", "nsubj", "nsubjpass")
        )
        tried = cue.status == "attempted" and ("clause" in cue.takes or standing.type in ("ASSAULT", "PROTEST"))
        if lasting or tried:
            standing.cue(cue, word)
        return


def _is_for_a_day(standing: Standing, verb: Token) -> bool:
    """Whether what is called has a day that it is called for: "called a strike for Monday"."""
    sentence = standing.sentence
    bearers = (verb, *sentence.dependents(verb, "dobj", "nsubjpass"))
    ahead = (it for bearer in bearers for it in sentence.dependents(bearer, "prep") if it.lower == "for")
    days = (sentence.entity_at(day.index) for it in ahead for day in sentence.dependents(it, "pobj"))
    return any(day is not None and day.label == "DATE" for day in days)


def _devices(standing: Standing, word: Token) -> None:
    """A bomb found or made harmless is a bombing attempted."""
    found = standing.cues.find("device", word.lemma)
    if found is None or standing.type != "ASSAULT":
        return
    for child in standing.sentence.dependents(word, "dobj", "nsubjpass"):
        if child.lemma in standing.cues.words["devices"] or child.lower in standing.cues.words["devices"]:
            standing.cue(found, word)
            return


def _told_noun(standing: Standing, token: Token, head: Token) -> None:
    """What a noun says of the clause it has after it: "the danger that", "no evidence that".

    What "claims that …" tell is denied where the claims are: "rejected", "were false".
    """
    if is_verb(head):
        return
    if (
        token.dep == "relcl"
        and standing.status in ("planned", "hypothetical")
        and standing.sentence[head.index + 1].lower == "that"
    ):
        pass  # "the danger that rebels will come", taken for a relative clause
    elif token.dep == "relcl" and any(it.lower == "that" for it in standing.sentence.dependents(token, "mark")):
        pass  # "a report that its soldiers had fired", likewise
    elif token.dep not in ("acl", "ccomp"):
        return
    if head.lemma in standing.cues.words["proofs"]:
        for word in standing.sentence.dependents(head, "det", "neg"):
            found = standing.cues.find("determiner", word.lower)
            if found is not None:
                standing.cue(found, word)
        return
    if standing.status in ("occurred", "planned", "hypothetical"):
        for particle, cue in standing.cues.governing(head.lemma, True, "clause"):
            if not particle and cue.status == "hypothetical" and head.lemma not in standing.cues.words["transparent"]:
                standing.cue(cue, head)
                return
    if head.lemma not in standing.cues.words["transparent"]:
        return
    before = (standing.status, standing.by, standing.token, standing.note)
    passed = list(standing.passed)
    _climb_noun(standing, head)
    if standing.status != "denied":
        (standing.status, standing.by, standing.token, standing.note), standing.passed = before, passed


def _shared(standing: Standing, token: Token, head: Token) -> None:
    """A verb coordinated with ``head`` shares its auxiliaries when it has the same form and none of its own."""
    same = token.tag == head.tag or {token.tag, head.tag} <= {"VBD", "VBN"} or token.tag == "VB"
    if same and not standing.syntax.own_chain(token):
        links = standing.sentence.dependents(head, "cc")
        contrast = any(link.lower == "but" and head.index < link.index < token.index for link in links)
        # "Did not abdicate, but handed over": the negation ends at "but".
        verb_forms(standing, head, first=token.tag == "VBG" and head.tag == "VBG", negated=not contrast)
        if token.tag == head.tag == "VBD":
            recurs(standing, head)  # "each spring they raided the farms and burned the mill"
        if token.tag == "VB" and head.tag in ("VBP", "VBZ"):
            aspect(standing, head, standing.syntax.chain(head))  # "they block the road and rob buses"


def _bare_infinitive(standing: Standing, token: Token) -> None:
    """A headline's infinitive ("Minister to visit Oslo") announces."""
    if standing.syntax.infinitive(token) and standing.status == "occurred" and standing.type not in SPEECH_ACTS:
        standing.apply(Finding("planned", "planned:headline", token, "an infinitive without a governor announces it"))


def _predicate_after(standing: Standing, token: Token) -> None:
    """What a verb straight after the noun says of it, where the parser did not see its subject."""
    after = standing.sentence[token.index + 1] if token.index + 1 < len(standing.sentence) else None
    if after is None or not is_verb(after) or token.dep in ("nsubj", "nsubjpass"):
        return
    found = standing.cues.find("predicate", after.lemma)
    if found is not None and (found.status != "ongoing" or standing.lasts):
        standing.cue(found, after)
