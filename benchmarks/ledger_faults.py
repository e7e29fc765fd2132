"""Faults put to the ledger, for real: processes killed while they ingest, keep house and copy; bits flipped.

    python benchmarks/ledger_faults.py kills --count 200
    python benchmarks/ledger_faults.py flips --count 1000
    python benchmarks/ledger_faults.py copies --count 50
    python benchmarks/ledger_faults.py full --count 20

Each prints one line of figures, and fails where something accepted was lost, is there twice, or is damaged unseen.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dateline.intake.reprints import bands
from dateline.ledger import open_ledger
from dateline.ledger import tables as t
from dateline.ledger.checking import check
from dateline.record.errors import LedgerError

PROGRAM = [sys.executable, "-m", "dateline.cli"]
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


def dump(where: Path) -> dict[str, list[Any]]:
    """What a ledger holds, without when it came in."""
    with open_ledger(where, create=False, readonly=True) as ledger, ledger.read() as connection:
        found: dict[str, list[Any]] = {}
        for name, left_out in UNTIMED.items():
            table = t.metadata.tables[name]
            columns = [column for column in table.c if column.name not in left_out]
            found[name] = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
        return found


def start(*arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True, **more
    )


def ingest(source: Path, ledger: Path) -> list[str]:
    return ["ingest", str(source), "--ledger", str(ledger), "--no-model", "-w", "1", "--batch", "4", "--each", "-q"]


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and its workers as a power cut would, without a word."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait()


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

    def run(self, where: Path, tell: int | None, batch: int) -> None:
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
            time.sleep(chance.uniform(0, 0.35 * length) if figures["kills"] < count else 10 * length)
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
    """Back up while an ingest runs; kill compact and backup at random moments; every copy must check."""
    chance = random.Random(seed)  # noqa: S311 - see above
    source, whole = folder / "reports.jsonl", folder / "whole.db"
    source.write_text("".join(json.dumps(row) + "\n" for row in reports(size)), "utf-8")
    from dateline.ledger.keeping import backup, restore

    figures = dict.fromkeys(("backups", "good", "prefix", "kills", "faulty"), 0)
    made: list[Path] = []
    while figures["backups"] < count:
        for path in folder.glob("whole.db*"):
            path.unlink()
        with start(*ingest(source, whole)) as process:
            while process.poll() is None and figures["backups"] < count:
                if not whole.exists() or not whole.stat().st_size:
                    time.sleep(0.05)
                    continue
                figures["backups"] += 1
                target = folder / f"copy{figures['backups']}.db"
                with open_ledger(whole, create=False) as ledger:
                    backup(ledger, target)
                made.append(target)
                time.sleep(chance.uniform(0, 0.2))
            assert process.stdout is not None
            process.stdout.read()
        expected = [(row["id"]) for row in _reports(whole)]
        for path in made:
            again = path.with_suffix(".again.db")
            restore(path, str(again))
            with open_ledger(again, create=False, readonly=True) as ledger:
                figures["good"] += not list(check(ledger))
            figures["prefix"] += [row["id"] for row in _reports(again)] == expected[: len(_reports(again))]
            path.unlink()
            again.unlink()
        made = []
    for command in (["compact"], ["backup", str(folder / "killed.db")]):
        for _ in range(count):
            for path in folder.glob("killed.db*"):
                path.unlink()
            with start(*command, "--ledger", str(whole)) as process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(chance.uniform(0.2, 1.2))
                figures["kills"] += process.poll() is None
                kill(process)
            try:
                for path in (whole, folder / "killed.db"):
                    if path.exists():
                        with open_ledger(path, create=False, readonly=True) as ledger:
                            figures["faulty"] += sum(1 for _ in check(ledger))
            except LedgerError as error:
                figures["faulty"] += 1
                print(error, file=sys.stderr)
    return figures


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


def _reports(where: Path) -> list[dict[str, Any]]:
    with open_ledger(where, create=False, readonly=True) as ledger, ledger.read() as connection:
        return [dict(row._mapping) for row in connection.execute(select(t.reports).order_by(t.reports.c.seq))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=("kills", "flips", "copies", "full"))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--size", type=int, default=120, help="reports in the collection")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="faults"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        run = {"kills": kills, "flips": flips, "copies": copies, "full": full}[options.fault]
        figures = run(options.count, options.size, folder, options.seed)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"fault": options.fault, "size": options.size, "seed": options.seed, **figures}))
    bad = ("lost", "twice", "faults", "refused", "unequal", "missed", "faulty")
    if options.fault == "flips":
        bad = ("missed",)
    return int(any(figures.get(name) for name in bad))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
