"""Adding what nobody coded: over HTTP, into answers and exports, and back out again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.ledger.making import a_record, find
from tests.web.test_review import a_draft, store

from dateline.ledger import Ledger, assigning
from dateline.record import Record

MORE = " Farmers blocked the bridge near Dirmo on Wednesday."
SignIn = Callable[[str], TestClient]


@pytest.fixture
def record(ledger: Ledger) -> Record:
    made = a_record("r1", more=MORE)
    store(ledger, made)
    return made


def a_protest(record: Record, **more: Any) -> dict[str, Any]:
    """The draft of an event on words that no coding has."""
    text = record.report.text

    def words(wanted: str) -> dict[str, Any]:
        span = find(text, wanted, text.index("Farmers"))
        return {"start": span.start, "end": span.end, "text": wanted}

    return {
        "type": "PROTEST", "trigger": words("blocked"), "actors": [{**words("Farmers"), "name": "Farmers"}],
        "places": [{**words("Dirmo"), "name": "Dirmo", "country": "SOM", "lat": 2.1, "lon": 45.2, "precision": "near"}],
        "date_from": "2023-03-15", "date_to": "2023-03-15", "when": words("Wednesday"), **more,
    }  # fmt: skip


def add(client: TestClient, draft: dict[str, Any], key: str = "", **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/review/add", json={"report": "r1", "draft": draft, **more}, headers=headers)


def test_what_a_person_adds_is_in_every_answer(alone: TestClient, record: Record) -> None:
    assert alone.get("/api/events?q=type:protest").json()["total"] == 0  # and this answer is not remembered too long
    answer = add(alone, a_protest(record), why="the machine took it for a closure")
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"event": "r1#p1", "version": 1}
    found = alone.get("/api/events?q=type:protest").json()["items"]
    assert [(one["id"], one["reviewed"], one["actor"], one["place"]) for one in found] == [
        ("r1#p1", "added", "Farmers", "Dirmo")
    ]
    rows = list(csv.DictReader(io.StringIO(alone.get("/api/export?format=csv").content.decode("utf-8-sig"))))
    assert {(row["type"], row["reviewed"], row["coder"]) for row in rows} == {
        ("ASSAULT", "no", "dateline 0.1.0"), ("PROTEST", "added", "a person"),
    }  # fmt: skip
    view = alone.get(f"/api/events/{quote('r1#p1')}").json()
    assert view["event"]["codes"]["plover"] == "PROTEST"
    assert view["incident"] is not None
    assert view["decisions"][0]["why"] == "the machine took it for a closure"
    page = alone.get("/reports/r1").text
    assert "coded by a person" in page
    assert "2 events" in page


def test_the_same_twice_is_added_once(alone: TestClient, record: Record) -> None:
    first, again = add(alone, a_protest(record), "once"), add(alone, a_protest(record), "once")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert alone.get("/api/events").json()["total"] == 2


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"trigger": {"start": 0, "end": 7, "text": "blocked"}}, 400),
        ({"trigger": {"start": 9_000, "end": 9_007}}, 400),
        ({"type": "NONSENSE"}, 400),
        ({"mode": "no-such-mode"}, 400),
        ({"date_from": "tomorrow"}, 400),
    ],
)
def test_what_the_report_does_not_say_is_refused(
    alone: TestClient, record: Record, change: dict[str, Any], status: int
) -> None:
    assert add(alone, a_protest(record, **change)).status_code == status
    assert alone.get("/api/events").json()["total"] == 1


def test_of_a_report_that_is_not_there_nothing_is_added(alone: TestClient, record: Record) -> None:
    answer = alone.post("/api/review/add", json={"report": "r9", "draft": a_protest(record)})
    assert answer.status_code == 404


def test_it_is_edited_and_undone_like_any_other(alone: TestClient, record: Record) -> None:
    add(alone, a_protest(record))
    address = quote("r1#p1", safe="")
    given = alone.get(f"/api/review/form/{address}").json()
    draft = {**given["draft"], "status": "ongoing"}
    saved = alone.post(f"/api/review/save/{address}", json={"base_version": given["version"], "draft": draft})
    assert saved.status_code == 201, saved.text
    for expected in ("added", "rejected"):  # first the edit goes, then the addition itself
        version = alone.get(f"/api/review/form/{address}").json()["version"]
        undone = alone.post(f"/api/review/undo/{address}", json={"base_version": version})
        assert undone.status_code == 201, undone.text
        assert alone.get(f"/api/review/form/{address}").json()["reviewed"] == expected
    assert alone.get("/api/events").json()["total"] == 1


def test_what_coders_found_blind_is_offered_and_no_more_once_added(
    team: SignIn, ledger: Ledger, record: Record
) -> None:
    adjudicator = team("adjudicator")
    with ledger.write("admin") as writer:
        (given,) = assigning.assign(writer, "q", ["r1"], ["coder"], 0)
    coder = team("coder")
    own = [a_draft(record.events[0]), a_protest(record)]
    assert coder.post(f"/api/coding/{given.seq}", json={"events": own, "seconds": 9}).status_code == 201
    page = adjudicator.get("/review?report=r1").text
    assert "Found by people, not by the machine" in page
    assert "missed=0" in page
    form = adjudicator.get("/review/add?report=r1&missed=0")
    assert form.status_code == 200
    assert "blocked" in form.text.partition("data-state=")[2].partition(">")[0]
    assert add(adjudicator, a_protest(record)).status_code == 201
    assert "Found by people, not by the machine" not in adjudicator.get("/review?report=r1").text
    assert msgspec.json.decode(adjudicator.get("/api/agreement").content)["reports"] == 0


@pytest.mark.parametrize(
    ("query", "status"), [("report=r1", 200), ("report=r9", 404), ("", 404), ("report=r1&missed=77", 200),
                          ("report=r1&missed=x", 200)],
)  # fmt: skip
def test_the_page_to_add_on(alone: TestClient, record: Record, query: str, status: int) -> None:
    assert alone.get(f"/review/add?{query}").status_code == status


def test_a_report_without_any_event_offers_to_add_one(alone: TestClient, ledger: Ledger) -> None:
    store(ledger, a_record("r1", events=0, more=MORE))
    assert "/review/add?report=r1" in alone.get("/review?report=r1").text
    assert add(alone, a_protest(a_record("r1", events=0, more=MORE))).status_code == 201
    assert alone.get("/api/events").json()["total"] == 1
