"""The tables of conversations are those of the migrations, beside those of the corpus, on both databases."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from anyio import create_task_group, fail_after, sleep
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.audit import Act, Audit
from bot.store.conversations import Conversations
from bot.store.database import CONVERSATIONS, Database, migrate
from bot.store.delivery_schema import delivery_table
from bot.store.model_schema import model_call_table
from bot.store.rule_schema import rule_text_table
from bot.store.schema import HEAD, REVISIONS, metadata
from bot.store.site_schema import origin_table, site_table
from bot.store.telegram_schema import telegram_update_table
from knowledge.database import with_driver
from knowledge.errors import StoreTooRecent, StoreUnavailable
from knowledge.migrate import revisions
from knowledge.store import open_store
from tests.bot.databases import open_store_database
from tests.bot.store.made_up import NOON, asked, begun, conversation, says
from tests.knowledge.examples import CORPUS

BY_HAND = {"ix_message_stems"}
"""What a migration makes that tables written for both databases cannot say."""
CHANGES = [
    "UPDATE audit SET actor = 'nobody'",
    "UPDATE audit SET actor = actor WHERE id = 1",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE id = 1",
]


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return name not in BY_HAND if kind == "index" else kind != "table" or name in metadata.tables


def differences(connection: Connection) -> list[object]:
    options = {"include_name": ours, "compare_type": True, "version_table": REVISIONS}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def test_the_migrations_make_the_tables_of_the_schema(url: str) -> None:
    engine = create_engine(with_driver(url))
    with engine.connect() as connection:
        assert differences(connection) == []
        for table in metadata.tables.values():
            key = inspect(connection).get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key], table.name
    engine.dispose()


def test_the_tables_of_other_files_are_compared_too() -> None:
    others = {
        site_table,
        origin_table,
        delivery_table,
        telegram_update_table,
        rule_text_table,
        model_call_table,
    }
    assert {table.name for table in others} <= set(metadata.tables)


def test_the_head_is_the_last_migration() -> None:
    assert revisions(CONVERSATIONS)[0] == HEAD


async def test_an_open_database_is_migrated_once(url: str) -> None:
    database = await open_store_database(url)
    await begun(Conversations(database))
    await database.close()
    again = await open_store_database(url)
    assert (await Conversations(again).get("c1")).id == "c1"
    await again.close()


async def test_both_packages_keep_their_tables_in_one_database(url: str) -> None:
    with closing(open_store(url)) as store:
        version = store.save(CORPUS, "hash", 64, "f")
        database = await open_store_database(url)
        await asked(Conversations(database))
        assert store.corpus(version) == CORPUS
        await database.close()


async def test_a_database_that_has_the_corpus_gets_the_conversations(empty_url: str) -> None:
    with closing(open_store(empty_url)) as store:
        version = store.save(CORPUS, "hash", 64, "f")
    database = await open_store_database(empty_url)
    await asked(Conversations(database))
    await database.close()
    with closing(open_store(empty_url)) as store:
        assert store.corpus(version) == CORPUS
    migrate(empty_url)


async def test_a_database_of_a_later_release_is_refused(url: str) -> None:
    database = await open_store_database(url)
    async with database.writing() as connection:
        await connection.execute(text(f"UPDATE {REVISIONS} SET version_num = '9999'"))  # noqa: S608 - our own constant
    await database.close()
    with pytest.raises(StoreTooRecent, match="« 9999 »"):
        await open_store_database(url)


@pytest.mark.parametrize("change", CHANGES)
async def test_the_database_itself_refuses_to_change_the_audit_log(database: Database, change: str) -> None:
    act = Act(datetime.now(UTC) - timedelta(days=179), "anne", "conversation.seen", "c1", {"number": 3})
    await Audit(database).add(act)
    with pytest.raises(StoreUnavailable, match="the audit log only grows"):
        async with database.writing() as connection:
            await connection.execute(text(change))
    assert await Audit(database).page() == [(1, act)]


async def test_only_acts_that_had_their_time_leave_the_audit_log(database: Database) -> None:
    audit, now = Audit(database), datetime.now(UTC)
    old, recent = (Act(now - timedelta(days=days), "anne", "conversation.seen") for days in (182, 178))
    await audit.add(old, recent)
    with pytest.raises(StoreUnavailable, match="the audit log only grows"):
        await audit.drop(now, now)
    assert len(await audit.page()) == 2
    assert await audit.drop(now - timedelta(days=180), now) == 1
    assert await audit.drop(now - timedelta(days=180), now) == 0
    dropped = Act(now, "system", "audit.expired", "", {"count": 1})
    assert [act for _, act in await audit.page()] == [dropped, recent]


BEHIND_TRIGGERS = {
    "sqlite": "REPLACE INTO audit SELECT id, at, 'nobody', action, object, data FROM audit",
    "postgresql": "TRUNCATE audit",
}
"""What each database does to rows without asking the triggers of rows."""


async def test_the_audit_log_cannot_be_changed_behind_its_triggers(database: Database) -> None:
    await Audit(database).add(Act(NOON, "anne", "conversation.seen"))
    with pytest.raises(StoreUnavailable, match="the audit log only grows"):
        async with database.writing() as connection:
            await connection.execute(text(BEHIND_TRIGGERS[database.dialect]))
    assert await Audit(database).page() == [(1, Act(NOON, "anne", "conversation.seen"))]


async def test_the_audit_log_is_read_by_page_person_and_word(database: Database) -> None:
    audit = Audit(database)
    words = ["conversation.seen", "conversation.claimed", "staff_added", "staff%added"]
    await audit.add(*(Act(NOON, actor, word) for word in words for actor in ("anne", "bruno")))
    first = await audit.page(limit=3)
    assert [number for number, _ in first] == [8, 7, 6]
    assert [number for number, _ in await audit.page(before=6, limit=3)] == [5, 4, 3]
    assert [number for number, _ in await audit.page(actor="anne", action="conversation.")] == [3, 1]
    assert [act.action for _, act in await audit.page(action="staff%")] == ["staff%added"] * 2


async def test_what_a_transaction_did_before_it_failed_is_undone(database: Database) -> None:
    conversations = Conversations(database)
    await begun(conversations)
    with pytest.raises(StoreUnavailable):
        await conversations.begin(conversation("c2", "p2"), "digest of c1")
    assert await conversations.changed_since(NOON) == [("c1", NOON)]


async def test_who_goes_away_leaves_the_database_usable(database: Database) -> None:
    conversations = Conversations(database)
    await begun(conversations)
    for n in range(60):
        async with create_task_group() as group:
            group.start_soon(conversations.change, "c1", says("parti"))
            group.start_soon(conversations.events, "c1")
            await sleep(n / 5_000)
            group.cancel_scope.cancel()
        with fail_after(5):
            await conversations.change("c1", says("resté"))
    kept = await conversations.get("c1")
    assert [event.number for event in await conversations.events("c1")] == list(range(1, kept.number + 1))
    assert kept.number >= 60


def test_a_server_that_is_down_is_said_without_its_password() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        migrate("postgresql://guichet:secret@127.0.0.1:9/guichet")
    assert "secret" not in str(caught.value)


async def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "guichet.db").write_text("Ce n’est pas une base de données." * 100)
    with pytest.raises(StoreUnavailable, match="file is not a database"):
        await open_store_database(f"sqlite:///{tmp_path}/guichet.db")


async def test_who_finds_no_free_connection_is_told_that_the_database_refuses(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    database = Database(engine)
    with pytest.raises(StoreUnavailable, match="trop de demandes à la fois"):
        async with database.reading(), database.reading():
            pass
    await database.close()
