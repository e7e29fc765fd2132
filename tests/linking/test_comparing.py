"""Two events compared: symmetric, bounded, explained."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from dateline import linking
from dateline.codebook.tables import data_toml
from dateline.linking import FLOOR, MOST_KEYS, Features
from dateline.linking.signals import SIGNALS, distance, kilometres, signals
from dateline.record import Failure, Record

Make = Callable[..., Record]


@pytest.fixture(scope="module")
def events(collection: tuple[Record, ...]) -> dict[str, Features]:
    return {one.event: one for record in collection for one in linking.features(record)}


@pytest.fixture(scope="module")
def wholes(collection: tuple[Record, ...]) -> dict[str, Features]:
    found = (linking.report_features(record) for record in collection)
    return {one.report: one for one in found if one is not None}


def test_comparison_is_symmetric(events: dict[str, Features], wholes: dict[str, Features]) -> None:
    nodes = [*events.values(), *wholes.values()]
    kept = 0
    for left, right in itertools.combinations(nodes, 2):
        link = linking.compare(left, right)
        assert link == linking.compare(right, left)
        assert signals(left, right) == signals(right, left)
        if link is not None:
            kept += 1
            assert link.a < link.b
            assert link.score >= FLOOR
    assert kept > 5


PAIRS = [
    ("another toll", "agency-1#e1", "daily-2#e1", True),
    ("a denial", "agency-1#e1", "denial-7#e1", True),
    ("a background sentence", "daily-2#e1", "arrest-4#e2", True),
    ("the same town in another month", "agency-1#e1", "older-5#e1", False),
    ("the same day in another town", "agency-1#e1", "elsewhere-6#e1", False),
    ("the arrest is no bombing", "agency-1#e1", "arrest-4#e1", False),
]


@pytest.mark.parametrize(("left", "right", "same"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_one_happening_or_two(events: dict[str, Features], left: str, right: str, same: bool) -> None:
    link = linking.compare(events[left], events[right])
    assert (link is not None and link.same) == same


def test_kinds_types_and_oneself_are_never_compared(events: dict[str, Features], wholes: dict[str, Features]) -> None:
    bomb = events["agency-1#e1"]
    assert linking.compare(bomb, bomb) is None
    assert linking.compare(bomb, wholes["daily-2"]) is None
    assert linking.compare(bomb, events["arrest-4#e1"]) is None


def test_keys_are_few_sorted_and_shared_by_what_belongs_together(events: dict[str, Features]) -> None:
    for one in events.values():
        assert 0 < len(one.keys) <= MOST_KEYS
        assert list(one.keys) == sorted(set(one.keys))
    assert set(events["agency-1#e1"].keys) & set(events["daily-2#e1"].keys)
    assert not set(events["agency-1#e1"].keys) & set(events["arrest-4#e1"].keys)


def test_an_undated_report_still_meets_another(record: Make) -> None:
    text = "Commander Zarkoni and Brigadier Oleyev signed the Velmar truce, ending the siege of Velmar."
    left, right = (
        linking.features(record(name, text, {"trigger": "signed", "type": "AGREE"}, **given))[0]
        for name, given in (("a", {}), ("b", {"published": "2020-01-05"}))
    )
    assert set(left.keys) & set(right.keys)
    link = linking.compare(left, right)
    assert link is not None
    assert link.same


def test_features_go_to_json_and_back(events: dict[str, Features]) -> None:
    for one in events.values():
        line = msgspec.json.encode(one)
        assert msgspec.json.decode(line, type=Features) == one
        assert len(line) < 4000


def test_what_might_happen_or_failed_to_be_read_has_no_features(
    collection: tuple[Record, ...], events: dict[str, Features]
) -> None:
    assert not any(name.startswith(("perhaps-9", "lentils-8")) for name in events)
    broken = msgspec.structs.replace(
        collection[0], disposition="quarantined", failure=Failure(stage="parse", cause="x", advice="y")
    )
    assert linking.features(broken) == ()
    assert linking.report_features(broken) is None


def test_a_text_without_a_telling_word_has_no_story(record: Make) -> None:
    assert linking.report_features(record("a", "It was the one and it is.")) is None


WITHIN = [
    ("nothing for or against", {}, {}, False),
    ("the same people on the same day", {"recipients": ("nurses",), "day": "2020-01-02"},
     {"recipients": ("nurses",), "day": "2020-01-02"}, True),
    ("the same people on other days", {"recipients": ("nurses",), "day": "2020-01-02"},
     {"recipients": ("nurses",), "day": "2020-01-04"}, False),
    ("other people", {"recipients": ("nurses",), "where": ("Kano",)}, {"recipients": ("guards",), "where": ("Kano",)},
     False),
    ("the same toll in one town", {"killed": 3, "where": ("Kano",)}, {"killed": 3, "where": ("Kano",)}, True),
    ("another toll", {"killed": 3, "where": ("Kano",), "recipients": ("nurses",)},
     {"killed": 4, "where": ("Kano",), "recipients": ("nurses",)}, False),
    ("another town", {"killed": 3, "where": ("Kano",)}, {"killed": 3, "where": ("Maiduguri",)}, False),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "same"), [row[1:] for row in WITHIN], ids=[row[0] for row in WITHIN])
def test_two_events_of_one_report(record: Make, left: dict[str, Any], right: dict[str, Any], same: bool) -> None:
    one = record("a", "Raiders struck twice and then attacked again.", {"trigger": "struck"} | left,
                 {"trigger": "attacked"} | right)  # fmt: skip
    link = linking.compare(*linking.features(one))
    assert link is not None
    assert link.same == same


def test_a_later_assault_by_the_same_at_the_same_place_is_a_phase(record: Make) -> None:
    common = {"where": ("Lashkar",), "actors": ("Taliban",), "mode": "heavy-weapons"}
    first = record("a", "Taliban fighters shelled the northern outskirts of Lashkar Gah before dawn.",
                   common | {"trigger": "shelled", "day": "2020-10-11"}, published="2020-10-11")  # fmt: skip
    second = record("b", "Shells hit the airfield south of Lashkar Gah as Taliban units pressed into its suburbs.",
                    common | {"trigger": "hit", "day": "2020-10-19"}, published="2020-10-19")  # fmt: skip
    linked = linking.link((first, second))
    assert len(linked.incidents) == 2
    (relation,) = linked.relations
    assert relation.kind == "phase"
    assert relation.a == linking.identify(linking.features(first))
    assert "but days differ by 8" in relation.because


def test_distance_is_that_of_the_nearest_points(events: dict[str, Features]) -> None:
    kano, maiduguri = events["agency-1#e1"].spots, events["elsewhere-6#e1"].spots
    assert distance(kano, kano) == 0.0
    assert distance(kano, ()) is None
    far = distance(kano, maiduguri)
    assert far is not None
    assert 490 < far < 520
    assert kilometres((0.0, 179.9), (0.0, -179.9)) < 25


@pytest.mark.parametrize("kind", ["event", "report"])
def test_the_model_names_signals_that_there_are_and_uses_them(kind: str) -> None:
    weights = data_toml("linking", "model.toml")[kind]["weights"]
    assert set(weights) <= set(SIGNALS)
    assert all(weights.values())


def test_no_signal_is_dead() -> None:
    model = data_toml("linking", "model.toml")
    assert set(model["event"]["weights"]) | set(model["report"]["weights"]) == set(SIGNALS)
