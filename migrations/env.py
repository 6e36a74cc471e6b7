"""Alembic's entry: ``textnn.store.engine`` hands in a connection with its transaction begun."""

from alembic import context

from textnn.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by rebuilding it
)
with context.begin_transaction():
    context.run_migrations()
