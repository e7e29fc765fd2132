"""The HTTP interface beyond asking and deciding: exports, saved searches, changes, coding, tokens, its description."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from tests.ledger.making import a_record
from tests.web.test_review import store

from dateline.ledger import Ledger
from dateline.ledger.audit import lines
from dateline.web.app import all_pages

FORMATS = ("csv", "jsonl", "geojson", "parquet", "xlsx")


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    with ledger.write("test") as writer:
        for number, place in enumerate(("Dirmo", "Talheim", "Orzana", "Dirmo")):
            writer.put(a_record(f"r{number}", place=place, title=f"Title {number}"))
    return ledger


# -- description ------------------------------------------------------------------------------------------------------


def test_the_description_holds_every_route(alone: TestClient) -> None:
    paths = alone.get("/api/openapi.json").json()["paths"]
    for page in all_pages():
        if page.path.startswith("/api"):
            told = paths[page.path.replace(":path}", "}")]
            for method in page.methods:
                assert told[method.lower()]["summary"], page.path


def test_every_change_says_what_it_takes_and_gives(alone: TestClient) -> None:
    """A program that reviews needs no more than the description."""
    for path, methods in alone.get("/api/openapi.json").json()["paths"].items():
        for method, told in methods.items():
            if method in {"post", "put"} and not path.endswith("/give-back"):
                assert told["requestBody"]["content"]["application/json"]["schema"], path
                answer = told["responses"].get("201", told["responses"].get("200", told["responses"].get("204")))
                assert (
                    "content" not in answer
                    or answer["content"]["application/json"]["schema"]
                    or path == "/api/decisions"
                )


def test_the_description_is_sound(alone: TestClient) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not installed here")
    validator.validate(alone.get("/api/openapi.json").json())


def test_every_reference_of_the_description_leads_somewhere(alone: TestClient) -> None:
    told = alone.get("/api/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    found = _references(told)
    assert found
    assert found <= known
    names = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))


def _references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_references, value.values())) if value else own
    if isinstance(value, list):
        return set().union(*map(_references, value)) if value else set()
    return set()


def test_the_answers_are_as_described(alone: TestClient, filled: Ledger) -> None:
    told = alone.get("/api/openapi.json").json()
    schema = told["paths"]["/api/events"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    page = told["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    answer = alone.get("/api/events").json()
    assert set(answer) == set(page["properties"])


# -- exports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_comes(alone: TestClient, filled: Ledger, form: str) -> None:
    if form in {"xlsx", "parquet"}:
        pytest.importorskip({"xlsx": "xlsxwriter", "parquet": "pyarrow"}[form])
    answer = alone.get(f"/api/export?format={form}&q=country:SOM")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="dateline-events.{form}"'
    begins = {"csv": b"\xef\xbb\xbfid,", "jsonl": b'{"id":', "geojson": b'{"type":"FeatureC', "parquet": b"PAR1",
              "xlsx": b"PK"}  # fmt: skip
    assert answer.content.startswith(begins[form])
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(answer.text)))) == 3
    if form == "jsonl":
        assert [json.loads(line)["report"] for line in answer.text.splitlines()] == ["r3", "r0"]
    if form == "geojson":
        assert len(answer.json()["features"]) == 2


def test_incidents_are_taken_out_a_line_each(alone: TestClient, ledger: Ledger) -> None:
    store(ledger, *(a_record(f"r{number}", killed=3 + number, source=f"outlet {number}") for number in range(2)))
    answer = alone.get("/api/export?format=jsonl&of=incidents")
    assert answer.headers["content-disposition"] == 'attachment; filename="dateline-incidents.jsonl"'
    (line,) = [json.loads(one) for one in answer.text.splitlines()]
    assert (line["killed_min"], line["killed_max"], line["report_count"]) == (3, 4, 2)
    about = alone.get("/api/export/about?of=incidents").json()
    assert about["rows"] == 1
    assert "toll_by_source" in about["columns"]
    with ledger.read() as connection:
        assert json.loads(list(lines(connection))[-1].detail or "")["incidents"] == 1


def test_an_export_is_kept_in_the_audit(alone: TestClient, filled: Ledger) -> None:
    alone.get("/api/export?format=csv&q=country:SOM")
    with filled.read() as connection:
        last = list(lines(connection))[-1]
    assert (last.action, last.who) == ("export", "local")
    assert json.loads(last.detail or "")["events"] == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [("format=doc", 400), ("q=nosuch:field", 400), ("profile=all", 400), ("of=reports", 400), ("q=" + "a" * 5000, 400)],
)
def test_an_export_that_cannot_be_is_refused(alone: TestClient, query: str, status: int) -> None:
    assert alone.get(f"/api/export?{query}").status_code == status


def test_how_much_may_leave_is_a_matter_of_the_role(team: Callable[[str], TestClient]) -> None:
    allowed = {"viewer": ["public"], "coder": ["public", "partner"], "adjudicator": ["public", "partner", "internal"]}
    for role, profiles in allowed.items():
        client = team(role)
        for profile in ("public", "partner", "internal"):
            answer = client.get(f"/api/export?profile={profile}", headers={"Accept": "application/json"})
            assert answer.status_code == (200 if profile in profiles else 403), (role, profile)


def test_turns_are_given_back(alone: TestClient, filled: Ledger) -> None:
    for _ in range(12):
        assert alone.get("/api/export?q=nosuch:field").status_code == 400
        assert alone.get("/api/export?format=csv").status_code == 200


def test_a_cell_that_a_spreadsheet_would_compute_is_no_formula(alone: TestClient, ledger: Ledger) -> None:
    with ledger.write("test") as writer:
        for number, start in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1")):
            writer.put(a_record(f"r{number}", title=f"{start} cmd", source=f"{start} outlet"))
    rows = list(csv.DictReader(io.StringIO(alone.get("/api/export?format=csv").content.decode("utf-8-sig"))))
    assert len(rows) == 6
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "＝")), cell
    told = [json.loads(line)["title"] for line in alone.get("/api/export?format=jsonl").text.splitlines()]
    assert "=1+1 cmd" in told, "JSON stays as it is"


# -- saved searches ---------------------------------------------------------------------------------------------------


def test_a_search_is_saved_listed_and_deleted(alone: TestClient) -> None:
    made = alone.post("/api/searches", json={"name": "  Near\nDirmo ", "query": "place:Dirmo"})
    assert made.status_code == 201
    assert made.json()["name"] == "Near Dirmo"
    again = alone.post("/api/searches", json={"name": "Near Dirmo", "query": "place:Dirmo"})
    assert again.json()["id"] == made.json()["id"]
    taken = alone.post("/api/searches", json={"name": "Near Dirmo", "query": "place:Orzana"})
    assert taken.status_code == 400
    assert "another name" in taken.json()["detail"]
    items = alone.get("/api/searches").json()["items"]
    assert [(one["name"], one["query"]) for one in items] == [("Near Dirmo", "place:Dirmo")]
    address = f"/api/searches/{made.json()['id']}"
    assert alone.delete(address).status_code == 204
    assert alone.delete(address).status_code == 404


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"name":""}', b'{"name":"x","query":"nosuch:1"}', b'{"name":"x","owner":"admin"}',
             b'{"name":"' + b"x" * 300 + b'"}', b'{"name":"a\\u0000b"}', b"[" * 100_000],
)  # fmt: skip
def test_a_search_that_is_none_is_refused(alone: TestClient, body: bytes) -> None:
    answer = alone.post("/api/searches", content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_somebody_elses_search_stays(team: Callable[[str], TestClient]) -> None:
    admin, coder = team("admin"), team("coder")
    made = admin.post("/api/searches", json={"name": "mine"}).json()
    assert coder.delete(f"/api/searches/{made['id']}").status_code == 403
    theirs = coder.post("/api/searches", json={"name": "my own"}).json()
    assert team("adjudicator").delete(f"/api/searches/{theirs['id']}").status_code == 204


# -- changes ----------------------------------------------------------------------------------------------------------


def test_changes_are_followed_to_the_end(alone: TestClient, filled: Ledger) -> None:
    seen: dict[tuple[str, str], str] = {}
    since, turns, more = 0, 0, True
    while more:
        answer = alone.get(f"/api/changes?since={since}&limit=3").json()
        seen |= {(one["kind"], one["id"]): one["op"] for one in answer["items"]}
        since, more, turns = answer["next"], answer["more"], turns + 1
    assert turns > 2
    assert {identifier for kind, identifier in seen if kind == "report"} == {"r0", "r1", "r2", "r3"}
    assert alone.get(f"/api/changes?since={since}").json() == {"items": [], "next": since, "more": False}


# -- coding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [({"text": "   "}, 400), ({}, 400), ({"text": "a", "published": "yesterday"}, 400), ({"text": "x" * 100_001}, 413),
     ({"text": "a", "keep": True}, 400)],
)  # fmt: skip
def test_a_text_that_cannot_be_coded_is_refused(alone: TestClient, body: dict[str, object], status: int) -> None:
    assert alone.post("/api/code", json=body).status_code == status


def test_a_text_is_coded_and_not_kept(alone: TestClient, ledger: Ledger) -> None:
    text = "Soldiers shelled the town of Kirkuk on Monday, killing three people."
    record = alone.post("/api/code", json={"text": text, "published": "2020-06-03"}).json()
    assert "text" not in record["report"]
    assert [event["type"] for event in record["events"]] == ["ASSAULT"]
    assert record["events"][0]["when"]["from"] == "2020-06-01"
    assert alone.get("/api/events").json()["total"] == 0


# -- tokens and accounts ----------------------------------------------------------------------------------------------


def test_a_token_opens_what_its_role_may_and_ends_when_revoked(team: Callable[[str], TestClient]) -> None:
    coder, program = team("coder"), team("nobody")
    del program.headers["Sec-Fetch-Site"]
    assert coder.post("/account/tokens", data={"label": "x", "role": "admin", "days": "9"}).status_code == 400
    assert coder.post("/account/tokens", data={"label": "x", "role": "viewer", "days": "9999"}).status_code == 400
    made = coder.post("/account/tokens", data={"label": "<b>nightly</b>", "role": "viewer", "days": "30"})
    assert made.status_code == 201
    assert "&lt;b&gt;nightly" in made.text
    secret = made.text.partition('class="secret">')[2].partition("<")[0]
    assert secret.startswith("dl_")
    assert secret not in coder.get("/account").text
    headers = {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/events", headers=headers).status_code == 200
    assert program.post("/api/searches", json={"name": "a"}, headers=headers).status_code == 403
    assert program.post("/account/tokens", data={"label": "y", "role": "viewer"}, headers=headers).status_code == 403
    identifier = coder.get("/account").text.partition('name="token" value="')[2].partition('"')[0]
    assert team("viewer").post("/account/tokens/revoke", data={"token": identifier}).status_code == 303
    assert program.get("/api/events", headers=headers).status_code == 200, "only the owner revokes it"
    assert coder.post("/account/tokens/revoke", data={"token": identifier}).status_code == 303
    assert program.get("/api/events", headers=headers).status_code == 401


def test_a_changed_password_ends_other_sessions(team: Callable[[str], TestClient]) -> None:
    here, elsewhere = team("coder"), team("coder")
    wrong = {"current": "no such words", "fresh": "nine new lanterns"}
    assert here.post("/account/password", data=wrong).status_code == 400
    assert here.post("/account/password", data={"current": "seven quiet herons", "fresh": "short"}).status_code == 400
    good = {"current": "seven quiet herons", "fresh": "nine new lanterns"}
    assert here.post("/account/password", data=good).status_code == 200
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    nobody = team("nobody")
    assert nobody.post("/sign-in", data={"name": "coder", "password": "seven quiet herons"}).status_code == 401


def test_an_admin_shuts_people_out_and_never_the_last_admin(team: Callable[[str], TestClient]) -> None:
    admin, viewer = team("admin"), team("viewer")
    assert admin.post("/accounts/change", data={"name": "viewer", "standing": "shut"}).status_code == 303
    assert viewer.get("/account").status_code == 303
    assert admin.post("/accounts/change", data={"name": "admin", "standing": "shut"}).status_code == 400
    added = {"name": "Zîn", "password": "eleven blue doors", "role": "coder"}
    assert admin.post("/accounts", data=added).status_code == 303
    assert "Zîn" in admin.get("/accounts").text


# -- abuse ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/api/events?limit=1000000", "/api/events?after=" + "9" * 400, "/api/changes?since=" + "9" * 30,
     "/reports?after=" + "9" * 30, "/api/map?zoom=-1", "/api/map?zoom=1e9", "/api/facets?fields=" + "a," * 3000,
     "/api/events?q=" + "(" * 3000, "/api/events/%00", "/api/reports/..%2f..%2fetc%2fpasswd",
     "/parties/%F0%9F%92%A5", "/parties?find=" + "%25" * 900, "/codebook/%3Cscript%3E"],
)  # fmt: skip
def test_odd_requests_are_answered_and_never_a_fault(alone: TestClient, filled: Ledger, address: str) -> None:
    assert alone.get(address).status_code in {200, 400, 404}


def test_a_body_that_is_too_long_is_refused(alone: TestClient) -> None:
    answer = alone.post("/api/code", content=b'{"text":"' + b"x" * 6_000_000 + b'"}')
    assert answer.status_code == 413


def test_forms_with_very_many_fields_are_refused(team: Callable[[str], TestClient]) -> None:
    body = "&".join(f"f{number}=1" for number in range(20_000))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert team("coder").post("/account/tokens", content=body, headers=headers).status_code == 400


INJECTIONS = [
    "' OR 1=1 --", '" OR ""="', "'; DROP TABLE reports; --", "1 UNION SELECT password FROM accounts", "\\'", "%27",
    "place:\"x' OR '1'='1\"", "text:\"NEAR(a b)\"", "a NEAR/2 b", "NOT a", "a AND b", "a*", "^a", "{a b}: c", "-", "*",
    'text:"a"" OR b"', "content:a", "a:b:c", "rowid:1", "report_words MATCH a", "\x00", "a\x00b", "text:*", 'text:""',
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("address", ["/api/events", "/api/incidents", "/api/facets", "/api/timeline", "/api/map"])
def test_no_filter_reaches_the_database_as_words_of_its_own(
    alone: TestClient, filled: Ledger, address: str, text: str
) -> None:
    answer = alone.get(address, params={"q": text})
    assert answer.status_code in {200, 400}
    if address == "/api/events" and answer.status_code == 200 and "1=1" in text:
        assert answer.json()["total"] == 0
    assert alone.get("/api/events").json()["total"] == 4
