"""Incidents into the ledger: what linking compares, what it found, and which events are one happening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, delete, select, update

from dateline.ledger import rows
from dateline.ledger.deciding import Deciding
from dateline.ledger.digests import row_digest
from dateline.ledger.rows import Row
from dateline.ledger.tables import events, features, incident_aliases, incidents, link_keys, links
from dateline.ledger.transaction import parts
from dateline.record.incidents import Incident


@dataclass(frozen=True, slots=True)
class Node:
    """What linking compares of one event (``kind`` event) or report: its payload as JSON and its blocking keys."""

    name: str
    kind: str
    report_seq: int
    payload: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A comparison of the nodes ``a`` and ``b`` (``a`` before ``b``); ``because`` is JSON."""

    a: str
    b: str
    score: float
    same: bool
    relation: str | None = None
    because: str | None = None


class Relating(Deciding):
    """What a transaction does with incidents."""

    def put_features(self, nodes: Iterable[Node]) -> dict[str, int]:
        """Store what linking compares of events and reports; by node, the number of its row.

        A node that is there already is replaced with its keys.
        """
        fresh = list(nodes)
        self._forget_nodes([node.name for node in fresh])
        first = self.next("features", len(fresh)) if fresh else 0
        numbers = {node.name: first + index for index, node in enumerate(fresh)}
        self.insert(
            features,
            [
                {
                    "seq": numbers[node.name],
                    "node": node.name,
                    "kind": node.kind,
                    "report_seq": node.report_seq,
                    "payload": node.payload,
                }
                for node in fresh
            ],
        )
        self.insert(
            link_keys,
            [{"key": key, "feature_seq": numbers[node.name]} for node in fresh for key in dict.fromkeys(node.keys)],
        )
        return numbers

    def put_links(self, found: Iterable[LinkRow]) -> None:
        """Store comparisons of two nodes; one that is there already is replaced."""
        values = [asdict(link) | {"same": int(link.same)} for link in found]
        for part in parts(values):
            self.connection.execute(
                delete(links).where(links.c.a == bindparam("left"), links.c.b == bindparam("right")),
                [{"left": value["a"], "right": value["b"]} for value in part],
            )
        self.insert(links, values)

    def put_incidents(self, incidents_: Iterable[Incident]) -> tuple[str, ...]:
        """Store incidents as they are now, and which events belong to them; the ids of those that changed.

        An event belongs to the incident that was put last.
        """
        fresh = {incident.id: incident for incident in incidents_}
        known: dict[str, Row] = {}
        for part in parts(sorted(fresh)):
            query = select(incidents).where(incidents.c.id.in_(part))
            known.update({row["id"]: dict(row) for row in self.connection.execute(query).mappings()})
        added: list[Row] = []
        changed: list[str] = []
        for name, incident in sorted(fresh.items()):
            row, old = rows.incident_row(incident), known.get(name)
            if old is None:
                row |= {"reviewed": "no", "version": 1}
                row["digest"] = row_digest(row)
                added.append(row)
            elif old["payload"] != row["payload"]:
                self.update_incident(row | {"reviewed": "no", "version": old["version"] + 1})
            else:
                continue
            changed.append(name)
        self.insert(incidents, added)
        members = [{"member": member, "named": name} for name in sorted(fresh) for member in fresh[name].events]
        for part in parts(members):
            self.connection.execute(
                update(events).where(events.c.id == bindparam("member")).values(incident=bindparam("named")), list(part)
            )
        for part in parts(sorted(fresh)):  # an id that is in use again is no alias
            self.connection.execute(delete(incident_aliases).where(incident_aliases.c.old.in_(part)))
        self.change("incident", changed)
        return tuple(changed)

    def retire_incidents(self, gone: Mapping[str, str | None]) -> None:
        """Take away incidents that are no more, each with the id of the one that has its story now, or ``None``.

        Put those that take over first: an event that still names a retired incident names none afterwards.
        """
        for old, current in sorted(gone.items()):
            self.connection.execute(update(events).where(events.c.incident == old).values(incident=None))
            self.connection.execute(delete(incidents).where(incidents.c.id == old))
            self.connection.execute(delete(incident_aliases).where(incident_aliases.c.old == old))
            if current is None:
                self.connection.execute(delete(incident_aliases).where(incident_aliases.c.current == old))
                continue
            self.connection.execute(
                update(incident_aliases).where(incident_aliases.c.current == old).values(current=current)
            )
            self.seal(incident_aliases, incident_aliases.c.current == current)
            self.insert(incident_aliases, [{"old": old, "current": current}])
        self.change("incident", sorted(gone), "delete")

    def _forget_nodes(self, names: Sequence[str]) -> None:
        for part in parts(sorted(names)):
            numbers = select(features.c.seq).where(features.c.node.in_(part))
            self.connection.execute(delete(link_keys).where(link_keys.c.feature_seq.in_(numbers)))
            self.connection.execute(delete(features).where(features.c.node.in_(part)))
