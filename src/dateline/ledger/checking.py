"""Is everything in a ledger still what was put there?  Every digest, chain and reference worked out again.

A disk that forgets a bit, or a hand that changes a row behind the program's back, leaves a file that its database
finds in order.  What was stored is told from what stands there by the digests kept beside it and in the audit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError

from dateline.ledger import audit, rows, search
from dateline.ledger import tables as t
from dateline.ledger.digests import sha256
from dateline.ledger.store import Ledger
from dateline.ledger.transaction import digest_of, listing_digest
from dateline.record import Report, digest
from dateline.record.errors import LedgerError, RecordError
from dateline.record.incidents import Incident

Bands = Callable[[Report], tuple[int, ...]]
"""The numbers by which copies of a report are found; the intake knows them."""

_CHUNK = 500
_INCIDENT = msgspec.json.Decoder(Incident).decode


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was stored: the row of the table, and what is wrong with it.

    ``mendable`` where nothing of the record is lost, for it can be worked out again from the rest (an index, the
    search): ``dateline compact`` does.
    """

    table: str
    row: str
    what: str
    mendable: bool = False

    def __str__(self) -> str:
        named = f"{self.table} {self.row}" if self.row else self.table
        return f"{named}: {self.what}"


def check(ledger: Ledger, bands: Bands | None = None) -> Iterator[Fault]:
    """Every fault of a ledger, table by table; none where all is as it was stored.

    ``bands`` lets the keys by which copies are found be worked out again too.
    """
    with ledger.read() as connection:
        yield from Checking(connection, bands).faults()


class Checking:
    """One check of one moment of a ledger."""

    def __init__(self, connection: Connection, bands: Bands | None) -> None:
        self._connection, self._bands = connection, bands
        self._faults: list[Fault] = []

    def faults(self) -> Iterator[Fault]:
        """What is wrong, part by part; a part that cannot be read to its end does not hide the others."""
        parts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("store", self._structure),
            ("meta", self._meta),
            ("reports", self._reports),
            ("codings", self._codings),
            ("originals", self._originals),
            ("events", self._events),
            ("event_parties", self._owned),
            ("incidents", self._incidents),
            ("link_keys", self._keys),
            ("links", self._nodes),
            ("reprint_keys", self._reprints),
            ("audit", self._chain),
            ("audit", self._added),
            ("changes", self._told),
            ("report_words", self._words),
            ("names", self._names),
            *((name, lambda name=name: self._sealed(t.metadata.tables[name])) for name in _PLAIN),
        )  # fmt: skip
        seen: set[Fault] = set()
        for name, part in parts:
            try:
                part()
            except (SQLAlchemyError, LedgerError, ValueError, TypeError, LookupError, RecordError) as error:
                self._say(name, "", f"cannot be checked further ({_short(error)})")
            for fault in self._faults:
                if fault not in seen:
                    seen.add(fault)
                    yield fault
            self._faults = []

    def _say(self, table: str, row: object, what: str, *, mendable: bool = False) -> None:
        self._faults.append(Fault(table, "" if row is None else str(row), what, mendable))

    def _each(self, table: Table) -> Iterator[dict[str, Any]]:
        """Every row of a table by its key; one that cannot be read is named and passed over."""
        keys = list(table.primary_key.columns)
        last: tuple[Any, ...] | None = None
        while True:
            window = select(table).order_by(*keys).limit(_CHUNK)
            if last is not None:
                window = window.where(tuple_(*keys) > tuple_(*last))
            try:
                found = [dict(row._mapping) for row in self._connection.execute(window)]
            except (SQLAlchemyError, ValueError, TypeError):
                found = list(self._singly(table, window.with_only_columns(*keys), keys))
            yield from found
            if len(found) < _CHUNK:
                return
            last = tuple(found[-1][key.name] for key in keys)

    def _singly(self, table: Table, window: Any, keys: list[Any]) -> Iterator[dict[str, Any]]:
        """The rows of a window in which one cannot be read."""
        for key in self._connection.execute(window).all():
            same = [column == value for column, value in zip(keys, key, strict=True)]
            try:
                yield dict(self._connection.execute(select(table).where(*same)).one()._mapping)
            except (SQLAlchemyError, ValueError, TypeError) as error:
                self._say(table.name, "/".join(map(str, key)), f"cannot be read ({_short(error)})")

    def _structure(self) -> None:
        """What the database itself finds: pages, indexes, references."""
        if self._connection.dialect.name != "sqlite":
            return
        for (line,) in self._connection.execute(text("PRAGMA integrity_check(200)")):
            if line != "ok":
                is_index = "index" in line and "database disk image" not in line
                self._say("store", "", str(line).replace("\n", " "), mendable=is_index or "FTS5" in line)
        for row in self._connection.execute(text("PRAGMA foreign_key_check")):
            self._say(str(row[0]), row[1], f"points to a row of {row[2]} that is not there")

    def _meta(self) -> None:
        found = {row["key"]: row["value"] for row in self._each(t.meta)}
        for key in ("application", "created_at", "created_by"):
            if key not in found:
                self._say("meta", key, "is missing")
        for key, digested in found.items():
            if key.endswith(".digest") and sha256(found.get(key[:-7], "").encode()) != digested:
                self._say("meta", key[:-7], "was changed")
        numbers = {row["name"]: row["value"] for row in self._each(t.counters)}
        for name, table in t.metadata.tables.items():
            if "seq" in table.c and name != "sessions":
                most = self._connection.execute(select(func.max(table.c.seq))).scalar() or 0
                if name in numbers and most > numbers[name]:
                    self._say("counters", name, f"is at {numbers[name]}, but row {most} is there")

    def _sealed(self, table: Table) -> None:
        left_out = t.ROW_DIGESTS[table.name]
        keys = [column.name for column in table.primary_key.columns]
        for row in self._each(table):
            self._seal(table, row, "/".join(str(row[key]) for key in keys), left_out)

    def _seal(self, table: Table, row: dict[str, Any], name: str, left_out: Iterable[str]) -> None:
        try:
            good = digest_of(row, frozenset(left_out)) == row["digest"]
        except (TypeError, ValueError, UnicodeError, OverflowError):
            good = False
        if not good:
            self._say(table.name, name, "is not what was stored")

    def _reports(self) -> None:
        latest: dict[str, tuple[int, int]] = {}
        current: dict[str, list[int]] = defaultdict(list)
        copies: list[tuple[str, str]] = []
        for row in self._each(t.reports):
            name = f"{row['id']} (version {row['version']})"
            self._seal(t.reports, row, name, t.ROW_DIGESTS["reports"])
            if row["text"] is not None and (not isinstance(row["text"], str) or digest(row["text"]) != row["sha256"]):
                self._say("reports", name, "its text is not what was stored")
            if row["current"] not in (0, 1):
                self._say("reports", name, "does not say whether it is the current version")
            if row["current"]:
                current[row["id"]].append(row["version"])
            if row["reprint_of"] is not None:
                copies.append((name, row["reprint_of"]))
            latest[row["id"]] = max(latest.get(row["id"], (0, 0)), (row["version"], row["seq"]))
        for identifier, (version, _) in latest.items():
            if current[identifier] != [version]:
                self._say("reports", identifier, f"version {version} is the last, but not the current one")
        for name, original in copies:
            if original not in latest:
                self._say("reports", name, f"repeats {original}, which is not there")

    def _codings(self) -> None:
        standing: dict[tuple[int, str], int] = defaultdict(int)
        for row in self._each(t.codings):
            standing[row["report_seq"], row["by"]] += row["current"] == 1
            if row["current"] not in (0, 1):
                self._say("codings", row["seq"], "does not say whether it stands")
            if row["record"] is None:
                continue
            try:
                data = rows.unpack(row["record"])
                if sha256(data) != row["digest"]:
                    self._say("codings", row["seq"], "its record is not what was stored")
                    continue
                kept = rows.kept(data)
            except (ValueError, TypeError, msgspec.MsgspecError) as error:
                self._say("codings", row["seq"], f"its record cannot be read ({_short(error)})")
                continue
            coder = (kept.coder.version, kept.coder.model, kept.coder.codebook)
            if coder != (row["coder_version"], row["coder_model"], row["coder_codebook"]):
                self._say("codings", row["seq"], "its coder is not the one in its record")
            of = select(t.reports.c.id).where(t.reports.c.seq == row["report_seq"])
            if self._connection.execute(of).scalar() != kept.report.id:
                self._say("codings", row["seq"], "belongs to another report than its record says")
        for (report_seq, by), count in standing.items():
            if count != 1:
                self._say("codings", f"of report {report_seq} by {by}", f"{count} of them stand instead of one")

    def _originals(self) -> None:
        for row in self._each(t.originals):
            self._seal(t.originals, row, row["sha256"], t.ROW_DIGESTS["originals"])
            if row["bytes"] is None:
                continue
            try:
                good = sha256(rows.unpack(row["bytes"])) == row["sha256"]
            except (ValueError, TypeError):
                good = False
            if not good:
                self._say("originals", row["sha256"], "its bytes are not what was stored")

    def _events(self) -> None:
        """Each event with its parties, places and payload, and that it belongs where it says."""
        companions = (t.event_parties, t.event_places)
        window: list[dict[str, Any]] = []

        def look() -> None:
            seqs = [row["seq"] for row in window]
            beside: dict[str, dict[int, list[dict[str, Any]]]] = {}
            for table in companions:
                beside[table.name] = defaultdict(list)
                order = [column for column in table.primary_key.columns if column.name != "event_seq"]
                for found in self._connection.execute(
                    select(table).where(table.c.event_seq.in_(seqs)).order_by(table.c.event_seq, *order)
                ):
                    beside[table.name][found.event_seq].append(dict(found._mapping))
            query = select(t.event_payloads).where(t.event_payloads.c.event_seq.in_(seqs))
            payloads = {found.event_seq: found.payload for found in self._connection.execute(query)}
            for row in window:
                seq = row["seq"]
                parties, places = beside["event_parties"][seq], beside["event_places"][seq]
                try:
                    good = rows.event_digest(row, parties, places, payloads.get(seq)) == row["digest"]
                except (TypeError, ValueError):
                    good = False
                if not good:
                    self._say("events", row["id"], "is not what was stored, or one of its parties or places is not")
            window.clear()

        for row in self._each(t.events):
            window.append(row)
            if len(window) == _CHUNK:
                look()
        look()
        counted = select(t.codings.c.seq, t.codings.c.record).join(
            t.reports, t.reports.c.seq == t.codings.c.report_seq
        ).where(t.reports.c.current == 1, t.codings.c.current == 1, t.codings.c.by == rows.MACHINE)  # fmt: skip
        coded = select(t.events.c.coding_seq, func.count()).where(t.events.c.position < rows.ADDED)
        grouped = coded.group_by(t.events.c.coding_seq)
        per_coding: dict[int, int] = {row[0]: row[1] for row in self._connection.execute(grouped)}
        for coding in self._connection.execute(counted).yield_per(_CHUNK):
            try:
                expected = len(rows.kept(rows.unpack(coding.record)).events) if coding.record is not None else 0
            except (ValueError, TypeError, msgspec.MsgspecError):
                continue  # named with the codings
            if per_coding.pop(coding.seq, 0) != expected:
                self._say("events", f"of coding {coding.seq}", f"are not the {expected} it has")
        for seq in per_coding:
            self._say("events", f"of coding {seq}", "do not stand, but are there")

    def _owned(self) -> None:
        """Parties, places and payloads without an event."""
        for table in (t.event_parties, t.event_places, t.event_payloads):
            query = select(table.c.event_seq).where(table.c.event_seq.not_in(select(t.events.c.seq))).distinct()
            for seq in self._connection.execute(query).scalars():
                self._say(table.name, seq, "belongs to no event")

    def _incidents(self) -> None:
        """Incidents and their events point to each other, and what they say of their number is so."""
        members: dict[str, set[str]] = defaultdict(set)
        named = select(t.events.c.id, t.events.c.incident).where(t.events.c.incident.is_not(None))
        for event in self._connection.execute(named):
            members[event.incident].add(event.id)
        known: set[str] = set()
        for row in self._each(t.incidents):
            known.add(row["id"])
            self._seal(t.incidents, row, row["id"], t.ROW_DIGESTS["incidents"])
            try:
                incident = _INCIDENT(row["payload"])
            except (msgspec.MsgspecError, RecordError, TypeError, UnicodeError):
                self._say("incidents", row["id"], "its value cannot be read")
                continue
            for member in sorted(set(incident.events) ^ members[row["id"]]):
                self._say("incidents", row["id"], f"does not agree with event {member} on belonging together")
        for name in sorted(members.keys() - known):
            self._say("incidents", name, f"is not there, but {len(members[name])} events belong to it")
        for row in self._each(t.incident_aliases):
            self._seal(t.incident_aliases, row, row["old"], t.ROW_DIGESTS["incident_aliases"])
            if row["current"] not in known or row["old"] in known:
                self._say("incident_aliases", row["old"], "leads to no incident")

    def _keys(self) -> None:
        """The keys under which events are found for linking are those of their features."""
        stored: dict[int, set[str]] = defaultdict(set)
        for row in self._each(t.link_keys):
            stored[row["feature_seq"]].add(row["key"])
        for row in self._each(t.features):
            self._seal(t.features, row, row["node"], t.ROW_DIGESTS["features"])
            try:
                keys = set(msgspec.json.decode(row["payload"])["keys"])
            except (msgspec.MsgspecError, LookupError, TypeError):
                continue  # named by its digest
            if stored.pop(row["seq"], set()) != keys:
                self._say("link_keys", row["node"], "are not those of its features")
        for seq in sorted(stored, key=str):
            self._say("link_keys", seq, "belong to no features")

    def _nodes(self) -> None:
        for column in (t.links.c.a, t.links.c.b):
            query = select(t.links.c.a, t.links.c.b).where(column.not_in(select(t.features.c.node)))
            for link in self._connection.execute(query):
                self._say("links", f"{link.a} {link.b}", "leads to an event that is not linked")

    def _reprints(self) -> None:
        stored: dict[int, set[int]] = defaultdict(set)
        for row in self._each(t.reprint_keys):
            stored[row["report_seq"]].add(row["key"])
        if self._bands is None:
            return
        for seq in sorted(stored, key=str):
            try:
                report = first_report(self._connection, seq)
                expected = set(self._bands(report)) if report is not None else set()
            except (ValueError, TypeError, msgspec.MsgspecError, RecordError):
                continue  # named with the codings
            if stored[seq] != expected:
                self._say("reprint_keys", seq, "are not those of its text", mendable=True)

    def _chain(self) -> None:
        for said in audit.faults(self._connection):
            self._say("audit", "", said.removeprefix("audit: "))

    def _put_lines(self, count: str, listed: str) -> Iterator[tuple[audit.Line, int, str]]:
        """The lines of the audit that say how many rows a transaction added, with their digest."""
        for line in audit.lines(self._connection):
            if line.action != "put" or line.detail is None:
                continue
            try:
                detail = msgspec.json.decode(line.detail)
                if count in detail:
                    yield line, int(detail[count]), str(detail[listed])
            except (msgspec.MsgspecError, LookupError, ValueError, TypeError):
                continue  # named by the chain

    def _added(self) -> None:
        """Reports and codings are those the audit lists, all of them and no others."""
        was = self._erased()
        rows_added = _listed(self._connection, was)
        for line, count, expected in self._put_lines("rows", "digest"):
            found = list(islice(rows_added, count))
            if len(found) < count or listing_digest(one[0] for one in found) != expected:
                first = f", from {found[0][0]}" if found else ""
                self._say("audit", line.seq, f"the {count} rows it lists are not those stored{first}")
            for told, by, at in found:
                if at is not None and (at != line.at or by not in (rows.MACHINE, line.who)):
                    self._say("codings", told, "is not of the time or the person that the audit lists")
        for told, _, _ in rows_added:
            self._say("codings", told, "is not listed in the audit")

    def _erased(self) -> dict[str, str]:
        """What lines of rows said before something in them was erased."""
        found: dict[str, str] = {}
        for line in audit.lines(self._connection):
            if line.action == "erase" and line.detail is not None:
                for now, before in msgspec.json.decode(line.detail).get("was", {}).items():
                    found[now] = found.pop(before, before) if before in found else before
        return found

    def _told(self) -> None:
        """The feed of changes is the one the audit lists."""
        told = self._each(t.changes)
        for line, count, expected in self._put_lines("changes", "changes_digest"):
            found = list(islice(told, count))
            listing = listing_digest(f"{row['seq']} {row['kind']} {row['id']} {row['op']}" for row in found)
            if len(found) < count or listing != expected or any(row["at"] != line.at for row in found):
                first = f", from number {found[0]['seq']}" if found else ""
                self._say("changes", f"of audit line {line.seq}", f"are not those stored{first}")
        for row in told:
            self._say("changes", row["seq"], "is not listed in the audit")

    def _words(self) -> None:
        """The search knows what there is to be found, and nothing else."""
        for table, there in (
            ("report_words", select(t.reports.c.seq).where(t.reports.c.current == 1, t.reports.c.text.is_not(None))),
            ("event_words", select(t.events.c.seq)),
        ):
            indexed = set(self._connection.execute(text(f"SELECT rowid FROM {table}")).scalars())  # noqa: S608 - ours
            expected = set(self._connection.execute(there).scalars())
            for seq in sorted(indexed ^ expected):
                self._say(table, seq, "the search is not in step with it", mendable=True)

    def _names(self) -> None:
        for row in self._connection.execute(text("SELECT name, key FROM names")):
            if search.key(row.name) != row.key:
                self._say("names", row.name, "its key is not that of the name", mendable=True)


def first_report(connection: Connection, seq: int) -> Report | None:
    """A report as it was first coded; ``None`` where its text or its coding is gone.

    Raises:
        ValueError: the coding is damaged.
    """
    query = (
        select(t.reports.c.text, t.codings.c.record)
        .join(t.codings, t.codings.c.report_seq == t.reports.c.seq)
        .where(t.reports.c.seq == seq)
        .order_by(t.codings.c.seq)
    )
    row = connection.execute(query).first()
    if row is None or row.text is None or row.record is None:
        return None
    return msgspec.structs.replace(rows.kept(rows.unpack(row.record)).report, text=row.text)


_PLAIN = ("statements", "decisions", "links", "quarantine", "runs")


def _listed(connection: Connection, was: dict[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    """The lines the audit made of reports and codings as they were put in, with by whom and when."""
    query = (
        select(
            t.codings.c.seq, t.codings.c.digest, t.codings.c.by, t.codings.c.made_at,
            t.reports.c.id, t.reports.c.version, t.reports.c.sha256,
        )
        .join(t.reports, t.reports.c.seq == t.codings.c.report_seq)
        .order_by(t.codings.c.seq)
    )  # fmt: skip
    for row in connection.execute(query).yield_per(_CHUNK):
        if row.by == rows.MACHINE:
            told = f"report {row.id} {row.version} {row.sha256}"
            yield was.get(told, told), None, None
        told = f"coding {row.seq} {row.digest}"
        yield was.get(told, told), row.by, row.made_at


def _short(error: BaseException) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:160]
