"""Keeping a ledger: check, backup, restore, compact, erase, changes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.markup import escape

from dateline.cli.app import app, messages
from dateline.cli.ledgers import DEFAULT_LEDGER, LedgerOption, person
from dateline.cli.status import Exit

if TYPE_CHECKING:
    from dateline.ledger.keeping import Copied

JsonOption = Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")]
_MOST_SHOWN = 200


@app.command(epilog="Examples:  dateline check  ·  dateline check --ledger kirkuk.db --json")
def check(ledger: LedgerOption = DEFAULT_LEDGER, json: JsonOption = False) -> None:
    """Work out every digest, chain and reference of the ledger anew, and name each row that is not as stored."""
    from dateline.intake.reprints import bands
    from dateline.ledger import open_ledger
    from dateline.ledger.checking import check as run

    found = mendable = 0
    with open_ledger(ledger, create=False, readonly=True) as opened:
        for fault in run(opened, bands):
            found += 1
            mendable += fault.mendable
            if json:
                sys.stdout.buffer.write(msgspec.json.encode(fault) + b"\n")
            elif found <= _MOST_SHOWN:
                style = "yellow" if fault.mendable else "red"
                messages.print(f"[{style}]{escape(str(fault))}[/]", soft_wrap=True)
    if not found:
        messages.print("All is as it was stored.")
        return
    if mendable == found:
        advice = "Nothing of the record is lost: `dateline compact` works these out anew."
    else:
        advice = "Restore the latest backup that checks, then ingest what came after it."
    messages.print(f"{found:,} faults. {advice}")
    raise typer.Exit(Exit.FAULT)


@app.command(epilog="Examples:  dateline backup monday.db  ·  dateline backup /mnt/disk/kirkuk.db --ledger kirkuk.db")
def backup(
    path: Annotated[Path, typer.Argument(help="The file to make; it is a ledger itself.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    json: JsonOption = False,
) -> None:
    """Copy the ledger as of this moment to a file, while others write, and check the copy."""
    from dateline.ledger import open_ledger
    from dateline.ledger.keeping import backup as run

    with open_ledger(ledger, create=False) as opened:
        _say_copy(run(opened, path), "Backed up to", json)


@app.command(epilog="Example:  dateline restore monday.db --ledger kirkuk.db --replace")
def restore(
    path: Annotated[Path, typer.Argument(help="The backup.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the ledger there is; a file is kept beside.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Put a backup in place, after checking it."""
    from dateline.ledger.keeping import restore as run

    _say_copy(run(path, ledger, replace=replace), "Restored", json)


@app.command()
def compact(ledger: LedgerOption = DEFAULT_LEDGER, json: JsonOption = False) -> None:
    """Give back unused room, and work out indexes and search anew."""
    from dateline.intake.reprints import bands
    from dateline.ledger import open_ledger
    from dateline.ledger.keeping import compact as run

    with open_ledger(ledger, create=False) as opened:
        done = run(opened, bands)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
    elif done.before is not None and done.after is not None:
        messages.print(f"{done.before / 1e6:,.1f} MB before, {done.after / 1e6:,.1f} MB now.")


@app.command(
    epilog="Examples:  dateline erase news-17 --why 'takedown request'  ·  "
    "dateline erase --person 'Ali Hassan' --person Hassan --why 'asked to be forgotten'"
)
def erase(
    report: Annotated[str | None, typer.Argument(help="The report's id; its copies go with it.")] = None,
    why: Annotated[str, typer.Option(help="The reason, which stays.")] = "",
    name: Annotated[
        list[str] | None, typer.Option("--person", help="A name to mask everywhere, each form it takes.")
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: JsonOption = False,
) -> None:
    """Take a report or a person's name out of the ledger for good, and search its files for what was erased."""
    from dateline.erasing import erase_person, erase_report
    from dateline.ledger import open_ledger
    from dateline.record import SetupError

    if (report is None) == (not name):
        raise SetupError("name a report, or a person with --person")
    what = f"report {report} and its copies" if report is not None else f"the name {', '.join(name or ())}"
    if not yes:
        typer.confirm(f"Erase {what} from {ledger} for good? Backups made before still hold it.", abort=True)
    with open_ledger(ledger, create=False) as opened:
        if report is not None:
            done = erase_report(opened, report, why, person())
        else:
            done = erase_person(opened, name or [], why, person())
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
    else:
        messages.print(f"Erased in {len(done.reports):,} reports. Backups and exports made before still hold it.")
        if report is not None and done.copies and done.copies[0] not in done.reports:
            messages.print(f"The same text stands in [bold]{escape(done.copies[0])}[/], which it repeats.")
    if done.found:
        messages.print(f"[red]Still to be read in[/] {escape(', '.join(done.found[:20]))}", soft_wrap=True)
        raise typer.Exit(Exit.FAULT)


@app.command(epilog="Example:  dateline changes --since 1200")
def changes(
    ledger: LedgerOption = DEFAULT_LEDGER,
    since: Annotated[int, typer.Option(min=0, help="The last number seen; what comes after it is listed.")] = 0,
    all: Annotated[bool, typer.Option("--all", help="Every change, not only the last of each thing.")] = False,  # noqa: A002
) -> None:
    """List what came, changed or went since a number, one JSON object a line; what went is a tombstone."""
    from dateline.ledger import open_ledger
    from dateline.ledger.changes import changes as run

    with open_ledger(ledger, create=False, readonly=True) as opened:
        for change in run(opened, since, latest=not all):
            sys.stdout.buffer.write(msgspec.json.encode(change) + b"\n")


def _say_copy(done: Copied, said: str, json: bool) -> None:
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
        return
    counts = f"{done.reports:,} reports, {done.events:,} events, {done.decisions:,} decisions, all checked"
    messages.print(f"{said} {escape(done.path)}: {counts}.", soft_wrap=True)
