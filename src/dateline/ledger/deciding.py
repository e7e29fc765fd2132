"""Decisions into the ledger: written down once, in force at once, refused where somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import delete, select, update

from dateline.ledger import decisions, reading, rows, search
from dateline.ledger.decisions import ACTIONS, Action, Decision, Kind
from dateline.ledger.digests import row_digest
from dateline.ledger.recording import event_rows
from dateline.ledger.rows import Row
from dateline.ledger.tables import (
    codings,
    event_parties,
    event_payloads,
    event_places,
    events,
    incident_aliases,
    incidents,
    reports,
)
from dateline.ledger.tables import decisions as decisions_table
from dateline.ledger.transaction import Transaction
from dateline.record import Event
from dateline.record.errors import ConflictError, LedgerError


@dataclass(frozen=True, slots=True)
class _Asked:
    """A decision as it was asked for."""

    target: str
    action: Action
    kind: Kind
    base_version: int | None
    field: str | None
    new: Any
    events: tuple[str, ...]
    others: tuple[str, ...]
    undoes: str | None
    why: str | None


class Deciding(Transaction):
    """What a transaction does with decisions."""

    def decide(
        self,
        target: str,
        action: Action,
        *,
        base_version: int | None = None,
        kind: Kind = "event",
        field: str | None = None,
        new: Any = None,
        events: Sequence[str] = (),
        others: Sequence[str] = (),
        undoes: str | None = None,
        why: str | None = None,
    ) -> Decision:
        """Write down what the transaction's account says of an event, incident or report, and let it take effect.

        ``base_version`` is the version of the event or incident that was looked at; only a note needs none.  An edit
        names ``field`` and ``new`` value (the record's types, or what JSON makes of them), a split the ``events`` of
        the incident that are another one, a merge the ``others`` that are the same, an undo the decision it ``undoes``.
        Merges and splits take effect when the events are linked anew, which is the caller's to do.

        Raises:
            ConflictError: somebody decided since; it holds both versions.
            LedgerError: there is no such target, action, field or value.
        """
        if action not in ACTIONS.get(kind, ()):
            raise LedgerError(f"{action!r} cannot be said of {kind} {target}")
        asked = _Asked(target, action, kind, base_version, field, new, tuple(events), tuple(others), undoes, why)
        if kind == "event":
            return self._decide_event(asked)
        if kind == "incident":
            return self._decide_incident(asked)
        return self._decide_report(asked)

    def _decide_event(self, asked: _Asked) -> Decision:
        found = self.connection.execute(select(events).where(events.c.id == asked.target)).mappings().first()
        if found is None:
            raise LedgerError(f"there is no event {asked.target} in the ledger")
        row = dict(found)
        kept = reading.standing(self.connection, [row["report_seq"]]).get(row["report_seq"])
        if kept is None:
            raise LedgerError(f"the coding of {asked.target} was erased: nothing can be decided on it")
        query = select(reports).where(reports.c.seq == row["report_seq"])
        report = dict(self.connection.execute(query).mappings().one())
        anchor, added = row["anchor"], row["position"] >= rows.ADDED
        decided = decisions.load(self.connection, [anchor])[anchor]
        coded = decisions.coded_as(kept, row["position"], decided)
        before = decisions.judge(coded, decided, report["text"], added=added)
        self._check_version(asked, row["version"], before.event, lambda: _as_of(asked, coded, decided, report, row))
        old = new = None
        if asked.action == "edit":
            if asked.field is None:
                raise LedgerError(f"an edit of {asked.target} must name the field")
            new = decisions.checked(asked.field, asked.new, report["text"])
            old = getattr(before.event, asked.field)
            if new == old:
                raise LedgerError(f"{asked.field} of {asked.target} is that already")
        self._check_undo(asked, decided)
        decision = self._decision(asked, row["version"], old, new, anchor, decisions.meaning(coded))
        if asked.action != "note":
            judged = decisions.judge(coded, [*decided, decision], report["text"], added=added)
            self._refresh(row, report, judged, kept)
        return decision

    def add_event(self, report: str, event: Event, why: str | None = None) -> Decision:
        """Add an event that no coding of a report has, as the transaction's account codes it.

        It gets an id of its own (``p1``, ``p2`` … within the report) and stands from then on among the events, as
        ``reviewed`` ``added``; coding the report anew leaves it there as long as its words stand.  Linking it is the
        caller's to do.

        Raises:
            LedgerError: there is no such report, its text or coding was erased, or it does not say those words.
        """
        seq = reading.seq(self.connection, report)
        kept = reading.standing(self.connection, [seq]).get(seq) if seq is not None else None
        if seq is None or kept is None:
            raise LedgerError(f"there is no coded report {report} in the ledger")
        found = dict(self.connection.execute(select(reports).where(reports.c.seq == seq)).mappings().one())
        if found["text"] is None:
            raise LedgerError(f"the text of {report} is not kept any more: nothing can be added to it")
        if found["reprint_of"] is not None:
            raise LedgerError(f"{report} is a copy of {found['reprint_of']}: add the event there")
        number = len(decisions.additions(self.connection, report)) + 1
        event = msgspec.structs.replace(event, id=f"p{number}", incident=None)
        if not decisions.stands(event, found["text"]):
            raise LedgerError(f"{report} does not say all the words that the event rests on")
        place = self._place_of(event, found, number)
        asked = _Asked(report, "add", "report", None, None, event, (), (), None, why)
        decision = self._decision(asked, 0, None, event, place["anchor"], decisions.meaning(event))
        judged = decisions.judge(event, [decision], found["text"], added=True)
        row, parties, places, payload = event_rows(judged, found, place)
        self.insert(events, [row])
        self._beside(row["seq"], row, parties, places, payload)
        words = search.event_words(kept.record(found["text"]), judged.event)
        search.put_events(self.connection, [(row["seq"], words)])
        self.change("event", [row["id"]])
        return decision

    def _place_of(self, event: Event, report: Row, number: int) -> Row:
        """What tells an added event from the others: its numbers, its id and its anchor."""
        same = (
            events.c.report_seq == report["seq"], events.c.trigger_start == event.trigger.start,
            events.c.trigger_end == event.trigger.end,
        )  # fmt: skip
        before = len(self.connection.execute(select(events.c.seq).where(*same)).all())
        coding = select(codings.c.seq).where(
            codings.c.report_seq == report["seq"], codings.c.by == rows.MACHINE, codings.c.current == 1
        )
        return {
            "seq": self.next("events"),
            "id": rows.event_id(report["id"], event.id),
            "anchor": rows.anchors(report["id"], [event] * (before + 1))[-1],
            "report": report["id"],
            "report_seq": report["seq"],
            "coding_seq": self.connection.execute(coding).scalar_one(),
            "position": rows.ADDED + number,
            "version": 1,
            "incident": None,
        }

    def _decide_incident(self, asked: _Asked) -> Decision:
        row = self._incident(asked.target)
        if row is None:
            raise LedgerError(f"there is no incident {asked.target} in the ledger")
        asked = replace(asked, target=row["id"])
        self._check_version(asked, row["version"], row["payload"], lambda: None)
        new = None
        if asked.action == "merge":
            new = {"with": list(asked.others), "groups": self._merged(asked)}
        elif asked.action == "split":
            new = {"events": list(asked.events), "groups": self._split(asked)}
        self._check_undo(asked, decisions.history(self.connection, row["id"]))
        decision = self._decision(asked, row["version"], None, new, None, row["digest"])
        if asked.action != "note":
            reviewed = "accepted" if asked.action == "accept" else "no"
            self.update_incident(row | {"reviewed": reviewed, "version": row["version"] + 1})
            self.change("incident", [row["id"]])
        return decision

    def _decide_report(self, asked: _Asked) -> Decision:
        found = reading.seq(self.connection, asked.target)
        if found is None:
            raise LedgerError(f"there is no report {asked.target} in the ledger")
        version = self.connection.execute(select(reports.c.version).where(reports.c.seq == found)).scalar_one()
        before = decisions.history(self.connection, asked.target)
        self._check_undo(asked, before)
        if any(one.id == asked.undoes and one.action == "add" for one in before):
            raise LedgerError(f"{asked.undoes} added an event: it is taken back on that event")
        return self._decision(asked, version, None, None, None, None)

    def _check_version(self, asked: _Asked, version: int, current: Any, base: Callable[[], Any]) -> None:
        if asked.action == "note" and asked.base_version is None:
            return
        if asked.base_version is None:
            raise LedgerError(f"a decision on {asked.target} must name the version it was made on (now {version})")
        if asked.base_version != version:
            raise ConflictError(asked.target, asked.base_version, version, base(), current)

    def _check_undo(self, asked: _Asked, decided: Sequence[Decision]) -> None:
        if asked.action != "undo":
            return
        if asked.undoes not in {decision.id for decision in decided}:
            raise LedgerError(f"{asked.undoes} is no decision on {asked.target}")
        if asked.undoes in decisions.taken_back(decided):
            raise LedgerError(f"{asked.undoes} was taken back already")

    def _decision(
        self, asked: _Asked, version: int, old: Any, new: Any, anchor: str | None, base_digest: str | None
    ) -> Decision:
        seq = self.next("decisions")
        row: Row = {
            "seq": seq,
            "id": f"d{seq}",
            "kind": asked.kind,
            "target": asked.target,
            "anchor": anchor,
            "action": asked.action,
            "field": asked.field if asked.action == "edit" else None,
            "old": decisions.as_json(old),
            "new": decisions.as_json(new),
            "by": self.who,
            "at": self.now,
            "why": asked.why,
            "base_version": version,
            "base_digest": base_digest,
            "undoes": asked.undoes if asked.action == "undo" else None,
        }
        row["digest"] = row_digest(row)
        self.insert(decisions_table, [row])
        self.audit(f"decide:{asked.action}", asked.target, {"decision": row["id"], "digest": row["digest"]})
        found = decisions.by_id(self.connection, row["id"])
        if found is None:  # pragma: no cover - it was inserted two lines above
            raise LedgerError(f"decision {row['id']} was not stored")
        return found

    def _refresh(self, old: Row, report: Row, judged: decisions.Judged, kept: rows.Kept) -> None:
        """Write an event's row and companions anew, as it was judged."""
        seq = old["seq"]
        taken = ("seq", "id", "anchor", "report", "report_seq", "coding_seq", "position", "incident")
        place = {name: old[name] for name in taken} | {"version": old["version"] + 1}
        row, parties, places, payload = event_rows(judged, report, place)
        for table in (event_parties, event_places, event_payloads):
            self.connection.execute(delete(table).where(table.c.event_seq == seq))
        self.connection.execute(update(events).where(events.c.seq == seq).values(**row))
        self._beside(seq, row, parties, places, payload)
        if report["text"] is not None:
            search.forget_events(self.connection, [seq])
            search.put_events(self.connection, [(seq, search.event_words(kept.record(report["text"]), judged.event))])
        self.change("event", [row["id"]])

    def _beside(self, seq: int, row: Row, parties: list[Row], places: list[Row], payload: str | None) -> None:
        """Write what stands beside an event's row."""
        self.insert(event_parties, parties)
        self.insert(event_places, places)
        if payload is not None:
            self.insert(event_payloads, [{"event_seq": seq, "payload": payload}])
        search.put_names(self.connection, search.names_in((row, *parties, *places)))

    def _incident(self, identifier: str) -> Row | None:
        current = self.connection.execute(
            select(incident_aliases.c.current).where(incident_aliases.c.old == identifier)
        ).scalar()
        query = select(incidents).where(incidents.c.id == (current or identifier))
        found = self.connection.execute(query).mappings().first()
        return None if found is None else dict(found)

    def update_incident(self, row: Row) -> None:
        """Write an incident's row anew, with its digest."""
        values = {name: value for name, value in row.items() if name != "digest"}
        self.connection.execute(
            update(incidents).where(incidents.c.id == row["id"]).values(**values, digest=row_digest(values))
        )

    def _anchors(self, incident: str) -> dict[str, str]:
        query = select(events.c.id, events.c.anchor).where(events.c.incident == incident).order_by(events.c.id)
        return {row.id: row.anchor for row in self.connection.execute(query)}

    def _merged(self, asked: _Asked) -> list[list[str]]:
        if not asked.others:
            raise LedgerError(f"a merge must name the incidents that are the same as {asked.target}")
        groups = [list(self._anchors(asked.target).values())]
        for other in asked.others:
            found = self._incident(other)
            if found is None or found["id"] == asked.target:
                raise LedgerError(f"there is no other incident {other} in the ledger")
            groups.append(list(self._anchors(found["id"]).values()))
        return groups

    def _split(self, asked: _Asked) -> list[list[str]]:
        anchors = self._anchors(asked.target)
        strange = [name for name in asked.events if name not in anchors]
        if strange:
            raise LedgerError(f"{strange[0]} is no event of incident {asked.target}")
        apart = [anchor for name, anchor in anchors.items() if name in asked.events]
        rest = [anchor for name, anchor in anchors.items() if name not in asked.events]
        if not apart or not rest:
            raise LedgerError(f"a split of {asked.target} must name some of its events, and not all")
        return [apart, rest]


def _as_of(
    asked: _Asked, coded: Event, decided: Sequence[Decision], report: Mapping[str, Any], row: Mapping[str, Any]
) -> Event | None:
    """The event at the version that was looked at; ``None`` where it was coded anew since."""
    base = asked.base_version or 0
    since = [decision for decision in decided if decision.base_version >= base and decision.action != "note"]
    if row["version"] - base != len(since):
        return None
    before = [decision for decision in decided if decision not in since]
    return decisions.judge(coded, before, report["text"], added=row["position"] >= rows.ADDED).event
