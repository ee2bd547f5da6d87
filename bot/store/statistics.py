"""Sum up what became of questions over a period: for the reports, and for the public."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from anyio import to_thread
from sqlalchemy import Row

from bot.conversations.states import Channel
from bot.replies import Decision
from bot.store import counting
from bot.store.alike import Group, with_firsts
from bot.store.database import Database
from bot.store.likeness import grouped
from bot.store.periods import Period
from bot.store.schema import conversation_table
from bot.store.waiting import kept_senses
from knowledge.decision import Reason

UNANSWERED = (Reason.MISSING_KNOWLEDGE, Reason.LOW_CONFIDENCE, Reason.CONFLICTING_TEXTS)
"""Reasons of handoffs that other texts, or a validated answer, would have spared."""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took `count` times; nine times in ten it took `ninetieth` at most."""

    count: int = 0
    median: timedelta | None = None
    ninetieth: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What happened in a period; each thing counts on the day when it happens.

    `answered`, `clarified` and `handed_off` are replies of the assistant; `reasons` and `topics` count
    all handoffs, those that contacts ask for too. `corrected` counts the conversations with an answer
    that staff or the contact put right. `first_reply` and `resolution` run from the first handoff, night
    and day, of the conversations handed off in the period; their promise was `kept`, or `broken` by now.
    `useless` counts by reason, "" if the contact gave none.
    """

    begun: int
    answered: int
    clarified: int
    handed_off: int
    corrected: int
    reasons: Mapping[str, int]
    topics: Mapping[str, int]
    first_reply: Duration
    resolution: Duration
    kept: int
    broken: int
    useful: int
    useless: Mapping[str, int]

    @property
    def in_time(self) -> float | None:
        """The share of promises kept, None if none was due."""
        due = self.kept + self.broken
        return self.kept / due if due else None

    @property
    def satisfied(self) -> float | None:
        """The share of replies judged useful, None if none was judged."""
        judged = self.useful + sum(self.useless.values())
        return self.useful / judged if judged else None


@dataclass(frozen=True, slots=True)
class Day:
    """What happened in a day; `replies` are those of staff."""

    day: date
    begun: int
    answered: int
    clarified: int
    handed_off: int
    replies: int
    resolved: int


class Statistics:
    """The statistics of a database; no value of them names or quotes anybody but `unanswered`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def totals(self, period: Period, now: datetime, channel: Channel | None = None) -> Totals:
        """Return what happened in a period, on one channel if it is given."""
        dialect = self._database.dialect
        async with self._database.reading() as connection:
            begun = (await connection.execute(counting.begun(period, channel))).scalar_one()
            decided = dict((await connection.execute(counting.decisions(period, channel))).all())
            handoffs = (await connection.execute(counting.handoffs(period, channel))).all()
            corrected = (await connection.execute(counting.corrected(period, channel))).scalar_one()
            judged = (await connection.execute(counting.judgements(period, channel))).all()
            waits = (await connection.execute(counting.waits(period, channel, now, dialect))).all()
        promises = Counter(row.kept for row in waits)
        return Totals(
            begun=begun,
            answered=decided.get(Decision.ANSWER, 0),
            clarified=decided.get(Decision.CLARIFICATION, 0),
            handed_off=decided.get(Decision.HANDOFF, 0),
            corrected=corrected,
            reasons=_most_first((reason, count) for reason, _, count in handoffs),
            topics=_most_first((topic, count) for _, topic, count in handoffs if topic),
            first_reply=_duration(row.reply for row in waits),
            resolution=_duration(row.resolution for row in waits),
            kept=promises[1],
            broken=promises[0],
            useful=sum(count for useful, _, count in judged if useful),
            useless=_most_first((reason or "", count) for useful, reason, count in judged if not useful),
        )

    async def days(self, period: Period, channel: Channel | None = None) -> list[Day]:
        """Return what happened each day of a period, in order."""
        if not period.days:
            return []
        async with self._database.reading() as connection:
            found = (await connection.execute(counting.by_day(period, channel))).all()
        return [_day(row) for row in found]

    async def unanswered(
        self, period: Period, channel: Channel | None = None, limit: int = 50
    ) -> list[Group]:
        """Return the questions handed off in a period for want of texts, those that ask the same together.

        The largest groups come first, then the latest questions, of which 2,000 are read.
        """
        handed = counting.unanswered(period, channel, UNANSWERED)
        async with self._database.reading() as connection:
            senses = await kept_senses(connection, handed, conversation_table.c.handed_off_at.desc())
            groups = await to_thread.run_sync(grouped, senses)
            return await with_firsts(connection, groups[:limit])


def _most_first(counted: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for value, count in counted:
        total[value] += count
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def _duration(seconds: Iterable[float | None]) -> Duration:
    """Return how long something took.

    >>> _duration([60.0, None, 120.0]).median
    datetime.timedelta(seconds=90)
    """
    known = [value for value in seconds if value is not None]
    if not known:
        return Duration()
    median, ninetieth = np.percentile(known, (50, 90))
    return Duration(len(known), timedelta(seconds=round(median)), timedelta(seconds=round(ninetieth)))


def _day(row: Row[Any]) -> Day:
    return Day(
        date.fromisoformat(row.day),
        row.begun,
        row.answered,
        row.clarified,
        row.handed_off,
        row.replies,
        row.resolved,
    )
