"""A user's own categories: found by their own triggers, put beside the events of PLOVER or instead of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import msgspec

from dateline.codebook.acts import TYPES, EventBooks
from dateline.codebook.own import Own
from dateline.events.annotated import AnnotatedReport
from dateline.events.coding import code
from dateline.parse.tree import Parsed
from dateline.record import Event, OwnCode, Reason


def own_codes(events: Sequence[Event], annotated: AnnotatedReport, books: EventBooks, own: Own) -> tuple[Event, ...]:
    """The events of PLOVER with the own categories that fall on the same words, and those that only these know.

    With ``own.only`` the events of the own categories alone.  The learned heads, which know nothing but PLOVER, have no
    say in what an own category finds.
    """
    # An entry of one's own that fits is no less sure for PLOVER's heads being silent: the weights are those of a report
    # that was read by the model.
    calibration = books.calibration
    if any(sentence.vectors is not None for sentence in annotated.parsed.sentences):
        calibration = replace(calibration, codebook=calibration.model)
    theirs = replace(books, acts=own.acts, calibration=calibration)
    coded = code(replace(annotated, parsed=_unread(annotated.parsed)), theirs)
    found = tuple(_with_category(event, own) for event in coded)
    if own.only:
        return found
    joined = [msgspec.structs.replace(it, codes=msgspec.structs.replace(it.codes, own=())) for it in events]
    alone: list[Event] = []
    for event in found:
        place = next((at for at, other in enumerate(joined) if _same_words(other, event)), None)
        if place is None:
            alone.append(event)
        else:
            joined[place] = _joined(joined[place], event)
    if joined:
        # What the report is about was weighed among the events of PLOVER; the others stand behind them.
        alone = [_not_main(event) for event in alone]
    whole = sorted((*joined, *alone), key=lambda event: (event.trigger.start, event.trigger.end))
    return tuple(msgspec.structs.replace(event, id=f"e{place}") for place, event in enumerate(whole, 1))


def _unread(parsed: Parsed) -> Parsed:
    """The report with its syntax, without what the heads for PLOVER say of it."""
    plain = tuple(
        replace(
            sentence,
            vectors=None,
            acts=MappingProxyType({}),
            marks=MappingProxyType({name: marks for name, marks in sentence.marks.items() if name != "role"}),
        )
        for sentence in parsed.sentences
    )
    return replace(parsed, sentences=plain)


def _with_category(event: Event, own: Own) -> Event:
    """The event with the categories whose triggers it was found by, and why."""
    by = dict.fromkeys(reason.by for reason in event.because if reason.by in own.of)
    codes: tuple[OwnCode, ...] = tuple(own.of[name].code for name in by)
    because = tuple(
        reason
        if reason.about != "type" or reason.by not in own.of
        else msgspec.structs.replace(reason, text=f"{reason.text}; {_falls_under(own, reason.by)}")
        for reason in event.because
        if event.type in TYPES or not reason.by.startswith("crosswalk:")
    )
    return msgspec.structs.replace(event, codes=msgspec.structs.replace(event.codes, own=codes), because=because)


def _falls_under(own: Own, entry: str) -> str:
    category = own.of[entry]
    return f"the category falls under {category.plover}" if category.plover else "the category is outside PLOVER"


def _triggers(event: Event) -> list[tuple[int, int]]:
    """The words an event was found by: its trigger and those merged into it."""
    spans = [(event.trigger.start, event.trigger.end)]
    for reason in event.because:
        if reason.about in ("type", "codes") and reason.evidence:
            spans.append((reason.evidence[0].start, reason.evidence[0].end))
    return spans


def _same_words(left: Event, right: Event) -> bool:
    return any(
        first[0] < second[1] and second[0] < first[1] for first in _triggers(left) for second in _triggers(right)
    )


def _joined(event: Event, own: Event) -> Event:
    """The event of PLOVER with the categories of the own one."""
    held = tuple(dict.fromkeys((*(event.codes.own or ()), *(own.codes.own or ()))))
    because = tuple(
        Reason(
            about="codes", by=reason.by, text=reason.text, runner_up=reason.runner_up, evidence=reason.evidence
        )
        for reason in own.because
        if reason.by.startswith("own:") and reason.about in ("type", "codes")
    )  # fmt: skip
    return msgspec.structs.replace(
        event, codes=msgspec.structs.replace(event.codes, own=held), because=(*event.because, *because)
    )


def _not_main(event: Event) -> Event:
    because = tuple(reason for reason in event.because if reason.about != "main")
    return msgspec.structs.replace(event, main=False, because=because)
