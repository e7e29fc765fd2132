"""Which language a report is in, told from its first few thousand characters."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from dateline.intake.lists import words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_READ = 4000
_SHORT = 40
_SURE = 0.9
_SURE_OF_SHORT = 0.97
_WORD = re.compile(r"[^\W\d_]+")


def language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; ``None`` where it holds no letters.

    Only the first 4,000 characters count.  A short text in Latin letters is taken for English unless the classifier is
    sure of something else, for headlines full of foreign names look like anything.
    """
    found = _WORD.findall(text[:_READ])
    letters = sum(map(len, found))
    if not letters:
        return None
    common = sum(word.lower() in words("english") for word in found)
    if common * 6 >= len(found) and len(found) >= 12:
        return "en"
    is_latin = sum(character < "\u0250" for word in found for character in word) > 0.7 * letters
    code, sureness = _identifier().classify(" ".join(found))
    if code == "en" or not is_latin:
        return str(code)
    if common * 10 >= len(found) or sureness < (_SURE_OF_SHORT if letters < _SHORT else _SURE):
        return "en"
    return str(code)


@cache
def _identifier() -> LanguageIdentifier:
    # Loaded on first need: most reports are known for English by their small words alone.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
