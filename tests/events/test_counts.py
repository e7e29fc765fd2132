"""Counts: the numbers of people harmed that a report gives."""

from __future__ import annotations

import pytest

from dateline.codebook.tables import data_toml
from dateline.codebook.toll_words import build_toll_words, load_toll_words
from dateline.events.counts import find_counts
from dateline.parse import Parsed, Reader
from dateline.record import CodebookError, Party

WORDS = load_toll_words()


# id, text, expected as "key min-max words"
FOUND = [
    ("digits", "The flood of shells killed 14 villagers.", "killed 14-14 14 villagers"),
    ("words", "Gunmen shot dead three teachers in Orvo.", "killed 3-3 three teachers"),
    ("a victim", "A constable was killed by a sniper.", "killed 1-1 A constable"),
    ("a name", "Police arrested Joao Pereira on Friday.", "arrested 1-1 Joao Pereira"),
    ("age is no number", "Maria Duarte, 34, was shot dead.", "killed 1-1 Maria Duarte"),
    ("aged", "A 19-year-old woman was kidnapped.", "abducted 1-1 A 19-year-old woman"),
    ("at least", "At least 20 people were wounded.", "injured 20- At least 20 people"),
    ("more than", "The raid wounded more than 40 miners.", "injured 40- more than 40 miners"),
    ("up to", "Up to 30 fighters surrendered.", "surrendered 1-30 Up to 30 fighters"),
    ("dozens", "Police detained dozens of students.", "arrested 24- dozens"),
    ("hundreds", "Hundreds of villagers were displaced.", "displaced 200- Hundreds"),
    ("a dozen", "A dozen sailors were injured.", "injured 12-12 A dozen sailors"),
    ("two dozen", "Two dozen sailors were injured.", "injured 24-24 Two dozen sailors"),
    ("between", "Between five and seven farmers died.", "killed 5-7 Between five and seven farmers"),
    ("family", "Bandits kidnapped a family of five.", "abducted 5-5 family of five"),
    ("group", "Troops captured a group of 12 deserters.", "arrested 12-12 group of 12 deserters"),
    ("two kinds", "Two soldiers and a driver were killed.", "killed 3-3 Two soldiers and a driver"),
    ("participle", "A mine exploded under the bus, killing five passengers.", "killed 5-5 five passengers"),
    ("left dead", "The blast left six dead.", "killed 6-6 six"),
    ("left him dead", "The ambush left a mayor dead.", "killed 1-1 a mayor"),
    ("is dead", "One pilgrim is dead after the stampede of troops.", "killed 1-1 One pilgrim"),
    (
        "a list is dead",
        "At least 19 fighters and four soldiers were dead.",
        "killed 23- At least 19 fighters and four soldiers",
    ),
    (
        "a list dead",
        "At least 19 fighters and four soldiers dead in Orvo",
        "killed 23- At least 19 fighters and four soldiers",
    ),
    ("headline", "Nine killed in raid on Dasht", "killed 9-9 Nine"),
    ("toll", "The death toll rose to 27 on Sunday.", "killed 27-27 27"),
    ("lives", "The shelling claimed eight lives.", "killed 8-8 eight lives"),
    ("noun", "The killing of four monks shocked the town.", "killed 4-4 four monks"),
    ("thousand", "The war displaced 12,500 people.", "displaced 12500-12500 12,500 people"),
    ("hacked", "Raiders hacked two herders to death.", "killed 2-2 two herders"),
    (
        "companions",
        "The rebel chief was arrested along with three others.",
        "arrested 4-4 The rebel chief was arrested along with three others",
    ),
    ("nobody", "No one was hurt in the blast.", "injured 0-0 No one"),
    ("with a wound", "Medics found four miners with gunshot wounds.", "injured 4-4 four miners"),
    ("arrived with a wound", "A sailor showed up at the clinic with a gunshot wound.", "injured 1-1 A sailor"),
    ("suffering from", "Two clerks were found suffering from stab wounds.", "injured 2-2 Two clerks"),
    ("to hospital", "Five shooting victims were rushed to a hospital.", "injured 5-5 Five shooting victims"),
    ("in condition", "A bus driver was listed in critical condition.", "injured 1-1 A bus driver"),
    ("grazed", "A bullet grazed a deputy.", "injured 1-1 a deputy"),
    ("hit in the arm", "One officer was hit in the arm.", "injured 1-1 One officer"),
    ("triple", "Detectives looked into a triple shooting.", "injured 3-3 triple"),
    ("double", "Detectives looked into a double murder.", "killed 2-2 double"),
    ("jail is no hospital", "The clerk was taken to the county hall.", ""),
    ("a road in poor condition", "The road is in poor condition.", ""),
    ("a wound without a bearer", "Doctors spoke of wounds and of patience.", ""),
    ("no number", "Soldiers killed villagers near the mill.", ""),
    ("things", "The blast damaged 12 shops and killed 30 goats.", ""),
    ("a part of the body", "He hurt his hand while he fired.", ""),
    ("negated", "The gunmen did not kill the two guards.", ""),
    ("no harm", "Five ministers met three envoys.", ""),
]


def said(parsed: Parsed, parties: tuple[Party, ...] = ()) -> list[str]:
    return [
        f"{count.key} {count.min}-{'' if count.max is None else count.max} {count.evidence.text}"
        for count in find_counts(parsed, parties, WORDS)
    ]


@pytest.mark.parametrize(("case", "text", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_a_number_of_people(reader: Reader, case: str, text: str, expected: str) -> None:
    assert said(reader(text)) == ([expected] if expected else [])


def test_who_is_brought_in_wounded_may_yet_have_died(reader: Reader) -> None:
    counts = find_counts(reader("Medics found four miners with gunshot wounds."), (), WORDS)
    assert [count.open for count in counts] == [True]


def test_no_verb_brings_the_wounded_in_two_ways() -> None:
    table = data_toml("toll", "words.toml")["wounded"]
    assert not set(table["object"]) & set(table["subject"])


def test_dead_and_wounded_of_one_sentence(reader: Reader) -> None:
    text = "The bombing left 3 dead and 10 wounded."
    assert said(reader(text)) == ["killed 3-3 3", "injured 10-10 10"]


def test_no_casualties_is_a_stated_zero_for_both(reader: Reader) -> None:
    counts = find_counts(reader("There were no casualties."), (), WORDS)
    assert {(count.key, count.min, count.max) for count in counts} == {("killed", 0, 0), ("injured", 0, 0)}


def test_sides_are_kept_apart(reader: Reader) -> None:
    text = "Two soldiers and four rebels were killed."
    parties = (
        Party(text="Two soldiers", start=0, end=12, sector="MIL"),
        Party(text="four rebels", start=17, end=28, sector="REB"),
    )
    (count,) = find_counts(reader(text), parties, WORDS)
    assert count.min == 6
    assert [(side.party.sector, side.min) for side in count.sides] == [("MIL", 2), ("REB", 4)]


def test_many_numbers_take_no_long_time(reader: Reader) -> None:
    text = "Rebels killed " + ", ".join(["two guards"] * 300) + "."
    assert find_counts(reader(text), (), WORDS)


def test_a_particle_of_another_verb_makes_nobody_abducted(reader: Reader) -> None:
    parsed = reader("Soldiers fired in the air but the gunmen fled away taking advantage of the busy market.")
    assert not [count for count in find_counts(parsed, (), WORDS) if count.key == "abducted"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("Nobody was hurt.", "Nobody"), ("None of the passengers was hurt.", "None"), ("No one was hurt.", "No one")],
)
def test_nobody_is_a_toll_of_none(reader: Reader, text: str, words: str) -> None:
    assert said(reader(text)) == [f"injured 0-0 {words}"]


def test_a_word_cannot_count_towards_two_tolls() -> None:
    data = data_toml("toll", "words.toml")
    data["verbs"][1]["words"].append(data["verbs"][0]["words"][0])
    with pytest.raises(CodebookError, match="stands under"):
        build_toll_words(data)


def test_an_unknown_toll_is_named() -> None:
    data = data_toml("toll", "words.toml")
    data["nouns"][0]["key"] = "frightened"
    with pytest.raises(CodebookError, match="frightened"):
        build_toll_words(data)
