"""What the learned party head changes in a sentence's mentions: parties the rules missed, places taken for parties.

The rules know names, sectors and how far a title reaches; the head knows which bare nouns act.  So the head may add a
mention and turn a supposed name into a place; what a mention is called and where it ends stays with the rules.
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
"""Mean probability from which the head may take a name for a place."""
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
        if any(mention.first < mark.last and mark.first < mention.last for mention in kept):
            continue  # measured: moving a mention's ends to the mark's costs more spans than it mends
        mention = _new(mark, sentence, registry)
        if mention is not None:
            added.append(mention)
    return kept + added


def _is_place(mention: FoundParty, marks: Sequence[Mark]) -> bool:
    """Whether a name that only the engine's names speak for is a place to the party head."""
    if mention.form != "name" or mention.agent is not None or mention.hits:
        return False
    return any(
        mark.label == _PLACE and mark.score >= _SURE and mark.first <= mention.first and mention.last <= mark.last
        for mark in marks
    )


def _new(mark: Mark, sentence: Sentence, registry: Registry) -> FoundParty | None:
    """A mention that only the party head saw."""
    tokens = sentence.tokens
    head = next((i for i in range(mark.last - 1, mark.first - 1, -1) if tokens[i].tag in _NOUNS), None)
    if head is None:
        return None
    proper = tokens[head].tag in _PROPER
    named = proper and not tokens[head].text.islower()
    noun = tokens[head].lemma.lower()
    if not named and (noun in registry.words.natural_forces or noun in registry.words.happenings):
        return None
    plural = tokens[head].tag in {"NNS", "NNPS"}
    kind: PartyKind = "organisation" if mark.label == "ORGANISATION" else "person"
    if plural and not proper:
        kind = "people"
    scanned = registry.scan([token.text for token in tokens[mark.first : mark.last]])
    hits = tuple(replace(hit, first=hit.first + mark.first, last=hit.last + mark.first) for hit in scanned)
    closing = next((hit for hit in hits if hit.last == head + 1), None)
    if proper and closing is not None and closing.last == mark.last:
        kind = "state" if {"state", "capital"} & {name.kind for name in closing.names} else kind
    form: Form = "name" if proper else "noun"
    agent = registry.agent_at([token.lower for token in tokens], head, mark.first)
    if agent is not None and closing is not None and closing.first < agent[0]:
        agent = None  # "the United Arab Emirates"
    return FoundParty(
        start=tokens[mark.first].start,
        end=tokens[mark.last - 1].end,
        sentence=sentence.index,
        first=mark.first,
        last=mark.last,
        head=head,
        form=form,
        kind=kind,
        hits=hits,
        agent=agent[1] if agent is not None else None,
        name=(mark.first, mark.last) if proper else None,
        plural=plural,
    )
