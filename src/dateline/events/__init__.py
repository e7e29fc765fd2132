"""The events room: what happened, who did it to whom, and why it was coded so."""

from __future__ import annotations

from dateline.events.annotated import AnnotatedReport
from dateline.events.coding import code

__all__ = ["AnnotatedReport", "code"]
