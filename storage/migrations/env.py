"""Run by Alembic for each command, on the connection and in the transaction that `storage.migrate` holds."""

from alembic import context

from storage.search import is_ours
from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most of a table: batch mode copies it
    include_name=is_ours,
)
context.run_migrations()
