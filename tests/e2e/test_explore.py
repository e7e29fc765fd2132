"""Explore in the browser: one filter for map, timeline and table, which stands in the address."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.e2e.conftest import NARROW, OpenPage

ROWS = "#table tbody tr"
ALL = "28 events"


def _open(open_page: OpenPage, path: str = "/explore", **options: object) -> Page:
    page = open_page(path, ready=ROWS, **options)
    expect(page.locator("#table-title")).not_to_be_empty()
    return page


def test_everything_is_shown_at_first(open_page: OpenPage) -> None:
    page = _open(open_page)
    expect(page.locator("#table-title")).to_have_text(ALL)
    expect(page.locator("#timeline rect").first).to_be_attached()
    expect(page.locator(".maplibregl-marker").first).to_be_attached(timeout=60_000)


def test_a_facet_narrows_all_views_and_the_back_button_takes_it_back(open_page: OpenPage) -> None:
    page = _open(open_page)
    page.locator("[data-term='country:IRQ']").click()
    expect(page.locator("#table-title")).to_have_text("8 events")
    assert re.search(r"[?&]q=country%3AIRQ(&|$)", page.url)
    expect(page.locator("#search")).to_have_value("country:IRQ")
    expect(page.locator("[data-term='country:IRQ']")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-term='country:NGA']").click()
    expect(page.locator("#table-title")).to_have_text("16 events")
    page.go_back()
    expect(page.locator("#table-title")).to_have_text("8 events")
    page.go_back()
    expect(page.locator("#table-title")).to_have_text(ALL)
    page.go_forward()
    expect(page.locator("#table-title")).to_have_text("8 events")


def test_the_address_alone_gives_the_same_view(open_page: OpenPage) -> None:
    page = _open(open_page, "/explore?q=country:IRQ from:2023-01-01&order=killed")
    expect(page.locator("#table-title")).to_have_text("4 events")
    expect(page.locator("#from")).to_have_value("2023-01-01")


def test_search_by_keys(open_page: OpenPage) -> None:
    page = _open(open_page)
    page.keyboard.press("/")
    page.keyboard.type('source:"Harbour Press"')
    page.keyboard.press("Enter")
    expect(page.locator("#table-title")).to_have_text("10 events")


def test_a_wrong_filter_is_told_where_it_is_wrong(open_page: OpenPage) -> None:
    page = _open(open_page)
    page.locator("#search").fill("killed:many")
    page.keyboard.press("Enter")
    expect(page.locator("#fault")).to_contain_text("killed")


def test_keys_choose_a_row_and_open_its_report(open_page: OpenPage) -> None:
    page = _open(open_page)
    page.keyboard.press("j")
    expect(page.locator(f"{ROWS}[aria-selected=true]")).to_have_count(1)
    expect(page.locator("#evidence mark.trigger")).to_have_text("attacked")
    page.keyboard.press("j")
    expect(page.locator(f"{ROWS}[aria-selected=true]")).to_have_attribute("data-index", "1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/*")


def test_brushing_the_timeline_sets_the_days(open_page: OpenPage) -> None:
    page = _open(open_page)
    expect(page.locator("#timeline rect").first).to_be_attached()
    box = page.locator("#timeline").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.55, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, middle, steps=5)
    page.mouse.up()
    expect(page.locator("#table-title")).not_to_have_text(ALL)
    assert "from%3A" in page.url
    assert page.locator("#from").input_value() != ""
    page.locator("#all-time").click()
    expect(page.locator("#table-title")).to_have_text(ALL)


def test_incidents_are_counted_instead(open_page: OpenPage) -> None:
    page = _open(open_page)
    page.keyboard.press("i")
    expect(page.locator("#table-title")).to_have_text(re.compile(r"^\d+ incidents$"))
    assert "of=incidents" in page.url
    page.locator(ROWS).first.click()
    page.wait_for_url("**/incidents/*")
    expect(page.locator("h1")).to_contain_text("ASSAULT")


def test_comparing_with_the_period_before(open_page: OpenPage) -> None:
    page = _open(open_page, "/explore?q=from:2023-01-01 to:2023-12-31")
    page.locator("#compare").check()
    expect(page.locator(".facet-value .more, .facet-value .less").first).to_be_attached()
    assert "compare=1" in page.url


def test_download_is_what_is_seen(open_page: OpenPage, tmp_path: Path) -> None:
    page = _open(open_page, "/explore?q=country:IRQ")
    page.locator("#download summary").click()
    with page.expect_download() as waiting:
        page.locator("[data-format=csv]").click()
    path = tmp_path / "events.csv"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "dateline-events.csv"
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 8
    assert {row["country"] for row in rows} == {"IRQ"}
    told = page.context.request.get(page.locator("#download-about").evaluate("(link) => link.href")).json()
    assert told["rows"] == 8
    assert "country:IRQ" in told["citation"]


def test_a_search_is_saved(open_page: OpenPage) -> None:
    page = _open(open_page, "/explore?q=country:IRQ")
    page.locator("#alert-me").click()
    page.locator("#alert-name").fill("Iraq")
    page.locator("#alert-save").click()
    expect(page.locator("#said")).to_have_text("Saved as Iraq")
    kept = page.context.request.get(page.url.split("/explore")[0] + "/api/searches").json()["items"]
    assert [(one["name"], one["query"]) for one in kept] == [("Iraq", "country:IRQ")]


def test_the_link_is_copied(open_page: OpenPage) -> None:
    page = _open(open_page, "/explore?q=country:IRQ")
    page.locator("#copy-link").click()
    expect(page.locator("#said")).to_have_text("The link is copied")
    assert "country%3AIRQ" in page.evaluate("navigator.clipboard.readText()")


def test_pictures(open_page: OpenPage, pictures: Path | None) -> None:
    narrow = _open(open_page, size=NARROW)
    expect(narrow.locator("#facets button").first).to_be_visible()
    if pictures is None:
        return
    for name, options in {"explore": {}, "explore-dark": {"theme": "dark"}}.items():
        page = _open(open_page, **options)
        expect(page.locator(".maplibregl-marker").first).to_be_attached(timeout=60_000)
        page.wait_for_timeout(8_000)
        page.screenshot(path=pictures / f"{name}.png")
    narrow.screenshot(path=pictures / "explore-narrow.png")
