"""The workers: input order, limits, deaths, and going on after an interruption."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import intake
from dateline.record import Record, SetupError
from dateline.workers import Crew, Done, Limits, Setting, work

LEXICAL = Setting(model=False)
FAST = Limits(seconds=30)


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    with Crew(2, LEXICAL, FAST) as crew:
        yield crew


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def records(crew: Crew, *paths: Path, done: tuple[Done, ...] = ()) -> list[Record]:
    names = tuple(str(path) for path in paths)
    return list(work(crew, intake.sources(names), intake.Options(), done=done))


def as_done(record: Record) -> Done:
    return Done(
        id=record.report.id,
        sha256=record.report.sha256,
        coder=record.coder,
        reprint=record.disposition == "reprint",
        quarantined=record.disposition == "quarantined",
    )


REPORT = """\
Police in the port city said on Monday that they had arrested {} people after a march against fuel prices.

Residents described a quiet evening in district {} and shops opened again the next morning as usual.
"""


def test_records_come_in_input_order(crew: Crew, tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        **{
            f"r{number:02}": f"Report {number} on the market of town {number}.\n" * (40 - number)
            for number in range(20)
        },
    )
    found = records(crew, folder)
    assert [Path(record.report.origin.path).stem for record in found if record.report.origin] == [
        f"r{n:02}" for n in range(20)
    ]


def test_one_bad_report_costs_no_other(crew: Crew, tmp_path: Path) -> None:
    write(
        tmp_path, a=REPORT.format("ten", "one"), c="A very different text about the harvest of olives in the north.\n"
    )
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7\x00\x01\x02")
    found = records(crew, tmp_path)
    assert [record.disposition == "quarantined" for record in found] == [False, True, False]
    failure = found[1].failure
    assert failure is not None
    assert failure.stage == "read"
    assert failure.advice


def test_a_copy_is_a_reprint_of_the_first(crew: Crew, tmp_path: Path) -> None:
    text = REPORT.format("ten", "one") * 3
    write(tmp_path, a=text, b=text)
    first, second = records(crew, tmp_path)
    assert first.disposition != "reprint"
    assert (second.disposition, second.reprint_of) == ("reprint", first.report.id)
    assert not second.events


def test_a_report_over_its_time_goes_to_quarantine_and_the_run_goes_on(tmp_path: Path) -> None:
    write(tmp_path, a="Some words. " * 160_000, b="The council met on Monday.\n")
    with Crew(1, LEXICAL, Limits(seconds=4.0)) as crew:
        found = records(crew, tmp_path)
    assert [record.disposition == "quarantined" for record in found] == [True, False]
    assert found[0].failure is not None
    assert "4 seconds" in found[0].failure.cause


def test_a_killed_worker_costs_one_report(tmp_path: Path) -> None:
    write(tmp_path, a="Some words. " * 160_000, b="The council met on Monday.\n")
    with Crew(1, LEXICAL, FAST) as crew:
        crew.coder()
        (worker,) = crew._workers

        def kill() -> None:
            time.sleep(0.3)
            os.kill(worker.process.pid, signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()
        found = records(crew, tmp_path)
    assert [record.disposition == "quarantined" for record in found] == [True, False]
    assert found[0].failure is not None
    assert "SIGKILL" in found[0].failure.cause


def test_a_run_goes_on_where_it_stopped(crew: Crew, tmp_path: Path) -> None:
    text = REPORT.format("ten", "one") * 3
    write(tmp_path, a=text, b="The council met on Monday.\n", c=text)
    whole = records(crew, tmp_path)
    for kept in range(4):
        rest = records(crew, tmp_path, done=tuple(as_done(record) for record in whole[:kept]))
        assert rest == whole[kept:]


def test_another_run_is_not_continued(crew: Crew, tmp_path: Path) -> None:
    write(tmp_path, a="The council met on Monday.\n")
    (record,) = records(crew, tmp_path)
    write(tmp_path, a="The council met on Tuesday.\n")
    with pytest.raises(SetupError, match="--force"):
        records(crew, tmp_path, done=(as_done(record),))


def test_a_coder_that_cannot_be_built_is_said_at_once(tmp_path: Path) -> None:
    with (
        Crew(1, Setting(model=False, codebooks=(str(tmp_path / "none.toml"),)), FAST) as crew,
        pytest.raises(SetupError),
    ):
        crew.coder()
