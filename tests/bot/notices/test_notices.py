"""Staff are told of who waits at each of their addresses: together, once, and not when it is too late."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from anyio import Event, create_task_group, fail_after

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.delivery.mail_server import parse_server
from bot.delivery.outbox import NotNow, NotWanted, Postman, Undeliverable
from bot.notices import notices as notices_module
from bot.notices.addresses import parse_notify
from bot.notices.notices import CHANNEL, Mailing, Notices
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.outbox import Outbox, Waiting
from bot.store.waiting_notices import WaitingNotices
from bot.telegram.messages import Outgoing
from knowledge.errors import StoreUnavailable
from tests.bot.clocks import PROMISES, Clock
from tests.bot.databases import new_database
from tests.bot.notices.receivers import Receiver, receiving
from tests.bot.store.made_up import add_staff
from tests.bot.test_mail import Mailbox, serving

SITE = "https://guichet.exemple.fr"
QUESTION = "Jeanne Martin, mairie de Vannes : ma commune est-elle éligible ?"
ADDRESS = "jeanne.martin@exemple.fr"
PERSONAL = ("Jeanne", "Martin", "Vannes", "commune", "éligible", "le calendrier de Jeanne", ADDRESS)
TEAM = "mailto:equipe@exemple.fr"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


class Mails(Mailbox):
    """A mail server, and where it listens."""

    port = 0


@pytest.fixture
def mails() -> Iterator[Mails]:
    mails = Mails()
    with serving(mails) as mails.port:
        yield mails


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with new_database(tmp_path) as database:
        await add_staff(database, "anne")
        yield database


class Team:
    """The staff of a database, told at some addresses; a reply is promised for a day later."""

    def __init__(self, database: Database, notify: str, mails: Mails | None = None) -> None:
        self.clock = Clock()
        self.outbox = Outbox(database)
        self.conversations = Conversations(database)
        server = parse_server(f"smtp://localhost:{mails.port}") if mails else None
        self.notices = Notices(
            WaitingNotices(database),
            parse_notify(notify),
            PROMISES,
            SITE,
            Mailing(server, "guichet@exemple.fr") if server else None,
            self.clock,
        )
        self._postman = Postman(self.outbox, {CHANNEL: self.notices.deliver}, self.clock, chance=lambda: 0.0)

    async def handed_off(self, id: str, reason: str = "requested") -> None:
        """Let a contact leave an address and ask for a person."""
        now = self.clock()
        due, topic = now + timedelta(days=1), "le calendrier de Jeanne"

        def to_staff(begun: Conversation) -> Change[Conversation]:
            said = begun.said(QUESTION, now, due).then(lambda c: c.leave_address(ADDRESS, now))
            return said.then(lambda c: c.hand_off(reason, topic, QUESTION, now, due))

        await self.conversations.begin(
            Conversation.begin(id, f"of {id}", Channel.WEB, now), f"digest of {id}"
        )
        await self.conversations.change(id, to_staff)

    async def replied(self, id: str) -> None:
        """Let someone of the staff reply."""
        await self.conversations.change(id, lambda c: c.reply("anne", "Anne", "Oui.", self.clock(), 99))

    async def told(self) -> int:
        """Look once, and let everything leave; return how many deliveries were tried."""
        await self.notices.look()
        return await self._postman.deliver_due()

    async def taken(self) -> list[Waiting]:
        """Look once, and take what is to leave."""
        await self.notices.look()
        return await self.outbox.take(self.clock(), self.clock() + timedelta(minutes=5))


async def test_every_address_is_told_and_nothing_is_said_of_anybody(
    database: Database, receiver: Receiver, mails: Mails
) -> None:
    receiver.body = b"{}"
    matrix = receiver.url.replace("://", "://jeton@") + "/!salon:exemple.fr"
    notify = f"{TEAM} slack+{receiver.url}/s mattermost+{receiver.url}/m matrix+{matrix}"
    team = Team(database, notify, mails)
    await team.handed_off("c1")
    assert await team.told() == 4
    (letter,) = mails.letters
    assert letter["To"] == "equipe@exemple.fr"
    assert letter["Subject"] == "Une conversation attend une réponse de l’équipe"
    said = [str(letter.get_content()), *(str(received.body) for received in receiver.received)]
    assert {received.path.split("/")[1] for received in receiver.received} == {"s", "m", "_matrix"}
    for text in said:
        assert f"{SITE}/console" in text
        assert "promise demain avant 10" in text
        assert not [word for word in PERSONAL if word in text]
    assert (await team.outbox.counts())["sent"] == 4


async def test_those_who_wait_are_told_once(database: Database, receiver: Receiver) -> None:
    team = Team(database, f"slack+{receiver.url}/s")
    await team.handed_off("c1")
    assert [await team.told(), await team.told()] == [1, 0]
    team.clock.forward(minutes=5)
    assert await team.told() == 0
    assert len(receiver.received) == 1


async def test_a_flood_is_told_in_a_handful_of_messages(database: Database, receiver: Receiver) -> None:
    team = Team(database, f"slack+{receiver.url}/s")
    for number in range(200):
        await team.handed_off(f"c{number}")
        team.clock.forward(seconds=0.3)
        if number % 50 == 0:
            await team.told()
    for _ in range(16):
        team.clock.forward(seconds=15)
        await team.told()
    texts = [received.body["text"].replace("\xa0", " ").splitlines()[0] for received in receiver.received]
    assert len(texts) == 2
    assert texts[0] == "*Une conversation attend une réponse de l’équipe.*"
    assert texts[-1].endswith(": 200 en tout.*")


async def test_one_who_was_answered_before_it_left_is_not_told(
    database: Database, receiver: Receiver
) -> None:
    team = Team(database, f"slack+{receiver.url}/s")
    for id in ("c1", "c2"):
        await team.handed_off(id)
    receiver.code = 503
    assert await team.told() == 1
    receiver.code = 200
    await team.replied("c1")
    team.clock.forward(minutes=2)
    await team.told()
    first, again = (received.body["text"] for received in receiver.received)
    assert first.startswith("*2\xa0conversations attendent")
    assert again.startswith("*Une conversation attend")


async def test_nothing_leaves_once_everybody_was_answered(database: Database, receiver: Receiver) -> None:
    team = Team(database, f"slack+{receiver.url}/s")
    await team.handed_off("c1")
    (waiting,) = await team.taken()
    await team.replied("c1")
    with pytest.raises(NotWanted):
        await team.notices.deliver(waiting)
    assert receiver.received == []


async def test_an_address_that_comes_back_is_told_once_of_all(database: Database, receiver: Receiver) -> None:
    team = Team(database, f"slack+{receiver.url}/s")
    receiver.code = 503
    for number in range(5):
        await team.handed_off(f"c{number}")
        await team.told()
        team.clock.forward(minutes=2)
    receiver.code = 200
    receiver.received.clear()
    team.clock.forward(hours=1)
    await team.told()
    (received,) = receiver.received
    assert "une réponse de l’équipe\xa0: 5 en tout." in received.body["text"]


async def test_an_address_that_was_taken_back_is_not_told(database: Database, receiver: Receiver) -> None:
    team = Team(database, f"slack+{receiver.url}/s")
    await team.handed_off("c1")
    (waiting,) = await team.taken()
    with pytest.raises(NotWanted):
        await Team(database, f"slack+{receiver.url}/autre").notices.deliver(waiting)
    assert receiver.received == []


async def test_one_address_that_refuses_does_not_silence_the_others(
    database: Database, receiver: Receiver, mails: Mails
) -> None:
    team = Team(database, f"{TEAM} slack+{receiver.url}/s", mails)
    receiver.code = 404
    await team.handed_off("c1")
    assert await team.told() == 2
    assert len(mails.letters) == 1
    (dead,) = await team.outbox.dead_letters()
    assert dead.error == "Slack refuse l’avis (code 404). Vérifiez GUICHET_NOTIFY."


async def test_no_address_and_no_secret_is_written_in_the_database(
    database: Database, receiver: Receiver, mails: Mails
) -> None:
    team = Team(database, f"{TEAM} slack+{receiver.url}/s3cret", mails)
    await team.handed_off("c1")
    taken = await team.taken()
    assert len(taken) == 2
    assert not [word for word in ("s3cret", "127.0.0.1", "equipe", *PERSONAL) if word in str(taken)]


@pytest.mark.parametrize(("answer", "kind"), [("550 no", Undeliverable), ("451 later", NotNow)])
async def test_what_the_mail_server_answers_says_whether_to_try_again(
    database: Database, mails: Mails, answer: str, kind: type[Exception]
) -> None:
    mails.answers["DATA"] = answer
    team = Team(database, TEAM, mails)
    await team.handed_off("c1")
    (waiting,) = await team.taken()
    with pytest.raises(kind):
        await team.notices.deliver(waiting)


async def test_a_letter_that_leaves_twice_is_the_same(database: Database, mails: Mails) -> None:
    team = Team(database, TEAM, mails)
    await team.handed_off("c1")
    (waiting,) = await team.taken()
    for attempts in (1, 2):
        await team.notices.deliver(replace(waiting, attempts=attempts))
    assert len({letter["Message-ID"] for letter in mails.letters}) == 1


async def test_a_chat_of_telegram_is_told_in_its_lane(database: Database) -> None:
    team = Team(database, "telegram:-100123")
    await team.handed_off("c1", reason="policy")
    (waiting,) = await team.taken()
    assert (waiting.channel, waiting.address, waiting.lane) == ("telegram", "-100123", "telegram:-100123")
    assert waiting.payload is not None
    html = Outgoing.from_json(waiting.payload).html.replace("\xa0", " ")
    assert html.splitlines()[:2] == [
        "<b>Une conversation attend une réponse de l’équipe.</b>",
        "Motif : décision qui revient au service.",
    ]


async def test_it_looks_again_and_again_and_survives_a_database_that_refuses(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(notices_module, "EVERY", 0.01)
    team = Team(database, f"slack+{receiver.url}/s")
    failing, done = [True], Event()
    tell = WaitingNotices.tell

    async def fails_once(self: WaitingNotices, written: Any, now: datetime) -> bool:
        if failing:
            failing.pop()
            raise StoreUnavailable("sqlite:///ici", "occupée")
        told = await tell(self, written, now)
        done.set()
        return told

    monkeypatch.setattr(WaitingNotices, "tell", fails_once)
    await team.handed_off("c1")
    async with create_task_group() as group:
        group.start_soon(team.notices.run)
        with fail_after(10):
            await done.wait()
        group.cancel_scope.cancel()
    assert "until the database is back" in caplog.text
    assert (await team.outbox.counts())["waiting"] == 1


async def test_without_an_address_there_is_nothing_to_run(database: Database) -> None:
    team = Team(database, "")
    await team.handed_off("c1")
    with fail_after(5):
        await team.notices.run()
    assert (await team.outbox.counts())["waiting"] == 0
