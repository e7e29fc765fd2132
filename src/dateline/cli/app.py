"""The commands and their options."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import dateline
from dateline.cli import gazetteer as place_lists
from dateline.cli import ledger as ledger_group
from dateline.cli import parties as party_lists
from dateline.cli.status import Exit
from dateline.record import DatelineError

app = typer.Typer(
    name="dateline",
    help="Reads news reports and writes the record: who did what to whom, where, when, and who says so.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(party_lists.app)
app.add_typer(place_lists.app)
app.add_typer(ledger_group.app)
messages = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the program; every foreseen error ends in one clear message and a documented status."""
    try:
        app()
    except DatelineError as error:
        messages.print(f"[bold red]dateline:[/] {_plain(str(error))}", soft_wrap=True)
        sys.exit(Exit.FAULT)
    except BrokenPipeError:
        # The reader of our output has gone, as after `| head`; that is its right and no fault.
        sys.stderr.close()
        sys.exit(Exit.DONE)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {dateline.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None: ...


@app.command(
    epilog="Examples:  dateline code report.txt  ·  dateline code reports/ -o records.jsonl  ·  "
    "cat report.txt | dateline code - --published 2020-06-02 --json"
)
def code(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, globs, or - for standard input (.txt .html .jsonl).")
    ],
    published: Annotated[
        str | None, typer.Option(help="Day of publication of all these reports, as 2020-06-02.")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=0, help="Processes to code with (0: one a core).")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write records to this JSON Lines file.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines even on a terminal.")] = False,
    force: Annotated[bool, typer.Option(help="Replace the output file; do not resume.")] = False,
    field: Annotated[
        list[str] | None, typer.Option("--field", help="Where a JSON Lines report keeps a value: text=body.")
    ] = None,
    code_reprints: Annotated[
        bool, typer.Option("--code-reprints", help="Code copies too, instead of naming them.")
    ] = False,
    parties: Annotated[
        list[Path] | None, typer.Option("--parties", help="A party list for this run, over those that were added.")
    ] = None,
    gazetteer: Annotated[
        list[Path] | None, typer.Option("--gazetteer", help="A place list for this run, over those that were added.")
    ] = None,
    codebook: Annotated[
        list[Path] | None, typer.Option("--codebook", help="Your own categories, coded beside PLOVER's.")
    ] = None,
    only_codebook: Annotated[
        list[Path] | None, typer.Option("--only-codebook", help="Your own categories, coded instead of PLOVER's.")
    ] = None,
    learned: Annotated[
        str | None, typer.Option("--learned", help="What `dateline learn` made of your labels: its name or file.")
    ] = None,
    model: Annotated[bool, typer.Option("--model/--no-model", help="Use the learned reader.")] = True,
    seconds: Annotated[float, typer.Option(min=0, help="Longest time for one report (0: no limit).")] = 120.0,
    memory: Annotated[float, typer.Option(min=0, help="Most memory of a worker, in GB (0: no limit).")] = 4.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Code reports: a readable card each on a terminal, JSON Lines when piped or written to a file."""
    from dateline.cli.coding import CodeOptions, run_code
    from dateline.cli.learning import learned_path

    options = CodeOptions(
        paths=tuple(paths),
        published=published,
        workers=workers,
        output=output,
        json=json,
        force=force,
        fields=tuple(field or ()),
        code_reprints=code_reprints,
        parties=(*map(str, party_lists.lists()), *map(str, parties or ())),
        places=(*map(str, place_lists.lists()), *map(str, gazetteer or ())),
        codebooks=tuple(map(str, codebook or ())),
        only_codebooks=tuple(map(str, only_codebook or ())),
        learned=learned_path(learned) if learned else None,
        model=model,
        seconds=seconds,
        memory=memory,
        quiet=quiet,
    )
    raise typer.Exit(run_code(options, messages))


@app.command(
    epilog="Examples:  dateline explain report.txt  ·  dateline explain records.jsonl e3 --report kirkuk-1  ·  "
    "dateline explain INCIDENT --ledger kirkuk.db"
)
def explain(
    path: Annotated[
        str, typer.Argument(help="A file of records, a report to code now, or the id of a ledger's incident or event.")
    ],
    event: Annotated[str | None, typer.Argument(help="The event's id; all events when left out.")] = None,
    report: Annotated[str | None, typer.Option(help="The report's id, in a file of many records.")] = None,
    published: Annotated[str | None, typer.Option(help="Day of publication, when a report is coded now.")] = None,
    codebook: Annotated[
        list[Path] | None, typer.Option("--codebook", help="Your own categories, coded beside PLOVER's.")
    ] = None,
    only_codebook: Annotated[
        list[Path] | None, typer.Option("--only-codebook", help="Your own categories, coded instead of PLOVER's.")
    ] = None,
    ledger: Annotated[
        str | None, typer.Option("--ledger", help="Look in this ledger; without it, in that of this folder.")
    ] = None,
) -> None:
    """Say why each value of an event or incident is what it is: entry, words, runner-up, dates, places, links."""
    from dateline.cli.explaining import run_explain, run_explain_ledger

    where = ledger or os.environ.get("DATELINE_LEDGER") or "dateline.db"
    if ledger is not None or not (Path(path).exists() or path == "-" or not Path(where).exists()):
        raise typer.Exit(run_explain_ledger(where, path, messages))
    raise typer.Exit(
        run_explain(path, event, report, published, messages, tuple(codebook or ()), tuple(only_codebook or ()))
    )


@app.command(
    epilog="Examples:  dateline link records.jsonl -o linked.jsonl --incidents incidents.jsonl  ·  "
    "dateline code reports/ --json | dateline link -"
)
def link(
    path: Annotated[str, typer.Argument(help="A file of coded records (JSON Lines), or - for standard input.")] = "-",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the linked records to this JSON Lines file.")
    ] = None,
    incidents: Annotated[
        Path | None, typer.Option("--incidents", help="Write the incidents to this JSON Lines file.")
    ] = None,
    relations: Annotated[
        Path | None, typer.Option("--relations", help="Write follow-ups and phases to this JSON Lines file.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace output files.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Link events of different reports to incidents, and reports to the story they share."""
    from dateline.cli.linking import run_link

    raise typer.Exit(run_link(path, (output, incidents, relations), force, None if quiet else messages))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    import msgspec

    from dateline.record import json_schema

    typer.echo(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode())


@app.command()
def doctor() -> None:
    """Check the installation: versions, model, data files, memory, disk."""
    from dateline.cli.checkup import run_doctor

    raise typer.Exit(run_doctor(Console(highlight=False)))
