"""A process that keeps a reply and delivers it, killed at any step that it is told to, and started again.

`python -m tests.bot.replying FOLDER PORT` tells one story for each step: a new process is killed there,
another takes over. Each has its database in a folder of its own, and one address that letters go to. It
prints as JSON how many times the processes of each story were killed.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.errors import Repeated
from bot.delivery.letters import CHANNEL, Letters
from bot.delivery.mail_server import MailServer, Tls
from bot.delivery.outbox import LEASE, Postman
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.outbox import Outbox, Waiting
from tests.bot.databases import new_url, open_store_database
from tests.bot.store.made_up import ANNE, NOON, handed_off, replies

SITE = "https://guichet.exemple.fr"
SENDER = "guichet@exemple.fr"
KEY = "the form that was sent"
IN_TURN = "in turn"
"""The story whose processes are killed at the first step, the second, and so on until one gets through."""


def address_of(story: str) -> str:
    """The address that the letters of a story go to."""
    return f"step-{story.replace(' ', '-')}@exemple.fr"


class Steps:
    """Counts the steps of a process, and kills it at one of them, 0 for none."""

    def __init__(self, fatal: int) -> None:
        self._fatal = fatal
        self._count = 0

    def step(self) -> None:
        """Go on to the next step, or die."""
        self._count += 1
        if self._count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Watched(Database):
    """A database whose transactions are steps: before each, before it is kept, and after."""

    def __init__(self, database: Database, steps: Steps) -> None:
        super().__init__(database._engine)
        self._steps = steps

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose changes are all kept at the end, or none."""
        self._steps.step()
        async with super().writing() as connection:
            yield connection
            self._steps.step()
        self._steps.step()


async def begin(url: str, address: str) -> None:
    """Let a contact who wants to be told at an address wait for a reply."""
    database = await open_store_database(url)
    await handed_off(Conversations(database), email=address)
    await database.close()


async def reply_and_deliver(url: str, port: int, steps: Steps, run: int) -> None:
    """Keep the reply of the staff unless it is there, then deliver what is due."""
    now = NOON + run * LEASE
    opened = await open_store_database(url)
    database = Watched(opened, steps)
    conversations = Conversations(database)
    with suppress(Repeated):
        await conversations.change("c1", replies(ANNE), KEY)
    server = MailServer("localhost", port, Tls.NEVER)
    letters = Letters(conversations, server, SENDER, SITE, lambda: "Pôles", lambda: now)

    async def deliver(waiting: Waiting) -> None:
        await letters.deliver(waiting)
        steps.step()

    await Postman(Outbox(database), {CHANNEL: deliver}, lambda: now).deliver_due()
    await opened.close()


def killed(url: str, port: int, fatal: int, run: int) -> bool:
    """Reply and deliver in a new process; return whether it was killed."""
    child = os.fork()
    if not child:
        asyncio.run(reply_and_deliver(url, port, Steps(fatal), run))
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise SystemExit(f"the process to be killed at step {fatal} failed: {code}")
    return code != 0


def tell(folder: Path, port: int, story: str, fatal_steps: Iterable[int]) -> int:
    """Let processes take over from each other until one is not killed; return how many were."""
    folder = folder / story
    folder.mkdir()
    url = new_url(folder)
    asyncio.run(begin(url, address_of(story)))
    for run, fatal in enumerate(fatal_steps):
        if not killed(url, port, fatal, run):
            return run
    raise SystemExit("every process was killed")


def main(folder: Path, port: int) -> None:
    """Tell the story of each step, until there is no such step, then of all of them."""
    kills: dict[str, int] = {}
    for fatal in count(1):
        kills[str(fatal)] = tell(folder, port, str(fatal), [fatal, 0])
        if not kills[str(fatal)]:
            break
    kills[IN_TURN] = tell(folder, port, IN_TURN, count(1))
    sys.stdout.write(json.dumps(kills))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
