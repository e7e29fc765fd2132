"""Incidents in the ledger: what linking found, the ids that went, and merges and splits that are kept for good."""

from __future__ import annotations

import pytest
from making import CODER, a_record
from sqlalchemy import select

from dateline.ledger import Ledger, decisions
from dateline.ledger.tables import changes, events, features, incident_aliases, incidents, link_keys, links
from dateline.ledger.writing import LinkRow, Node
from dateline.record import Coder
from dateline.record.errors import ConflictError, LedgerError
from dateline.record.incidents import Incident, IncidentCount, IncidentDays, IncidentToll, SourceCount

NAMES = tuple(f"report-{index}" for index in range(1, 5))


@pytest.fixture
def linked(ledger: Ledger) -> Ledger:
    """Four reports of an event each: the first three one incident, the last another."""
    with ledger.write() as writer:
        writer.put_many([(a_record(name, killed=4 + index), None) for index, name in enumerate(NAMES)])
        writer.put_incidents([an_incident("ia", *NAMES[:3]), an_incident("ib", NAMES[3])])
    return ledger


def an_incident(name: str, *reports: str, killed: int = 4) -> Incident:
    count = IncidentCount(
        min=killed,
        max=killed,
        by_source=(SourceCount(source="Meridian News", reports=reports, min=killed, max=killed),),
    )
    return Incident(
        id=name, type="ASSAULT", status="occurred", when=IncidentDays(from_="2023-03-14", to="2023-03-14"), where=(),
        actors=(), recipients=(), toll=IncidentToll(killed=count), claims=(),
        events=tuple(f"{report}#e1" for report in reports), reports=reports, independent_sources=1,
        sources={"Meridian News": reports}, conflicts=(), because=("same day, same place",),
    )  # fmt: skip


def members(ledger: Ledger) -> dict[str, str | None]:
    with ledger.read() as connection:
        return dict(connection.execute(select(events.c.id, events.c.incident).order_by(events.c.id)).all())


def test_incident_has_its_columns_and_its_members(linked: Ledger) -> None:
    with linked.read() as connection:
        row = connection.execute(select(incidents).where(incidents.c.id == "ia")).one()
    assert (row.killed_min, row.date_from, row.events, row.reports, row.version) == (4, "2023-03-14", 3, 3, 1)
    assert members(linked) == {
        "report-1#e1": "ia", "report-2#e1": "ia", "report-3#e1": "ia", "report-4#e1": "ib",
    }  # fmt: skip


def test_same_incident_again_changes_nothing(linked: Ledger) -> None:
    with linked.write() as writer:
        assert writer.put_incidents([an_incident("ia", *NAMES[:3])]) == ()
        assert writer.put_incidents([an_incident("ib", NAMES[3], killed=9)]) == ("ib",)
    with linked.read() as connection:
        found = connection.execute(select(incidents.c.id, incidents.c.version).order_by(incidents.c.id)).all()
    assert found == [("ia", 1), ("ib", 2)]


def test_retired_incident_leaves_an_alias_that_follows(linked: Ledger) -> None:
    with linked.write() as writer:
        writer.put_incidents([an_incident("ic", *NAMES)])
        writer.retire_incidents({"ib": "ic"})
    with linked.write() as writer:
        writer.put_incidents([an_incident("id", *NAMES)])
        writer.retire_incidents({"ia": "id", "ic": "id"})
    with linked.read() as connection:
        aliases = connection.execute(
            select(incident_aliases.c.old, incident_aliases.c.current).order_by(incident_aliases.c.old)
        ).all()
        told = connection.execute(
            select(changes.c.id).where(changes.c.op == "delete").order_by(changes.c.seq)
        ).scalars()
        assert aliases == [("ia", "id"), ("ib", "id"), ("ic", "id")]
        assert list(told) == ["ib", "ia", "ic"]
    assert set(members(linked).values()) == {"id"}


def test_incident_that_is_no_more_leaves_its_events_alone(linked: Ledger) -> None:
    with linked.write() as writer:
        writer.retire_incidents({"ib": None})
    assert members(linked)["report-4#e1"] is None


def test_merge_and_split_are_kept_for_good(linked: Ledger) -> None:
    with linked.write("amina") as writer:
        writer.decide("ia", "merge", kind="incident", base_version=1, others=["ib"])
        writer.decide("ia", "split", kind="incident", base_version=2, events=["report-1#e1"])
    one, two, three, four = (f"{name}#e1" for name in NAMES)
    with linked.read() as connection:
        kept = decisions.kept(connection)
    assert [(pair.a, pair.b, pair.same) for pair in kept] == [
        (one, two, True), (two, three, True), (three, four, True), (two, three, True), (one, two, False),
        (one, three, False),
    ]  # fmt: skip
    assert [pair.order for pair in kept] == [1, 1, 1, 2, 2, 2]


def test_what_is_kept_follows_its_events_through_recoding(linked: Ledger) -> None:
    with linked.write("amina") as writer:
        writer.decide("ia", "merge", kind="incident", base_version=1, others=["ib"])
    with linked.write() as writer:
        record = a_record("report-4", killed=7, coder=Coder(version="0.2.0", model="reader-2", codebook=CODER.codebook))
        writer.put(record.__class__.from_json(record.to_json().replace(b'"id":"e1"', b'"id":"e5"')))
    with linked.read() as connection:
        assert decisions.kept(connection)[-1].b == "report-4#e5"


def test_merge_taken_back_is_kept_no_more(linked: Ledger) -> None:
    with linked.write("amina") as writer:
        merge = writer.decide("ia", "merge", kind="incident", base_version=1, others=["ib"])
        writer.decide("ia", "undo", kind="incident", base_version=2, undoes=merge.id)
    with linked.read() as connection:
        assert decisions.kept(connection) == ()
        assert [one.action for one in decisions.history(connection, "ia")] == ["merge", "undo"]


def test_history_follows_an_alias(linked: Ledger) -> None:
    with linked.write("amina") as writer:
        writer.decide("ib", "accept", kind="incident", base_version=1, why="seen")
        writer.put_incidents([an_incident("ia", *NAMES)])
        writer.retire_incidents({"ib": "ia"})
    with linked.read() as connection:
        assert [one.target for one in decisions.history(connection, "ia")] == ["ib"]
    with linked.write("bo") as writer:
        assert writer.decide("ib", "note", kind="incident", why="by its old name").target == "ia"


def test_accepted_incident_is_open_again_once_it_changes(linked: Ledger) -> None:
    with linked.write("amina") as writer:
        writer.decide("ib", "accept", kind="incident", base_version=1)
    with linked.read() as connection:
        assert connection.execute(select(incidents.c.reviewed).where(incidents.c.id == "ib")).scalar() == "accepted"
    with linked.write() as writer:
        writer.put_incidents([an_incident("ib", NAMES[3], killed=9)])
    with linked.read() as connection:
        row = connection.execute(select(incidents).where(incidents.c.id == "ib")).one()
    assert (row.reviewed, row.version) == ("no", 3)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"action": "merge"}, "must name the incidents"),
        ({"action": "merge", "others": ["ia"]}, "no other incident"),
        ({"action": "merge", "others": ["i0"]}, "no other incident"),
        ({"action": "split"}, "must name some"),
        ({"action": "split", "events": [f"{name}#e1" for name in NAMES[:3]]}, "not all"),
        ({"action": "split", "events": ["report-4#e1"]}, "no event of"),
        ({"action": "reject"}, "cannot be said"),
    ],
)
def test_impossible_merge_or_split_is_refused(linked: Ledger, asked: dict, words: str) -> None:
    with linked.write("amina") as writer, pytest.raises(LedgerError, match=words):
        writer.decide(
            "ia", asked["action"], kind="incident", base_version=1, **{k: v for k, v in asked.items() if k != "action"}
        )


def test_incident_that_moved_on_is_a_conflict(linked: Ledger) -> None:
    with linked.write() as writer:
        writer.put_incidents([an_incident("ib", NAMES[3], killed=9)])
    with pytest.raises(ConflictError), linked.write("amina") as writer:
        writer.decide("ib", "accept", kind="incident", base_version=1)


def test_nodes_and_links_go_with_the_coding_they_rest_on(linked: Ledger) -> None:
    with linked.write() as writer:
        writer.put_features(
            [Node(f"{name}#e1", "event", seq, "{}", ("k1", "k2", "k1")) for seq, name in enumerate(NAMES, 1)]
        )
        writer.put_links([LinkRow("report-1#e1", "report-2#e1", 1.5, True, because='["same day"]')])
        writer.put_links([LinkRow("report-1#e1", "report-2#e1", 2.5, True)])
    with linked.read() as connection:
        assert connection.execute(select(links.c.score)).scalars().all() == [2.5]
        assert len(connection.execute(select(link_keys)).all()) == 8
    with linked.write() as writer:
        (put,) = writer.put_many([(a_record("report-1", more=" Later."), None)])
    assert put.incidents == ("ia",)
    with linked.read() as connection:
        assert connection.execute(select(links)).all() == []
        assert sorted(connection.execute(select(features.c.node)).scalars()) == [f"{name}#e1" for name in NAMES[1:]]
        assert len(connection.execute(select(link_keys)).all()) == 6
