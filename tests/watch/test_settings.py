"""What is to be followed: a file that is checked before anything is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.cli.watching import state_of
from dateline.ledger.following import Health
from dateline.record.errors import SetupError
from dateline.watch.settings import read_settings

GOOD = 'contact = "desk@example.org"\n[[source]]\nurl = "https://news.example/feed"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_whole_file_is_read_and_sources_get_names(tmp_path: Path) -> None:
    more = '[[source]]\nurl = "https://news.example/map.xml"\nid = "map"\ncountry = "KEN"\nprotected = true\n'
    found = read_settings(written(tmp_path, GOOD + more + '[alerts]\nfeeds = "out"\n'))
    assert [(one.id, one.protected) for one in found.source] == [("news.example-feed", False), ("map", True)]
    assert found.alerts.feeds == str(tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "contact"),
        ("[[", "TOML"),
        ('contact = "nobody"\n[[source]]\nurl = "https://a.example/"', "contact"),
        ('contact = "desk@example.org"\nsource = []', "source"),
        (GOOD + 'colour = "red"', "colour"),
        (GOOD + "interval = 0.1", "interval"),
        (GOOD + 'since = "yesterday"', "since"),
        (GOOD + "most = 0", "most"),
        (GOOD + '[[source]]\nurl = "https://news.example/feed"', "twice"),
        (GOOD + '[[source]]\nurl = "https://news.example/b"\nid = "news.example-feed"', "two sources"),
        (GOOD.replace("https", "file"), "http"),
        (GOOD.replace("news.example", "me:word@news.example"), "password"),
        ("delay = 0.5\n" + GOOD, "delay"),
        ("at_once = 0\n" + GOOD, "at_once"),
        ('allow_private = ["home"]\n' + GOOD, "allow_private"),
        (GOOD + '[alerts]\nwebhook = "https://hook.example/"', "secret"),
        (GOOD + '[alerts]\nwebhook = "gopher://hook.example/"\nsecret_file = "s"', "gopher"),
    ],
)
def test_what_is_wrong_is_named(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=says):
        read_settings(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"none\.toml"):
        read_settings(tmp_path / "none.toml")


def a_source(**options: object) -> Health:
    told = {
        "id": "a", "url": "https://a.example/", "name": None, "kind": None, "checked_at": "2023-03-14T10:00:00Z",
        "ok_at": "2023-03-14T10:00:00Z", "new_at": "2023-03-14T10:00:00Z", "next_at": None, "failures": 0,
        "last_error": None, "is_paused": False, "stored": 1, "waiting": 0, "failed": 0,
    }  # fmt: skip
    return Health(**told | options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "days", "state"),
    [
        (a_source(), 7, "well"),
        (a_source(new_at="2023-03-01T10:00:00Z"), 7, "silent"),
        (a_source(new_at=None), 7, "silent"),
        (a_source(failures=2), 7, "failing"),
        (a_source(checked_at=None), 7, "not yet asked"),
        (a_source(is_paused=True), 7, "paused"),
        (a_source(), None, "paused"),
    ],
)
def test_a_source_has_a_state(source: Health, days: float | None, state: str) -> None:
    assert state_of(source, datetime(2023, 3, 15, tzinfo=UTC), days) == state
