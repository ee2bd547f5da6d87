"""A burst on Telegram, the process killed twice in it: is all answered, once, in order, within limits?"""

import json
import os
import random
import sqlite3
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest

from bot.settings import SHIPPED_CORPUS
from bot.wiring import DATABASE
from ingest.preparation import load_preparation
from knowledge.preparation import State
from tests.benchmarks.bench_start import COMMAND
from tests.benchmarks.material import colloquial
from tests.benchmarks.table import show
from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.people import Person
from tests.knowledge.servers import free_port
from tests.tools.source import ROOT

CHATS, EACH = 2_000, 5
COPIES = 500
"""Updates that come a second time."""
UNLUCKY = 0.05
"""The share of sends that Telegram answers by 429 or 500."""
KILLS = (0.3, 0.6)
"""After which shares of what is to be sent the process is killed."""
LONGEST = 3_000
"""Seconds that it may all last."""
QUIET = 40
"""Seconds of silence after which nothing more is expected."""

NOTE = (
    "`guichet serve` on the shipped corpus, killed (SIGKILL) twice and started again, before the emulator of "
    "tests/bot_api, strict on Telegram's limits: 30 messages a second, one a second to a chat. Four "
    "questions in five are ones that staff approved, one is about something else."
)


def questions(count: int) -> list[str]:
    """Return questions, four in five of which the texts answer, in an order that is always the same."""
    approved = [
        question
        for topic in load_preparation(SHIPPED_CORPUS).approved
        if topic.state in (State.STATED, State.PARTLY)
        for question in topic.questions
    ]
    others, chance = colloquial(200), random.Random(7)  # noqa: S311 - a choice, no secret
    return [chance.choice(others if chance.random() < 0.2 else approved) for _ in range(count)]


class Process:
    """`guichet serve`, which can be killed and started again on what it left."""

    def __init__(self, folder: Path, telegram: Emulator, *, webhook: bool) -> None:
        self._folder = folder
        port = free_port()
        self._command = (*COMMAND, "--port", str(port), "--data", str(folder))
        self._environment = os.environ | {
            "PYTHONPATH": os.pathsep.join((os.environ.get("PYTHONPATH", ""), str(ROOT))),
            "GUICHET_TELEGRAM_TOKEN": telegram.token,
            "GUICHET_TELEGRAM_API_URL": telegram.base_url,
            "GUICHET_TELEGRAM_WEBHOOK": str(webhook).lower(),
            "GUICHET_PUBLIC_URL": f"http://localhost:{port}",
        }

    def start(self) -> None:
        """Start it."""
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end."""
        self._process.terminate()
        self._process.wait(timeout=60)


@contextmanager
def running(folder: Path, telegram: Emulator, *, webhook: bool) -> Iterator[Process]:
    """Run the product until the end."""
    process = Process(folder, telegram, webhook=webhook)
    process.start()
    try:
        yield process
    finally:
        process.kill()


def sent(telegram: Emulator) -> int:
    """Count what was sent and taken."""
    return telegram.journal.count("sendMessage", 200)


def burst(telegram: Emulator, people: list[Person], asked: list[str]) -> None:
    """Have everyone write, each their questions in order, all at the same time; some updates come twice."""
    chance = random.Random(11)  # noqa: S311 - a choice, no secret
    turns = [person for person in people for _ in range(len(asked) // len(people))]
    chance.shuffle(turns)
    for person, question in zip(turns, asked, strict=True):
        person.write(question)
        if chance.random() < COPIES / len(asked):
            telegram.inject(*telegram.pending[:1])


def quiet(telegram: Emulator, process: Process, total: int) -> int:
    """Wait until nothing more is sent, killing the process on the way; return how often it was."""
    killed, last, since, begun = 0, 0, time.monotonic(), time.monotonic()
    while time.monotonic() - since < QUIET:
        assert time.monotonic() - begun < LONGEST
        time.sleep(1)
        if (now := sent(telegram)) != last:
            last, since = now, time.monotonic()
        if killed < len(KILLS) and now >= KILLS[killed] * total:
            process.kill()
            process.start()
            killed += 1
    return killed


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """Ask the database of the product."""
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        return database.execute(query).fetchall()


def noted(folder: Path) -> dict[int, list[int]]:
    """Return the numbers of the messages that the product says it sent, by chat, in its order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    query = "SELECT lane, sent_parts, last_part FROM delivery WHERE lane LIKE 'telegram:%' ORDER BY id"
    for lane, parts, last in rows(folder, query):
        before = json.loads(str(parts)) or [] if parts else []
        found[int(str(lane).rpartition(":")[2])] += [*before, int(str(last))]
    return found


@pytest.mark.parametrize(
    ("webhook", "chats"), [(False, CHATS), (True, CHATS // 5)], ids=["polling", "webhook"]
)
def test_a_burst_is_answered_once_and_in_order(tmp_path: Path, webhook: bool, chats: int) -> None:
    with emulating(local=True) as telegram, running(tmp_path, telegram, webhook=webhook) as process:
        first = telegram.person("Éveil")
        first.start()
        first.wait_for(timeout=300)
        people = [telegram.person(f"P{number}") for number in range(chats)]
        asked = questions(chats * EACH)
        telegram.often(UNLUCKY, ("429", "500"), seed=3)
        begun = time.monotonic()
        writing = Thread(target=burst, args=(telegram, people, asked))
        writing.start()
        killed = quiet(telegram, process, chats * EACH)
        lasted = time.monotonic() - begun - QUIET
        writing.join()
        process.stop()
        journal = telegram.journal.all("sendMessage")
        says = noted(tmp_path)
        wrong = [p.id for p in people if [one.number for one in p.inbox] != says[p.id]]
        [(kept,)] = rows(tmp_path, "SELECT count(*) FROM message WHERE author = 'contact'")
        [(left,)] = rows(
            tmp_path, "SELECT count(*) FROM conversation WHERE status = 'pending' AND asked > answered"
        )
        states = dict(
            (str(state), count)
            for state, count in rows(tmp_path, "SELECT state, count(*) FROM delivery GROUP BY state")
        )
        taken = [request for request in journal if request.status == 200]
        probes = telegram.journal.all("editMessageText")
        per_second = statistics.mean(len(p.inbox) for p in people)
        show(
            f"{chats * EACH} messages of {chats} chats, by {'webhook' if webhook else 'polling'}",
            ("", "measured"),
            [
                ("messages of contacts kept, each once", kept),
                ("left without a reply", left),
                ("messages sent", len(taken)),
                ("sent a chat, mean", per_second),
                ("chats that got a message twice, not at all, or out of order", len(wrong)),
                ("times killed", killed),
                ("requests to look for a message in doubt", len(probes)),
                (
                    "… of which found it",
                    sum(one.status == 400 and "not modified" in str(one.answer) for one in probes),
                ),
                ("answered 429", sum(request.status == 429 for request in journal)),
                ("answered 500", sum(request.status == 500 for request in journal)),
                ("sends beyond Telegram's limits", len(telegram.violations)),
                ("deliveries", json.dumps(states)),
                ("seconds, two restarts included", lasted),
                ("messages a second", len(taken) / lasted),
            ],
            NOTE,
        )
        assert (kept, left, wrong, killed) == (chats * EACH, 0, [], len(KILLS))
        assert telegram.violations == []
        assert set(states) <= {"sent"}
