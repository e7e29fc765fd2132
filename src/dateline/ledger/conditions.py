"""From a filter to SQL: each part of the tree becomes a condition on ``events``, with every value bound.

What is not known never fits a term, and so always fits the negated term: ``-country:IRQ`` keeps events without a
country.  Columns are named here and nowhere else; :mod:`dateline.ledger.columns` gives the same answers from memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, false, func, literal, not_, or_, select, true

from dateline.codebook.registry import Registry, load_registry, name_key
from dateline.ledger import filters, search
from dateline.ledger.filters import REVIEWED, And, Box, Days, Filter, Flag, Has, Is, Near, Not, Or, Within, Words
from dateline.ledger.tables import event_parties, event_places, events, incident_aliases, incidents
from dateline.record import TOLL_KEYS

Condition = ColumnElement[bool]

POINTS = ("exact", "near")
"""Precisions at which a place is a point; at all others it is an area, and nobody may draw a dot."""

EARTH = 6371.0088
"""Mean radius of the earth in kilometres (IUGG)."""

_SEQ = events.c.seq
_PARTY_NAMES = frozenset({"state", "group", "body", "press", "person", "folk", "people"})


def scoped(tree: Filter) -> Filter:
    """The filter without what people rejected, unless it asks about that itself."""
    if filters.fields_in(tree) & {"reviewed", "event"}:
        return tree
    return filters.both(tree, Not(Is("reviewed", (filters.Value("rejected"),))))


def condition(tree: Filter, dialect: str) -> Condition:
    """The condition on ``events`` that ``tree`` means, for the back end called ``dialect``."""
    if isinstance(tree, And):
        return and_(true(), *(condition(part, dialect) for part in tree.parts))
    if isinstance(tree, Or):
        return or_(false(), *(condition(part, dialect) for part in tree.parts))
    if isinstance(tree, Not):
        return not_(func.coalesce(condition(tree.part, dialect), false()))
    if isinstance(tree, Words):
        return _words(tree, dialect)
    if isinstance(tree, Is):
        return or_(false(), *(_IS[tree.field](value) for value in tree.values if filters.storable(value.text)))
    if isinstance(tree, Within):
        return _within(tree)
    if isinstance(tree, Days):
        return _days(tree)
    if isinstance(tree, Flag):
        return {"main": events.c.main, "counted": events.c.counted}[tree.field] == int(tree.value)
    if isinstance(tree, Has):
        return _HAS[tree.what]
    return _near(tree) if isinstance(tree, Near) else _box(tree)


# -- what the terms mean, shared with the columns in memory -----------------------------------------------------------


def party_ids(text: str, registry: Registry | None = None) -> tuple[str, ...]:
    """The registry's ids for a party's name, alias or id; none where it knows nobody of that name."""
    registry = registry or load_registry()
    if text in registry.entries:
        return (text,)
    words = name_key(text)
    if not words:
        return ()
    found = {
        name.entry.id for name in registry.names.get(words[0], ()) if name.words == words and name.kind in _PARTY_NAMES
    }
    return tuple(sorted(found))


def country_codes(text: str) -> tuple[str, ...]:
    """The codes that a country's name or code stands for; any three letters are taken for a code."""
    if len(text) == 3:
        return (text.upper(),)
    registry = load_registry()
    codes = {registry.entries[id_].country for id_ in party_ids(text, registry) if id_.startswith("state:")}
    return tuple(sorted(code for code in codes if code))


def nearby(near: Near) -> tuple[float, float, list[tuple[float, float]]]:
    """A box around a circle: its south and north, and one or two runs from west to east (two over the date line)."""
    reach = math.degrees(near.km / EARTH)
    south, north = max(-90.0, near.lat - reach), min(90.0, near.lat + reach)
    if south <= -90.0 or north >= 90.0 or near.km >= math.pi / 2 * EARTH:
        return south, north, [(-180.0, 180.0)]
    wide = math.degrees(math.asin(min(1.0, math.sin(near.km / EARTH) / math.cos(math.radians(near.lat)))))
    return south, north, runs(near.lon - wide, near.lon + wide)


def runs(west: float, east: float) -> list[tuple[float, float]]:
    """The longitudes from ``west`` to ``east`` as runs inside -180 to 180; a box that crosses the date line has two."""
    if east - west >= 360:
        return [(-180.0, 180.0)]
    if west < -180:
        return [(west + 360, 180.0), (-180.0, east)]
    if east > 180:
        return [(west, 180.0), (-180.0, east - 360)]
    return [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]


# -- words ------------------------------------------------------------------------------------------------------------


def _words(tree: Words, dialect: str) -> Condition:
    words = search.folded(tree.text)
    if not words:
        return false()
    column = events.c.report_seq if tree.field == "text" else _SEQ
    return column.in_(found(words, tree.prefix, tree.field, dialect))


def found(words: str, prefix: bool, field: str, dialect: str) -> Select[Any]:
    """The rows of the index that hold folded ``words``: numbers of reports for ``text``, otherwise of events."""
    table = search.report_index if field == "text" else search.event_index
    asked = literal(search.match(words, prefix, dialect), Text)
    if dialect == "sqlite":
        return select(table.c.rowid).where(table.c.words.op("MATCH", is_comparison=True)(asked))
    return select(table.c.rowid).where(table.c.words.op("@@", is_comparison=True)(func.to_tsquery("simple", asked)))


# -- names and codes --------------------------------------------------------------------------------------------------


def spellings(value: filters.Value) -> Select[Any]:
    """All names in the ledger that are ``value`` but for case, accents and marks."""
    wanted, column = search.key(value.text), search.names.c.key
    matching = column.startswith(wanted, autoescape=True) if value.prefix else column == wanted
    return select(search.names.c.name).where(matching)


def _named(*columns: ColumnElement[Any]) -> Callable[[filters.Value], Condition]:
    return lambda value: or_(*(column.in_(spellings(value)) for column in columns))


def _place(column: ColumnElement[Any]) -> Callable[[filters.Value], Condition]:
    return lambda value: _SEQ.in_(select(event_places.c.event_seq).where(column.in_(spellings(value))))


def _code(column: ColumnElement[Any], written: Callable[[str], str] = str) -> Callable[[filters.Value], Condition]:
    def fits(value: filters.Value) -> Condition:
        text = written(value.text)
        # Both back ends must tell small letters from capitals in the same way, which LIKE does not.
        return func.substr(column, 1, len(text)) == text if value.prefix else column == text

    return fits


def _countries(column: ColumnElement[Any]) -> Callable[[filters.Value], Condition]:
    def fits(value: filters.Value) -> Condition:
        if value.prefix:
            return func.substr(column, 1, len(value.text)) == value.text.upper()
        return column.in_(country_codes(value.text))

    return fits


def _in_places(fits: Callable[[filters.Value], Condition]) -> Callable[[filters.Value], Condition]:
    return lambda value: _SEQ.in_(select(event_places.c.event_seq).where(fits(value)))


def _in_parties(fits: Callable[[filters.Value], Condition], role: str = "") -> Callable[[filters.Value], Condition]:
    def inside(value: filters.Value) -> Condition:
        query = select(event_parties.c.event_seq).where(fits(value))
        return _SEQ.in_(query.where(event_parties.c.role == role) if role else query)

    return inside


def _party(value: filters.Value) -> Condition:
    named = event_parties.c.name.in_(spellings(value))
    if value.prefix:
        return named
    return or_(event_parties.c.party_id.in_((value.text, *party_ids(value.text))), named)


def _speaker(value: filters.Value) -> Condition:
    # The claim's column holds the canonical name, so that an alias is asked for under the name its id stands for.
    registry = load_registry()
    names = [registry.entries[id_].name for id_ in party_ids(value.text, registry)] if not value.prefix else []
    return or_(events.c.claim_by.in_(spellings(value)), events.c.claim_by.in_(names))


def _weapon(value: filters.Value) -> Condition:
    words = search.key(value.text)
    padded = literal(" ") + search.names.c.key + (literal("") if value.prefix else literal(" "))
    holds = padded.contains(f" {words}" if value.prefix else f" {words} ", autoescape=True)
    return events.c.weapon.in_(select(search.names.c.name).where(holds))


def _claim(value: filters.Value) -> Condition:
    return events.c.claim_stance.is_not(None) if value.text == "any" else events.c.claim_stance == value.text


def _reviewed(value: filters.Value) -> Condition:
    return events.c.reviewed.in_(REVIEWED[1:4]) if value.text == "yes" else events.c.reviewed == value.text


def _incident(value: filters.Value) -> Condition:
    if value.prefix:
        return func.substr(events.c.incident, 1, len(value.text)) == value.text
    now = select(incident_aliases.c.current).where(incident_aliases.c.old == value.text)
    return or_(events.c.incident == value.text, events.c.incident.in_(now))


_IS: dict[str, Callable[[filters.Value], Condition]] = {
    "type": _code(events.c.type, str.upper),
    "mode": _code(events.c.mode, str.lower),
    "status": _code(events.c.status),
    "place": _place(event_places.c.name),
    "country": _in_places(_countries(event_places.c.country)),
    "admin1": _place(event_places.c.admin1),
    "admin2": _place(event_places.c.admin2),
    "precision": _code(events.c.place_precision),
    "actor": _in_parties(_party, "actor"),
    "recipient": _in_parties(_party, "recipient"),
    "party": _in_parties(_party),
    "sector": _in_parties(_code(event_parties.c.sector, str.upper)),
    "actor.sector": _in_parties(_code(event_parties.c.sector, str.upper), "actor"),
    "recipient.sector": _in_parties(_code(event_parties.c.sector, str.upper), "recipient"),
    "actor.country": _in_parties(_countries(event_parties.c.country), "actor"),
    "recipient.country": _in_parties(_countries(event_parties.c.country), "recipient"),
    "speaker": _speaker,
    "claim": _claim,
    "channel": _named(events.c.claim_channel),
    "weapon": _weapon,
    "source": _named(events.c.source),
    "report": _code(events.c.report),
    "event": _code(events.c.id),
    "incident": _incident,
    "reviewed": _reviewed,
    "plover": _code(func.upper(events.c.plover), str.upper),
    "cameo": _code(events.c.cameo, str.upper),
    "acled": _named(events.c.acled_event_type, events.c.acled_sub_event_type),
}


# -- numbers, days, points --------------------------------------------------------------------------------------------


def _inside(low: ColumnElement[Any], high: ColumnElement[Any], tree: Within) -> Condition:
    """A figure known to lie between ``low`` and ``high`` lies wholly in the range."""
    parts: list[Condition] = []
    if tree.low is not None:
        parts.append(low >= tree.low if tree.low_in else low > tree.low)
    if tree.high is not None:
        parts.append(high <= tree.high if tree.high_in else high < tree.high)
    return and_(*parts)


def _within(tree: Within) -> Condition:
    name = tree.field
    if name in TOLL_KEYS:
        return _inside(events.c[f"{name}_min"], events.c[f"{name}_max"], tree)
    if name in ("sources", "reports"):
        column = incidents.c.independent_sources if name == "sources" else incidents.c.reports
        return events.c.incident.in_(select(incidents.c.id).where(_inside(column, column, tree)))
    if name == "geonameid":
        number = event_places.c.geonameid
        return _SEQ.in_(select(event_places.c.event_seq).where(_inside(number, number, tree)))
    one = {"confidence": events.c.confidence, "quad": events.c.quad, "ucdp": events.c.ucdp_type}[name]
    return _inside(one, one, tree)


def _days(tree: Days) -> Condition:
    if tree.field == "published":
        parts: list[Condition] = [events.c.published.is_not(None)]
        parts += [events.c.published >= tree.from_] if tree.from_ else []
        parts += [events.c.published <= tree.to] if tree.to else []
        return and_(*parts)
    # An end that is open reaches as far as it likes; with both ends unknown there is no day to compare.
    first, last = events.c.date_from, events.c.date_to
    parts = [or_(first.is_not(None), last.is_not(None))]
    if tree.from_:
        parts.append(or_(last >= tree.from_, last.is_(None)))
    if tree.to:
        parts.append(or_(first <= tree.to, first.is_(None)))
    return and_(*parts)


def is_point() -> Condition:
    """Whether the event's place is a point."""
    return and_(events.c.lat.is_not(None), events.c.place_precision.in_(POINTS))


def _between(column: ColumnElement[Any], parts: Sequence[tuple[float, float]]) -> Condition:
    return or_(*(column.between(west, east) for west, east in parts))


def _box(tree: Box) -> Condition:
    inside = _between(events.c.lon, runs(tree.west, tree.east))
    return and_(is_point(), events.c.lat.between(tree.south, tree.north), inside)


def _near(tree: Near) -> Condition:
    south, north, parts = nearby(tree)
    half = math.radians(1) / 2
    # The haversine of the angle between two points, compared with that of the distance: no inverse function, whose
    # domain rounding could leave.
    down = func.sin((events.c.lat - tree.lat) * half)
    along = func.sin((events.c.lon - tree.lon) * half)
    chord = down * down + math.cos(math.radians(tree.lat)) * func.cos(events.c.lat * 2 * half) * along * along
    limit = math.sin(min(tree.km / EARTH, math.pi) / 2) ** 2
    return and_(is_point(), events.c.lat.between(south, north), _between(events.c.lon, parts), chord <= limit)


def _bears(role: str) -> Condition:
    inside = select(event_parties.c.event_seq).where(event_parties.c.event_seq == _SEQ, event_parties.c.role == role)
    return inside.correlate(events).exists()


_HAS: dict[str, Condition] = {
    "actor": _bears("actor"),
    "recipient": _bears("recipient"),
    "place": events.c.place.is_not(None),
    "point": is_point(),
    "date": or_(events.c.date_from.is_not(None), events.c.date_to.is_not(None)),
    "toll": or_(*(events.c[f"{key}_min"].is_not(None) for key in TOLL_KEYS)),
    **{key: events.c[f"{key}_min"].is_not(None) for key in TOLL_KEYS},
    "claim": events.c.claim_stance.is_not(None),
    "weapon": events.c.weapon.is_not(None),
    "incident": events.c.incident.is_not(None),
    "conflict": events.c.incident.in_(select(incidents.c.id).where(incidents.c.conflicts > 0)),
}
