"""A desk over an empty ledger, and a browser's manners for the requests of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.ledger import Ledger, open_ledger
from dateline.ledger.accounts import add_account
from dateline.web import Settings, create_app

PASSWORD = "seven quiet herons"  # noqa: S105 - a test's own


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "desk.db") as opened:
        yield opened


def client(ledger: Ledger, settings: Settings) -> TestClient:
    """A client that says of its changes that they come from the desk's own pages, as browsers do."""
    made = TestClient(create_app(ledger, settings), base_url=settings.address, follow_redirects=False)
    made.headers["Sec-Fetch-Site"] = "same-origin"
    return made


@pytest.fixture
def alone(ledger: Ledger) -> TestClient:
    """The desk of one person, opened by its link."""
    settings = Settings(port=8123)
    made = client(ledger, settings)
    made.get(f"/open/{settings.secret}")
    return made


@pytest.fixture
def team(ledger: Ledger) -> Callable[[str], TestClient]:
    """The desk of a team: gives a client signed in under a role's name, or under none for ``nobody``."""
    for role in ("viewer", "coder", "adjudicator", "admin"):
        add_account(ledger, role, PASSWORD, role, by="test")
    app_settings = Settings(port=8124, accounts=True)

    def signed_in(role: str) -> TestClient:
        made = client(ledger, app_settings)
        if role != "nobody":
            assert made.post("/sign-in", data={"name": role, "password": PASSWORD}).status_code == 303
        return made

    return signed_in
