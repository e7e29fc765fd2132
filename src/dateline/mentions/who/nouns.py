"""Parties by common noun: "the Iraqi army", "the prime minister", "its fighters", "unknown gunmen", "the group"."""

from __future__ import annotations

from dateline.codebook.registry import Agent, Entry, Term, name_key
from dateline.mentions.who.context import Context
from dateline.mentions.who.draft import ARMED, Draft, Inside, state_of
from dateline.mentions.who.found import FoundParty
from dateline.mentions.who.persons import offices_in

_STANDING = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "PTY", "SPY", "BUS", "EDU", "JRN", "MED", "REL"})
"""Sectors whose bodies a report names once in full and then repeats as "the ministry", "the court"."""
_OWN = frozenset({None, "MIL", "REB", "PRM", "PTY", "GOV", "UAF", "SOC"})
"""Sectors of nouns that, beside a group's name, mean the group's own people."""


def resolve_noun(draft: Draft, context: Context) -> None:
    """Fill in a mention whose head is an agent noun."""
    found = draft.found
    agent = found.agent
    if agent is None:
        return
    own = context.modify(draft)
    if agent.cls in {"facility", "vehicle"}:
        draft.reason = draft.reason or "not named"
        return
    lowers = [token.lower for token in context.sentence(found).tokens[found.first : found.last]]
    _weigh(draft, agent, lowers, context)
    if found.owner is not None and _owned(draft, agent, context):
        return
    defined = context.memory.acronyms.get(name_key(context.bare(context.sentence(found), found.first, found.last)))
    if defined is not None and defined.key is not None:
        draft.same_as(defined, f"another name of {defined.name} in this report")
        return
    if own.listed is not None:
        _of_listed(draft, agent, own.listed, context)
        return
    if agent.cls == "office" and not found.plural and _by_office(draft, agent, context):
        return
    if own.state is None and _repeats(draft, agent, context):
        return
    _described(draft, agent, own, lowers, context)


def _weigh(draft: Draft, agent: Agent, lowers: list[str], context: Context) -> None:
    """Sectors that adjectives change: unknown gunmen, former ministers."""
    words = context.registry.words
    armed = agent.sector in {"UAF", None} or agent.sector in ARMED or agent.noun in words.anyone
    if armed and agent.cls in {"person", "body"} and any(word in words.unknown for word in lowers):
        draft.sector = "UAF"
    if agent.noun in words.of_any_force and (draft.found.definite or draft.found.plural):
        draft.sector = context.memory.force_before(draft.found) or draft.sector
    if agent.cls == "office" and agent.sector == "GOV" and any(word in words.former for word in lowers):
        draft.sector = "ELI"
    served = agent.sector in ("MIL", "COP") and agent.cls in {"person", "office"}
    if served and draft.sector == agent.sector and not words.discharged.isdisjoint(lowers):
        draft.sector = "ELI" if agent.cls == "office" else "CVL"


def _described(draft: Draft, agent: Agent, own: Inside, lowers: list[str], context: Context) -> None:
    """A party that is nobody's name: a canonical phrase for bodies and peoples of a state, else no name."""
    found = draft.found
    sentence = context.sentence(found)
    if own.state is not None:
        if found.plural or agent.cls == "body":
            draft.name = f"{_adjective(own, context)} {agent.form if found.plural else agent.noun}"
        draft.reason = f"{agent.noun} of {own.state.name}"
        return
    if (
        found.entity == "ORG"
        and agent.cls == "body"
        and any(token.text[:1].isupper() for token in sentence.tokens[found.first + 1 : found.last])
    ):
        draft.name = context.bare(sentence, found.first, found.last)
        draft.reason = draft.reason or "not in the registry"
    if draft.country is not None:
        if agent.cls == "body" and agent.sector not in {"CVL", None}:
            draft.name = context.bare(sentence, found.first, found.last)
        draft.reason = draft.reason or "not named"
        return
    if draft.sector not in {None, "REF"} and not any(word in context.registry.words.foreign for word in lowers):
        focus = context.focus.of(found, context.memory.drafts)
        if focus is not None:
            draft.country, draft.guessed = focus, True
            draft.reason = "not named; country in focus"
            return
    draft.reason = draft.reason or "not named; no country in focus"


def _adjective(own: Inside, context: Context) -> str:
    """The one adjective by which all names of a state go, but the own one of its parts ("Scottish")."""
    if own.state is None:
        return ""
    if own.adjective is not None and own.adjective.lower() in context.registry.words.own_adjectives:
        return own.adjective
    return context.registry.adjectives[own.state.id.removeprefix("state:")]


def _of_listed(draft: Draft, agent: Agent, listed: Entry, context: Context) -> None:
    """Such as "ISIS fighters", "a member of the Taliban": its people stand for the group, one person does not."""
    found = draft.found
    draft.country = draft.country or listed.country
    if agent.noun not in context.registry.words.opposed:
        draft.sector = listed.sector if listed.sector in ARMED or agent.sector is None else draft.sector
    mine = agent.sector in _OWN or agent.sector == listed.sector
    if (found.plural or agent.cls == "body") and mine and agent.noun not in context.registry.words.not_members:
        draft.name, draft.id = listed.name, listed.id
        draft.reason = f"{agent.form} of {listed.name}"
        return
    draft.reason = f"{agent.noun} of {listed.name}; not named"
    if agent.cls == "office":
        draft.title = context.bare(context.sentence(found), found.first, found.last)


def _owned(draft: Draft, agent: Agent, context: Context) -> bool:
    """Such as "its fighters", "his brother": the owner is looked for as a pronoun's antecedent is."""
    found = draft.found
    if found.owner is None:
        return False
    pronoun = context.sentence(found)[found.owner].lower
    owner = None
    if pronoun in {"its", "their"}:
        owner = context.memory.group_before(found, singular=pronoun == "its")
    elif pronoun in {"his", "her"}:
        owner = context.memory.person_before(found, pronoun)
    if owner is None or owner.key is None:
        return False
    draft.country = draft.country or owner.country
    listed = owner.kind == "people" and (owner.id or "").startswith("group:")  # "the group", which means its fighters
    if (listed or owner.kind in {"group", "organisation"}) and agent.form in context.registry.words.member_words:
        if found.plural:
            draft.name, draft.id = owner.name, owner.id
        draft.sector = owner.sector or draft.sector
        draft.reason = f"{pronoun!r} means {owner.name}"
        return True
    draft.reason = f"{agent.noun} of {owner.name}"
    return agent.cls != "office"


def _by_office(draft: Draft, agent: Agent, context: Context) -> bool:
    """Such as "the prime minister": whom the report called so, or who held the office on the day."""
    found = draft.found
    offices, past = offices_in(found, context)
    draft.title = context.bare(context.sentence(found), found.first, found.last)
    called = _called(draft, agent, offices, past, context)
    if called is not None:
        title = draft.title
        draft.same_as(called, f"called {agent.noun} before: {called.name}")
        draft.title = title
        return True
    if not offices or past:
        if draft.country is None:
            return False
        draft.reason = (
            f"former {agent.noun}; not named" if past else f"{agent.noun} named with {draft.country}; not named"
        )
        return True
    if draft.country is None:
        country = context.focus.of(found, context.memory.drafts) if found.definite else None
        if country is None:
            return False
        draft.country, draft.guessed = country, True
    terms = _holders(found, draft.country, offices, context)
    persons = {term.person for term in terms}
    if len(persons) == 1 and context.dated:
        term = terms[-1]
        draft.name, draft.id, draft.office = term.name, term.person, term.office
        draft.sector = context.registry.entries[term.person].sector or draft.sector
        draft.reason = f"{term.office} of {term.country} from {term.from_} to {term.to or 'now'}"
        draft.reason += "; country in focus" if draft.guessed else ""
    elif not terms:
        draft.reason = f"no dated holder of this office of {draft.country} in the registry"
    elif context.dated:
        draft.reason = f"{len(persons)} persons held the office on these days"
    else:
        draft.reason = "the report's date does not decide between holders of the office"
    return True


def _called(draft: Draft, agent: Agent, offices: tuple[str, ...], past: bool, context: Context) -> Draft | None:
    """The person whom the report gave this title before."""
    former = context.registry.words.former
    if not draft.found.definite:
        return None
    for other in reversed(context.memory.drafts):
        if other.kind != "person" or other.name is None or other.found.plural:
            continue
        if other.noun != agent.noun and (other.office is None or other.office not in offices):
            continue
        if draft.country is not None and other.country not in {None, draft.country}:
            continue
        if not past or any(word in former for word in (other.title or "").lower().split()):
            return other
    return None


def _holders(found: FoundParty, country: str, offices: tuple[str, ...], context: Context) -> list[Term]:
    registry = context.registry
    states = [entry.id.removeprefix("state:") for hit in found.hits if (entry := state_of(hit)) is not None]
    terms: list[Term] = []
    for office in offices:
        only = registry.offices[office].only
        for code in states or [country]:
            if not only or code in only:
                terms += registry.holders(code, office, *context.day)
    return terms


def _repeats(draft: Draft, agent: Agent, context: Context) -> bool:
    """Such as "the group", "the ministry", "the rebels": a party the report named before."""
    found = draft.found
    sentence = context.sentence(found)
    if not found.definite or found.of is not None:
        return False
    described = {
        i for hit in found.hits if hit.names[0].kind in {"folk", "adjective"} for i in range(hit.first, hit.last)
    }
    if any(sentence[i].text[:1].isupper() for i in range(found.first + 1, found.last) if i not in described):
        return False
    plain = found.last - found.first == 1 + len(agent.form.split())
    words = context.registry.words
    other = None
    if agent.form in words.group_words or agent.noun in words.group_words:
        other = context.memory.group_named(found, agent.noun)
        if other is None:
            draft.reason = "no one group named before that this must mean"
            return True
    elif agent.form in words.armed_members and plain:
        other = context.memory.group_named(found, "armed")
    elif agent.cls == "body" and plain and agent.sector in _STANDING:
        other = context.memory.body_named(found, agent.noun)
    if other is None:
        return False
    draft.same_as(other, f"{context.bare(sentence, found.first, found.last)!r} means {other.name}, named before")
    return True
