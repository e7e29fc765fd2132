"""Where labels come from: a ledger's reviewed events, records as they should be, or lines with a pair and its type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dateline.codebook.acts import TYPES
from dateline.events.taught import NONE
from dateline.ledger import Ledger, reading
from dateline.ledger.tables import events as event_rows
from dateline.record import Record, RecordError, ReportError

__all__ = ["Labelled", "Pair", "from_file", "from_ledger"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what is right of it.

    ``spans`` are triggers (start, end) with their type, or ``NONE`` where there is no event; with ``whole`` every coded
    event that touches none of them is wrong as well.  ``pair`` is the type of what one party does to another.
    """

    text: str
    published: str | None
    spans: tuple[tuple[int, int, str], ...] = ()
    whole: bool = False
    pair: Pair | None = None


class Pair(msgspec.Struct, frozen=True):
    """A line of one's own: who does what to whom in a text; the parties are told by their words there."""

    text: str
    type: str
    actor: str
    recipient: str
    published: str | None = None


def from_ledger(ledger: Ledger) -> Iterator[Labelled]:
    """The events of a ledger that people accepted, edited or rejected, by report."""
    from sqlalchemy import select

    columns = event_rows.c
    query = (
        select(columns.id, columns.report_seq, columns.reviewed).where(columns.reviewed != "no").order_by(columns.seq)
    )
    with ledger.read() as connection:
        by_report: dict[int, list[tuple[str, str]]] = {}
        for row in connection.execute(query):
            by_report.setdefault(row.report_seq, []).append((row.id, row.reviewed))
        for seq, held in sorted(by_report.items()):
            record = reading.record(connection, seq)
            if record is None:
                continue
            valid = reading.standing_events(connection, [seq])
            spans = tuple(
                (it.trigger.start, it.trigger.end, NONE if reviewed == "rejected" else it.type)
                for name, reviewed in held
                if (it := valid.get(name)) is not None and it.type in TYPES
            )
            yield Labelled(record.report.text, record.report.published, spans)


def from_file(path: Path) -> Iterator[Labelled]:
    """The lines of a JSON Lines file: records as they should be, or pairs.

    Raises:
        ReportError: a line is neither.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise ReportError(str(path), "learn", f"cannot be read ({error.strerror})", "Check the path") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            pair = msgspec.json.decode(line, type=Pair)
        except msgspec.DecodeError:
            yield _record(path, number, line)
            continue
        if pair.type not in {*TYPES, NONE}:
            cause = f"{pair.type!r} is no PLOVER type, nor {NONE}"
            raise ReportError(f"{path}, line {number}", "learn", cause, "Mend the line")
        yield Labelled(pair.text, pair.published, pair=pair)


def _record(path: Path, number: int, line: bytes) -> Labelled:
    try:
        record = Record.from_json(line)
    except RecordError as error:
        cause = f"neither a record nor a line with text, actor, recipient and type ({error})"
        raise ReportError(
            f"{path}, line {number}", "learn", cause, "See the guide for what a line looks like"
        ) from error
    spans = tuple((it.trigger.start, it.trigger.end, it.type) for it in record.events if it.type in TYPES)
    return Labelled(record.report.text, record.report.published, spans, whole=True)
