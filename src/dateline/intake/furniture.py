"""What belongs to the page and not to the report: found, never guessed at inside a long paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.intake import days
from dateline.intake.days import Days
from dateline.intake.lists import Pattern, line_patterns, outlet_named, plain, tail_patterns, words

_LONGEST = 420
_TAIL = 160
_EDGE = 1000
_HEAD_LINES, _FOOT_LINES, _TOP_LINES = 6, 8, 3
_LINE = re.compile(r"[^\r\n]+")
_BREADCRUMB = re.compile(r"\s*(?:[,|/>»›·•:]|\s[-–—]\s)\s*")
_SENTENCE_END = re.compile(r"(?:[.!?]['\")\]]{0,3}|['\")\]])\s{1,4}(?=\S)|(?<=[.!?])(?=Source$)")
_CLOCK = re.compile(r"\b\d{1,2}(?:[:.]\s?\d\d)?\s?[ap]\.?\s?m\b|\b\d{1,2}:\d\d\b|\b\d+ \w+ ago\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w.'-]{0,30}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the white space around it, as a range of the text."""

    start: int
    end: int
    plain: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """A run ``[start, end)`` of the text that is the page's: which entry says so and what it tells.

    ``credit`` is an agency it names, ``outlet`` the site itself, ``authors`` who wrote the report, ``days`` when it was
    published.
    """

    start: int
    end: int
    id: str
    kind: str
    credit: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    days: Days | None = None


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of the text that are not blank."""
    copy = plain(text)
    result = []
    for match in _LINE.finditer(copy):
        body = match.group()
        start = match.start() + len(body) - len(body.lstrip())
        end = match.start() + len(body.rstrip())
        if start < end:
            result.append(Line(start, end, copy[start:end]))
    return tuple(result)


def find(text: str, lines: Sequence[Line] | None = None) -> tuple[Furniture, ...]:
    """The furniture of a text, in order, without overlaps.

    A line counts only as a whole; inside a paragraph only a link word after its last sentence does.  Where everything
    would be furniture nothing is, for then the lines are the report.
    """
    lines = lines_of(text) if lines is None else lines
    found = list(_by_line(lines))
    if len(found) >= len(lines):
        return ()
    taken = {item.start for item in found}
    kept = [line for line in lines if line.start not in taken]
    for line in kept[-3:]:
        found.extend(_tail_of(text, line))
    return tuple(sorted(found, key=lambda item: item.start))


def _by_line(lines: Sequence[Line]) -> Iterator[Furniture]:
    count = len(lines)
    is_opening = True  # only section names, dates and bylines so far
    for index, line in enumerate(lines):
        if _EDGE <= index < count - _EDGE:
            continue  # no report is that long: the middle of a book or a log is left alone
        item = _line(line, is_head=index < _HEAD_LINES, is_foot=count - index <= _FOOT_LINES)
        if item is None and index < _TOP_LINES and is_opening and index + 1 < count:
            item = _section(line)
        may_be_headline = is_opening and item is not None and item.kind in ("caption", "link", "newsletter")
        if may_be_headline and _is_headline(lines, index):
            item = None
        if item is None:
            is_opening = False
        else:
            yield item


def _is_headline(lines: Sequence[Line], index: int) -> bool:
    """Whether the first line that could be a headline is one, though it opens with "Video:" or "Watch:"."""
    words_in = len(lines[index].plain.split())
    return 5 <= words_in <= 20 and index + 1 < len(lines) and len(lines[index + 1].plain) > 80


def _line(line: Line, *, is_head: bool, is_foot: bool) -> Furniture | None:
    body = line.plain
    if len(body) > _LONGEST and not _is_rule(body):
        return None
    lowered = body.casefold()
    for pattern in line_patterns():
        if len(body) > pattern.within or (pattern.needs and not any(need in lowered for need in pattern.needs)):
            continue
        if (pattern.where == "head" and not is_head) or (pattern.where == "foot" and not is_foot):
            continue
        match = pattern.regex.fullmatch(body)
        if match is None:
            continue
        item = _told(line, pattern, match, is_head=is_head, is_foot=is_foot)
        if item is not None:
            return item
    if is_head and days.is_line(body):
        return Furniture(line.start, line.end, "date-line", "published", days=days.first(body))
    return None


def _is_rule(body: str) -> bool:
    return not any(character.isalnum() for character in body[:200])


def _told(line: Line, pattern: Pattern, match: re.Match[str], *, is_head: bool, is_foot: bool) -> Furniture | None:
    """What the matched line tells; ``None`` where its parts are not what the pattern took them for."""
    group = match.groupdict()
    credit = next((value for key, value in group.items() if key.startswith("credit") and value), None)
    date = next((value for key, value in group.items() if key.startswith("date") and value), None)
    authors: tuple[str, ...] = ()
    found: Days | None = None
    outlet: str | None = None
    if pattern.id == "byline":
        if not (is_head or is_foot):
            return None
        people = byline(group["authors"])
        if people is None:
            return None
        authors, outlet = people
    elif pattern.kind == "published":
        found = days.first(date) if date else None
        if found is None and not (pattern.id == "updated" and _CLOCK.search(date or "")):
            return None
    elif pattern.kind == "credit":
        credit = agency_in(credit or "")
        if credit is None and pattern.id == "source-named" and len(match.group().split()) > 7:
            return None
    elif pattern.kind == "copyright":
        owner = re.sub(r"[^\w\s.&'/-]|\b\d{4}\b|(?i:copyright|all rights reserved|the\b)", " ", match.group()[:80])
        known = outlet_named(" ".join(owner.split()).rstrip(". "))
        outlet = known.name if known else None
    return Furniture(
        line.start, line.end, pattern.id, pattern.kind, credit=credit, outlet=outlet, authors=authors, days=found
    )


def agency_in(text: str) -> str | None:
    """The agency or outlet that a credit names: the last agency known, else the last outlet known, else none."""
    parts = [part for part in re.split(r"\s*(?:[/,;&+]|\band\b)\s*", text) if part]
    known = [outlet for outlet in map(outlet_named, [*parts, text]) if outlet is not None]
    agencies = [outlet for outlet in known if outlet.is_agency]
    chosen = agencies[-1:] or known[-1:]
    return chosen[0].name if chosen else None


def byline(text: str) -> tuple[tuple[str, ...], str | None] | None:
    """The people, and the outlet if one is named, in the words after "By"; ``None`` where these are no names."""
    authors: list[str] = []
    outlet: str | None = None
    said_role = False
    text = re.split(r"(?i)\b(?:updated|published|posted|email|print|for the)\b|\||\s-\s", text)[0]
    for part in re.split(r"\s*(?:,|;|&|\band\b|/)\s*", text.strip()):
        name = part.strip(" .'\"*")
        if not name:
            continue
        if name.casefold() in words("byline_roles") or name.casefold().removeprefix("our ") in words("byline_roles"):
            said_role = True
        elif (known := outlet_named(name)) is not None:
            outlet = known.name
        elif is_person_name(name):
            authors.append(name)
        elif not authors or not is_title_like(name):
            return None
    return (tuple(authors), outlet) if authors or outlet or said_role else None


def is_person_name(text: str) -> bool:
    """Whether ``text`` has the shape of a person's name: two to five capitalised words, none of them a common one."""
    parts = text.split()
    if not 2 <= len(parts) <= 5:
        return False
    for part in parts:
        if part.casefold().rstrip(".") in words("not_in_names"):
            return False
        if part.casefold() in words("name_particles") or part[:3].casefold() in ("al-", "el-"):
            continue
        if not _NAME.fullmatch(part) or not part[0].isupper():
            return False
    return True


def is_title_like(text: str) -> bool:
    """Whether ``text`` may be what follows a name in a byline: a place or an office, every longer word capitalised."""
    return all(part[0].isupper() or len(part) <= 3 for part in text.split())


def _section(line: Line) -> Furniture | None:
    """A line above the headline that holds only section names and the outlet's own name."""
    if len(line.plain) > 80:
        return None
    body = line.plain.strip(" .|>/-")
    body = body[3:] if body.startswith("In ") else body
    outlet: str | None = None
    sections = 0
    parts = [part for part in _BREADCRUMB.split(body) if part]
    for part in parts:
        if part.casefold() in words("categories"):
            sections += 1
        elif (known := outlet_named(part)) is not None:
            outlet = known.name
        else:
            return None
    if not sections and outlet is None:
        return None
    return Furniture(line.start, line.end, "section", "category", outlet=outlet)


def _tail_of(text: str, line: Line) -> Iterator[Furniture]:
    """A link word, a credit or a copyright mark glued to the last sentence of a paragraph."""
    if len(line.plain) < 40:
        return
    begin = max(line.start, line.end - _TAIL)
    window = line.plain[begin - line.start :]
    for match in _SENTENCE_END.finditer(window):
        rest = window[match.end() :]
        for pattern in tail_patterns():
            told = pattern.regex.fullmatch(rest)
            if told is None:
                continue
            credit = agency_in(told.groupdict().get("credit") or "")
            gap = len(match.group()) - len(match.group().rstrip())
            yield Furniture(begin + match.end() - gap, line.end, pattern.id, pattern.kind, credit=credit)
            return
