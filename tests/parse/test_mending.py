"""Trees that no English sentence has are mended, others stay."""

from __future__ import annotations

import pytest

from dateline.parse import load
from dateline.parse.mending import mend

OUTCOME = (
    ["NNS", "VBD", "JJ", "CD", "NNS", "."],
    [1, 1, 1, 4, 1, 1],
    ["nsubj", "ROOT", "oprd", "nummod", "npadvmod", "punct"],
)
CROSSING = (
    ["NNS", "VBD", "VBN", "CC", "NNS", "VBD", "VBN"],
    [6, 2, 2, 2, 6, 6, 2],
    ["nsubjpass", "auxpass", "ROOT", "cc", "nsubjpass", "auxpass", "conj"],
)  # fmt: skip


def test_whoever_is_shot_dead_is_the_object() -> None:
    tags, heads, deps = OUTCOME[0], list(OUTCOME[1]), list(OUTCOME[2])
    mend(tags, heads, deps)
    assert deps[4] == "dobj"
    assert heads == OUTCOME[1]


def test_a_subject_left_of_a_verb_without_one_belongs_to_it() -> None:
    tags, heads, deps = CROSSING[0], list(CROSSING[1]), list(CROSSING[2])
    mend(tags, heads, deps)
    assert (heads[0], deps[0]) == (2, "nsubjpass")
    assert heads[4] == 6  # the second verb keeps its own


def test_a_participle_with_an_agent_modifies_the_subject_of_the_verb_after_it() -> None:
    tags = ["NNS", "VBN", "IN", "NNS", "VBD", "VBN", "."]
    heads, deps = [5, 1, 1, 2, 5, 1, 5], ["nsubjpass", "ROOT", "agent", "pobj", "auxpass", "advcl", "punct"]
    mend(tags, heads, deps)
    assert heads == [5, 0, 1, 2, 5, 5, 5]
    assert deps == ["nsubjpass", "acl", "agent", "pobj", "auxpass", "ROOT", "punct"]


def test_a_participle_is_no_second_subject() -> None:
    tags = ["NNS", "IN", "NNS", "VBN", "VBD", "VBN"]
    heads, deps = [5, 0, 1, 5, 5, 5], ["nsubjpass", "prep", "pobj", "nsubjpass", "auxpass", "ROOT"]
    mend(tags, heads, deps)
    assert heads == [5, 0, 1, 2, 5, 5]
    assert deps == ["nsubjpass", "prep", "pobj", "acl", "auxpass", "ROOT"]


@pytest.mark.parametrize(
    ("tags", "heads", "deps"),
    [
        pytest.param(["NN", "VBD", "NNP"], [1, 1, 1], ["nsubj", "ROOT", "npadvmod"], id="a day is no object"),
        pytest.param(
            ["NN", "VBD", "JJ", "NN", "NN"], [1, 1, 1, 1, 1], ["nsubj", "ROOT", "oprd", "dobj", "npadvmod"],
            id="there is an object",
        ),
        pytest.param(
            ["NN", "VBD", "CC", "VBD"], [1, 1, 1, 1], ["nsubj", "ROOT", "cc", "conj"], id="a shared subject stays",
        ),
        pytest.param(
            ["PRP", "VBD", "CC", "NN", "VBD"], [1, 1, 1, 4, 1], ["nsubj", "ROOT", "cc", "nsubj", "conj"],
            id="each has its own",
        ),
    ],
)  # fmt: skip
def test_other_trees_stay(tags: list[str], heads: list[int], deps: list[str]) -> None:
    before = list(heads), list(deps)
    mend(tags, heads, deps)
    assert (heads, deps) == before


def test_the_reader_s_trees_are_mended() -> None:
    parsed = load()(
        "Three men, including a guard, were arrested on Friday and rifles worth a fortune were taken from them."
    )
    sentence = parsed.sentences[0]
    arrested = next(token for token in sentence.tokens if token.text == "arrested")
    assert [token.text for token in sentence.dependents(arrested, "nsubjpass")] == ["men"]
    assert all(0 <= token.head < len(sentence) for token in sentence.tokens)
