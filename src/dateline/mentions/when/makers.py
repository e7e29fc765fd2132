"""Readings from matches: each maker turns the atoms a rule matched into what the expression says, or refuses it.

A maker returns drafts (usually one), ``None`` where the words do not mean a time after all (the next shorter match is
tried), or an empty list where they are used up without meaning a time (ages).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from dateline.mentions.when.atoms import OTHER, Atom
from dateline.mentions.when.grammar import Match
from dateline.mentions.when.lexicon import Lexicon
from dateline.mentions.when.readings import (
    Calendar,
    Edge,
    Feasted,
    Inside,
    Islamic,
    Length,
    Near,
    Reading,
    Season,
    Shift,
    WeekOf,
    Written,
)
from dateline.record import TimeType

MONTHS = ("MON", "MONW", "MONA")
WEEKDAYS = ("WD", "WDA")
NUMBERS = ("N12", "N31", "NUM", "NUMW", "FRAC", "CLK4")
UNITS_ONE = ("DAYU", "WEEKU", "MONTHU", "QTR", "YEARU", "LONGU", "HMS", "SECOND")
UNITS_MANY = ("DAYS", "WEEKS", "MONTHS", "QTRS", "YEARS", "LONGS", "HMSS")
_EDGES: tuple[str, ...] = get_args(Edge)
_CLOCK_UNITS = {"S": "S", "MIN": "M", "H": "H"}
_DAYS_IN = {
    "S": 1 / 86400,
    "MIN": 1 / 1440,
    "H": 1 / 24,
    "D": 1.0,
    "W": 7.0,
    "2W": 14.0,
    "M": 30.44,
    "Q": 91.31,
    "Y": 365.25,
    "E": 3652.5,
    "C": 36525.0,
    "L": 365250.0,
}
_YEAR_LEADS = {
    *("IN", "SINCE", "BY", "UNTIL", "OF", "FROM", "TO", "BETWEEN", "DURING", "AFTER", "BEFORE", "FOR", "EARLY", "THE"),
    *("COMMA", "LPAR"),
    *MONTHS,
}
"""What stands before a year rather than before a count."""
_DATE_REACH = 7
"""Atoms after "the day before" within which the date it is measured from may stand."""
_DATES = {*MONTHS, *WEEKDAYS, "FEAST", "ISLMON", "ISLDATED", "ISO", "NUMDATE"}
_CLOSERS = {"COMMA", "DOT", "DASH", "RPAR", "AND", "OR", "TO", "BY", "APOS"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A reading and the atoms ``[first, last)`` it covers."""

    first: int
    last: int
    type: TimeType
    reading: Reading
    part: str | None = None
    clock: str | None = None
    edge: Edge | None = None


Maker = Callable[[Match, Lexicon], list[Draft] | None]


def _draft(match: Match, type_: TimeType, reading: Reading, **more: object) -> list[Draft]:
    return [Draft(match.first, match.last, type_, reading, edge=_edge(match), **more)]  # type: ignore[arg-type]  # Draft's own fields


def _edge(match: Match) -> Edge | None:
    """The part of the period the words single out ("early", "the end of")."""
    atom = match.one("EARLY", "LATE", "MID", "EARLIER", "LATER", "START", "MIDDLE", "END")
    return atom.value if atom is not None and atom.value in _EDGES else None  # type: ignore[return-value]  # one of _EDGES


def _number(atom: Atom | None) -> int | None:
    return int(atom.value) if atom is not None else None


def _relation(match: Match) -> tuple[int | None, bool]:
    """-1, 0, 1 for last, this, next, and whether it counts from the story's day; ``None`` where nothing is said."""
    if match.one("THIS"):
        return 0, False  # "this past Friday", "this coming Friday": the nearer one, tense tells
    if match.one("LAST", "PAST"):
        return -1, False
    if match.one("NEXT", "COMING"):
        return 1, bool(match.one("THE"))
    if match.one("PREV"):
        return -1, True
    if match.one("FOLL"):
        return 1, True
    if match.one("SAME", "THAT"):
        return 0, True
    if match.one("CUR", "LATEST"):
        return 0, False
    return None, False


def _year(match: Match) -> tuple[int | None, int | None]:
    """The year named, or its distance from the present one."""
    atom = match.one("YY", "YEAR4")
    if atom is not None:
        return int(atom.value), None
    if match.one("YEARU"):
        relation, _ = _relation(match)
        return None, relation
    return None, None


def nothing(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """The words are used up and mean no time."""
    return []


def calendar(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """A weekday, day, month, or any of them together."""
    reading = _calendar(match)
    after, before = match.after(), match.before()
    if reading.weekday is not None and reading.day is None:
        if after is not None and after.lower in lexicon.not_after:
            return None
        if before is not None and before.lower in lexicon.not_before_weekday:
            return None
    if reading.day is not None and reading.year is None and after is not None and after.category == "PERCENT":
        return None
    bare = reading.day is None and reading.weekday is None and reading.year is None
    if bare and after is not None and after.lower in lexicon.not_after:
        return None
    return _draft(match, "DATE", reading)


def _calendar(match: Match) -> Calendar:
    weekday, month = _number(match.one(*WEEKDAYS)), _number(match.one(*MONTHS))
    day = _number(match.one("N12", "N31", "ORD")) if month is not None else None
    year, year_step = _year(match)
    relation, story = _relation(match)
    if year_step is not None:
        relation, story = None, False
    return Calendar(year, month, day, weekday, relation, year_step, story)


def date_run(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """Two days of one month: "May 17 to 19"."""
    month = _number(match.one(*MONTHS))
    places = [place for place in range(match.first, match.last) if match.atoms[place].category in {"N12", "N31"}]
    left, right = (int(match.atoms[place].value) for place in places[:2])
    if left >= right:
        return None
    year, _ = _year(match)
    return [
        Draft(match.first, places[0] + 1, "DATE", Calendar(year, month, left)),
        Draft(places[1], match.last, "DATE", Calendar(year, month, right)),
    ]


def weekdays(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Mondays", "every Monday"."""
    if match.one("WKNDS"):
        return _draft(match, "SET", Written("XXXX-WXX-WE"))
    part = match.one("PARTS")
    day = match.must("WDS", "WD").value
    return _draft(match, "SET", Written(f"XXXX-WXX-{day}{f'T{part.value}' if part is not None else ''}"))


def day_word(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Today", "yesterday", "the day after tomorrow"."""
    after = match.after()
    if match.one("DAYWORD") and after is not None and after.lower in lexicon.not_after:
        return None
    return _draft(match, "DATE", Near("D", int(match.all("DAYWORD", "DAYP")[0].value)))


def written_date(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """A date in ISO 8601."""
    form = match.atoms[match.first].lower.upper()
    month, day = int(form[5:7]), int(form[8:10])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    clock = form[11:16] + ("Z" if form.endswith("Z") else "") if "T" in form else None
    reading = Calendar(int(form[:4]), month, day)
    return [Draft(match.first, match.last, "TIME" if clock else "DATE", reading, clock=clock)]


def numeric_date(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """Day, month and year in numbers; where two orders are possible the anchor will choose."""
    parts = [int(piece) for piece in match.atoms[match.first].lower.replace(".", "/").split("/")]
    swappable = False
    if parts[0] > 999:
        year, month, day = parts
    else:
        day, month, year = parts
        if month > 12 >= day:
            day, month = month, day
        swappable = day <= 12 and month <= 12 and day != month
        if year < 100:
            year += 1900 if year > 40 else 2000
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _draft(match, "DATE", Calendar(year, month, day, swappable=swappable))


def week_of(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The week of March 6"."""
    day = _calendar(match)
    return _draft(match, "DATE", WeekOf(replace(day, relation=None, story=False, year_step=None)))


def _day_reading(match: Match) -> Reading:
    """The day a clock time or a part of the day is tied to."""
    word = match.one("DAYWORD")
    if word is not None:
        return Near("D", int(word.value))
    written = match.one("ISO")
    if written is not None:
        return Calendar(int(written.lower[:4]), int(written.lower[5:7]), int(written.lower[8:10]))
    if match.one(*MONTHS):
        places = [p for p in range(match.first, match.last) if match.atoms[p].category in MONTHS]
        around = Match(match.rule, match.atoms, max(match.first, places[0] - 2), match.last)
        day = _calendar(_without_clock(around, places[0]))
        weekday = _number(match.one(*WEEKDAYS))
        return replace(day, weekday=weekday, relation=None, story=False)
    if match.one(*WEEKDAYS):
        return _calendar(match)
    if match.one("DAYU"):
        relation, _ = _relation(match)
        return Near("D", relation or 0, story=True)
    return Near("D", 0, story=not match.one("TONIGHT"))


def _without_clock(match: Match, month: int) -> Match:
    """The range around a month's name that is its date and holds no number of the clock."""
    first, last = month, month + 1
    days = {"N12", "N31", "ORD"}
    if last < match.last and match.atoms[last].category in days:
        last += 1
    elif first > match.first and match.atoms[first - 1].category in days:
        first -= 1
    elif (
        first - 1 > match.first and match.atoms[first - 1].category == "OF" and match.atoms[first - 2].category in days
    ):
        first -= 2
    for place in range(last, min(last + 2, match.last)):
        if match.atoms[place].category in {"YEAR4", "YY"}:
            last = place + 1
    return Match(match.rule, match.atoms, first, last)


def part_of_day(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Tuesday morning", "the evening of May 17"."""
    part = match.must("PART")
    return _draft(match, "TIME", _day_reading(match), part=str(part.value))


def part_near(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "This morning", "last night", "tonight"."""
    part = match.must("PART", "TONIGHT")
    return _draft(match, "TIME", Near("D", -1 if match.one("LAST") else 0), part=str(part.value))


def part_story(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "That evening", "the next morning", "in the afternoon"."""
    part = match.must("PART")
    relation, _ = _relation(match)
    return _draft(match, "TIME", Near("D", relation or 0, story=True), part=str(part.value))


def hours_of_day(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The early hours of Sunday"."""
    part = "NI" if match.one("LATE") else "MO"
    return _draft(match, "TIME", _day_reading(match), part=part)


def before_after(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The day before", "the night after", where nothing follows that it is measured from."""
    after = match.after()
    if after is not None and after.category not in _CLOSERS:
        return None
    step = -1 if match.one("BEFORE") else 1
    part = match.one("PART")
    if part is not None:
        return _draft(match, "TIME", Near("D", step, story=True), part=str(part.value))
    return _draft(match, "DATE", Near(str(match.must(*UNITS_ONE).value), step, story=True))


def beside_date(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The day after Ashura", "the night before the May 12 vote": measured from the date that follows."""
    ahead = match.atoms[match.last : match.last + _DATE_REACH]
    if not any(atom.category in _DATES for atom in ahead):
        return None
    return before_after(Match(match.rule, match.atoms[: match.last], match.first, match.last), lexicon)


def inside(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The first week of June", "the last Friday of March 2019"."""
    number, weekday = match.one("ORD", "SECOND"), match.one("WD")
    order = int(number.value) if number is not None else -1
    if order > 5:
        return None
    year_, step = _year(match)
    whole = Calendar(year_, _number(match.one(*MONTHS)), year_step=step)
    if whole.month is None:
        return None
    days = 1 if weekday is not None else 2 if match.one("DAYS") else 7
    return [Draft(match.first, match.last, "DATE", Inside(order, _number(weekday), whole, days))]


def overnight(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """The night before the day of speech."""
    return _draft(match, "TIME", Near("D", -1), part="NI")


def clock(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """A time of the clock, alone or with its day."""
    noon, hand = match.one("NOON"), match.one("CLOCK")
    half = match.one("AMPM")
    if noon is not None:
        hour, minutes = int(str(noon.value)[:2]), "00"
    elif hand is not None:
        hour, minutes = int(hand.value), hand.lower.split(":")[1]
    elif match.one("CLK4", "YEAR4") and match.one("TZ") and not half and not match.one("OCLOCK"):
        digits = match.all("CLK4", "YEAR4")[0].lower
        hour, minutes = int(digits[:2]), digits[2:]
        if hour > 24 or int(minutes) > 59:
            return None
    else:
        number = match.one("N12", "NUMW") if not match.one("AMPM") else _before(match, "AMPM")
        if number is None:
            return None
        hour, minutes = int(number.value), "00"
    part = match.one("PART")
    if half is not None and hour <= 12:
        hour = hour % 12 + int(half.value)
    elif part is not None and part.value in {"AF", "EV", "NI"} and 1 <= hour < 12:
        hour += 12
    if hour > 24:
        return None
    zone = match.one("TZ")
    universal = "Z" if zone is not None and zone.value == "Z" else ""
    value = f"{hour:02d}:{minutes}{universal}"
    reading = _day_reading(match)
    if isinstance(reading, Near) and reading.story and match.one("LAST", "THIS"):
        reading = Near("D", -1 if match.one("LAST") else 0)
    return [Draft(match.first, match.last, "TIME", reading, clock=value)]


def _before(match: Match, category: str) -> Atom | None:
    for place in range(match.first + 1, match.last):
        if match.atoms[place].category == category:
            return match.atoms[place - 1]
    return None


def year(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """A year by its number, if the number is a year and not a count or a name's number."""
    atom = match.must("YEAR4", "YY", "NUMW")
    number = int(atom.value)
    if not 1000 <= number < 2200:
        return None
    if match.last - match.first == 1 and atom.category == "YEAR4" and atom.lower and _is_count(match, number, lexicon):
        return None
    return _draft(match, "DATE", Calendar(number))


def _is_count(match: Match, number: int, lexicon: Lexicon) -> bool:
    """Whether four digits that stand alone are a number of something, or the number of something's name."""
    before, after = match.before(), match.after()
    lead = before.category if before is not None else "BEGIN"
    if before is not None and (lead in {"MONEY", "APPROX", "SLASH"} or before.lower in lexicon.not_before_year):
        return True
    if number < 1500 and lead not in {"IN", "SINCE"}:
        return True
    if before is not None and lead == "HYPH" and match.atoms[match.first - 2 : match.first - 1]:
        name = match.atoms[match.first - 2]
        if name.category == OTHER and name.end == before.start and name.lower not in {"post", "pre"}:
            return True  # the number of a name: "Typhoon-2000"
    if after is None:
        return False
    two = match.after(2)
    if after.category in {"PERCENT", "SLASH", "TZ", "MONEY", *UNITS_MANY, *UNITS_ONE}:
        return True
    if after.category == "HYPH" and two is not None and two.category in UNITS_ONE:
        return True
    plural = after.category == OTHER and after.lower.isalpha() and after.lower.endswith("s")
    if lead not in _YEAR_LEADS:
        return number % 50 == 0 or number < 1700 or (plural and number % 10 == 0)
    return plural and lead in {"TO", "FROM", "OF", "FOR", "BY"} and number % 100 == 0


def decade(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The 1990s", "the early nineties"."""
    atom = match.must("DECADE", "DECW")
    start = int(atom.value) if atom.category == "DECADE" else 1900 + int(atom.value)
    before = match.before()
    if atom.category == "DECW" and (match.one("THE") is None or (before is not None and before.category == "OWN")):
        return None
    return _draft(match, "DATE", Written(f"{start // 10}X"))


def century(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The 20th century"."""
    number, unit = match.must("ORD", "SECOND"), match.must("LONGU")
    if unit.value != "C":
        return None
    return _draft(match, "DATE", Written(f"{int(number.value) - 1:02d}XX"))


def quarter(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The third quarter", "fourth-quarter", "the 1988 second quarter"."""
    number = int(match.all("ORD", "SECOND")[-1].value)
    if not 1 <= number <= 4:
        return None
    year_, step = _year(match)
    return _draft(match, "DATE", Season(f"Q{number}", year_, None, step))


def quarter_letter(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Q3", "3Q 2019", "H1 2020"."""
    atom = match.must("QNUM")
    code = f"{'H' if 'H' in atom.lower else 'Q'}{int(atom.value)}"
    year_, step = _year(match)
    return _draft(match, "DATE", Season(code, year_, None, step))


def half(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The first half of 2018"."""
    number = match.one("ORD", "SECOND")
    code = "H2" if number is None else f"H{int(number.value)}"
    if code not in {"H1", "H2"}:
        return None
    year_, step = _year(match)
    if year_ is None and step is None:
        step = -1 if match.one("LAST") and not number else 0
    return _draft(match, "DATE", Season(code, year_, None, step))


def year_ago_quarter(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The year-earlier quarter"."""
    number = match.one("ORD", "SECOND")
    if number is not None and 1 <= int(number.value) <= 4:
        return _draft(match, "DATE", Season(f"Q{int(number.value)}", None, None, -1))
    return [Draft(match.first, match.last, "DATE", Shift(1, "Y", -1, story=True, quarter=True))]


def season(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Last winter", "the spring of 2011"."""
    atom = match.must("SEASON", "SEASONW")
    after = match.after()
    if (
        atom.category == "SEASONW"
        and match.one("THE")
        and not match.one("FOLL", "PREV", "YEAR4", "YY", "YEARU", "EARLY", "LATE")
    ):
        before = match.before()
        if before is None or before.category not in {"IN", "SINCE", "BY", "UNTIL", "DURING"}:
            return None
        if after is not None and after.category == "OF":
            return None
    if (
        atom.category == "SEASONW"
        and not match.one("THE", "LAST", "THIS", "NEXT")
        and after is not None
        and after.category == "OF"
    ):
        return None
    year_, step = _year(match)
    relation, story = _relation(match)
    if year_ is not None or step is not None:
        relation, story = None, False
    if relation == 1 and match.one("THE"):
        relation, story = 1, True
    return _draft(match, "DATE", Season(str(atom.value), year_, relation, step, story))


def near(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "This week", "last month", "the current year"."""
    unit = match.all(*UNITS_ONE, "WKND")[-1]
    relation, _ = _relation(match)
    if unit.value == "D" and match.one("LAST", "LATEST", "NEXT"):
        return None
    if unit.category == "WKND" and match.one("THIS") and match.one("PAST", "LAST"):
        return _draft(match, "DATE", Near("WE", 0, loose=True))
    if unit.value == "D" and relation == 0 and match.one("THIS"):
        return _draft(match, "DATE", Near("D", 0))
    if match.one("LATEST"):
        relation = -1 if unit.category == "QTR" else 0
    if match.one("THE") and match.one("LAST") and match.after() is not None and match.after().category == "OF":  # type: ignore[union-attr]
        return None  # "the last week of May"
    return _draft(match, "DATE", Near(str(unit.value), relation or 0))


def near_story(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The next day", "that year", "the previous month"."""
    unit = match.all(*UNITS_ONE, "WKND")[-1]
    if unit.value in {"H", "MIN", "S"}:
        return None
    relation, _ = _relation(match)
    return _draft(match, "DATE", Near(str(unit.value), relation or 0, story=True))


def near_loose(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Later in the week", "over the weekend", "for the year"."""
    unit = match.all(*UNITS_ONE, "WKND")[-1]
    after = match.after()
    if after is not None and after.category == "OF" and unit.category != "WKND":
        return None
    story = unit.value in {"D", "Q"}
    return _draft(match, "DATE", Near(str(unit.value), 0, story=story, loose=True))


def unit_end(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Year-end"."""
    atom = match.must("ENDP")
    return [Draft(match.first, match.last, "DATE", Near(str(atom.value), 0, loose=True), edge="end")]


def _amount(match: Match) -> float | None:
    """How many units are said; ``None`` where the text does not count."""
    if match.one("COUPLE"):
        return 2
    if match.one("VAGUE"):
        return None
    atoms = match.all(*NUMBERS, "YEAR4")
    if atoms:
        return float(atoms[0].value)
    return 1 if match.one("A") else None


def shift(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Two weeks ago", "a day earlier", "months later"."""
    unit = match.must(*UNITS_ONE, *UNITS_MANY)
    atom = match.one("AGO", "EARLIER", "LATER", "HENCE", "REF")
    sign = -1 if atom is not None and atom.category in {"AGO", "EARLIER"} else 1
    if atom is not None and atom.category == "REF" and atom.lower != "now":
        return None
    if unit.category in UNITS_ONE and not match.one("A", *NUMBERS, "YEAR4") and not match.one("HYPH"):
        return None
    amount = 1.0 if match.one("HYPH") and unit.category == "YEARU" and not match.one(*NUMBERS) else _amount(match)
    story = atom is not None and atom.category in {"EARLIER", "LATER"}
    after = match.after()
    if atom is not None and atom.category in {"EARLIER", "LATER"} and after is not None and after.lower == "than":
        story = True
    # "A second later": the word's own value is that of the ordinal.
    name = _code(unit)
    if name in {"H", "MIN", "S"}:
        if atom is not None and atom.category != "AGO":
            if amount is None:
                return None
            return [Draft(match.first, match.last - 1, "DURATION", _length(amount, name, 0))]
        return [Draft(match.first, match.last, "TIME", Near("D", 0))] if amount is not None and amount < 12 else None
    return _draft(match, "DATE", Shift(amount, name, sign, story))


def _code(unit: Atom) -> str:
    """The code of a unit of time; "second" is a number, too."""
    return "S" if unit.category == "SECOND" else str(unit.value)


def _length(amount: float | None, unit: str, side: int) -> Length:
    """A duration in TIMEX3: decades and centuries in years, quarters in months, half units in the next smaller one."""
    days = None if amount is None else amount * _DAYS_IN[unit]
    if unit == "2W":
        amount, unit = (None if amount is None else amount * 2), "W"
    letter = _CLOCK_UNITS.get(unit, unit)
    prefix = "PT" if unit in _CLOCK_UNITS else "P"
    if amount is None:
        letter = {"Q": "M", "E": "Y", "C": "Y", "L": "Y"}.get(unit, letter)
        return Length(f"{prefix}X{letter}", side)
    if unit in {"E", "C", "L"}:
        amount, letter = amount * {"E": 10, "C": 100, "L": 1000}[unit], "Y"
    elif unit == "Q":
        amount, letter = amount * 3, "M"
    whole = int(amount)
    rest = amount - whole
    if rest == 0:
        return Length(f"{prefix}{whole}{letter}", side, days)
    if letter == "Y" and (rest * 12) % 1 == 0:
        return Length(f"P{whole}Y{int(rest * 12)}M" if whole else f"P{int(rest * 12)}M", side, days)
    if letter == "H" and (rest * 60) % 1 == 0:
        return Length(f"PT{whole}H{int(rest * 60)}M", side, days)
    if prefix == "PT" and letter == "M" and (rest * 60) % 1 == 0:
        return Length(f"PT{whole}M{int(rest * 60)}S", side, days)
    return Length(f"{prefix}{amount:g}{letter}", side, days)


def length(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Three days", "a 10-year", "the first nine months"."""
    unit = match.must(*UNITS_MANY, *UNITS_ONE)
    if unit.category == "SECOND":
        return None
    if _is_age(match):
        return None
    if unit.category == "QTRS" and match.one("HYPH"):
        return None  # three-quarters: a fraction
    single = match.one("A") and not match.all(*NUMBERS) and not match.one("VAGUE", "COUPLE")
    before = match.before()
    if single and not match.one("APPROX", "QUAL", "LONGADJ") and before is not None:
        if before.category in {"TIMES", "MONEY", *NUMBERS, "PERCENT", "APOS"} or _is_counted(before, match):
            return _draft(match, "SET", Written(f"P1{_CLOCK_UNITS.get(str(unit.value), str(unit.value))}"))
        if unit.value == "H" and before.category == OTHER:
            return None
    vague = match.one("VAGUE")
    if vague is not None and unit.category in UNITS_ONE and vague.lower not in {"many", "several"}:
        return None  # "some day", "some hour"
    amount = _amount(match)
    if amount is not None and amount > 9999:
        return None
    return _draft(match, "DURATION", _length(amount, _code(unit), 0))


def _is_age(match: Match) -> bool:
    """Whether "old" follows, with or without a hyphen: "the 35-year" of "the 35-year-old"."""
    after, two = match.after(), match.after(2)
    if after is None:
        return False
    return after.category == "OLD" or (after.category == "HYPH" and two is not None and two.category == "OLD")


def _is_counted(before: Atom, match: Match) -> bool:
    """Whether what stands before "a day" is a rate: "30 barrels a day", "$5 a share a year"."""
    if before.category != OTHER or not before.lower.isalpha():
        return False
    two = match.before(2)
    return two is not None and two.category in {*NUMBERS, "MONEY", "YEAR4"}


def length_half(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "A year and a half"."""
    unit = match.must(*UNITS_ONE)
    return _draft(match, "DURATION", _length(1.5, _code(unit), 0))


def length_side(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The past two weeks", "the next few days"."""
    unit = match.must(*UNITS_MANY, *UNITS_ONE)
    side = -1 if match.one("LAST", "PAST", "PREV", "LATEST") else 1
    counted = match.one(*NUMBERS, "VAGUE", "COUPLE", "A")
    amount = _amount(match) if counted else (1.0 if unit.category in UNITS_ONE else None)
    if unit.category == "SECOND" and not counted:
        return None
    return _draft(match, "DURATION", _length(amount, _code(unit), side))


def length_bare(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "For weeks", "decades-long": units without a number, where the neighbours show that a length is meant."""
    unit = match.must(*UNITS_MANY, *UNITS_ONE)
    before, after = match.before(), match.after()
    if match.one("LONGADJ"):
        amount = 1.0 if unit.category in UNITS_ONE else None
        return _draft(match, "DURATION", _length(amount, _code(unit), 0))
    if match.one("HYPH"):
        return None
    if before is not None and before.category in {"THE", "OWN", "THAT", "THIS", "A", "HYPH"}:
        return None
    leads = before is not None and before.category in {"FOR", "IN", "WITHIN", "OVER", "AFTER", "OR", "AND", "UNTIL"}
    follows = after is not None and (after.category in {"OF", "BEFORE", "AFTER", "AHEAD"} or after.lower == "ahead")
    if not leads and not follows and unit.category not in {"WEEKS", "DAYS", "MONTHS", "YEARS", "LONGS"}:
        return None
    if not leads and not follows and before is not None:
        return None
    return _draft(match, "DURATION", _length(None, _code(unit), 0))


def fixed_length(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Half an hour"."""
    atom = match.must("LENGTHP")
    return _draft(match, "DURATION", Length(str(atom.value)))


def every(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Every week", "each Thursday", "twice a day", "every two years"."""
    weekday = match.one("WD")
    if weekday is not None:
        return _draft(match, "SET", Written(f"XXXX-WXX-{int(weekday.value)}"))
    part, month, season_ = match.one("PART"), match.one("MON"), match.one("SEASON")
    if part is not None:
        return _draft(match, "SET", Written(f"XXXX-XX-XXT{part.value}"))
    if month is not None:
        return _draft(match, "SET", Written(f"XXXX-{int(month.value):02d}"))
    if season_ is not None:
        return _draft(match, "SET", Written(f"XXXX-{season_.value}"))
    if match.one("WKND"):
        return _draft(match, "SET", Written("XXXX-WXX-WE"))
    unit = match.all(*UNITS_ONE, *UNITS_MANY)[-1]
    other = match.one(OTHER)
    if other is not None and other.lower not in {"other", "single"}:
        return None
    number = match.all(*NUMBERS, "ORD")
    amount = 2.0 if other is not None and other.lower == "other" else 1.0
    if number and not match.one("TIMES"):
        amount = float(number[-1].value)
    if unit.category == "SECOND":
        return None
    value = _length(amount, _code(unit), 0).value
    return _draft(match, "SET", Written("P1Q" if unit.value == "Q" else value))


def fixed_set(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Daily", "weekly", unless it belongs to a newspaper's name."""
    atom = match.must("SETP")
    after = match.after()
    if after is not None and after.lower in lexicon.not_after:
        return None
    return _draft(match, "SET", Written(str(atom.value)))


def reference(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Now", "recently", "the future"."""
    atom = match.must("REF")
    return _draft(match, "DATE", Written(str(atom.value)))


def the_past(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "In the past", unless something is past ("the past president")."""
    after = match.after()
    if after is not None and (after.category != OTHER or after.lower.isalpha()) and after.category not in _CLOSERS:
        return None
    return _draft(match, "DATE", Written("PAST_REF"))


def recent(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "Recent weeks": a stretch of them up to now, uncounted."""
    unit = match.must(*UNITS_MANY)
    return _draft(match, "DURATION", _length(None, _code(unit), -1))


def latest_period(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The latest period" of a company's accounts, a quarter."""
    return _draft(match, "DATE", Near("Q", -1))


def year_ended(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "The year ended March 31": a length, not the calendar year."""
    after = match.after()
    if after is None or after.lower not in {"ended", "ending"}:
        return None
    return _draft(match, "DURATION", Length("P1Y"))


def feast(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """A feast or a month of the Islamic calendar."""
    atom = match.must("FEAST", "ISLMON")
    year_, step = _year(match)
    relation, _ = _relation(match)
    if step is not None:
        relation = step
    eve = -1 if match.one("EVE") else 0
    edge = _edge(match)
    reading = Feasted(int(atom.value), year_, relation, eve, week=bool(match.one("WEEKU")))
    return [Draft(match.first, match.last, "DATE", reading, edge=edge)]


def islamic(match: Match, lexicon: Lexicon) -> list[Draft] | None:
    """As in "1 Ramadan", "Muharram 10, 1442"."""
    month = match.must("ISLMON", "ISLDATED")
    number = lexicon.feasts[int(month.value)].islamic_month
    day = _number(match.one("N12", "N31", "ORD"))
    if number is None or day is None or day > 30:
        return None
    year_ = _number(match.one("YEAR4"))
    return _draft(match, "DATE", Islamic(number, day, year_))


MAKERS: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        nothing, calendar, date_run, weekdays, day_word, written_date, numeric_date, week_of, part_of_day,
        part_near, part_story, hours_of_day, before_after, beside_date, inside, overnight, clock, year, decade, century,
        quarter, quarter_letter, half, year_ago_quarter, season, near, near_story, near_loose, unit_end,
        shift, length, length_half, length_side, length_bare, fixed_length, every, fixed_set, reference,
        the_past, recent, latest_period, year_ended, feast, islamic,
    )
}  # fmt: skip
"""The makers by the names that ``rules.toml`` uses."""
