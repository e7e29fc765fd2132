"""Place names that one sentence by itself must give away: with hyphens, in lists, and as what was taken or entered."""

from __future__ import annotations

import pytest

import dateline
from dateline.pipeline import Coder


@pytest.fixture(scope="module")
def coder() -> Coder:
    return dateline.load()


ROWS = [
    pytest.param("Gangs attacked a depot in Port-au-Prince on Monday.", {"Port-au-Prince": "HTI"}, id="hyphens"),
    pytest.param("Three were killed in Guinea-Bissau.", {"Guinea-Bissau": "GNB"}, id="a country with a hyphen"),
    pytest.param("Gunmen attacked Mazar-i-Sharif.", {"Mazar-i-Sharif": "AFG"}, id="as an object"),
    pytest.param("The Sudan-Chad border was closed.", {"Sudan": "SDN", "Chad": "TCD"}, id="two countries"),
    pytest.param("Al-Ahram newspaper said the army had won.", {}, id="a newspaper"),
    pytest.param(
        "Fighting in Addis Ababa, Dar es Salaam and Bangui.",
        {"Addis Ababa": "ETH", "Dar es Salaam": "TZA", "Bangui": "CAF"}, id="a list",
    ),
    pytest.param("Rebels captured Goma and Bukavu.", {"Goma": "COD", "Bukavu": "COD"}, id="captured"),
    pytest.param("The army retook Aleppo.", {"Aleppo": "SYR"}, id="retook"),
    pytest.param("Troops entered Mekelle on Monday.", {"Mekelle": "ETH"}, id="in another spelling"),
    pytest.param("Soldiers captured Mendoza on Friday.", {}, id="a man with the name of a city"),
    pytest.param("Police took Rowe to hospital.", {}, id="a man"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "countries"), ROWS)
def test_names_are_found(coder: Coder, text: str, countries: dict[str, str]) -> None:
    assert {place.text: place.country for place in coder(text).places} == countries


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Rebels captured Goma and Bukavu.", ["Goma", "Bukavu"]),
        ("Troops entered Mekelle on Monday.", ["Mekelle"]),
        ("India put its forces on alert against Pakistan.", []),
    ],
)
def test_what_was_taken_or_entered_is_where_it_happened(coder: Coder, text: str, where: list[str]) -> None:
    (event,) = coder(text).events
    assert [place.text for place in event.where] == where


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Malian soldiers were killed in Moura.", "MLI"),
        ("Honduran police arrested a man in San Lorenzo.", "HND"),
        ("A woman was killed in San Lorenzo.", "PRY"),
    ],
)
def test_whose_soldiers_were_there_says_which_town_is_meant(coder: Coder, text: str, country: str) -> None:
    (place,) = coder(text).places
    assert place.country == country
