"""Places: names found in our own sentences, what they resolve to, and how precise that is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from where_reading import parsed, places, toponyms

from dateline.codebook.gazetteer import load_gazetteer
from dateline.mentions.where import find, resolve
from dateline.pipeline import Coder
from dateline.record import Place

FOUND = [
    # id, text, entities the engine marked, names expected
    ("plain", "Shells hit Kirkuk and Mosul.", "Kirkuk=GPE; Mosul=GPE", ["Kirkuk", "Mosul"]),
    ("article", "Boats left the Gaza Strip.", "the Gaza Strip=GPE", ["Gaza Strip"]),
    ("possessive", "Iraq's army moved.", "Iraq's=GPE", ["Iraq"]),
    ("kind word stays out", "Clashes in Anbar province went on.", "Anbar province=GPE", ["Anbar"]),
    ("capital kind word stays in", "Crews worked in Holt County.", "Holt=GPE", ["Holt County"]),
    ("compass stays out", "Raids in northern Iraq.", "northern Iraq=LOC", ["Iraq"]),
    ("compass that is the name", "Police in Northern Ireland.", "Northern Ireland=GPE", ["Northern Ireland"]),
    ("two in one", "Guards left Tikrit, Samarra on foot.", "Tikrit, Samarra=GPE", ["Tikrit", "Samarra"]),
    ("adjective is no place", "Iraqi and Syrian guards met.", "Iraqi=NORP; Syrian=GPE", []),
    ("short form that ends its sentence", "Carriers flew to US", "US=GPE", ["US"]),
    ("missed country", "Troops left Burkina Faso.", "", ["Burkina Faso"]),
    ("country cut in two", "The Democratic Republic of the Congo voted.", "Democratic Republic=ORG; Congo=GPE",
     ["Democratic Republic of the Congo"]),
    ("missed after in", "Two died in Hawija.", "Hawija=ORG", ["Hawija"]),
    ("missed before a state", "She grew up in Nitro, W.Va., and left.", "", ["Nitro", "W.Va."]),
    ("missed village", "The village of Solhan burned.", "", ["Solhan"]),
    ("missed in a country in focus", "Iraqi guns shelled Jalawla again.", "Iraqi=NORP", ["Jalawla"]),
    ("taken for a person", "Iraqi units met between Tikrit and Samarra.", "Tikrit=PERSON; Samarra=NORP; Iraqi=NORP",
     ["Tikrit", "Samarra"]),
    ("whole name taken for a person", "Iraqi planes flew in Tal Afar.", "Tal Afar=PERSON; Iraqi=NORP", ["Tal Afar"]),
    ("article with hyphen", "Syrian guns hit al-Mayadin.", "Syrian=NORP", ["al-Mayadin"]),
    ("named elsewhere", "Kidal fell. Then Kidal was shelled.", "", []),
    ("named elsewhere and placed once", "Rebels stayed in Kidal. By night Kidal burned.", "", ["Kidal", "Kidal"]),
    ("a person's name", "Bashir Karim spoke. Bashir left for Iraq.", "Bashir Karim=PERSON; Bashir=PERSON; Iraq=GPE",
     ["Iraq"]),
    ("a newspaper", "The Denver Post wrote so.", "Denver=GPE", []),
    ("a bank", "Bank of America closed.", "Bank of America=ORG", []),
    ("a force named for its town", "Denver Police closed a road.", "Denver Police=ORG", ["Denver"]),
    ("a court named for its county", "Holt County Court sat.", "Holt County Court=ORG", ["Holt County"]),
    ("unknown word", "Then Zzyzqtown spoke.", "Zzyzqtown=GPE", []),
    ("unknown but in its place", "A mine blew up in Zzyzqtown.", "Zzyzqtown=GPE", ["Zzyzqtown"]),
    ("everyday word", "It was in May.", "", []),
    ("lower case", "they shelled kirkuk", "kirkuk=GPE", ["kirkuk"]),
    ("curly and no-break", "Shells hit Côte d’Ivoire\u00a0today.", "Côte d’Ivoire=GPE", ["Côte d’Ivoire"]),
    ("taken for a person after a compass word", "Marines combed southern Helmand.", "Helmand=PERSON", ["Helmand"]),
    ("a street by its number", "A man fell near 21st and Richmond in Denver.", "Richmond=GPE; Denver=GPE", ["Denver"]),
    ("a block of a street", "It was in the 5600 block of South Princeton in Denver.", "Princeton=GPE; Denver=GPE",
     ["Denver"]),
    ("a bloc of states", "The block of Kidal towns met.", "Kidal=GPE", ["Kidal"]),
    ("taken for a person after a verb of place", "The envoy visited Borno.", "Borno=PERSON", ["Borno"]),
    ("a person after a verb of place", "The envoy visited Velling.", "Velling=PERSON", []),
    ("a bench is no town", "The Supreme Court sat.", "Supreme Court=ORG", []),
    ("a court named for its town", "Arden Superior Court sat in Denver.", "Denver=GPE", ["Denver"]),
    ("an article begins a name", "Gunmen came to Los Robles hamlet, La Laguna.", "Los=GPE; La=GPE",
     ["Los Robles", "La Laguna"]),
    ("a people cut in two", "Sri Lankan troops moved to Jaffna.", "Sri=GPE; Jaffna=GPE", ["Jaffna"]),
    ("half of a party's name", "The United Russia list won in Kazan.", "United=GPE; Kazan=GPE", ["Russia", "Kazan"]),
    ("what follows a name stays out", "Raids in Jamui District of Bihar.", "Jamui District of=LOC; Bihar=GPE",
     ["Jamui District", "Bihar"]),
    ("nothing", "Nobody came.", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "entities", "expected"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
def test_find(text: str, entities: str, expected: list[str]) -> None:
    found = toponyms(text, entities)
    assert [toponym.text for toponym in found] == expected
    assert all(text[toponym.start : toponym.end] == toponym.text for toponym in found)


RESOLVED = [
    # id, text, entities, name in the text, country, admin1, precision
    (
        "by its province",
        "Guns hit Hawija, Kirkuk province.",
        "Hawija=GPE; Kirkuk=GPE",
        "Hawija",
        "IRQ",
        "Kirkuk",
        "exact",
    ),
    (
        "the province",
        "Guns hit Hawija, Kirkuk province.",
        "Hawija=GPE; Kirkuk=GPE",
        "Kirkuk",
        "IRQ",
        "Kirkuk",
        "province",
    ),
    ("by its state", "Paris, Texas, voted.", "Paris=GPE; Texas=GPE", "Paris", "USA", "Texas", "exact"),
    (
        "by its short state",
        "A fire in Athens, Ga., spread.",
        "Athens=GPE; Ga.=GPE",
        "Athens",
        "USA",
        "Georgia",
        "exact",
    ),
    ("population last", "He flew to Paris.", "Paris=GPE", "Paris", "FRA", "Île-de-France", "exact"),
    (
        "country Georgia",
        "A court in Tbilisi, Georgia, sat.",
        "Tbilisi=GPE; Georgia=GPE",
        "Georgia",
        "GEO",
        None,
        "country",
    ),
    (
        "state Georgia",
        "Police in Athens, Georgia, came.",
        "Athens=GPE; Georgia=GPE",
        "Georgia",
        "USA",
        "Georgia",
        "province",
    ),
    ("country is a country", "They met in China.", "China=GPE", "China", "CHN", None, "country"),
    ("abbreviated country", "The U.S. and the UAE signed.", "U.S.=GPE; UAE=GPE", "UAE", "ARE", None, "country"),
    (
        "countries in a list",
        "Canada, Mexico, US agreed.",
        "Canada=GPE; Mexico=GPE; US=GPE",
        "Mexico",
        "MEX",
        None,
        "country",
    ),
    ("near", "A bomb near Chibok in Borno state.", "Chibok=GPE; Borno=GPE", "Chibok", "NGA", "Borno State", "near"),
    ("so far from", "It fell 20 km south of Mosul.", "Mosul=GPE", "Mosul", "IRQ", "Nineveh", "near"),
    (
        "between",
        "Mines lie between Tikrit and Samarra.",
        "Tikrit=GPE; Samarra=GPE",
        "Samarra",
        "IRQ",
        "Salah ad Din",
        "line_or_area",
    ),
    (
        "fringes",
        "They swept the fringes of Salahaddin.",
        "Salahaddin=GPE",
        "Salahaddin",
        "IRQ",
        "Salah ad Din",
        "line_or_area",
    ),
    ("part of a country", "War in southern Syria.", "Syria=GPE", "Syria", "SYR", None, "line_or_area"),
    (
        "range",
        "Planes hit the Hamrin Mountains.",
        "Hamrin Mountains=LOC",
        "Hamrin Mountains",
        "IRQ",
        None,
        "line_or_area",
    ),
    ("river", "Boats crossed the Euphrates.", "Euphrates=LOC", "Euphrates", None, None, "line_or_area"),
    (
        "county",
        "Holt County, Missouri, flooded.",
        "Holt County=GPE; Missouri=GPE",
        "Holt County",
        "USA",
        "Missouri",
        "district",
    ),
    (
        "district of a town's name",
        "Guns in Rutba district, Anbar.",
        "Rutba=GPE; Anbar=GPE",
        "Rutba",
        "IRQ",
        "Anbar",
        "district",
    ),
    (
        "transliteration",
        "Guns in Salahadin, Iraq.",
        "Salahadin=GPE; Iraq=GPE",
        "Salahadin",
        "IRQ",
        "Salah ad Din",
        "province",
    ),
    (
        "no-break space",
        "Guns in Deir\u00a0ez-Zor, Syria.",
        "Deir\u00a0ez-Zor=GPE; Syria=GPE",
        "Deir\u00a0ez-Zor",
        "SYR",
        "Deir ez-Zor",
        "exact",
    ),
    ("site", "Rockets hit Bagram Airfield.", "Bagram Airfield=FAC", "Bagram Airfield", "AFG", "Parwan", "exact"),
    (
        "facility of a town",
        "Kabul slept. Kabul Central Depot burned.",
        "Kabul=GPE; Kabul Central Depot=FAC",
        "Kabul Central Depot",
        "AFG",
        "Kabul",
        "near",
    ),
]


@pytest.mark.parametrize(
    ("text", "entities", "name", "country", "admin1", "precision"),
    [row[1:] for row in RESOLVED],
    ids=[row[0] for row in RESOLVED],
)
def test_resolve(text: str, entities: str, name: str, country: str | None, admin1: str | None, precision: str) -> None:
    place = next(place for place in places(text, entities) if place.text == name)
    assert (place.country, place.admin1, place.precision) == (country, admin1, precision)
    assert place.lat is not None
    assert place.reason


def test_the_rest_of_the_report_decides() -> None:
    local = "Huntsville closed schools. Crews from Walker County and Houston helped. Texas paid."
    entities = "Huntsville=GPE; Walker County=GPE; Houston=GPE; Texas=GPE"
    assert {place.admin1 for place in places(local, entities)} == {"Texas"}
    assert places("Huntsville closed schools.", "Huntsville=GPE")[0].admin1 == "Alabama"


def test_the_same_name_is_the_same_place() -> None:
    found = places("Paris, Texas, voted. In Paris they cheered.", "Paris=GPE; Texas=GPE")
    assert {place.geonameid for place in found if place.text == "Paris"} == {4717560}


def test_what_no_gazetteer_has_stays_open() -> None:
    place = places("A mine blew up in Zzyzqtown, Iraq.", "Zzyzqtown=GPE; Iraq=GPE")[0]
    assert (place.name, place.lat, place.precision) == (None, None, "unknown")
    assert place.reason == "no entry of the gazetteer has this name"


def test_a_quarter_lies_in_its_city() -> None:
    text = "Two men were shot in Chicago. One died in the city's Roseland neighborhood, police in Chicago said."
    found = {place.text: place for place in places(text, "Chicago=GPE; Roseland=GPE")}
    quarter = found["Roseland"]
    assert (quarter.admin1, quarter.precision) == ("Illinois", "near")
    assert "quarter" in (quarter.reason or "")


def test_a_small_town_of_a_country_nobody_speaks_of_stays_open() -> None:
    text = "Maoists in Ranchi, India, mined the road by Demo. Ranchi is calm."
    found = {place.text: place for place in places(text, "Ranchi=GPE; India=GPE; Demo=GPE")}
    assert found["Ranchi"].country == "IND"
    assert found["Demo"].lat is None
    assert [candidate.country for candidate in found["Demo"].candidates] == ["ITA"]


def test_a_division_is_meant_where_its_rank_is_named() -> None:
    found = {
        place.text: place
        for place in places("Maoists burned lorries in Bastar district, India.", "Bastar=GPE; India=GPE")
    }
    assert (found["Bastar"].feature, found["Bastar"].precision) == ("ADM2", "district")


def test_a_tie_stays_open_with_its_candidates() -> None:
    text = "The raid was in Springvale, they said."
    gazetteer = load_gazetteer()
    report = parsed(text, "Springvale=GPE")
    place = resolve(find(report), report)[0]
    known = {entry.country for entry in gazetteer.find("Springvale")}
    assert len(known) > 1 or place.lat is not None
    if place.lat is None:
        assert place.reason is not None
        assert place.reason.startswith("tie")
        assert len(place.candidates) > 1


def test_a_like_spelling_alone_stays_open() -> None:
    """Folded letters may meet by chance: without a word of the country, no point is given."""
    alone = places("Guns were heard in Hawijeh.", "Hawijeh=GPE")[0]
    assert alone.lat is None
    assert alone.reason is not None
    assert "like-spelt" in alone.reason
    at_home = places("Guns were heard in Hawijeh, said Iraqi guards in Kirkuk.", "Hawijeh=GPE; Kirkuk=GPE")[0]
    assert (at_home.country, at_home.admin1) == ("IRQ", "Kirkuk")


@pytest.mark.parametrize("name", ["A" * 100, "Pa\udcffris", "😀😀", "' OR 1=1 --", "%", "---", "١٢٣", "\u202eParis"])
def test_one_absurd_name_costs_the_others_nothing(name: str) -> None:
    text = f"Guns hit {name} and Kirkuk."
    spots = parsed(text, "Kirkuk=GPE")
    hostile = [
        place for place in resolve(find(parsed(text, f"{name}=GPE; Kirkuk=GPE")), spots) if place.text == "Kirkuk"
    ]
    plain = [place for place in resolve(find(spots), spots) if place.text == "Kirkuk"]
    assert [place.geonameid for place in hostile] == [place.geonameid for place in plain] != []


def test_nothing_in_nothing_out() -> None:
    assert places("") == ()


@given(st.text(alphabet="Kirkuk Paris,.-'’\u00a0\nin near of al-Texas", max_size=120))
@settings(max_examples=60, deadline=None)
def test_laws(text: str) -> None:
    report = parsed(text, "Paris=GPE; Kirkuk=LOC; Texas=FAC")
    found = find(report)
    first: tuple[Place, ...] = resolve(found, report)
    assert first == resolve(found, report)
    assert len(first) == len(found)
    for place in first:
        assert text[place.start : place.end] == place.text
        assert place.reason
        assert (place.lat is None) == (place.precision == "unknown")
    assert all(left.end <= right.start for left, right in pairwise(first))


def test_what_something_is_near_is_a_place_though_no_map_has_it(coder: Coder) -> None:
    text = "Two trucks were burned near Zhabrunik. Near March the road was closed."
    assert [(place.text, place.lat) for place in coder(text, published="2024-03-05").places] == [("Zhabrunik", None)]


def test_a_country_named_in_passing_does_not_draw_a_city_there(coder: Coder) -> None:
    text = (
        "KHARTOUM - Delegates of Sudan's army met rivals in Geneva. Fighting went on in El Fasher, Port Sudan and "
        "Kassala, and Sudan's government asked for aid. The United States welcomed the talks."
    )
    place = next(place for place in coder(text, published="2024-06-11").places if place.text == "Geneva")
    assert place.country in {"CHE", None}
