"""Decisions: what people said of events and incidents, and what follows from it for their values.

A decision is a row that is never changed.  What an event is worth is worked out from its coding and the decisions on
it, in their order; :func:`judge` is that rule, and everything else asks it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import Connection, Row, select

from dateline.codebook.crosswalk import codes_for, load_crosswalks
from dateline.codebook.precision import precision_of
from dateline.codebook.weapons import load_weapons
from dateline.ledger import rows
from dateline.ledger.digests import row_digest
from dateline.ledger.tables import decisions, events, incident_aliases
from dateline.record import Event, EventType, spans_in
from dateline.record.errors import LedgerError, RecordError

Kind = Literal["event", "incident", "report"]
Action = Literal["accept", "edit", "reject", "merge", "split", "note", "undo", "add"]
Reviewed = Literal["no", "accepted", "edited", "added", "rejected"]

FIELDS = (
    "type", "mode", "status", "trigger", "actors", "recipients", "when", "where", "toll", "weapon", "claim", "codes",
    "precision", "evidence", "main",
)  # fmt: skip
"""The values of an event that a person may edit."""

ACTIONS: dict[str, frozenset[str]] = {
    "event": frozenset({"accept", "edit", "reject", "note", "undo"}),
    "incident": frozenset({"accept", "merge", "split", "note", "undo"}),
    "report": frozenset({"note", "undo"}),
}
"""What can be decided on what; ``add`` is said of a report, with the whole event (``Writer.add_event``)."""

_TYPES = {field.name: field.type for field in msgspec.structs.fields(Event)}
_FEEDS_CODES = frozenset({"type", "mode", "status", "actors", "recipients", "toll", "weapon"})
_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Decision:
    """What ``by`` said ``at`` a time of ``target``, and ``why``.

    ``old`` and ``new`` are values as JSON knows them: of ``field`` for an edit; for a merge or split ``new`` says which
    events were kept together or apart; for an addition it is the event.  ``base_version`` is the version that was
    looked at, ``undoes`` the id of the decision that this one takes back.
    """

    seq: int
    id: str
    kind: Kind
    target: str
    action: Action
    by: str
    at: str
    base_version: int
    field: str | None = None
    old: Any = None
    new: Any = None
    why: str | None = None
    anchor: str | None = None
    base_digest: str | None = None
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An event as it stands: its value, whether that is another than was coded, and what people made of it."""

    event: Event
    changed: bool
    reviewed: Reviewed


@dataclass(frozen=True, slots=True)
class Kept:
    """Two events that a person wants in one incident (``same``) or in two; a higher ``order`` was decided later."""

    a: str
    b: str
    same: bool
    order: int


def judge(coded: Event, decided: Sequence[Decision], text: str | None, *, added: bool = False) -> Judged:
    """The value of an event that was coded so, after these decisions on it, in their order.

    An edit stands through recoding wherever its words still stand in ``text``; an acceptance or a rejection only while
    the coding says what it said then.  ``text`` is ``None`` where it was purged: spans are then taken at their word.
    Of an event that no coding has (``added``) the addition is all there is: taken back, it counts as rejected.
    """
    if not decided:
        return Judged(coded, False, "no")
    event, reviewed = coded, "no"
    edited: set[str] = set()
    meant, valid = meaning(coded), standing(decided)
    for decision in valid:
        if decision.action == "add" and decision.new is not None:  # none: emptied with its report
            given = addition(decision)
            if stands(given, text):
                event, reviewed = msgspec.structs.replace(given, id=coded.id), "added"
        elif decision.action == "edit" and decision.field is not None:
            try:
                value = checked(decision.field, decision.new, text)
                event = msgspec.structs.replace(event, **{decision.field: value})
            except (LedgerError, RecordError):
                continue  # its words are not in this version of the text: it stays in the history only
            edited.add(decision.field)
            reviewed = "edited"
        elif decision.action == "accept" and decision.base_digest == meant:
            reviewed = "edited" if edited else "accepted"
        elif decision.action == "reject" and decision.base_digest == meant:
            reviewed = "rejected"
    if edited:
        event = _consequences(event, edited)
    if added and all(decision.action != "add" for decision in valid):
        reviewed = "rejected"
    return Judged(event, added or event != coded, reviewed)  # type: ignore[arg-type]  # only its five words


def addition(decision: Decision) -> Event:
    """The event that a person added by this decision.

    Raises:
        LedgerError: the decision was emptied when its report was erased.
    """
    try:
        return msgspec.convert(decision.new, Event)
    except (msgspec.ValidationError, RecordError) as error:
        raise LedgerError(f"{decision.id} holds no event any more") from error


def coded_as(kept: rows.Kept, position: int, decided: Sequence[Decision]) -> Event:
    """An event as it was first coded: by the machine in ``kept``, or by the person who added it.

    Raises:
        LedgerError: it was added, and the decision that did is not among these.
    """
    if position < rows.ADDED:
        return kept.events[position]
    for decision in reversed(decided):
        if decision.action == "add":
            return addition(decision)
    raise LedgerError("the addition of this event is not in the ledger any more")


def stands(event: Event, text: str | None) -> bool:
    """Whether every word an event rests on still stands in the text; ``None``: the text was purged, and they count."""
    return text is None or all(text[span.start : span.end] == span.text for span in spans_in(event))


def additions(connection: Connection, report: str) -> list[Decision]:
    """The events that people added to a report, taken back or not, in the order they did."""
    query = select(decisions).where(decisions.c.target == report, decisions.c.action == "add")
    return [_decision(row) for row in connection.execute(query.order_by(decisions.c.seq))]


def standing(decided: Iterable[Decision]) -> list[Decision]:
    """The decisions that were not taken back, in order; taking back an undo brings the first one back."""
    known = sorted(decided, key=lambda decision: decision.seq)
    gone = taken_back(known)
    return [decision for decision in known if decision.action != "undo" and decision.id not in gone]


def taken_back(decided: Iterable[Decision]) -> set[str]:
    """The ids of decisions that were taken back, by an undo that was not."""
    gone: set[str] = set()
    for decision in sorted(decided, key=lambda decision: decision.seq, reverse=True):
        if decision.action == "undo" and decision.id not in gone and decision.undoes is not None:
            gone.add(decision.undoes)
    return gone


def checked(field: str, new: Any, text: str | None) -> Any:
    """A value for a field of an event, as the record's types want it and with its spans true to the report's text.

    Raises:
        LedgerError: there is no such field, the value is none of its kind, or its words do not stand there.
    """
    if field not in FIELDS:
        raise LedgerError(f"{field!r} cannot be edited. The fields are {', '.join(FIELDS)}")
    if field == "type":
        _known_type(new)
    try:
        value = msgspec.convert(msgspec.to_builtins(new), _TYPES[field])
    except (msgspec.ValidationError, RecordError) as error:
        raise LedgerError(f"{field}: {error}") from error
    if text is not None:
        for span in spans_in(value):
            if text[span.start : span.end] != span.text:
                raise LedgerError(
                    f"{field}: the report does not say {span.text!r} at characters {span.start} to {span.end}"
                )
    return value


def meaning(event: Event) -> str:
    """A digest of what an event says happened, without how sure or why: what a person accepts or rejects."""
    row = rows.event_row(event, {"source": None, "published": None})
    left_out = {"confidence", "event", "main", "date_prec", "where_prec", "date_precision"}
    values = {name: value for name, value in row.items() if name not in left_out}
    return row_digest(values | {"parties": rows.party_rows(event), "places": rows.place_rows(event)})


def load(connection: Connection, anchors: Collection[str]) -> dict[str, list[Decision]]:
    """By anchor: the decisions on these events, in their order."""
    wanted = sorted(anchors)
    found: dict[str, list[Decision]] = {anchor: [] for anchor in wanted}
    for start in range(0, len(wanted), 500):
        query = select(decisions).where(decisions.c.anchor.in_(wanted[start : start + 500])).order_by(decisions.c.seq)
        for row in connection.execute(query):
            found[row.anchor].append(_decision(row))
    return found


def history(connection: Connection, target: str) -> tuple[Decision, ...]:
    """Every decision on an event, incident or report, the first one first; also those made before it was recoded."""
    anchor = connection.execute(select(events.c.anchor).where(events.c.id == target)).scalar()
    older = select(incident_aliases.c.old).where(incident_aliases.c.current == target)
    match = (decisions.c.target == target) | decisions.c.target.in_(older)
    if anchor is not None:
        match = (decisions.c.anchor == anchor) | (match & decisions.c.anchor.is_(None))
    return tuple(_decision(row) for row in connection.execute(select(decisions).where(match).order_by(decisions.c.seq)))


def latest(connection: Connection, *, after: int = 0, limit: int = 100) -> tuple[Decision, ...]:
    """Decisions of all kinds behind number ``after``, in order."""
    query = select(decisions).where(decisions.c.seq > after).order_by(decisions.c.seq).limit(limit)
    return tuple(_decision(row) for row in connection.execute(query))


def by_id(connection: Connection, identifier: str) -> Decision | None:
    """The decision of that id."""
    row = connection.execute(select(decisions).where(decisions.c.id == identifier)).first()
    return None if row is None else _decision(row)


def kept(connection: Connection) -> tuple[Kept, ...]:
    """What people merged and split for good, as pairs of events by their present ids, in the order it was decided.

    Pairs of which one event no longer stands are left out, and are back when it does.
    """
    query = select(decisions).where(decisions.c.kind == "incident").order_by(decisions.c.seq)
    found = standing(_decision(row) for row in connection.execute(query))
    found = [decision for decision in found if decision.action in {"merge", "split"}]
    names = _present(connection, {anchor for decision in found for group in decision.new["groups"] for anchor in group})
    pairs: list[Kept] = []
    for decision in found:
        groups = [[names[anchor] for anchor in group if anchor in names] for group in decision.new["groups"]]
        if decision.action == "merge":
            together = [name for group in groups for name in group]
            pairs += _pairs(pairwise(together), True, decision.seq)
            continue
        for group in groups:
            pairs += _pairs(pairwise(group), True, decision.seq)
        first, second = groups
        pairs += _pairs(((left, right) for left in first for right in second), False, decision.seq)
    return tuple(pairs)


def _pairs(pairs: Iterable[tuple[str, str]], same: bool, order: int) -> list[Kept]:
    return [Kept(min(pair), max(pair), same, order) for pair in pairs if pair[0] != pair[1]]


def _present(connection: Connection, anchors: Collection[str]) -> dict[str, str]:
    wanted, found = sorted(anchors), {}
    for start in range(0, len(wanted), 500):
        query = select(events.c.anchor, events.c.id).where(events.c.anchor.in_(wanted[start : start + 500]))
        found.update({row.anchor: row.id for row in connection.execute(query)})
    return found


def _decision(row: Row[Any]) -> Decision:
    values = {name: value for name, value in row._mapping.items() if name != "digest"}
    for name in ("old", "new"):
        if values[name] is not None:
            values[name] = msgspec.json.decode(values[name])
    return Decision(**values)


def _known_type(new: Any) -> None:
    known = get_args(EventType)
    if new not in known:
        raise LedgerError(f"{new!r} is no type of event. The types are {', '.join(known)}")


def _consequences(event: Event, edited: Collection[str]) -> Event:
    """The event with the codes and figures that follow from what was edited, unless those were edited themselves."""
    if "type" in edited and "mode" not in edited and event.mode not in load_crosswalks().modes_of(event.type):
        event = msgspec.structs.replace(event, mode=None)
    if "codes" not in edited and not _FEEDS_CODES.isdisjoint(edited):
        category = load_weapons().category_of(event.weapon.text) if event.weapon else None
        codes = codes_for(
            load_crosswalks(),
            event.type,
            event.mode,
            event.actors,
            event.recipients,
            event.toll,
            category,
            event.status,
        )
        # A person's own categories say nothing of the type, so that they stand whatever is edited.
        event = msgspec.structs.replace(event, codes=msgspec.structs.replace(codes, own=event.codes.own))
    if "precision" not in edited and not {"when", "where"}.isdisjoint(edited):
        event = msgspec.structs.replace(event, precision=precision_of(event.when, event.where))
    return event


def as_json(value: Any) -> str | None:
    """A value as the JSON text of a decision's row; ``None`` for none."""
    return None if value is None else _ENCODE(value).decode()
