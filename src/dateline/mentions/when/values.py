"""TIMEX3 values and the days they span."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateline.mentions.when import calendars
from dateline.mentions.when.readings import Edge

Interval = tuple[date, date]
"""First and last day, both included."""

_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}  # months; 13 and 14 fall in the next year
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T|\Z)")
_MONTH = re.compile(r"(\d{4})-(\d\d)\Z")
_PERIOD = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)\Z")
_YEAR = re.compile(r"(?:\d{4}|\d{3}X|\d{2}XX)\Z")
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)\Z")


def interval(value: str, edge: Edge | None = None) -> Interval | None:
    """The days a value spans, narrowed to the part of it that ``edge`` singles out; ``None`` where it names none.

    Seasons are those of the northern calendar's meteorology (summer is June to August); early, mid and late are thirds.
    """
    days = _whole(value)
    return narrowed(days, edge) if days and edge else days


def _whole(value: str) -> Interval | None:
    if hit := _DAY.match(value):
        day = calendars.day(int(hit[1]), int(hit[2]), int(hit[3]))
        return (day, day) if day else None
    if hit := _WEEK.match(value):
        monday = calendars.monday_of(int(hit[1]), int(hit[2]))
        if monday is None:
            return None
        return (monday + timedelta(days=5 if hit[3] else 0), monday + timedelta(days=6))
    if hit := _MONTH.match(value):
        return _months(int(hit[1]), int(hit[2]), int(hit[2]))
    if hit := _PERIOD.match(value):
        code = hit[2]
        if code[0] in "QH":
            length = 3 if code[0] == "Q" else 6
            last = int(code[1]) * length
            return _months(int(hit[1]), last - length + 1, last)
        return _months(int(hit[1]), *_SEASONS[code])
    if _YEAR.match(value):
        low, high = int(value.replace("X", "0")), int(value.replace("X", "9"))
        opened, closed = calendars.day(low, 1, 1), calendars.day(high, 12, 31)
        return (opened, closed) if opened and closed else None
    if hit := _SPAN.match(value):
        return date.fromisoformat(hit[1]), date.fromisoformat(hit[2])
    return None


def _months(year: int, first: int, last: int) -> Interval | None:
    start = calendars.day(year, first, 1) if first <= 12 else None
    end = calendars.shift_months(start, last - first) if start else None
    return (start, calendars.last_of_month(*end)) if start and end else None


def narrowed(days: Interval, edge: Edge) -> Interval:
    """The part of an interval that a word singles out: a third for early, mid and late, its border for start and end.

    "Earlier" and "later" are left whole: where in it depends on the day of speech, not on the interval.
    """
    first, last = days
    count = (last - first).days + 1
    if count < 3 or edge in {"earlier", "later"}:
        return days
    third = count // 3
    if edge in {"early", "start"}:
        return first, first + timedelta(days=third - 1)
    if edge == "mid":
        return first + timedelta(days=third), last - timedelta(days=third)
    return last - timedelta(days=third - 1), last
