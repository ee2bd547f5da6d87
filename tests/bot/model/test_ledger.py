import logging
import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import anyio
import pytest

from bot.model import ledger as module
from bot.model.calls import Call, Ended
from bot.model.ledger import Ledger
from bot.store.database import Database
from bot.store.model_calls import ModelCalls
from bot.store.periods import Period
from knowledge.chat.values import Usage, Use
from tests.bot.clocks import MONDAY, Clock
from tests.bot.databases import new_database

PARIS = ZoneInfo("Europe/Paris")
TODAY = Period(MONDAY.date(), MONDAY.date(), PARIS)


def call(euros: float = 0.25, at: datetime = MONDAY) -> Call:
    return Call(at, Use.ANSWERS, "openai:fake", Ended.ANSWERED, Usage(1, 1), euros, 1.0)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with new_database(tmp_path) as database:
        yield database


@pytest.fixture
def calls(database: Database) -> ModelCalls:
    return ModelCalls(database)


def ledger_of(calls: ModelCalls, budget: float = 1.0, clock: Clock | None = None) -> Ledger:
    return Ledger(calls, budget, PARIS, clock or Clock())


async def kept(calls: ModelCalls) -> int:
    return (await calls.totals(TODAY)).took.sent


async def test_threads_count_and_the_database_has_it_once(calls: ModelCalls) -> None:
    ledger = ledger_of(calls)

    def count() -> None:
        for _ in range(50):
            ledger.record(call())

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger.judged("partly")
    await ledger.settle()
    await ledger.settle()
    assert await kept(calls) == 200
    assert (await calls.totals(TODAY)).written == {"partly": 1}


async def test_what_is_spent_counts_at_once_and_what_other_processes_spend_at_the_next_visit(
    calls: ModelCalls,
) -> None:
    ours, theirs = ledger_of(calls), ledger_of(calls)
    await ours.settle()
    assert ours.budget_left() == 1.0
    ours.record(call())
    assert ours.budget_left() == 0.75
    theirs.record(call(0.5))
    await theirs.settle()
    await ours.settle()
    assert ours.budget_left() == pytest.approx(0.25)


async def test_nothing_is_left_of_a_budget_until_it_is_known_what_was_spent(calls: ModelCalls) -> None:
    assert ledger_of(calls).budget_left() == -math.inf
    assert ledger_of(calls, budget=0).budget_left() == math.inf


async def test_a_new_month_begins_with_the_whole_budget(calls: ModelCalls) -> None:
    clock = Clock()
    ledger = ledger_of(calls, clock=clock)
    ledger.record(call(5.0))
    await ledger.settle()
    assert ledger.budget_left() == -4.0
    clock.forward(days=31)
    assert ledger.budget_left() == 1.0
    await ledger.settle()
    assert ledger.budget_left() == 1.0


async def test_figures_wait_for_a_database_that_refuses(
    calls: ModelCalls, database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY", 0.01)
    ledger = ledger_of(calls)
    async with database.writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE model_call RENAME TO gone")
    ledger.record(call())
    with caplog.at_level(logging.WARNING), anyio.move_on_after(0.2):
        await ledger.run()
    assert "wait" in caplog.text
    async with database.writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE gone RENAME TO model_call")
    await ledger.settle()
    assert await kept(calls) == 1


async def test_the_last_figures_are_kept_when_the_process_ends(calls: ModelCalls) -> None:
    ledger = ledger_of(calls)
    with anyio.move_on_after(0.2):
        async with anyio.create_task_group() as jobs:
            jobs.start_soon(ledger.run)
            await anyio.sleep(0.1)
            ledger.record(call())
            await anyio.sleep_forever()
    assert await kept(calls) == 1


async def test_the_oldest_figures_are_lost_when_too_many_wait_and_no_euro(
    calls: ModelCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    ledger = ledger_of(calls, budget=10)
    await ledger.settle()
    for number in range(5):
        ledger.record(call(float(number), datetime(2013, 1, 1, tzinfo=UTC)))
    assert ledger.budget_left() == 0.0
    await ledger.settle()
    assert await calls.spent("2013-01") == 2 + 3 + 4
