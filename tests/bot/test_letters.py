"""A letter tells a contact that there is a reply and where, and nothing of what was said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversations.errors import UnknownConversation
from bot.delivery.letters import Letters, letter
from bot.delivery.mail import Letter, MailRefused, MailUnavailable
from bot.delivery.mail_server import parse_server
from bot.delivery.outbox import NotNow, NotWanted, Undeliverable
from bot.store.conversations import Conversations, Transition
from bot.store.outbox import Outbox, Waiting
from bot.tokens import digest
from tests.bot.databases import new_database
from tests.bot.store.made_up import ADDRESS, ANNE, NOON, QUESTION, handed_off, replies

REPLY = "Oui, une commune peut déposer un dossier."
SITE = "https://guichet.exemple.fr"
CALL = "Pôles territoriaux de coopération économique"
WAITING = Waiting(1, "c1:5:email", "email", ADDRESS, "c1", 5, 1)
LINK = f"{SITE}/chat/jeton"


@pytest.fixture
async def conversations(tmp_path: Path) -> AsyncIterator[Conversations]:
    """Conversations, one of which has a reply to deliver."""
    async with new_database(tmp_path) as database:
        conversations = Conversations(database)
        await handed_off(conversations, email=ADDRESS)
        await conversations.change("c1", replies(ANNE, words=REPLY))
        (waiting,) = await Outbox(database).take(NOON, NOON)
        assert waiting == WAITING
        yield conversations


class Sent:
    """What a mail server would have had, and its answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.letters: list[Letter] = []
        self.error: Exception | None = None
        monkeypatch.setattr("bot.delivery.letters.send", self)

    def __call__(self, _server: object, _sender: str, letter: Letter) -> None:
        self.letters.append(letter)
        if self.error:
            raise self.error


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    return Sent(monkeypatch)


def letters(conversations: Conversations) -> Letters:
    server = parse_server("smtp://localhost:25")
    return Letters(conversations, server, "guichet@exemple.fr", SITE, lambda: CALL, lambda: NOON)


def token_of(sent: Letter) -> str:
    (link,) = [line for line in sent.text.splitlines() if line.startswith(SITE)]
    return link.removeprefix(f"{SITE}/chat/")


def test_it_says_what_it_is_about_and_where_to_go() -> None:
    written = letter(WAITING, CALL, LINK)
    assert (written.to, written.key) == (ADDRESS, WAITING.key)
    assert written.subject == "L’équipe vous a répondu : Pôles territoriaux de coopération économique"
    assert "« Pôles territoriaux de coopération économique »" in written.text
    assert LINK in written.text.splitlines()


def test_it_is_polite_says_not_to_forward_it_and_how_to_stop() -> None:
    text = letter(WAITING, CALL, LINK).text
    assert text.startswith("Bonjour,\n")
    assert "ne pas transférer" in text
    assert "Pour ne plus l’être" in text
    assert "ne pas répondre" in text


def test_the_same_delivery_is_always_the_same_letter() -> None:
    again = Waiting(1, WAITING.key, "email", ADDRESS, "c1", 5, attempts=7)
    assert letter(WAITING, CALL, LINK) == letter(again, CALL, LINK)


@pytest.mark.parametrize(
    "name", ["Appel\u00a0: pôles", "Appel\r\nBcc: autre@exemple.fr", "Appel\u00ad", "\t"]
)
def test_its_subject_is_one_line_whatever_the_name_of_the_call(name: str) -> None:
    assert letter(WAITING, name, LINK).subject.isprintable()


async def test_its_link_opens_the_conversation(conversations: Conversations, sent: Sent) -> None:
    await letters(conversations).deliver(WAITING)
    (one,) = sent.letters
    assert (await conversations.opened_by(digest(token_of(one)))).id == "c1"


async def test_tried_again_it_is_the_same_letter(conversations: Conversations, sent: Sent) -> None:
    for _ in range(2):
        await letters(conversations).deliver(WAITING)
    first, second = sent.letters
    assert first == second


async def test_its_link_is_no_more_once_its_address_is_taken_back(
    conversations: Conversations, sent: Sent
) -> None:
    await letters(conversations).deliver(WAITING)
    await conversations.change("c1", leaves(""))
    with pytest.raises(UnknownConversation):
        await conversations.opened_by(digest(token_of(sent.letters[0])))
    assert (await conversations.opened_by("digest of c1")).email is None


async def test_a_reminder_says_the_date_and_how_to_stop(conversations: Conversations, sent: Sent) -> None:
    said = "Vous avez demandé ce rappel. Il reste 7 jours : l’appel à projets se clôt le 28 février 2020."
    change = await conversations.change("c1", lambda c: c.remind(said, NOON))
    (delivery,) = change.deliveries
    reminder = Waiting(2, delivery.key, "email", ADDRESS, "c1", delivery.number, 1)
    await letters(conversations).deliver(reminder)
    (one,) = sent.letters
    assert one.subject == f"Rappel : {CALL}"
    assert said in one.text.splitlines()
    assert "vous a répondu" not in one.text
    assert "Pour ne plus recevoir de rappel" in one.text
    assert (await conversations.opened_by(digest(token_of(one)))).id == "c1"
    for secret in (REPLY, QUESTION, "Anne"):
        assert secret not in one.text


def leaves(address: str) -> Transition:
    return lambda conversation: conversation.leave_address(address, NOON)


async def test_it_says_nothing_of_what_was_said(conversations: Conversations, sent: Sent) -> None:
    await letters(conversations).deliver(WAITING)
    (one,) = sent.letters
    written = (one.text + one.subject).replace(token_of(one), "")
    for secret in (REPLY, QUESTION, "Anne", "c1"):
        assert secret not in written


async def test_who_took_their_address_back_gets_nothing(conversations: Conversations, sent: Sent) -> None:
    for address in ("", "autre@exemple.fr"):
        await conversations.change("c1", leaves(address))
        with pytest.raises(NotWanted):
            await letters(conversations).deliver(WAITING)
    assert sent.letters == []


async def test_who_erased_everything_gets_nothing(conversations: Conversations, sent: Sent) -> None:
    await conversations.erase("c1")
    with pytest.raises(NotWanted):
        await letters(conversations).deliver(WAITING)
    assert sent.letters == []


@pytest.mark.parametrize(
    ("error", "means"),
    [(MailRefused("Refusé.", 550), Undeliverable), (MailUnavailable("Plus tard.", 451), NotNow)],
)
async def test_what_the_server_answers_says_whether_to_try_again(
    conversations: Conversations, sent: Sent, error: Exception, means: type[Exception]
) -> None:
    sent.error = error
    with pytest.raises(means) as raised:
        await letters(conversations).deliver(WAITING)
    assert str(raised.value) == str(error)
    assert ADDRESS not in str(raised.value)
