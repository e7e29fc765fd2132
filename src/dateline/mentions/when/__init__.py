"""When: time expressions found in a report, resolved to days, and the date of an undated report bounded by them."""

from __future__ import annotations

from dateline.mentions.when.finding import find
from dateline.mentions.when.publication import bound_publication
from dateline.mentions.when.readings import Anchor, FoundTime
from dateline.mentions.when.resolving import resolve

__all__ = ["Anchor", "FoundTime", "bound_publication", "find", "resolve"]
