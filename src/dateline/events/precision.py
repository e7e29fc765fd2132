"""Precision: the figures for how exactly the day and the place of an event are known, and the reasons for them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dateline.codebook.precision import DatePrecision, WherePrecision, precision_of, where_precision, where_step
from dateline.record import Event, Place, Reason, Time

_DAYS_SAID = {1: "to the day", 2: "within two to six days", 3: "to the week", 4: "to the month", 5: "to the year"}
_PLACE_SAID = {
    1: "the place itself", 2: "near the place", 3: "the second-order division", 4: "the first-order division",
    5: "a line or an area", 6: "the country only", 7: "at sea",
}  # fmt: skip


def with_precision(event: Event) -> Event:
    """The event with its ``precision`` filled in, and the reasons for it added to ``because``."""
    precision = precision_of(event.when, event.where)
    because = list(event.because)
    if event.when is not None:
        because.append(_date_reason(event.when, precision.date_prec))
    if event.where:
        because.append(_place_reason(event.where, where_precision(event.where)))
    return msgspec.structs.replace(event, precision=precision, because=tuple(because))


def _date_reason(time: Time, step: DatePrecision | None) -> Reason:
    if step is not None:
        text = f"known {_DAYS_SAID[step]} ({time.from_} to {time.to}): UCDP date precision {step}"
    elif time.from_ is None:
        text = f"{time.text!r} names no days, so no date precision is given ({time.reason or 'open'})"
    else:
        text = f"{time.text!r} spans more than a year, which UCDP's date precision does not reach"
    return Reason(about="when", by="precision:date", text=text, evidence=(time.span,))


def _place_reason(places: Sequence[Place], step: WherePrecision | None) -> Reason:
    if step is None:
        text = f"{places[0].text!r} is on no map, so no place precision is given ({places[0].reason or 'open'})"
        return Reason(about="where", by="precision:place", text=text, evidence=(places[0].span,))
    place = next(place for place in places if where_step(place) == step)
    text = f"{_PLACE_SAID[step]} is known ({place.name or place.text}): UCDP place precision {step}"
    return Reason(about="where", by="precision:place", text=text, evidence=(place.span,))
