"""Forms: what a verb or noun says of the act by its own forms and by the words that stand with it."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.events.status.outcomes import device, is_dud
from dateline.events.status.standing import Finding, Standing
from dateline.events.status.syntax import PRESENT_BE, PRESSURES, SPEECH_ACTS, is_unreal, is_verb
from dateline.parse.tree import Token
from dateline.record import Status

_THREATS = frozenset({"ASSAULT", "COERCE"})
"""Types whose announcement by nobody in particular is a threat."""
_PAST_BE = frozenset({"was", "were"})
_FULL_STOPS = frozenset({".", '"', "”"})
_INTO = frozenset({"in", "into", "entered", "enters", "entering"})
_OPENINGS = frozenset({",", ";", "that", "and", "but", '"', "“"})
_WITHIN = frozenset(
    ("CD", "DT", "HYPH", "JJ", "JJR", "JJS", "NN", "NNP", "NNPS", "NNS", "POS", "PRP$", "RB", "VBG", "VBN")
)
"""Tags of the words that may stand between a cue and its noun or verb."""


def verb_forms(standing: Standing, token: Token, first: bool, negated: bool = True) -> None:
    """What a verb's own forms say: modality, negation (where it reaches so far), aspect, adverbs, conjunction."""
    chain = standing.syntax.chain(token)
    left = [standing.sentence[i] for i in range(max(0, token.index - 6), token.index)]
    infinitive = any(link.lower == "to" for link in chain)
    _modality(standing, token, chain)
    if infinitive:
        _infinitive_phrase(standing, token, left)
    if infinitive and first:
        _inversion(standing, left)
    if first or infinitive:
        words_before(standing, token)
    if first and standing.status == "planned" and standing.type in PRESSURES and standing.syntax.is_said(token):
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
    if negated:
        _negation(standing, token, chain, first)


def _modality(standing: Standing, token: Token, chain: list[Token]) -> None:
    """What the auxiliaries of a verb say: "will", "may", "would"."""
    for link in chain:
        found = standing.cues.find("auxiliary", link.lower)
        if found is None:
            continue
        if found.reported is not None and link.lower in ("would", "'d") and standing.syntax.is_old_habit(token):
            continue  # "would raid the farms each spring": a habit of old
        if found.reported is not None and standing.syntax.came_later(token, link):
            continue  # "who would later be killed": it came about
        if found.reported is not None and not is_unreal(token, chain) and standing.syntax.reported(token):
            standing.cue(found, link, found.reported)
        else:
            standing.cue(found, link)


def _inversion(standing: Standing, left: list[Token]) -> None:
    """A condition without "if": "were the militia to open the road"."""
    for place in range(len(left) - 1, -1, -1):
        word = left[place]
        if word.lower == "were" and place < len(left) - 2:
            before = standing.sentence[word.index - 1] if word.index else None
            if left[place + 1].tag[:2] not in ("DT", "NN", "PR", "CD"):
                return  # "and were able to"
            if before is None or before.lower in _OPENINGS or before.tag[:2] == "VB":
                note = f"{word.text!r} opens a condition"
                standing.apply(Finding("hypothetical", "hypothetical:inverted", word, note))
            return
        if word.tag[:2] in ("VB", "MD"):
            return


def _own_words(standing: Standing, token: Token) -> None:
    """Harm that somebody announces is his threat: told of himself, or of nobody ("informers would be shot")."""
    subject = next(iter(standing.sentence.dependents(token, "nsubj")), None)
    if standing.type == "ASSAULT" and token.lemma in standing.cues.words["doom"]:
        standing.apply(Finding("threatened", "threatened:doom", token, "the speaker foretells harm"))
    elif standing.type == "ASSAULT" and subject is not None and standing.syntax.of_speaker(subject):
        standing.apply(Finding("threatened", "threatened:own-words", token, "the speaker says it of himself"))
    elif (
        standing.type in _THREATS
        and standing.syntax.undone_by_none(token)
        and (standing.type == "ASSAULT" or standing.syntax.conditions(token))
    ):
        standing.apply(Finding("threatened", "threatened:no-doer", token, "harm is announced without its doer"))
    elif standing.type != "PROTEST" and standing.syntax.is_warning(token):
        standing.apply(Finding("threatened", "threatened:whoever", token, "harm is announced to whoever does a thing"))


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
    if marks and marks[0].lower == "unless" and (standing.status != "planned" or standing.type not in PRESSURES):
        return  # what will happen unless is what is meant to happen
    past = token.tag == "VBD" or any(link.tag == "VBD" for link in chain)
    if (
        not marks
        or (past and standing.status in ("occurred", "ongoing"))
        or standing.status in ("threatened", "denied")
    ):
        return
    told = (
        standing.type in PRESSURES
        and standing.status in ("planned", "hypothetical")
        and standing.syntax.is_threat(token, chain)
    )
    unless = marks[0].lower == "unless"
    told = told and ((standing.type == "ASSAULT" and unless) or _told_by_doer(standing, token))
    if unless and not told:
        return
    standing.status = "occurred" if told else standing.status
    status: Status = "threatened" if told else "hypothetical"
    standing.apply(Finding(status, f"{status}:condition", marks[0], f"{marks[0].text!r} ties it to a condition"))


def _told_by_doer(standing: Standing, token: Token) -> bool:
    """Whether the speaker tells it of himself or leaves the doer out."""
    subject = next(iter(standing.sentence.dependents(token, "nsubj")), None)
    if token.lemma in standing.cues.words["doom"] and standing.type != "PROTEST":
        return True
    if standing.type in _THREATS and standing.syntax.undone_by_none(token):
        return True
    return subject is not None and standing.syntax.of_speaker(subject)


def _negation(standing: Standing, token: Token, chain: Iterable[Token], first: bool) -> None:
    """A negated verb, or one whose subject or object is nobody."""
    if first and standing.type == "REJECT":
        return  # "did not agree" is the rejection itself
    seen = list(chain) + standing.sentence.dependents(token, "neg", "preconj")
    forbidding = standing.cues.words["forbidding"]
    if first and (standing.by == "hypothetical:if" or any(link.lower in forbidding for link in chain)):
        return  # "if they do not leave", "must not be shot": a thought either way
    for link in seen:
        found = standing.cues.find("negation", link.lower)
        if found is not None and not standing.syntax.only(link):
            standing.cue(found, link, "attempted" if first and is_dud(standing, token) else None)
            return
    if not first:
        return
    for child in standing.sentence.dependents(token, "nsubj", "nsubjpass", "dobj"):
        if child.lower in ("nobody", "none", "nothing") and not standing.syntax.only(child):
            standing.apply(Finding("denied", "denied:no", child, f"{child.text!r} did it or had it done to them"))
            return
        opening = standing.sentence[standing.sentence.subtree(child)[0]]
        if opening.lower == "not" and standing.syntax.after(opening) in ("one", "a"):
            standing.apply(Finding("denied", "denied:no", opening, "not one did it or had it done to them"))
            return
        for word in standing.sentence.dependents(child, "det", "neg", "preconj"):
            found = standing.cues.find("determiner", word.lower)
            if found is not None and not standing.syntax.only(word):
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
    elif token.tag == "VBN" and standing.syntax.is_state(token, chain):
        standing.apply(Finding("ongoing", "ongoing:state", token, "the verb tells a state that lasts"))
    elif token.tag == "VBG" and forms:
        if "been" in forms or forms & PRESENT_BE:
            standing.apply(Finding("ongoing", "ongoing:progressive", token, "the verb says that it goes on"))
    elif token.tag in ("VBZ", "VBP") and not chain and standing.sentence.tokens[-1].lower in _FULL_STOPS:
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


def recurs(standing: Standing, verb: Token) -> None:
    """A time beside the verb that makes a habit of the noun's act."""
    time = standing.syntax.told_time(verb)
    if time is not None and time[0] == "habit" and standing.status == "occurred":
        standing.apply(Finding("ongoing", "ongoing:every", time[1], f"{time[1].text!r} makes it a habit"))


def lasting(standing: Standing, word: Token) -> None:
    """An act that lasts, and how long it has: "fighting for a third day", "now in its fifth week"."""
    if standing.status != "occurred":
        return
    recurs(standing, word)
    for place in range(word.index + 1, min(word.index + 10, len(standing.sentence) - 3)):
        if standing.sentence[place].lower in (".", ";"):
            return
        words = list(standing.sentence.tokens[place + 1 : place + 6])
        own = standing.sentence[place].lower in _INTO and words[0].lower in ("its", "their")
        if own and standing.syntax.is_nth(words):
            note = f"{words[1].text!r} counts how long it has gone on"
            standing.apply(Finding("ongoing", "ongoing:nth", words[1], note))
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
        if previous.index != token.head or previous.lower == "going":
            standing.cue(found, previous)
            return
    if previous.lower in _PAST_BE and left[to + 1 : to + 2] and left[to + 1].lower == "have":
        standing.apply(Finding("denied", "denied:was-to-have", previous, "it was meant to be, and was not"))
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
            determines = child.dep in ("det", "neg", "preconj", "advmod")
            if found is not None and determines and not standing.syntax.only(child):
                standing.cue(found, child)
            if child.lower == "any" and not cue_noun and standing.status == "occurred":
                standing.apply(Finding("hypothetical", "hypothetical:any", child, "any such act is spoken of"))
        elif child.dep == "acl" and child.tag == "VBN":
            for particle, cue in standing.cues.governing(child.lemma, False, "noun"):
                if not particle and not cue.durative:
                    standing.cue(cue, child)
                    break
            device(standing, token, child)
        elif child.tag == "JJ" and child.dep in ("amod", "acl", "appos"):
            found = standing.cues.find("predicate", f"{child.lower} {standing.syntax.after(child)}")
            if found is not None and found.status == "planned":
                standing.cue(found, child)  # "a summit due in May"
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
    """Cue phrases straight before the verb and its auxiliaries, or before the noun's own modifiers."""
    i = token.index - 1
    while i > 0 and token.tag == "VBN" and standing.sentence[i].lower in ("be", "been", "being", "have", "having"):
        i -= 1  # "without being seen", "far from having fled"
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
