"""What Telegram finds by itself in a plain text: commands, mentions, hashtags, links, addresses.

From `find_entities` and its matchers (https://github.com/tdlib/td, td/telegram/MessageEntity.cpp), whose
comments give the expressions; of links, only those with their scheme or under a common domain are found.
"""

import re
from collections.abc import Iterable

from tests.bot_api.entities import FOUND, Entity, ordered, units

MATCHERS = {
    "mention": re.compile(r"(?<!\w)@[a-zA-Z0-9_]{2,32}(?!\w)"),
    "bot_command": re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?![\w#])"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?!\w)"),
    "url": re.compile(
        r"(?i)(?<![\w@])(?:https?://[^\s<>«»\"“”]+|(?:[\w-]+\.)+(?:fr|com|org|net|eu)(?![\w@])[^\s<>«»\"“”]*)"
    ),
}


def found(text: str) -> list[Entity]:
    """Return what stands in a text, first come first served.

    >>> [(one.type, one.offset, one.length) for one in found("/start@guichet_bot bonjour @lea, https://a.fr/b.")]
    [('bot_command', 0, 18), ('mention', 27, 4), ('url', 33, 14)]
    """
    some: list[Entity] = []
    for kind in ("url", "email", "mention", "bot_command", "hashtag"):
        for match in MATCHERS[kind].finditer(text):
            word = match[0].rstrip(".,;:!?)'’") if kind == "url" else match[0]
            one = Entity(kind, units(text[: match.start()]), units(word))
            if not any(one.offset < other.end and other.offset < one.end for other in some):
                some.append(one)
    return ordered(some)


def completed(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """Return the entities of a text with those that Telegram finds where none of its kind stands already."""
    given = list(entities)
    closed = [one for one in given if one.type in {"pre", "code", "text_link", "text_mention", *FOUND}]
    new = [
        one
        for one in found(text)
        if not any(one.offset < other.end and other.offset < one.end for other in closed)
    ]
    return ordered(given + new)
