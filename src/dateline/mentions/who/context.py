"""What all steps of resolving a report share: its text, the registry, the day, the focus, the memory."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.codebook.registry import Agent, Entry, Hit, Registry, name_key
from dateline.mentions.who.draft import ARMED, Draft, Inside, inside
from dateline.mentions.who.focus import Focus
from dateline.mentions.who.found import FoundParty
from dateline.mentions.who.memory import Memory
from dateline.parse.tree import Parsed, Sentence

Days = tuple[str | None, str | None]

_STATELESS = frozenset({None, "IMG", "IGO", "NGO"})
_BODIES = frozenset({"IGO", "UNO", "EUR", "NGO", "MNC"})
"""Codes of bodies that have no government of their own."""
_OUTSIDE = frozenset({"REB", "PRM", "UAF", "CRM"})
"""Sectors of those who fight for no state."""
_SIDES = _OUTSIDE | {"MIL", "COP"}
"""Sectors of armed people."""
_LANDS = frozenset({"countries", "nations"})
_GOVERNMENTS = frozenset({"administration", "cabinet", "government", "regime"})
_HEADS = frozenset({"president", "prime-minister", "chancellor"})
"""Offices by whose holder a government is called."""
_HYPHENS = frozenset({"-", "\u2010", "\u2011"})


def covers(found: FoundParty, hit: Hit) -> bool:
    """Whether a listed name is only a part of the mention's agent noun: "the National Security Council"."""
    if found.agent is None:
        return False
    first, last = found.head - len(found.agent.form.split()) + 1, found.head + 1
    return first <= hit.first and hit.last <= last and last - first > hit.last - hit.first


@dataclass(frozen=True, slots=True)
class Context:
    """One report being resolved."""

    parsed: Parsed
    registry: Registry
    day: Days
    focus: Focus
    memory: Memory

    @property
    def dated(self) -> bool:
        """Whether anything bounds the day of the report."""
        return self.day != (None, None)

    def surface(self, sentence: Sentence, first: int, last: int) -> str:
        """The words of a token range with single spaces."""
        return " ".join(self.parsed.text[sentence[first].start : sentence[last - 1].end].split())

    def bare(self, sentence: Sentence, first: int, last: int) -> str:
        """The words without determiners and numbers in front."""
        lead = self.registry.words.lead
        while first < last - 1 and (sentence[first].lower in lead or sentence[first].tag in {"CD", "PRP$", "DT"}):
            first += 1
        return self.surface(sentence, first, last)

    def sentence(self, found: FoundParty) -> Sentence:
        """The sentence of a mention."""
        return self.parsed.sentences[found.sentence]

    def named_in(self, found: FoundParty) -> Inside:
        """Who the mention's own words name, apart from a person's own name ("US" but not in "US-backed")."""
        sentence = self.sentence(found)
        hits = [
            hit
            for hit in found.hits
            if not self._halved(hit, found, sentence)
            and not self.elsewhere(hit, found.sentence)
            and not covers(found, hit)
        ]
        if found.kind == "person" and found.form == "name" and found.name is not None:
            first, last = found.name
            hits = [hit for hit in hits if hit.last <= first or hit.first >= last]
        own = inside(hits)
        return own if own.listed is None else own._replace(listed=own.listed.on(*self.day))

    def elsewhere(self, hit: Hit, sentence: int) -> bool:
        """Whether a name that many countries have ("Labour Party") stands in a report about another than the listed."""
        name = hit.names[0]
        if " ".join(name.words) not in self.registry.words.generic:
            return False
        return self.focus.elsewhere(name.entry.country, sentence)

    def _halved(self, hit: Hit, found: FoundParty, sentence: Sentence) -> bool:
        words = self.registry.words
        joined = hit.last + 1 < found.last and sentence[hit.last].text in _HYPHENS
        if joined and sentence[hit.last + 1].lower in words.tails:
            return True
        if hit.first - 2 < found.first or sentence[hit.first - 1].text not in _HYPHENS:
            return False
        before = sentence[hit.first - 2].lower
        former = before == "ex" and found.agent is not None and found.agent.cls == "office"  # "ex-Kenyan minister"
        return before in words.heads and not former

    def modify(self, draft: Draft) -> Inside:
        """Fill in country and sector from the mention's own words."""
        found = draft.found
        own = self.named_in(found)
        agent = found.agent
        state = own.state
        if state is None and own.listed is None and found.form == "noun":
            state = own.person or self._governed_by(found)  # "the Trump administration": he stands for his state
        draft.sector = self._sector(found, own, agent)
        if own.listed is not None and own.listed.country is not None:
            draft.country = own.listed.country
            draft.reason = f"{own.listed.name} is in the registry"
        if state is not None and (own.listed is None or own.listed.country in _STATELESS):
            draft.country = state.country
            draft.sector = draft.sector or (state.sector if state.kind == "state" else None)
            draft.reason = f"named with {state.name}"
        if draft.country is None and own.folk is not None and own.folk.country is not None:
            draft.country = own.folk.country
            draft.reason = f"{own.folk.name} live in {own.folk.country}"
        if draft.country is None:
            draft.country = self.focus.inside(found)
            draft.reason = "a place in the mention lies there" if draft.country else None
        people = agent is not None and agent.cls in {"person", "body", "office"}
        if draft.country is None and people:
            draft.country = self.focus.origin(found)
            draft.reason = "they are from there" if draft.country else None
        return own

    def _governed_by(self, found: FoundParty) -> Entry | None:
        """The state whose government goes by a surname that heads of only one state and government had."""
        agent = found.agent
        if agent is None or agent.noun not in _GOVERNMENTS or found.head == found.first:
            return None
        token = self.sentence(found)[found.head - 1]
        key = name_key(token.text)
        if not token.text[:1].isupper() or len(key) != 1:
            return None
        registry = self.registry
        countries = {
            term.country
            for id_ in registry.surnames.get(key[0], ())
            for term in registry.careers[id_]
            if term.office in _HEADS
        }
        return registry.entries.get(f"state:{countries.pop()}") if len(countries) == 1 else None

    def _sector(self, found: FoundParty, own: Inside, agent: Agent | None) -> str | None:
        listed = own.listed
        sector = agent.sector if agent is not None else None
        if sector is None and agent is not None:
            sector = self._sector_around(found)
        elif sector == "MIL" and agent is not None and agent.cls == "office":
            outside = self._sector_around(found)  # "militia commander", "guerrilla commander"
            sector = outside if outside in _OUTSIDE else sector
        elif agent is not None and agent.noun in self.registry.words.any_side and agent.cls != "office":
            beside = self._sector_around(found)  # "rebel units", "an Army company", "a subversive group"
            sector = beside if beside in _SIDES else sector
        opposed = agent is not None and agent.noun in self.registry.words.opposed
        if listed is not None and not opposed and (sector is None or listed.sector in ARMED or agent is None):
            return listed.sector or sector
        if agent is None:
            return sector
        if agent.noun in self.registry.words.opposed:
            against = listed.sector if listed is not None else self._sector_around(found)
            return "OPP" if against in ("GOV", "ELI") else agent.sector
        speaks = own.state is not None or agent.noun in {"official", "senior official"}
        if sector is None and speaks and agent.noun in self.registry.words.officials:
            return "GOV"
        if listed is not None and agent.cls in {"office", "body"} and sector == "GOV":
            return listed.sector or (None if listed.country in _BODIES else sector)
        return sector

    def _sector_around(self, found: FoundParty) -> str | None:
        """The sector of another agent noun in the mention: "police spokesman", "leader of the rebels"."""
        lowers = [token.lower for token in self.sentence(found).tokens]
        for index in range(found.head, found.first, -1):
            other = self.registry.agent_at(lowers, index - 1, found.first)
            if other is None or other[1].sector is None or other[1] == found.agent:
                continue
            if found.agent is not None and found.agent.noun in _LANDS and other[1].sector == "CVL":
                continue  # "European countries": no Europeans
            return other[1].sector
        if found.of is None:
            return None
        best: tuple[int, str] | None = None
        for index in range(found.of[0] + 1, found.of[1]):
            other = self.registry.agent_at(lowers, index, found.of[0])
            if other is not None and other[1].sector is not None:
                if best is not None and other[0] > best[0]:
                    break
                best = (other[0], other[1].sector)
        return best[1] if best is not None else None
