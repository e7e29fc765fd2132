"""`dateline ingest`: reports into the ledger; `dateline quarantine`: what could not be coded."""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from dateline.cli.app import app, messages
from dateline.cli.ledgers import DEFAULT_LEDGER, LedgerOption
from dateline.cli.options import CodebookOption, LearnedOption, OnlyCodebookOption
from dateline.cli.status import Exit

if TYPE_CHECKING:
    from dateline.ingest import How, Outcome
    from dateline.intake import Options, Source, Unreadable
    from dateline.ledger import Ledger

quarantine_app = typer.Typer(name="quarantine", help="Reports that could not be coded.", no_args_is_help=True)
app.add_typer(quarantine_app)

_MOST_WORKERS_BY_DEFAULT = 8


@app.command(
    epilog="Examples:  dateline ingest reports/  ·  dateline ingest news.csv --field text=body  ·  "
    "dateline ingest crawl.warc.gz --ledger kirkuk.db"
)
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, globs, or - for standard input: .txt .html .jsonl .csv .tsv .parquet .warc .zip, "
            "feeds (.rss .atom .xml .json), each also as .gz."
        ),
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    published: Annotated[
        str | None, typer.Option(help="Day of publication of all these reports, as 2020-06-02.")
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option("--field", help="Where a line or a table keeps a value: text=body.")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=0, help="Processes to code with (0: one a core).")] = 0,
    batch: Annotated[int, typer.Option(min=1, max=1000, help="Reports stored in one transaction.")] = 32,
    originals: Annotated[
        str, typer.Option(help="Whose bytes are kept beside the text: none, pages (of the web), all.")
    ] = "pages",
    codebook: CodebookOption = None,
    only_codebook: OnlyCodebookOption = None,
    learned: LearnedOption = None,
    model: Annotated[bool, typer.Option("--model/--no-model", help="Use the learned reader.")] = True,
    seconds: Annotated[float, typer.Option(min=0, help="Longest time for one report (0: no limit).")] = 120.0,
    memory: Annotated[float, typer.Option(min=0, help="Most memory of a worker, in GB (0: no limit).")] = 4.0,
    json: Annotated[bool, typer.Option("--json", help="The counts as JSON on standard output.")] = False,
    each: Annotated[
        bool, typer.Option("--each", help="A line of JSON for each report, written once it is on the disk.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Code reports and keep them in the ledger, linked with what is there; the same command goes on after a break."""
    from dateline import intake
    from dateline.cli.coding import pair
    from dateline.cli.learning import learned_path
    from dateline.ingest import How
    from dateline.record import SetupError

    if originals not in ("none", "pages", "all"):
        raise SetupError(f"--originals {originals}: choose none, pages or all")
    kept: Literal["none", "pages", "all"] = originals  # type: ignore[assignment]
    options = intake.Options(published=published, fields=tuple(pair(item) for item in field or ()))
    how = How(reports=batch, originals=kept, arguments=" ".join(paths)[:1000])
    work = _Work(
        workers,
        model,
        seconds,
        memory,
        json,
        quiet,
        each,
        tuple(codebook or ()),
        tuple(only_codebook or ()),
        learned_path(learned) if learned else None,
    )
    raise typer.Exit(_run(ledger, [(intake.sources(paths, options), options)], how, work))


class _Work(msgspec.Struct, frozen=True):
    """How reports are coded, and what is said of it."""

    workers: int = 0
    model: bool = True
    seconds: float = 120.0
    memory: float = 4.0
    json: bool = False
    quiet: bool = False
    each: bool = False
    codebooks: tuple[str, ...] = ()
    only_codebooks: tuple[str, ...] = ()
    learned: str | None = None


def _run(where: str, inputs: Iterable[tuple[Iterable[Source | Unreadable], Options]], how: How, work: _Work) -> Exit:
    """Ingest one set of inputs after the other; returns the exit status."""
    from dateline.cli import gazetteer, parties
    from dateline.cli.coding import progress
    from dateline.ingest import ingest as run
    from dateline.ledger import open_ledger
    from dateline.workers import Crew, Limits, Setting

    count = work.workers or min(os.cpu_count() or 1, _MOST_WORKERS_BY_DEFAULT)
    how = _ahead(how, 4 * count)
    ends: Counter[str] = Counter()
    with ExitStack() as stack:
        opened = stack.enter_context(open_ledger(where))
        limits = Limits(seconds=work.seconds, memory=int(work.memory * (1 << 30)))
        setting = Setting(
            model=work.model,
            parties=tuple(map(str, parties.lists())),
            places=tuple(map(str, gazetteer.lists())),
            codebooks=work.codebooks,
            only_codebooks=work.only_codebooks,
            learned=work.learned,
        )
        crew = stack.enter_context(Crew(count, setting, limits))
        tick = stack.enter_context(progress(messages, work.quiet))
        try:
            for sources, options in inputs:
                for outcome in run(opened, crew, sources, options, how=how):
                    _count(ends, outcome)
                    if work.each:
                        sys.stdout.buffer.write(msgspec.json.encode(outcome) + b"\n")
                        sys.stdout.buffer.flush()
                    tick(Counter({name: ends[name] for name in ("known", *_ENDS)}))
                    if outcome.failure is not None and not outcome.is_known:
                        _say_failure(outcome)
        except KeyboardInterrupt:
            if not work.quiet:
                messages.print(f"Interrupted. {_total(ends):,} reports are stored; the same command goes on.")
            return Exit.INTERRUPTED
    _say_counts(ends, where, work)
    return Exit.QUARANTINE if ends["quarantined"] else Exit.DONE


_ENDS = ("published", "no_event", "reprint", "quarantined")


def _ahead(how: How, ahead: int) -> How:
    from dataclasses import replace

    return replace(how, ahead=ahead)


def _count(ends: Counter[str], outcome: Outcome) -> None:
    # What is in quarantine already counts as such again: the run leaves it there, and says so by its status.
    if outcome.end == "quarantined":
        ends["quarantined"] += 1
    elif outcome.is_known:
        ends["known"] += 1
    else:
        ends[outcome.end] += 1
        ends["events"] += outcome.events
        ends["renewed"] += outcome.version is not None and outcome.version > 1


def _total(ends: Counter[str]) -> int:
    return sum(ends[name] for name in ("known", *_ENDS))


def _say_failure(outcome: Outcome) -> None:
    from dateline.cli.coding import printable

    failure = outcome.failure
    if failure is not None:
        text = f"{printable(outcome.name)}: {failure.stage}: {printable(failure.cause)}. {failure.advice}"
        messages.print(f"[red]quarantined[/] {escape(text)}", soft_wrap=True)


def _say_counts(ends: Counter[str], where: str, work: _Work) -> None:
    if work.json:
        names = ("published", "no_event", "reprint", "quarantined", "known", "renewed", "events")
        counts = {"reports": _total(ends), **{name: ends[name] for name in names}}
        sys.stdout.buffer.write(msgspec.json.encode(counts) + b"\n")
        sys.stdout.buffer.flush()
    if work.quiet:
        return
    total = _total(ends)
    parts = [
        f"{ends['published']:,} published with {ends['events']:,} events",
        f"{ends['no_event']:,} with no event",
        f"{ends['reprint']:,} reprints",
        f"{ends['known']:,} known already",
        f"{ends['quarantined']:,} in quarantine",
    ]
    messages.print(f"{total:,} report{'' if total == 1 else 's'}: " + ", ".join(parts) + ".", soft_wrap=True)
    if ends["quarantined"]:
        messages.print(f"Look into them: dateline quarantine list --ledger {escape(where)}", soft_wrap=True)


@quarantine_app.command("list")
def quarantine_list(
    ledger: LedgerOption = DEFAULT_LEDGER,
    all: Annotated[bool, typer.Option("--all", help="Also those that were mended or dropped.")] = False,  # noqa: A002
    json: Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")] = False,
) -> None:
    """List what could not be coded, with stage and cause."""
    rows = list(_rows(ledger, None, every=all))
    if json:
        for row in rows:
            sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
        return
    if not rows:
        messages.print("Nothing is in quarantine.")
        return
    table = Table("name", "stage", "cause", "tries", "last", *(["state"] if all else []))
    for row in rows:
        cells = [row["name"], row["stage"], row["cause"], str(row["attempts"]), row["last_at"]]
        table.add_row(*(escape(str(cell)) for cell in [*cells, *([row["state"]] if all else [])]))
    messages.print(table)


@quarantine_app.command("show")
def quarantine_show(
    name: Annotated[str, typer.Argument(help="The name, as listed.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    raw: Annotated[bool, typer.Option("--raw", help="Write its bytes to standard output.")] = False,
) -> None:
    """Show one thing in quarantine: where it came from, what failed, what to do, its first lines."""
    from dateline.cli.coding import printable
    from dateline.ledger.rows import unpack
    from dateline.record.errors import LedgerError

    rows = list(_rows(ledger, name, every=True, with_bytes=True))
    if not rows:
        raise LedgerError(f"{name} is not in quarantine. `dateline quarantine list` names what is")
    (row,) = rows
    data = unpack(row["raw"]) if row["raw"] is not None else None
    if raw:
        sys.stdout.buffer.write(data or b"")
        return
    for key in ("name", "path", "line", "stage", "cause", "advice", "attempts", "first_at", "last_at", "state"):
        if row[key] is not None:
            messages.print(f"[bold]{key:>9}[/]  {escape(printable(str(row[key]), 2000))}", soft_wrap=True)
    if data is None:
        messages.print("[bold]    bytes[/]  not kept")
    else:
        head = printable(data[:600].decode("utf-8", "replace"), 600)
        messages.print(f"[bold]    bytes[/]  {len(data):,}: {escape(head)}", soft_wrap=True)


@quarantine_app.command("retry")
def quarantine_retry(
    names: Annotated[list[str] | None, typer.Argument(help="Names, as listed; all when left out.")] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    workers: Annotated[int, typer.Option("--workers", "-w", min=0, help="Processes to code with (0: one a core).")] = 0,
    model: Annotated[bool, typer.Option("--model/--no-model", help="Use the learned reader.")] = True,
    seconds: Annotated[float, typer.Option(min=0, help="Longest time for one report (0: no limit).")] = 120.0,
    memory: Annotated[float, typer.Option(min=0, help="Most memory of a worker, in GB (0: no limit).")] = 4.0,
    json: Annotated[bool, typer.Option("--json", help="The counts as JSON on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Try again what is in quarantine, from the bytes that were kept."""
    from dateline.ingest import How
    from dateline.ledger import open_ledger

    with open_ledger(ledger, create=False) as opened:
        inputs = list(_held(opened, names))
    how = How(arguments="quarantine retry", again=True)
    raise typer.Exit(_run(ledger, inputs, how, _Work(workers, model, seconds, memory, json, quiet)))


@quarantine_app.command("drop")
def quarantine_drop(
    names: Annotated[list[str], typer.Argument(help="Names, as listed.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Give up what is in quarantine: its bytes go, its line stays."""
    from dateline.cli.ledgers import person
    from dateline.ledger import open_ledger
    from dateline.record.errors import LedgerError

    known = {row["name"] for row in _rows(ledger, None, every=False)}
    missing = [name for name in names if name not in known]
    if missing:
        raise LedgerError(f"{missing[0]} is not in quarantine. `dateline quarantine list` names what is")
    with open_ledger(ledger, create=False) as opened, opened.write(person()) as writer:
        for name in names:
            writer.released(name, "dropped")
            writer.audit("drop", name)
    messages.print(f"{len(names):,} dropped.")


def _held(opened: Ledger, names: list[str] | None) -> Iterator[tuple[Iterable[Source | Unreadable], Options]]:
    """What is in quarantine, gathered by how it is to be read."""
    from dateline import intake
    from dateline.ingest import held
    from dateline.record.errors import LedgerError

    by_options: dict[Options, list[Source | str]] = defaultdict(list)
    found = set()
    for item, options in held(opened, names):
        by_options[options].append(item)
        found.add(item if isinstance(item, str) else item.name)
    missing = [name for name in names or () if name not in found]
    if missing and not any(isinstance(item, str) for items in by_options.values() for item in items):
        raise LedgerError(f"{missing[0]} is not in quarantine. `dateline quarantine list` names what is")
    for options, items in by_options.items():
        paths = [item for item in items if isinstance(item, str)]
        yield [item for item in items if not isinstance(item, str)], options
        if paths:
            yield intake.sources(paths, options), options


def _rows(where: str, name: str | None, *, every: bool, with_bytes: bool = False) -> Iterator[dict[str, Any]]:
    from sqlalchemy import select

    from dateline.ledger import open_ledger
    from dateline.ledger.tables import quarantine

    columns = [column for column in quarantine.c if with_bytes or column.name != "raw"]
    query = select(*columns).order_by(quarantine.c.seq)
    if name is not None:
        query = query.where(quarantine.c.name == name)
    if not every:
        query = query.where(quarantine.c.state == "open")
    with open_ledger(where, create=False) as opened, opened.read() as connection:
        yield from (dict(row._mapping) for row in connection.execute(query).all())
