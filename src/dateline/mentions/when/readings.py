"""What a time expression says before it is measured against a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateline.record import PublishedRange, TimeType

Tense = Literal["past", "present", "future"]
Edge = Literal["early", "mid", "late", "start", "end", "earlier", "later"]

DATELINE_DAYS = 7
"""Days a dateline may lie before the publication date and still be the day the report is told from."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day, month or year by its name or number; what is not said is ``None``.

    ``weekday`` 1 is Monday.  ``relation`` is -1 for "last", 0 for "this", 1 for "next"; ``year_step`` says the year
    by its distance ("June last year" is -1).  ``story`` means that the relation counts from the day the text last
    spoke of.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relation: int | None = None
    year_step: int | None = None
    story: bool = False
    swappable: bool = False


@dataclass(frozen=True, slots=True)
class Season:
    """A season (``SP SU FA WI``), quarter (``Q1`` to ``Q4``) or half (``H1``, ``H2``) of a year."""

    code: str
    year: int | None = None
    relation: int | None = None
    year_step: int | None = None
    story: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """A unit of time counted from the present one ("last week") or from the story's ("the next day").

    ``unit`` is D, W, M, Q, Y, E (decade), C (century) or WE (weekend), ``step`` how many units away.  ``loose`` marks
    the unit named with a bare article ("the weekend"), whose direction the context decides.
    """

    unit: str
    step: int
    story: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """A distance from now ("two weeks ago") or from the story's last date ("a day earlier").

    ``amount`` is ``None`` where the text does not count ("several years ago"); ``sign`` -1 is back, 1 is onwards.
    """

    amount: float | None
    unit: str
    sign: int
    story: bool
    quarter: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """A duration in TIMEX3; ``side`` -1 ends at the day of speech ("the past week"), 1 begins there, 0 floats."""

    value: str
    side: int = 0
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A value that needs no anchor: a vague reference, a repeated time, an ISO date, a decade."""

    value: str


@dataclass(frozen=True, slots=True)
class Feasted:
    """A feast of the data file by its place there; ``shift`` is -1 for its eve, ``week`` means the week that holds
    it.
    """

    feast: int
    year: int | None = None
    relation: int | None = None
    shift: int = 0
    week: bool = False


@dataclass(frozen=True, slots=True)
class Islamic:
    """A day or month of the Islamic calendar."""

    month: int
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week that holds a day ("the week of March 6")."""

    day: Calendar


@dataclass(frozen=True, slots=True)
class Inside:
    """A week, weekday or pair of days of a month by its number (-1 is the last): "the first week of June".

    ``weekday`` is ``None`` where a stretch of ``days`` days is meant.
    """

    order: int
    weekday: int | None
    whole: Calendar
    days: int = 7


Reading = Inside | Calendar | Season | Near | Shift | Length | Written | Feasted | Islamic | WeekOf


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time expression as found: where it stands, what it says, and what the clause around it tells.

    ``sentence`` is the position of its sentence among those given to ``find``.

    ``part`` is a TIMEX3 part of the day, ``clock`` hours and minutes (with ``Z`` for universal time), ``edge`` the
    part of the period that is meant ("early May"), ``tense`` that of the verb that governs it, ``rule`` the pattern
    that found it.  ``ahead`` is 1 where it is measured onwards from the next expression of the report ("two days after
    May 17"), -1 where it is measured back from it, 0 otherwise.
    """

    text: str
    start: int
    end: int
    sentence: int
    type: TimeType
    reading: Reading
    rule: str
    part: str | None = None
    clock: str | None = None
    edge: Edge | None = None
    tense: Tense | None = None
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """What times are measured from, as ISO dates.

    ``from_`` and ``to`` bound the publication date (equal where it is known; with only one of them, or none, nothing
    can be measured).  ``dateline`` is the date of the report's own dateline; it comes before the publication date
    when it lies within a week before it: a wire report is told from the day it was filed.  A text that is no date
    counts as absent.
    """

    from_: str | None = None
    to: str | None = None
    dateline: str | None = None

    @classmethod
    def of(
        cls, published: str | None, published_range: PublishedRange | None = None, dateline: str | None = None
    ) -> Anchor:
        """The anchor of a report, from the dates of its record."""
        if published is not None or published_range is None:
            return cls(published, published, dateline)
        return cls(published_range.from_, published_range.to, dateline)

    @property
    def day(self) -> date | None:
        """The one day to measure from, or ``None`` where only a range or nothing is known."""
        low, high, filed = (as_day(text) for text in (self.from_, self.to, self.dateline))
        if low is None or low != high:
            return (
                filed
                if filed is not None and (low is None or filed >= low) and (high is None or filed <= high)
                else None
            )
        if filed is not None and 0 <= (low - filed).days <= DATELINE_DAYS:
            return filed
        return low

    @property
    def range(self) -> tuple[date, date] | None:
        """First and last day on which the report can have been published, where both are known."""
        low, high = as_day(self.from_), as_day(self.to)
        return (low, high) if low is not None and high is not None and low <= high else None


def as_day(text: str | None) -> date | None:
    """The day an ISO date names, or ``None`` where the text is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
