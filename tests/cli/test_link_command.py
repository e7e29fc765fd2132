"""``dateline link`` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.cli.status import Exit
from dateline.record import Record

PROGRAM = [sys.executable, "-m", "dateline"]
TEXTS = (
    "A car bomb killed 12 people at the Zanbur market in Kirkuk on Monday, police said.",
    "Police in Kirkuk said a car bomb at the Zanbur market had killed 14 people on Monday.",
)


def run(*words: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *words], input=given, capture_output=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def coded() -> bytes:
    rows = [{"id": f"r{n}", "text": text, "published": "2020-06-02"} for n, text in enumerate(TEXTS)]
    done = run("code", "-", "--json", "--no-model", "-q", given="\n".join(map(json.dumps, rows)).encode() + b"\n")
    assert done.returncode == Exit.DONE, done.stderr
    return done.stdout


def test_records_in_records_out(coded: bytes) -> None:
    done = run("link", "-", given=coded)
    assert done.returncode == Exit.DONE, done.stderr
    records = [Record.from_json(line) for line in done.stdout.splitlines()]
    assert [record.report.id for record in records] == ["r0", "r1"]
    assert all(event.incident for record in records for event in record.events)
    assert b"2 records" in done.stderr
    assert run("link", "-", "-q", given=coded).stderr == b""


def test_files_are_written_whole_and_not_overwritten(coded: bytes, tmp_path: Path) -> None:
    source, out, incidents = (tmp_path / name for name in ("coded.jsonl", "linked.jsonl", "incidents.jsonl"))
    source.write_bytes(coded)
    words = ("link", str(source), "-o", str(out), "--incidents", str(incidents), "--relations", str(tmp_path / "rel"))
    assert run(*words).returncode == Exit.DONE
    told = [json.loads(line) for line in incidents.read_text("utf-8").splitlines()]
    ids = {event["incident"] for line in out.read_bytes().splitlines() for event in json.loads(line)["events"]}
    assert {one["id"] for one in told} == ids
    first = out.read_bytes()
    refused = run(*words)
    assert refused.returncode == Exit.FAULT
    assert b"--force" in refused.stderr
    assert run(*words, "--force").returncode == Exit.DONE
    assert out.read_bytes() == first
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("none.jsonl", None, b"none.jsonl"), ("bad.jsonl", b'{"no": "record"}\n', b"line 1")],
    ids=["missing", "no record"],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, content: bytes | None, said: bytes) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = run("link", str(path))
    assert done.returncode == Exit.FAULT
    assert said in done.stderr.replace(b"\n", b"")
    assert b"Traceback" not in done.stderr
