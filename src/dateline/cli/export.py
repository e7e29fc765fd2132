"""``dateline export``: the events or incidents that fit a filter, as a file for other programs."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.markup import escape

import dateline
from dateline.cli.app import app, messages
from dateline.cli.ledgers import DEFAULT_LEDGER, LedgerOption, person
from dateline.cli.status import Exit
from dateline.record import SetupError


@app.command(
    epilog="Examples:  dateline export 'country:IRQ from:2020' -o iraq.csv  ·  dateline export 'has:point' -o "
    "points.geojson  ·  dateline export --incidents 'sources:>=2' -o incidents.csv  ·  "
    "dateline export --format jsonl -o - | head"
)
def export(
    wanted: Annotated[str, typer.Argument(metavar="[FILTER]", help="What is wanted; everything when left out.")] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", help="The file (.csv .jsonl .geojson .parquet .xlsx), or - .")
    ] = "-",
    ledger: LedgerOption = DEFAULT_LEDGER,
    profile: Annotated[
        str, typer.Option(help="How much may leave: public, partner (names no private persons), internal.")
    ] = "public",
    incidents: Annotated[
        bool, typer.Option("--incidents", help="A line for each incident that has such an event.")
    ] = False,
    format: Annotated[  # noqa: A002 - the word people use
        str | None, typer.Option("--format", help="csv, jsonl, geojson, parquet or xlsx, where the name does not say.")
    ] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Whole texts too (profile internal only).")] = False,
    bom: Annotated[bool, typer.Option("--bom/--no-bom", help="Mark CSV as UTF-8 for spreadsheets.")] = True,
    force: Annotated[bool, typer.Option(help="Replace the file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Write events, or incidents, to a file, with short quotations and no name of a private person unless asked for."""
    from dateline.ledger import open_ledger, queries
    from dateline.publish import exports
    from dateline.publish.redaction import Profile

    if format is not None and format not in exports.FORMATS:
        raise SetupError(f"no format is called {format!r}. Known: {', '.join(exports.FORMATS)}")
    plan = exports.Export(
        wanted=wanted,
        profile=cast("Profile", profile),
        with_text=with_text,
        bom=bom,
        program=f"dateline {dateline.__version__}",
        of="incidents" if incidents else "events",
    )
    asked = str(queries.tree(wanted))  # refuse a wrong filter before anything is opened
    with open_ledger(ledger, create=False) as opened:

        def note(number: int | None) -> None:
            """Who took what out is part of the record, as who put it in is."""
            detail = {"query": asked, "profile": profile, plan.of: number, "with_text": with_text}
            with opened.write(person()) as writer:
                writer.audit("export", Path(output).name if output != "-" else "standard output", detail)

        if output == "-":
            number = None
            try:
                number = exports.stream(opened, plan, sys.stdout.buffer, format or "csv")
                sys.stdout.buffer.flush()
            finally:
                note(number)  # also where its reader went before the end: what it had read has left
        else:
            day = datetime.now(UTC).date().isoformat()
            number = exports.write(opened, plan, Path(output), day=day, force=force, format=format or "", note=note)
    if not quiet:
        beside = f", with {escape(output)}.about.json beside it" if output != "-" else ""
        messages.print(f"{number:,} {plan.of}, profile {profile}, to {escape(output)}{beside}", soft_wrap=True)
    raise typer.Exit(Exit.DONE)
