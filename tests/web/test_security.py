"""What stands before every request: hosts, headers, changes from elsewhere, and who may do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import PASSWORD

from dateline.record import SetupError
from dateline.web import Settings
from dateline.web.access import Role
from dateline.web.app import all_pages

ADDRESSES = ["/", "/sign-in", "/explore", "/no/such/page", "/api/no-such", "/static/css/desk.css", "/open/wrong"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(alone: TestClient, address: str) -> None:
    answer = alone.get(address)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    if not address.startswith("/static/"):
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8123", "127.0.0.1:9", "", "localhost:8123@x"])
@pytest.mark.parametrize("address", ["/", "/sign-in", "/static/css/desk.css"])
def test_an_unknown_host_is_not_answered(alone: TestClient, host: str, address: str) -> None:
    assert alone.get(address, headers={"Host": host}).status_code in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": "https://evil.example"},
    ],
)
def test_a_change_asked_for_from_elsewhere_is_refused(alone: TestClient, headers: dict[str, str]) -> None:
    assert alone.post("/sign-out", headers=headers).status_code == 403
    assert alone.get("/").headers["location"] == "/explore", "the session still stands"


def test_a_form_of_a_page_that_sends_no_referrer_is_taken(alone: TestClient) -> None:
    """Chromium sends ``Origin: null`` with such forms; a sandboxed frame's would say ``cross-site`` beside it."""
    assert alone.post("/sign-out", headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"}).status_code == 303


def test_without_any_word_of_its_origin_a_change_is_refused(alone: TestClient) -> None:
    del alone.headers["Sec-Fetch-Site"]
    assert alone.post("/sign-out").status_code == 403
    assert alone.post("/sign-out", headers={"Origin": "http://127.0.0.1:8123"}).status_code == 303


def test_the_wrong_secret_opens_nothing(alone: TestClient) -> None:
    alone.cookies.clear()
    assert alone.get("/open/guess").status_code == 403
    assert alone.get("/").headers["location"] == "/sign-in"


def test_signing_out_ends_the_link_session_at_once(alone: TestClient) -> None:
    held = dict(alone.cookies)
    alone.post("/sign-out")
    for name, value in held.items():
        alone.cookies.set(name, value)
    assert alone.get("/").headers["location"] == "/sign-in"


def test_each_role_gets_what_its_pages_need_and_nothing_else(team: Callable[[str], TestClient]) -> None:
    clients = {role: team(role.name.lower()) for role in Role}
    for page in all_pages():
        if page.needs is Role.NOBODY:
            continue
        address = "".join("x" if part.startswith("{") else part for part in _parts(page.path))
        for role, client in clients.items():
            if page.path == "/sign-out":
                continue  # would end the session the rest of the test needs
            answer = client.request(page.methods[0], address, headers={"Accept": "application/json"})
            if role is Role.NOBODY:
                assert answer.status_code == 401, (page, role)
            elif role < page.needs:
                assert answer.status_code == 403, (page, role)
            else:
                assert answer.status_code not in {401, 403}, (page, role, answer.text[:200])


def _parts(path: str) -> list[str]:
    out, rest = [], path
    while "{" in rest:
        before, _, rest = rest.partition("{")
        inside, _, rest = rest.partition("}")
        out += [before, "{" + inside]
    return [*out, rest]


def test_names_and_passwords(team: Callable[[str], TestClient]) -> None:
    nobody = team("nobody")
    assert nobody.post("/sign-in", data={"name": "coder", "password": "wrong words here"}).status_code == 401
    assert nobody.post("/sign-in", data={"name": "stranger", "password": PASSWORD}).status_code == 401
    assert nobody.post("/sign-in", data={"name": "coder", "password": PASSWORD}).status_code == 303


def test_guessing_is_slowed_and_locks_out_nobody_else(team: Callable[[str], TestClient]) -> None:
    guesser = team("nobody")
    told = [guesser.post("/sign-in", data={"name": "coder", "password": f"guess {n}"}).status_code for n in range(12)]
    assert told[:10] == [401] * 10
    assert told[10:] == [429, 429]
    assert team("viewer").get("/").status_code == 303


def test_a_session_is_new_at_each_sign_in_and_dead_after_signing_out(team: Callable[[str], TestClient]) -> None:
    first, second = team("coder"), team("coder")
    assert dict(first.cookies) != dict(second.cookies)
    held = dict(first.cookies)
    assert first.post("/sign-out").status_code == 303
    for name, value in held.items():
        first.cookies.set(name, value)
    assert first.get("/").headers["location"] == "/sign-in"
    assert second.get("/").headers["location"] == "/explore"


@pytest.mark.parametrize(
    "given",
    [
        {"host": "0.0.0.0"},  # noqa: S104 - that it is refused is the test
        {"host": "192.0.2.1", "certificate": "c.pem", "key": "k.pem"},
        {"host": "192.0.2.1", "accounts": True},
    ],
)
def test_a_network_is_served_only_with_accounts_and_tls(given: dict[str, object]) -> None:
    with pytest.raises(SetupError):
        Settings(**given)  # type: ignore[arg-type] - rows of keyword arguments


def test_over_tls_the_cookie_is_kept_to_the_host() -> None:
    settings = Settings(host="192.0.2.1", accounts=True, certificate="c.pem", key="k.pem")
    assert settings.cookie == "__Host-dateline"
    assert settings.secure
