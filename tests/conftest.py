"""Shared fixtures: one coder for all tests, and the folders that are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import dateline
from dateline.pipeline import Coder

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The coder as a user gets it."""
    return dateline.load()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The reports of our own writing."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def seed_report() -> Path:
    """The republished agency report that the project began with; not ours to pass on."""
    path = ROOT.parent / "shared" / "seed" / "report.txt"
    if not path.exists():
        pytest.skip(f"the seed report is not part of the project and not at {path}")
    return path


SLOW = ("tests/e2e/", "tests/watch/test_watching.py", "tests/watch/test_fetching.py", "tests/ledger/test_faults.py")
"""Tests that drive a browser, wait in real time or kill processes: minutes, so `make test-slow` runs them."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("DATELINE_SLOW") == "1":
        return
    skip = pytest.mark.skip(reason="takes minutes: run `make test-slow`")
    for item in items:
        if item.path.relative_to(ROOT).as_posix().startswith(SLOW):
            item.add_marker(skip)
