"""From the text of a request to the text of a message: parsed, cleaned, and within Telegram's limits.

From `get_formatted_text`, `get_input_message_text` (https://github.com/tdlib/telegram-bot-api, Client.cpp),
`get_input_message_content` (https://github.com/tdlib/td, td/telegram/MessageContent.cpp).
"""

from dataclasses import dataclass
from typing import Any

from tests.bot_api.answers import BadRequest
from tests.bot_api.detecting import completed
from tests.bot_api.entities import PRIORITY, Entity, cleaned, units
from tests.bot_api.markup import parse_html

LONGEST_INPUT = 1 << 15
"""Bytes of a text with its tags; more is refused before it is read."""
LONGEST_TEXT = 4096
"""UTF-16 code units after parsing (https://core.telegram.org/bots/api#sendmessage says characters)."""
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100
"""Telegram's servers keep the first hundred: https://core.telegram.org/method/messages.sendMessage."""
LONGEST_ENTITIES = 9500
"""Bytes of all entities, about: https://github.com/tdlib/telegram-bot-api/issues/165."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as a message holds it."""

    text: str
    entities: tuple[Entity, ...] = ()

    def as_json(self, name: str = "text") -> dict[str, Any]:
        """Return the fields of a message; `name` is `text` or `caption`."""
        if not self.text:
            return {}
        key = "entities" if name == "text" else "caption_entities"
        listed = [one.as_json() for one in self.entities]
        return {name: self.text} | ({key: listed} if listed else {})


def message_text(text: str, parse_mode: str = "HTML", entities: Any = ()) -> Formatted:
    """Return what the text of a message becomes.

    Raises:
        BadRequest: as Telegram refuses it.

    >>> message_text("<b>Oui</b> ")
    Formatted(text='Oui', entities=(Entity(type='bold', offset=0, length=3, extra=()),))
    >>> message_text("x" * 4097)
    Traceback (most recent call last):
    tests.bot_api.answers.BadRequest: 400 Bad Request: message is too long
    """
    if not text:
        raise BadRequest("Message text is empty")
    formatted = _formatted(text, parse_mode, entities)
    if not formatted.text:
        raise BadRequest("Text must be non-empty")
    if units(formatted.text) > LONGEST_TEXT:
        raise BadRequest("Message is too long")
    return formatted


def caption(text: str, parse_mode: str = "HTML", entities: Any = ()) -> Formatted:
    """Return what the caption of a file becomes, perhaps nothing.

    Raises:
        BadRequest: as Telegram refuses it.
    """
    formatted = _formatted(text, parse_mode, entities)
    if units(formatted.text) > LONGEST_CAPTION:
        raise BadRequest("Message caption is too long")
    return formatted


def written(text: str) -> Formatted:
    """Return what a person writes, as it arrives: cleaned, with what Telegram finds in it."""
    plain, _ = cleaned(text, [])
    return Formatted(plain, tuple(completed(plain, [])))


def _formatted(text: str, parse_mode: str, given: Any) -> Formatted:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise BadRequest("Strings must be encoded in UTF-8") from None
    if size > LONGEST_INPUT:
        raise BadRequest("Text is too long")
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        raise BadRequest(f"the emulator reads HTML, not {parse_mode}")
    plain, entities = parse_html(text) if mode == "html" else (text, [_entity(one) for one in given or ()])
    plain, entities = cleaned(plain, entities)
    kept = entities[:MOST_ENTITIES]
    if sum(12 + sum(len(str(value).encode()) for _, value in one.extra) for one in kept) > LONGEST_ENTITIES:
        raise BadRequest("ENTITIES_TOO_LONG")
    return Formatted(plain, tuple(completed(plain, kept)))


def _entity(given: Any) -> Entity:
    if not isinstance(given, dict):
        raise BadRequest("Can't parse MessageEntity: expected an Object")
    fields = dict(given)
    try:
        kind, offset, length = str(fields.pop("type")), int(fields.pop("offset")), int(fields.pop("length"))
    except (KeyError, TypeError, ValueError):
        raise BadRequest("Can't parse MessageEntity: a field is missing") from None
    if kind not in PRIORITY:
        raise BadRequest("Can't parse MessageEntity: unsupported type specified")
    return Entity(kind, offset, length, tuple(fields.items()))
