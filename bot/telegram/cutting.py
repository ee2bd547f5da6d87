"""Cut a text too long for one message between paragraphs, else sentences, else words, else signs."""

import re
import unicodedata
from typing import Final

from bot.telegram.html import Written, plain
from bot.telegram.messages import Outgoing, Rows

LONGEST: Final = 4_096
"""UTF-16 code units of a message: https://core.telegram.org/bots/api#sendmessage."""

MOST_MARKS: Final = 100
"""Marks in a message: https://core.telegram.org/api/entities#entity-length says how they are counted."""

NOTHING: Final = "Ce message ne contient pas de texte."

_BREAKS = (
    re.compile(r"\n\n"),
    re.compile(r"\n"),
    re.compile(r"[.!?…;](?:[ \xa0]?[»”\")\]])*[ \n]"),
)
"""Where to cut, the best first, if a message is then at least half full."""

_BLANKS = re.compile(r"[ \n]")
_NEVER_FIRST = re.compile("[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u1160-\u11ff]")
"""What belongs to the sign before it, besides combining marks."""

_FLAG = "\U0001f1e6-\U0001f1ff"
_HALF_A_FLAG = re.compile(f"(?<![{_FLAG}])(?:[{_FLAG}]{{2}})*[{_FLAG}]$")
"""A flag is two letters: an odd number of them before a letter is half of one."""

_JOINER = "\u200d"


def messages(written: Written | str, buttons: Rows = (), reply_to: int | None = None) -> tuple[Outgoing, ...]:
    """Return the messages that say a text, one at least: the first answers `reply_to`, the last has buttons.

    >>> messages("R&D", reply_to=7)
    (Outgoing(html='R&amp;D', buttons=(), reply_to=7, file=None),)
    """
    whole = plain(written) if isinstance(written, str) else written
    parts = cut(whole) or (plain(NOTHING),)
    last = len(parts) - 1
    return tuple(
        Outgoing(part.html, buttons if index == last else (), None if index else reply_to)
        for index, part in enumerate(parts)
    )


def cut(written: Written, longest: int = LONGEST, most: int = MOST_MARKS) -> tuple[Written, ...]:
    """Return the parts of a text, each of `longest` units and `most` marks at most, and none blank.

    A mark that is cut goes on in the next part. Only blanks are lost, at the ends of the parts.

    >>> [part.html for part in cut(Written("Un. Deux trois."), 9)]
    ['Un. Deux', 'trois.']
    """
    parts, start = [], 0
    while start < len(written.text):
        if written.text[start] in " \n":
            start += 1
            continue
        end = _end(written, start, longest, most)
        part = written.part(start, end)
        parts += [] if part.blank else [part]
        start = end
    return tuple(parts)


def _end(written: Written, start: int, longest: int, most: int) -> int:
    """Return where the part that begins at `start` ends."""
    text = written.text
    units = text[start : start + longest].encode("utf-16-le")[: 2 * longest]
    end = start + max(1, len(units.decode("utf-16-le", "ignore")))
    ahead = [mark for mark in written.marks if mark.end > start]
    if len(ahead) > most:
        end = min(end, ahead[most].start)
    return end if end == len(text) else _break(text, start, end)


def _break(text: str, start: int, end: int) -> int:
    """Return the best place where to cut after `start`, and `end` at the latest, blanks apart."""
    half = start + (end - start) // 2
    for pattern, least in (*((pattern, half) for pattern in _BREAKS), (_BLANKS, start)):
        # One more sign is looked at: the blank on which the part may end.
        found = [one.end() for one in pattern.finditer(text, least, end + 1)]
        if found:
            return found[-1]
    return next((at for at in range(end, start, -1) if not _inside_a_sign(text, at)), end)


def _inside_a_sign(text: str, at: int) -> bool:
    """Tell whether to cut there would cut what is seen as one sign, of the kinds that are met in messages.

    >>> _inside_a_sign("e\u0301", 1), _inside_a_sign("ee", 1)
    (True, False)
    """
    following = text[at]
    if text[at - 1] == _JOINER or _NEVER_FIRST.match(following):
        return True
    if unicodedata.category(following).startswith("M"):
        return True
    return bool(re.match(f"[{_FLAG}]", following) and _HALF_A_FLAG.search(text, max(0, at - LONGEST), at))
