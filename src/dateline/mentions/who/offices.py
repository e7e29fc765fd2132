"""Persons named together with a dated office: they bound the day an undated report was written."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.codebook.registry import OfficeTerm, Registry
from dateline.mentions.who.found import FoundParty
from dateline.parse.tree import Parsed


def office_terms(parsed: Parsed, found: Sequence[FoundParty], registry: Registry) -> tuple[OfficeTerm, ...]:
    """The terms that the report's words put the named persons in, in text order.

    Only a mention that holds both counts ("premier Kadhimi", "President Fuad Masum"), or a name and its apposition;
    "former" and its like do not.  Where a person held the office more than once, the term runs from the first day to
    the last, for the text does not say which.
    """
    terms: list[OfficeTerm] = []
    for place, mention in enumerate(found):
        if mention.form != "name" or mention.kind != "person" or mention.name is None:
            continue
        sentence = parsed.sentences[mention.sentence]
        ranges = [(mention.first, mention.name[0])] if mention.name[0] > mention.first else []
        if mention.attached is not None:
            other = found[mention.attached]
            ranges.append((other.first, other.last))
        ranges += [(other.first, other.last) for other in found[place + 1 : place + 2] if other.attached == place]
        for hit in mention.hits:
            if hit.last != mention.name[1]:
                continue
            for name in hit.names:
                if name.kind == "person":
                    terms += _worded(registry, name.entry.id, sentence, ranges, mention)
    return tuple(terms)


def _worded(registry: Registry, person: str, sentence, ranges: list[tuple[int, int]], mention: FoundParty) -> list[OfficeTerm]:  # type: ignore[no-untyped-def]
    for first, last in ranges:
        words = [sentence[index].lower for index in range(first, last)]
        if any(word in registry.words.former for word in words):
            continue
        text = " ".join(words).replace(" - ", "-")
        held = {}
        for term in registry.careers[person]:
            if any(f" {word} " in f" {text} " for word in registry.offices[term.office].words):
                held.setdefault((term.country, term.office), []).append(term)
        if held:
            (country, office), own = min(held.items())
            ends = [term.to for term in own]
            return [
                OfficeTerm(
                    name=own[0].name, office=office, country=country, from_=own[0].from_,
                    to=None if None in ends else max(end for end in ends if end is not None), start=mention.start, end=mention.end,
                )
            ]  # fmt: skip
    return []
