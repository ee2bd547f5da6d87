"""Promise when a person answers, from the hours of the staff, and say it to whoever waits."""

from dataclasses import dataclass
from datetime import datetime

from bot.hours import Hours
from bot.promise_words import before, closed


@dataclass(frozen=True, slots=True)
class Promises:
    """What the staff promise: an answer after `within` hours of their presence, at the latest."""

    hours: Hours
    within: float

    def promised(self, now: datetime) -> datetime:
        """Return until when someone who asks now must have an answer."""
        return self.hours.promise(now, self.within)

    def said(self, promised: datetime, now: datetime) -> str:
        """Say until when, and that nobody is there now if so."""
        here = self.local(now)
        delay = f"Réponse d’une personne {before(promised, here)}."
        if self.hours.is_open(now):
            return delay
        return f"{closed(self.hours.next_opening(now), here)} {delay}"

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the clock of the staff shows it."""
        return moment.astimezone(self.hours.zone)
