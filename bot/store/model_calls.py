"""Keep what a language model was asked and what that took, and add it up for the reports and the budget."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Table, case, delete, func, insert, select

from bot.model.calls import Call, Ended, Judged
from bot.store.database import Database
from bot.store.model_schema import model_call_table, model_writing_table
from bot.store.periods import Period
from knowledge.chat.footprint import Grams
from knowledge.chat.values import Use

_C, _W = model_call_table.c, model_writing_table.c
LONGEST_MONTH = timedelta(days=31)
"""The figures of this long are kept in any case: a budget is of a month."""


@dataclass(frozen=True, slots=True)
class Took:
    """What requests took: `grams` of those whose emissions somebody can tell, which are `weighed`.

    `sent` counts the requests whose answer came from the model, cut or not; tokens of `estimated` ones
    are estimates.
    """

    sent: int = 0
    read: int = 0
    written: int = 0
    euros: float = 0.0
    estimated: int = 0
    weighed: int = 0
    grams: Grams = Grams(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class OfUse:
    """The requests of one use, by how they ended, and how long nineteen answers in twenty took at most."""

    use: str
    ended: Mapping[Ended, int]
    p95: float | None


@dataclass(frozen=True, slots=True)
class ModelTotals:
    """What a language model did in a period: by use, by month (2026-11), and what became of its answers."""

    uses: tuple[OfUse, ...] = ()
    took: Took = Took()
    answers: Took = Took()
    months: tuple[tuple[str, Took], ...] = ()
    written: Mapping[str, int] | None = None

    @property
    def empty(self) -> bool:
        """Whether no model was asked anything."""
        return not (self.uses or self.written)


class ModelCalls:
    """The requests to language models that a database keeps the figures of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, figures: Sequence[Call | Judged], zone: ZoneInfo) -> None:
        """Keep figures, all or none; a month is one of `zone`."""
        calls = [_row(one, zone) for one in figures if isinstance(one, Call)]
        judged = [{"at": one.at, "outcome": one.outcome} for one in figures if isinstance(one, Judged)]
        if not figures:
            return
        async with self._database.writing() as connection:
            if calls:
                await connection.execute(insert(model_call_table), calls)
            if judged:
                await connection.execute(insert(model_writing_table), judged)

    async def spent(self, month: str) -> float:
        """Return the euros that a month such as 2026-11 has cost."""
        query = select(func.coalesce(func.sum(_C.euros), 0.0)).where(_C.month == month)
        async with self._database.reading() as connection:
            return float((await connection.execute(query)).scalar_one())

    async def totals(self, period: Period) -> ModelTotals:
        """Return what a period holds."""
        within = (_C.at >= period.begins) & (_C.at < period.ends)
        ended = select(_C.use, _C.ended, func.count().label("times")).where(within).group_by(_C.use, _C.ended)
        sums = select(_C.month, _C.use, *_SUMS).where(within).group_by(_C.month, _C.use)
        lasted = select(_C.use, _C.seconds).where(within, _C.ended.in_((Ended.ANSWERED, Ended.CUT)))
        judged = select(_W.outcome, func.count()).where(_W.at >= period.begins, _W.at < period.ends)
        async with self._database.reading() as connection:
            counts = (await connection.execute(ended)).all()
            summed = (await connection.execute(sums)).all()
            seconds = (await connection.execute(lasted)).all()
            written = (await connection.execute(judged.group_by(_W.outcome))).all()
        months = sorted({row.month for row in summed})
        return ModelTotals(
            _of_uses(counts, seconds),
            _took(summed),
            _took(row for row in summed if row.use == Use.ANSWERS),
            tuple((month, _took(row for row in summed if row.month == month)) for month in months),
            {outcome: count for outcome, count in written},
        )

    async def drop(self, before: datetime, now: datetime) -> int:
        """Delete the figures older than a moment, but for those of a month; return how many there were."""
        until = min(before, now - LONGEST_MONTH)
        tables: tuple[Table, ...] = (model_call_table, model_writing_table)
        async with self._database.writing() as connection:
            gone = [await connection.execute(delete(table).where(table.c.at < until)) for table in tables]
        return sum(one.rowcount for one in gone)


_SENT = case((_C.ended.in_((Ended.ANSWERED, Ended.CUT)), 1), else_=0)
_SUMS = (
    func.sum(_SENT).label("sent"),
    func.sum(_C.read).label("read_"),
    func.sum(_C.written).label("written"),
    func.sum(_C.euros).label("euros"),
    func.sum(case((_C.estimated, 1), else_=0)).label("estimated"),
    func.count(_C.most_grams).label("weighed"),
    func.coalesce(func.sum(_C.least_grams), 0.0).label("least"),
    func.coalesce(func.sum(_C.most_grams), 0.0).label("most"),
)


def _row(call: Call, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "at": call.at,
        "month": f"{call.at.astimezone(zone):%Y-%m}",
        "use": call.use.value,
        "model": call.model[:255],
        "ended": call.ended.value,
        "read": call.usage.input_tokens,
        "written": call.usage.output_tokens,
        "estimated": call.estimated,
        "euros": call.euros,
        "seconds": call.seconds,
        "least_grams": call.grams.least if call.grams else None,
        "most_grams": call.grams.most if call.grams else None,
    }


def _of_uses(counts: Iterable[Any], seconds: Iterable[Any]) -> tuple[OfUse, ...]:
    uses: dict[str, Counter[Ended]] = {}
    for row in counts:
        uses.setdefault(row.use, Counter())[Ended(row.ended)] += row.times
    lasted: dict[str, list[float]] = {use: [] for use in uses}
    for row in seconds:
        lasted[row.use].append(row.seconds)
    return tuple(OfUse(use, uses[use], _p95(lasted[use])) for use in sorted(uses))


def _p95(seconds: Sequence[float]) -> float | None:
    return float(np.percentile(seconds, 95)) if seconds else None


def _took(rows: Iterable[Any]) -> Took:
    some = list(rows)
    return Took(
        sent=sum(row.sent for row in some),
        read=sum(row.read_ for row in some),
        written=sum(row.written for row in some),
        euros=sum(row.euros for row in some),
        estimated=sum(row.estimated for row in some),
        weighed=sum(row.weighed for row in some),
        grams=Grams(sum(row.least for row in some), sum(row.most for row in some)),
    )
