"""Base forms and coarse word classes, by form and Penn tag.

Irregular and regular inflection come from the lemminflect tables; what those leave open, and every clitic, comes from
``codebook/data/words/lemmas.toml``.  Names keep their spelling.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from lemminflect import getLemma

_CLASSES = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "AFX": "ADJ",
    "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "WRB": "ADV", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB",
    "VBP": "VERB", "VBZ": "VERB", "MD": "AUX", "IN": "ADP", "TO": "PART", "RP": "ADP", "POS": "PART", "DT": "DET",
    "PDT": "DET", "WDT": "PRON", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON", "WP$": "PRON", "EX": "PRON", "CD": "NUM",
    "CC": "CCONJ", "UH": "INTJ", "$": "SYM", "SYM": "SYM", "FW": "X", "LS": "X", "XX": "X", "ADD": "X", "NFP": "PUNCT",
    ".": "PUNCT", ",": "PUNCT", ":": "PUNCT", "``": "PUNCT", "''": "PUNCT", "-LRB-": "PUNCT", "-RRB-": "PUNCT",
    "HYPH": "PUNCT",
}  # fmt: skip


@lru_cache(maxsize=1)
def _exceptions() -> Mapping[str, Mapping[str, str]]:
    source = files("dateline.codebook").joinpath("data", "words", "lemmas.toml")
    lists: dict[str, dict[str, str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return lists


@lru_cache(maxsize=200_000)
def lemma(form: str, tag: str) -> str:
    """The base form of ``form`` (apostrophes straight) under the Penn tag ``tag``: lower case, except in names."""
    if tag in {"NNP", "NNPS"}:
        return form
    lower = form.lower()
    lists = _exceptions()
    if lower in lists["any"]:
        return lists["any"][lower]
    if tag == "MD":
        return lists["modal"].get(lower, lower)
    if tag.startswith("VB"):
        known = lists["verb"].get(lower)
        if known is not None:
            return known
        return _inflected(lower, "VERB")
    if tag in {"NNS", "NN"}:
        return lower if tag == "NN" else _inflected(lower, "NOUN")
    if tag in {"JJR", "JJS"}:
        return _inflected(lower, "ADJ")
    if tag in {"RBR", "RBS"}:
        return _inflected(lower, "ADV")
    return lower


def _inflected(lower: str, pos: str) -> str:
    found = getLemma(lower, upos=pos)
    return str(found[0]) if found else lower


@lru_cache(maxsize=200_000)
def word_class(lower: str, tag: str, dep: str) -> str:
    """The universal part of speech that a Penn tag stands for, given the word's relation where that decides."""
    if tag[:2] == "VB":
        if dep in {"aux", "auxpass"} or lemma(lower, tag) == "be":
            return "AUX"
        return "VERB"
    if tag == "IN":
        return "SCONJ" if dep == "mark" else "ADP"
    if tag == "TO":
        return "ADP" if dep in {"prep", "dative"} else "PART"
    if tag == "WRB":
        return "SCONJ"
    if tag == "DT":
        return "DET" if dep in {"det", "", "predet"} else "PRON"
    if tag == "RB" and dep == "neg":
        return "PART"
    return _CLASSES.get(tag, "X")
