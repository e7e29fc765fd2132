"""Persons by name: who the report says they are, else who of that name held the office on the day."""

from __future__ import annotations

from dateline.codebook.registry import Term, name_key
from dateline.mentions.who.context import Context
from dateline.mentions.who.draft import LISTED, Draft
from dateline.mentions.who.found import FoundParty


def resolve_person(draft: Draft, context: Context) -> None:
    """Fill in a mention that names a person."""
    found = draft.found
    if found.name is None:
        return
    sentence = context.sentence(found)
    first, last = found.name
    draft.name = context.surface(sentence, first, last)
    key = name_key(draft.name)
    if first > found.first:
        title = context.bare(sentence, found.first, first).rstrip(", ")
        draft.title = title if title[:1].isalnum() else None
    context.modify(draft)
    known = context.memory.person(key)
    if known is not None:
        own = draft.country, draft.sector
        draft.same_as(known, "named before in this report")
        draft.country, draft.sector = known.country or own[0], known.sector or own[1]
        return
    if _by_list(draft, context) or _by_registry(draft, context, key):
        return
    draft.reason = "named in the text; not in the registry"
    in_office = found.agent is not None and found.agent.cls == "office"
    if draft.sector in ("GOV", "MIL", "COP") and in_office and offices_in(found, context)[1]:
        draft.sector = "ELI"  # "the former minister", "former army chief Birk"
    if draft.title and draft.country is None and draft.sector is not None:
        focus = context.focus.of_place(found)
        if focus is None and draft.sector in ("OPP", "PTY"):
            focus = context.focus.of(found, context.memory.drafts)  # "the army chief met opposition leader X"
        if focus is not None:
            draft.country, draft.guessed = focus, True
            draft.reason = "named in the text; country in focus"


def offices_in(found: FoundParty, context: Context) -> tuple[tuple[str, ...], bool]:
    """The dated offices that the words of a mention name, and whether they say that the office is over."""
    if found.agent is None:
        return (), False
    sentence = context.sentence(found)
    last = found.name[0] if found.form == "name" and found.name is not None else found.last
    words = [sentence[index].lower for index in range(found.first, last)]
    past = found.agent.sector == "ELI" or any(word in context.registry.words.former for word in words)
    for size in (4, 3, 2):
        for start in range(max(0, len(words) - size + 1)):
            offices = context.registry.offices_named(words[start : start + size])
            if offices:
                return offices, past
    return context.registry.offices_named(found.agent.form.split()), past


def _by_list(draft: Draft, context: Context) -> bool:
    """The person as a user's list has the name, in the role of the day."""
    for hit in draft.found.hits:
        name = hit.names[0]
        if (hit.first, hit.last) == draft.found.name and name.kind in LISTED and name.entry.kind in {"person", None}:
            entry = name.entry.on(*context.day)
            draft.name, draft.id = entry.name, entry.id
            draft.country, draft.sector = entry.country or draft.country, entry.sector or draft.sector
            draft.reason = f"{entry.name} is in the registry ({entry.source})"
            return True
    return False


def _by_registry(draft: Draft, context: Context, key: tuple[str, ...]) -> bool:
    """The registry's person of this name, if the name and the office as worded allow exactly one."""
    offices, past = offices_in(draft.found, context)
    ids, alone = _bearers(draft.found, context, key)
    fits = [(id_, terms) for id_ in ids if (terms := _fitting(id_, draft, context, offices, alone or past))]
    careers = context.registry.careers
    if len(fits) > 1 and context.dated:
        fits = [(id_, terms) for id_, terms in fits if any(term.covers(*context.day) for term in careers[id_])] or fits
    if not fits:
        return False
    entries = [context.registry.entries[id_] for id_, _ in fits]
    if len(fits) > 1:
        countries = {entry.country for entry in entries}
        if len(countries) > 1:
            return False
        draft.country = draft.country or countries.pop()
        names = ", ".join(sorted(entry.name for entry in entries))
        draft.reason = f"several holders of the office have this name: {names}"
        return True
    id_, terms = fits[0]
    entry = entries[0]
    draft.name, draft.id, draft.country = entry.name, id_, entry.country
    covering = [term for term in careers[id_] if term.covers(*context.day)]
    if covering and not past:
        term = next((term for term in covering if term.office in offices), covering[-1])
        draft.sector, draft.office = entry.sector, term.office
        draft.country = context.focus.code(term.country)
        draft.reason = f"{term.office} of {term.country}" + (_span(term) if context.dated else "")
    else:
        draft.sector = "ELI" if past or context.dated else entry.sector
        draft.office = terms[-1].office
        draft.reason = f"was {terms[-1].office} of {terms[-1].country}{_span(terms[-1])}"
    return True


def _span(term: Term) -> str:
    return f" from {term.from_} to {term.to or 'now'}"


def _bearers(found: FoundParty, context: Context, key: tuple[str, ...]) -> tuple[list[str], bool]:
    """The registry's persons of a name, and whether the name says enough without a title."""
    ids: list[str] = []
    if found.name is None:
        return ids, False
    for hit in found.hits:
        whole = (hit.first, hit.last) == found.name
        part = hit.last - hit.first > 1 and (hit.last == found.name[1] or hit.first == found.name[0])
        if whole or part:
            ids += [name.entry.id for name in hit.names if name.kind == "person" and name.entry.id not in ids]
    if ids or not key:
        return ids, True
    same = context.registry.surnames.get(key[-1], ())
    if len(key) > 1:  # the names between the first and the last are often left out
        same = tuple(id_ for id_ in same if name_key(context.registry.entries[id_].name)[0] == key[0])
    return list(same), False


def _fitting(id_: str, draft: Draft, context: Context, offices: tuple[str, ...], alone: bool) -> tuple[Term, ...]:
    """The terms of a person that agree with office and country as worded and, for a bare family name, the day."""
    terms = context.registry.careers[id_]
    if offices:
        placed = draft.country is not None and not draft.guessed
        local = {office for office in offices if context.registry.offices[office].local}
        terms = tuple(term for term in terms if term.office in offices and (placed or term.office not in local))
    if draft.country is not None and not draft.guessed:
        terms = tuple(term for term in terms if context.focus.code(term.country) == draft.country)
    if alone:
        return terms
    return tuple(term for term in terms if term.covers(*context.day)) if offices else ()
