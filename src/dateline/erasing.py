"""Taking a report, or a person's name, out of a ledger for good: from every table, from the search, from free pages.

What stays is a tombstone: that there was something, when it was taken out and why.  Afterwards the files are searched
byte by byte for what was erased, for only that proves it.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, or_, select, text, update

from dateline import linkage
from dateline.intake.reprints import bands
from dateline.ledger import Ledger, Writer, columns_file, following, rows, search
from dateline.ledger import tables as t
from dateline.ledger.digests import sha256
from dateline.ledger.keeping import compact, forget_columns, refind
from dateline.record import digest, spans_in
from dateline.record.errors import LedgerError

MASK = "█"
"""Stands for each character of an erased name, so that every offset into the text stays true."""

_WINDOW = 1 << 20
_SHORTEST = 3
_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out.

    ``copies`` are reports with the same text, erased with it or, where only the copy was asked for, the ones that still
    hold it.  ``found`` are places where what was erased is still to be read: none, unless another report says it too.
    """

    reports: tuple[str, ...]
    copies: tuple[str, ...]
    found: tuple[str, ...]


def erase_report(ledger: Ledger, report: str, why: str, who: str) -> Erased:
    """Erase every version of a report, and its copies, everywhere; its id and digests stay with the reason.

    Raises:
        LedgerError: there is no such report, or no reason is given.
    """
    _wants_reason(why)
    with ledger.read() as connection:
        found = connection.execute(select(t.reports).where(t.reports.c.id == report)).mappings().all()
        if not found:
            raise LedgerError(f"there is no report {report!r}. `dateline query` names those there are")
        copies = connection.execute(
            select(t.reports.c.id).where(t.reports.c.reprint_of == report).distinct().order_by(t.reports.c.id)
        ).scalars()
        names = (report, *copies)
        original = next((row["reprint_of"] for row in found if row["reprint_of"] is not None), None)
        probes = _probes(
            [row["text"] for row in found], [row["title"] for row in found] + [row["url"] for row in found]
        )
        probes = [probe for probe in probes if probe not in report]
    with ledger.write(who) as writer:
        incidents: set[str] = set()
        for name in names:
            incidents |= _erase_report(writer, name, why)
        linkage.mend(writer, incidents)
        _forget_names(writer.connection)
        search.purge(writer.connection)
        writer.audit("erase", report, {"why": why, "reports": list(names)})
        forget_columns(ledger)
    compact(ledger, bands)
    return Erased(names, (original,) if original else names[1:], tuple(_still(ledger, probes)))


def erase_person(ledger: Ledger, names: Sequence[str], why: str, who: str) -> Erased:
    """Mask a person's names, as written here, in every text and wherever else they stand; offsets stay true.

    Give every form the name takes ("Ali Hassan", "Hassan"): each is masked as a whole word, in any case.  Events stay
    what they are, only the name is gone from them; original bytes that hold it are erased.

    Raises:
        LedgerError: a name is too short to be told from other words, or no reason is given.
    """
    _wants_reason(why)
    wanted = sorted({" ".join(name.split()) for name in names}, key=lambda name: (-len(name), name))
    if not wanted or any(len(name) < _SHORTEST for name in wanted):
        raise LedgerError(f"a name needs at least {_SHORTEST} letters. Write it as the reports do")
    # An address writes a name's words with other marks between them.
    between = r"(?:\s+|[-_+.]|%20)"
    pattern = re.compile(
        r"(?<![^\W_])(?:" + "|".join(between.join(map(re.escape, name.split(" "))) for name in wanted) + r")(?![^\W_])",
        re.IGNORECASE,
    )
    touched: list[str] = []
    with ledger.write(who) as writer:
        was: dict[str, str] = {}
        named = {*_mentioning(writer.connection, pattern), *_decided_with(writer.connection, pattern)}
        # What people decided first: the events are worked out anew from it with each report.
        _mask_rows(writer, t.decisions, pattern)
        for seq in sorted(named):
            touched.append(_mask_report(writer, seq, pattern, was))
        for table in (
            t.statements, t.quarantine, t.runs, t.features, t.searches, t.drafts, t.originals, t.alerts,
        ):  # fmt: skip
            _mask_rows(writer, table, pattern)
        _drop_bytes(writer, pattern)
        following.forget_pages_with(writer, pattern)
        linkage.relink(writer, _events_of(writer.connection, touched))
        for table in (t.incidents, t.links):
            _mask_rows(writer, table, pattern)
        writer.connection.execute(delete(t.requests))
        _forget_names(writer.connection)
        search.purge(writer.connection)
        reports = sorted(set(touched))
        # The audit does not say whom: that would keep the name where nothing can be taken out.
        writer.audit("erase", None, {"why": pattern.sub(_masked, why), "reports": reports, "was": was})
        forget_columns(ledger)
    compact(ledger, bands)
    return Erased(tuple(reports), (), tuple(_still(ledger, wanted)))


def _wants_reason(why: str) -> None:
    if not why.strip():
        raise LedgerError("what is erased needs a reason that stays: --why 'takedown request of 3 May'")


def _erase_report(writer: Writer, report: str, why: str) -> set[str]:
    """Take one report out of every table; the incidents that lost an event by it."""
    connection = writer.connection
    query = select(t.reports).where(t.reports.c.id == report).order_by(t.reports.c.seq)
    versions = [dict(row) for row in connection.execute(query).mappings()]
    incidents = set(
        connection.execute(
            select(t.events.c.incident).where(t.events.c.report == report, t.events.c.incident.is_not(None)).distinct()
        ).scalars()
    )
    incidents |= linkage.incidents_repeated(connection, report)
    for row in versions:
        seq = row["seq"]
        events, anchors = writer.forget_report(seq)
        writer.change("event", events, "delete")
        for table, column in ((t.decisions, t.decisions.c.target), (t.drafts, t.drafts.c.target)):
            targets = (column.in_([*events, report]),)
            if table is t.decisions:
                touched = or_(*targets, t.decisions.c.anchor.in_(anchors))
                connection.execute(update(table).where(touched).values(old=None, new=None, why=None))
                writer.seal(table, touched)
            else:
                connection.execute(delete(table).where(*targets))
        connection.execute(update(t.codings).where(t.codings.c.report_seq == seq).values(record=None))
        connection.execute(delete(t.reprint_keys).where(t.reprint_keys.c.report_seq == seq))
        _erase_bytes(writer, row)
        fresh = {
            "text": None, "title": None, "url": None, "authors": "[]", "credit": None, "path": None, "line": None,
            "reason": rows.ERASED + why,
        }  # fmt: skip
        connection.execute(update(t.reports).where(t.reports.c.seq == seq).values(**fresh))
        writer.seal(t.reports, t.reports.c.seq == seq)
        following.forget_pages(writer, report, [row["url"]] if row["url"] else [])
        names = [name for name in {row["path"], f"{row['path']}:{row['line']}", report} if name]
        _erase_quarantine(writer, names)
    mine = select(t.assignments.c.seq).where(t.assignments.c.report == report)
    started = [f"assignment:{seq}" for seq in connection.execute(mine).scalars()]
    connection.execute(delete(t.drafts).where(t.drafts.c.target.in_(started)))
    connection.execute(delete(t.requests))
    writer.change("report", [report], "delete")
    return incidents


def _erase_quarantine(writer: Writer, names: Sequence[str]) -> None:
    """Empty what quarantine has under these names; that something failed at that time stays."""
    held = t.quarantine.c.name.in_(names)
    for seq in writer.connection.execute(select(t.quarantine.c.seq).where(held)).scalars().all():
        values: dict[str, Any] = dict.fromkeys(("raw", "path", "line", "reading", "advice"))
        values |= {"name": f"erased {seq}", "cause": "erased", "state": "dropped"}
        same = t.quarantine.c.seq == seq
        writer.connection.execute(update(t.quarantine).where(same).values(**values))
        writer.seal(t.quarantine, same)


def _erase_bytes(writer: Writer, report: dict[str, Any]) -> None:
    """Empty the bytes a report was read from, unless another report that stays was read from the same."""
    sha = report["original_sha256"]
    others = select(t.reports.c.seq).where(
        t.reports.c.original_sha256 == sha, t.reports.c.id != report["id"], t.reports.c.text.is_not(None)
    )
    if sha is None or writer.connection.execute(others).first() is not None:
        return
    same = t.originals.c.sha256 == sha
    writer.connection.execute(update(t.originals).where(same).values(bytes=None, path=None, url=None))
    writer.seal(t.originals, same)


def _mentioning(connection: Connection, pattern: re.Pattern[str]) -> list[int]:
    """The reports whose text, head or coding has the name."""
    found: list[int] = []
    query = select(
        t.reports.c.seq, t.reports.c.text, t.reports.c.title, t.reports.c.authors, t.codings.c.record
    ).join(t.codings, t.codings.c.report_seq == t.reports.c.seq)  # fmt: skip
    for row in connection.execute(query.order_by(t.reports.c.seq)).yield_per(200):
        packed = rows.unpack(row.record).decode("utf-8", "replace") if row.record is not None else ""
        if any(pattern.search(value) for value in (row.text or "", row.title or "", row.authors, packed)):
            found.append(row.seq)
    return sorted(set(found))


def _decided_with(connection: Connection, pattern: re.Pattern[str]) -> set[int]:
    """The reports of which people decided something with the name in it; neither text nor coding need have it."""
    c = t.decisions.c
    anchors = {
        row.anchor
        for row in connection.execute(select(c.anchor, c.old, c.new).where(c.anchor.is_not(None)))
        if pattern.search(row.old or "") or pattern.search(row.new or "")
    }
    held = select(t.events.c.report_seq, t.events.c.anchor)
    return {row.report_seq for row in connection.execute(held) if row.anchor in anchors} if anchors else set()


def _mask_report(writer: Writer, seq: int, pattern: re.Pattern[str], was: dict[str, str]) -> str:
    """Mask the name in one version of a report and in all its codings, and code what follows anew; its id."""
    connection = writer.connection
    row = dict(connection.execute(select(t.reports).where(t.reports.c.seq == seq)).mappings().one())
    body = None if row["text"] is None else pattern.sub(_masked, row["text"])
    sha = row["sha256"] if body is None else digest(body)
    if sha != row["sha256"]:
        was[f"report {row['id']} {row['version']} {sha}"] = f"report {row['id']} {row['version']} {row['sha256']}"
    values = {name: pattern.sub(_masked, row[name]) for name in _WORDED if isinstance(row[name], str)}
    connection.execute(update(t.reports).where(t.reports.c.seq == seq).values(**values, text=body, sha256=sha))
    writer.seal(t.reports, t.reports.c.seq == seq)
    query = select(t.codings).where(t.codings.c.report_seq == seq)
    for coding in connection.execute(query).mappings().all():
        if coding["record"] is None:
            continue
        data = _mask_record(rows.unpack(coding["record"]), body, sha, pattern)
        fresh = sha256(data)
        if fresh != coding["digest"]:
            was[f"coding {coding['seq']} {fresh}"] = f"coding {coding['seq']} {coding['digest']}"
        same = t.codings.c.seq == coding["seq"]
        connection.execute(update(t.codings).where(same).values(record=rows.pack(data), digest=fresh))
    writer.recode(seq)
    refind(writer.connection, seq, bands)
    return str(row["id"])


_WORDED = ("title", "authors", "source", "credit", "url", "reason", "path")


def _mask_record(data: bytes, body: str | None, sha: str, pattern: re.Pattern[str]) -> bytes:
    """A kept record with the name masked, its spans still the words of the masked text."""
    value = _mask_value(msgspec.json.decode(data), pattern)
    value["report"]["sha256"] = sha
    if body is not None:
        _respan(value, body)
    kept = rows.kept(msgspec.json.encode(value))
    if body is not None:
        for span in spans_in(kept.record(body)):
            pattern_found = pattern.search(span.text)
            if pattern_found is not None:
                raise LedgerError(f"a span still holds the name after masking, at {span.start}")
    return _ENCODE(kept)


def _mask_value(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(_masked, value)
    if isinstance(value, list):
        return [_mask_value(one, pattern) for one in value]
    if isinstance(value, dict):
        return {name: _mask_value(one, pattern) for name, one in value.items()}
    return value


def _respan(value: Any, body: str) -> None:
    """Let every span say what the text says at its offsets."""
    if isinstance(value, list):
        for one in value:
            _respan(one, body)
    elif isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys() and isinstance(value["start"], int):
            value["text"] = body[value["start"] : value["end"]]
        for one in value.values():
            _respan(one, body)


def _mask_rows(writer: Writer, table: Table, pattern: re.Pattern[str]) -> None:
    """Mask the name in the text columns of a table."""
    columns = [column for column in table.c if column.name not in _KEPT and not column.primary_key]
    keys = list(table.primary_key.columns)
    found = writer.connection.execute(select(*keys, *columns)).mappings().all()
    for row in found:
        values = {
            column.name: pattern.sub(_masked, row[column.name])
            for column in columns
            if isinstance(row[column.name], str) and pattern.search(row[column.name])
        }
        if values:
            same = [column == row[column.name] for column in keys]
            writer.connection.execute(update(table).where(*same).values(**values))
            if table.name in t.ROW_DIGESTS:
                writer.seal(table, *same)


_KEPT = frozenset({"digest", "anchor", "id", "target", "node", "a", "b"})


def _drop_bytes(writer: Writer, pattern: re.Pattern[str]) -> None:
    """Empty stored bytes in which the name stands: masking them would change what was fetched into what never was."""
    for table, column in ((t.originals, "bytes"), (t.quarantine, "raw")):
        keys = list(table.primary_key.columns)
        query = select(*keys, table.c[column]).where(table.c[column].is_not(None))
        gone = [
            row
            for row in writer.connection.execute(query).mappings()
            if pattern.search(rows.unpack(row[column]).decode("utf-8", "replace"))
        ]
        for row in gone:
            same = [key == row[key.name] for key in keys]
            writer.connection.execute(update(table).where(*same).values({column: None}))
            writer.seal(table, *same)


def _events_of(connection: Connection, reports: Sequence[str]) -> list[str]:
    found: list[str] = []
    for report in sorted(set(reports)):
        found.extend(connection.execute(select(t.events.c.id).where(t.events.c.report == report)).scalars())
    return found


def _forget_names(connection: Connection) -> None:
    """Take names out of the list of spellings that no event has any more."""
    used = [
        select(table.c[name]).where(table.c[name].is_not(None))
        for table in (t.events, t.event_parties, t.event_places)
        for name in search.NAMED
        if name in table.c
    ]
    keep: set[str] = set()
    for query in used:
        keep.update(connection.execute(query.distinct()).scalars())
    listed = set(connection.execute(text("SELECT name FROM names")).scalars())
    gone = [{"name": name} for name in sorted(listed - keep)]
    if gone:
        connection.execute(text("DELETE FROM names WHERE name = :name"), gone)


def _masked(match: re.Match[str]) -> str:
    return "".join(letter if letter.isspace() else MASK for letter in match.group())


def _probes(texts: Iterable[str | None], heads: Iterable[str | None]) -> list[str]:
    """Pieces long enough to be a report's own: its longest lines, cut to what stands in one piece, and its heads."""
    lines = {line.strip() for body in texts if body for line in body.splitlines()}
    longest = sorted(lines, key=lambda line: (-len(line), line))[:8]
    pieces = dict.fromkeys([*longest, *sorted({head.strip() for head in heads if head})])
    return [piece[:80] for piece in pieces if len(piece) >= 20]


def _still(ledger: Ledger, probes: Sequence[str]) -> Iterator[str]:
    """Where what was erased is still to be read: in the files of the store, and unpacked in its tables."""
    needles = [probe.casefold() for probe in probes]
    if ledger.path is not None:
        beside = [ledger.path.with_name(ledger.path.name + suffix) for suffix in ("", "-wal", "-journal")]
        for path in [*beside, *columns_file.paths_of(ledger.path)]:
            with contextlib.suppress(FileNotFoundError):  # a desk writes the columns anew, and others are closed
                if _holds(path, probes):
                    yield str(path)
    with ledger.read() as connection:
        for table in t.metadata.tables.values():
            columns = [column for column in table.c if column.name not in ("digest", "sha256")]
            for row in connection.execute(select(*columns)).yield_per(200):
                values = [_words(value) for value in row if isinstance(value, str | bytes)]
                if any(needle in value for needle in needles for value in values):
                    yield f"{table.name} {row[0]}"


def _words(value: str | bytes) -> str:
    if isinstance(value, str):
        return value.casefold()
    try:
        return zlib.decompress(value).decode("utf-8", "replace").casefold()
    except zlib.error:
        return value.decode("utf-8", "replace").casefold()


def _holds(path: Path, probes: Sequence[str]) -> bool:
    """Whether a file holds one of these, in any case, across the borders of what is read at once."""
    needles = [probe.encode("utf-8", "surrogatepass").lower() for probe in probes]
    longest = max(map(len, needles), default=0)
    rest = b""
    with path.open("rb") as file:
        while block := file.read(_WINDOW):
            window = (rest + block).lower()
            if any(needle in window for needle in needles):
                return True
            rest = window[-longest:]
    return False
