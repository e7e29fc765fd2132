"""What the learned party head changes in a sentence's mentions: spans it is sure of, parties the rules missed.

The rules know names, sectors and how far a title reaches; the head knows which bare nouns act.  So the head may move
the ends of a mention, add one and turn a supposed name into a place, but what a mention is called stays with the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.codebook.registry import Registry
from dateline.mentions.who.found import Form, FoundParty
from dateline.parse.tree import Mark, Sentence
from dateline.record import PartyKind

PARTY = frozenset({"PERSON", "ORGANISATION"})
_PLACE = "LOCATION"
_SURE = 0.8
"""Mean probability from which the head may move a mention's ends or take a name for a place."""
_LIKELY = 0.6
"""Mean probability from which the head may add a mention."""
_PROPER = frozenset({"NNP", "NNPS"})
_NOUNS = frozenset({"NN", "NNS"}) | _PROPER


def corrected(mentions: Sequence[FoundParty], sentence: Sentence, registry: Registry) -> list[FoundParty]:
    """The mentions of ``sentence`` with the marks of its party head taken into account; not in order."""
    marks = sentence.marks.get("party", ())
    kept = [mention for mention in mentions if not _is_place(mention, marks)]
    added: list[FoundParty] = []
    for mark in marks:
        if mark.label not in PARTY or mark.score < _LIKELY:
            continue
        near = [place for place, mention in enumerate(kept) if mention.first < mark.last and mark.first < mention.last]
        if not near:
            mention = _new(mark, sentence, registry)
            if mention is not None:
                added.append(mention)
        elif len(near) == 1 and mark.score >= _SURE:
            kept[near[0]] = _moved(kept[near[0]], mark, sentence)
    return kept + added


def _is_place(mention: FoundParty, marks: Sequence[Mark]) -> bool:
    """Whether a name that only the engine's names speak for is a place to the party head."""
    if mention.form != "name" or mention.agent is not None or mention.hits:
        return False
    return any(
        mark.label == _PLACE and mark.score >= _SURE and mark.first <= mention.first and mention.last <= mark.last
        for mark in marks
    )


def _moved(mention: FoundParty, mark: Mark, sentence: Sentence) -> FoundParty:
    """The mention with the ends of the mark, where that keeps its head, its name and its complement."""
    first, last = mention.name or (mention.head, mention.head + 1)
    if mention.of is not None:
        last = max(last, mention.of[1])
    if mention.form == "pronoun" or not (mark.first <= min(first, mention.head) and last <= mark.last):
        return mention
    if sentence[mention.first].start != mention.start:
        return mention  # "dozens of X": the words in front are part of it
    return replace(
        mention,
        first=mark.first,
        last=mark.last,
        start=sentence[mark.first].start,
        end=sentence[mark.last - 1].end,
        hits=tuple(hit for hit in mention.hits if hit.first >= mark.first and hit.last <= mark.last),
    )


def _new(mark: Mark, sentence: Sentence, registry: Registry) -> FoundParty | None:
    """A mention that only the party head saw."""
    tokens = sentence.tokens
    head = next((i for i in range(mark.last - 1, mark.first - 1, -1) if tokens[i].tag in _NOUNS), None)
    if head is None:
        return None
    proper = tokens[head].tag in _PROPER
    plural = tokens[head].tag in {"NNS", "NNPS"}
    kind: PartyKind = "organisation" if mark.label == "ORGANISATION" else "person"
    if plural and not proper:
        kind = "people"
    form: Form = "name" if proper else "noun"
    agent = registry.agent_at([token.lower for token in tokens], head, mark.first)
    return FoundParty(
        start=tokens[mark.first].start,
        end=tokens[mark.last - 1].end,
        sentence=sentence.index,
        first=mark.first,
        last=mark.last,
        head=head,
        form=form,
        kind=kind,
        agent=agent[1] if agent is not None else None,
        name=(mark.first, mark.last) if proper else None,
        plural=plural,
    )
