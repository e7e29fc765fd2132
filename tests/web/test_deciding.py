"""Decisions over HTTP: versions, both of two people's edits, the same key twice, and who may."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from dateline.ledger import Ledger, queries
from dateline.pipeline import Coder

TEXT = (
    "MOGADISHU, 14 March 2023 (Meridian News) - Al-Shabaab fighters attacked an army base near Balad on Monday, "
    "killing four soldiers, a police officer said."
)


@pytest.fixture
def event(ledger: Ledger, coder: Coder) -> str:
    """The id of an event in the ledger."""
    with ledger.write() as writer:
        writer.put(coder(TEXT, published="2023-03-14", id="base"))
    return queries.events_page(ledger, "type:assault", limit=1).items[0].id


def edit(event: str, field: str, new: object, version: int) -> dict[str, object]:
    return {"target": event, "action": "edit", "field": field, "new": new, "base_version": version}


def test_a_decision_takes_effect_and_stands_in_the_history(alone: TestClient, event: str) -> None:
    version = alone.get(f"/api/events/{quote(event)}").json()["row"]["version"]
    answer = alone.post("/api/decisions", json=edit(event, "status", "denied", version))
    assert answer.status_code == 201, answer.text
    view = alone.get(f"/api/events/{quote(event)}").json()
    assert view["row"]["status"] == "denied"
    assert view["row"]["reviewed"] == "edited"
    assert not view["row"]["counted"]
    history = alone.get(f"/api/decisions/{quote(event)}").json()["items"]
    assert [(one["action"], one["field"], one["new"]) for one in history] == [("edit", "status", "denied")]


def test_without_a_version_nothing_is_decided(alone: TestClient, event: str) -> None:
    assert alone.post("/api/decisions", json={"target": event, "action": "accept"}).status_code == 428


def test_the_second_of_two_sees_both_versions(team: Callable[[str], TestClient], event: str) -> None:
    first, second = team("coder"), team("adjudicator")
    version = first.get(f"/api/events/{quote(event)}").json()["row"]["version"]
    assert first.post("/api/decisions", json=edit(event, "status", "denied", version)).status_code == 201
    late = second.post("/api/decisions", json=edit(event, "status", "ongoing", version))
    assert late.status_code == 412
    told = late.json()
    assert (told["base"]["status"], told["current"]["status"]) == ("occurred", "denied")
    again = second.post("/api/decisions", json=edit(event, "status", "ongoing", told["version"]))
    assert again.status_code == 201
    by = [one["by"] for one in second.get(f"/api/decisions/{quote(event)}").json()["items"]]
    assert by == ["coder", "adjudicator"]


def test_of_many_at_once_each_is_accepted_or_told(team: Callable[[str], TestClient], event: str) -> None:
    clients = [team("coder"), team("adjudicator")]

    def decide(number: int) -> int:
        client = clients[number % 2]
        for _ in range(60):
            version = client.get(f"/api/events/{quote(event)}").json()["row"]["version"]
            status = client.post(
                "/api/decisions",
                json={"target": event, "action": "accept", "base_version": version, "why": str(number)},
            ).status_code
            if status == 201:
                return number
            assert status == 412
        raise AssertionError("never got through")

    with ThreadPoolExecutor(4) as pool:
        done = sorted(pool.map(decide, range(24)))
    history = clients[0].get(f"/api/decisions/{quote(event)}").json()["items"]
    assert sorted(int(one["why"]) for one in history) == done == list(range(24))


def test_the_same_key_again_changes_nothing(alone: TestClient, event: str) -> None:
    version = alone.get(f"/api/events/{quote(event)}").json()["row"]["version"]
    headers = {"Idempotency-Key": "k-1"}
    first = alone.post("/api/decisions", json=edit(event, "status", "denied", version), headers=headers)
    again = alone.post("/api/decisions", json=edit(event, "status", "denied", version), headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(alone.get(f"/api/decisions/{quote(event)}").json()["items"]) == 1


@pytest.mark.parametrize(
    ("role", "action", "status"),
    [("viewer", "accept", 403), ("coder", "accept", 201), ("nobody", "accept", 401), ("coder", "merge", 403)],
)
def test_who_may_decide(team: Callable[[str], TestClient], event: str, role: str, action: str, status: int) -> None:
    kind = "incident" if action == "merge" else "event"
    body = {"target": event, "action": action, "kind": kind, "base_version": 1}
    answer = team(role).post("/api/decisions", json=body)
    assert answer.status_code == status, answer.text


def test_a_coder_takes_back_the_own_decision_only(team: Callable[[str], TestClient], event: str) -> None:
    adjudicator, coder = team("adjudicator"), team("coder")
    made = adjudicator.post("/api/decisions", json={"target": event, "action": "reject", "base_version": 1}).json()
    undo = {"target": event, "action": "undo", "undoes": made["decision"]["id"], "base_version": 2}
    assert coder.post("/api/decisions", json=undo).status_code == 403
    assert adjudicator.post("/api/decisions", json=undo).status_code == 201
    assert adjudicator.get(f"/api/events/{quote(event)}").json()["row"]["reviewed"] == "no"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"target": 1}', b'{"target": "x", "action": "explode"}', b"[" * 100_000, b"\xff\xfe"],
)
def test_nonsense_is_refused_in_words(alone: TestClient, body: bytes) -> None:
    answer = alone.post("/api/decisions", content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("field", "new"),
    [("type", "NONSENSE"), ("trigger", {"text": "nothing", "start": 0, "end": 7}), ("id", "e9"), ("confidence", 1.0)],
)
def test_a_value_that_is_none_is_refused(alone: TestClient, event: str, field: str, new: object) -> None:
    assert alone.post("/api/decisions", json=edit(event, field, new, 1)).status_code == 400
