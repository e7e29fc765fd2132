"""Assigning: who codes which reports blind, what they have begun and submitted, and what a page was typing.

A person with an open assignment codes independently of everybody else: :func:`is_blind` is what the desk asks before
it shows anything but the text and the person's own coding.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from dateline.ledger import reading, rows
from dateline.ledger.tables import accounts, assignments, codings, drafts, events, reports
from dateline.ledger.transaction import parts
from dateline.ledger.writing import Writer
from dateline.record import Event, Record
from dateline.record.errors import LedgerError

LONGEST_DRAFT = 200_000
"""Characters of a draft."""
MOST_REPORTS = 5_000
"""Reports that are assigned at once."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A report that ``coder`` is to code blind.

    Times are ISO 8601 in UTC, ``None`` for what has not happened; ``seconds`` is how long the person worked on it, as
    the page counted.
    """

    seq: int
    queue: str
    report: str
    coder: str
    assigned_by: str
    assigned_at: str
    started_at: str | None
    submitted_at: str | None
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How far a queue of assignments is: reports, those that two people or more code, and work by coder."""

    name: str
    reports: int
    double: int
    assigned: int
    submitted: int
    coders: Mapping[str, tuple[int, int]]
    """Coder → assigned, submitted."""


def assign(
    writer: Writer, queue: str, wanted: Sequence[str], coders: Sequence[str], overlap: float
) -> tuple[Assignment, ...]:
    """Give these reports to the coders, evenly; a share of ``overlap`` (0 to 1) to two each.

    Who has least takes the next one, so that the shares of work differ by one at most; the reports that are coded twice
    are spread evenly over the list.  A report that a coder has already is not given to that coder again.

    Raises:
        LedgerError: a coder or report is unknown, or there are not enough coders for the overlap.
    """
    queue, names = queue.strip(), sorted(set(coders))
    if not queue or len(queue) > 100 or not queue.isprintable():
        raise LedgerError("a queue needs a name of up to 100 printable characters")
    if not names or (overlap > 0 and len(names) < 2):
        raise LedgerError("name a coder, and two or more where reports are to be coded twice")
    if not 0 <= overlap <= 1:
        raise LedgerError("the share coded twice is a number from 0 to 1")
    if len(wanted) > MOST_REPORTS:
        raise LedgerError(f"at most {MOST_REPORTS:,} reports are assigned at once. Narrow the filter")
    there = _texts_of(writer.connection, wanted)
    strange = [name for name in wanted if name not in there]
    if strange:
        raise LedgerError(f"{strange[0]} is no report with a text in the ledger")
    taken = _taken(writer.connection, wanted)
    load = dict.fromkeys(names, 0)
    made: list[dict[str, Any]] = []
    for index, report in enumerate(dict.fromkeys(wanted)):
        twice = floor((index + 1) * overlap) > floor(index * overlap)
        free = [name for name in names if (report, name) not in taken]
        for name in sorted(free, key=lambda name: (load[name], name))[: 2 if twice else 1]:
            load[name] += 1
            made.append({"queue": queue, "report": report, "coder": name, "assigned_by": writer.who,
                         "assigned_at": writer.now, "started_at": None, "submitted_at": None,
                         "seconds": None})  # fmt: skip
    if not made:
        return ()
    first = writer.next("assignments", len(made))
    made = [{"seq": first + index, **row} for index, row in enumerate(made)]
    writer.insert(assignments, made)
    writer.audit("assigned", queue, {"reports": len(set(wanted)), "assignments": len(made), "coders": names})
    return tuple(Assignment(**row) for row in made)


def may_code(connection: Connection, names: Collection[str]) -> None:
    """Whether these accounts can be given reports to code blind.

    Raises:
        LedgerError: one is unknown, disabled, or no coder: an adjudicator sees everybody's codings.
    """
    query = select(accounts.c.name, accounts.c.role, accounts.c.disabled).where(accounts.c.name.in_(sorted(names)))
    found = {row.name: row for row in connection.execute(query)}
    for name in sorted(names):
        row = found.get(name)
        if row is None or row.disabled:
            raise LedgerError(f"there is no account {name!r} that could code")
        if row.role != "coder":
            raise LedgerError(f"{name!r} is {row.role}, and only coders code blind")


def is_blind(connection: Connection, coder: str) -> bool:
    """Whether a person has an assignment that is not submitted, and so must not see what others coded."""
    query = select(assignments.c.seq).where(assignments.c.coder == coder, assignments.c.submitted_at.is_(None))
    return connection.execute(query.limit(1)).first() is not None


def assignment(connection: Connection, seq: int) -> Assignment | None:
    """The assignment of that number."""
    row = connection.execute(select(assignments).where(assignments.c.seq == seq)).first()
    return None if row is None else Assignment(**row._mapping)


def assigned_to(connection: Connection, coder: str) -> tuple[Assignment, ...]:
    """A person's assignments in the order in which they were given."""
    query = select(assignments).where(assignments.c.coder == coder).order_by(assignments.c.seq)
    return tuple(Assignment(**row._mapping) for row in connection.execute(query))


def queues(connection: Connection) -> tuple[Queue, ...]:
    """Every queue with how far it is, by name."""
    by_coder = connection.execute(
        select(assignments.c.queue, assignments.c.coder, func.count(), func.count(assignments.c.submitted_at))
        .group_by(assignments.c.queue, assignments.c.coder)
        .order_by(assignments.c.queue, assignments.c.coder)
    )
    work: dict[str, dict[str, tuple[int, int]]] = {}
    for queue, coder, given, done in by_coder:
        work.setdefault(queue, {})[coder] = (given, done)
    per_report = (
        select(assignments.c.queue, assignments.c.report, func.count().label("coders"))
        .group_by(assignments.c.queue, assignments.c.report)
        .subquery()
    )
    counted = connection.execute(
        select(per_report.c.queue, per_report.c.coders, func.count()).group_by(per_report.c.queue, per_report.c.coders)
    )
    reported: dict[str, dict[int, int]] = {}
    for queue, coders, number in counted:
        reported.setdefault(queue, {})[coders] = number
    return tuple(
        Queue(
            name=name,
            reports=sum(reported[name].values()),
            double=sum(number for coders, number in reported[name].items() if coders > 1),
            assigned=sum(given for given, _ in coders.values()),
            submitted=sum(done for _, done in coders.values()),
            coders=coders,
        )
        for name, coders in work.items()
    )


def start(writer: Writer, seq: int) -> None:
    """Note that a person has opened an assignment."""
    writer.connection.execute(
        update(assignments)
        .where(assignments.c.seq == seq, assignments.c.started_at.is_(None))
        .values(started_at=writer.now)
    )


def submit(writer: Writer, seq: int, record: Record, seconds: int) -> int:
    """Keep the finished coding of an assignment; the number of its row.  ``seconds`` is how long it took.

    Raises:
        LedgerError: it is somebody else's, is submitted already, or the record is of another report.
    """
    given = _own(writer, seq)
    if record.report.id != given.report:
        raise LedgerError(f"assignment {seq} is of {given.report}, not of {record.report.id}")
    coding = writer.code(record)
    writer.connection.execute(
        update(assignments)
        .where(assignments.c.seq == seq)
        .values(submitted_at=writer.now, seconds=max(0, min(seconds, 86_400)))
    )
    writer.audit("submitted", given.report, {"assignment": seq, "coding": coding})
    return coding


def give_back(writer: Writer, seq: int) -> None:
    """Take an open assignment off a person, who may look at the report's coding from then on and not code it blind.

    Raises:
        LedgerError: it is somebody else's, or submitted.
    """
    given = _own(writer, seq)
    writer.connection.execute(delete(assignments).where(assignments.c.seq == seq))
    writer.connection.execute(
        delete(drafts).where(drafts.c.account == writer.who, drafts.c.target == f"assignment:{seq}")
    )
    writer.audit("gave back", given.report, {"assignment": seq, "queue": given.queue})


def _own(writer: Writer, seq: int) -> Assignment:
    given = assignment(writer.connection, seq)
    if given is None or given.coder != writer.who:
        raise LedgerError(f"there is no assignment {seq} of {writer.who}")
    if given.submitted_at is not None:
        raise LedgerError(f"{given.report} is submitted already and stays as it is")
    return given


def coded_by_people(connection: Connection, wanted: Collection[str]) -> dict[str, dict[str, tuple[Event, ...]]]:
    """Report → person → events: what people coded in these reports, each one's latest coding of the standing text."""
    found: dict[str, dict[str, tuple[Event, ...]]] = {}
    columns = (reports.c.id, codings.c.seq, codings.c.by, codings.c.record, codings.c.digest)
    for part in parts(sorted(wanted)):
        query = (
            select(*columns)
            .join(reports, reports.c.seq == codings.c.report_seq)
            .where(
                reports.c.id.in_(part), reports.c.current == 1, codings.c.current == 1, codings.c.by != rows.MACHINE,
                codings.c.record.is_not(None),
            )
            .order_by(reports.c.id, codings.c.by)
        )  # fmt: skip
        for row in connection.execute(query):
            kept = reading.unpack(row.record, row.digest, row.seq)
            found.setdefault(row.id, {})[row.by] = kept.events
    return found


def reports_coded_by_people(
    connection: Connection, most: int, *, least_coders: int = 1, unreviewed: bool = False
) -> tuple[str, ...]:
    """The reports that so many people or more coded, those coded last first, ``most`` of them.

    With ``unreviewed`` only those of which an event waits for a decision.
    """
    query = (
        select(reports.c.id)
        .join(codings, codings.c.report_seq == reports.c.seq)
        .where(reports.c.current == 1, codings.c.current == 1, codings.c.by != rows.MACHINE)
        .group_by(reports.c.id)
        .having(func.count() >= least_coders)
        .order_by(func.max(codings.c.seq).desc())
        .limit(most)
    )
    if unreviewed:
        query = query.where(
            select(events.c.seq).where(events.c.report_seq == reports.c.seq, events.c.reviewed == "no").exists()
        )
    return tuple(connection.execute(query).scalars())


def texts(connection: Connection, wanted: Collection[str]) -> dict[str, str]:
    """Report → its standing text; purged ones are left out."""
    return _texts_of(connection, wanted)


def _texts_of(connection: Connection, wanted: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts(sorted(set(wanted))):
        query = select(reports.c.id, reports.c.text).where(
            reports.c.id.in_(part), reports.c.current == 1, reports.c.text.is_not(None)
        )
        found.update({row.id: row.text for row in connection.execute(query)})
    return found


def _taken(connection: Connection, wanted: Collection[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for part in parts(sorted(set(wanted))):
        query = select(assignments.c.report, assignments.c.coder).where(assignments.c.report.in_(part))
        found.update((row.report, row.coder) for row in connection.execute(query))
    return found


# -- drafts -----------------------------------------------------------------------------------------------------------


def keep_draft(writer: Writer, target: str, payload: str) -> None:
    """Keep what a person has typed about ``target`` and not saved, in place of what was kept before.

    Raises:
        LedgerError: it is too long.
    """
    if len(payload) > LONGEST_DRAFT or len(target) > 1_000:
        raise LedgerError(f"a draft has at most {LONGEST_DRAFT:,} characters")
    forget_draft(writer, target)
    writer.connection.execute(
        drafts.insert(), {"account": writer.who, "target": target, "payload": payload, "at": writer.now}
    )


def forget_draft(writer: Writer, target: str) -> None:
    """Take away a person's draft about ``target``, if there is one."""
    writer.connection.execute(delete(drafts).where(drafts.c.account == writer.who, drafts.c.target == target))


def draft(connection: Connection, account: str, target: str) -> str | None:
    """A person's own draft about ``target``."""
    query = select(drafts.c.payload).where(drafts.c.account == account, drafts.c.target == target)
    return connection.execute(query).scalar()
