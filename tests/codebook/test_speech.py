from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from dateline.codebook import speech as module
from dateline.codebook.speech import speech
from dateline.record import CodebookError


def test_there_are_enough_cues() -> None:
    assert len(speech().verbs) + len(speech().nouns) >= 200


def test_every_cue_can_match() -> None:
    # a lemma that a lemmatiser never returns is a dead entry: it would end in a form of inflection
    dead = [lemma for lemma in speech().verbs if lemma.split()[0].endswith(("ed", "ing")) and len(lemma) > 5]
    assert [lemma for lemma in dead if lemma not in {"exceed", "proceed", "succeed"}] == []


def test_hostile_and_benign_verbs_do_not_clash() -> None:
    words = speech().stances
    assert not words.hostile & words.benign
    assert not words.nobody & words.armed


@pytest.mark.parametrize("name", ["cues.toml", "channels.toml", "stances.toml"])
def test_lists_hold_no_entry_twice_and_no_capital(name: str) -> None:
    table = tomllib.loads(files("dateline.codebook").joinpath("data", "speech", name).read_text(encoding="utf-8"))

    def lists(value: object) -> list[list[str]]:
        if isinstance(value, dict):
            return [found for item in value.values() for found in lists(item)]
        return [value] if isinstance(value, list) else []

    for entries in lists(table):
        assert len(entries) == len(set(entries)), entries
        assert all(entry == entry.lower() for entry in entries), entries


def test_longer_phrases_are_tried_first() -> None:
    rows = speech().channels["state"]
    assert [len(phrase) for phrase, _ in rows] == sorted((len(phrase) for phrase, _ in rows), reverse=True)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"takes": ["clause"], "mood": "bad"}, "unknown key mood"),
        ({"takes": ["claws"]}, "claws is not a way"),
        ({"takes": []}, "no frame"),
        ({"takes": ["clause"], "stance": "shrugs"}, "shrugs is not a stance"),
    ],
)
def test_a_wrong_entry_is_named(entry: dict[str, object], complaint: str) -> None:
    with pytest.raises(CodebookError, match=f"cues.*mumble.*{complaint}"):
        module._cues({"mumble": entry}, "cues")


def test_a_phrase_that_names_two_channels_is_an_error() -> None:
    with pytest.raises(CodebookError, match="names both radio and television"):
        module._named({"radio": ["the air"], "television": ["the air"]}, "channels")
