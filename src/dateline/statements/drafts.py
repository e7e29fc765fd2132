"""Drafts: statements as ranges of characters, before speakers are resolved and stances read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dateline.codebook.speech import Cue
from dateline.parse import Sentence

Range = tuple[int, int]
"""Characters ``[start, end)`` of the report's text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one reading of the text takes for a statement.

    ``content`` holds ranges in text order.  ``means`` is the phrase to resolve the speaker by where it is not the
    speaker's own ("who": its antecedent).  ``verb`` is the cue's token in sentence ``sentence`` (``None``: no cue
    word), ``told`` the audience.  ``negated`` says that the cue itself is ("did not say").  ``by`` names the reading:
    ``clause``, ``source``, ``noun``, ``quotation``, ``heading`` or ``marks``.
    """

    speaker: Range | None
    cue: Range | None
    content: tuple[Range, ...]
    by: str
    sentence: int
    verb: int | None = None
    entry: Cue | None = None
    means: Range | None = None
    told: Range | None = None
    negated: bool = False
    score: float = 1.0

    @property
    def start(self) -> int:
        """Where the content begins."""
        return self.content[0][0]

    @property
    def size(self) -> int:
        """Characters of content."""
        return sum(end - start for start, end in self.content)

    def saying(self, content: tuple[Range, ...]) -> Draft:
        """The same draft with another content."""
        return replace(self, content=content)


_TRIM = " \t\r\n\u00a0,;:–—-"


def trimmed(text: str, span: Range) -> Range | None:
    """The range without white space, commas and dashes at its ends; ``None`` when no letter or figure is left."""
    start, end = span
    while start < end and (text[start] in _TRIM or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _TRIM or text[end - 1].isspace()):
        end -= 1
    return (start, end) if any(map(str.isalnum, text[start:end])) else None


def tidy(text: str, spans: list[Range]) -> tuple[Range, ...]:
    """The ranges trimmed, in order, joined where they touch or only space and commas lie between them."""
    found: list[Range] = []
    for span in sorted(filter(None, (trimmed(text, span) for span in spans))):
        if found and (span[0] <= found[-1][1] or not text[found[-1][1] : span[0]].strip(" ,\u00a0\n")):
            found[-1] = (found[-1][0], max(found[-1][1], span[1]))
        else:
            found.append(span)
    return tuple(found)


def shared(left: tuple[Range, ...], right: tuple[Range, ...]) -> int:
    """Characters that two contents have in common."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in left for b in right)


def chars(sentence: Sentence, first: int, last: int) -> Range:
    """The characters of the tokens ``[first, last)``."""
    return sentence.tokens[first].start, sentence.tokens[last - 1].end
