"""The door: the program as a user runs it, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from dateline.cli.app import HEADINGS, app
from dateline.cli.status import Exit
from dateline.record import Record

PROGRAM = [sys.executable, "-m", "dateline"]
MARCH = (
    "Police in the port city said on Monday that they had arrested ten people after a march against fuel prices.\n\n"
    "Residents described a quiet evening and shops opened again the next morning as usual.\n"
)


def run(*words: str, given: bytes | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *words], input=given, capture_output=True, timeout=120, cwd=cwd, check=False)


def code(*words: str, given: bytes | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return run("code", "--no-model", *words, given=given, cwd=cwd)


def records(output: bytes) -> list[Record]:
    return [Record.from_json(line) for line in output.splitlines()]


def test_a_piped_run_gives_json_lines_and_says_the_counts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MARCH, "utf-8")
    done = code(str(tmp_path / "a.txt"))
    (record,) = records(done.stdout)
    assert record.report.text.startswith("Police in the port city")
    assert b"1 report:" in done.stderr
    assert done.returncode == Exit.DONE


def test_standard_input_and_a_given_date() -> None:
    done = code("-", "--published", "2020-06-02", given=MARCH.encode())
    (record,) = records(done.stdout)
    assert record.report.published == "2020-06-02"
    assert record.report.published_range.basis == "given"


def test_fields_of_other_names(tmp_path: Path) -> None:
    rows = [{"key": f"r{n}", "body": MARCH.replace("ten", str(n + 20)), "day": "2020-06-02"} for n in range(3)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    done = code(str(tmp_path / "a.jsonl"), "--field", "id=key", "--field", "text=body", "--field", "published=day")
    found = records(done.stdout)
    assert [record.report.id for record in found] == ["r0", "r1", "r2"]
    assert {record.report.published for record in found} == {"2020-06-02"}


def test_any_number_of_workers_gives_the_same_bytes(samples: Path) -> None:
    outputs = {run("code", str(samples), "--workers", str(count), "--quiet").stdout for count in (1, 2)}
    assert len(outputs) == 1
    assert outputs.pop().count(b"\n") >= 12


def _hostile(folder: Path) -> dict[str, str]:
    """Files nobody wants to meet, and a word that the message about each must hold."""
    (folder / "good.txt").write_text(MARCH, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "page.pdf.txt").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00")
    (folder / "line.jsonl").write_bytes(b'{"id": "x", "text": "' + b"a " * 25_000_000 + b'"}\n')
    (folder / "bad.jsonl").write_bytes(
        b'{"id": "one", "text": ' + json.dumps(MARCH).encode() + b'}\n{"id": \n[1]\n{"id": "z"}\n'
    )
    (folder / "loop").symlink_to(folder)
    return {
        "empty.txt": "empty",
        "binary.txt": "",
        "page.pdf.txt": "PDF",
        "line.jsonl:1": "",
        "bad.jsonl:2": "",
        "bad.jsonl:3": "",
        "bad.jsonl:4": "",
        "missing.txt": "",
    }


def test_bad_input_is_named_and_costs_nothing_else(tmp_path: Path) -> None:
    wanted = _hostile(tmp_path)
    done = code(str(tmp_path), str(tmp_path / "missing.txt"))
    told = done.stderr.decode()
    assert "Traceback" not in told
    assert done.returncode == Exit.QUARANTINE
    found = records(done.stdout)
    bad = {record.report.id: record.failure for record in found if record.failure}
    for name, word in wanted.items():
        (failure,) = [failure for key, failure in bad.items() if key.endswith(name)]
        assert failure is not None
        assert word in failure.cause
        assert failure.advice
        assert name in told
    good = [record for record in found if record.disposition != "quarantined"]
    assert {Path(record.report.id).name for record in good} == {"good.txt", "good", "one"} & {
        Path(r.report.id).name for r in good
    }
    assert len(good) == 2


def test_sixteen_thousand_dashes_do_not_hang_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MARCH + "\n" + "—" * 16_000 + "\n\n" + "A second paragraph ends it.\n", "utf-8")
    begun = time.monotonic()
    done = run("code", str(tmp_path / "a.txt"), "--json", "--seconds", "60")
    (record,) = records(done.stdout)
    assert record.disposition in {"published", "no_event"}
    assert time.monotonic() - begun < 60


def test_what_is_not_english_is_set_aside_with_that_reason() -> None:
    text = "Die Polizei nahm am Montag nach einer Kundgebung zehn Menschen fest, sagte ein Sprecher am Abend.\n"
    (record,) = records(code("-", given=text.encode()).stdout)
    assert record.disposition == "no_event"
    assert "not English" in record.reason


def test_ctrl_c_keeps_what_was_coded_and_the_same_command_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(60):
        lines = "".join(
            f"Item {number}-{line}: the council of ward {number * 7 + line} met again.\n\n" for line in range(60)
        )
        (folder / f"{number:02}.txt").write_text(lines, "utf-8")
    whole, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    words = ["code", "--no-model", str(folder), "--workers", "1"]
    assert run(*words, "-o", str(whole)).returncode == Exit.DONE
    with subprocess.Popen([*PROGRAM, *words, "-o", str(cut)], stderr=subprocess.PIPE) as command:
        part = cut.with_name("cut.jsonl.part")
        deadline = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(command.pid, signal.SIGINT)
        command.wait(timeout=60)
    if command.returncode == Exit.INTERRUPTED:
        assert not cut.exists()
        with part.open("ab") as torn:
            torn.write(b'{"report": {"id"')
        again = run(*words, "-o", str(cut))
        assert b"Going on after" in again.stderr
    assert cut.read_bytes() == whole.read_bytes()
    assert not part.exists()


def test_an_output_that_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("kept", "utf-8")
    done = code("-", "-o", str(tmp_path / "out.jsonl"), given=MARCH.encode())
    assert done.returncode == Exit.FAULT
    assert b"--force" in done.stderr
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "kept"
    assert code("-", "-o", str(tmp_path / "out.jsonl"), "--force", given=MARCH.encode()).returncode == Exit.DONE
    assert len(records((tmp_path / "out.jsonl").read_bytes())) == 1


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["code"], Exit.USAGE, b"Missing argument"),
        (["code", "-", "--field", "text"], Exit.FAULT, b"ours=theirs"),
        (["code", "-", "--field", "colour=hue"], Exit.FAULT, b"colour"),
        (["cod"], Exit.USAGE, b"No such command"),
        (["explain", "nowhere.jsonl"], Exit.FAULT, b"nowhere.jsonl"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_says_so(words: list[str], status: Exit, said: bytes) -> None:
    done = run(*words, given=b"x")
    assert done.returncode == status
    assert said in done.stderr
    assert b"Traceback" not in done.stderr


def test_explain_gives_reasons_of_a_stored_record(tmp_path: Path, samples: Path) -> None:
    out = tmp_path / "records.jsonl"
    assert run("code", str(samples / "shabelle-operation.txt"), "-o", str(out), "--quiet").returncode == Exit.DONE
    (record,) = records(out.read_bytes())
    told = run("explain", str(out), "e1").stdout.decode()
    event = record.events[0]
    assert event.type in told
    assert event.why("type")[0].by in told
    assert run("explain", str(out), "e999").returncode == Exit.USAGE


def test_explain_lists_what_was_left_out_with_the_reason(tmp_path: Path, samples: Path) -> None:
    report = tmp_path / "council.txt"
    report.write_text(
        "The mayor of Orvo, Lena Holt, has fired back at her critics. In a letter to the council she rejected the "
        "charges of waste. Holt said the plan had been shot down by people who never read it. The council will meet on "
        "Thursday. Police found a purse near the town hall and returned it to its owner.",
        "utf-8",
    )
    told = " ".join(run("explain", str(report), "--left-out").stdout.decode().split())
    out = told.partition("left out ASSAULT:firearms")[2]
    assert "fired back at her critics" in out
    assert "read again, the chance that its words tell such an act is 0." in out
    assert "ASSAULT:firearms" not in run("explain", str(report)).stdout.decode()
    stored = tmp_path / "records.jsonl"
    assert run("code", str(report), "-o", str(stored), "--quiet").returncode == Exit.DONE
    refused = run("explain", str(stored), "--left-out")
    assert refused.returncode != Exit.DONE
    assert b"--left-out" in refused.stderr


def test_schema_and_version_and_doctor() -> None:
    assert "Record" in json.loads(run("schema").stdout)["$defs"]
    assert run("--version").stdout.startswith(b"dateline ")
    checked = run("doctor")
    assert checked.returncode == Exit.DONE, checked.stdout
    assert b"SQLite" in checked.stdout


def test_the_help_lists_every_command_under_a_heading() -> None:
    shown = run("--help").stdout.decode()
    places = [shown.index(f"─ {title} ─") for title in HEADINGS]
    assert places == sorted(places)
    root = typer.main.get_command(app)
    listed = [name for names in HEADINGS.values() for name in names]
    assert sorted(root.commands) == sorted(listed)  # type: ignore[attr-defined]  # a group of commands


def test_a_reader_that_goes_away_is_no_fault(samples: Path) -> None:
    command = f"{sys.executable} -m dateline code --no-model --quiet {samples} | head -c 100"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=False)
    assert b"Traceback" not in done.stderr
