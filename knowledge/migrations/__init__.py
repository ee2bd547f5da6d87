"""The history of the store's tables, in Alembic's order."""
