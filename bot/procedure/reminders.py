"""Remind the contacts who asked for it of the closing of the call, once each time, and only by day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from anyio import sleep

from bot.conversations.errors import Repeated, UnknownConversation
from bot.desk import Reception
from bot.errors import DeskClosed
from bot.procedure import wording
from bot.store.reminders import Told
from bot.store.stores import Stores
from bot.talk.hub import Hub
from knowledge.deadline import Deadline, Phase, deadline

EVERY: Final = 900.0
"""Seconds between two looks for who is to be reminded."""

BEFORE: Final = (1, 7)
"""How many days before the last one people are reminded, the fewest first."""

MORNING, EVENING = 9, 19
"""The hours of the day, in the zone of the staff, between which people are written to."""

PUT_OFF: Final = timedelta(days=7)
"""How long after the closing it is still known who wanted a reminder: the date may be put off."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder: its `text`, the idempotency `key` of its message, what the contact is `told` by it."""

    text: str
    key: str
    told: Told


def due(told: Told, call: Deadline, now: datetime, zone: tzinfo) -> Due | None:
    """Return what a contact is to be reminded of now, None if it is nothing.

    They are told once of a closing that was not known, or was another one, when they were told last;
    then some days before it, unless they learnt it on that day or later.
    """
    if call.closes is None or call.phase is Phase.CLOSED:
        return None
    said = wording.said_deadline(call, zone)
    if told.closes != call.closes:
        words = wording.KNOWN if told.closes is None else wording.CHANGED
        learnt = replace(told, told_at=now, noted=True, closes=call.closes, days=None)
        return Due(words.format(deadline=said), _key("date", told, call.closes), learnt)
    days = _days_before(call, zone)
    if days is None or (told.days is not None and told.days <= days):
        return None
    first = wording.last_day(call.closes, zone) - timedelta(days=days)
    if told.told_at.astimezone(zone).date() >= first:
        return None
    reminded = replace(told, told_at=now, days=days)
    return Due(wording.REMINDER.format(deadline=said), _key(str(days), told, call.closes), reminded)


def by_day(now: datetime, zone: tzinfo) -> bool:
    """Whether people may be written to without waking them.

    >>> from datetime import UTC
    >>> [by_day(datetime(2020, 2, 28, hour, 59, tzinfo=UTC), UTC) for hour in (8, 9, 18, 19)]
    [False, True, True, False]
    """
    return MORNING <= now.astimezone(zone).hour < EVENING


class ReminderJob:
    """Looks for who is to be reminded; `zone` is that of the staff, by whose days and hours it counts."""

    def __init__(
        self, stores: Stores, reception: Reception, hub: Hub, clock: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._stores = stores
        self._reception = reception
        self._hub = hub
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Look again and again, until cancelled.

        Raises:
            StoreUnavailable: the database refuses.
        """
        while True:
            await self.look()
            await sleep(EVERY)

    async def look(self) -> int:
        """Remind all who are to be reminded now; return how many were.

        Raises:
            StoreUnavailable: the database refuses; the next look makes up for it.
        """
        try:
            call = self._reception.desk.corpus.call
        except DeskClosed:
            return 0
        now = self._clock()
        closing = deadline(call, now, self._zone)
        if closing.phase is Phase.CLOSED:
            await self._forget(closing, now)
            return 0
        sent = 0
        for told in await self._stores.reminders.wanted():
            sent += await self._see_to(told, closing, now)
        return sent

    async def _see_to(self, told: Told, closing: Deadline, now: datetime) -> bool:
        """Remind a contact if it is time, and return whether they were; note what they know at first."""
        if not told.noted:
            told = replace(told, noted=True, closes=closing.closes)
            await self._stores.reminders.note(told)
        one = due(told, closing, now, self._zone)
        if one is None or not by_day(now, self._zone):
            return False
        return await self._remind(one, now)

    async def _remind(self, one: Due, now: datetime) -> bool:
        """Send a reminder, unless it was, or is not wanted any more; return whether it was sent."""
        id, sent = one.told.conversation, False
        if not await self._stores.reminders.of(id):
            return False
        try:
            await self._stores.conversations.change(id, lambda c: c.remind(one.text, now), one.key)
            sent = True
            self._hub.ring(id, now)
        except Repeated:  # whoever sent it died before it could note so
            pass
        except UnknownConversation:
            return False
        await self._stores.reminders.note(one.told)
        return sent

    async def _forget(self, closing: Deadline, now: datetime) -> None:
        """Keep nothing any more of who wanted a reminder, once the closing is past for good."""
        if closing.closes is not None and now > closing.closes + PUT_OFF:
            await self._stores.reminders.forget_all()


def _key(what: str, told: Told, closes: datetime) -> str:
    """Return the same key as long as nothing more was told: sent again after a crash, it passes for once."""
    return f"reminder:{what}:{closes.timestamp():.0f}:{told.told_at.timestamp():.0f}"


def _days_before(call: Deadline, zone: tzinfo) -> int | None:
    """Return which of the reminders before the closing is due, None if none is yet."""
    if call.phase is not Phase.OPEN:
        return None
    left = wording.days_left(call, zone)
    return next((days for days in BEFORE if left <= days), None)
