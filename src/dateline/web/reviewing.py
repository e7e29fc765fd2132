"""Reviewing: which events a minute of a person is worth most on, and who coded what where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from dateline.ledger import assigning, conditions, queries, reading, rows
from dateline.ledger.answers import EventRow, IncidentRow
from dateline.ledger.tables import decisions, events, incidents
from dateline.record import TOLL_KEYS, Event
from dateline.score.agreement import FIELDS as COMPARED
from dateline.score.aligning import units
from dateline.web import showing
from dateline.web.desk import Desk
from dateline.web.drafting import EventDraft, drafted

MACHINE = " machine"
"""The machine among the coders: sorted before every name, and no account can be called so."""
CANDIDATES = 150
"""Events looked at for each of the orders a queue is made of: the work of a request does not grow with the ledger."""
DOUBLE_CODED = 60
SHOWN = 40
UNSURE = 0.5
SURE = 0.8
PAUSE = 300
"""Seconds between two decisions from which the person was away."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why an event is worth a look, as a pill: its words and tone (``bad``, ``warn``, ``good`` or empty)."""

    text: str
    tone: str
    worth: float


@dataclass(frozen=True, slots=True)
class Item:
    """An event in the queue with its incident and reasons; ``agreed`` says that all who coded it say the same."""

    row: EventRow
    incident: IncidentRow | None
    why: tuple[Why, ...]
    agreed: bool

    @property
    def worth(self) -> float:
        """What a minute on it is worth, to sort by and for nothing else."""
        return sum(reason.worth for reason in self.why)


@dataclass(frozen=True, slots=True)
class QueueView:
    """The head of a queue, how many are left of how many, and those that can be accepted together."""

    items: tuple[Item, ...]
    left: int
    total: int
    agreed: tuple[Item, ...]
    seconds: float | None

    @property
    def minutes(self) -> int | None:
        """Minutes that what is left takes at the person's pace; ``None`` as long as there is none."""
        return None if self.seconds is None else max(1, round(self.left * self.seconds / 60))


def queue(here: Desk, wanted: str, who: str) -> QueueView:
    """The unreviewed events that fit the filter, most worth a person's time first; one for each incident.

    Raises:
        FilterError: the filter cannot be understood.
    """
    scope = f"({wanted}) " if wanted.strip() else ""
    open_ones = f"{scope}reviewed:no"
    rows: dict[str, EventRow] = {}
    for order, number in (("killed", CANDIDATES), ("uncertain", CANDIDATES), ("date", CANDIDATES // 3)):
        found = queries.events_page(here.ledger, open_ones, order=order, limit=number, columns=here.columns)
        rows.update({row.id: row for row in found.items})
    with here.ledger.read() as connection:
        double = assigning.reports_coded_by_people(connection, DOUBLE_CODED, unreviewed=True)
        rows.update({row.id: row for row in _rows_of(connection, here.ledger.backend, double, open_ones)})
        of_incidents = _incidents(connection, {row.incident for row in rows.values() if row.incident})
        differing = _differences(connection, double)
        seconds = pace(connection, who)
    made = [_item(row, of_incidents.get(row.incident or ""), differing.get(row.id)) for row in rows.values()]
    made.sort(key=lambda item: (-item.worth, item.row.id))
    first: dict[str, Item] = {}
    for item in made:
        first.setdefault(item.row.incident or item.row.id, item)
    return QueueView(
        items=tuple(first.values())[:SHOWN],
        left=queries.count(here.ledger, open_ones, columns=here.columns),
        total=queries.count(here.ledger, f"{scope}reviewed:no,accepted,edited,rejected", columns=here.columns),
        agreed=tuple(item for item in made if item.agreed),
        seconds=seconds,
    )


def pace(connection: Connection, who: str) -> float | None:
    """Seconds a person takes for a decision, by the median of the last ones; ``None`` before there are five."""
    query = select(decisions.c.target, decisions.c.at).where(decisions.c.by == who).order_by(decisions.c.seq.desc())
    last: list[datetime] = []
    target = None
    for row in connection.execute(query.limit(150)):
        if row.target != target:
            last.append(datetime.fromisoformat(row.at))
        target = row.target
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(last)]
    gaps = [gap for gap in gaps if gap <= PAUSE]
    return median(gaps) if len(gaps) >= 5 else None


def _item(row: EventRow, incident: IncidentRow | None, differing: Sequence[str] | None) -> Item:
    why: list[Why] = []
    if differing:
        named = f"{len(differing)} fields" if len(differing) > 1 else differing[0]
        why.append(Why(f"coders disagree: {named}", "bad", 3 + 0.3 * len(differing)))
    several = incident is not None and (incident.independent_sources or 0) > 1
    conflicts = incident.conflicts or 0 if incident is not None else 0
    if incident is not None and conflicts:
        if incident.killed_min is not None and incident.killed_min != incident.killed_max:
            most = "?" if incident.killed_max is None else incident.killed_max
            why.append(Why(f"deaths {incident.killed_min} vs {most}", "warn", 2.5))
        else:
            why.append(Why("sources differ", "warn", 1.5))
    if row.killed_min and not several:
        why.append(Why("deaths by a single source", "warn", 1.5))
    if row.confidence < UNSURE:
        why.append(Why(f"confidence {row.confidence:.2f}", "", 2 * (UNSURE - row.confidence)))
    if row.main:
        why.append(Why("main event", "", 0.5))
    agreed = not differing and (differing is not None or (several and not conflicts and row.confidence >= SURE))
    if agreed:
        words = (
            "coders agree"
            if differing is not None
            else f"{(incident and incident.independent_sources) or 0} sources agree"
        )
        why = [Why(f"{words}: quick accept", "good", 0.05)]
    return Item(row, incident, tuple(why), agreed)


def _rows_of(connection: Connection, backend: str, wanted: Sequence[str], asked: str) -> list[EventRow]:
    if not wanted:
        return []
    fits = conditions.condition(queries.tree(asked), backend)
    columns = [events.c[name] for name in EventRow.__struct_fields__]
    found = connection.execute(select(*columns).where(events.c.report.in_(wanted), fits))
    return [EventRow(**{**row._mapping, "main": bool(row.main), "counted": bool(row.counted)}) for row in found]


def _incidents(connection: Connection, wanted: Iterable[str]) -> dict[str, IncidentRow]:
    columns = [incidents.c[name] for name in IncidentRow.__struct_fields__]
    found = connection.execute(select(*columns).where(incidents.c.id.in_(sorted(wanted))))
    return {row.id: IncidentRow(**row._mapping) for row in found}


def _differences(connection: Connection, wanted: Sequence[str]) -> dict[str, list[str]]:
    """Event → the fields on which the machine and the people who coded its report differ; none where they agree."""
    out: dict[str, list[str]] = {}
    people = assigning.coded_by_people(connection, wanted)
    for report, machine in machine_events(connection, people).items():
        everyone: dict[str, Sequence[Event]] = {**people[report], MACHINE: [event for _, event in machine]}
        names = {event.id: name for name, event in machine}
        for unit in units(report, everyone):
            event = unit.events.get(MACHINE)
            if event is None or event.id not in names:
                continue
            fields = [] if len(unit.events) == len(everyone) else ["event"]
            for name, (_, value) in COMPARED.items():
                if len({value(one) for one in unit.events.values()}) > 1:
                    fields.append(name)
            out[names[event.id]] = fields
    return out


def machine_events(connection: Connection, wanted: Iterable[str]) -> dict[str, list[tuple[str, Event]]]:
    """Report → the machine's events as coded, each with its id in the ledger."""
    query = select(events.c.id, events.c.report, events.c.report_seq, events.c.position)
    coded = query.where(events.c.report.in_(sorted(wanted)), events.c.position < rows.ADDED)
    found = connection.execute(coded.order_by(events.c.seq)).all()
    kept = reading.standing(connection, sorted({row.report_seq for row in found}))
    out: dict[str, list[tuple[str, Event]]] = {}
    for row in found:
        if row.report_seq in kept:
            out.setdefault(row.report, []).append((row.id, kept[row.report_seq].events[row.position]))
    return out


# -- who coded what ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """What one coder says in a field: in words, and as parts of a draft where it can be taken over (JSON)."""

    text: str
    given: str | None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the table: a cell for every column."""

    field: str
    cells: tuple[Cell, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Who coded what: columns are the machine, people under a number, and other reports of the same incident."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def differing(self) -> int:
        """How many fields differ."""
        return sum(line.differs for line in self.lines)


_FREE = ("type", "mode", "status", "when", *TOLL_KEYS, "main")
"""Fields that can be taken over from another report: they need no words of this one's."""


def table(machine: Event, people: Sequence[tuple[str, Event | None]], elsewhere: Sequence[tuple[str, Event]]) -> Table:
    """The machine's coding beside that of people (``None``: left out) and of other reports.

    Cells that differ are numbered from 1 on, as keys take them.
    """
    columns = ["Machine", *(name for name, _ in people), *(name for name, _ in elsewhere)]
    drafts: list[EventDraft | None] = [drafted(machine)]
    drafts += [drafted(event) if event is not None else None for _, event in people]
    told = [in_words(machine), *(in_words(event) if event else None for _, event in people)]
    own = len(told)
    told += [in_words(event) for _, event in elsewhere]
    drafts += [drafted(event) for _, event in elsewhere]
    lines: list[Line] = []
    number = 0
    for field in in_words(machine):
        said = [one[field] if one is not None else None for one in told]
        differs = len({text.lower() for text in said if text is not None}) > 1
        cells = []
        for at, text in enumerate(said):
            given = None
            draft = drafts[at]
            if text is not None and draft is not None and (at < own or field in _FREE):
                given = msgspec.json.encode(_parts(draft, field)).decode()
            taking = None
            if differs and given is not None:
                number += 1
                taking = number if number <= 9 else None
            cells.append(Cell("left out" if text is None else text, given, taking))
        if any(said):
            lines.append(Line(field, tuple(cells), differs))
    return Table(tuple(columns), tuple(lines))


def in_words(event: Event) -> dict[str, str]:
    """Field → what the event says, in words; empty where it says nothing."""
    words = {
        "type": event.type,
        "mode": (event.mode or "").replace("_", " "),
        "status": event.status,
        "actors": "; ".join(showing.party(one) for one in event.actors),
        "recipients": "; ".join(showing.party(one) for one in event.recipients),
        "where": "; ".join(showing.place(one) for one in event.where),
        "when": showing.when(event.when) if event.when is not None else "",
    }
    for key in TOLL_KEYS:
        count = getattr(event.toll, key)
        words[key] = showing.figure(count.min, count.max) if count is not None else ""
    words["weapon"] = event.weapon.text if event.weapon else ""
    words["claim"] = showing.claim(event.claim)
    words["main"] = "yes" if event.main else "no"
    return words


def _parts(draft: EventDraft, field: str) -> Mapping[str, Any]:
    if field in TOLL_KEYS:
        return {"toll": {field: draft.toll.get(field)}}
    if field == "type":  # a mode belongs to its type
        return {"type": draft.type, "mode": draft.mode}
    if field == "when":
        return {"date_from": draft.date_from, "date_to": draft.date_to}
    names = {"where": ("places",), "claim": ("speaker", "stance")}.get(field, (field,))
    return {name: getattr(draft, name) for name in names}
