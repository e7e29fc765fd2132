"""One noun for several parties: "Kenyan and Ugandan leaders", "army and police officers" are two each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from dateline.codebook.registry import Agent, Registry
from dateline.mentions.who.found import FoundParty
from dateline.parse.tree import Token

_JOINS = frozenset({"and", "or", ",", "&"})
_CONJUNCTIONS = _JOINS - {","}
_BEFORE = frozenset({"DT", "PDT", "PRP$", "CD", "CC"})


def shared(found: FoundParty, tokens: Sequence[Token], registry: Registry) -> list[FoundParty]:
    """The parties of a mention whose noun belongs to each of the states or bodies listed before it; else the mention.

    All but the last are the words before the noun alone ("Kenyan"), with the noun's sector.
    """
    agent = found.agent
    if agent is None or found.form != "noun" or (found.name is not None and found.kind == "person"):
        return [found]
    begin = found.head - len(agent.form.split()) + 1
    if begin > found.first and begin < found.head and tokens[begin - 1].lower in _CONJUNCTIONS:
        begin = found.head  # of "government and rebel forces" only the forces are shared
    parts = _parts(found.first, begin, tokens)
    if len(parts) < 2 or not (found.plural or agent.cls == "body"):
        return [found]
    lowers = [token.lower for token in tokens]
    noun = tuple(lowers[begin : found.head + 1])
    agents: list[Agent] = []
    for first, last in parts:
        own = _agent_of(first, last, found, lowers, noun, registry)
        if own is None:
            return [found]
        agents.append(own)
    several: list[FoundParty] = []
    for place, ((first, last), own) in enumerate(zip(parts, agents, strict=True)):
        low = found.first if not place else first
        high, head = (found.last, found.head) if place == len(parts) - 1 else (last, last - 1)
        of = found.of if high == found.last else None
        hits = tuple(hit for hit in found.hits if low <= hit.first and hit.last <= high)
        start = found.start if not place else tokens[low].start
        part = replace(
            found, start=start, end=tokens[high - 1].end, first=low, last=high, head=head, agent=own, hits=hits, of=of
        )
        if tokens[low].lower in ("a", "an") and tokens[parts[1][0]].tag in ("CD", "DT") and hits and not place:
            # "an Israeli and two Palestinian militants": the first need be no militant
            named = (hits[-1].first, hits[-1].last)
            part = replace(part, form="name", kind="person", agent=None, name=named, plural=False, entity="NORP")
        several.append(part)
    return several


def with_shared_noun(mentions: Sequence[FoundParty], tokens: Sequence[Token]) -> list[FoundParty]:
    """The mentions in order, with the noun that peoples before "and" share with the one after it."""
    done = list(mentions)
    for place in range(len(done) - 2, -1, -1):
        one, after = done[place], done[place + 1]
        people = one.form == "name" and one.kind in ("person", "people") and one.agent is None and not one.plural
        if not people or one.last - one.first != 1 or one.hits == () or after.form != "noun" or not after.plural:
            continue
        gap = {token.lower for token in tokens[one.last : after.first]}
        opens = any(hit.first == after.first for hit in after.hits)
        if after.agent is not None and gap and gap <= _JOINS and opens:
            done[place] = replace(one, form="noun", kind=after.kind, agent=after.agent, name=None, plural=True)
    return done


def _parts(first: int, begin: int, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The token ranges that "and" and commas part before the noun; none where no "and" does."""
    while first < begin and tokens[first].tag in _BEFORE:
        first += 1
    if not any(tokens[index].lower in _CONJUNCTIONS for index in range(first, begin)):
        return []
    parts: list[tuple[int, int]] = []
    low = first
    for index in range(first, begin + 1):
        if index == begin or tokens[index].lower in _JOINS:
            if index > low:
                parts.append((low, index))
            low = index + 1
    return parts


def _agent_of(
    first: int, last: int, found: FoundParty, lowers: Sequence[str], noun: tuple[str, ...], registry: Registry
) -> Agent | None:
    """The agent noun that a part and the noun make ("army officers"); ``None`` where the part says not whose it is."""
    words = (*lowers[first:last], *noun)
    whole = registry.agent_at(words, len(words) - 1, 0)
    if whole is not None and whole[0] < len(words) - len(noun):
        return whole[1]
    if any(hit.last == last and hit.first >= first for hit in found.hits):
        return found.agent
    beside = registry.agent_at(lowers, last - 1, first)
    agent = found.agent
    if beside is None or beside[1].sector is None or agent is None:
        return None
    open_ = agent.sector is None or agent.noun in registry.words.any_side  # "rebel and army units"
    return structs.replace(agent, sector=beside[1].sector) if open_ else agent
