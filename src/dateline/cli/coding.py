"""``dateline code``: reports in, records out, progress and counts on standard error."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from dateline import intake
from dateline.cli.output import OutputFile
from dateline.cli.status import Exit
from dateline.record import Record, SetupError
from dateline.workers import Crew, Limits, Setting, work

MOST_WORKERS_BY_DEFAULT = 8


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """The command line of ``dateline code``."""

    paths: tuple[str, ...]
    published: str | None
    workers: int
    output: Path | None
    json: bool
    force: bool
    fields: tuple[str, ...]
    code_reprints: bool
    parties: tuple[str, ...]
    places: tuple[str, ...]
    codebooks: tuple[str, ...]
    only_codebooks: tuple[str, ...]
    learned: str | None
    model: bool
    seconds: float
    memory: float
    quiet: bool


def run_code(options: CodeOptions, messages: Console) -> Exit:
    """Code what the options name; returns the exit status.

    Raises:
        SetupError: a worker cannot build its coder, or the output cannot be written.
    """
    count = options.workers or min(os.cpu_count() or 1, MOST_WORKERS_BY_DEFAULT)
    reading = intake.Options(published=options.published, fields=tuple(pair(field) for field in options.fields))
    limits = Limits(seconds=options.seconds, memory=int(options.memory * (1 << 30)))
    ends: Counter[str] = Counter()
    events = 0
    with ExitStack() as stack:
        output = stack.enter_context(OutputFile(options.output, options.force)) if options.output else None
        done = output.done if output else []
        if done and not options.quiet:
            messages.print(f"Going on after the {len(done):,} records that are there already.")
        crew = stack.enter_context(Crew(count, _setting(options), limits))
        tick = stack.enter_context(progress(messages, options.quiet or _shows_cards(options)))
        give = output.write if output else _give(options)
        try:
            inputs = intake.sources(options.paths, reading)
            run = work(crew, inputs, reading, ahead=4 * count, done=done, code_reprints=options.code_reprints)
            for record in run:
                give(record)
                ends[record.disposition] += 1
                events += len(record.events)
                tick(ends)
                if record.failure is not None:
                    _say_failure(record, messages)
            if output:
                output.complete()
        except KeyboardInterrupt:
            if not options.quiet:
                kept = (
                    f" {len(done) + sum(ends.values()):,} records are kept; the same command goes on." if output else ""
                )
                messages.print(f"Interrupted.{kept}")
            return Exit.INTERRUPTED
    if not options.quiet:
        _say_counts(ends, events, len(done), messages)
    return Exit.QUARANTINE if ends["quarantined"] or any(item.quarantined for item in done) else Exit.DONE


def _setting(options: CodeOptions) -> Setting:
    return Setting(
        model=options.model,
        parties=options.parties,
        places=options.places,
        codebooks=options.codebooks,
        only_codebooks=options.only_codebooks,
        learned=options.learned,
    )


def pair(field: str) -> tuple[str, str]:
    """The two names in ``text=body``."""
    name, equals, theirs = field.partition("=")
    if not (name and equals and theirs):
        raise SetupError(f"--field {field}: write it as ours=theirs, such as --field text=body")
    return name, theirs


def _shows_cards(options: CodeOptions) -> bool:
    return options.output is None and not options.json and sys.stdout.isatty()


def _give(options: CodeOptions) -> Callable[[Record], None]:
    """How a record is shown: a card on a terminal, a line of JSON otherwise."""
    if _shows_cards(options):
        from dateline.cli.card import card

        console = Console(highlight=False)
        return lambda record: console.print(card(record), soft_wrap=False)

    def line(record: Record) -> None:
        sys.stdout.buffer.write(record.to_json() + b"\n")
        sys.stdout.buffer.flush()

    return line


@contextmanager
def progress(messages: Console, hidden: bool) -> Iterator[Callable[[Counter[str]], None]]:
    """A line of progress on a terminal, nothing where nobody looks."""
    if hidden or not messages.is_terminal:
        yield lambda ends: None
        return
    columns = (
        TextColumn("coding"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} reports/s · {task.fields[failed]} in quarantine"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True) as progress:
        task = progress.add_task("coding", total=None, rate="-", failed=0)

        def tick(ends: Counter[str]) -> None:
            ended = sum(ends.values())
            seconds = progress.tasks[0].elapsed or 0.0
            rate = f"{ended / seconds:.1f}" if seconds else "-"
            progress.update(task, completed=ended, rate=rate, failed=ends["quarantined"])

        yield tick


def _say_failure(record: Record, messages: Console) -> None:
    failure = record.failure
    if failure is not None:
        text = f"{printable(record.report.id)}: {failure.stage}: {printable(failure.cause)}. {failure.advice}"
        messages.print(f"[red]quarantined[/] {escape(text)}", soft_wrap=True)


def printable(text: str, most: int = 300) -> str:
    """``text`` without the control characters that would steer a terminal, cut to ``most`` characters."""
    shown = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text[:most])
    return shown + ("…" if len(text) > most else "")


def _say_counts(ends: Counter[str], events: int, before: int, messages: Console) -> None:
    total = sum(ends.values())
    parts = [
        f"{ends['published']:,} published with {events:,} events",
        f"{ends['no_event']:,} with no event",
        f"{ends['reprint']:,} reprints",
        f"{ends['quarantined']:,} in quarantine",
    ]
    earlier = f" (after {before:,} earlier)" if before else ""
    messages.print(f"{total:,} report{'' if total == 1 else 's'}{earlier}: " + ", ".join(parts) + ".")
