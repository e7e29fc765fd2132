"""Faults put to the ledger, for real: processes killed while they ingest, keep house and copy; bits flipped.

    python benchmarks/ledger_faults.py kills --count 200
    python benchmarks/ledger_faults.py flips --count 1000
    python benchmarks/ledger_faults.py copies --count 50

Each prints one line of figures, and fails where something accepted was lost, is there twice, or is damaged unseen.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
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


def kills(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Kill ingest at random moments and start it again, until ``count`` kills have struck; then compare."""
    chance = random.Random(seed)  # noqa: S311 - see above
    source, whole = folder / "reports.jsonl", folder / "whole.db"
    source.write_text("".join(json.dumps(row) + "\n" for row in reports(size)), "utf-8")
    begin = time.monotonic()
    with start(*ingest(source, whole)) as process:
        out = process.stdout
        assert out is not None
        out.readline()
        first = time.monotonic() - begin
        out.read()
    length = time.monotonic() - begin
    expected = dump(whole)
    struck = lost = twice = unequal = faulty = refused = cycles = 0
    broken = folder / "broken.db"
    while struck < count:
        for path in folder.glob("broken.db*"):
            path.unlink()
        cycles += 1
        accepted: dict[str, str] = {}
        complete = False
        while not complete:
            with start(*ingest(source, broken)) as process:
                out = process.stdout
                assert out is not None
                moment = chance.uniform(0.6 * first, first + (length - first) * 0.5)
                if struck < count:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(moment)
                    if process.poll() is None:
                        kill(process)
                        struck += 1
                for line in out.read().splitlines(keepends=True):
                    if line.endswith(b"\n"):
                        said = json.loads(line)
                        if said["report"] is not None:
                            accepted[said["name"]] = said["report"]
                process.wait()
                complete = process.returncode in (0, 3)
            if not broken.exists() or broken.stat().st_size == 0:
                lost += len(accepted)
                continue
            try:
                with open_ledger(broken, create=False, readonly=True) as ledger:
                    with ledger.read() as connection:
                        there = list(connection.execute(select(t.reports.c.id, t.reports.c.sha256)))
                    names = {row.id for row in there}
                    lost += sum(report not in names for report in accepted.values())
                    twice += len(there) - len(set(there))
                    faulty += sum(1 for _ in check(ledger))
            except LedgerError as error:
                refused += 1
                print(error, file=sys.stderr)
                break
        found = dump(broken)
        if found != expected:
            unequal += 1
            print(f"unequal: {_difference(expected, found)}", file=sys.stderr)
        print(f"{struck} kills, cycle {cycles}, lost {lost}, twice {twice}, faulty {faulty}", file=sys.stderr)
    return {
        "kills": struck, "runs": cycles, "lost": lost, "twice": twice, "faults": faulty, "refused": refused,
        "unequal": unequal,
    }  # fmt: skip


def flips(count: int, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Flip one bit in a copy, ``count`` times; what it changed must be named."""
    chance = random.Random(seed)  # noqa: S311 - see above
    source, whole = folder / "reports.jsonl", folder / "whole.db"
    source.write_text("".join(json.dumps(row) + "\n" for row in reports(size)), "utf-8")
    with start(*ingest(source, whole)) as process:
        assert process.stdout is not None
        process.stdout.read()
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
                    found[name] = sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                except Exception as error:
                    found[name] = type(error).__name__
    except LedgerError as error:
        found["store"] = str(error)
    return found


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


def _reports(where: Path) -> list[dict[str, Any]]:
    with open_ledger(where, create=False, readonly=True) as ledger, ledger.read() as connection:
        return [dict(row._mapping) for row in connection.execute(select(t.reports).order_by(t.reports.c.seq))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=("kills", "flips", "copies"))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--size", type=int, default=120, help="reports in the collection")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="faults"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        run = {"kills": kills, "flips": flips, "copies": copies}[options.fault]
        figures = run(options.count, options.size, folder, options.seed)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"fault": options.fault, "size": options.size, "seed": options.seed, **figures}))
    bad = ("lost", "twice", "faults", "refused", "unequal") if options.fault == "kills" else ("missed", "faulty")
    return int(any(figures.get(name) for name in bad))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
