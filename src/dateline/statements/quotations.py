"""Quotations: stretches of a text in quotation marks, found in one pass.

Directed marks (curly, angled, backticks) open and close by their shape, straight ones by turns within a paragraph.
A paragraph that opens with a mark and never closes it runs on when the next paragraph opens with one too.  Single marks
count only outside double ones, and only where they cannot be apostrophes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_SINGLE = 400
"""Characters between two single marks at most; beyond that they are taken for apostrophes."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """The characters ``[start, end)`` with their marks; ``inner`` leaves the marks out.

    ``runs_on`` says that no mark closes it before the paragraph ends and that the next paragraph goes on quoting.
    ``double`` tells it from a quotation in single marks.
    """

    start: int
    end: int
    inner: tuple[int, int]
    runs_on: bool = False
    double: bool = True


_DOUBLE = re.compile(r"``|''|[\"“”„‟«»]|’’|‘‘|\n[^\S\n]*\n\s*")
_OPENING = frozenset(["``", "“", "„", "‟", "«", "‘‘"])
_CLOSING = frozenset(["”", "»", "’’"])
_SINGLE_OPEN = re.compile(r"(?<![\w'’])['‘](?=[^\W_])(?!(?:em|tis|twas|til|cause|round|\d\ds?)\b)", re.IGNORECASE)
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,?!…])['’](?!\w)")


def quotations(text: str) -> tuple[Quotation, ...]:
    """All quotations of ``text`` in order; none overlaps another.  Linear in the length of the text."""
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _DOUBLE.finditer(text):
        form = mark.group()
        if form[0] == "\n":
            if opened is not None:
                goes_on = text[mark.end() : mark.end() + 2]
                runs_on = goes_on[:1] in {"“", '"', "«", "„"} or goes_on in {"``", "''"}
                if runs_on or opened.group() in _OPENING:
                    found.append(_quotation(opened, mark.start(), mark.start(), runs_on))
                opened = None
        elif opened is None:
            if form not in _CLOSING and not text[mark.end() : mark.end() + 1].isspace():
                opened = mark
        elif form in _OPENING and form != "„":
            # a second opening mark: the first was never closed, or a quotation stands inside it; the first goes on
            continue
        elif _closes(text, opened, mark):
            found.append(_quotation(opened, mark.start(), mark.end(), False))
            opened = None
    if opened is not None and opened.group() in _OPENING:
        found.append(_quotation(opened, len(text.rstrip()), len(text.rstrip()), False))
    found = [quotation for quotation in found if text[slice(*quotation.inner)].strip()]
    return tuple(sorted([*found, *_single(text, found)], key=lambda quotation: quotation.start))


def _closes(text: str, opened: re.Match[str], mark: re.Match[str]) -> bool:
    """Whether ``mark`` closes ``opened``: a straight mark after a space and before a word does not."""
    if mark.group() in _CLOSING:
        return True
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return not (before.isspace() and after.isalnum() and opened.group() not in {"``"})


def _quotation(opened: re.Match[str], last: int, end: int, runs_on: bool) -> Quotation:
    return Quotation(opened.start(), end, (opened.end(), max(last, opened.end())), runs_on)


def _single(text: str, doubles: list[Quotation]) -> list[Quotation]:
    """Quotations in single marks that stand outside all ``doubles``."""
    found: list[Quotation] = []
    position, turn = 0, 0
    while (opening := _SINGLE_OPEN.search(text, position)) is not None:
        while turn < len(doubles) and doubles[turn].end <= opening.start():
            turn += 1
        if turn < len(doubles) and doubles[turn].start <= opening.start():
            position = doubles[turn].end
            continue
        limit = min(opening.end() + LONGEST_SINGLE, doubles[turn].start if turn < len(doubles) else len(text))
        paragraph = text.find("\n", opening.end(), limit)
        limit = limit if paragraph < 0 else paragraph
        closing = _closing_single(text, opening.end(), limit)
        if closing is None:
            position = opening.end()
            continue
        found.append(Quotation(opening.start(), closing + 1, (opening.end(), closing), double=False))
        position = closing + 1
    return found


def _closing_single(text: str, first: int, limit: int) -> int | None:
    """Where a single quotation that opens at ``first`` closes; a plural's apostrophe gives way to a later mark."""
    doubtful: int | None = None
    following = _SINGLE_OPEN.search(text, first, limit)
    bound = limit if following is None else following.start()
    for mark in _SINGLE_CLOSE.finditer(text, first, bound):
        if text[mark.start() - 1] not in "sS":
            return mark.start()
        doubtful = mark.start() if doubtful is None else doubtful
    return doubtful
