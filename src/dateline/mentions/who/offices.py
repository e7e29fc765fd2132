"""Persons named together with a dated office: they bound the day an undated report was written."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.codebook.registry import OfficeTerm, Registry, Term
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
        phrases = _titles(parsed, found, place, mention.name[0])
        phrases = [words for words in phrases if not any(word in registry.words.former for word in words)]
        people = [name.entry.id for hit in mention.hits if hit.last == mention.name[1] for name in hit.names]
        for person in people:
            terms += _worded(registry, person, phrases, mention)
    return tuple(terms)


def _titles(parsed: Parsed, found: Sequence[FoundParty], place: int, name: int) -> list[list[str]]:
    """The words that could name the office: those before the name, and those of an apposition."""
    mention = found[place]
    ranges = [(mention.sentence, mention.first, name)] if name > mention.first else []
    others = [found[mention.attached]] if mention.attached is not None else []
    others += [other for other in found[place + 1 : place + 2] if other.attached == place]
    ranges += [(other.sentence, other.first, other.last) for other in others]
    return [
        [token.lower for token in parsed.sentences[sentence].tokens[first:last]] for sentence, first, last in ranges
    ]


def _worded(registry: Registry, person: str, phrases: list[list[str]], mention: FoundParty) -> list[OfficeTerm]:
    for words in phrases:
        text = f" {' '.join(words)} ".replace(" - ", "-")
        held: dict[tuple[str, str], list[Term]] = {}
        for term in registry.careers.get(person, ()):
            if any(f" {word} " in text for word in registry.offices[term.office].words):
                held.setdefault((term.country, term.office), []).append(term)
        if held:
            (country, office), own = min(held.items())
            ends = [term.to for term in own if term.to is not None]
            return [
                OfficeTerm(
                    name=own[0].name, office=office, country=country, from_=own[0].from_,
                    to=max(ends) if len(ends) == len(own) else None, start=mention.start, end=mention.end,
                )
            ]  # fmt: skip
    return []
