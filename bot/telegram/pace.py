"""How much we ask of Telegram at once, and how long we wait for it."""

from datetime import timedelta
from typing import Final

PER_SECOND: Final = 25
"""Requests about chats in a second: Telegram allows some 30.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

GROUP_PAUSE: Final = 3.0
"""Seconds between two requests about a group: Telegram allows 20 a minute."""

CONNECTIONS: Final = 20
"""Requests at once: of eight deliveries, of eight updates that are carried out, and some to spare."""

TIMES: Final = (20.0, 20.0, 5.0, 20.0)
"""Seconds in which Telegram must answer, take what is sent, take a connection, and one of ours be free."""

LONG_POLL: Final = timedelta(seconds=30)
"""How long Telegram holds a request for updates when there are none."""

FIRST_PAUSE: Final = 1.0
"""Seconds before beginning to receive again after a failure; half as long again after each one."""

LONGEST_PAUSE: Final = 30.0
"""The same, at most."""

LATER: Final = 600.0
"""Seconds before beginning again when Telegram does not know our token."""

GRACE: Final = 0.8
"""Seconds given to each of the two steps in which fetching stops."""
