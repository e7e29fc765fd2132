"""Alembic's entry: the connection is ours, the transaction too."""

from __future__ import annotations

from alembic import context

from dateline.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # DDL belongs to the transaction on both back ends: the driver is told when to begin and never commits by itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
