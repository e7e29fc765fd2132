"""Alerts: each incident once and by every channel, signed, tried again, and never to a private address."""

from __future__ import annotations

import email
import hashlib
import hmac
import itertools
import json
import sys
from email.policy import default
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from sqlalchemy import select
from toxic import ADDRESS, Server, page

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from making import a_record

from dateline import linkage
from dateline.ledger import Ledger, open_ledger
from dateline.ledger import tables as t
from dateline.ledger.following import add_search, all_searches, find_new, remove_search
from dateline.record.errors import LedgerError, SetupError
from dateline.watch.addresses import Guard, networks
from dateline.watch.alerting import ATTEMPTS, Alerting, signature
from dateline.watch.fetching import Fetcher
from dateline.watch.settings import Alerts

SECRET = "a secret of some length"  # noqa: S105 - made up
NOW = 1_700_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with open_ledger(tmp_path / "alerts.db") as opened:
        yield opened


def put(ledger: Ledger, name: str, **options: Any) -> None:
    record = a_record(name, **options)
    with ledger.write() as writer:
        linkage.link_report(writer, writer.put(record, None), record)


def make(ledger: Ledger, folder: Path, **options: Any) -> Alerting:
    (folder / "secret").write_text(SECRET)
    fetcher = Fetcher("dateline/test", Guard(networks([ADDRESS])), seconds=2, silence=1)
    told = Alerts(**{"feeds": str(folder / "feeds"), "mail": str(folder / "mail")} | options)
    return Alerting(ledger, told, fetcher)


def hooked(server: Server, folder: Path) -> dict[str, str]:
    return {"webhook": server.url("/hook"), "secret_file": str(folder / "secret")}


def told(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger.read() as connection:
        rows = connection.execute(select(t.alerts.c.search, t.alerts.c.state).order_by(t.alerts.c.incident))
        return [tuple(row) for row in rows]


def test_what_fitted_before_is_not_told_and_what_is_new_is_told_once(store: Ledger, tmp_path: Path) -> None:
    put(store, "before", place="Dirmo")
    search = add_search(store, "attacks", "type:assault", "desk")
    alerting = make(store, tmp_path)
    assert alerting.tell(NOW) == 0
    put(store, "new", place="Talheim", day="2023-05-02")
    put(store, "again", place="Talheim", day="2023-05-02", more=" Nobody has claimed it.")
    assert [alerting.tell(NOW + step) for step in range(3)] == [1, 0, 0]
    mails = sorted((tmp_path / "mail").glob("*.eml"))
    assert len(mails) == 1
    message = email.message_from_bytes(mails[0].read_bytes(), policy=default)
    assert message["Subject"].startswith("attacks: ASSAULT in Talheim")
    assert "gunmen attacked a convoy near Talheim" in message.get_content()
    feed = feedparser.parse((tmp_path / "feeds" / f"{search.id}.atom").read_bytes())
    assert (feed.bozo, feed.feed.title, len(feed.entries)) == (False, "attacks", 1)


def test_an_older_incident_that_newly_fits_is_told(store: Ledger, tmp_path: Path) -> None:
    put(store, "one", place="Talheim", killed=4)
    add_search(store, "deadly", "killed:>=40", "desk")
    alerting = make(store, tmp_path)
    assert alerting.tell(NOW) == 0
    put(store, "two", place="Talheim", killed=44, more=" Officials raised the figure.")
    assert alerting.tell(NOW) == 1


def test_a_search_tells_only_what_fits_it(store: Ledger, tmp_path: Path) -> None:
    for name, query in (("here", "place:Talheim"), ("there", "place:Orzana"), ("all", "")):
        add_search(store, name, query, "desk")
    put(store, "new", place="Talheim")
    assert make(store, tmp_path).tell(NOW) == 2
    assert [search for search, _ in told(store)] == ["s0001", "s0003"]


def test_the_webhook_is_signed_and_can_be_verified(server: Server, store: Ledger, tmp_path: Path) -> None:
    server.pages = {"/hook": page(b"", status="204 Taken")}
    add_search(store, "attacks", "type:assault", "desk")
    put(store, "new", place="Talheim", url="https://news.example/a")
    alerting = make(store, tmp_path, **hooked(server, tmp_path))
    alerting.tell(NOW)
    alerting.tell(NOW + 9999)
    (asked,) = server.log
    stamp, _, given = asked.headers["dateline-signature"].partition(",v1=")
    wanted = hmac.new(SECRET.encode(), stamp.removeprefix("t=").encode() + b"." + asked.body, hashlib.sha256)
    assert (asked.method, stamp, given) == ("POST", f"t={int(NOW)}", wanted.hexdigest())
    body = json.loads(asked.body)
    assert (body["search"], body["values"]["place"], body["reports"]) == (
        "attacks",
        "Talheim",
        [["new", "Meridian News", "https://news.example/a"]],
    )
    assert body["id"] == asked.headers["dateline-id"]


def test_a_signature_changes_with_time_secret_and_body() -> None:
    made = {signature(*parts) for parts in ((b"s", 1, b"x"), (b"s", 2, b"x"), (b"t", 1, b"x"), (b"s", 1, b"y"))}
    assert len(made) == 4


def test_a_webhook_that_fails_is_tried_again_ever_more_seldom_and_given_up(
    server: Server, store: Ledger, tmp_path: Path
) -> None:
    server.pages = {"/hook": page(b"", status="500 Broken")}
    add_search(store, "attacks", "type:assault", "desk")
    put(store, "new", place="Talheim")
    now, times = NOW, []
    for _ in range(400):
        before = len(server.log)
        make(store, tmp_path, **hooked(server, tmp_path)).tell(now)
        if len(server.log) > before:
            times.append(now)
        now += 60 if len(times) < 4 else 21_600
        if len(times) == ATTEMPTS and now > times[-1] + 50_000:
            break
    assert len(times) == ATTEMPTS
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps[0] >= 60
    assert gaps == sorted(gaps)


@pytest.mark.parametrize("where", ["http://127.0.0.1:PORT/hook", "http://[::1]:PORT/", "http://localhost:PORT/"])
def test_a_webhook_never_goes_to_a_private_address(
    where: str, server: Server, canary: Server, store: Ledger, tmp_path: Path
) -> None:
    add_search(store, "attacks", "", "desk")
    put(store, "new")
    options = {**hooked(server, tmp_path), "webhook": where.replace("PORT", str(server.port))}
    make(store, tmp_path, **options).tell(NOW)
    with store.read() as connection:
        (row,) = connection.execute(select(t.alerts.c.error, t.alerts.c.posted_at)).all()
    assert row.posted_at is None
    assert row.error


def test_a_webhook_is_not_redirected(server: Server, canary: Server, store: Ledger, tmp_path: Path) -> None:
    from toxic import redirect

    server.pages = {"/hook": redirect("/elsewhere", "307 Moved")}
    add_search(store, "attacks", "", "desk")
    put(store, "new")
    make(store, tmp_path, **hooked(server, tmp_path)).tell(NOW)
    assert server.paths() == ["/hook"]


def test_names_with_marks_and_controls_keep_feed_and_mail_whole(store: Ledger, tmp_path: Path) -> None:
    name = 'a <b> & "c"\x0b\nSubject: other ‮é'
    search = add_search(store, name, "", "desk")
    put(store, "new", place="Talheim", url="https://news.example/?a=1&b=<2>")
    make(store, tmp_path).tell(NOW)
    etree.fromstring((tmp_path / "feeds" / f"{search.id}.atom").read_bytes())
    (file,) = (tmp_path / "mail").glob("*.eml")
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert len(message.get_all("Subject")) == 1


def test_a_file_that_was_lost_before_it_was_noted_is_written_again(store: Ledger, tmp_path: Path) -> None:
    add_search(store, "attacks", "", "desk")
    put(store, "new")
    assert find_new(store) == 1  # as if the program had ended here
    make(store, tmp_path).tell(NOW)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_searches_are_named_once_and_removed_with_what_they_told(store: Ledger, tmp_path: Path) -> None:
    add_search(store, "attacks", "", "desk")
    with pytest.raises(LedgerError, match="attacks"):
        add_search(store, "attacks", "type:assault", "desk")
    put(store, "new")
    make(store, tmp_path).tell(NOW)
    remove_search(store, "attacks", "desk")
    with store.read() as connection:
        assert all_searches(connection) == ()
    assert told(store) == []
    with pytest.raises(LedgerError, match="attacks"):
        remove_search(store, "attacks", "desk")


@pytest.mark.parametrize("content", [None, "short"])
def test_a_secret_must_be_there_and_long_enough(content: str | None, store: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "other"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SetupError, match="secret"):
        Alerting(store, Alerts(webhook="https://news.example/", secret_file=str(path)), Fetcher("x"))
