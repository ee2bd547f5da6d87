"""Look on Telegram for the message of a try whose end nobody noted, so that nobody reads it twice.

Telegram has no idempotency key, and no way to list what was sent. But whoever edits a message of theirs
with the very content that it has learns that it is there, and nobody sees a thing. So the message in
doubt is edited under each number that it may have, until one is it.

This is safe. The messages of a chat leave one after the other, and the number of each is noted before
the next one leaves: when one is in doubt, every other message of ours in its chat stands before it, and
a number that comes after those is of no message of this chat, or of one of its contact, which Telegram
lets us change no more.

Telegram has one counter for all private chats and small groups of a bot, which every message written
there by anyone moves on; supergroups count their own:
https://core.telegram.org/api/updates#message-related-event-sequences. A server that stands in for
Telegram may count in each private chat too, which shows in the numbers that it gave.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from bot.telegram.api import Api, Gone, Refused, Unavailable, Uncertain
from bot.telegram.messages import Outgoing

NEAR: Final = 5
"""Numbers tried beyond the last one that we saw in the chat, where the chat has its own counter.

In between stand only messages that its contact wrote there before ours and that we have not seen yet.
"""

FAR: Final = 60
"""Numbers tried beyond the last one that we knew of in any chat, where the chats share a counter.

From the moment when that one is noted to the one when Telegram numbers our message, the other seven of
the eight hands send one message each, which takes 0.3 s at 25 a second, and a request travels for some
0.5 s. That leaves 53 numbers to whatever contacts write in less than a second: twice what we could answer.
"""

PATIENCE: Final = 3
"""Times that a number is tried when no answer comes: among so many questions some go astray."""

SUPERGROUPS: Final = -1_000_000_000_000
"""The identifiers below are of chats with a counter of their own: https://core.telegram.org/api/bots/ids."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known of the number of a message in doubt, in the chat of that identifier.

    It is greater than `low`, the number of a message that stood in its chat before. Where the chat
    counts `apart`, `seen` is the last number that its contact is known to have reached by now. Else
    `after` is the greatest number that was known in all chats when its try began.
    """

    chat: int
    low: int = 0
    seen: int = 0
    after: int = 0
    apart: bool = False


def shares_counter(chat: int) -> bool:
    """Whether Telegram numbers the messages of this chat together with those of others.

    >>> shares_counter(42), shares_counter(-42), shares_counter(-1_000_000_000_042)
    (True, True, False)
    """
    return chat >= SUPERGROUPS


def candidates(doubt: Doubt, others: Collection[int] = ()) -> Iterator[int]:
    """Yield the numbers that the message may have, the likeliest first.

    `others` are known to be messages of other chats that share a counter with this one.

    >>> list(candidates(Doubt(-1_000_000_000_042, low=7, seen=9, apart=True)))
    [8, 9, 10, 11, 12, 13, 14]
    >>> far = list(candidates(Doubt(42, low=7, after=100), others={101, 103}))
    >>> far[:3], far[-1]
    ([102, 104, 105], 160)
    """
    if doubt.apart:
        yield from range(doubt.low + 1, min(max(doubt.low, doubt.seen) + NEAR, doubt.low + FAR) + 1)
    else:
        start = max(doubt.low, doubt.after)
        yield from (number for number in range(start + 1, start + FAR + 1) if number not in others)


async def found(
    api: Api, doubt: Doubt, message: Outgoing, tried: set[int], others: Collection[int] = ()
) -> int | None:
    """Return the number of a message that may have been sent, None if it was not.

    The numbers that were `tried` are not tried again; what is found out adds to them. A file cannot be
    edited so: it is never found.

    Raises:
        TelegramError: it is as uncertain as before, less the numbers that were tried.
    """
    if message.file is not None:
        return None
    for number in candidates(doubt, others):
        if number not in tried:
            if await _is(api, doubt.chat, number, message):
                return number
            tried.add(number)
    return None


async def _is(api: Api, chat: int, number: int, message: Outgoing) -> bool:
    """Tell whether a number is that of a message.

    Raises:
        Unavailable: Telegram is not there.
        Uncertain: it does not answer.
        TelegramError: nobody can tell now for another reason.
    """
    for left in reversed(range(PATIENCE)):
        try:
            await api.edit(chat, number, message)
        except (Gone, Refused):  # nor was what Telegram refuses there ever sent: sending it will tell
            return False
        except (Unavailable, Uncertain):
            if not left:
                raise
        else:
            break
    return True
