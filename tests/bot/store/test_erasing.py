"""What a chat was told beside its conversations goes with them, wherever they are erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.conversations.states import Channel
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.delivery_schema import delivery_table
from bot.store.outbox import Outbox
from tests.bot.store.made_up import NOON, TOMORROW, begun

CHAT, LONGER, GROUP = 420_000, 4_200_000, -420_000
EXPORT = {"html": "Vos données", "file": "Une commune seule est-elle éligible ?"}


async def told(outbox: Outbox, key: str, chat: int = CHAT) -> None:
    await outbox.notice(key, "telegram", str(chat), lane_of(chat), EXPORT, NOON)


async def left(database: Database) -> set[str]:
    async with database.reading() as connection:
        return set((await connection.execute(select(delivery_table.c.key))).scalars())


@pytest.mark.parametrize("old", [False, True])
async def test_what_a_chat_waits_for_goes_with_its_conversation_and_nothing_else(
    conversations: Conversations, database: Database, old: bool
) -> None:
    outbox = Outbox(database)
    there = Conversation.begin("c1", "p1", Channel.TELEGRAM, NOON, chat=CHAT)
    await conversations.begin(there, "digest of c1")
    for key in ("dead", "waiting"):
        await told(outbox, key)
        if key == "dead":
            (taken,) = await outbox.take(NOON, TOMORROW)
            await outbox.dead(taken.id, "Trop de tentatives.", NOON)
    await told(outbox, "notice:of staff")
    await told(outbox, "longer", LONGER)
    await told(outbox, "group", GROUP)
    await outbox.notice("mail", "notice", "", None, EXPORT, NOON)
    if old:
        assert await conversations.erase_older(NOON + timedelta(seconds=1), NOON) == 1
    else:
        await conversations.erase("c1")
    assert await left(database) == {"notice:of staff", "longer", "group", "mail"}


async def test_what_a_chat_waits_for_stays_when_another_conversation_is_erased(
    conversations: Conversations, database: Database
) -> None:
    there = Conversation.begin("c1", "p1", Channel.TELEGRAM, NOON, chat=CHAT)
    await conversations.begin(there, "digest of c1")
    await begun(conversations, "c2", "p2")
    await told(Outbox(database), "waiting")
    await conversations.erase("c2")
    assert await left(database) == {"waiting"}
