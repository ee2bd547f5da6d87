"""Keep what each criterion of a call quoted when someone confirmed it last."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from sqlalchemy import select

from bot.conversations.events import SYSTEM
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.rule_schema import confirmation_table
from bot.store.statements import insert_once, upsert


class Confirmations:
    """The criteria of one call in a database, each with the digest of what it quoted.

    No call has the identifier "": `of` says which one is meant.
    """

    def __init__(self, database: Database, call: str = "") -> None:
        self._database = database
        self._call = call

    def of(self, call: str) -> Self:
        """Return the criteria of a call, by its identifier."""
        return type(self)(self._database, call)

    async def all(self) -> Mapping[str, str]:
        """Return the digest that was confirmed last, by the identifier of its criterion."""
        table = confirmation_table.c
        query = select(table.criterion, table.digest).where(table.call == self._call)
        async with self._database.reading() as connection:
            return {row.criterion: row.digest for row in await connection.execute(query)}

    async def baseline(self, digests: Mapping[str, str], at: datetime) -> None:
        """Take criteria that nobody has seen yet as they are; those that are known stay as they were."""
        if not digests:
            return
        async with self._database.writing() as connection:
            for criterion in sorted(digests):
                row = self._row(criterion, digests[criterion], SYSTEM, at)
                await connection.execute(insert_once(connection.dialect.name, confirmation_table, row))

    async def confirm(self, criterion: str, digest: str, by: str, at: datetime) -> None:
        """Keep that someone of the staff has read what a criterion quotes now."""
        row = self._row(criterion, digest, by, at)
        async with self._database.writing() as connection:
            await connection.execute(upsert(connection.dialect.name, confirmation_table, row))
            await write_down(connection, Act(at, by, "criterion.confirmed", criterion, {"call": self._call}))

    def _row(self, criterion: str, digest: str, by: str, at: datetime) -> dict[str, object]:
        return {"call": self._call, "criterion": criterion, "digest": digest, "by": by, "at": at}
