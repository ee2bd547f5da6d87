"""Keep what each criterion quoted when someone confirmed it last."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from bot.conversations.events import SYSTEM
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.rule_schema import confirmation_table
from bot.store.statements import insert_once, upsert


class Confirmations:
    """The criteria of a database, each with the digest of what it quoted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Mapping[str, str]:
        """Return the digest that was confirmed last, by the identifier of its criterion."""
        query = select(confirmation_table.c.criterion, confirmation_table.c.digest)
        async with self._database.reading() as connection:
            return {row.criterion: row.digest for row in await connection.execute(query)}

    async def baseline(self, digests: Mapping[str, str], at: datetime) -> None:
        """Take criteria that nobody has seen yet as they are; those that are known stay as they were."""
        if not digests:
            return
        async with self._database.writing() as connection:
            for criterion in sorted(digests):
                row = {"criterion": criterion, "digest": digests[criterion], "by": SYSTEM, "at": at}
                await connection.execute(insert_once(connection.dialect.name, confirmation_table, row))

    async def confirm(self, criterion: str, digest: str, by: str, at: datetime) -> None:
        """Keep that someone of the staff has read what a criterion quotes now."""
        row = {"criterion": criterion, "digest": digest, "by": by, "at": at}
        async with self._database.writing() as connection:
            await connection.execute(upsert(connection.dialect.name, confirmation_table, row))
            await write_down(connection, Act(at, by, "criterion.confirmed", criterion))
