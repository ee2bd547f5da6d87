"""Time of what the console shows of 100,000 conversations, on SQLite and on PostgreSQL."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import create_engine

from bot.conversations.states import Channel
from bot.store.alike import Alike
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.periods import Period
from bot.store.queue import Filters, Queue, View
from bot.store.search import Search
from bot.store.statistics import Statistics
from knowledge.database import with_driver
from tests.benchmarks.made_up_conversations import NOW, STAFF, fill
from tests.benchmarks.table import show
from tests.bot.databases import open_store_database
from tests.knowledge.servers import postgresql

COUNT = 100_000
RUNS = 21
ME = STAFF[0]
PARIS = ZoneInfo("Europe/Paris")
MONTH = Period((NOW - timedelta(days=30)).date(), NOW.date(), PARIS)
YEAR = Period((NOW - timedelta(days=365)).date(), NOW.date(), PARIS)

NOTE = "Milliseconds on the server, database included, HTML excluded. Aim: a median under 100 for a page."

SOUGHT = ("cdi", "droits chomage", "contrat de travail", "demand", "xylophone")
"""Words that are in few messages, in many, the beginning of one, and in none."""
FILTERED = {
    "all, one reason": Filters(View.ALL, reason="missing_knowledge"),
    "all, one topic": Filters(View.ALL, topic="le sujet 7"),
    "all, telegram": Filters(View.ALL, channel=Channel.TELEGRAM),
    "all, unread": Filters(View.ALL, unread=True),
    "waiting, unread, reason": Filters(reason="requested", unread=True),
    "all, two words": Filters(View.ALL, text="contrat de travail"),
    "waiting, two words": Filters(text="contrat de travail"),
    "all, beginning of a word": Filters(View.ALL, text="demand"),
}

Work = Callable[[], Awaitable[object]]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_queue(kind: str, tmp_path: Path) -> None:
    with nullcontext(f"sqlite:///{tmp_path / 'guichet.db'}") if kind == "sqlite" else postgresql() as url:
        async with filled(url) as (database, seconds):
            lines, _ = await Queue(database).page(Filters(), ME)
            first = lines[0].conversation.id
            rows = [[name, *await timed(work)] for name, work in works(database, first).items()]
    title = f"{kind}, {COUNT:,} conversations, filled in {seconds:.0f} s"
    show(title, ("ms", "median", "p95"), rows, NOTE)


@asynccontextmanager
async def filled(url: str) -> AsyncIterator[tuple[Database, float]]:
    """Give the database, filled, and the seconds that it took."""
    start = time.perf_counter()
    database = await open_store_database(url)
    try:
        await fill(database, COUNT)
        if database.dialect == "postgresql":
            tidy(url)  # what its own maintenance would have done since
        yield database, time.perf_counter() - start
    finally:
        await database.close()


def tidy(url: str) -> None:
    """Let PostgreSQL measure its tables and mark what all may see, as it does by itself in time."""
    engine = create_engine(with_driver(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def works(database: Database, first: str) -> dict[str, Work]:
    """Return what is timed, by name; `first` is a conversation that waits."""
    queue, conversations = Queue(database), Conversations(database)
    return {
        **{f"queue, {view}": partial(queue.page, Filters(view), ME) for view in View},
        "queue, all, page 3,000": partial(queue.page, Filters(View.ALL), ME, 3_000),
        **{f"queue, {name}": partial(queue.page, filters, ME) for name, filters in FILTERED.items()},
        "counts of the views": partial(queue.counts, ME),
        "reasons": queue.reasons,
        "topics": queue.topics,
        **{f"search {words!r}": partial(Search(database).conversations, words) for words in SOUGHT},
        "one conversation": partial(one_conversation, conversations, queue, first),
        "alike, of one": partial(Alike(database).near, first),
        "alike, groups": Alike(database).groups,
        **dict(reports(Statistics(database))),
    }


async def one_conversation(conversations: Conversations, queue: Queue, id: str) -> None:
    """Read what the page of a conversation shows."""
    found = await conversations.get(id)
    await conversations.events(found.id)
    await queue.others_of(found.contact, found.id)


def reports(statistics: Statistics) -> Iterator[tuple[str, Work]]:
    """Yield what the reports read, over a month and over the year that holds everything."""
    for name, period in {"month": MONTH, "year": YEAR}.items():
        yield f"totals, {name}", partial(statistics.totals, period, NOW)
        yield f"totals, {name}, web", partial(statistics.totals, period, NOW, Channel.WEB)
        yield f"days, {name}", partial(statistics.days, period)
        yield f"days, {name}, web", partial(statistics.days, period, Channel.WEB)
        yield f"unanswered, {name}", partial(statistics.unanswered, period)


async def timed(work: Work) -> tuple[float, float]:
    """Return the median and the 95th percentile of the milliseconds that it takes, warm."""
    await work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        await work()
        times.append(1000 * (time.perf_counter() - start))
    median, high = np.percentile(times, (50, 95))
    return float(median), float(high)
