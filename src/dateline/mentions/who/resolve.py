"""Resolving parties: which party a mention means, of which country and sector, and why.

The report's own words come first: what it calls a person, which acronym it defines, whom it has named before.  The
registry comes second, with the dates of an office.  A link that is not clear is left open with its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.codebook.registry import Entry, Hit, Name, Registry, Term, name_key
from dateline.mentions.who.found import FoundParty
from dateline.parse.tree import Parsed, Sentence
from dateline.record import Party, PartyKind, Place, Report

Days = tuple[str | None, str | None]

_ACRONYM = re.compile(r"\s{0,2}[(\[]\s?(?:the |or |aka )?[\"'“‘]?([A-Z][\w.&/-]{1,11})[\"'”’]?\s?,?\s?[)\]]")
_ALSO = re.compile(r"[\s,(]{1,3}(?:also |better |otherwise |formerly |locally |previously )?(?:known (?:as|by)|called|aka|a\.k\.a\.|or)[\s,]{1,2}(?:the |its (?:Arabic )?acronym )?[\"'“‘]?\Z")
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent"})
_NEAR = 2
"""Sentences back in which a pronoun's antecedent is looked for."""
_FAR = 3
"""Sentences back for "the group" and its like where the report names several."""
_GROUP_SECTORS = frozenset({"REB", "PRM", "CRM", "UAF", "PTY", "OPP"})
_ARMED = frozenset({"REB", "PRM"})
_OFFICIAL = frozenset({"official", "leader", "chief", "head", "spokesman", "spokeswoman", "spokesperson", "deputy", "director", "representative", "envoy", "aide", "adviser", "advisor", "negotiator", "secretary", "coordinator", "senior official", "leadership", "personnel", "delegate", "top diplomat", "diplomatic chief", "assistant secretary"})
_LOCAL_SECTORS = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "CVL", "REB", "UAF", "OPP", "PTY", "SPY", "CRM", "LAB", "EDU", "AGR", "MED", "BUS", "REL", "ELI", "PRM", "JRN"})
_FEMALE = re.compile(r"(?:woman|women|queen|princess|lady|mrs\.?|ms\.?|mother|daughter|sister|wife|widow|girl|nun|actress|niece|aunt|dame)\Z")
_MALE = re.compile(r"(?:[a-z]man|king|prince|mr\.?|lord|sir|father|son|brother|husband|boy|monk|emir|sultan|sheikh|imam|priest)\Z")


@dataclass(slots=True)
class _Draft:
    """What is known of one mention so far; becomes a ``Party``."""

    found: FoundParty
    kind: PartyKind | None
    name: str | None = None
    id: str | None = None
    country: str | None = None
    sector: str | None = None
    title: str | None = None
    reason: str | None = None
    subject: bool = False
    office: str | None = None
    noun: str | None = None
    guessed: bool = False
    forms: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def key(self) -> str | None:
        """What tells two parties of a report apart."""
        return self.id or self.name

    def same_as(self, other: _Draft, reason: str) -> None:
        """Take over who the other mention means."""
        self.name, self.id = other.name, other.id
        self.country = other.country or self.country
        self.sector = other.sector or self.sector
        if other.kind is not None:
            self.kind = other.kind
        self.reason = reason


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
    office; ``places`` give the country in focus.  Where nothing decides, ``name`` stays ``None`` and ``reason`` says why.
    """
    del report  # nothing of it is needed beyond its text, which the parse holds
    return _Resolver(found, parsed, registry, day, places).parties()


class _Resolver:
    """One report's mentions."""

    def __init__(
        self, found: Sequence[FoundParty], parsed: Parsed, registry: Registry, day: Days, places: Sequence[Place]
    ) -> None:
        self.found = found
        self.parsed = parsed
        self.text = parsed.text
        self.registry = registry
        self.words = registry.words
        self.day = day
        self.drafts: list[_Draft] = []
        self.acronyms: dict[tuple[str, ...], _Draft] = {}
        self.people: dict[tuple[str, ...], _Draft] = {}
        self.named: dict[tuple[str, ...], _Draft] = {}
        self.toponyms = {(place.start, place.end) for place in places if place.geonameid is not None or place.lat is not None}
        self.places = sorted(
            ((place.start, place.end, code) for place in places if place.country and (code := self._plover(place.country))),
        )
        self.states = self._states_by_sentence()
        self.focus = self._focus()

    def parties(self) -> tuple[Party, ...]:
        for place, found in enumerate(self.found):
            draft = self._draft(found)
            self.drafts.append(draft)
            if found.attached is not None and place:
                self._join(self.drafts[found.attached], draft)
            self._remember(draft)
        return tuple(self._party(draft) for draft in self.drafts if not self._empty(draft))

    def _empty(self, draft: _Draft) -> bool:
        """Whether a mention turns out to be none: "it" for nothing named, a place taken for a person."""
        found = draft.found
        if found.form == "pronoun":
            return draft.kind is None
        return (found.start, found.end) in self.toponyms and found.kind == "person" and draft.id is None and found.agent is None

    def _party(self, draft: _Draft) -> Party:
        found = draft.found
        return Party(
            text=self.text[found.start : found.end], start=found.start, end=found.end, name=draft.name, id=draft.id,
            kind=draft.kind, country=draft.country, sector=draft.sector, title=draft.title, reason=draft.reason,
        )  # fmt: skip

    # -- countries

    def _plover(self, code: str) -> str | None:
        entry = self.registry.entries.get(f"state:{code}")
        return entry.country if entry is not None else code

    def _states_by_sentence(self) -> list[Counter[str]]:
        """Countries that each sentence names by place or adjective."""
        counters: list[Counter[str]] = [Counter() for _ in self.parsed.sentences]
        seen: set[tuple[int, int]] = set()
        for found in self.found:
            for hit in found.hits:
                if (found.sentence, hit.first) in seen:
                    continue
                seen.add((found.sentence, hit.first))
                state = _state(hit)
                if state is not None and state.country:
                    counters[found.sentence][state.country] += 1
        for start, _, code in self.places:
            sentence = self.parsed.sentence_at(start)
            if sentence is not None:
                counters[sentence.index][code] += 1
        return counters

    def _focus(self) -> str | None:
        """The country most of the report's places lie in, where one has three fifths of them."""
        counts = Counter(code for _, _, code in self.places)
        if not counts:
            counts = sum(self.states, Counter())
        total = sum(counts.values())
        if not total:
            return None
        code, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        return code if count * 5 >= total * 3 else None

    def _country_in_focus(self, found: FoundParty) -> str | None:
        here = self.states[found.sentence]
        if len(here) == 1:
            return next(iter(here))
        if self.focus is not None and (not here or self.focus in here):
            return self.focus
        return None

    # -- one mention

    def _draft(self, found: FoundParty) -> _Draft:
        sentence = self.parsed.sentences[found.sentence]
        draft = _Draft(found, found.kind, subject=sentence[found.head].dep in _SUBJECTS)
        draft.noun = found.agent.noun if found.agent is not None else None
        if found.form == "pronoun":
            self._pronoun(draft, sentence)
        elif found.form == "name" and found.kind == "person" and found.name is not None:
            self._person(draft, sentence)
        elif found.agent is None or (found.name is not None and found.agent is None):
            self._name(draft, sentence)
        else:
            self._noun(draft, sentence)
        return draft

    def _surface(self, sentence: Sentence, first: int, last: int) -> str:
        return " ".join(self.text[sentence[first].start : sentence[last - 1].end].split())

    def _bare(self, sentence: Sentence, first: int, last: int) -> str:
        """The words without determiners and numbers in front."""
        while first < last - 1 and (sentence[first].lower in self.words.lead or sentence[first].tag in {"CD", "PRP$", "DT"}):
            first += 1
        return self._surface(sentence, first, last)

    def _own_hits(self, found: FoundParty, sentence: Sentence) -> list[Hit]:
        """Registry names inside the mention that are whole words of their own ("US" but not in "US-backed")."""
        kept = []
        for hit in found.hits:
            after = sentence[hit.last].text if hit.last < found.last else ""
            if after in {"-", "\u2010", "\u2011"} and hit.last + 1 < found.last and sentence[hit.last + 1].lower in self.words.tails:
                continue
            if hit.first - 2 >= found.first and sentence[hit.first - 1].text == "-" and sentence[hit.first - 2].lower in self.words.heads:
                continue
            kept.append(hit)
        return kept

    def _place_inside(self, found: FoundParty) -> str | None:
        codes = {code for start, end, code in self.places if found.start <= start and end <= found.end}
        return codes.pop() if len(codes) == 1 else None

    # -- names

    def _choose(self, names: Iterable[Name], found: FoundParty, kinds: frozenset[str]) -> tuple[Entry | None, str]:
        """The entry a spelling means: one that existed then, of a country the report speaks of where several share it."""
        entries = list({name.entry.id: name.entry for name in names if name.kind in kinds}.values())
        alive = [entry for entry in entries if entry.existed(*self.day)] or entries
        if len(alive) == 1:
            return alive[0], "named in the registry"
        here = [entry for entry in alive if entry.country in self.states[found.sentence] or entry.country == self.focus]
        if len(here) == 1:
            return here[0], f"named in the registry; {here[0].country} is in focus"
        return None, "several parties share this name: " + ", ".join(sorted(entry.name for entry in alive))

    def _name(self, draft: _Draft, sentence: Sentence) -> None:
        found = draft.found
        first, last = found.name if found.name is not None else (found.first, found.last)
        key = name_key(self._surface(sentence, first, last))
        defined = self.acronyms.get(key)
        hit = next((hit for hit in found.hits if (hit.first, hit.last) == (first, last)), None)
        if defined is not None and defined.key is not None and (hit is None or _abbreviates(key, defined.name or "")):
            draft.same_as(defined, f"short for {defined.name!r} in this report")
            return
        person = self.people.get(key) if hit is None and found.entity in {"ORG", "NORP", None} else None
        if person is not None:
            draft.same_as(person, "named before in this report")
            return
        if hit is not None:
            kinds = {name.kind for name in hit.names}
            wanted: frozenset[str]
            if kinds & {"group", "body", "press"}:
                wanted = frozenset({"group", "body", "press"})
            elif found.kind == "state":
                wanted = frozenset({"state", "capital", "adjective"})
            else:
                wanted = frozenset({"people", "folk"}) if kinds & {"people", "folk"} else frozenset(kinds)
            entry, reason = self._choose(hit.names, found, wanted)
            if entry is None:
                draft.name, draft.reason = None, reason
                return
            draft.country, draft.sector, draft.reason = entry.country, entry.sector, reason
            if entry.kind == "state" and found.kind in {"people", "person"}:
                draft.name = self._bare(sentence, first, last)
                draft.sector = "CVL" if found.kind in {"people", "person"} else None
                draft.reason = f"people of {entry.name}"
                return
            draft.name, draft.id = entry.name, entry.id
            if entry.kind == "people":
                draft.sector = entry.sector or "CVL"
            if any(name.kind == "capital" for name in hit.names) and not any(name.kind == "state" for name in hit.names):
                draft.reason = f"seat of the government of {entry.name}"
            return
        draft.name = self._bare(sentence, first, last)
        known = self.named.get(name_key(draft.name))
        if known is not None:
            draft.same_as(known, "named before in this report")
            return
        draft.reason = "not in the registry"
        self._modifiers(draft, sentence)

    # -- persons

    def _person(self, draft: _Draft, sentence: Sentence) -> None:
        found = draft.found
        assert found.name is not None
        first, last = found.name
        full = self._surface(sentence, first, last)
        key = name_key(full)
        draft.name = full
        if first > found.first:
            title = self._bare(sentence, found.first, first).rstrip(", ")
            draft.title = title if title and title[0].isalnum() else None
        self._modifiers(draft, sentence)
        known = self._known_person(key)
        if known is not None:
            title, country, sector = draft.title, draft.country, draft.sector
            draft.same_as(known, "named before in this report")
            draft.country, draft.sector = known.country or country, known.sector or sector
            draft.title = title
            return
        term = self._holder(draft, sentence, key)
        if term is not None:
            return
        draft.reason = "named in the text; not in the registry"
        if draft.title and draft.country is None and draft.sector in _LOCAL_SECTORS:
            focus = self._country_in_focus(found)
            if focus is not None:
                draft.country, draft.guessed = focus, True
                draft.reason = "named in the text; country in focus"

    def _known_person(self, key: tuple[str, ...]) -> _Draft | None:
        known = self.people.get(key)
        if known is None and len(key) > 2:
            known = self.people.get((key[0], key[-1]))
        return known

    def _offices(self, draft: _Draft, sentence: Sentence) -> tuple[tuple[str, ...], bool]:
        """The dated offices the words of the mention name, and whether they say the office is over."""
        found = draft.found
        if found.agent is None:
            return (), False
        last = found.name[0] if found.form == "name" and found.name is not None else found.last
        words = [sentence[i].lower for i in range(found.first, last)]
        past = any(word in self.words.former for word in words) or found.agent.sector == "ELI"
        offices = self.registry.offices_named(found.agent.form.split())
        for size in (4, 3, 2):
            for start in range(0, max(0, len(words) - size + 1)):
                more = self.registry.offices_named(words[start : start + size])
                if more:
                    return more, past
        return offices, past

    def _holder(self, draft: _Draft, sentence: Sentence, key: tuple[str, ...]) -> Term | None:
        """The registry's person of this name, if the name and the office as worded allow exactly one."""
        found = draft.found
        offices, past = self._offices(draft, sentence)
        ids: list[str] = []
        alone = False
        assert found.name is not None
        for hit in found.hits:
            if (hit.first, hit.last) == found.name or (hit.last == found.name[1] and hit.last - hit.first > 1):
                ids += [name.entry.id for name in hit.names if name.kind == "person" and name.entry.id not in ids]
                alone = True
        if not ids and len(key) <= 2:
            ids = [id_ for id_ in self.registry.surnames.get(key[-1], ()) if len(key) == 1 or name_key(self.registry.entries[id_].name)[0] == key[0]]
        if not ids:
            return None
        fits: list[tuple[str, Term]] = []
        for id_ in ids:
            terms = self.registry.careers[id_]
            if offices:
                terms = tuple(term for term in terms if term.office in offices)
            if draft.country is not None and not draft.guessed:
                terms = tuple(term for term in terms if self._plover(term.country) == draft.country)
            if not alone:
                terms = tuple(term for term in terms if past or term.covers(*self.day)) if offices else ()
            if terms:
                fits.append((id_, terms[-1]))
        if len({id_ for id_, _ in fits}) > 1:
            current = [(id_, term) for id_, term in fits if any(term.covers(*self.day) for term in self.registry.careers[id_])]
            if self.day != (None, None) and len({id_ for id_, _ in current}) == 1:
                fits = current
        if len({id_ for id_, _ in fits}) != 1:
            countries = {self.registry.entries[id_].country for id_, _ in fits}
            if fits and len(countries) == 1:
                draft.country = draft.country or countries.pop()
                draft.reason = "several holders of the office have this name: " + ", ".join(sorted(term.name for _, term in fits))
                return fits[0][1]
            return None
        id_, term = fits[0]
        entry = self.registry.entries[id_]
        covering = [term for term in self.registry.careers[id_] if term.covers(*self.day)]
        draft.name, draft.id, draft.country = entry.name, id_, entry.country
        if covering and not past:
            draft.sector = entry.sector
            best = next((term for term in covering if term.office in offices), covering[-1])
            draft.office = best.office
            draft.reason = f"{best.office} of {best.country} from {best.from_} to {best.to or 'now'}"
        else:
            draft.sector = "ELI" if past or self.day != (None, None) else entry.sector
            draft.office = term.office
            draft.reason = f"held office as {term.office} of {term.country} from {term.from_} to {term.to or 'now'}"
        return term

    # -- common nouns

    def _modifiers(self, draft: _Draft, sentence: Sentence) -> None:
        """Country and sector from the words of the mention itself."""
        found = draft.found
        hits = self._own_hits(found, sentence)
        if found.form == "name" and found.name is not None and found.kind == "person":
            hits = [hit for hit in hits if hit.last <= found.name[0] or hit.first >= found.name[1]]
        group = next((entry for hit in hits if (entry := _listed(hit)) is not None), None)
        state = next((entry for hit in hits if (entry := _state(hit)) is not None), None)
        folk = next((entry for hit in hits if (entry := _folk(hit)) is not None), None)
        agent = found.agent
        sector = agent.sector if agent is not None else None
        if sector is None and agent is not None:
            sector = self._sector_around(found, sentence)
        if group is not None and (sector is None or group.sector in _ARMED or agent is None):
            sector = group.sector or sector
        if sector is None and agent is not None and agent.noun in _OFFICIAL and state is not None:
            sector = "GOV"
        if sector is None and agent is not None and agent.cls == "person" and agent.noun in {"member", "partner", "ally", "enemy"}:
            sector = group.sector if group is not None else None
        draft.sector = sector
        if group is not None and group.country is not None:
            draft.country = group.country
            draft.reason = f"{group.name} is in the registry"
        if state is not None and (group is None or group.country in {None, "IMG", "IGO", "NGO"}):
            draft.country = state.country
            draft.sector = draft.sector or state.sector
            draft.reason = f"named with {state.name}"
        if draft.country is None and folk is not None and folk.country is not None:
            draft.country = folk.country
            draft.reason = f"{folk.name} live in {folk.country}"
        if draft.country is None:
            inside = self._place_inside(found)
            if inside is not None:
                draft.country = inside
                draft.reason = "a place in the mention lies there"

    def _sector_around(self, found: FoundParty, sentence: Sentence) -> str | None:
        """The sector of another agent noun in the mention: "police spokesman", "leader of the rebels"."""
        lowers = [token.lower for token in sentence.tokens]
        for index in range(found.head, found.first, -1):
            other = self.registry.agent_at(lowers, index - 1, found.first)
            if other is not None and other[1].sector is not None and other[1].cls in {"body", "person", "office"}:
                return other[1].sector
        if found.of is not None:
            for index in range(found.of[0] + 1, found.of[1]):
                other = self.registry.agent_at(lowers, index, found.of[0])
                if other is not None and other[1].sector is not None and other[1].cls in {"body", "person", "office"}:
                    longer = next((later for i in range(index + 1, min(index + 4, found.of[1])) if (later := self.registry.agent_at(lowers, i, found.of[0])) is not None and later[0] <= index), None)
                    return longer[1].sector if longer is not None else other[1].sector
        return None

    def _noun(self, draft: _Draft, sentence: Sentence) -> None:
        found = draft.found
        agent = found.agent
        assert agent is not None
        self._modifiers(draft, sentence)
        if agent.cls in {"facility", "vehicle"}:
            draft.reason = draft.reason or "not named"
            return
        lowers = [sentence[i].lower for i in range(found.first, found.last)]
        if (agent.sector in {"UAF", "CVL", None} or agent.sector in _ARMED) and any(word in {"unknown", "unidentified", "unnamed", "masked", "hooded"} for word in lowers) and draft.id is None:
            if agent.cls in {"person", "body"} and (agent.sector != "CVL" or agent.noun in {"man", "men", "person", "people", "individual", "youth"}):
                draft.sector = "UAF"
        if any(word in self.words.former for word in lowers) and agent.cls == "office" and agent.sector == "GOV":
            draft.sector = "ELI"
        if found.owner is not None and self._owned(draft, sentence):
            return
        hits = self._own_hits(found, sentence)
        group = next((entry for hit in hits if (entry := _listed(hit)) is not None), None)
        if group is not None:
            self._of_group(draft, group, sentence)
            return
        if agent.cls == "office" and not found.plural and self._by_office(draft, sentence):
            return
        if self._definite(draft, sentence):
            return
        state = next((entry for hit in hits if (entry := _state(hit)) is not None), None)
        if state is not None:
            if found.plural or agent.cls == "body":
                draft.name = f"{self.registry.adjectives[state.id.removeprefix('state:')]} {agent.form if found.plural else agent.noun}"
            draft.reason = f"{agent.noun} of {state.name}"
            return
        if found.entity == "ORG":
            draft.name = self._bare(sentence, found.first, found.last)
            draft.reason = draft.reason or "not in the registry"
        if draft.country is not None:
            if agent.cls == "body" and draft.name is None and agent.sector not in {"CVL", None}:
                draft.name = self._bare(sentence, found.first, found.last)
            draft.reason = draft.reason or "not named"
            return
        if draft.sector in _LOCAL_SECTORS and agent.noun not in {"international community", "world"}:
            focus = self._country_in_focus(found)
            if focus is not None:
                draft.country, draft.guessed = focus, True
                draft.reason = "not named; country in focus"
                return
        draft.reason = draft.reason or "not named; no country in focus"

    def _of_group(self, draft: _Draft, group: Entry, sentence: Sentence) -> None:
        """ "ISIS fighters", "a member of the Taliban": the group's people stand for the group; one person does not."""
        found = draft.found
        agent = found.agent
        assert agent is not None
        draft.country = draft.country or group.country
        draft.sector = group.sector if group.sector in _ARMED or agent.sector is None else agent.sector
        if found.plural or agent.cls == "body":
            if agent.sector in {None, group.sector, "MIL", "REB", "PRM", "PTY", "GOV", "UAF", "SOC"} and agent.noun not in {"victim", "hostage", "prisoner", "detainee", "suspect"}:
                draft.name, draft.id = group.name, group.id
                draft.reason = f"{agent.form} of {group.name}"
                return
        draft.reason = f"{agent.noun} of {group.name}; not named"
        draft.title = self._bare(sentence, found.first, found.last) if agent.cls == "office" else None

    def _owned(self, draft: _Draft, sentence: Sentence) -> bool:
        """ "its fighters", "his brother": the owner is looked for as a pronoun's antecedent is."""
        found = draft.found
        agent = found.agent
        assert found.owner is not None and agent is not None
        pronoun = sentence[found.owner].lower
        owner = None
        if pronoun in {"its", "their"}:
            owner = self._group_before(draft, singular=pronoun == "its")
        elif pronoun in {"his", "her"}:
            owner = self._person_before(draft, pronoun)
        if owner is None or owner.key is None:
            return False
        if owner.country and draft.country is None:
            draft.country = owner.country
        if owner.kind in {"group", "organisation", "state"} and agent.form in self.words.member_words:
            if owner.kind != "state":
                if found.plural:
                    draft.name, draft.id = owner.name, owner.id
                draft.sector = owner.sector or draft.sector
            draft.reason = f"{pronoun!r} means {owner.name}"
            return True
        draft.reason = f"{agent.noun} of {owner.name}"
        return agent.cls != "office"

    def _by_office(self, draft: _Draft, sentence: Sentence) -> bool:
        """ "the prime minister": whom the report called so, or who held the office on the day."""
        found = draft.found
        offices, past = self._offices(draft, sentence)
        noun = found.agent.noun if found.agent is not None else ""
        draft.title = self._bare(sentence, found.first, found.last)
        country = draft.country
        for other in reversed(self.drafts):
            if other.kind != "person" or other.name is None or other.found.plural:
                continue
            called = other.noun == noun or (other.office is not None and other.office in offices)
            if called and found.definite and (country is None or other.country in {None, country}):
                if past and not any(w in self.words.former for w in (other.title or "").lower().split()):
                    continue
                title = draft.title
                draft.same_as(other, f"called {noun} before: {other.name}")
                draft.title = title
                return True
        if not offices or past:
            if draft.country is None:
                return False
            draft.reason = f"{noun} named with {draft.country}; not in the registry" if not past else f"former {noun}; not named"
            return True
        if country is None:
            country = self._country_in_focus(found)
            if country is None or not found.definite:
                return False
            draft.guessed = True
        codes = [entry.id.removeprefix("state:") for hit in found.hits if (entry := _state(hit)) is not None] or [country]
        terms: list[Term] = []
        for office in offices:
            only = self.registry.offices[office].only
            for code in codes:
                if not only or code in only:
                    terms += self.registry.holders(code, office, *self.day)
        holders = sorted({term.person for term in terms})
        draft.country = country
        if len(holders) == 1 and self.day != (None, None):
            term = terms[0]
            draft.name, draft.id, draft.office = term.name, term.person, term.office
            draft.sector = self.registry.entries[term.person].sector or draft.sector
            draft.reason = f"{term.office} of {term.country} from {term.from_} to {term.to or 'now'}"
            if draft.guessed:
                draft.reason += "; country in focus"
            return True
        if len(holders) > 1:
            draft.reason = "the report's date does not decide between holders of the office" if self.day == (None, None) else f"{len(holders)} holders of the office on these days"
        else:
            draft.reason = f"no dated holder of this office of {country} in the registry"
        return True

    def _definite(self, draft: _Draft, sentence: Sentence) -> bool:
        """ "the group", "the ministry", "the rebels": a party the report named before."""
        found = draft.found
        agent = found.agent
        assert agent is not None
        if not found.definite or found.of is not None:
            return False
        plain = found.last - found.first == 1 + len(agent.form.split())
        if agent.noun in self.words.group_words or agent.form in self.words.group_words:
            other = self._group_named(draft, agent.noun)
            if other is not None:
                draft.same_as(other, f"{self._bare(sentence, found.first, found.last)!r} means {other.name}, named before")
                return True
            draft.reason = "no one group named before that this must mean"
            return True
        if agent.form in self.words.armed_members and plain:
            other = self._group_named(draft, "armed")
            if other is not None:
                draft.same_as(other, f"{agent.form!r} means {other.name}, the only armed group named before")
                return True
            return False
        if agent.cls == "body" and plain and agent.sector in {"GOV", "MIL", "COP", "LEG", "JUD", "PTY", "SPY", "BUS", "EDU", "JRN", "MED", "REL"}:
            before = [
                other for other in self.drafts
                if other.noun is not None and other.key is not None and (other.noun == agent.noun or other.noun.endswith(" " + agent.noun)) and other.kind == "organisation"
            ]  # fmt: skip
            keys = {other.key for other in before}
            if len(keys) == 1:
                draft.same_as(before[-1], f"{agent.noun!r} named before")
                return True
            if len(keys) > 1:
                recent = [other for other in before if found.sentence - other.found.sentence <= 1]
                if len({other.key for other in recent}) == 1:
                    draft.same_as(recent[-1], f"{agent.noun!r} named just before")
                    return True
        return False

    # -- antecedents

    def _group_named(self, draft: _Draft, noun: str) -> _Draft | None:
        """The group a definite noun must mean: the only fitting one named so far, or the only one named just before."""
        found = draft.found
        fitting = [other for other in self.drafts if other.key is not None and self._fits_group(other, noun)]
        if not fitting:
            return None
        if len({other.key for other in fitting}) == 1:
            return fitting[-1]
        for back in range(_FAR):
            near = [other for other in fitting if other.found.sentence == found.sentence - back]
            if near:
                keys = {other.key for other in near}
                if len(keys) == 1:
                    return near[-1]
                subjects = {other.key for other in near if other.subject}
                if len(subjects) == 1 and back:
                    return next(other for other in near if other.subject)
                return None
        return None

    def _fits_group(self, other: _Draft, noun: str) -> bool:
        if other.kind not in {"group", "organisation"}:
            return False
        if noun == "armed":
            return other.sector in _ARMED
        if noun == "party":
            return other.sector in {"PTY", "OPP"}
        if noun == "company":
            return other.sector in {"BUS", None}
        if noun in {"agency", "body"}:
            return other.sector in {"JRN", "GOV", None} and other.kind == "organisation"
        if noun in {"coalition", "alliance"}:
            return "oalition" in (other.name or "") or "lliance" in (other.name or "") or other.country == "IGO"
        if noun in {"cartel", "gang"}:
            return other.sector == "CRM"
        if noun in {"organization", "organisation", "movement", "network", "faction"}:
            return other.sector not in {"JRN", "MIL", "COP", "LEG", "JUD", "GOV"}
        return other.kind == "group" and other.sector in _GROUP_SECTORS

    def _pronoun(self, draft: _Draft, sentence: Sentence) -> None:
        found = draft.found
        word = sentence[found.head].lower
        if word in {"i", "we", "me", "us", "myself", "ourselves"}:
            draft.reason = "the speaker's own word; see the statement it stands in"
            return
        if word in self.words.person_pronouns:
            other = self._person_before(draft, word)
        elif word in self.words.thing_pronouns:
            other = self._group_before(draft, singular=True)
            if other is None or other.key is None:
                draft.kind = None
                return
        else:
            other = self._group_before(draft, singular=False)
        if other is None:
            draft.reason = "no one antecedent"
            return
        kind = draft.kind
        draft.same_as(other, f"{word!r} means {other.name or self.text[other.found.start : other.found.end]!r}")
        draft.kind = other.kind or kind

    def _candidates(self, draft: _Draft, back: int) -> list[_Draft]:
        sentence = draft.found.sentence - back
        found = []
        for other in reversed(self.drafts):
            if other.found.sentence < sentence:
                break
            if other.found.sentence == sentence and other is not draft and other.found.last <= (draft.found.first if not back else 10**6):
                found.append(other)
        found.reverse()
        return found

    def _decide(self, near: list[_Draft]) -> _Draft | None | bool:
        """The one the pronoun means, ``None`` where there is nobody, ``False`` where it is a tie."""
        if not near:
            return None
        keys = {_identity(other) for other in near}
        if len(keys) == 1:
            return next((other for other in reversed(near) if other.key is not None), near[-1])
        subjects = [other for other in near if other.subject]
        if len({_identity(other) for other in subjects}) == 1:
            return subjects[-1]
        if subjects and near[-1].found.form == "pronoun":
            return near[-1]
        return False

    def _person_before(self, draft: _Draft, word: str) -> _Draft | None:
        wrong = _FEMALE if word in {"he", "him", "his", "himself"} else _MALE
        for back in range(_NEAR + 1):
            near = [
                other for other in self._candidates(draft, back)
                if other.kind == "person" and not other.found.plural and not (other.noun and wrong.search(other.noun))
                and not (other.found.form == "pronoun" and other.key is None)
            ]  # fmt: skip
            decided = self._decide(near)
            if isinstance(decided, _Draft):
                return decided
            if decided is False:
                return None
        return None

    def _group_before(self, draft: _Draft, singular: bool) -> _Draft | None:
        for back in range(_NEAR):
            near = []
            for other in self._candidates(draft, back):
                if other.kind in {"facility", "vehicle", "person", None} or (other.found.form == "pronoun" and other.key is None):
                    continue
                if singular and (other.kind == "people" or other.found.plural):
                    continue
                if not singular and other.kind == "state":
                    continue
                near.append(other)
            decided = self._decide(near)
            if isinstance(decided, _Draft):
                return decided
            if decided is False:
                return None
        return None

    # -- what later mentions may refer to

    def _join(self, left: _Draft, right: _Draft) -> None:
        """Two mentions in apposition are one party; the name says who, the noun says what."""
        name, noun = (left, right) if left.found.form == "name" and left.found.kind == "person" else (right, left)
        if name.kind == noun.kind == "person" and name.found.form == "name":
            if noun.found.form == "noun" or noun.found.name is None or noun is not name:
                name.title = name.title or noun.title or self._title_of(noun)
                if name.country is None or name.guessed:
                    name.country = noun.country or name.country
                if name.sector is None or (name.sector == "CVL" and noun.sector):
                    name.sector = noun.sector or name.sector
                name.noun = name.noun or noun.noun
                if name.id is None and noun.id is not None and noun.found.form == "noun":
                    noun.id = None  # the report names another holder than the registry
                if noun.found.form == "noun":
                    noun.name, noun.id = name.name, name.id
                    noun.country, noun.sector = name.country or noun.country, name.sector or noun.sector
                    noun.reason = f"in apposition to {name.name}"
                    noun.title = noun.title or self._title_of(noun)
                    if name.reason and name.reason.startswith("named in the text"):
                        name.reason = f"{noun.found.agent.noun if noun.found.agent else 'words'} by apposition"
        elif left.found.form != right.found.form and left.kind in {"group", "organisation"} and right.kind in {"group", "organisation"}:
            name, noun = (left, right) if left.found.form == "name" else (right, left)
            if noun.id is None:
                noun.same_as(name, f"in apposition to {name.name}")

    def _title_of(self, draft: _Draft) -> str | None:
        found = draft.found
        if found.agent is None or found.agent.cls not in {"office", "person"}:
            return None
        return self._bare(self.parsed.sentences[found.sentence], found.first, found.last)

    def _remember(self, draft: _Draft) -> None:
        found = draft.found
        if found.form == "pronoun" or draft.name is None:
            return
        if draft.kind == "person":
            if found.form == "name" and found.name is not None:
                sentence = self.parsed.sentences[found.sentence]
                key = name_key(self._surface(sentence, *found.name))
                keys = {key, name_key(draft.name)}
                for words in tuple(keys):
                    if len(words) > 1:
                        keys |= {(words[0], words[-1]), (words[-1],), words[1:]}
                        if words[-2] in {"al", "el", "bin", "ibn", "abu", "de", "van", "von", "ben", "da", "al"}:
                            keys.add(words[-2:])
                for words in keys:
                    other = self.people.get(words)
                    if other is not None and other.key != draft.key and len(words) == 1 and other.name != draft.name:
                        continue  # two people of one family name: the first keeps it, full names stay apart
                    self.people[words] = draft
        else:
            self.named.setdefault(name_key(draft.name), draft)
        match = _ACRONYM.match(self.text, found.end)
        if match and draft.kind != "person" and any(c.isupper() for c in match.group(1)[1:]):
            self.acronyms.setdefault(name_key(match.group(1)), draft)
        if len(self.drafts) >= 2 and self.drafts[-1] is draft and draft.kind != "person":
            before = self.drafts[-2]
            if before.key is not None and before.kind != "person" and 0 < found.start - before.found.end < 60:
                gap = self.text[before.found.end : found.start]
                gap = _ACRONYM.sub("", gap, count=1)
                if _ALSO.match(gap):
                    same = draft.id is None or before.id is None
                    if same:
                        source, target = (before, draft) if before.id is not None or draft.id is None else (draft, before)
                        target.same_as(source, f"another name of {source.name} in this report")
                    sentence = self.parsed.sentences[found.sentence]
                    key = name_key(self._surface(sentence, *(found.name or (found.first, found.last))))
                    self.acronyms.setdefault(key, before)


def _abbreviates(key: tuple[str, ...], name: str) -> bool:
    """Whether an acronym is made of the first letters of a name, small words aside."""
    words = name_key(name)
    letters = "".join(key)
    return letters in {"".join(word[0] for word in words), "".join(word[0] for word in words if len(word) > 3 or word == "al")}


def _identity(draft: _Draft) -> object:
    return draft.key if draft.key is not None else draft.found.start


def _state(hit: Hit) -> Entry | None:
    """The state a name or adjective stands for, where no group has the same name."""
    if any(name.kind in {"group", "body", "press"} for name in hit.names):
        return None
    return next((name.entry for name in hit.names if name.kind in {"state", "adjective", "people", "capital"}), None)


def _listed(hit: Hit) -> Entry | None:
    return next((name.entry for name in hit.names if name.kind in {"group", "body", "press"}), None)


def _folk(hit: Hit) -> Entry | None:
    return next((name.entry for name in hit.names if name.kind == "folk"), None)
