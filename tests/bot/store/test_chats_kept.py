"""A chat carries on one conversation at a time, the last that was begun or came there."""

from datetime import timedelta

import pytest

from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.store.conversations import Conversations, Transition
from bot.store.database import Database
from bot.store.telegram_chats import TelegramChats
from tests.bot.store.made_up import NOON, begun, says
from tests.bot.telegram.numbers import seen

CHAT, OTHER = 4_200_000_000, 42


@pytest.fixture
def chats(database: Database) -> TelegramChats:
    return TelegramChats(database)


def follows(chat: int) -> Transition:
    return lambda conversation: conversation.follow_to(chat, NOON)


async def begun_there(conversations: Conversations, id: str, chat: int = CHAT, minutes: int = 0) -> None:
    at = NOON + timedelta(minutes=minutes)
    begun = Conversation.begin(id, "p1", Channel.TELEGRAM, at, chat=chat)
    await conversations.begin(begun, f"digest of {id}")


async def current(chats: TelegramChats, chat: int = CHAT) -> str | None:
    found = await chats.current(chat)
    return None if found is None else found.id


async def test_a_chat_carries_on_the_last_conversation_begun_there(
    conversations: Conversations, chats: TelegramChats
) -> None:
    assert await chats.current(CHAT) is None
    await begun_there(conversations, "c1")
    assert await chats.current(CHAT) == await conversations.get("c1")
    await begun_there(conversations, "c2", minutes=1)
    assert (await current(chats), await current(chats, OTHER)) == ("c2", None)
    assert [one.id for one in await chats.all_of(CHAT)] == ["c2", "c1"]


async def test_a_conversation_of_a_page_goes_on_in_a_chat_and_back(
    conversations: Conversations, chats: TelegramChats
) -> None:
    await begun_there(conversations, "c1")
    await begun(conversations, "c2")
    await conversations.change("c2", follows(CHAT))
    assert await current(chats) == "c2"
    assert (await conversations.get("c2")).chat == CHAT
    await conversations.change("c1", follows(CHAT))
    assert await current(chats) == "c1"


async def test_nothing_else_that_happens_makes_a_chat_carry_it_on(
    conversations: Conversations, chats: TelegramChats
) -> None:
    await begun_there(conversations, "c1")
    await begun_there(conversations, "c2")
    await conversations.change("c1", says("Et moi ?"))
    assert await current(chats) == "c2"


async def test_a_conversation_goes_on_in_one_chat_at_a_time(
    conversations: Conversations, chats: TelegramChats
) -> None:
    await begun_there(conversations, "c1")
    await conversations.change("c1", follows(OTHER))
    assert (await current(chats), await current(chats, OTHER)) == (None, "c1")
    assert ([one.id for one in await chats.all_of(OTHER)], await chats.all_of(CHAT)) == (["c1"], [])


async def test_nothing_is_left_of_a_chat_whose_conversation_was_erased(
    conversations: Conversations, chats: TelegramChats, database: Database
) -> None:
    await begun_there(conversations, "c1")
    await seen(database, CHAT, 7)
    await conversations.erase("c1")
    assert (await chats.current(CHAT), await chats.all_of(CHAT), await chats.greatest(CHAT)) == (None, [], 0)
    await begun_there(conversations, "c2")
    await conversations.erase_older(NOON + timedelta(seconds=1), NOON)
    assert await chats.current(CHAT) is None


async def test_the_greatest_number_seen_in_a_chat_stays(
    conversations: Conversations, chats: TelegramChats, database: Database
) -> None:
    await seen(database, CHAT, 7)
    await begun_there(conversations, "c1")
    await seen(database, CHAT, 5)
    await seen(database, OTHER, 9)
    await seen(database, -100, 1_000)
    assert [await chats.greatest(chat) for chat in (CHAT, OTHER, -100, 1)] == [7, 9, 1_000, 0]
    assert await current(chats) == "c1"


async def test_chats_that_carry_on_nothing_are_forgotten(
    conversations: Conversations, chats: TelegramChats, database: Database
) -> None:
    await begun_there(conversations, "c1")
    await seen(database, CHAT, 7)
    await seen(database, OTHER, 9)
    await chats.forget_strangers()
    assert (await chats.greatest(OTHER), await chats.greatest(CHAT), await current(chats)) == (0, 7, "c1")


async def test_the_key_of_an_event_is_known(conversations: Conversations) -> None:
    await begun(conversations)
    await conversations.change("c1", says("Bonjour."), "telegram:12")
    await conversations.change("c1", says("Et ?"))
    assert [await conversations.key_of("c1", n) for n in (1, 2, 3)] == ["telegram:12", None, None]


async def test_a_chat_survives_as_it_was_kept(conversations: Conversations, chats: TelegramChats) -> None:
    await begun_there(conversations, "c1")
    await conversations.change("c1", lambda c: c.lose(NOON))
    found = await chats.current(CHAT)
    assert found is not None
    assert (found.chat, found.unreachable, found.channel) == (CHAT, True, Channel.TELEGRAM)
