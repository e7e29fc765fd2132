"""Setting words: how reports say when and where a thing happened, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from dateline.codebook.tables import data_toml
from dateline.record import CodebookError


@dataclass(frozen=True, slots=True)
class SettingWords:
    """The lists of ``data/setting/words.toml``, which says what each is for; lemmas or words in lower case."""

    speech: frozenset[str]
    happening: frozenset[str]
    violence: frozenset[str]
    incidents: frozenset[str]
    blames: frozenset[str]
    stamps: frozenset[str]
    days: frozenset[str]
    bounds: frozenset[str]
    edges: frozenset[str]
    forces: frozenset[str]
    locative: frozenset[str]
    elsewhere: frozenset[str]
    spans: frozenset[str]
    apart: frozenset[str]
    wishes: frozenset[str]
    carrying: frozenset[str]
    measures: frozenset[str]
    settlements: frozenset[str]


@lru_cache(maxsize=1)
def load_setting_words() -> SettingWords:
    """The packaged lists, read and checked once.

    Raises:
        CodebookError: a list is missing, has a word twice or one that is not in lower case.
    """
    return build_setting_words(data_toml("setting", "words.toml"))


def build_setting_words(lists: Mapping[str, list[str]]) -> SettingWords:
    """Setting words from the contents of the file; raises as ``load_setting_words`` does."""
    found: dict[str, frozenset[str]] = {}
    for field in fields(SettingWords):
        words = lists.get(field.name, [])
        if not words or len(set(words)) != len(words) or any(word != word.lower() for word in words):
            raise CodebookError(f"setting/words.toml: {field.name} is missing, has a word twice or one in capitals")
        found[field.name] = frozenset(words)
    return SettingWords(**found)
