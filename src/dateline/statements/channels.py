"""Channels: the medium a statement came through, from the words beside its cue or the speaker's own phrase."""

from __future__ import annotations

from collections.abc import Mapping

from dateline.codebook.speech import Phrase, Speech
from dateline.parse import Parsed, Token
from dateline.statements.drafts import Draft, Range

_LEADS = frozenset({"in", "on", "at", "via", "through", "over", "by", "during", "from", "to", "using", "with"})
REACH = 5
"""Tokens between a preposition and the medium it opens at most ("in a rare televised statement")."""


def channel_of(parsed: Parsed, draft: Draft, speech: Speech) -> str | None:
    """The channel as a plain word, or ``None`` where the text names none.

    The words nearest the cue decide; a medium that speaks itself ("a statement said") comes next, then the cue's own
    ("tweeted").
    """
    if draft.cue is None:
        return None
    sentence = parsed.sentence_at(draft.cue[0])
    if sentence is None:
        return None
    entry = draft.entry
    if entry is not None and entry.channel is not None:
        return entry.channel
    shut = [*draft.content]
    if draft.speaker is not None:
        shut.append(draft.speaker)
    tokens = sentence.tokens
    best: tuple[int, str] | None = None
    for token in tokens:
        rows = speech.channels.get(token.lower)
        if rows is None or any(start <= token.start < end for start, end in shut):
            continue
        name = _match(tokens, token.index, rows)
        if name is None or not (_led(tokens, token.index) or _within(token, draft.told)):
            continue
        distance = min(abs(token.start - draft.cue[1]), abs(token.end - draft.cue[0]))
        if best is None or distance < best[0]:
            best = (distance, name)
    if best is not None:
        return best[1]
    return None if draft.speaker is None else _spoken(tokens, draft.speaker, speech.outlets)


def _match(tokens: tuple[Token, ...], place: int, rows: tuple[tuple[Phrase, str], ...]) -> str | None:
    for phrase, name in rows:
        if tuple(token.lower for token in tokens[place : place + len(phrase)]) == phrase:
            return name
    return None


def _led(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a preposition opens the phrase: "in a statement", not "the statement"."""
    for back in range(place - 1, max(-1, place - 1 - REACH), -1):
        if tokens[back].lower in _LEADS:
            return True
        if tokens[back].tag[:1] == "V" and tokens[back].tag not in {"VBN", "VBG"}:
            return False
        if tokens[back].tag in {",", "."}:
            return False
    return False


def _within(token: Token, span: Range | None) -> bool:
    return span is not None and span[0] <= token.start < span[1]


def _spoken(
    tokens: tuple[Token, ...], speaker: Range, outlets: Mapping[str, tuple[tuple[Phrase, str], ...]]
) -> str | None:
    for token in tokens:
        if speaker[0] <= token.start < speaker[1] and token.lower in outlets:
            name = _match(tokens, token.index, outlets[token.lower])
            if name is not None:
                return name
    return None
