"""People who write to the bot in their private chat, and what they see there."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bot_api.chats import NOTHING, Chat, Message
from tests.bot_api.texts import LONGEST_TEXT, Formatted, written
from tests.bot_api.world import Pressed, World

PATIENCE = 10.0
"""Seconds for what should take a fraction of one."""
BLOCKED, DEACTIVATED = "bot was blocked by the user", "user is deactivated"
SOME_FILE = {"file_id": "AgAC", "file_unique_id": "AQAD", "file_size": 2048}


@dataclass(eq=False, slots=True)
class Press:
    """A button that was pressed; `answer` is what the bot showed then, None until it did."""

    world: World
    pressed: Pressed

    @property
    def answer(self) -> dict[str, Any] | None:
        """What was shown: `text`, `show_alert`, `url`."""
        return self.pressed.answer

    def wait(self, timeout: float = PATIENCE) -> dict[str, Any]:
        """Wait for the answer, from another thread than the bot's."""
        found: dict[str, Any] = self.world.wait(lambda: self.pressed.answer, timeout)
        return found


@dataclass(eq=False, slots=True)
class Sender:
    """What people do in any chat of theirs."""

    world: World
    chat: Chat
    user: dict[str, Any] = field(default_factory=dict)

    @property
    def inbox(self) -> list[Message]:
        """What the bot sent here and did not delete, in order."""
        with self.world.lock:
            return [one for one in self.chat.standing() if one.from_bot]

    @property
    def last(self) -> Message:
        """The last of it."""
        return self.inbox[-1]

    def wait_for(
        self, until: Callable[[Message], Any] = lambda _: True, timeout: float = PATIENCE, after: int = 0
    ) -> Message:
        """Wait for a message of the bot, of a number above `after`, of which something holds."""

        def found() -> Message | None:
            return next((one for one in self.inbox if one.number > after and until(one)), None)

        try:
            message: Message = self.world.wait(found, timeout)
        except TimeoutError:
            seen = "\n---\n".join(one.text for one in self.inbox)
            raise AssertionError(f"no such message came in {timeout} s; here is what came:\n{seen}") from None
        return message

    async def soon(
        self, until: Callable[[Message], Any] = lambda _: True, within: float = PATIENCE, after: int = 0
    ) -> Message:
        """Wait likewise, where the bot lives in the same loop."""
        return await asyncio.to_thread(self.wait_for, until, within, after)

    def edit(self, message: Message, text: str) -> Message:
        """Write a message anew."""
        with self.world.lock:
            message.versions.append(message.formatted)
            message.formatted, message.edit_date = written(text), int(time.time())
            self._happened("edited_message", message.as_json())
        return message

    def press(self, button: str, message: Message | None = None, *, lost: bool = False) -> Press:
        """Press a button of a message, the last that has it, by its label or its data.

        A message that is `lost` is too old for Telegram to show it to the bot
        (https://core.telegram.org/bots/api#inaccessiblemessage).
        """
        with self.world.lock:
            held = message or next(
                (one for one in reversed(self.inbox) if _button(one, button) is not None), None
            )
            found = _button(held, button) if held else None
            assert held and found and "callback_data" in found, f"there is no button {button!r} to press"
            pressed = Pressed(self.world.new_id("77"), time.monotonic(), held, found["callback_data"])
            self.world.presses[pressed.id] = pressed
            shown = held.as_json()
            body = {
                "id": pressed.id,
                "from": self.user,
                "message": {key: shown[key] for key in ("chat", "message_id")} | {"date": 0}
                if lost
                else shown,
                "chat_instance": str(-held.chat.id * 7919),
                "data": pressed.data,
            }
            self._happened("callback_query", body)
        return Press(self.world, pressed)

    def _sent(
        self, formatted: Formatted = NOTHING, reply_to: Message | None = None, **content: Any
    ) -> Message:
        with self.world.lock:
            message = self.world.add(self.chat, self.user, formatted, reply_to=reply_to, **content)
            self._happened("message", message.as_json())
        return message

    def _happened(self, kind: str, body: dict[str, Any]) -> None:
        self.world.updates.add(kind, body, self.chat.id)


class Person(Sender):
    """Somebody in the private chat with the bot, who may not have begun it yet."""

    __slots__ = ()

    @property
    def id(self) -> int:
        """The identifier of the person, and of the chat."""
        return self.chat.id

    def write(self, text: str, *, reply_to: Message | None = None, **content: Any) -> Message:
        """Write to the bot; a text that is too long leaves in several messages, and the last is returned."""
        self._begin()
        *first, last = _cut(text)
        for part in first:
            self._sent(written(part), reply_to, **content)
        return self._sent(written(last), reply_to, **content)

    def start(self, payload: str = "") -> Message:
        """Open the bot, perhaps by a link `t.me/…?start=payload`."""
        return self.write(f"/start {payload}".strip())

    def forward(self, text: str, of: str = "Quelqu’un") -> Message:
        """Forward what somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": of, "date": int(time.time()) - 60}
        return self.write(text, forward_origin=origin)

    def photo(self, caption: str = "") -> Message:
        """Send a picture."""
        return self._media("photo", [SOME_FILE | {"width": 90, "height": 60}], caption)

    def voice(self) -> Message:
        """Say something."""
        return self._media("voice", SOME_FILE | {"duration": 4, "mime_type": "audio/ogg"})

    def video(self) -> Message:
        """Send a film."""
        return self._media("video", SOME_FILE | {"width": 90, "height": 60, "duration": 4})

    def document(self, name: str = "budget.pdf", caption: str = "") -> Message:
        """Send a file."""
        return self._media(
            "document", SOME_FILE | {"file_name": name, "mime_type": "application/pdf"}, caption
        )

    def sticker(self) -> Message:
        """Send a sticker."""
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._media("sticker", SOME_FILE | shape | {"emoji": "👍"})

    def location(self) -> Message:
        """Tell where one is."""
        return self._media("location", {"latitude": 48.85, "longitude": 2.35})

    def contact(self) -> Message:
        """Send somebody's telephone number."""
        return self._media("contact", {"phone_number": "+33199001234", "first_name": "Léa"})

    def poll(self) -> Message:
        """Send a poll."""
        option = {"text": "Oui", "voter_count": 0, "persistent_id": "1"}
        body = {"id": "1", "question": "Alors ?", "options": [option, option | {"text": "Non"}]}
        flags = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular"}
        more = {"allows_multiple_answers": False, "allows_revoting": False, "members_only": False}
        return self._media("poll", body | flags | more)

    def rename(self, **changes: str) -> None:
        """Change a name: `first_name`, `last_name`, `username`; nobody is told."""
        with self.world.lock:
            self.user = self.user | changes
            self.chat.about = self.chat.about | changes

    def block(self) -> None:
        """Block the bot."""
        self._begin()
        self._belongs("member", "kicked", BLOCKED)

    def unblock(self) -> None:
        """Let it write again."""
        self._belongs("kicked", "member", "")

    def delete_account(self) -> None:
        """Be gone, without a word to the bot."""
        self._begin()
        with self.world.lock:
            self.chat.shut = DEACTIVATED

    def _begin(self) -> None:
        with self.world.lock:
            self.world.chats.opened(self.chat)
            if self.chat.shut == BLOCKED:
                self._belongs("kicked", "member", "")

    def _belongs(self, before: str, after: str, shut: str) -> None:
        with self.world.lock:
            self.chat.shut = shut
            self._happened("my_chat_member", membership(self.world, self.chat, self.user, before, after))

    def _media(self, kind: str, body: Any, caption: str = "") -> Message:
        self._begin()
        content: dict[str, Any] = {kind: body} | ({"caption": caption} if caption else {})
        return self._sent(**content)


def membership(world: World, chat: Chat, user: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    """Return the change of what the bot is in a chat: https://core.telegram.org/bots/api#chatmemberupdated."""

    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": world.bot, "status": status} | until

    return {
        "chat": chat.as_json(),
        "from": user,
        "date": int(time.time()),
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }


def _button(message: Message, wanted: str) -> dict[str, Any] | None:
    return next((one for one in message.buttons if wanted in (one["text"], one.get("callback_data"))), None)


def _cut(text: str) -> list[str]:
    """Cut a long text as Telegram's applications do."""
    parts, begin, size = [], 0, 0
    for at, sign in enumerate(text):
        size += 1 + (sign > "\uffff")
        if size > LONGEST_TEXT:
            parts.append(text[begin:at])
            begin, size = at, 1 + (sign > "\uffff")
    return [*parts, text[begin:]]
