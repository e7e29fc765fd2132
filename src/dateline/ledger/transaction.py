"""A transaction on the ledger: numbers for new rows, the feed of changes, the audit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, select, update

from dateline.ledger import audit
from dateline.ledger.digests import row_digest, sha256
from dateline.ledger.rows import Row
from dateline.ledger.tables import ROW_DIGESTS, changes, counters

_CHUNK = 500
"""How many values one ``IN (…)`` holds: well under the limits of both back ends."""


class Transaction:
    """An open transaction of an account, ``who``.  ``connection`` is for reading and for tables of the caller's own."""

    def __init__(self, connection: Connection, who: str, clock: Callable[[], datetime]) -> None:
        self.connection, self.who = connection, who
        self.now = clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        self._counters = {row.name: row.value for row in connection.execute(select(counters))}
        self._counted: set[str] = set()
        self._added: list[str] = []
        self._told: list[str] = []

    def next(self, name: str, count: int = 1) -> int:
        """The first of ``count`` numbers for new rows of the table called ``name``; none is ever given twice."""
        first: int = self._counters.get(name, 0) + 1
        self._counters[name] = first + count - 1
        self._counted.add(name)
        return first

    def change(self, kind: str, identifiers: Iterable[str], op: str = "put") -> None:
        """Say in the feed of changes that these reports, events or incidents came, changed or went (``delete``)."""
        self.changed((kind, identifier, op) for identifier in identifiers)

    def changed(self, told: Iterable[tuple[str, str, str]]) -> None:
        """Say the same of several kinds: (kind, id, op) each."""
        wanted = list(told)
        if not wanted:
            return
        seq = self.next("changes", len(wanted))
        self._told.extend(f"{seq + index} {' '.join(one)}" for index, one in enumerate(wanted))
        self.insert(
            changes,
            [
                {"seq": seq + index, "kind": kind, "id": identifier, "op": op, "at": self.now}
                for index, (kind, identifier, op) in enumerate(wanted)
            ],
        )

    def audit(self, action: str, subject: str | None = None, detail: Mapping[str, Any] | None = None) -> int:
        """Add a line to the audit and give its number."""
        seq = self.next("audit")
        audit.append(self.connection, seq, self.now, self.who, action, subject, detail)
        return seq

    def insert(self, table: Table, values: Sequence[Row]) -> None:
        """Add rows to a table; those that come without a digest get it where the table keeps one."""
        if not values:
            return
        left_out = ROW_DIGESTS.get(table.name)
        if left_out is not None and "digest" not in values[0]:
            values = [{**row, "digest": digest_of(row, left_out)} for row in values]
        statement = _insertion(self.connection.dialect.name, table.name, tuple(values[0]))
        # Past SQLAlchemy's own handling of parameters, which takes longer than the database does.
        pick = itemgetter(*values[0]) if len(values[0]) > 1 else lambda row: tuple(row.values())
        self.connection.exec_driver_sql(statement, [pick(row) for row in values])

    def seal(self, table: Table, *conditions: Any) -> None:
        """Give rows that were changed in place their digests anew."""
        left_out = ROW_DIGESTS[table.name]
        keys = list(table.primary_key.columns)
        for row in self.connection.execute(select(table).where(*conditions)).all():
            values = dict(row._mapping)
            same = [column == values[column.name] for column in keys]
            self.connection.execute(update(table).where(*same).values(digest=digest_of(values, left_out)))

    def close(self) -> None:
        """Write what the transaction still owes: its audit line and its counters."""
        detail: dict[str, Any] = {}
        if self._added:
            detail |= {"rows": len(self._added), "digest": listing_digest(self._added)}
        if self._told:
            detail |= {"changes": len(self._told), "changes_digest": listing_digest(self._told)}
        if detail:
            self.audit("put", None, detail)
        for name in sorted(self._counted):
            value = self._counters[name]
            done = self.connection.execute(update(counters).where(counters.c.name == name).values(value=value))
            if not done.rowcount:
                self.connection.execute(counters.insert(), {"name": name, "value": value})


def digest_of(row: Mapping[str, Any], left_out: Collection[str]) -> str:
    """The digest of a row without the columns that its table's digest leaves out."""
    return row_digest({name: value for name, value in row.items() if name not in left_out})


def listing_digest(lines: Iterable[str]) -> str:
    """The digest under which the audit lists what a transaction added."""
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass"))


def parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The values in portions that one query can hold."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


@lru_cache(maxsize=256)
def _insertion(dialect: str, table: str, columns: tuple[str, ...]) -> str:
    """The statement that adds a row, its values in the order of ``columns``: names of our own tables only."""
    mark = "?" if dialect == "sqlite" else "%s"
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join([mark] * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - no value is in it
