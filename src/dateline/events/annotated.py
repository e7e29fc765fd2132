"""What the events room is given: a report with everything the rooms before it found in it."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.parse.tree import Parsed
from dateline.record import Party, Place, Report, Statement, Time


@dataclass(frozen=True, slots=True)
class AnnotatedReport:
    """A report as it was read, its parse, the mentions resolved in it and the statements it makes, all in text order.

    ``parsed`` is without the page's furniture, of which nothing is coded.
    """

    report: Report
    parsed: Parsed
    times: tuple[Time, ...]
    places: tuple[Place, ...]
    parties: tuple[Party, ...]
    statements: tuple[Statement, ...]
