"""Apposition: one party named in several ways in one place of a sentence takes part once.

"Dara Venn, director of the League, met the mayor" names one visitor: the director is she, and the League is part of
what she is called.  So are "I" and "we" beside the name of whoever speaks.  Where the name follows the office ("the
director, Dara Venn"), both stay: neither alone says all.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dateline.codebook.syntax_words import load_syntax_words
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Event, Party

_WORDS = load_syntax_words()
_OF_AN_OFFICE = frozenset(("at", "for", "from", "in", "of", "with"))
"""Prepositions between an office and the body it is held in."""
_STEPS = 6
"""Heads climbed at most from one name to the other."""


def without_repeats(event: Event, parsed: Parsed) -> Event:
    """The event, each party of a role once: by its first name, without what only says who that is."""
    changed = event
    for about in ("actors", "recipients"):
        parties: tuple[Party, ...] = getattr(event, about)
        if len(parties) < 2:
            continue
        kept = _once(parties, parsed)
        if len(kept) < len(parties):
            changed = msgspec.structs.replace(changed, **{about: kept})
    return changed


def _once(parties: Sequence[Party], parsed: Parsed) -> tuple[Party, ...]:
    kept: list[Party] = []
    for party in sorted(parties, key=lambda it: it.start):
        if not any(_is_named_by(party, other, parsed) for other in kept):
            kept.append(party)
    return tuple(party for party in parties if party in kept)


def _is_named_by(party: Party, other: Party, parsed: Parsed) -> bool:
    """Whether ``party`` is ``other`` again, or part of what ``other`` is called."""
    if party.text.lower() in _WORDS.speakers and other.kind == "person":
        return True
    sentence = parsed.sentence_at(party.start)
    if sentence is None or not sentence.start <= other.start < sentence.end:
        return False
    head, above = _head(sentence, party), _head(sentence, other)
    if head is None or above is None or _is_person(sentence, head) or not _is_person(sentence, above):
        return False  # of a list of names each is somebody
    if party.sector is not None and other.sector is None:
        return False  # what she is says more than her name
    return _hangs_on(sentence, head, above)


def _hangs_on(sentence: Sentence, token: Token, above: Token) -> bool:
    """Whether a name hangs on the head of another as an apposition, or as the body of the office in one."""
    apposed = False
    for _ in range(_STEPS):
        if token.index == above.index:
            return apposed
        head = sentence.head_of(token)
        if head is None:
            return False
        if token.dep == "appos":
            apposed = True
        elif not (token.dep == "pobj" and head.lower in _OF_AN_OFFICE) and token.dep not in (
            "prep",
            "compound",
            "nmod",
            "poss",
        ):
            return False
        token = head
    return False


def _is_person(sentence: Sentence, token: Token) -> bool:
    mark = sentence.entity_at(token.index)
    return mark is not None and mark.label == "PERSON"


def _head(sentence: Sentence, party: Party) -> Token | None:
    """The word of a party that the others in it hang on."""
    inside = [it for it in sentence.tokens if party.start <= it.start < party.end]
    first, last = (inside[0].index, inside[-1].index) if inside else (0, -1)
    return next((it for it in inside if it.index == it.head or not first <= it.head <= last), None)
