"""Write down what someone sees, but not each time that they look at it again."""

from datetime import timedelta

from sqlalchemy import exists, select

from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.schema import audit_table


async def note_once(database: Database, act: Act, every: timedelta) -> bool:
    """Write an act down unless the same person did the same to the same object less than `every` before.

    Return whether it was written.
    """
    table = audit_table.c
    query = select(
        exists().where(
            table.at > act.at - every,
            table.actor == act.actor,
            table.action == act.action,
            table.object == act.object,
        )
    )
    async with database.reading() as connection:
        if (await connection.execute(query)).scalar_one():
            return False
    async with database.writing() as connection:
        if (await connection.execute(query)).scalar_one():
            return False
        await write_down(connection, act)
    return True
