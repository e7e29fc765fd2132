"""Ledgers to test with: every test of the store runs on SQLite and on a real PostgreSQL server.

The server is started from the system's own binaries, in a folder of the test run, reachable by a socket only.  It
refuses to run as root, and is then started as the system's unprivileged user for it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from dateline.ledger import Ledger, open_ledger

BACKENDS = ("sqlite", "postgresql")
MakeLedger = Callable[..., Ledger]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", BACKENDS, scope="session")


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    places = [*found, *([Path(on_path).parent] if on_path else [])]
    if not places:
        pytest.skip("PostgreSQL is not installed here: its half of the store's tests is skipped")
    return places[0]


def _unprivileged() -> str | None:
    """The user the server runs as; ``None`` for the one who runs the tests."""
    if os.getuid() != 0:
        return None
    import pwd  # not everywhere

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    pytest.skip("PostgreSQL refuses to run as root and there is no other user here: its half of the tests is skipped")


def _quick_place() -> str:
    """Where a server that nobody needs tomorrow lies: in memory where there is room, for there fsync costs nothing."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of the run's own is made in it
    with contextlib.suppress(OSError):
        if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30:
            return str(memory)
    return "/tmp"  # noqa: S108 - as above; its name is short


class Server:
    """A PostgreSQL server of the test run's own."""

    def __init__(self, folder: Path, binaries: Path, user: str | None) -> None:
        self.folder, self.binaries, self._user = folder, binaries, user
        self._data = folder / "data"
        if user is not None:
            shutil.chown(folder, user)
        folder.chmod(0o700)
        # No locale, so that order is the same everywhere; trust, because only this socket's folder leads to it.
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", "dateline", "-E", "UTF8", "--locale=C", "-N")
        self.start()
        self._numbers = itertools.count(1)
        self._admin = create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        open_ledger(self.url(self.database("template1"))).close()

    def start(self) -> None:
        settings = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=200"
        self._run("pg_ctl", "-D", str(self._data), "-o", settings, "-l", str(self.folder / "log"), "-w", "start")

    def crash(self) -> None:
        """End the server as a crash would: nothing is written out, and every connection is cut."""
        self._admin.dispose()
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def _run(self, name: str, *arguments: str) -> None:
        ended = subprocess.run(
            [str(self.binaries / name), *arguments], user=self._user, cwd=self.folder, env={"PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
        if ended.returncode:
            pytest.skip(f"PostgreSQL does not start here ({name}: {ended.stderr.decode()[-200:]})")

    def url(self, database: str) -> str:
        return f"postgresql://dateline@/{database}?host={self.folder}"

    def database(self, template: str = "ledger_1") -> str:
        """A new database: a copy of an empty ledger, or of another."""
        name = f"ledger_{next(self._numbers)}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return name

    def empty(self) -> str:
        """A new database with nothing in it."""
        return self.database("template1")

    def drop(self, name: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def stop(self) -> None:
        self._admin.dispose()
        with contextlib.suppress(pytest.skip.Exception):
            self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """The running server.  Its folder is short, for a socket's path may have no more than 107 characters."""
    binaries, user = _binaries(), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=_quick_place()))
    server = None
    try:
        server = Server(folder, binaries, user)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite ledger with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_ledger(path).close()
    return path


@pytest.fixture
def place(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty ledger lies: a path or a URL."""
    if backend == "sqlite":
        path = tmp_path / "ledger.db"
        shutil.copyfile(request.getfixturevalue("empty_file"), path)
        yield str(path)
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def make_ledger(place: str) -> Iterator[MakeLedger]:
    """Opens the ledger at ``place``, as often as wanted and with the options of ``open_ledger``; all are closed."""
    with contextlib.ExitStack() as stack:

        def make(**options: Any) -> Ledger:
            return stack.enter_context(open_ledger(place, **options))

        yield make


@pytest.fixture
def ledger(make_ledger: MakeLedger) -> Ledger:
    """An empty ledger, open."""
    return make_ledger()
