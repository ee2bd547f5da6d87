"""Methods that change what was sent, and that answer a pressed button.

From `process_edit_message_text_query` and others (https://github.com/tdlib/telegram-bot-api, Client.cpp),
`MessagesManager::edit_message_text` and `can_edit_message` (https://github.com/tdlib/td).
"""

import time
from typing import Any

from tests.bot_api.answers import MODIFIED, TOO_OLD, BadRequest
from tests.bot_api.arguments import Arguments
from tests.bot_api.chats import Message
from tests.bot_api.entities import units
from tests.bot_api.keyboards import Rows
from tests.bot_api.sending import keyboard_of, text_of
from tests.bot_api.texts import Formatted, caption
from tests.bot_api.world import World

LONGEST_ANSWER = 200


def edit_message_text(world: World, given: Arguments) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagetext."""
    formatted, rows = text_of(given), keyboard_of(given)
    message = _own(world, given)
    if not message.text or "document" in message.content:
        raise BadRequest("There is no text in the message to edit")
    return _changed(world, message, formatted, rows)


def edit_message_caption(world: World, given: Arguments) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    formatted = caption(
        given.text("caption"),
        given.text("parse_mode"),
        given.value("caption_entities", "Can't parse entities"),
    )
    rows = keyboard_of(given)
    message = _own(world, given)
    if "document" not in message.content:
        raise BadRequest("There is no caption in the message to edit")
    return _changed(world, message, formatted, rows)


def edit_message_reply_markup(world: World, given: Arguments) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    rows = keyboard_of(given)
    message = _own(world, given)
    return _changed(world, message, message.formatted, rows)


def delete_message(world: World, given: Arguments) -> bool:
    """https://core.telegram.org/bots/api#deletemessage: of a group, only what the bot sent."""
    if not given.text("chat_id"):
        raise BadRequest("Chat identifier is not specified")
    number = given.integer("message_id")
    if number == 0:
        raise BadRequest("Message identifier is not specified")
    message = world.message(world.chat(given.text("chat_id")), number, "message to delete")
    if not message.from_bot and not message.chat.private:
        raise BadRequest("message can't be deleted")
    message.deleted = True
    world.changed.notify_all()
    return True


def answer_callback_query(world: World, given: Arguments) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery; a query is answered once, and soon."""
    pressed = world.presses.get(given.text("callback_query_id"))
    late = pressed is not None and time.monotonic() > pressed.at + world.options.press_life
    if pressed is None or pressed.answer is not None or late:
        raise BadRequest(TOO_OLD)
    text, url = given.text("text"), given.text("url")
    if units(text) > LONGEST_ANSWER:
        raise BadRequest("MESSAGE_TOO_LONG")
    if url and not url.startswith(
        (f"https://t.me/{world.options.username}?", f"t.me/{world.options.username}?")
    ):
        raise BadRequest("URL_INVALID")
    pressed.answer = {"text": text, "show_alert": given.flag("show_alert"), "url": url}
    world.changed.notify_all()
    return True


def _own(world: World, given: Arguments) -> Message:
    chat, number = given.text("chat_id"), given.integer("message_id")
    if not chat and not number:
        raise BadRequest("Message identifier is not specified")
    message = world.message(world.chat(chat), number, "message to edit")
    if not message.from_bot:
        raise BadRequest("Message can't be edited")
    return message


def _changed(world: World, message: Message, formatted: Formatted, rows: Rows) -> dict[str, Any]:
    if (message.formatted, message.rows) == (formatted, rows):
        raise BadRequest(MODIFIED)
    if message.formatted != formatted:
        message.versions.append(message.formatted)
        message.formatted = formatted
        message.edit_date = int(time.time())
    message.rows = rows
    world.changed.notify_all()
    return message.as_json()
