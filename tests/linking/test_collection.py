"""Whole collections: order and batches change nothing, and what belongs together is together."""

from __future__ import annotations

import random
from collections import defaultdict

import msgspec
import pytest

from dateline import linking
from dateline.linking import Features, KeptLink, Link
from dateline.record import Record

BOMBING = {"agency-1#e1", "daily-2#e1", "copy-3#e1", "arrest-4#e2", "denial-7#e1"}


def members(records: tuple[Record, ...], kept: tuple[KeptLink, ...] = ()) -> dict[str, set[str]]:
    return {one.id: set(one.events) for one in linking.link(records, kept).incidents}


def test_the_accounts_of_one_bombing_are_one_incident(collection: tuple[Record, ...]) -> None:
    found = members(collection)
    assert BOMBING in found.values()
    assert {"older-5#e1"} in found.values()
    assert {"elsewhere-6#e1"} in found.values()
    assert {"arrest-4#e1"} in found.values()


def test_records_come_back_in_their_order_with_incident_and_story(collection: tuple[Record, ...]) -> None:
    linked = linking.link(collection)
    assert [record.report.id for record in linked.records] == [record.report.id for record in collection]
    incident_of = {
        f"{record.report.id}#{event.id}": event.incident for record in linked.records for event in record.events
    }
    assert len({incident_of[event] for event in BOMBING}) == 1
    assert incident_of["perhaps-9#e1"] is None
    stories = {record.report.id: record.report.story for record in linked.records}
    assert stories["agency-1"] == stories["daily-2"] == stories["copy-3"] is not None
    assert stories["lentils-8"] is None
    assert stories["older-5"] != stories["agency-1"]


def test_order_changes_nothing(collection: tuple[Record, ...]) -> None:
    expected = linking.link(collection)
    shuffled = list(collection)
    for seed in range(12):
        random.Random(seed).shuffle(shuffled)  # noqa: S311 (an order, no secret)
        linked = linking.link(shuffled)
        assert linked.incidents == expected.incidents
        assert linked.relations == expected.relations
        assert msgspec.json.encode(linked.incidents) == msgspec.json.encode(expected.incidents)


def test_the_same_report_twice_is_one(collection: tuple[Record, ...]) -> None:
    assert linking.link((*collection, *collection[:3])).incidents == linking.link(collection).incidents


class Store:
    """What a ledger does: keys, links and groups kept, and only what a batch touches looked at again."""

    def __init__(self) -> None:
        self.features: dict[str, Features] = {}
        self.by_key: dict[str, set[str]] = defaultdict(set)
        self.links: list[Link] = []
        self.groups: dict[str, tuple[str, ...]] = {}

    def add(self, batch: list[Features]) -> None:
        touched = set()
        for new in batch:
            near = {other for key in new.keys for other in self.by_key[key]}
            for other in near:
                link = linking.compare(new, self.features[other])
                if link is not None:
                    self.links.append(link)
            self.features[new.event] = new
            touched.add(new.event)
            for key in new.keys:
                self.by_key[key].add(new.event)
        for part in linking.components(self.features, self.links):
            if touched.intersection(part):
                inner = [link for link in self.links if link.a in part and link.b in part]
                for group in linking.cluster([self.features[event] for event in part], inner):
                    for event in group:
                        self.groups[event] = group


@pytest.mark.parametrize("seed", range(15))
def test_batches_change_nothing(collection: tuple[Record, ...], seed: int) -> None:
    events = [one for record in collection for one in linking.features(record)]
    chance = random.Random(seed)  # noqa: S311 (an order, no secret)
    chance.shuffle(events)
    store = Store()
    while events:
        size = chance.randint(1, 4)
        store.add([msgspec.json.decode(msgspec.json.encode(one), type=Features) for one in events[:size]])
        events = events[size:]
    assert {frozenset(group) for group in store.groups.values()} == {
        frozenset(group) for group in members(collection).values()
    }


def test_a_split_and_a_merge_hold_whatever_is_linked(collection: tuple[Record, ...]) -> None:
    split = [KeptLink("daily-2#e1", other, same=False, order=1) for other in sorted(BOMBING - {"daily-2#e1"})]
    found = members(collection, tuple(split))
    assert {"daily-2#e1"} in found.values()
    assert BOMBING - {"daily-2#e1"} in found.values()
    merged = members(collection, (KeptLink("older-5#e1", "elsewhere-6#e1", same=True, order=1),))
    assert {"older-5#e1", "elsewhere-6#e1"} in merged.values()


def test_an_incident_keeps_the_id_of_its_earliest_member_as_it_grows(collection: tuple[Record, ...]) -> None:
    (whole,) = (name for name, events in members(collection).items() if events == BOMBING)
    (early,) = (name for name, events in members(collection[:1]).items() if events == {"agency-1#e1"})
    (late,) = (name for name, events in members(collection[1:2]).items() if events == {"daily-2#e1"})
    assert early == whole != late


def test_the_arrest_follows_the_bombing(collection: tuple[Record, ...]) -> None:
    linked = linking.link(collection)
    name = {frozenset(one.events): one.id for one in linked.incidents}
    (relation,) = linked.relations
    assert (relation.a, relation.b) == (name[frozenset(BOMBING)], name[frozenset({"arrest-4#e1"})])
    assert relation.kind == "follow-up"
    assert relation.because == ("report arrest-4 tells of both: ASSAULT and COERCE",)


def test_nothing_to_link_is_nothing() -> None:
    assert linking.link(()) == linking.Linked((), (), ())
