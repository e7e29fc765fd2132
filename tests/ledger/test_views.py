"""One thing with everything: an event, an incident, a report of the ledger, and sums over them."""

from __future__ import annotations

from making import a_record
from sqlalchemy import update

from dateline.ledger import Ledger, queries
from dateline.ledger.tables import events, incident_aliases, incidents, links


def _filled(ledger: Ledger) -> None:
    with ledger.write() as writer:
        writer.put_many(
            [
                (a_record("r1", source="Meridian News"), None),
                (a_record("r2", source="Harbour Post", killed=6), None),
                (a_record("r3", place="Talheim", source="Harbour Post", events=2), None),
            ]
        )
        connection = writer.connection
        row = {
            column.name: None if column.nullable else (0 if str(column.type).startswith(("BIG", "INT")) else "")
            for column in incidents.columns
        }
        row |= {"id": "i1", "payload": '{"conflicts": []}', "version": 1, "independent_sources": 2, "reports": 2}
        connection.execute(incidents.insert(), row)
        connection.execute(incident_aliases.insert(), {"old": "i0", "current": "i1"})
        connection.execute(update(events).where(events.c.report.in_(["r1", "r2"])).values(incident="i1"))
        connection.execute(
            links.insert(), {"a": "r1#e1", "b": "r2#e1", "score": 0.9, "same": 1, "because": '["same day"]'}
        )


def _first(ledger: Ledger, wanted: str) -> str:
    return queries.events_page(ledger, wanted).items[0].id


def test_an_event_comes_with_value_report_sentence_and_incident(ledger: Ledger) -> None:
    _filled(ledger)
    name = _first(ledger, "report:r2")
    view = queries.event(ledger, name)
    assert (view.row.id, view.report.id, view.incident.id) == (name, "r2", "i1")
    assert (view.event.toll.killed.min, view.row.killed_min) == (6, 6)
    assert view.sentence.text.startswith("The army said gunmen attacked")
    assert view.sentence.text.endswith("people.")
    assert [coding.current for coding in view.codings] == [True]
    assert queries.event(ledger, "none") is None


def test_an_incident_is_found_by_its_older_id_too(ledger: Ledger) -> None:
    _filled(ledger)
    view = queries.incident(ledger, "i0")
    assert (view.row.id, view.aliases, view.value) == ("i1", ("i0",), {"conflicts": []})
    assert sorted(row.report for row in view.events) == sorted(report.id for report in view.reports) == ["r1", "r2"]
    assert queries.incident(ledger, "nothing") is None


def test_a_report_comes_with_record_events_and_versions(ledger: Ledger) -> None:
    _filled(ledger)
    with ledger.write() as writer:
        writer.put(a_record("r1", more=" More was not known."))
    view = queries.report(ledger, "r1")
    assert view.text.endswith("More was not known.")
    assert [row.version for row in view.versions] == [1, 2]
    assert [event.id for event in view.record.events] == ["e1"]
    assert [row.report for row in view.events] == ["r1"]
    assert len(view.statements) == 1
    assert queries.report(ledger, "r9") is None


def test_sums_say_who_reports_alone(ledger: Ledger) -> None:
    _filled(ledger)
    sums = {one.source: one for one in queries.sources_summary(ledger)}
    assert (sums["Harbour Post"].reports, sums["Harbour Post"].events, sums["Harbour Post"].incidents) == (2, 3, 1)
    assert sums["Harbour Post"].alone == sums["Meridian News"].alone == 0
    named = {one.name: one for one in queries.parties_summary(ledger)}
    assert (named["Gunmen"].actor, named["Gunmen"].recipient, named["Convoy"].recipient) == (4, 0, 4)


def test_every_event_is_every_page(ledger: Ledger) -> None:
    _filled(ledger)
    assert tuple(queries.every_event(ledger, "")) == queries.events_page(ledger, "").items
    assert [row.id for row in queries.every_incident(ledger, "killed:>5")] == ["i1"]
    wholes = list(queries.every_whole(ledger, "report:r3"))
    assert [whole.text is not None and whole.event is not None for whole in wholes] == [True, True]
    assert wholes[0].coder == "dateline 0.1.0"
