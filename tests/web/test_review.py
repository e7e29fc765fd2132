"""Reviewing: the queue, forms saved whole, two people at once, undo, and blind coding that tells nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.ledger.making import a_record
from tests.web.conftest import PASSWORD

from dateline.ledger import Ledger, assigning, queries
from dateline.ledger.accounts import add_account
from dateline.linkage import link_report
from dateline.record import Event
from dateline.web.app import all_pages
from dateline.web.drafting import EventDraft, changes, coded, drafted, values

SignIn = Callable[[str], TestClient]


def store(ledger: Ledger, *records: Any) -> list[str]:
    """Keep and link records; the ids of their events."""
    ids: list[str] = []
    for record in records:
        with ledger.write() as writer:
            put = writer.put(record)
            link_report(writer, put, record)
            ids += put.events
    return ids


@pytest.fixture
def event(ledger: Ledger) -> str:
    return store(ledger, a_record("base"))[0]


def form(client: TestClient, event: str) -> dict[str, Any]:
    answer = client.get(f"/api/review/form/{quote(event, safe='')}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def save(client: TestClient, event: str, draft: Any, version: int, **more: Any) -> Any:
    body = {"base_version": version, "draft": draft, **more}
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    body.pop("key", None)
    return client.post(f"/api/review/save/{quote(event, safe='')}", json=body, headers=headers)


def a_draft(event: Event) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(drafted(event))
    return told


# -- drafts -----------------------------------------------------------------------------------------------------------


def test_a_form_that_was_not_touched_changes_nothing() -> None:
    record = a_record("base", events=2)
    for one in record.events:
        assert changes(drafted(one), one, record.report.text) == {}
        value = values(drafted(one), record.report.text, one)
        assert all(value[name] == getattr(one, name) for name in value)


def test_what_a_form_does_not_show_stays() -> None:
    record = a_record("base")
    one = record.events[0]
    party = msgspec.structs.replace(drafted(one).actors[0], country="SOM")
    fresh = changes(msgspec.structs.replace(drafted(one), actors=(party,)), one, record.report.text)
    assert list(fresh) == ["actors"]
    assert fresh["actors"][0].country == "SOM"
    assert fresh["actors"][0].kind == one.actors[0].kind


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("mode", "no-such-mode"),
        ("date_from", "yesterday"),
        ("trigger", {"start": 0, "end": 3, "text": "xyz"}),
        ("trigger", {"start": 5, "end": 100_000}),
        ("toll", {"eaten": {"min": 1}}),
        ("toll", {"killed": {"min": 5, "max": 2}}),
        ("toll", {"killed": {"min": -1}}),
        ("places", [{"start": 0, "end": 3, "lat": 95.0, "lon": 1.0}]),
        ("type", "NONSENSE"),
        ("because", []),
    ],
)
def test_a_form_with_nonsense_is_refused(alone: TestClient, event: str, part: str, value: object) -> None:
    given = form(alone, event)
    answer = save(alone, event, {**given["draft"], part: value}, given["version"])
    assert answer.status_code == 400, answer.text
    assert form(alone, event) == given


def test_events_from_nothing_have_codes_and_the_order_of_the_text() -> None:
    record = a_record("base", events=2)
    drafts = [msgspec.convert(a_draft(one), EventDraft) for one in reversed(record.events)]
    made = coded(drafts, record.report.text)
    assert [one.id for one in made] == ["e1", "e2"]
    assert made[0].trigger.start < made[1].trigger.start
    assert made[0].codes.plover
    assert made[0].codes.cameo


# -- one event --------------------------------------------------------------------------------------------------------


def test_a_form_is_saved_whole_and_undone_whole(alone: TestClient, event: str) -> None:
    given = form(alone, event)
    draft = {**given["draft"], "status": "denied", "toll": {"killed": {"min": 2, "max": 5}}}
    answer = save(alone, event, draft, given["version"], action="accept", why="the ministry says so")
    assert answer.status_code == 201, answer.text
    row = alone.get(f"/api/events/{quote(event)}").json()["row"]
    assert (row["status"], row["killed_min"], row["killed_max"], row["reviewed"]) == ("denied", 2, 5, "edited")
    assert row["version"] == answer.json()["version"]
    undone = alone.post(f"/api/review/undo/{quote(event, safe='')}", json={"base_version": row["version"]})
    assert undone.status_code == 201, undone.text
    row = alone.get(f"/api/events/{quote(event)}").json()["row"]
    assert (row["status"], row["killed_min"], row["reviewed"]) == ("occurred", 4, "no")
    again = alone.post(f"/api/review/undo/{quote(event, safe='')}", json={"base_version": row["version"]})
    assert again.status_code == 409


def test_the_same_save_again_changes_nothing(alone: TestClient, event: str) -> None:
    given = form(alone, event)
    draft = {**given["draft"], "status": "denied"}
    first = save(alone, event, draft, given["version"], key="once")
    again = save(alone, event, draft, given["version"], key="once")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert len(alone.get(f"/api/decisions/{quote(event)}").json()["items"]) == 1


def test_saving_forgets_the_draft(alone: TestClient, event: str) -> None:
    address = f"/api/drafts/{quote(f'event:{event}', safe='')}"
    given = form(alone, event)
    assert alone.put(address, json={"draft": given["draft"]}).status_code == 204
    assert alone.get(address).json() == {"draft": given["draft"]}
    assert save(alone, event, given["draft"], given["version"], action="accept").status_code == 201
    assert alone.get(address).json() is None


def test_a_draft_is_its_owners(team: SignIn, event: str) -> None:
    coder, other = team("coder"), team("adjudicator")
    address = f"/api/drafts/{quote(f'event:{event}', safe='')}"
    assert coder.put(address, json={"note": "secret words"}).status_code == 204
    assert other.get(address).json() is None
    assert other.delete(address).status_code == 204
    assert coder.get(address).json() == {"note": "secret words"}
    assert coder.put(address, json={"note": "x" * 300_000}).status_code == 400


def test_of_a_hundred_pairs_none_is_lost(team: SignIn, ledger: Ledger) -> None:
    """Two people save an event at once, a hundred times: one is kept, the other sees both and is kept after it."""
    events = store(ledger, *(a_record(f"pair-{number}") for number in range(10)))
    first, second = team("coder"), team("adjudicator")
    chance = random.Random(7)  # noqa: S311 - a repeatable choice
    statuses = ("occurred", "denied", "planned", "attempted", "ongoing", "threatened")
    kept: dict[str, list[tuple[str, str]]] = {event: [] for event in events}
    told_both = 0
    with ThreadPoolExecutor(2) as pool:
        for number in range(100):
            event = events[number % 10]
            given = form(first, event)
            wanted = chance.sample([one for one in statuses if one != given["draft"]["status"]], 2)

            def attempt(client: TestClient, status: str, event: str = event, given: Any = given) -> Any:
                return save(client, event, {**given["draft"], "status": status}, given["version"])

            answers = list(pool.map(attempt, (first, second), wanted))
            codes = sorted(answer.status_code for answer in answers)
            assert codes == [201, 412]
            winner, loser = (0, 1) if answers[0].status_code == 201 else (1, 0)
            told = answers[loser].json()
            assert told["base"]["status"] == given["draft"]["status"]
            assert told["current"]["status"] == wanted[winner]
            told_both += 1
            name = ("coder", "adjudicator")
            kept[event].append((name[winner], wanted[winner]))
            late = save((first, second)[loser], event, {**given["draft"], "status": wanted[loser]}, told["version"])
            assert late.status_code == 201
            kept[event].append((name[loser], wanted[loser]))
    assert told_both == 100
    for event in events:
        history = first.get(f"/api/decisions/{quote(event)}").json()["items"]
        assert [(one["by"], one["new"]) for one in history] == kept[event]


# -- the queue --------------------------------------------------------------------------------------------------------


def test_the_queue_puts_conflicts_before_what_is_sure(alone: TestClient, ledger: Ledger) -> None:
    plain = a_record("plain", place="Orzana", day="2021-01-05", killed=None)
    store(ledger, plain)
    store(ledger, a_record("alone", place="Talheim", day="2022-05-05", killed=30))
    text = alone.get("/review").text
    assert text.index("deaths by a single source") < text.index("Orzana")
    assert "2 left of 2" in text.replace("</span>", "").replace('<span id="left">', "")
    assert alone.get("/review", params={"q": "killed:>0"}).text.count("data-event=") == 1
    assert alone.get("/review", params={"q": "killed:>99"}).text.count("data-event=") == 0
    assert alone.get("/review", params={"q": "((("}).status_code == 400


def test_many_are_accepted_at_once_but_not_what_changed(alone: TestClient, ledger: Ledger) -> None:
    events = store(ledger, *(a_record(f"r{number}") for number in range(3)))
    given = form(alone, events[0])
    save(alone, events[0], {**given["draft"], "status": "denied"}, given["version"])
    wanted = [{"target": event, "base_version": 1} for event in events]
    told = alone.post("/api/review/accept", json={"events": wanted}).json()
    assert (told["accepted"], told["left"]) == (events[1:], events[:1])
    assert queries.count(ledger, "reviewed:accepted") == 2
    assert alone.post("/api/review/accept", json={"events": wanted * 100}).status_code == 400


def test_a_report_without_its_text_is_shown_and_can_be_accepted(alone: TestClient, ledger: Ledger, event: str) -> None:
    from sqlalchemy import update

    from dateline.ledger.tables import reports

    with ledger.write() as writer:
        writer.connection.execute(update(reports).values(text=None))
    assert "not kept here any more" in alone.get("/review", params={"event": event}).text
    given = form(alone, event)
    assert save(alone, event, None, given["version"], action="accept").status_code == 201


# -- blind coding -----------------------------------------------------------------------------------------------------

HIDDEN = "Zanzibar Rifles"
"""A name that only other people's codings hold."""


@pytest.fixture
def blind(team: SignIn, ledger: Ledger) -> tuple[TestClient, TestClient, TestClient, str]:
    """Two coders with one report each is to code, the adjudicator, and the report's event as the machine has it."""
    record = a_record("shared")
    party = msgspec.structs.replace(record.events[0].actors[0], name=HIDDEN)
    one = msgspec.structs.replace(record.events[0], actors=(party,))
    store(ledger, msgspec.structs.replace(record, events=(one,), parties=()), a_record("other"))
    add_account(ledger, "second", PASSWORD, "coder", by="test")
    first, adjudicator = team("coder"), team("adjudicator")
    second = team("nobody")
    assert second.post("/sign-in", data={"name": "second", "password": PASSWORD}).status_code == 303
    given = {"queue": "June", "coders": ["coder", "second"], "overlap": 1.0}
    answer = adjudicator.post("/api/assignments", json=given)
    assert answer.json() == {"reports": 2, "assignments": 4}, answer.text
    return first, second, adjudicator, "shared#e1"


def own_draft(ledger: Ledger, report: str = "shared") -> dict[str, Any]:
    view = queries.report(ledger, report)
    assert view is not None
    assert view.record is not None
    draft = a_draft(view.record.events[0])
    draft["actors"] = [{"start": draft["actors"][0]["start"], "end": draft["actors"][0]["end"]}]
    return draft


def assignments(ledger: Ledger, coder: str) -> dict[str, int]:
    with ledger.read() as connection:
        return {one.report: one.seq for one in assigning.assigned_to(connection, coder)}


def test_whoever_codes_blind_is_told_of_nobody_elses_coding(
    blind: tuple[TestClient, TestClient, TestClient, str], ledger: Ledger
) -> None:
    first, second, _, event = blind
    mine = assignments(ledger, "second")
    draft = own_draft(ledger)
    draft["actors"] = [{**draft["actors"][0], "name": "Quiet Herons"}]
    draft["mode"] = None
    assert second.post(f"/api/coding/{mine['shared']}", json={"events": [draft]}).status_code == 201
    number = assignments(ledger, "coder")["shared"]
    filled = {"{id:path}": quote(event), "{id}": "x", "{seq}": str(number), "{target:path}": "x", "{type}": "ASSAULT"}
    asked = refused = 0
    for page in all_pages():
        if "GET" not in page.methods:
            continue
        for report in (event, "shared"):
            path = page.path
            for slot, value in {**filled, "{id:path}": quote(report), "{secret}": "none"}.items():
                path = path.replace(slot, value)
            answer = first.get(path)
            asked += 1
            refused += answer.status_code == 403
            assert HIDDEN not in answer.text, path
            assert "Quiet Herons" not in answer.text, path
    assert asked > 40
    assert refused > 25
    whole = first.get(f"/coding/{number}").text
    assert "gunmen attacked a convoy" in whole.replace("</span>", "")
    assert first.get("/").headers["location"] == "/coding"


def test_submitting_ends_the_blindness_and_stays(
    blind: tuple[TestClient, TestClient, TestClient, str], ledger: Ledger
) -> None:
    first, _, _, event = blind
    mine = assignments(ledger, "coder")
    body = {"events": [own_draft(ledger)], "seconds": 61}
    sent = first.post(f"/api/coding/{mine['shared']}", json=body, headers={"Idempotency-Key": "k"})
    assert sent.json() == {"left": 1, "next": mine["other"]}
    again = first.post(f"/api/coding/{mine['shared']}", json=body, headers={"Idempotency-Key": "k"})
    assert again.json() == sent.json()
    assert first.post(f"/api/coding/{mine['shared']}", json=body).status_code == 400
    assert first.get("/review", params={"event": event}).status_code == 403
    assert first.post(f"/api/coding/{mine['other']}/give-back").status_code == 204
    assert first.get("/review", params={"event": event}).status_code == 200
    with ledger.read() as connection:
        people = assigning.coded_by_people(connection, ["shared", "other"])
    assert {report: list(by) for report, by in people.items()} == {"shared": ["coder"]}


def test_an_assignment_is_its_coders(blind: tuple[TestClient, TestClient, TestClient, str], ledger: Ledger) -> None:
    first, second, adjudicator, _ = blind
    number = assignments(ledger, "coder")["shared"]
    for client in (second, adjudicator):
        assert client.get(f"/coding/{number}").status_code == 404
        assert client.post(f"/api/coding/{number}", json={"events": []}).status_code == 404
        assert client.post(f"/api/coding/{number}/give-back").status_code in {400, 404}
    assert first.get("/coding/999999999999999999999").status_code == 404
    assert first.post(f"/api/coding/{number}", json={"events": []}).status_code == 201, "no event is a coding too"


def test_adjudication_shows_differences_without_names_and_takes_cells(
    blind: tuple[TestClient, TestClient, TestClient, str], ledger: Ledger
) -> None:
    first, second, adjudicator, event = blind
    for client, name, status in ((first, "coder", "occurred"), (second, "second", "denied")):
        draft = {**own_draft(ledger), "status": status}
        seq = assignments(ledger, name)["shared"]
        assert client.post(f"/api/coding/{seq}", json={"events": [draft]}).status_code == 201
    text = adjudicator.get("/review", params={"event": event}).text
    assert "coders disagree" in text
    assert "Coder 1" in text
    assert "Coder 2" in text
    table = text[text.index('class="coded"') : text.index("</table>")]
    assert "second" not in table
    assert table.count('class="differs"') == 2, "the actor's name, and the status"
    told = adjudicator.get("/api/agreement").json()
    assert (told["reports"], told["events"], told["coders"]) == (1, 1, ["Coder 1", "Coder 2"])
    status = next(one for one in told["fields"] if one["field"] == "status")
    assert [given["value"] for given in status["differences"][0]["given"]] == ["occurred", "denied"]
    page = adjudicator.get("/review/double", params={"field": "status"}).text
    assert "/review?report=shared" in page
    assert first.get("/api/agreement").status_code == 403


def test_assigning_is_even_and_overlaps_as_asked(ledger: Ledger) -> None:
    names = [f"r{number:02}" for number in range(20)]
    store(ledger, *(a_record(name) for name in names))
    with ledger.write("boss") as writer:
        made = assigning.assign(writer, "q", names, ["a", "b", "c"], 0.25)
        assert assigning.assign(writer, "q", names[:3], ["a", "b", "c"], 0.0) != ()
    by_report = {name: [one.coder for one in made if one.report == name] for name in names}
    assert sum(len(coders) == 2 for coders in by_report.values()) == 5
    assert all(len(set(coders)) == len(coders) for coders in by_report.values())
    load = [sum(one.coder == coder for one in made) for coder in "abc"]
    assert max(load) - min(load) <= 1
    with ledger.read() as connection:
        (queue,) = assigning.queues(connection)
    assert (queue.reports, queue.double, queue.submitted) == (20, 8, 0)


@pytest.mark.parametrize(
    "given",
    [
        {"queue": "", "coders": ["coder"], "overlap": 0},
        {"queue": "q", "coders": ["nobody-known"], "overlap": 0},
        {"queue": "q", "coders": ["adjudicator"], "overlap": 0},
        {"queue": "q", "coders": ["coder"], "overlap": 0.5},
        {"queue": "q", "coders": ["coder"], "overlap": 7},
        {"queue": "q", "coders": ["coder"], "overlap": 0, "most": 0},
        {"queue": "q", "coders": [], "overlap": 0},
    ],
)
def test_what_cannot_be_assigned_is_refused(team: SignIn, event: str, given: dict[str, Any]) -> None:
    assert team("adjudicator").post("/api/assignments", content=json.dumps(given)).status_code == 400
