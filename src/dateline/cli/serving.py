"""`dateline serve` and the accounts of those who may sign in."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.table import Table

from dateline.cli.app import app, messages
from dateline.cli.options import CodebookOption, LearnedOption, OnlyCodebookOption
from dateline.record import SetupError

accounts_app = typer.Typer(name="account", help="Who may sign in to the desk.", no_args_is_help=True)
app.add_typer(accounts_app)

LedgerOption = Annotated[
    str, typer.Option("--ledger", envvar="DATELINE_LEDGER", help="The ledger: a file, or a postgresql:// address.")
]


@app.command()
def serve(
    ledger: LedgerOption = "dateline.db",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on (0: any that is free).")] = 8010,
    accounts: Annotated[bool, typer.Option("--accounts", help="People sign in with name and password.")] = False,
    certificate: Annotated[str | None, typer.Option(help="A certificate for TLS, as a PEM file.")] = None,
    key: Annotated[str | None, typer.Option(help="Its key, as a PEM file.")] = None,
    proxy: Annotated[
        str | None, typer.Option(help="The address of the proxy that speaks TLS and whose headers are believed.")
    ] = None,
    name: Annotated[list[str] | None, typer.Option(help="A host name it may be called by; may be repeated.")] = None,
    codebook: CodebookOption = None,
    only_codebook: OnlyCodebookOption = None,
    learned: LearnedOption = None,
) -> None:
    """Open the desk in the browser: read, explore and review the record."""
    from dateline.cli import gazetteer, parties
    from dateline.cli.learning import learned_path
    from dateline.ledger import open_ledger
    from dateline.workers import Setting

    try:
        from dateline.web.serving import serve as run
        from dateline.web.settings import Settings
    except ImportError as error:
        raise SetupError(
            f"the desk's packages are missing ({error.name}). Install them with: pip install 'dateline[desk]'"
        ) from None
    settings = Settings(
        host=host, port=port, accounts=accounts, certificate=certificate, key=key, proxy=proxy, names=tuple(name or ())
    )
    coding = Setting(
        codebooks=tuple(codebook or ()), only_codebooks=tuple(only_codebook or ()),
        learned=learned_path(learned) if learned else None,
        parties=tuple(map(str, parties.lists())), places=tuple(map(str, gazetteer.lists())),
    )  # fmt: skip
    with open_ledger(ledger) as opened:
        messages.print("[bold]The desk is open.[/] Stop it with Ctrl-C.")
        typer.echo(settings.start_link)
        run(opened, settings, _owner(), coding)


@accounts_app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[str, typer.Option(help="viewer, coder, adjudicator or admin")] = "coder",
    ledger: LedgerOption = "dateline.db",
) -> None:
    """Add an account; asks for its password."""
    from dateline.ledger import open_ledger
    from dateline.ledger.accounts import add_account

    with open_ledger(ledger) as opened:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        add_account(opened, name, password, role, by=_owner())
    messages.print(f"Account {name!r} may sign in as {role}.")


@accounts_app.command("change")
def change(
    name: Annotated[str, typer.Argument(help="The account.")],
    role: Annotated[str | None, typer.Option(help="viewer, coder, adjudicator or admin")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    disabled: Annotated[
        bool | None, typer.Option("--disable/--enable", help="Shut the account out, or let it in again.")
    ] = None,
    ledger: LedgerOption = "dateline.db",
) -> None:
    """Change an account's role or password, or shut it out; its sessions end."""
    from dateline.ledger import open_ledger
    from dateline.ledger.accounts import change_account

    with open_ledger(ledger) as opened:
        fresh = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if password else None
        change_account(opened, name, by=_owner(), password=fresh, role=role, disabled=disabled)


@accounts_app.command("list")
def listed(ledger: LedgerOption = "dateline.db") -> None:
    """Show who may sign in."""
    from dateline.ledger import open_ledger
    from dateline.ledger.accounts import all_accounts

    with open_ledger(ledger, create=False) as opened, opened.read() as connection:
        found = all_accounts(connection)
    table = Table("name", "role", "since", "")
    for account in found:
        table.add_row(account.name, account.role, account.created_at, "disabled" if account.disabled else "")
    messages.print(table)


def _owner() -> str:
    """The name decisions are kept under where nobody signs in: the one this machine knows the person by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "local"
