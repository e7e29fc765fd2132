"""The head of a report: headline, dateline line, and the agencies the text credits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.intake import days
from dateline.intake.days import MONTH, Days
from dateline.intake.furniture import Line, agency_in, is_title_like
from dateline.intake.lists import outlet_named, words
from dateline.record import Span

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_WORD = rf"{_UPPER}[\w.'-]{{0,24}}"
_PLACE = rf"{_WORD}(?:[ /](?:{_WORD}|al|el|de|del|la|las|los|of|do|dos|da|am|an|der|sur|upon)){{0,4}}"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?[.,]?\s)?"
_DATE = rf"{_WEEKDAY}(?:{MONTH}\s\d{{1,2}}|\d{{1,2}}\s{MONTH})(?:,?\s(?:\d{{4}}|\d{{2}})(?!\d))?"
_DASH = r"(?:--+|[-–—―_])"  # "_" stands for a dash on old wires
_AGENCY = r"[^\W_][\w&'. /-]{1,45}?"
_DATELINE = re.compile(
    rf"""
    (?:
      (?P<place>{_PLACE}(?:,\s(?!{MONTH}\s?\d){_PLACE}){{0,3}})
      (?:[,.]?\s{{1,2}}(?i:(?P<date>{_DATE})))?
      (?:
          ,?\s{{0,2}}[(\[](?P<agency>{_AGENCY})[)\]]\s{{0,2}}(?P<mark>{_DASH}|[:.]|(?=\s?[A-Z"]))
        | \s{{1,2}}{_DASH}\s{{1,2}}(?P<agency2>[A-Z][\w-]{{1,20}})\s{{1,2}}{_DASH}
        | \s{{0,2}}(?P<mark2>{_DASH}\s|\s{_DASH}|:|[—–]|\s\|\s)
        | (?P<mark3>\.)\s(?=/)
      )
      (?:\s{{0,2}}/(?P<agency3>{_AGENCY})/\s?[.:]?)?
    | [(\[](?P<agency4>{_AGENCY})[)\]]\s{{0,2}}(?:{_DASH}|[:.]|(?=[A-Z"]))
    | (?P<agency5>[A-Z][\w-]{{1,20}}(?:\s[A-Z][\w-]{{1,20}}){{0,2}})\s{{0,2}}(?:{_DASH}|:)(?=\s)
    )\s{{0,4}}(?=[^\s])
    """,
    re.VERBOSE,
)
_TOLD = re.compile(r"\btold\s(?:the\s)?([A-Z][\w/.'-]*(?:\s[A-Z\d][\w.'-]*){0,3})")
_QUOTED_AGENCY = re.compile(
    r"\b(?:according to|quoted by|cited by|reported by)\s(?:the\s)?"
    r"([A-Z][\w'-]{1,20}(?:\s[A-Z][\w-]{1,20}){0,3})"
    r"|(?:^|[.\"]\s|,\s)(?:the\s)?([A-Z][\w'-]{1,20}(?:\s[A-Z][\w-]{1,20}){0,2})(?:\snews\sagency)?"
    r"\s(?:reported|reports|said in a (?:report|dispatch))\b"
    r"|\b([A-Z][\w'-]{1,20}(?:\s[A-Z][\w-]{1,20}){0,2})\snews\sagency\b"
)
_SIGNED = re.compile(
    r"(?:[.!?\"']\s*[(\[/](?P<paren>[A-Z][\w&. /-]{1,40})[)\]/]"
    r"|[.!?\"']?\s(?:--+|[–—])\s?(?P<dash>[A-Z][\w. -]{1,30}))[.]?\s*\Z"
)
_EARLY = 3000


@dataclass(frozen=True, slots=True)
class Dateline:
    """The line of place, date and agency before the first sentence; ``days`` where its date has a year."""

    span: Span
    credit: str | None
    days: Days | None
    bare_date: str | None


def headline(lines: Sequence[Line], text: str) -> Line | None:
    """The first line where it looks like a headline: short, not a sentence, parted from what follows."""
    if len(lines) < 2:
        return None
    first, second = lines[0], lines[1]
    body = first.plain
    if len(body) > 180 or len(body.split()) > 28:
        return None
    if body.endswith((".", ",", ";", ":", "-")) and not body.endswith(("U.S.", "...")):
        return None
    if not any(character.isalpha() for character in body) or dateline(text, first) is not None:
        return None
    gap = text[first.end : second.start]
    is_parted = gap.count("\n") >= 2 or gap.count("\r") >= 2
    return first if is_parted or len(second.plain) >= max(60, len(body)) else None


def dateline(text: str, line: Line) -> Dateline | None:
    """The dateline line a paragraph opens with, if it does."""
    match = _DATELINE.match(line.plain[:220])
    if match is None:
        return None
    group = match.groupdict()
    agency = group["agency"] or group["agency2"] or group["agency3"] or group["agency4"] or group["agency5"]
    place = group["place"]
    if not _is_dateline(line.plain, match, place, agency):
        return None
    date = group["date"]
    end = match.end()
    while end > 0 and line.plain[end - 1].isspace():
        end -= 1
    found = days.first(_with_century(date)) if date else None
    if agency is None and place is not None:
        last = place.split(",")[-1].strip()  # "AFP - ", "Moscow, SANA - "
        agency = last if last.isupper() and outlet_named(last) is not None else None
    return Dateline(
        Span.cut(text, line.start, line.start + end), _credit(agency), found, date if date and not found else None
    )


def _is_dateline(body: str, match: re.Match[str], place: str | None, agency: str | None) -> bool:
    rest = body[match.end() :]
    if not rest or not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "\"'([`" or not rest[0].isascii()):
        return False
    if place is None:
        # "Reuters - " is a credit; "Analysis - " and "Ali - " are not.
        return agency is not None and (agency_in(agency) is not None or _is_call_sign(agency))
    first = place.split(",")[0]
    no_places = words("not_datelines")
    if first.casefold() in no_places or first.split()[0].casefold() in no_places:
        return False
    if agency is not None:
        # "Ali Hassan (PUK) said" is no dateline: without a dash the agency must be a known one.
        is_marked = match.group("agency") is None or (match.group("mark") or "") not in ("", ".")
        return agency_in(agency) is not None or (is_marked and (_is_call_sign(agency) or place.isupper()))
    if match.group("date"):
        return True
    mark = (match.group("mark2") or "").strip()
    if mark == ":":
        return first.isupper() and len(first) > 3 and len(place.split()) <= 2 and len(rest) > 60
    if mark == "|":
        return False
    if first.isupper() and len(first) > 2:
        return True
    return ("," in place or mark in ("—", "--")) and len(place.split()) <= 6 and len(first.split()) <= 3


def _is_call_sign(agency: str) -> bool:
    """Whether an unknown name in parentheses is a broadcaster's or agency's all the same."""
    if re.search(r"(?i)\b(?:news|press|agency|tv|radio|times|post|daily|wire|media)\b|\.(?:com|net|org|news)$", agency):
        return True
    return agency.isupper() and 2 <= len(agency) <= 12 and " " not in agency


def _credit(agency: str | None) -> str | None:
    if agency is None:
        return None
    return agency_in(agency) or (" ".join(agency.split()) if _is_call_sign(agency) or is_title_like(agency) else None)


def _with_century(date: str) -> str:
    """A two-digit year as wires of the last century wrote it ("4 Jan 90"), in full; later ones write four digits."""
    return re.sub(r"(?<=\s)([5-9]\d)$", r"19\1", date)


def signed(line: Line) -> str | None:
    """The agency a report is signed with after its last word: "(AP)", "— TASS"."""
    match = _SIGNED.search(line.plain[-80:])
    if match is None:
        return None
    outlet = outlet_named(match.group("paren") or match.group("dash"))
    if outlet is None or not (outlet.is_agency or match.group("paren")):
        return None
    return outlet.name


def quoted_agency(plain_text: str) -> str | None:
    """The first news agency the text rests on by name ("according to Xinhua", "the IRNA news agency reported")."""
    for match in _QUOTED_AGENCY.finditer(plain_text[:_EARLY]):
        outlet = _known_start(next(group for group in match.groups() if group))
        if outlet is not None and outlet[1] and outlet[0].casefold() not in words("not_after_told"):
            return outlet[0]
    return None


def told_outlet(plain_text: str) -> str | None:
    """The first outlet somebody "told"; names that are also common words or people's do not count."""
    for match in _TOLD.finditer(plain_text[: 20 * _EARLY]):
        outlet = _known_start(match.group(1))
        if outlet is not None:
            return outlet[0]
    return None


def _known_start(name: str) -> tuple[str, bool] | None:
    """The longest known outlet at the start of some capitalised words."""
    parts = name.removesuffix("'s").split()
    for count in range(len(parts), 0, -1):
        written = " ".join(parts[:count]).rstrip(".'")
        if written.casefold() in words("not_after_told"):
            continue
        outlet = outlet_named(written)
        if outlet is not None:
            return outlet.name, outlet.is_agency
    return None
