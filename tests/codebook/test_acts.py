"""The event codebook: what is loaded, and that every kind of wrong entry is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook.acts import MODES, TYPES, build_acts, load_acts
from dateline.parse.lemmas import lemma
from dateline.record import CodebookError

HEAD = 'type = "AID"\n[[entry]]\nid = "give"\n'


def build(text: str, sets: str = "") -> object:
    return build_acts([("aid.toml", (HEAD + text).encode()), ("sets.toml", sets.encode())])


def test_every_type_has_a_definition_and_entries() -> None:
    acts = load_acts()
    assert set(acts.definitions) == set(TYPES)
    assert {entry.type for entry in acts.entries.values()} == set(TYPES)


def test_every_mode_has_an_entry() -> None:
    """REJECT and REQUEST modes that only the object decides are read from the entries that name it."""
    modes = {(entry.type, entry.mode) for entry in load_acts().entries.values()}
    missing = {(kind, mode) for kind, names in MODES.items() for mode in names} - modes
    assert {kind for kind, _ in missing} <= {"REJECT", "THREATEN"}


def test_the_codebook_is_broad() -> None:
    acts = load_acts()
    assert len({frame.lemma for entry in acts.entries.values() for frame in entry.frames}) >= 900


def test_every_entry_has_examples_and_a_near_miss() -> None:
    short = [entry.id for entry in load_acts().entries.values() if len(entry.examples) < 2 or not entry.near_misses]
    assert short == []


def test_single_verbs_stand_as_the_lemma_the_engine_gives() -> None:
    """A pattern on an inflected form can never match."""
    dead = [word for word in load_acts().verbs if lemma(word, "VB") != word]
    assert set(dead) <= {"lay", "fell", "ground"}  # the pasts of lie, fall and grind are verbs of their own


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no pattern"),
        ('verbs = ["Give"]', "can never match"),
        ('verbs = ["hand-out"]', "can never match"),
        ('verbs = ["give", "give"]', "stands twice"),
        ('verbs = ["give +@nobody"]', "no set"),
        ('verbs = ["give %aid"]', "must start with"),
        ('verbs = ["give ~"]', "names no words"),
        ('verbs = ["give +aid !+aid"]', "never match"),
        ('mode = "explosives"\nverbs = ["give"]', "not a mode"),
        ('verbs = ["give"]\nactor = ["a-b"]', "which is none"),
        ('verbs = ["give"]\ncolour = "red"', "unknown key"),
        ('verbs = ["give"]\nexamples = ["[Norland] gave."]', "must mark one trigger"),
        ('verbs = ["give"]\n[[entry]]\nid = "give"\nverbs = ["lend"]', "stands twice"),
        ('verbs = ["give"]\n[[entry]]\nid = "lend"\nverbs = ["give"]', "already stands"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_fault(text: str, words: str) -> None:
    with pytest.raises(CodebookError, match=words):
        build(text)


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        ('[sets]\nfood = ["rice"]', "no pattern uses"),
        ('[sets]\nfood = ["rice", "rice"]', "twice"),
        ('[sets]\nfood = ["@grain"]', "does not stand before"),
        ('light = ["make", "make"]', "stands twice"),
    ],
)
def test_a_wrong_set_is_refused(sets: str, words: str) -> None:
    with pytest.raises(CodebookError, match=words):
        build('verbs = ["give"]', sets)


def test_two_types_may_not_claim_one_pattern() -> None:
    files = [("aid.toml", (HEAD + 'verbs = ["give"]').encode())]
    files.append(("agree.toml", b'type = "AGREE"\n[[entry]]\nid = "yes"\nverbs = ["give"]'))
    with pytest.raises(CodebookError, match="give one of them a priority"):
        build_acts(files)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(CodebookError, match="not a PLOVER type"):
        build_acts([("x.toml", b'type = "FIGHT"\n[[entry]]\nid = "a"\nverbs = ["fight"]')])


def test_a_user_file_adds_entries_and_changes_the_version(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('type = "AID"\n[[entry]]\nid = "own"\nverbs = ["zorble"]\n', encoding="utf-8")
    acts = load_acts([path])
    assert acts.verbs["zorble"][0].entry == "aid.own"
    assert acts.version != load_acts().version


def test_a_missing_user_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="cannot be read"):
        load_acts([tmp_path / "none.toml"])


def test_a_file_that_is_not_toml_is_named() -> None:
    with pytest.raises(CodebookError, match="not a TOML file"):
        build_acts([("bad.toml", b"= 1")])
