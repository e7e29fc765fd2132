"""Which ledger a command works on: the option, the environment, or the file of this folder."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

LedgerOption = Annotated[
    str, typer.Option("--ledger", envvar="DATELINE_LEDGER", help="The ledger: a file, or a postgresql:// address.")
]
DEFAULT_LEDGER = "dateline.db"


def person() -> str:
    """The name acts are kept under where nobody signs in: the one this machine knows the person by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "local"
