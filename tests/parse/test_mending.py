"""Trees that no English sentence has are mended, others stay."""

from __future__ import annotations

import pytest

from dateline.parse import load
from dateline.parse.arcs import is_tree
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


def test_a_participle_gives_its_place_to_the_noun_that_was_hung_on_it() -> None:
    tags = ["NNP", ":", "DT", "NNS", "VBN", "IN", "NN", "VBD", "IN", "NNP"]
    heads = [7, 0, 4, 4, 7, 4, 5, 7, 7, 8]
    deps = ["nsubj", "punct", "det", "compound", "nsubj", "agent", "pobj", "ROOT", "prep", "pobj"]
    mend(tags, heads, deps, ["lucknow", ":", "the", "stones", "donated", "by", "monks", "belonged", "to", "Delhi"])
    assert heads == [7, 0, 3, 7, 3, 4, 5, 7, 7, 8]
    assert deps[2:5] == ["det", "nsubj", "acl"]


def test_a_second_subject_after_a_passive_has_a_clause_of_its_own() -> None:
    words = ["one", "was", "killed", "by", "stones", "while", "another", "in", "police", "firing"]
    tags = ["CD", "VBD", "VBN", "IN", "NNS", "IN", "DT", "IN", "NNS", "NN"]
    heads, deps = [2, 2, 2, 2, 3, 9, 2, 6, 9, 7], [
        "nsubjpass", "auxpass", "ROOT", "agent", "pobj", "mark", "nsubjpass", "prep", "compound", "pobj",
    ]  # fmt: skip
    mend(tags, heads, deps, words)
    assert heads == [2, 2, 2, 2, 3, 9, 9, 6, 9, 2]
    assert (deps[6], deps[9]) == ("nsubj", "advcl")


def test_dead_after_a_verb_is_what_somebody_became() -> None:
    tags, words = ["NNS", "VBD", "JJ", "CD", "NNS"], ["troops", "shot", "dead", "three", "protesters"]
    heads, deps = [1, 1, 4, 4, 1], ["nsubj", "ROOT", "amod", "nummod", "dobj"]
    mend(tags, heads, deps, words)
    assert (heads[2], deps[2]) == (1, "oprd")


@pytest.mark.parametrize(
    ("words", "tags", "heads", "deps", "mended"),
    [
        pytest.param(
            ["They", "took", "three", "teachers", "hostage"], ["PRP", "VBD", "CD", "NNS", "NN"], [1, 1, 3, 4, 1],
            ["nsubj", "ROOT", "nummod", "compound", "dobj"],
            ([1, 1, 3, 1, 1], ["nsubj", "ROOT", "nummod", "dobj", "oprd"]), id="part of a phrase",
        ),
        pytest.param(
            ["They", "held", "him", "captive"], ["PRP", "VBD", "PRP", "JJ"], [1, 1, 1, 1],
            ["nsubj", "ROOT", "dobj", "dobj"], ([1, 1, 1, 1], ["nsubj", "ROOT", "dobj", "oprd"]), id="a second object",
        ),
        pytest.param(
            ["owners", "they", "took", "hostage"], ["NNS", "PRP", "VBD", "NN"], [0, 2, 0, 2],
            ["ROOT", "nsubj", "relcl", "dobj"], ([0, 2, 0, 2], ["ROOT", "nsubj", "relcl", "oprd"]), id="after the verb",
        ),
        pytest.param(
            ["They", "took", "a", "hostage"], ["PRP", "VBD", "DT", "NN"], [1, 1, 3, 1],
            ["nsubj", "ROOT", "det", "dobj"], ([1, 1, 3, 1], ["nsubj", "ROOT", "det", "dobj"]), id="an object it stays",
        ),
    ],
)  # fmt: skip
def test_hostage_is_what_somebody_is_taken_as(
    words: list[str], tags: list[str], heads: list[int], deps: list[str], mended: tuple[list[int], list[str]]
) -> None:
    mend(tags, heads, deps, words)
    assert (heads, deps) == mended


def test_thirty_more_are_whom_the_second_verb_is_about() -> None:
    tags, deps = ["CD", "VBD", "VBN", "CC", "CD", "RBR", "VBN"], ["nsubjpass", "auxpass", "ROOT", "cc", "npadvmod"]
    deps += ["advmod", "conj"]
    mend(tags, [2, 2, 2, 2, 5, 6, 2], deps, ["12", "were", "killed", "and", "30", "more", "hurt"])
    assert deps[5] == "nsubjpass"


def test_what_modifies_a_noun_has_no_tense() -> None:
    tags, heads = ["DT", "NNS", "VBD", "IN", "NNS", "VBD", "VBN"], [1, 6, 1, 2, 3, 6, 6]
    mend(tags, heads, ["det", "nsubjpass", "acl", "agent", "pobj", "auxpass", "ROOT"])
    assert tags[2] == "VBN"


def test_a_verb_in_ed_is_no_modal() -> None:
    tags, words = ["DT", "NN", "MD", "NNS"], ["the", "general", "threatened", "workers"]
    mend(tags, [1, 2, 2, 2], ["det", "nsubj", "ROOT", "dobj"], words)
    assert tags[2] == "VBD"


def test_a_tree_that_the_rules_would_close_into_a_ring_stays_as_it_is() -> None:
    words, tags = ["by", "after", "police", "firing", "killed", "town"], ["IN", "IN", "NNS", "VBG", "VBN", "NN"]
    heads, deps = [2, 0, 4, 4, 4, 1], ["compound", "pobj", "nsubjpass", "dep", "ROOT", "oprd"]
    before = list(tags), list(heads), list(deps)
    mend(tags, heads, deps, words)
    assert (tags, heads, deps) == before
    assert is_tree(heads)


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


FIRING = [
    # words, tags, heads, relations, how the last four become
    pytest.param(
        ["ten", "died", "in", "police", "firing"], ["CD", "VBD", "IN", "NNS", "VBG"], [1, 1, 1, 2, 1],
        ["nsubj", "ROOT", "prep", "pobj", "advcl"], [1, 1, 4, 2], ["ROOT", "prep", "compound", "pobj"], id="a clause",
    ),
    pytest.param(
        ["those", "killed", "in", "police", "firing", "were", "weavers"],
        ["DT", "VBN", "IN", "NNS", "VBG", "VBD", "NNS"], [5, 0, 1, 2, 5, 5, 5],
        ["nsubj", "acl", "prep", "pobj", "nsubj", "ROOT", "attr"],
        [0, 1, 4, 2], ["acl", "prep", "compound", "pobj"], id="a second subject",
    ),
    pytest.param(
        ["those", "killed", "in", "police", "firing", "were", "weavers"],
        ["DT", "VBN", "IN", "NNS", "VBG", "VBD", "NNS"], [5, 0, 1, 2, 4, 4, 5],
        ["nsubj", "acl", "prep", "pobj", "ROOT", "advcl", "attr"],
        [0, 1, 4, 2], ["acl", "prep", "compound", "pobj"], id="the root",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "tags", "heads", "deps", "above", "relations"), FIRING)
def test_police_firing_after_a_preposition_is_a_noun(
    words: list[str], tags: list[str], heads: list[int], deps: list[str], above: list[int], relations: list[str]
) -> None:
    mend(tags, heads, deps, words)
    assert (heads[1:5], deps[1:5], tags[4]) == (above, relations, "NN")
    assert [place for place, head in enumerate(heads) if head == place] == [deps.index("ROOT")]


@pytest.mark.parametrize(
    ("words", "tags", "heads", "deps"),
    [
        pytest.param(
            ["he", "lived", "with", "police", "firing"], ["PRP", "VBD", "IN", "NNS", "VBG"], [1, 1, 1, 2, 3],
            ["nsubj", "ROOT", "prep", "pobj", "acl"], id="no preposition of a cause",
        ),
        pytest.param(
            ["ten", "died", "in", "boats", "firing"], ["CD", "VBD", "IN", "NNS", "VBG"], [1, 1, 1, 2, 3],
            ["nsubj", "ROOT", "prep", "pobj", "acl"], id="boats do not fire",
        ),
        pytest.param(
            ["news", "of", "police", "firing", "shots"], ["NN", "IN", "NNS", "VBG", "NNS"], [0, 0, 1, 2, 3],
            ["ROOT", "prep", "pobj", "acl", "dobj"], id="it has an object",
        ),
        pytest.param(
            ["after", "police", "firing", "stopped"], ["IN", "NNS", "VBG", "VBD"], [3, 2, 3, 3],
            ["mark", "compound", "nsubj", "ROOT"], id="it is the subject",
        ),
    ],
)  # fmt: skip
def test_other_firing_stays(words: list[str], tags: list[str], heads: list[int], deps: list[str]) -> None:
    before = list(tags), list(heads), list(deps)
    mend(tags, heads, deps, words)
    assert (tags, heads, deps) == before


def test_a_subject_stands_right_before_its_auxiliary() -> None:
    # "blaming the mob, he said the police had fired"
    tags = ["VBG", "DT", "NN", ",", "PRP", "VBD", "DT", "NNS", "VBD", "VBN"]
    heads = [5, 2, 0, 0, 5, 5, 7, 0, 9, 5]
    deps = ["ccomp", "det", "dobj", "punct", "nsubj", "ROOT", "det", "nsubj", "aux", "ccomp"]
    mend(tags, heads, deps)
    assert (heads[7], deps[7]) == (9, "nsubj")


def test_an_object_before_an_infinitive_stays() -> None:
    # "fired rounds to disperse"
    tags, heads, deps = ["VBD", "NNS", "TO", "VB"], [0, 0, 3, 0], ["ROOT", "dobj", "aux", "advcl"]
    mend(tags, heads, deps)
    assert (heads[1], deps[1]) == (0, "dobj")


def test_nobody_fires_spent_cartridges() -> None:
    # "recovered a pistol, fired cases and a grenade from the site"
    words = ["recovered", "a", "pistol", ",", "fired", "cases", "and", "a", "grenade", "from", "the", "site"]
    tags = ["VBD", "DT", "NN", ",", "VBD", "NNS", "CC", "DT", "NN", "IN", "DT", "NN"]
    heads = [0, 2, 0, 2, 0, 4, 5, 8, 5, 4, 11, 9]
    deps = ["ROOT", "det", "dobj", "punct", "conj", "dobj", "cc", "det", "conj", "prep", "det", "pobj"]
    mend(tags, heads, deps, words)
    assert (heads[4], deps[4], tags[4]) == (5, "amod", "VBN")
    assert (heads[5], deps[5]) == (2, "conj")
    assert heads[9] == 0


def test_rounds_that_somebody_fired_stay_fired() -> None:
    words = ["seized", "guns", "and", "fired", "shells"]
    tags, heads = ["VBD", "NNS", "CC", "VBD", "NNS"], [0, 0, 0, 0, 3]
    deps = ["ROOT", "dobj", "cc", "conj", "dobj"]
    mend(tags, heads, deps, words)
    assert (heads[4], deps[4], deps[3]) == (3, "dobj", "conj")


def test_a_verb_in_ed_is_no_present() -> None:
    words = ["They", "succumbed", ",", "proceed", "and", "embed", "wounded"]
    tags = ["PRP", "VBP", ",", "VBP", "CC", "VBP", "VBN"]
    heads, deps = [1, 1, 1, 1, 1, 1, 1], ["nsubj", "ROOT", "punct", "conj", "cc", "conj", "dep"]
    mend(tags, heads, deps, words)
    assert tags == ["PRP", "VBD", ",", "VBP", "CC", "VBP", "VBN"]
    tags = ["PRP", "VBZ", ",", "VBP", "CC", "VBP", "VBN"]
    mend(tags, heads, deps, words)
    assert tags[1] == "VBD"


def test_nobody_says_what_stands_before_a_semicolon() -> None:
    # "Gunmen took twelve girls on Friday ; police said five fled"
    words = ["Gunmen", "took", "twelve", "girls", "on", "Friday", ";", "police", "said", "five", "fled"]
    tags = ["NNS", "VBD", "CD", "NNS", "IN", "NNP", ":", "NNS", "VBD", "CD", "VBD"]
    heads = [8, 8, 3, 1, 10, 4, 8, 8, 8, 10, 8]
    deps = ["nsubj", "ccomp", "nummod", "dobj", "prep", "pobj", "punct", "nsubj", "ROOT", "nsubj", "ccomp"]
    mend(tags, heads, deps, words)
    assert [heads[place] for place in (0, 1, 4, 8)] == [1, 1, 1, 1]
    assert (deps[1], deps[8], deps[0]) == ("ROOT", "conj", "nsubj")


def test_what_is_said_before_a_comma_stays_said() -> None:
    words = ["Gunmen", "took", "girls", ",", "police", "said"]
    tags, heads = ["NNS", "VBD", "NNS", ",", "NNS", "VBD"], [1, 5, 1, 5, 5, 5]
    deps = ["nsubj", "ccomp", "dobj", "punct", "nsubj", "ROOT"]
    mend(tags, heads, deps, words)
    assert (heads[1], deps[1]) == (5, "ccomp")
