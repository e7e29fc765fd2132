"""The commands that need no ledger: code, explain and link reports; print the schema, check the installation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dateline.cli.app import app, messages
from dateline.cli.options import CodebookOption, LearnedOption, OnlyCodebookOption


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
    codebook: CodebookOption = None,
    only_codebook: OnlyCodebookOption = None,
    learned: LearnedOption = None,
    model: Annotated[bool, typer.Option("--model/--no-model", help="Use the learned reader.")] = True,
    seconds: Annotated[float, typer.Option(min=0, help="Longest time for one report (0: no limit).")] = 120.0,
    memory: Annotated[float, typer.Option(min=0, help="Most memory of a worker, in GB (0: no limit).")] = 4.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Code reports: a readable card each on a terminal, JSON Lines when piped or written to a file."""
    from dateline.cli.coding import CodeOptions, run_code
    from dateline.cli.gazetteer import lists as places_added
    from dateline.cli.learning import learned_path
    from dateline.cli.parties import lists as parties_added

    options = CodeOptions(
        paths=tuple(paths),
        published=published,
        workers=workers,
        output=output,
        json=json,
        force=force,
        fields=tuple(field or ()),
        code_reprints=code_reprints,
        parties=(*map(str, parties_added()), *map(str, parties or ())),
        places=(*map(str, places_added()), *map(str, gazetteer or ())),
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
    codebook: CodebookOption = None,
    only_codebook: OnlyCodebookOption = None,
    learned: LearnedOption = None,
    left_out: Annotated[
        bool, typer.Option("--left-out", help="List the acts found and left out, too, when a report is coded now.")
    ] = False,
    ledger: Annotated[
        str | None, typer.Option("--ledger", help="Look in this ledger; without it, in that of this folder.")
    ] = None,
) -> None:
    """Say why each value of an event or incident is what it is: entry, words, runner-up, dates, places, links."""
    from dateline.cli.explaining import ExplainOptions, run_explain, run_explain_ledger
    from dateline.cli.learning import learned_path

    where = ledger or os.environ.get("DATELINE_LEDGER") or "dateline.db"
    if ledger is not None or not (Path(path).exists() or path == "-" or not Path(where).exists()):
        raise typer.Exit(run_explain_ledger(where, path, messages))
    options = ExplainOptions(
        path=path,
        event=event,
        report=report,
        published=published,
        codebooks=tuple(map(Path, codebook or ())),
        only_codebooks=tuple(map(Path, only_codebook or ())),
        learned=learned_path(learned) if learned else None,
        left_out=left_out,
    )
    raise typer.Exit(run_explain(options, messages))


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
