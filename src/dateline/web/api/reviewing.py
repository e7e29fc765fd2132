"""Reviewing over HTTP: a whole form saved at once, drafts, undo, accepting many, and blind coding.

What a person codes blind is answered with nothing but the text, the person's own draft and what dictionaries say of
words; the rest of the desk is shut to them until the last assignment is submitted (see ``access``).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.ledger import assigning, conditions, decisions, queries, reading, rows
from dateline.ledger.writing import Writer
from dateline.linkage import link_added, relink
from dateline.record import Coder, Event, Report
from dateline.record.errors import ConflictError, LedgerError, RecordError
from dateline.score import Agreement, agreement
from dateline.web.access import Page, Role, user
from dateline.web.api.answering import json_answer
from dateline.web.api.deciding import LONGEST_WHY, answer_once, answered, decoded, key_of
from dateline.web.desk import desk
from dateline.web.drafting import EventDraft, PartyDraft, PlaceDraft, changes, coded, drafted, record

MOST_ACCEPTED = 200
"""Events accepted at once."""
MOST_COMPARED = 500
"""Reports whose codings an agreement is worked out on: those coded last."""
MOST_PLACES = 8


class Saved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form as the page sends it: the event as drafted on a version, and what is said of it."""

    base_version: int
    draft: EventDraft | None = None
    action: Literal["accept", "reject", "edit"] = "edit"
    why: str | None = None


class Adding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event that no coding of a report has, as a person drafted it, and what is said of it."""

    report: str
    draft: EventDraft
    why: str | None = None


class Added(Struct, frozen=True, kw_only=True):
    """The id of the event that was added, and its version."""

    event: str
    version: int


class Chosen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event and the version that was looked at."""

    target: str
    base_version: int


class Form(Struct, frozen=True, kw_only=True):
    """An event as a form holds it, the version it has, and what people made of it."""

    version: int
    reviewed: str
    draft: EventDraft


class SavedForm(Struct, frozen=True, kw_only=True):
    """What a form that was saved became: the version it has now, the decisions it made, and the event as it stands."""

    version: int
    decisions: tuple[decisions.Decision, ...]
    draft: EventDraft


class Undone(Struct, frozen=True, kw_only=True):
    """What was taken back: the version the event has now, the ids of the decisions, and the event as it stands."""

    version: int
    undone: tuple[str, ...]
    draft: EventDraft


class Accepted(Struct, frozen=True, kw_only=True):
    """The events that were accepted, and those ``left`` because they changed since."""

    accepted: tuple[str, ...]
    left: tuple[str, ...]


class Meant(Struct, frozen=True, kw_only=True):
    """A party or place that words may mean, as a form takes it; parties have an ``id``, places a ``geonameid``."""

    name: str | None = None
    id: str | None = None
    country: str | None = None
    sector: str | None = None
    geonameid: int | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None


class Found(Struct, frozen=True, kw_only=True):
    """What the party lists or the gazetteer know of some words."""

    items: tuple[Meant, ...]


class Submitted(Struct, frozen=True, kw_only=True):
    """How many reports are left to code blind, and the number of the next one."""

    left: int
    next: int | None


class Assigned(Struct, frozen=True, kw_only=True):
    """How many reports were given out, and how often."""

    reports: int
    assignments: int


class Many(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events to accept."""

    events: tuple[Chosen, ...]
    why: str | None = None


class Undo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The version on which a person takes back what they saved last."""

    base_version: int


class Coding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report as a person coded it, and the seconds it took."""

    events: tuple[EventDraft, ...]
    seconds: int = 0


class Assigning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reports of a filter to give to coders, a share of them to two."""

    queue: str
    coders: tuple[str, ...]
    overlap: float
    q: str = ""
    most: int = 100


def api_form(request: Request) -> Response:
    """An event as a form holds it, with its version."""
    view = queries.event(desk(request).ledger, str(request.path_params["id"]))
    if view is None or view.event is None:
        raise HTTPException(404, "The ledger has no event of that id")
    return json_answer(request, Form(version=view.row.version, reviewed=view.row.reviewed, draft=drafted(view.event)))


async def api_save(request: Request) -> Response:
    """Save a form: every field that differs is an edit, and all of them count together or not at all."""
    given: Saved = decoded(await request.body(), Saved)
    return await run_in_threadpool(_save, request, given)


def _save(request: Request, given: Saved) -> Response:
    here, who = desk(request), user(request)
    target = str(request.path_params["id"])
    if given.why is not None and len(given.why) > LONGEST_WHY:
        raise HTTPException(400, f"a reason has at most {LONGEST_WHY} characters")
    with here.ledger.write(who.name) as writer:
        known = answered(writer, key_of(request), who.name)
        if known is not None:
            return known
        before, text, version = _standing(writer, target)
        if version != given.base_version:
            _conflict(writer, target, given.base_version)
        fresh = _changes(given.draft, before, text) if given.draft is not None else {}
        made = []
        for field, value in fresh.items():
            made.append(writer.decide(target, "edit", base_version=version, field=field, new=value, why=given.why))
            version += 1
        if given.action != "edit":
            made.append(writer.decide(target, given.action, base_version=version, why=given.why))
            version += 1
        if fresh or given.action == "reject":
            relink(writer, [target])
        assigning.forget_draft(writer, f"event:{target}")
        after, _, _ = _standing(writer, target)
        told = SavedForm(version=version, decisions=tuple(made), draft=drafted(after))
        return answer_once(writer, key_of(request), who.name, told)


def _changes(draft: EventDraft, before: Event, text: str | None) -> dict[str, Any]:
    if text is None:
        raise HTTPException(400, "The text of this report is not kept here any more: accept or reject, or add a note")
    try:
        return changes(draft, before, text)
    except RecordError as error:
        raise HTTPException(400, str(error)) from None


def _standing(writer: Writer, target: str) -> tuple[Event, str | None, int]:
    """An event as it stands in this transaction, its report's text and its version."""
    from sqlalchemy import select

    from dateline.ledger.tables import events, reports

    query = (
        select(events.c.version, reports.c.text)
        .join(reports, reports.c.seq == events.c.report_seq)
        .where(events.c.id == target)
    )
    row = writer.connection.execute(query).first()
    event = reading.event(writer.connection, target)
    if row is None or event is None:
        raise HTTPException(404, "The ledger has no event of that id")
    return event, row.text, row.version


def _conflict(writer: Writer, target: str, base: int) -> None:
    """Raise the conflict as a decision on that version would, with both versions."""
    writer.decide(target, "accept", base_version=base)
    raise LedgerError(f"{target} changed while it was saved")  # pragma: no cover - the line above raises


async def api_accept_many(request: Request) -> Response:
    """Accept events that nobody needs to look at one by one; those that were changed since are told and left."""
    given: Many = decoded(await request.body(), Many)
    return await run_in_threadpool(_accept_many, request, given)


def _accept_many(request: Request, given: Many) -> Response:
    here, who = desk(request), user(request)
    if not given.events or len(given.events) > MOST_ACCEPTED:
        raise HTTPException(400, f"from 1 to {MOST_ACCEPTED} events are accepted at once")
    with here.ledger.write(who.name) as writer:
        known = answered(writer, key_of(request), who.name)
        if known is not None:
            return known
        accepted, left = [], []
        for one in given.events:
            try:
                writer.decide(one.target, "accept", base_version=one.base_version, why=given.why)
                accepted.append(one.target)
            except ConflictError:
                left.append(one.target)
        return answer_once(writer, key_of(request), who.name, Accepted(accepted=tuple(accepted), left=tuple(left)))


async def api_add(request: Request) -> Response:
    """Add an event that nobody coded; it stands from then on among the others, as coded by a person."""
    given: Adding = decoded(await request.body(), Adding)
    return await run_in_threadpool(_add, request, given)


def _add(request: Request, given: Adding) -> Response:
    here, who = desk(request), user(request)
    if given.why is not None and len(given.why) > LONGEST_WHY:
        raise HTTPException(400, f"a reason has at most {LONGEST_WHY} characters")
    with here.ledger.write(who.name) as writer:
        known = answered(writer, key_of(request), who.name)
        if known is not None:
            return known
        report = report_of(writer, given.report)
        try:
            (event,) = coded((given.draft,), report.text)
        except RecordError as error:
            raise HTTPException(400, str(error)) from None
        decision = writer.add_event(report.id, event, given.why)
        name = rows.event_id(report.id, decision.new["id"])
        link_added(writer, name)
        assigning.forget_draft(writer, f"add:{report.id}")
        return answer_once(writer, key_of(request), who.name, Added(event=name, version=1))


async def api_undo(request: Request) -> Response:
    """Take back what the person saved last on an event: all decisions of that one change."""
    given: Undo = decoded(await request.body(), Undo)
    return await run_in_threadpool(_undo, request, given)


def _undo(request: Request, given: Undo) -> Response:
    here, who = desk(request), user(request)
    target = str(request.path_params["id"])
    with here.ledger.write(who.name) as writer:
        known = answered(writer, key_of(request), who.name)
        if known is not None:
            return known
        last = last_change(decisions.history(writer.connection, target), who.name)
        if not last:
            raise HTTPException(409, "There is nothing of yours to undo here")
        version = given.base_version
        for one in reversed(last):
            writer.decide(target, "undo", base_version=version, undoes=one.id)
            version += 1
        relink(writer, [target])
        after, _, version = _standing(writer, target)
        told = Undone(version=version, undone=tuple(one.id for one in last), draft=drafted(after))
        return answer_once(writer, key_of(request), who.name, told)


def last_change(history: tuple[decisions.Decision, ...], who: str) -> list[decisions.Decision]:
    """What a person saved last and has not taken back: decisions that follow one another, made at one time."""
    mine = [one for one in decisions.standing(history) if one.by == who and one.action != "note"]
    out: list[decisions.Decision] = []
    for one in reversed(mine):
        if out and (one.at != out[0].at or one.seq != out[0].seq - 1):
            break
        out.insert(0, one)
        if one.field is None and len(out) > 1:  # an acceptance ends the change before it
            return out[1:]
    return out


# -- drafts -----------------------------------------------------------------------------------------------------------


def api_draft(request: Request) -> Response:
    """The person's own draft about something; ``null`` where there is none."""
    with desk(request).ledger.read() as connection:
        kept = assigning.draft(connection, user(request).name, str(request.path_params["target"]))
    return Response(kept or "null", media_type="application/json", headers={"Cache-Control": "no-store"})


async def api_keep_draft(request: Request) -> Response:
    """Keep what was typed and not saved."""
    body = await request.body()
    decoded(body, dict[str, Any])
    return await run_in_threadpool(_keep_draft, request, body.decode())


def _keep_draft(request: Request, payload: str) -> Response:
    with desk(request).ledger.write(user(request).name) as writer:
        assigning.keep_draft(writer, str(request.path_params["target"]), payload)
    return Response(status_code=204)


def api_forget_draft(request: Request) -> Response:
    """Throw a draft away."""
    with desk(request).ledger.write(user(request).name) as writer:
        assigning.forget_draft(writer, str(request.path_params["target"]))
    return Response(status_code=204)


# -- what words may mean ----------------------------------------------------------------------------------------------


def api_lookup(request: Request) -> Response:
    """What the party lists or the gazetteer know of some words; nothing here depends on any report or coding."""
    books = desk(request).books
    words = " ".join(request.query_params.get("words", "").split())[:200]
    kind = request.query_params.get("kind", "party")
    if kind == "party":
        told = []
        plain = words.removeprefix("the ").removeprefix("The ")
        for id_ in conditions.party_ids(plain, books.registry):
            entry = books.registry.entries[id_]
            told.append(PartyDraft(start=0, end=1, name=entry.name, id=id_, country=entry.country, sector=entry.sector))
        return json_answer(request, {"items": told})
    if kind != "place":
        raise HTTPException(400, "kind is party or place")
    precision = {"country": "country", "admin1": "province", "admin2": "district", "area": "line_or_area"}
    places = []
    for found in books.gazetteer.find(words)[:MOST_PLACES]:
        admin1, admin2 = books.gazetteer.divisions(found)
        places.append(
            PlaceDraft(
                start=0, end=1, name=found.name, geonameid=found.geonameid, country=found.country, admin1=admin1,
                admin2=admin2, lat=found.lat, lon=found.lon,
                precision=precision.get(found.level, "exact"),  # type: ignore[arg-type]  # a word of the contract
            )
        )  # fmt: skip
    return json_answer(request, {"items": places})


# -- blind coding -----------------------------------------------------------------------------------------------------


async def api_submit(request: Request) -> Response:
    """Submit a blind coding; it stays as it is from then on."""
    given: Coding = decoded(await request.body(), Coding)
    return await run_in_threadpool(_submit, request, given)


def _submit(request: Request, given: Coding) -> Response:
    here, who = desk(request), user(request)
    number = assignment_number(request)
    with here.ledger.write(who.name) as writer:
        known = answered(writer, key_of(request), who.name)
        if known is not None:
            return known
        assigned = assigning.assignment(writer.connection, number)
        if assigned is None or assigned.coder != who.name:
            raise HTTPException(404, "That is no assignment of yours")
        report = report_of(writer, assigned.report)
        try:
            made = record(report, coded(given.events, report.text), _coder(writer, report))
        except RecordError as error:
            raise HTTPException(400, str(error)) from None
        assigning.submit(writer, number, made, given.seconds)
        assigning.forget_draft(writer, f"assignment:{number}")
        left = [
            one.seq for one in assigning.assigned_to(writer.connection, who.name)
            if one.submitted_at is None and one.seq != number
        ]  # fmt: skip
        return answer_once(writer, key_of(request), who.name, Submitted(left=len(left), next=left[0] if left else None))


def report_of(writer: Writer, name: str) -> Report:
    """A report as its standing version has it, with its text.

    Raises:
        HTTPException: its text is not kept any more.
    """
    found = reading.seq(writer.connection, name)
    kept = reading.record(writer.connection, found) if found is not None else None
    if kept is None:
        raise HTTPException(404, "The text of that report is not kept here any more")
    return kept.report


def _coder(writer: Writer, report: Report) -> Coder:
    found = reading.seq(writer.connection, report.id)
    kept = reading.standing(writer.connection, [found] if found is not None else [])
    return next(iter(kept.values())).coder


async def api_give_back(request: Request) -> Response:
    """Give an assignment back without coding it."""
    return await run_in_threadpool(_give_back, request)


def _give_back(request: Request) -> Response:
    with desk(request).ledger.write(user(request).name) as writer:
        assigning.give_back(writer, assignment_number(request))
    return Response(status_code=204)


def assignment_number(request: Request) -> int:
    """The number of an assignment in the address.

    Raises:
        HTTPException: it is none.
    """
    given = str(request.path_params["seq"])
    if not given.isascii() or not given.isdecimal() or len(given) > 15:
        raise HTTPException(404, "There is no such assignment")
    return int(given)


async def api_assign(request: Request) -> Response:
    """Assign the reports of a filter to coders."""
    given: Assigning = decoded(await request.body(), Assigning)
    return await run_in_threadpool(_assign, request, given)


def _assign(request: Request, given: Assigning) -> Response:
    here, who = desk(request), user(request)
    if not 1 <= given.most <= assigning.MOST_REPORTS:
        raise HTTPException(400, f"from 1 to {assigning.MOST_REPORTS:,} reports are assigned at once")
    wanted = reports_of(request, given.q, given.most)
    with here.ledger.write(who.name) as writer:
        known = answered(writer, key_of(request), who.name)
        if known is not None:
            return known
        if here.settings.accounts:
            assigning.may_code(writer.connection, given.coders)
        elif set(given.coders) != {who.name}:
            raise HTTPException(400, "Alone there is one coder: you. Serve with --accounts for a team")
        wanted = sorted(assigning.texts(writer.connection, wanted))
        made = assigning.assign(writer, given.queue, wanted, given.coders, given.overlap)
        told = Assigned(reports=len({one.report for one in made}), assignments=len(made))
        return answer_once(writer, key_of(request), who.name, told)


def reports_of(request: Request, wanted: str, most: int) -> list[str]:
    """The reports with an event that fits a filter, in order; for an empty one every report, also without events."""
    from sqlalchemy import select

    from dateline.ledger.tables import events, reports

    here = desk(request)
    with here.ledger.read() as connection:
        query = select(reports.c.id).where(
            reports.c.current == 1, reports.c.text.is_not(None), reports.c.reprint_of.is_(None)
        )
        if wanted.strip():
            fits = conditions.condition(queries.tree(wanted), here.ledger.backend)
            query = query.where(reports.c.seq.in_(select(events.c.report_seq).where(fits)))
        return list(connection.execute(query.order_by(reports.c.id).limit(most)).scalars())


def api_agreement(request: Request) -> Response:
    """How far people agree on each field of the reports that two or more of them coded, and where they differ."""
    return json_answer(request, agreed(request))


def agreed(request: Request) -> Agreement:
    """Agreement on the reports coded twice or more, those coded last; people stand under numbers, not names."""
    with desk(request).ledger.read() as connection:
        double = assigning.reports_coded_by_people(connection, MOST_COMPARED, least_coders=2)
        people = assigning.coded_by_people(connection, double)
        texts = assigning.texts(connection, double)
    names = numbered({name for by in people.values() for name in by})
    return agreement(
        {report: {names[name]: events for name, events in by.items()} for report, by in people.items()}, texts
    )


def numbered(names: set[str]) -> dict[str, str]:
    """Person → the number under which they stand, so that nobody judges by the name."""
    return {name: f"Coder {number}" for number, name in enumerate(sorted(names), 1)}


def bare_json(value: Any) -> str:
    """A value as JSON for an attribute of a page."""
    return msgspec.json.encode(value).decode()


PAGES = (
    Page("/api/review/form/{id:path}", api_form, Role.CODER),
    Page("/api/review/save/{id:path}", api_save, Role.CODER, ("POST",)),
    Page("/api/review/undo/{id:path}", api_undo, Role.CODER, ("POST",)),
    Page("/api/review/accept", api_accept_many, Role.CODER, ("POST",)),
    Page("/api/review/add", api_add, Role.CODER, ("POST",)),
    Page("/api/drafts/{target:path}", api_draft, Role.CODER, blind=True),
    Page("/api/drafts/{target:path}", api_keep_draft, Role.CODER, ("PUT",), blind=True),
    Page("/api/drafts/{target:path}", api_forget_draft, Role.CODER, ("DELETE",), blind=True),
    Page("/api/lookup", api_lookup, Role.CODER, blind=True),
    Page("/api/coding/{seq}", api_submit, Role.CODER, ("POST",), blind=True),
    Page("/api/coding/{seq}/give-back", api_give_back, Role.CODER, ("POST",), blind=True),
    Page("/api/assignments", api_assign, Role.ADJUDICATOR, ("POST",)),
    Page("/api/agreement", api_agreement, Role.ADJUDICATOR),
)
