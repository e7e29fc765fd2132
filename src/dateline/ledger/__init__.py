"""The store of records, decisions and their audit."""

from dateline.ledger.store import DEFAULT, Ledger, open_ledger
from dateline.ledger.writing import Original, Put, Writer

__all__ = ["DEFAULT", "Ledger", "Original", "Put", "Writer", "open_ledger"]
