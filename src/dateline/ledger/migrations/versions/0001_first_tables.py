"""The first tables."""

from __future__ import annotations

from alembic import op

from dateline.ledger import search
from dateline.ledger.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them all."""
    connection = op.get_bind()
    metadata.create_all(connection, checkfirst=False)
    search.create(connection)
