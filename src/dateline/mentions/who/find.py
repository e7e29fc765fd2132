"""Finding parties: every phrase that names or describes someone who can act or be acted on.

Three ways lead to a mention: a name of the registry, a name the engine marked, and a phrase whose head is an agent
noun.  The last needs no capitals.  A country counts only where it acts or is acted on; as a place it is left to the
places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgspec import structs

from dateline.codebook.registry import Agent, Hit, Registry
from dateline.mentions.who.echoes import echoes
from dateline.mentions.who.found import Form, FoundParty
from dateline.mentions.who.marks import corrected
from dateline.mentions.who.phrases import NOUNS, Phrase, phrases
from dateline.mentions.who.shared import shared, with_shared_noun
from dateline.parse.tree import Mark, Parsed, Sentence, Token
from dateline.record import PartyKind

_DATELINE_MARKS = frozenset({":", "-", "--", "\u2014", "\u2013", "(", ",", "/"})
_POINTING = frozenset({"the", "this", "that", "these", "those"})
_AIMED = frozenset({"fire", "launch", "shoot", "lob", "aim", "direct", "rocket", "missile"})
"""What is done "at" a country is done to it."""
_LONGEST = 25
"""Tokens in one mention at most."""


_NOBODY = frozenset({"no", "neither"})
"""What opens a phrase that names nobody: "no group" did nothing and was done nothing to."""


def find(parsed: Parsed, registry: Registry) -> tuple[FoundParty, ...]:
    """All mentions of parties in ``parsed``, in text order; none contains another."""
    rows: list[list[FoundParty]] = []
    for sentence in parsed.sentences:
        mentions = list(_Finder(parsed, sentence, registry).mentions())
        if sentence.marks.get("party"):
            mentions = corrected(mentions, sentence, registry)
        mentions.sort(key=lambda mention: (mention.first, -mention.last))
        rows.append(with_shared_noun(_apart(mentions), sentence.tokens))
    echoed = echoes(parsed, rows, registry)
    found: list[FoundParty] = []
    for sentence, mentions in zip(parsed.sentences, rows, strict=True):
        if echoed[sentence.index]:
            mentions = sorted([*mentions, *echoed[sentence.index]], key=lambda mention: mention.first)
        found.extend(_attach(mentions, sentence, len(found)))
    return tuple(found)


def _apart(mentions: list[FoundParty]) -> list[FoundParty]:
    """The mentions without those that lie in another."""
    kept: list[FoundParty] = []
    for mention in mentions:
        if not kept or mention.first >= kept[-1].last:
            kept.append(mention)
    return kept


def _attach(mentions: list[FoundParty], sentence: Sentence, offset: int) -> Iterator[FoundParty]:
    """The mentions, each with its apposition: "X, the Y of Z," and "the Y, X,"."""
    for place, mention in enumerate(mentions):
        if place:
            before = mentions[place - 1]
            gap = [token.text for token in sentence.tokens[before.last : mention.first]]
            if gap[:1] == ["("] and ")" in gap:
                gap = gap[gap.index(")") + 1 :]  # "the commissioner (traffic), X,"
            near = gap in ([","], ["("], [], ["-"], ["\u2014"], [":"])
            pair = {before.form, mention.form} == {"name", "noun"} or (
                mention.form == before.form == "name" and (before.agent is not None) != (mention.agent is not None)
            )
            if (
                near
                and pair
                and sentence[mention.head].dep in {"appos", "nsubj", "nsubjpass", "conj", "ROOT", "dobj", "pobj", ""}
            ):
                linked = sentence[mention.head].dep == "appos" or sentence[before.head].dep in {"appos", "compound"}
                if linked or (
                    gap == [","] and _closes(sentence, mention.last) and _single(before) and _single(mention)
                ):
                    mention = replace(mention, attached=offset + place - 1)
        mentions[place] = mention
        yield mention


def _single(mention: FoundParty) -> bool:
    return mention.kind == "person" and not mention.plural


def _closes(sentence: Sentence, index: int) -> bool:
    """Whether the phrase that ends before ``index`` is set off: by a comma, a verb or the sentence's end."""
    return (
        index >= len(sentence)
        or sentence[index].text in {",", ".", ")", "\u2014"}
        or sentence[index].tag.startswith("VB")
    )


def _names_no_country(hit: Hit) -> bool:
    return not {"state", "capital"} & {name.kind for name in hit.names}


class _Finder:
    """One sentence's mentions."""

    def __init__(self, parsed: Parsed, sentence: Sentence, registry: Registry) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.lowers = [token.lower for token in sentence.tokens]
        self.registry = registry
        self.words = registry.words
        texts = [token.text for token in self.tokens]
        upper = any(text[:1].isupper() for text in texts)
        self.cased = upper and (len(texts) <= 4 or any(text[:1].islower() for text in texts))
        self.hits = registry.scan(texts, self.cased)
        self.entities = {mark.last - 1: mark for mark in sentence.entities}

    def mentions(self) -> Iterator[FoundParty]:
        """The mentions, not in order; they may lie in one another."""
        chunks = phrases(self.sentence, self.hits, self._titles(), self.words.days)
        skip = -1
        for place, phrase in enumerate(chunks):
            if phrase.first < skip:
                continue
            found, last = self._phrase(phrase, chunks, place)
            if found is not None:
                skip = last
                yield from shared(found, self.tokens, self.registry)
            else:
                yield from self._parts(phrase)
        for token in self.tokens:
            if token.tag == "PRP":
                pronoun = self._pronoun(token)
                if pronoun is not None:
                    yield pronoun

    def _titles(self) -> list[tuple[int, int]]:
        """Agent nouns of several words with a preposition inside: "chief of staff"."""
        found = []
        for index, lower in enumerate(self.lowers):
            if index >= 2 and lower in self.registry.agents and self.lowers[index - 1] in {"of", "in", "the"}:
                agent = self.registry.agent_at(self.lowers, index, 0)
                if agent is not None and index - agent[0] >= 2:
                    found.append((agent[0], index + 1))
        return found

    # -- phrases

    def _phrase(self, phrase: Phrase, chunks: Sequence[Phrase], place: int) -> tuple[FoundParty | None, int]:
        """The mention a phrase makes with what belongs to it, and the token after it."""
        if self._compounds(phrase.last) or self.lowers[phrase.first] in _NOBODY:
            return None, phrase.last
        found = self._classify(phrase.first, phrase.last)
        if found is None or self._moves(found, chunks, place):
            return None, phrase.last
        if found.agent is not None and self._counts(found):
            counted = self._counted(found, chunks, place)
            if counted[0] is not None or found.agent.cls == "quantity":
                return counted
        last = self._complement(found, chunks, place)
        if last > found.last:
            found = replace(
                found,
                last=last,
                end=self.tokens[last - 1].end,
                of=(found.last, last),
                hits=self._inside(found.first, last),
            )
        return found, found.last

    def _moves(self, found: FoundParty, chunks: Sequence[Phrase], place: int) -> bool:
        """Whether a "movement" is that of people who go somewhere and not one they are in."""
        if self.lowers[found.head] != "movement" or not self.tokens[found.head].text.islower():
            return False
        following = chunks[place + 1] if place + 1 < len(chunks) else None
        if following is None or self.lowers[found.last : found.last + 1] != ["of"] or following.first != found.last + 1:
            return False
        return self.tokens[following.head].tag == "NNS"

    def _counts(self, found: FoundParty) -> bool:
        """Whether the head only says how many ("dozens", "a group" before "of")."""
        agent = found.agent
        if agent is None or found.last >= len(self.tokens) or self.lowers[found.last] != "of":
            return agent is not None and agent.cls == "quantity"
        return agent.cls == "quantity" or agent.form in self.words.counting

    def _compounds(self, last: int) -> bool:
        """Whether the phrase is cut off inside a compound ("Saudi-led …")."""
        return (
            last + 1 < len(self.tokens)
            and self.tokens[last].text in {"-", "\u2010", "\u2011"}
            and (self.lowers[last + 1] in self.words.tails)
        )

    def _counted(self, found: FoundParty, chunks: Sequence[Phrase], place: int) -> tuple[FoundParty | None, int]:
        """Such as "dozens of X": the words are the whole phrase's, who is meant X says."""
        last = found.last
        if last >= len(self.tokens) or self.lowers[last] != "of" or place + 1 >= len(chunks):
            return None, last
        phrase = chunks[place + 1]
        if phrase.first != last + 1:
            return None, last
        inner, end = self._phrase(phrase, chunks, place + 1)
        if inner is None:
            hit = next((hit for hit in self.hits if hit.last == phrase.last), None)
            if hit is None:
                return None, last
            inner, end = (
                self._mention(phrase.first, phrase.last, phrase.head, "name", "people", name=(hit.first, hit.last)),
                phrase.last,
            )
        if inner.agent is not None and inner.agent.cls in {"facility", "vehicle"}:
            return None, last
        return replace(inner, start=found.start, plural=True), end

    def _inside(self, first: int, last: int) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if hit.first >= first and hit.last <= last)

    def _mention(
        self,
        first: int,
        last: int,
        head: int,
        form: Form,
        kind: PartyKind | None,
        *,
        agent: Agent | None = None,
        name: tuple[int, int] | None = None,
        of: tuple[int, int] | None = None,
        entity: str | None = None,
        plural: bool = False,
    ) -> FoundParty:
        opener = self.tokens[first]
        return FoundParty(
            start=opener.start,
            end=self.tokens[last - 1].end,
            sentence=self.sentence.index,
            first=first,
            last=last,
            head=head,
            form=form,
            kind=kind,
            hits=self._inside(first, last),
            agent=agent,
            name=name,
            of=of,
            entity=entity,
            owner=first if opener.tag == "PRP$" else None,
            plural=plural,
            definite=opener.lower in _POINTING,
        )

    def _classify(self, first: int, last: int) -> FoundParty | None:
        """The mention that tokens ``[first, last)`` make by themselves."""
        tokens = self.tokens
        while last - 1 > first and tokens[last - 1].tag not in NOUNS and not self._named(last - 1):
            last -= 1
        first = self._begin(first, last)
        head = last - 1
        within = self._titled(first, last)
        if within is not None:
            return within
        hit = next((hit for hit in self.hits if hit.last == last and hit.first >= first), None)
        entity = self.entities.get(head)
        if entity is not None and entity.first < first:
            entity = None
        found = self._agent(first, head, entity)
        if hit is not None and (found is None or found[0] >= hit.first):
            mention = self._by_registry(first, last, head, hit, entity.label if entity else None)
            if mention is not None:
                return mention
            found = found if _names_no_country(hit) else None  # "in the United Arab Emirates": no emirates that act
        taken = entity is not None and entity.label == "PERSON" and tokens[head].text[:1].isupper()
        inside = taken and found is not None and entity is not None and entity.first < found[0]  # "Wali Shah"
        if found is not None and not inside and (found[1].cls == "office" or not taken):
            begin, agent = found
            name = self._name_before(first, begin, head)
            if agent.cls in {"facility", "vehicle"}:
                return self._thing(first, last, head, agent)
            officer = (
                agent.cls == "office" and agent.sector == "MIL" and tokens[first].tag in ("DT", "JJ")
            )  # "the general"
            weak = agent.noun in self.words.weak and entity is None and not officer
            if weak and not self._supported(first, begin, last):
                return None
            form: Form = "name" if entity is not None and entity.label == "ORG" else "noun"
            return self._mention(
                first, last, head, form, self._kind(agent, head),
                agent=agent, name=name, entity=entity.label if entity else None, plural=self._plural(agent, head),
            )  # fmt: skip
        if entity is not None and entity.label in {"PERSON", "ORG", "NORP"}:
            if self.lowers[head] in self.words.not_parties or self.lowers[entity.first] in self.words.not_parties:
                return None
            if entity.label == "NORP" and tokens[head].tag.startswith("JJ"):
                return None
            if entity.label == "PERSON":
                return self._person(first, last, head, entity.first)
            if entity.label == "ORG" and (ranked := self._ranked(first, head)) is not None:
                return self._person(first, last, head, ranked)
            kind: PartyKind = "organisation" if entity.label == "ORG" else "people"
            return self._mention(first, last, head, "name", kind, name=(entity.first, last), entity=entity.label)
        title = self._title(first, head)
        if title is not None and tokens[head].tag in {"NNP", "NNPS"}:
            return self._person(first, last, head, title)
        return None

    def _titled(self, first: int, last: int) -> FoundParty | None:
        """A name held together around an "of": "the Ministry of Health of Ethiopia"."""
        for index in range(first + 1, last - 1):
            if self.lowers[index] not in {"of", "for"}:
                continue
            if any(hit.first < index < hit.last - 1 for hit in self.hits):
                return None
            title = self.registry.agent_at(self.lowers, index + 1, first)
            if title is not None and title[0] < index:
                continue  # the "of" of a title: "commissioner of police"
            found = self.registry.agent_at(self.lowers, index - 1, first)
            if found is None or found[1].cls in {"quantity", "facility", "vehicle"}:
                return None
            agent = found[1]
            entity = self.sentence.entity_at(index)
            return self._mention(
                first, last, index - 1, "noun", self._kind(agent, index - 1), agent=agent, of=(index, last),
                entity=entity.label if entity else None, plural=self._plural(agent, index - 1),
            )  # fmt: skip
        return None

    def _named(self, index: int) -> bool:
        return any(hit.first <= index < hit.last for hit in self.hits) or self.sentence.entity_at(index) is not None

    def _begin(self, first: int, last: int) -> int:
        """The phrase without a quotation mark or stray mark in front."""
        while first < last - 1 and not self.tokens[first].text[0].isalnum() and self.tokens[first].text[0] not in "@":
            first += 1
        return first

    def _agent(self, first: int, head: int, entity: Mark | None) -> tuple[int, Agent] | None:
        """The agent noun a phrase ends with, unless the word is another's: "guest houses", "the West Bank"."""
        found = self.registry.agent_at(self.lowers, head, first)
        if found is None:
            return None
        begin, agent = found
        capital = self.tokens[head].text[:1].isupper()
        if agent.form in self.words.capital_only and self.cased and not capital:
            return None
        placed = entity is not None and entity.label in {"GPE", "LOC"} and entity.first < begin and capital
        return None if placed and agent.cls == "body" and agent.sector != "GOV" else found

    def _by_registry(self, first: int, last: int, head: int, hit: Hit, label: str | None) -> FoundParty | None:
        kinds = {name.kind for name in hit.names}
        tokens = self.tokens
        name = hit.names[0]
        if kinds <= {"adjective"} or (name.kind in {"folk", "people"} and not self._stands(head)):
            if tokens[head].tag in {"NNPS", "NNS"} and "people" not in kinds and "folk" not in kinds:
                return None
            if not ({"people", "folk"} & kinds and self._stands(head)):
                return None
        if "person" in kinds and kinds <= {"person"}:
            if label == "GPE" and hit.last - hit.first == 1:
                return None
            entity = self.entities.get(head)
            begin = (
                entity.first if entity is not None and entity.label == "PERSON" and entity.first >= first else hit.first
            )
            return self._person(first, last, head, min(begin, hit.first))
        if kinds & {"group", "body", "press"}:
            entry = next(name for name in hit.names if name.kind in {"group", "body", "press"}).entry
            if entry.kind == "person" or (entry.kind is None and label == "PERSON"):
                return self._person(first, last, head, hit.first)
            return self._mention(first, last, head, "name", entry.kind, name=(hit.first, hit.last), entity=label)
        if kinds & {"people", "folk"} and self._stands(head) and not kinds & {"state"}:
            plural = tokens[head].tag in {"NNS", "NNPS"} or self.lowers[head].endswith("s")
            people: PartyKind = "people" if plural or self.lowers[first] == "the" else "person"
            return self._mention(
                first, last, head, "name", people, name=(hit.first, hit.last), entity=label, plural=plural,
            )  # fmt: skip
        if kinds & {"state", "capital"} and self._acts(head, capital="state" not in kinds):
            return self._mention(first, last, head, "name", "state", name=(hit.first, hit.last), entity=label)
        return None

    def _stands(self, head: int) -> bool:
        """Whether a word for a people is a noun here, not an adjective."""
        token = self.tokens[head]
        return token.tag in NOUNS or (token.tag == "JJ" and token.dep in {"nsubj", "dobj", "pobj", "nsubjpass", "conj"})

    def _person(self, first: int, last: int, head: int, begin: int) -> FoundParty:
        while begin < last - 1:  # "Col Isaacs" marked as one name
            rank = self.registry.agent_at(self.lowers, begin, begin)
            if rank is None or rank[1].cls != "office":
                break
            begin += 1
        title = self.registry.agent_at(self.lowers, begin - 1, first) if begin > first else None
        return self._mention(
            first, last, head, "name", "person", agent=title[1] if title else None, name=(begin, last), entity="PERSON"
        )

    def _title(self, first: int, head: int) -> int | None:
        """Where a name begins after a title inside the phrase: "premier Kadhimi", "Gen. Rasool"."""
        for end in range(head, first, -1):
            if self.tokens[end].tag not in {"NNP", "NNPS", "HYPH"} and self.tokens[end].text not in {"-", "."}:
                return None
            agent = self.registry.agent_at(self.lowers, end - 1, first)
            if agent is not None and agent[1].cls == "office" and not agent[1].plural:
                return end
        return None

    def _ranked(self, first: int, head: int) -> int | None:
        """Where a name begins after a rank, although the engine took the whole for an organisation."""
        begin = self._title(first, head)
        if begin is None:
            return None
        rank = self.registry.agent_at(self.lowers, begin - 1, first)
        uniformed = rank is not None and rank[1].sector in {"MIL", "COP"} and head > begin
        return begin if uniformed or self.tokens[begin - 1].text.endswith(".") else None

    def _name_before(self, first: int, begin: int, head: int) -> tuple[int, int] | None:
        """The proper name that a noun carries in front ("Taliban fighters", "Maute group")."""
        hit = next((hit for hit in reversed(self.hits) if hit.first >= first and hit.last <= begin), None)
        return (hit.first, hit.last) if hit is not None else None

    def _kind(self, agent: Agent, head: int) -> PartyKind:
        if agent.cls in {"office", "person"}:
            return "people" if self._plural(agent, head) else "person"
        if agent.cls == "quantity":
            return "people"
        if agent.sector in {"REB", "PRM", "CRM", "UAF"}:
            return "group"
        return "people" if agent.sector == "CVL" else "organisation"

    def _plural(self, agent: Agent, head: int) -> bool:
        return agent.plural or self.tokens[head].tag in {"NNS", "NNPS"}

    def _supported(self, first: int, begin: int, last: int) -> bool:
        """Whether a weak noun has a name, an office or a state in front, or stands as the one who says or does."""
        if any(hit.first >= first and hit.last <= begin for hit in self.hits):
            return True
        if any(
            mark.first >= first and mark.last <= begin and mark.label in {"ORG", "GPE", "NORP"}
            for mark in self.sentence.entities
        ):
            return True
        if begin > first and self.registry.agent_at(self.lowers, begin - 1, first) is not None:
            return True
        if last + 1 < len(self.tokens) and self.lowers[last] == "of":
            return any(self.tokens[i].tag in {"NNP", "NNPS"} for i in range(last + 1, min(last + 4, len(self.tokens))))
        head = self.tokens[last - 1]
        return head.dep in {"nsubj", "agent"} and self._dynamic(head)

    def _dynamic(self, head: Token) -> bool:
        governor = self.sentence.head_of(head)
        return (
            governor is not None
            and governor.pos == "VERB"
            and governor.lemma not in {"be", "have", "include", "become", "seem", "remain"}
        )

    def _thing(self, first: int, last: int, head: int, agent: Agent) -> FoundParty | None:
        """A facility or vehicle, where something is done to it, and the machines of a state that do something."""
        if agent.noun in self.words.war_machines and self._strikes(first, head):
            own = structs.replace(agent, cls="body", sector="MIL")
            return self._mention(first, last, head, "noun", "organisation", agent=own, plural=self._plural(agent, head))
        if not self._hit_by(head):
            return None
        kind: PartyKind = "facility" if agent.cls == "facility" else "vehicle"
        return self._mention(first, last, head, "noun", kind, agent=agent, plural=self._plural(agent, head))

    def _strikes(self, first: int, head: int) -> bool:
        """Whether the machines of a state, named before them, do something: "Turkish jets bombed the camp"."""
        states = any(
            hit.first >= first and hit.last <= head and {"state", "adjective"} & {name.kind for name in hit.names}
            for hit in self.hits
        )
        token = self.tokens[head]
        verb = self.sentence.head_of(token)
        if not states or verb is None or not (token.dep == "nsubj" or self._by(token)):
            return False
        verb = verb if token.dep == "nsubj" else self.sentence.head_of(verb)
        return verb is not None and verb.lemma in self.words.hits  # and not where an aircraft crashed or landed

    def _by(self, token: Token) -> bool:
        governor = self.sentence.head_of(token)
        return governor is not None and governor.dep == "agent"

    def _hit_by(self, head: int) -> bool:
        token = self.tokens[head]
        for _ in range(4):
            governor = self.sentence.head_of(token)
            if governor is None:
                return False
            if token.dep == "conj":
                token = governor
                continue
            if token.dep in {"dobj", "nsubjpass"}:
                return governor.lemma in self.words.hits
            if token.dep == "pobj" and governor.lower in {"on", "against", "at", "upon", "into", "of"}:
                above = self.sentence.head_of(governor)
                return above is not None and above.lemma in self.words.hits
            return False
        return False

    # -- complements

    def _complement(self, found: FoundParty, chunks: Sequence[Phrase], place: int) -> int:
        """The token after the "of" (or "for") phrases that belong to a mention."""
        last = found.last
        chain = place
        takes_for = found.agent is not None and found.agent.noun.split()[-1] in self.words.takes_for
        if found.agent is None and found.form == "name" and found.entity != "ORG":
            return last
        if found.kind == "state" or (found.form == "name" and found.kind == "person"):
            return last
        if found.form == "name" and found.agent is None:
            return last
        while last < len(self.tokens) and (self.lowers[last] == "of" or (takes_for and self.lowers[last] == "for")):
            following = next((n for n in range(chain + 1, len(chunks)) if chunks[n].first >= last + 1), None)
            if following is None:
                break
            phrase = chunks[following]
            if phrase.first != last + 1 or phrase.last - found.first > _LONGEST:
                break
            if self._act(phrase) or not (takes_for or self._owns(found, phrase)):
                break
            last, chain = phrase.last, following
            takes_for = False
        return last

    def _act(self, phrase: Phrase) -> bool:
        """Whether a complement names what someone did or is accused of rather than whose he is."""
        return self.lowers[phrase.head] in self.words.acts and self.tokens[phrase.head].tag in {"NN", "NNS"}

    def _owns(self, found: FoundParty, phrase: Phrase) -> bool:
        """Whether a complement says whose someone is (a party, a place) or what an office is for."""
        if found.agent is not None and found.agent.cls == "office":
            return True
        if any(hit.first >= phrase.first and hit.last <= phrase.last for hit in self.hits):
            return True
        if any(self.tokens[i].tag in {"NNP", "NNPS"} for i in range(phrase.first, phrase.last)):
            return True
        return self._classify(phrase.first, phrase.last) is not None

    # -- what is left inside a phrase that is no party itself

    def _parts(self, phrase: Phrase) -> Iterator[FoundParty]:
        done = phrase.first
        for mark in phrase.owners:
            owner = self._classify(phrase.first if done == phrase.first else done, mark)
            if owner is not None:
                yield owner
            done = mark + 1
        acts = self.lowers[phrase.head] in self.words.acts
        for hit in self.hits:
            if hit.first < done or hit.last > phrase.last:
                continue
            if hit.last == phrase.last and hit.first == phrase.first:
                continue
            kinds = {name.kind for name in hit.names}
            if self._hyphened(hit):
                continue
            if kinds & {"group", "body", "press"}:
                entry = next(name for name in hit.names if name.kind in {"group", "body", "press"}).entry
                yield self._mention(hit.first, hit.last, hit.last - 1, "name", entry.kind, name=(hit.first, hit.last))
            elif "person" in kinds and hit.last < phrase.last:
                yield self._person(hit.first, hit.last, hit.last - 1, hit.first)
            elif kinds & {"state", "adjective"} and acts and hit.last < phrase.last:
                yield self._mention(hit.first, hit.last, hit.last - 1, "name", "state", name=(hit.first, hit.last))
        for entity in self.sentence.entities:
            if (
                entity.first >= done
                and entity.last < phrase.last
                and entity.label == "PERSON"
                and not any(h.first < entity.last and h.last > entity.first for h in self.hits)
            ):
                yield self._person(entity.first, entity.last, entity.last - 1, entity.first)

    def _hyphened(self, hit: Hit) -> bool:
        """Whether a name is only half of a compound: "ISIS-held", "anti-Taliban"."""
        tokens = self.tokens
        if hit.last + 1 < len(tokens) and tokens[hit.last].text in {"-", "\u2010", "\u2011"}:
            return True
        return (
            hit.first >= 2
            and tokens[hit.first - 1].text in {"-", "\u2010", "\u2011"}
            and self.lowers[hit.first - 2] in self.words.heads
        )

    # -- countries

    def _acts(self, head: int, capital: bool) -> bool:
        """Whether a country (or the capital that stands for its government) is a party here rather than a place."""
        token = self.tokens[head]
        if capital and self._opens_dateline(head):
            return False
        for _ in range(4):
            governor = self.sentence.head_of(token)
            if governor is None:
                return not capital
            dep = token.dep
            if dep == "conj":
                token = governor
                continue
            if dep in {"nsubj", "agent"}:
                return not capital or self._dynamic(token)
            if dep == "nsubjpass":
                return not capital
            if dep in {"dobj", "dative", "iobj"}:
                return (
                    governor.lemma not in self.words.motion
                    if not capital
                    else governor.lemma in {"urge", "accuse", "tell", "ask", "press", "warn", "blame", "pressure"}
                )
            if dep == "poss":
                return not capital
            if dep == "pobj":
                if governor.lower in self.words.place_prepositions:
                    above = self.sentence.head_of(governor)  # "fired rockets at Israel"
                    return not capital and governor.lower == "at" and above is not None and above.lemma in _AIMED
                if governor.lower in self.words.party_prepositions:
                    return not capital or governor.lower in {"with", "by", "against", "between"}
                above = self.sentence.head_of(governor)
                if above is None:
                    return False
                if governor.lower == "from":
                    return not capital and above.lemma in self.words.given_by
                if governor.lower == "to":
                    return (
                        not capital
                        and above.lemma not in self.words.motion
                        and above.pos in {"VERB", "NOUN", "ADJ", "AUX"}
                    )
                return False
            return False
        return False

    def _opens_dateline(self, head: int) -> bool:
        """Whether a city in front of everything is the place of a dateline: "KABUL:", "Tehran, March 15 -"."""
        following = self.tokens[head + 1].text if head + 1 < len(self.tokens) else ""
        return head <= 3 and following in _DATELINE_MARKS and not self.tokens[head].dep.startswith("nsubj")

    # -- pronouns

    def _pronoun(self, token: Token) -> FoundParty | None:
        lower = token.lower
        words = self.words
        if lower in words.person_pronouns:
            return self._mention(token.index, token.index + 1, token.index, "pronoun", "person")
        if lower in words.group_pronouns:
            if lower == "us" and self.cased and token.text.isupper():
                return None
            return self._mention(token.index, token.index + 1, token.index, "pronoun", "people", plural=True)
        if lower in words.thing_pronouns and token.dep in {"nsubj", "dobj", "nsubjpass"}:
            governor = self.sentence.head_of(token)
            if (
                governor is not None
                and governor.pos == "VERB"
                and not (token.dep == "dobj" and governor.lemma in words.of_texts)
                and governor.lemma not in {"be", "seem", "take", "appear", "rain", "happen", "mean", "make"}
            ):
                return self._mention(token.index, token.index + 1, token.index, "pronoun", None)
        return None
