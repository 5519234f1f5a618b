"""Run by Alembic: migrates over the connection it was handed, in that connection's transaction."""

from alembic import context

from briefings.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
