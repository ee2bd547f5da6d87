"""Look on Telegram for the message of a try whose end nobody noted, so that nobody reads it twice.

Telegram has no idempotency key, and no way to list what was sent. But whoever edits a message of theirs
with the very content that it has learns that it is there, and nobody sees a thing. So the message in
doubt is edited under each number that it may have, until one is it.

This is safe as long as every other message of ours in its chat has a number that is not tried. The
messages of a chat leave one after the other, and the number of each is noted before the next one leaves;
the greatest noted is noted again as a try begins, and only greater numbers are tried. It is read from
where erasing and tidying do not lower it: one mark for all chats that share a counter, and for a chat that
counts apart, what is known of it since it was forgotten, if that is anything. Where nothing is known, or
a message before this one was given up though it may have been sent, nothing is looked for: what was in
doubt is sent again. A number that is tried is thus of no message of this chat, or of one of its contact,
which Telegram lets us change no more.

Telegram has one counter for all private chats and small groups of a bot, which every message written
there by anyone moves on; supergroups count their own:
https://core.telegram.org/api/updates#message-related-event-sequences. A server that stands in for
Telegram may count in each private chat too, which shows in the numbers that it gave. Where another bot
sent before, its numbers may be greater than ours: then nothing is found, and what was in doubt is sent
again.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.store.telegram_numbers import SUPERGROUPS
from bot.telegram.api import Api, Gone, Refused, Unavailable, Uncertain
from bot.telegram.bare import or_bare
from bot.telegram.messages import Outgoing

NEAR: Final = 5
"""Numbers tried beyond the last one that we saw in a private chat, where it has its own counter.

In between stand only messages that its contact wrote there before ours and that we have not seen yet.
"""

FAR: Final = 60
"""Numbers tried beyond the last one that we knew of, in any chat where the chats share a counter.

From the moment when that one is noted to the one when Telegram numbers our message, the other seven of
the eight hands send one message each, which takes 0.3 s at 25 a second, and a request travels for some
0.5 s. That leaves 53 numbers to whatever contacts write in less than a second: twice what we could answer.
A supergroup has as many: its members talk meanwhile, and we see little of it.
"""

PATIENCE: Final = 3
"""Times that a number is tried when no answer comes: among so many questions some go astray."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known of the number of a message in doubt, in the chat of that identifier.

    It is greater than `after`, the greatest that was known when its try began: of its chat if it counts
    `apart`, else of all chats. `seen` is the greatest known of the chat by now.
    """

    chat: int
    after: int
    seen: int = 0
    apart: bool = False


def candidates(doubt: Doubt, others: Collection[int] = ()) -> Iterator[int]:
    """Yield the numbers that the message may have, the likeliest first; none if none was known before.

    `others` are known to be messages of other chats that share a counter with this one.

    >>> list(candidates(Doubt(42, after=7, seen=9, apart=True)))
    [8, 9, 10, 11, 12, 13, 14]
    >>> far = list(candidates(Doubt(42, after=100), others={101, 103}))
    >>> far[:3], far[-1]
    ([102, 104, 105], 160)
    """
    if doubt.after <= 0:
        return
    last = doubt.after + FAR
    if doubt.apart and doubt.chat >= SUPERGROUPS:
        last = min(max(doubt.after, doubt.seen) + NEAR, last)
    left_out = () if doubt.apart else others
    yield from (number for number in range(doubt.after + 1, last + 1) if number not in left_out)


async def found(
    api: Api, doubt: Doubt, message: Outgoing, tried: set[int], others: Collection[int] = ()
) -> int | None:
    """Return the number of a message that may have been sent, None if it was not.

    The numbers that were `tried` are not tried again; what is found out adds to them. It may have been
    sent without its links. Of a file, the caption is edited.

    Raises:
        TelegramError: it is as uncertain as before, less the numbers that were tried.
    """
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
            await or_bare(partial(api.edit, chat, number), message)
        except (Gone, Refused):  # nor was what Telegram refuses there ever sent: sending it will tell
            return False
        except (Unavailable, Uncertain):
            if not left:
                raise
        else:
            break
    return True
