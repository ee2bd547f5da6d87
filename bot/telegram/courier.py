"""Send on Telegram what is to be delivered there, one message of its chat at a time, each once."""

from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from anyio import CancelScope

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import TELEGRAM, lane_of
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Author, Message
from bot.delivery.outbox import NotWanted, Part
from bot.store.outbox import Waiting
from bot.store.stores import Stores
from bot.store.telegram_numbers import counts_apart, mark, shares_counter
from bot.telegram.api import Api, TelegramError, Uncertain
from bot.telegram.bare import or_bare
from bot.telegram.buttons import Signer
from bot.telegram.doubts import FAR, Doubt, found
from bot.telegram.messages import Outgoing
from bot.telegram.pace import GROUP_PAUSE
from bot.telegram.patience import Patience
from bot.telegram.rendering import Look, rendered

PAUSE, IN_GROUPS = timedelta(seconds=1), timedelta(seconds=GROUP_PAUSE)
"""Between two messages of a chat: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

MOST_NUMBERS, MOST_CUT = 20_000, 1_000
"""How many of the last messages are remembered by their number, and of those that are being sent in parts."""

T = TypeVar("T")

ERASED: Final = "Cette conversation a été effacée."


class Courier:
    """Makes the deliveries of Telegram, as the bot of that number.

    `site` is the public address of our pages, without a final slash. The numbers that are known from a
    former bot do no harm: at worst what is in doubt is sent twice.
    """

    def __init__(self, api: Api, stores: Stores, signer: Signer, site: str, bot: int) -> None:
        self._api = api
        self._stores = stores
        self._signer = signer
        self._site = site
        self._bot = bot
        self._apart: bool | None = None
        self._numbers: dict[int, None] = {}
        self._cut: dict[int, tuple[Outgoing, ...]] = {}
        self._tried: dict[int, set[int]] = {}
        self._open: dict[int, int] = {}
        self._patience = Patience()

    async def deliver(self, waiting: Waiting) -> Part:
        """Send the next message of a delivery, unless it is there since a try whose end nobody noted.

        Raises:
            NotWanted: the contact has erased the conversation.
            NobodyThere: the chat cannot be written to any more.
            Moved: the chat has another identifier now.
            Undeliverable: Telegram would never take this message.
            NotNow: it does not take it for now; `doubtful` if it may be there all the same.
        """
        chat = int(waiting.address)
        index, pause = len(waiting.sent_parts), PAUSE if chat > 0 else IN_GROUPS
        # What follows belongs to what was sent: it is not written anew, whatever the chat speaks of now.
        parts = self._cut.pop(waiting.id, None) or await self._written(waiting, chat)
        if index >= len(parts):
            return Part(waiting.sent_parts[-1], more=False, pause=pause)
        more = index + 1 < len(parts)
        if len(parts) > 1:
            _remember(self._cut, waiting.id, parts, MOST_CUT)
        number = await self._once(waiting, chat, parts[index])
        if not more:
            self._cut.pop(waiting.id, None)
        if shares_counter(chat):
            _remember(self._numbers, number, None, MOST_NUMBERS)
        return Part(number, more=more, pause=pause)

    async def _once(self, waiting: Waiting, chat: int, message: Outgoing) -> int:
        """Return the number of a message that is there, or send it.

        Raises:
            NobodyThere: the chat cannot be written to any more.
            Moved: the chat has another identifier now.
            Undeliverable: Telegram would never take this message.
            NotNow: it does not take it for now, or nobody can tell.
        """
        if waiting.doubtful and waiting.after_part is not None:
            doubt = await self._doubt(chat, waiting.after_part)
            try:
                tried = self._tried.setdefault(waiting.id, set())
                number = await found(self._api, doubt, message, tried, self._numbers)
            except TelegramError as error:
                self._patience.refuse(error, waiting.attempts, doubtful=True)
            self._tried.pop(waiting.id, None)
            if number is not None:
                self._close(chat, waiting)
                return number
        # Nothing is looked for behind one that was erased while it left: it may be there, its number unknown.
        after = await self._known(chat) if self._open.get(chat, waiting.id) == waiting.id else 0
        await self._stores.outbox.begin_try(waiting.id, after)
        _remember(self._open, chat, waiting.id, MOST_CUT)
        try:
            # Seen through, whoever cancels it: it could not be told afterwards whether it left.
            with CancelScope(shield=True):
                sent = await or_bare(partial(self._api.send, chat), message)
        except TelegramError as error:
            doubtful = isinstance(error, Uncertain)
            if not doubtful:
                self._close(chat, waiting)
            self._patience.refuse(error, waiting.attempts, doubtful=doubtful)
        self._patience.passed()
        self._close(chat, waiting)
        # A number that was passed already shows that each chat has its own.
        self._apart = self._apart or (chat > 0 and sent <= after)
        return sent

    async def _doubt(self, chat: int, after: int) -> Doubt:
        """Return what is known of the number that a message has if it was sent."""
        self._apart = self._apart or await counts_apart(self._stores.database)
        if await self._stores.outbox.left_in_doubt(lane_of(chat), after - FAR):
            after = 0
        seen = await self._stores.telegram_chats.greatest(chat)
        return Doubt(chat, after, seen, not shares_counter(chat) or self._apart)

    def _close(self, chat: int, waiting: Waiting) -> None:
        """Note that it is known what became of a try."""
        if self._open.get(chat) == waiting.id:
            del self._open[chat]

    async def _known(self, chat: int) -> int:
        """Return a number that no message sent to a chat before is greater than; 0 if none is known."""
        if self._apart is None:
            self._apart = await counts_apart(self._stores.database)
        if shares_counter(chat) and not self._apart:
            return await mark(self._stores.database)
        known = await self._stores.telegram_chats.greatest(chat)
        # Of a private chat that was forgotten, only some messages may be left.
        ours = await self._stores.outbox.greatest_part(lane_of(chat)) if known or chat < 0 else 0
        return max(known, ours)

    async def _written(self, waiting: Waiting, chat: int) -> tuple[Outgoing, ...]:
        """Write all the messages of a delivery.

        Raises:
            NotWanted: what it is to say is not there any more.
        """
        if waiting.payload is not None:
            return (Outgoing.from_json(waiting.payload),)
        if waiting.conversation is None or waiting.number is None:
            raise NotWanted(ERASED)
        conversations = self._stores.conversations
        try:
            conversation = await conversations.get(waiting.conversation)
        except UnknownConversation as error:
            raise NotWanted(str(error)) from None
        until = [one for one in await conversations.messages(conversation.id) if one.number <= waiting.number]
        if not until or until[-1].number != waiting.number:
            raise NotWanted(ERASED)
        return rendered(until[-1], await self._look(conversation, chat, until[:-1]))

    async def _look(self, conversation: Conversation, chat: int, before: list[Message]) -> Look:
        """Return the look of a message that comes after those `before`."""
        reply_to, asked = None, ""
        said = next((one for one in reversed(before) if one.author is Author.CONTACT), None)
        if said is not None:
            key = await self._stores.conversations.key_of(conversation.id, said.number)
            reply_to = number_in(key, self._bot)
            # What the contact did not write in the chat stands nowhere there: the first reply recalls it.
            asked = said.text if reply_to is None and said is before[-1] else ""
        current = await self._stores.telegram_chats.current(chat)
        about = conversation.subject if current is not None and current.id != conversation.id else ""
        return Look(self._signer.write, conversation.id, reply_to, asked, about, self._site)


def number_in(key: str | None, bot: int) -> int | None:
    """Return the number, in its chat with a bot, of the message kept under a key; None if it has none there.

    >>> number_in("telegram:7:12", 7), number_in("telegram:7:12:1700000000", 7), number_in("press:2:0", 7)
    (12, 12, None)
    >>> number_in("telegram:7:12", bot=8) is None
    True
    """
    match (key or "").split(":"):
        case [channel, of, number, *_] if channel == TELEGRAM and of == str(bot):
            return int(number) if number.isascii() and number.isdecimal() else None
        case _:
            return None


def _remember(memory: dict[int, T], key: int, value: T, most: int) -> None:
    """Add to a memory, which forgets the oldest when it holds too much.

    >>> memory = {1: "first", 2: "second"}
    >>> _remember(memory, 3, "third", most=2)
    >>> memory
    {2: 'second', 3: 'third'}
    """
    memory[key] = value
    if len(memory) > most:
        del memory[next(iter(memory))]
