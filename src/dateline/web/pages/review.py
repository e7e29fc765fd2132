"""Review: a queue of what is most worth a look, one event with everything about it, and blind double coding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dateline.codebook.crosswalk import load_crosswalks
from dateline.ledger import accounts, assigning, decisions, queries, reading
from dateline.ledger.answers import EventRow, EventView, IncidentRow, IncidentView, ReportRow
from dateline.ledger.tables import incidents
from dateline.ledger.tables import reports as reports_table
from dateline.record import TOLL_KEYS, Event
from dateline.score.agreement import Agreement
from dateline.score.aligning import Unit, units
from dateline.web.access import Page, Role, user
from dateline.web.api.answering import asked
from dateline.web.api.reviewing import agreed, assignment_number, bare_json, last_change, numbered
from dateline.web.desk import Desk, desk
from dateline.web.drafting import EventDraft, drafted, known_stances, known_statuses
from dateline.web.marking import Paragraph, marks, paragraphs
from dateline.web.rendering import page
from dateline.web.reviewing import MACHINE, QueueView, Table, machine_events, queue, table

OTHERS = 5
"""Other reports of an incident that are shown beside the one under review."""
COMPARED = 3
"""Of these, how many stand in the table."""
NEAR = 8
"""Incidents offered for a merge."""


@dataclass(frozen=True, slots=True)
class Told:
    """One report of an incident: its row, its event (``None`` for a copy), the text with the evidence marked."""

    report: ReportRow
    event: str | None
    paragraphs: tuple[Paragraph, ...]
    copy: bool
    first: bool
    chosen: bool

    @property
    def name(self) -> str:
        """What the report is called here."""
        return self.report.source or self.report.credit or self.report.id


@dataclass(frozen=True, slots=True)
class Missed:
    """Events of a report that people coded and the machine did not: their words, and who found them."""

    words: str
    kind: str
    by: tuple[str, ...]
    event: Event


def review(request: Request) -> Response:
    """The queue, and one event of it: the one asked for, the first of a report, or the one most worth a look."""
    here, who = desk(request), user(request)
    wanted = asked(request)
    waiting = queue(here, wanted, who.name)
    chosen = request.query_params.get("event") or _first_of(here, request.query_params.get("report"))
    if chosen is None and waiting.items:
        chosen = waiting.items[0].row.id
    if chosen is None:
        report = request.query_params.get("report")
        return page(
            request, "review_empty.html", href=_href(wanted), waiting=waiting, asked=wanted, report=report,
            missed=_missed(here, report) if report else [],
        )  # fmt: skip
    view = queries.event(here.ledger, chosen)
    if view is None or view.event is None:
        raise HTTPException(404, "The ledger has no event of that id")
    return page(request, "review.html", **_given(request, view, view.event, waiting, wanted))


def _given(request: Request, view: EventView, event: Event, waiting: QueueView, wanted: str) -> dict[str, Any]:
    """Everything the page of one event shows."""
    here, who = desk(request), user(request)
    story = queries.incident(here.ledger, view.incident.id) if view.incident is not None else None
    told, elsewhere = _story(here, view, event, story)
    compared, missed = _who_coded_what(here, view, elsewhere)
    with here.ledger.read() as connection:
        history = decisions.history(connection, view.row.id)
        typed = assigning.draft(connection, who.name, f"event:{view.row.id}")
        near = _near(connection, view.incident) if who.role >= Role.ADJUDICATOR else []
    ids = [item.row.id for item in waiting.items]
    at = ids.index(view.row.id) if view.row.id in ids else -1
    state = {
        "event": view.row.id,
        "report": view.report.id,
        "version": view.row.version,
        "draft": drafted(event),
        "typed": msgspec.json.decode(typed) if typed else None,
        "incident": story.row.id if story else None,
        "incident_version": story.row.version if story else None,
        "href": _href(wanted),
        "queue": ids,
        "story": [row.id for row in story.events if row.reviewed == "no" and row.id != view.row.id] if story else [],
        "at": at,
        "undo": bool(last_change(history, who.name)),
        "account": who.name,
        "adjudicator": who.role >= Role.ADJUDICATOR,
        **_choices(here),
    }
    mine = {one.id for one in decisions.standing(history) if one.by == who.name or who.role >= Role.ADJUDICATOR}
    return {
        "view": view,
        "event": event,
        "waiting": waiting,
        "asked": wanted,
        "href": _href(wanted),
        "told": told,
        "table": compared,
        "missed": missed,
        "story": story,
        "near": near,
        "state": bare_json(state),
        "at": at,
        "undoable": mine,
        "readable": view.sentence is not None,
        "quoted": quote,
        "headline": headline,
    }


def headline(row: EventRow) -> str:
    """An event in a line: who to whom, and where nobody is named the words it was coded from."""
    if row.actor is None and row.recipient is None:
        where = row.place or row.admin1 or row.country
        return f"“{row.trigger}”" + (f", {where}" if where else "")
    return f"{row.actor or 'somebody'} → {row.recipient or 'nobody named'}"


def _story(
    here: Desk, view: EventView, event: Event, story: IncidentView | None
) -> tuple[list[Told], list[tuple[str, Event]]]:
    """The reports of an event's incident, its own first, and the events of the others for the table."""
    others = [row for row in story.events if row.report != view.report.id] if story else []
    first_published = min((row.published or "9999" for row in [view.row, *others]), default="9999")
    own = queries.report(here.ledger, view.report.id)
    told = [_told(view.report, own.text if own else None, event, view.row.id, view.row.published == first_published)]
    elsewhere: list[tuple[str, Event]] = []
    seen: set[str] = set()
    for row in others:
        if row.report in seen or len(seen) >= OTHERS:
            continue
        seen.add(row.report)
        one, its = queries.report(here.ledger, row.report), queries.event(here.ledger, row.id)
        if one is None or its is None or its.event is None:
            continue
        told.append(_told(one.row, one.text, its.event, row.id, row.published == first_published, chosen=False))
        if not told[-1].copy and len(elsewhere) < COMPARED:
            elsewhere.append((told[-1].name, its.event))
    for copy in own.reprints[:OTHERS] if own else ():
        told.append(Told(copy, None, (), copy=True, first=False, chosen=False))
    return told, elsewhere


def _told(report: ReportRow, text: str | None, event: Event, name: str, first: bool, *, chosen: bool = True) -> Told:
    shown = paragraphs(text, marks([("1", event)], ())) if text is not None else ()
    return Told(report, name, shown, copy=report.reprint_of is not None, first=first, chosen=chosen)


def _who_coded_what(here: Desk, view: EventView, elsewhere: Sequence[tuple[str, Event]]) -> tuple[Table, list[Missed]]:
    report = view.report.id
    found, names, machine = _coded_by_all(here, report)
    own = next((event for name, event in machine if name == view.row.id), view.event)
    if own is None:  # pragma: no cover - the caller looked
        raise HTTPException(404, "The coding of this event was erased")
    columns: list[tuple[str, Event | None]] = []
    if names:
        unit = next((one for one in found if one.events.get(MACHINE) is own), None)
        columns = [(names[name], unit.events.get(name) if unit else None) for name in sorted(names)]
    return table(own, columns, elsewhere), _missed(here, report)


def _coded_by_all(here: Desk, report: str) -> tuple[Sequence[Unit], dict[str, str], list[tuple[str, Event]]]:
    """What people and the machine coded in a report, laid side by side; the people's numbers; the machine's events."""
    with here.ledger.read() as connection:
        people = assigning.coded_by_people(connection, [report]).get(report, {})
        machine = machine_events(connection, [report]).get(report, [])
    found = units(report, {**people, MACHINE: [event for _, event in machine]}) if people else ()
    return found, numbered(set(people)), machine


def _missed(here: Desk, report: str) -> list[Missed]:
    """The events of a report that people coded, the machine did not, and nobody has added yet."""
    found, names, _ = _coded_by_all(here, report)
    with here.ledger.read() as connection:
        seq = reading.seq(connection, report)
        added = {event.trigger for event in reading.added_events(connection, seq)} if seq is not None else set()
    missed = []
    for one in found:
        event = next(iter(one.events.values()))
        if MACHINE not in one.events and event.trigger not in added:
            by = tuple(names[name] for name in sorted(one.events))
            missed.append(Missed(event.trigger.text, event.type, by, event))
    return missed


def _near(connection: Any, incident: IncidentRow | None) -> list[IncidentRow]:
    """Incidents that could be the same: of the same days and country, and the same type first."""
    if incident is None:
        return []
    c = incidents.c
    columns = [c[name] for name in IncidentRow.__struct_fields__]
    query = select(*columns).where(c.id != incident.id)
    if incident.date_from is not None and incident.date_to is not None:
        query = query.where(c.date_from <= incident.date_to, c.date_to >= incident.date_from)
    if incident.country is not None:
        query = query.where((c.country == incident.country) | c.country.is_(None))
    found = connection.execute(query.order_by((c.type == incident.type).desc(), c.id).limit(NEAR))
    return [IncidentRow(**row._mapping) for row in found]


def _choices(here: Desk) -> dict[str, Any]:
    """What the form's lists hold, with the codebook's words on each type."""
    acts = here.books.events.acts
    books: dict[str, Any] = {}
    for kind in sorted(acts.definitions):
        examples = [
            example.text.translate(_UNMARKED)
            for entry in acts.entries.values()
            if entry.type == kind
            for example in entry.examples[:1]
        ]
        books[kind] = {
            "definition": acts.definitions[kind],
            "examples": examples[:2],
            "modes": sorted(load_crosswalks().modes_of(kind)),
        }
    return {"books": books, "statuses": known_statuses(), "stances": known_stances(), "toll": TOLL_KEYS}


_UNMARKED = str.maketrans("", "", "[]{}*")


def _first_of(here: Desk, report: str | None) -> str | None:
    """The event of a report to begin with: the first that nobody has looked at."""
    if not report:
        return None
    view = queries.report(here.ledger, report)
    if view is None:
        raise HTTPException(404, "The ledger has no report of that name")
    waiting = [row.id for row in view.events if row.reviewed == "no"]
    return next(iter([*waiting, *(row.id for row in view.events)]), None)


def _href(wanted: str) -> str:
    """The review page's address with the filter, to which an event is added."""
    return "/review?" + (urlencode({"q": wanted}) + "&" if wanted else "")


def add(request: Request) -> Response:
    """An event to add to a report: one that nobody coded, or one that people found and the machine did not."""
    here, who = desk(request), user(request)
    name = request.query_params.get("report", "")
    told = queries.report(here.ledger, name)
    if told is None:
        raise HTTPException(404, "The ledger has no report of that name")
    if told.text is None:
        raise HTTPException(404, "The text of this report is not kept here any more, and nothing can be added to it")
    events = [(row, queries.event(here.ledger, row.id)) for row in told.events]
    coded = [(str(at), view.event) for at, (_, view) in enumerate(events, 1) if view and view.event]
    found = _found(here, name, request.query_params.get("missed", ""))
    with here.ledger.read() as connection:
        typed = assigning.draft(connection, who.name, f"add:{name}")
    state = {
        "report": name,
        "draft": found,
        "typed": msgspec.json.decode(typed) if typed else None,
        "account": who.name,
        **_choices(here),
    }
    return page(
        request, "review_add.html",
        report=told.row, paragraphs=paragraphs(told.text, marks(coded, ())), known=told.events, state=bare_json(state),
        href=quote(name, safe=""), headline=headline,
    )  # fmt: skip


def _found(here: Desk, report: str, wanted: str) -> EventDraft | None:
    """The draft of an event that people found, by its place in the list of those the machine missed."""
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 5):
        return None
    missed = _missed(here, report)
    return drafted(missed[int(wanted)].event) if int(wanted) < len(missed) else None


# -- blind coding -----------------------------------------------------------------------------------------------------


def coding_list(request: Request) -> Response:
    """The reports a person is to code blind."""
    here, who = desk(request), user(request)
    with here.ledger.read() as connection:
        mine = assigning.assigned_to(connection, who.name)
    left = [one for one in mine if one.submitted_at is None]
    seconds = sorted(one.seconds for one in mine if one.seconds)
    pace = seconds[len(seconds) // 2] if seconds else None
    return page(request, "review_coding_list.html", mine=mine, left=left, pace=pace)


def coding(request: Request) -> Response:
    """One report to code blind: its text and the person's own draft, and nothing else."""
    here, who = desk(request), user(request)
    number = assignment_number(request)
    with here.ledger.read() as connection:
        given = assigning.assignment(connection, number)
        if given is None or given.coder != who.name:
            raise HTTPException(404, "That is no assignment of yours")
        if given.submitted_at is not None:
            return RedirectResponse("/coding", 303)
        query = select(*(reports_table.c[name] for name in ("seq", "id", "text", "title", "source", "published")))
        row = connection.execute(query.where(reports_table.c.id == given.report, reports_table.c.current == 1)).first()
        typed = assigning.draft(connection, who.name, f"assignment:{number}")
        mine = assigning.assigned_to(connection, who.name)
    if row is None or row.text is None:
        raise HTTPException(404, "The text of that report is not kept here any more")
    with here.ledger.write(who.name) as writer:
        assigning.start(writer, number)
    state = {
        "assignment": number,
        "typed": msgspec.json.decode(typed) if typed else None,
        "account": who.name,
        **_choices(here),
    }
    left = [one for one in mine if one.submitted_at is None]
    return page(
        request, "review_coding.html",
        report=row, paragraphs=paragraphs(row.text, ()), state=bare_json(state), left=left, mine=mine,
        queue=given.queue,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """Agreement on one field as the page shows it; widths are percent of a bar from 0 to 1."""

    field: str
    alpha: float | None
    low: float | None
    high: float | None
    kappa: float | None
    agreed: float | None
    differing: int


def double(request: Request) -> Response:
    """Double coding: queues and how far they are, assigning, agreement on each field, and what differs."""
    here = desk(request)
    with here.ledger.read() as connection:
        given = assigning.queues(connection)
        people = [one.name for one in accounts.all_accounts(connection) if one.role == "coder" and not one.disabled]
    found = agreed(request)
    field = request.query_params.get("field", "")
    differing = next((one.differences for one in found.fields if one.field == field), ())
    return page(
        request, "review_double.html",
        queues=given,
        coders=people if here.settings.accounts else [user(request).name],
        found=found, measured=_measured(found), field=field, differing=differing[:200],
        event_of=_event_of(here, [one.report for one in differing[:200]]),
    )  # fmt: skip


def _event_of(here: Desk, wanted: Sequence[str]) -> dict[str, str]:
    """Report → the address of its review."""
    return {name: f"/review?report={quote(name, safe='')}" for name in wanted}


def _measured(found: Agreement) -> list[Measured]:
    out = []
    for one in found.fields:
        kappas = [pair.kappa for pair in one.kappas if pair.kappa is not None]
        kappa = sum(kappas) / len(kappas) if kappas else None
        alpha = one.alpha
        out.append(Measured(one.field, alpha.value, alpha.low, alpha.high, kappa, one.agreed, len(one.differences)))
    return out


PAGES = (
    Page("/review", review, Role.CODER),
    Page("/review/add", add, Role.CODER),
    Page("/review/double", double, Role.ADJUDICATOR),
    Page("/coding", coding_list, Role.CODER, blind=True),
    Page("/coding/{seq}", coding, Role.CODER, blind=True),
)
