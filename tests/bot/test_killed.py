"""A process is killed between any two steps of a reply and its delivery: nothing is lost or comes twice."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.conversations.events import Author
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.outbox import Outbox
from bot.tokens import digest
from tests.bot.databases import open_store_database
from tests.bot.replying import IN_TURN, SITE, address_of
from tests.knowledge.servers import free_port
from tests.tools.source import ROOT

STEPS = 16
"""Three for each transaction (keep the reply, take it, give access, note it sent, look again), the letter."""
STORIES = [*(str(step) for step in range(1, STEPS + 2)), IN_TURN]


class Mailbox:
    """Keeps every letter, by the address that it goes to."""

    def __init__(self) -> None:
        self.letters: defaultdict[str, list[EmailMessage]] = defaultdict(list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters[envelope.rcpt_tos[0]].append(message_from_bytes(content, policy=default))
        return "250 OK"


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[int]:
    """The port of a real mail server."""
    port = free_port()
    controller = Controller(mailbox, hostname="localhost", port=port, server_hostname="localhost")
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
        controller.loop.close()


@dataclass(frozen=True)
class Told:
    """What was left by the stories: databases in their folders, letters by address, kills by story."""

    folder: Path
    letters: Mapping[str, list[EmailMessage]]
    kills: Mapping[str, int]

    @asynccontextmanager
    async def database(self, story: str) -> AsyncIterator[Database]:
        database = await open_store_database(f"sqlite:///{self.folder}/{story}/guichet.db")
        yield database
        await database.close()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder, mailbox = tmp_path_factory.mktemp("stories"), Mailbox()
    with serving(mailbox) as port:
        command = [sys.executable, "-m", "tests.bot.replying", str(folder), str(port)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert (run.returncode, run.stderr) == (0, "")
    return Told(folder, mailbox.letters, json.loads(run.stdout))


def test_a_process_was_killed_at_every_step(told: Told) -> None:
    at_each_step = {story: told.kills[story] for story in STORIES[:-1]}
    assert at_each_step == dict.fromkeys(STORIES[:STEPS], 1) | {STORIES[STEPS]: 0}
    assert told.kills[IN_TURN] >= 10


@pytest.mark.parametrize("story", STORIES)
async def test_there_is_one_reply_and_it_was_delivered(told: Told, story: str) -> None:
    async with told.database(story) as database:
        conversations = Conversations(database)
        messages, events = await conversations.messages("c1"), await conversations.events("c1")
        counts = await Outbox(database).counts()
    assert [message.author for message in messages] == [Author.CONTACT, Author.STAFF]
    assert [event.number for event in events] == [1, 2, 3, 4, 5]
    assert {state: count for state, count in counts.items() if count} == {"sent": 1}


@pytest.mark.parametrize("story", STORIES)
async def test_there_is_one_letter_once_those_of_the_same_id_are_one(told: Told, story: str) -> None:
    letters = told.letters[address_of(story)]
    assert len({letter["Message-ID"] for letter in letters}) == 1
    async with told.database(story) as database:
        for letter in letters:
            (link,) = [line for line in str(letter.get_content()).splitlines() if line.startswith(SITE)]
            opened = await Conversations(database).opened_by(digest(link.rpartition("/")[2]))
            assert opened.id == "c1"


def test_a_letter_leaves_again_only_if_nobody_noted_that_it_had_left(told: Told) -> None:
    twice = [story for story in STORIES[:-1] if len(told.letters[address_of(story)]) > 1]
    assert twice == ["10", "11", "12"]
