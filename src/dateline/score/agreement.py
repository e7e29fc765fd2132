"""How far coders agree on events: per field, with what they differ on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations

from msgspec import Struct

from dateline.record import Count, Event, Party
from dateline.score.aligning import Unit, units
from dateline.score.alpha import TIMES, Coefficient, Scale, cohen, krippendorff

NOTHING = "(none)"
"""A field that a coder looked at and left empty: a code like others, for "no actor" can be agreed on."""

LEFT_OUT = "(left out)"
"""An event that a coder who read the report did not code."""


class Given(Struct, frozen=True, kw_only=True):
    """What one coder coded in a field of one event."""

    coder: str
    value: str
    event: str | None


class Difference(Struct, frozen=True, kw_only=True):
    """An event on whose field the coders differ."""

    report: str
    unit: str
    given: tuple[Given, ...]


class PairKappa(Struct, frozen=True, kw_only=True):
    """Cohen's kappa of two coders on a field, and how many events both coded."""

    first: str
    second: str
    kappa: float | None
    units: int


class FieldAgreement(Struct, frozen=True, kw_only=True):
    """Agreement on one field.

    ``scale`` is the one alpha was worked out on, ``agreed`` the share of pairs of codes that are equal (not corrected
    for chance), ``differences`` the events whose codes differ.
    """

    field: str
    scale: Scale
    alpha: Coefficient
    agreed: float | None
    kappas: tuple[PairKappa, ...]
    differences: tuple[Difference, ...]


class Agreement(Struct, frozen=True, kw_only=True):
    """Agreement on everything: ``event`` says whether coders found the same events, ``words`` whether the same words.

    ``words`` is alpha over the words of the reports, each inside a trigger or not: a plain form of unitising that does
    not weigh how long the stretches are.
    """

    coders: tuple[str, ...]
    reports: int
    events: int
    fields: tuple[FieldAgreement, ...]
    words: Coefficient


def _parties(parties: Sequence[Party]) -> str:
    return "; ".join(sorted(party.name or party.text for party in parties)) or NOTHING


def _day(event: Event) -> int | None:
    when = event.when
    iso = None if when is None else when.from_ or when.to
    try:
        return None if iso is None else date.fromisoformat(iso).toordinal()
    except ValueError:
        return None


def _low(count: Count | None) -> int | None:
    return None if count is None else count.min


Value = Callable[[Event], Hashable]
FIELDS: Mapping[str, tuple[Scale, Value]] = {
    "type": ("nominal", lambda event: event.type),
    "mode": ("nominal", lambda event: event.mode or NOTHING),
    "status": ("nominal", lambda event: event.status),
    "main": ("nominal", lambda event: "yes" if event.main else "no"),
    "actors": ("nominal", lambda event: _parties(event.actors)),
    "recipients": ("nominal", lambda event: _parties(event.recipients)),
    "place": ("nominal", lambda event: event.where[0].name or event.where[0].text if event.where else NOTHING),
    "date": ("interval", _day),
    "killed": ("ratio", lambda event: _low(event.toll.killed)),
    "injured": ("ratio", lambda event: _low(event.toll.injured)),
    "claim": ("nominal", lambda event: event.claim.stance if event.claim else NOTHING),
}
"""Fields, the scale of each and its value; ``None`` is no code: missing is not zero and no disagreement."""


def agreement(
    codings: Mapping[str, Mapping[str, Sequence[Event]]],
    texts: Mapping[str, str] | None = None,
    *,
    times: int = TIMES,
) -> Agreement:
    """Agreement on these codings: report → coder → events.

    Only reports that two coders or more coded count.  ``texts`` are the reports' texts, for the agreement on words.
    """
    double = {report: by for report, by in sorted(codings.items()) if len(by) > 1}
    coders = sorted({coder for by in double.values() for coder in by})
    found = [unit for report, by in double.items() for unit in units(report, by)]
    fields = [_presence(found, double, times)]
    fields += [_field(name, scale, value, found, times) for name, (scale, value) in FIELDS.items()]
    return Agreement(
        coders=tuple(coders),
        reports=len(double),
        events=len(found),
        fields=tuple(fields),
        words=_words(double, texts or {}, times),
    )


def _presence(found: Sequence[Unit], double: Mapping[str, Mapping[str, Sequence[Event]]], times: int) -> FieldAgreement:
    """Whether an event was coded at all, by everyone who coded its report."""
    rows = []
    for unit in found:
        given = {coder: "coded" if coder in unit.events else LEFT_OUT for coder in double[unit.report]}
        rows.append((unit, given))
    return _counted("event", "nominal", rows, times)


def _field(name: str, scale: Scale, value: Value, found: Sequence[Unit], times: int) -> FieldAgreement:
    rows: list[tuple[Unit, dict[str, Hashable]]] = []
    for unit in found:
        given = {coder: value(event) for coder, event in unit.events.items()}
        rows.append((unit, {coder: code for coder, code in given.items() if code is not None}))
    return _counted(name, scale, rows, times)


def _counted(
    name: str, scale: Scale, rows: Sequence[tuple[Unit, Mapping[str, Hashable]]], times: int
) -> FieldAgreement:
    groups = [unit.report for unit, _ in rows]
    alpha = krippendorff([list(given.values()) for _, given in rows], scale, groups=groups, times=times)
    pairs = [(one, other) for _, given in rows for one, other in combinations(given.values(), 2)]
    differing = [(unit, given) for unit, given in rows if len(set(given.values())) > 1]
    return FieldAgreement(
        field=name,
        scale=scale,
        alpha=alpha,
        agreed=sum(one == other for one, other in pairs) / len(pairs) if pairs else None,
        kappas=_kappas([given for _, given in rows]),
        differences=tuple(
            Difference(report=unit.report, unit=unit.name, given=_given(name, unit, given)) for unit, given in differing
        ),
    )


def _given(name: str, unit: Unit, given: Mapping[str, Hashable]) -> tuple[Given, ...]:
    out = []
    for coder, code in sorted(given.items()):
        event = unit.events.get(coder)
        shown = date.fromordinal(code).isoformat() if name == "date" and isinstance(code, int) else str(code)
        out.append(Given(coder=coder, value=shown, event=event.id if event is not None else None))
    return tuple(out)


def _kappas(rows: Iterable[Mapping[str, Hashable]]) -> tuple[PairKappa, ...]:
    kept = list(rows)
    coders = sorted({coder for given in kept for coder in given})
    out = []
    for first, second in combinations(coders, 2):
        pairs = [(given[first], given[second]) for given in kept if first in given and second in given]
        if pairs:
            out.append(PairKappa(first=first, second=second, kappa=cohen(pairs), units=len(pairs)))
    return tuple(out)


def _words(double: Mapping[str, Mapping[str, Sequence[Event]]], texts: Mapping[str, str], times: int) -> Coefficient:
    coded: list[list[Hashable]] = []
    groups: list[str] = []
    for report, by in double.items():
        text = texts.get(report)
        if text is None:
            continue
        inside = {coder: [(event.trigger.start, event.trigger.end) for event in events] for coder, events in by.items()}
        for start, end in _tokens(text):
            coded.append([any(a < end and start < b for a, b in spans) for spans in inside.values()])
            groups.append(report)
    return krippendorff(coded, groups=groups, times=times)


def _tokens(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield at, at + len(word)
        at += len(word)
