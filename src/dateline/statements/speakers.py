"""Speakers and audiences: the phrase at the statement, carrying what the party it names resolves to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from dateline.codebook.speech import Speech
from dateline.parse import Parsed, Token
from dateline.record import Party
from dateline.statements.drafts import Range


class Parties:
    """A report's parties, looked up by place."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._parties = sorted(parties, key=lambda party: (party.start, party.end))
        self._starts = [party.start for party in self._parties]
        self._longest = max((party.end - party.start for party in self._parties), default=0)

    def over(self, span: Range) -> list[Party]:
        """Parties that share a character with ``span``, in text order."""
        found = []
        for party in self._parties[bisect_left(self._starts, span[0] - self._longest) :]:
            if party.start >= span[1]:
                break
            if party.end > span[0]:
                found.append(party)
        return found


def head_of(parsed: Parsed, span: Range) -> Token | None:
    """The word of a phrase that governs the others: the first whose own governor lies outside."""
    sentence = parsed.sentence_at(span[0])
    if sentence is None:
        return None
    inside = [token for token in sentence.tokens if token.start < span[1] and token.end > span[0]]
    words = [token for token in inside if token.text[:1].isalnum()]
    if not words:
        return None
    first, last = inside[0].index, inside[-1].index
    return next((token for token in words if token.head == token.index or not first <= token.head <= last), words[-1])


def voice(parsed: Parsed, span: Range, means: Range | None, parties: Parties, speech: Speech) -> Party:
    """The party at ``span``, resolved by the party at ``means`` (or at ``span``) that holds the phrase's head.

    Where none does, the party stays unresolved and its ``reason`` says why.
    """
    where = means or span
    text = parsed.text
    head = head_of(parsed, where)
    over = parties.over(where)
    chosen: Party | None = None
    if head is not None:
        holding = [party for party in over if party.start < head.end and party.end > head.start]
        chosen = max(holding, key=lambda party: (party.name is not None, party.end - party.start), default=None)
    if chosen is None and over and (head is None or head.lemma not in speech.unnamed):
        chosen = next((party for party in over if party.kind in {"person", "group", "organisation", "state"}), None)
    words = text[span[0] : span[1]]
    if chosen is not None:
        return Party(
            text=words, start=span[0], end=span[1], name=chosen.name, id=chosen.id, kind=chosen.kind,
            country=chosen.country, sector=chosen.sector, title=chosen.title, reason=chosen.reason,
            person=chosen.person, person_reason=chosen.person_reason, antecedent=chosen.antecedent,
        )  # fmt: skip
    return Party(text=words, start=span[0], end=span[1], reason=_why_open(head, speech))


def _why_open(head: Token | None, speech: Speech) -> str:
    if head is None:
        return "no words to resolve"
    if head.tag in {"PRP", "PRP$", "WP", "WDT"}:
        return "pronoun without a party it resolves to"
    if head.lemma in speech.unnamed:
        return "unnamed source"
    return "no party known by these words"
