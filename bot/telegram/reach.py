"""Note that a contact cannot be written to any more."""

from contextlib import suppress
from datetime import datetime

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.conversations.errors import NotAllowed, UnknownConversation
from bot.store.stores import Stores


async def lost(stores: Stores, chat: int, now: datetime) -> list[Conversation]:
    """Note that a chat cannot be written to any more; return its conversations that changed.

    What waits is kept until its contact comes back.

    Raises:
        StoreUnavailable: the database refuses.
    """
    reachable = [one for one in await stores.telegram_chats.all_of(chat) if not one.unreachable]
    changed = [one for one in reachable if await _changed(stores, one, now)]
    await stores.outbox.unreachable(lane_of(chat), now)
    return changed


async def _changed(stores: Stores, conversation: Conversation, now: datetime) -> bool:
    """Note it in a conversation; return False if someone else did, or it was erased."""
    with suppress(NotAllowed, UnknownConversation):
        await stores.conversations.change(conversation.id, lambda c: c.lose(now))
        return True
    return False
