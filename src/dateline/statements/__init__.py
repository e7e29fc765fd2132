"""The statements room: who says so.  ``attribute`` reads a parsed report's statements."""

from __future__ import annotations

from dateline.statements.attribute import attribute
from dateline.statements.quotations import Quotation, quotations

__all__ = ["Quotation", "attribute", "quotations"]
