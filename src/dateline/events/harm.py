"""Who attacked, who and what was hit, and with what: read over a whole report, for the attacks the codebook found.

A sentence seldom says all of an attack, and a reader of single sentences takes every guerrilla for a culprit.  Here
every phrase of the report is weighed beside all others (``fillers``): a small network, fitted on reports of attacks
with their fillers labelled by hand, gives each phrase its chance of being a perpetrator, the organisation behind it, a
thing hit, a named victim or a weapon.  What is likely enough becomes a party or the weapon of the nearest attack of the
report; it never makes an event.  Scores and limits stand in the model card (``docs/models/harm.md``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
from safetensors.numpy import load_file

from dateline.codebook.crosswalk import Crosswalks
from dateline.codebook.registry import load_registry
from dateline.codebook.syntax_words import load_syntax_words
from dateline.codebook.weapons import Weapons
from dateline.events.clauses import is_verb
from dateline.events.fillers import (
    HARM,
    NOUNS,
    Floats,
    Phrase,
    Place,
    counted,
    find_phrases,
    plain,
    values_of,
    vectors_of,
)
from dateline.events.happening import recoded
from dateline.events.roles import Cast
from dateline.events.talk import SPOKEN, SPOKEN_ALONE, is_attack, without_figures
from dateline.events.weapon import is_found, is_other_means
from dateline.parse.heads import gelu
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.parse.weights import ModelError, published
from dateline.record import Event, Party, PartyKind, Reason, Span

_DOERS = ("PERPETRATOR", "ORGANISATION")
_DONE_TO = ("TARGET", "VICTIM")
_ONE_BY_ONE = ("PERPETRATOR", "VICTIM")
"""Labels whose fillers are people: who is named needs no second mention that stands for the name."""
_STATE_FORCES = frozenset(("MIL", "COP", "PRM"))
_OF_THE_STATE = _STATE_FORCES | {"GOV"}
_OTHER_FORCES = frozenset(("CRM", "INS", "REB", "SEP", "UAF"))
_WORDS = load_syntax_words()
_Role = Literal["actors", "recipients", "weapon"]
_SIDES: tuple[tuple[_Role, tuple[str, ...]], ...] = (("actors", _DOERS), ("recipients", _DONE_TO))
DOUBT = 0.05
"""Chance below which a party or weapon is left out of the attacks of a report whose attacks are known."""
_WHOLE = 3
"""Sentences from which a report says more than its sentences do one by one."""
_REACH = 2
"""Sentences between an attack and a filler that stands in the sentence of none, beyond which it is no filler of it."""
_LONGEST = 4
"""Words by which a victim's name may be longer than the phrase that was weighed."""
_LEAST = 0.1
"""Chance that one phrase of a filler must have by itself."""
_HARDLY = 0.03
"""Chance below which a phrase adds nothing to its party's."""
_MOST = 300
"""Phrases of a role that are looked at, the likeliest first."""
_FURTHEST = 8.0
"""Values are cut at this many standard deviations, so that an unheard-of one does not drown the others."""
_PEOPLE: frozenset[PartyKind | None] = frozenset(("person", "people", "group", "organisation", "state"))
_THINGS: frozenset[PartyKind] = frozenset(("facility", "vehicle"))


@dataclass(frozen=True, slots=True)
class Filler:
    """A phrase that fills a role of the report's attacks, with its chance of doing so.

    ``label`` is one of ``HARM``; ``places`` are all where the report has these words.
    """

    label: str
    chance: float
    places: tuple[Place, ...]
    key: str = ""
    """Its words, as phrases are told by them."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """What a whole report says of its attacks: the fillers of their roles, and the chances of all phrases weighed.

    A filler stands for all phrases of one party ("the rebels", "a group of rebels"), by the likeliest of them; within
    a role the likeliest comes first.
    """

    fillers: tuple[Filler, ...]
    phrases: tuple[Phrase, ...]
    chances: Floats

    def chance(self, span: Span, labels: Sequence[str]) -> float:
        """The best chance that words within ``span`` fill a role among ``labels``; 0 where none was weighed."""
        columns = [HARM.index(label) for label in labels]
        rows = [
            row
            for row, phrase in enumerate(self.phrases)
            if any(place.start < span.end and span.start < place.end for place in phrase.places)
        ]
        return max((float(self.chances[row, column]) for row in rows for column in columns), default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Weigher:
    """The network that weighs the phrases of a report, and its thresholds by label of ``HARM``."""

    weights: dict[str, Floats]
    thresholds: tuple[float, ...]
    floor: float
    """Log odds of filling any role below which a phrase is not weighed at all."""

    def sift(self, phrases: Sequence[Phrase], values: Floats) -> tuple[list[int], Floats]:
        """The rows of the phrases worth weighing, and their values in the network's scale."""
        known = self.weights
        rows = np.concatenate([values, counted(phrases, known["counts"])], axis=1)
        rows = np.clip((rows - known["values.mean"]) / known["values.scale"], -_FURTHEST, _FURTHEST)
        kept = np.flatnonzero(rows @ known["sieve.weight"] + known["sieve.bias"] > self.floor).tolist()
        return kept, rows[kept].astype(np.float32)

    def weigh(self, vectors: Floats, values: Floats) -> Floats:
        """By row and label of ``HARM`` the chance of each phrase of one report, from what ``sift`` kept of it."""
        known = self.weights
        told = np.concatenate([vectors, values], axis=1)
        total = np.zeros((len(values), len(HARM)), np.float32)
        for part in range(len(known["first.weight"])):
            own = gelu(told @ known["first.weight"][part] + known["first.bias"][part])
            # What else the report names decides with: its strongest phrases, and all of them.
            whole = np.concatenate([own.max(axis=0), own.mean(axis=0)])
            hidden = own @ known["own.weight"][part] + known["own.bias"][part]
            hidden = gelu(hidden + (whole @ known["whole.weight"][part] + known["whole.bias"][part]))
            logits = (
                hidden @ known["last.weight"][part] + known["last.bias"][part] + values @ known["skip.weight"][part]
            )
            total += 1 / (1 + np.exp(-logits))
        return (total / len(known["first.weight"])).astype(np.float32)


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """What the network is: the reader it was fitted on, thresholds, size and SHA-256 of its file.

    Raises ``ModelError`` when the package lacks it.
    """
    try:
        found: dict[str, Any] = json.loads(_folder().joinpath("manifest.json").read_text(encoding="utf-8"))
    except OSError as fault:
        raise ModelError(f"the model of attacks is not installed ({fault}); reinstall dateline") from fault
    return found


@lru_cache(maxsize=1)
def weigher() -> Weigher:
    """The installed network, loaded and checked once.  Raises ``ModelError`` when its file is missing or changed."""
    about = manifest()
    path = published(_folder() / "harm.safetensors", about["sha256"], "attacks")
    weights = {name: value.astype(np.float32) for name, value in load_file(path).items()}
    return Weigher(weights, tuple(about["thresholds"][label] for label in HARM), float(about["floor"]))


def _folder() -> Path:
    return Path(str(files("dateline.events").joinpath("model")))


def read_whole(parsed: Parsed) -> Whole | None:
    """Who and what fills the roles of the attacks a report tells of.

    ``None`` where it names no phrase at all, was read without vectors, or by another reader than the network was
    fitted on.
    """
    if parsed.engine != manifest()["engine"] or any(sentence.vectors is None for sentence in parsed.sentences):
        return None
    known, phrases = weigher(), find_phrases(parsed)
    if not phrases:
        return None
    kept, values = known.sift(phrases, values_of(parsed, phrases))
    if not kept:
        return None
    chosen = tuple(phrases[row] for row in kept)
    chances = known.weigh(vectors_of(parsed, chosen), values)
    fillers = filter(None, map(_as_nouns, choose(chosen, chances, known.thresholds)))
    return Whole(tuple(fillers), chosen, chances)


def choose(phrases: Sequence[Phrase], chances: Floats, thresholds: Sequence[float]) -> Iterator[Filler]:
    """The fillers among phrases with a chance by row and label, each party once, by its likeliest phrase.

    A party is as likely as its phrases are together, for only one of them has the bounds that are meant.  Nobody is
    both doer and victim: the likelier phrase of the two stands.
    """
    doers: list[Phrase] = []
    sides = {label: HARM.index(label) for label in ("PERPETRATOR", "VICTIM")}
    rivals = {
        label: [(phrases[row], chances[row, other]) for row in np.flatnonzero(chances[:, other] >= _LEAST).tolist()]
        for label, other in zip(sides, reversed(sides.values()), strict=True)
    }
    for column, label in enumerate(HARM):
        taken: list[Phrase] = []
        for rows in _parties(phrases, chances[:, column], label):
            phrase, chance = phrases[rows[0]], float(chances[rows[0], column])
            whole = float(chances[rows, column].sum())
            if chance < _LEAST or whole < thresholds[column] or _heads(phrase, doers, label):
                continue
            if any(rival > chance and is_same(phrase, known, "VICTIM") for known, rival in rivals.get(label, ())):
                continue
            taken.append(phrase)
            yield Filler(label, round(min(whole, 1.0), 4), phrase.places, phrase.key)
        if label == "PERPETRATOR":
            doers = taken


def _parties(phrases: Sequence[Phrase], chances: Floats, label: str) -> list[list[int]]:
    """The rows of the phrases that may fill a role, those of one party together, the likeliest first in both."""
    found: list[list[int]] = []
    for row in np.argsort(-chances, kind="stable")[:_MOST].tolist():
        if chances[row] < _HARDLY:
            break
        home = next((rows for rows in found if is_same(phrases[row], phrases[rows[0]], label)), None)
        if home is None:
            found.append([row])
        else:
            home.append(row)
    return found


def _as_nouns(filler: Filler) -> Filler | None:
    """A filler with the places where a noun heads it, ``None`` without any: "public" and "several" name nobody."""
    named = tuple(it for it in filler.places if it.sentence[it.head].tag in NOUNS)
    return replace(filler, places=named) if named else None


def _is_speaker(place: Place) -> bool:
    """Whether somebody is named as who tells of it: "said Tom Rowe, whose brothers were taken"."""
    sentence, head = place.sentence, place.sentence[place.head]
    return head.dep == "nsubj" and sentence[head.head].lemma in _WORDS.reportings


def _used(filler: Filler, weapons: Weapons) -> Filler:
    """A weapon with the places where it is not just seized or found."""
    used = tuple(it for it in filler.places if not is_found(it.sentence, it.sentence[it.head], weapons))
    return replace(filler, places=used)


def _heads(phrase: Phrase, doers: Sequence[Phrase], label: str) -> bool:
    """Whether an organisation is but the word a doer is called by: the "group" of "a group of armed men"."""
    if label != "ORGANISATION" or " " in phrase.key:
        return False
    first = phrase.places[0]
    named = first.sentence[first.head].text[:1].isupper()
    return not named and any(phrase.key in doer.key.split() for doer in doers)


def is_same(left: Phrase, right: Phrase, label: str) -> bool:
    """Whether two phrases name one party: the words of one are among the other's, or one is the other's short form."""
    mine, theirs = left.key.split(), right.key.split()
    if set(mine) <= set(theirs) or set(theirs) <= set(mine):
        return True
    if label == "ORGANISATION" and (_initials(mine) == "".join(theirs) or _initials(theirs) == "".join(mine)):
        return True
    if label == "VICTIM" and mine[-1] == theirs[-1]:
        return True
    return any(one.start < other.end and other.start < one.end for one in left.places[:1] for other in right.places[:1])


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word not in ("of", "and", "the", "de", "la", "for"))


# -- into the events -------------------------------------------------------------------------------------------------


def with_harm(
    events: Sequence[Event],
    parsed: Parsed,
    cast: Cast,
    crosswalks: Crosswalks,
    weapons: Weapons,
    day: str | None = None,
) -> tuple[Event, ...]:
    """The events, the attacks among them with the parties and weapons that the whole report names for them.

    ``day`` is that of the report, where it is known.

    A filler that overlaps a party an attack already has takes its place, with the filler's bounds.  The others go to
    the attack told in a sentence that names them, else to the one whose trigger is nearest.
    """
    if len(parsed.sentences) < _WHOLE or not any(map(is_attack, events)):
        return tuple(events)
    whole = read_whole(parsed)
    events = without_figures(events, parsed, SPOKEN if whole is not None and whole.fillers else SPOKEN_ALONE)
    attacks = [place for place, event in enumerate(events) if is_attack(event)]
    if whole is None or not whole.fillers or not attacks:
        return tuple(events)
    made = list(events)
    for home in attacks:
        made[home] = _rebound(made[home], whole, cast)
    armed: set[int] = set()
    for filler in whole.fillers:
        free = attacks
        if filler.label == "VICTIM":
            filler = replace(filler, places=tuple(it for it in filler.places if not _is_speaker(it)))
        if filler.label == "WEAPON":
            filler = _used(filler, weapons)
            mode = weapons.mode_of(filler.key)
            free = [it for it in attacks if it not in armed and not is_other_means(made[it].mode, mode)]
        if filler.label in dict(_SIDES)["actors"]:
            free = [it for it in free if made[it].mode != "crowd-control"]  # the crowd does not disperse itself
        if not free or not filler.places:
            continue
        recalled = frozenset(it for it in free if _is_of_longer_ago(made[it], day))
        found = _home(made, free, filler, parsed, recalled)
        if found is None:
            continue
        home, place, named = found
        if filler.label == "WEAPON":
            if armed and not named:
                continue  # a further weapon is that of another attack only where one sentence names both
            armed.add(home)
        if not named and _is_far(parsed, place, made[home]):
            continue
        if filler.label in _DOERS and not named and _party(filler, place, cast).sector in _OF_THE_STATE:
            continue  # the army is named in most reports of attacks, and for another's only where it says so
        if filler.label == "VICTIM" and _attacked(_party(filler, place, cast), [made[it] for it in attacks]):
            continue
        made[home] = _with_filler(made[home], filler, place, cast)
    return tuple(
        event if event is old else recoded(event, crosswalks, weapons) for event, old in zip(made, events, strict=True)
    )


def _is_far(parsed: Parsed, place: Place, event: Event) -> bool:
    """Whether a filler is named so far from an attack that it may be that of anything else."""
    there = parsed.sentence_at(event.trigger.start)
    return there is None or abs(there.index - place.sentence.index) > _REACH


def _attacked(party: Party, attacks: Sequence[Event]) -> bool:
    """Whether an attack of the report has this party as its doer: the sentence that says so is believed."""
    doers = [doer for event in attacks for doer in event.actors]
    return any(doer.text == party.text or (doer.name is not None and doer.name == party.name) for doer in doers)


def _rebound(event: Event, whole: Whole, cast: Cast) -> Event:
    """An attack with each party that overlaps a filler of its side replaced by that filler as it stands there.

    A party that hardly can be one, for all the report says, is left out, and the reason names it.
    """
    because = event.because
    fought = _is_fought(event)
    for about, labels in _SIDES:
        held: tuple[Party, ...] = getattr(event, about)
        found: dict[int, Party] = {}
        doubted: list[Party] = []
        for party in held:
            here = [
                (filler, place)
                for filler in whole.fillers
                if filler.label in labels
                for place in filler.places
                if place.start < party.end and party.start < place.end and not _owns(place, party, filler.label)
            ] or _called(party, labels, whole)
            for filler, place in here:
                found[place.start] = _party(filler, place, cast)
                because = (*because, _reason(about, filler, found[place.start].span))
            if (
                not here
                and not (about == "actors" and (fought or _fights(party, event)))
                and _is_doubted(party, about, whole, labels)
            ):
                doubted.append(party)
            elif not here:
                found.setdefault(party.start, party)
        if doubted:
            because = (*because, _doubt(about, doubted))
        parties = tuple(found.values())
        if parties != held:
            event = msgspec.structs.replace(event, **{about: parties})
    weapon = event.weapon
    other = any(filler.label == "WEAPON" for filler in whole.fillers)
    if weapon is not None and other and whole.chance(weapon, ("WEAPON",)) < DOUBT:
        because = (*(it for it in because if it.about != "weapon"), _doubt("weapon", [weapon]))
        event = msgspec.structs.replace(event, weapon=None)
    return event if because == event.because else msgspec.structs.replace(event, because=because)


def _is_fought(event: Event) -> bool:
    """Whether both sides of a fight are its actors: state forces, and others who bear arms."""
    sides = {party.sector for party in event.actors}
    return not _STATE_FORCES.isdisjoint(sides) and not _OTHER_FORCES.isdisjoint(sides)


def _fights(party: Party, event: Event) -> bool:
    """Whether a force of the state does harm to others who bear arms: of that the network was never shown anything."""
    against = {it.sector for it in event.recipients}
    return party.sector in _STATE_FORCES and bool(against) and against <= _OTHER_FORCES


def _owns(place: Place, party: Party, label: str) -> bool:
    """Whether a victim's name only says whose kin, driver or car the party is: "the president's brother"."""
    sentence = place.sentence
    after = sentence[place.last] if place.last < len(sentence) else None
    own = after is not None and after.tag == "POS" and after.end < party.end
    return label == "VICTIM" and own and party.start <= place.start < party.end


def _called(party: Party, labels: Sequence[str], whole: Whole) -> list[tuple[Filler, Place]]:
    """The filler that a party is called by elsewhere, with its nearest place.

    A victim told of by his surname is the one whose name ends in it; "a group" before "of armed men" is these men.
    """
    found = []
    for filler in whole.fillers:
        if filler.label not in labels:
            continue
        if filler.label == "VICTIM" and _is_short_for(party, filler.key):
            place = min(filler.places, key=lambda it: (abs(it.start - party.start), it.start))
            found.append((filler, place))
        elif filler.label == "PERPETRATOR":
            found += [(filler, place) for place in filler.places if _counts(party, place)]
    return found[:1]


def _is_short_for(party: Party, key: str) -> bool:
    """Whether a person is called by the end of a longer name."""
    if party.kind != "person" or not _by_name(party):
        return False
    words = key.split()
    for text in (party.text, party.name or ""):
        mine = plain(text).split()
        if mine and mine[-1] == words[-1] and (len(mine) == 1 or set(mine) <= set(words) or set(words) <= set(mine)):
            return True
    return False


def _counts(party: Party, place: Place) -> bool:
    """Whether a party's words only count those that follow: the "group" of "a group of armed men"."""
    sentence = place.sentence
    before = sentence[place.first - 1] if place.first else None
    return before is not None and before.lower == "of" and 0 <= before.start - party.end <= 1


def _is_doubted(party: Party, about: _Role, whole: Whole, labels: Sequence[str]) -> bool:
    """Whether all the report says is against a party.

    Doers known by name stay, and so do police and people hit whom it does not name: the network was never shown such
    doers and victims.  So do doers of a known sector where the report gives no likelier one: battles are unknown to it,
    too.
    """
    if about == "actors":
        if party.name is not None or party.sector == "COP":
            return False
        if party.sector is not None and not any(filler.label in labels for filler in whole.fillers):
            return False
    if about == "recipients" and party.kind in _PEOPLE and not _by_name(party):
        return False
    if about == "recipients" and party.kind in _THINGS and not any(it.label in labels for it in whole.fillers):
        return False  # where it names nothing that was hit, the codebook's things stay
    return whole.chance(party, labels) < DOUBT


def _by_name(party: Party) -> bool:
    """Whether the words are a name or end in one: not "him", "a boy of the Sala family", "three farmers"."""
    last = party.text.rsplit(None, 1)[-1]
    return (
        party.name is not None
        and party.kind != "people"
        and last[:1].isupper()
        and party.text.lower() not in _WORDS.pronouns
    )


def _doubt(about: _Role, gone: Sequence[Span]) -> Reason:
    words = ", ".join(f"“{it.text}”" for it in gone)
    return Reason(about=about, by="model:harm", text=f"left out, for all the report says: {words}")


def _home(
    events: Sequence[Event], attacks: Sequence[int], filler: Filler, parsed: Parsed, recalled: frozenset[int]
) -> tuple[int, Place, bool] | None:
    """The attack a filler belongs to, the place where it is named for it, and whether one sentence names both.

    An attack of the report's own days comes before one that it only recalls.

    ``None`` where it is named for none: each place has it among those of the other side.
    """
    best: tuple[tuple[int, bool, int, int], int, Place] | None = None
    homes = {home: parsed.sentence_at(events[home].trigger.start) for home in attacks}
    for place in filler.places:
        beside = [home for home in attacks if (sentence := homes[home]) and sentence.index == place.sentence.index]
        if any(_is_on_other_side(events[home], filler.label, place) for home in beside):
            continue
        for home in attacks:
            there, trigger = home in beside, events[home].trigger
            rank = (0 if there else 1, not there and home in recalled, abs(place.start - trigger.start), home)
            if best is None or rank < best[0]:
                best = rank, home, place
    return None if best is None else (best[1], best[2], not best[0][0])


def _is_of_longer_ago(event: Event, day: str | None) -> bool:
    """Whether an act is dated more than a month before the report."""
    if day is None or event.when is None or event.when.to is None:
        return False
    return date.fromisoformat(event.when.to[:10]) < date.fromisoformat(day[:10]) - timedelta(days=30)


def _is_on_other_side(event: Event, label: str, place: Place) -> bool:
    """Whether the sentence of an attack has a filler's place among the parties of the other side.

    Who is told of in one list with those hit is hit, too; and "a spokesman of the front was killed" tells whose
    spokesman was, not who killed him.
    """
    sentence, head = place.sentence, place.sentence[place.head]
    others = event.recipients if label in _DOERS else event.actors if label in _DONE_TO else ()
    theirs = [token for token in sentence.tokens if any(it.start <= token.start < it.end for it in others)]
    if not theirs:
        return False
    first = _first_of_list(sentence, head)
    if any(it.index != head.index and _first_of_list(sentence, it) == first for it in theirs):
        return True
    return label in _DOERS and _is_under(sentence, head, {it.index for it in theirs})


def _first_of_list(sentence: Sentence, token: Token) -> int:
    while token.dep == "conj":
        token = sentence[token.head]
    return token.index


def _is_under(sentence: Sentence, token: Token, others: set[int]) -> bool:
    """Whether a word belongs to one of the ``others``, with no "by" between them and no verb."""
    above = sentence.head_of(token)
    while above is not None and above.lower not in ("by", "between") and not is_verb(above):
        if above.index in others:
            return True
        above = sentence.head_of(above)
    return False


def _with_filler(event: Event, filler: Filler, place: Place, cast: Cast) -> Event:
    """An attack with one filler more, unless it has it already."""
    if filler.label == "WEAPON":
        span = Span(text=cast.text[place.start : place.end], start=place.start, end=place.end)
        because = (*(it for it in event.because if it.about != "weapon"), _reason("weapon", filler, span))
        return msgspec.structs.replace(event, weapon=span, because=because)
    about: _Role = "actors" if filler.label in _DOERS else "recipients"
    held: tuple[Party, ...] = getattr(event, about)
    party = _party(filler, place, cast)
    if any(it.text.lower() == party.text.lower() for it in held):
        return event
    around = cast.within(place.start - 80, place.start + 1)
    if any(it.kind in ("person", "people") and _owns(place, it, filler.label) for it in around):
        return event  # the brother is hit, not whose brother he is
    if filler.label in _ONE_BY_ONE:
        held = tuple(it for it in held if not _stands_for(it, party))
    return msgspec.structs.replace(
        event,
        evidence=tuple(dict.fromkeys((*event.evidence, party.span))),
        because=(*event.because, _reason(about, filler, party.span)),
        **{about: (*held, party)},
    )


def _stands_for(held: Party, named: Party) -> bool:
    """Whether an attack has somebody already, by a pronoun or by whose kin he is."""
    return held.name is not None and held.name == named.name and not _by_name(held)


def _reason(about: _Role, filler: Filler, span: Span) -> Reason:
    note = f"{span.text!r} by the whole report: {filler.label.lower()} {filler.chance:.2f}"
    return Reason(about=about, by="model:harm", text=note, evidence=(span,))


def _party(filler: Filler, place: Place, cast: Cast) -> Party:
    """The party a filler names at one of its places, with the filler's bounds.

    What a name or its people are stays as it was resolved; the role says the kind of the others.
    """
    end = _name_end(place) if filler.label == "VICTIM" else place.end
    text = cast.text[place.start : end]
    over = [it for it in cast.within(place.start - 80, end) if it.end > place.start]
    known = max(
        over, key=lambda it: (min(it.end, end) - max(it.start, place.start)) / (it.end - it.start), default=None
    )
    if known is not None and filler.label == "ORGANISATION" and known.kind == "person":
        # "Orduna of the Azul Front": the words within a person's are not that person.
        known = msgspec.structs.replace(known, name=None, id=None, title=None)
    kind = _kind(filler.label, text, known)
    if filler.label == "TARGET" and kind == "facility":
        kind = _listed_kind(place)
    if known is None:
        return Party(text=text, start=place.start, end=end, kind=kind, reason="read over the whole report")
    return msgspec.structs.replace(known, text=text, start=place.start, end=end, kind=kind)


def _listed_kind(place: Place) -> PartyKind:
    """The kind of what was hit by the noun that heads it: "the cameraman" is no building, nor are "two trucks"."""
    sentence = place.sentence
    found = load_registry().agent_at([it.lower for it in sentence.tokens[: place.last]], place.head, place.first)
    cls = found[1].cls if found is not None else "facility"
    if cls in ("person", "office"):
        return "people" if sentence[place.head].tag == "NNS" else "person"
    return "vehicle" if cls == "vehicle" else "facility"


def _name_end(place: Place) -> int:
    """Where the name that a victim's phrase ends in ends: nobody is called by half of a surname."""
    last, sentence = place.last, place.sentence
    while (
        last < len(sentence) and sentence[last - 1].tag == sentence[last].tag == "NNP" and last - place.last < _LONGEST
    ):
        last += 1
    return sentence[last - 1].end


def _kind(label: str, text: str, known: Party | None) -> PartyKind:
    """The kind of a filler: what it was resolved to, unless its role in the attack says otherwise.

    What is hit as a thing is no person, though it is called after one ("the Hilton"); rebels known by the name of their
    front are people, not the front; the organisation behind an attack is none of its people.
    """
    held = known.kind if known is not None else None
    named = any(word[:1].isupper() for word in text.split())
    if label == "TARGET":
        return held if held is not None and (held in _THINGS or held in ("state", "people")) else "facility"
    if label == "ORGANISATION":
        return "organisation" if named or held is None else held
    if label == "VICTIM":
        return held if known is not None and known.name is not None and held is not None else "person"
    if held == "organisation" and not named:
        return "group"
    if known is not None and held is not None and (known.name is not None or held == "people"):
        return held
    return held if held in ("person", "group") else "group"
