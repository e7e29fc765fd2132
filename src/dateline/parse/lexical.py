"""Reading without the learned engine: tokens, sentences and tags by form alone, no syntax, no marks.

For surface patterns on machines without the model; every relation is the empty string and every token its own head.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from dateline.parse.words import plain

_NUMBER = re.compile(r"\d[\d.,:]*(?:st|nd|rd|th|s)?\Z")
_ENDINGS = (
    ("ing", "VBG"), ("ed", "VBD"), ("ly", "RB"), ("ious", "JJ"), ("ful", "JJ"), ("able", "JJ"), ("ss", "NN"),
    ("s", "NNS"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _closed() -> dict[str, str]:
    source = files("dateline.codebook").joinpath("data", "words", "closed_classes.toml")
    lists = tomllib.loads(source.read_text(encoding="utf-8"))
    return {form: tag for tag, forms in lists.items() for form in forms}


def tag(form: str, first: bool) -> str:
    """A Penn tag guessed from the form: closed classes by list, numbers, names by capital, the rest by ending."""
    even = plain(form)
    lower = even.lower()
    known = _closed().get(lower)
    if known is not None:
        return known
    if _NUMBER.match(even):
        return "CD"
    if not even[0].isalnum():
        return ":"
    if even[0].isupper() and not first:
        return "NNP"
    return next((label for ending, label in _ENDINGS if lower.endswith(ending) and len(lower) > len(ending) + 2), "NN")
