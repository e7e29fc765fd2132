"""Asking the ledger: each term finds what it says, and columns in memory answer as SQL does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import fill
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, select, text, update
from test_filters import trees

from dateline.ledger import Ledger, filters, open_ledger, search
from dateline.ledger.answers import CursorError, Page
from dateline.ledger.columns import Columns
from dateline.ledger.queries import (
    FACETS,
    INCIDENT_FACETS,
    INCIDENT_ORDERS,
    ORDERS,
    count,
    events_page,
    facets,
    incidents_page,
    points,
    timeline,
)
from dateline.ledger.tables import changes, event_parties, event_places, events, incidents

NUMBER = 600
FILTERS = [
    "", "type:assault", "type:assault,coerce -mode:drone", "mode:fire*", "status:occurred", "-status:occurred",
    "place:Bador*", "place:bador*", "country:IRQ", "country:iraq", "country:irq,Syria", "-country:IRQ", "admin1:M*",
    "admin2:K*", "geonameid:10000..10500", "precision:exact", "near:12.5,-40,900km", "near:0,179.9,15000km",
    "bbox:-60,5,-20,30", "bbox:170,-90,-60,90", 'actor:"Islamic State"', "actor:ISIS", "recipient:Daesh",
    "party:group:islamic-state", "party:B*", "sector:mil", "actor.sector:REB", "recipient.sector:CVL -sector:MIL",
    "actor.country:UKR", "recipient.country:Nigeria", "speaker:ISIS", "speaker:K*", "claim:any", "claim:denies",
    "-claim:any", "channel:twitter", "channel:t*", 'weapon:"car bomb"', "weapon:bomb", "weapon:mort*", "killed:>0",
    "killed:0", "killed:3..9", "killed:<4", "-killed:>=0", "injured:>=2", "confidence:>=0.8", "confidence:<0.2",
    "from:2020-05-01", "to:2019-12", "date:2020", "date:2020-02", "-date:2020", "published:2021-03",
    "published:>2021", "source:A*", "report:\"report 7\"", "report:\"report 1\"*", "event:000000000000002a",
    "incident:i2", "incident:older", "incident:i1*", "main:yes", "counted:no", "reviewed:no", "reviewed:yes",
    "reviewed:rejected", "-reviewed:rejected", "sources:>=2", "sources:1", "reports:>3", "plover:assault",
    "cameo:18*", "cameo:190,040", "quad:4", "quad:1..2", "acled:battles", 'acled:"Armed clash"', "acled:R*", "ucdp:1",
    "has:toll", "has:killed", "has:claim", "has:weapon", "has:actor", "-has:recipient", "has:place", "has:point",
    "has:date", "-has:date", "has:incident", "has:conflict", "market", "mark*", '"soldiers fired"', "text:bridge",
    'text:"night police"', "text:checkp*", "(market OR bridge) type:assault", "-(market OR bridge)",
    "type:assault country:IRQ killed:>0 from:2018 sources:>=2", "place:Nowhere", "country:Nowhere", "actor:Nobody",
    "incident:none", "ISIS", "-ISIS from:2019 to:2020",
]  # fmt: skip
FEW = ["", "type:assault", "country:IRQ market", "-has:date", "sources:>=2 -has:point", "place:Nowhere"]


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite ledger with made-up events."""
    path = tmp_path_factory.mktemp("full") / "full.db"
    with open_ledger(path) as ledger, ledger.write() as writer:
        fill(writer.connection, NUMBER)
    return path


@pytest.fixture(scope="module")
def full(full_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(shutil.copyfile(full_file, tmp_path_factory.mktemp("asked") / "full.db")) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def columns(full: Ledger) -> Columns:
    return Columns(full)


def _all(ledger: Ledger, wanted: str, columns: Columns | None = None, order: str = "added") -> list[int]:
    found: list[int] = []
    page = Page(items=(), next=None, total=0)
    while True:
        page = events_page(ledger, wanted, order=order, limit=400, after=page.next, columns=columns)
        found += [row.seq for row in page.items]
        if page.next is None:
            return found


@pytest.mark.parametrize("wanted", FILTERS)
def test_columns_answer_as_sql_does(full: Ledger, columns: Columns, wanted: str) -> None:
    from_sql = _all(full, wanted)
    assert _all(full, wanted, columns) == from_sql
    assert count(full, wanted) == count(full, wanted, columns=columns) == len(from_sql)


@pytest.mark.parametrize("wanted", FEW)
def test_columns_count_as_sql_does(full: Ledger, columns: Columns, wanted: str) -> None:
    assert facets(full, wanted, FACETS, top=7) == facets(full, wanted, FACETS, top=7, columns=columns)
    for zoom in (2, 9):
        assert points(full, wanted, zoom=zoom) == points(full, wanted, zoom=zoom, columns=columns)
    of_incidents = [facets(full, wanted, INCIDENT_FACETS, of="incidents", columns=one) for one in (None, columns)]
    assert of_incidents[0] == of_incidents[1]
    for of in ("events", "incidents"):
        assert timeline(full, wanted, of=of) == timeline(full, wanted, of=of, columns=columns)
    assert incidents_page(full, wanted, limit=30) == incidents_page(full, wanted, limit=30, columns=columns)


@pytest.fixture(scope="module")
def server_ledger(postgresql) -> Iterator[Ledger]:
    """The same made-up events on a PostgreSQL server."""
    name = postgresql.database()
    with open_ledger(postgresql.url(name)) as ledger:
        with ledger.write() as writer:
            fill(writer.connection, NUMBER)
            writer.connection.execute(text("ANALYZE"))
        yield ledger
    postgresql.drop(name)


def test_both_back_ends_find_the_same(full: Ledger, server_ledger: Ledger) -> None:
    ledger = server_ledger
    for wanted in FILTERS:
        assert _all(ledger, wanted) == _all(full, wanted), wanted
    for wanted in FEW:
        assert facets(ledger, wanted, FACETS, top=5) == facets(full, wanted, FACETS, top=5), wanted
        assert timeline(ledger, wanted) == timeline(full, wanted)
    for order in ORDERS:
        assert _all(ledger, "type:assault", order=order) == _all(full, "type:assault", order=order)
    assert points(ledger, "", zoom=5) == points(full, "", zoom=5)


def test_most_filters_of_these_tests_find_something(full: Ledger) -> None:
    empty = [wanted for wanted in FILTERS if not count(full, wanted)]
    assert empty == ["place:Nowhere", "country:Nowhere", "actor:Nobody", "incident:none", "ISIS"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees)
def test_any_filter_gets_one_answer(full: Ledger, columns: Columns, tree: filters.Filter) -> None:
    assert count(full, tree) == count(full, tree, columns=columns)


@pytest.mark.parametrize("wanted", ["", "type:assault", "country:SYR from:2019"])
def test_a_filter_and_its_negation_share_out_everything(full: Ledger, wanted: str) -> None:
    everything = count(full, "reviewed:*")
    asked = filters.both(filters.parse(wanted), filters.parse("reviewed:*"))
    assert (
        count(full, asked) + count(full, filters.both(filters.negated(asked), filters.parse("reviewed:*")))
        == everything
    )


@pytest.mark.parametrize("name", FACETS)
def test_a_facet_says_how_many_its_term_finds(full: Ledger, name: str) -> None:
    wanted = "-type:consult"
    (found,) = facets(full, wanted, [name], top=12)
    assert found.values
    for value in found.values:
        assert count(full, f"{wanted} {value.term}") == value.count, value


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("remembered", [False, True])
def test_pages_join_without_gap_or_double(full: Ledger, columns: Columns, order: str, remembered: bool) -> None:
    asked = columns if remembered else None
    whole = _all(full, "from:2016 OR -has:date", asked, order)
    assert len(whole) == len(set(whole)) == count(full, "from:2016 OR -has:date")
    page = Page(items=(), next=None, total=0)
    small: list[int] = []
    for _ in range(5):
        page = events_page(full, "from:2016 OR -has:date", order=order, limit=37, after=page.next, columns=asked)
        small += [row.seq for row in page.items]
    assert small == whole[: len(small)]
    assert events_page(full, "from:2016 OR -has:date", order=order, limit=37).next is not None


@pytest.mark.parametrize("order", ORDERS)
def test_what_has_no_value_comes_last(full: Ledger, order: str) -> None:
    column, down = ORDERS[order]
    rows = events_page(full, order=order, limit=5_000).items
    values = [getattr(row, column) for row in rows]
    known = [value for value in values if value is not None]
    assert values == known + [None] * (len(values) - len(known))
    assert known == sorted(known, reverse=down)


@pytest.mark.parametrize("order", INCIDENT_ORDERS)
@pytest.mark.parametrize("remembered", [False, True])
def test_pages_of_incidents_join(full: Ledger, columns: Columns, order: str, remembered: bool) -> None:
    asked = columns if remembered else None
    found: list[str] = []
    page = Page(items=(), next=None, total=0)
    while True:
        page = incidents_page(full, "type:assault", order=order, limit=61, after=page.next, columns=asked)
        found += [row.id for row in page.items]
        if page.next is None:
            break
    assert len(found) == len(set(found)) == page.total == count(full, "type:assault has:incident", of="incidents")


def test_a_page_goes_on_where_it_ended_while_events_are_added(full_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "growing.db"
    shutil.copyfile(full_file, path)
    with open_ledger(path) as ledger:
        first = events_page(ledger, "type:assault", limit=20)
        with ledger.write() as writer:
            row = writer.connection.execute(select(events).where(events.c.seq == first.items[0].seq)).one()
            fresh = dict(row._mapping) | {"seq": 90_001, "id": "f" * 16, "date_from": "2030-01-01"}
            writer.connection.execute(events.insert(), fresh)
        second = events_page(ledger, "type:assault", limit=20, after=first.next)
    assert not {row.seq for row in first.items} & {row.seq for row in second.items}
    assert second.items[0].date_from <= first.items[-1].date_from


@pytest.mark.parametrize("mark", ["", "zz", "00", "5b5d", "7b7d", "5b2264617465222c312c327d"])
def test_a_false_mark_is_refused(full: Ledger, mark: str) -> None:
    with pytest.raises(CursorError, match="first page"):
        events_page(full, after=mark)


def test_a_mark_of_another_order_is_refused(full: Ledger) -> None:
    mark = events_page(full, order="killed", limit=5).next
    with pytest.raises(CursorError, match="ordered by killed"):
        events_page(full, order="date", after=mark)
    with pytest.raises(CursorError, match="no order 'random'"):
        events_page(full, order="random")


def test_columns_follow_the_ledger(full_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "followed.db"
    shutil.copyfile(full_file, path)
    with open_ledger(path) as ledger:
        columns = Columns(ledger)
        for order in ORDERS:
            assert _all(ledger, "", columns, order) == _all(ledger, "", None, order)
        with ledger.write() as writer:
            edit, go = writer.connection, writer.connection
            edit.execute(
                update(events).where(events.c.seq == 5).values(type="AID", date_from="2022-02-02", killed_min=7)
            )
            edit.execute(update(events).where(events.c.seq.between(10, 20)).values(incident="i300"))
            for table in (event_parties, event_places):
                go.execute(delete(table).where(table.c.event_seq.in_([7, 8])))
            search.forget_events(go, [7, 8])
            go.execute(delete(events).where(events.c.seq.in_([7, 8])))
            go.execute(update(incidents).where(incidents.c.id == "i300").values(independent_sources=9))
            told = [("event", f"{5:016x}", "put"), ("event", f"{7:016x}", "delete"), ("event", f"{8:016x}", "delete"),
                    ("incident", "i300", "put")]  # fmt: skip
            rows = [
                {"seq": NUMBER + 1 + place, "kind": kind, "id": one, "op": op, "at": "2026-01-02T00:00:00Z"}
                for place, (kind, one, op) in enumerate(told)
            ]
            writer.connection.execute(changes.insert(), rows)
        for wanted in ("", "type:aid", "sources:9", "country:IRQ", "market", "killed:>6", "has:actor"):
            for order in ORDERS:
                assert _all(ledger, wanted, columns, order) == _all(ledger, wanted, None, order), (wanted, order)
            assert facets(ledger, wanted, FACETS) == facets(ledger, wanted, FACETS, columns=columns)
            assert timeline(ledger, wanted) == timeline(ledger, wanted, columns=columns)
        assert count(ledger, "sources:9", columns=columns) >= 10


def test_areas_are_no_points(full: Ledger) -> None:
    seen = points(full, zoom=3)
    assert sum(cluster.count for cluster in seen.clusters) == count(full, "has:point")
    listed = sum(cluster.count for cluster in seen.clusters) + sum(area.count for area in seen.areas)
    assert listed + seen.unplaced == count(full)
    assert {area.level for area in seen.areas} == {"district", "province", "country"}
    few = points(full, zoom=3, most=3)
    assert few.left_off == count(full, "has:point") - sum(cluster.count for cluster in few.clusters)


def test_a_bar_holds_only_what_surely_falls_into_it(full: Ledger) -> None:
    for unit in ("day", "week", "month", "year"):
        seen = timeline(full, unit=unit)
        assert sum(bar.count for bar in seen.bars) + seen.wider + seen.undated == count(full)
        assert all(bar.start <= bar.end for bar in seen.bars)
    (year,) = [bar for bar in timeline(full, unit="year").bars if bar.start == "2018-01-01"]
    inside = [row for row in events_page(full, limit=5_000).items if row.date_from and row.date_to]
    assert year.count == sum(row.date_from[:4] == row.date_to[:4] == "2018" for row in inside)


INJECTIONS = [
    '"', "'", "''", "%", "_", "\\", "*", "a' OR '1'='1", "x'); DROP TABLE events; --", "NEAR(a b)", "a NEAR b",
    "words:market", "^market", "{words}: market", "market + bridge", "a & b", "a | b", "!market", "market:*", "a <-> b",
    "-market", "(market", "market)", "AND", "NOT", "\\0", "é'", "$$", ":param", "?1", "a\u0000b", "\ud800",
]  # fmt: skip


def test_no_value_is_ever_taken_for_a_command(ledger: Ledger) -> None:
    with ledger.write() as writer:
        fill(writer.connection, 60)
    whole = count(ledger, "reviewed:*")
    for written in INJECTIONS:
        value, words = filters.Value(written), search.folded(written)
        for name, field in filters.FIELDS.items():
            if field.kind in ("name", "party", "id") or name == "weapon":
                assert count(ledger, filters.both(filters.Is(name, (value,)), filters.parse("reviewed:*"))) == 0, name
        for name in ("", "text"):
            found = count(ledger, filters.both(filters.Words(written, False, name), filters.parse("reviewed:*")))
            assert found < whole
            assert found == 0 or words
    assert count(ledger, "reviewed:*") == whole
