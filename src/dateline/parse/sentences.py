"""Sentences: tokens grouped by rules that look only at the marks, the case and the line breaks around them.

A blank line always ends a sentence; a single line break does after a line that reads like a heading or an item.  A full
stop ends one unless it belongs to an abbreviation, an initial or a number; closing quotation marks and brackets go with
the sentence they close.  No sentence is longer than ``LONGEST`` tokens: a longer one is cut at its last strong comma.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from dateline.parse.words import abbreviations, plain

LONGEST = 120
"""Tokens in one sentence at most."""

_HEADING = 60
"""A line of fewer characters without closing punctuation is taken for a heading, a byline or a list item."""

_ENDS = frozenset(".?!…")
_CLOSERS = frozenset("\"')]}»”’")
_OPENERS = frozenset("\"'([{«“‘")
_BREAK = re.compile(r"\n[^\S\n]*+(?:\n\s*+)*+")
_CUTS = (frozenset(";:"), frozenset(",\u2014"), frozenset(["-", "--", "and", "but", "or", "that", "which", "who"]))


def sentences(text: str, tokens: list[tuple[int, int]], begin: int | None = None) -> list[tuple[int, int]]:
    """Token ranges ``[first, last)`` of the sentences of ``text``: in order, none empty, every token in exactly one.

    A sentence begins with the first token at or after the offset ``begin``, whatever stands before it.
    """
    if not tokens:
        return []
    even = plain(text)
    forms = [even[start:end] for start, end in tokens]
    cased = sum(form[:1].isupper() for form in forms) * 20 > len(forms)  # lower-case sources: a full stop is enough
    breaks = _breaks(text, tokens, forms)
    if begin is not None:
        breaks.add(bisect_left(tokens, begin, key=lambda token: token[0]))
    found: list[tuple[int, int]] = []
    first, index, count = 0, 0, len(tokens)
    while index < count:
        last = index + 1
        if last in breaks:
            ends = True
        elif forms[index][-1] in _ENDS:
            while last < count and last not in breaks and _closes(text, tokens, forms, last, first):
                last += 1
            ends = last in breaks or last >= count or _begins(even, tokens, forms, index, last, cased)
        else:
            ends = False
        if ends and last > first:
            found += _capped(forms, first, last)
            first = last
        index = last
    if first < count:
        found += _capped(forms, first, count)
    return found


def _closes(text: str, tokens: list[tuple[int, int]], forms: list[str], index: int, first: int) -> bool:
    """Whether the token at ``index`` closes the sentence before it rather than opening the next."""
    form = forms[index]
    if form[-1] in _ENDS and set(form) <= _ENDS:
        return True
    glued = tokens[index - 1][1] == tokens[index][0]
    if form in _CLOSERS or form == "''":
        if text[tokens[index][0]] in "”’»)]}":
            return True
        if glued:
            return True
        # a free-standing straight quote closes when the sentence holds an odd number of them before it
        return forms[max(first, index - LONGEST) : index].count(form) % 2 == 1
    return False


def _begins(
    even: str, tokens: list[tuple[int, int]], forms: list[str], index: int, following: int, cased: bool
) -> bool:
    """Whether a sentence may begin at ``following`` after the full stop (or its like) at ``index``."""
    form, after = forms[index], forms[following]
    start = tokens[following][0]
    spaced = start > tokens[following - 1][1]
    opener = after
    if after in _OPENERS and following + 1 < len(forms):
        opener = forms[following + 1]
    if len(form) > 1 and form[-1] == "." and not form.startswith(".."):
        known = abbreviations()
        bare = form[:-1].lower()
        if bare in known.before_name or bare in known.before_number:
            return False
        opens = opener[:1].isupper() and opener.lower() in known.openers
        return spaced and (opens or (after in _OPENERS and opener[:1].isupper() and len(form) > 2))
    if not spaced:
        # "said.The" lost its space; "example.com" and "3.5" did not reach this point as three tokens
        return form in {".", "?", "!"} and following == index + 1 and opener[:1].isupper() and len(opener) > 1 and cased
    if opener[:1].isupper() or opener[:1].isdigit() or not opener[:1].isalnum():
        if form == "…" or form.startswith(".."):
            return opener[:1].isupper() and opener not in {"I"}
        return opener not in {",", ";", ":", "-", "--", "\u2014"}
    if not cased:
        return form in {".", "?", "!"} and following == index + 1
    return False


def _breaks(text: str, tokens: list[tuple[int, int]], forms: list[str]) -> set[int]:
    """Indices of tokens that must begin a sentence because of the line breaks before them."""
    if "\n" not in text:
        return set()
    starts = {0}
    line = tokens[0][0]
    for index in range(1, len(tokens)):
        left, right = tokens[index - 1][1], tokens[index][0]
        if right - left == 1 and text[left] != "\n":
            continue
        gap = text[left:right]
        lines = gap.count("\n")
        if not lines:
            continue
        form = forms[index]
        heading = forms[index - 1][-1] not in ".,;:?!\"')" and left - line < _HEADING and not form[:1].islower()
        if lines > 1 or form in {"*", "•", "-", "·", "\u2014"} or heading:
            starts.add(index)
        line = right
    return starts


def _capped(forms: list[str], first: int, last: int) -> list[tuple[int, int]]:
    """The range in pieces of at most ``LONGEST`` tokens, each cut after its last strong mark where it has one."""
    found = []
    while last - first > LONGEST:
        cut = next((place for marks in _CUTS if (place := _last_of(forms, first, marks)) is not None), first + LONGEST)
        found.append((first, cut))
        first = cut
    found.append((first, last))
    return found


def _last_of(forms: list[str], first: int, marks: frozenset[str]) -> int | None:
    for place in range(first + LONGEST - 1, first + LONGEST // 2, -1):
        if forms[place] in marks:
            return place + 1
    return None
