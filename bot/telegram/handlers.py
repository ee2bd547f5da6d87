"""Carry out what comes from Telegram; it may be carried out again, after a kill, and then repeats nothing."""

from collections.abc import Callable

from bot.conversations.deliveries import lane_of
from bot.store.telegram_updates import Update
from bot.talk.contacts import Contacts
from bot.telegram import commands, failing, groups
from bot.telegram.buttons import Signer
from bot.telegram.incoming import (
    Blocked,
    Command,
    Migrated,
    Pressed,
    Said,
    Unblocked,
    Unreadable,
)
from bot.telegram.linking import Linking
from bot.telegram.means import Bot, Means, Turn, never, nothing
from bot.telegram.present import reached
from bot.telegram.presses import carry
from bot.telegram.private import hear, refuse
from bot.telegram.reach import lost
from bot.telegram.updates import read


class Handlers:
    """What a contact may do on Telegram.

    `bot` is our account there. `linking` knows the conversations of our pages that may go on there.
    `nudge` tells whoever sends that there may be something to send. `crowded` tells whether so many
    updates wait that nobody is shown that something is being written.
    """

    def __init__(
        self,
        bot: Bot,
        contacts: Contacts,
        signer: Signer,
        linking: Linking,
        nudge: Callable[[], None] = nothing,
        crowded: Callable[[], bool] = never,
    ) -> None:
        self._means = Means(bot, contacts, signer, linking, nudge, crowded)

    async def carry_out(self, update: Update) -> None:
        """Do what an update asks.

        Raises:
            DeskUnavailable: the assistant cannot reply now; to carry it out again goes on from there.
            StoreUnavailable: the database refuses; to carry it out again goes on from there.
        """
        try:
            await self._carry_out(update)
        finally:
            self._means.nudge()

    async def give_up(self, update: Update) -> None:
        """Tell who wrote an update that it cannot be carried out, and hand what it asks to the staff.

        Raises:
            StoreUnavailable: the database refuses.
        """
        incoming = read(update.payload, self._means.us)
        await failing.give_up(self._turn(update, update.chat), incoming)
        self._means.nudge()

    async def _carry_out(self, update: Update) -> None:
        match read(update.payload, self._means.us):
            case Said() | Command() as told:
                await _answer(self._turn(update, told.chat), told)
            case Pressed() as pressed:
                await carry(self._turn(update, pressed.chat), pressed)
            case Unreadable() as unreadable:
                await refuse(self._turn(update, unreadable.chat), unreadable)
            case Blocked(chat):
                for one in await lost(self._means.stores, chat, self._means.now()):
                    self._means.contacts.hub.ring(one.id)
            case Unblocked(chat):
                await reached(self._turn(update, chat))
            case Migrated(chat, to):
                await self._means.stores.outbox.move_lane(lane_of(chat), lane_of(to), str(to))

    def _turn(self, update: Update, chat: int) -> Turn:
        return Turn(self._means, f"telegram:{self._means.us.id}:{update.id}", chat)


async def _answer(turn: Turn, told: Said | Command) -> None:
    """Answer what is written to us."""
    match told:
        case Said(private=True):
            await hear(turn, told)
        case Said():
            await groups.answer(turn, told)
        case Command(private=True):
            await commands.obey(turn, told)
        case _:
            await groups.obey(turn, told)
