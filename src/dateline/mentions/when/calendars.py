"""Arithmetic of days: weeks, months, Easter, weekdays of a month, and the tabular Islamic calendar."""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1000, 2200
"""Years outside these bounds are not resolved: news does not mean them, and the calendars differ there."""

_ISLAMIC_EPOCH = 1_948_439  # Julian day number of the day before 1 Muharram 1 (civil epoch)
_JULIAN_DAY_OF_ORDINAL = 1_721_425  # Julian day number (at noon) less date.toordinal()


def day(year: int, month: int, number: int) -> date | None:
    """The date, or ``None`` where there is no such day or the year lies out of bounds."""
    if not FIRST_YEAR <= year < LAST_YEAR:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def shift_days(start: date, days: int) -> date | None:
    """``start`` moved by ``days``, or ``None`` where that leaves the bounds."""
    if abs(days) > 500_000:
        return None
    moved = start.toordinal() + days
    if not date(FIRST_YEAR, 1, 1).toordinal() <= moved < date(LAST_YEAR - 1, 12, 31).toordinal():
        return None
    return date.fromordinal(moved)


def shift_months(start: date, months: int) -> tuple[int, int] | None:
    """Year and month ``months`` away from the month of ``start``."""
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return (year, month) if FIRST_YEAR <= year < LAST_YEAR else None


def last_of_month(year: int, month: int) -> date:
    """The month's last day."""
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)


def monday_of(year: int, week: int) -> date | None:
    """Monday of an ISO week, or ``None`` where the year has no such week."""
    try:
        return date.fromisocalendar(year, week, 1) if FIRST_YEAR <= year < LAST_YEAR else None
    except ValueError:
        return None


def week_value(moment: date) -> str:
    """The ISO week of a day as TIMEX3 writes it."""
    year, week, _ = moment.isocalendar()
    return f"{year:04d}-W{week:02d}"


def easter(year: int) -> date:
    """Western Easter Sunday (Gregorian computus, the anonymous algorithm of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, number = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, number + 1)


def orthodox_easter(year: int) -> date:
    """Eastern Easter Sunday as a Gregorian date (Meeus' Julian computus)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, number = divmod(d + e + 114, 31)
    ahead = year // 100 - year // 400 - 2  # days by which the Gregorian calendar is ahead of the Julian one
    return date(year, month, number + 1) + timedelta(days=ahead)


_HEBREW_EPOCH = -1_373_428
"""Ordinal of the day before 1 Tishri of the Hebrew year 1."""
_TISHRI, _MONTHS = 7, (0, 30, 29, 30, 29, 30, 29, 30, 29, 30, 29, 30, 29)


def _hebrew_days(year: int) -> int:
    """Days from the calendar's beginning to 1 Tishri of a year (the four rules of postponement)."""
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    days = months * 29 + parts // 25920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def _new_year(year: int) -> int:
    before, own, after = (_hebrew_days(year + step) for step in (-1, 0, 1))
    return own + (2 if after - own == 356 else 1 if own - before == 382 else 0)


def from_hebrew(year: int, month: int, number: int) -> date | None:
    """The Gregorian day of a Hebrew date, months counted from Nisan; in a leap year 12 is the second Adar."""
    if not 4761 <= year < 5960:
        return None
    leap = (7 * year + 1) % 19 < 7
    length = _new_year(year + 1) - _new_year(year)
    sizes = list(_MONTHS)
    sizes[8] = 30 if length % 10 == 5 else 29
    sizes[9] = 29 if length % 10 == 3 else 30
    order = [*range(_TISHRI, 12), *([0] if leap else []), 12, *range(1, _TISHRI)]
    days = sum(30 if each == 0 else sizes[each] for each in order[: order.index(month)])
    return date.fromordinal(_HEBREW_EPOCH + _new_year(year) + days + number)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The ``n``-th weekday (Monday is 1) of a month; -1 is the last."""
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))
    last = last_of_month(year, month)
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


def from_islamic(year: int, month: int, number: int) -> date | None:
    """The Gregorian date of a day of the tabular Islamic calendar (civil epoch, leap years 2, 5, 7, 10, 13, 16, 18,
    21, 24, 26 and 29 of each 30).  The sighted moon may make it a day earlier or later.
    """
    julian = number + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + _ISLAMIC_EPOCH
    ordinal = julian - _JULIAN_DAY_OF_ORDINAL
    lowest, highest = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR - 1, 12, 31).toordinal()
    return date.fromordinal(ordinal) if lowest <= ordinal <= highest else None


def islamic_year(moment: date) -> int:
    """The Islamic year a day falls in, within one of the true one."""
    return round((moment.toordinal() + _JULIAN_DAY_OF_ORDINAL - _ISLAMIC_EPOCH) / 354.367) + 1
