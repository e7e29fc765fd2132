"""Answers that are worked out once: the same bytes for whoever asks next, and anew as soon as the ledger changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from tests.ledger.making import a_record
from tests.web.test_review import store

from dateline.ledger import Ledger, queries
from dateline.web.desk import Answers

ASKED = (
    "/api/events?limit=1",
    "/api/incidents",
    "/api/facets?fields=type",
    "/api/timeline?by=family",
    "/api/map?zoom=3",
)


@pytest.mark.parametrize("address", ASKED)
def test_the_second_is_answered_as_the_first_and_anew_after_a_change(
    alone: TestClient, ledger: Ledger, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(ledger, a_record("r1"), a_record("r2", day="2021-02-03", place="Talheim"))
    first = alone.get(address)
    for name in ("events_page", "incidents_page", "facets", "timeline", "points"):
        monkeypatch.setattr(queries, name, None)  # whoever asks now would fail
    again = alone.get(address)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert again.headers.get("link") == first.headers.get("link")
    assert alone.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    monkeypatch.undo()
    store(ledger, a_record("r3", day="2020-05-06", place="Orzana"))
    assert alone.get(address).content != first.content


def test_what_one_role_asked_is_not_open_to_nobody(team: Callable[[str], TestClient]) -> None:
    assert team("viewer").get("/api/facets").status_code == 200
    assert team("nobody").get("/api/facets").status_code == 401


def test_a_fault_is_not_remembered(alone: TestClient) -> None:
    for _ in range(2):
        assert alone.get("/api/facets?q=nosuch:field").status_code == 400


def test_old_answers_make_room_and_late_ones_are_left_out() -> None:
    answers = Answers()
    for number in range(Answers.MOST + 1):
        answers.put(5, f"q{number}", (b"x", {}))
    assert answers.get(5, "q0") is None
    assert answers.get(5, "q1") == (b"x", {})
    answers.put(4, "late", (b"old", {}))  # worked out before the last change
    assert answers.get(5, "late") is None
    answers.put(6, "new", (b"y", {}))
    assert answers.get(5, "q1") is None
    assert answers.get(6, "q1") is None
    assert answers.get(6, "new") == (b"y", {})
