"""Writing to the ledger: what a transaction offers while it is open.

Reports and codings are only ever added.  ``events`` and its companions say what stands now: the current coding of the
current version of each report, with the decisions of people applied in their order.
"""

from __future__ import annotations

from sqlalchemy import delete, select, update

from dateline.ledger import decisions, reading, rows, search
from dateline.ledger.digests import row_digest
from dateline.ledger.recording import Original, Put, Recording
from dateline.ledger.relating import LinkRow, Node, Relating
from dateline.ledger.rows import Row
from dateline.ledger.tables import events, quarantine, reports, statements

__all__ = ["LinkRow", "Node", "Original", "Put", "Writer"]


class Writer(Recording, Relating):
    """An open transaction.  What it did counts once :meth:`Ledger.write` has returned, and not before."""

    def quarantine(
        self,
        name: str,
        *,
        stage: str,
        cause: str,
        advice: str | None = None,
        path: str | None = None,
        line: int | None = None,
        raw: bytes | None = None,
        reading: str | None = None,
        coder: str | None = None,
    ) -> int:
        """Keep what could not be coded, with its bytes, for a person to look into; the number of its row.

        ``reading`` says as JSON how the bytes were to be read, ``coder`` what failed at them.  The same ``name`` again
        is another attempt at the same thing.
        """
        fresh: Row = {"stage": stage, "cause": cause, "advice": advice, "last_at": self.now, "state": "open"}
        fresh |= {"reading": reading, "coder": coder}
        if raw is not None:
            fresh["raw"] = rows.pack(raw)
        found = self.connection.execute(
            select(quarantine.c.seq, quarantine.c.attempts).where(quarantine.c.name == name)
        ).first()
        if found is not None:
            self.connection.execute(
                update(quarantine).where(quarantine.c.seq == found.seq).values(**fresh, attempts=found.attempts + 1)
            )
            self.seal(quarantine, quarantine.c.seq == found.seq)
            return int(found.seq)
        seq = self.next("quarantine")
        self.insert(
            quarantine,
            [{"raw": None, **fresh, "seq": seq, "name": name, "path": path, "line": line, "attempts": 1,
              "first_at": self.now}],
        )  # fmt: skip
        return seq

    def released(self, name: str, state: str = "retried") -> None:
        """Say that what was in quarantine under ``name`` is coded by now (``retried``) or given up (``dropped``)."""
        self.connection.execute(
            update(quarantine).where(quarantine.c.name == name).values(state=state, last_at=self.now, raw=None)
        )
        self.seal(quarantine, quarantine.c.name == name)

    def forget_report(self, seq: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Take away all that is derived from a report, and its place in the search; the ids and anchors of its events.

        The report's row and its codings stay, for the caller to empty.
        """
        query = select(events.c.id, events.c.anchor).where(events.c.report_seq == seq).order_by(events.c.position)
        found = self.connection.execute(query).all()
        self._clear(seq)
        search.forget_reports(self.connection, [seq])
        return tuple(row.id for row in found), tuple(row.anchor for row in found)

    def recode(self, seq: int) -> None:
        """Derive anew what follows from a report's text and standing coding, where these were changed in place."""
        report = dict(self.connection.execute(select(reports).where(reports.c.seq == seq)).mappings().one())
        kept = reading.standing(self.connection, [seq]).get(seq)
        if not report["current"] or kept is None:
            return
        query = select(events).where(events.c.report_seq == seq).order_by(events.c.position)
        found = [dict(row) for row in self.connection.execute(query).mappings()]
        decided = decisions.load(self.connection, [row["anchor"] for row in found])
        for row in found:
            said, added = decided.get(row["anchor"], []), row["position"] >= rows.ADDED
            coded = decisions.coded_as(kept, row["position"], said)
            if added and not decisions.stands(coded, report["text"]):
                self._take_away([row["seq"]])
                self.change("event", [row["id"]], "delete")
                continue
            self._refresh(row, report, decisions.judge(coded, said, report["text"], added=added), kept)
        self.connection.execute(delete(statements).where(statements.c.report_seq == seq))
        told = [{**row, "report_seq": seq} for row in rows.statement_rows(kept.statements)]
        self.insert(statements, [{**row, "digest": row_digest(row)} for row in told])
        if report["text"] is not None:
            search.forget_reports(self.connection, [seq])
            search.put_reports(self.connection, [(seq, report["title"], report["text"])])
        self.change("report", [report["id"]])
