"""The versions of the tables, and the way from each to the next.

Every change of a table is a file in ``versions``, run by Alembic inside one transaction of this process.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from dateline.record.errors import LedgerError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The version of the tables that this program reads and writes."""


def config() -> Config:
    """Alembic's settings: where the versions lie, and no file of settings."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return made


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables to version ``to`` within the transaction of ``connection``."""
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)


def version(connection: Connection) -> str | None:
    """The version of the tables in a ledger."""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def check(connection: Connection, where: str) -> None:
    """Refuse tables of another version, politely.

    Raises:
        LedgerError: they are older (and can be upgraded) or newer (and need a newer program).
    """
    found = version(connection)
    if found == HEAD:
        return
    if found is None or found > HEAD:
        raise LedgerError(
            f"{where} was written by a newer dateline (tables {found}, this one knows {HEAD}) and stays as it is. "
            "Install the newer version"
        )
    raise LedgerError(
        f"{where} was written by an older dateline (tables {found}, now {HEAD}). "
        f"Run `dateline ledger upgrade --ledger {where}`, which makes a backup first"
    )
