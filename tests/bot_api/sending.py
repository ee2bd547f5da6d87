"""Methods that send: messages, documents, and what the bot is seen doing.

From `process_send_message_query`, `process_send_document_query`, `get_reply_parameters` and
`check_reply_parameters` (https://github.com/tdlib/telegram-bot-api, Client.cpp), in their order of checks.
"""

import time
from typing import Any

from tests.bot_api.answers import ApiError, BadRequest
from tests.bot_api.arguments import Arguments, Upload
from tests.bot_api.chats import Chat, Message
from tests.bot_api.keyboards import Rows, inline_keyboard
from tests.bot_api.texts import Formatted, caption, message_text
from tests.bot_api.world import World

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(world: World, given: Arguments) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#sendmessage."""
    formatted = text_of(given)
    preview = given.value("link_preview_options", "Can't parse link preview options JSON object")
    content = {"link_preview_options": preview} if preview else {}
    return _sent(world, given, formatted, content).as_json()


def send_document(world: World, given: Arguments) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#senddocument."""
    upload, known = _file(world, given)
    formatted = caption(
        given.text("caption"),
        given.text("parse_mode"),
        given.value("caption_entities", "Can't parse entities"),
    )
    if upload is not None:
        if len(upload.content) > world.options.largest_upload:
            raise ApiError(413, "Request Entity Too Large")
        if not upload.content:
            raise BadRequest("File must be non-empty")
    message = _sent(world, given, formatted, {"document": known})
    if upload is not None:
        message.file = upload.content
        world.files[known["file_id"]] = known
    return message.as_json()


def send_chat_action(world: World, given: Arguments) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    action = given.text("action")
    if action not in ACTIONS:
        raise BadRequest("Wrong parameter action in request")
    world.actions.append((world.chat(given.text("chat_id")).id, action))
    return True


def text_of(given: Arguments) -> Formatted:
    """Return the text of a request.

    Raises:
        BadRequest: as Telegram refuses it.
    """
    entities = given.value("entities", "Can't parse entities JSON object")
    return message_text(given.text("text"), given.text("parse_mode"), entities)


def keyboard_of(given: Arguments) -> Rows:
    """Return the buttons of a request.

    Raises:
        BadRequest: as Telegram refuses them.
    """
    return inline_keyboard(given.value("reply_markup", "Can't parse reply keyboard markup JSON object"))


def _sent(world: World, given: Arguments, formatted: Formatted, content: dict[str, Any]) -> Message:
    number, without = _reply_parameters(given)
    rows = keyboard_of(given)
    chat = world.chat(given.text("chat_id"))
    reply_to = _replied(world, chat, number, without=without)
    world.limits.check(chat.id, time.monotonic())
    return world.add(chat, world.bot, formatted, rows=rows, reply_to=reply_to, **content)


def _reply_parameters(given: Arguments) -> tuple[int, bool]:
    parameters = given.value("reply_parameters", "Can't parse reply parameters JSON object")
    if not parameters:
        return given.integer("reply_to_message_id"), given.flag("allow_sending_without_reply")
    if not isinstance(parameters, dict):
        raise BadRequest("Object expected as reply parameters")
    number = parameters.get("message_id")
    if number is None:
        raise BadRequest('Can\'t find field "message_id"')
    if not str(number).lstrip("-").isdigit():
        raise BadRequest('Field "message_id" must be of type Number')
    return int(number), parameters.get("allow_sending_without_reply") is True


def _replied(world: World, chat: Chat, number: int, *, without: bool) -> Message | None:
    if number <= 0:
        return None
    try:
        return world.message(chat, number, "message to be replied")
    except BadRequest:
        if without:
            return None
        raise


def _file(world: World, given: Arguments) -> tuple[Upload | None, dict[str, Any]]:
    named = given.text("document")
    upload = given.files.get(named.removeprefix("attach://") if named.startswith("attach://") else "document")
    if upload is not None:
        id = world.new_id("BQAC")
        return upload, {
            "file_id": id,
            "file_unique_id": f"u{id}",
            "file_name": upload.name,
            "mime_type": upload.media_type or "application/octet-stream",
            "file_size": len(upload.content),
        }
    if not named:
        raise BadRequest("There is no document in the request")
    if named not in world.files:
        raise BadRequest("Wrong file identifier/HTTP URL specified")
    return None, world.files[named]
