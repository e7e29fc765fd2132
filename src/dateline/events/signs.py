"""Signs: what speaks for or against an event, and for or against each of its parties, once it is made.

They are taken from the whole event as a reader would see it: which entry found it, how its words stand in the sentence,
who takes part and by what rule, in what voice the report speaks there.  ``vetting`` weighs them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

import numpy as np

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.act_head import LIKELY, Seen, way_to
from dateline.events.fillers import Floats, head_of
from dateline.events.public_standing import Doubt
from dateline.events.type_head import is_type, likeliest, tokens_of
from dateline.parse.heads import mean_of, type_scores
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Event, Party

Side = Literal["actors", "recipients"]
SIDES: tuple[Side, Side] = ("actors", "recipients")
_WORDS = load_syntax_words()
_FORM_DEPS = frozenset(("aux", "auxpass", "neg", "mark", "det", "advmod", "amod", "prt"))
_SPEAKERS = frozenset(("i", "we", "you", "me", "us", "my", "our", "your"))
_QUOTES = frozenset(('"', "“", "”", "``", "''"))
_UP = 3
"""Governors looked at above a trigger."""
_NEAR = 6
"""Words looked at on either side of a trigger."""
_ARMED = frozenset(("INS", "MIL", "PRM", "REB", "SEP", "UAF"))
_LEAST = 0.05
"""Chance of a sentence's act below which it is no sign."""

Signs = dict[str, float]


@dataclass(frozen=True, slots=True)
class Company:
    """What else a report tells, looked up once for all of its events, which are in text order.

    ``types`` counts their types, ``beside`` the types told in each sentence; ``told`` has the place of the first event
    of a kind and of a trigger's words; ``known`` counts parties of a known sector; ``parties`` has by what they are
    called where parties stand: event, side and type; ``seen`` is what the act head says of
    each sentence.
    """

    parsed: Parsed
    count: int
    types: Counter[str]
    beside: Mapping[int, Counter[str]]
    told: Mapping[str, int]
    known: int
    parties: Mapping[str, frozenset[tuple[int, Side, str]]]
    seen: Mapping[int, Seen]

    @classmethod
    def of(cls, events: Sequence[Event], parsed: Parsed, seen: Mapping[int, Seen]) -> Company:
        """The company of a report's events."""
        beside: dict[int, Counter[str]] = defaultdict(Counter)
        told: dict[str, int] = {}
        parties: dict[str, set[tuple[int, Side, str]]] = defaultdict(set)
        known = 0
        for place, event in enumerate(events):
            home = parsed.sentence_at(event.trigger.start)
            if home is not None:
                beside[home.index][event.type] += 1
            told.setdefault(f"{event.type}:{event.mode}", place)
            told.setdefault(event.trigger.text.lower(), place)
            for side in SIDES:
                for party in getattr(event, side):
                    known += party.sector is not None
                    for name in _names_of(party):
                        parties[name].add((place, side, event.type))
        types: Counter[str] = Counter(event.type for event in events)
        called = {name: frozenset(found) for name, found in parties.items()}
        return cls(parsed, len(events), types, beside, told, known, called, seen)

    def elsewhere(self, party: Party, place: int) -> set[tuple[Side, str]]:
        """On which sides, in events of which types, a party stands outside of the event at ``place``."""
        found = (one for name in _names_of(party) for one in self.parties.get(name, ()))
        return {(side, type_) for where, side, type_ in found if where != place}


def _names_of(party: Party) -> Iterator[str]:
    if party.name is not None:
        yield f"name {party.name}"
    yield party.text.lower()


@dataclass(frozen=True)
class Scene:
    """An event with the words that tell it, its place among the events of its report, and what these tell."""

    event: Event
    sentence: Sentence
    word: Token
    place: int
    company: Company
    doubt: Doubt | None = None
    """What speaks against it by the rules of public standing."""

    @property
    def seen(self) -> Seen:
        """What the act head says of the sentence."""
        return self.company.seen[self.sentence.index]

    @cached_property
    def sides(self) -> dict[int, tuple[float, float]]:
        """By the head word of each phrase how likely it is an actor and a recipient, as the act head sees it."""
        return self.seen.sides(self.word, self.event.type)

    @property
    def entry(self) -> str:
        """What decided the type: an entry of the codebook or a learned head."""
        return next((it.by for it in self.event.because if it.about == "type"), "")


def scenes_of(
    events: Sequence[Event], parsed: Parsed, seen: Mapping[int, Seen], doubts: Sequence[Doubt | None]
) -> Iterator[Scene]:
    """The events that stand in a sentence; ``seen`` is what the act head says of each.

    ``doubts`` are what the rules of public standing say against each event.
    """
    company = Company.of(events, parsed, seen)
    for place, (event, doubt) in enumerate(zip(events, doubts, strict=True)):
        found = parsed.token_at(event.trigger.start)
        if found is not None:
            yield Scene(event, *_headed(event, *found), place, company, doubt)


def _headed(event: Event, sentence: Sentence, token: Token) -> tuple[Sentence, Token]:
    """The trigger's head word: the one of its words that hangs on something outside of it."""
    trigger = event.trigger
    for word in sentence.tokens[token.index :]:
        if word.start >= trigger.end:
            break
        above = sentence.tokens[word.head]
        if word.head == word.index or not trigger.start <= above.start < trigger.end:
            return sentence, word
    return sentence, token


def event_signs(scene: Scene) -> Signs:
    """The signs of an event: whether its words tell such an act at all."""
    event, sentence, word = scene.event, scene.sentence, scene.word
    kind = f"{event.type}:{event.mode}"
    found = {
        f"type={event.type}": 1.0,
        f"mode={kind}": 1.0,
        f"entry={scene.entry}": 1.0,
        f"status={event.status}": 1.0,
        f"status={event.status},{event.type}": 1.0,
        f"tag={word.tag}": 1.0,
        f"tag={word.tag[:2]},{event.type}": 1.0,
        f"dep={word.dep}": 1.0,
        f"lemma={word.lemma}": 1.0,
        f"lemma={word.lemma},{event.type}": 0.7,
        "score": math.log(max(event.confidence, 0.01) / max(1.0 - event.confidence, 0.01)) / 2,
        "sentence": min(scene.sentence.index, 30) / 30,
        "late": word.index / len(sentence),
        "long": min(len(sentence), 50) / 50,
        "report": math.log1p(len(scene.company.parsed.sentences)) / 4,
        "events": math.log1p(scene.company.count) / 3,
    }
    if scene.doubt is not None:
        found["doubt"] = found[f"doubt={scene.doubt.kind}"] = found[f"doubt={scene.doubt.kind},{event.type}"] = 1.0
    if sentence.index == 0:
        found["first"] = 1.0
    found["claim=" + ("none" if event.claim is None else str(event.claim.stance))] = 1.0
    for about in ("when", "where", "status", "mode"):
        for reason in event.because:
            if reason.about == about:
                found[f"{about} by {reason.by}"] = 1.0
    for side in SIDES:
        parties: tuple[Party, ...] = getattr(event, side)
        found[f"{side}={min(len(parties), 3)}"] = 1.0
        found[f"{side}={min(len(parties), 1)},{event.type}"] = 1.0
        for party in parties:
            found[f"{side}:kind={party.kind}"] = 1.0
            found[f"{side}:kind={party.kind},{event.type}"] = 0.7
            found[f"{side}:sector={_sector(party)}"] = 1.0
            found[f"{side}:sector={_sector(party)},{event.type}"] = 0.7
            found[f"{side}:name={party.name is not None}"] = 1.0
            if party.text.lower() in _WORDS.pronouns:
                found[f"{side}:pronoun={party.text.lower()}"] = 1.0
            if not sentence.start <= party.start < sentence.end:
                found[f"{side}:elsewhere"] = 1.0
        for reason in event.because:
            if reason.about == side:
                found[f"{side} by {reason.by.split(':')[-1] if reason.by.startswith('model') else reason.by}"] = 1.0
    if event.weapon is not None:
        found["weapon"] = 1.0
    if event.toll.killed is not None or event.toll.injured is not None:
        found["toll"] = 1.0
    found |= _words_about(sentence, word)
    found |= _of_sentence(scene)
    found |= _of_type_head(scene)
    found |= _of_act_head(scene)
    return found


def _sector(party: Party) -> str | None:
    """A party's sector, whoever bears arms by one name: whose arms they are must not decide whether they were used."""
    return "armed" if (party.sector or "")[:3] in _ARMED else party.sector


def _words_about(sentence: Sentence, word: Token) -> Signs:
    """The words that hang on a trigger, those it hangs on, and those beside it."""
    found: Signs = {}
    for child in sentence.dependents(word):
        found[f"{child.dep}:{child.lower}" if child.dep in _FORM_DEPS else f"has={child.dep}"] = 1.0
        if child.dep in ("dobj", "nsubj", "nsubjpass", "prep", "pobj", "ccomp", "xcomp"):
            found[f"{child.dep}~{child.lemma}"] = 0.7
    for step, above in enumerate(islice(sentence.ancestors(word), _UP)):
        found[f"up{step}={above.lemma}"] = 0.7
        found[f"up{step}:{above.tag[:2]}"] = 0.7
    first = max(0, word.index - _NEAR)
    for other in sentence.tokens[first : word.index + _NEAR + 1]:
        if other.index == word.index:
            continue
        side = "left" if other.index < word.index else "right"
        near = 1 / (1 + abs(other.index - word.index) / 3)
        name = f"{side}={other.lemma}"
        found[name] = max(found.get(name, 0.0), 0.7 * near)
    if word.index:
        found[f"before={sentence[word.index - 1].lower}"] = 0.7
    if word.index + 1 < len(sentence):
        found[f"after={sentence[word.index + 1].lower}"] = 0.7
    return found


def _of_sentence(scene: Scene) -> Signs:
    """The voice of the sentence, what the reader sees done in it, and what else is coded there."""
    sentence, event = scene.sentence, scene.event
    found = {f"act:{name}": chance for name, chance in sentence.acts.items() if chance >= _LEAST}
    lowers = [token.lower for token in sentence.tokens]
    if not _SPEAKERS.isdisjoint(lowers):
        found["first person"] = 1.0
    if not _QUOTES.isdisjoint(lowers):
        found["quoted"] = 1.0
    if lowers[-1] == "?":
        found["question"] = 1.0
    if sentence.root.tag[:2] != "VB":
        found["no verb"] = 1.0
    inside = any(
        mark.label == "CONTENT" and mark.first <= scene.word.index < mark.last
        for mark in sentence.marks.get("quote", ())
    )
    if inside:
        found["in content"] = 1.0
    company = scene.company
    beside = company.beside[sentence.index]
    found["beside"] = min(beside.total() - 1, 4) / 4
    if beside[event.type] > 1:
        found["beside same"] = 1.0
    if company.told[f"{event.type}:{event.mode}"] < scene.place:
        found["again"] = 1.0
    if company.told[event.trigger.text.lower()] < scene.place:
        found["same word"] = 1.0
    found["share"] = company.types[event.type] / company.count
    found["known"] = min(company.known, 12) / 12
    return found


def _of_type_head(scene: Scene) -> Signs:
    """What the type head says of the event's first two parties."""
    event, sentence = scene.event, scene.sentence
    left, right = event.actors, event.recipients
    if len(left) > 1 and not right:
        left, right = left[:1], left[1:]
    scores = type_scores(sentence, tokens_of(sentence, left), tokens_of(sentence, right))
    if not scores:
        return {}
    own = sum(chance for label, chance in scores.items() if is_type(label, event.type))
    best = likeliest(scores)
    return {"head own": own, f"head={best}": scores[best], f"head={best},{event.type}": 0.7 * scores[best]}


def _of_act_head(scene: Scene) -> Signs:
    """What the act head says of the words that tell the event: any act, one of its type, and the likeliest type."""
    event, seen = scene.event, scene.seen
    trigger = event.trigger
    inside = [it.index for it in scene.sentence.tokens if trigger.start <= it.start < trigger.end]
    words = [it for it in inside if it in seen.scores]
    if not words:
        return {}
    word = max(words, key=seen.chance)
    chance, best = seen.chance(word), seen.best(word)
    return {
        "told": chance,
        "told surely": float(chance >= LIKELY),
        f"told,{event.type}": chance,
        "told own": seen.of_type(word, event.type),
        f"told={best}": seen.of_type(word, best),
    }


def party_signs(scene: Scene, side: Side, place: int) -> Signs:
    """The signs of one party of a side: whether it did the act, or whether the act was done to it."""
    event, word = scene.event, scene.word
    parties: tuple[Party, ...] = getattr(event, side)
    other: tuple[Party, ...] = getattr(event, "recipients" if side == "actors" else "actors")
    party = parties[place]
    kind = f"{side},{event.type}"
    found = {
        side: 1.0,
        kind: 1.0,
        f"{kind}:{event.mode}": 1.0,
        f"{side}:entry={scene.entry}": 1.0,
        f"{side}:lemma={word.lemma}": 0.7,
        f"{side}:tag={word.tag}": 1.0,
        f"{side}:kind={party.kind}": 1.0,
        f"{kind}:kind={party.kind}": 1.0,
        f"{side}:sector={_sector(party)}": 1.0,
        f"{kind}:sector={_sector(party)}": 1.0,
        f"{side}:name={party.name is not None}": 1.0,
        f"{side}:place={min(place, 3)}": 1.0,
        f"{side}:of={min(len(parties), 4)}": 1.0,
        f"{side}:against={min(len(other), 2)}": 1.0,
        f"{side}:status={event.status}": 1.0,
        "words": min(len(party.text.split()), 10) / 10,
        "score": math.log(max(event.confidence, 0.01) / max(1.0 - event.confidence, 0.01)) / 2,
    }
    lower = party.text.lower()
    if lower in _WORDS.pronouns:
        found[f"{side}:pronoun={lower}"] = 1.0
    if party.text[:1].islower() and party.name is None:
        found[f"{side}:common"] = 1.0
        found[f"{side}:noun={lower.rsplit(None, 1)[-1]}"] = 0.7
    for reason in event.because:
        if reason.about == side:
            mine = any(it.start < party.end and party.start < it.end for it in reason.evidence)
            found[f"{side} by {reason.by}" if mine else f"{side} others by {reason.by}"] = 1.0
            if mine and ":" not in reason.by:
                found[f"{side} rule {reason.text[:24]}"] = 0.7
    if any(it.start == party.start for it in other):
        found[f"{side}:both sides"] = 1.0
    if party.antecedent is not None:
        found[f"{side}:antecedent"] = 1.0
    claim = event.claim
    if claim is not None:
        spoke = claim.speaker is not None and claim.speaker.start == party.start
        found[f"{side}:{'speaker' if spoke else 'not the speaker'}"] = 1.0
    for about, type_ in scene.company.elsewhere(party, scene.place):
        found[f"{side}:{about} elsewhere"] = 1.0
        if type_ == event.type:
            found[f"{side}:{about} of same type"] = 1.0
    found |= _way_between(scene, party, side)
    found |= _of_side_head(scene, party, side)
    return found


def _of_side_head(scene: Scene, party: Party, side: Side) -> Signs:
    """What the head for sides says of the party's words in the act, and whether anybody else is likelier."""
    span = tokens_of(scene.sentence, (party,))
    scores = scene.sides
    inside = [] if span is None else [scores[place] for place in range(*span) if place in scores]
    if span is None or not inside:
        return {}
    own, other = SIDES.index(side), 1 - SIDES.index(side)
    chance, turned = max(row[own] for row in inside), max(row[other] for row in inside)
    others = [row[own] for place, row in scores.items() if not span[0] <= place < span[1]]
    return {
        f"{side}:seen": chance,
        f"{side}:seen turned": turned,
        f"{side}:rival": max(others, default=0.0),
        f"{side},{scene.event.type}:seen": chance,
    }


def _way_between(scene: Scene, party: Party, side: Side) -> Signs:
    """How a party stands to the trigger: the way through the tree, the distance, and what the reader marked there."""
    sentence, word, event = scene.sentence, scene.word, scene.event
    span = tokens_of(sentence, (party,))
    if span is None:
        away = scene.company.parsed.sentence_at(party.start)
        steps = 9 if away is None else away.index - sentence.index
        return {f"{side}:sentence{max(-3, min(steps, 3))}": 1.0, f"{side},{event.type}:elsewhere": 1.0}
    first, last = span
    head = head_of(sentence, first, last)
    way = way_to(sentence, word, sentence[head])
    found = {
        f"{side}:way={way}": 1.0,
        f"{side}:way={way},{word.tag[:2]}": 1.0,
        f"{side},{event.type}:way={way}": 0.7,
        f"{side}:dep={sentence[head].dep}": 1.0,
        f"{side}:first step={way.split(' ')[0]}": 1.0,
        f"{side}:{'before' if head < word.index else 'after'},{word.tag[:2]}": 1.0,
        f"{side}:far": min(abs(head - word.index), 30) / 30,
        f"{side}:headtag={sentence[head].tag}": 1.0,
    }
    if abs(head - word.index) <= 2:
        found[f"{side}:beside"] = 1.0
    between = sentence.tokens[min(head, word.index) + 1 : max(head, word.index)]
    for token in between[:12]:
        if token.tag in ("IN", "TO", "CC", ",", "WDT", "WP", "MD", "VBD", "VBZ", "VBP", ":", "RP"):
            found[f"{side}:between={token.lower if token.tag in ('IN', 'TO', 'CC') else token.tag}"] = 0.7
    above = sentence.head_of(sentence[head])
    if above is not None:
        found[f"{side}:up={above.lemma}"] = 0.7
    if last < len(sentence):
        found[f"{side}:next={sentence[last].tag}"] = 0.7
        if sentence[last].tag == "POS":
            found[f"{side}:owner"] = 1.0
    for layer in ("role", "quote", "harm"):
        for mark in sentence.marks.get(layer, ()):
            if mark.label != "CONTENT" and mark.first < last and first < mark.last:
                found[f"{side}:{mark.label}"] = mark.score
    entity = sentence.entity_at(head)
    if entity is not None:
        found[f"{side}:entity={entity.label}"] = 1.0
    return found


def event_vector(scene: Scene) -> Floats:
    """The reader's vectors of an event: of its trigger, and the mean of its sentence."""
    vectors = _vectors(scene.sentence)
    found: Floats = np.concatenate([vectors[scene.word.index], mean_of(vectors)])
    return found


def party_vector(scene: Scene, party: Party) -> Floats:
    """The reader's vectors of a party's head word and of the trigger; zeros for a party of another sentence's words."""
    vectors = _vectors(scene.sentence)
    span = tokens_of(scene.sentence, (party,))
    own = np.zeros(vectors.shape[1], np.float32) if span is None else vectors[head_of(scene.sentence, *span)]
    found: Floats = np.concatenate([own, vectors[scene.word.index]])
    return found


def _vectors(sentence: Sentence) -> Floats:
    if sentence.vectors is None:
        raise ValueError("the report was read without vectors")
    return sentence.vectors
