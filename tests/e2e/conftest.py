"""A real desk in a real Chromium: the server runs in a thread, the browser is the system's own.

Every page that a test opens is watched: a request to another host, an error in a script, or a dialog that nobody asked
for fails the test.  With DATELINE_PICTURES=FOLDER the pictures of the
documentation are kept there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, sync_playwright
from tests.ledger.making import a_record

from dateline.ledger import Ledger, open_ledger
from dateline.linkage import link_report
from dateline.record import Record
from dateline.web import Settings, create_app

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDE, NARROW = (1440, 900), (360, 740)
FLAGS = (
    "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip


@dataclass
class Watched:
    """What a page did that it should not have done."""

    host: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.on("dialog", self._dialog)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.foreign.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        # The policy's refusals are told here: a page of ours must not even try.
        if message.type == "error" and "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@dataclass
class Served:
    """A running desk."""

    settings: Settings
    ledger: Ledger

    @property
    def host(self) -> str:
        return urlsplit(self.settings.address).netloc


@contextlib.contextmanager
def served(ledger: Ledger, *, accounts: bool = False) -> Iterator[Served]:
    """The desk over a ledger, on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(port=port, accounts=accounts)
    server = uvicorn.Server(uvicorn.Config(create_app(ledger, settings), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the desk did not start"
        time.sleep(0.02)
    try:
        yield Served(settings, ledger)
    finally:
        server.should_exit = True
        thread.join(10)


def store(ledger: Ledger, records: list[Record]) -> None:
    """Keep records and find their incidents, as ingesting does."""
    with ledger.write("test") as writer:
        for record in records:
            link_report(writer, writer.put(record), record)


def some_records() -> list[Record]:
    """Attacks on three towns over two years, told by several outlets; one denied, one with Arabic and Kurdish words."""
    places, outlets = ("Dirmo", "Talheim", "Orzana"), ("Meridian News", "Harbour Press", "The Example Courier")
    made = [
        a_record(
            f"story-{number}", place=places[number % 3], day=f"{2022 + number % 2}-{number % 12 + 1:02}-14",
            killed=number % 5 or None, source=outlets[number % 3], title=f"Attack near {places[number % 3]} ({number})",
            more=" The road was closed.",
        )
        for number in range(24)
    ]  # fmt: skip
    made.append(a_record("denied", status="denied", title="Army denies raid", day="2023-03-15"))
    made.append(a_record("twice", events=2, title="Two attacks in one day", day="2023-05-20", source="Harbour Press"))
    made.append(
        a_record(
            "scripts", title="هجوم على قافلة قرب ديرمو", source="صوت المدينة", day="2023-06-01",
            more="\n\nقال الجيش إن الطريق مغلق.\n\nسوپا دەڵێت ڕێگاکە داخراوە.",
        )
    )  # fmt: skip
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed here: the tests in a real browser are skipped")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk of one person over some records."""
    with open_ledger(tmp_path_factory.mktemp("desk") / "desk.db") as ledger:
        store(ledger, some_records())
        with served(ledger) as running:
            yield running


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, desk: Served) -> Iterator[OpenPage]:
    """Opens a page of the desk, watched, with the desk opened by its link."""
    with opening(browser, desk) as give:
        yield give


@contextlib.contextmanager
def opening(browser: Browser, running: Served, *, link: bool = True) -> Iterator[OpenPage]:
    """Gives what opens pages, each watched; by the start link, or, without ``link``, as somebody from outside."""
    watched = Watched(running.host)
    with contextlib.ExitStack() as stack:

        def give(path: str, *, size: tuple[int, int] = WIDE, theme: str = "light", ready: str = "body") -> Page:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]}, color_scheme=theme,  # type: ignore[arg-type]
                accept_downloads=True, permissions=["clipboard-read", "clipboard-write"],
            )  # fmt: skip
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(30_000)
            # The link leads to the map, which need not be drawn for the page that is wanted.
            if link:
                answer = context.request.get(running.settings.start_link, max_redirects=0)
                assert answer.status == 303
            watched.follow(page)
            page.goto(running.settings.address + path)
            page.wait_for_selector(ready)
            return page

        yield give
        assert watched.foreign == []
        assert watched.errors == []
        assert watched.dialogs == []


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures are kept, if they are wanted."""
    wanted = os.environ.get("DATELINE_PICTURES")
    if not wanted:
        return None
    folder = Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
