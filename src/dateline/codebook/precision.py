"""Precision: how exactly the day and the place of an event are known, as UCDP and ACLED count it.

The scales are those of their codebooks (UCDP GED: date_prec and where_prec; ACLED: time_precision and geo_precision).
What is not known has no number: the day of publication and the middle of a country are never put in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from dateline.record import EventPrecision, Place, Time

DatePrecision = Literal[1, 2, 3, 4, 5]
WherePrecision = Literal[1, 2, 3, 4, 5, 6, 7]

_WATERS = frozenset({"SEA", "OCN", "GULF", "STRT", "BAY", "CHN", "SD"})
"""Feature codes of open water: an event there is at sea (UCDP where_prec 7)."""
_SPANS: tuple[tuple[int, DatePrecision], ...] = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
"""Longest number of days that each step of UCDP's date_prec stands for."""


def precision_of(when: Time | None, where: Sequence[Place]) -> EventPrecision:
    """All four figures of an event that happened ``when`` and ``where``."""
    days = date_precision(when)
    return EventPrecision(
        date_prec=days,
        where_prec=where_precision(where),
        time_precision=None if days is None else 1 if days == 1 else 2 if days <= 3 else 3,
        geo_precision=geo_precision(where),
    )


def date_precision(time: Time | None) -> DatePrecision | None:
    """UCDP's date_prec of a time expression; ``None`` where it bounds no days or more than a year of them."""
    if time is None or time.from_ is None or time.to is None:
        return None
    count = (date.fromisoformat(time.to) - date.fromisoformat(time.from_)).days + 1
    return next((step for most, step in _SPANS if count <= most), None)


def where_precision(places: Sequence[Place]) -> WherePrecision | None:
    """UCDP's where_prec of an event's places, the most exact one counted; ``None`` where none is on the map.

    Two towns between which it happened make a line, not a town.
    """
    known = [step for place in places if (step := where_step(place)) is not None]
    return min(known, key=_rank, default=None)


def geo_precision(places: Sequence[Place]) -> Literal[1, 2, 3] | None:
    """ACLED's geo_precision of an event's places; ``None`` where none is on the map."""
    step = where_precision(places)
    if step is None:
        return None
    if step == 1:
        return 1
    return 2 if step in (2, 3) else 3


def where_step(place: Place) -> WherePrecision | None:
    """UCDP's where_prec of one place; ``None`` where it is not on the map."""
    if place.lat is None:
        return None
    feature = place.feature or ""
    if feature in _WATERS:
        return 7
    if feature.startswith("PCL"):
        return 5 if place.precision == "line_or_area" else 6
    if feature == "ADM1":
        return 4  # a part of a province too: the province is what is known
    if feature in ("ADM2", "ADM3"):
        return 3
    steps: dict[str, WherePrecision] = {
        "exact": 1, "near": 2, "district": 3, "province": 4, "country": 6, "line_or_area": 5,
    }  # fmt: skip
    return steps.get(place.precision)


def _rank(step: int) -> int:
    """Order from the most to the least exact: a stretch of sea says more than the name of a country."""
    return (1, 2, 3, 4, 5, 7, 6).index(step)
