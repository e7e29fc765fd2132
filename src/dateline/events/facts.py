"""Facts: which day, town and numbers of a report are those of the violence it is about.

An event's own sentence often leaves them out, or names the day of the trial and the town of the hospital.  So every
day, town and number that the report gives is weighed by its signs (how it stands, how often, beside which words) and
the one that the whole report speaks for goes to the leading act of violence.  Only what the report says is ever chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from dateline.codebook.crosswalk import Crosswalks
from dateline.codebook.facts import FactWeights, load_fact_weights
from dateline.codebook.setting_words import load_setting_words
from dateline.codebook.weapons import Weapons
from dateline.events.annotated import AnnotatedReport
from dateline.events.candidates import NEARBY, apart, day_candidates, toll_candidates, town_candidates, town_key
from dateline.events.counts import FoundCount
from dateline.events.dating import is_clock, is_stamp
from dateline.events.happening import recoded
from dateline.events.placing import finest, is_town
from dateline.events.setting import clause_of, head_token, way_up
from dateline.events.told import Candidate, Told, leading_violence
from dateline.record import Count, Event, Place, Reason, Span, Time

_SCENE = load_setting_words()
_WHOLE = 3
"""Sentences from which a report says more of an act than the act's own sentence does."""
_NONE = 0.8
"""Probability from which a number that an event has is left out for none."""
_SURE = 0.5
"""Probability below which a day or place that stands in the act's own clause, or its own number, is kept."""
_FEW = 10
"""Largest number of dead or hurt that the weights know: a larger one that stands with the act is kept."""
_SHOWN = 3
"""Mentions given as evidence for a number told more often."""


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
        return apart(place, town) <= NEARBY
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
        least = _NONE if not number else _SURE if held is not None else 0.0
        if chances[best] < least or (held is not None and held.min > _FEW):
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
    mentions = [it for it in one.mentions if not it.more] or one.mentions  # "another" is not the one told of before
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
