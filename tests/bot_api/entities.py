"""Formatted text as Telegram keeps it: entities that nest well, no control character, nothing blank around.

From https://github.com/tdlib/td, td/telegram/MessageEntity.cpp (`fix_formatted_text`, `fix_entities`,
`clean_input_string_with_entities`) and td/telegram/misc.cpp (`clean_input_string`, `is_empty_string`).
All offsets and lengths are in UTF-16 code units (https://core.telegram.org/bots/api#messageentity).
"""

import re
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

SPLITTABLE = {"bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94}
QUOTES = {"blockquote": 0, "expandable_blockquote": 0}
PRE = {"pre": 11, "code": 20, "date_time": 30}
CONTINUOUS = {"text_link": 49, "text_mention": 49, "custom_emoji": 99}
FOUND = {"mention": 50, "hashtag": 50, "bot_command": 50, "url": 50, "email": 50}
PRIORITY = SPLITTABLE | QUOTES | PRE | CONTINUOUS | FOUND
"""The kinds, each with its rank among those of the same extent (`MessageEntity::get_type_priority`)."""

DROPPED = re.compile("\r|[\u2028-\u202e]|[\u0333\u033f\u030a]")
SPACED = re.compile("[\0-\x09\x0b\x0c\x0e-\x20]")
OFFENDING = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
EMPTY = re.compile(
    "[ \n\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufffc\ufeff\u00a0\U000e0000-\U000e007f]*"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text that is shown otherwise; `extra` are its other fields in the Bot API."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = ()

    @property
    def end(self) -> int:
        """The first code unit after it."""
        return self.offset + self.length

    def as_json(self) -> dict[str, Any]:
        """Return it as the Bot API gives it."""
        return {"offset": self.offset, "length": self.length, "type": self.type} | dict(self.extra)


def units(text: str) -> int:
    """Return the length of a text, in UTF-16 code units.

    >>> units("été 👍")
    6
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slice_of(text: str, entity: Entity) -> str:
    """Return what an entity covers.

    >>> slice_of("👍 oui", Entity("bold", 3, 3))
    'oui'
    """
    return text.encode("utf-16-le")[2 * entity.offset : 2 * entity.end].decode("utf-16-le")


def ordered(entities: Iterable[Entity]) -> list[Entity]:
    """Return entities in Telegram's order: where they begin, the longest first, then by kind."""
    return sorted(entities, key=lambda one: (one.offset, -one.length, PRIORITY[one.type]))


def cleaned(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    r"""Return a text as Telegram keeps it, with its entities: the text is empty if nothing is to be seen.

    >>> cleaned("  a\tb\r ", [Entity("bold", 2, 5)])
    ('a b', [Entity(type='bold', offset=0, length=3, extra=())])
    >>> cleaned("\u200b \u00a0", [])
    ('', [])
    """
    text, fixed = _without_controls(text, fixed_entities(entities))
    stripped = text.rstrip(" \n")
    last = units(stripped)
    fixed = fixed_entities(
        replace(one, length=min(one.end, last) - one.offset) for one in fixed if one.offset < last
    )
    start = min(len(stripped) - len(stripped.lstrip(" \n")), *(one.offset for one in fixed), len(stripped))
    text = stripped[start:]
    if EMPTY.fullmatch(text):
        return "", []
    return text, [replace(one, offset=one.offset - start) for one in fixed]


def fixed_entities(entities: Iterable[Entity]) -> list[Entity]:
    """Return entities that nest as Telegram wants: none crosses another, quotes do not nest, code holds none.

    >>> bold, link = Entity("bold", 0, 4), Entity("text_link", 2, 4, (("url", "http://a.fr/"),))
    >>> [(one.type, one.offset, one.length) for one in fixed_entities([bold, link])]
    [('bold', 0, 2), ('text_link', 2, 4), ('bold', 2, 2)]
    >>> fixed_entities([Entity("bold", 0, 2), Entity("bold", 1, 3)])
    [Entity(type='bold', offset=0, length=4, extra=())]
    """
    some = ordered(one for one in entities if one.length > 0)
    if not some:
        return []
    quotes = _apart(one for one in some if one.type in QUOTES)
    whole = _apart(one for one in some if one.type not in QUOTES and one.type not in SPLITTABLE)
    whole = ordered(
        [one for one in whole if not any(_crosses(one, quote) for quote in quotes)] + quotes,
    )
    return ordered(whole + _split([one for one in some if one.type in SPLITTABLE], whole))


def _crosses(one: Entity, quote: Entity) -> bool:
    inside = quote.offset <= one.offset and one.end <= quote.end
    return one.offset < quote.end and quote.offset < one.end and not inside


def _apart(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for one in entities:
        if not kept or one.offset >= kept[-1].end:
            kept.append(one)
    return kept


class _Splitter:
    """Cuts bold and its like where other entities begin or end, and drops them in code (`split_entities`)."""

    def __init__(self, some: list[Entity]) -> None:
        self._left = deque(some)
        self._spans: dict[str, tuple[int, int]] = {}
        self.result: list[Entity] = []

    def until(self, offset: int) -> None:
        """Go on to an offset."""
        while self._left and self._left[0].offset < offset:
            one = self._left.popleft()
            begin, end = self._spans.get(one.type, (0, 0))
            if end and one.offset <= end:
                self._spans[one.type] = begin, max(end, one.end)
            else:
                self._cut(one.offset)
                self._spans[one.type] = one.offset, one.end
        self._cut(offset)

    def _cut(self, offset: int) -> None:
        for kind in SPLITTABLE:
            begin, end = self._spans.get(kind, (0, 0))
            if end and begin < offset:
                self.result.append(Entity(kind, begin, min(end, offset) - begin))
                self._spans[kind] = (0, 0) if end <= offset else (offset, end)


def _split(some: list[Entity], whole: list[Entity]) -> list[Entity]:
    splitter, around = _Splitter(some), list[Entity]()
    for offset, one in [*((one.offset, one) for one in whole), (sys.maxsize, None)]:
        while around and offset >= around[-1].end:
            last, size = around.pop(), len(splitter.result)
            splitter.until(last.end)
            if last.type in PRE:
                del splitter.result[size:]
        splitter.until(offset)
        if one:
            around.append(one)
    return splitter.result


def _without_controls(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    gone = [units(text[: match.start()]) for match in DROPPED.finditer(text)] if entities else []

    def moved(offset: int) -> int:
        return offset - sum(at < offset for at in gone)

    text = OFFENDING.sub(lambda run: "\u200c" * len(run[0]), SPACED.sub(" ", DROPPED.sub("", text)))
    fixed = [
        replace(one, offset=moved(one.offset), length=moved(one.end) - moved(one.offset)) for one in entities
    ]
    return text, [one for one in fixed if one.length > 0]
