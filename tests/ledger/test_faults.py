"""Faults put to a ledger for real: a few here, the full numbers by ``benchmarks/ledger_faults.py``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "ledger_faults.py"


def put_to_it(fault: str, count: int, tmp_path: Path) -> dict[str, int]:
    command = [sys.executable, str(SCRIPT), fault, "--count", str(count), "--size", "8", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    figures: dict[str, int] = json.loads(done.stdout)
    return figures


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_an_ingest_killed_at_random_moments_loses_nothing_and_ends_the_same(tmp_path: Path) -> None:
    figures = put_to_it("kills", 3, tmp_path)
    assert figures["kills"] >= 3
    assert not any(figures[name] for name in ("lost", "twice", "faults", "refused", "unequal"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_command_killed_in_the_midst_loses_nothing_and_leaves_no_half_file(tmp_path: Path) -> None:
    figures = put_to_it("commands", 3, tmp_path)
    assert figures["kills"] >= 12
    assert not any(figures[name] for name in ("lost", "faults", "half"))


def test_a_writer_killed_or_a_server_crashed_in_the_midst_loses_nothing(postgresql, tmp_path: Path) -> None:
    """``postgresql`` skips where there is none; the run starts one of its own."""
    figures = put_to_it("server", 5, tmp_path)
    assert figures["kills"] + figures["crashes"] == 5
    assert not any(figures[name] for name in ("lost", "twice", "faults", "unequal", "unclear"))


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace, which lets calls of the kernel fail, is not installed"
)
def test_calls_that_the_kernel_refuses_are_told_clearly_and_cost_nothing(tmp_path: Path) -> None:
    figures = put_to_it("errors", 16, tmp_path)
    if not figures["struck"]:
        pytest.skip("this system lets no process be traced")
    assert figures["refused_clearly"] > 0
    assert not any(figures[name] for name in ("unclear", "lost", "faults", "half", "unequal"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_backups_made_while_another_process_writes_are_each_a_whole_ledger(tmp_path: Path) -> None:
    figures = put_to_it("copies", 5, tmp_path)
    assert figures["backups"] == 5
    assert not any(figures[name] for name in ("faulty", "no_prefix"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_four_processes_at_one_ledger_lose_nothing(tmp_path: Path) -> None:
    figures = put_to_it("together", 1, tmp_path)
    assert (figures["decisions"], figures["reads"]) == (40, 12)
    assert not any(figures[name] for name in ("failed", "lost", "twice", "faults"))


def may_mount() -> bool:
    """Whether disks can be mounted here, which needs root and loop devices."""
    tools = all(shutil.which(tool) for tool in ("mkfs.ext4", "losetup", "mount"))
    return hasattr(os, "geteuid") and os.geteuid() == 0 and tools and Path("/dev/loop0").exists()


@pytest.mark.skipif(not may_mount(), reason="mounting a disk image needs root, mkfs.ext4 and loop devices")
def test_what_a_disk_holds_when_the_power_goes_lacks_nothing_that_was_told(tmp_path: Path) -> None:
    figures = put_to_it("power", 4, tmp_path)
    assert figures["cuts"] == 4
    assert not any(figures[name] for name in ("lost", "faults", "refused", "unequal"))


@pytest.mark.skipif(not may_mount(), reason="mounting a small disk needs root")
def test_a_full_disk_is_told_and_the_run_goes_on_once_there_is_room(tmp_path: Path) -> None:
    figures = put_to_it("full", 2, tmp_path)
    assert figures["filled"] == figures["clear"] > 0
    assert not any(figures[name] for name in ("lost", "faults", "unequal"))


def test_every_flipped_bit_that_changed_what_is_stored_is_named(tmp_path: Path) -> None:
    figures = put_to_it("flips", 60, tmp_path)
    assert figures["content"] > 0
    assert figures["named"] == figures["content"]
