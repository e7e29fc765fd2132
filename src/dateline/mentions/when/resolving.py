"""Resolving time expressions: from what they say to TIMEX3 values and intervals of days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.mentions.when import calendars
from dateline.mentions.when.lexicon import Feast, lexicon
from dateline.mentions.when.readings import (
    Anchor,
    Calendar,
    Feasted,
    FoundTime,
    Inside,
    Islamic,
    Length,
    Near,
    Season,
    Shift,
    Tense,
    WeekOf,
    Written,
)
from dateline.mentions.when.values import Interval, interval
from dateline.parse.tree import Sentence
from dateline.record import Time

NO_DATE = "no publication date"
"""The reason given where an expression needs a date to be measured from and the report has none."""

_OPEN = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "2W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    **dict.fromkeys("YECL", "XXXX"),
}
_WORDS = {
    "D": "day",
    "W": "week",
    "2W": "fortnight",
    "WE": "weekend",
    "M": "month",
    "Q": "quarter",
    "Y": "year",
    "E": "decade",
    "C": "century",
    "L": "millennium",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEASON_MONTH = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7, "SP": 3, "SU": 6, "FA": 9, "WI": 12}
_AGAINST = 3.0
"""How many times further away a day must lie to be taken against the tense of its clause."""
_AGAINST_SEASON = 2.0
"""The same for quarters, halves and seasons, which accounts and plans name more freely."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one expression came to: value, days, the date it was measured from, and why."""

    value: str | None
    days: Interval | None
    anchor: date | None
    reason: str


_LENGTH = re.compile(r"P(\d{1,5})([DWMY])")
_QUARTER_REACH = 2
"""Expressions back to which "a year ago" is taken to mean the same quarter of the year before."""

_NEAR_DAYS = 31
"""Days within which a date in numbers may be taken month first because that lies nearer."""

_NO_SUCH_DAY = _Answer(None, None, None, "there is no such day")


def resolve(found: Sequence[FoundTime], sentences: Sequence[Sentence], anchor: Anchor) -> tuple[Time, ...]:
    """The expressions with their TIMEX3 values, the days they mean and what they were measured from.

    With a publication date everything is measured from it or from the day the text last spoke of.  With only a range,
    what comes out the same from both its ends is resolved; of the rest the value stays open and the interval holds
    all days it can mean.  With nothing, what needs a date stays open, without an interval.
    """
    if anchor.day is not None:
        answers = _Reader(anchor.day).read(found)
    elif anchor.range is not None:
        low, high = (_Reader(day).read(found) for day in anchor.range)
        answers = [_between(*row, anchor) for row in zip(_Reader(None).read(found), low, high, strict=True)]
    else:
        answers = _Reader(None).read(found)
    return tuple(_time(timex, answer) for timex, answer in zip(found, answers, strict=True))


def _time(timex: FoundTime, answer: _Answer) -> Time:
    first, last = answer.days or (None, None)
    return Time(
        text=timex.text,
        start=timex.start,
        end=timex.end,
        type=timex.type,
        value=answer.value,
        from_=first.isoformat() if first else None,
        to=last.isoformat() if last else None,
        anchor=answer.anchor.isoformat() if answer.anchor else "none",
        reason=answer.reason,
    )


def _between(none: _Answer, low: _Answer, high: _Answer, anchor: Anchor) -> _Answer:
    """One answer from those for the first and the last day on which the report can have been published."""
    if none.days is not None or (low.value == high.value == none.value and low.days == high.days):
        return none
    if low.value == high.value and low.days == high.days:
        return replace(low, anchor=None, reason=f"{low.reason}; the same for every publication date in the range")
    reason = f"published between {anchor.from_} and {anchor.to}: more than one day fits"
    days = (min(low.days[0], high.days[0]), max(low.days[1], high.days[1])) if low.days and high.days else None
    return _Answer(none.value, days, None, reason)


def _from_next(timex: FoundTime, anchor: FoundTime, own: _Answer, base: _Answer) -> _Answer:
    """The answer of "two days" in "two days after May 17": its own value, and the days that it leads to."""
    if base.days is None or base.days[0] != base.days[1]:
        return replace(own, days=None, anchor=None, reason=f"measured from {anchor.text!r}, which names no one day")
    amount, unit = 1.0, "D"
    if isinstance(timex.reading, Length):
        hit = _LENGTH.fullmatch(timex.reading.value)
        if hit is None:
            return own
        amount, unit = float(hit[1]), hit[2]
    value = _shift_value(base.days[0], unit, timex.ahead * amount)
    way = "after" if timex.ahead > 0 else "before"
    reason = f"{amount:g} {_WORDS[unit]}{'' if amount == 1 else 's'} {way} {base.days[0]} ({anchor.text!r})"
    days = interval(value) if value else None
    if timex.type == "DURATION":
        return replace(own, days=days, anchor=base.days[0], reason=reason)
    part = f"T{timex.part}" if timex.type == "TIME" and timex.part else ""
    return _Answer(f"{value}{part}" if value else None, days, base.days[0], reason)


class _Reader:
    """Reads the expressions of one report in order, keeping the date the story last spoke of."""

    def __init__(self, now: date | None) -> None:
        self.now = now
        self.story: date | None = None
        self.quarter: str | None = None
        self.since_quarter = 0
        self.year: int | None = None

    def read(self, found: Iterable[FoundTime]) -> list[_Answer]:
        """One answer for each expression."""
        timexes = list(found)
        answers = [self._answer(timex) for timex in timexes]
        for place in range(len(timexes) - 2, -1, -1):
            if timexes[place].ahead:
                answers[place] = _from_next(timexes[place], timexes[place + 1], answers[place], answers[place + 1])
        return answers

    def _answer(self, timex: FoundTime) -> _Answer:
        answer = self._base(timex)
        if answer.value is not None and timex.type == "TIME" and (timex.clock or timex.part):
            answer = replace(answer, value=f"{answer.value}T{timex.clock or timex.part}")
        if answer.days is not None and timex.edge in {"earlier", "later"} and self.now is not None:
            answer = replace(answer, days=_cut(answer.days, self.now, timex.edge == "earlier"))
        self._remember(timex, answer)
        return answer

    def _base(self, timex: FoundTime) -> _Answer:
        reading, tense = timex.reading, timex.tense
        if isinstance(reading, Calendar):
            answer = self._calendar(reading, tense)
        elif isinstance(reading, Near):
            answer = self._near(reading, tense)
        elif isinstance(reading, Shift):
            answer = self._shift(reading, tense)
        elif isinstance(reading, Season):
            answer = self._season(reading, tense)
        elif isinstance(reading, Length):
            return self._length(reading)
        elif isinstance(reading, Written):
            answer = _Answer(
                reading.value, None, None, "says it in full" if reading.value[0].isdigit() else "names no day"
            )
        elif isinstance(reading, Feasted):
            return self._feast(reading, tense)
        elif isinstance(reading, Islamic):
            return self._islamic(reading, tense)
        elif isinstance(reading, Inside):
            return self._inside(reading, tense)
        else:
            answer = self._week_of(reading, tense)
        if answer.value is not None and answer.days is None:
            answer = replace(answer, days=interval(answer.value, timex.edge))
        return answer

    def _remember(self, timex: FoundTime, answer: _Answer) -> None:
        value = answer.value
        self.since_quarter += 1
        if value is None or timex.type not in {"DATE", "TIME"} or not value[:4].isdigit():
            return
        if isinstance(timex.reading, Calendar | Season):
            self.year = int(value[:4])
        if len(value) == 7 and value[5] == "Q" and (self.now is None or int(value[:4]) >= self.now.year - 1):
            self.since_quarter = 0
            if not isinstance(timex.reading, Shift):
                self.quarter = value
        if len(value) >= 10 and answer.days is not None and value[5:7].isdigit():
            self.story = answer.days[0]
        elif len(value) <= 7 and answer.days is not None and value[5:6] != "Q":
            self.story = None if self.story and not answer.days[0] <= self.story <= answer.days[1] else self.story

    # ---- days, months, years

    def _calendar(self, reading: Calendar, tense: Tense | None) -> _Answer:
        year = reading.year
        reason = "year named"
        measured: date | None = None
        if year is None and reading.year_step is not None:
            if self.now is None:
                return _Answer(_open_calendar(reading), None, None, NO_DATE)
            year, measured = self.now.year + reading.year_step, self.now
            reason = f"year counted from {self.now}"
        if reading.month is None and reading.weekday is not None:
            return self._weekday(reading.weekday, reading, tense)
        if year is not None:
            if reading.swappable:
                return self._numbers(year, reading)
            return self._dated(year, reading, measured, reason)
        base = self.story if reading.story and self.story else self.now
        if base is None:
            return _Answer(_open_calendar(reading), None, None, NO_DATE)
        if reading.month is not None and reading.day is not None:
            return self._day_of_year(reading.month, reading.day, reading.weekday, tense, base)
        if reading.month is not None:
            return self._month_of_year(reading.month, reading.relation, tense, base)
        return _Answer(None, None, None, "names no day")

    def _dated(self, year: int, reading: Calendar, measured: date | None, reason: str) -> _Answer:
        if reading.month is None:
            return _Answer(f"{year:04d}", None, measured, reason)
        if reading.day is None:
            return _Answer(f"{year:04d}-{reading.month:02d}", None, measured, reason)
        if calendars.day(year, reading.month, reading.day) is None:
            return _NO_SUCH_DAY
        return _Answer(f"{year:04d}-{reading.month:02d}-{reading.day:02d}", None, measured, reason)

    def _numbers(self, year: int, reading: Calendar) -> _Answer:
        """A date in numbers whose order is open: the nearer one that is not to come, or else day before month."""
        usual = self._dated(year, reading, None, "day before month, as most of the world writes")
        if self.now is None:
            return usual
        swapped = self._dated(
            year,
            replace(reading, month=reading.day, day=reading.month),
            self.now,
            f"month before day: nearer to {self.now}",
        )
        left, right = (interval(answer.value) if answer.value else None for answer in (usual, swapped))
        if left is None or right is None:
            return usual
        away = [_distance((days[0] - self.now).days, "past") for days in (left, right)]
        return swapped if away[1] < away[0] and away[1][0] <= _NEAR_DAYS else usual

    def _day_of_year(self, month: int, number: int, weekday: int | None, tense: Tense | None, base: date) -> _Answer:
        days = [calendars.day(base.year + step, month, number) for step in range(-8, 9)]
        known = [day for day in days if day is not None]
        if weekday is not None:
            known = [day for day in known if day.isoweekday() == weekday and _is_near(day, base, tense)] or known
        if not known:
            return _NO_SUCH_DAY
        best = min(known, key=lambda day: _distance((day - base).days, tense))
        return _Answer(best.isoformat(), None, base, f"the {_sense(tense)}nearest to {base}")

    def _month_of_year(self, month: int, relation: int | None, tense: Tense | None, base: date) -> _Answer:
        away = month - base.month
        if relation == -1:
            year = base.year if away < 0 else base.year - 1
            reason = f"the last one before {base}"
        elif relation == 1:
            year = base.year if away > 0 else base.year + 1
            reason = f"the first one after {base}"
        elif relation == 0:
            year, reason = base.year, f"in the year of {base}"
        else:
            step = min((0, -1, 1), key=lambda step: _distance((step * 12 + away) * 30, tense))
            year = base.year + step
            reason = f"the {_sense(tense)}nearest to {base}"
        return _Answer(f"{year:04d}-{month:02d}", None, base, reason)

    def _weekday(self, weekday: int, reading: Calendar, tense: Tense | None) -> _Answer:
        base = self.story if reading.story and self.story else self.now
        if base is None:
            return _Answer(f"XXXX-WXX-{weekday}", None, None, NO_DATE)
        back = (base.isoweekday() - weekday) % 7
        name = _WEEKDAYS[weekday - 1]
        if reading.relation == -1:
            step, reason = -(back or 7), f"the last {name} before {base}"
        elif reading.relation == 1:
            if reading.story and base is not self.story and tense == "past":
                return _Answer(f"XXXX-WXX-{weekday}", None, None, "the day that it follows is not named")
            step, reason = (7 - back), f"the first {name} after {base}"
        elif tense == "future":
            step, reason = (7 - back) % 7, f"{name} on or after {base}, told as future"
        else:
            step, reason = -back, f"{name} on or before {base}" + (", told as past" if tense == "past" else "")
        day = calendars.shift_days(base, step)
        return _Answer(day.isoformat() if day else None, None, base, reason)

    def _week_of(self, reading: WeekOf, tense: Tense | None) -> _Answer:
        inner = self._calendar(reading.day, tense)
        days = interval(inner.value) if inner.value else None
        if days is None:
            return replace(inner, value="XXXX-WXX" if inner.value else None)
        return replace(inner, value=calendars.week_value(days[0]), reason=f"the week that holds {days[0]}")

    def _inside(self, reading: Inside, tense: Tense | None) -> _Answer:
        whole = self._calendar(reading.whole, tense)
        month = interval(whole.value) if whole.value else None
        if month is None:
            return whole
        first, last = month
        if reading.weekday is not None:
            day = calendars.nth_weekday(first.year, first.month, reading.weekday, reading.order)
            return replace(whole, value=day.isoformat(), days=(day, day)) if day.month == first.month else _NO_SUCH_DAY
        if reading.order < 0:
            days = (last - timedelta(days=reading.days - 1), last)
        else:
            start = first + timedelta(days=reading.days * (reading.order - 1))
            days = (start, min(last, start + timedelta(days=reading.days - 1)))
        return replace(whole, days=days) if days[0] <= days[1] else _NO_SUCH_DAY

    # ---- units near the present or the story

    def _near(self, reading: Near, tense: Tense | None) -> _Answer:
        base = self.story if reading.story and self.story and not (reading.step > 0 and tense == "future") else self.now
        value: str | None
        if reading.unit == "Q" and (reading.loose or (reading.story and reading.step == 0)):
            if self.quarter is not None:
                return _Answer(self.quarter, None, None, "the quarter last spoken of")
            if self.now is not None:
                before = calendars.shift_months(self.now, -3)
                return _Answer(
                    _quarter_of(*before) if before else None, None, self.now, f"the last full quarter before {self.now}"
                )
        if reading.story and reading.unit == "Y" and self.year is not None:
            return _Answer(f"{self.year + reading.step:04d}", None, self.story, "counted from the year last spoken of")
        if base is None:
            return _Answer(_OPEN[reading.unit], None, None, NO_DATE)
        value = _near_value(base, reading, tense)
        what = _WORDS[reading.unit]
        where = {-1: f"the {what} before that of", 0: f"the {what} of", 1: f"the {what} after that of"}
        reason = where.get(reading.step, f"{reading.step:+d} {what}s from") + f" {base}"
        if base is self.story:
            reason += ", the day last spoken of"
        return _Answer(value, None, base, reason)

    def _shift(self, reading: Shift, tense: Tense | None) -> _Answer:
        value: str | None
        if reading.amount is None:
            vague = "PAST_REF" if reading.sign < 0 or tense == "past" else "FUTURE_REF"
            return _Answer(vague, None, None, "names no day: the amount is not said")
        compared = (
            reading.unit == "Y" and reading.amount == 1 and reading.sign < 0 and self.since_quarter < _QUARTER_REACH
        )
        if self.quarter is not None and (reading.quarter or compared):
            value = f"{int(self.quarter[:4]) - 1:04d}{self.quarter[4:]}"
            return _Answer(value, None, None, "a year before the quarter last spoken of")
        from_year = reading.story and reading.unit == "Y" and reading.amount % 1 == 0
        if from_year and self.story is None and self.year is not None:
            year = self.year + int(reading.sign * reading.amount)
            value = f"{year:04d}" if calendars.day(year, 1, 1) else None
            return _Answer(value, None, None, "counted from the year last spoken of")
        base = self.story if reading.story and self.story else self.now
        if base is None:
            return _Answer(_OPEN[reading.unit], None, None, NO_DATE)
        value = _shift_value(base, reading.unit, reading.sign * reading.amount)
        way = "before" if reading.sign < 0 else "after"
        reason = f"{reading.amount:g} {_WORDS[reading.unit]}{'' if reading.amount == 1 else 's'} {way} {base}"
        return _Answer(value, None, base, reason if value else "out of range")

    def _season(self, reading: Season, tense: Tense | None) -> _Answer:
        year = reading.year
        if year is not None:
            return _Answer(f"{year:04d}-{reading.code}", None, None, "year named")
        base = self.story if reading.story and self.story else self.now
        if base is None:
            return _Answer(f"XXXX-{reading.code}", None, None, NO_DATE)
        month = _SEASON_MONTH[reading.code]
        length = {"Q": 3, "H": 6}.get(reading.code[0], 3)
        began = month - base.month  # months from now to its beginning, in this year
        if reading.year_step is not None:
            year, reason = base.year + reading.year_step, f"year counted from {base}"
        elif reading.relation == -1:
            year, reason = (
                (base.year if began + length <= 0 else base.year - 1),
                f"the last one that ended before {base}",
            )
        elif reading.relation == 1:
            year, reason = (base.year if began > 0 else base.year + 1), f"the first one after {base}"
        elif reading.relation == 0:
            year, reason = base.year, f"in the year of {base}"
        else:
            middle = began + (length - 1) / 2
            year = base.year + min(
                (0, -1, 1), key=lambda step: _distance(round((step * 12 + middle) * 30), tense, _AGAINST_SEASON)
            )
            reason = f"the {_sense(tense)}nearest to {base}"
        return _Answer(f"{year:04d}-{reading.code}", None, base, reason)

    def _length(self, reading: Length) -> _Answer:
        if not reading.side or reading.days is None:
            return _Answer(reading.value, None, None, "a length of time")
        if self.now is None:
            return _Answer(reading.value, None, None, NO_DATE)
        other = calendars.shift_days(self.now, reading.side * max(1, round(reading.days)))
        if other is None:
            return _Answer(reading.value, None, None, "out of range")
        days = (min(other, self.now), max(other, self.now))
        return _Answer(
            reading.value, days, self.now, f"the stretch {'up to' if reading.side < 0 else 'from'} {self.now}"
        )

    # ---- feasts

    def _feast(self, reading: Feasted, tense: Tense | None) -> _Answer:
        feast = lexicon().feasts[reading.feast]
        moon = bool(feast.islamic or feast.islamic_month)
        note = "tabular Islamic calendar, the day may be one off" if moon else f"date of {feast.name}"
        if feast.hebrew:
            note += ", from the evening before"
        elif feast.dates:
            note += ", by the table"
        base = self.now
        if reading.year is None and base is None:
            month, day = feast.fixed or (0, 0)
            value = f"XXXX-{month:02d}-{day:02d}" if feast.fixed and not reading.shift else "XXXX-XX-XX"
            return _Answer(value, None, None, NO_DATE)
        years = (
            [reading.year] if reading.year is not None else [base.year + step for step in (0, -1, 1)] if base else []
        )
        spans = [span for year in years for span in _feast_days(feast, year)]
        if reading.shift:
            spans = [(first - timedelta(days=1), first - timedelta(days=1)) for first, _ in spans]
        if base is not None and reading.year is None:
            if reading.relation == -1:
                spans = [span for span in spans if span[1] < base] or spans
            elif reading.relation == 1:
                spans = [span for span in spans if span[0] > base] or spans
            bias = {-1: "past", 1: "future"}.get(reading.relation or 0, tense)
            spans.sort(key=lambda span: (_distance(_gap(span, base), bias), span))  # type: ignore[arg-type]
        if not spans:
            return _Answer(None, None, None, "out of range")
        first, last = spans[0]
        measured = base if reading.year is None else None
        if reading.week:
            value = calendars.week_value(first)
            return _Answer(value, interval(value), measured, f"the week that holds {first}; {note}")
        value = first.isoformat() if first == last else f"{first}/{last}"
        return _Answer(value, (first, last), measured, note)

    def _islamic(self, reading: Islamic, tense: Tense | None) -> _Answer:
        note = "tabular Islamic calendar, the day may be one off"
        day = reading.day or 1
        if reading.year is not None and reading.year < 1600:
            moment = calendars.from_islamic(reading.year, reading.month, day)
            return _Answer(moment.isoformat() if moment else None, (moment, moment) if moment else None, None, note)
        if self.now is None:
            return _Answer("XXXX-XX-XX", None, None, NO_DATE)
        near = calendars.islamic_year(self.now)
        days = [calendars.from_islamic(near + step, reading.month, day) for step in (-2, -1, 0, 1, 2)]
        known = [moment for moment in days if moment is not None]
        if not known:
            return _Answer(None, None, None, "out of range")
        now = self.now
        best = min(known, key=lambda moment: (_distance((moment - now).days, tense), moment))
        return _Answer(best.isoformat(), (best, best), self.now, note)


def _distance(days: int, tense: Tense | None, against_tense: float = _AGAINST) -> tuple[float, int]:
    """How far a day lies from the present, those against the tense of the clause counted further; past first in a
    tie.
    """
    against = (tense == "past" and days > 0) or (tense == "future" and days < 0)
    return abs(days) * (against_tense if against else 1.0), 1 if days > 0 else 0


def _is_near(day: date, base: date, tense: Tense | None) -> bool:
    """Whether a weekday's agreement may choose this day: near enough, and not against the tense."""
    away = (day - base).days
    return abs(away) < 1000 and not (tense == "past" and away > 31) and not (tense == "future" and away < -31)


def _sense(tense: Tense | None) -> str:
    return "" if tense not in {"past", "future"} else f"one told as {tense} "


def _gap(span: Interval, base: date) -> int:
    """Days from ``base`` to the span: 0 inside it, negative when it lies before."""
    if span[0] <= base <= span[1]:
        return 0
    return (span[0] - base).days if span[0] > base else (span[1] - base).days


def _cut(days: Interval, now: date, before: bool) -> Interval:
    """The part of an interval before (or after) the day of speech, where there is one."""
    first, last = days
    if before:
        return (first, min(last, now)) if now >= first else days
    return (max(first, now), last) if now <= last else days


def _open_calendar(reading: Calendar) -> str:
    if reading.month is None:
        return "XXXX"
    return f"XXXX-{reading.month:02d}" + (f"-{reading.day:02d}" if reading.day is not None else "")


def _quarter_of(year: int, month: int) -> str:
    return f"{year:04d}-Q{(month + 2) // 3}"


def _near_value(base: date, reading: Near, tense: Tense | None) -> str | None:
    step = reading.step
    if reading.unit == "D":
        day = calendars.shift_days(base, step)
        return day.isoformat() if day else None
    if reading.unit in {"W", "2W"}:
        day = calendars.shift_days(base, step * (14 if reading.unit == "2W" else 7))
        return calendars.week_value(day) if day else None
    if reading.unit == "WE":
        if step == 0 and base.isoweekday() < 6 and (tense == "past" or (reading.loose and tense != "future")):
            step = -1
        day = calendars.shift_days(base, step * 7)
        return f"{calendars.week_value(day)}-WE" if day else None
    if reading.unit == "M":
        month = calendars.shift_months(base, step)
        return f"{month[0]:04d}-{month[1]:02d}" if month else None
    if reading.unit == "Q":
        month = calendars.shift_months(base, step * 3)
        return _quarter_of(*month) if month else None
    year = base.year + step * {"Y": 1, "E": 10, "C": 100, "L": 1000}[reading.unit]
    if calendars.day(year, 1, 1) is None:
        return None
    return {"Y": f"{year:04d}", "E": f"{year // 10:03d}X", "C": f"{year // 100:02d}XX", "L": f"{year // 1000}XXX"}[
        reading.unit
    ]


def _shift_value(base: date, unit: str, amount: float) -> str | None:
    if abs(amount) > 100_000:
        return None
    if unit in {"D", "W", "2W"}:
        day = calendars.shift_days(base, round(amount * {"D": 1, "W": 7, "2W": 14}[unit]))
        if day is None:
            return None
        return day.isoformat() if unit == "D" else calendars.week_value(day)
    months = amount * {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200, "L": 12000}[unit]
    month = calendars.shift_months(base, round(months))
    if month is None:
        return None
    if unit == "M" or months % 12:
        return f"{month[0]:04d}-{month[1]:02d}" if unit != "Q" else _quarter_of(*month)
    return f"{month[0]:04d}"


def _feast_days(feast: Feast, year: int) -> list[Interval]:
    """The days of a feast that fall in a Gregorian year."""
    if calendars.day(year, 1, 1) is None:
        return []
    days: list[date | None] = []
    if feast.fixed:
        days = [calendars.day(year, *feast.fixed)]
    elif feast.dates:
        days = [date.fromisoformat(text) for text in feast.dates if text.startswith(f"{year:04d}-")]
    elif feast.orthodox is not None:
        days = [calendars.orthodox_easter(year) + timedelta(days=feast.orthodox)]
    elif feast.hebrew:
        days = [calendars.from_hebrew(year + step, *feast.hebrew) for step in (3760, 3761)]
    elif feast.easter is not None:
        days = [calendars.easter(year) + timedelta(days=feast.easter)]
    elif feast.nth:
        days = [calendars.nth_weekday(year, *feast.nth)]
    elif feast.islamic_month is not None:
        near = calendars.islamic_year(date(year, 7, 1))
        spans = []
        month = feast.islamic_month
        for islamic in range(near - 2, near + 3):
            first = calendars.from_islamic(islamic, month, 1)
            following = calendars.from_islamic(islamic + month // 12, month % 12 + 1, 1)
            if first and following and first.year == year:
                spans.append((first, following - timedelta(days=1)))
        return spans
    else:
        near = calendars.islamic_year(date(year, 7, 1))
        for islamic in range(near - 2, near + 3):
            days += [calendars.from_islamic(islamic, month, number) for month, number in feast.islamic]
    return [(day, day) for day in days if day is not None and day.year == year]
