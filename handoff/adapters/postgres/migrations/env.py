"""Alembic's entry: migrations run on the connection that `migrate` opened."""

from alembic import context

from handoff.adapters.postgres.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
