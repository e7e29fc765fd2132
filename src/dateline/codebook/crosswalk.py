"""Crosswalks: a PLOVER event in the words of CAMEO, ACLED and UCDP, and CAMEO codes in PLOVER's.

The tables lie under ``data/crosswalk`` and say themselves where they come from.  A crosswalk loses detail; where an
ontology would not code the event at all, the value is ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast, get_args

from dateline.codebook.tables import Row, data_text, parse_rows
from dateline.record import AcledCode, CodebookError, Codes, EventType, Party, Reason, Status, Toll, UcdpCode

DONE: Final = frozenset({"occurred", "ongoing"})
"""The statuses under which an act counts as done."""

_TYPES: Final = frozenset(get_args(EventType))
_OUTCOMES: Final = frozenset({"territory", "base", "change"})
_WHEN: Final = _OUTCOMES | {"", "arrested", "several-arrested", "killed", "unhurt", "attempted", "weapons"}
_CLASSES: Final = "SNCP"


@dataclass(frozen=True, slots=True)
class ModeRow:
    """What a PLOVER type and mode is elsewhere.

    ``score`` is PLOVER's on the scale from -10 to 10 (``None``: the manual prints none), ``cameo_armed`` the CAMEO code
    where both sides are armed (``None``: the same).
    """

    quad: int
    score: float | None
    cameo: str
    cameo_armed: str | None


@dataclass(frozen=True, slots=True)
class SectorRow:
    """What a sector counts as: ``actor`` and ``recipient`` are S, N, C, P or empty; ``ucdp`` a side of UCDP's."""

    actor: str
    recipient: str
    armed: bool
    ucdp: str


@dataclass(frozen=True, slots=True)
class AcledRow:
    """One line of the ACLED table; ``modes`` is ``None`` for any, and holds ``None`` for the type without a mode."""

    type: str
    modes: frozenset[str | None] | None
    actor: str
    recipient: str
    weapon: str
    when: str
    code: AcledCode | None
    where: str


@dataclass(frozen=True, slots=True)
class Crosswalks:
    """All crosswalk tables, checked; ``outcomes`` says of codebook entries what their acts leave behind."""

    modes: dict[tuple[str, str | None], ModeRow]
    from_cameo: dict[str, tuple[EventType | None, str | None]]
    sectors: dict[str, SectorRow]
    acled: tuple[AcledRow, ...]
    ucdp: dict[tuple[str, str], int]
    collapse: dict[tuple[str, str, str], tuple[EventType | None, str | None]]
    outcomes: dict[str, str]

    def outcome_of(self, because: Iterable[Reason]) -> str | None:
        """What an act leaves behind, by the codebook entries its reasons name: ``territory`` that is now the actor's, a
        ``base`` set up, a ``change`` of the group itself; ``None`` for any other act.
        """
        found = (self.outcomes.get(reason.by) for reason in because if reason.about in ("type", "codes"))
        return next((outcome for outcome in found if outcome is not None), None)

    def modes_of(self, event_type: str) -> frozenset[str]:
        """The modes PLOVER has for a type."""
        return frozenset(mode for name, mode in self.modes if name == event_type and mode is not None)


@dataclass(frozen=True, slots=True)
class _Side:
    actor: str
    recipient: str
    armed: bool
    ucdp: str


@lru_cache(maxsize=1)
def load_crosswalks() -> Crosswalks:
    """The packaged tables, read and checked once.

    Raises:
        CodebookError: a row names an unknown type, mode, class or condition, or stands twice, or can never be reached.
    """
    modes: dict[tuple[str, str | None], ModeRow] = {}
    for row in _rows("plover.tsv", "type mode quad score cameo cameo_armed"):
        key = (_type(row, "type"), row["mode"] or None)
        _once(row, key, modes)
        score = float(row["score"]) if row["score"] else None
        modes[key] = ModeRow(int(row["quad"]), score, row["cameo"], row["cameo_armed"] or None)

    from_cameo: dict[str, tuple[EventType | None, str | None]] = {}
    for row in _rows("cameo_plover.tsv", "cameo type mode"):
        _once(row, row["cameo"], from_cameo)
        plover = _type(row, "type") if row["type"] else None
        _known_mode(row, plover, row["mode"], modes)
        from_cameo[row["cameo"]] = (plover, row["mode"] or None)

    sectors: dict[str, SectorRow] = {}
    for row in _rows("sectors.tsv", "sector actor recipient armed ucdp"):
        _once(row, row["sector"], sectors)
        _classes(row, "actor", _CLASSES)
        _classes(row, "recipient", _CLASSES)
        sectors[row["sector"]] = SectorRow(row["actor"], row["recipient"], row["armed"] == "yes", row["ucdp"])

    acled = tuple(
        _acled_row(row, modes)
        for row in _rows("acled.tsv", "type modes actor recipient weapon when event_type sub_event_type")
    )
    for place, later in enumerate(acled):
        for earlier in acled[:place]:
            if _covers(earlier, later):
                raise CodebookError(f"{later.where}: can never be reached, {earlier.where} takes all it fits")

    ucdp: dict[tuple[str, str], int] = {}
    for row in _rows("ucdp.tsv", "actor recipient type_of_violence"):
        _once(row, (row["actor"], row["recipient"]), ucdp)
        ucdp[row["actor"], row["recipient"]] = int(row["type_of_violence"])

    collapse: dict[tuple[str, str, str], tuple[EventType | None, str | None]] = {}
    for row in _rows("collapse.tsv", "type mode status to_type to_mode"):
        rule = (row["type"], row["mode"], row["status"])
        _once(row, rule, collapse)
        to = None if row["to_type"] == "none" else _type(row, "to_type")
        _known_mode(row, to, row["to_mode"], modes)
        collapse[rule] = (to, row["to_mode"] or None)

    outcomes: dict[str, str] = {}
    for row in _rows("outcomes.tsv", "entry outcome"):
        _once(row, row["entry"], outcomes)
        if row["outcome"] not in _OUTCOMES:
            raise CodebookError(f"{row.where}: outcome {row['outcome']!r} is not one of {sorted(_OUTCOMES)}")
        outcomes[row["entry"]] = row["outcome"]
    return Crosswalks(modes, from_cameo, sectors, acled, ucdp, collapse, outcomes)


def plover_from_cameo(crosswalks: Crosswalks, cameo: str) -> tuple[EventType, str | None] | None:
    """The PLOVER type and mode of a CAMEO code of two to four digits; ``None`` for statements and unknown codes."""
    for length in range(len(cameo), 1, -1):
        found = crosswalks.from_cameo.get(cameo[:length])
        if found is not None:
            plover, mode = found
            return None if plover is None else (plover, mode)
    return None


def collapsed(
    crosswalks: Crosswalks,
    type: EventType,  # noqa: A002 - the contract's word for it
    mode: str | None,
    status: Status,
) -> tuple[EventType, str | None] | None:
    """Type and mode in an ontology without status; ``None`` where the act is not coded there.

    A promised meeting is an agreement, a threatened arrest a threat; what is denied or merely possible is nothing.
    """
    if status in DONE or status == "attempted":
        return type, mode
    keys = ((type, mode or "*", status), (type, "*", status), ("*", "*", "*"))
    to, to_mode = next(crosswalks.collapse[key] for key in keys if key in crosswalks.collapse)
    return None if to is None else (to, to_mode)


def codes_for(
    crosswalks: Crosswalks,
    type: EventType,  # noqa: A002 - the contract's word for it
    mode: str | None,
    actors: Sequence[Party],
    recipients: Sequence[Party],
    toll: Toll,
    weapon_category: str | None,
    status: Status,
    *,
    outcome: str | None = None,
) -> Codes:
    """The event in every ontology.

    ``plover`` names the act whatever its status; ``cameo`` is what an ontology without status makes of it.  ACLED and
    UCDP code only what happened (and ACLED a weapon found in time).  ``outcome`` is what the act leaves
    behind (``Crosswalks.outcome_of``).  A type that is not PLOVER's has a code in none of them.
    """
    if type not in _TYPES:
        return Codes(plover=None)
    row = crosswalks.modes.get((type, mode)) or crosswalks.modes[type, None]
    actor, recipient = _sides(crosswalks, actors, recipients)
    cameo = None
    in_plover = collapsed(crosswalks, type, mode, status)
    if in_plover is not None:
        target = crosswalks.modes.get(in_plover) or crosswalks.modes[in_plover[0], None]
        both_armed = actor is not None and recipient is not None and actor.armed and recipient.armed
        cameo = target.cameo_armed if both_armed and target.cameo_armed else target.cameo
    return Codes(
        plover=f"{type}:{mode}" if mode else type,
        cameo=cameo,
        quad=row.quad,  # type: ignore[arg-type]  # the table's check keeps it between 1 and 4
        acled=_acled(crosswalks, type, mode, actor, recipient, toll, weapon_category, status, outcome),
        ucdp=_ucdp(crosswalks, type, actor, recipient, toll, status),
    )


def _sides(
    crosswalks: Crosswalks, actors: Sequence[Party], recipients: Sequence[Party]
) -> tuple[_Side | None, _Side | None]:
    """What stands on either side; a mutual act sets its first actor against the others."""
    left, right = list(actors), list(recipients)
    if not right and len(left) > 1:
        left, right = left[:1], left[1:]
    return _side(crosswalks, left), _side(crosswalks, right)


def _side(crosswalks: Crosswalks, parties: Sequence[Party]) -> _Side | None:
    found = [row for party in parties if (row := _sector(crosswalks, party)) is not None]
    if not found:
        return None
    # State forces weigh most: a militia beside them acts with the state.
    return _Side(
        actor=min((row.actor for row in found), key=lambda letter: "SNPC".find(letter) if letter else 9),
        recipient=min((row.recipient for row in found), key=lambda letter: "SNPC".find(letter) if letter else 9),
        armed=any(row.armed for row in found),
        ucdp=min((row.ucdp for row in found), key=("state", "nonstate", "civilian").index),
    )


def _sector(crosswalks: Crosswalks, party: Party) -> SectorRow | None:
    """The sector row of a party; a state without a sector acts through its army, people without one are unarmed."""
    sector = party.sector or ""
    letters = [sector[i : i + 3] for i in range(0, len(sector), 3)]
    for name in letters:
        if name in crosswalks.sectors:
            return crosswalks.sectors[name]
    if party.kind == "state":
        return crosswalks.sectors["MIL"]
    if party.kind in ("person", "people"):
        return crosswalks.sectors["CVL"]
    return None


def _acled(
    crosswalks: Crosswalks, plover: EventType, mode: str | None, actor: _Side | None, recipient: _Side | None,
    toll: Toll, weapon: str | None, status: Status, outcome: str | None,
) -> AcledCode | None:  # fmt: skip
    if status not in DONE and status != "attempted":
        return None
    does = (actor.actor if actor else "") or "?"
    suffers = (recipient.recipient if recipient else "") or "?"
    holds = {
        "": status != "attempted",
        "arrested": toll.arrested is not None,
        "several-arrested": toll.arrested is not None and (toll.arrested.max is None or toll.arrested.max > 1),
        "killed": toll.killed is not None and toll.killed.max != 0,
        "unhurt": toll.killed is None and toll.injured is None and status != "attempted",
        "attempted": status == "attempted",
        **{name: outcome == name and status != "attempted" for name in _OUTCOMES},
        "weapons": weapon is not None and status != "attempted",
    }
    for row in crosswalks.acled:
        if (
            row.type == plover
            and (row.modes is None or mode in row.modes)
            and (row.actor == "*" or does in row.actor)
            and (row.recipient == "*" or suffers in row.recipient)
            and (not row.weapon or row.weapon == weapon)
            and holds[row.when]
        ):
            return row.code
    return None


def _ucdp(
    crosswalks: Crosswalks, plover: EventType, actor: _Side | None, recipient: _Side | None, toll: Toll, status: Status
) -> UcdpCode | None:
    deadly = toll.killed is not None and toll.killed.max != 0
    if plover != "ASSAULT" or status not in DONE or not deadly or actor is None or recipient is None:
        return None
    found = crosswalks.ucdp.get((actor.ucdp, recipient.ucdp))
    return None if found is None else UcdpCode(type_of_violence=found)  # type: ignore[arg-type]  # 1 to 3, by the table


def _rows(name: str, columns: str) -> tuple[Row, ...]:
    return parse_rows(tuple(columns.split()), data_text("crosswalk", name), f"crosswalk/{name}")


def _type(row: Row, column: str) -> EventType:
    if row[column] not in _TYPES:
        raise CodebookError(f"{row.where}: {row[column]!r} is not a PLOVER type")
    return cast("EventType", row[column])


def _once(row: Row, key: object, table: Mapping[Any, Any]) -> None:
    if key in table:
        raise CodebookError(f"{row.where}: {key!r} stands there already")


def _known_mode(row: Row, plover: str | None, mode: str, modes: dict[tuple[str, str | None], ModeRow]) -> None:
    if mode and (plover or "", mode) not in modes:
        raise CodebookError(f"{row.where}: {plover} has no mode {mode!r}")


def _classes(row: Row, column: str, letters: str) -> str:
    if row[column] != "*" and not set(row[column]) <= set(letters):
        raise CodebookError(f"{row.where}: {column} {row[column]!r} is not made of {letters}")
    return row[column]


def _acled_row(row: Row, modes: dict[tuple[str, str | None], ModeRow]) -> AcledRow:
    plover = _type(row, "type")
    names: frozenset[str | None] | None = None
    if row["modes"] != "*":
        names = frozenset(None if name == "none" else name for name in row.words("modes"))
        for name in names:
            _known_mode(row, plover, name or "", modes)
    if row["when"] not in _WHEN:
        raise CodebookError(f"{row.where}: condition {row['when']!r} is not one of {sorted(_WHEN)}")
    code = None
    if row["event_type"] != "none":
        code = AcledCode(event_type=row["event_type"], sub_event_type=row["sub_event_type"])
    actor, recipient = _classes(row, "actor", _CLASSES + "?"), _classes(row, "recipient", _CLASSES + "?")
    return AcledRow(plover, names, actor, recipient, row["weapon"], row["when"], code, row.where)


def _covers(earlier: AcledRow, later: AcledRow) -> bool:
    return (
        earlier.type == later.type
        and (earlier.modes is None or (later.modes is not None and later.modes <= earlier.modes))
        and (earlier.actor == "*" or (later.actor != "*" and set(later.actor) <= set(earlier.actor)))
        and (earlier.recipient == "*" or (later.recipient != "*" and set(later.recipient) <= set(earlier.recipient)))
        and (not earlier.weapon or earlier.weapon == later.weapon)
        and (earlier.when == later.when or (not earlier.when and later.when != "attempted"))
    )
