"""`dateline score` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.ledger import open_ledger
from dateline.pipeline import Coder

TEXT = "KANO, 4 May 2016 (Meridian News) - Gunmen shot dead four soldiers at a checkpoint near Maiduguri on Tuesday."


@pytest.fixture
def ledger(tmp_path: Path, coder: Coder) -> Path:
    """A ledger with one report that the machine and two people coded, who differ on a status."""
    path = tmp_path / "l.db"
    record = coder(TEXT, published="2016-05-04", id="kano")
    other = msgspec.structs.replace(
        record, events=(msgspec.structs.replace(record.events[0], status="planned"), *record.events[1:])
    )
    with open_ledger(path) as opened:
        with opened.write() as writer:
            writer.put(record)
        for name, coding in (("amal", record), ("bruno", other)):
            with opened.write(name) as writer:
                writer.code(coding)
    return path


def test_agreement_from_a_ledger(ledger: Path) -> None:
    told = CliRunner().invoke(app, ["score", "agreement", "--ledger", str(ledger), "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["coders"] == ["amal", "bruno"]
    status = next(field for field in found["fields"] if field["field"] == "status")
    assert [given["value"] for given in status["differences"][0]["given"]] == ["occurred", "planned"]


def test_gold_before_and_after(tmp_path: Path, coder: Coder) -> None:
    record = coder(TEXT, published="2016-05-04", id="kano")
    worse = msgspec.structs.replace(record, events=())
    for name, one in (("gold", record), ("after", record)):
        (tmp_path / f"{name}.jsonl").write_bytes(one.to_json() + b"\n")
    empty = msgspec.structs.replace(worse, disposition="no_event", reason="nothing")
    (tmp_path / "before.jsonl").write_bytes(empty.to_json() + b"\n")
    files = [str(tmp_path / f"{name}.jsonl") for name in ("gold", "after", "before")]
    told = CliRunner().invoke(app, ["score", "gold", *files[:2], "--before", files[2], "--json"])
    assert told.exit_code == 0, told.output
    event = next(row for row in json.loads(told.stdout)["changes"] if row["field"] == "event")
    assert (event["before"], event["after"], event["worse"]) == (0, len(record.events), 0)


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("{}\n")
    told = CliRunner().invoke(app, ["score", "gold", str(path), str(path)])
    assert told.exit_code != 0
    assert "line 1" in str(told.exception)
