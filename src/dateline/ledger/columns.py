"""The ledger's events as columns in memory, for a process that lives long and answers many questions.

Counting a million rows in SQL takes seconds whatever the indexes; over columns of numbers it takes milliseconds.  The
columns hold only what filters, facets, timeline and map ask for, some 150 bytes an event.  They follow the ledger by
its table ``changes``: before each answer the new changes are read, so that an answer is never older than the question.
A changed event gets a new row and its old one dies; the orders are kept sorted by insertion.

Reading everything takes seconds on a large ledger.  So who asks for it (``keep``) finds the columns again in a file
beside the ledger (:mod:`dateline.ledger.columns_file`) and reads only what changed since it was written.

Every answer equals that of the SQL in :mod:`dateline.ledger.queries`; the tests compare the two.
"""

from __future__ import annotations

import gc
import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from dateline.codebook.registry import load_registry
from dateline.ledger import columns_file, conditions, filters, queries, search
from dateline.ledger.answers import Facet, MapView, Of
from dateline.ledger.filters import And, Box, Days, Filter, Flag, Has, Is, Near, Not, Or, Within, Words
from dateline.ledger.store import Ledger
from dateline.ledger.tables import changes, event_parties, event_places, events, incidents
from dateline.record import TOLL_KEYS
from dateline.record.errors import LedgerError

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

_CHUNK = 20_000
_PARTS = 400
_RELOAD = 0.25
"""Share of dead or changed rows from which everything is read anew."""
KEPT_FROM = 20_000
"""Events from which the columns are kept in a file; fewer are read within a second."""
KEPT_AGAIN = 2_000
"""Changes after which the file is written again."""
_TURN = 5.0
"""Seconds that the file waits for a moment in which nobody writes to the ledger; there will be others."""
_REMEMBERED = 48
_SHIFT = 33
"""Bits of an order's key that hold the event's number; the value stands above them."""
_FIRST, _LAST = -(2**31), 2**31 - 1
_DENSE = 2_000_000
"""Cells of the map up to which they are counted in one table of all cells."""

_CODED = (
    "type", "mode", "status", "place_precision", "claim_stance", "reviewed", "plover", "cameo", "main", "counted",
)  # fmt: skip
_NAMED = ("source", "claim_by", "claim_channel", "weapon", "acled_event_type", "acled_sub_event_type")
_FIGURES = tuple(f"{key}_{end}" for key in TOLL_KEYS for end in ("min", "max"))
_EVENT = (
    "seq", "id", "report_seq", "incident", "date_from", "date_to", "published", "lat", "lon", "country", "admin1",
    "admin2", "confidence", "quad", "ucdp_type", *_CODED, *_NAMED, *_FIGURES,
)  # fmt: skip
_PLACE = ("event_seq", "position", "name", "country", "admin1", "admin2", "geonameid")
_PARTY = ("event_seq", "role", "name", "party_id", "country", "sector")
_INCIDENT = (
    "id", "type", "status", "date_from", "date_to", "place", "country", "admin1", "place_precision",
    "independent_sources", "reports", "conflicts",
)  # fmt: skip


class _Codes(dict[Any, int]):
    """Values → small numbers in order of appearance; nothing is -1, the last place of every table of answers."""

    def __init__(self) -> None:
        super().__init__({None: -1})
        self.values_by_code: list[Any] = []

    def __missing__(self, value: Any) -> int:
        code = self[value] = len(self.values_by_code)
        self.values_by_code.append(value)
        return code

    def restore(self, values: Iterable[Any]) -> None:
        """Take the values in the order of their codes."""
        self.values_by_code = list(values)
        self.update(zip(self.values_by_code, range(len(self.values_by_code)), strict=True))

    def table(self, fits: Callable[[Any], bool]) -> Mask:
        """Which codes have a value that fits."""
        return np.array([*map(fits, self.values_by_code), False], dtype=bool)


class _Names(dict[Any, int]):
    """Names → the number of their key, so that all spellings of a name are one."""

    def __init__(self) -> None:
        super().__init__({None: -1})
        self.keys_by_code: list[str] = []
        self.labels: list[str] = []
        self._codes: dict[str, int] = {}

    def __missing__(self, name: str) -> int:
        key = search.key(name)
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.keys_by_code)
            self.keys_by_code.append(key)
            self.labels.append(name)
        elif name > self.labels[code]:
            self.labels[code] = name
        self[name] = code
        return code

    @property
    def told(self) -> dict[str, list[Any]]:
        """What :meth:`restore` takes."""
        spellings = {name: code for name, code in self.items() if name is not None}
        return {
            "keys": self.keys_by_code, "labels": self.labels, "names": [*spellings], "codes": [*spellings.values()],
        }  # fmt: skip

    def restore(self, told: Mapping[str, list[Any]]) -> None:
        """Take names as they were told."""
        self.keys_by_code, self.labels = told["keys"], told["labels"]
        self._codes = {key: code for code, key in enumerate(self.keys_by_code)}
        self.update(zip(told["names"], told["codes"], strict=True))

    def none(self) -> Mask:
        """A table that no name fits."""
        return np.zeros(len(self.keys_by_code) + 1, dtype=bool)

    def table(self, values: Iterable[filters.Value]) -> Mask:
        """Which codes are one of the names."""
        fits = self.none()
        for value in values:
            key = search.key(value.text)
            if value.prefix:
                fits[[code for code, known in enumerate(self.keys_by_code) if known.startswith(key)]] = True
            elif key in self._codes:
                fits[self._codes[key]] = True
        return fits


class _Days(dict[str | None, int]):
    """Days → their numbers."""

    def __missing__(self, day: str | None) -> int:
        try:
            number = date.fromisoformat(day[:10]).toordinal() if day else _FIRST
        except ValueError:  # before the first year, or beyond the last that has a calendar
            number = _FIRST + 1
        self[day] = number
        return number


class _Grown:
    """An array that grows at its end without being copied each time."""

    def __init__(self, kind: Any) -> None:
        self._room: Numbers = np.empty(1024, dtype=kind)
        self.size = 0

    def extend(self, values: Any) -> None:
        fresh = np.asarray(values, dtype=self._room.dtype)
        end = self.size + len(fresh)
        if end > len(self._room):
            room = np.empty(max(end, len(self._room) * 3 // 2), dtype=self._room.dtype)
            room[: self.size] = self._room[: self.size]
            self._room = room
        self._room[self.size : end] = fresh
        self.size = end

    def restore(self, values: Numbers, size: int) -> None:
        """Take ``size`` values of the same kind."""
        if values.dtype != self._room.dtype or len(values) != size:
            raise ValueError(f"not {size} numbers of the kind {self._room.dtype}")
        self._room, self.size = values.copy(), len(values)

    @property
    def array(self) -> Numbers:
        return self._room[: self.size]


class _Table:
    """Named columns of one length."""

    def __init__(self, **kinds: Any) -> None:
        self._columns = {name: _Grown(kind) for name, kind in kinds.items()}

    def __getitem__(self, name: str) -> Numbers:
        return self._columns[name].array

    def __len__(self) -> int:
        return next(iter(self._columns.values())).size

    def extend(self, **values: Any) -> None:
        for name, column in self._columns.items():
            column.extend(values[name])

    @property
    def arrays(self) -> dict[str, Numbers]:
        """The columns by name."""
        return {name: column.array for name, column in self._columns.items()}

    def restore(self, arrays: Mapping[str, Numbers]) -> None:
        """Take columns, all of one length and of the same kinds."""
        if arrays.keys() != self._columns.keys():
            raise ValueError("these are not the columns of this table")
        size = len(next(iter(arrays.values())))
        for name, values in arrays.items():
            self._columns[name].restore(values, size)

    @property
    def bytes(self) -> int:
        """Memory the columns take."""
        return sum(column.array.nbytes for column in self._columns.values())


class _Order:
    """The events sorted by a value and, where it is the same, by number; those without a value come first."""

    def __init__(self) -> None:
        self.keys: Numbers = np.empty(0, dtype=np.int64)
        self.rows: Numbers = np.empty(0, dtype=np.int32)

    def add(self, keys: Numbers, rows: Numbers) -> None:
        sorting = np.argsort(keys, kind="stable")
        keys, rows = keys[sorting], rows[sorting]
        places = np.searchsorted(self.keys, keys)
        self.keys = np.insert(self.keys, places, keys)
        self.rows = np.insert(self.rows, places, rows)


class Columns:
    """The events of a ledger in memory.  Safe to share between threads; one question is answered at a time.

    With ``keep`` they are found again, and left for the next process, in a file beside an SQLite ledger that has many
    events; it is written in a thread of its own, to whose end closing the ledger waits.
    """

    def __init__(self, ledger: Ledger, *, keep: bool = False) -> None:
        self.ledger = ledger
        self._lock = threading.RLock()
        self._read_up_to = -1
        self._line = 0
        self._state: columns_file.State | None = None
        self._keep = keep and ledger.path is not None
        self._kept_up_to = -1
        self._keeper: threading.Thread | None = None
        if self._keep:
            ledger.at_close(self.settle)
        self._clear()

    # Following the ledger

    def _clear(self) -> None:
        self.names, self.codes = _Names(), {name: _Codes() for name in _CODED}
        self.countries, self.sectors, self.parties = _Codes(), _Codes(), _Codes()
        self.spans, self.areas = _Codes(), _Codes()
        self._days = _Days()
        figures = dict.fromkeys(_FIGURES, np.int32)
        coded = dict.fromkeys(_CODED, np.int16)
        named = dict.fromkeys(_NAMED, np.int32)
        self.events = _Table(
            seq=np.int64, id=np.uint64, report_seq=np.int64, incident=np.int32, first=np.int32, last=np.int32,
            dated=bool, published=np.int32, lat=np.float64, lon=np.float64, point=bool, area=np.int32, span=np.int32,
            confidence=np.float64, quad=np.int8, ucdp_type=np.int8, **coded, **named, **figures,
        )  # fmt: skip
        self.alive: _Grown = _Grown(bool)
        self.places = _Table(
            event=np.int32, name=np.int32, admin1=np.int32, admin2=np.int32, country=np.int16, geonameid=np.int64,
            once_name=bool, once_admin1=bool, once_country=bool,
        )  # fmt: skip
        self.roles = _Table(
            event=np.int32, actor=bool, name=np.int32, id=np.int32, country=np.int16, sector=np.int16,
            once_role=bool, once_name=bool, once_sector=bool,
        )  # fmt: skip
        self.incident_ids = _Codes()
        self.incidents = _Table(
            **dict.fromkeys(("type", "status", "place", "country", "admin1", "precision", "span"), np.int32),
            **dict.fromkeys(("sources", "reports", "conflicts"), np.int32),
        )
        self.incident_codes = {name: _Codes() for name in queries.INCIDENT_FACETS}
        self._row_of_seq: Numbers = np.empty(0, dtype=np.int32)
        self._row_of_id: dict[int, int] | None = None
        self._orders: dict[str, _Order] = {}
        self._dead = 0
        self._masks: OrderedDict[str, Mask] = OrderedDict()

    @property
    def bytes(self) -> int:
        """Memory that the columns take, without the dictionaries of names."""
        return sum(table.bytes for table in (self.events, self.places, self.roles, self.incidents))

    def forget(self) -> None:
        """Forget which events fit the filters asked last; their next answer is worked out anew."""
        with self._lock:
            self._masks.clear()

    def refresh(self, connection: Connection) -> None:
        """Read what changed in the ledger since the last question."""
        newest = int(connection.execute(select(func.max(changes.c.seq))).scalar() or 0)
        if newest == self._read_up_to:
            return
        self._masks.clear()
        restored = self._keep and self._read_up_to < 0 and self._restore(connection)
        number = newest - self._read_up_to
        many = self._read_up_to < 0 or number < 0 or number + self._dead > 10_000 + _RELOAD * len(self.events)
        # What was erased must not live on in the tables of names, nor be written to a file from here.
        if many or columns_file.erased_since(connection, self._line):
            self._read_all(connection)
        else:
            self._follow(connection)
            if restored and len(self.events) - self._dead != columns_file.number_of_events(connection):
                self._read_all(connection)
        self._read_up_to, self._line = newest, columns_file.last_line(connection)
        if self._keep:
            self._state = columns_file.state(connection)
            self._keep_them()

    def _read_all(self, connection: Connection) -> None:
        self._clear()
        self._kept_up_to = -1
        # Rows by the hundred thousand make the collector look through all of them again and again, for nothing.
        collects = gc.isenabled()
        gc.disable()
        try:
            self._read_incidents(connection, None)
            self._read_events(connection, None)
        finally:
            if collects:
                gc.enable()

    def _follow(self, connection: Connection) -> None:
        query = select(changes.c.kind, changes.c.id).where(changes.c.seq > self._read_up_to)
        touched: dict[str, set[str]] = {}
        for kind, identifier in connection.execute(query):
            touched.setdefault(kind, set()).add(identifier)
        moved = sorted(touched.get("incident", ()))
        self._read_incidents(connection, moved)
        self._read_events(connection, sorted(touched.get("event", set()) | self._members(connection, moved)))

    def _read_events(self, connection: Connection, ids: Sequence[str] | None) -> None:
        """Read all events, or anew those named."""
        if ids and self._row_of_id is None:
            known = self.alive.array
            numbers = self.events["id"][known].tolist()
            self._row_of_id = dict(zip(numbers, np.nonzero(known)[0].tolist(), strict=True))
        for identifier in ids or ():
            row = self._row_of_id.pop(_number(identifier), None) if self._row_of_id is not None else None
            if row is not None and self.alive.array[row]:
                self.alive.array[row] = False
                self._dead += 1
        first = len(self.events)
        columns = [events.c[name] for name in _EVENT]
        for part in _parts(ids):
            query = select(*columns) if part is None else select(*columns).where(events.c.id.in_(part))
            for rows in _chunks(connection, query):
                self._add_events(dict(zip(_EVENT, zip(*rows, strict=True), strict=True)))
        fresh = np.arange(first, len(self.events), dtype=np.int32)
        self._number_rows(first)
        seqs = self.events["seq"]
        wanted = None if ids is None else seqs[first:].tolist()
        self._read_companions(connection, wanted)
        for name, order in self._orders.items():
            order.add(self._keys(name)[first:], fresh)

    def _number_rows(self, first: int) -> None:
        """Note under its number where each event from row ``first`` on stands."""
        seqs = self.events["seq"]
        top = int(seqs.max()) + 1 if len(seqs) else 0
        if top > len(self._row_of_seq):
            grown = np.full(top + top // 4, -1, dtype=np.int32)
            grown[: len(self._row_of_seq)] = self._row_of_seq
            self._row_of_seq = grown
        self._row_of_seq[seqs[first:]] = np.arange(first, len(seqs), dtype=np.int32)

    def _members(self, connection: Connection, moved: Sequence[str]) -> set[str]:
        """The events that are, or were when last read, of one of the incidents."""
        out: set[str] = set()
        for part in _parts(moved):
            out.update(connection.execute(select(events.c.id).where(events.c.incident.in_(part or ()))).scalars())
        codes = [self.incident_ids[name] for name in moved if name in self.incident_ids]
        rows = np.isin(self.events["incident"], codes) & self.alive.array
        for seqs in _parts(self.events["seq"][rows].tolist()):
            out.update(connection.execute(select(events.c.id).where(events.c.seq.in_(seqs or ()))).scalars())
        return out

    def _add_events(self, rows: dict[str, Sequence[Any]]) -> None:
        first = len(self.events)
        point = [
            lat is not None and precision in conditions.POINTS
            for lat, precision in zip(rows["lat"], rows["place_precision"], strict=True)
        ]
        areas = [
            None if on_map else queries.area_of(*place)
            for on_map, *place in zip(
                point, rows["place_precision"], rows["country"], rows["admin1"], rows["admin2"], strict=True
            )
        ]
        days = self._day_numbers
        starts, ends = rows["date_from"], rows["date_to"]
        last = days(ends)
        dated = np.array([start is not None or end is not None for start, end in zip(starts, ends, strict=True)])
        last[last == _FIRST] = _LAST
        numbers = [*map(_number, rows["id"])]
        self.events.extend(
            seq=rows["seq"],
            id=np.array(numbers, dtype=np.uint64),
            report_seq=rows["report_seq"],
            incident=[self.incident_ids[name] for name in rows["incident"]],
            first=days(starts),
            last=last,
            dated=dated,
            published=days(rows["published"]),
            lat=np.array(rows["lat"], dtype=np.float64),  # None becomes no number
            lon=np.array(rows["lon"], dtype=np.float64),
            point=point,
            area=[self.areas[place] for place in areas],
            span=[self.spans[pair] for pair in zip(starts, ends, strict=True)],
            confidence=rows["confidence"],
            **{name: _figures(rows[name]) for name in ("quad", "ucdp_type", *_FIGURES)},
            **{name: [*map(self.codes[name].__getitem__, rows[name])] for name in _CODED},
            **{name: [*map(self.names.__getitem__, rows[name])] for name in _NAMED},
        )
        if self._row_of_id is not None:
            self._row_of_id.update(zip(numbers, range(first, len(self.events)), strict=True))
        self.alive.extend(np.ones(len(point), dtype=bool))
        self._pad_incidents()

    def _read_companions(self, connection: Connection, seqs: Sequence[int] | None) -> None:
        places, roles = len(self.places), len(self.roles)
        for table, names, add in (
            (event_places, _PLACE, self._add_places),
            (event_parties, _PARTY, self._add_roles),
        ):
            columns = [table.c[name] for name in names]
            for part in _parts(seqs):
                query = select(*columns) if part is None else select(*columns).where(table.c.event_seq.in_(part))
                for rows in _chunks(connection, query.order_by(table.c.event_seq)):
                    add(dict(zip(names, zip(*rows, strict=True), strict=True)))
        # Each event counts once under each value, however often it bears it.
        for companions, start, pairs in (
            (self.places, places, (("once_name", "name"), ("once_admin1", "admin1"), ("once_country", "country"))),
            (self.roles, roles, (("once_name", "name"), ("once_sector", "sector"))),
        ):
            for once, name in pairs:
                companions[once][start:] = _once(companions["event"][start:], companions[name][start:])
        name_of, actor = self.roles["name"][roles:], self.roles["actor"][roles:]
        role = np.where(name_of < 0, -1, name_of.astype(np.int64) * 2 + actor)
        self.roles["once_role"][roles:] = _once(self.roles["event"][roles:], role)

    def _add_places(self, rows: dict[str, Sequence[Any]]) -> None:
        size = len(rows["event_seq"])
        named = {name: [*map(self.names.__getitem__, rows[name])] for name in ("name", "admin1", "admin2")}
        self.places.extend(
            event=self._row_of_seq[np.asarray(rows["event_seq"], dtype=np.int64)],
            country=[*map(self.countries.__getitem__, rows["country"])],
            geonameid=_figures(rows["geonameid"]),
            **dict.fromkeys(("once_name", "once_admin1", "once_country"), np.zeros(size, dtype=bool)),
            **named,
        )

    def _add_roles(self, rows: dict[str, Sequence[Any]]) -> None:
        size = len(rows["event_seq"])
        self.roles.extend(
            event=self._row_of_seq[np.asarray(rows["event_seq"], dtype=np.int64)],
            actor=[role == "actor" for role in rows["role"]],
            name=[*map(self.names.__getitem__, rows["name"])],
            id=[*map(self.parties.__getitem__, rows["party_id"])],
            country=[*map(self.countries.__getitem__, rows["country"])],
            sector=[*map(self.sectors.__getitem__, rows["sector"])],
            **dict.fromkeys(("once_role", "once_name", "once_sector"), np.zeros(size, dtype=bool)),
        )

    def _read_incidents(self, connection: Connection, ids: Sequence[str] | None) -> None:
        columns = [incidents.c[name] for name in _INCIDENT]
        for part in _parts(ids):
            query = select(*columns) if part is None else select(*columns).where(incidents.c.id.in_(part))
            for chunk in _chunks(connection, query):
                given = dict(zip(_INCIDENT, zip(*chunk, strict=True), strict=True))
                places = [self.incident_ids[name] for name in given["id"]]
                self._pad_incidents()
                for name in queries.INCIDENT_FACETS:
                    codes = self.incident_codes[name]
                    listed = given["place_precision" if name == "precision" else name]
                    self.incidents[name][places] = [codes[value] for value in listed]
                spans = zip(given["date_from"], given["date_to"], strict=True)
                self.incidents["span"][places] = [self.spans[pair] for pair in spans]
                for name, column in (
                    ("sources", "independent_sources"), ("reports", "reports"), ("conflicts", "conflicts")
                ):  # fmt: skip
                    self.incidents[name][places] = _figures(given[column])

    def _pad_incidents(self) -> None:
        """Room for incidents that events name; what is not known of them yet is nothing."""
        missing = len(self.incident_ids.values_by_code) - len(self.incidents)
        if missing > 0:
            nothing = np.full(missing, -1)
            names = (*queries.INCIDENT_FACETS, "span", "sources", "reports", "conflicts")
            self.incidents.extend(**dict.fromkeys(names, nothing))

    def _day_numbers(self, days: Iterable[str | None]) -> Numbers:
        return np.array([*map(self._days.__getitem__, days)], dtype=np.int32)

    # The file beside the ledger

    def _listed(self) -> dict[str, _Codes]:
        """All tables of codes by name."""
        out = {
            "countries": self.countries, "sectors": self.sectors, "parties": self.parties, "spans": self.spans,
            "areas": self.areas, "incidents": self.incident_ids,
        }  # fmt: skip
        out |= {f"codes {name}": codes for name, codes in self.codes.items()}
        return out | {f"incident {name}": codes for name, codes in self.incident_codes.items()}

    def _tables(self) -> dict[str, _Table]:
        return {"events": self.events, "places": self.places, "roles": self.roles, "incidents": self.incidents}

    def _restore(self, connection: Connection) -> bool:
        """Take the columns from the file, if there is one and it belongs to this ledger as it is."""
        path = self.ledger.path
        found = columns_file.read(path) if path is not None else None
        if found is None or not columns_file.follows(connection, found[0]):
            return False
        state, told, arrays = found
        try:
            given = msgspec.json.decode(told)
            for name, codes in self._listed().items():
                values = given[name]
                codes.restore(map(_as_key, values) if name in ("spans", "areas") else values)
            self.names.restore(given["names"])
            for name, table in self._tables().items():
                table.restore({key.partition(" ")[2]: one for key, one in arrays.items() if key.startswith(f"{name} ")})
            self.alive.restore(arrays["alive"], len(self.events))
        except (KeyError, TypeError, ValueError, msgspec.MsgspecError):
            self._clear()
            return False
        self._dead = len(self.events) - int(np.count_nonzero(self.alive.array))
        self._number_rows(0)
        self._read_up_to = self._kept_up_to = state.change[0]
        self._line = state.line[0]
        return True

    def _keep_them(self) -> None:
        """Begin to write the file, where enough has changed since it was written last."""
        path = self.ledger.path
        few = len(self.events) - self._dead < KEPT_FROM
        busy = self._keeper is not None and self._keeper.is_alive()
        if path is None or few or busy or self.ledger.is_readonly:
            return
        near = self._kept_up_to >= 0 and self._read_up_to - self._kept_up_to < KEPT_AGAIN
        if near and columns_file.path_of(path).exists():
            return
        self._keeper = threading.Thread(target=self._write, name="columns")
        self._keeper.start()

    def _write(self) -> None:
        path = self.ledger.path
        try:
            with self._lock:
                state = self._state
                if path is None or state is None:
                    return
                told = {name: codes.values_by_code for name, codes in self._listed().items()}
                head = msgspec.json.encode({**told, "names": self.names.told})
                arrays = {
                    f"{name} {column}": values.copy()
                    for name, table in self._tables().items()
                    for column, values in table.arrays.items()
                }
                arrays["alive"] = self.alive.array.copy()
            pieces = columns_file.packed(state, msgspec.Raw(head), arrays)
            with self.ledger.still(_TURN) as connection:
                if connection is None or columns_file.erased_since(connection, state.line[0]):
                    return
                if columns_file.write(path, pieces):
                    self._kept_up_to = state.change[0]
        except (LedgerError, SQLAlchemyError, ValueError):
            return  # the next process reads the ledger itself

    def settle(self) -> None:
        """Wait until the file is written, where it is being written."""
        keeper = self._keeper
        if keeper is not None and keeper is not threading.current_thread():
            keeper.join()

    # Masks

    def _mask(self, connection: Connection, tree: Filter) -> Mask:
        """Which rows fit a filter, among those alive."""
        name = str(tree)
        known = self._masks.get(name)
        if known is None:
            known = self._masks[name] = self._fits(connection, tree) & self.alive.array
            if len(self._masks) > _REMEMBERED:
                self._masks.popitem(last=False)
        else:
            self._masks.move_to_end(name)
        return known

    def _fits(self, connection: Connection, tree: Filter) -> Mask:
        if isinstance(tree, And):
            out = np.ones(len(self.events), dtype=bool)
            for part in tree.parts:
                out &= self._fits(connection, part)
            return out
        if isinstance(tree, Or):
            out = np.zeros(len(self.events), dtype=bool)
            for part in tree.parts:
                out |= self._fits(connection, part)
            return out
        if isinstance(tree, Not):
            return ~self._fits(connection, tree.part)
        if isinstance(tree, Is):
            return self._is(connection, tree)
        if isinstance(tree, Within):
            return self._within(tree)
        if isinstance(tree, Days):
            return self._in_days(tree)
        if isinstance(tree, Flag):
            return self._coded(tree.field, lambda value: bool(value) == tree.value)
        if isinstance(tree, Has):
            return self._has(tree.what)
        if isinstance(tree, Words):
            return self._words(connection, tree)
        return self._near(tree) if isinstance(tree, Near) else self._box(tree)

    def _asked(self, connection: Connection, query: Select[Any], *, reports: bool = False) -> Mask:
        """The rows of the events, or of all events of the reports, whose numbers ``query`` gives."""
        numbers = self._numbers(connection, query)
        if reports:
            return np.isin(self.events["report_seq"], numbers)
        out = np.zeros(len(self.events), dtype=bool)
        rows = self._row_of_seq[numbers[numbers < len(self._row_of_seq)]]
        out[rows[rows >= 0]] = True
        return out

    def _numbers(self, connection: Connection, query: Select[Any]) -> Numbers:
        """The numbers a query gives; a word may stand in half a million events, and a row each would take long."""
        if self.ledger.backend != "sqlite":
            return np.fromiter(connection.execute(query).scalars(), dtype=np.int64)
        (column,) = query.subquery().c
        joined = connection.execute(select(func.group_concat(column))).scalar()
        return np.fromstring(joined or "", dtype=np.int64, sep=",")

    def _words(self, connection: Connection, tree: Words) -> Mask:
        words = search.folded(tree.text)
        if not words:
            return np.zeros(len(self.events), dtype=bool)
        query = conditions.found(words, tree.prefix, tree.field, self.ledger.backend)
        return self._asked(connection, query, reports=tree.field == "text")

    def _coded(self, column: str, fits: Callable[[Any], bool]) -> Mask:
        return self.codes[column].table(fits)[self.events[column]]

    def _bearing(self, companions: _Table, rows: Mask) -> Mask:
        """The events of which one of the companion ``rows`` is."""
        out = np.zeros(len(self.events), dtype=bool)
        out[companions["event"][rows]] = True
        return out

    def _is(self, connection: Connection, tree: Is) -> Mask:
        name, values = tree.field, tree.values
        if name in _PLAINLY:
            column, written = _PLAINLY[name]
            texts = [(written(value.text), value.prefix) for value in values]
            fits = _among(texts)
            return self._coded(column, (lambda value: fits(value.upper())) if name == "plover" else fits)
        if name == "claim" and filters.Value("any") in values:
            return self.events["claim_stance"] >= 0
        if name == "claim":
            return self._coded("claim_stance", _among([(value.text, False) for value in values]))
        if name == "reviewed":
            wanted = {
                one for value in values for one in (filters.REVIEWED[1:4] if value.text == "yes" else (value.text,))
            }
            return self._coded("reviewed", wanted.__contains__)
        if name in ("source", "channel"):
            return self.names.table(values)[self.events["claim_channel" if name == "channel" else name]]
        if name == "acled":
            table = self.names.table(values)
            return table[self.events["acled_event_type"]] | table[self.events["acled_sub_event_type"]]
        if name == "speaker":
            return self._speaker(values)
        if name == "weapon":
            return self._weapon(values)
        if name in ("place", "admin1", "admin2"):
            column = "name" if name == "place" else name
            return self._bearing(self.places, self.names.table(values)[self.places[column]])
        if name == "country":
            return self._bearing(self.places, self._countries(values)[self.places["country"]])
        if name in ("report", "event", "incident"):
            return self._asked(connection, select(events.c.seq).where(conditions.condition(tree, self.ledger.backend)))
        return self._role(tree)

    def _role(self, tree: Is) -> Mask:
        role, _, about = tree.field.partition(".")
        if role in ("sector", "party"):
            role, about = "", role if role == "sector" else ""
        if about == "sector":
            fits = self.sectors.table(_among([(value.text.upper(), value.prefix) for value in tree.values]))
            rows = fits[self.roles["sector"]]
        elif about == "country":
            rows = self._countries(tree.values)[self.roles["country"]]
        else:
            ids = {
                one
                for value in tree.values
                if not value.prefix
                for one in (value.text, *conditions.party_ids(value.text))
            }
            rows = self.names.table(tree.values)[self.roles["name"]]
            rows |= self.parties.table(ids.__contains__)[self.roles["id"]]
        if role:
            rows = rows & (self.roles["actor"] == (role == "actor"))
        return self._bearing(self.roles, rows)

    def _countries(self, values: Iterable[filters.Value]) -> Mask:
        texts = [
            (code, value.prefix)
            for value in values
            for code in ((value.text.upper(),) if value.prefix else conditions.country_codes(value.text))
        ]
        return self.countries.table(_among(texts))

    def _speaker(self, values: Sequence[filters.Value]) -> Mask:
        entries = load_registry().entries
        canonical = [
            filters.Value(entries[one].name)
            for value in values
            if not value.prefix
            for one in conditions.party_ids(value.text)
        ]
        return self.names.table([*values, *canonical])[self.events["claim_by"]]

    def _weapon(self, values: Sequence[filters.Value]) -> Mask:
        column = self.events["weapon"]
        wanted = [f" {search.key(value.text)}" + ("" if value.prefix else " ") for value in values]
        table = self.names.none()
        for code in np.unique(column[column >= 0]).tolist():
            known = f" {self.names.keys_by_code[code]} "
            table[code] = any(words in known for words in wanted)
        return table[column]

    def _within(self, tree: Within) -> Mask:
        name = tree.field
        if name in TOLL_KEYS:
            return _inside(self.events[f"{name}_min"], self.events[f"{name}_max"], tree)
        if name in ("sources", "reports"):
            column = self.incidents[name]
            return np.append(_inside(column, column, tree), False)[self.events["incident"]]
        if name == "geonameid":
            column = self.places["geonameid"]
            return self._bearing(self.places, _inside(column, column, tree))
        column = self.events["ucdp_type" if name == "ucdp" else name]
        return _inside(column, column, tree)

    def _in_days(self, tree: Days) -> Mask:
        low = date.fromisoformat(tree.from_).toordinal() if tree.from_ else _FIRST
        high = date.fromisoformat(tree.to).toordinal() if tree.to else _LAST
        if tree.field == "published":
            day = self.events["published"]
            return (day > _FIRST) & (day >= low) & (day <= high)
        return self.events["dated"] & (self.events["last"] >= low) & (self.events["first"] <= high)

    def _has(self, what: str) -> Mask:
        if what in ("actor", "recipient"):
            return self._bearing(self.roles, self.roles["actor"] == (what == "actor"))
        if what in TOLL_KEYS:
            return self.events[f"{what}_min"] >= 0
        if what == "toll":
            figures: Mask = np.logical_or.reduce([self.events[f"{key}_min"] >= 0 for key in TOLL_KEYS])
            return figures
        if what == "conflict":
            return np.append(self.incidents["conflicts"] > 0, False)[self.events["incident"]]
        if what == "place":
            return self.events["place_precision"] >= 0
        if what in ("point", "date"):
            return self.events["dated" if what == "date" else "point"].copy()
        known: Mask = self.events[{"claim": "claim_stance"}.get(what, what)] >= 0
        return known

    def _box(self, tree: Box) -> Mask:
        lat, lon = self.events["lat"], self.events["lon"]
        inside = np.zeros(len(lat), dtype=bool)
        for west, east in conditions.runs(tree.west, tree.east):
            inside |= (lon >= west) & (lon <= east)
        return inside & self.events["point"] & (lat >= tree.south) & (lat <= tree.north)

    def _near(self, tree: Near) -> Mask:
        south, north, parts = conditions.nearby(tree)
        inside = np.zeros(len(self.events), dtype=bool)
        for west, east in parts:
            inside |= self._box(Box(west, south, east, north))
        rows = np.nonzero(inside)[0]
        lat, lon = np.radians(self.events["lat"][rows]), np.radians(self.events["lon"][rows])
        down = np.sin((lat - math.radians(tree.lat)) / 2)
        along = np.sin((lon - math.radians(tree.lon)) / 2)
        chord = down * down + math.cos(math.radians(tree.lat)) * np.cos(lat) * along * along
        inside[rows] = chord <= math.sin(min(tree.km / conditions.EARTH, math.pi) / 2) ** 2
        return inside

    def _incident_mask(self, mask: Mask) -> Mask:
        """Which incidents have one of the events; those that only events name are none yet."""
        codes = self.events["incident"][mask]
        out = np.zeros(len(self.incidents), dtype=bool)
        out[codes[codes >= 0]] = True
        return out

    # Answers

    def count(self, connection: Connection, tree: Filter, of: Of) -> int:
        """See :func:`dateline.ledger.queries.count`."""
        with self._lock:
            self.refresh(connection)
            mask = self._mask(connection, tree)
            return int(np.count_nonzero(mask if of == "events" else self._incident_mask(mask)))

    def page(
        self, connection: Connection, tree: Filter, column: str, down: bool, mark: queries.Mark | None, limit: int
    ) -> tuple[list[int], int]:
        """The numbers of the events of a page, and how many fit in all."""
        with self._lock:
            self.refresh(connection)
            mask = self._mask(connection, tree)
            order = self._order(column)
            empty = int(np.searchsorted(order.keys, 1 << _SHIFT))
            size = len(order.rows)
            if down:
                end = size if mark is None else int(np.searchsorted(order.keys, self._key(column, mark)))
                slices: Iterator[slice] = (slice(max(0, top - _CHUNK), top) for top in range(end, 0, -_CHUNK))
            else:
                slices = self._upward(order, empty, column, mark)
            found: list[int] = []
            for piece in slices:
                rows = order.rows[piece]
                hits = rows[mask[rows]]
                found += self.events["seq"][hits[::-1] if down else hits].tolist()
                if len(found) >= limit:
                    break
            return found[:limit], int(np.count_nonzero(mask))

    def _upward(self, order: _Order, empty: int, column: str, mark: queries.Mark | None) -> Iterator[slice]:
        """Slices of an order from its lowest value up; what has no value comes last, though it is sorted first."""
        first = empty
        if mark is not None:
            place = int(np.searchsorted(order.keys, self._key(column, mark), side="right"))
            if place <= empty and (mark[0] is None):
                yield from (slice(at, min(at + _CHUNK, empty)) for at in range(place, empty, _CHUNK))
                return
            first = max(place, empty)
        size = len(order.rows)
        yield from (slice(at, min(at + _CHUNK, size)) for at in range(first, size, _CHUNK))
        yield from (slice(at, min(at + _CHUNK, empty)) for at in range(0, empty, _CHUNK))

    def _order(self, column: str) -> _Order:
        order = self._orders.get(column)
        if order is None:
            order = self._orders[column] = _Order()
            order.add(self._keys(column), np.arange(len(self.events), dtype=np.int32))
        return order

    def _keys(self, column: str) -> Numbers:
        """What the events are sorted by: the value, above it nothing, with the event's number in the lower bits."""
        if column == "seq":
            values = np.zeros(len(self.events), dtype=np.int64)
        elif column == "confidence":
            values = np.round(self.events["confidence"] * 1e9).astype(np.int64)
        elif column == "date_from":
            values = self.events["first"].astype(np.int64)
            values[values == _FIRST] = -1
            values[values == _FIRST + 1] = 0
        else:
            values = self.events[column].astype(np.int64)
        return ((np.minimum(values, 2**30 - 2) + 1) << _SHIFT) | self.events["seq"]

    def _key(self, column: str, mark: queries.Mark) -> int:
        value, last = mark
        number = -1
        if column == "seq":
            number = 0
        elif value is not None and column == "confidence":
            number = round(float(value) * 1e9)
        elif value is not None and column == "date_from":
            number = max(0, int(self._day_numbers([str(value)])[0]))
        elif value is not None:
            number = int(value)
        return ((min(number, 2**30 - 2) + 1) << _SHIFT) | int(last)

    def facets(
        self, connection: Connection, tree: Filter, fields: Sequence[str], top: int, of: Of
    ) -> tuple[Facet, ...]:
        """See :func:`dateline.ledger.queries.facets`."""
        with self._lock:
            self.refresh(connection)
            mask = self._mask(connection, tree)
            if of == "incidents":
                chosen = self._incident_mask(mask)
                return tuple(self._incident_facet(name, chosen, top) for name in fields)
            return tuple(self._facet(name, mask, top) for name in fields)

    def _facet(self, name: str, mask: Mask, top: int) -> Facet:
        total = int(np.count_nonzero(mask))
        if name in queries.PLAIN:
            column = queries.PLAIN[name]
            if column == "quad":
                return self._facet_of(name, self.events["quad"][mask], [str(number) for number in range(5)], total, top)
            labels = [str(value) for value in self.codes[column].values_by_code]
            return self._facet_of(name, self.events[column][mask], labels, total, top)
        if name in queries.NAMES:
            return self._facet_of(name, self.events[queries.NAMES[name]][mask], self.names.labels, total, top)
        if name in ("place", "admin1", "country"):
            column = "name" if name == "place" else name
            labels = self.countries.values_by_code if name == "country" else self.names.labels
            return self._companion_facet(name, self.places, column, f"once_{column}", labels, mask, top)
        if name == "sector":
            values = self.sectors.values_by_code
            return self._companion_facet(name, self.roles, "sector", "once_sector", values, mask, top)
        once = "once_name" if name == "party" else "once_role"
        role = None if name == "party" else self.roles["actor"] == (name == "actor")
        return self._companion_facet(name, self.roles, "name", once, self.names.labels, mask, top, role)

    def _facet_of(self, name: str, codes: Numbers, labels: Sequence[str], total: int, top: int) -> Facet:
        counts = np.bincount(codes.astype(np.int64) + 1, minlength=1)
        return _facet(name, counts[1:], labels, total - int(counts[1:].sum()), top)

    def _companion_facet(
        self,
        name: str,
        companions: _Table,
        column: str,
        once: str,
        labels: Sequence[str],
        mask: Mask,
        top: int,
        role: Mask | None = None,
    ) -> Facet:
        rows = mask[companions["event"]] & companions[once]
        if role is not None:
            rows &= role
        counts = np.bincount(companions[column][rows], minlength=1)
        bearing = np.zeros(len(mask), dtype=bool)
        bearing[companions["event"][rows]] = True
        return _facet(name, counts, labels, int(np.count_nonzero(mask)) - int(np.count_nonzero(bearing)), top)

    def _incident_facet(self, name: str, chosen: Mask, top: int) -> Facet:
        total = int(np.count_nonzero(chosen))
        labels = [str(value) for value in self.incident_codes[name].values_by_code]
        return self._facet_of(name, self.incidents[name][chosen], labels, total, top)

    def days(self, connection: Connection, tree: Filter, of: Of) -> list[tuple[str | None, str | None, int]]:
        """The hits by their first and last day."""
        with self._lock:
            self.refresh(connection)
            mask = self._mask(connection, tree)
            spans = self.events["span"][mask] if of == "events" else self.incidents["span"][self._incident_mask(mask)]
            counts = np.bincount(spans[spans >= 0], minlength=1)
            pairs = self.spans.values_by_code
            return [(*pairs[code], int(counts[code])) for code in np.nonzero(counts)[0].tolist()]

    def points(self, connection: Connection, tree: Filter, size: float, most: int) -> MapView:
        """See :func:`dateline.ledger.queries.points`."""
        with self._lock:
            self.refresh(connection)
            mask = self._mask(connection, tree)
            point = self.events["point"]
            rows = np.nonzero(mask & point)[0]
            cells = self._cells(rows, size)
            chosen = [code for parts in cells.values() if sum(part[1] for part in parts) == 1 for *_, code in parts]
            ids = self._ids(connection, chosen)
            named = {
                place: [(kind, number, lat, lon, ids.get(row, "")) for kind, number, lat, lon, row in parts]
                for place, parts in cells.items()
            }
            areas = self.events["area"][mask & ~point]
            counts = np.bincount(areas.astype(np.int64) + 1, minlength=1)
            places = [
                (self.areas.values_by_code[code], int(counts[code + 1])) for code in np.nonzero(counts[1:])[0].tolist()
            ]
        return queries.map_view(named, places, int(counts[0]), most)

    def _cells(self, rows: Numbers, size: float) -> dict[tuple[int, int], list[tuple[str, int, float, float, int]]]:
        lat, lon = self.events["lat"][rows], self.events["lon"][rows]
        x, y = np.floor((lon + 180) / size).astype(np.int64), np.floor((lat + 90) / size).astype(np.int64)
        kinds = self.codes["type"].values_by_code
        width, high, deep = int(360 / size) + 2, int(180 / size) + 2, max(1, len(kinds))
        numbers = (x * high + y) * deep + self.events["type"][rows]
        if width * high * deep > _DENSE:
            used, numbers = np.unique(numbers, return_inverse=True)
        else:
            used = np.arange(width * high * deep)
        counts = np.bincount(numbers, minlength=len(used))
        lats = np.bincount(numbers, weights=lat, minlength=len(used))
        lons = np.bincount(numbers, weights=lon, minlength=len(used))
        one = np.zeros(len(used), dtype=np.int64)
        one[numbers] = rows
        out: dict[tuple[int, int], list[tuple[str, int, float, float, int]]] = {}
        filled = np.nonzero(counts)[0]
        for number, code, sum_lat, sum_lon, row in zip(
            used[filled].tolist(), counts[filled].tolist(), lats[filled].tolist(), lons[filled].tolist(),
            one[filled].tolist(), strict=True,
        ):  # fmt: skip
            place, kind = divmod(number, deep)
            out.setdefault(divmod(place, high), []).append((kinds[kind], code, sum_lat, sum_lon, row))
        return out

    def _ids(self, connection: Connection, rows: Sequence[int]) -> dict[int, str]:
        """The ids of single events, of as many as a map shows."""
        seqs = {int(self.events["seq"][row]): row for row in rows[: queries.MOST]}
        query = select(events.c.seq, events.c.id).where(events.c.seq.in_(seqs))
        return {seqs[seq]: identifier for seq, identifier in connection.execute(query)} if seqs else {}

    def incident_ids_of(self, connection: Connection, tree: Filter) -> tuple[Callable[[str], bool], list[str], int]:
        """Whether an incident fits; the ids of those that do where they are few; and how many do."""
        with self._lock:
            self.refresh(connection)
            chosen = self._incident_mask(self._mask(connection, tree))
            codes, ids = self.incident_ids, self.incident_ids.values_by_code
            number = int(np.count_nonzero(chosen))
            few = [ids[code] for code in np.nonzero(chosen)[0].tolist()] if number <= 2_000 else []
            return (lambda name: name in codes and bool(chosen[codes[name]])), few, number


_PLAINLY: dict[str, tuple[str, Callable[[str], str]]] = {
    "type": ("type", str.upper),
    "mode": ("mode", str.lower),
    "status": ("status", str),
    "precision": ("place_precision", str),
    "plover": ("plover", str.upper),
    "cameo": ("cameo", str.upper),
}


def _as_key(value: Any) -> Any:
    """A list as JSON has it, as what can be looked up."""
    return tuple(value) if isinstance(value, list) else value


def _among(texts: Sequence[tuple[str, bool]]) -> Callable[[Any], bool]:
    whole = {text for text, prefix in texts if not prefix}
    begun = tuple(text for text, prefix in texts if prefix)
    return lambda value: value in whole or (bool(begun) and str(value).startswith(begun))


def _inside(low: Numbers, high: Numbers, tree: Within) -> Mask:
    """See the condition of the same name; what is not known is below 0, or no number."""
    out: Mask = np.ones(len(low), dtype=bool)
    if tree.low is not None:
        out &= (low >= 0) & (low >= tree.low if tree.low_in else low > tree.low)
    if tree.high is not None:
        out &= (high >= 0) & (high <= tree.high if tree.high_in else high < tree.high)
    return out


def _figures(values: Sequence[int | None]) -> Numbers:
    """Whole numbers; -1 for what is not known."""
    numbers = np.array(values, dtype=np.float64)  # None becomes no number
    return np.where(np.isnan(numbers), -1, numbers).clip(max=2**31 - 1).astype(np.int64)


def _once(event: Numbers, codes: Numbers) -> Mask:
    """The first row of each event with each value; none without a value."""
    out = np.zeros(len(event), dtype=bool)
    _, firsts = np.unique((event.astype(np.int64) << 32) | (codes.astype(np.int64) & 0xFFFFFFFF), return_index=True)
    out[firsts] = True
    return out & (codes >= 0)


def _facet(name: str, counts: Numbers, labels: Sequence[str], missing: int, top: int) -> Facet:
    filled = np.nonzero(counts)[0]
    if len(filled) > 4 * top:
        # Only those that can be among the best are worth a label; ties at the edge are decided by it.
        edge = np.partition(counts[filled], -top)[-top]
        best = filled[counts[filled] >= edge]
    else:
        best = filled
    listed = queries.facet(name, [(labels[code], int(counts[code])) for code in best.tolist()], missing, top)
    return Facet(field=name, values=listed.values, missing=missing, others=len(filled) - len(listed.values))


def _number(identifier: str) -> int:
    """An id as a number of 64 bits; the ids of events are such numbers in hexadecimal."""
    try:
        return int(identifier, 16) & 0xFFFFFFFFFFFFFFFF
    except ValueError:
        return int.from_bytes(hashlib.blake2b(identifier.encode(), digest_size=8).digest(), "big")


def _parts(values: Sequence[Any] | None) -> Iterator[Sequence[Any] | None]:
    if values is None:
        yield None
        return
    for at in range(0, len(values), _PARTS):
        yield values[at : at + _PARTS]


def _chunks(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    if connection.dialect.name == "sqlite":
        # Its driver streams by itself and gives plain tuples; rows that know their names cost as much again.
        result = connection.execute(query)
        cursor: Any = result.cursor
    else:
        result = cursor = connection.execution_options(stream_results=True).execute(query)
    while rows := cursor.fetchmany(_CHUNK):
        yield rows
    result.close()
