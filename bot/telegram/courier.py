"""Send on Telegram what is to be delivered there, one message of its chat at a time, each once."""

from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from anyio import CancelScope

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import TELEGRAM, lane_of
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Author, Message
from bot.delivery.outbox import NotWanted, Part
from bot.store.outbox import Waiting
from bot.store.stores import Stores
from bot.store.telegram_numbers import counts_apart
from bot.telegram.api import Api, Refused, TelegramError, Uncertain
from bot.telegram.buttons import Signer
from bot.telegram.doubts import Doubt, found, shares_counter
from bot.telegram.messages import Outgoing
from bot.telegram.patience import Patience
from bot.telegram.rendering import Look, rendered

PAUSE, GROUP_PAUSE = timedelta(seconds=1), timedelta(seconds=3)
"""Between two messages of a chat: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

MOST_NUMBERS, MOST_CUT = 20_000, 1_000
"""How many of the last messages are remembered by their number, and of those that are being sent in parts."""

T = TypeVar("T")

ERASED: Final = "Cette conversation a été effacée."


class Courier:
    """Makes the deliveries of Telegram; `site` is the public address of our pages, without a final slash."""

    def __init__(self, api: Api, stores: Stores, signer: Signer, site: str) -> None:
        self._api = api
        self._stores = stores
        self._signer = signer
        self._site = site
        self._greatest = 0
        self._numbers: dict[int, None] = {}
        self._cut: dict[int, tuple[Outgoing, ...]] = {}
        self._tried: dict[int, set[int]] = {}
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
        index, pause = len(waiting.sent_parts), PAUSE if chat > 0 else GROUP_PAUSE
        # What follows belongs to what was sent: it is not written anew, whatever the chat speaks of now.
        parts = self._cut.pop(waiting.id, None) or await self._written(waiting, chat)
        if index >= len(parts):
            return Part(waiting.sent_parts[-1], more=False, pause=pause)
        more = index + 1 < len(parts)
        if len(parts) > 1:
            _remember(self._cut, waiting.id, parts, MOST_CUT)
        number = await self._once(waiting, chat, parts[index], parts[0].reply_to or 0)
        if not more:
            self._cut.pop(waiting.id, None)
        if shares_counter(chat):
            self._greatest = max(self._greatest, number)
            _remember(self._numbers, number, None, MOST_NUMBERS)
        return Part(number, more=more, pause=pause)

    async def _once(self, waiting: Waiting, chat: int, message: Outgoing, low: int) -> int:
        """Return the number of a message that is there, or send it; `low` is one of its chat before it.

        Raises:
            NobodyThere: the chat cannot be written to any more.
            Moved: the chat has another identifier now.
            Undeliverable: Telegram would never take this message.
            NotNow: it does not take it for now, or nobody can tell.
        """
        if waiting.doubtful:
            doubt = await self._doubt(waiting, chat, low)
            try:
                tried = self._tried.setdefault(waiting.id, set())
                number = await found(self._api, doubt, message, tried, self._numbers)
            except TelegramError as error:
                self._patience.refuse(error, waiting.attempts, doubtful=True)
            self._tried.pop(waiting.id, None)
            if number is not None:
                return number
        await self._stores.outbox.begin_try(waiting.id, max(await self._known(), low))
        try:
            # Seen through, whoever cancels it: it could not be told afterwards whether it left.
            with CancelScope(shield=True):
                sent = await self._sent(chat, message)
        except TelegramError as error:
            self._patience.refuse(error, waiting.attempts, doubtful=isinstance(error, Uncertain))
        self._patience.passed()
        return sent

    async def _sent(self, chat: int, message: Outgoing) -> int:
        """Send a message, without its links if Telegram wants none of them, and return its number.

        Raises:
            Refused: it never will be.
            TelegramError: it was not sent, or may have been.
        """
        try:
            return await self._api.send(chat, message)
        except Refused as error:
            bare = without_links(message)
            if "URL" not in error.why or bare == message:
                raise
        return await self._api.send(chat, bare)

    async def _doubt(self, waiting: Waiting, chat: int, low: int) -> Doubt:
        """Return what is known of the number that a message has if it was sent."""
        ours = await self._stores.outbox.greatest_part(lane_of(chat))
        seen = await self._stores.telegram_chats.greatest(chat)
        apart = not shares_counter(chat) or await counts_apart(self._stores.database)
        return Doubt(chat, max(low, ours), seen, waiting.after_part, apart)

    async def _known(self) -> int:
        """Return the greatest number known in the chats that share a counter, which only grows."""
        if not self._greatest:
            ours = await self._stores.outbox.greatest_part()
            theirs = await self._stores.telegram_chats.greatest()
            self._greatest = max(self._greatest, ours, theirs)
        return self._greatest

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
            reply_to = number_in(key)
            # What the contact did not write in the chat stands nowhere there: the first reply recalls it.
            asked = said.text if reply_to is None and said is before[-1] else ""
        current = await self._stores.telegram_chats.current(chat)
        about = conversation.subject if current is not None and current.id != conversation.id else ""
        return Look(self._signer.write, conversation.id, reply_to, asked, about, self._site)


def number_in(key: str | None) -> int | None:
    """Return the number, in its chat, of the message that was kept under a key, None if it has none there.

    >>> number_in("telegram:12"), number_in("telegram:12:1700000000"), number_in("press:2:0")
    (12, 12, None)
    """
    channel, _, rest = (key or "").partition(":")
    number = rest.partition(":")[0]
    return int(number) if channel == TELEGRAM and number.isascii() and number.isdecimal() else None


def without_links(message: Outgoing) -> Outgoing:
    """Return a message less its buttons that open an address.

    >>> from bot.telegram.messages import Button
    >>> without_links(Outgoing("Oui.", ((Button("Texte", url="https://exemple.invalide"),),))).buttons
    ()
    """
    rows = (tuple(button for button in row if not button.url) for row in message.buttons)
    return replace(message, buttons=tuple(row for row in rows if row))


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
