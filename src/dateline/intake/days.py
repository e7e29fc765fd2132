"""Publication days as sites, agencies and users write them; what cannot be one day is a range or nothing."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:1[89]|20|21)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_FORMS = re.compile(
    rf"""
    (?<![\w/])(?:
      (?P<iso>{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01]))(?!\d)
    | (?P<compact>{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)
    | (?P<month>{MONTH})\s{{1,3}}(?P<day>{_DAY}),?\s{{1,3}}(?P<year>{_YEAR})(?!\d)
    | (?P<day2>{_DAY})(?:\s{{1,3}}of)?[\s-]{{1,3}}(?P<month2>{MONTH}),?[\s-]{{1,3}}(?P<year2>{_YEAR})(?!\d)
    | (?P<left>\d{{1,2}})[/.-](?P<right>\d{{1,2}})[/.-](?P<year3>{_YEAR})(?!\d)
    | (?P<month4>{MONTH}),?\s{{1,3}}(?P<year4>{_YEAR})(?!\d)
    | (?P<iso_month>{_YEAR}-(?:0[1-9]|1[0-2]))(?![\d-])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s{1,3}(?:the\s)?)?"
_CLOCK = (
    r"(?:[\s,|@T–—-]{0,5}(?:at\s)?\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s?(?:[ap]\.?m\.?)?"
    r"\s?\(?(?:Z|[A-Z]{2,5}|[+-]\d{2}:?\d{2})?(?:\s?[+-]\d{1,2}:?\d{0,2})?\)?)?"
)
_BEFORE = re.compile(rf"\s*{_WEEKDAY}\Z", re.IGNORECASE)
_AFTER = re.compile(rf"{_CLOCK}[\s.]*\Z", re.IGNORECASE)
_LINE_BEFORE = re.compile(
    rf"[\s(|*-]{{0,5}}(?:\d{{1,2}}:\d\d\s?(?:[ap]\.?m\.?)?\s?[A-Z]{{0,4}}[,\s|-]{{1,4}})?{_WEEKDAY}\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Days:
    """The days a date can mean, first and last, as ISO dates; one day where both are equal."""

    from_: str
    to: str
    written: str

    @property
    def is_one_day(self) -> bool:
        """Whether the date names a single day."""
        return self.from_ == self.to


def whole(text: str) -> Days | None:
    """The days ``text`` names where it is a date, perhaps with weekday, time of day and zone, and nothing else.

    A numeric date whose day and month cannot be told apart gives the range of both readings.  ``None``: no date, or
    one the calendar or the years 1800 to 2100 do not have.
    """
    text = " ".join(text[:120].split())
    if re.fullmatch(_YEAR, text):
        return _bounded(datetime.date(int(text), 1, 1), datetime.date(int(text), 12, 31), text)
    match = _FORMS.search(text)
    if match is None or not _BEFORE.match(text[: match.start()]) or not _AFTER.match(text[match.end() :]):
        return None
    return _days(match)


def is_line(text: str) -> bool:
    """Whether a whole line is a date and at most a time of day."""
    text = " ".join(text[:120].split())
    match = _FORMS.search(text)
    return bool(
        match and _LINE_BEFORE.match(text[: match.start()]) and _AFTER.match(text[match.end() :].rstrip(" )|*-"))
    )


def first(text: str) -> Days | None:
    """The first date in ``text`` (its first 200 characters) that names days of the calendar."""
    for match in _FORMS.finditer(text[:200]):
        days = _days(match)
        if days is not None:
            return days
    return None


def _days(match: re.Match[str]) -> Days | None:
    group = match.groupdict()
    written = match.group()
    try:
        if group["iso"]:
            year, month, day = (int(part) for part in re.split(r"[-/.]", group["iso"]))
            return _one(year, month, day, written)
        if group["compact"]:
            digits = group["compact"]
            return _one(int(digits[:4]), int(digits[4:6]), int(digits[6:]), written)
        for suffix in ("", "2"):
            if group["month" + suffix]:
                day = int(re.sub(r"\D", "", group["day" + suffix]))
                return _one(int(group["year" + suffix]), _month(group["month" + suffix]), day, written)
        if group["left"]:
            return _either(int(group["left"]), int(group["right"]), int(group["year3"]), written)
        if group["month4"]:
            return _span(int(group["year4"]), _month(group["month4"]), written)
        year, month = (int(part) for part in group["iso_month"].split("-"))
        return _span(year, month, written)
    except ValueError:
        return None


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _one(year: int, month: int, day: int, written: str) -> Days | None:
    date = datetime.date(year, month, day)
    return _bounded(date, date, written)


def _span(year: int, month: int, written: str) -> Days | None:
    last = calendar.monthrange(year, month)[1]
    return _bounded(datetime.date(year, month, 1), datetime.date(year, month, last), written)


def _either(left: int, right: int, year: int, written: str) -> Days | None:
    """Day and month in either order; both where both are possible, as sites of different countries differ."""
    readings = []
    for month, day in ((left, right), (right, left)):
        try:
            readings.append(datetime.date(year, month, day))
        except ValueError:
            continue
    if not readings:
        return None
    return _bounded(min(readings), max(readings), written)


def _bounded(first_day: datetime.date, last_day: datetime.date, written: str) -> Days | None:
    if not 1800 <= first_day.year <= 2100:
        return None
    return Days(first_day.isoformat(), last_day.isoformat(), written)
