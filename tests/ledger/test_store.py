"""Opening, refusing, closing: what is a ledger stays whole, what is none stays as it is."""

from __future__ import annotations

from making import a_record
from sqlalchemy import select

from dateline.ledger import Ledger
from dateline.ledger.tables import reports


def test_what_was_put_is_there_after_opening_again(ledger: Ledger, make_ledger) -> None:
    with ledger.write() as writer:
        put = writer.put(a_record())
    ledger.close()
    with make_ledger(readonly=True).read() as connection:
        found = connection.execute(select(reports.c.id, reports.c.version)).one()
    assert (put.new, tuple(found)) == (True, ("report-1", 1))
