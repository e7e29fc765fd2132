"""The verb of this room: a parsed report's statements, read by rules and by the learned marks, resolved and classed."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.codebook.speech import Speech, speech
from dateline.parse import Parsed
from dateline.record import Party, Span, Statement
from dateline.statements.channels import channel_of
from dateline.statements.clauses import clauses
from dateline.statements.drafts import Draft, Range
from dateline.statements.quotations import Quotation, quotations
from dateline.statements.quoted import grown, uttered, without_nested
from dateline.statements.speakers import Parties, head_of, voice
from dateline.statements.stances import stance_of


def attribute(parsed: Parsed, parties: Sequence[Party] = ()) -> tuple[Statement, ...]:
    """All reported speech of a report, in text order.

    ``parties`` are the report's resolved parties; a speaker whose phrase overlaps none of them stays unresolved, with
    the reason on it.  Sayings inside another statement's words are left to that statement.
    """
    lists = speech()
    known = Parties(parties)
    quotes = quotations(parsed.text)
    found = []
    for draft in drafts(parsed, quotes, lists):
        statement = _stated(parsed, draft, quotes, known, lists)
        if statement is not None:
            found.append(statement)
    return tuple(sorted(found, key=_place))


def drafts(parsed: Parsed, quotes: tuple[Quotation, ...], lists: Speech) -> list[Draft]:
    """What the readings of the text take for statements, merged."""
    read = [draft for sentence in parsed.sentences for draft in clauses(parsed.text, sentence, lists)]
    return without_nested(uttered(parsed, grown(parsed.text, read, quotes), quotes, lists))


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
    outside = 0
    for start, end in content:
        place = start
        for quote in quotes:
            if quote.end <= place:
                continue
            if quote.start >= end:
                break
            outside += _letters(text, place, min(quote.start, end))
            place = max(place, quote.end)
        outside += _letters(text, place, end)
    return outside <= len("that")


def _letters(text: str, start: int, end: int) -> int:
    return sum(character.isalnum() for character in text[start:end]) if start < end else 0
