"""How many messages a bot may send: 30 a second, one a second to a chat, 20 a minute to a group.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Short bursts pass there; here
each window is strict, and every message that was accepted counts.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from math import ceil

from tests.bot_api.answers import TooManyRequests
from tests.bot_api.journal import Violation


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages allowed overall and to a private chat in a second, to a group in a minute; 0: no limit.

    What is `refused` is answered 429; else it is only noted. `slack` seconds are taken off every window.
    """

    overall: int = 30
    private: int = 1
    group: int = 20
    refused: bool = True
    slack: float = 0.0


@dataclass(slots=True)
class Limits:
    """Slides the windows; not safe between threads by itself."""

    rates: Rates
    violations: list[Violation] = field(default_factory=list)
    _sent: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat: int, now: float) -> None:
        """Count a message that is sent `now`, seconds of the monotonic clock.

        Raises:
            TooManyRequests: a limit is exceeded, and that is refused.
        """
        of_chat = ("group", self.rates.group, 60.0) if chat < 0 else ("private", self.rates.private, 1.0)
        for key, (name, most, period) in ((0, ("overall", self.rates.overall, 1.0)), (chat, of_chat)):
            window, sent = period - self.rates.slack, self._sent[key]
            while sent and sent[0] <= now - window:
                sent.popleft()
            if most and len(sent) >= most:
                self.violations.append(Violation(name, chat, now))
                if self.rates.refused:
                    raise TooManyRequests(max(1, ceil(sent[0] + window - now)))
        self._sent[0].append(now)
        self._sent[chat].append(now)
