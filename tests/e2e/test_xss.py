"""Hostile words in every field, in a real browser: nothing of them runs, and nothing is asked of another host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.conftest import Served, opening, served, store
from tests.web.hostile import PAYLOADS
from tests.web.test_hostile import hostile_record

from dateline.ledger import open_ledger


@pytest.fixture(scope="module")
def hostile_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with open_ledger(tmp_path_factory.mktemp("hostile") / "desk.db") as ledger:
        store(ledger, [hostile_record(f"r{number}", words) for number, words in enumerate(PAYLOADS)])
        # All of them in one text, too, so that one page shows them all.
        store(ledger, [hostile_record("all", "\n\n".join(PAYLOADS))])
        with served(ledger) as running:
            yield running


@pytest.mark.parametrize(
    "path",
    [
        "/reports",
        "/sources",
        "/parties",
        "/reports/all",
        "/explore",
        "/explore?of=incidents",
        "/review?report=all",
        "/review/add?report=all",
        "/review/double",
    ],
)
def test_nothing_runs_and_nothing_is_asked_elsewhere(browser: Browser, hostile_desk: Served, path: str) -> None:
    with opening(browser, hostile_desk) as open_page:
        page = open_page(path, ready="main")
        if path.startswith("/explore"):
            expect(page.locator("#table tbody tr").first).to_be_visible()
            expect(page.locator("#facets button").first).to_be_visible()
        if path == "/explore":
            for _ in range(8):
                page.keyboard.press("j")
                page.wait_for_timeout(120)
            expect(page.locator("#evidence .card")).to_be_visible()
        page.wait_for_timeout(300)
        assert page.evaluate("window.hit") is None


def test_a_filter_in_the_address_runs_nothing(browser: Browser, hostile_desk: Served) -> None:
    with opening(browser, hostile_desk) as open_page:
        for words in ("<img src=x onerror=window.hit=1>", 'type:"><script>window.hit=1</script>'):
            page = open_page("/explore")
            page.locator("#search").fill(words)
            page.keyboard.press("Enter")
            page.wait_for_timeout(800)
            assert page.evaluate("window.hit") is None


def test_the_watch_would_see_it(browser: Browser, hostile_desk: Served) -> None:
    with pytest.raises(AssertionError, match=r"evil\.example"):
        _ask_elsewhere(browser, hostile_desk)


def _ask_elsewhere(browser: Browser, running: Served) -> None:
    with opening(browser, running) as open_page:
        page = open_page("/reports")
        page.evaluate("fetch('http://evil.example/x').catch(() => 0)")
        page.wait_for_timeout(300)
