"""The verb of this room: a parsed report's statements, read by rules and by the learned marks, resolved and classed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from dateline.codebook.speech import Speech, speech
from dateline.parse import Parsed, Sentence
from dateline.record import Party, Span, Statement
from dateline.statements.chains import chained
from dateline.statements.channels import channel_of
from dateline.statements.clauses import clauses
from dateline.statements.drafts import Draft, Range
from dateline.statements.marked import marked, merged
from dateline.statements.quotations import Quotation, quotations
from dateline.statements.quoted import grown, settled, uttered
from dateline.statements.speakers import Parties, head_of, voice
from dateline.statements.stances import stance_of


def attribute(parsed: Parsed, parties: Sequence[Party] = ()) -> tuple[Statement, ...]:
    """All reported speech of a report, in text order.

    ``parties`` are the report's resolved parties; a speaker whose phrase overlaps none of them stays unresolved, with
    the reason on it.  A saying inside another statement's words is left to that statement, unless it names a second
    source in a chain.
    """
    lists = speech()
    known = Parties(parties)
    quotes = quotations(parsed.text)
    found = []
    for draft in drafts(parsed, quotes, lists):
        statement = _stated(parsed, draft, quotes, known, lists)
        if statement is not None:
            found.append(statement)
    return chained(parsed, sorted(found, key=_place), known, lists)


def drafts(parsed: Parsed, quotes: tuple[Quotation, ...], lists: Speech) -> list[Draft]:
    """What the readings of the text take for statements, merged."""
    read: list[Draft] = []
    turn = 0
    for sentence in parsed.sentences:
        while turn < len(quotes) and quotes[turn].end <= sentence.start:
            turn += 1
        inside = _quoted(sentence, quotes, turn)
        seen = clauses(parsed.text, sentence, lists, inside)
        read += merged(list(seen), list(marked(parsed.text, sentence, lists)), sentence.marks.get("quote"))
    return settled(uttered(parsed, grown(parsed.text, read, quotes), quotes, lists), quotes)


def _quoted(sentence: Sentence, quotes: tuple[Quotation, ...], turn: int) -> frozenset[int]:
    """Indices of the sentence's tokens that stand in quotations of more than a phrase, from quotation ``turn`` on."""
    found: set[int] = set()
    while turn < len(quotes) and quotes[turn].start < sentence.end:
        quote = quotes[turn]
        turn += 1
        inside = [token.index for token in sentence.tokens if quote.start <= token.start and token.end <= quote.end]
        if quote.double and (len(inside) > PHRASE or quote.end - quote.start > 8 * PHRASE):
            found.update(inside)
    return frozenset(found)


PHRASE = 5
"""Tokens of a quotation, marks and all, up to which it is a phrase in someone else's sentence."""


def _place(statement: Statement) -> tuple[int, int, int, int]:
    first, last = statement.contents[0], statement.contents[-1]
    speaker = statement.speaker.start if statement.speaker is not None else -1
    cue = statement.cue.start if statement.cue is not None else -1
    return first.start, last.end, cue, speaker


def _stated(
    parsed: Parsed, draft: Draft, quotes: tuple[Quotation, ...], known: Parties, lists: Speech
) -> Statement | None:
    text = parsed.text
    speaker = None
    if draft.speaker is not None:
        if _is_nobody(parsed, draft.speaker, lists):
            return None
        speaker = voice(parsed, draft.speaker, draft.means, known, lists)
    stance = stance_of(parsed, draft, speaker, lists)
    if draft.negated and stance == "claims_responsibility":
        return None
    spans = tuple(Span.cut(text, *span) for span in draft.content)
    return Statement(
        speaker=speaker,
        cue=None if draft.cue is None else Span.cut(text, *draft.cue),
        content=spans[0] if len(spans) == 1 else spans,
        direct=is_direct(text, draft.content, quotes),
        channel=channel_of(parsed, draft, lists),
        audience=None if draft.told is None else voice(parsed, draft.told, None, known, lists),
        stance=stance,
    )


def _is_nobody(parsed: Parsed, span: Range, lists: Speech) -> bool:
    """Whether the subject is nobody ("no group has claimed the attack"): then nobody says anything."""
    head = head_of(parsed, span)
    first = parsed.text[span[0] : span[1]].split()[0].lower()
    return first in lists.stances.nobody or (head is not None and head.lower in lists.stances.nobody)


def is_direct(text: str, content: tuple[Range, ...], quotes: tuple[Quotation, ...]) -> bool:
    """Whether the content stands in quotation marks, but for a word such as "that"."""
    outside = inside = 0
    for start, end in content:
        place = start
        turn = bisect_right(quotes, start, key=lambda quote: quote.end)
        while turn < len(quotes) and quotes[turn].start < end:
            outside += _letters(text, place, quotes[turn].start)
            inside += _letters(text, max(place, quotes[turn].start), min(end, quotes[turn].end))
            place = max(place, quotes[turn].end)
            turn += 1
        outside += _letters(text, place, end)
    return inside > 0 and outside <= len("that")


def _letters(text: str, start: int, end: int) -> int:
    return sum(map(str.isalnum, text[start:end])) if start < end else 0
