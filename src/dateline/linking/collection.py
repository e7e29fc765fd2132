"""Whole collections: every record's events to incidents, every report to its story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dateline.linking.clustering import KeptLink, cluster, identify
from dateline.linking.comparing import Link, compare
from dateline.linking.features import Features, features, reference, report_features
from dateline.linking.incidents import Member, incident
from dateline.linking.relating import Relation, relate
from dateline.linking.sources import report_facts
from dateline.record import Incident, Record


class Linked(Struct, frozen=True):
    """A linked collection.

    ``records`` are those given, in their order, with ``events[].incident`` and ``report.story`` filled; ``incidents``
    and ``relations`` are sorted by id.
    """

    records: tuple[Record, ...]
    incidents: tuple[Incident, ...]
    relations: tuple[Relation, ...]


def link(records: Iterable[Record], kept: Sequence[KeptLink] = ()) -> Linked:
    """Link the events of ``records`` to incidents; the order of the records changes nothing but their own order.

    Of several records of one report the last given counts for its incidents.
    """
    given = tuple(records)
    latest = {record.report.id: record for record in given}
    events = [one for record in latest.values() for one in features(record)]
    wholes = [one for record in latest.values() if (one := report_features(record)) is not None]
    links = links_among(events)
    nodes = {one.event: one for one in events}
    groups = {identify([nodes[event] for event in group]): group for group in cluster(events, links, kept)}
    incident_of = {event: name for name, group in groups.items() for event in group}
    reports = {one.event: one for one in wholes}
    stories = cluster(wholes, links_among(wholes))
    story_of = {
        reports[node].report: "s" + identify([reports[node] for node in group])[1:]
        for group in stories
        if len(group) > 1
        for node in group
    }
    members: dict[str, Member] = {}
    for record in latest.values():
        facts = report_facts(record) if record.events else None
        for event in record.events:
            if facts is not None:
                members[reference(record.report.id, event.id)] = Member(facts, event)
    inner: dict[str, list[Link]] = defaultdict(list)
    for found in links:
        if incident_of[found.a] == incident_of[found.b]:
            inner[incident_of[found.a]].append(found)
    copies = defaultdict(list)
    for record in latest.values():
        if record.reprint_of is not None and not record.events:
            copies[record.reprint_of].append(report_facts(record))
    incidents = []
    for name in sorted(groups):
        own = [members[event] for event in groups[name]]
        reprints = [copy for report in sorted({one.report.id for one in own}) for copy in copies.get(report, ())]
        incidents.append(incident(own, inner[name], name, reprints))
    relations = relate({name: [nodes[event] for event in group] for name, group in groups.items()}, links)
    return Linked(tuple(_filled(record, incident_of, story_of) for record in given), tuple(incidents), relations)


def links_among(nodes: Sequence[Features]) -> tuple[Link, ...]:
    """The links between all of ``nodes`` that share a key, sorted."""
    found = (compare(left, right) for left, right in _meeting(nodes))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.a, one.b)))


def _meeting(nodes: Sequence[Features]) -> Iterator[tuple[Features, Features]]:
    """Every pair that shares a key, once."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        for key in node.keys:
            by_key[key].append(number)
    for number, node in enumerate(nodes):
        near: set[int] = set()
        for key in node.keys:
            near.update(by_key[key])
        for other in sorted(near):
            if other > number:
                yield node, nodes[other]


def _filled(record: Record, incident_of: Mapping[str, str], story_of: Mapping[str, str]) -> Record:
    events = tuple(
        replace(event, incident=incident_of.get(reference(record.report.id, event.id))) for event in record.events
    )
    return replace(record, events=events, report=replace(record.report, story=story_of.get(record.report.id)))
