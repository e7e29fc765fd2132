"""The publication date of an undated report, bounded by what the report itself says.

Hard evidence comes first: days with their year told as past or as still to come, and offices that people hold in the
text. Then days without a year are placed where only one year fits.  Last comes a rule of thumb, used only for the
later bound: newsrooms leave the year out while a day is fresh.  Each step is written down, so that a reader can
disagree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from dateline.codebook.registry import OfficeTerm
from dateline.mentions.when import calendars
from dateline.mentions.when.lexicon import table
from dateline.mentions.when.readings import Calendar, FoundTime, Season, as_day
from dateline.parse.tree import Sentence
from dateline.parse.words import plain
from dateline.record import PublishedRange, Time

FRESH_DAYS = 75
"""Days within which a report names a past day without its year: true of four in five reports that name one (their
latest such day counted), measured on the 37 of 183 reports of TimeBank 1.2 (newswire 1989-1998) that do."""

_YEAR = timedelta(days=365)
_LOOK_BACK = timedelta(days=183)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class _Bounds:
    """The range as it narrows; a bound that would empty it is refused and the refusal written down."""

    low: date | None = None
    high: date | None = None
    steps: list[str] = field(default_factory=list)

    def after(self, day: date, step: str) -> None:
        """Published on or after ``day``."""
        if self.low is not None and day <= self.low:
            return
        if self.high is not None and day > self.high:
            self.steps.append(f"{step}: set aside, it contradicts the bound {self.high}")
            return
        self.low = day
        self.steps.append(f"{step}: published on or after {day}")

    def before(self, day: date, step: str) -> None:
        """Published on or before ``day``."""
        if self.high is not None and day >= self.high:
            return
        if self.low is not None and day < self.low:
            self.steps.append(f"{step}: set aside, it contradicts the bound {self.low}")
            return
        self.high = day
        self.steps.append(f"{step}: published on or before {day}")


@dataclass(frozen=True, slots=True)
class _Clue:
    """A time expression with the words around it that tell how it bounds the report."""

    found: FoundTime
    time: Time
    lead: str
    near: frozenset[str]

    @property
    def past(self) -> bool:
        """Told as past, and nothing around it looks ahead."""
        words = _words()
        if self.found.tense != "past" or self.lead in words.open_prepositions or words.forward & self.near:
            return False
        reading = self.found.reading
        return not isinstance(reading, Calendar) or reading.month is not None or self.lead in words.dating

    @property
    def future(self) -> bool:
        """Told as still to come, beyond doubt."""
        words = _words()
        return (
            self.found.tense == "future" and bool(words.surely_ahead & self.near) and not words.surely_past & self.near
        )


@dataclass(frozen=True, slots=True)
class _Words:
    open_prepositions: frozenset[str]
    former: frozenset[str]
    taking_office: frozenset[str]
    forward: frozenset[str]
    surely_ahead: frozenset[str]
    surely_past: frozenset[str]
    dating: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    """The lists of ``publication.toml``, read once."""
    return _Words(**{name: frozenset(words) for name, words in table("publication.toml").items()})


def bound_publication(
    times: Sequence[Time],
    found: Sequence[FoundTime],
    sentences: Sequence[Sentence],
    text: str,
    offices: Sequence[OfficeTerm],
) -> PublishedRange:
    """The days between which an undated report was published, with the steps that led there.

    ``times`` are the expressions of ``found`` resolved without an anchor; ``offices`` those the report's people hold,
    with the registry's terms.  The basis is always ``inferred``; a side that nothing bounds is ``None``.
    """
    clues = [_clue(timex, time, sentences, text) for timex, time in zip(found, times, strict=True)]
    bounds = _Bounds()
    _told_with_year(clues, bounds)
    held = [office for office in offices if _is_held(office, text)]
    _offices(held, bounds)
    fresh = _first_days_in_office(clues, held, bounds) + _days_without_year(clues, bounds)
    if fresh:
        latest = max(fresh)
        bounds.before(
            latest + timedelta(days=FRESH_DAYS),
            f"{latest} is named without its year, which four in five reports do only within {FRESH_DAYS} days",
        )
    low, high = bounds.low, bounds.high
    return PublishedRange(
        from_=low.isoformat() if low else None,
        to=high.isoformat() if high else None,
        basis="inferred",
        steps=tuple(bounds.steps) or ("nothing in the text bounds the date",),
    )


def _clue(timex: FoundTime, time: Time, sentences: Sequence[Sentence], text: str) -> _Clue:
    before = _WORD.findall(plain(text[max(0, timex.start - 40) : timex.start]).lower())
    sentence = sentences[timex.sentence]
    around = text[max(timex.start - 120, sentence.start) : min(timex.end + 60, sentence.end)]
    return _Clue(timex, time, before[-1] if before else "", frozenset(_WORD.findall(plain(around).lower())))


def _told_with_year(clues: Sequence[_Clue], bounds: _Bounds) -> None:
    for clue in clues:
        reading, time = clue.found.reading, clue.time
        if not isinstance(reading, Calendar | Season) or reading.year is None or time.from_ is None or time.to is None:
            continue
        if clue.past:
            bounds.after(date.fromisoformat(time.from_), f'"{time.text}" is told as past')
        elif clue.future:
            bounds.before(date.fromisoformat(time.to), f'"{time.text}" is told as still to come')


def _is_held(office: OfficeTerm, text: str) -> bool:
    before = _WORD.findall(plain(text[max(0, office.start - 40) : office.start]).lower())[-3:]
    inside = _WORD.findall(plain(text[office.start : office.end]).lower())[:2]
    return not _words().former.intersection([*before, *inside])


def _offices(offices: Sequence[OfficeTerm], bounds: _Bounds) -> None:
    for office in sorted(offices, key=lambda held: (held.from_ or "", held.name, held.office, held.start)):
        term = (
            f"{office.name} is named as {office.office}, in office from {office.from_ or '?'} to {office.to or 'today'}"
        )
        first, last = as_day(office.from_), as_day(office.to)
        if first is not None:
            bounds.after(first, term)
        if last is not None:
            bounds.before(last, term)


def _first_days_in_office(clues: Sequence[_Clue], offices: Sequence[OfficeTerm], bounds: _Bounds) -> list[date]:
    days = []
    for clue in clues:
        reading = clue.found.reading
        if (
            not isinstance(reading, Calendar)
            or reading.year is not None
            or reading.month is None
            or reading.day is None
        ):
            continue
        if not _words().taking_office & clue.near:
            continue
        for office in offices:
            first = as_day(office.from_)
            if first is not None and (first.month, first.day) == (reading.month, reading.day):
                step = f'"{clue.time.text}" is the day {office.name} took office, {first}, named without its year'
                bounds.after(first, step)
                bounds.before(first + _YEAR - timedelta(days=1), f"{step}, so less than a year ago")
                days.append(first)
                break
    return days


def _days_without_year(clues: Sequence[_Clue], bounds: _Bounds) -> list[date]:
    """Places days and months without a year where only one year fits, first those whose weekday is given too."""
    days: list[date] = []
    ordered = sorted(clues, key=lambda clue: (getattr(clue.found.reading, "weekday", None) is None, clue.found.start))
    for clue in ordered:
        reading = clue.found.reading
        if not isinstance(reading, Calendar) or reading.year is not None or reading.year_step is not None:
            continue
        if reading.month is None or reading.relation is not None or not (clue.past or clue.future):
            continue
        fitting = _fitting(reading, bounds)
        if len(fitting) != 1:
            continue
        day, words = fitting[0], f'"{clue.time.text}" fits only {fitting[0].year}'
        if clue.past:
            bounds.after(day, f"{words} and is told as past")
            if reading.day is not None:
                days.append(day)
        elif reading.day is not None:
            bounds.before(day, f"{words} and is told as still to come")
    return days


def _fitting(reading: Calendar, bounds: _Bounds) -> list[date]:
    """The days a date without a year can mean, given the range so far; empty where the range is open or wide."""
    low, high = bounds.low, bounds.high
    if low is None or high is None or reading.month is None or (high - low).days > 4000:
        return []
    days = [calendars.day(year, reading.month, reading.day or 1) for year in range(low.year - 1, high.year + 2)]
    return [
        day
        for day in days
        if day is not None
        and low - _LOOK_BACK <= day <= high
        and (reading.weekday is None or day.isoweekday() == reading.weekday)
    ]
