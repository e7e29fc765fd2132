"""Atoms: a sentence cut into words, numbers and marks, each with the category the patterns speak of."""

from __future__ import annotations

import msgspec

from dateline.mentions.when.lexicon import SCAN, Entry, Lexicon, Value

OTHER = "X"
"""Category of a word that says nothing of time."""

_MARKS = {
    ",": "COMMA",
    ".": "DOT",
    "-": "HYPH",
    "\u2014": "DASH",
    "/": "SLASH",
    "(": "LPAR",
    ")": "RPAR",
    "'": "APOS",
    **dict.fromkeys("$€£#", "MONEY"),
    "%": "PERCENT",
}
_HALVES = {"¼": 0.25, "½": 0.5, "¾": 0.75}


class Atom(msgspec.Struct, frozen=True, gc=False):
    """One word, number, mark or fixed phrase: category, offsets into the report's text, lower-case form, value."""

    category: str
    start: int
    end: int
    lower: str
    value: Value | float


class _Raw(msgspec.Struct, frozen=True, gc=False):
    kind: str
    start: int
    end: int
    form: str
    lower: str


def scan(even: str, start: int, end: int, caseless: bool, lexicon: Lexicon) -> list[Atom]:
    """The atoms of ``even[start:end]`` in order.

    ``even`` is the report's text with one kind of quote, hyphen and space; ``caseless`` says that capitals tell nothing
    there.  Linear in the length of the range.
    """
    raw = [
        _Raw(hit.lastgroup or "mark", *hit.span(), form := hit.group(), form.lower())
        for hit in SCAN.finditer(even, start, end)
    ]
    atoms: list[Atom] = []
    place, count = 0, len(raw)
    while place < count:
        token = raw[place]
        if token.kind == "word":
            if token.lower not in lexicon.known:
                atoms.append(Atom(OTHER, token.start, token.end, token.lower, 0))
                place += 1
                continue
            entry = _phrase(raw, place, lexicon)
            if entry is not None:
                last = place + len(entry[0])
                atoms.append(Atom(entry[1], token.start, raw[last - 1].end, " ".join(entry[0]), entry[2]))
                place = last
                continue
            said, last = _number_word(raw, place, lexicon)
            if said is not None:
                is_year = last - place >= 2 and 1700 <= said < 2100 and _is_year(raw, place, lexicon)
                number, last = _with_half(raw, last, said)
                category = "FRAC" if isinstance(number, float) else "YEAR4" if is_year else "NUMW"
                atoms.append(Atom(category, token.start, raw[last - 1].end, "", number))
                place = last
                continue
            atom = _word(token, raw, place, even, caseless, lexicon)
        elif token.kind == "integer":
            number, last = _with_half(raw, place + 1, int(token.form) if len(token.form) < 10 else 0)
            if last > place + 1:
                atoms.append(Atom("FRAC", token.start, raw[last - 1].end, "", number))
                place = last
                continue
            atom = _integer(token)
        else:
            atom = _other(token)
        atoms.append(atom)
        place += 2 if atom.end > token.end else 1
    return atoms


def _phrase(raw: list[_Raw], place: int, lexicon: Lexicon) -> Entry | None:
    entries = lexicon.phrases.get(raw[place].lower)
    if entries is None:
        return None
    second = raw[place + 1].lower if place + 1 < len(raw) else None
    for entry in entries:
        words = entry[0]
        if len(words) > 1 and words[1] != second:
            continue
        if place + len(words) <= len(raw) and all(raw[place + step].lower == word for step, word in enumerate(words)):
            return entry
    return None


def _word(token: _Raw, raw: list[_Raw], place: int, even: str, caseless: bool, lexicon: Lexicon) -> Atom:
    category, value = lexicon.words.get(token.lower, (OTHER, 0))
    end = token.end
    capital = caseless or token.form[0].isupper()
    dotted = place + 1 < len(raw) and raw[place + 1].form == "." and raw[place + 1].start == end
    if category in {"MON", "MONW", "MONA", "WD", "WDA"}:
        if not capital and category in {"MONW", "MONA", "WDA"}:
            category = OTHER
        elif category in {"MONA", "WDA"} and dotted:
            end += 1
            if not caseless:  # "Sat." and "Mar." are short forms; "sat." may end a sentence
                category = "MON" if category == "MONA" else "WD"
    return Atom(category, token.start, end, token.lower, value)


def _integer(token: _Raw) -> Atom:
    form = token.form
    number = int(form) if len(form) < 10 else 0
    if len(form) <= 2 and 1 <= number <= 12:
        category = "N12"
    elif len(form) <= 2 and 13 <= number <= 31:
        category = "N31"
    elif len(form) == 4 and 1000 <= number < 2200:
        category = "YEAR4"
    elif len(form) == 4 and number < 2400 and number % 100 < 60:
        category = "CLK4"
    else:
        category = "NUM"
    return Atom(category, token.start, token.end, form, number)


def _other(token: _Raw) -> Atom:
    kind, lower = token.kind, token.lower
    if kind == "mark":
        return Atom(_MARKS.get(token.form, OTHER), token.start, token.end, lower, 0)
    if kind == "iso":
        return Atom("ISO", token.start, token.end, token.form, 0)
    if kind in {"dmy", "ymd"}:
        return Atom("NUMDATE", token.start, token.end, lower, 0)
    if kind in {"clock", "glued"}:
        hour = lower.replace(".", ":").split(":")[0]
        if kind == "glued" and ":" not in lower:
            return Atom("N12" if 1 <= int(hour) <= 12 else OTHER, token.start, token.end, lower, int(hour))
        return Atom("CLOCK" if int(hour) <= 24 else OTHER, token.start, token.end, lower.replace(".", ":"), int(hour))
    if kind == "decade":
        digits = lower.strip("'s")
        year = int(digits) if len(digits) == 4 else 1900 + int(digits)
        return Atom("DECADE", token.start, token.end, lower, year)
    if kind == "ordinal":
        number = int(lower[:-2])
        return Atom("ORD" if 1 <= number <= 31 else OTHER, token.start, token.end, lower, number)
    if kind == "short":
        number = int(lower[1:])
        return Atom("YY", token.start, token.end, lower, 1900 + number if number > 40 else 2000 + number)
    if kind == "quarter":
        return Atom("QNUM", token.start, token.end, lower.upper(), int(lower.strip("qh")))
    if kind == "number":
        if "." in lower:
            return Atom("FRAC", token.start, token.end, lower, float(lower) if len(lower) < 16 else 0.0)
        return Atom("NUM", token.start, token.end, lower, int(lower.replace(",", "")) if len(lower) < 16 else 0)
    if kind == "noon":
        return Atom("AMPM", token.start, token.end, lower, 12 if lower[0] == "p" else 0)
    return Atom(OTHER, token.start, token.end, lower, 0)


def _number_word(raw: list[_Raw], place: int, lexicon: Lexicon) -> tuple[int | None, int]:
    """The number that begins at ``place`` in words and where it ends; "a hundred" counts, "a" alone does not."""
    begins = raw[place].lower
    article = begins in {"a", "an"}
    if not article and begins not in lexicon.ones and begins not in lexicon.teens and begins not in lexicon.tens:
        return None, place
    tens_or_teens = {**lexicon.teens, **lexicon.tens}
    total, current, seen = 0, 0, False
    last = at = place
    if article:
        if place + 1 >= len(raw) or raw[place + 1].lower not in lexicon.scales:
            return None, place
        current, at = 1, place + 1
    previous = ""
    while at < len(raw) and at - place < 12:
        lower = raw[at].lower
        if lower in {"-", "and"} and seen and at + 1 < len(raw):
            follower = raw[at + 1].lower
            small = follower in lexicon.ones
            if lower == "-" and not (previous == "tens" and small):
                break
            if lower == "and" and not (previous == "scale" and (small or follower in lexicon.tens)):
                break
            at += 1
            continue
        if lower in lexicon.ones and previous in {"", "tens", "scale"}:
            current += lexicon.ones[lower]
            previous = "ones"
        elif lower in lexicon.teens and previous in {"", "scale"}:
            current += lexicon.teens[lower]
            previous = "teens"
        elif lower in lexicon.tens and previous in {"", "scale"}:
            current += lexicon.tens[lower]
            previous = "tens"
        elif lower in lexicon.scales and (seen or at > place):
            if lower == "thousand":
                total, current = total + max(current, 1) * 1000, 0
            else:
                current = max(current, 1) * lexicon.scales[lower]
            previous = "scale"
        elif lower in tens_or_teens and previous in {"teens", "tens"} and current in {17, 18, 19, 20}:
            current = current * 100 + tens_or_teens[lower]  # years are said in pairs: nineteen ninety-six
            previous = "tens" if lower in lexicon.tens else "teens"
        else:
            break
        seen = True
        at += 1
        last = at
    return (total + current, last) if seen else (None, place)


def _is_year(raw: list[_Raw], place: int, lexicon: Lexicon) -> bool:
    """Whether the number words at ``place`` are said as a year is ("nineteen ninety-six"), not as a count."""
    second = raw[place + 1].lower
    return second in lexicon.tens or second in lexicon.teens


def _with_half(raw: list[_Raw], last: int, number: int) -> tuple[int | float, int]:
    """The number with "1/2", "½" or "and a half" after it, if that follows."""
    forms = [token.lower for token in raw[last : last + 3]]
    if forms[:1] and forms[0] in _HALVES:
        return number + _HALVES[forms[0]], last + 1
    if len(forms) == 3 and forms[1] == "/" and forms[0] in {"1", "3"} and forms[2] in {"2", "4"}:
        return number + int(forms[0]) / int(forms[2]), last + 3
    if forms == ["and", "a", "half"]:
        return number + 0.5, last + 3
    return number, last
