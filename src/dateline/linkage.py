"""Linking inside the ledger: each report's events find their incidents as they come in.

The result is that of linking the whole collection at once, in any order: only what shares a key is compared, only the
component that a new link touches is clustered again, and both are functions of the set of events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, select, update

from dateline import linking
from dateline.ledger import Put, Writer, decisions
from dateline.ledger import tables as t
from dateline.ledger.reading import added_events, standing_records
from dateline.ledger.recording import was_erased
from dateline.ledger.writing import LinkRow, Node
from dateline.linking import Features, KeptLink, Link, Member, Relation, ReportFacts
from dateline.record import Incident, Record

_CHUNK = 500
_ENCODE = msgspec.json.Encoder(order="deterministic").encode
_FEATURES = msgspec.json.Decoder(Features).decode
_INCIDENT = msgspec.json.Decoder(Incident).decode
_STRINGS = msgspec.json.Decoder(tuple[str, ...]).decode


def link_report(writer: Writer, put: Put, record: Record) -> None:
    """Link the events of a report that has just been put in, and mend the incidents it touches."""
    if put.same:
        return
    connection = writer.connection
    if not put.new or put.version > 1:
        record = _with_added(connection, put.seq, record)
    fresh = linking.features(record)
    _keep_features(writer, put.seq, fresh)
    _compare(writer, fresh)
    touched = {one.event for one in fresh} | _members(connection, put.incidents)
    copied = incidents_repeated(connection, put.report)
    _mend(writer, touched | _members(connection, copied), set(put.incidents) | copied)


def link_added(writer: Writer, event: str) -> None:
    """Link an event that a person has just added to a report."""
    connection = writer.connection
    seq = connection.execute(select(t.events.c.report_seq).where(t.events.c.id == event)).scalar_one()
    record = standing_records(connection, [seq])[seq]
    fresh = [one for one in linking.features(record) if one.event == event]
    _keep_features(writer, seq, fresh)
    _compare(writer, fresh)
    _mend(writer, {event}, set())


def _with_added(connection: Connection, seq: int, record: Record) -> Record:
    """The record with the events that people added to its report."""
    added = added_events(connection, seq)
    if not added:
        return record
    disposition = "published" if record.disposition == "no_event" else record.disposition
    return msgspec.structs.replace(record, disposition=disposition, events=(*record.events, *added))


def relink(writer: Writer, events: Iterable[str]) -> None:
    """Mend the incidents of these events after a decision on them: an edit, a rejection, a merge, a split, an undo."""
    wanted = set(events)
    connection = writer.connection
    query = [
        select(t.events.c.incident).where(t.events.c.id.in_(part), t.events.c.incident.is_not(None))
        for part in _parts(sorted(wanted))
    ]
    incidents = {name for one in query for name in connection.execute(one).scalars()}
    _mend(writer, wanted | _members(connection, incidents), incidents)


def mend(writer: Writer, incidents: Iterable[str]) -> None:
    """Bring these incidents in step after events of theirs were taken out of the ledger."""
    named = set(incidents)
    _mend(writer, _members(writer.connection, named), named)


def related(connection: Connection, incident: str) -> tuple[Relation, ...]:
    """What an incident belongs together with without being one with it, sorted: later or earlier phases, follow-ups.

    The answer is that of linking the whole ledger at once; only what touches the incident is read for it.
    """
    members = _members(connection, [incident])
    links = [link for part in _parts(sorted(members)) for link in _links(connection, part) if link.relation is not None]
    reports = _reports_of(connection, members)
    near = members | {event for link in links for event in (link.a, link.b)} | _told_in(connection, reports)
    named = {name for name in _events(connection, near).values() if name is not None}
    groups: dict[str, list[Features]] = defaultdict(list)
    for part in _parts(sorted(named)):
        query = (
            select(t.events.c.incident, t.features.c.payload)
            .join(t.features, t.features.c.node == t.events.c.id)
            .where(t.events.c.incident.in_(part))
        )
        for row in connection.execute(query.order_by(t.features.c.node)):
            groups[row.incident].append(_FEATURES(row.payload))
    return tuple(one for one in linking.relate(groups, links) if incident in (one.a, one.b))


def _reports_of(connection: Connection, events: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for part in _parts(sorted(events)):
        found.update(connection.execute(select(t.events.c.report_seq).where(t.events.c.id.in_(part))).scalars())
    return found


def _told_in(connection: Connection, reports: Iterable[int]) -> set[str]:
    """The events of these reports."""
    found: set[str] = set()
    wanted = sorted(reports)
    for start in range(0, len(wanted), _CHUNK):
        query = select(t.events.c.id).where(t.events.c.report_seq.in_(wanted[start : start + _CHUNK]))
        found.update(connection.execute(query).scalars())
    return found


def _keep_features(writer: Writer, report_seq: int, fresh: Sequence[Features]) -> None:
    nodes = [Node(one.event, one.kind, report_seq, _ENCODE(one).decode(), one.keys) for one in fresh]
    writer.put_features(nodes)


def _compare(writer: Writer, fresh: Sequence[Features]) -> None:
    """Compare new events with all that share a key with them, and keep the links."""
    new = {one.event for one in fresh}
    found: dict[tuple[str, str], Link] = {}
    others: dict[str, Features] = {one.event: one for one in fresh}
    for one in fresh:
        query = (
            select(t.features.c.node, t.features.c.payload)
            .join(t.link_keys, t.link_keys.c.feature_seq == t.features.c.seq)
            .where(t.link_keys.c.key.in_(one.keys))
            .distinct()
        )
        for row in writer.connection.execute(query):
            other = others.get(row.node)
            if other is None:
                other = others[row.node] = _FEATURES(row.payload)
            if other.event in new and other.event <= one.event:
                continue
            link = linking.compare(one, other)
            if link is not None:
                found[link.a, link.b] = link
    writer.put_links(_link_row(found[pair]) for pair in sorted(found))


def _link_row(link: Link) -> LinkRow:
    because = _ENCODE(link.because).decode()
    return LinkRow(link.a, link.b, float(link.score), link.same, link.relation, because)


def _mend(writer: Writer, touched: set[str], incidents: set[str]) -> None:
    """Cluster anew what is connected with ``touched``, and bring the incidents in step.

    ``incidents`` are those that may have lost a member.
    """
    connection = writer.connection
    nodes, links, kept = _component(connection, touched)
    before = _events(connection, nodes.keys() | touched)
    # Features of an event that no longer stands are gone with it; those of a rejected one stay, for it may be undone.
    rejected = _rejected(connection, sorted(nodes))
    features = {name: one for name, one in nodes.items() if name in before and name not in rejected}
    inner = [link for link in links if link.a in features and link.b in features]
    groups = {
        linking.identify([features[name] for name in group]): group
        for group in linking.cluster(list(features.values()), inner, kept)
    }
    old = incidents | {incident for incident in before.values() if incident is not None}
    made = _made(connection, groups, inner)
    incident_of = {event: name for name, group in groups.items() if name in made for event in group}
    gone = {name: _heir(held, incident_of, features) for name, held in _held(connection, old - set(made)).items()}
    writer.put_incidents(made.values())
    writer.retire_incidents(gone)
    _unpoint(writer, sorted(event for event in before if event not in incident_of))
    writer.change("event", sorted(event for event in before if before[event] != incident_of.get(event)))


def _component(
    connection: Connection, touched: set[str]
) -> tuple[dict[str, Features], list[Link], tuple[KeptLink, ...]]:
    """All events connected with ``touched`` by links of sameness or by people's merges, and what is known between."""
    nodes: dict[str, Features] = {}
    links: dict[tuple[str, str], Link] = {}
    kept = tuple(KeptLink(one.a, one.b, one.same, one.order) for one in decisions.kept(connection))
    merged: dict[str, set[str]] = defaultdict(set)
    for one in kept:
        if one.same:
            merged[one.a].add(one.b)
            merged[one.b].add(one.a)
    frontier = set(touched)
    while frontier:
        for part in _parts(sorted(frontier)):
            query = select(t.features.c.node, t.features.c.payload).where(t.features.c.node.in_(part))
            nodes.update((row.node, _FEATURES(row.payload)) for row in connection.execute(query))
        reached: set[str] = set()
        for part in _parts(sorted(frontier)):
            for link in _links(connection, part):
                links[link.a, link.b] = link
                if link.same:
                    reached.update((link.a, link.b))
            for name in part:
                reached |= merged.get(name, set())
        frontier = reached - nodes.keys() - frontier
    return {name: nodes[name] for name in sorted(nodes)}, [links[pair] for pair in sorted(links)], kept


def _links(connection: Connection, names: Sequence[str]) -> Iterable[Link]:
    for column in (t.links.c.a, t.links.c.b):
        for row in connection.execute(select(t.links).where(column.in_(names))):
            yield Link(
                a=row.a,
                b=row.b,
                score=int(row.score),
                same=bool(row.same),
                relation=row.relation,
                because=_STRINGS(row.because),
            )


def _rejected(connection: Connection, names: Sequence[str]) -> set[str]:
    """The events that people rejected: what they say counts for no incident."""
    found: set[str] = set()
    for part in _parts(names):
        query = select(t.events.c.id).where(t.events.c.id.in_(part), t.events.c.reviewed == "rejected")
        found.update(connection.execute(query).scalars())
    return found


def _events(connection: Connection, nodes: Iterable[str]) -> dict[str, str | None]:
    """The incident that each of these events belongs to so far."""
    found: dict[str, str | None] = {}
    for part in _parts(sorted(nodes)):
        query = select(t.events.c.id, t.events.c.incident).where(t.events.c.id.in_(part))
        found.update((row.id, row.incident) for row in connection.execute(query))
    return found


def _members(connection: Connection, incidents: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for part in _parts(sorted(incidents)):
        found.update(connection.execute(select(t.events.c.id).where(t.events.c.incident.in_(part))).scalars())
    return found


def incidents_repeated(connection: Connection, report: str) -> set[str]:
    """The incidents that tell what a report repeats, or repeated before its text was changed."""
    repeated = select(t.reports.c.reprint_of).where(t.reports.c.id == report, t.reports.c.reprint_of.is_not(None))
    query = select(t.events.c.incident).where(t.events.c.report.in_(repeated), t.events.c.incident.is_not(None))
    return {name for name in connection.execute(query.distinct()).scalars() if name is not None}


def _held(connection: Connection, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The events that stored incidents say they hold, by the incident's id."""
    found: dict[str, tuple[str, ...]] = {}
    for part in _parts(sorted(names)):
        query = select(t.incidents.c.id, t.incidents.c.payload).where(t.incidents.c.id.in_(part))
        found.update((row.id, _INCIDENT(row.payload).events) for row in connection.execute(query))
    return found


def _heir(held: Iterable[str], incident_of: Mapping[str, str], features: Mapping[str, Features]) -> str | None:
    """The incident that has the earliest event of one that is no more; ``None`` where none of its events is left."""
    left = [event for event in held if event in incident_of]
    return incident_of[min(left, key=lambda event: (features[event].earliest, event))] if left else None


def _unpoint(writer: Writer, events: Sequence[str]) -> None:
    """Let events that take no part in linking name no incident."""
    for part in _parts(events):
        named = t.events.c.id.in_(part) & t.events.c.incident.is_not(None)
        writer.connection.execute(update(t.events).where(named).values(incident=None))


def _made(connection: Connection, groups: Mapping[str, tuple[str, ...]], links: Iterable[Link]) -> dict[str, Incident]:
    """The incidents of these groups, from their events as they stand."""
    of = {event: name for name, group in groups.items() for event in group}
    inner: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if of[link.a] == of[link.b]:
            inner[of[link.a]].append(link)
    members = _standing(connection, sorted(of))
    copies = _copies(connection, sorted({one.report.id for one in members.values()}))
    made = {}
    for name in sorted(groups):
        told = [members[event] for event in groups[name] if event in members]
        if told:
            repeated = sorted({one.report.id for one in told})
            made[name] = linking.incident(told, inner[name], name, [one for of in repeated for one in copies[of]])
    return made


def _standing(connection: Connection, names: Sequence[str]) -> dict[str, Member]:
    """The events of these ids as they stand, each with the facts of its report."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for part in _parts(names):
        query = select(t.events.c.id, t.events.c.report_seq).where(t.events.c.id.in_(part))
        for row in connection.execute(query):
            wanted[row.report_seq].add(row.id)
    found: dict[str, Member] = {}
    for seq, record in standing_records(connection, sorted(wanted)).items():
        facts = linking.report_facts(record)
        for event in record.events:
            name = linking.reference(record.report.id, event.id)
            if name in wanted[seq]:
                # The incident an event belongs to so far says nothing of what it is.
                found[name] = Member(facts, msgspec.structs.replace(event, incident=None))
    return found


def _copies(connection: Connection, reports: Sequence[str]) -> dict[str, list[ReportFacts]]:
    """The copies of each of these reports that were not coded themselves, and so have no event of their own."""
    found: dict[str, list[ReportFacts]] = defaultdict(list)
    seqs: list[int] = []
    for part in _parts(reports):
        coded = select(t.events.c.seq).where(t.events.c.report_seq == t.reports.c.seq)
        query = select(t.reports.c.seq).where(
            t.reports.c.reprint_of.in_(part), t.reports.c.current == 1, ~was_erased(), ~coded.exists()
        )
        seqs.extend(connection.execute(query).scalars())
    for record in standing_records(connection, sorted(seqs)).values():
        if record.reprint_of is not None:
            found[record.reprint_of].append(linking.report_facts(record))
    return found


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
