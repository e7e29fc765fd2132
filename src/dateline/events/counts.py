"""Counts: the numbers of people harmed that a report gives, each with what it says of other numbers."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.codebook.toll_words import TollWords
from dateline.events.amounts import Amount, amount_at, plain_number
from dateline.events.harm_words import HarmFound, harms
from dateline.events.setting import recalls
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Party, SideCount, Span


@dataclass(frozen=True, slots=True)
class FoundCount:
    """A number of people harmed, where it stands and what it says.

    ``word`` is the word of harm (killed, dead, arrest) in ``sentence``, ``head`` the noun that is counted; ``party`` is
    whom it counts when it counts one side only, ``sides`` the shares.  The flags say how it relates to other numbers:
    ``general`` counts people without saying which, ``definite`` ones already spoken of, ``proper`` one by name,
    ``pronoun`` "he" or "she", ``more`` others than before, ``part`` some of those before, ``cumulative`` all so far,
    ``background`` a longer time or an old deed, ``open`` hurt and perhaps killed, ``faint`` people who are likely hurt,
    heard where the report gives no plainer number.  ``occasion`` tells happenings apart: numbers of two are never one.
    """

    key: str
    min: int
    max: int | None
    party: Party | None
    sides: tuple[SideCount, ...]
    sentence: int
    word: Token
    head: Token
    evidence: Span
    general: bool = False
    definite: bool = False
    proper: bool = False
    pronoun: bool = False
    more: bool = False
    part: bool = False
    cumulative: bool = False
    background: bool = False
    open: bool = False
    faint: bool = False
    occasion: int = 0


def find_counts(parsed: Parsed, parties: Sequence[Party], words: TollWords) -> tuple[FoundCount, ...]:
    """All numbers of people harmed in a report, in text order."""
    sides = _Sides(parties)
    found: list[FoundCount] = []
    for sentence in parsed.sentences:
        found.extend(_sentence_counts(parsed, sentence, sides, words))
    found.sort(key=lambda count: (count.evidence.start, count.word.start, count.key))
    return tuple(found)


class _Sides:
    """Parties by position, so that a counted noun finds its party."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self.parties = sorted(parties, key=lambda party: (party.start, party.end))
        self.starts = [party.start for party in self.parties]

    def at(self, token: Token) -> Party | None:
        """The shortest party mention that covers the token."""
        last = bisect.bisect_right(self.starts, token.start)
        covering = [party for party in self.parties[max(0, last - 12) : last] if party.end >= token.end]
        return min(covering, key=lambda party: (party.end - party.start, party.start), default=None)


def _sentence_counts(parsed: Parsed, sentence: Sentence, sides: _Sides, words: TollWords) -> Iterator[FoundCount]:
    taken: set[tuple[str, int]] = set()
    background: bool | None = None
    for token in sentence.tokens:
        for harm in (*_fatal(sentence, token, words), *harms(sentence, token, words)):
            amounts = [amount_at(sentence, head, words) for head in harm.heads]
            members = [amount for amount in amounts if amount is not None and (harm.key, amount.head) not in taken]
            if not members:
                continue
            if len(members) > 1:  # "killed 17 people, among them six children" are 17
                members = [it for it in members if not _after_part(sentence, it.first, words)] or members
            if background is None:
                told = parsed.text[sentence.start : sentence.end]
                background = _is_background(told, sentence, words) or recalls(sentence)
            taken.update((harm.key, amount.head) for amount in members)
            yield _count(parsed, sentence, token, harm, members, sides, words, background)


def _fatal(sentence: Sentence, token: Token, words: TollWords) -> Iterator[HarmFound]:
    """In "three people were shot, one fatally" the number straight before the adverb is that of the dead."""
    if token.lower in words.fatal and token.index > 1:
        number = token.index - 1
        if number > 1 and [it.lower for it in sentence.tokens[number - 1 : number + 1]] == ["of", "them"]:
            number -= 2  # "two men were shot, one of them fatally"
        apart = number > 0 and sentence[number - 1].lower in (",", "and")
        if apart and plain_number(sentence[number].lower, words) is not None:
            yield HarmFound("killed", [number])


def _count(
    parsed: Parsed, sentence: Sentence, word: Token, harm: HarmFound, members: Sequence[Amount], sides: _Sides,
    words: TollWords, background: bool,
) -> FoundCount:  # fmt: skip
    bounds = [amount.max for amount in members]
    # Beside a number, a plural without one leaves the upper bound open.
    bounded = len(members) == len(harm.heads) and None not in bounds
    shares = tuple(
        SideCount(party=party, min=amount.min, max=amount.max)
        for amount in members
        if amount.min and (party := sides.at(sentence[amount.head])) is not None
    )
    first = min(amount.first for amount in members)
    last = max(amount.head for amount in members)
    head = sentence[members[0].head]
    part = (
        all(amount.part for amount in members)
        or _after_whole(sentence, first, words)
        or _after_part(sentence, first, words)
        or head.lower in words.anaphors
        or (harm.key == "surrendered" and word.dep == "amod")
    )
    return FoundCount(
        key=harm.key,
        min=sum(amount.min for amount in members),
        max=sum(bound or 0 for bound in bounds) if bounded else None,
        party=shares[0].party if len(shares) == 1 and len(members) == 1 else None,
        sides=shares,
        sentence=sentence.index,
        word=word,
        head=head,
        evidence=Span.cut(parsed.text, sentence[first].start, sentence[last].end),
        general=all(amount.general for amount in members),
        definite=all(amount.definite for amount in members),
        proper=all(amount.proper for amount in members),
        pronoun=all(amount.pronoun for amount in members),
        more=any(amount.more for amount in members),
        part=part,
        cumulative=harm.cumulative,
        background=background or _is_old_deed(sentence, word, words),
        open=harm.open,
        faint=harm.faint,
    )


def _after_part(sentence: Sentence, first: int, words: TollWords) -> bool:
    """Whether the number stands right after "including", "among them" and the like."""
    for place in range(max(0, first - 3), first):
        setting = place and sentence[place - 1].lower in ("at", "during", "in", "on")  # "a blast in which 26 died"
        if sentence[place].lower in words.part and not (setting and sentence[place].lower == "which"):
            return True
        if sentence[place].tag in (".", ":") or sentence[place].lower in (",", "and"):
            continue
    return False


def _after_whole(sentence: Sentence, first: int, words: TollWords) -> bool:
    """Whether the clause began with those of whom the number is a part: "of the 40 who died, 12 were shot"."""
    for place in range(min(first, len(sentence) - 3)):
        opens = place == 0 or sentence[place - 1].lower in ("out", ",", "that")
        if not opens or sentence[place].lower != "of":
            continue
        whole = range(place + 1, min(place + 4, first))
        if any(plain_number(sentence[it].lower, words) is not None for it in whole):
            return sentence[first - 1].lower == "," or any(sentence[it].text == "," for it in range(place, first))
    return False


def _is_background(text: str, sentence: Sentence, words: TollWords) -> bool:
    lower = text.lower()
    return any(token.lower in words.background for token in sentence.tokens) or any(
        phrase in lower for phrase in words.background_phrases
    )


def _is_old_deed(sentence: Sentence, word: Token, words: TollWords) -> bool:
    """Whether the word of harm stands under what somebody is wanted, tried or known for."""
    if word.head != word.index or sentence.children[word.index]:
        return any(
            up.lower in words.governors and up.index < word.index
            for _, up in zip(range(4), sentence.ancestors(word), strict=False)
        )
    for place in range(word.index - 1, max(-1, word.index - 14), -1):
        token = sentence[place]
        if token.lower in words.governors:
            # "Two men wanted for robbery were killed": the deed must follow the governor through "in", "of", "for"…
            return any(
                sentence[i].lower in ("in", "of", "for", "with", "to", "including") for i in range(place, word.index)
            )
        if token.lower in (";", "and") or token.tag == "MD":
            break
        if token.tag in ("VBD",) and token.index != word.index and token.dep not in ("aux", "auxpass"):
            break
    return False
