"""The program itself: its name, its way of ending, and the hook its commands hang on."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperCommand, TyperGroup

import dateline
from dateline.cli.status import Exit
from dateline.record import DatelineError

HEADINGS = {
    "Code reports": ("code", "explain", "link"),
    "Keep and ask": ("ingest", "watch", "query", "export", "alert", "changes", "quarantine"),
    "Review": ("serve", "account", "score", "learn"),
    "Your own lists": ("codebook", "parties", "gazetteer"),
    "Look after the ledger": ("check", "backup", "restore", "compact", "erase", "ledger"),
    "The installation": ("doctor", "schema"),
}
"""How the help groups the commands, and the order it lists them in."""


class UnderHeadings(TyperGroup):
    """The program's commands in the order and under the headings of `HEADINGS`; one without a heading comes last."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the headings."""
        order = [name for names in HEADINGS.values() for name in names]
        return sorted(super().list_commands(ctx), key=lambda it: order.index(it) if it in order else len(order))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, put under its heading."""
        command = super().get_command(ctx, cmd_name)
        heading = next((title for title, names in HEADINGS.items() if cmd_name in names), None)
        if isinstance(command, TyperCommand | TyperGroup) and heading is not None:
            command.rich_help_panel = heading
        return command


app = typer.Typer(
    name="dateline",
    cls=UnderHeadings,
    help="Reads news reports and writes the record: who did what to whom, where, when, and who says so.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
