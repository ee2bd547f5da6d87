"""Updates as Telegram writes them: https://core.telegram.org/bots/api#update."""

from typing import Any

from bot.telegram.messages import Rows

CHAT, GROUP = 7, -100_200
CONTACT = {"id": CHAT, "is_bot": False, "first_name": "Ada", "language_code": "fr"}
BOT = {"id": 42, "is_bot": True, "first_name": "Guichet", "username": "guichet_bot"}
NAME = "@guichet_bot"
Json = dict[str, Any]


def message(number: int, chat: int = CHAT, **content: Any) -> Json:
    """A message of a contact: in private if the chat is theirs, else in a group."""
    place: Json = {"id": chat, "type": "private", "first_name": "Ada"}
    if chat < 0:
        place = {"id": chat, "type": "supergroup", "title": "Un groupe"}
    return {"message_id": number, "from": CONTACT, "chat": place, "date": 1_795_424_400, **content}


def said(text: str, number: int = 10, chat: int = CHAT, **more: Any) -> Json:
    """A text, with its command or its mention of us found as Telegram finds them."""
    return {"message": message(number, chat, text=text, entities=entities_of(text), **more)}


def edited(text: str, number: int = 10, at: int = 1_795_424_500, chat: int = CHAT) -> Json:
    """The same message with another text."""
    changed = message(number, chat, text=text, entities=entities_of(text), edit_date=at)
    return {"edited_message": changed}


def sent(number: int = 10, chat: int = CHAT, **content: Any) -> Json:
    """A message of another kind."""
    return {"message": message(number, chat, **content)}


def pressed(
    data: str, number: int = 1001, rows: Rows = (), answers: Json | None = None, chat: int = CHAT
) -> Json:
    """A button of one of our messages, which may have others, and may answer one of the contact's."""
    ours = message(number, chat, text="…", reply_markup=markup_of(rows)) | {"from": BOT}
    if answers is not None:
        ours["reply_to_message"] = answers
    return {"callback_query": {"id": f"p{number}", "from": CONTACT, "data": data, "message": ours}}


def membership(status: str, chat: int = CHAT) -> Json:
    """What became of us in a chat."""
    place = message(1, chat)["chat"]
    member = {"user": BOT, "status": status}
    return {"my_chat_member": {"chat": place, "from": CONTACT, "date": 1, "new_chat_member": member}}


def markup_of(rows: Rows) -> Json:
    """Buttons as Telegram writes them."""
    return {
        "inline_keyboard": [
            [
                {"text": one.label, **({"url": one.url} if one.url else {"callback_data": one.data})}
                for one in row
            ]
            for row in rows
        ]
    }


def entities_of(text: str) -> list[Json]:
    """The command that begins a text, and the mentions of us in it."""
    found: list[Json] = []
    if text.startswith("/"):
        found.append({"type": "bot_command", "offset": 0, "length": len(text.split()[0])})
    elif NAME in text:
        offset = len(text.partition(NAME)[0].encode("utf-16-le")) // 2
        found.append({"type": "mention", "offset": offset, "length": len(NAME)})
    return found
