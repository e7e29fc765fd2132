"""The words of time expressions, loaded once from the codebook's data files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

Value = int | str
Entry = tuple[tuple[str, ...], str, Value]
"""A phrase: its words in lower case, its category, its value."""

# One pass over a sentence; every alternative is a bounded or possessive run, so the scan is linear.  Most of what there
# is are words, so they are tried first.
SCAN = re.compile(
    r"""
    (?P<word> (?! [ap]\.m | [ap]m(?!\w) | [¼½¾] ) [^\W\d_]++ (?!\w*?\d) )
  | (?P<iso> \d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?(?![\w-]) )
  | (?P<ymd> \d{4}/\d{1,2}/\d{1,2}(?![\w/]) )
  | (?P<dmy> \d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\w/]) | \d{1,2}\.\d{1,2}\.\d{4}(?![\w/]) )
  | (?P<clock> \d{1,2}:[0-5]\d(?::[0-5]\d)?(?!\w|:\d) | \d{1,2}\.[0-5]\d(?=\s?(?:[ap]\.?m\b|gmt\b|utc\b)) )
  | (?P<glued> \d{1,2}(?::[0-5]\d)?(?=[ap]\.?m\b) )
  | (?P<decade> (?:1\d{2}0|20\d0)(?:'?s)(?!\w) | '\d0s(?!\w) )
  | (?P<ordinal> \d{1,2}(?:st|nd|rd|th)(?!\w) )
  | (?P<short> '\d\d(?!\w) )
  | (?P<quarter> (?:q[1-4]|[1-4]q|h[12])(?!\w) )
  | (?P<number> \d{1,3}(?:,\d{3})++(?!\w) | \d++\.\d++(?!\w) )
  | (?P<integer> \d++(?!\w) )
  | (?P<half> [¼½¾] )
  | (?P<noon> [ap]\.m\.?+ | [ap]m(?!\w) )
  | (?P<mixed> \w*?\d\w*+ )
  | (?P<mark> \S )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def split(text: str) -> tuple[str, ...]:
    """The words and marks of a phrase as the scanner cuts them, in lower case."""
    return tuple(hit.group().lower() for hit in SCAN.finditer(text))


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast or named day; exactly one of the ways to find its date is set (see ``feasts.toml``)."""

    name: str
    fixed: tuple[int, int] | None = None
    easter: int | None = None
    nth: tuple[int, int, int] | None = None
    islamic: tuple[tuple[int, int], ...] = ()
    islamic_month: int | None = None
    orthodox: int | None = None
    hebrew: tuple[int, int] | None = None
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words by what they are.

    ``words`` maps a word to its category and value; ``phrases`` a first word to the phrases that begin with it, longest
    first; ``ones``, ``teens``, ``tens`` and ``scales`` are number words; ``feasts`` are referred to by position.
    A word that is not ``known`` neither says nor begins anything.
    """

    words: Mapping[str, tuple[str, Value]]
    phrases: Mapping[str, tuple[Entry, ...]]
    ones: Mapping[str, int]
    teens: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    feasts: tuple[Feast, ...]
    not_before_weekday: frozenset[str]
    not_after: frozenset[str]
    not_before_year: frozenset[str]
    known: frozenset[str]


def table(name: str) -> dict[str, Any]:
    """One data file of ``codebook/data/times`` as it stands."""
    source = files("dateline.codebook").joinpath("data", "times", name)
    return tomllib.loads(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words, phrases, numbers and feasts, read once."""
    numbers, phrases = table("numbers.toml"), table("phrases.toml")
    words: dict[str, tuple[str, Value]] = {
        word: (category, value) for category, rows in table("words.toml").items() for word, value in rows.items()
    }
    words.update((word, ("ORD", value)) for word, value in numbers["ordinals"].items())
    feasts = tuple(_feast(row) for row in table("feasts.toml")["feast"])
    by_first = _by_first(_entries(phrases, feasts, table("feasts.toml")["feast"]))
    return Lexicon(
        words=words,
        phrases=by_first,
        ones=numbers["ones"],
        teens=numbers["teens"],
        tens=numbers["tens"],
        scales=numbers["scales"],
        feasts=feasts,
        not_before_weekday=frozenset(phrases["names"]["weekday_before"]),
        not_after=frozenset(phrases["names"]["after"]),
        not_before_year=frozenset(phrases["names"]["year_before"]),
        known=frozenset((*words, *by_first, *numbers["ones"], *numbers["teens"], *numbers["tens"], "a", "an")),
    )


def _feast(row: Mapping[str, Any]) -> Feast:
    many = [tuple(pair) for pair in row.get("islamic_any", ())]
    one = [tuple(row["islamic"])] if "islamic" in row else []
    return Feast(
        name=row["names"][0],
        fixed=tuple(row["fixed"]) if "fixed" in row else None,
        easter=row.get("easter"),
        nth=tuple(row["nth"]) if "nth" in row else None,
        islamic=tuple(one + many),
        islamic_month=row.get("islamic_month"),
        orthodox=row.get("orthodox"),
        hebrew=tuple(row["hebrew"]) if "hebrew" in row else None,
        dates=tuple(row.get("dates", ())),
    )


def _entries(phrases: Mapping[str, Any], feasts: tuple[Feast, ...], rows: Iterable[Mapping[str, Any]]) -> list[Entry]:
    lists: list[tuple[str, Value, list[str]]] = [
        *(("REF", value, names) for value, names in phrases["references"].items()),
        *(("SETP", value, names) for value, names in phrases["sets"].items()),
        *(("LENGTHP", value, names) for value, names in phrases["durations"].items()),
        *(("DAYP", int(value), names) for value, names in phrases["days"].items()),
        *(("ENDP", value, names) for value, names in phrases["ends"].items()),
        ("APPROX", 0, phrases["approximators"]["phrases"]),
        ("TZ", "", phrases["zones"]["phrases"]),
        ("OCLOCK", 0, phrases["clock"]["phrases"]),
    ]
    for place, row in enumerate(rows):
        if feasts[place].islamic_month is None:
            lists.append(("FEAST", place, row["names"]))
        else:
            lists.append(("ISLDATED" if row.get("only_dated") else "ISLMON", place, row["names"]))
    return [(split(name), category, value) for category, value, names in lists for name in names]


def _by_first(entries: list[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry[0][0], []).append(entry)
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}
