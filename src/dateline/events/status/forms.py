"""Forms: what a verb or noun says of the act by its own forms and by the words that stand with it."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.events.status.standing import Finding, Standing
from dateline.events.status.syntax import PRESENT_BE, SPEECH_ACTS, is_unreal, is_verb
from dateline.parse.tree import Token
from dateline.record import Status

_THREATS = frozenset({"ASSAULT", "COERCE"})
"""Types whose announcement by nobody in particular is a threat."""
_WITHIN = frozenset(
    ("CD", "DT", "HYPH", "JJ", "JJR", "JJS", "NN", "NNP", "NNPS", "NNS", "POS", "PRP$", "RB", "VBG", "VBN")
)
"""Tags of the words that may stand between a cue and its noun or verb."""


def verb_forms(standing: Standing, token: Token, first: bool) -> None:
    """What a verb's own forms say: modality, negation, aspect, adverbs, its conjunction."""
    chain = standing.syntax.chain(token)
    left = [standing.sentence[i] for i in range(max(0, token.index - 6), token.index)]
    infinitive = any(link.lower == "to" for link in chain)
    for link in chain:
        found = standing.cues.find("auxiliary", link.lower)
        if found is None:
            continue
        if found.reported is not None and link.lower in ("would", "'d") and standing.syntax.is_old_habit(token):
            continue  # "would raid the farms each spring": a habit of old
        if found.reported is not None and not is_unreal(token, chain) and standing.syntax.reported(token):
            standing.cue(found, link, found.reported)
        else:
            standing.cue(found, link)
    if infinitive:
        _infinitive_phrase(standing, token, left)
    if first or infinitive:
        words_before(standing, token)
    if first and standing.status == "planned" and standing.type in _THREATS and standing.syntax.is_said(token):
        _own_words(standing, token)
    if first:
        aspect(standing, token, chain)
        condition(standing, token, chain)
        _or_else(standing, token)
    for child in standing.sentence.dependents(token, "advmod", "npadvmod"):
        adverb = standing.cues.find("adverb", child.lower)
        if adverb is None or (adverb.status == "ongoing" and not first):
            continue
        if not (adverb.tense == "present" and token.tag == "VBD" and not chain):
            standing.cue(adverb, child)
    for child in standing.sentence.dependents(token, "mark", "advmod"):
        marker = standing.cues.find("marker", child.lower)
        if marker is not None and child.index < token.index:
            standing.cue(marker, child)
    _negation(standing, token, chain, first)


def _own_words(standing: Standing, token: Token) -> None:
    """Harm that somebody announces is his threat: told of himself, or of nobody ("informers would be shot")."""
    subject = next(iter(standing.sentence.dependents(token, "nsubj")), None)
    if standing.type == "ASSAULT" and token.lemma in standing.cues.words["doom"]:
        standing.apply(Finding("threatened", "threatened:doom", token, "the speaker foretells harm"))
    elif (
        standing.type == "ASSAULT"
        and subject is not None
        and subject.tag == "PRP"
        and standing.syntax.of_speaker(subject)
    ):
        standing.apply(Finding("threatened", "threatened:own-words", token, "the speaker says it of himself"))
    elif standing.syntax.undone_by_none(token) and (standing.type == "ASSAULT" or standing.syntax.conditions(token)):
        standing.apply(Finding("threatened", "threatened:no-doer", token, "harm is announced without its doer"))


def _or_else(standing: Standing, token: Token) -> None:
    """Harm as the other choice is a threat: "leave or be killed"."""
    head = standing.sentence.head_of(token)
    if token.dep != "conj" or head is None or standing.type != "ASSAULT" or standing.status == "denied":
        return
    choice = next((word for word in standing.sentence.dependents(head, "cc") if word.lower == "or"), None)
    if choice is not None and head.tag == "VB" and head.index < choice.index < token.index:
        standing.status = "occurred"
        standing.apply(Finding("threatened", "threatened:or", choice, "harm is the other choice"))


def condition(standing: Standing, token: Token, chain: list[Token]) -> None:
    """An act that an if-clause hangs on, unless it is told as done."""
    marks = standing.syntax.conditions(token)
    if marks and marks[0].lower == "unless" and (standing.status != "planned" or standing.type != "ASSAULT"):
        return  # what will happen unless is what is meant to happen
    past = token.tag == "VBD" or any(link.tag == "VBD" for link in chain)
    if (
        not marks
        or (past and standing.status in ("occurred", "ongoing"))
        or standing.status in ("threatened", "denied")
    ):
        return
    told = (
        standing.type == "ASSAULT"
        and standing.status in ("planned", "hypothetical")
        and standing.syntax.is_threat(token, chain)
    )
    told = told and (marks[0].lower == "unless" or standing.syntax.told_by_doer(token))
    standing.status = "occurred" if told else standing.status
    status: Status = "threatened" if told else "hypothetical"
    standing.apply(Finding(status, f"{status}:condition", marks[0], f"{marks[0].text!r} ties it to a condition"))


def _negation(standing: Standing, token: Token, chain: Iterable[Token], first: bool) -> None:
    """A negated verb, or one whose subject or object is nobody."""
    if first and standing.type == "REJECT":
        return  # "did not agree" is the rejection itself
    seen = list(chain) + standing.sentence.dependents(token, "neg")
    for link in seen:
        found = standing.cues.find("negation", link.lower)
        if found is not None:
            standing.cue(found, link)
            return
    if not first:
        return
    for child in standing.sentence.dependents(token, "nsubj", "nsubjpass", "dobj"):
        if child.lower in ("nobody", "none"):
            standing.apply(Finding("denied", "denied:no", child, f"{child.text!r} did it or had it done to them"))
            return
        for word in standing.sentence.dependents(child, "det", "neg"):
            found = standing.cues.find("determiner", word.lower)
            if found is not None:
                standing.cue(found, word)
                return


def aspect(standing: Standing, token: Token, chain: list[Token]) -> None:
    """Progressive and present forms of the trigger itself."""
    forms = {link.lower for link in chain}
    time = standing.syntax.told_time(token)
    present = (token.tag in ("VBZ", "VBP") and not chain) or (token.tag == "VBG" and bool(forms & PRESENT_BE))
    if time is not None and time[0] == "habit" and standing.status == "occurred":
        standing.apply(Finding("ongoing", "ongoing:every", time[1], f"{time[1].text!r} makes it a habit"))
    elif time is not None and time[0] == "ahead" and present and standing.type not in SPEECH_ACTS:
        standing.apply(Finding("planned", "planned:present", time[1], f"{time[1].text!r} lies ahead"))
    elif token.tag == "VBN" and "being" in forms and forms & PRESENT_BE:
        standing.apply(Finding("ongoing", "ongoing:progressive", token, "the verb says that it goes on"))
    elif token.tag == "VBG" and forms:
        if "been" in forms or forms & PRESENT_BE:
            standing.apply(Finding("ongoing", "ongoing:progressive", token, "the verb says that it goes on"))
    elif token.tag in ("VBZ", "VBP") and not chain and standing.sentence.tokens[-1].lower == ".":
        # In a headline (no full stop) the present tense tells what has just happened.
        if standing.type not in SPEECH_ACTS:
            standing.apply(Finding("ongoing", "ongoing:present", token, "the verb is in the present tense"))
    elif token.tag == "VBG" and token.dep in ("advcl", "acl", "conj", "dep"):
        head = standing.sentence.head_of(token)
        for _ in range(3):
            if head is None or head.dep != "conj" or not is_verb(head):
                break
            head = standing.sentence.head_of(head)
        if head is not None and is_verb(head):
            first, last = standing.sentence.subtree(head)
            words = standing.cues.words["habit"]
            for other in standing.sentence.tokens[first : min(last, token.index)]:
                if other.lower in words:
                    standing.apply(Finding("ongoing", "ongoing:habit-noun", other, f"{other.text!r} makes it a habit"))
                    return


def _infinitive_phrase(standing: Standing, token: Token, left: list[Token]) -> None:
    """Cues written as words before "to": "about to", "going to", "are to"."""
    to = next((place for place in range(len(left) - 1, -1, -1) if left[place].lower == "to"), None)
    if to is None or to == 0:
        return
    previous = left[to - 1]
    for phrase in (f"{previous.lower} to", f"{previous.lemma} to"):
        found = standing.cues.find("auxiliary", phrase)
        if found is None:
            continue
        if found.status == "ongoing":  # "used to": not "was used to", nor "gas used to"
            if previous.tag != "VBD" or standing.sentence.dependents(previous, "auxpass") or previous.dep == "acl":
                continue
            standing.cue(found, previous)
            return
        if previous.index not in (token.head,):
            standing.cue(found, previous)
            return
    if previous.lemma == "be" and previous.lower in ("is", "are", "was", "were", "'s", "'re"):
        aim = standing.sentence.dependents(previous, "attr", "nsubj") if standing.syntax.parsed else []
        if standing.type not in SPEECH_ACTS or not aim:
            standing.apply(Finding("planned", "planned:be-to", previous, f"'{previous.text} to' announces it"))


def noun_words(standing: Standing, token: Token, cue_noun: bool = False) -> None:
    """What stands with a noun: planned, foiled, no, "ahead of", and what is said of it."""
    for child in standing.sentence.dependents(token):
        if child.index < token.index:
            found = standing.cues.find("modifier", child.lower)
            if found is not None and child.dep in ("amod", "compound", "advmod", "nmod", "dep"):
                standing.cue(found, child)
            found = standing.cues.find("determiner", child.lower)
            if found is not None and child.dep in ("det", "neg", "preconj", "advmod"):
                standing.cue(found, child)
        elif child.dep == "acl" and child.tag == "VBN":
            for particle, cue in standing.cues.governing(child.lemma, False, "noun"):
                if not particle and not cue.durative:
                    standing.cue(cue, child)
                    break
    if not cue_noun:
        words_before(standing, token)
        _verb_before(standing, token)


def _verb_before(standing: Standing, token: Token) -> None:
    """A headline's verb that the parser took for a noun ("Police foil kidnapping")."""
    place = token.index - 1
    while place > 0 and standing.sentence[place].tag in ("DT", "JJ", "PRP$") and token.index - place < 3:
        place -= 1
    if place < 1 or standing.status != "occurred":
        return
    before = standing.sentence[place]
    for particle, cue in standing.cues.governing(before.lower, False, "noun"):
        if not particle and cue.status in ("attempted", "denied") and before.index != token.head:
            standing.cue(cue, before)
            return


def words_before(standing: Standing, token: Token) -> None:
    """Cue phrases straight before the verb or before the noun's own modifiers."""
    i = token.index - 1
    while i >= 0 and token.index - i <= 6:
        word = standing.sentence[i]
        if phrase_ending(standing, i):
            return
        if word.tag not in _WITHIN:
            return
        if is_verb(token) and word.tag != "RB":
            return
        i -= 1


def phrase_ending(standing: Standing, place: int) -> bool:
    """Apply the cue phrase whose last word stands at ``place``, if there is one."""
    for words, cue in standing.cues.before(standing.sentence[place].lower):
        start = place - len(words) + 1
        if start >= 0 and all(standing.sentence[start + n].lower == words[n] for n in range(len(words))):
            if cue.status == "ongoing" and standing.status != "occurred":
                return False
            standing.cue(cue, standing.sentence[start])
            return True
    return False
