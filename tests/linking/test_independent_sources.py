"""Who told it independently."""

from __future__ import annotations

import pytest

from dateline.codebook.tables import table_rows
from dateline.linking import ReportFacts as Facts
from dateline.linking import independent, report_facts
from dateline.linking.words import heaviest, likeness, loads, names_in, scaled, sentence_around, weight, words_in
from dateline.record import Record

LONG = tuple(range(10))
CASES = [
    ("outlets of their own", [Facts("a", source="Post"), Facts("b", source="Mail")], ["a", "b"]),
    ("one outlet twice", [Facts("a", source="Post"), Facts("b", source="Post")], ["ab"]),
    ("case of a name", [Facts("a", source="POST"), Facts("b", source="Post")], ["ab"]),
    ("one agency", [Facts("a", source="Post", credit="Wire"), Facts("b", source="Mail", credit="Wire")], ["ab"]),
    ("the agency itself", [Facts("a", source="Wire"), Facts("b", source="Mail", credit="Wire")], ["ab"]),
    ("agency and own text", [Facts("a", source="Post", credit="Wire"), Facts("b", source="Post")], ["a", "b"]),
    ("nobody named", [Facts("a"), Facts("b")], ["a", "b"]),
    ("a whole copy", [Facts("a", source="Post"), Facts("b", source="Mail", reprint_of="a")], ["ab"]),
    ("copies of a third", [Facts("a", reprint_of="z"), Facts("b", reprint_of="z")], ["ab"]),
    ("a partial copy", [Facts("a", sentences=LONG), Facts("b", sentences=(*LONG[:4], 77, 78))], ["ab"]),
    ("a shared quotation", [Facts("a", sentences=LONG), Facts("b", sentences=(0, 1, 77, 78))], ["a", "b"]),
    ("few of many", [Facts("a", sentences=LONG), Facts("b", sentences=(0, 1, 2, *range(50, 60)))], ["a", "b"]),
    ("copies pass it on", [Facts("a", source="Post"), Facts("b", source="Post", reprint_of="c"),
                           Facts("c", source="Mail")], ["abc"]),
]  # fmt: skip


@pytest.mark.parametrize(("reports", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_independent_sources(reports: list[Facts], expected: list[str]) -> None:
    for given in (reports, reports[::-1]):
        assert sorted("".join(ids) for ids in independent(given).values()) == expected


def test_a_source_has_the_name_of_its_earliest_report() -> None:
    found = independent(
        [
            Facts("a", source="Mail", published="2020-01-02", reprint_of="b"),
            Facts("b", source="Post", published="2020-01-01"),
        ]
    )
    assert found == {"Post": ("a", "b")}


def test_sentences_of_agency_text_are_known_again(collection: tuple[Record, ...]) -> None:
    first, copy, other = (report_facts(collection[at]) for at in (0, 2, 1))
    assert set(first.sentences) < set(copy.sentences)
    assert not set(first.sentences) & set(other.sentences)


WORDS = [
    ("possessives and quotes", "The mayor’s 1,200 men said 'no'", ["the", "mayor", "1,200", "men", "said", "no"]),
    ("hyphens part", "al-Shabaab's vice-chief", ["al", "shabaab", "vice", "chief"]),
    ("apostrophes inside go", "O'Brien didn't", ["obrien", "didnt"]),
    ("other scripts stay", "Kyїv Łódź", ["kyїv", "łódź"]),
    ("nothing", " — … ", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS])
def test_words(text: str, expected: list[str]) -> None:
    assert words_in(text) == expected


def test_rare_words_weigh_more_and_common_ones_nothing() -> None:
    assert weight("zarkoni") > weight("bombing") > weight("police")
    vector = loads(words_in("The police said Zarkoni was shot"), frozenset({"zarkoni"}))
    assert "the" not in vector
    assert heaviest(vector, 1) == ["zarkoni"]


def test_likeness_is_that_of_directions() -> None:
    left = scaled({"zarkoni": 5, "velmar": 5}, 8)
    assert likeness(left, left) == pytest.approx(1_000_000, rel=0.01)
    assert likeness(left, scaled({"other": 3}, 8)) == 0
    assert scaled({}, 8) == {}


def test_names_stand_inside_sentences() -> None:
    assert names_in("Yesterday, Haruna Lawal spoke. Rain fell in Kano.") == {"haruna", "lawal", "kano"}


def test_the_sentence_around_a_word() -> None:
    text = "One fell. The bridge was shelled at dawn! Then quiet."
    at = text.index("shelled")
    begin, end = sentence_around(text, at, at + 7)
    assert text[begin:end].strip() == "The bridge was shelled at dawn!"


def test_the_word_table_holds_each_word_once_as_it_is_read() -> None:
    words = [row["word"] for row in table_rows(("word", "weight"), "linking", "words.tsv")]
    assert words == sorted(set(words))
    assert [word for word in words if words_in(word) != [word]] == []
    assert all(0 <= int(row["weight"]) < 100 for row in table_rows(("word", "weight"), "linking", "words.tsv"))
