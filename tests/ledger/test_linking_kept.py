"""Linking inside the ledger: the result is that of linking all at once, whatever the order, and copies count once."""

from __future__ import annotations

import importlib.util
import itertools
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from test_ingest import FILLER, faults, line, rows, run

from dateline import linkage, linking
from dateline.erasing import erase_report
from dateline.ledger import Ledger, open_ledger
from dateline.ledger import tables as t
from dateline.record import Incident, Record

SPEC = importlib.util.spec_from_file_location(
    "linking_by_hand", Path(__file__).parents[1] / "linking" / "conftest.py"
)  # the collection the linker itself is tested with
assert SPEC is not None
BY_HAND: Any = importlib.util.module_from_spec(SPEC)
assert SPEC.loader is not None
SPEC.loader.exec_module(BY_HAND)

TOWNS, DEEDS = ("Kano", "Maiduguri", "Zaria", "Lashkar"), ("shot", "shelled", "raided", "bombed")
KINDS = ("traders", "nurses", "herders", "drivers")


def collection(seed: int = 5, happenings: int = 9) -> list[Record]:
    """Made-up happenings, each told by some reports in differing words and figures; some reports are copied."""
    chance = random.Random(seed)  # noqa: S311 - chance that can be had again
    made: list[Record] = list(BY_HAND.collection.__wrapped__())
    for number in range(happenings):
        town, deed, kind = chance.choice(TOWNS), chance.choice(DEEDS), chance.choice(KINDS)
        day, dead = f"2021-0{chance.randrange(1, 4)}-{chance.randrange(10, 28)}", chance.randrange(2, 30)
        street = chance.choice(("Ajasa", "Bompai", "Chikaji", "Dorayi", "Fagge", "Gwale")) + f" road {number}"
        for teller in range(chance.randrange(1, 5)):
            told = dead + chance.choice((0, 0, 1, 3))
            text = (
                f"Report {teller} has it that gunmen {deed} {kind} on {street} in {town}, and {told} of the {kind} "
                f"died there. {chance.choice(('Elders', 'Medics', 'Teachers'))} of {street} buried the {kind} at dusk."
            )
            row = {"trigger": deed, "where": (town,), "killed": told, "recipients": (kind,), "actors": ("gunmen",)}
            record = BY_HAND.record_of(
                f"h{number}-{teller}", text, row | ({"day": day} if chance.random() < 0.8 else {}),
                published=day, source=f"Outlet {chance.randrange(6)}",
            )  # fmt: skip
            made.append(record)
            if chance.random() < 0.4:
                copy, outlet = f"{record.report.id}-copy", f"Outlet {chance.randrange(6)}"
                made.append(BY_HAND.record_of(copy, text, published=day, source=outlet, reprint_of=record.report.id))
    return made


def put_in(ledger: Ledger, records: Iterable[Record], size: int) -> None:
    """Store and link reports as ingest does, so many to a transaction."""
    waiting = list(records)
    for start in range(0, len(waiting), size):
        with ledger.write() as writer:
            for record in waiting[start : start + size]:
                linkage.link_report(writer, writer.put(record), record)


def incidents(ledger: Ledger) -> dict[str, Incident]:
    with ledger.read() as connection:
        found = connection.execute(select(t.incidents.c.id, t.incidents.c.payload)).all()
    return {row.id: msgspec.json.decode(row.payload, type=Incident) for row in found}


def test_any_order_gives_the_incidents_of_all_at_once(backend: str, request, tmp_path: Path) -> None:
    records = collection()
    whole = {one.id: one for one in linking.link(records).incidents}
    assert len(whole) >= 8
    assert any(one.independent_sources > 1 for one in whole.values())
    assert any(len(one.reports) > one.independent_sources for one in whole.values())
    for number, size in enumerate((1, 7, 1000)):
        shuffled = records[:]
        random.Random(number).shuffle(shuffled)  # noqa: S311 - as above
        if backend == "sqlite":
            where = str(tmp_path / f"shuffled{number}.db")
        else:
            server = request.getfixturevalue("postgresql")
            where = server.url(server.database())
        with open_ledger(where) as ledger:
            put_in(ledger, shuffled, size)
            assert incidents(ledger) == whole
            of = {event: one.id for one in whole.values() for event in one.events}
            assert {event: one for event, one in rows(ledger, t.events, "id", "incident") if one is not None} == of
            assert faults(ledger) == []


def test_every_order_of_a_few_reports_gives_the_same(tmp_path: Path) -> None:
    records = [one for one in collection() if one.report.id.startswith("h0-")][:3]
    whole = {one.id: one for one in linking.link(records).incidents}
    for number, order in enumerate(itertools.permutations(records)):
        with open_ledger(tmp_path / f"{number}.db") as ledger:
            put_in(ledger, order, 1)
            assert incidents(ledger) == whole


def test_a_report_that_comes_twice_or_changes_is_linked_as_it_stands(ledger: Ledger) -> None:
    records = collection()
    put_in(ledger, records, 10)
    before = incidents(ledger)
    put_in(ledger, records[::-1], 3)
    assert incidents(ledger) == before
    first, other = records[-1], records[0]
    while first.reprint_of is not None or not first.events:
        first = records[records.index(first) - 1]
    moved = BY_HAND.record_of(first.report.id, other.report.text + " It was told anew.", published="2021-03-01")
    put_in(ledger, [moved], 1)
    expected = [moved if one is first else one for one in records]
    assert incidents(ledger) == {one.id: one for one in linking.link(expected).incidents}
    assert faults(ledger) == []


def test_a_copy_that_is_changed_to_a_text_of_its_own_is_a_source_of_its_own(ledger: Ledger) -> None:
    run(ledger, line("a"), line("b"))
    assert rows(ledger, t.reports, "reprint_of") == [(None,), ("a",)]
    (told,) = incidents(ledger).values()
    assert (told.reports, told.independent_sources, told.sources) == (("a", "b"), 1, {"Outlet a": ("a", "b")})
    run(ledger, line("b", killed=9, more=" Nobody in the valley had heard of it." * 12))
    told_by = [(event, one.sources) for one in incidents(ledger).values() for event in one.events]
    assert sorted(event for event, _ in told_by) == ["a#e1", "b#e1"]
    for event, sources in told_by:
        assert sources[f"Outlet {event[0]}"] == (event[0],)
    assert faults(ledger) == []


def test_a_copy_that_is_erased_leaves_the_incident(ledger: Ledger) -> None:
    run(ledger, line("a"), line("b"))
    erase_report(ledger, "b", "asked", "ana")
    (told,) = incidents(ledger).values()
    assert told.reports == ("a",)
    assert faults(ledger) == []


def test_a_report_that_takes_over_much_of_another_is_no_source_of_its_own(ledger: Ledger) -> None:
    """A partial copy has events of its own and is linked; what it repeats is still one telling."""
    shared = FILLER + "The ferry from the island had waited at the broken quay since early on Monday morning. "
    own = "A neighbour who keeps goats on the hill added that the dogs had barked for the whole of the night. " * 6
    run(ledger, line("a", more=shared), line("b", more=shared + own), line("c", more=own.replace("goats", "sheep") * 2))
    assert {one for (one,) in rows(ledger, t.reports, "reprint_of")} == {None}
    (told,) = (one for one in incidents(ledger).values() if "a" in one.reports)
    sources = {report: name for name, reports in told.sources.items() for report in reports}
    assert sources["a"] == sources["b"]


@pytest.mark.parametrize("first", ["a", "b"])
def test_texts_of_one_agency_are_one_source_in_any_order(ledger: Ledger, first: str) -> None:
    happening = {
        "trigger": "shelled",
        "where": ("Zaria",),
        "killed": 7,
        "recipients": ("herders",),
        "day": "2021-02-03",
    }
    words = "Gunmen shelled the herders' camp on Gwale road in Zaria and 7 herders died, a medic named Ladi told {}."
    named = {
        name: BY_HAND.record_of(name, words.format(whom), happening, published="2021-02-04", source=f"Paper {name}",
                                credit="Sahel Wire")
        for name, whom in (("a", "us"), ("b", "a reporter by telephone"))
    }  # fmt: skip
    put_in(ledger, [named[first], named["b" if first == "a" else "a"]], 1)
    (told,) = incidents(ledger).values()
    assert (told.reports, told.independent_sources, told.sources) == (("a", "b"), 1, {"Sahel Wire": ("a", "b")})


def test_relations_of_an_incident_are_those_of_linking_all_at_once(ledger: Ledger) -> None:
    """The arrests after the bombing follow it; they are shown with either, and the two are not merged."""
    records = collection()
    random.Random(3).shuffle(records)  # noqa: S311 - chance that can be had again
    put_in(ledger, records, 4)
    whole = linking.link(records).relations
    assert {one.kind for one in whole} >= {"follow-up"}
    with ledger.read() as connection:
        for name in incidents(ledger):
            expected = tuple(one for one in whole if name in (one.a, one.b))
            assert linkage.related(connection, name) == expected


def test_explain_tells_what_an_incident_follows(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from dateline.cli.app import app

    where = tmp_path / "explained.db"
    records = BY_HAND.collection.__wrapped__()
    with open_ledger(where) as ledger:
        put_in(ledger, records, 4)
    (follow_up,) = (one for one in linking.link(records).relations if one.kind == "follow-up")
    for name, words, other in (
        (follow_up.a, "follow-up ", follow_up.b), (follow_up.b, "follow-up of", follow_up.a),
    ):  # fmt: skip
        told = CliRunner().invoke(app, ["explain", name, "--ledger", str(where)])
        line = next(line for line in told.stdout.splitlines() if other in line)
        assert words in line
        assert "arrest-4 tells of both" in " ".join(told.stdout.split())
