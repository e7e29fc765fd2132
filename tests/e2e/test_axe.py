"""No page has a serious finding of axe, in light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.e2e.conftest import NARROW, WIDE, OpenPage

PAGES = [
    ("/reports", "table.list"),
    ("/reports/story-1", ".card"),
    ("/reports/scripts", ".card"),
    ("/explore", "#table tbody tr"),
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


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light wide", "dark narrow"])
@pytest.mark.parametrize(("path", "ready"), PAGES, ids=[path for path, _ in PAGES])
def test_no_serious_finding(open_page: OpenPage, path: str, ready: str, theme: str, size: tuple[int, int]) -> None:
    page = open_page(path, ready=ready, theme=theme, size=size)
    found = [
        (one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in SERIOUS
    ]
    assert found == []


@pytest.mark.parametrize(("path", "ready"), PAGES, ids=[path for path, _ in PAGES])
def test_nothing_is_wider_than_a_narrow_screen(open_page: OpenPage, path: str, ready: str) -> None:
    page = open_page(path, ready=ready, size=NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW[0], "the page scrolls sideways"
