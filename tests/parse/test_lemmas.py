"""Base forms and word classes by form and tag."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from dateline.parse.lemmas import lemma, word_class

ROWS = [
    ("past", "killed", "VBD", "kill", "own"),
    ("irregular", "fought", "VBD", "fight", "own"),
    ("wounded", "wounded", "VBN", "wound", "own"),
    ("left", "left", "VBD", "leave", "own"),
    ("found", "found", "VBD", "find", "own"),
    ("fell", "fell", "VBD", "fall", "own"),
    ("shot", "shot", "VBN", "shoot", "own"),
    ("fled", "fled", "VBD", "flee", "own"),
    ("seized", "seized", "VBD", "seize", "own"),
    ("dying", "dying", "VBG", "die", "own"),
    ("be", "were", "VBD", "be", "own"),
    ("clitic-not", "n't", "RB", "not", "own"),
    ("clitic-be", "'s", "VBZ", "be", "own"),
    ("clitic-possessive", "'s", "POS", "'s", "own"),
    ("modal", "wo", "MD", "will", "own"),
    ("women", "women", "NNS", "woman", "own"),
    ("soldiers", "Soldiers", "NNS", "soldier", "own"),
    ("name", "Kills", "NNP", "Kills", "own"),
    ("worse", "worse", "JJR", "bad", "own"),
    ("other", "Against", "IN", "against", "own"),
]


@pytest.mark.parametrize(("name", "form", "tag", "expected", "origin"), ROWS, ids=[row[0] for row in ROWS])
def test_base_form(name: str, form: str, tag: str, expected: str, origin: str) -> None:
    assert lemma(form, tag) == expected


CLASSES = [
    ("auxiliary", "was", "VBD", "auxpass", "AUX"),
    ("verb", "fled", "VBD", "ROOT", "VERB"),
    ("copula", "is", "VBZ", "ROOT", "AUX"),
    ("marker", "because", "IN", "mark", "SCONJ"),
    ("preposition", "in", "IN", "prep", "ADP"),
    ("infinitive", "to", "TO", "aux", "PART"),
    ("negation", "not", "RB", "neg", "PART"),
    ("name", "kano", "NNP", "pobj", "PROPN"),
    ("unknown", "?", "??", "dep", "X"),
]


@pytest.mark.parametrize(("name", "form", "tag", "dep", "expected"), CLASSES, ids=[row[0] for row in CLASSES])
def test_word_class(name: str, form: str, tag: str, dep: str, expected: str) -> None:
    assert word_class(form, tag, dep) == expected


def test_no_exception_repeats_another_list_or_is_out_of_reach() -> None:
    source = files("dateline.codebook").joinpath("data", "words", "lemmas.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(source)
    assert not set(lists["any"]) & (set(lists["modal"]) | set(lists["verb"]))
    assert all(form == form.lower() for forms in lists.values() for form in forms)
    for tag, name in (("MD", "modal"), ("VBD", "verb"), ("RB", "any")):
        assert all(lemma(form, tag) == base for form, base in lists[name].items())


def test_no_closed_class_word_has_two_tags() -> None:
    source = files("dateline.codebook").joinpath("data", "words", "closed_classes.toml").read_text(encoding="utf-8")
    forms = [form for group in tomllib.loads(source).values() for form in group]
    assert sorted(forms) == sorted(set(forms))
