"""Following: every kind of feed, politeness by the server's own log, faults that cost nobody else, and restarts."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from toxic import ADDRESS, TOXIC, Server, page, redirect

from dateline import intake
from dateline.ledger import Ledger, following, open_ledger
from dateline.ledger import tables as t
from dateline.publish import publish_failure
from dateline.record import Coder, Record, Report, ReportError
from dateline.watch.addresses import Guard, networks
from dateline.watch.alerting import Alerting
from dateline.watch.clocks import Clock
from dateline.watch.fetching import Fetcher
from dateline.watch.settings import Alerts, Followed, Settings
from dateline.watch.watching import Watch
from dateline.workers import ready

CODER = Coder(version="0.1.0", model="none", codebook="none")
WORDS = "Residents said the road was closed and that lorries stood along the river until the evening. "


class Crew:
    """Reads as the workers do; its records have no events."""

    def coder(self) -> Coder:
        return CODER

    def read(self, source: intake.Source, options: intake.Options) -> Future[Any]:
        try:
            return ready(intake.read(source, options))
        except ReportError as error:
            return ready(error)

    def code(self, report: Report) -> Future[Any]:
        if "breaks" in (report.url or ""):
            return ready(publish_failure(ReportError(report.id, "code", "it broke", "Mend it"), CODER, report))
        return ready(Record(report=report, coder=CODER, disposition="no_event", reason="0 events coded"))


class Bounded(Clock):
    """The system's clock, for a loop that must come to its end: what waits longer fails, and does not hang."""

    def __init__(self, most: float = 120.0) -> None:
        self._until = time.monotonic() + most

    def wait(self, done: queue.SimpleQueue[Any], seconds: float, under_way: int) -> Any:
        assert time.monotonic() < self._until, f"the loop goes on with {under_way} requests under way"
        return super().wait(done, min(seconds, 5.0), under_way)


class Travel(Bounded):
    """A clock that stands still while something is under way, and jumps over every pause."""

    def __init__(self, at: float = 1_700_000_000.0) -> None:
        super().__init__()
        self.at = at
        self.sleeps: list[float] = []

    def now(self) -> float:
        return self.at

    def wait(self, done: queue.SimpleQueue[Any], seconds: float, under_way: int) -> Any:
        assert time.monotonic() < self._until, f"the loop goes on with {under_way} requests under way"
        try:
            return done.get(timeout=10 if under_way else 0)
        except queue.Empty:
            self.sleeps.append(seconds)
            self.at += max(seconds, 0.001)
            return None


def article(name: str) -> Callable[[Any], None]:
    words = "".join(f"<p>{WORDS}{name} {number}.</p>" for number in range(6))
    return page(f"<html><head><title>The {name} road</title></head><body><article>{words}</article></body></html>")


def rss(*urls: str) -> str:
    items = "".join(
        f"<item><title>T</title><link>{url}</link><pubDate>Sat, 04 Mar 2023 10:00:00 GMT</pubDate></item>"
        for url in urls
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Meridian</title>{items}</channel></rss>'


def make(ledger: Ledger, *sources: Followed, clock: Clock | None = None, alerts: Alerts | None = None,
         seconds: float = 2.0, **options: Any) -> Watch:  # fmt: skip
    settings = Settings(contact="desk@example.org", source=sources, **options)
    fetcher = Fetcher(
        "dateline/test", Guard(networks([ADDRESS])), seconds=seconds, silence=seconds / 2, most_bytes=4 << 20
    )
    alerting = Alerting(ledger, alerts or Alerts(), fetcher)
    return Watch(ledger, Crew(), settings, fetcher, alerting, clock=clock or Travel())  # type: ignore[arg-type]  # a crew of one


def feed(server: Server, path: str = "/feed", **options: Any) -> Followed:
    return Followed(**({"url": server.url(path), "id": path.strip("/").replace("/", "-"), "name": "Meridian News"}
                       | options))  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with open_ledger(tmp_path / "watch.db") as opened:
        yield opened


def outcomes(ledger: Ledger) -> dict[str, str]:
    with ledger.read() as connection:
        rows = connection.execute(select(t.fetches.c.url, t.fetches.c.outcome)).all()
    return {row.url.rpartition("/")[2]: row.outcome for row in rows}


def health(ledger: Ledger) -> dict[str, Any]:
    with ledger.read() as connection:
        return {one.id: one for one in following.health(connection)}


FORMS = {
    "rss2": lambda url: rss(url("/a"), url("/b")),
    "rss1": lambda url: '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><channel><title>M</title></channel>'
    + "".join(f"<item><title>T</title><link>{url(path)}</link></item>" for path in ("/a", "/b")) + "</rdf:RDF>",
    "atom": lambda url: '<feed xmlns="http://www.w3.org/2005/Atom"><title>M</title>'
    + "".join(f'<entry><id>{path}</id><title>T</title><link href="{path}"/></entry>' for path in ("/a", "/b"))
    + "</feed>",
    "json": lambda url: json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "M", "items": [
        {"id": path, "url": url(path), "title": "T", "summary": "S"} for path in ("/a", "/b")]}),
    "sitemap": lambda url: '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    + "".join(f"<url><loc>{url(path)}</loc><lastmod>2023-03-04</lastmod></url>" for path in ("/a", "/b")) + "</urlset>",
    "news": lambda url: '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    + "".join(f"<url><loc>{url(path)}</loc><n:news><n:publication_date>2023-03-04T08:00:00Z</n:publication_date>"
              f"<n:title>T</n:title></n:news></url>" for path in ("/a", "/b")) + "</urlset>",
    "index": lambda url: '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    f"<sitemap><loc>{url('/part')}</loc></sitemap></sitemapindex>",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_feed_leads_to_its_pages(form: str, server: Server, canary: Server, store: Ledger) -> None:
    part = gzip.compress(FORMS["sitemap"](server.url).encode())
    server.pages = {
        "/feed": page(FORMS[form](server.url), "application/xml"),
        "/part": page(part, "application/x-gzip"),
        "/a": article("first"),
        "/b": article("second"),
    }
    make(store, feed(server)).run(once=True)
    assert outcomes(store) == {"a": "no_event", "b": "no_event"}
    with store.read() as connection:
        stored = connection.execute(select(t.reports).order_by(t.reports.c.id)).all()
    assert [(row.id, row.source) for row in stored] == [
        (server.url("/a"), "Meridian News"),
        (server.url("/b"), "Meridian News"),
    ]
    if form in ("rss2", "sitemap", "news", "index"):
        assert {row.published for row in stored} == {"2023-03-04"}


def test_a_feed_that_carries_the_text_needs_no_pages(server: Server, store: Ledger) -> None:
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "M", "items": [
        {"id": "1", "url": server.url("/a"), "title": "The road", "content_text": WORDS * 3}]}  # fmt: skip
    server.pages = {"/feed": page(json.dumps(body), "application/feed+json")}
    make(store, feed(server, text="feed")).run(once=True)
    assert "/a" not in server.paths()
    with store.read() as connection:
        assert connection.execute(select(t.reports.c.id, t.reports.c.source)).all() == [
            (server.url("/a"), "Meridian News")
        ]
    assert health(store)["feed"].stored == 1


def test_nothing_is_asked_twice_and_an_unchanged_feed_is_asked_for_conditionally(server: Server, store: Ledger) -> None:
    def listing(line: Any) -> None:
        if line.asked.headers.get("if-none-match") == '"v1"':
            line.page(b"", status="304 Not Modified")
        else:
            line.page(rss(server.url("/a")).encode(), "application/rss+xml", ETag='"v1"')

    server.pages = {"/feed": listing, "/a": article("first")}
    clock = Travel()
    for _ in range(3):
        make(store, feed(server), clock=clock).run(once=True)
        clock.at += 3600
    assert [path for path in server.paths() if path != "/robots.txt"] == ["/feed", "/a", "/feed", "/feed"]
    assert [one.headers.get("if-none-match") for one in server.log if one.path == "/feed"] == [None, '"v1"', '"v1"']
    assert health(store)["feed"].failures == 0


def test_robots_are_obeyed_and_a_server_that_cannot_say_is_left_alone(server: Server, store: Ledger) -> None:
    server.pages = {
        "/robots.txt": page("User-agent: *\nDisallow: /private\nUser-agent: dateline\nDisallow: /b\n", "text/plain"),
        "/feed": page(rss(server.url("/a"), server.url("/b"), server.url("/private")), "text/xml"),
        **{path: article(path) for path in ("/a", "/b", "/private")},
    }
    make(store, feed(server)).run(once=True)
    assert outcomes(store) == {"a": "no_event", "b": "refused", "private": "no_event"}
    assert "/b" not in server.paths()
    server.pages["/robots.txt"] = page("", status="503 Busy")
    before = len(server.log)
    make(store, feed(server), clock=Travel(1_700_100_000.0)).run(once=True)
    assert server.paths()[before:] == ["/robots.txt"]
    assert "robots" in health(store)["feed"].last_error


@pytest.mark.parametrize(("rules", "least"), [("", 2.0), ("User-agent: *\nCrawl-delay: 2.4\n", 2.4)])
def test_one_request_at_a_time_and_a_pause_between_two(rules: str, least: float, server: Server, store: Ledger) -> None:
    server.pages = {
        "/robots.txt": page(rules, "text/plain"),
        "/feed": page(rss(server.url("/a")), "text/xml"),
        "/a": article("first"),
    }
    make(store, feed(server), clock=Bounded(), at_once=8).run(once=True)
    asked = sorted(server.log, key=lambda one: one.began)
    assert len(asked) == 3
    pauses = [later.began - earlier.ended for earlier, later in itertools.pairwise(asked)]
    assert min(pauses) > least - 0.05


def test_who_asks_to_be_left_alone_is(server: Server, store: Ledger) -> None:
    server.pages = {"/feed": page("", status="503 Busy", Retry_After="9000")}
    clock = Travel()
    began = clock.at
    make(store, feed(server, interval=10.0), clock=clock).run(once=True)
    assert health(store)["feed"].failures == 1
    for _ in range(8):
        make(store, feed(server, interval=10.0), clock=clock).run(once=True)
        clock.at = max(clock.at, began) + 1000
        if clock.at < began + 8999:
            assert server.paths().count("/feed") == 1
    clock.at = began + 9100
    make(store, feed(server, interval=10.0), clock=clock).run(once=True)
    assert server.paths().count("/feed") == 2


def test_back_off_grows_to_a_day_and_ends_with_the_first_good_answer(server: Server, store: Ledger) -> None:
    clock = Travel()
    gaps = []
    for _ in range(9):
        before = clock.at
        make(store, feed(server), clock=clock).run(once=True)
        due = health(store)["feed"].next_at
        gaps.append(round(time_of(due) - before))
        clock.at = time_of(due) + 1
    assert gaps == sorted(gaps)
    assert abs(gaps[0] - 3600) < 10
    assert abs(gaps[-1] - 86_400) < 10
    server.pages = {"/feed": page(rss(), "text/xml")}
    make(store, feed(server), clock=clock).run(once=True)
    found = health(store)["feed"]
    assert (found.failures, found.last_error) == (0, None)


def time_of(written: str) -> float:
    from dateline.watch.clocks import seconds_of

    return seconds_of(written)


def test_redirects_are_followed_to_an_end_and_never_to_a_private_address(
    server: Server, canary: Server, store: Ledger
) -> None:
    server.pages = {
        "/feed": redirect("/moved", "301 Moved"),
        "/moved": page(rss(*(server.url(f"/{name}") for name in ("loop", "home", "file", "ok"))), "text/xml"),
        "/loop": redirect("/loop"),
        "/home": redirect("http://127.0.0.1:PORT/secret"),
        "/file": redirect("file:///etc/hostname"),
        "/ok": redirect("/there"),
        "/there": article("there"),
    }
    make(store, feed(server)).run(once=True)
    found = outcomes(store)
    assert (found["ok"], found["home"]) == ("no_event", "refused") or found["home"] == "waiting"
    assert found["ok"] == "no_event"
    assert server.paths().count("/loop") == 6
    assert {found["loop"], found["file"]} <= {"waiting", "refused"}


FEEDS = {
    "entities": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    "<rss><channel><title>&b;</title></channel></rss>",
    "outside": '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1/">]><rss><channel><title>&x;</title></channel></rss>',
    "hidden": '<!-- <rss > --><!DOCTYPE r [<!ENTITY a "a">]><rss><channel/></rss>',
    "nul": '<?xml version="1.0" encoding="\0"?><rss><channel/></rss>',
    "label": '<?xml version="1.0" encoding="é"?><rss><channel/></rss>',
    "deep": "<rss>" + "<a>" * 200_000,
    "html": "<html><body>Sign in to read on</body></html>",
    "nothing": "",
    "json": '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000,
    "cut": '<?xml version="1.0"?><rss><chan',
}


def test_toxic_sources_are_each_named_and_cost_the_others_nothing(
    server: Server, canary: Server, tmp_path: Path, store: Ledger
) -> None:
    server.pages = {path: behaviour for path, (behaviour, _) in TOXIC.items()}
    server.pages |= {f"/feed-{name}": page(text, "text/xml") for name, text in FEEDS.items()}
    server.pages |= {"/feed": page(rss(server.url("/a")), "text/xml"), "/a": article("first")}
    sources = [feed(server, path) for path in sorted(server.pages) if path != "/a"]
    sources += [
        Followed(url=url, id=f"private-{number}")
        for number, url in enumerate([f"http://127.0.0.1:{server.port}/x", "http://169.254.169.254/latest"])
    ]
    make(store, *sources, seconds=0.8).run(once=True)
    assert outcomes(store) == {"a": "no_event"}
    found = health(store)
    well = {name for name, one in found.items() if not one.failures}
    assert "feed" in well
    assert {name for name in found if name.startswith("feed-")} & well == set()
    assert all(one.last_error for name, one in found.items() if name not in well)
    assert all(one.checked_at for one in found.values())
    assert {path: server.paths().count(path) for path in server.pages if server.paths().count(path) > 1} == {}


def test_pages_of_every_ill_kind_end_once_each(server: Server, store: Ledger) -> None:
    server.pages = {
        "/feed": page(rss(*(server.url(f"/{name}") for name in ("gone", "pdf", "none", "broken", "late", "breaks"))),
                      "text/xml"),
        "/gone": page("", status="410 Gone"),
        "/pdf": page(b"%PDF-1.7", "application/pdf"),
        "/none": page("<html><body></body></html>"),
        "/broken": page("", status="500 Broken"),
        "/late": TOXIC["/silent"][0],
        "/breaks": article("breaks"),
    }  # fmt: skip
    clock = Travel()
    make(store, feed(server), clock=clock, seconds=0.8).run(once=True)
    assert outcomes(store) == {
        "gone": "gone", "pdf": "refused", "none": "quarantined", "broken": "waiting", "late": "waiting",
        "breaks": "quarantined",
    }  # fmt: skip
    for _ in range(5):
        clock.at += 50_000
        make(store, feed(server), clock=clock, seconds=0.8).run(once=True)
    assert (outcomes(store)["broken"], outcomes(store)["late"]) == ("failed", "failed")
    assert server.paths().count("/broken") == 5
    assert server.paths().count("/gone") == 1


def test_a_source_that_is_taken_out_is_paused_and_keeps_its_pages(server: Server, store: Ledger) -> None:
    server.pages = {"/feed": page(rss(server.url("/a")), "text/xml"), "/a": article("first")}
    make(store, feed(server)).run(once=True)
    make(store, feed(server, "/other")).run(once=True)
    found = health(store)
    assert (found["feed"].is_paused, found["feed"].stored, found["other"].is_paused) == (True, 1, False)


def test_a_nearly_full_disk_stops_it_before_anything_is_written(server: Server, store: Ledger) -> None:
    from dateline.record.errors import LedgerError

    with pytest.raises(LedgerError, match="free"):
        make(store, feed(server), free_megabytes=10**9).run(once=True)
    assert server.paths() == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not tell which files are open")
def test_many_rounds_leave_no_file_no_thread_and_no_growing_log_behind(server: Server, store: Ledger) -> None:
    """Weeks of following in short: a page a round beside sources that fail in all manners."""
    listed: list[str] = []
    server.pages = {path: TOXIC[path][0] for path in ("/cut", "/bomb", "/reset", "/500", "/no-http", "/gzip-cut")}
    sources = [feed(server, path) for path in sorted(server.pages)]
    server.pages["/feed"] = lambda line: line.page(rss(*listed).encode(), "text/xml")
    clock, seen = Travel(), []
    for number in range(12):
        listed[:] = [server.url(f"/p{number}")]
        server.pages[f"/p{number}"] = article(f"round {number}")
        make(store, feed(server), *sources, clock=clock, seconds=0.8).run(once=True)
        clock.at += 90_000
        gone = time.monotonic() + 10
        while threading.active_count() > 6 and time.monotonic() < gone:
            time.sleep(0.01)  # fetching threads end by themselves
        seen.append((len(list(Path("/proc/self/fd").iterdir())), threading.active_count()))
    assert len(outcomes(store)) == 12
    files, threads = zip(*seen[3:], strict=True)
    assert max(files) <= min(files) + 4
    assert max(threads) <= min(threads) + 4
    assert store.path.with_name("watch.db-wal").stat().st_size < 20_000_000


def test_a_fault_of_our_own_while_asking_is_named_and_nobody_waits_for_it(
    server: Server, store: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that died of an error nobody foresaw would let the loop wait for its answer for ever."""
    server.pages = {"/feed": page(rss(server.url("/a")), "text/xml"), "/a": article("first")}
    watch = make(store, feed(server), feed(server, "/other"))
    ask = watch._fetcher.fetch

    def fetch(url: str, **options: Any) -> Any:
        if url.endswith("/other"):
            raise RuntimeError("nobody foresaw this")
        return ask(url, **options)

    monkeypatch.setattr(watch._fetcher, "fetch", fetch)
    watch.run(once=True)
    assert outcomes(store) == {"a": "no_event"}
    assert "nobody foresaw this" in health(store)["other"].last_error


def test_stopping_ends_a_watch_in_the_middle_of_a_request(server: Server, store: Ledger) -> None:
    server.pages = {"/feed": TOXIC["/drip"][0]}
    watch = make(store, feed(server), clock=Bounded())
    threading.Timer(0.5, watch.stop).start()
    begun = time.monotonic()
    watch.run()
    assert time.monotonic() - begun < 5


PROGRAM = """
import sys
sys.path[:0] = {paths!r}
from test_watching import *
from toxic import Server
with open_ledger({ledger!r}) as opened:
    source = Followed(url={url!r}, id="feed")
    make(opened, source, clock=Travel()).run(once=True)
"""


def test_a_watch_that_is_killed_loses_no_page_and_stores_none_twice(server: Server, tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(14)]

    def listing(line: Any) -> None:
        if line.asked.headers.get("if-none-match"):
            line.page(b"", status="304 Not Modified")
        else:
            line.page(rss(*(server.url(f"/{name}") for name in names)).encode(), "text/xml", ETag='"v1"')

    def slow(name: str) -> Callable[[Any], None]:
        def behave(line: Any) -> None:
            line.wait(0.03)
            article(name)(line)

        return behave

    server.pages = {"/feed": listing, **{f"/{name}": slow(name) for name in names}}
    where = str(tmp_path / "killed.db")
    script = tmp_path / "follow.py"
    paths = [str(Path(__file__).parent)]
    script.write_text(PROGRAM.format(paths=paths, ledger=where, url=server.url("/feed")))
    with open_ledger(where):
        pass
    kills = 0
    for _ in range(3):
        running = subprocess.Popen([sys.executable, str(script)])
        before, until = len(server.log), time.monotonic() + 60
        while running.poll() is None and len(server.log) < before + 5 and time.monotonic() < until:
            time.sleep(0.005)
        assert time.monotonic() < until, "it asks for nothing"
        if running.poll() is not None:
            break
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        kills += 1
    assert subprocess.run([sys.executable, str(script)], check=False, timeout=120).returncode == 0
    assert kills >= 2
    with open_ledger(where) as opened, opened.read() as connection:
        ids = list(connection.execute(select(t.reports.c.id)).scalars())
    assert sorted(ids) == sorted(server.url(f"/{name}") for name in names)
    with open_ledger(where) as opened:
        assert set(outcomes(opened).values()) <= {"no_event", "known", "reprint"}
        assert len(outcomes(opened)) == 14
