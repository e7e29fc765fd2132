"""Setting: when and where an act took place, from what stands with its trigger and, failing that, from before it.

The publication date is never an answer, and a place or day that belongs to whoever speaks is left alone: "police in
Oslo said on Friday" says neither where nor when the thing happened.  ``dating`` and ``placing`` decide;
here stands what both ask of a sentence.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from dateline.codebook.setting_words import load_setting_words
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Place, Reason, Report, Span, Status, Time

BACK = 3
"""Sentences before the act's own in which its day or place may have been named."""
AHEAD = 4
"""Sentences after it in which the report may say when and where it happened."""
HAPPENINGS = frozenset({"ASSAULT", "COERCE", "PROTEST"})
"""Types of which a report tells first what and then when and where."""
UNREAL: frozenset[Status] = frozenset({"hypothetical", "threatened"})
"""Statuses of what has no day and no place yet but those it is told with."""
_WORDS = load_setting_words()
_Found = TypeVar("_Found", bound=Span)


def reason_for(about: str, by: str, text: str, span: Span | None) -> Reason:
    """The reason of a day or place, with the words it rests on."""
    evidence = (
        ()
        if span is None
        else (span.span if type(span) is Span else Span(text=span.text, start=span.start, end=span.end),)
    )
    return Reason(about=about, by=by, text=text, evidence=evidence)  # type: ignore[arg-type]  # "when" or "where"


def within(spans: Sequence[_Found], start: int, end: int) -> list[_Found]:
    """The spans (in text order) that begin in ``[start, end)``."""
    first = bisect.bisect_left(spans, start, key=lambda span: span.start)
    last = bisect.bisect_left(spans, end, key=lambda span: span.start)
    return list(spans[first:last])


def sentences_before(parsed: Parsed, sentence: Sentence, count: int) -> list[Sentence]:
    """Up to ``count`` sentences before this one, the nearest first."""
    place = bisect.bisect_left(parsed.sentences, sentence.start, key=lambda each: each.start)
    return list(reversed(parsed.sentences[max(0, place - count) : place]))


def sentences_after(parsed: Parsed, sentence: Sentence, count: int) -> list[Sentence]:
    """Up to ``count`` sentences after this one, in order."""
    place = bisect.bisect_right(parsed.sentences, sentence.start, key=lambda each: each.start)
    return list(parsed.sentences[place : place + count])


def head_token(sentence: Sentence, span: Span) -> Token | None:
    """The token of a span that governs its others."""
    inside = [token for token in sentence.tokens if token.start < span.end and token.end > span.start]
    return next(
        (
            token
            for token in inside
            if token.head == token.index or not any(token.head == other.index for other in inside)
        ),
        None,
    )


def recalls(sentence: Sentence) -> bool:
    """Whether a sentence tells of another time than its report: "it came two days after 40 people were killed"."""
    return any(
        token.lemma.lower() in _WORDS.spans and after.lower in _WORDS.apart
        for token, after in pairwise(sentence.tokens)
    )


def way_up(sentence: Sentence, token: Token) -> list[Token]:
    """The token and its governors, up to twelve."""
    way = [token]
    for _, up in zip(range(12), sentence.ancestors(token), strict=False):
        way.append(up)
    return way


def clause_of(sentence: Sentence, token: Token) -> Token:
    """The verb (or root) whose clause a token stands in."""
    for up in way_up(sentence, token):
        if up.tag[:2] == "VB" or up.head == up.index:
            return up
    return token


def is_speech(token: Token) -> bool:
    """Whether a word is one of speech, whose day and town are the speaker's."""
    return token.lemma in _WORDS.speech


def is_spoken_elsewhere(sentence: Sentence, holder: Token, word: Token) -> bool:
    """Whether the clause of ``holder`` says where and when somebody spoke of the act of ``word``, not where and when it
    was done.

    "Clashes were reported near Gao on Friday" only says that there were some.
    """
    if not is_speech(holder) or word.index == holder.index:
        return False
    by = any(it.dep == "agent" or it.lower == "by" for it in sentence.dependents(holder))
    if holder.lemma != "report" or by:
        return True
    told = (sentence.subtree(it) for it in sentence.dependents(holder, "nsubjpass"))
    return not any(first <= word.index < last for first, last in told)


def in_dateline(found: Place | Time, report: Report) -> bool:
    """Whether a place stands in the line that opens agency copy: where it was filed, and only perhaps where it was."""
    return report.dateline is not None and found.start < report.dateline.end and found.end > report.dateline.start


def is_over_years(sentence: Sentence) -> bool:
    """Whether a sentence sums up a longer time: "have killed thousands in *recent years*" was on no one day."""
    return any(
        left.lower == "recent" and right.lower in ("decades", "months", "weeks", "years")
        for left, right in pairwise(sentence.tokens)
    )
