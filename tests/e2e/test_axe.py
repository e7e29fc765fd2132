"""No page has a serious finding of axe, in light, in dark and narrow, nor scrolls sideways where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import NARROW, WIDE, OpenPage, Served, opening, served, store
from tests.ledger.making import a_record
from tests.web.conftest import PASSWORD

from dateline.ledger import Ledger, assigning, open_ledger, queries
from dateline.ledger.accounts import add_account
from dateline.record import Record

Theme = Literal["light", "dark"]

PAGES = [
    ("/reports", "table.list"),
    ("/reports/story-1", ".card"),
    ("/reports/scripts", ".card"),
    ("/explore", "#table tbody tr"),
    ("/incidents/", "table.list"),
    ("/review", "#form"),
    ("/review/add?report=twice", "#text"),
    ("/review/double", "#assign"),
    ("/coding", "h1"),
    ("/sources", "table.list"),
    ("/parties", "h1"),
    ("/parties?find=iraq", "ul.columns"),
    ("/parties/state:IRQ", "h1"),
    ("/codebook", ".tiles"),
    ("/codebook/assault", ".entry"),
    ("/account", "h1"),
    ("/accounts", "h1"),
    ("/api", "table.list"),
    ("/no/such/page", "h1"),
]
SERIOUS = {"serious", "critical"}
VIEWS: tuple[tuple[Theme, tuple[int, int]], ...] = (("light", WIDE), ("dark", WIDE), ("light", NARROW))


def look(page: Page) -> None:
    """Look at the page in every view; nothing serious may be found in any."""
    for theme, size in VIEWS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(100)
        found = [
            (theme, size, one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]])
            for one in Axe().run(page).response["violations"]
            if one["impact"] in SERIOUS
        ]
        assert found == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"the page scrolls sideways by {wide} at {size[0]}"


@pytest.mark.parametrize(("path", "ready"), PAGES, ids=[path for path, _ in PAGES])
def test_no_serious_finding(open_page: OpenPage, desk: Served, path: str, ready: str) -> None:
    if path == "/incidents/":
        path += queries.incidents_page(desk.ledger, limit=1, order="sources").items[0].id
    look(open_page(path, ready=ready))


# -- what only a team sees --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with accounts: a report that two people coded differently, and one that waits to be coded blind."""
    with open_ledger(tmp_path_factory.mktemp("team") / "team.db") as ledger:
        records = [a_record("raid"), a_record("waiting", day="2021-04-01", place="Talheim")]
        store(ledger, records)
        for name, role in (("ada", "adjudicator"), ("ben", "coder"), ("cleo", "coder")):
            add_account(ledger, name, PASSWORD, role, by="test")
        with ledger.write("ada") as writer:
            made = assigning.assign(writer, "March", ["raid"], ["ben", "cleo"], 1.0)
            assigning.assign(writer, "April", ["waiting"], ["cleo"], 0)
        for one in made:
            submit(ledger, records[0], one)
        with served(ledger, accounts=True) as running:
            yield running


def submit(ledger: Ledger, record: Record, given: assigning.Assignment) -> None:
    """The coding of one of the two, who differ in what they took it for."""
    import msgspec

    event = record.events[0]
    if given.coder == "cleo":
        event = msgspec.structs.replace(event, type="COERCE", mode=None, status="denied")
    with ledger.write(given.coder) as writer:
        assigning.submit(writer, given.seq, msgspec.structs.replace(record, events=(event,)), 60)


@pytest.fixture
def signed_in(browser: Browser, team: Served) -> Iterator[Any]:
    """Opens a page as one of the team, watched like every other."""
    with opening(browser, team, link=False) as give:

        def enter(name: str, path: str, ready: str) -> Page:
            page = give("/sign-in", ready="#name")
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            page.goto(team.settings.address + path)
            page.wait_for_selector(ready)
            return page

        yield enter


def test_the_way_in(browser: Browser, team: Served) -> None:
    with opening(browser, team, link=False) as give:
        look(give("/sign-in", ready="#name"))
        page = give("/sign-in", ready="#name")
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("not the password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        look(page)


@pytest.mark.parametrize(
    ("name", "path", "ready"),
    [
        ("cleo", "/coding", "table.list"),
        ("cleo", "/coding/3", "body[data-ready]"),
        ("ada", "/review/double?field=type", "#differing"),
        ("ada", "/account", "h1"),
    ],
    ids=["to code", "blind form", "agreement", "account"],
)
def test_what_a_team_sees(signed_in: Any, name: str, path: str, ready: str) -> None:
    look(signed_in(name, path, ready))


def test_the_adjudication_grid(signed_in: Any) -> None:
    page = signed_in("ada", f"/review?event={quote('raid#e1', safe='')}", "body[data-ready]")
    expect(page.locator(".coded tr.differs")).not_to_have_count(0)
    expect(page.locator(".coded")).to_contain_text("Coder 2")
    look(page)
