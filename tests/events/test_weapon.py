"""Weapons: the phrase as it stands, without its determiner, and the mode it points to."""

from __future__ import annotations

import pytest

from dateline.codebook.tables import Row
from dateline.codebook.weapons import build_weapons, load_weapons
from dateline.events.draft import Act
from dateline.events.weapon import WeaponFound, weapon_of
from dateline.parse import Reader
from dateline.pipeline import Coder
from dateline.record import CodebookError, Span

# id, text, trigger, expected phrase, expected mode
FOUND = [
    ("with", "Three men attacked the clerk with machetes.", "attacked", "machetes", "primitive"),
    ("object", "Guerrillas detonated a car bomb outside the bank.", "detonated", "car bomb", "explosives"),
    ("subject", "A roadside bomb killed two drivers.", "killed", "roadside bomb", "explosives"),
    ("compound", "A drone strike killed the commander.", "strike", "drone", "drone"),
    ("participle", "They hurled grenades at the post, wounding a guard.", "wounding", "grenades", "explosives"),
    ("name and noun", "He shot the banker with an AK-47 rifle.", "shot", "AK-47 rifle", "firearms"),
    ("hyphen", "A car-bomb exploded in Orvo.", "exploded", "car-bomb", "explosives"),
    ("crowd", "Police used tear gas to disperse the students.", "disperse", "tear gas", "crowd-control"),
    ("mortar", "The army pounded the ridge with mortars.", "pounded", "mortars", "heavy-weapons"),
    ("warplanes", "Warplanes bombed two villages.", "bombed", "Warplanes", "aerial"),
    ("vest", "A man wearing a suicide vest blew himself up at the gate.", "blew", "suicide vest", "suicide-attack"),
    ("gas", "Soldiers attacked the suburb with chlorine gas.", "attacked", "chlorine gas", "unconventional"),
    ("dynamite", "The rebels blew up the bridge with dynamite charges.", "blew", "dynamite charges", "explosives"),
    (
        "a plural that ends a phrase",
        "Rebels attacked the tower with explosives.",
        "attacked",
        "explosives",
        "explosives",
    ),
    ("its calibre", "A man shot at the guards with a 38 caliber revolver.", "shot", "38 caliber revolver", "firearms"),
    ("stones thrown", "Youths attacked the bus with stones.", "attacked", "stones", "primitive"),
]

NOT_FOUND = [
    ("squad", "The bomb squad arrived after rebels attacked the bus.", "attacked"),
    ("a lorry", "Rebels attacked the post and burned a tank truck.", "attacked"),
    ("control", "The senator who backed gun control was attacked.", "attacked"),
    ("stones lie", "They attacked the bus near a pile of stones.", "attacked"),
    ("none", "Rebels attacked the bus.", "attacked"),
    ("seized", "Rebels attacked a bus in Orvo and police recovered a pistol and two grenades.", "attacked"),
    ("found", "A rifle was found in the yard after rebels attacked the bus.", "attacked"),
    ("a name", "Rebels attacked the bus on the road to Tank on Monday.", "attacked"),
]


def weapon(reader: Reader, text: str, word: str, type_: str = "ASSAULT", mode: str | None = None) -> WeaponFound | None:
    parsed = reader(text)
    found = parsed.token_at(text.index(word))
    assert found is not None
    sentence, token = found
    trigger = Span.cut(text, token.start, token.end)
    act = Act(sentence, token, trigger, type_, mode, "test", (), (), 0.5, ())  # type: ignore[arg-type]  # a row's type
    return weapon_of(act, parsed, load_weapons())


@pytest.mark.parametrize(("case", "text", "word", "phrase", "mode"), FOUND, ids=[row[0] for row in FOUND])
def test_a_weapon_and_its_mode(reader: Reader, case: str, text: str, word: str, phrase: str, mode: str) -> None:
    found = weapon(reader, text, word)
    assert found is not None
    assert (found.span.text, found.mode) == (phrase, mode)


@pytest.mark.parametrize(("case", "text", "word"), NOT_FOUND, ids=[row[0] for row in NOT_FOUND])
def test_what_is_no_weapon_of_the_act(reader: Reader, case: str, text: str, word: str) -> None:
    assert weapon(reader, text, word) is None


def test_talks_have_no_weapon(reader: Reader) -> None:
    assert weapon(reader, "The envoys discussed rockets and drones.", "discussed", "CONSULT") is None


def test_what_was_seized_is_named(reader: Reader) -> None:
    found = weapon(reader, "Police seized four rifles in Orvo.", "seized", "COERCE", "seize")
    assert found is not None
    assert (found.span.text, found.category) == ("rifles", "firearms")


def test_the_table_is_broad_and_every_mode_of_arms_is_in_it() -> None:
    entries = [entry for rows in load_weapons().by_last.values() for entry in rows]
    assert len(entries) >= 150
    modes = {entry.mode for entry in entries}
    assert modes >= {
        "firearms",
        "explosives",
        "suicide-attack",
        "aerial",
        "drone",
        "heavy-weapons",
        "primitive",
        "crowd-control",
    }


def test_what_was_seized_may_still_be_what_it_was_done_with(reader: Reader) -> None:
    found = weapon(reader, "Police seized the rifle that was used to attack the guards.", "attack")
    assert found is not None
    assert found.span.text == "rifle"


def test_a_weapon_is_of_the_kind_the_act_s_own_words_say(reader: Reader) -> None:
    text = "Two men threw a grenade and opened fire on the bus."
    assert weapon(reader, text, "opened", mode="firearms") is None
    thrown = weapon(reader, text, "threw", mode="explosives")
    assert thrown is not None
    assert thrown.span.text == "grenade"
    assert weapon(reader, "The army shot down three drones over Orvo.", "shot", mode="firearms") is None
    mortars = weapon(reader, "Troops opened fire with mortars on the village.", "opened", mode="firearms")
    assert mortars is not None
    assert (mortars.mode, mortars.wielded) == ("heavy-weapons", True)


def test_two_kinds_of_weapon_in_one_breath(reader: Reader) -> None:
    found = weapon(reader, "Rebels attacked the post with grenades and rifles.", "attacked")
    assert found is not None
    assert found.other is not None
    assert {found.mode, found.other.mode} == {"explosives", "firearms"}
    found = weapon(reader, "Rebels attacked the post with grenades.", "attacked")
    assert found is not None
    assert found.other is None


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"phrase": "Bomb", "category": "x", "mode": "", "reach": "clause"}, "lower case"),
        ({"phrase": "bomb", "category": "x", "mode": "loud", "reach": "clause"}, "no mode 'loud'"),
        ({"phrase": "bomb", "category": "x", "mode": "", "reach": "far"}, "reach is clause or attached"),
    ],
)
def test_a_broken_row_is_named(row: dict[str, str], complaint: str) -> None:
    with pytest.raises(CodebookError, match=complaint):
        build_weapons((Row("weapons.tsv:2", row),), {"heads": [], "instruments": []})


def test_a_phrase_stands_once_with_or_without_its_hyphen() -> None:
    rows = tuple(
        Row(f"weapons.tsv:{line}", {"phrase": phrase, "category": "x", "mode": "", "reach": "clause"})
        for line, phrase in enumerate(("nail-gun", "nail gun"), 2)
    )
    with pytest.raises(CodebookError, match="stands there already"):
        build_weapons(rows, {"heads": [], "instruments": []})


@pytest.mark.parametrize(
    ("text", "weapon"),
    [
        ("Rebels attacked the post and the army lacked weapons.", None),
        ("Gunmen with heavy weapons attacked the post.", "heavy weapons"),
        ("They attacked the farm with weapons of all kinds.", "weapons"),
    ],
)
def test_weapons_in_general_are_means_only_where_somebody_acts_with_them(
    coder: Coder, text: str, weapon: str | None
) -> None:
    (event,) = coder(text, published="2024-03-05").events
    assert (event.weapon and event.weapon.text) == weapon
