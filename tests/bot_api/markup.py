"""Telegram's HTML, parsed as Telegram parses it, with its own error texts.

From `parse_html` (https://github.com/tdlib/td, td/telegram/MessageEntity.cpp), sign for sign; the syntax is
https://core.telegram.org/bots/api#html-style. One rule is stricter than theirs: quotes within quotes are
refused, where Telegram shows only the outer one without a word; whoever sends them did not want that.
"""

import re
from dataclasses import dataclass, replace
from string import ascii_letters, digits

from tests.bot_api.answers import BadRequest
from tests.bot_api.entities import Entity, ordered, units
from tests.bot_api.urls import SPACES, WrongLink, check_link, is_user_link

SPACE = frozenset(SPACES.encode())
KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
TOKEN = frozenset(f"{ascii_letters}{digits}.-".encode())
RUN = re.compile(rb"[^<&]+")
REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*))(;?)")


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Return the text of Telegram's HTML without its tags, and its entities, neither cleaned yet.

    Raises:
        BadRequest: as Telegram refuses it.

    >>> parse_html("<b>a &lt; b</b>")
    ('a < b', [Entity(type='bold', offset=0, length=5, extra=())])
    >>> parse_html("<p>")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    tests.bot_api.answers.BadRequest: 400 Bad Request: can't parse entities: Unsupported start tag "p" at ...
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise BadRequest("Strings must be encoded in UTF-8") from None
    return _Parser(data).parsed()


def _wrong(message: str) -> BadRequest:
    return BadRequest(f"Can't parse entities: {message}")


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that is open: where it begins in the text without tags, in bytes and in UTF-16 code units."""

    tag: str
    argument: str
    offset: int
    begin: int


class _Parser:
    """Goes once through the bytes of a text."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._plain = bytearray()
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parsed(self) -> tuple[str, list[Entity]]:
        """Return what is left without tags."""
        while self._at < len(self._data):
            if self._data[self._at] == ord("<"):
                if self._sign(1) == ord("/"):
                    self._end_tag()
                else:
                    self._start_tag()
            else:
                self._copy()
        if self._open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        entities = [replace(one, extra=()) if one.type == "code" else one for one in self._entities]
        try:
            return self._plain.decode(), ordered(entities)
        except UnicodeDecodeError:
            raise _wrong(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                "surrogate code units"
            ) from None

    def _sign(self, further: int = 0) -> int:
        at = self._at + further
        return self._data[at] if at < len(self._data) else 0

    def _copy(self) -> None:
        if (found := self._reference()) is not None:
            self._plain += found.encode("utf-8", "surrogatepass")
            self._offset += 1 + (found > "\uffff")
            return
        match = RUN.match(self._data, self._at)
        run = match[0] if match else b"&"
        self._offset += units(run.decode())
        self._plain += run
        self._at += len(run)

    def _reference(self) -> str | None:
        """Read a character written as `&lt;` or `&#60;` (`decode_html_entity`), and go after it."""
        match = REFERENCE.match(self._data, self._at)
        if not match:
            return None
        hexadecimal, decimal, name, semicolon = match.groups()
        if name is not None:
            found = NAMED.get(name)
        else:
            numeral = hexadecimal if hexadecimal is not None else decimal
            code = int(numeral or b"0", 16 if hexadecimal is not None else 10)
            size = match.end() - match.start() - len(semicolon)
            found = chr(code) if 0 < code < 0x10FFFF and size < 10 else None
        if found is not None:
            self._at = match.end()
        return found

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._until(SPACE | frozenset(b">"))
        if self._sign() == 0:
            raise _wrong(f"Unclosed start tag at byte offset {begin}")
        tag = _lower(name)
        if tag not in KINDS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self._sign() != ord(">"):
            self._spaces()
            if self._sign() == ord(">"):
                break
            argument = self._attribute(tag, argument, begin)
        self._at += 1
        if tag == "span" and argument != "spoiler":
            raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        if tag == "blockquote" and any(one.tag == tag for one in self._open):
            raise _wrong(f"Block quotations can't be nested at byte offset {begin}")
        self._open.append(_Open(tag, argument, self._offset, len(self._plain)))

    def _attribute(self, tag: str, argument: str, begin: int) -> str:
        name = self._until(SPACE | frozenset(b"=>/\"'"))
        if not name:
            raise _wrong(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._spaces()
        if self._sign() == ord("="):
            self._at += 1
            self._spaces()
            if self._sign() == 0:
                raise _wrong(f'Unclosed start tag "{tag}" at byte offset {begin}')
            value = self._value()
            if self._sign() == 0:
                raise _wrong(f"Unclosed start tag at byte offset {begin}")
            return _argument(tag, name, value, argument)
        if self._sign() == 0:
            raise _wrong(f'Unclosed start tag "{tag}" at byte offset {begin}')
        return "1" if tag == "blockquote" and name == b"expandable" else argument

    def _value(self) -> str:
        begin, quote = self._at, self._sign()
        if quote not in b"\"'":
            while self._sign() in TOKEN:
                self._at += 1
            if self._sign() not in SPACE and self._sign() != ord(">"):
                raise _wrong(f"Unexpected end of name token at byte offset {begin}")
            return _lower(self._data[begin : self._at])
        self._at += 1
        value = bytearray()
        while self._sign() not in (quote, 0):
            if (found := self._reference()) is not None:
                value += found.encode("utf-8", "surrogatepass")
            else:
                value.append(self._sign())
                self._at += 1
        if self._sign() == quote:
            self._at += 1
        return value.decode("utf-8", "replace")

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise _wrong(f"Unexpected end tag at byte offset {begin}")
        self._at += 2
        name = _lower(self._until(SPACE | frozenset(b">")))
        self._spaces()
        if self._sign() != ord(">"):
            raise _wrong(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        tag = self._open[-1].tag
        if name and name != tag:
            raise _wrong(f'Unmatched end tag at byte offset {begin}, expected "</{tag}>", found "</{name}>"')
        closed = self._open.pop()
        if self._offset > closed.offset:
            self._close(closed)

    def _close(self, one: _Open) -> None:
        length = self._offset - one.offset
        kind, extra = KINDS[one.tag], dict[str, str]()
        last = self._entities[-1] if self._entities else Entity("", -1, 0)
        same = (last.offset, last.length) == (one.offset, length)
        if one.tag == "a":
            kind, extra = _link(one.argument or self._plain[one.begin :].decode("utf-8", "replace"))
        elif one.tag == "tg-emoji":
            extra = {"custom_emoji_id": _emoji(one.argument)}
        elif one.tag == "blockquote" and one.argument:
            kind = "expandable_blockquote"
        elif one.tag == "code" and one.argument:
            extra = {"language": one.argument}
            if same and last.type == "pre":
                self._entities.pop()
                kind = "pre"
        elif one.tag == "pre" and same and last.type == "code" and last.extra:
            extra = dict(self._entities.pop().extra)
        if kind:
            self._entities.append(Entity(kind, one.offset, length, tuple(extra.items())))

    def _until(self, signs: frozenset[int]) -> bytes:
        begin = self._at
        while self._sign() not in signs:  # a NUL is a space, so the end is one
            self._at += 1
        return self._data[begin : self._at]

    def _spaces(self) -> None:
        while self._sign() in SPACE and self._sign() != 0:
            self._at += 1


def _lower(name: bytes) -> str:
    return name.lower().decode("utf-8", "replace")


def _argument(tag: str, name: bytes, value: str, argument: str) -> str:
    """Return what a tag is told by its attributes so far."""
    if (tag, name) in {("a", b"href"), ("tg-emoji", b"emoji-id"), ("tg-time", b"unix")}:
        return value
    if (tag, name) == ("code", b"class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", b"class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return "1" if (tag, name) == ("blockquote", b"expandable") else argument


def _link(url: str) -> tuple[str, dict[str, str]]:
    """Return the kind of a link; "" if Telegram drops it without a word."""
    if is_user_link(url):
        return "text_mention", {}
    try:
        return "text_link", {"url": check_link(url)}
    except WrongLink:
        return "", {}


def _emoji(id: str) -> str:
    if not re.fullmatch(r"-?[0-9]+", id) or int(id) == 0:
        raise _wrong("Invalid custom emoji identifier specified")
    return id
