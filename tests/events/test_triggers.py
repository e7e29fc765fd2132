"""The codebook's own examples and near misses, and how triggers are chosen."""

from __future__ import annotations

from functools import cache, lru_cache

import pytest

from dateline import parse
from dateline.codebook.acts import Entry, Example, load_acts
from dateline.events.triggers import Hit, find_triggers
from dateline.parse import Parsed

ACTS = load_acts()
EXAMPLES = [(entry, example) for entry in ACTS.entries.values() for example in entry.examples]
NEAR_MISSES = [(entry, text) for entry in ACTS.entries.values() for text in entry.near_misses]


@lru_cache(maxsize=1)
def reader() -> parse.Reader:
    return parse.load()


@cache
def read(text: str) -> Parsed:
    return reader()(text)


def triggers(text: str) -> list[Hit]:
    return [hit for sentence in read(text).sentences for hit in find_triggers(sentence, ACTS)]


@pytest.mark.parametrize(
    ("entry", "example"), EXAMPLES, ids=[f"{entry.id}-{place}" for place, (entry, _) in enumerate(EXAMPLES)]
)
def test_an_example_gives_its_type_and_mode_at_the_marked_words(entry: Entry, example: Example) -> None:
    assert example.trigger is not None
    start = example.text.index(example.trigger)
    here = [hit.frame for hit in triggers(example.text) if start <= hit.word.start < start + len(example.trigger)]
    assert (entry.type, entry.mode) in [(frame.type, frame.mode) for frame in here]


@pytest.mark.parametrize(
    ("entry", "text"), NEAR_MISSES, ids=[f"{entry.id}-{place}" for place, (entry, _) in enumerate(NEAR_MISSES)]
)
def test_a_near_miss_does_not_give_the_type(entry: Entry, text: str) -> None:
    assert entry.type not in [hit.frame.type for hit in triggers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels opened fire on a bus.", ["assault.shoot"]),
        ("The army lifted its ban on the party.", ["concede.concede"]),
        ("Miners went on strike on Monday.", ["protest.strike"]),
        ("The jets struck the depot.", ["assault.air"]),
        ("Ministers struck a deal with the union.", ["support.tie"]),
        ("The minister met the envoy.", ["consult.meet"]),
        ("Police carried out a raid on the warehouse.", ["assault.attack"]),
        ("He is the leader of the Popular Resistance Committee.", []),
        ("The attack helicopter landed.", []),
        ("The drug-fighting fleet is in port.", []),
        ("Bombs fell far from the disputed town.", ["assault.bomb"]),
        ("Two clerks were injured in police firing.", ["assault.injure", "assault.shoot"]),
        ("The envoy lodged a complaint against the mayor.", ["accuse.disapprove"]),
    ],
)
def test_the_most_specific_frame_wins_and_takes_in_its_noun(text: str, expected: list[str]) -> None:
    assert [hit.frame.entry for hit in triggers(text)] == expected


def test_the_runner_up_is_another_entry() -> None:
    (hit,) = [hit for hit in triggers("The union refused to meet the company.") if hit.word.lemma == "refuse"]
    assert hit.frame.entry == "reject.refuse-meet"
    assert hit.runner_up is not None
    assert hit.runner_up.entry != hit.frame.entry


def test_a_sentence_without_syntax_still_gives_plain_triggers() -> None:
    parsed = parse.load(model=False)("Gunmen killed two farmers.")
    assert [hit.frame.type for sentence in parsed.sentences for hit in find_triggers(sentence, ACTS)] == ["ASSAULT"]


def test_a_long_run_of_one_word_costs_no_more_than_its_length() -> None:
    parsed = parse.load(model=False)("attack " * 2000)
    assert sum(len(find_triggers(sentence, ACTS)) for sentence in parsed.sentences) <= 2000


@pytest.mark.parametrize(
    "text",
    [
        "Let me say to the minister that she is wrong.",
        "Serve the soup and let the children in.",
        "“Free the prisoners and release the fishermen,” the crowd chanted.",
        "The governor was seen among the wounded on Wednesday.",
        "The leader of disputed Kirkuk spoke.",
        "They sat in the same building for an hour.",
        "The mayor saw an explosion of anger.",
        "The man was found barricaded in a room.",
    ],
)
def test_bidding_wishing_and_figures_tell_no_act(text: str) -> None:
    assert triggers(text) == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Norland wants to withdraw from the zone.", False),
        ("Norland wants the rebels to withdraw from the zone.", True),
    ],
)
def test_a_wish_for_ones_own_act_asks_nobody(text: str, asks: bool) -> None:
    assert any(hit.frame.type == "REQUEST" for hit in triggers(text)) is asks


@pytest.mark.parametrize(
    "text",
    [
        "An earthquake hit the southern coast on Sunday, killing at least ten people.",
        "A dozen people were killed by a quake in the east.",
        "A tornado wounded nine farmers.",
    ],
)
def test_what_nature_does_to_people_is_no_assault(text: str) -> None:
    assert not [hit for hit in triggers(text) if hit.frame.type == "ASSAULT"]
