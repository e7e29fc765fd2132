"""Finding time expressions in a report."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.mentions.when.atoms import Atom, scan
from dateline.mentions.when.grammar import grammar
from dateline.mentions.when.lexicon import Lexicon, lexicon
from dateline.mentions.when.makers import MAKERS, Draft
from dateline.mentions.when.readings import Calendar, FoundTime, Length, Near, Tense
from dateline.mentions.when.tense import tense_at
from dateline.parse.tree import Sentence
from dateline.parse.words import plain

_BESIDE = "the day before a date"
_GAP = 60
"""Characters between a distance and the date it is measured from."""
_FROM_HERE = re.compile(
    r"\s(after|before|following|prior to)\s(?:(?:the|a|his|her|its|their)\s)?(?:[\w'-]{1,20}\s){0,4}?", re.I
)
_NOUN = re.compile(r"\s(?:(?:the|a|his|her|its|their)\s)?(?:[\w'-]{1,20}\s){0,4}?", re.I)
"""What may stand between them: an article and a few words ("the vote on")."""
_BETWEEN = frozenset({"LPAR", "RPAR", "COMMA", "ON", "TZ", "SLASH", "DASH"})
"""What may stand between a clock time and the day it belongs to."""


def find(text: str, sentences: Sequence[Sentence]) -> tuple[FoundTime, ...]:
    """All time expressions of a report, in text order, none overlapping another.

    Works on the text inside the sentences' bounds, whatever its case; tags and syntax are used for tense where the
    engine gives them.  Linear in the length of the text.
    """
    even = plain(text)
    words = lexicon()
    lower_text = _is_caseless(even)
    found: list[FoundTime] = []
    for place, sentence in enumerate(sentences):
        caseless = lower_text or _is_caseless(even[sentence.start : sentence.end])
        atoms = scan(even, sentence.start, sentence.end, caseless, words)
        told = [_found(text, place, sentence, atoms, draft, rule) for draft, rule in _drafts(atoms, words)]
        found += [timex for timex in told if not _is_in_name(timex, sentence)]
    return tuple(_tied(even, found))


def _is_in_name(timex: FoundTime, sentence: Sentence) -> bool:
    """Whether the expression is part of what an organisation is called: "USA Today", "the 19 April Movement"."""
    return any(
        mark.label == "ORG"
        and sentence[mark.first].start <= timex.start
        and timex.end <= sentence[mark.last - 1].end
        and timex.end - timex.start < sentence[mark.last - 1].end - sentence[mark.first].start
        for mark in sentence.entities
    )


def _tied(even: str, found: Sequence[FoundTime]) -> Iterator[FoundTime]:
    """The expressions, those measured from the next one marked so: "two days after May 17"."""
    for place, timex in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        ahead = 0
        if following is not None and following.sentence == timex.sentence and following.type == "DATE":
            gap = even[timex.end : following.start] if following.start - timex.end <= _GAP else ""
            hit = _FROM_HERE.fullmatch(gap)
            if hit:
                ahead = -1 if hit[1].lower() in ("before", "prior to") else 1
            elif timex.rule == _BESIDE and _NOUN.fullmatch(gap):
                ahead = -1 if timex.text.lower().endswith("before") else 1
        if timex.rule == _BESIDE and not ahead:
            continue  # "the day after the storm": no date to measure from
        counted = isinstance(timex.reading, Length) and timex.reading.side == 0 and timex.reading.days is not None
        yield replace(timex, ahead=ahead) if ahead and (counted or timex.rule == _BESIDE) else timex


def _is_caseless(text: str) -> bool:
    """Whether capitals tell nothing in this text: there are none, or there are no small letters."""
    return text == text.lower() or (text == text.upper() and any(mark.isalpha() for mark in text))


def _drafts(atoms: Sequence[Atom], words: Lexicon) -> list[tuple[Draft, str]]:
    """The readings of a sentence from left to right; at each place the longest match that means something."""
    chosen: list[tuple[Draft, str]] = []
    free = 0
    for matches in grammar().search(atoms):
        if matches[0].first < free:
            continue
        for match in matches:
            drafts = MAKERS[match.rule.make](match, words)
            if drafts is not None:
                chosen += [(draft, match.rule.name) for draft in drafts]
                free = match.last
                break
    return _clocks_with_days(atoms, chosen)


def _clocks_with_days(atoms: Sequence[Atom], chosen: list[tuple[Draft, str]]) -> list[tuple[Draft, str]]:
    """Gives clock times the day that follows them past a bracket or a comma: "7 a.m. (0400 GMT) on Friday"."""
    tied: list[tuple[Draft, str]] = []
    following: Draft | None = None
    for draft, rule in reversed(chosen):
        if following is not None and any(atom.category not in _BETWEEN for atom in atoms[draft.last : following.first]):
            following = None
        if draft.clock and following is not None and isinstance(draft.reading, Near) and draft.reading.story:
            draft = replace(draft, reading=following.reading)
        is_day = isinstance(draft.reading, Calendar) and (draft.reading.day or draft.reading.weekday)
        following = draft if is_day or (isinstance(draft.reading, Near) and not draft.reading.story) else None
        tied.append((draft, rule))
    return tied[::-1]


def _found(text: str, place: int, sentence: Sentence, atoms: Sequence[Atom], draft: Draft, rule: str) -> FoundTime:
    start, end = atoms[draft.first].start, atoms[draft.last - 1].end
    return FoundTime(
        text=text[start:end],
        start=start,
        end=end,
        sentence=place,
        type=draft.type,
        reading=draft.reading,
        rule=rule,
        part=draft.part,
        clock=draft.clock,
        edge=draft.edge,
        tense=_tense(sentence, start, end),
    )


def _tense(sentence: Sentence, start: int, end: int) -> Tense | None:
    starts = [token.start for token in sentence.tokens]
    first = max(0, bisect_right(starts, start) - 1)
    last = bisect_left(starts, end)
    return tense_at(sentence, first, max(last, first + 1))
