"""Faults put to a ledger for real: a few here, the full numbers by ``benchmarks/ledger_faults.py``."""

from __future__ import annotations

import json
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


def test_every_flipped_bit_that_changed_what_is_stored_is_named(tmp_path: Path) -> None:
    figures = put_to_it("flips", 12, tmp_path)
    assert figures["content"] > 0
    assert figures["named"] == figures["content"]
