"""Place lists of the user's own: read in every form, laid over the built-in gazetteer, refused with line and cause."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from dateline.codebook.gazetteer import Gazetteer, load_gazetteer
from dateline.codebook.place_lists import SUFFIX, compile_list
from dateline.record import CodebookError, SetupError

CSV = """name,lat,lon,country,admin1,aliases,source
Vantari,35.30,43.90,IRQ,Kirkuk,Wantari|Al-Vantari,field notes 2020
Hawija,35.32,43.77,IQ,,Hawija Junction,own survey
"""
TOML = """
[[place]]
name = "Vantari"
lat = 35.30
lon = 43.90
country = "IRQ"
aliases = ["Wantari"]
source = "field notes 2020"
"""


def geonames(*rows: tuple[str, ...]) -> str:
    """A country file: number, name, other names, point, class, feature, country, divisions, people."""
    lines = []
    for number, name, other, lat, lon, kind, feature, country, first, second, people in rows:
        cells = [number, name, name, other, lat, lon, kind, feature, country, "", first, second, "", "", people]
        lines.append("\t".join([*cells, "", "40", "Asia/Baghdad", "2020-01-01"]))
    return "\n".join(lines) + "\n"


COUNTRY = geonames(
    ("99000001", "Vantari Governorate", "", "35.4", "44.0", "A", "ADM1", "IQ", "77", "", "0"),
    ("99000002", "Vantari District", "", "35.3", "43.9", "A", "ADM2", "IQ", "77", "7701", "0"),
    ("99000003", "Vantari", "Wantari,فنتاري", "35.30", "43.90", "P", "PPL", "IQ", "77", "7701", "1200"),
    ("99000004", "Vantari Wash", "", "35.31", "43.95", "H", "WAD", "IQ", "77", "7701", "0"),
    ("99000005", "Vantari Grocery", "", "35.31", "43.95", "S", "STOR", "IQ", "77", "7701", "0"),
    ("94787", "Kirkūk", "Karkhini", "35.47", "44.39", "P", "PPLA", "IQ", "43", "", "601433"),
)


def over(tmp_path: Path, name: str, text: str) -> Gazetteer:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    target = tmp_path / f"list{SUFFIX}"
    target.unlink(missing_ok=True)
    compile_list(file, target, load_gazetteer())
    return Gazetteer(load_gazetteer().path, (target,))


@pytest.mark.parametrize(
    ("file", "text"),
    [("own.csv", CSV), ("own.tsv", CSV.replace(",", "\t")), ("own.toml", TOML), ("IQ.txt", COUNTRY)],
    ids=["csv", "tsv", "toml", "geonames"],
)
def test_a_place_is_found_by_name_and_other_name(tmp_path: Path, file: str, text: str) -> None:
    gazetteer = over(tmp_path, file, text)
    assert not load_gazetteer().knows("Vantari")
    for name in ("Vantari", "VANTARI", "Wantari"):
        entry = next(entry for entry in gazetteer.find(name) if entry.level == "town")
        assert (entry.name, entry.country, entry.lat, entry.lon) == ("Vantari", "IRQ", 35.3, 43.9)
        assert entry.source


def test_the_boundary_gives_the_province(tmp_path: Path) -> None:
    gazetteer = over(tmp_path, "own.toml", TOML)
    assert gazetteer.divisions(gazetteer.find("Vantari")[0]) == ("Kirkuk", None)


def test_a_country_file_brings_its_divisions(tmp_path: Path) -> None:
    gazetteer = over(tmp_path, "IQ.txt", COUNTRY)
    town = next(entry for entry in gazetteer.find("Vantari") if entry.level == "town")
    assert gazetteer.divisions(town) == ("Vantari Governorate", "Vantari District")
    assert gazetteer.find("Vantari Wash")[0].level == "area"
    assert gazetteer.find("Vantari Grocery") == ()


def test_a_known_place_only_gains_spellings(tmp_path: Path) -> None:
    gazetteer = over(tmp_path, "IQ.txt", COUNTRY)
    assert not load_gazetteer().knows("Karkhini Citadel")
    assert gazetteer.find("Karkhini")[0] == load_gazetteer().entry(94787)


def test_a_list_stands_in_for_its_built_in_twin(tmp_path: Path) -> None:
    gazetteer = over(tmp_path, "own.csv", CSV)
    towns = [entry for entry in gazetteer.find("Hawija") if entry.level == "town" and entry.country == "IRQ"]
    assert [entry.source for entry in towns] == ["own survey"]
    built_in = next(entry for entry in load_gazetteer().find("Hawija") if entry.country == "IRQ")
    assert towns[0].population == built_in.population


def test_other_names_stay_as_they_were(tmp_path: Path) -> None:
    gazetteer = over(tmp_path, "own.csv", CSV)
    for name in ("Mosul", "Paris", "Kirkuk", "Springfield"):
        assert gazetteer.find(name) == load_gazetteer().find(name)


def test_the_fingerprint_follows_the_contents(tmp_path: Path) -> None:
    first = over(tmp_path, "own.csv", CSV).fingerprint
    assert first
    assert over(tmp_path, "own.csv", CSV).fingerprint == first
    assert over(tmp_path, "own.csv", CSV.replace("35.30", "35.31")).fingerprint != first
    assert load_gazetteer().fingerprint == ""


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    over(tmp_path, "own.csv", CSV)
    before = (tmp_path / f"list{SUFFIX}").read_bytes()
    over(tmp_path, "own.csv", CSV)
    assert (tmp_path / f"list{SUFFIX}").read_bytes() == before


def test_a_raw_list_serves_one_run_and_survives_a_copy(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(CSV, encoding="utf-8")
    gazetteer = Gazetteer(load_gazetteer().path, (file,))
    again = copy.deepcopy(gazetteer)
    assert again.find("Vantari") == gazetteer.find("Vantari") != ()


def test_a_look_up_costs_no_more_in_a_long_list(tmp_path: Path) -> None:
    """The databases' own count of steps; what they take is measured by ``benchmarks/gazetteer.py``."""
    rows = "".join(f"Vantari {number},35.3,43.9,IRQ,,,own\n" for number in range(5000))
    gazetteer = over(tmp_path, "own.csv", CSV + rows)
    steps = [0]

    def count() -> None:
        steps[0] += 1

    for base in (gazetteer._base, *gazetteer._over):
        base.set_progress_handler(count, 1)
    assert gazetteer.find("Vantari 4321")
    assert 0 < steps[0] < 2_000


WRONG = [
    # id, file, text, words of the error
    ("no columns", "own.csv", "name,lat\nX,1\n", ["own.csv, line 1", "no column lon, country"]),
    ("unknown column", "own.csv", "name,lat,lon,country,height\n", ["line 1", "height", "columns are"]),
    ("cells", "own.csv", CSV + "Mil,1.0,2.0\n", ["line 4", "3 cells where the table has 7"]),
    ("latitude", "own.csv", CSV + "Mil,99,2.0,IRQ,,,\n", ["line 4", "lat '99'", "-90 to 90"]),
    ("not a number", "own.csv", CSV + "Mil,nan,2.0,IRQ,,,\n", ["line 4", "lat 'nan'"]),
    ("country", "own.csv", CSV + "Mil,1.0,2.0,Iraq,,,\n", ["line 4", "'IRAQ' is no country"]),
    ("name", "own.csv", CSV + "---,1.0,2.0,IRQ,,,\n", ["line 4", "cannot be looked up"]),
    ("quotes", "own.csv", CSV + 'Mil,"1.0"x,2.0,IRQ,,,\n', ["line 4", "Mend the quotes"]),
    ("empty", "own.csv", "name,lat,lon,country\n", ["no place in it"]),
    ("toml", "own.toml", "place = 3\n", ["no [[place]]"]),
    ("toml key", "own.toml", '[[place]]\nname = "X"\nlat = 1\n', ["place 1", "lon, country"]),
    ("toml broken", "own.toml", "[[place\n", ["own.toml", "Mend the line"]),
    ("prose", "own.txt", "Once upon a time.\n", ["line 1", "neither a GeoNames file"]),
    ("short line", "IQ.txt", COUNTRY + "1\t2\n", ["line 7", "2 columns where a GeoNames file has 19"]),
    ("letters", "IQ.txt", COUNTRY.replace("\tIQ\t", "\tQQ\t"), ["line 1", "'QQ' is no country's two letters"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "words"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_line_is_named(tmp_path: Path, file: str, text: str, words: list[str]) -> None:
    with pytest.raises(CodebookError) as caught:
        over(tmp_path, file, text)
    assert [word for word in words if word not in str(caught.value)] == []


def test_what_is_no_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_bytes(b"name,lat,lon,country\n\xff\xfe,1,2,IRQ\n")
    with pytest.raises(CodebookError, match="not UTF-8"):
        compile_list(tmp_path / "own.csv", ":memory:", load_gazetteer())
    with pytest.raises(SetupError, match="missing"):
        Gazetteer(load_gazetteer().path, (tmp_path / "gone.csv",))
    (tmp_path / f"bad{SUFFIX}").write_bytes(b"no database at all")
    with pytest.raises(SetupError, match="no place list"):
        Gazetteer(load_gazetteer().path, (tmp_path / f"bad{SUFFIX}",))
