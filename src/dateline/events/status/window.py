"""The window: cues straight before and after an act, where the sentence has no syntax."""

from __future__ import annotations

from dateline.events.status.forms import phrase_ending, verb_forms, words_before
from dateline.events.status.standing import Finding, Standing
from dateline.events.status.syntax import is_verb
from dateline.parse.tree import Token

_WINDOW = 7
"""Words looked at before a trigger where there is no syntax."""


def window(standing: Standing, word: Token) -> None:
    """The words before the trigger, nearest first, up to the clause's edge; and a word on its fate after it."""
    tokens = standing.sentence.tokens
    chain = standing.syntax.chain(word)
    if chain or is_verb(word):
        verb_forms(standing, word, first=True)
    else:
        words_before(standing, word)
    i, seen = word.index - 1, 0
    while i >= 0 and seen < _WINDOW:
        token = tokens[i]
        if token.lower in (",", ";", ":", "that", "which", "who", "after", "and", "but", "when", "while", "."):
            break
        for kind in ("modifier", "determiner"):
            found = standing.cues.find(kind, token.lower)
            if found is not None and seen < 3 and not chain:
                standing.cue(found, token)
        if phrase_ending(standing, i):
            break
        takes = "clause" if any(link.lower == "to" for link in chain) else "noun"
        rows = standing.cues.governing(token.lemma, False, takes) + standing.cues.governing(token.lemma, True, takes)
        between = {item.lower for item in tokens[i + 1 : word.index]}
        for particle, cue in rows:
            if particle and particle not in between:
                continue
            if takes == "noun" and cue.durative:
                continue
            standing.cue(cue, token)
            _negated_before(standing, i)
            return
        i -= 1
        seen += 1
    for token in tokens[word.index + 1 : word.index + 5]:
        found = standing.cues.find("predicate", token.lemma)
        if found is not None and found.status == "attempted" and not is_verb(word):
            standing.cue(found, token)
            return
        if token.lower in (",", ";", ".", "and"):
            return


def _negated_before(standing: Standing, place: int) -> None:
    """A negation or "no" within three words before a cue makes nothing of it."""
    for token in standing.sentence.tokens[max(0, place - 3) : place]:
        if standing.cues.find("negation", token.lower) or standing.cues.find("determiner", token.lower):
            standing.apply(Finding("denied", "denied:not", token, f"{token.text!r} negates it"))
