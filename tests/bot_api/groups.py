"""Groups that the bot was added to, in privacy mode, and those who write there.

https://core.telegram.org/bots/features#privacy-mode: the bot gets commands that may be for
it, what mentions it, what replies to it, and what happens to the group; nothing else.
"""

import re
import time
from typing import Any

from tests.bot_api.chats import Chat, Message
from tests.bot_api.entities import slice_of
from tests.bot_api.people import Person, Press, Sender, membership
from tests.bot_api.texts import written
from tests.bot_api.world import World

KICKED = "bot was kicked from the {} chat"


class Group(Sender):
    """A group, its messages, and what its members do there."""

    __slots__ = ()

    @classmethod
    def begun(cls, world: World, chat: Chat) -> "Group":
        """Return a group to which somebody just added the bot."""
        user = {"id": world.new_user(), "is_bot": False, "first_name": "Claude", "language_code": "fr"}
        group = cls(world, chat, user)
        group._belongs("left", "member")
        group._sent(new_chat_members=[world.bot], new_chat_member=world.bot)
        return group

    @property
    def id(self) -> int:
        """The identifier of the group."""
        return self.chat.id

    def write(self, person: Person, text: str, *, reply_to: Message | None = None, **content: Any) -> Message:
        """Have a member write; the bot learns of it if it is meant."""
        formatted = written(text)
        with self.world.lock:
            message = self.world.add(self.chat, person.user, formatted, reply_to=reply_to, **content)
            if self._meant(message):
                self._happened("message", message.as_json())
        return message

    def edit(self, message: Message, text: str) -> Message:
        """Have a member write a message anew."""
        with self.world.lock:
            message.versions.append(message.formatted)
            message.formatted, message.edit_date = written(text), int(time.time())
            if self._meant(message):
                self._happened("edited_message", message.as_json())
        return message

    def press_as(self, person: Person, button: str, message: Message | None = None) -> Press:
        """Have a member press a button of the bot's messages here."""
        return Sender(self.world, self.chat, person.user).press(button, message)

    def kick_bot(self) -> None:
        """Send the bot away."""
        with self.world.lock:
            self.chat.shut = KICKED.format(self.chat.type)
            self._belongs("member", "kicked")

    def add_bot(self) -> None:
        """Have it back."""
        with self.world.lock:
            self.chat.shut = ""
            self._belongs("left", "member")

    def migrate(self) -> "Group":
        """Make it a supergroup, which has another identifier, and return that."""
        with self.world.lock:
            new = self.world.chats.supergroup(self.chat.about["title"])
            self.chat.migrated_to = new.id
            self._sent(migrate_to_chat_id=new.id)
            group = Group(self.world, new, self.user)
            group._sent(migrate_from_chat_id=self.chat.id)
        return group

    def _belongs(self, before: str, after: str) -> None:
        self._happened("my_chat_member", membership(self.world, self.chat, self.user, before, after))

    def _meant(self, message: Message) -> bool:
        if self.chat.shut:
            return False
        if message.reply_to is not None and message.reply_to.from_bot:
            return True
        ours = f"@{self.world.options.username}".lower()
        for one in message.formatted.entities:
            word = slice_of(message.text, one).lower()
            if one.type == "mention" and word == ours:
                return True
            if one.type == "bot_command" and re.sub("^[^@]*", "", word) in {"", ours}:
                return True
        return False
