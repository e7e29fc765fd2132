"""Chains of sources: who passed a word on, and whose it was first.

"The army said the rebels had fled, according to Radio Marsh": the army is whose word it is, Radio Marsh the source that
stands nearest to the report.  "The agency said, citing police, that …": the agency says it, the word was first the
police's.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from dateline.codebook.speech import Speech
from dateline.parse import Parsed, Sentence, Token
from dateline.record import Party, Span, Statement
from dateline.statements.drafts import chars, tidy
from dateline.statements.speakers import Parties, voice
from dateline.statements.syntax import phrase

MOST = 0.6
"""Share of a statement's letters that another statement must fill to be the word it passes on."""
_CITING = frozenset({"citing", "quoting"})
_RELAYED = frozenset({"quoted", "cited"})
_REACH = 12
"""Tokens after a cue in which "quoted by" is looked for."""
_LEAST = 10
_CLOSE = 150
"""Characters: what follows "citing X" is content from ``_LEAST`` on; the saying that cites stands within ``_CLOSE``."""


def chained(parsed: Parsed, statements: Sequence[Statement], known: Parties, lists: Speech) -> tuple[Statement, ...]:
    """The statements, each with the source its words first came from (``original``) or through (``via``)."""
    found = _without_citing(parsed, statements, known, lists)
    for outer_place, outer in enumerate(found):
        if outer.original is None and outer.stance != "quotes":
            cited = _cited(parsed, outer, known, lists)
            if cited is not None:
                found[outer_place] = _with(outer, original=cited)
        relayed = _relayed_by(parsed, outer, known, lists)
        if relayed is not None:
            found[outer_place] = _with(found[outer_place], via=relayed)
    spans = [(statement.contents[0].start, statement.contents[-1].end) for statement in found]
    for place in range(len(found)):
        inner = _inner(found, spans, place)
        if inner is None:
            continue
        outer, word = found[place], found[inner]
        found[place] = _with(outer, original=word.original or word.speaker)
        if word.via is None:
            found[inner] = _with(word, via=outer.speaker)
    return tuple(found)


def _without_citing(parsed: Parsed, statements: Sequence[Statement], known: Parties, lists: Speech) -> list[Statement]:
    """The statements where "citing X" is no saying of its own but names the first-hand source of one.

    What follows X ("said, citing police, that nine had died") stays the statement's content.
    """
    kept: list[Statement] = []
    for statement in statements:
        sentence, cue = _cue(parsed, statement)
        if sentence is None or cue is None or cue.lower not in _CITING or cue.tag != "VBG":
            kept.append(statement)
            continue
        cited = _party_after(parsed, sentence, cue, known, lists)
        if cited is None:
            kept.append(statement)
            continue
        rest = tidy(parsed.text, [(max(span.start, cited.end), span.end) for span in statement.contents])
        if rest and sum(end - start for start, end in rest) > _LEAST:
            spans = tuple(Span.cut(parsed.text, *span) for span in rest)
            kept.append(structs.replace(statement, content=spans[0] if len(spans) == 1 else spans, original=cited))
        elif not any(_beside(other, statement) for other in statements):
            kept.append(statement)
    return kept


def _beside(other: Statement, statement: Statement) -> bool:
    """Whether another statement stands before this one's cue so near that it is the one that cites."""
    if other is statement or other.cue is None or statement.cue is None:
        return False
    return 0 < statement.cue.start - other.cue.end < _CLOSE


def _with(statement: Statement, *, original: Party | None = None, via: Party | None = None) -> Statement:
    return structs.replace(statement, original=original or statement.original, via=via or statement.via)


def _inner(found: Sequence[Statement], spans: Sequence[tuple[int, int]], place: int) -> int | None:
    """The statement that another one passes on: within its content, cue and all, and most of it."""
    outer = found[place]
    best: tuple[int, int] | None = None
    for other in range(max(0, place - 8), min(len(found), place + 9)):
        inner = found[other]
        if other == place or inner.speaker is None or outer.speaker is None or inner.cue is None:
            continue
        if inner.speaker.start == outer.speaker.start:
            continue
        if outer.stance == "quotes" and inner.stance != "quotes" and inner.content == outer.content:
            return other  # "Radio Marsh quoted the mayor as saying …"
        if not _holds(outer.contents, inner.cue):
            continue
        start, end = spans[other]
        if not (spans[place][0] <= start and end <= spans[place][1]):
            continue
        parts = (*inner.contents, inner.speaker, inner.cue)
        told = sum(span.end - span.start for span in parts)
        whole = sum(span.end - span.start for span in outer.contents)
        if told >= MOST * whole and (best is None or told > best[0]):
            best = (told, other)
    return best[1] if best is not None else None


def _holds(contents: Sequence[Span], cue: Span) -> bool:
    return any(span.start <= cue.start and cue.end <= span.end for span in contents)


def _cited(parsed: Parsed, statement: Statement, known: Parties, lists: Speech) -> Party | None:
    """Whom a statement cites: "said, citing police, that …"."""
    sentence, cue = _cue(parsed, statement)
    if sentence is None or cue is None:
        return None
    for token in sentence.tokens[cue.index + 1 :]:
        if token.lower in _CITING and token.tag == "VBG" and _plain_between(sentence, cue, token):
            return _party_after(parsed, sentence, token, known, lists)
    return None


def _plain_between(sentence: Sentence, cue: Token, token: Token) -> bool:
    """Whether no other saying stands between the cue and its "citing"."""
    between = sentence.tokens[cue.index + 1 : token.index]
    return not any(word.lower in {"said", "told", "according", *_CITING} for word in between)


def _relayed_by(parsed: Parsed, statement: Statement, known: Parties, lists: Speech) -> Party | None:
    """Who quotes a speaker: "the general, quoted by Radio Marsh, said …"."""
    sentence, cue = _cue(parsed, statement)
    if sentence is None or cue is None or statement.speaker is None:
        return None
    low = next((token.index for token in sentence.tokens if token.end >= statement.speaker.end), cue.index)
    for token in sentence.tokens[min(low, cue.index) : max(low, cue.index) + _REACH]:
        following = sentence.tokens[token.index + 1 : token.index + 2]
        if token.lower in _RELAYED and following and following[0].lower == "by":
            return _party_after(parsed, sentence, following[0], known, lists)
    return None


def _cue(parsed: Parsed, statement: Statement) -> tuple[Sentence | None, Token | None]:
    if statement.cue is None:
        return None, None
    sentence = parsed.sentence_at(statement.cue.start)
    if sentence is None:
        return None, None
    return sentence, next((token for token in sentence.tokens if token.end >= statement.cue.end), None)


def _party_after(parsed: Parsed, sentence: Sentence, token: Token, known: Parties, lists: Speech) -> Party | None:
    """The party named by the noun phrase after a token."""
    for noun in sentence.tokens[token.index + 1 : token.index + 7]:
        if noun.tag[:2] == "NN" and (noun.index + 1 == len(sentence) or sentence[noun.index + 1].tag[:2] != "NN"):
            first, last = phrase(sentence, noun)
            first = max(first, token.index + 1)
            return voice(parsed, chars(sentence, first, max(last, noun.index + 1)), None, known, lists)
        if noun.tag[:1] == "V":
            return None
    return None
