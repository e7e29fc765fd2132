"""Ordinary news: sentences that what was learned must leave as the coder has them.

A user's labels come from one field, say harbours and football, and what tells their types apart there says nothing of
other news.  The sentences of ``data/ordinary.txt`` and the examples of the codebook are therefore learned along with
the labels, under the label of what stays as coded (rehearsal, Robins 1995).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from dateline.codebook.acts import load_acts

__all__ = ["ordinary_sentences"]

_MARKS = str.maketrans("", "", "[]{}")
_LINE = re.compile(r"^[A-Z]+\t(.+)$", re.MULTILINE)


@lru_cache(maxsize=1)
def ordinary_sentences() -> tuple[str, ...]:
    """Sentences of ordinary political news, each once."""
    text = files("dateline.learning").joinpath("data/ordinary.txt").read_text(encoding="utf-8")
    own = (match[1].translate(_MARKS) for match in _LINE.finditer(text))
    examples = (example.text for entry in load_acts().entries.values() for example in entry.examples)
    return tuple(dict.fromkeys((*own, *examples)))
