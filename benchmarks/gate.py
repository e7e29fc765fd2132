"""The quality gate: code every labelled dev set through the public command line, score it, compare with the floors.

    python benchmarks/gate.py                    all tasks
    python benchmarks/gate.py --only plv satp    some of them
    python benchmarks/gate.py --items            also which items were gained and lost since the stored run
    python benchmarks/gate.py --store            keep this run as the one to compare with

The data sets are not part of the project: the gate looks for them in ``../shared/bench`` (or ``--bench DIR``) and
says so when they are not there.  Their scorers read the product's public output only.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import re
import runpy
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
STORED = HERE / "gate.json"
WORK = HERE.parent / ".gate"
INPUT_KEYS = ("id", "text", "published", "language", "title")
SCORE = re.compile(r"^SCORE (\S+) (-?[\d.]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Task:
    """One labelled set: its scorer, the floor it must keep (``None``: reported only) and the noise allowed.

    ``data`` is the folder of the set where that has another name; ``link`` says that the records are linked before they
    are scored.
    """

    name: str
    scorer: str
    margin: float
    published: str
    floor: float | None = None
    data: str = ""
    link: bool = False


@dataclass(slots=True)
class Outcome:
    """What a run of one task gave.

    ``unseen`` is the score over the items whose text stands in no training part of any of the sets (``None``: that is
    all of them); ``items`` are scores per item, empty unless asked for.
    """

    score: float
    measure: str
    fingerprint: str
    reports: int
    seconds: float
    detail: str = ""
    unseen: float | None = None
    unseen_reports: int = 0
    items: dict[str, float] = field(default_factory=dict)


def main() -> int:
    """Run the gate; 0 when every floor holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=HERE.parent.parent / "shared" / "bench")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--split", default="dev", help="dev or train")
    parser.add_argument("--limit", type=int, default=0, help="first N items of each set only")
    parser.add_argument("--items", action="store_true")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--detail", action="store_true", help="print each scorer's own tables")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--code", nargs=argparse.REMAINDER, default=[], help="further options for `dateline code`")
    options = parser.parse_args()
    console = Console(highlight=False, width=170)
    if not options.bench.is_dir():
        console.print(f"skipped: the labelled sets are not at {options.bench}; name their folder with --bench")
        return 0
    with (HERE / "floors.toml").open("rb") as floors:
        tasks = [Task(name=name, **row) for name, row in tomllib.load(floors).items()]
    stored = json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}
    outcomes: dict[str, Outcome] = {}
    trained = training_texts(options.bench)
    for task in tasks:
        if options.only and task.name not in options.only:
            continue
        gold = options.bench / (task.data or task.name) / f"{options.split}.jsonl"
        if not gold.exists():
            console.print(f"skipped {task.name}: no {gold.name}")
            continue
        outcomes[task.name] = run(task, gold, options, trained)
        if options.detail:
            console.print(f"[bold]{task.name}[/]\n{outcomes[task.name].detail}", markup=True)
    kept = [task for task in tasks if task.name in outcomes]
    console.print(summary(kept, outcomes, stored))
    if options.items:
        for task in kept:
            changes(task, outcomes[task.name], console)
    if options.store:
        rows = {
            name: {"score": one.score, "unseen": one.unseen, "fingerprint": one.fingerprint}
            for name, one in outcomes.items()
        }
        STORED.write_text(json.dumps(stored | rows, indent=1, sort_keys=True) + "\n", "utf-8")
    whole = options.split == "dev" and not options.limit
    below = [task.name for task in kept if whole and task.floor is not None and outcomes[task.name].score < task.floor]
    if below:
        console.print(f"[bold red]below the floor:[/] {', '.join(below)}")
        return 1
    console.print(f"{len(kept)} tasks, no floor broken")
    return 0


def plain(text: object) -> str:
    """A text without case and punctuation, to tell the same sentence again."""
    return re.sub(r"\W+", " ", str(text).lower()).strip()


def training_texts(bench: Path) -> frozenset[str]:
    """The texts of all training parts: sets share sources, so one's dev item may be another's training item."""
    return frozenset(
        plain(json.loads(line)["text"])
        for path in sorted(bench.glob("*/train.jsonl"))
        for line in path.read_text("utf-8").split("\n")
        if line.strip()
    )


def run(task: Task, gold: Path, options: argparse.Namespace, trained: frozenset[str]) -> Outcome:
    """Code and score one labelled set."""
    WORK.mkdir(exist_ok=True)
    lines = [line for line in gold.read_text("utf-8").split("\n") if line.strip()]
    fingerprint = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    items = [json.loads(line) for line in lines[: options.limit or None]]
    inputs, part, output = (WORK / f"{task.name}.{kind}.jsonl" for kind in ("in", "gold", "out"))
    write_lines(inputs, ({key: item[key] for key in INPUT_KEYS if key in item} for item in items))
    write_lines(part, items)
    command = [sys.executable, "-m", "dateline", "code", str(inputs), "-o", str(output), "--force", "--quiet"]
    # Each labelled item is scored for itself, so copies among them are coded as well.
    command.append("--code-reprints")
    if options.workers:
        command += ["--workers", str(options.workers)]
    started = time.monotonic()
    done = subprocess.run([*command, *options.code], check=False)
    seconds = time.monotonic() - started
    if done.returncode not in (0, 3):
        raise SystemExit(f"{task.name}: `dateline code` ended with status {done.returncode}")
    if task.link:
        linked = WORK / f"{task.name}.linked.jsonl"
        link = [sys.executable, "-m", "dateline", "link", str(output), "-o", str(linked), "--force", "--quiet"]
        if subprocess.run(link, check=False).returncode:
            raise SystemExit(f"{task.name}: `dateline link` failed")
        output = linked
    scorer = options.bench / task.scorer
    detail = scored(scorer, part, output)
    measure, score = SCORE.findall(detail)[-1]
    outcome = Outcome(float(score), measure, fingerprint, len(items), seconds, detail)
    unseen = [item for item in items if plain(item["text"]) not in trained]
    if unseen and len(unseen) < len(items):
        write_lines(part, unseen)
        outcome.unseen = float(SCORE.findall(scored(scorer, part, output))[-1][1])
        outcome.unseen_reports = len(unseen)
    if options.items:
        outcome.items = dict(item_scores(scorer, items, output))
    return outcome


def scored(scorer: Path, gold: Path, output: Path) -> str:
    """What the scorer prints for these two files."""
    printed, before, path = io.StringIO(), sys.argv, list(sys.path)
    sys.argv, sys.path = [str(scorer), str(gold), str(output)], [str(scorer.parent), *path]
    try:
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
            contextlib.suppress(SystemExit),
        ):
            runpy.run_path(str(scorer), run_name="__main__")
    finally:
        sys.argv, sys.path = before, path
    return printed.getvalue()


def item_scores(scorer: Path, items: list[dict[str, object]], output: Path) -> Iterable[tuple[str, float]]:
    """Each item's score, as if it were the whole set."""
    records = {}
    for line in filter(None, output.read_text("utf-8").split("\n")):
        records[json.loads(line)["report"]["id"]] = line
    gold_file, record_file = WORK / "one.gold.jsonl", WORK / "one.out.jsonl"
    for item in items:
        write_lines(gold_file, [item])
        record_file.write_text(records.get(str(item["id"]), "{}") + "\n", "utf-8")
        found = SCORE.findall(scored(scorer, gold_file, record_file))
        yield str(item["id"]), float(found[-1][1]) if found else 0.0


def changes(task: Task, outcome: Outcome, console: Console) -> None:
    """Print the items gained and lost since the stored run, and keep this run's."""
    kept = WORK / f"{task.name}.items.json"
    before = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    gained = [name for name, score in outcome.items.items() if score > before.get(name, score)]
    lost = [name for name, score in outcome.items.items() if score < before.get(name, score)]
    console.print(f"{task.name}: {len(gained)} gained {gained[:12]}, {len(lost)} lost {lost[:12]}")
    kept.write_text(json.dumps(outcome.items), "utf-8")


def summary(tasks: list[Task], outcomes: dict[str, Outcome], stored: dict[str, dict[str, object]]) -> Table:
    """The one table."""
    table = Table(title="Quality gate", title_justify="left")
    for name, justify in (
        ("task", "left"), ("measure", "left"), ("score", "right"), ("unseen", "right"), ("floor", "right"),
        ("change", "right"), ("reports", "right"), ("seconds", "right"), ("best published", "left"),
    ):  # fmt: skip
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for task in tasks:
        outcome = outcomes[task.name]
        before = stored.get(task.name)
        change = "new"
        if before is not None:
            same = before["fingerprint"] == outcome.fingerprint
            moved = outcome.score - float(str(before["score"]))
            note = "" if abs(moved) <= task.margin else " !"
            change = f"{moved:+.2f}{note}" if same else "other data"
        floor = "-" if task.floor is None else f"{task.floor:.1f}"
        unseen = "" if outcome.unseen is None else f"{outcome.unseen:.2f} ({outcome.unseen_reports})"
        style = "red" if task.floor is not None and outcome.score < task.floor else ""
        table.add_row(
            task.name, outcome.measure, f"{outcome.score:.2f}", unseen, floor, change,
            str(outcome.reports), f"{outcome.seconds:.0f}", task.published, style=style,
        )  # fmt: skip
    return table


def write_lines(path: Path, rows: Iterable[object]) -> None:
    """Write ``rows`` as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
