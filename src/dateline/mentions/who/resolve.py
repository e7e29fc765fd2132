"""Resolving parties: which party a mention means, of which country and sector, and why.

The report's own words come first: what it calls a person, which acronym it defines, whom it has named before.  The
registry comes second, with the dates of an office.  A link that is not clear is left open with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.codebook.registry import Entry, Name, Registry, name_key
from dateline.mentions.who.classes import Class, person_classes
from dateline.mentions.who.context import Context, Days
from dateline.mentions.who.draft import LISTED, Draft
from dateline.mentions.who.focus import Focus, is_a_place
from dateline.mentions.who.found import FoundParty
from dateline.mentions.who.full_names import unite_names
from dateline.mentions.who.memory import Memory, is_subject
from dateline.mentions.who.nouns import resolve_noun
from dateline.mentions.who.persons import resolve_person
from dateline.parse.tree import Parsed
from dateline.record import Party, Place, Report, Span

_SPEAKERS = frozenset({"i", "we", "me", "us", "myself", "ourselves", "my", "our"})
_BODIES = frozenset({"group", "organisation"})
_BODY_SECTORS = {"UNO": "IGO", "EUR": "IGO", "IGO": "IGO", "NGO": "NGO", "MNC": "MNC"}
"""Sector of international bodies without another: PLOVER's record has the class of body there, no state beside it."""


def resolve(
    found: Sequence[FoundParty],
    parsed: Parsed,
    report: Report,
    registry: Registry,
    day: Days,
    places: Sequence[Place],
) -> tuple[Party, ...]:
    """Who each found mention means, in text order.

    ``day`` bounds the report's publication (ISO dates, either may be ``None``) and chooses between holders of an
    office; ``places`` give the country in focus.  Where nothing decides, ``name`` stays ``None`` and ``reason`` says
    why.
    Mentions that turn out to be none (an "it" for nothing named, a toponym taken for a person) are left out.
    """
    del report  # nothing of it is needed beyond its text, which the parse holds
    focus = Focus(parsed, found, places, registry)
    context = Context(parsed, registry, day, focus, Memory(parsed, registry.words))
    memory = context.memory
    for place, mention in enumerate(found):
        draft = _draft(mention, context)
        memory.add(draft)
        if mention.attached is not None and mention.attached < place:
            _join(memory.drafts[mention.attached], draft, context)
        memory.learn(draft)
    unite_names(memory.drafts)
    classes = person_classes(memory.drafts, context)
    return tuple(
        _party(draft, parsed.text, classes.get(place))
        for place, draft in enumerate(memory.drafts)
        if not _empty(draft, focus)
    )


def _draft(found: FoundParty, context: Context) -> Draft:
    subject, main = is_subject(context.sentence(found), found.head)
    draft = Draft(found, found.kind, subject=subject, main=main)
    draft.noun = found.agent.noun if found.agent is not None else None
    if found.form == "pronoun":
        _resolve_pronoun(draft, context)
    elif found.form == "name" and found.kind == "person" and found.entity != "NORP" and found.name is not None:
        resolve_person(draft, context)
    elif found.agent is None and found.form == "noun":
        context.modify(draft)
        draft.reason = draft.reason or "not named"
    elif found.agent is None:
        _resolve_name(draft, context)
    else:
        resolve_noun(draft, context)
    return draft


def _empty(draft: Draft, focus: Focus) -> bool:
    """Whether a mention turns out to be none."""
    found = draft.found
    if found.form == "pronoun":
        return draft.kind is None
    return draft.id is None and is_a_place(found, focus.toponyms)


def _party(draft: Draft, text: str, class_: Class | None) -> Party:
    found = draft.found
    sector = draft.sector or (_BODY_SECTORS.get(draft.country) if draft.country is not None else None)
    person, person_reason = class_ if class_ is not None else (None, None)
    meant = draft.antecedent.found if draft.antecedent is not None else None
    return Party(
        text=text[found.start : found.end], start=found.start, end=found.end, name=draft.name, id=draft.id,
        kind=draft.kind, country=draft.country, sector=sector, title=draft.title, reason=draft.reason,
        person=person, person_reason=person_reason,
        antecedent=Span.cut(text, meant.start, meant.end) if meant is not None else None,
    )  # fmt: skip


def _resolve_name(draft: Draft, context: Context) -> None:
    """A mention carried by the name of a state, people, group or organisation."""
    found = draft.found
    sentence = context.sentence(found)
    first, last = found.name if found.name is not None else (found.first, found.last)
    key = name_key(context.surface(sentence, first, last))
    hit = next((hit for hit in found.hits if (hit.first, hit.last) == (first, last)), None)
    defined = context.memory.acronyms.get(key)
    if defined is not None and defined.key is not None and (hit is None or _abbreviates(key, defined.name or "")):
        draft.same_as(defined, f"short for {defined.name!r} in this report")
        return
    if hit is not None and context.elsewhere(hit, found.sentence):
        hit = None
    if hit is not None:
        _resolve_listed(draft, hit.names, context, (first, last))
        return
    person = context.memory.people.get(key)
    if person is not None:
        draft.same_as(person, "named before in this report")
        return
    draft.name = context.bare(sentence, first, last)
    known = context.memory.named.get(name_key(draft.name))
    if known is not None:
        draft.same_as(known, "named before in this report")
        return
    if hit is None:
        context.modify(draft)
    draft.reason = draft.reason or "not in the registry"


def _resolve_listed(draft: Draft, names: Iterable[Name], context: Context, span: tuple[int, int]) -> None:
    """A mention that is a name of the registry."""
    found = draft.found
    kinds = {name.kind for name in names}
    wanted: frozenset[str]
    if kinds & LISTED:
        wanted = LISTED
    elif found.kind == "state":
        wanted = frozenset({"state", "capital", "adjective"})
    else:
        wanted = frozenset({"people", "folk"}) if kinds & {"people", "folk"} else frozenset(kinds)
    entry, draft.reason = _choose(names, found, wanted, context)
    if entry is None:
        return
    draft.country, draft.sector = entry.country, entry.sector
    if entry.kind == "state" and found.kind in {"people", "person"}:
        draft.name = context.bare(context.sentence(found), *span)
        draft.sector = "CVL"
        draft.reason = f"people of {entry.name}"
        return
    draft.name, draft.id = entry.name, entry.id
    if entry.kind == "people":
        draft.sector = entry.sector or "CVL"
        state = context.named_in(found).state
        if draft.country is None and state is not None:
            draft.country = state.country  # "Thai Muslims"
    if "capital" in kinds and "state" not in kinds:
        draft.reason = f"seat of the government of {entry.name}"


def _choose(
    names: Iterable[Name], found: FoundParty, kinds: frozenset[str], context: Context
) -> tuple[Entry | None, str]:
    """The entry a spelling means: one that existed then, of a country the report speaks of where several share it."""
    entries = list({name.entry.id: name.entry for name in names if name.kind in kinds}.values())
    alive = [entry for entry in entries if entry.existed(*context.day)] or entries
    if len(alive) == 1:
        return alive[0].on(*context.day), "named in the registry"
    here = [entry for entry in alive if context.focus.mentions(entry.country, found.sentence)]
    if len(here) == 1:
        return here[0].on(*context.day), f"named in the registry; {here[0].country} is in focus"
    return None, "several parties share this name: " + ", ".join(sorted(entry.name for entry in alive))


def _abbreviates(key: tuple[str, ...], name: str) -> bool:
    """Whether an acronym is made of the first letters of a name, small words aside."""
    words = name_key(name)
    letters = "".join(key)
    short = "".join(word[0] for word in words if len(word) > 3 or word == "al")
    return letters in {"".join(word[0] for word in words), short}


def _resolve_pronoun(draft: Draft, context: Context) -> None:
    found = draft.found
    word = context.sentence(found)[found.head].lower
    words = context.registry.words
    if word in _SPEAKERS:
        draft.reason = "the speaker's own word; see the statement it stands in"
        return
    if word in words.person_pronouns:
        other = context.memory.person_before(found, word)
    elif word in words.thing_pronouns:
        other = context.memory.group_before(found, singular=True)
        if other is None or other.key is None:
            draft.kind = None
            return
    else:
        other = context.memory.group_before(found, singular=False)
    if other is None:
        draft.reason = "no one antecedent"
        return
    kind = draft.kind
    whom = other.name or context.parsed.text[other.found.start : other.found.end]
    draft.same_as(other, f"{word!r} means {whom!r}")
    draft.kind = other.kind or kind
    draft.antecedent = other.antecedent if other.found.form == "pronoun" else other


# -- apposition


def _join(left: Draft, right: Draft, context: Context) -> None:
    """Two mentions in apposition are one party: the name says who, the noun says what."""
    named = left.found.form == "name"
    name, noun = (left, right) if named and left.found.kind == "person" else (right, left)
    if name.kind == noun.kind == "person" and name.found.form == "name":
        _join_person(name, noun, context)
    elif left.found.form != right.found.form and left.kind in _BODIES and right.kind in _BODIES:
        name, noun = (left, right) if named else (right, left)
        if noun.id is None:
            noun.same_as(name, f"in apposition to {name.name}")


def _join_person(name: Draft, noun: Draft, context: Context) -> None:
    name.title = name.title or noun.title or _title_of(noun, context)
    if name.country is None or name.guessed:
        name.country, name.guessed = noun.country or name.country, noun.guessed
    if name.sector in {None, "CVL"}:
        name.sector = noun.sector or name.sector
    name.noun = name.noun or noun.noun
    if noun.found.form != "noun":
        return
    if name.reason and name.reason.startswith("named in the text") and noun.found.agent is not None:
        name.reason = f"{noun.found.agent.noun} by apposition"
    noun.name, noun.id = name.name, name.id  # the report's word outweighs the registry's holder
    noun.country, noun.sector = name.country or noun.country, name.sector or noun.sector
    noun.title = noun.title or _title_of(noun, context)
    noun.reason = f"in apposition to {name.name}"


def _title_of(draft: Draft, context: Context) -> str | None:
    found = draft.found
    if found.agent is None or found.agent.cls not in {"office", "person"}:
        return None
    return context.bare(context.sentence(found), found.first, found.last)
