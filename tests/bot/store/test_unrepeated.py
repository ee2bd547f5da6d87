"""What people wrote is in no error and in no log, when the database refuses to keep it."""

import logging
from traceback import format_exception

import pytest
from sqlalchemy import text

from bot.store.conversations import Conversations
from bot.store.database import Database
from knowledge.errors import StoreUnavailable
from tests.bot.store.made_up import NOON, begun, says

WRITTEN = "Je suis malade"
REFUSING = {
    "sqlite": [
        "CREATE TRIGGER refusing BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'refused'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'refused' USING DETAIL = NEW.text; END $$",
        "CREATE TRIGGER refusing BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION refusing()",
    ],
}


def told(error: BaseException) -> str:
    """All that a log would hold of an error, its causes included."""
    return "".join(format_exception(error))


async def test_a_message_that_cannot_be_kept_is_repeated_nowhere(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    conversations = Conversations(database)
    await begun(conversations)
    async with database.writing() as connection:
        for statement in REFUSING[database.dialect]:
            await connection.exec_driver_sql(statement)
    with pytest.raises(StoreUnavailable, match="refused") as caught:
        await conversations.change("c1", says(WRITTEN))
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=caught.value)
    assert "StoreUnavailable" in told(caught.value)
    assert WRITTEN not in told(caught.value) + caplog.text
    assert caught.value.__cause__ is None


async def test_a_row_that_a_constraint_refuses_is_not_repeated(database: Database) -> None:
    insertion = text(
        "INSERT INTO event (conversation, number, kind, at, actor, data) "
        "VALUES ('c1', 1, :written, :at, NULL, '{}')"
    )
    with pytest.raises(StoreUnavailable, match="actor") as caught:
        async with database.writing() as connection:
            await connection.execute(insertion, {"written": WRITTEN, "at": NOON.replace(tzinfo=None)})
    assert WRITTEN not in told(caught.value)


async def test_a_parameter_that_no_driver_takes_is_not_repeated(database: Database) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        async with database.reading() as connection:
            await connection.execute(text("SELECT :written"), {"written": {WRITTEN}})
    assert WRITTEN not in told(caught.value)
