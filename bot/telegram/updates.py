"""Read an update of the Bot API, whatever it holds: https://core.telegram.org/bots/api#update."""

from collections.abc import Mapping
from typing import Any, Final

from bot.telegram.addressing import command, is_ours, mentions, without
from bot.telegram.incoming import (
    Blocked,
    Command,
    Ignored,
    Incoming,
    Migrated,
    Pressed,
    Said,
    Unblocked,
    Unreadable,
    Us,
)
from bot.telegram.messages import Button, Rows

Json = Mapping[str, Any]

KINDS: Final = (
    "voice", "video_note", "audio", "animation", "video", "photo", "live_photo", "document", "sticker",
    "story", "venue", "location", "contact", "poll", "dice", "game", "checklist", "paid_media", "invoice",
    "gift", "giveaway",
)  # fmt: skip
"""What a contact may send instead of words; an animation is a document too, a venue a location."""

GROUPS: Final = ("group", "supergroup")


LARGEST: Final = 2**52


def read(payload: object, us: Us) -> Incoming:
    """Return what an update says; of what is not for us, or has another form than ours, that it is ignored.

    >>> chat = {"id": 7, "type": "private"}
    >>> read({"message": {"message_id": 3, "chat": chat, "text": "Qui ?"}}, Us(42, "guichet_bot"))
    Said(chat=7, private=True, number=3, text='Qui ?', edited=None, beside='', album='', forwarded=False)
    >>> read({"message": "Qui ?"}, Us(42, "guichet_bot"))
    Ignored()
    """
    update = _object(payload)
    if "message" in update:
        return _message(_object(update["message"]), us)
    if "edited_message" in update:
        return _edited(_object(update["edited_message"]), us)
    if "callback_query" in update:
        return _pressed(_object(update["callback_query"]), us)
    return _membership(_object(update.get("my_chat_member")))


def _message(message: Json, us: Us) -> Incoming:
    chat, kind = _chat(message)
    to, former = _number(message.get("migrate_to_chat_id")), _number(message.get("migrate_from_chat_id"))
    if not chat or not _number(message.get("message_id")):
        return Ignored()
    if to or former:
        return Migrated(chat, to) if to else Migrated(former, chat)
    if _by_a_program(message):
        return Ignored()
    if kind == "private":
        return _private(message, chat)
    return _in_group(message, chat, us) if kind in GROUPS else Ignored()


def _edited(message: Json, us: Us) -> Incoming:
    """Read a changed message; one without words changes by itself, as a place does that goes along."""
    found = _message(message, us)
    return found if isinstance(found, Said | Command) else Ignored()


def _private(message: Json, chat: int) -> Incoming:
    number, text = _number(message["message_id"]), _words(message)
    if text is None:
        kind = _kind(message)
        return Unreadable(chat, number, kind, _text(message.get("media_group_id"))) if kind else Ignored()
    asked = None if _forwarded(message) else command(text)
    if asked:
        return Command(chat, True, number, asked[0], asked[2], bool(asked[1]))
    return _said(message, chat, text, private=True)


def _in_group(message: Json, chat: int, us: Us) -> Incoming:
    """Read a message of a group, which is for us if it names us, answers us, or is a command of ours."""
    text = _words(message)
    if text is None or _forwarded(message):
        return Ignored()
    asked = command(text)
    if asked:
        name, account, argument = asked
        if account and not is_ours(account, us):
            return Ignored()
        return Command(chat, False, _number(message["message_id"]), name, argument, bool(account))
    entities = message.get("entities" if "text" in message else "caption_entities")
    named = mentions(text, [_object(one) for one in _list(entities)], us)
    answered = _object(_object(message.get("reply_to_message")).get("from")).get("id")
    if not named and answered != us.id:
        return Ignored()
    return _said(message, chat, without(text, named), private=False)


def _said(message: Json, chat: int, text: str, *, private: bool) -> Said:
    edited = _number(message.get("edit_date")) or None
    album = _text(message.get("media_group_id"))
    number, beside = _number(message["message_id"]), _kind(message)
    return Said(chat, private, number, text, edited, beside, album, _forwarded(message))


def _pressed(press: Json, us: Us) -> Incoming:
    id, message = _text(press.get("id")), _object(press.get("message"))
    if not id:
        return Ignored()
    chat, kind = _chat(message)
    return Pressed(
        chat=chat,
        private=kind == "private",
        id=id,
        number=_number(message.get("message_id")),
        data=_text(press.get("data")),
        buttons=_rows(_object(message.get("reply_markup"))),
        answered=_answered(_object(message.get("reply_to_message")), us),
    )


def _answered(message: Json, us: Us) -> Said | Command | None:
    found = _message(message, us)
    return found if isinstance(found, Said | Command) else None


def _membership(change: Json) -> Incoming:
    """Read what became of us in a private chat; groups that send us away are not told of anything."""
    chat, kind = _chat(change)
    status = _object(change.get("new_chat_member")).get("status")
    if kind != "private" or not chat:
        return Ignored()
    if status == "kicked":
        return Blocked(chat)
    return Unblocked(chat) if status == "member" else Ignored()


def _chat(message: Json) -> tuple[int, str]:
    chat = _object(message.get("chat"))
    return _number(chat.get("id")), _text(chat.get("type"))


def _by_a_program(message: Json) -> bool:
    """Whether another bot wrote a message; who speaks for a chat, as some administrators do, is none."""
    bot = _object(message.get("from")).get("is_bot") is True
    return (bot and "sender_chat" not in message) or message.get("is_automatic_forward") is True


def _words(message: Json) -> str | None:
    """Return the text of a message, or the caption of what it shows; None if it has neither.

    Half a character becomes a sign that can be kept, which takes as much room.
    """
    found = message.get("text", message.get("caption"))
    if not isinstance(found, str):
        return None
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _kind(message: Json) -> str:
    return next((kind for kind in KINDS if kind in message), "")


def _forwarded(message: Json) -> bool:
    return "forward_origin" in message


def _rows(markup: Json) -> Rows:
    rows = (
        tuple(_button(_object(one)) for one in _list(row)) for row in _list(markup.get("inline_keyboard"))
    )
    return tuple(row for row in rows if row)


def _button(button: Json) -> Button:
    return Button(_text(button.get("text")), _text(button.get("callback_data")), _text(button.get("url")))


def _object(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _number(value: object) -> int:
    """Return a number of Telegram's, which takes 52 bits at most; 0 for anything else."""
    number = value if isinstance(value, int) and not isinstance(value, bool) else 0
    return number if abs(number) < LARGEST else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
