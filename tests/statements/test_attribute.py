"""Statements of our own sentences: ``sentences.tsv`` says what each must give, ``silent.tsv`` which give none.

The engine is learned and errs, so single rows may fail: at most one in ten.  What must hold always is tested alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.parse import Reader, load
from dateline.record import Party, Statement
from dateline.statements import attribute

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    keys = lines[0].split("\t")
    return [
        dict(zip(keys, (cell.replace("\\n", "\n") for cell in line.split("\t")), strict=True)) for line in lines[1:]
    ]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


def told(statement: Statement) -> dict[str, str]:
    """A statement as the words of a row."""
    return {
        "speaker": statement.speaker.text if statement.speaker else "",
        "cue": statement.cue.text if statement.cue else "",
        "content": " | ".join(span.text for span in statement.contents),
        "direct": "yes" if statement.direct else "no",
        "channel": statement.channel or "",
        "audience": statement.audience.text if statement.audience else "",
        "stance": statement.stance,
    }


def bare(value: str) -> str:
    return value.strip(" .").removeprefix("that ")


def fits(row: dict[str, str], statement: Statement) -> bool:
    found = told(statement)
    return all(bare(found[key]) == bare(row[key]) for key in found)


def test_nine_rows_in_ten_come_out_right(reader: Reader) -> None:
    wrong = []
    table = rows("sentences.tsv")
    for row in table:
        statements = attribute(reader(row["text"]))
        if not any(fits(row, statement) for statement in statements):
            wrong.append((row["id"], [told(statement) for statement in statements]))
    assert len(wrong) * 10 <= len(table), wrong


def test_seventeen_unseen_rows_in_twenty_come_out_right(reader: Reader) -> None:
    """Rows written before any rule was measured on them; which of them fail was not looked at when rules changed."""
    table = rows("sentences_unseen.tsv")
    assert len(table) + len(rows("sentences.tsv")) >= 200
    wrong = [row["id"] for row in table if not any(fits(row, found) for found in attribute(reader(row["text"])))]
    assert len(wrong) * 20 <= 3 * len(table), wrong


def test_sentences_that_report_nobody_give_nothing(reader: Reader) -> None:
    table = rows("silent.tsv")
    wrong = [row["id"] for row in table if attribute(reader(row["text"]))]
    assert len(wrong) <= 1, wrong


def test_the_speaker_keeps_his_words_and_carries_the_party(reader: Reader) -> None:
    text = "Marta Velling visited the camp. She said the wells were dry."
    start = text.index("She")
    known = Party(
        text="She", start=start, end=start + 3, name="Marta Velling", kind="person", country="NOR", sector="GOV"
    )
    (statement,) = attribute(reader(text), [known])
    assert statement.speaker is not None
    assert (statement.speaker.text, statement.speaker.start) == ("She", start)
    assert (statement.speaker.name, statement.speaker.country, statement.speaker.sector) == (
        "Marta Velling",
        "NOR",
        "GOV",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("He said the wells were dry.", "pronoun"),
        ("A source said the wells were dry.", "unnamed source"),
        ("Velling said the wells were dry.", "no party known"),
    ],
)
def test_an_unresolved_speaker_says_why(reader: Reader, text: str, reason: str) -> None:
    (statement,) = attribute(reader(text))
    assert statement.speaker is not None
    assert statement.speaker.name is None
    assert (statement.speaker.reason or "").startswith(reason)


def test_same_input_gives_the_same_statements(reader: Reader) -> None:
    text = "\n\n".join(row["text"] for row in rows("sentences.tsv"))
    assert attribute(reader(text)) == attribute(reader(text))


def test_quotations_are_read_without_any_syntax() -> None:
    (statement,) = attribute(load(model=False)('"The pier is closed," Dorrit said.'))
    assert told(statement)["content"] == '"The pier is closed,"'
    assert told(statement)["speaker"] == "Dorrit"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "said",
                "He",
                "told",
                "that",
                ",",
                ".",
                ":",
                "“",
                "”",
                "'",
                "\n\n",
                "claims",
                "as",
                "saying",
                "quoted",
                "according",
                "to",
                "the",
                "mayor",
            ]
        ),
        max_size=40,
    )
)
def test_any_text_gives_true_slices(words: list[str]) -> None:
    text = " ".join(words)
    for statement in attribute(load(model=False)(text)):
        for span in statement.contents:
            assert text[span.start : span.end] == span.text


def test_what_is_not_in_a_relative_clause_is_denied_by_nobody(reader: Reader) -> None:
    text = "Anez charged that the raids struck citizens who are in no way involved in the trade."
    (statement,) = attribute(reader(text))
    assert statement.stance == "asserts"


def test_who_believes_others_did_it_claims_nothing(reader: Reader) -> None:
    text = "Police said they believe the front was behind two killings in Orvo."
    assert {one.stance for one in attribute(reader(text))} == {"asserts"}


def test_the_day_something_was_said_is_no_part_of_who_said_it(reader: Reader) -> None:
    text = (
        "The Azul Front’s coastal branch on Tuesday claimed responsibility for an ambush that killed two guards in "
        "western Norland."
    )
    found = attribute(reader(text))
    assert [it.speaker.text for it in found if it.speaker is not None] == ["The Azul Front’s coastal branch"]
