"""Linking inside the ledger: each report's events find their incidents as they come in.

The result is that of linking the whole collection at once, in any order: only what shares a key is compared, only the
component that a new link touches is clustered again, and both are functions of the set of events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, or_, select, update

from dateline import linking
from dateline.ledger import Put, Writer, decisions
from dateline.ledger import tables as t
from dateline.ledger.digests import row_digest
from dateline.ledger.reading import standing_records
from dateline.linking import Features, KeptLink, Link, Member
from dateline.record import TOLL_KEYS, Incident, Record

Row = dict[str, Any]

_CHUNK = 500
_ENCODE = msgspec.json.Encoder(order="deterministic").encode
_FEATURES = msgspec.json.Decoder(Features).decode
_STRINGS = msgspec.json.Decoder(tuple[str, ...]).decode


def link_report(writer: Writer, put: Put, record: Record) -> None:
    """Link the events of a report that has just been put in, and mend the incidents it touches."""
    if put.same:
        return
    connection = writer.connection
    fresh = linking.features(record)
    _keep_features(writer, put.seq, fresh)
    _compare(connection, fresh)
    touched = {one.event for one in fresh} | _members(connection, put.incidents)
    copied = _incidents_of(connection, record.reprint_of) if record.reprint_of is not None else set()
    _mend(writer, touched | _members(connection, copied), set(put.incidents) | copied)


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


def _keep_features(writer: Writer, report_seq: int, fresh: Sequence[Features]) -> None:
    if not fresh:
        return
    first = writer.next("features", len(fresh))
    rows = [
        {
            "seq": first + index,
            "node": one.event,
            "kind": one.kind,
            "report_seq": report_seq,
            "payload": _ENCODE(one).decode(),
        }
        for index, one in enumerate(fresh)
    ]
    keys = [{"key": key, "feature_seq": first + index} for index, one in enumerate(fresh) for key in one.keys]
    writer.connection.execute(t.features.insert(), rows)
    if keys:
        writer.connection.execute(t.link_keys.insert(), keys)


def _compare(connection: Connection, fresh: Sequence[Features]) -> None:
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
        for row in connection.execute(query):
            other = others.get(row.node)
            if other is None:
                other = others[row.node] = _FEATURES(row.payload)
            if other.event in new and other.event <= one.event:
                continue
            link = linking.compare(one, other)
            if link is not None:
                found[link.a, link.b] = link
    if found:
        connection.execute(t.links.insert(), [_link_row(found[pair]) for pair in sorted(found)])


def _link_row(link: Link) -> Row:
    return {
        "a": link.a,
        "b": link.b,
        "score": float(link.score),
        "same": int(link.same),
        "relation": link.relation,
        "because": _ENCODE(link.because).decode(),
    }


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
    known = _stored(connection, old | set(groups))
    made = _made(connection, groups, inner)
    incident_of = {event: name for name, group in groups.items() for event in group}
    _point(writer, before, incident_of)
    _write(writer, made, known)
    _retire(writer, old - set(groups), known, incident_of, nodes)
    aliased = delete(t.incident_aliases)
    for part in _parts(sorted(groups)):
        # An id that is in use again is nobody's other name.
        connection.execute(aliased.where(t.incident_aliases.c.old.in_(part)))


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


def _incidents_of(connection: Connection, report: str) -> set[str]:
    query = select(t.events.c.incident).where(t.events.c.report == report, t.events.c.incident.is_not(None))
    return {name for name in connection.execute(query.distinct()).scalars() if name is not None}


def _stored(connection: Connection, names: Iterable[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for part in _parts(sorted(names)):
        for row in connection.execute(select(t.incidents).where(t.incidents.c.id.in_(part))):
            found[row.id] = dict(row._mapping)
    return found


def _made(connection: Connection, groups: Mapping[str, tuple[str, ...]], links: Iterable[Link]) -> dict[str, Incident]:
    """The incidents of these groups, from their events as they stand."""
    of = {event: name for name, group in groups.items() for event in group}
    inner: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if of[link.a] == of[link.b]:
            inner[of[link.a]].append(link)
    members = _standing(connection, sorted(of))
    made = {}
    for name in sorted(groups):
        told = [members[event] for event in groups[name] if event in members]
        if told:
            found = linking.incident(told, inner[name], name)
            made[name] = _with_copies(connection, found)
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


def _with_copies(connection: Connection, incident: Incident) -> Incident:
    """The incident with the copies of its reports among its reports; as sources they count no more."""
    copies: set[str] = set()
    for part in _parts(incident.reports):
        query = select(t.reports.c.id).where(t.reports.c.reprint_of.in_(part), t.reports.c.current == 1)
        copies.update(connection.execute(query).scalars())
    more = tuple(sorted(copies - set(incident.reports)))
    return msgspec.structs.replace(incident, reports=incident.reports + more) if more else incident


def _point(writer: Writer, before: Mapping[str, str | None], incident_of: Mapping[str, str]) -> None:
    """Let each event name its incident; those that left linking name none."""
    moved = {event: incident_of.get(event) for event, incident in before.items() if incident != incident_of.get(event)}
    by_incident: dict[str | None, list[str]] = defaultdict(list)
    for event in sorted(moved):
        by_incident[moved[event]].append(event)
    for incident, events in by_incident.items():
        for part in _parts(events):
            writer.connection.execute(update(t.events).where(t.events.c.id.in_(part)).values(incident=incident))
    if moved:
        writer.change("event", sorted(moved))


def _write(writer: Writer, made: Mapping[str, Incident], known: Mapping[str, Row]) -> None:
    changed = []
    for name, incident in made.items():
        row = incident_row(incident)
        old = known.get(name)
        if old is not None and old["payload"] == row["payload"]:
            continue
        row |= {"reviewed": old["reviewed"] if old else "no", "version": old["version"] + 1 if old else 1}
        row["digest"] = row_digest(row)
        if old is None:
            writer.connection.execute(t.incidents.insert(), row)
        else:
            writer.connection.execute(update(t.incidents).where(t.incidents.c.id == name).values(**row))
        changed.append(name)
    if changed:
        writer.change("incident", changed)


def _retire(
    writer: Writer,
    gone: set[str],
    known: Mapping[str, Row],
    incident_of: Mapping[str, str],
    nodes: Mapping[str, Features],
) -> None:
    """Take away incidents that are no more; each leaves its name to the one that holds its earliest event."""
    connection = writer.connection
    for name in sorted(gone & known.keys()):
        held = _STRINGS(msgspec.json.encode(msgspec.json.decode(known[name]["payload"])["events"]))
        left = [event for event in held if event in incident_of]
        heir = incident_of[min(left, key=lambda event: nodes[event].earliest)] if left else None
        connection.execute(delete(t.incidents).where(t.incidents.c.id == name))
        aliases = t.incident_aliases
        if heir is None:
            connection.execute(delete(aliases).where(or_(aliases.c.current == name, aliases.c.old == name)))
        else:
            connection.execute(update(aliases).where(aliases.c.current == name).values(current=heir))
            connection.execute(delete(aliases).where(aliases.c.old == name))
            connection.execute(aliases.insert(), {"old": name, "current": heir})
        writer.change("incident", [name], "delete")


def incident_row(incident: Incident) -> Row:
    """The columns of ``incidents`` that the incident itself decides."""
    place = incident.where[0] if incident.where else None
    row: Row = {
        "id": incident.id,
        "type": incident.type,
        "status": incident.status,
        "date_from": incident.when.from_ if incident.when else None,
        "date_to": incident.when.to if incident.when else None,
        "place": place.name if place else None,
        "geonameid": place.geonameid if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision if place else None,
        "actors": "; ".join(party.name for party in incident.actors) or None,
        "recipients": "; ".join(party.name for party in incident.recipients) or None,
        "events": len(incident.events),
        "reports": len(incident.reports),
        "independent_sources": incident.independent_sources,
        "conflicts": len(incident.conflicts),
        "payload": _ENCODE(incident).decode(),
    }
    for key in TOLL_KEYS:
        count = incident.count(key)
        row[f"{key}_min"] = count.min if count else None
        row[f"{key}_max"] = count.max if count else None
    return row


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
