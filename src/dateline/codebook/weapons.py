"""Weapons: phrases for what people are harmed with, their category and the mode of assault they point to, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dateline.codebook.crosswalk import load_crosswalks
from dateline.codebook.tables import Row, data_text, data_toml, parse_rows
from dateline.record import CodebookError


@dataclass(frozen=True, slots=True)
class WeaponEntry:
    """A weapon phrase as words (the last one singular); ``attached`` words are weapons only in the act's own grip."""

    words: tuple[str, ...]
    category: str
    mode: str | None
    attached: bool


@dataclass(frozen=True, slots=True)
class Weapons:
    """All weapon phrases by their last word, the longest first; what makes another thing of them; instruments.

    ``finds`` are verbs, ``recoveries`` nouns for what is done with a weapon that was no means: it was seized or found;
    ``firing`` are verbs whose object is what they were done with, ``setting_off`` those that say that a mine is no pit.
    """

    by_last: Mapping[str, tuple[WeaponEntry, ...]]
    not_weapons: frozenset[str]
    instruments: frozenset[str]
    finds: frozenset[str] = frozenset()
    recoveries: frozenset[str] = frozenset()
    firing: frozenset[str] = frozenset()
    setting_off: frozenset[str] = frozenset()

    def category_of(self, phrase: str) -> str | None:
        """The category of a weapon phrase as it stands in a text; ``None`` for words that are no weapon."""
        entry = self._entry_of(phrase)
        return None if entry is None else entry.category

    def mode_of(self, phrase: str) -> str | None:
        """The mode of assault a weapon phrase points to; ``None`` where it is no weapon or points to none."""
        entry = self._entry_of(phrase)
        return None if entry is None else entry.mode

    def _entry_of(self, phrase: str) -> WeaponEntry | None:
        words = [word for part in phrase.lower().split() for word in _split(part)]
        for last in dict.fromkeys((words[-1], words[-1].removesuffix("s"))) if words else ():
            for entry in self.by_last.get(last, ()):
                if tuple(words[len(words) - len(entry.words) : -1]) == entry.words[:-1]:
                    return entry
        return None


@lru_cache(maxsize=1)
def load_weapons() -> Weapons:
    """The packaged table, read and checked once.

    Raises:
        CodebookError: a phrase stands twice, is not in lower case, or names a mode that ASSAULT has not.
    """
    rows = parse_rows(
        ("phrase", "category", "mode", "reach"), data_text("weapons", "weapons.tsv"), "weapons/weapons.tsv"
    )
    return build_weapons(rows, data_toml("weapons", "not_weapons.toml"))


def build_weapons(rows: tuple[Row, ...], lists: Mapping[str, list[str]]) -> Weapons:
    """Weapons from rows and word lists; raises as ``load_weapons`` does."""
    modes = load_crosswalks().modes_of("ASSAULT")
    by_last: dict[str, list[WeaponEntry]] = {}
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if row["phrase"] != row["phrase"].lower():
            raise CodebookError(f"{row.where}: {row['phrase']!r} is compared in lower case")
        words = tuple(word for part in row.words("phrase") for word in _split(part))
        if words in seen:
            raise CodebookError(f"{row.where}: {row['phrase']!r} stands there already, hyphens apart")
        seen.add(words)
        if row["mode"] and row["mode"] not in modes:
            raise CodebookError(f"{row.where}: ASSAULT has no mode {row['mode']!r}")
        if row["reach"] not in ("clause", "attached"):
            raise CodebookError(f"{row.where}: reach is clause or attached, not {row['reach']!r}")
        entry = WeaponEntry(words, row["category"], row["mode"] or None, row["reach"] == "attached")
        by_last.setdefault(words[-1], []).append(entry)
    for name in ("heads", "instruments", "finds", "recoveries", "firing", "setting_off"):
        if len(set(lists[name])) != len(lists[name]):
            raise CodebookError(f"weapons/not_weapons.toml: {name} holds a word twice")
    return Weapons(
        by_last={
            last: tuple(sorted(row, key=lambda entry: (-len(entry.words), entry.words)))
            for last, row in by_last.items()
        },
        not_weapons=frozenset(lists["heads"]),
        instruments=frozenset(lists["instruments"]),
        finds=frozenset(lists["finds"]),
        recoveries=frozenset(lists["recoveries"]),
        firing=frozenset(lists["firing"]),
        setting_off=frozenset(lists["setting_off"]),
    )


def _split(word: str) -> list[str]:
    """A word as the tokens give it: hyphens between letters stand apart and are left out, "ak-47" stays whole."""
    parts = word.split("-")
    return parts if all(part.isalpha() for part in parts) else [word]
