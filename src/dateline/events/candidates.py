"""Candidates: the days, towns and numbers that a report names, each with its signs of being a fact of its violence."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date

from dateline.codebook.facts import load_fact_words
from dateline.codebook.setting_words import load_setting_words
from dateline.codebook.toll_words import load_toll_words
from dateline.events.counts import FoundCount
from dateline.events.dating import is_bounding, is_clock, is_day, is_edge, is_fine, is_stamp
from dateline.events.placing import PartyRanges, heads_force, is_town, through_preposition
from dateline.events.setting import clause_of, head_token, is_speech, way_up, within
from dateline.events.told import Candidate, Told
from dateline.parse.tree import Sentence
from dateline.record import Event, Place, Time

_WORDS = load_fact_words()
_SCENE = load_setting_words()
_TOLLS = load_toll_words()
_LEAD = 2
"""Sentences that open a report."""
NEARBY = 30.0
"""Kilometres within which two names may stand for one scene: a town and its suburb."""
_PIECES = re.compile(r"[a-z]+|\d+")


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
            "nearby": sum(apart(place, it) <= NEARBY for it in others) / len(others) if others else 0.0,
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


def apart(left: Place, right: Place) -> float:
    """Kilometres between two places, on a sphere."""
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return math.inf
    step = math.pi / 180
    across = math.sin((right.lat - left.lat) * step / 2) ** 2
    along = math.sin((right.lon - left.lon) * step / 2) ** 2
    across += math.cos(left.lat * step) * math.cos(right.lat * step) * along
    return 12742 * math.asin(min(1.0, math.sqrt(across)))


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


def _shared(signs: dict[str, float], own: int, whole: int) -> None:
    """Counts of mentions turned into whether any and which share of them has a sign."""
    for sign in [sign for sign in signs if sign not in ("first", "at", "lead", "dateline", "title")]:
        signs[f"all_{sign}"] = signs[sign] / own
        signs[sign] = 1.0
    signs["mentions"] = math.log1p(own)
    signs["share"] = own / whole


def _harmed(event: Event) -> bool:
    return event.toll.killed is not None or event.toll.injured is not None
