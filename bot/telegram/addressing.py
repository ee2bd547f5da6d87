"""Tell from the text of a message whether it is for us, and what it says once our name is taken out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.telegram.incoming import Us
from knowledge.french import fold

_COMMAND: Final = re.compile(r"/([^\s/@]{1,32})(?:@(\w{1,64}))?(?:\s+(.*))?", re.DOTALL)

_CALLING: Final = " \t\n,;:-–—"
"""What may stand between a name and the question put to whoever has it."""


def mentions(text: str, entities: Sequence[Mapping[str, Any]], us: Us) -> tuple[tuple[int, int], ...]:
    """Return where a text names us: the start and the end of each mention, in UTF-16 code units.

    >>> us = Us(42, "guichet_bot")
    >>> mentions("Et 😀 @Guichet_Bot ?", [{"type": "mention", "offset": 6, "length": 12}], us)
    ((6, 18),)
    """
    return tuple(_mentions(text, entities, us))


def without(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return a text without some pieces of it, each given by where it starts and ends in UTF-16 code units.

    >>> without("@guichet_bot, qui peut candidater ?", [(0, 12)])
    'qui peut candidater ?'
    """
    units = text.encode("utf-16-le", "surrogatepass")
    for start, end in sorted(places, reverse=True):
        units = units[: 2 * start] + units[2 * end :]
    return units.decode("utf-16-le", "surrogatepass").strip(_CALLING).replace("  ", " ")


def command(text: str) -> tuple[str, str, str] | None:
    """Return the name of a command, the account that it names or "", and what stands behind; None if none.

    >>> command("/Éligibilité"), command("/aide@guichet_bot svp"), command("/ ou /tmp/a ?")
    (('eligibilite', '', ''), ('aide', 'guichet_bot', 'svp'), None)
    """
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return None
    return fold(found[1]), found[2] or "", (found[3] or "").strip()


def is_ours(account: str, us: Us) -> bool:
    """Whether an account is ours; letter case counts for nothing."""
    return bool(account) and account.casefold() == us.name.casefold()


def _mentions(text: str, entities: Sequence[Mapping[str, Any]], us: Us) -> Iterator[tuple[int, int]]:
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length <= 0:
            continue
        said = units[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")
        who = entity.get("user")
        named = entity.get("type") == "mention" and said[:1] == "@" and is_ours(said[1:], us)
        meant = entity.get("type") == "text_mention" and isinstance(who, Mapping) and who.get("id") == us.id
        if named or meant:
            yield start, start + length
