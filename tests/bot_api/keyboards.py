"""The buttons below a message, checked as Telegram checks them.

From `get_inline_keyboard_button` (https://github.com/tdlib/telegram-bot-api, Client.cpp, and
https://github.com/tdlib/td, td/telegram/ReplyMarkup.cpp), https://core.telegram.org/bots/api#inlinekeyboardbutton.
Stricter where Telegram is silent: a button without text or with two actions, one too many, are refused.
"""

from collections.abc import Mapping
from typing import Any

from tests.bot_api.answers import BadRequest
from tests.bot_api.entities import cleaned
from tests.bot_api.urls import WrongLink, check_link, is_user_link

MOST_IN_ROW, MOST = 8, 100
"""What the servers take; the library itself only cuts at 12 and 300."""
LONGEST_DATA = 64
"""Bytes of `callback_data`, and at least 1."""
LONGEST_MARKUP = 10_000
"""Bytes of a whole keyboard, about: REPLY_MARKUP_TOO_LONG."""
ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
Rows = list[list[dict[str, Any]]]


def inline_keyboard(markup: Any) -> Rows:
    """Return the rows of buttons that a request asks for; none if it asks for none.

    Raises:
        BadRequest: as Telegram refuses them.

    >>> inline_keyboard({"inline_keyboard": [[{"text": "Oui", "callback_data": "1"}]]})
    [[{'text': 'Oui', 'callback_data': '1'}]]
    >>> inline_keyboard({"inline_keyboard": [[{"text": "Oui", "callback_data": "é" * 33}]]})
    Traceback (most recent call last):
    tests.bot_api.answers.BadRequest: 400 Bad Request: BUTTON_DATA_INVALID
    """
    if markup in (None, "", {}):
        return []
    if not isinstance(markup, dict):
        raise BadRequest("Object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        raise BadRequest("the emulator knows inline keyboards only")
    wrong = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest(wrong)
    read = [[_button(button) for button in row] for row in rows]
    if any(len(row) > MOST_IN_ROW for row in read) or sum(map(len, read)) > MOST:
        raise BadRequest("BUTTON_COUNT_INVALID")
    size = sum(len(str(value).encode()) for row in read for button in row for value in button.values())
    if size > LONGEST_MARKUP:
        raise BadRequest("REPLY_MARKUP_TOO_LONG")
    return [row for row in read if row]


def _button(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _wrong("InlineKeyboardButton must be an Object")
    text = given.get("text")
    if not isinstance(text, str):
        raise _wrong('Can\'t find field "text"' if text is None else 'Field "text" must be of type String')
    actions = {name: given[name] for name in ACTIONS & set(given)}
    if not actions or actions == {"callback_data": ""} or actions == {"url": ""}:
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise BadRequest("BUTTON_TYPE_INVALID")
    if not cleaned(text, [])[0]:
        raise BadRequest("Inline keyboard button text must be non-empty")
    return {"text": cleaned(text, [])[0]} | _checked(actions)


def _checked(actions: Mapping[str, Any]) -> dict[str, Any]:
    [(name, value)] = actions.items()
    if name == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= LONGEST_DATA:
            raise BadRequest("BUTTON_DATA_INVALID")
    elif name == "url" and not is_user_link(str(value)):
        try:
            return {"url": check_link(str(value))}
        except WrongLink as error:
            raise BadRequest(f"Inline keyboard button URL '{value}' is invalid: {error}") from None
    elif name not in {"url", "copy_text"}:
        raise BadRequest(f"the emulator knows no button with {name}")
    return dict(actions)


def _wrong(message: str) -> BadRequest:
    return BadRequest(f"Can't parse inline keyboard button: {message}")
