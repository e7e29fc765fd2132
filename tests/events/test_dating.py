"""Dating: the day of an act, and never the speaker's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.events.told import act_at, report

from dateline.events.dating import when_of
from dateline.events.draft import Act
from dateline.parse import Parsed, Reader
from dateline.record import EventType, Time

DAYS = {
    "Monday": "2021-03-01",
    "Tuesday": "2021-03-02",
    "Friday": "2021-03-05",
    "Saturday": "2021-03-06",
    "March 3": "2021-03-03",
    "10 p.m.": "2021-03-08",
}
LONG = {"2009": ("2009-01-01", "2009-12-31"), "March": ("2021-03-01", "2021-03-31")}


def times(text: str) -> list[Time]:
    found = [
        Time(
            text=word,
            start=text.index(word),
            end=text.index(word) + len(word),
            type="TIME" if "." in word else "DATE",
            value=day,
            from_=day,
            to=day,
        )
        for word, day in DAYS.items()
        if word in text
    ]
    found += [
        Time(
            text=word,
            start=text.index(word),
            end=text.index(word) + len(word),
            type="DATE",
            value=word,
            from_=first,
            to=last,
        )
        for word, (first, last) in LONG.items()
        if word in text and not any(one.text.startswith(word) for one in found)
    ]
    return sorted(found, key=lambda one: one.start)


def act(reader: Reader, text: str, word: str, type_: EventType = "ASSAULT") -> tuple[Act, Parsed]:
    parsed = reader(text)
    return act_at(parsed, word, type_), parsed


# id, text, trigger, expected words, deciding rule
WHEN = [
    ("own clause", "Rebels shelled the mill on Tuesday.", "shelled", "Tuesday", "time:clause"),
    ("before the verb", "On Tuesday rebels shelled the mill.", "shelled", "Tuesday", "time:clause"),
    (
        "not the speaker's day",
        "Rebels shelled the mill on Tuesday, police said on Friday.",
        "shelled",
        "Tuesday",
        "time:clause",
    ),
    ("only the speaker's day", "Rebels shelled the mill, police said on Friday.", "shelled", None, "time:none"),
    ("a participle shares it", "Rebels shelled the mill on Tuesday, killing two.", "killing", "Tuesday", "time:clause"),
    (
        "each its own",
        "Rebels shelled the mill on Tuesday and troops stormed it on Friday.",
        "stormed",
        "Friday",
        "time:clause",
    ),
    (
        "a later sentence tells",
        "Rebels shelled the mill. The attack happened on Tuesday.",
        "shelled",
        "Tuesday",
        "time:after",
    ),
    (
        "the sentence before",
        "Rebels shelled the mill on Tuesday. Two men were killed.",
        "killed",
        "Tuesday",
        "time:before",
    ),
    (
        "a day for a month",
        "Rebels shelled the mill in March. It happened on Tuesday.",
        "shelled",
        "Tuesday",
        "time:after",
    ),
    ("a past told in passing", "Rebels who left the party in 2009 shelled the mill.", "shelled", None, "time:none"),
    ("a year elsewhere", "Rebels shelled the mill. Their chief went to jail in 2009.", "shelled", None, "time:none"),
    ("the edge of a time", "Rebels have shelled the mill since Tuesday.", "shelled", None, "time:none"),
    ("a page's stamp", "Updated: Friday. Rebels shelled the mill.", "shelled", None, "time:none"),
    ("what lies ahead", "Rebels shelled the mill on Tuesday. The army will attack them.", "attack", None, "time:none"),
    (
        "a day for an hour",
        "Rebels shelled the mill on Tuesday. They fired at 10 p.m. from the hill.",
        "fired",
        "Tuesday",
        "time:before",
    ),
]


@pytest.mark.parametrize(("case", "text", "word", "expected", "rule"), WHEN, ids=[row[0] for row in WHEN])
def test_when(reader: Reader, case: str, text: str, word: str, expected: str | None, rule: str) -> None:
    one, parsed = act(reader, text, word)
    found, reason = when_of(one, parsed, times(text), report(text))
    assert (None if found is None else found.text) == expected, reason.text
    assert reason.about == "when"
    assert reason.by == rule


OVER = [
    ("over", "Police arrested two men over the shooting of March 3.", "arrested", None),
    ("involved", "A rebel involved in the attack of March 3 was arrested in Orvo.", "arrested", None),
    ("who were", "Two men who were linked to the Friday attack were arrested in Orvo.", "arrested", None),
    ("in a raid", "Police arrested two men in a raid on Friday.", "arrested", "Friday"),
    ("its own day", "On Tuesday police arrested two men over the attack of March 3.", "arrested", "Tuesday"),
]


@pytest.mark.parametrize(("case", "text", "word", "expected"), OVER, ids=[row[0] for row in OVER])
def test_an_arrest_is_not_dated_by_what_it_was_for(
    reader: Reader, case: str, text: str, word: str, expected: str | None
) -> None:
    one, parsed = act(reader, text, word)
    arrest = replace(one, type="COERCE", mode="arrest")
    found, reason = when_of(arrest, parsed, times(text), report(text))
    assert (None if found is None else found.text) == expected, reason.text


def test_the_day_of_publication_is_no_answer(reader: Reader) -> None:
    text = "Rebels shelled the mill."
    one, parsed = act(reader, text, "shelled")
    found, reason = when_of(one, parsed, [], report(text))
    assert found is None
    assert "publication is not taken" in reason.text
    _, undated = when_of(one, parsed, [], report(text, published=None))
    assert "undated" in undated.text


def test_what_is_only_threatened_takes_no_day_of_another_sentence(reader: Reader) -> None:
    text = "Rebels shelled the mill on Tuesday. They attack every convoy."
    one, parsed = act(reader, text, "attack")
    found, _ = when_of(one, parsed, times(text), report(text), "occurred")
    assert found is not None
    found, reason = when_of(one, parsed, times(text), report(text), "threatened")
    assert found is None
    assert reason.by == "time:none"
