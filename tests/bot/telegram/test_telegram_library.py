import contextlib
import logging
import socket
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import anyio
import pytest

from bot.telegram import api, fetched, pace
from bot.telegram.face import Face, Webhook
from bot.telegram.fetched import Keep
from bot.telegram.library import KINDS, TWO, Library
from bot.telegram.messages import Button, File, Outgoing
from knowledge.errors import StoreUnavailable
from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.limits import Rates

FACE = Face(
    commands=[("aide", "Ce que je sais faire"), ("supprimer", "Effacer notre conversation")],
    group_commands=[("aide", "Ce que je sais faire")],
    description="Je réponds d’après les textes officiels.",
    short_description="Réponses d’après les textes.",
)
OTHER_TOKEN = "987654321:AAOtherOtherOtherOtherOtherOtherOth"  # noqa: S105 - the token of nothing
HELLO = Outgoing(
    "Bonjour <b>vous</b>", ((Button("Aide", data="x"), Button("Site", url="https://exemple.fr")),)
)


class Kept:
    """Keeps updates, by a database that may be away."""

    def __init__(self) -> None:
        self.updates: list[Mapping[str, Any]] = []
        self.away = False
        self.tries = 0
        self.lasts = 0.0

    @property
    def texts(self) -> list[str]:
        """What people wrote."""
        return [update["message"]["text"] for update in self.updates]

    async def keep(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Keep updates."""
        self.tries += 1
        await anyio.sleep(self.lasts)
        if self.away:
            raise StoreUnavailable("sqlite://", "elle ne répond pas")
        self.updates += updates


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pauses last less."""
    monkeypatch.setattr(pace, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(fetched, "FIRST_PAUSE", 0.05)


@pytest.fixture
def telegram() -> Iterator[Emulator]:
    with emulating(rates=Rates(0, 0, 0)) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def lasting_telegram() -> Iterator[Emulator]:
    """Give an emulator that several tests share, each with a person of its own."""
    with emulating(rates=Rates(0, 0, 0)) as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def no_token_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test whose logs, down to the least of them, hold a token or a line of the library."""
    caplog.set_level(logging.DEBUG)
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    texts = [caplog.handler.format(record) for record in records]
    for token in ("AAEmulator", OTHER_TOKEN.partition(":")[2]):
        assert [text for text in texts if token in text] == []
    assert [record for record in records if record.name.partition(".")[0] == "telegram"] == []


@asynccontextmanager
async def open_library(telegram: Emulator, token: str = "") -> AsyncIterator[Library]:
    async with Library(token or telegram.token, telegram.base_url, FACE) as library:
        yield library


@asynccontextmanager
async def running(library: Library, keep: Keep, webhook: Webhook | None = None) -> AsyncIterator[anyio.Event]:
    """Run the library, and give what is set once it is ready; fail if it does not stop within a second."""
    ready = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(library.run, keep, webhook, ready.set)
        yield ready
        stopped_at = time.monotonic()
        group.cancel_scope.cancel()
    assert time.monotonic() - stopped_at < 1


async def until(told: Callable[[], object], within: float = 5) -> None:
    with anyio.fail_after(within):
        while not told():  # noqa: ASYNC110 - the emulator, in its thread, rings no bell here
            await anyio.sleep(0.01)


async def test_the_bot_introduces_itself_in_french(telegram: Emulator) -> None:
    async with open_library(telegram) as library:
        assert (library.id, library.name) == (123456789, "")
        async with running(library, Kept().keep) as ready:
            await ready.wait()
        assert library.name == telegram.username
    assert [one["command"] for one in telegram.commands()] == ["aide", "supprimer"]
    assert [one["description"] for one in telegram.commands("all_group_chats")] == ["Ce que je sais faire"]
    assert telegram.words("description") == FACE.description
    assert telegram.words("short_description") == FACE.short_description


async def test_updates_are_kept_as_telegram_wrote_them(telegram: Emulator) -> None:
    kept, lea = Kept(), telegram.person("Léa")
    async with open_library(telegram) as library, running(library, kept.keep):
        lea.write("Une commune peut-elle candidater ?")
        await until(lambda: kept.updates)
        await until(lambda: not telegram.pending)
    (update,) = kept.updates
    assert update["message"]["from"]["first_name"] == "Léa"
    assert update["message"]["text"] == "Une commune peut-elle candidater ?"
    (asked,) = {tuple(one.arguments["allowed_updates"]) for one in telegram.journal.all("getUpdates")} | set()
    assert asked == KINDS


async def test_an_update_that_the_library_could_not_read_is_kept_like_any_other(telegram: Emulator) -> None:
    kept = Kept()
    odd = {"update_id": telegram.next_update_id(), "message": {"text": "?", "chat": "none", "date": []}}
    async with open_library(telegram) as library, running(library, kept.keep):
        telegram.inject(odd)
        await until(lambda: not telegram.pending)
    assert kept.updates == [odd]


async def test_nothing_is_confirmed_before_it_is_kept(
    telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    kept, lea = Kept(), telegram.person()
    kept.away = True
    async with open_library(telegram) as library, running(library, kept.keep):
        for text in ("Un", "Deux", "Trois"):
            lea.write(text)
        await until(lambda: kept.tries > 2)
        assert len(telegram.pending) == 3
        kept.away = False
        await until(lambda: not telegram.pending)
    assert kept.texts == ["Un", "Deux", "Trois"]
    assert [message for message in caplog.messages if "elle ne répond pas" in message] != []


async def test_what_was_not_kept_when_told_to_stop_comes_again(telegram: Emulator) -> None:
    kept, lea = Kept(), telegram.person()
    kept.away = True
    async with open_library(telegram) as library:
        async with running(library, kept.keep):
            lea.write("Un")
            await until(lambda: kept.tries)
        assert len(telegram.pending) == 1
        kept.away = False
        async with running(library, kept.keep):
            await until(lambda: not telegram.pending)
    assert kept.texts == ["Un"]


async def test_what_is_being_kept_when_told_to_stop_is_kept_and_confirmed(telegram: Emulator) -> None:
    kept, lea = Kept(), telegram.person()
    kept.lasts = 0.3
    async with open_library(telegram) as library, running(library, kept.keep):
        lea.write("Un")
        await until(lambda: kept.tries)
    assert kept.texts == ["Un"]
    assert telegram.pending == []


async def test_a_long_poll_stops_at_once(telegram: Emulator) -> None:
    async with open_library(telegram) as library:
        async with running(library, Kept().keep) as ready:
            await ready.wait()
            await anyio.sleep(0.2)
            began = time.monotonic()
        assert time.monotonic() - began < 0.5


async def test_fetching_takes_over_from_a_webhook(telegram: Emulator) -> None:
    kept = Kept()
    async with open_library(telegram) as library:
        async with running(library, kept.keep, Webhook("http://127.0.0.1:9/nowhere", "s3cret")):
            await until(lambda: telegram.webhook["url"])
        async with running(library, kept.keep):
            telegram.person().write("Un")
            await until(lambda: kept.updates)
    assert telegram.webhook["url"] == ""


async def test_a_webhook_is_set_with_its_secret_and_stays_when_we_stop(telegram: Emulator) -> None:
    telegram.fail_next("setWebhook", "500")
    async with (
        open_library(telegram) as library,
        running(library, Kept().keep, Webhook("http://127.0.0.1:9/telegram/webhook", "s3cret_")) as ready,
    ):
        await ready.wait()
    assert telegram.webhook["url"] == "http://127.0.0.1:9/telegram/webhook"
    given = telegram.journal.all("setWebhook")[-1].arguments
    assert given["secret_token"] == "s3cret_"  # noqa: S105 - of this test
    assert tuple(given["allowed_updates"]) == KINDS
    assert telegram.journal.count("getUpdates") == 0


async def test_another_poller_is_said_once_and_outlived(
    telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    telegram.fail_next("getUpdates", "409", times=2)
    async with open_library(telegram) as library, running(library, kept.keep):
        telegram.person().write("Un")
        await until(lambda: kept.updates, within=8)
    assert len([message for message in caplog.messages if TWO in message]) == 1


async def test_failures_of_telegram_are_said_once_and_outlived(
    telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    for method in ("getMe", "deleteWebhook", "getUpdates"):
        telegram.fail_next(method, "500")
    telegram.fail_next("getUpdates", "429")
    telegram.fail_next("getUpdates", "cut")
    async with open_library(telegram) as library, running(library, kept.keep):
        telegram.person().write("Un")
        await until(lambda: kept.updates, within=10)
    assert 1 <= len([message for message in caplog.messages if "pas joignable" in message]) <= 3


async def test_what_the_bot_says_of_itself_may_be_refused(telegram: Emulator) -> None:
    kept = Kept()
    telegram.fail_next("setMyCommands", "429", seconds=60)
    async with open_library(telegram) as library, running(library, kept.keep):
        telegram.person().write("Un")
        await until(lambda: kept.updates)


async def test_it_waits_as_long_as_telegram_asks_before_it_begins_again(telegram: Emulator) -> None:
    telegram.fail_next("getMe", "429", times=9, seconds=60)
    async with open_library(telegram) as library, running(library, Kept().keep):
        await anyio.sleep(0.7)
        assert telegram.journal.count("getMe") == 1


async def test_a_token_that_telegram_does_not_know_is_said_once_and_tried_no_more(
    telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_library(telegram, OTHER_TOKEN) as library:
        async with running(library, Kept().keep) as ready:
            await anyio.sleep(0.5)
            assert not ready.is_set()
        with pytest.raises(api.BadToken) as caught:
            await library.send(5, HELLO)
    assert len([message for message in caplog.messages if "GUICHET_TELEGRAM_TOKEN" in message]) == 1
    assert "AAOther" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__cause__ is None is caught.value.__context__


async def test_a_token_that_is_withdrawn_is_said_once(
    telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail_next("getUpdates", "401", times=9)
    async with open_library(telegram) as library, running(library, Kept().keep) as ready:
        await ready.wait()
        await anyio.sleep(0.5)
        assert telegram.journal.count("getUpdates") <= 2
    assert len([message for message in caplog.messages if "GUICHET_TELEGRAM_TOKEN" in message]) == 1


async def test_updates_come_once_the_network_is_back(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    kept = Kept()

    def said() -> list[bool]:
        return ["attente" in message for message in caplog.messages if "arrivée des messages" in message]

    async with (
        Library(OTHER_TOKEN, f"http://127.0.0.1:{port}/bot", FACE) as library,
        running(library, kept.keep),
    ):
        await until(lambda: said() == [True])
        with pytest.raises(api.Unavailable):
            await library.send(5, HELLO)
        for number, text in enumerate(("Un", "Deux")):
            with emulating(port=port, token=OTHER_TOKEN) as telegram:
                telegram.person().write(text)
                await until(lambda number=number: len(kept.updates) == number + 1, within=10)  # type: ignore[misc]  # its default
            await until(lambda number=number: said() == [True, False] * (number + 1) + [True])  # type: ignore[misc]  # its default
    assert kept.texts == ["Un", "Deux"]


@contextlib.contextmanager
def silent_server() -> Iterator[str]:
    """Run a server that takes connections and never answers; give what stands before the token."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken: list[socket.socket] = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken.append(listener.accept()[0])

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/bot"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for one in taken:
            one.close()


async def test_it_stops_while_telegram_does_not_answer(telegram: Emulator) -> None:
    with silent_server() as url:
        async with Library(telegram.token, url, FACE) as library, running(library, Kept().keep):
            await anyio.sleep(0.2)


async def test_it_stops_in_time_when_telegram_falls_silent_during_a_poll(telegram: Emulator) -> None:
    async with open_library(telegram) as library, running(library, Kept().keep) as ready:
        await ready.wait()
        await anyio.sleep(0.1)
        telegram.fail_next("getUpdates", "delay_after", times=5, seconds=3)


async def test_a_message_is_sent_and_its_number_returned(telegram: Emulator) -> None:
    lea = telegram.person()
    asked = lea.write("Bonjour")
    async with open_library(telegram) as library:
        number = await library.send(lea.id, replace(HELLO, reply_to=asked.number))
    (message,) = lea.inbox
    assert message.reply_to is not None and message.reply_to.number == asked.number
    assert (message.number, message.text, message.labels) == (number, "Bonjour vous", ["Aide", "Site"])
    sent = telegram.journal.all("sendMessage")[0].arguments
    assert sent["link_preview_options"] == {"is_disabled": True}


async def test_a_message_that_answers_one_that_is_gone_is_sent_all_the_same(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.write("Bonjour")
    async with open_library(telegram) as library:
        assert await library.send(lea.id, replace(HELLO, reply_to=99_999))
    assert lea.inbox[0].reply_to is None


async def test_a_file_is_sent_and_its_caption_edited(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.write("/mesdonnees")
    message = Outgoing("Vos <i>données</i>", file=File("donnees.json", '{"é": "\ud83d"}'))
    async with open_library(telegram) as library:
        number = await library.send(lea.id, message)
        await library.edit(lea.id, number, message)
        await library.edit(lea.id, number, replace(message, html="Voici"))
    assert lea.last.text == "Voici" or lea.last.content["caption"] == "Voici"
    assert lea.last.file == '{"é": "?"}'.encode()


async def test_a_message_is_edited_and_its_buttons_changed(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.write("Bonjour")
    async with open_library(telegram) as library:
        number = await library.send(lea.id, HELLO)
        await library.edit(lea.id, number, HELLO)
        await library.edit(lea.id, number, replace(HELLO, html="Bonsoir"))
        await library.set_buttons(lea.id, number, ((Button("Oui", data="o"),),))
        await library.set_buttons(lea.id, number, ((Button("Oui", data="o"),),))
        assert (lea.last.text, lea.last.labels) == ("Bonsoir", ["Oui"])
        await library.set_buttons(lea.id, number, ())
        assert lea.last.labels == []
        with pytest.raises(api.Gone):
            await library.edit(lea.id, number + 50, HELLO)
        with pytest.raises(api.Gone):
            await library.set_buttons(lea.id, number + 50, ())


async def test_a_press_is_answered_and_one_that_is_too_old_is_no_fault(telegram: Emulator) -> None:
    kept, lea = Kept(), telegram.person()
    lea.write("Bonjour")
    async with open_library(telegram) as library, running(library, kept.keep):
        await library.send(lea.id, HELLO)
        press = lea.press("Aide")
        await until(lambda: len(kept.updates) == 2)
        id = kept.updates[1]["callback_query"]["id"]
        await library.acknowledge(id, "Merci")
        await library.acknowledge(id)
        await library.acknowledge("12345")
    assert press.answer is not None
    assert press.answer["text"] == "Merci"


async def test_typing_in_a_group_does_not_delay_what_is_written_there(telegram: Emulator) -> None:
    group = telegram.group()
    async with open_library(telegram) as library:
        began = time.monotonic()
        await library.typing(group.id)
        await library.send(group.id, HELLO)
    assert time.monotonic() - began < 1
    assert telegram.actions == [(group.id, "typing")]


async def test_messages_leave_evenly_and_never_in_a_burst(telegram: Emulator) -> None:
    people = [telegram.person() for _ in range(40)]
    for person in people:
        person.write("Bonjour")
    async with open_library(telegram) as library, anyio.create_task_group() as group:
        for person in people:
            group.start_soon(library.send, person.id, HELLO)
    times = [request.at for request in telegram.journal.all("sendMessage")]
    assert max(sum(at <= other < at + 0.5 for other in times) for at in times) <= 15


async def test_one_chat_that_must_wait_holds_only_itself_but_two_at_once_hold_all(
    telegram: Emulator,
) -> None:
    people = [telegram.person() for _ in range(4)]
    for person in people:
        person.write("Bonjour")
    lea, max_, zoe, tom = (person.id for person in people)
    async with open_library(telegram) as library:
        telegram.fail_next("sendMessage", "429", seconds=30)
        with pytest.raises(api.Wait):
            await library.send(lea, HELLO)
        await library.send(tom, HELLO)
        telegram.fail_next("sendMessage", "429", seconds=7)
        with pytest.raises(api.Wait):
            await library.send(max_, HELLO)
        with pytest.raises(api.Wait) as caught:
            await library.send(zoe, HELLO)
        assert 28 < caught.value.seconds <= 30
        assert telegram.journal.count("sendMessage") == 3


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("403", "Forbidden: bot was blocked by the user", api.Unreachable),
        ("403", "Forbidden: user is deactivated", api.Unreachable),
        ("403", "Forbidden: bot was kicked from the supergroup chat", api.Unreachable),
        ("400", "Bad Request: chat not found", api.Unreachable),
        ("400", "Bad Request: PEER_ID_INVALID", api.Unreachable),
        ("400", "Bad Request: not enough rights to send text messages to the chat", api.Unreachable),
        ("400", "Bad Request: CHAT_WRITE_FORBIDDEN", api.Unreachable),
        ("400", "Bad Request: message to edit not found", api.Gone),
        ("400", "Bad Request: message can't be edited", api.Gone),
        ("400", "Bad Request: MESSAGE_ID_INVALID", api.Gone),
        ("400", "Bad Request: can't parse entities: unclosed tag", api.Refused),
        ("400", "Bad Request: message is too long", api.Refused),
        ("413", "Request Entity Too Large", api.Refused),
        ("401", "Unauthorized", api.BadToken),
        ("404", "Not Found", api.BadToken),
        ("500", "Internal Server Error", api.Unavailable),
        ("503", "Service Unavailable", api.Unavailable),
        ("502", "Bad Gateway", api.Uncertain),
        ("504", "Gateway Timeout", api.Uncertain),
        ("cut", "", api.Uncertain),
        ("cut_after", "", api.Uncertain),
        ("429", "", api.Wait),
    ],
)
async def test_each_refusal_of_telegram_is_one_of_ours(
    kind: str, words: str, expected: type[api.TelegramError], lasting_telegram: Emulator
) -> None:
    lea = lasting_telegram.person()
    lea.write("Bonjour")
    async with open_library(lasting_telegram) as library:
        number = await library.send(lea.id, HELLO)
        lasting_telegram.fail_next("editMessageText", kind, description=words, seconds=7)
        with pytest.raises(expected) as caught:
            await library.edit(lea.id, number, replace(HELLO, html="Bonsoir"))
    assert type(caught.value) is expected
    assert caught.value.__context__ is None
    if isinstance(caught.value, api.Wait):
        assert caught.value.seconds == 7


async def test_a_group_that_migrated_gives_its_new_number(telegram: Emulator) -> None:
    group = telegram.group()
    new = group.migrate()
    async with open_library(telegram) as library:
        with pytest.raises(api.Migrated) as caught:
            await library.send(group.id, HELLO)
    assert caught.value.to == new.id != group.id


async def test_a_message_that_telegram_was_too_slow_to_acknowledge_may_have_arrived(
    telegram: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "TIMES", (0.2, 1.0, 1.0, 1.0))
    lea = telegram.person()
    lea.write("Bonjour")
    telegram.fail_next("sendMessage", "delay_after", seconds=0.6)
    async with open_library(telegram) as library:
        with pytest.raises(api.Uncertain):
            await library.send(lea.id, HELLO)
    assert lea.last.text == "Bonjour vous"


async def test_a_text_that_cannot_be_written_is_refused(telegram: Emulator) -> None:
    async with open_library(telegram) as library:
        with pytest.raises(api.Refused):
            await library.send(5, Outgoing("\ud83d"))


async def test_a_request_for_which_no_connection_is_free_did_not_leave(
    telegram: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "CONNECTIONS", 1)
    monkeypatch.setattr(pace, "TIMES", (2.0, 2.0, 1.0, 0.1))
    lea = telegram.person()
    lea.write("Bonjour")
    telegram.fail_next("sendMessage", "delay_after", seconds=0.6)
    async with open_library(telegram) as library, anyio.create_task_group() as group:
        group.start_soon(library.send, lea.id, HELLO)
        await anyio.sleep(0.1)
        with pytest.raises(api.Unavailable):
            await library.send(lea.id, HELLO)
