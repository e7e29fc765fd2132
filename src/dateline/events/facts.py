"""Facts: which day, town and numbers of a report are those of the violence it is about.

An event's own sentence often leaves them out, or names the day of the trial and the town of the hospital.  So every
day, town and number that the report gives is weighed by its signs (how it stands, how often, beside which words) and
the one that the whole report speaks for goes to the leading act of violence.  Only what the report says is ever chosen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

import msgspec

from dateline.codebook.crosswalk import Crosswalks
from dateline.codebook.facts import FactWeights, load_fact_weights, load_fact_words
from dateline.codebook.setting_words import load_setting_words
from dateline.codebook.toll_words import load_toll_words
from dateline.codebook.weapons import Weapons
from dateline.events.annotated import AnnotatedReport
from dateline.events.happening import recoded
from dateline.events.setting import (
    PartyRanges,
    clause_of,
    finest,
    head_token,
    heads_force,
    is_bounding,
    is_clock,
    is_day,
    is_edge,
    is_fine,
    is_speech,
    is_stamp,
    is_town,
    through_preposition,
    way_up,
    within,
)
from dateline.events.toll import FoundCount
from dateline.parse.tree import Sentence
from dateline.record import Count, Event, Party, Place, Reason, Span, Time

_WORDS = load_fact_words()
_SCENE = load_setting_words()
_TOLLS = load_toll_words()
_DONE = frozenset(("occurred", "ongoing"))
_LEAD = 2
"""Sentences that open a report."""
_NEARBY = 30.0
"""Kilometres within which two names may stand for one scene: a town and its suburb."""
_WHOLE = 3
"""Sentences from which a report says more of an act than the act's own sentence does."""
_NONE = 0.8
"""Probability from which a number that an event has is left out for none."""
_PIECES = re.compile(r"[a-z]+|\d+")
_SURE = 0.5
"""Probability below which a day or place that stands in the act's own clause is kept."""
_WAR_MODES = frozenset(("explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "unconventional"))
_WAR_SECTORS = frozenset(("REB", "PRM", "SPY"))
_SHOWN = 3
"""Mentions given as evidence for a number told more often."""


_Mention = TypeVar("_Mention", Time, Place, FoundCount)


@dataclass(slots=True)
class Candidate(Generic[_Mention]):
    """A value that may be a fact of the violence, its signs, and the mentions it rests on.

    ``value`` is a day as (from, to), a place's key or a number; ``None`` says that no candidate is right.
    """

    value: tuple[str, str] | str | int | None
    signs: dict[str, float]
    mentions: list[_Mention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """A report as the weighing sees it: its events, the leading violence among them, and its parts by sentence."""

    annotated: AnnotatedReport
    events: Sequence[Event]
    home: Event
    violent: tuple[Event, ...]
    stems: tuple[frozenset[str], ...]
    """By sentence its lemmas."""

    @classmethod
    def of(cls, annotated: AnnotatedReport, events: Sequence[Event], home: Event) -> Told:
        """What is looked at for each fact, worked out once."""
        violent = tuple(event for event in events if event.type == "ASSAULT" and event.status in _DONE)
        stems = tuple(frozenset(token.lemma for token in sentence.tokens) for sentence in annotated.parsed.sentences)
        return cls(annotated, events, home, violent, stems)

    def share(self, events: Sequence[Event]) -> float:
        """How much of the report's violence these are."""
        return len(events) / len(self.violent) if self.violent else 0.0

    def is_crime(self) -> bool:
        """Whether the report's violence is what the weights were learned from: an act with arms that one man bears.

        A report of war tells of several happenings, each with its own day, place and dead, far from its dateline.
        """
        parties = (party for event in self.violent for party in (*event.actors, *event.recipients))
        return all(event.mode not in _WAR_MODES for event in self.violent) and not any(map(_is_of_war, parties))

    def sentences(self) -> Iterator[tuple[Sentence, frozenset[str]]]:
        """The sentences with their lemmas."""
        return zip(self.annotated.parsed.sentences, self.stems, strict=True)


def _is_of_war(party: Party) -> bool:
    """Whether a party is a state, an army or a group that fights one; "officers" and a sergeant may be the police's."""
    sector = (party.sector or "")[:3]
    if sector == "MIL":
        return party.kind != "person" and _WORDS.officers.isdisjoint(_PIECES.findall(party.text.lower()))
    return party.kind == "state" or sector in _WAR_SECTORS


def leading_violence(events: Sequence[Event]) -> int | None:
    """The place of the first main event that is violence and was done; ``None`` where there is none."""
    return next(
        (
            place
            for place, event in enumerate(events)
            if event.main and event.type == "ASSAULT" and event.status in _DONE
        ),
        None,
    )


def with_facts(
    events: Sequence[Event],
    annotated: AnnotatedReport,
    counts: Sequence[FoundCount],
    crosswalks: Crosswalks,
    weapons: Weapons,
) -> tuple[Event, ...]:
    """The events, the leading violence among them with the day, town and numbers the whole report speaks for.

    ``events`` are flagged already.  What changes comes with its reason and, as runner-up, what stood there before.  A
    number that moves to the leading event is taken from the event that had it.
    """
    home = leading_violence(events)
    if home is None or len(annotated.parsed.sentences) < _WHOLE:
        return tuple(events)
    told = Told.of(annotated, events, events[home])
    if not told.is_crime():
        return tuple(events)
    weights = load_fact_weights()
    lead = _with_day(told, weights)
    lead = _with_town(lead, told, weights)
    lead, moved = _with_numbers(lead, told, counts, weights)
    if lead is events[home]:
        return tuple(events)
    made = [recoded(event, crosswalks, weapons) for event in _without_moved(events, lead, home, moved)]
    return tuple(made)


def _reason(about: str, text: str, chance: float, runner_up: str | None, evidence: Sequence[Span]) -> Reason:
    return Reason(
        about=about,  # type: ignore[arg-type]  # "when", "where" or "toll"
        by="model:facts",
        text=f"{text} by the whole report, chance {chance:.2f}",
        runner_up=runner_up,
        evidence=tuple(
            span.span if type(span) is Span else Span(text=span.text, start=span.start, end=span.end)
            for span in evidence
        ),
    )


def _with_day(told: Told, weights: FactWeights) -> Event:
    """The leading event with the day the report speaks for."""
    event = told.home
    candidates = day_candidates(told)
    chances = weights.chances("day", [one.signs for one in candidates])
    best = max(range(len(candidates)), key=lambda place: (chances[place], -place))
    one = candidates[best]
    held = None if event.when is None else (event.when.from_, event.when.to)
    if one.value is None or one.value == held or (chances[best] < _SURE and _beside(event, "when")):
        return event
    day = _clearest(told, one.mentions)
    was = None if event.when is None else event.when.text
    reason = _reason("when", f"{day.text!r} is the day", chances[best], was, (day,))
    because = (*(it for it in event.because if it.about != "when"), reason)
    return msgspec.structs.replace(event, when=day, because=because)


def _beside(event: Event, about: str) -> bool:
    """Whether the event's day or place stands in the clause that tells it."""
    return any(it.about == about and it.by.endswith(":clause") for it in event.because)


def _clearest(told: Told, days: Sequence[Time]) -> Time:
    """The mention of a day to point to: no stamp of the page, by choice with a word of violence, else the first."""

    def rank(day: Time) -> tuple[bool, bool, int]:
        sentence = told.annotated.parsed.sentence_at(day.start)
        if sentence is None:
            return True, True, day.start
        token = head_token(sentence, day)
        near = () if token is None else (*way_up(sentence, token)[:4], clause_of(sentence, token))
        violent = any(up.lemma in _SCENE.violence or up.lemma in _SCENE.happening for up in near)
        return is_stamp(sentence, day) or is_clock(day), not violent, day.start

    return min(days, key=rank)


def _with_town(event: Event, told: Told, weights: FactWeights) -> Event:
    """The leading event with the town the report speaks for, and of its other places those that go with it."""
    candidates = town_candidates(told)
    chances = weights.chances("town", [one.signs for one in candidates])
    best = max(range(len(candidates)), key=lambda place: (chances[place], -place))
    one = candidates[best]
    if one.value is None or any(town_key(place) == one.value for place in event.where):
        return event
    held = any(place.lat is not None for place in event.where)
    if chances[best] < _SURE and (held or _beside(event, "where")):
        return event
    if any(place.precision == "line_or_area" for place in event.where):
        return event  # at sea or along a border: the towns of such a report are where others live or speak
    town = one.mentions[0]
    kept = [place for place in event.where if place.lat is None or _holds(place, town)]
    was = event.where[0].text if event.where else None
    reason = _reason("where", f"{town.text!r} is the place", chances[best], was, (town,))
    because = (*(it for it in event.because if it.about != "where"), reason)
    return msgspec.structs.replace(event, where=finest([*kept, town]), because=because)


def _holds(place: Place, town: Place) -> bool:
    """Whether a place lies by a town or is the larger one it lies in."""
    if is_town(place):
        return _apart(place, town) <= _NEARBY
    return place.country == town.country and (place.admin1 is None or place.admin1 == town.admin1)


def _with_numbers(
    event: Event, told: Told, counts: Sequence[FoundCount], weights: FactWeights
) -> tuple[Event, dict[str, Count]]:
    """The leading event with the numbers the report speaks for, and those of them that are new to it."""
    moved: dict[str, Count] = {}
    killed = 0
    for key in ("killed", "injured"):
        candidates = toll_candidates(told, counts, key, killed)
        chances = weights.chances(key, [one.signs for one in candidates])
        best = max(range(len(candidates)), key=lambda place: (chances[place], -place))
        held: Count | None = getattr(event.toll, key)
        number = candidates[best].value
        if not number and chances[best] < _NONE:
            number = 0 if held is None else held.min
        if number != (0 if held is None else held.min):
            count = _count(told, key, candidates[best]) if number else None
            evidence = () if count is None else count.evidence
            text = f"{number} {key}" if number else f"nobody {key}"
            was = None if held is None else f"{held.min} {key}"
            reason = _reason("toll", text, chances[best], was, evidence)
            because = tuple(it for it in event.because if it.by != f"toll:{key}")
            toll = msgspec.structs.replace(event.toll, **{key: count})
            event = msgspec.structs.replace(event, toll=toll, because=(*because, reason))
            if count is not None:
                moved[key] = count
            held = count
        killed = (0 if held is None else held.min) if key == "killed" else killed
    return event, moved


def _count(told: Told, key: str, one: Candidate[FoundCount]) -> Count:
    """The count of a number chosen, with the words it rests on."""
    number = one.value
    assert isinstance(number, int)  # noqa: S101  (a number's value)
    mentions = one.mentions
    if mentions:
        first = next((it for it in mentions if not it.background), mentions[0])
        sides = first.sides if first.min == number else ()
        unbounded = all(it.max is None for it in mentions if it.min == number) and first.min == number
        spans = tuple(dict.fromkeys(it.evidence for it in mentions))[:_SHOWN]
        return Count(min=number, max=None if unbounded else number, by_side=sides, evidence=spans)
    held = next(it for event in told.violent if (it := getattr(event.toll, key)) is not None and it.min == number)
    assert isinstance(held, Count)  # noqa: S101  (a toll's value)
    return held


def _without_moved(events: Sequence[Event], lead: Event, home: int, moved: dict[str, Count]) -> Iterator[Event]:
    """The events with the leading one in its place, and numbers that moved to it taken from the others."""
    for place, event in enumerate(events):
        if place == home:
            yield lead
            continue
        for key, count in moved.items():
            held: Count | None = getattr(event.toll, key)
            if held is not None and set(held.evidence) & set(count.evidence):
                because = tuple(it for it in event.because if it.by != f"toll:{key}")
                toll = msgspec.structs.replace(event.toll, **{key: None})
                event = msgspec.structs.replace(event, toll=toll, because=because)
        yield event


# -- days ------------------------------------------------------------------------------------------------------------


def day_candidates(told: Told) -> list[Candidate[Time]]:
    """The days the report names, each once, and that none of them is the one."""
    found: dict[tuple[str, str], Candidate[Time]] = {}
    mentions = 0
    for place, (sentence, stems) in enumerate(told.sentences()):
        for time in within(told.annotated.times, sentence.start, sentence.end):
            if time.from_ is None or time.to is None or not is_day(time) or not is_fine(time):
                continue
            mentions += 1
            key = (time.from_, time.to)
            one = found.get(key)
            if one is None:
                one = found[key] = Candidate(key, {"first": float(not found), "at": min(place, 20) / 20})
            one.mentions.append(time)
            for sign in _day_signs(sentence, stems, time):
                one.signs[sign] = one.signs.get(sign, 0.0) + 1.0
            if place < _LEAD:
                one.signs["lead"] = 1.0
    when = told.home.when
    current = None if when is None else (when.from_, when.to)
    tolled = [event for event in told.violent if _harmed(event)]
    days = sorted(found)
    for key, one in found.items():
        _shared(one.signs, len(one.mentions), mentions)
        mine = [event for event in told.violent if event.when and (event.when.from_, event.when.to) == key]
        one.signs |= {
            "current": float(key == current),
            "events": told.share(mine),
            "tolled": sum(_harmed(event) for event in mine) / len(tolled) if tolled else 0.0,
            "earliest": float(key == days[0]),
            "latest": float(key == days[-1]),
            "several": float(key[0] != key[1]),
        }
        _ago(one.signs, told.annotated.report.published, key[1])
    nothing = {"none": 1.0, "none_now": float(current is None), "none_few": 1.0 / (1 + len(found))}
    return [*found.values(), Candidate(None, nothing)]


def _day_signs(sentence: Sentence, stems: frozenset[str], time: Time) -> Iterator[str]:
    """How a mention of a day stands in its sentence."""
    if is_stamp(sentence, time):
        yield "stamp"
        return
    lower = time.text.lower()
    if time.type == "TIME" and any(letter.isdigit() for letter in lower):
        yield "hour"
    if is_clock(time):
        yield "clock"
    elif any(letter.isdigit() for letter in lower):
        yield "dated"
    if any(part in lower for part in ("night", "morning", "evening", "afternoon", "midnight", "dawn")):
        yield "part"
    token = head_token(sentence, time)
    if token is None:
        return
    way = way_up(sentence, token)
    holder = clause_of(sentence, token)
    if is_bounding(sentence, token) or is_edge(sentence, time):
        yield "edge"
    if is_speech(holder):
        yield "speech"
    if holder.lemma in _WORDS.after or any(up.lemma in _WORDS.after for up in way[:3]):
        yield "after"
    if any(up.lemma in _SCENE.violence for up in (*way[:3], holder)):
        yield "violent"
    if any(up.lemma in _SCENE.happening for up in (*way[:4], holder)):
        yield "happening"
    if stems & _WORDS.after:
        yield "beside_after"
    if stems & _SCENE.violence:
        yield "beside_violence"


def _ago(signs: dict[str, float], published: str | None, day: str) -> None:
    """How long before publication a day is."""
    if published is None:
        return
    days = (date.fromisoformat(published[:10]) - date.fromisoformat(day)).days
    steps = ((-1, "ahead"), (0, "ago_0"), (1, "ago_1"), (2, "ago_2"), (3, "ago_3"), (7, "ago_7"), (31, "ago_31"))
    signs[next((name for limit, name in steps if days <= limit), "ago_more")] = 1.0


# -- towns -----------------------------------------------------------------------------------------------------------


def town_key(place: Place) -> str:
    """What tells one place from another."""
    return str(place.geonameid or place.name or place.text.lower())


def town_candidates(told: Told) -> list[Candidate[Place]]:
    """The towns and districts the report names, each once, and that none of them is the one."""
    places = told.annotated.places
    named = PartyRanges(told.annotated.parties)
    title = f" {(told.annotated.report.title or '').lower()} "
    dateline = told.annotated.report.dateline
    found: dict[str, Candidate[Place]] = {}
    for row, (sentence, stems) in enumerate(told.sentences()):
        for place in within(places, sentence.start, sentence.end):
            if not is_town(place):
                continue
            key = town_key(place)
            one = found.get(key)
            if one is None:
                one = found[key] = Candidate(key, {"first": float(not found), "at": min(row, 20) / 20})
            one.mentions.append(place)
            for sign in _town_signs(sentence, stems, place, named):
                one.signs[sign] = one.signs.get(sign, 0.0) + 1.0
            if row < _LEAD:
                one.signs["lead"] = 1.0
            if dateline is not None and place.start < dateline.end and place.end > dateline.start:
                one.signs["dateline"] = 1.0
            if f" {place.text.lower()}" in title:
                one.signs["title"] = 1.0
    everything = [place for place in places if place.lat is not None]
    current = {town_key(place) for place in told.home.where}
    tolled = [event for event in told.violent if _harmed(event)]
    mentions = sum(len(one.mentions) for one in found.values())
    for key, one in found.items():
        place = one.mentions[0]
        _shared(one.signs, len(one.mentions), mentions)
        mine = [event for event in told.violent if any(town_key(it) == key for it in event.where)]
        others = [it for it in everything if town_key(it) != key]
        feature = place.feature or ""
        one.signs |= {
            "current": float(key in current),
            "leads": float(bool(told.home.where) and town_key(told.home.where[0]) == key),
            "events": told.share(mine),
            "tolled": sum(_harmed(event) for event in mine) / len(tolled) if tolled else 0.0,
            "nearby": sum(_apart(place, it) <= _NEARBY for it in others) / len(others) if others else 0.0,
            "same_state": sum(it.admin1 == place.admin1 for it in others) / len(others) if others else 0.0,
            "county": float(feature == "ADM2"),
            "part": float(not feature.startswith(("PPL", "ADM"))),
            "rough": float(place.precision != "exact"),
        }
    nothing = {"none": 1.0, "none_now": float(not any(is_town(place) for place in told.home.where))}
    return [*found.values(), Candidate(None, nothing)]


def _town_signs(sentence: Sentence, stems: frozenset[str], place: Place, named: PartyRanges) -> Iterator[str]:
    """How a mention of a place stands in its sentence."""
    if heads_force(sentence, place):
        yield "force"
    if named.hold(place):
        yield "in_name"
    if named.equal(place):
        yield "acts"
    if stems & _WORDS.care:
        yield "beside_care"
    if stems & _WORDS.after:
        yield "beside_after"
    if stems & _SCENE.violence:
        yield "beside_violence"
    token = head_token(sentence, place)
    if token is None:
        return
    way = way_up(sentence, token)
    holder = clause_of(sentence, token)
    if through_preposition(sentence, token):
        yield "located"
    preposition = next((up.lower for up in way[1:4] if up.dep == "prep" or up.tag == "IN"), "")
    if preposition in ("in", "at", "near", "of", "to", "from"):
        yield f"by_{preposition}"
    if is_speech(holder):
        yield "speech"
    if any(up.lemma in _SCENE.violence for up in (*way[:5], holder)):
        yield "violent"
    if any(up.lemma in _SCENE.happening for up in (*way[:5], holder)):
        yield "happening"
    if any(up.lemma in _WORDS.care for up in (*way[:4], holder)):
        yield "care"


def _apart(left: Place, right: Place) -> float:
    """Kilometres between two places, on a sphere."""
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return math.inf
    step = math.pi / 180
    across = math.sin((right.lat - left.lat) * step / 2) ** 2
    along = math.sin((right.lon - left.lon) * step / 2) ** 2
    across += math.cos(left.lat * step) * math.cos(right.lat * step) * along
    return 12742 * math.asin(min(1.0, math.sqrt(across)))


# -- numbers ---------------------------------------------------------------------------------------------------------


def toll_candidates(told: Told, counts: Sequence[FoundCount], key: str, killed: int = 0) -> list[Candidate[FoundCount]]:
    """The numbers the report gives of the ``killed`` or ``injured``, each once, and none at all (0).

    For the injured, who were shot or hit are counted without the ``killed`` too.
    """
    found: dict[int, Candidate[FoundCount]] = {0: Candidate(0, {})}
    mine = [count for count in counts if count.key == key and count.min < 1000]
    fresh = [count for count in mine if not count.background]
    largest = max((count.min for count in fresh), default=0)
    first = min((count.sentence for count in fresh), default=0)
    home = told.annotated.parsed.sentence_at(told.home.trigger.start)
    lead = -1 if home is None else home.index
    for count in mine:
        rests = {count.min: ""}
        if key == "injured" and killed and count.min > killed:
            rests[count.min - killed] = "less_"
        for number, less in rests.items():
            one = found.setdefault(number, Candidate(number, {}))
            if not less or not one.mentions:
                one.mentions.append(count)
            for sign in _count_signs(count, first, lead, less):
                one.signs[sign] = one.signs.get(sign, 0.0) + 1.0
    parts = _one_by_one(fresh)
    tally = sum(count.min for count in parts)
    if len(parts) > 1:
        one = found.setdefault(tally, Candidate(tally, {}))
        one.mentions.extend(parts if not one.mentions else ())
    now = getattr(told.home.toll, key)
    current = 0 if now is None else now.min
    total = 0
    for event in told.violent:
        held = getattr(event.toll, key)
        if held is not None and held.min < 1000:
            total += held.min
            found.setdefault(held.min, Candidate(held.min, {}))
    found.setdefault(current, Candidate(current, {}))
    names = len({(count.party.name if count.party else "") or count.head.lower for count in fresh if count.proper})
    numbers = _headline(told.annotated.report.title or "")
    told_word = _WORDS.death if key == "killed" else _WORDS.hurt
    said = math.log1p(sum(bool(stems & told_word) for stems in told.stems))
    kind = "dead" if key == "killed" else "hurt"
    for number, one in found.items():
        signs = {sign: min(math.log1p(value), 2.0) for sign, value in one.signs.items()}
        signs |= {
            "zero": float(number == 0),
            "one": float(number == 1),
            "two": float(number == 2),
            "size": math.log1p(number),
            "current": float(number == current),
            "current_zero": float(number == current == 0),
            "current_one": float(number == current == 1),
            "total": float(number == total),
            "tally": float(number == tally and len(parts) > 1),
            "elsewhere": float(
                any((held := getattr(it.toll, key)) is not None and held.min == number for it in told.violent)
            ),
            "largest": float(number == largest > 0),
            "smaller": float(0 < number < largest),
            "names": float(number == names > 0),
            "headline": float((kind, number) in numbers),
            "headline_other": float(any(it == number for name, it in numbers if name != kind)),
        }
        if number < 2:
            name = ("zero", "one")[number]
            signs |= {
                f"{name}_said": said,
                f"{name}_found": math.log1p(len(fresh)),
                f"{name}_headed": float(any(it == kind for it, _ in numbers)),
            }
            if key == "injured":
                opened = bool(fresh) and all(count.open for count in fresh)
                signs |= {
                    f"{name}_open": float(opened),
                    f"{name}_killed": float(killed > 0),
                    f"{name}_killed_more": float(killed > 1),
                    f"{name}_open_killed": float(opened and killed > 0),
                }
        if key == "injured":
            signs["dead"] = float(number == killed)
        one.signs = signs
    return [found[number] for number in sorted(found)]


def _one_by_one(counts: Sequence[FoundCount]) -> list[FoundCount]:
    """The numbers that count others than those before them: "a boy", "two women", but not "the boy" or "he"."""
    found: dict[str, FoundCount] = {}
    for count in counts:
        if not (count.pronoun or count.definite or count.part or count.general or count.cumulative):
            found.setdefault(count.head.lemma, count)
    return list(found.values())


def _count_signs(count: FoundCount, first: int, lead: int, less: str) -> Iterator[str]:
    """How a number of people harmed is told."""
    if count.background:
        yield f"{less}background"
        return
    yield f"{less}told"
    if less:
        return
    if count.sentence < _LEAD:
        yield "lead"
    if count.sentence == first:
        yield "first"
    if count.sentence == lead:
        yield "home"
    if not any(word in _TOLLS.numbers or word.isdigit() for word in _PIECES.findall(count.evidence.text.lower())):
        yield "unnumbered"
    for name in ("open", "general", "definite", "proper", "pronoun", "more", "part", "cumulative"):
        if getattr(count, name):
            yield name
    if count.max is None:
        yield "unbounded"
    yield f"as_{count.word.tag[:2].lower()}"


def _headline(title: str) -> list[tuple[str, int]]:
    """The numbers of a headline, each with the kind of harm it stands before: "2 dead, 3 wounded"."""
    words = _PIECES.findall(title.lower())
    found: list[tuple[str, int]] = []
    for place, word in enumerate(words):
        number = int(word) if word.isdigit() and len(word) < 4 else _WORDS.headline_numbers.get(word)
        if number is None:
            continue
        for after in words[place + 1 : place + 5]:
            if after.isdigit() or after in _WORDS.headline_numbers:
                break
            if after in _WORDS.headline_dead:
                found.append(("dead", number))
                break
            if after in _WORDS.headline_hurt:
                found.append(("hurt", number))
                break
    if not any(kind == "dead" for kind, _ in found) and any(word in _WORDS.headline_dead for word in words):
        found.append(("dead", 1))
    return found


# -- shared ----------------------------------------------------------------------------------------------------------


def _shared(signs: dict[str, float], own: int, whole: int) -> None:
    """Counts of mentions turned into whether any and which share of them has a sign."""
    for sign in [sign for sign in signs if sign not in ("first", "at", "lead", "dateline", "title")]:
        signs[f"all_{sign}"] = signs[sign] / own
        signs[sign] = 1.0
    signs["mentions"] = math.log1p(own)
    signs["share"] = own / whole


def _harmed(event: Event) -> bool:
    return event.toll.killed is not None or event.toll.injured is not None
