"""Happenings: acts of violence that one report tells in pieces ("one man was killed, three others were hurt").

Two events of a report are one happening when nothing that is said of them differs: mode, doers, day, place, status, and
when each number is told of one of them only.  Different victims do not part them as long as both sides have a number.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal

import msgspec

from dateline.codebook.crosswalk import Crosswalks, codes_for
from dateline.codebook.status_cues import load_status_cues
from dateline.codebook.syntax_words import load_syntax_words
from dateline.codebook.weapons import Weapons
from dateline.events.kinds import APART_MODES, GENERAL_MODES, UNMAPPED
from dateline.record import TOLL_KEYS, Event, Party, Place, Reason, Time, Toll

_WORDS = load_syntax_words()
_BLASTS = frozenset({"explosives", "suicide-attack", "aerial", "drone", "heavy-weapons"})
"""Modes under which one act harms many, who are then told of one by one."""
_NONE: Mapping[int, int] = MappingProxyType({})
_NEAR = 60
"""Events before it that an event is compared with; a report that tells of more is a list, not a story."""
_DONE = frozenset({"occurred", "ongoing"})
_POLICE = "COP"
_ARMED = frozenset(("MIL", "COP", "PRM", "REB", "UAF", "CRM"))
_WEEKS = 20
"""Days above which a time is no day and no week, but a month or a year."""
_TOGETHER = 300
"""Characters between two acts up to which they are told together, about two sentences."""


def gathered(
    events: Sequence[Event],
    crosswalks: Crosswalks,
    weapons: Weapons,
    further: Mapping[int, int] = _NONE,
    several: Container[int] = (),
) -> tuple[Event, ...]:
    """The events, in text order, with those united that tell of one happening.

    The first keeps its trigger, unless it says nothing but that there was violence.

    What was united is coded anew, since its mode, toll or parties may have changed.  ``further`` has the triggers whose
    words tell of one more act ("another six rounds"), by their start, each with the start of its sentence: force by the
    police so told is no repetition of what an earlier sentence told.  ``several`` has the starts of triggers in the
    plural ("a spate of attacks"), which tell of more happenings than one day's.
    """
    made: list[Event] = []
    for event in events:
        near = range(max(0, len(made) - _NEAR), len(made))
        begin = further.get(event.trigger.start, 0) if _sector(event) == _POLICE else 0
        place = next(
            (
                it
                for it in near
                if made[it].trigger.start >= begin
                and is_one_happening(made[it], event)
                and not _is_one_of_several(made[it], event, several)
            ),
            None,
        )
        if place is None:
            made.append(event)
        elif _is_bare(made[place]) > _is_bare(event) or _is_vague(made[place]) > _is_vague(event):
            made.append(recoded(united(event, made.pop(place)), crosswalks, weapons))
        else:
            made[place] = recoded(united(made[place], event), crosswalks, weapons)
    return completed(tuple(_resumed(_without_unhurt(made, crosswalks, weapons), crosswalks, weapons)), several)


def _without_unhurt(events: Sequence[Event], crosswalks: Crosswalks, weapons: Weapons) -> list[Event]:
    """The events, a sentence that nobody came to harm ("no one was injured") heard as what it says of the violence.

    It tells of no other violence that is denied: its noughts go to the last done violence before it that lacks them.
    """
    made: list[Event] = []
    for event in events:
        counts = {key: count for key in TOLL_KEYS if (count := getattr(event.toll, key)) is not None}
        bare = event.type == "ASSAULT" and event.status == "denied" and event.mode in GENERAL_MODES
        nought = bool(counts) and all(count.max == 0 for count in counts.values())
        done = [place for place, it in enumerate(made) if it.type == "ASSAULT" and it.status in _DONE]
        if not (bare and nought and not event.actors and done):
            made.append(event)
            continue
        place = done[-1]
        toll = {key: getattr(made[place].toll, key) or counts.get(key) for key in TOLL_KEYS}
        reasons = tuple(reason for reason in event.because if reason.about == "toll")
        heard = msgspec.structs.replace(
            made[place],
            toll=Toll(**{key: count for key, count in toll.items() if count is not None}),
            evidence=tuple(dict.fromkeys((*made[place].evidence, event.trigger))),
            because=(*made[place].because, *reasons),
        )
        made[place] = recoded(heard, crosswalks, weapons)
    return made


def _resumed(events: Sequence[Event], crosswalks: Crosswalks, weapons: Weapons) -> Iterator[Event]:
    """A lasting act spoken of again ("the operation") stands where it stood when the report first spoke of it.

    Named in passing it would seem accomplished, though it has only been announced or begun.
    """
    lasting = load_status_cues().words["durative"]
    begun: dict[str, Event] = {}
    for event in events:
        word = event.trigger.text.lower()
        word = word if word in lasting else word.removesuffix("s")
        earlier = begun.get(word)
        if word in lasting and earlier is None and event.status in ("planned", "ongoing"):
            begun[word] = event
        if earlier is None or event.type != earlier.type or event.status != "occurred":
            yield event
            continue
        reason = Reason(
            about="status",
            by="happening:lasting",
            text=f"{event.trigger.text!r} lasts and was told as {earlier.status} before",
            runner_up=event.status,
            evidence=(earlier.trigger,),
        )
        because = (*(one for one in event.because if one.about != "status"), reason)
        yield recoded(msgspec.structs.replace(event, status=earlier.status, because=because), crosswalks, weapons)


def recoded(event: Event, crosswalks: Crosswalks, weapons: Weapons) -> Event:
    """The event with the codes that its present values have."""
    category = None if event.weapon is None else weapons.category_of(event.weapon.text)
    codes = codes_for(
        crosswalks, event.type, event.mode, event.actors, event.recipients, event.toll, category, event.status,
        outcome=crosswalks.outcome_of(event.because),
    )  # fmt: skip
    return msgspec.structs.replace(event, codes=codes)


def is_one_happening(left: Event, right: Event) -> bool:
    """Whether two events of one report tell of the same violence."""
    if left.type != "ASSAULT" or right.type != "ASSAULT":
        return False
    if left.status != right.status and not {left.status, right.status} <= _DONE:
        return False
    if left.mode != right.mode:
        if {left.mode, right.mode} & APART_MODES:
            return False
        if left.mode not in GENERAL_MODES and right.mode not in GENERAL_MODES:
            return False
    mine, theirs = _tolls(left), _tolls(right)
    part = _is_part(left, right)
    if mine & theirs and not part:
        return False  # two numbers of one kind are two happenings, unless they were found to be told again
    if not _agree(names_of(left.actors), names_of(right.actors)) or not _agree(
        _places(left.where), _places(right.where)
    ):
        return False
    if days_differ(left.when, right.when) or _is_told_of_another_time(left, right):
        return False
    # Police use force on many occasions a day: that nothing differs is no sign, unless both are told together.
    shared = names_of(left.recipients) & names_of(right.recipients)
    police = _POLICE in (_sector(left), _sector(right)) and all(map(is_crowd, shared))
    if police and right.trigger.start - left.trigger.end > _TOGETHER:
        return False
    if part or _agree(names_of(left.recipients), names_of(right.recipients)):
        return True
    return bool(mine and theirs) and not _are_others(left, right)


def _are_others(left: Event, right: Event) -> bool:
    """Whether those harmed are of different standing and not told of together: villagers first, soldiers further on.

    Where only one tells by what means, they must be told of in one breath.
    """
    if right.trigger.start - left.trigger.end <= (_TOGETHER if left.mode == right.mode else _TOGETHER // 3):
        return False
    sides = [{party.sector for party in event.recipients if party.sector is not None} for event in (left, right)]
    return all(sides) and (sides[0] <= _ARMED) != (sides[1] <= _ARMED)


def _is_told_of_another_time(left: Event, right: Event) -> bool:
    """Whether only one has a time, of its own words and longer than a few weeks: "they fought over it in 2011"."""
    one, other = (left, right) if right.when is None else (right, left)
    if one.when is None or other.when is not None or one.when.from_ is None:
        return False
    own = any(reason.about == "when" and reason.by == "time:clause" for reason in one.because)
    return own and span_of_days(one.when) > _WEEKS


def _is_one_of_several(left: Event, right: Event, several: Container[int]) -> bool:
    """Whether only one of the two is told in the plural, and nothing says that the other is among those acts.

    "Villages were the target of reprisal killings. Five people died in police firing."
    """
    if (left.trigger.start in several) == (right.trigger.start in several):
        return False
    return not any(
        names_of(mine) & names_of(theirs)
        for mine, theirs in ((left.actors, right.actors), (left.recipients, right.recipients))
    )


def _is_bare(event: Event) -> bool:
    """Whether an event says only that there was violence: what says more of it tells it better."""
    return event.mode in GENERAL_MODES and not (event.actors or event.recipients or event.weapon or _tolls(event))


def _is_vague(event: Event) -> bool:
    """Whether the act's word only says that there was some: "violence went on, and rebels blew up a bridge"."""
    return event.trigger.text.lower() in _WORDS.vague


def is_crowd(name: str) -> bool:
    """Whether a party's words name no one in particular: "an irate mob", "one person"."""
    return name.rsplit(None, 1)[-1] in _WORDS.crowds


def _sector(event: Event) -> str | None:
    """The sector of those who act, where it is the same for all."""
    sectors = {(party.sector or "")[:3] for party in event.actors}
    return sectors.pop() if len(sectors) == 1 else None


def _is_part(left: Event, right: Event) -> bool:
    """Whether the later act is what a blast or a bombardment told before did to some: "in it three were injured"."""
    if left.mode not in _BLASTS or right.mode is not None:
        return False
    for key in _tolls(left) & _tolls(right):
        whole, share = getattr(left.toll, key), getattr(right.toll, key)
        if share.min > whole.min:
            return False
    return bool(_tolls(left))


def united(first: Event, later: Event) -> Event:
    """The first event with what the later one adds; what both say is the first's."""
    tolls = {key: getattr(first.toll, key) or getattr(later.toll, key) for key in TOLL_KEYS}
    known = names_of(first.recipients)
    more = tuple(party for party in later.recipients if not names_of((party,)) & known)
    # A day or a place that only the later event has comes with its own reasons.
    taken = {
        about
        for about, mine, theirs in (("when", first.when, later.when), ("where", first.where, later.where))
        if theirs and not mine
    }
    kept = tuple(reason for reason in first.because if reason.about not in taken)
    added = tuple(reason for reason in later.because if reason.about == "toll" or reason.about in taken)
    reason = Reason(
        about="type",
        by="happening:one",
        text=f"{later.trigger.text!r} tells of the same happening",
        evidence=(later.trigger,),
    )
    return msgspec.structs.replace(
        first,
        mode=later.mode if first.mode in GENERAL_MODES and later.mode is not None else first.mode,
        actors=first.actors or later.actors,
        recipients=(*first.recipients, *more),
        when=first.when or later.when,
        where=first.where or later.where,
        weapon=first.weapon or later.weapon,
        claim=first.claim or later.claim,
        toll=Toll(**{key: count for key, count in tolls.items() if count is not None}),
        evidence=tuple(dict.fromkeys((*first.evidence, *later.evidence))),
        because=(*kept, *added, reason),
    )


def completed(events: Sequence[Event], several: Container[int] = ()) -> tuple[Event, ...]:
    """The events, violence without a day or place of its own given that of the report's other violence.

    Only where all that is dated (or on the map) agrees, and as many are dated as are not: a report of several attacks
    leaves the undated one undated.
    What goes on and what is told in the plural (triggers that start at one of ``several``) is given no day.
    """
    violence = [event for event in events if event.type == "ASSAULT" and event.status in _DONE]
    dated = [event for event in violence if event.when is not None and event.when.from_ is not None]
    placed = [event for event in violence if any(place.lat is not None for place in event.where)]
    agreed = 2 * len(dated) >= len(violence) and not any(days_differ(dated[0].when, event.when) for event in dated)
    day = dated[0] if dated and agreed else None
    spot = (
        placed[0]
        if placed
        and 2 * len(placed) >= len(violence)
        and all(_agree(_places(placed[0].where), _places(event.where)) for event in placed)
        else None
    )
    found = []
    for event in events:
        if event in violence:
            once = event.status == "occurred" and event.trigger.start not in several
            if day is not None and event.when is None and once:
                event = _borrowed(event, "when", day)
            own = any(reason.by == UNMAPPED for reason in event.because)
            if spot is not None and not own and not any(place.lat is not None for place in event.where):
                event = _borrowed(event, "where", spot)
        found.append(event)
    return tuple(found)


def _borrowed(event: Event, about: Literal["when", "where"], lender: Event) -> Event:
    """The event with the day or the place of another, and the reason for it."""
    words = lender.when if about == "when" else lender.where[0]
    reason = Reason(
        about=about,
        by="happening:shared",
        text=f"all violence of the report that has a {'day' if about == 'when' else 'place'} has this one",
        evidence=() if words is None else (words.span,),
    )
    because = (*(one for one in event.because if one.about != about), reason)
    if about == "when":
        return msgspec.structs.replace(event, when=lender.when, because=because)
    return msgspec.structs.replace(event, where=(*lender.where, *event.where), because=because)


def _tolls(event: Event) -> set[str]:
    return {key for key in TOLL_KEYS if getattr(event.toll, key) is not None}


def names_of(parties: Sequence[Party]) -> set[str]:
    """The parties by what they are called, so that two mentions of one are the same."""
    return {(party.name or party.text).lower().removeprefix("the ") for party in parties}


def _places(places: Sequence[Place]) -> set[str]:
    return {str(place.geonameid or place.name or place.text) for place in places}


def _agree(left: set[str], right: set[str]) -> bool:
    """Whether two descriptions can be of one thing: one is silent, or they share something."""
    return not left or not right or bool(left & right)


def span_of_days(when: Time) -> int:
    """How many days lie between the first and the last day of a time; 0 where one of them is not known."""
    if when.from_ is None or when.to is None:
        return 0
    return (date.fromisoformat(when.to[:10]) - date.fromisoformat(when.from_[:10])).days


def days_differ(left: Time | None, right: Time | None) -> bool:
    """Whether two times are both known and have no day in common."""
    if left is None or right is None or left.from_ is None or right.from_ is None:
        return False
    return left.from_ > (right.to or right.from_) or right.from_ > (left.to or left.from_)
