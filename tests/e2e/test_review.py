"""Review in a real Chromium: all by key, edits with words from the text, conflict, undo, reload in mid-edit, blind
double coding and adjudication."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import WIDE, Served, opening, served, store
from tests.ledger.making import a_record
from tests.web.conftest import PASSWORD

from dateline.ledger import Ledger, assigning, open_ledger, queries
from dateline.ledger.accounts import add_account

expect.set_options(timeout=20_000)  # a page and its form, on a machine that is busy


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "review.db") as opened:
        towns = ("Dirmo", "Talheim", "Orzana")
        records = [
            a_record(f"raid-{number}", killed=number + 1, day=f"202{number}-03-10", place=towns[number])
            for number in range(3)
        ]
        more = "\n\nTwo days later five people died in hospital."
        store(opened, [*records, a_record("long", killed=None, day="2019-07-01", more=more)])
        yield opened


@pytest.fixture
def running(ledger: Ledger) -> Iterator[Served]:
    with served(ledger) as desk:
        yield desk


def address(event: str) -> str:
    return f"/review?event={quote(event, safe='')}"


def row(ledger: Ledger, event: str) -> queries.EventRow:
    view = queries.event(ledger, event)
    assert view is not None
    return view.row


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def select_words(page: Page, words: str) -> None:
    """Select words of the text with the keyboard alone."""
    page.keyboard.press("w")
    shown = page.locator("#text").inner_text()
    before = shown[: shown.index(words)].split()
    press(page, "Home", *["ArrowRight"] * len(before))
    press(page, *["Shift+ArrowRight"] * (len(words.split()) - 1))
    expect(page.locator("#words-text")).to_have_text(words)


def test_the_queue_by_keyboard_alone(browser: Browser, running: Served, ledger: Ledger, pictures: Path | None) -> None:
    with opening(browser, running) as open_page:
        page = open_page("/review", ready="body[data-ready]")
        if pictures:
            page.screenshot(path=pictures / "review.png")
        first = page.locator("[aria-current=true][data-event]").get_attribute("data-event")
        assert first is not None
        press(page, "a")
        expect(page.locator("#left")).to_have_text("3")
        second = page.locator("[aria-current=true][data-event]").get_attribute("data-event")
        assert second not in {None, first}
        assert row(ledger, first).reviewed == "accepted"
        press(page, "z")  # nothing of mine on this event: the last one I decided comes back
        expect(page.locator("#left")).to_have_text("4")
        assert row(ledger, first).reviewed == "no"
        press(page, "x")
        expect(page.locator("#left")).to_have_text("3")
        assert row(ledger, first).reviewed == "rejected"
        press(page, "q")
        page.keyboard.type("Who counted the dead?")
        page.locator("#ask [data-yes]").click()
        expect(page.locator("#history")).to_contain_text("Who counted the dead?")
        press(page, "?")
        expect(page.locator("#keys")).to_be_visible()
        press(page, "Escape")
        expect(page.locator("#keys")).to_be_hidden()
        here = page.url
        press(page, "j")
        page.wait_for_url(lambda url: url != here)
        page.wait_for_selector("body[data-ready]")
        press(page, "k")
        expect(page.locator("#form")).to_be_visible()


def test_words_of_the_text_become_values(browser: Browser, running: Served, ledger: Ledger) -> None:
    with opening(browser, running) as open_page:
        page = open_page(address("long#e1"), ready="body[data-ready]")
        press(page, " ")
        select_words(page, "five")
        press(page, "k")
        page.locator("#f-killed-min").fill("5")
        page.locator("#f-killed-max").fill("7")
        page.locator("#f-killed-max").press("Tab")
        press(page, "Escape")
        page.locator("#f-status").select_option("ongoing")
        expect(page.locator("#state")).to_contain_text("not saved")
        press(page, "Control+s")
        expect(page.locator("#reviewed")).to_have_text("reviewed: edited")
        found = row(ledger, "long#e1")
        assert (found.killed_min, found.killed_max, found.status) == (5, 7, "ongoing")
        view = queries.event(ledger, "long#e1")
        assert view is not None
        assert view.event is not None
        assert view.event.toll.killed is not None
        assert [span.text for span in view.event.toll.killed.evidence] == ["five"]


def test_a_reload_in_mid_edit_loses_nothing(browser: Browser, running: Served, ledger: Ledger) -> None:
    with opening(browser, running) as open_page:
        page = open_page(address("raid-0#e1"), ready="body[data-ready]")
        page.locator("#f-status").select_option("denied")
        page.locator("#f-note").fill("the army denies it")
        page.reload()
        expect(page.locator("#state")).to_contain_text("your draft is back")
        expect(page.locator("#f-status")).to_have_value("denied")
        expect(page.locator("#f-note")).to_have_value("the army denies it")
        assert row(ledger, "raid-0#e1").status == "occurred"
        page.locator("#f-note").blur()
        press(page, "z")
        expect(page.locator("#f-status")).to_have_value("occurred")


def test_without_a_connection_it_is_unsaved_and_then_saved_once(
    browser: Browser, running: Served, ledger: Ledger
) -> None:
    with opening(browser, running) as open_page:
        page = open_page(address("raid-0#e1"), ready="body[data-ready]")
        page.locator("#f-status").select_option("denied")
        page.locator("#f-status").blur()
        page.context.set_offline(True)
        press(page, "a")
        expect(page.locator("#saved")).to_contain_text("unsaved")
        assert row(ledger, "raid-0#e1").version == 1
        page.context.set_offline(False)
        expect(page.locator("[aria-current=true][data-event]")).not_to_have_attribute("data-event", "raid-0#e1")
        view = queries.event(ledger, "raid-0#e1")
        assert view is not None
        assert [one.action for one in view.decisions] == ["edit", "accept"]


def test_the_second_of_two_sees_both_versions(browser: Browser, running: Served, ledger: Ledger) -> None:
    with opening(browser, running) as open_page:
        first = open_page(address("raid-1#e1"), ready="body[data-ready]")
        second = open_page(address("raid-1#e1"), ready="body[data-ready]")
        first.locator("#f-status").select_option("denied")
        press(first, "Control+s")
        expect(first.locator("#reviewed")).to_have_text("reviewed: edited")
        second.locator("#f-killed-min").fill("9")
        second.locator("#f-killed-max").fill("9")
        second.locator("#f-killed-max").press("Tab")
        press(second, "Control+s")
        box = second.locator("#conflict")
        expect(box).to_contain_text("Somebody else decided")
        expect(box).to_contain_text("denied")
        expect(box).to_contain_text("killed 9")
        assert row(ledger, "raid-1#e1").killed_min == 2
        box.get_by_role("button", name="Use what I chose").click()
        expect(second.locator("#reviewed")).to_have_text("reviewed: edited")
        found = row(ledger, "raid-1#e1")
        assert (found.status, found.killed_min) == ("denied", 9)


def test_an_event_that_nobody_coded_is_added_by_keyboard(
    browser: Browser, running: Served, ledger: Ledger, pictures: Path | None
) -> None:
    with opening(browser, running) as open_page:
        page = open_page(address("long#e1"), ready="body[data-ready]")
        press(page, "n")
        page.wait_for_url("**/review/add?*")
        page.wait_for_selector("body[data-ready]")
        expect(page.locator("#form")).to_be_hidden()
        for words, key in (("died", "t"), ("five people", "r"), ("five", "k"), ("Two days later", "d")):
            select_words(page, words)
            press(page, key)
        page.locator("#f-from").fill("2019-07-03")
        page.locator("#f-from").press("Tab")
        page.reload()
        page.wait_for_selector("body[data-ready]")
        expect(page.locator("#f-recipients")).to_contain_text("five people")
        page.locator("#f-killed-min").fill("5")
        page.locator("#f-killed-max").fill("5")
        page.locator("#f-killed-max").press("Tab")
        if pictures:
            page.screenshot(path=pictures / "review-add.png")
        press(page, "Control+Enter")
        page.wait_for_url("**/review?event=*")
        page.wait_for_selector("body[data-ready]")
        expect(page.locator("#reviewed")).to_have_text("reviewed: added")
        found = row(ledger, "long#p1")
        assert (found.killed_min, found.trigger, found.reviewed, found.date_from) == (5, "died", "added", "2019-07-03")
        page.goto(f"{running.settings.address}/reports/long")
        expect(page.locator(".card", has_text="coded by a person")).to_have_count(1)
        page.goto(f"{running.settings.address}/explore?q=reviewed:added")
        expect(page.locator("#table-title")).to_have_text("1 event")
        page.goto(f"{running.settings.address}{address('long#p1')}")
        page.wait_for_selector("body[data-ready]")
        press(page, "z")
        expect(page.locator("#reviewed")).to_have_text("reviewed: rejected")


def signed_in(page: Page, desk: Served, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{desk.settings.address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_double_coding_from_assigning_to_adjudicating(browser: Browser, ledger: Ledger, pictures: Path | None) -> None:
    for name, role in (("ada", "adjudicator"), ("ben", "coder"), ("cleo", "coder")):
        add_account(ledger, name, PASSWORD, role, by="test")
    with served(ledger, accounts=True) as desk:
        context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
        page = context.new_page()
        page.set_default_timeout(30_000)
        signed_in(page, desk, "ada")
        page.goto(f"{desk.settings.address}/review/double")
        page.get_by_label("Queue").fill("March")
        page.get_by_label("Reports of the filter").fill("killed:2")
        page.get_by_role("button", name="Assign").click()
        expect(page.locator("table").first).to_contain_text("March")
        for name, words in (("ben", "gunmen"), ("cleo", "army")):
            signed_in(page, desk, name)
            page.goto(f"{desk.settings.address}/coding")
            page.get_by_role("link", name="Begin").click()
            page.wait_for_selector("body[data-ready]")
            expect(page.locator("body")).not_to_contain_text("confidence")
            select_words(page, "attacked")
            press(page, "t")
            expect(page.locator("#events li")).to_have_count(1)
            select_words(page, words)
            press(page, "a")
            expect(page.locator("#f-actors")).to_contain_text(words)
            if name == "ben":
                page.reload()
                page.wait_for_selector("body[data-ready]")
                expect(page.locator("#f-actors")).to_contain_text(words)
                if pictures:
                    page.screenshot(path=pictures / "review-coding.png")
            press(page, "Control+Enter")
            page.locator("#sure [data-yes]").click()
            expect(page.locator("main")).to_contain_text("0 left of 1")
        with ledger.read() as connection:
            people = assigning.coded_by_people(connection, ["raid-1"])["raid-1"]
        assert {name: events[0].actors[0].text for name, events in people.items()} == {"ben": "gunmen", "cleo": "army"}
        signed_in(page, desk, "ada")
        page.goto(f"{desk.settings.address}/review")
        page.get_by_role("link", name="Agreement").click()
        row_of = page.locator(".agreement tbody tr", has=page.get_by_role("rowheader", name="actors"))
        row_of.locator("td.number a").first.click()  # from the figure to the pairs
        expect(page.locator("#differing")).to_have_text("Where actors differs")
        expect(page.locator("#differing + ul")).to_contain_text("army")
        if pictures:
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=pictures / "review-double.png")
        page.locator("#differing + ul a").first.click()
        page.wait_for_selector("body[data-ready]")
        expect(page.locator(".coded")).not_to_contain_text("cleo")
        if pictures:
            page.screenshot(path=pictures / "review-adjudication.png")
        cell = page.locator(".cell[data-number]", has_text="army").first
        number = cell.get_attribute("data-number")
        assert number is not None
        press(page, number)
        expect(cell).to_have_attribute("aria-pressed", "true")
        press(page, "Control+s")
        expect(page.locator("#reviewed")).to_have_text("reviewed: edited")
        assert row(ledger, "raid-1#e1").actor == "army"
        context.close()
