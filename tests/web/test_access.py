"""Who may do what to whose: every route, asked by every role, on what is one's own, another's, missing or nobody's.

The rows are read against the route table: a route without a row fails, so nothing is opened without somebody saying to
whom.  Each row says the least role again, apart from the code, and what a role that may ask gets for each object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from tests.ledger.making import a_record
from tests.web.conftest import PASSWORD, client
from tests.web.test_review import a_draft, store

from dateline.ledger import Ledger, accounts, assigning, open_ledger
from dateline.ledger.following import add_search
from dateline.web import Settings
from dateline.web.access import Role
from dateline.web.app import all_pages

ROLES = ("nobody", "viewer", "coder", "adjudicator", "admin")
EVENT, REPORT = "r1#e1", "r1"
ADDRESS = quote(EVENT, safe="")


class World:
    """A team over a small ledger: a client for each role, and objects of one's own or of somebody else's."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.settings = Settings(port=8125, accounts=True)
        for name, role in (*((role, role) for role in ROLES[1:]), ("other", "coder")):
            accounts.add_account(ledger, name, PASSWORD, role, by="test")
        store(ledger, *(a_record(f"r{number}") for number in range(1, 4)))
        self.incident = self.anybodys("incidents")
        self.clients = {role: self.signed_in(role) for role in ROLES}
        self.made = 0

    def signed_in(self, role: str) -> TestClient:
        found = client(self.ledger, self.settings)
        if role != "nobody":
            assert found.post("/sign-in", data={"name": role, "password": PASSWORD}).status_code == 303
        found.headers["Accept"] = "application/json"
        return found

    def anybodys(self, kind: str) -> str:
        with self.ledger.read() as connection:
            return str(connection.exec_driver_sql(f"SELECT id FROM {kind} ORDER BY 1").scalar())  # noqa: S608

    def fresh(self) -> int:
        self.made += 1
        return self.made

    def search(self, owner: str) -> str:
        return add_search(self.ledger, f"search {self.fresh()}", "", owner).id

    def token(self, owner: str) -> str:
        accounts.add_token(self.ledger, owner, f"token {self.fresh()}", "viewer", days=9, by=owner)
        with self.ledger.read() as connection:
            return str(accounts.all_tokens(connection, owner)[-1].id)

    def assignment(self, owner: str) -> int:
        """A report to code blind, given straight: what a coder is given is not what is under test here."""
        name = f"blind {self.fresh()}"
        store(self.ledger, a_record(name))
        with self.ledger.write("test") as writer:
            (made,) = assigning.assign(writer, "q", [name], [owner], 0)
        return made.seq

    def decided(self, owner: str) -> tuple[str, str, int]:
        """An event on which ``owner`` decided: its id, the decision's, and the version it has now."""
        (event,) = store(self.ledger, a_record(f"decided {self.fresh()}"))
        with self.ledger.write(owner) as writer:
            made = writer.decide(event, "accept", base_version=1)
        return event, made.id, 2

    def untouched(self) -> str:
        (event,) = store(self.ledger, a_record(f"new {self.fresh()}"))
        return event


Send = Callable[[World, str], Any]
"""What is sent for the role: the answer's status is what counts."""


@dataclass(frozen=True)
class Row:
    """A route in the table: the least role, and object → what is sent and the status that a role which may ask gets.

    A status is a number, or by role where it is not the same for all of them.
    """

    needs: str
    objects: dict[str, tuple[Send, int | dict[str, int]]] = field(default_factory=dict)


def get(path: str | Callable[[World, str], str]) -> Send:
    return lambda world, role: world.clients[role].get(path(world, role) if callable(path) else path)


def post(path: str | Callable[[World, str], str], json: Any = None, data: Any = None) -> Send:
    def send(world: World, role: str) -> Any:
        address = path(world, role) if callable(path) else path
        body = json(world, role) if callable(json) else json
        form = data(world, role) if callable(data) else data
        return world.clients[role].post(address, json=body, data=form)

    return send


def as_own(role: str) -> str:
    """Under whose name something of one's own is made; nobody has nothing, and asks for the viewer's."""
    return "viewer" if role == "nobody" else role


def sign_out(world: World, role: str) -> Any:
    return (world.signed_in(role) if role != "nobody" else world.clients[role]).post("/sign-out")


def password(world: World, role: str) -> Any:
    """The same password again is refused by its old one being wrong: the sessions of the table go on."""
    return world.clients[role].post("/account/password", data={"current": "wrong words here", "fresh": "x"})


def undo_of(owner: Callable[[str], str]) -> Send:
    def send(world: World, role: str) -> Any:
        event, decision, version = world.decided(owner(role))
        body = {"target": event, "action": "undo", "undoes": decision, "base_version": version}
        return world.clients[role].post("/api/decisions", json=body)

    return send


def last_of(owner: Callable[[str], str]) -> Send:
    def send(world: World, role: str) -> Any:
        event, _, version = world.decided(owner(role))
        return world.clients[role].post(f"/api/review/undo/{quote(event, safe='')}", json={"base_version": version})

    return send


def saved(world: World, role: str) -> Any:
    event = world.untouched()
    body = {"base_version": 1, "action": "accept"}
    return world.clients[role].post(f"/api/review/save/{quote(event, safe='')}", json=body)


def blind(path: str, owner: Callable[[str], str], body: Any = None, method: str = "POST") -> Send:
    """Something asked of an assignment; a coder's own makes the coder blind, so it is submitted or given back after."""

    def send(world: World, role: str) -> Any:
        whose = owner(role)
        seq = world.assignment(whose)
        answer = world.clients[role].request(method, path.format(seq=seq), json=body)
        with world.ledger.write(whose) as writer:
            given = assigning.assignment(writer.connection, seq)
            if given is not None and given.submitted_at is None:
                assigning.give_back(writer, seq)
        return answer

    return send


def another(_: str) -> str:
    return "other"


DRAFT = a_draft(a_record("r1").events[0])
VIEW, CODE, JUDGE, RUN = "viewer", "coder", "adjudicator", "admin"

TABLE: dict[tuple[str, str], Row] = {
    # signing in and out
    ("GET", "/open/{secret}"): Row("nobody", {"a guess": (get("/open/guess"), 403)}),
    ("GET", "/sign-in"): Row("nobody", {"page": (get("/sign-in"), {"nobody": 200, "": 303})}),
    ("POST", "/sign-in"): Row("nobody", {"a guess": (post("/sign-in", data={"name": "x", "password": "y"}), 401)}),
    ("POST", "/sign-out"): Row(VIEW, {"own": (sign_out, 303)}),
    # pages
    ("GET", "/"): Row(VIEW, {"page": (get("/"), 303)}),
    ("GET", "/reports"): Row(VIEW, {"page": (get("/reports"), 200)}),
    ("GET", "/reports/{id:path}"): Row(VIEW, {
        "there": (get("/reports/r1"), 200), "missing": (get("/reports/r9"), 404)}),
    ("GET", "/reports/{id:path}/record.json"): Row(VIEW, {
        "there": (get("/reports/r1/record.json"), 200), "missing": (get("/reports/r9/record.json"), 404)}),
    ("GET", "/reports/{id:path}/original"): Row(VIEW, {"none kept": (get("/reports/r1/original"), 404)}),
    ("GET", "/explore"): Row(VIEW, {"page": (get("/explore"), 200)}),
    ("GET", "/events/{id:path}/card"): Row(VIEW, {
        "there": (get(f"/events/{ADDRESS}/card"), 200), "missing": (get("/events/r9/card"), 404)}),
    ("GET", "/incidents/{id}"): Row(VIEW, {
        "there": (get(lambda world, _: f"/incidents/{world.incident}"), 200), "missing": (get("/incidents/i9"), 404)}),
    ("GET", "/sources"): Row(VIEW, {"page": (get("/sources"), 200)}),
    ("GET", "/parties"): Row(VIEW, {"page": (get("/parties"), 200)}),
    ("GET", "/parties/{id:path}"): Row(VIEW, {
        "there": (get("/parties/state:IRQ"), 200), "missing": (get("/parties/group:none-such"), 404)}),
    ("GET", "/codebook"): Row(VIEW, {"page": (get("/codebook"), 200)}),
    ("GET", "/codebook/{type}"): Row(VIEW, {
        "there": (get("/codebook/assault"), 200), "missing": (get("/codebook/none"), 404)}),
    # review
    ("GET", "/review"): Row(CODE, {
        "queue": (get("/review"), 200), "there": (get(f"/review?event={ADDRESS}"), 200),
        "missing": (get("/review?event=r9"), 404)}),
    ("GET", "/review/add"): Row(CODE, {
        "there": (get("/review/add?report=r1"), 200), "missing": (get("/review/add?report=r9"), 404)}),
    ("GET", "/review/double"): Row(JUDGE, {"page": (get("/review/double"), 200)}),
    ("GET", "/coding"): Row(CODE, {"page": (get("/coding"), 200)}),
    ("GET", "/coding/{seq}"): Row(CODE, {
        "own": (blind("/coding/{seq}", lambda role: "coder" if role == "coder" else "other", None, "GET"),
                {"coder": 200, "": 404}),
        "another's": (blind("/coding/{seq}", another, None, "GET"), 404), "missing": (get("/coding/99999"), 404),
        "no number": (get("/coding/x"), 404)}),
    # the own account, and everybody's
    ("GET", "/account"): Row(VIEW, {"own": (get("/account"), 200)}),
    ("POST", "/account/tokens"): Row(VIEW, {
        "a role above": (post("/account/tokens", data={"label": "x", "role": "emperor", "days": "9"}), 400)}),
    ("POST", "/account/tokens/revoke"): Row(VIEW, {
        "own": (post("/account/tokens/revoke", data=lambda world, role: {"token": world.token(as_own(role))}), 303)}),
    ("POST", "/account/password"): Row(VIEW, {"own": (password, 400)}),
    ("GET", "/accounts"): Row(RUN, {"page": (get("/accounts"), 200)}),
    ("POST", "/accounts"): Row(RUN, {
        "bad": (post("/accounts", data={"name": "new", "password": "short", "role": "viewer"}), 400)}),
    ("POST", "/accounts/change"): Row(RUN, {
        "another's": (post("/accounts/change", data={"name": "other", "role": "coder"}), 303),
        "missing": (post("/accounts/change", data={"name": "none-such", "role": "coder"}), 400)}),
    # asking
    ("GET", "/api"): Row(VIEW, {"page": (get("/api"), 200)}),
    ("GET", "/api/openapi.json"): Row(VIEW, {"page": (get("/api/openapi.json"), 200)}),
    ("GET", "/api/events"): Row(VIEW, {"all": (get("/api/events"), 200)}),
    ("GET", "/api/events/{id:path}"): Row(VIEW, {
        "there": (get(f"/api/events/{ADDRESS}"), 200), "missing": (get("/api/events/r9"), 404)}),
    ("GET", "/api/incidents"): Row(VIEW, {"all": (get("/api/incidents"), 200)}),
    ("GET", "/api/incidents/{id}"): Row(VIEW, {
        "there": (get(lambda world, _: f"/api/incidents/{world.incident}"), 200),
        "missing": (get("/api/incidents/i9"), 404)}),
    ("GET", "/api/reports/{id:path}"): Row(VIEW, {
        "there": (get("/api/reports/r1"), 200), "missing": (get("/api/reports/r9"), 404)}),
    ("GET", "/api/facets"): Row(VIEW, {"all": (get("/api/facets"), 200)}),
    ("GET", "/api/timeline"): Row(VIEW, {"all": (get("/api/timeline"), 200)}),
    ("GET", "/api/map"): Row(VIEW, {"all": (get("/api/map"), 200)}),
    ("GET", "/api/filter"): Row(VIEW, {"all": (get("/api/filter?q=type:assault"), 200)}),
    ("GET", "/api/changes"): Row(VIEW, {"all": (get("/api/changes"), 200)}),
    ("GET", "/api/sources"): Row(VIEW, {"all": (get("/api/sources"), 200)}),
    ("GET", "/api/export"): Row(VIEW, {
        "public": (get("/api/export?profile=public"), 200),
        "partner": (get("/api/export?profile=partner"), {"viewer": 403, "": 200}),
        "internal": (get("/api/export?profile=internal"), {"viewer": 403, "coder": 403, "": 200})}),
    ("GET", "/api/export/about"): Row(VIEW, {
        "public": (get("/api/export/about"), 200),
        "internal": (get("/api/export/about?profile=internal"), {"viewer": 403, "coder": 403, "": 200})}),
    # saved searches
    ("GET", "/api/searches"): Row(VIEW, {"all": (get("/api/searches"), 200)}),
    ("POST", "/api/searches"): Row(CODE, {
        "own": (post("/api/searches", json=lambda world, _: {"name": f"mine {world.fresh()}", "query": ""}), 201)}),
    ("DELETE", "/api/searches/{id}"): Row(CODE, {
        "own": (lambda world, role: world.clients[role].delete(f"/api/searches/{world.search(as_own(role))}"), 204),
        "another's": (lambda world, role: world.clients[role].delete(f"/api/searches/{world.search('other')}"),
                      {"coder": 403, "": 204}),
        "missing": (lambda world, role: world.clients[role].delete("/api/searches/none"), 404)}),
    # coding and deciding
    ("POST", "/api/code"): Row(CODE, {"nothing": (post("/api/code", json={"text": " "}), 400)}),
    ("GET", "/api/decisions"): Row(VIEW, {"all": (get("/api/decisions"), 200)}),
    ("GET", "/api/decisions/{id:path}"): Row(VIEW, {"there": (get(f"/api/decisions/{ADDRESS}"), 200)}),
    ("POST", "/api/decisions"): Row(CODE, {
        "undo of one's own": (undo_of(as_own), 201),
        "undo of another's": (undo_of(another), {"coder": 403, "": 201}),
        "merge": (post("/api/decisions", json=lambda world, _: {
            "target": world.incident, "kind": "incident", "action": "merge", "others": ["i9"], "base_version": 0}),
            {"coder": 403, "": 412}),
        "missing": (post("/api/decisions", json={"target": "r9", "action": "note", "why": "x"}), 400)}),
    ("GET", "/api/review/form/{id:path}"): Row(CODE, {
        "there": (get(f"/api/review/form/{ADDRESS}"), 200), "missing": (get("/api/review/form/r9"), 404)}),
    ("POST", "/api/review/save/{id:path}"): Row(CODE, {
        "there": (saved, 201), "missing": (post("/api/review/save/r9", json={"base_version": 1}), 404)}),
    ("POST", "/api/review/undo/{id:path}"): Row(CODE, {
        "own": (last_of(as_own), 201), "another's": (last_of(another), 409)}),
    ("POST", "/api/review/accept"): Row(CODE, {
        "there": (post("/api/review/accept", json=lambda world, _: {
            "events": [{"target": world.untouched(), "base_version": 1}]}), 201)}),
    ("POST", "/api/review/add"): Row(CODE, {
        "there": (post("/api/review/add", json={"report": "r1", "draft": DRAFT}), 201),
        "missing": (post("/api/review/add", json={"report": "r9", "draft": DRAFT}), 404)}),
    ("GET", "/api/drafts/{target:path}"): Row(CODE, {"own": (get(f"/api/drafts/event:{ADDRESS}"), 200)}),
    ("PUT", "/api/drafts/{target:path}"): Row(CODE, {
        "own": (lambda world, role: world.clients[role].put("/api/drafts/x", json={"by": role}), 204)}),
    ("DELETE", "/api/drafts/{target:path}"): Row(CODE, {
        "own": (lambda world, role: world.clients[role].delete("/api/drafts/y"), 204)}),
    ("GET", "/api/lookup"): Row(CODE, {"all": (get("/api/lookup?words=Iraq"), 200)}),
    # coding blind
    ("POST", "/api/coding/{seq}"): Row(CODE, {
        "own": (blind("/api/coding/{seq}", lambda role: "coder" if role == "coder" else "other", {"events": []}),
                {"coder": 201, "": 404}),
        "another's": (blind("/api/coding/{seq}", another, {"events": []}), 404),
        "missing": (post("/api/coding/99999", json={"events": []}), 404)}),
    ("POST", "/api/coding/{seq}/give-back"): Row(CODE, {
        "own": (blind("/api/coding/{seq}/give-back", lambda role: "coder" if role == "coder" else "other"),
                {"coder": 204, "": 400}),
        "another's": (blind("/api/coding/{seq}/give-back", another), 400)}),
    ("POST", "/api/assignments"): Row(JUDGE, {
        "nobody there": (post("/api/assignments", json={"queue": "q", "coders": ["none"], "overlap": 0}), 400)}),
    ("GET", "/api/agreement"): Row(JUDGE, {"all": (get("/api/agreement"), 200)}),
}  # fmt: skip

BLIND = {
    "/sign-in", "/sign-out", "/coding", "/coding/{seq}", "/codebook", "/codebook/{type}", "/account", "/account/tokens",
    "/account/tokens/revoke", "/account/password", "/api/drafts/{target:path}", "/api/lookup", "/api/coding/{seq}",
    "/api/coding/{seq}/give-back",
}  # fmt: skip
"""What a person may use who has reports to code blind."""

CELLS = [
    pytest.param(key, name, role, id=f"{key[0]} {key[1]} {name} {role}")
    for key, row in TABLE.items()
    for name in row.objects
    for role in ROLES
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_ledger(tmp_path_factory.mktemp("access") / "desk.db") as ledger:
        yield World(ledger)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    routes = {(method, page.path) for page in all_pages() for method in page.methods}
    assert routes == set(TABLE)
    assert all(row.objects for row in TABLE.values())


def test_every_route_needs_what_its_row_says() -> None:
    for page in all_pages():
        for method in page.methods:
            assert page.needs is Role.named(TABLE[method, page.path].needs) if page.needs else True, page
            assert (TABLE[method, page.path].needs == "nobody") == (page.needs is Role.NOBODY), page


@pytest.mark.parametrize(("key", "name", "role"), CELLS)
def test_the_cell(world: World, key: tuple[str, str], name: str, role: str) -> None:
    row = TABLE[key]
    send, expected = row.objects[name]
    answer = send(world, role)
    if ROLES.index(role) < ROLES.index(row.needs):
        assert answer.status_code == (401 if role == "nobody" else 403), answer.text[:300]
        return
    wanted = expected if isinstance(expected, int) else expected.get(role, expected.get(""))
    assert answer.status_code == wanted, answer.text[:300]


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: f"{page.methods[0]} {page.path}")
def test_who_codes_blind_gets_nothing_that_tells_of_others(world: World, page: Any) -> None:
    """The rule that stands before the object, asked as a coder with an open report."""
    assert page.blind == (page.path in BLIND)
    if page.needs in {Role.NOBODY, Role.ADJUDICATOR, Role.ADMIN} or page.path == "/sign-out":
        return
    seq = world.assignment("coder")
    try:
        path = "/".join("x" if part.startswith("{") else part for part in page.path.split("/"))
        answer = world.clients["coder"].request(page.methods[0], path)
        if page.blind:
            assert answer.status_code not in {401, 403}, answer.text[:200]
        else:
            assert answer.status_code == (303 if page.path == "/" else 403), answer.text[:200]
    finally:
        with world.ledger.write("coder") as writer:
            assigning.give_back(writer, seq)


def test_what_one_person_typed_is_not_told_another(world: World) -> None:
    world.clients["coder"].put("/api/drafts/event:z", json={"secret": "of the coder"})
    assert world.clients["coder"].get("/api/drafts/event:z").json() == {"secret": "of the coder"}
    assert world.clients["admin"].get("/api/drafts/event:z").json() is None


def test_a_token_of_somebody_else_is_not_revoked(world: World) -> None:
    token = world.token("other")
    world.clients["admin"].post("/account/tokens/revoke", data={"token": token})
    with world.ledger.read() as connection:
        kept = {str(one.id): one.revoked_at for one in accounts.all_tokens(connection, "other")}
    assert kept[token] is None
