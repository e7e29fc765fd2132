"""The data files: no word twice, none that can never match, and every example of the rules holds."""

from __future__ import annotations

from datetime import date

import pytest
from when_reading import on, times_of

from dateline.mentions.when import calendars
from dateline.mentions.when.grammar import CATEGORIES, grammar
from dateline.mentions.when.lexicon import lexicon, split, table
from dateline.mentions.when.makers import MAKERS
from dateline.mentions.when.tense import tense_words

EXAMPLES = [
    (row["name"], *(part.strip() for part in example.split(" | ")))
    for row in table("rules.toml")["rule"]
    for example in row.get("examples", ())
]


@pytest.mark.parametrize(("rule", "text", "published", "words", "type_", "value"), EXAMPLES)
def test_the_examples_of_the_rules_hold(
    rule: str, text: str, published: str, words: str, type_: str, value: str
) -> None:
    assert (words, type_, value) in [(time.text, time.type, time.value) for time in times_of(text, on(published))]


def test_every_rule_names_a_maker_and_every_maker_is_used() -> None:
    assert {rule.make for rule in grammar().rules} == set(MAKERS)
    names = [rule.name for rule in grammar().rules]
    assert len(names) == len(set(names))


def test_every_category_is_known_and_every_listed_category_is_used() -> None:
    assert set(table("words.toml")) <= set(CATEGORIES)
    rules = table("rules.toml")
    used = set(_patterns())
    for row in rules["rule"]:
        used |= {name for key in ("only_after", "never_after", "never_before") for name in row.get(key, ())}
    assert {name for name in table("words.toml") if name not in used} == set()


def test_every_macro_is_used() -> None:
    assert {name for name in table("rules.toml")["macros"] if name not in _patterns()} == set()


def _patterns() -> list[str]:
    """Every name in the macros and patterns."""
    rules = table("rules.toml")
    lines = [*rules["macros"].values(), *(row["pattern"] for row in rules["rule"])]
    return [name for line in lines for name in line.translate(str.maketrans("()|?", "    ")).split()]


def test_no_word_stands_in_two_categories() -> None:
    words = [word for rows in table("words.toml").values() for word in rows] + list(table("numbers.toml")["ordinals"])
    numbers = [word for name, rows in table("numbers.toml").items() if name != "ordinals" for word in rows]
    assert sorted(words) == sorted(set(words))
    assert not set(words) & set(numbers)


def test_no_phrase_stands_twice_and_all_are_in_small_letters() -> None:
    phrases = [entry[0] for rows in lexicon().phrases.values() for entry in rows]
    assert len(phrases) == len(set(phrases))
    assert all(word == word.lower() for phrase in phrases for word in phrase)
    assert all(len(split(word)) == 1 for rows in table("words.toml").values() for word in rows)


def test_tense_words_do_not_clash() -> None:
    words = tense_words()
    assert not words.future_verbs & words.past_verbs
    assert not words.future_verbs & words.present_verbs
    assert not words.past_verbs & words.present_verbs


@pytest.mark.parametrize(
    ("year", "month", "number", "day"),
    [
        (1441, 9, 1, date(2020, 4, 24)),
        (1441, 10, 1, date(2020, 5, 24)),
        (1, 1, 1, None),
        (1400, 1, 1, date(1979, 11, 21)),
    ],
)
def test_the_tabular_islamic_calendar(year: int, month: int, number: int, day: date | None) -> None:
    assert calendars.from_islamic(year, month, number) == day


@pytest.mark.parametrize(
    ("year", "day"), [(1998, date(1998, 4, 12)), (2000, date(2000, 4, 23)), (2038, date(2038, 4, 25))]
)
def test_easter(year: int, day: date) -> None:
    assert calendars.easter(year) == day
