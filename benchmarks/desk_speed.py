"""How fast the desk is in a real Chromium over a large ledger: the first view, and every filter after it.

    python benchmarks/desk_speed.py --events 300000

The events are made up (tests/ledger/asking.py), the store is kept and used again when it is there.  The desk runs as
``dateline serve`` does, in a process of its own; the browser is the system's, headless, and without a graphics card
draws by the processor.  Times are milliseconds of the browser's own clock, from the start of the navigation or from
the click, until the page says by its marks that it has drawn: ``drawn`` (points, timeline and table stand) and
``map`` (the ink of the base map is on the screen, too).  "First" is the first visit with an empty browser cache,
"again" are later ones of the same browser in a new tab, "from another page" those that follow a link of the desk.
"First, desk started" is the first view while the desk has only begun to answer: without, and with, the file in which
it keeps its columns.  ``load`` is how many processes wanted a core meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "ledger"))

from asking import fill  # noqa: E402 - found through the line above

from dateline.ledger import columns_file, open_ledger, queries  # noqa: E402
from dateline.ledger.columns import Columns  # noqa: E402

FLAGS = (
    "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
LIMIT_MS = 1000
_SERVE = """
import socket, sys
from dateline.ledger import open_ledger
from dateline.web.serving import serve
from dateline.web.settings import Settings
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
settings = Settings(port=port)
with open_ledger(sys.argv[1]) as ledger:
    print(settings.start_link, flush=True)
    serve(ledger, settings, "bench")
"""
_MARKS = """() => Object.fromEntries(["drawn", "map"].map((name) => {
    const [first] = performance.getEntriesByName(name);
    return [name, first ? Math.round(first.startTime) : null];
}))"""
_TERMS = """() => [...document.querySelectorAll("#facets [data-term]")].map((one) => one.dataset.term)"""
_CLICK = """(term) => new Promise((done) => {
    performance.clearMarks("drawn");
    const start = performance.now();
    document.querySelector(`[data-term="${CSS.escape(term)}"]`).click();
    const look = () => {
        const [found] = performance.getEntriesByName("drawn");
        if (found) done(Math.round(found.startTime - start)); else requestAnimationFrame(look);
    };
    look();
})"""


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The desk in a process of its own; gives its start link."""
    process = subprocess.Popen([sys.executable, "-c", _SERVE, str(store)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)


def visit(context: BrowserContext, address: str) -> tuple[Page, dict[str, int]]:
    """Open a page that explores, and wait until all of it is drawn; milliseconds since its navigation began."""
    page = context.new_page()
    return page, drawn(page, address)


def drawn(page: Page, address: str) -> dict[str, int]:
    """Go to a page that explores; milliseconds since its navigation began until all of it was drawn."""
    page.goto(address, wait_until="commit")
    until = time.monotonic() + 120
    while True:  # asked now and then: a page of ours forbids what would have it tell by itself
        marks = page.evaluate(_MARKS)
        if all(marks.values()):
            return dict(marks)
        if time.monotonic() > until:
            raise SystemExit(f"the page was not drawn within two minutes: {marks}")
        page.wait_for_timeout(50)


def context_of(browser: Browser, link: str) -> BrowserContext:
    """A browser that has never been here, with the desk opened by its link."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    answer = context.request.get(link, max_redirects=0)
    while answer.status not in {200, 303}:  # the server is still starting
        time.sleep(0.05)
        answer = context.request.get(link, max_redirects=0)
    return context


def measured(store: Path, rounds: int) -> dict[str, Any]:
    """All figures of one store."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    out: dict[str, Any] = {}
    columns_file.forget(store)
    for when in ("for the first time", "again"):
        with serving(store) as link, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            _until_up(link)
            seconds, first = _first(browser, link, link.partition("/open/")[0] + "/explore")
            out[f"first, desk started {when}"] = {**first, "s": seconds}
            browser.close()
            until = time.monotonic() + 60
            while not columns_file.path_of(store).exists() and time.monotonic() < until:
                time.sleep(0.1)
    with serving(store) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        address = link.partition("/open/")[0] + "/explore"
        _until_up(link)
        _first(browser, link, address)
        fresh, again, within = [], [], []
        context = context_of(browser, link)
        for _ in range(rounds):
            new = context_of(browser, link)
            page, marks = visit(new, address)
            fresh.append(marks)
            new.close()
            page, marks = visit(context, address)
            again.append(marks)
            page.goto(address.replace("/explore", "/reports"))
            within.append(drawn(page, address))
            page.close()
        out["first"], out["again"], out["from another page"] = _middle(fresh), _middle(again[1:]), _middle(within)
        page, _ = visit(context, address)
        # Each value once, alone: no answer was given before.  Taking it back asks what is remembered.
        filtered, back = {}, []
        for term in page.evaluate(_TERMS)[: 5 * rounds]:
            filtered[term] = page.evaluate(_CLICK, term)
            back.append(page.evaluate(_CLICK, term))
        out["filter"] = {"median": median(filtered.values()), "slowest": max(filtered.values()), "each": filtered}
        out["filter taken back"] = {"median": median(back), "slowest": max(back)}
        browser.close()
    return out


def _until_up(link: str) -> None:
    """Wait until the desk answers."""
    from urllib.error import URLError
    from urllib.request import urlopen

    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urlopen(link.partition("/open/")[0] + "/sign-in"):  # noqa: S310 - our own address
                return
        except (URLError, ConnectionError, OSError) as error:
            if getattr(error, "code", None) is not None:
                return  # it answered, if with a refusal
            time.sleep(0.05)


def _first(browser: Browser, link: str, address: str) -> tuple[float, dict[str, int]]:
    begin = time.perf_counter()
    context = context_of(browser, link)
    _, marks = visit(context, address)
    context.close()
    return round(time.perf_counter() - begin, 2), marks


def _middle(found: list[dict[str, int]]) -> dict[str, Any]:
    return {name: {"median": median(one[name] for one in found), "all": [one[name] for one in found]}
            for name in ("drawn", "map")}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--store", type=Path, default=ROOT / ".gate" / "desk.db")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    given.store.parent.mkdir(exist_ok=True)
    if not given.store.exists():
        with open_ledger(given.store) as ledger, ledger.write() as writer:
            fill(writer.connection, given.events)
    with open_ledger(given.store) as ledger:
        columns = Columns(ledger)
        found: dict[str, Any] = {
            "events": queries.count(ledger, columns=columns),
            "points": queries.count(ledger, "has:point", columns=columns),
        }
    found |= measured(given.store, given.rounds)
    found["load"] = round(os.getloadavg()[0], 1)
    found["limit_ms"] = LIMIT_MS
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
