"""Resolve place names: which place of the gazetteer each means, judged by the whole report.

Every distinct name gets its candidates.  What is inside what ("Hawija, Kirkuk province"; "Iraq's Anbar") counts most,
then the kind of place the words beside it name, then how well a candidate fits with what the report's other names could
mean (the same country, the same division, close by), then population.  Candidates vote for countries, divisions and
cells of the map in proportion to how likely they are; three rounds settle it.  Names that stay undecided are left open.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from msgspec import structs

from dateline.codebook.gazetteer import Entry, Gazetteer, load_gazetteer, loose, strict
from dateline.mentions.where.find import Toponym
from dateline.mentions.where.weights import WEIGHTS, Weights
from dateline.mentions.where.words import Words, words
from dateline.parse.tree import Mark, Parsed, Sentence
from dateline.record import Candidate, Place, Precision, Report

_ROUNDS = 3
_CITY = 50_000
"""People a city needs for a name it shares with its province to mean the city first."""

_WELL_KNOWN = 300_000
"""People a city needs to be recognised in a facility's name when the report does not otherwise name it."""

_SMALL = 50_000
"""People below which a town of a country that nothing else speaks of is more likely another place of the name."""

_QUARTER_KM = 40.0
"""How far from its city a quarter lies at most."""

_MOST = 90
"""Candidates a name keeps; no name of the gazetteer that the press uses has more that matter."""

_CLOSE = 2.0
"""Points behind the best within which another reading is worth showing."""

_OF_FEW_PEOPLES = (1.5, 1.0, 0.0)
"""What a country counts whose people alone, or with one other, are named in a report: "Malian soldiers"."""
_HOME = 1.0
"""How much the country an outlet is at home in counts: as two words for its people do."""

_FAR_KM = 100.0
"""Two candidates nearer to each other than this are no tie worth leaving open."""

_APART = 30
"""Characters between two names within which one can be said to lie in the other."""

_BESIDE = 8
"""Names before and after a facility among which its town is looked for."""

_CELL = 1.5
"""Degrees of a cell of the map."""

_POINTS = {"N": "North", "S": "South", "E": "East", "W": "West"}
_AFTER_COMMA = re.compile(r",\s{1,2}(?:in\s|the\s)?")
_IN = re.compile(
    r",?\s(?:[\w’']{1,12}\s)?in\s(?:(?:the|its|western|eastern|northern|southern|central|nearby)\s){0,2}|\s\("
)
_PART_OF = re.compile(
    r"\s(?:area|village|region|locality|block|tehsil|taluka|forest|town|mandal|panchayat|colliery|subdivision|sub-division"
    r"|[Pp]olice [Ss]tation)(?:\sarea)?\s(?:of|in|under)\s(?:the\s)?",
)
_OWNS = re.compile(r"['’]s?\s(?:(?:western|eastern|northern|southern|central|the)\s){0,2}")


@dataclass(slots=True)
class _Reading:
    """One candidate of a name with its score before and with the evidence of the rest of the report.

    ``seat`` says that it is a capital by its own name, which none of the other candidates has abroad.
    """

    entry: Entry
    prior: float
    score: float = 0.0
    belief: float = 0.0
    why: str = ""
    loose: bool = False
    seat: bool = False


@dataclass(slots=True)
class _Name:
    """One name of the report (the same words in the same setting) with its readings; changes while being resolved."""

    readings: list[_Reading]
    count: float = 0.0
    best: _Reading | None = None
    elsewhere: str | None = None
    """The division the text says it lies in, where the gazetteer knows no such place there."""


def resolve(
    toponyms: Sequence[Toponym], parsed: Parsed, report: Report | None = None, gazetteer: Gazetteer | None = None,
    weights: Weights = WEIGHTS,
) -> tuple[Place, ...]:  # fmt: skip
    """The place each toponym means, in the same order; one that cannot be resolved has no point and says why."""
    gazetteer = gazetteer or load_gazetteer()
    lists = words()
    names, of = _names(toponyms, gazetteer, lists, weights)
    _contain(names, of, toponyms, parsed.text, lists, weights)
    votes = _Votes(weights)
    for code, weight in _hints(parsed, report, gazetteer, lists).items():
        votes.hint(code, weight)
    for name in names:
        _settle(name)
    for _ in range(_ROUNDS):
        votes.count(names)
        for name in names:
            for reading in name.readings:
                reading.score = reading.prior + votes.support(name, reading)
        for name in names:
            _settle(name)
    places: list[Place] = []
    for index, toponym in enumerate(toponyms):
        try:
            places.append(_place(toponym, names[of[index]], gazetteer, weights, votes))
        except (ValueError, ArithmeticError, LookupError) as error:
            places.append(_open(toponym, f"could not be resolved ({type(error).__name__})"))
    return tuple(_facilities(toponyms, _quarters(toponyms, places)))


def _names(
    toponyms: Sequence[Toponym], gazetteer: Gazetteer, lists: Words, weights: Weights
) -> tuple[list[_Name], list[int]]:
    """The distinct names with their candidates, and which of them each toponym is."""
    names: list[_Name] = []
    of: list[int] = []
    named = {toponym.text.casefold() for toponym in toponyms if toponym.label != "FAC"}
    index: dict[tuple[str, str | None, bool], int] = {}
    for toponym in toponyms:
        slot = (toponym.text.casefold(), toponym.kind, toponym.label == "FAC")
        if slot not in index:
            index[slot] = len(names)
            try:
                readings = _readings(toponym, named, gazetteer, lists, weights)
            except (ValueError, ArithmeticError, LookupError):
                readings = []  # one absurd name must not cost the report its other places
            names.append(_Name(readings))
        of.append(index[slot])
        names[index[slot]].count += 2.0 if toponym.dateline else 1.0
    return names, of


def _readings(
    toponym: Toponym, named: set[str], gazetteer: Gazetteer, lists: Words, weights: Weights
) -> list[_Reading]:
    """The places a toponym could mean, each with what speaks for it whatever else the report says."""
    text = " ".join(toponym.text.replace("’", "'").split())
    bare = text.replace(" ", "")
    if bare in lists.dotted or bare in lists.bare or (len(bare) > 2 and _is_short(bare, lists)):
        division = gazetteer.short(bare) or gazetteer.short(bare + ".")
        if division is not None:
            return [_Reading(division, weights.country, why="an abbreviation")]
    key, entries = _candidates(toponym, text, named, gazetteer, lists)
    country = lists.countries.get(text)
    by_town = toponym.near or toponym.far  # "close to Quneitra": a point, whose province may share its name
    towns = {
        entry.admin1: entry.population
        for entry in reversed(entries)
        if entry.level == "town" and (by_town or strict(entry.name) == key)
    }
    if toponym.kind == "admin1":
        towns = {}  # "Homs province" says which
    large = 1 if by_town else _CITY
    folded = bool(entries) and not gazetteer.knows(key)
    homes = {entry.country for entry in entries if strict(entry.name) == key}
    return [
        _Reading(
            entry,
            _prior(entry, key, country, towns, large, weights) + _fit(entry.level, toponym.kind, weights),
            loose=folded,
            seat=entry.feature == "PPLC" and homes == {entry.country},
        )
        for entry in entries[:_MOST]
    ]


def _candidates(
    toponym: Toponym, text: str, named: set[str], gazetteer: Gazetteer, lists: Words
) -> tuple[str, tuple[Entry, ...]]:
    """The entries of that name, or of the name without what surrounds it, and the key they were found by."""
    key = strict(text)
    entries = gazetteer.find(text)
    if text.casefold().startswith("the ") and not gazetteer.knows(text):
        entries = gazetteer.find(text[4:])
    if toponym.kind == "area" and toponym.kind_word:
        # "the Hamrin mountains": the range, where the gazetteer has it, before a town of that name.
        ranges = gazetteer.find(f"{text} {toponym.kind_word}")
        entries = tuple(dict.fromkeys((*(entry for entry in ranges if entry.level == "area"), *entries)))
    if not entries and text[1:3] == ". " and text[0] in _POINTS:
        entries = gazetteer.find(_POINTS[text[0]] + text[2:])
    if entries:
        if toponym.kind in ("admin1", "admin2") and all(entry.level != toponym.kind for entry in entries):
            # "Rutba district" where the gazetteer has a town Rutba and a district Al-Rutba.
            entries += tuple(entry for entry in gazetteer.similar(text) if entry.level == toponym.kind)
            entries += tuple(_namesakes(entries, toponym.kind, gazetteer))
        return key, _of_rank(entries, toponym.kind)
    if toponym.label != "FAC":
        entries = gazetteer.find(_kindless(key, lists)) or gazetteer.find(_bare(key, lists))
        return key, _of_rank(entries, toponym.kind)
    # "Huntsville Fire Station 1": the name a facility begins with tells where it is.
    parts = text.split()
    if parts[-1].casefold().rstrip(".") in lists.roads:
        return key, ()
    for last in range(min(4, len(parts) - 1), 0, -1):
        lead = " ".join(parts[:last])
        if strict(lead) in lists.stop or not lead[:1].isupper():
            continue
        told = lead.casefold() in named
        entries = tuple(
            entry
            for entry in gazetteer.find(lead)
            if entry.level in ("admin1", "country")
            or (entry.level in ("town", "admin2") and (told or entry.population > _WELL_KNOWN))
        )
        if entries:
            return strict(lead), entries
    return key, ()


def _of_rank(entries: tuple[Entry, ...], kind: str | None) -> tuple[Entry, ...]:
    """The entries without regions and islands where a division of that name is meant: "Bastar district"."""
    if kind in _DIVISIONS and any(entry.level in _DIVISIONS for entry in entries):
        return tuple(entry for entry in entries if entry.level != "area")
    return entries


def _namesakes(entries: Sequence[Entry], kind: str, gazetteer: Gazetteer) -> Iterator[Entry]:
    """The divisions named for a town in them, where the text uses a spelling that only the town has."""
    for entry in entries:
        whole = gazetteer.entry(entry.admin1 if kind == "admin1" else entry.admin2)
        if entry.level == "town" and whole is not None and loose(whole.name).startswith(loose(entry.name)):
            yield whole


def _prior(
    entry: Entry, key: str, country: str | None, towns: Mapping[int | None, int], large: int, weights: Weights
) -> float:
    """How likely a name means this entry, before anything else is known of the report.

    ``towns`` are the people of the towns of that name by province, ``large`` how many make such a town meant first.
    """
    level, own = entry.level, strict(entry.name)
    people = weights.people * math.log(10) * math.log10(max(entry.population, 1) + 10**weights.unknown_people) / 2.0
    if level == "country":
        return weights.country_exact if country == entry.country else weights.country
    if level == "site":
        return weights.region
    if level == "area":
        return weights.region_exact if entry.geonameid is None and own == key else weights.region
    if level == "admin1":
        # Where a city has the name of its province, the bare name mostly means the city.
        return people + (weights.admin1 if towns.get(entry.admin1, 0) > large else weights.admin1 / 4)
    if level == "admin2":
        people += weights.admin2
    if entry.feature == "PPLC":
        people += weights.capital
    if own != key:
        close = key in own or own.replace(" ", "") in key.replace(" ", "")
        people += weights.alias / 2 if close else weights.alias
    return people


def _fit(level: str, kind: str | None, weights: Weights) -> float:
    """How well an entry's level fits the kind of place the text names ("district", "river")."""
    if kind is None or kind == "country":
        return 0.0
    if level == ("town" if kind == "quarter" else kind):
        return weights.kind
    if kind in _DIVISIONS and level in _DIVISIONS:
        return weights.kind / 2  # what one country calls a province is a district by its rank in another
    return 0.0 if level == "country" else weights.wrong_kind


def _is_short(form: str, lists: Words) -> bool:
    """Whether ``form`` is a division's short form without its stop or in capitals."""
    return any(shape in lists.dotted for shape in (form + ".", form.capitalize(), form.capitalize() + "."))


def _kindless(key: str, lists: Words) -> str:
    """The key without the word for the kind of place at its end: "west singhbhum district"."""
    parts = key.split()
    return " ".join(parts[:-1]) if len(parts) > 1 and parts[-1] in lists.kinds else ""


def _bare(key: str, lists: Words) -> str:
    """The key without leading compass words ("far north queensland") and without the word for the kind of place."""
    parts = key.split()
    while len(parts) > 1 and (parts[0] in lists.compass or parts[0] in lists.leads):
        parts = parts[1:]
    if len(parts) > 2 and parts[0] in lists.kinds and parts[1] == "of":
        parts = parts[2:]
    if len(parts) > 1 and parts[-1] in lists.kinds:
        parts = parts[:-1]
    return " ".join(parts)


def _contain(
    names: list[_Name], of: list[int], toponyms: Sequence[Toponym], text: str, lists: Words, weights: Weights
) -> None:
    """Raise the readings that make sense of one name said to be inside another."""
    done: set[tuple[int, int]] = set()
    for index, (left, right) in enumerate(pairwise(toponyms)):
        between = text[left.end : right.start]
        if len(between) > _APART or of[index] == of[index + 1]:
            continue
        inner, outer, bonus = of[index], of[index + 1], weights.inside_loose
        if _AFTER_COMMA.fullmatch(between) or _PART_OF.fullmatch(between):
            bonus = weights.inside
        elif _OWNS.fullmatch(between):
            inner, outer = outer, inner
        elif not _IN.fullmatch(between):
            continue
        listed = left.text in lists.countries and right.text in lists.countries  # "Mexico, US"
        if not listed and (inner, outer) not in done:
            done.add((inner, outer))
            whole = toponyms[index + (outer == of[index + 1])]
            fits = _put_inside(names[inner], names[outer], bonus, f"named as inside {whole.text}")
            stated = whole.kind in ("admin1", "admin2") or whole.text.replace(" ", "") in lists.dotted | lists.bare
            if stated and not fits and names[outer].readings:
                names[inner].elsewhere = whole.text


def _put_inside(inner: _Name, outer: _Name, bonus: float, why: str) -> bool:
    """Raise the readings of ``inner`` that lie in one of ``outer``; whether there is one."""
    wholes = [reading for reading in outer.readings if reading.entry.level in ("country", "admin1", "admin2")]
    fitting: set[int] = set()
    for reading in inner.readings:
        holding = [whole for whole in wholes if _holds(whole.entry, reading.entry)]
        if holding:
            reading.prior += bonus
            reading.why = why
            fitting.update(whole.entry.id for whole in holding)
    for whole in wholes:
        if whole.entry.id in fitting:
            whole.prior += bonus / 2
    return bool(fitting)


def _holds(whole: Entry, part: Entry) -> bool:
    """Whether ``part`` lies inside ``whole`` by the gazetteer's divisions."""
    if whole.id == part.id or whole.country != part.country:
        return False
    if whole.level == "country":
        return part.level != "country"
    if whole.level == "admin1":
        return part.admin1 == whole.id and part.level != "admin1"
    return part.admin2 == whole.id and part.level == "town"


_NAMED = 0.5
"""Votes of a country that a report names at all."""
_SPOKEN_OF = 1.0
_UNSPOKEN = 0.05
"""Votes from which a country is one the report speaks of, and below which it says nothing of one."""

_PASSING = 4.0
"""How many times more the country in focus is spoken of than one that is named in passing."""


class _Votes:
    """What the names of a report, each by its likely readings, say of countries, divisions and cells of the map."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.hints: dict[str | int, float] = defaultdict(float)
        self.totals: dict[object, float] = {}
        self.own: dict[int, dict[object, float]] = {}
        self.most = 0.0
        """The votes of the country in focus."""

    def hint(self, code: str | int, weight: float) -> None:
        self.hints[code] += weight

    def count(self, names: list[_Name]) -> None:
        totals: dict[object, float] = defaultdict(float)
        own: dict[int, dict[object, float]] = {}
        for name in names:
            mine: dict[object, float] = defaultdict(float)
            strength = 1.0 + math.log(max(name.count, 1.0))
            for reading in name.readings:
                share = strength * reading.belief
                if share < 0.02:
                    continue
                entry = reading.entry
                if entry.country:
                    mine[entry.country] += share
                if entry.admin1:
                    mine[entry.admin1] += share
                if entry.admin2:
                    mine[-1, entry.admin2] += share
                if entry.level in ("town", "admin2", "site"):
                    mine[_cell(entry.lat, entry.lon)] += share
            for slot, share in mine.items():
                totals[slot] += share
            own[id(name)] = mine
        for code, weight in self.hints.items():
            totals[code] += self.weights.hint * weight
        self.totals, self.own = totals, own
        self.most = max((share for slot, share in totals.items() if isinstance(slot, str)), default=0.0)

    def is_stray(self, name: _Name, entry: Entry) -> bool:
        """Whether the rest of the report speaks of a country, and not at all of the entry's."""
        mine = self.own[id(name)]
        others = {slot: share - mine.get(slot, 0.0) for slot, share in self.totals.items() if isinstance(slot, str)}
        return max(others.values(), default=0.0) >= _SPOKEN_OF and others.get(entry.country or "", 0.0) < _UNSPOKEN

    def support(self, name: _Name, reading: _Reading) -> float:
        entry, mine, totals, weights = reading.entry, self.own[id(name)], self.totals, self.weights

        def others(slot: object) -> float:
            share = totals.get(slot)
            return 0.0 if share is None else max(0.0, share - mine.get(slot, 0.0))

        points = 0.0
        if reading.seat and others(entry.country) >= _NAMED:
            points += weights.known_capital  # "Minsk" where Belarus is spoken of, too, is its capital
        if entry.country:
            # A country that is only named in passing says little of where a town lies: the country in focus does.
            voted = others(entry.country)
            passing = voted / self.most if self.most > _PASSING * voted else 1.0
            points += weights.same_country * math.log1p(3 * voted) * passing
        if entry.admin1:
            points += weights.same_division * math.log1p(3 * others(entry.admin1))
        if entry.admin2:
            points += weights.same_district * math.log1p(3 * others((-1, entry.admin2)))
        if entry.level not in ("country", "admin1"):
            near = _about(_cell(entry.lat, entry.lon))
            around = sum(others(cell) * nearness for cell, nearness in near if cell in totals)
            points += weights.nearby * math.log1p(3 * around)
        return points


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lon / _CELL), math.floor(lat / _CELL)


@lru_cache(maxsize=4096)
def _about(cell: tuple[int, int]) -> tuple[tuple[tuple[int, int], float], ...]:
    """A cell and those about it, each with what a vote there counts."""
    x, y = cell
    return tuple(((x + dx, y + dy), 1.0 if dx == dy == 0 else 0.6) for dx in (-1, 0, 1) for dy in (-1, 0, 1))


def _settle(name: _Name) -> None:
    """Turn scores into shares of belief, and pick the best."""
    for reading in name.readings:
        reading.score = reading.score or reading.prior
    if not name.readings:
        return
    top = max(reading.score for reading in name.readings)
    total = 0.0
    for reading in name.readings:
        reading.belief = math.exp(max(-50.0, reading.score - top))
        total += reading.belief
    for reading in name.readings:
        reading.belief /= total
    name.best = max(name.readings, key=lambda reading: (reading.score, reading.entry.population, -reading.entry.id))


def _hints(parsed: Parsed, report: Report | None, gazetteer: Gazetteer, lists: Words) -> dict[str | int, float]:
    """What words other than place names say of countries (by code) and divisions (by id)."""
    found: dict[str | int, float] = defaultdict(float)
    peoples = Counter(
        code for sentence in parsed.sentences for token in sentence.tokens if (code := lists.demonyms.get(token.text))
    )
    for code, count in peoples.items():
        found[code] += 0.5 * count
    for code in peoples:
        found[code] += _OF_FEW_PEOPLES[min(len(peoples), len(_OF_FEW_PEOPLES)) - 1]
    for sentence in parsed.sentences:
        for token in sentence.tokens:
            cue = lists.cues.get(token.lower)
            if cue:
                found[cue[0]] += 0.4 * cue[1]
        for entity in sentence.entities:
            if entity.label in ("ORG", "FAC", "EVENT", "LAW") and entity.last - entity.first > 1:
                for entry in _inside_name(sentence, entity, gazetteer):
                    found[entry.country or ""] += 0.3
                    if entry.level == "admin1":
                        found[entry.id] += 0.5
    home = lists.outlets.get(report.source.lower()) if report is not None and report.source else None
    if home is not None:
        found[home] += _HOME
    elif report is not None and report.source:
        for entry in gazetteer.find(report.source)[:1]:
            found[entry.country or ""] += 0.5
    return {code: math.log1p(weight) * 1.5 for code, weight in found.items() if code}


def _inside_name(sentence: Sentence, entity: Mark, gazetteer: Gazetteer) -> Iterator[Entry]:
    """Countries and first-level divisions named within a longer name ("Texas Alcoholic Beverage Commission")."""
    tokens = sentence.tokens
    for first in range(entity.first, entity.last):
        for last in (first + 2, first + 1):
            if last > entity.last or not tokens[first].text[:1].isupper():
                continue
            name = " ".join(token.text for token in tokens[first:last])
            best = next((entry for entry in gazetteer.find(name) if entry.level in ("country", "admin1")), None)
            if best is not None and strict(best.name) == strict(name):
                yield best
                break


def _place(toponym: Toponym, name: _Name, gazetteer: Gazetteer, weights: Weights, votes: _Votes) -> Place:
    best = name.best
    if best is None:
        return _open(toponym, "no entry of the gazetteer has this name")
    entry = best.entry
    ranked = sorted(name.readings, key=lambda reading: (-reading.score, -reading.entry.population, reading.entry.id))
    rivals = [
        reading
        for reading in ranked
        if best.score - reading.score < _CLOSE
        and kilometres(reading.entry, entry) > _FAR_KM
        and not (_holds(reading.entry, entry) or _holds(entry, reading.entry))
    ][:4]
    candidates = tuple(_candidate(reading.entry, gazetteer) for reading in rivals)
    if rivals and best.score - rivals[0].score < weights.tie:
        tied = f"tie: {_named(entry, gazetteer)} or {_named(rivals[0].entry, gazetteer)}"
        return _open(toponym, tied, (_candidate(entry, gazetteer), *candidates))
    if name.elsewhere is not None and entry.level == "town" and entry.population < _WELL_KNOWN:
        other = f"no {toponym.text} is known in {name.elsewhere}, only {_named(entry, gazetteer)}"
        return _open(toponym, other, (_candidate(entry, gazetteer), *candidates))
    kind_fits = toponym.kind is not None and entry.level == toponym.kind
    if best.loose and not kind_fits and best.score - best.prior < weights.loose:
        # Two transliterations may share their folded letters by chance, so something else must point there.
        spelt = f"only like-spelt {_named(entry, gazetteer)} is known, and nothing else in the report points there"
        return _open(toponym, spelt, (_candidate(entry, gazetteer), *candidates))
    called = strict(toponym.text) != strict(entry.name)  # by one of its other names: "Boni" is Bonn's in one language
    little = entry.level == "town" and (called or entry.population < _SMALL)
    if not best.why and little and votes.is_stray(name, entry):
        stray = f"only {_named(entry, gazetteer)} is known, a country of which nothing else in the report speaks"
        return _open(toponym, stray, (_candidate(entry, gazetteer), *candidates))
    level, reason = precision(toponym, entry), _reason(name, best)
    facility = toponym.label == "FAC" and entry.level in ("town", "admin1", "admin2", "country")
    if facility and len(strict(entry.name)) + 3 < len(strict(toponym.text)):
        # Only the name the facility bears is known; the facility is somewhere in or by it.
        level = "near" if entry.level == "town" else "line_or_area"
        reason = f"a facility the gazetteer does not know; placed at {entry.name}, which it is named after"
    if entry.source is not None:
        reason += f" (its entry: {entry.source})"
    admin1, admin2 = gazetteer.divisions(entry)
    return Place(
        text=toponym.text,
        start=toponym.start,
        end=toponym.end,
        name=entry.name,
        geonameid=entry.geonameid,
        lat=entry.lat,
        lon=entry.lon,
        country=entry.country,
        admin1=admin1,
        admin2=admin2,
        feature=entry.feature,
        precision=level,
        reason=reason,
        candidates=candidates,
    )


_DIVISIONS = ("admin1", "admin2")
_PRECISIONS: dict[str, Precision] = {"country": "country", "admin1": "province", "admin2": "district"}


def precision(toponym: Toponym, entry: Entry) -> Precision:
    """How exactly the point of ``entry`` stands for what the words mean.

    A town is exact, unless the text means somewhere by it or a part of it; of anything larger, a part or the ground
    about it has no point, only an area.
    """
    level = entry.level
    if toponym.kind_word is not None and toponym.kind == "area" and level != "country":
        return "line_or_area"  # "the Swat valley" is no town
    if toponym.between or (toponym.far and level != "country"):
        return "line_or_area"
    if level in ("town", "site"):
        return "near" if toponym.near or toponym.part else "exact"
    if toponym.part or (toponym.near and level != "country"):
        return "line_or_area"
    return _PRECISIONS.get(level, "line_or_area")


def _reason(name: _Name, best: _Reading) -> str:
    if best.why:
        return best.why
    if len(name.readings) == 1:
        return "the only place of that name in the gazetteer"
    first = max(name.readings, key=lambda reading: reading.prior)
    if first is best:
        return (
            f"the most prominent of {len(name.readings)} places of that name; nothing in the report speaks against it"
        )
    return f"fits the report's other places best, of {len(name.readings)} of that name"


def _named(entry: Entry, gazetteer: Gazetteer) -> str:
    admin1, _ = gazetteer.divisions(entry)
    return ", ".join(part for part in (entry.name, admin1 if admin1 != entry.name else None, entry.country) if part)


def _candidate(entry: Entry, gazetteer: Gazetteer) -> Candidate:
    return Candidate(
        name=entry.name, geonameid=entry.geonameid, lat=entry.lat, lon=entry.lon, country=entry.country,
        admin1=gazetteer.divisions(entry)[0], feature=entry.feature,
    )  # fmt: skip


def _open(toponym: Toponym, reason: str, candidates: tuple[Candidate, ...] = ()) -> Place:
    return Place(
        text=toponym.text,
        start=toponym.start,
        end=toponym.end,
        precision="unknown",
        reason=reason,
        candidates=candidates,
    )


def _quarters(toponyms: Sequence[Toponym], places: list[Place]) -> list[Place]:
    """Give a city's quarter that was not found in it the city's point: near, and saying so."""
    towns = [
        place
        for toponym, place in zip(toponyms, places, strict=True)
        if toponym.kind != "quarter" and toponym.label != "FAC" and place.precision in ("exact", "near")
    ]
    if not towns:
        return places
    told = Counter(place.name for place in towns)
    city = max(towns, key=lambda place: (told[place.name], -place.start))
    settled: list[Place] = []
    for toponym, place in zip(toponyms, places, strict=True):
        apart = place.lat is None or min(_apart(place, town) for town in towns) > _QUARTER_KM
        if toponym.kind == "quarter" and apart:
            settled.append(
                structs.replace(
                    place,
                    name=place.text,
                    geonameid=None,
                    lat=city.lat,
                    lon=city.lon,
                    country=city.country,
                    admin1=city.admin1,
                    admin2=city.admin2,
                    feature=None,
                    precision="near",
                    reason=f"a quarter the gazetteer does not know; placed at {city.text}, which the report is about",
                )
            )
        else:
            settled.append(place)
    return settled


def _facilities(toponyms: Sequence[Toponym], places: list[Place]) -> Iterator[Place]:
    """Give a facility the gazetteer does not know the point of the town named beside it: near, and saying so."""
    for index, (toponym, place) in enumerate(zip(toponyms, places, strict=True)):
        if toponym.label != "FAC" or place.lat is not None:
            yield place
            continue
        window = range(max(0, index - _BESIDE), min(len(places), index + _BESIDE + 1))
        beside = [
            (abs(toponyms[number].start - toponym.start), number)
            for number in window
            if abs(toponyms[number].sentence - toponym.sentence) <= 1
            and toponyms[number].label != "FAC"
            and places[number].precision in ("exact", "near")
        ]
        if not beside:
            yield place
            continue
        town = places[min(beside)[1]]
        yield structs.replace(
            place,
            name=place.text,
            lat=town.lat,
            lon=town.lon,
            country=town.country,
            admin1=town.admin1,
            admin2=town.admin2,
            precision="near",
            reason=f"not in the gazetteer; placed at {town.text}, which it is named with",
        )


def kilometres(left: Entry, right: Entry) -> float:
    """Great-circle distance between two entries."""
    return _arc(left.lat, left.lon, right.lat, right.lon)


def _apart(left: Place, right: Place) -> float:
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return math.inf
    return _arc(left.lat, left.lon, right.lat, right.lon)


def _arc(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    p = math.pi / 180
    x = math.sin((other_lat - lat) * p / 2) ** 2
    x += math.cos(lat * p) * math.cos(other_lat * p) * math.sin((other_lon - lon) * p / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(x)))
