"""Where Alembic begins: it takes the connection that the archive gives it, and its transaction."""

from __future__ import annotations

from alembic import context

from storage.tables.ledger import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
