"""A database of the release before Telegram keeps its conversations and its letters, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from bot.store.conversations import Conversations
from bot.store.database import CONVERSATIONS, migrate
from bot.store.outbox import Outbox, State
from knowledge.database import with_driver
from tests.bot.databases import open_store_database
from tests.bot.store.made_up import ADDRESS, NOON

LATER = NOON + timedelta(minutes=10)
ROWS = (
    "INSERT INTO contact (id, created_at) VALUES ('p1', '{at}')",
    "INSERT INTO conversation (id, contact, channel, created_at, changed_at, status, number, turn, asked,"
    " answered, subject, topic, email) VALUES"
    " ('c1', 'p1', 'web', '{at}', '{at}', 'open', 2, 2, 1, 0, 'Éligible ?', '', 'contact@exemple.fr')",
    "INSERT INTO event (conversation, number, kind, at, actor, data) VALUES"
    " ('c1', 1, 'message', '{at}', 'contact', '{{}}'), ('c1', 2, 'message', '{at}', 'anne', '{{}}')",
    "INSERT INTO delivery (id, key, conversation, number, channel, address, secret, state, attempts, due_at,"
    " created_at) VALUES"
    " (7, 'c1:2:email', 'c1', 2, 'email', 'contact@exemple.fr', 'secret', 'waiting', 3, '{at}', '{at}')",
)


def bring_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(CONVERSATIONS.scripts))
    config.attributes.update(connection=connection, table=CONVERSATIONS.table)
    command.upgrade(config, revision)


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """A database of the release before, with a letter that waits."""
    engine = create_engine(with_driver(empty_url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA foreign_keys = ON"))
    with engine.begin() as connection:
        bring_to(connection, "0002")
        for row in ROWS:
            connection.execute(text(row.format(at="2013-10-15 12:00:00.000000")))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT setval('delivery_id_seq', 7)"))
    yield engine
    engine.dispose()


@pytest.fixture
def migrated(engine: Engine, empty_url: str) -> str:
    engine.dispose()
    migrate(empty_url)
    return empty_url


async def test_a_letter_that_waited_still_does(migrated: str) -> None:
    database = await open_store_database(migrated)
    (letter,) = await Outbox(database).take(LATER, LATER)
    assert (letter.id, letter.key, letter.address, letter.attempts) == (7, "c1:2:email", ADDRESS, 4)
    assert (letter.lane, letter.payload, letter.doubtful, letter.sent_parts) == (None, None, False, ())
    (kept,) = await Outbox(database).of_conversation("c1")
    assert (kept.state, kept.number) == (State.WAITING, 2)
    await database.close()


async def test_a_conversation_is_in_no_chat_and_goes_on(migrated: str) -> None:
    database = await open_store_database(migrated)
    conversations = Conversations(database)
    kept = await conversations.get("c1")
    assert (kept.chat, kept.unreachable, kept.email) == (None, False, ADDRESS)
    await conversations.change("c1", lambda c: c.reply("anne", "Anne", "Oui.", LATER, 99))
    assert [each.number for each in await Outbox(database).of_conversation("c1")] == [2, 4]
    await conversations.erase("c1")
    assert await Outbox(database).of_conversation("c1") == []
    await database.close()


async def test_no_identifier_of_a_delivery_is_given_twice(engine: Engine, empty_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM delivery"))
    engine.dispose()
    migrate(empty_url)
    database = await open_store_database(empty_url)
    assert await Outbox(database).notice("k", "notice", "0", None, {}, NOON)
    assert [each.id for each in await Outbox(database).take(NOON, LATER)] == [8]
    await database.close()


def test_the_keys_of_the_table_made_anew_are_those_of_before(migrated: str) -> None:
    engine = create_engine(with_driver(migrated))
    inspected = inspect(engine)
    assert [one["column_names"] for one in inspected.get_unique_constraints("delivery")] == [["key"]]
    (foreign,) = inspected.get_foreign_keys("delivery")
    assert (foreign["referred_table"], foreign["options"]) == ("event", {"ondelete": "CASCADE"})
    assert inspected.get_pk_constraint("delivery")["constrained_columns"] == ["id"]
    engine.dispose()


def test_the_scripts_are_where_this_test_looks() -> None:
    assert Path(CONVERSATIONS.scripts, "versions", "m0003_telegram.py").is_file()
