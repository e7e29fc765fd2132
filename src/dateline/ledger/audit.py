"""The audit: who did what to the ledger, in an order that cannot be changed unseen.

Each line holds the hash of the one before it, and is found by its number: a clock that was set back changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from dateline.ledger.digests import chained
from dateline.ledger.tables import audit

ORIGIN = "0" * 64
"""What the first line has for the hash of the one before."""

_ENCODE = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit: ``who`` did ``action`` to ``subject``, numbered ``seq``; ``at`` is what the clock said."""

    seq: int
    at: str
    who: str
    action: str
    subject: str | None
    detail: str | None
    previous: str
    hash: str

    @property
    def is_whole(self) -> bool:
        """Whether its hash is that of what it says."""
        return _hash(self.previous, self.seq, self.at, self.who, self.action, self.subject, self.detail) == self.hash


def append(
    connection: Connection,
    seq: int,
    at: str,
    who: str,
    action: str,
    subject: str | None,
    detail: Mapping[str, Any] | None,
) -> None:
    """Add line ``seq`` after the last one."""
    last = connection.execute(select(audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).scalar()
    previous = ORIGIN if last is None else last
    told = None if detail is None else _ENCODE(detail).decode()
    connection.execute(
        audit.insert(),
        {
            "seq": seq,
            "at": at,
            "who": who,
            "action": action,
            "subject": subject,
            "detail": told,
            "previous": previous,
            "hash": _hash(previous, seq, at, who, action, subject, told),
        },
    )


def lines(connection: Connection, after: int = 0) -> Iterator[Line]:
    """The lines behind number ``after``, in order."""
    query = select(audit).where(audit.c.seq > after).order_by(audit.c.seq)
    for row in connection.execute(query):
        yield Line(**row._mapping)


def faults(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain, a sentence each: lines changed, missing or put in."""
    previous, expected = ORIGIN, 1
    for line in lines(connection):
        if line.seq != expected:
            yield f"audit: line {expected} is missing" if line.seq > expected else f"audit: line {line.seq} is twice"
        elif line.previous != previous:
            yield f"audit: line {line.seq} does not follow from the one before"
        if not line.is_whole:
            yield f"audit: line {line.seq} was changed"
        previous, expected = line.hash, line.seq + 1


def _hash(previous: str, seq: int, at: str, who: str, action: str, subject: str | None, detail: str | None) -> str:
    values = {"seq": seq, "at": at, "who": who, "action": action, "subject": subject, "detail": detail}
    return chained(previous, values)
