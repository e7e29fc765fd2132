"""A report in the browser: evidence and cards belong together, by mouse and by keys."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from tests.e2e.conftest import NARROW, OpenPage


def test_choosing_an_event_tints_its_own_words(open_page: OpenPage) -> None:
    page = open_page("/reports/twice", ready=".card")
    expect(page.locator(".card")).to_have_count(2)
    page.locator("#event-2").click()
    expect(page.locator("#event-2")).to_have_class("card chosen")
    chosen = page.locator(".run.chosen.is-trigger")
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_text("attacked")
    assert page.locator(".run.chosen.is-trigger").get_attribute("data-events") == "2"
    assert page.url.endswith("#event-2")


def test_keys_walk_explain_and_cite(open_page: OpenPage) -> None:
    page = open_page("/reports/twice", ready=".card.chosen")
    page.keyboard.press("j")
    expect(page.locator("#event-2")).to_have_class("card chosen")
    page.keyboard.press("k")
    expect(page.locator("#event-1")).to_have_class("card chosen")
    page.keyboard.press("e")
    expect(page.locator("#event-1 details.why")).to_have_attribute("open", "")
    page.keyboard.press("c")
    expect(page.locator("#said")).to_have_text("The citation is copied")
    cited = page.evaluate("navigator.clipboard.readText()")
    assert "Two attacks in one day" in cited
    assert "#e1" in cited
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.wait_for_url("**/explore?event=*")


def test_a_link_to_an_event_opens_there(open_page: OpenPage) -> None:
    page = open_page("/reports/twice#event-2", ready=".card.chosen")
    expect(page.locator(".card.chosen")).to_have_attribute("data-event", "2")


def test_what_was_denied_is_shown_as_not_counted(open_page: OpenPage) -> None:
    page = open_page("/reports/denied", ready=".card")
    expect(page.locator(".card .pill.bad").first).to_have_text("denied")
    expect(page.locator(".card")).to_contain_text("not counted")


def test_figures_nobody_reported_stay_empty(open_page: OpenPage) -> None:
    page = open_page("/reports/story-5", ready=".card")
    expect(page.locator(".card .fact-toll")).to_have_count(0)
    page = open_page("/reports/story-4", ready=".card")
    expect(page.locator(".card .fact-toll")).to_have_text("killed 4")


def test_arabic_and_kurdish_run_from_the_right(open_page: OpenPage) -> None:
    page = open_page("/reports/scripts", ready=".card")
    ways = "(all) => all.map((one) => [one.textContent.trim().slice(-12), getComputedStyle(one).direction])"
    told = dict(page.locator("h1, .text p").evaluate_all(ways))
    assert told == {
        "قافلة قرب ديرمو"[-12:]: "rtl", "killing 4 people."[-12:]: "ltr",
        "إن الطريق مغلق."[-12:]: "rtl", "ێگاکە داخراوە."[-12:]: "rtl",
    }  # fmt: skip


def test_the_theme_is_chosen_and_kept(open_page: OpenPage) -> None:
    page = open_page("/reports/story-1", ready=".card")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("summary[aria-label='Account and settings']").click()
    page.locator("[data-theme-next]").click()
    assert page.evaluate(ground) == light, "the first is the light one, as the system has it"
    page.locator("[data-theme-next]").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.wait_for_selector(".card")
    assert page.evaluate(ground) == dark


def test_pictures(open_page: OpenPage, pictures: Path | None) -> None:
    page = open_page("/reports/twice", ready=".card.chosen")
    narrow = open_page("/reports/twice", ready=".card.chosen", size=NARROW, theme="dark")
    expect(narrow.locator(".text")).to_be_visible()
    if pictures is not None:
        page.screenshot(path=pictures / "report.png")
        narrow.screenshot(path=pictures / "report-narrow.png")
