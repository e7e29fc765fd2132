"""The words that tell what a name near them names, read once from the gazetteer's data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from dateline.codebook.gazetteer import read_table
from dateline.codebook.tables import table_rows


@dataclass(frozen=True, slots=True)
class Words:
    """``kinds`` maps a word ("province") to the level it names; the rest are lists of ``words.toml`` and the tables.

    ``countries``, ``demonyms`` and ``cues`` lead from words to countries (alpha-3; cues with a weight of 1 to 3),
    ``areas`` are the names of seas, ranges and regions, ``long_names`` leads from a first word to the numbers of words
    that a country's or an area's name may have;
    ``outlets`` leads from the names and web hosts of the press to the country of its seat; ``lengths`` gives
    kilometres of a unit, ``numbers`` what a number word means; ``dotted`` and ``bare`` are the short forms of divisions
    that need their full stop and that do not.
    """

    kinds: Mapping[str, str]
    near: frozenset[str]
    near_phrases: tuple[tuple[str, ...], ...]
    part_phrases: tuple[tuple[str, ...], ...]
    compass: frozenset[str]
    leads: frozenset[str]
    prepositions: frozenset[str]
    strong: frozenset[str]
    verbs: frozenset[str]
    taking: frozenset[str]
    inner: frozenset[str]
    articles: frozenset[str]
    anglophone: frozenset[str]
    heads: frozenset[str]
    bodies: frozenset[str]
    benches: frozenset[str]
    stop: frozenset[str]
    surnames: frozenset[str]
    sides: frozenset[str]
    grounds: frozenset[str]
    lines: frozenset[str]
    serving: frozenset[str]
    definite: frozenset[str]
    roads: frozenset[str]
    outlets: Mapping[str, str]
    lengths: Mapping[str, float]
    numbers: Mapping[str, int]
    countries: Mapping[str, str]
    long_names: Mapping[str, tuple[int, ...]]
    areas: frozenset[str]
    demonyms: Mapping[str, str]
    cues: Mapping[str, tuple[str, float]]
    dotted: frozenset[str]
    bare: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists of ``codebook/data/gazetteer``."""
    text = files("dateline.codebook").joinpath("data", "gazetteer", "words.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    kinds: dict[str, str] = {}
    for level, names in lists["kinds"].items():
        for name in names:
            kinds.setdefault(name, level)
    countries: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    for row in read_table("countries.tsv"):
        for name in (row["name"], *row["aliases"].split("|")):
            if name:
                countries[_even(name)] = row["code"]
        for name in row["demonyms"].split("|"):
            if name:
                demonyms[_even(name)] = row["code"]
    long: dict[str, set[int]] = {}
    areas = frozenset(
        _even(name)
        for row in read_table("regions.tsv")
        if row["feature"] != "ADM1"
        for name in (row["name"], *row["aliases"].split("|"))
        if name
    )
    for name in (*countries, *sorted(areas)):
        if " " in name and "." not in name:
            long.setdefault(name.split()[0], set()).add(len(name.split()))
    relations, places = lists["relations"], lists["places"]
    short = read_table("abbreviations.tsv")
    return Words(
        kinds=kinds,
        near=frozenset(relations["near"]),
        near_phrases=tuple(tuple(phrase.split()) for phrase in relations["near_phrases"]),
        part_phrases=tuple(tuple(phrase.split()) for phrase in relations["part_phrases"]),
        compass=frozenset(relations["compass"]),
        leads=frozenset(relations["leads"]),
        prepositions=frozenset(places["prepositions"]),
        strong=frozenset(places["strong"]),
        verbs=frozenset(places["verbs"]),
        taking=frozenset(places["taking"]),
        inner=frozenset(places["inner"]),
        articles=frozenset(places["articles"]),
        anglophone=frozenset(places["anglophone"]),
        heads=frozenset(lists["embedding"]["heads"]),
        bodies=frozenset(lists["embedding"]["bodies"]),
        benches=frozenset(lists["embedding"]["benches"]),
        stop=frozenset((*lists["stop"]["words"], *lists["stop"]["surnames"])),
        surnames=frozenset(lists["stop"]["surnames"]),
        sides=frozenset(relations["sides"]),
        grounds=frozenset(relations["grounds"]),
        lines=frozenset(relations["lines"]),
        serving=frozenset(relations["serving"]),
        definite=frozenset(relations["definite"]),
        outlets=_outlets(),
        lengths={word: float(unit) for word, unit in lists["lengths"].items()},
        numbers={word: int(number) for word, number in lists["numbers"].items()},
        roads=frozenset(lists["embedding"]["roads"]),
        countries=countries,
        areas=areas,
        long_names={word: tuple(sorted(sizes, reverse=True)) for word, sizes in long.items()},
        demonyms=demonyms,
        cues={row["word"]: (row["code"], float(row["weight"])) for row in read_table("cues.tsv")},
        dotted=frozenset(form.replace(" ", "") for row in short for form in row["dotted"].split("|") if form),
        bare=frozenset(form for row in short for form in row["bare"].split("|") if form),
    )


def _outlets() -> dict[str, str]:
    """Names and hosts of the world's press, in lower case, and the country each is at home in.

    Agencies are left out: they serve the whole world, and their seat tells nothing of what they report.
    """
    homes: dict[str, str] = {}
    for row in table_rows(("name", "host", "country", "kind", "aliases"), "intake", "outlets.tsv"):
        for name in (row["name"], row["host"], *row["aliases"].split(";")):
            if name.strip() and row["country"] and row["kind"] == "outlet":
                homes.setdefault(name.strip().lower(), row["country"])
    return homes


def _even(name: str) -> str:
    """The name as it is compared with the text: curly apostrophes and odd spaces evened out, case kept."""
    return name.replace("’", "'").replace("\u00a0", " ")
