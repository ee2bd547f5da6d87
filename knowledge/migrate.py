"""Bring a database to the present tables with Alembic, loaded only then: it takes half a second."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from knowledge.ondemand import load

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Migrate to the last revision, inside the transaction that `connection` has open."""
    if connection.dialect.name == "postgresql":
        # Two processes may start at once on an empty database; any constant number will do.
        connection.execute(text("SELECT pg_advisory_xact_lock(7418529630)"))
    load("alembic.command").upgrade(_configuration(connection), "head")


def revisions() -> list[str]:
    """Return the revisions of our scripts, the last first."""
    scripts = load("alembic.script").ScriptDirectory(str(SCRIPTS))
    return [script.revision for script in scripts.walk_revisions()]


def _configuration(connection: Connection) -> Any:
    """Return Alembic's configuration, made in code: no file to find, no logging set up."""
    config = load("alembic.config").Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
