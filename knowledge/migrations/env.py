"""Run by Alembic: migrates the open connection that `knowledge.migrate` hands over."""

from alembic import context

given = context.config.attributes
context.configure(connection=given["connection"], version_table=given["table"], transactional_ddl=True)
context.run_migrations()
