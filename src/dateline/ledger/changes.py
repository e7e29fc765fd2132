"""What has changed since a number: for whoever keeps a copy of the record in step, deletions included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select

from dateline.ledger import tables as t
from dateline.ledger.store import Ledger

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """That a report, event or incident came or changed (``put``) or went (``delete``: its tombstone).

    Numbers only grow, and never skip what a reader has not seen: the next question asks for what comes after ``seq``.
    """

    seq: int
    kind: Literal["report", "event", "incident"]
    id: str
    op: Literal["put", "delete"]
    at: str


def changes(ledger: Ledger, since: int = 0, *, latest: bool = True) -> Iterator[Change]:
    """The changes behind number ``since``, in order; of several of one thing only the last where ``latest``."""
    last = since
    while True:
        query = select(t.changes).where(t.changes.c.seq > last).order_by(t.changes.c.seq).limit(_CHUNK)
        with ledger.read() as connection:
            rows = connection.execute(query).all()
            newest: dict[tuple[str, str], int] = {}
            if latest:
                kinds = {row.kind for row in rows}
                for kind in sorted(kinds):
                    ids = [row.id for row in rows if row.kind == kind]
                    for start in range(0, len(ids), _CHUNK // 2):
                        part = ids[start : start + _CHUNK // 2]
                        most = (
                            select(t.changes.c.id, func.max(t.changes.c.seq))
                            .where(t.changes.c.kind == kind, t.changes.c.id.in_(part))
                            .group_by(t.changes.c.id)
                        )
                        newest.update({(kind, row[0]): row[1] for row in connection.execute(most)})
        for row in rows:
            if not latest or newest[row.kind, row.id] == row.seq:
                yield Change(row.seq, row.kind, row.id, row.op, row.at)
        if len(rows) < _CHUNK:
            return
        last = rows[-1].seq


def last_change(ledger: Ledger) -> int:
    """The number of the newest change; 0 in an empty ledger."""
    with ledger.read() as connection:
        return int(connection.execute(select(func.max(t.changes.c.seq))).scalar() or 0)
