"""Bring a database to the present tables with Alembic, loaded only then: it takes half a second."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from knowledge.ondemand import load


@dataclass(frozen=True, slots=True)
class Lineage:
    """A line of migrations: the folder of its scripts, and the last of them.

    `table` is where a database keeps which of them it has had.
    """

    scripts: Path
    head: str
    table: str


def upgrade(connection: Connection, lineage: Lineage) -> None:
    """Migrate to the last revision, inside the transaction that `connection` has open."""
    if connection.dialect.name == "postgresql":
        # Two processes may start at once on an empty database; any constant number will do.
        connection.execute(text("SELECT pg_advisory_xact_lock(7418529630)"))
    load("alembic.command").upgrade(_configuration(connection, lineage), "head")


def revision(connection: Connection, lineage: Lineage) -> str | None:
    """Return the revision that a database is at, None if it never had one of this lineage."""
    if not connection.dialect.has_table(connection, lineage.table):
        return None
    return connection.execute(text(f"SELECT version_num FROM {lineage.table}")).scalar()  # noqa: S608 - our own constant


def revisions(lineage: Lineage) -> list[str]:
    """Return the revisions of our scripts, the last first."""
    scripts = load("alembic.script").ScriptDirectory(str(lineage.scripts))
    return [script.revision for script in scripts.walk_revisions()]


def _configuration(connection: Connection, lineage: Lineage) -> Any:
    """Return Alembic's configuration, made in code: no file to find, no logging set up."""
    config = load("alembic.config").Config()
    config.set_main_option("script_location", str(lineage.scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["table"] = lineage.table
    return config
