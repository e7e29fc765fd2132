"""Faults put to the ledger, for real: processes killed while they work, disks that fail or are full, bits flipped.

    python benchmarks/ledger_faults.py kills --count 200      # SIGKILL while reports come in
    python benchmarks/ledger_faults.py commands --count 50    # SIGKILL in export, upgrade, backup and so on
    python benchmarks/ledger_faults.py server --count 40      # on PostgreSQL: writer or server struck
    python benchmarks/ledger_faults.py copies --count 100     # backups while another process writes
    python benchmarks/ledger_faults.py errors --count 120     # calls of the kernel that fail (needs strace)
    python benchmarks/ledger_faults.py full --count 20        # small disks that fill up (needs root)
    python benchmarks/ledger_faults.py power --count 100      # a disk as it stands when the power goes (needs root)
    python benchmarks/ledger_faults.py together --count 3     # four processes at one ledger
    python benchmarks/ledger_faults.py flips --count 1000     # one bit turned in a copy

Each prints one line of figures, and fails where something accepted was lost, is there twice, or is damaged unseen.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import select as polling
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dateline.intake.reprints import bands
from dateline.ledger import open_ledger
from dateline.ledger import tables as t
from dateline.ledger.checking import check
from dateline.record.errors import ConflictError, DatelineError, LedgerError

TOWNS = ("Basra", "Kano", "Idlib", "Mosul", "Kirkuk", "Maiduguri", "Herat", "Goma", "Aden", "Tripoli")
WHO = ("Gunmen", "Police", "Soldiers", "Protesters", "Rebels")
DID = ("attacked a convoy", "arrested ten men", "shelled a market", "clashed with guards", "met local elders")
UNTIMED = {
    "reports": {"ingested_at", "digest", "path"},
    "codings": {"made_at", "record", "digest"},
    "events": {"digest"},
    "incidents": set(),
    "incident_aliases": set(),
    "features": set(),
    "links": set(),
    "link_keys": set(),
    "reprint_keys": set(),
    "statements": set(),
    "event_parties": set(),
    "event_places": set(),
    "changes": {"at"},
    "quarantine": {"first_at", "last_at", "attempts", "digest", "path"},
}  # fmt: skip


def reports(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Reports of our own making: some are copies, some renew an earlier one, one in twenty cannot be read."""
    chance = random.Random(seed)  # noqa: S311 - figures that repeat, not secrets
    made: list[dict[str, str]] = []
    for number in range(count):
        town, who, did = chance.choice(TOWNS), chance.choice(WHO), chance.choice(DID)
        day = f"2021-03-{chance.randrange(1, 29):02d}"
        words = " ".join(chance.choice(TOWNS + WHO) for _ in range(12))
        text = (
            f"{who} {did} in {town} on {day}, killing {chance.randrange(1, 9)} people, a witness said. "
            f"The governor of {town} condemned it and promised an inquiry, number {number}. "
            f"Residents said that shops stayed closed and that the road to {words} was blocked until the evening."
        )
        row = {"id": f"r{number}", "text": text, "published": day, "source": f"Outlet {number % 7}"}
        if number % 9 == 8:
            row["text"] = made[chance.randrange(len(made))]["text"]
        if number % 13 == 12:
            row["id"] = made[chance.randrange(len(made))]["id"]
        if number % 20 == 19:
            row["text"] = ""
        made.append(row)
    return made


def dump(where: Path | str) -> dict[str, list[Any]]:
    """What a ledger holds, without when it came in."""
    with open_ledger(where, create=False, readonly=True) as ledger, ledger.read() as connection:
        found: dict[str, list[Any]] = {}
        for name, left_out in UNTIMED.items():
            table = t.metadata.tables[name]
            columns = [column for column in table.c if column.name not in left_out]
            found[name] = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
        return found


class Prepared:
    """Stands for the workers: gives records that were coded beforehand, so that a run is all reading and storing."""

    def __init__(self, rows: list[dict[str, str]], source: Path) -> None:
        from dateline import intake, pipeline
        from dateline.record import ReportError

        coder = pipeline.load(model=False)
        self.name = coder.name
        self.records: dict[tuple[str, str], Any] = {}
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        self.inputs = list(intake.sources([str(source)]))
        self.options = intake.Options()
        for item in self.inputs:
            with contextlib.suppress(ReportError):
                report = intake.read(item, self.options)  # type: ignore[arg-type]
                self.records[report.id, report.sha256] = coder.code(report)

    def coder(self) -> Any:
        return self.name

    def read(self, source: Any, options: Any) -> Any:
        from dateline import intake
        from dateline.record import ReportError
        from dateline.workers import ready

        try:
            return ready(intake.read(source, options))
        except ReportError as error:
            return ready(error)

    def code(self, report: Any) -> Any:
        from dateline.workers import ready

        return ready(self.records[report.id, report.sha256])

    def run(self, where: Path | str, tell: int | None, batch: int) -> None:
        """Ingest everything; each report is told of, by a line on ``tell``, once it is said to be stored."""
        from dateline.ingest import How, ingest

        with open_ledger(where) as ledger:
            for outcome in ingest(ledger, self, iter(self.inputs), self.options, how=How(reports=batch)):  # type: ignore[arg-type]
                if tell is not None and outcome.report is not None:
                    os.write(tell, f"{outcome.report}\n".encode())

    def forked(self, where: Path, batch: int) -> tuple[int, int]:
        """The same in a process of its own: its number, and where it tells of what is stored."""
        heard, tell = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(heard)
                self.run(where, tell, batch)
                status = 0
            finally:
                os._exit(status)
        os.close(tell)
        return child, heard


def kills(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Kill an ingest at random moments and start it again, until ``count`` kills have struck; then compare.

    The process that reads, stores and links is killed by SIGKILL from another; what it had said to be stored must be
    there, once, and the ledger must check.  When it is through it must hold what one holds that was never killed.
    """
    chance = random.Random(seed)  # noqa: S311 - see above
    prepared = Prepared(reports(size), folder / "reports.jsonl")
    whole, broken = folder / "whole.db", folder / "broken.db"
    begin = time.monotonic()
    child, heard = prepared.forked(whole, 4)
    os.waitpid(child, 0)
    os.close(heard)
    length = time.monotonic() - begin
    expected = dump(whole)
    figures = dict.fromkeys(("kills", "runs", "lost", "twice", "faults", "refused", "unequal"), 0)
    while figures["kills"] < count:
        for path in folder.glob("broken.db*"):
            path.unlink()
        figures["runs"] += 1
        accepted: set[str] = set()
        is_complete = False
        while not is_complete:
            child, heard = prepared.forked(broken, chance.choice((1, 3, 4, 7)))
            # Short enough that a run takes several kills to come through.
            if figures["kills"] < count:
                time.sleep(chance.uniform(0, 0.35 * length))
            done, _ = os.waitpid(child, os.WNOHANG)
            if done == 0:
                if figures["kills"] < count:
                    os.kill(child, signal.SIGKILL)
                    figures["kills"] += 1
                _, status = os.waitpid(child, 0)
                is_complete = status == 0
            else:
                is_complete = True
            with os.fdopen(heard, "rb") as told:
                accepted.update(
                    line.decode().strip() for line in told.read().splitlines(keepends=True) if line[-1:] == b"\n"
                )
            try:
                figures["lost"] += _missing(broken, accepted)
                if broken.exists() and broken.stat().st_size:
                    with open_ledger(broken, create=False, readonly=True) as ledger:
                        figures["faults"] += sum(1 for _ in check(ledger, bands))
            except LedgerError as error:
                figures["refused"] += 1
                print(error, file=sys.stderr)
                break
        found = dump(broken)
        figures["twice"] += len(found["reports"]) - len({(row[0], row[3]) for row in found["reports"]})
        if found != expected:
            figures["unequal"] += 1
            print(f"unequal: {_difference(expected, found)}", file=sys.stderr)
        print(json.dumps(figures), file=sys.stderr)
    return figures


def _missing(where: Path, accepted: set[str]) -> int:
    """How many accepted reports are not there."""
    if not accepted:
        return 0
    if not where.exists() or not where.stat().st_size:
        return len(accepted)
    with open_ledger(where, create=False, readonly=True) as ledger, ledger.read() as connection:
        return len(accepted - set(connection.execute(select(t.reports.c.id)).scalars()))


def flips(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Flip one bit in a copy, ``count`` times; what it changed must be named."""
    chance = random.Random(seed)  # noqa: S311 - see above
    source, whole = folder / "reports.jsonl", folder / "whole.db"
    source.write_text("".join(json.dumps(row) + "\n" for row in reports(size)), "utf-8")
    Prepared(reports(size), source).run(whole, None, 16)
    data = whole.read_bytes()
    expected = everything(whole)
    figures = dict.fromkeys(("flips", "content", "named", "refused", "missed", "harmless", "harmless_named"), 0)
    flipped = folder / "flipped.db"
    for _ in range(count):
        figures["flips"] += 1
        at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
        for path in folder.glob("flipped.db*"):
            path.unlink()
        flipped.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        is_named = is_refused = False
        try:
            with open_ledger(flipped, create=False, readonly=True) as ledger:
                named = list(check(ledger, bands))
                is_named = bool(named)
        except LedgerError:
            is_refused = True
        changed = True if is_refused else everything(flipped) != expected
        figures["refused"] += is_refused
        if changed:
            figures["content"] += 1
            figures["named"] += is_named or is_refused
            if not (is_named or is_refused):
                figures["missed"] += 1
                print(f"missed: byte {at}, bit {bit}: {_difference(expected, everything(flipped))}", file=sys.stderr)
        else:
            figures["harmless"] += 1
            figures["harmless_named"] += is_named
    return figures


def everything(where: Path) -> dict[str, Any]:
    """Every row of every table, or the word for why it cannot be read."""
    found: dict[str, Any] = {}
    try:
        with open_ledger(where, create=False, readonly=True) as ledger, ledger.read() as connection:
            for name, table in t.metadata.tables.items():
                try:
                    found[name] = sorted(
                        (tuple(map(_meant, row)) for row in connection.execute(select(table))), key=repr
                    )
                except Exception as error:
                    found[name] = type(error).__name__
    except LedgerError as error:
        found["store"] = str(error)
    return found


def _meant(value: Any) -> Any:
    """A stored value; packed bytes unpacked, for some of their bits may flip and say the same."""
    if not isinstance(value, bytes):
        return value
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def _difference(left: dict[str, Any], right: dict[str, Any]) -> str:
    return ", ".join(
        f"{name}: {sorted(set(map(repr, left.get(name, ()))) ^ set(map(repr, right.get(name, ()))))[:2]}"[:400]
        for name in left
        if left.get(name) != right.get(name)
    )


def copies(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Back up while another process ingests; every copy must check and be a beginning of the record."""
    from dateline.ledger.keeping import backup, restore

    chance = random.Random(seed)  # noqa: S311 - see above
    prepared = Prepared(reports(size), folder / "reports.jsonl")
    whole = folder / "whole.db"
    figures = dict.fromkeys(("backups", "under_way", "faulty", "no_prefix"), 0)
    while figures["backups"] < count:
        for path in folder.glob("whole.db*"):
            path.unlink()
        made: list[Path] = []
        child, heard = prepared.forked(whole, 4)
        done = 0
        while not done and figures["backups"] + len(made) < count:
            done, _ = os.waitpid(child, os.WNOHANG)
            if not whole.exists() or not whole.stat().st_size:
                continue
            target = folder / f"copy{len(made)}.db"
            with open_ledger(whole, create=False) as ledger:
                backup(ledger, target)
            made.append(target)
            figures["under_way"] += not done
            time.sleep(chance.uniform(0, 0.05))
        if not done:
            os.waitpid(child, 0)
        os.close(heard)
        figures["backups"] += len(made)
        expected = [row["id"] for row in _reports(whole)]
        for path in made:
            again = path.with_suffix(".again.db")
            restore(path, str(again))
            figures["faulty"] += _faults(again)
            found = [row["id"] for row in _reports(again)]
            figures["no_prefix"] += found != expected[: len(found)]
            path.unlink()
            again.unlink()
    return figures


NEWER = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"

def upgrade():
    op.add_column("reports", sa.Column("rating", sa.Text()))
    op.execute("UPDATE reports SET rating = 'new'")
    with op.batch_alter_table("events") as table:
        table.alter_column("status", nullable=True)
    with op.batch_alter_table("codings") as table:
        table.alter_column("coder_codebook", nullable=True)
"""
"""A version of the tables to come: a column filled, two tables built anew."""


@contextlib.contextmanager
def newer(folder: Path) -> Iterator[None]:
    """Let the program be one that knows a version more of the tables."""
    from dateline.ledger import migrations

    (folder / "versions").mkdir(exist_ok=True)
    (folder / "versions" / "0002_rating.py").write_text(NEWER)
    settings = migrations.config()
    settings.set_main_option("path_separator", "os")
    ours = Path(migrations.__file__).parent / "versions"
    settings.set_main_option("version_locations", f"{ours}{os.pathsep}{folder / 'versions'}")
    config, head = migrations.config, migrations.HEAD
    migrations.config, migrations.HEAD = (lambda: settings), "0002"
    try:
        yield
    finally:
        migrations.config, migrations.HEAD = config, head


def forked(work: Callable[[], None], *, held: int | None = None, tell: int | None = None) -> int:
    """The number of a process of its own that does some work, once something comes by ``held``.

    It ends with 0, with 3 where the program refused in words of its own, with 1 after any other error.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        if held is not None:
            os.read(held, 1)
        work()
        status = 0
    except DatelineError as error:
        status = 3
        if tell is not None:
            with contextlib.suppress(OSError):
                os.write(tell, f"! {error}\n".encode())
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(status)


def struck(work: Callable[[], None], seconds: float) -> bool:
    """Do some work in a process of its own, and kill that after so many seconds; whether it was still at it."""
    child = forked(work)
    time.sleep(seconds)
    done, _ = os.waitpid(child, os.WNOHANG)
    if done:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def commands(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Kill each of the commands ``count`` times at random moments; nothing stored may be lost, no file be half."""
    chance = random.Random(seed)  # noqa: S311 - see above
    prepared = Prepared(reports(size), folder / "reports.jsonl")
    whole = folder / "whole.db"
    prepared.run(whole, None, 16)
    expected = dump(whole)
    kinds = {
        "export": _killed_export, "upgrade": _killed_upgrade, "backup": _killed_backup, "restore": _killed_restore,
        "compact": _killed_compact, "decide": _killed_decide,
    }  # fmt: skip
    figures: dict[str, Any] = {}
    for name, kind in kinds.items():
        mine = dict.fromkeys(("kills", "lost", "faults", "half"), 0)
        for place in folder.glob("at*"):
            place.unlink() if place.is_file() else shutil.rmtree(place)
        with open_ledger(whole):
            pass  # whoever was killed last may have left it in use, and a copy of it alone would rightly be refused
        kind(count, whole, expected, folder, chance, mine)
        figures[name] = mine
        print(json.dumps({name: mine}), file=sys.stderr)
    total = {key: sum(figures[name][key] for name in kinds) for key in ("kills", "lost", "faults", "half")}
    return figures | total


def _timed(work: Callable[[], None]) -> float:
    """Seconds that some work takes in a process of its own."""
    begin = time.monotonic()
    _, status = os.waitpid(forked(work, tell=2), 0)  # what it says goes where errors go
    assert status == 0, f"it ended with {os.waitstatus_to_exitcode(status)} and nobody had struck it"
    return time.monotonic() - begin


def _moments(count: int, chance: random.Random, length: float, mine: dict[str, int]) -> Iterator[float]:
    """Random moments within the work, until so many kills have struck in the midst of it."""
    for _ in range(count * 4):
        if mine["kills"] >= count:
            return
        yield chance.uniform(0, length)


def _faults(path: Path) -> int:
    with open_ledger(path, create=False, readonly=True) as ledger:
        return sum(1 for _ in check(ledger, bands))


def _killed_export(count: int, whole: Path, expected: Any, folder: Path, chance: Any, mine: dict[str, int]) -> None:
    from dateline.publish import exports

    for form in ("csv", "jsonl", "geojson", "parquet"):
        good, target = folder / f"at.good.{form}", folder / f"at.events.{form}"

        def export(path: Path = target) -> None:
            with open_ledger(whole, create=False) as ledger:
                exports.write(ledger, exports.Export(profile="internal"), path, day="2026-01-01", force=True)

        length = max(_timed(export), _timed(export))
        export(good)
        struck_before = mine["kills"]
        for seconds in _moments(struck_before + max(1, count // 4), chance, length, mine):
            target.unlink(missing_ok=True)
            mine["kills"] += struck(export, seconds)
            mine["half"] += target.exists() and target.read_bytes() != good.read_bytes()
        about = target.with_name(target.name + ".about.json")
        mine["half"] += about.exists() and json.loads(about.read_bytes())["rows"] == 0
    mine["lost"] += dump(whole) != expected
    mine["faults"] += _faults(whole)


def _killed_upgrade(count: int, whole: Path, expected: Any, folder: Path, chance: Any, mine: dict[str, int]) -> None:
    from dateline.ledger import upkeep

    path = folder / "at.old.db"

    def fresh() -> None:
        for beside in folder.glob("at.old.db*"):
            beside.unlink()
        shutil.copyfile(whole, path)

    def upgrade() -> None:
        with newer(folder):
            upkeep.upgrade(path)

    fresh()
    length = _timed(upgrade)
    for seconds in _moments(count, chance, length, mine):
        fresh()
        mine["kills"] += struck(upgrade, seconds)
        for backup in folder.glob("at.old.db.tables-0001.backup*"):
            if not backup.name.endswith((".part", "-journal", "-wal", "-shm")):
                mine["half"] += bool(_faults(backup)) or dump(backup) != expected
        try:
            mine["lost"] += dump(path) != expected  # the older program opens it: nothing was done
        except LedgerError as error:
            mine["lost"] += "newer dateline" not in str(error)
            with newer(folder):
                mine["lost"] += dump(path) != expected
        upgrade()  # takes up what was cut off, or finds it done
        with newer(folder):
            mine["lost"] += dump(path) != expected
            mine["faults"] += _faults(path)


def _killed_backup(count: int, whole: Path, expected: Any, folder: Path, chance: Any, mine: dict[str, int]) -> None:
    from dateline.ledger.keeping import backup

    target = folder / "at.copy.db"

    def copy() -> None:
        with open_ledger(whole, create=False) as ledger:
            backup(ledger, target)

    length = _timed(copy)
    for seconds in _moments(count, chance, length, mine):
        target.unlink(missing_ok=True)
        mine["kills"] += struck(copy, seconds)
        if target.exists():
            mine["half"] += bool(_faults(target)) or dump(target) != expected
    mine["lost"] += dump(whole) != expected


def _killed_restore(count: int, whole: Path, expected: Any, folder: Path, chance: Any, mine: dict[str, int]) -> None:
    from dateline.ledger.keeping import restore

    target, older = folder / "at.target.db", folder / "at.empty.db"
    open_ledger(older).close()
    nothing = dump(older)

    def put_back() -> None:
        restore(whole, str(target), replace=True)

    shutil.copyfile(older, target)
    length = _timed(put_back)
    for seconds in _moments(count, chance, length, mine):
        for beside in folder.glob("at.target.db*"):
            beside.unlink()
        shutil.copyfile(older, target)
        mine["kills"] += struck(put_back, seconds)
        mine["lost"] += not target.exists() or dump(target) not in (expected, nothing)
        mine["faults"] += _faults(target) if target.exists() else 0


def _killed_compact(count: int, whole: Path, expected: Any, folder: Path, chance: Any, mine: dict[str, int]) -> None:
    from dateline.ledger.keeping import compact

    path = folder / "at.loose.db"
    shutil.copyfile(whole, path)

    def work() -> None:
        with open_ledger(path, create=False) as ledger:
            compact(ledger, bands)

    length = _timed(work)
    for seconds in _moments(count, chance, length, mine):
        mine["kills"] += struck(work, seconds)
        mine["lost"] += dump(path) != expected
        mine["faults"] += _faults(path)


def _killed_decide(count: int, whole: Path, expected: Any, folder: Path, chance: Any, mine: dict[str, int]) -> None:
    """Kill somebody who decides on one event after the other; what was said to be saved must be there, once."""
    path = folder / "at.decided.db"
    names = [row[1] for row in expected["events"]]
    for seconds in _moments(count, chance, 0.6, mine):
        for beside in folder.glob("at.decided.db*"):
            beside.unlink()
        shutil.copyfile(whole, path)
        heard, tell = os.pipe()

        def decide(tell: int = tell) -> None:
            with open_ledger(path, create=False) as ledger:
                for name in names * 3:
                    with ledger.write("ana") as writer:
                        made = writer.decide(name, "note", why="read again")
                    os.write(tell, f"{made.id}\n".encode())

        mine["kills"] += struck(decide, seconds)
        os.close(tell)
        with os.fdopen(heard) as told:
            saved = [line.strip() for line in told if line.endswith("\n")]
        with open_ledger(path, create=False, readonly=True) as ledger, ledger.read() as connection:
            found = list(connection.execute(select(t.decisions.c.id)).scalars())
        mine["lost"] += len(set(saved) - set(found)) + (len(found) > len(saved) + 1)
        mine["faults"] += _faults(path)


FAILING = tuple(
    f"{call}:error={error}:when={{at}}{more}"
    for call, error in (
        ("fsync,fdatasync", "EIO"), ("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("ftruncate", "EIO"),
        ("openat", "EMFILE"), ("unlink", "EACCES"), ("rename", "EIO"),
    )
    for more in ("", "+")
)  # fmt: skip
"""Calls that the kernel refuses, once or from then on."""


def errors(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Let the kernel refuse a call of a process that ingests, backs up or exports, from a random one on.

    It may end in words of its own or, where the call did not matter, be through; nothing that it said to be stored may
    be missing afterwards, no file be half, and the same run again must end as one that nothing had befallen.
    """
    from dateline.ledger.keeping import backup
    from dateline.publish import exports

    chance = random.Random(seed)  # noqa: S311 - see above
    prepared = Prepared(reports(size), folder / "reports.jsonl")
    whole = folder / "whole.db"
    prepared.run(whole, None, 4)
    expected = dump(whole)
    good = folder / "good.csv"
    figures = dict.fromkeys(("runs", "struck", "refused_clearly", "unclear", "lost", "faults", "half", "unequal"), 0)
    broken, copied, table = folder / "broken.db", folder / "copied.db", folder / "table.csv"

    def export(path: Path = table) -> None:
        with open_ledger(whole, create=False) as ledger:
            exports.write(ledger, exports.Export(profile="internal"), path, day="2026-01-01", force=True)

    def copy() -> None:
        with open_ledger(whole, create=False) as ledger:
            backup(ledger, copied)

    export(good)
    for number in range(count):
        for name in ("broken.db", "copied.db", "table.csv"):
            for beside in folder.glob(f"{name}*"):
                beside.unlink()
        kind = ("ingest", "ingest", "backup", "export")[number % 4]
        heard, tell = os.pipe()
        works: dict[str, Callable[[], None]] = {
            "ingest": lambda tell=tell: prepared.run(broken, tell, 4), "backup": copy, "export": export,
        }  # fmt: skip
        rule = FAILING[chance.randrange(len(FAILING))].format(at=int(chance.uniform(1, 5.0) ** 2))
        status, is_struck = _refused(works[kind], rule, tell)
        os.close(tell)
        with os.fdopen(heard) as told:
            lines = [line.strip() for line in told if line.endswith("\n")]
        figures["runs"] += 1
        figures["struck"] += is_struck
        figures["refused_clearly"] += status == 3
        if status not in (0, 3):
            figures["unclear"] += 1
            print(f"{kind}, {rule}: ended with {status}", file=sys.stderr)
        if kind == "ingest":
            figures["lost"] += _missing(broken, {line for line in lines if not line.startswith("!")})
            prepared.run(broken, None, 4)
            figures["faults"] += _faults(broken)
            figures["unequal"] += dump(broken) != expected
        elif kind == "backup":
            if copied.exists():
                figures["half"] += bool(_faults(copied)) or dump(copied) != expected
            figures["lost"] += status == 0 and not copied.exists()
        else:
            figures["half"] += table.exists() and table.read_bytes() != good.read_bytes()
            figures["lost"] += status == 0 and not table.exists()
        figures["faults"] += _faults(whole)
    return figures


def _refused(work: Callable[[], None], rule: str, tell: int) -> tuple[int, bool]:
    """Do some work in a process whose calls are refused by this rule; how it ended, and whether any was."""
    held, release = os.pipe()
    child = forked(work, held=held, tell=tell)
    os.close(held)
    calls = rule.partition(":")[0]
    command = [
        "strace",
        "-f",
        "-qq",
        "-e",
        f"trace={calls}",
        "-e",
        f"inject={rule}",
        "-e",
        "signal=none",
        "-p",
        str(child),
    ]
    with tempfile.TemporaryFile() as log:
        tracer = subprocess.Popen(command, stderr=log, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until and tracer.poll() is None:
            traced = Path(f"/proc/{child}/status").read_text().partition("TracerPid:")[2].split()[0]
            if traced != "0":
                break
            time.sleep(0.005)
        os.write(release, b"x")
        os.close(release)
        _, status = os.waitpid(child, 0)
        tracer.wait(30)
        log.seek(0)
        is_struck = b"(INJECTED)" in log.read()
    return os.waitstatus_to_exitcode(status), is_struck


def full(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Fill a small disk (a tmpfs; needs root) by ingesting, make room, go on: nothing accepted may be lost."""
    chance = random.Random(seed)  # noqa: S311 - see above
    prepared = Prepared(reports(size), folder / "reports.jsonl")
    prepared.run(folder / "whole.db", None, 4)
    expected = dump(folder / "whole.db")
    figures = dict.fromkeys(("disks", "filled", "clear", "lost", "faults", "unequal"), 0)
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    enough = (folder / "whole.db").stat().st_size * 6
    for _ in range(count):
        room = chance.randrange(enough // 12, enough // 3) >> 12 << 12
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)], check=True)  # noqa: S607
        figures["disks"] += 1
        broken = disk / "broken.db"
        said = folder / "said"
        try:
            with said.open("wb") as tell:
                try:
                    prepared.run(broken, tell.fileno(), 4)
                except LedgerError as error:
                    figures["filled"] += 1
                    figures["clear"] += "no room left" in str(error)
            subprocess.run(["mount", "-o", f"remount,size={enough}", str(disk)], check=True)  # noqa: S607
            accepted = set(said.read_text().split())
            if accepted:
                figures["lost"] += _missing(broken, accepted)
            prepared.run(broken, None, 4)
            with open_ledger(broken, readonly=True) as ledger:
                figures["faults"] += sum(1 for _ in check(ledger, bands))
            figures["unequal"] += dump(broken) != expected
        finally:
            subprocess.run(["umount", str(disk)], check=True)  # noqa: S607
    return figures


def power(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Cut the power: what an ext4 disk holds at a random moment of an ingest must open, check and lack nothing told.

    The disk is an image on a loop device.  A copy of the image while the file system above is in use holds what was
    forced to it and whatever else happened to be written, and no more: what a real disk is found with.
    """
    chance = random.Random(seed)  # noqa: S311 - see above
    prepared = Prepared(reports(size), folder / "reports.jsonl")
    begin = time.monotonic()
    prepared.run(folder / "whole.db", None, 4)
    length = time.monotonic() - begin
    expected = dump(folder / "whole.db")
    figures = dict.fromkeys(("cuts", "with_reports", "lost", "faults", "refused", "unequal"), 0)
    image, copied = folder / "disk.img", folder / "cut.img"
    disk, found = folder / "disk", folder / "found"
    for place in (disk, found):
        place.mkdir(exist_ok=True)
    run = partial(subprocess.run, check=True, capture_output=True)
    while figures["cuts"] < count:
        with image.open("wb") as file:
            file.truncate(96 << 20)
        run(["mkfs.ext4", "-q", "-F", str(image)])
        run(["mount", "-o", "loop", str(image), str(disk)])
        try:
            child, heard = prepared.forked(disk / "broken.db", chance.choice((1, 3, 4)))
            accepted: set[str] = set()
            rest = b""
            while figures["cuts"] < count:
                time.sleep(chance.uniform(0, 0.4 * length))
                over, _ = os.waitpid(child, os.WNOHANG)
                if not over:
                    os.kill(child, signal.SIGSTOP)  # the copy is of one moment
                while select_now(heard):
                    more = os.read(heard, 65536)
                    if not more:
                        break
                    *lines, rest = (rest + more).split(b"\n")
                    accepted.update(line.decode() for line in lines)
                shutil.copyfile(image, copied)
                if not over:
                    os.kill(child, signal.SIGCONT)
                figures["cuts"] += 1
                run(["mount", "-o", "loop", str(copied), str(found)])
                try:
                    _after_the_cut(found / "broken.db", accepted, prepared, expected, figures)
                finally:
                    run(["umount", str(found)])
                if over:
                    break
            else:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            os.close(heard)
        finally:
            run(["umount", str(disk)])
    return figures


def _after_the_cut(
    broken: Path, accepted: set[str], prepared: Prepared, expected: Any, figures: dict[str, int]
) -> None:
    try:
        figures["lost"] += _missing(broken, accepted)
        figures["with_reports"] += bool(accepted)
        if broken.exists() and broken.stat().st_size and accepted:
            figures["faults"] += _faults(broken)
        prepared.run(broken, None, 4)
        figures["unequal"] += dump(broken) != expected
    except LedgerError as error:
        figures["refused"] += 1
        print(error, file=sys.stderr)


def select_now(number: int) -> bool:
    """Whether something can be read without waiting."""
    ready, _, _ = polling.select([number], [], [], 0)
    return bool(ready)


def together(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Two ingests of the same reports, one who decides and one who reads and backs up, all at one ledger at once."""
    from dateline.ledger import queries
    from dateline.ledger.keeping import backup
    from dateline.linkage import relink

    prepared = Prepared(reports(size, seed), folder / "reports.jsonl")
    whole, shared = folder / "whole.db", folder / "shared.db"
    prepared.run(whole, None, 4)
    stored = {row[1:3] for row in dump(whole)["reports"]}
    figures = dict.fromkeys(("runs", "decisions", "reads", "copies", "failed", "lost", "twice", "faults"), 0)
    for number in range(count):
        for beside in (*folder.glob("shared.db*"), *folder.glob("beside*")):
            beside.unlink()
        with open_ledger(shared):
            pass
        heard, tell = os.pipe()

        def decide(tell: int = tell, number: int = number) -> None:
            until, known = time.monotonic() + 120, random.Random(number)  # noqa: S311 - see above
            with open_ledger(shared) as ledger:
                made = 0
                while made < 40 and time.monotonic() < until:
                    with ledger.read() as connection:
                        rows = connection.execute(select(t.events.c.id, t.events.c.version)).all()
                    if not rows:
                        continue
                    row = known.choice(rows)
                    try:
                        with ledger.write("ana") as writer:
                            said = known.choice(("accept", "reject"))
                            decided = writer.decide(row.id, said, base_version=row.version)
                            relink(writer, [row.id])
                    except ConflictError:
                        continue
                    made += 1
                    os.write(tell, f"d {decided.id}\n".encode())

        def look(tell: int = tell) -> None:
            with open_ledger(shared, readonly=True) as ledger:
                for index in range(12):
                    queries.events_page(ledger, "type:assault")
                    queries.facets(ledger, "", ("type", "country"))
                    backup(ledger, folder / f"beside{index}.db")
                    os.write(tell, b"r\n")

        works: list[Callable[[], None]] = [lambda: prepared.run(shared, None, 3), lambda: prepared.run(shared, None, 5),
                                           decide, look]  # fmt: skip
        children = [forked(work) for work in works]
        os.close(tell)
        with os.fdopen(heard) as told:
            lines = [line.split() for line in told]
        for child in children:
            _, status = os.waitpid(child, 0)
            figures["failed"] += status != 0
        decided = [line[1] for line in lines if line[0] == "d"]
        figures["runs"] += 1
        figures["decisions"] += len(decided)
        figures["reads"] += sum(line[0] == "r" for line in lines)
        with open_ledger(shared, readonly=True) as ledger, ledger.read() as connection:
            found = [tuple(row) for row in connection.execute(select(t.reports.c.id, t.reports.c.version))]
            kept = set(connection.execute(select(t.decisions.c.id)).scalars())
        figures["lost"] += len(stored - set(found)) + len(set(decided) - kept)
        figures["twice"] += len(found) - len(set(found)) + len(set(found) - stored)
        figures["faults"] += _faults(shared)
        for copy in sorted(folder.glob("beside*.db")):
            figures["copies"] += 1
            figures["faults"] += _faults(copy)
    return figures


def server(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Kill those who write to a PostgreSQL server, and crash the server under them, until so many have struck."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "ledger"))
    from conftest import Server, _binaries, _unprivileged

    chance = random.Random(seed)  # noqa: S311 - see above
    prepared = Prepared(reports(size), folder / "reports.jsonl")
    begin = time.monotonic()
    prepared.run(folder / "whole.db", None, 4)
    length = time.monotonic() - begin
    expected = dump(folder / "whole.db")
    figures = dict.fromkeys(("kills", "crashes", "runs", "lost", "twice", "faults", "unequal", "unclear"), 0)
    place = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    running = Server(place, _binaries(), _unprivileged())
    try:
        while figures["kills"] + figures["crashes"] < count:
            figures["runs"] += 1
            where = running.url(running.database())
            accepted: set[str] = set()
            is_through = False
            while not is_through:
                is_through = _struck_on_server(running, prepared, where, accepted, chance, length, count, figures)
                with open_ledger(where, create=False) as ledger, ledger.read() as connection:
                    found = list(connection.execute(select(t.reports.c.id, t.reports.c.version)).all())
                figures["lost"] += len(accepted - {row.id for row in found})
                figures["twice"] += len(found) - len(set(found))
            with open_ledger(where, create=False) as ledger:
                figures["faults"] += sum(1 for _ in check(ledger, bands))
            figures["unequal"] += dump(where) != expected
            print(json.dumps(figures), file=sys.stderr)
    finally:
        running.stop()
        shutil.rmtree(place, ignore_errors=True)
    return figures


def _struck_on_server(
    running: Any, prepared: Prepared, where: str, accepted: set[str], chance: Any, length: float, count: int,
    figures: dict[str, int],
) -> bool:  # fmt: skip
    """Ingest until struck, or to the end; whether it came through."""
    heard, tell = os.pipe()
    child = forked(lambda: prepared.run(where, tell, chance.choice((1, 3, 4))))
    os.close(tell)
    is_enough = figures["kills"] + figures["crashes"] >= count
    if not is_enough:
        time.sleep(chance.uniform(0, 0.5 * length))
    done, status = os.waitpid(child, os.WNOHANG)
    if not done and not is_enough:
        if chance.random() < 0.5:
            figures["kills"] += 1
            os.kill(child, signal.SIGKILL)
        else:
            figures["crashes"] += 1
            running.crash()
            running.start()
    if not done:
        _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    figures["unclear"] += ended == 1  # 3: refused in plain words; -9: killed
    with os.fdopen(heard) as told:
        accepted.update(line.strip() for line in told if line.endswith("\n"))
    return ended == 0


def _reports(where: Path) -> list[dict[str, Any]]:
    with open_ledger(where, create=False, readonly=True) as ledger, ledger.read() as connection:
        return [dict(row._mapping) for row in connection.execute(select(t.reports).order_by(t.reports.c.seq))]


FAULTS: dict[str, Callable[[int, int, Path, int], dict[str, Any]]] = {
    "kills": kills, "commands": commands, "copies": copies, "errors": errors, "full": full, "power": power,
    "server": server,
    "together": together, "flips": flips,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--size", type=int, default=120, help="reports in the collection")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="faults"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        figures = FAULTS[options.fault](options.count, options.size, folder, options.seed)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"fault": options.fault, "size": options.size, "seed": options.seed, **figures}))
    bad = (
        "lost",
        "twice",
        "faults",
        "refused",
        "unequal",
        "missed",
        "faulty",
        "no_prefix",
        "half",
        "unclear",
        "failed",
    )
    if options.fault == "flips":
        bad = ("missed",)
    return int(any(figures.get(name) for name in bad))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
