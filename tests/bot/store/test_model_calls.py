"""What a model was asked is kept and added up, on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.calls import Call, Ended, Judged
from bot.store.database import Database
from bot.store.model_calls import ModelCalls, ModelTotals, Took
from bot.store.periods import Period
from knowledge.chat.footprint import Grams
from knowledge.chat.values import Usage, Use
from tests.bot.store.made_up import NOON

PARIS = ZoneInfo("Europe/Paris")
TODAY = Period(NOON.date(), NOON.date(), PARIS)


@pytest.fixture
def calls(database: Database) -> ModelCalls:
    return ModelCalls(database)


def call(
    use: Use = Use.ANSWERS,
    ended: Ended = Ended.ANSWERED,
    at: datetime = NOON,
    seconds: float = 1.0,
    grams: Grams | None = None,
) -> Call:
    took = (Usage(100, 10), 0.25) if ended in (Ended.ANSWERED, Ended.CUT) else (Usage(), 0.0)
    return Call(at, use, "openai:fake", ended, *took, seconds, grams)


async def test_nothing_was_asked(calls: ModelCalls) -> None:
    await calls.keep([], PARIS)
    totals = await calls.totals(TODAY)
    assert totals.empty
    assert totals.took == Took()
    assert ModelTotals().empty


async def test_requests_are_counted_by_use_and_end(calls: ModelCalls) -> None:
    await calls.keep(
        [
            *(call(seconds=float(number)) for number in range(1, 21)),
            call(ended=Ended.CACHED, seconds=0.0),
            call(ended=Ended.FAILED, seconds=99.0),
            call(Use.READING, Ended.OVER_BUDGET),
        ],
        PARIS,
    )
    reading, answers = (await calls.totals(TODAY)).uses
    assert (reading.use, dict(reading.ended), reading.p95) == ("lecture", {Ended.OVER_BUDGET: 1}, None)
    assert dict(answers.ended) == {Ended.ANSWERED: 20, Ended.CACHED: 1, Ended.FAILED: 1}
    assert answers.p95 == pytest.approx(19.05)


async def test_what_was_taken_is_added_up_and_emissions_only_where_they_are_known(calls: ModelCalls) -> None:
    await calls.keep([call(grams=Grams(1, 2)), call(ended=Ended.CUT, grams=Grams(2, 3)), call()], PARIS)
    await calls.keep([call(Use.DRAFTS), call(ended=Ended.CACHED)], PARIS)
    totals = await calls.totals(TODAY)
    assert totals.answers == Took(3, 300, 30, 0.75, 0, 2, Grams(3, 5))
    assert totals.took == Took(4, 400, 40, 1.0, 0, 2, Grams(3, 5))


async def test_what_became_of_answers_is_counted(calls: ModelCalls) -> None:
    outcomes = ["whole", "whole", "refused"]
    await calls.keep([Judged(NOON, outcome) for outcome in outcomes], PARIS)
    totals = await calls.totals(TODAY)
    assert totals.written == {"whole": 2, "refused": 1}
    assert not totals.empty


async def test_a_month_is_one_of_the_staff(calls: ModelCalls) -> None:
    # 23:30 in UTC is the next month in Paris.
    late, early = datetime(2013, 10, 31, 23, 30, tzinfo=UTC), datetime(2013, 10, 31, 22, 30, tzinfo=UTC)
    await calls.keep([call(at=late), call(at=early), call(at=early)], PARIS)
    assert (await calls.spent("2013-11"), await calls.spent("2013-10")) == (0.25, 0.5)
    assert await calls.spent("2013-09") == 0
    period = Period(early.date(), late.date() + timedelta(days=1), PARIS)
    assert [(month, took.sent) for month, took in (await calls.totals(period)).months] == [
        ("2013-10", 2),
        ("2013-11", 1),
    ]


async def test_other_days_do_not_count(calls: ModelCalls) -> None:
    await calls.keep([call(at=NOON - timedelta(days=1)), Judged(NOON + timedelta(days=1), "whole")], PARIS)
    assert (await calls.totals(TODAY)).empty


async def test_old_figures_go_but_for_those_of_a_month(calls: ModelCalls) -> None:
    ages = (0, 30, 32, 181)
    await calls.keep([call(at=NOON - timedelta(days=age)) for age in ages], PARIS)
    await calls.keep([Judged(NOON - timedelta(days=181), "whole")], PARIS)
    assert await calls.drop(NOON - timedelta(days=180), NOON) == 2
    assert await calls.drop(NOON - timedelta(days=1), NOON) == 1
    period = Period(NOON.date() - timedelta(days=200), NOON.date(), PARIS)
    assert (await calls.totals(period)).took.sent == 2
