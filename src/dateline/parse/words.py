"""Words: a report's text cut into tokens the way the Penn Treebank and OntoNotes cut it.

Punctuation stands alone, clitics are split off (``did n't``, ``Iran 's``), hyphens between letters are tokens of their
own, while decimals, clock times, dotted acronyms (``U.S.``), initials and known abbreviations (``Gen.``) stay whole.
One regular expression walks the text once; no token is longer than ``LONGEST`` characters, so an unbroken run of marks
costs no more than ordinary text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

LONGEST = 100
"""Characters in one token at most; longer runs are cut into pieces of this length."""

_PLAIN = {
    **dict.fromkeys(map(ord, "‘’‚‛ʼ`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑"), "-"),
    **dict.fromkeys(map(ord, "–—―−"), "\u2014"),
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000], " "),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\t\r\v\f"), " "),
}

_UNEVEN = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")
_WHOLE = 500
"""Characters from which a text is not a word or a phrase."""


def plain(text: str) -> str:
    """The text with one kind of quote, apostrophe, hyphen, dash and space, at exactly the same length."""
    if _UNEVEN.search(text) is None:
        return text
    return text.translate(_PLAIN) if len(text) < _WHOLE else _plain(text)


@lru_cache(maxsize=2)
def _plain(text: str) -> str:
    """The same for a whole text, which several rooms ask for one after the other."""
    return text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Words that own their full stop, in lower case and without it; see the data file for what each list means."""

    before_name: frozenset[str]
    other: frozenset[str]
    capital: frozenset[str]
    before_number: frozenset[str]
    openers: frozenset[str]


@lru_cache(maxsize=1)
def abbreviations() -> Abbreviations:
    """The abbreviations of ``codebook/data/words/abbreviations.toml``, read once."""
    source = files("dateline.codebook").joinpath("data", "words", "abbreviations.toml")
    lists = tomllib.loads(source.read_text(encoding="utf-8"))
    return Abbreviations(**{name: frozenset(forms) for name, forms in lists.items()})


# Every repetition is possessive or bounded, so that the scan is linear in the text.
_WORD = re.compile(
    r"""
    (?P<link> (?:https?://|www\.)[^\s<>"']{1,2000}+ )
  | (?P<address> [A-Za-z0-9._%+\-]{1,64}+@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,5} )
  | (?P<handle> @\w{2,40}+ )
  | (?P<number> \d++(?:[.,:]\d++)*+(?:(?:st|nd|rd|th|s)(?![^\W_]))?+ )
  | (?P<acronym> (?:[A-Za-z]\.){1,12}+[A-Za-z](?![^\W_])\.?+ | (?:[A-Za-z]\.){2,12}+(?![^\W_]) | Ph\.D\.?+ )
  | (?P<code> [A-Z]{1,6}+&[A-Z]{1,6}+(?![^\W_]) | [^\W\d_]{1,20}+-\d{1,6}+[A-Za-z]{0,2}(?![\w-]) )
  | (?P<word> [^\W_][\w\u0300-\u036f]*+(?:'[^\W\d_]++)*+ )
  | (?P<dots> \.{2,}+ )
  | (?P<dashes> [-]{2,}+ )
  | (?P<quotes> \'\' )
  | (?P<year> '\d\ds?(?!\w) )
  | (?P<clitic> '(?:s|re|ve|ll|d|m|S|RE|VE|LL|D|M)(?!\w) )
  | (?P<mark> \S )
    """,
    re.VERBOSE,
)
_CLITIC = re.compile(r".(n't|'s|'re|'ve|'ll|'d|'m)\Z", re.IGNORECASE | re.DOTALL)
_FUSED = {"cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3}
_TRAIL = ".,;:!?)]}'\""


def words(text: str) -> list[tuple[int, int]]:
    """Offsets ``(start, end)`` of every token of ``text``, in order; white space belongs to none.

    Linear in the length of the text whatever it holds.
    """
    even = plain(text)
    known = abbreviations()
    found: list[tuple[int, int]] = []
    position, length = 0, len(even)
    search = _WORD.search
    while position < length and (hit := search(even, position)):
        start, end = hit.span()
        cut = 0
        if hit.lastgroup == "word":
            end, cut = _shape(even, start, end, known)
        elif hit.lastgroup == "link":
            while end > start + 1 and even[end - 1] in _TRAIL:
                end -= 1
        position = end
        if end - start > LONGEST:
            found.extend((piece, min(piece + LONGEST, end)) for piece in range(start, end, LONGEST))
        elif cut:
            found += ((start, start + cut), (start + cut, end))
        else:
            found.append((start, end))
    return found


def _shape(even: str, start: int, end: int, known: Abbreviations) -> tuple[int, int]:
    """Where a run of letters really ends, and after how many characters it falls into two tokens (0: it does not)."""
    if end - start > LONGEST:
        return end, 0
    if end < len(even) and even[end] == ".":
        lower = even[start:end].lower()
        if lower in known.before_name or lower in known.other:
            return end + 1, 0
        if lower in known.capital and even[start].isupper():
            return end + 1, 0
        if end - start == 1 and lower != "i" and even[start].isupper():
            return end + 1, 0  # an initial
        if lower in known.before_number and even[end + 1 : end + 3].lstrip()[:1].isdigit():
            return end + 1, 0
    if "'" in even[start:end]:
        clitic = _CLITIC.search(even, start, end)
        if clitic:
            return end, clitic.start(1) - start
    elif end - start in (5, 6):
        return end, _FUSED.get(even[start:end].lower(), 0)
    return end, 0
