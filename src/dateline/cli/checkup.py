"""``dateline doctor``: is everything there, whole and of a version that works?"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

import dateline
from dateline.cli.status import Exit
from dateline.record import DatelineError

LIBRARIES = ("onnxruntime", "numpy", "msgspec", "trafilatura", "lxml", "lxml_html_clean", "py3langid", "lemminflect")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check-up: ``state`` is ``ok``, ``note`` or ``fault``."""

    state: str
    text: str


def run_doctor(console: Console) -> Exit:
    """Print what was found; the status is a fault when coding cannot work."""
    faults = 0
    for finding in findings():
        style = {"ok": "green", "note": "yellow", "fault": "bold red"}[finding.state]
        console.print(f"[{style}]{finding.state:>5}[/]  {finding.text}", markup=True, soft_wrap=True)
        faults += finding.state == "fault"
    console.print("Everything needed to code is here." if not faults else f"{faults} fault(s): see above.")
    return Exit.FAULT if faults else Exit.DONE


def findings() -> Iterator[Finding]:
    """What the check-up finds, one value at a time."""
    yield Finding("ok", f"dateline {dateline.__version__}, Python {platform.python_version()}, {platform.platform()}")
    for name in LIBRARIES:
        try:
            yield Finding("ok", f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            yield Finding("fault", f"{name} is not installed: install dateline again")
    yield _sqlite()
    yield _built("model and codebook", _load)
    cores, free = os.cpu_count() or 1, shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    yield Finding("ok" if free > 1 else "note", f"{cores} cores, {free:.0f} GB free where temporary files go")
    memory = _memory()
    if memory is not None:
        yield Finding("ok" if memory > 2 else "note", f"{memory:.0f} GB of memory; a worker needs about 0.5 GB")
    known = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}
    yield Finding("ok", "runs from " + ", ".join(sorted(str(path) for path in known)))


def _sqlite() -> Finding:
    """Which SQLite ledgers are kept by, and whether it is free of the fault that loses pages."""
    from dateline.ledger import sqlite

    try:
        module = sqlite.driver()
    except DatelineError as error:
        return Finding("note", f"{error}. Coding does not use it")
    name = "bundled with pysqlite3" if module is not sqlite3 else "Python's own"
    return Finding("ok", f"SQLite {module.sqlite_version} for ledgers ({name}), without the WAL-reset fault; FULL sync")


def _built(what: str, build: Callable[[], str]) -> Finding:
    try:
        return Finding("ok", f"{what}: {build()}")
    except DatelineError as error:
        return Finding("fault", f"{what}: {error}")


def _load() -> str:
    from dateline import pipeline

    coder = pipeline.load()
    record = coder("Troops attacked the town on Monday, killing two civilians.", published="2020-06-02", id="doctor")
    return f"{coder.name.model}, {coder.name.codebook}; a test sentence gave {len(record.events)} event(s)"


def _memory() -> float | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return None
