"""The history of the tables of conversations and staff, in Alembic's order."""
