"""``dateline ledger``: what a ledger is, and its way to this program's version."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape

from dateline.cli.app import app as program
from dateline.cli.ledgers import DEFAULT_LEDGER, LedgerOption

app = typer.Typer(
    name="ledger",
    help="What a ledger is and holds; bring an older one to this version.",
    no_args_is_help=True,
)
program.add_typer(app)


@app.command(epilog="Examples:  dateline ledger info  ·  dateline ledger info --ledger postgresql://desk@host/news")
def info(
    ledger: LedgerOption = DEFAULT_LEDGER,
    json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Say what a ledger is: where, on which engine, how durably it stores, its version and how much it holds."""
    from dateline.ledger import open_ledger, upkeep

    with open_ledger(ledger, create=False, readonly=True) as opened:
        found = upkeep.info(opened)
    if json:
        typer.echo(msgspec.json.encode(asdict(found)).decode())
        return
    console = Console(highlight=False)
    console.print(escape(f"{found.where}  ({found.engine}; {found.durability})"), soft_wrap=True)
    made = f"made {found.created_at} by dateline {found.created_by}"
    console.print(f"tables {found.tables}, {made}, {found.size / 1e6:,.1f} MB", soft_wrap=True)
    for name, count in found.rows.items():
        console.print(f"{count:>12,}  {name}")


@app.command(
    epilog="Examples:  dateline ledger upgrade --ledger record.db  ·  dateline ledger upgrade --backup before.db"
)
def upgrade(
    ledger: LedgerOption = DEFAULT_LEDGER,
    backup: Annotated[
        Path | None, typer.Option(help="The file of the backup, else one beside the ledger or in this folder.")
    ] = None,
    without_backup: Annotated[
        bool, typer.Option("--without-backup", help="Make none: one was made by other means.")
    ] = False,
) -> None:
    """Bring the tables of an older ledger to this version, after a backup was made.

    A PostgreSQL database is copied with `pg_dump`, to be put back with `pg_restore`.
    """
    from dateline.ledger import upkeep

    done = upkeep.upgrade(ledger, backup=backup, without_backup=without_backup)
    console = Console(highlight=False)
    if done.before == done.after:
        console.print(f"The tables are of version {done.after} already.")
        return
    kept = f" The ledger as it was is kept in {done.backup}." if done.backup else ""
    console.print(escape(f"Tables brought from version {done.before} to {done.after}.{kept}"), soft_wrap=True)


@app.command(epilog="Examples:  dateline ledger adopt copied.db")
def adopt(
    file: Annotated[Path, typer.Argument(help="An SQLite ledger whose -wal file is lost.")],
) -> None:
    """Go on with a ledger whose ``-wal`` file is lost; what was stored last may be missing."""
    from dateline.ledger import upkeep

    upkeep.adopt(file)
    Console(highlight=False).print(
        escape(f"{file} can be opened again. What was stored last may be missing: run `dateline check`."),
        soft_wrap=True,
    )
