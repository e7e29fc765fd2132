"""The gazetteer: what the file holds, how names are compared, and that our own tables are sound."""

from __future__ import annotations

import copy
import hashlib
import sqlite3
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.codebook.gazetteer import SITES, Gazetteer, load_gazetteer, loose, manifest, read_table, strict
from dateline.parse.words import words as tokens
from dateline.record import SetupError

FOLDER = Path(str(files("dateline.codebook").joinpath("data", "gazetteer")))

# Natural Earth drew these divisions before they were divided anew, or puts their border elsewhere.
REDRAWN = {"Bardarash", "Tina", "Heglig", "Saraf Omra", "Mahagi", "Boga", "Bogoro", "Yumbi", "Labbezanga"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def test_the_manifest_describes_the_file() -> None:
    told = manifest()
    data = (FOLDER / "gazetteer.sqlite").read_bytes()
    assert told.bytes == len(data)
    assert told.sha256 == hashlib.sha256(data).hexdigest()
    assert all(source["licence"] and source["credit"] and source["version"] for source in told.sources)
    assert any(source["credit"] == "GeoNames" and source["licence"].startswith("CC BY 4.0") for source in told.sources)


def test_the_file_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 40_000_000


def test_a_look_up_reads_by_index() -> None:
    """The database's own count of steps; what they take is measured by ``benchmarks/gazetteer.py``."""
    fresh = Gazetteer(FOLDER / "gazetteer.sqlite")
    steps = [0]

    def count() -> None:
        steps[0] += 1

    fresh._base.set_progress_handler(count, 1)
    assert fresh.find("Kirkuk")
    assert 0 < steps[0] < 2_000


def test_it_cannot_be_written(gazetteer: Gazetteer) -> None:
    with pytest.raises(sqlite3.OperationalError):
        gazetteer._base.execute("DELETE FROM place")


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="install dateline again"):
        Gazetteer(tmp_path / "none.sqlite")


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(SetupError, match="cannot be opened"):
        Gazetteer(tmp_path / "bad.sqlite")


def test_it_crosses_process_borders(gazetteer: Gazetteer) -> None:
    other = copy.deepcopy(gazetteer)  # by the same state that travels to a worker
    assert other is not gazetteer
    assert other.find("Kirkuk") == gazetteer.find("Kirkuk")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Deir ez-Zor", "DEIR EZ ZOR"),
        ("St. Louis", "Saint Louis"),
        ("Mt. Vernon", "mount vernon"),
        ("Al\u00a0Anbar", "al-anbar"),
    ],
)
def test_strict_evens_out(left: str, right: str) -> None:
    assert strict(left) == strict(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Salahaddin", "Salah ad-Din"),
        ("Salahadin", "Salahaddin"),
        ("Al-Hawija", "Hawijah"),
        ("Khalidiya", "Khaldiyya"),
        ("Sharqat", "Sharkat"),
        ("Qayyarah", "Kayyara"),
    ],
)
def test_loose_folds_transliterations(left: str, right: str) -> None:
    if {left, right} == {"Khalidiya", "Khaldiyya"}:
        assert loose(left) != loose(right)  # a vowel more is another name
    else:
        assert loose(left) == loose(right)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_may_be_looked_up(name: str) -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.find(name) == gazetteer.find(name)
    assert strict(strict(name)) == strict(name)


PLACES = [
    # name, country, level, division
    ("Hawija", "IRQ", "town", "Kirkuk"),
    ("Jalawla", "IRQ", "town", "Diyala"),
    ("Makhmour", "IRQ", "town", "Erbil"),
    ("Tuz Khurmatu", "IRQ", "town", "Salah ad Din"),
    ("Shirqat", "IRQ", "town", "Salah ad Din"),
    ("Baghuz", "SYR", "town", "Deir ez-Zor"),
    ("Deir ez-Zor", "SYR", "town", "Deir ez-Zor"),
    ("Salahaddin", "IRQ", "admin1", "Salah ad Din"),
    ("Nineveh", "IRQ", "admin1", "Nineveh"),
    ("Mosul", "IRQ", "town", "Nineveh"),
    ("Darfur", "SDN", "area", None),
    ("Donbass", "UKR", "area", None),
    ("Gaza Strip", "PSE", "admin1", "Gaza Strip"),
    ("Britain", "GBR", "country", None),
    ("U.S.", "USA", "country", None),
    ("UAE", "ARE", "country", None),
    ("DRC", "COD", "country", None),
    ("Ivory Coast", "CIV", "country", None),
    ("Rapides Parish", "USA", "admin2", "Louisiana"),
    ("Bagram Airfield", "AFG", "site", "Parwan"),
]


@pytest.mark.parametrize(("name", "country", "level", "division"), PLACES)
def test_places_the_press_names(
    gazetteer: Gazetteer, name: str, country: str, level: str, division: str | None
) -> None:
    found = [entry for entry in gazetteer.find(name) if entry.country == country and entry.level == level]
    assert found, name
    assert division in {gazetteer.divisions(entry)[0] for entry in found}


def test_divisions_of_a_point(gazetteer: Gazetteer) -> None:
    country, division = gazetteer.division_at(35.47, 44.39)
    assert country == "IRQ"
    assert division is not None
    assert division.name == "Kirkuk"
    assert gazetteer.division_at(0.0, -30.0) == (None, None)


def test_our_towns_lie_where_they_claim(gazetteer: Gazetteer) -> None:
    """Inside the country and, where one is named, the division, give or take a fifth of a degree at a border."""
    around = [(0.0, 0.0), *((0.2 * dy, 0.2 * dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1))]
    wrong = []
    for row in read_table("towns.tsv"):
        lat, lon = float(row["lat"]), float(row["lon"])
        at = [gazetteer.division_at(lat + dy, lon + dx) for dy, dx in around]
        if row["country"] not in {country for country, _ in at}:
            wrong.append((row["name"], "country"))
        divisions = [division for _, division in at if division is not None]
        claimed = [entry for entry in gazetteer.find(row["admin1"]) if entry.level == "admin1"] if row["admin1"] else []
        if row["admin1"] and not any(entry.country == row["country"] for entry in claimed):
            wrong.append((row["name"], f"no division {row['admin1']}"))
        elif row["admin1"] and divisions and not set(divisions) & set(claimed) and row["name"] not in REDRAWN:
            wrong.append((row["name"], row["admin1"]))
    assert not wrong


def test_our_towns_name_their_source(gazetteer: Gazetteer) -> None:
    for row in read_table("towns.tsv"):
        if row["source"] == "own":
            continue
        kind, number = row["source"].split()
        entry = gazetteer.entry(int(number))
        assert kind == "GeoNames", row["name"]
        assert entry is not None, row["name"]
        assert entry.country == row["country"], row["name"]
        assert abs(entry.lat - float(row["lat"])) < 0.31, row["name"]
        assert abs(entry.lon - float(row["lon"])) < 0.31, row["name"]


def test_every_district_spelling_leads_to_its_district(gazetteer: Gazetteer) -> None:
    rows = read_table("divisions.tsv")
    assert len(rows) > 40
    for row in rows:
        assert row["source"] == "census"
        for alias in row["aliases"].split("|"):
            found = [entry for entry in gazetteer.find(alias) if entry.level == "admin2"]
            assert row["division"] in {entry.name for entry in found if entry.country == row["country"]}, alias


def test_our_towns_cover_many_conflicts() -> None:
    rows = read_table("towns.tsv")
    assert len(rows) > 300
    assert len({row["country"] for row in rows}) > 30
    assert {row["feature"] for row in rows} <= SITES | {"", "ISL", "RGN", "VAL", "AREA", "HBR"}


@pytest.mark.parametrize("table", ["towns.tsv", "regions.tsv", "countries.tsv"])
def test_every_row_can_be_found(gazetteer: Gazetteer, table: str) -> None:
    lost = [
        spelling
        for row in read_table(table)
        for spelling in (row["name"], *row["aliases"].split("|"))
        if spelling
        and not any(entry.country == row.get("country", row.get("code")) or not entry.country or not row.get("country")
                    for entry in gazetteer.find(spelling))
    ]  # fmt: skip
    assert not lost


@pytest.mark.parametrize("table", ["towns.tsv", "regions.tsv", "countries.tsv"])
def test_no_spelling_twice(table: str) -> None:
    counts = Counter(
        (row.get("country"), spelling)
        for row in read_table(table)
        for spelling in {row["name"], *row["aliases"].split("|")} - {""}
    )
    assert not [spelling for spelling, count in counts.items() if count > 1]


def test_demonyms_and_short_forms_are_clean(gazetteer: Gazetteer) -> None:
    rows = read_table("countries.tsv")
    demonyms = Counter(word for row in rows for word in row["demonyms"].split("|") if word)
    assert not [word for word, count in demonyms.items() if count > 1]
    names = {name for row in rows for name in (row["name"], *row["aliases"].split("|")) if name}
    assert not names & set(demonyms)
    for row in read_table("abbreviations.tsv"):
        for form in (*row["dotted"].split("|"), *row["bare"].split("|")):
            if form:
                assert gazetteer.short(form) is not None, form


def word_lists() -> dict[str, dict[str, list[str]]]:
    """The lists of ``words.toml`` by section and name; of its two tables of numbers, the words."""
    lists = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return {
        section: {section: list(tables)} if section in ("lengths", "numbers") else tables
        for section, tables in lists.items()
    }


def test_word_lists_hold_no_duplicates_and_no_capitals() -> None:
    lists = word_lists()
    flat = {(section, name): words for section, tables in lists.items() for name, words in tables.items()}
    for (section, name), words in flat.items():
        if name != "anglophone":
            assert [word for word in words if word != word.lower()] == [], (section, name)
        assert [word for word, count in Counter(words).items() if count > 1] == [], (section, name)
    assert not set(flat["embedding", "bodies"]) & set(flat["embedding", "heads"])


def test_word_lists_hold_no_dead_entry() -> None:
    """An entry of more than one token could never match a token; the phrases are matched token by token."""
    lists = word_lists()
    entries = [
        word for tables in lists.values() for name, words in tables.items() for word in words if "phrases" not in name
    ]
    entries += [
        part
        for tables in lists.values()
        for name, words in tables.items()
        for word in words
        if "phrases" in name
        for part in word.split()
    ]
    entries += [row["word"] for row in read_table("cues.tsv")]
    assert [entry for entry in entries if len(tokens(entry)) != 1] == []


def test_cues_are_lower_case_and_name_countries() -> None:
    codes = {row["code"] for row in read_table("countries.tsv")}
    rows = read_table("cues.tsv")
    assert all(row["word"] == row["word"].lower() and row["code"] in codes and row["weight"] in "123" for row in rows)
    assert not [word for word, count in Counter(row["word"] for row in rows).items() if count > 1]
