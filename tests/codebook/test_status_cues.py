"""Status cues: examples and near misses run, and a broken file names its entry."""

from __future__ import annotations

from typing import Any

import pytest

from dateline.codebook.status_cues import FILES, StatusExample, build_status_cues, load_status_cues
from dateline.codebook.tables import data_toml
from dateline.events.status import decide_status
from dateline.parse import Reader, load
from dateline.record import CodebookError

CUES = load_status_cues()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


@pytest.mark.parametrize("example", CUES.examples, ids=lambda example: f"{example.file}: {example.text}")
def test_examples_have_the_status_and_near_misses_have_not(example: StatusExample, reader: Reader) -> None:
    found = reader(example.text).token_at(example.text.index(example.word))
    assert found is not None
    sentence, token = found
    decision = decide_status(sentence, token, "ASSAULT", None, CUES)
    assert decision.status == example.status, decision.text


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_definition_examples_and_near_misses(name: str) -> None:
    content = data_toml("status", f"{name}.toml")
    assert content["definition"].endswith(".")
    assert len([example for example in CUES.examples if example.file == name and not example.near_miss]) >= 4
    assert [example for example in CUES.examples if example.file == name and example.near_miss]


def test_words_are_compared_in_lower_case_and_stand_once() -> None:
    for cue in CUES.cues:
        assert len(set(cue.words)) == len(cue.words), cue.id
        assert all(word == word.lower() for word in cue.words), cue.id


def broken(**change: Any) -> dict[str, dict[str, Any]]:
    cue = {"id": "x", "kind": "governor", "words": ["ponder"], "takes": ["clause"], **change}
    return {"planned": {"status": "planned", "cue": [{key: value for key, value in cue.items() if value is not None}]}}


LISTS = data_toml("status", "words.toml")


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        (broken(kind="gouvernor"), "is not one of"),
        (broken(takes=None), "a governor takes"),
        (broken(kind="modifier"), "a governor takes"),
        (broken(words=["Ponder"]), "lower case"),
        (broken(words=[]), "lower case"),
        (broken(words=["go on and on"]), "a verb and its particle"),
        (broken(colour="red"), "unknown key 'colour'"),
        (broken(hostile="evil"), "'evil' is not a status"),
        (broken(words=["ponder", "ponder"]), "'ponder' stands in x and in x"),
        ({"planned": {"status": "someday", "cue": []}}, "'someday' is not a status"),
        ({"planned": {"status": "planned", "example": [{"text": "A b.", "word": "c"}]}}, "'c' is not in"),
    ],
)
def test_a_broken_entry_is_named(files: dict[str, dict[str, Any]], complaint: str) -> None:
    with pytest.raises(CodebookError, match=complaint):
        build_status_cues(files, LISTS)


def test_one_word_cannot_have_two_statuses_in_one_place() -> None:
    files = broken()
    files["denied"] = {"status": "denied", "cue": [{**files["planned"]["cue"][0], "id": "y"}]}
    with pytest.raises(CodebookError, match="stands in x and in y"):
        build_status_cues(files, LISTS)


def test_an_empty_word_list_is_named() -> None:
    with pytest.raises(CodebookError, match=r"words\.toml: habit"):
        build_status_cues(broken(), {**LISTS, "habit": []})


def test_a_word_says_its_statuses_wherever_it_stands() -> None:
    assert CUES.said_by("threaten") == ("threatened",)
    assert CUES.said_by("call") == ("denied", "hypothetical")  # "call off", "call for"
    assert CUES.said_by("miller") == ()
