import asyncio
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.limits import Rates

FREE = Rates(0, 0, 0)


@pytest.fixture
def telegram() -> Iterator[Emulator]:
    with emulating(rates=FREE, conflict_wait=0.2) as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else every 429 is a warning of the library, and so an error


def bot_of(telegram: Emulator, token: str = "") -> Bot:
    return Bot(token or telegram.token, base_url=telegram.base_url)


def seconds_of(error: RetryAfter) -> float:
    waited = error.retry_after
    return waited.total_seconds() if isinstance(waited, timedelta) else waited


async def test_a_real_library_knows_the_bot(telegram: Emulator) -> None:
    async with bot_of(telegram) as bot:
        me = await bot.get_me()
    assert (me.is_bot, me.username, me.id) == (True, "guichet_bot", 123456789)
    assert telegram.journal.count("getMe", 200) == 2


async def test_what_a_person_writes_comes_as_an_update_until_it_is_confirmed(telegram: Emulator) -> None:
    lea = telegram.person("Léa", username="lea")
    lea.start("site-1")
    async with bot_of(telegram) as bot:
        [update] = await bot.get_updates()
        assert isinstance(update, Update)
        assert update.message is not None
        assert update.message.text == "/start site-1"
        assert [one.type for one in update.message.entities] == ["bot_command"]
        assert update.effective_user is not None and update.effective_user.username == "lea"
        assert [one.update_id for one in await bot.get_updates()] == [update.update_id]
        assert list(await bot.get_updates(offset=update.update_id + 1)) == []
    assert telegram.pending == []


async def test_a_message_arrives_as_telegram_formats_it(telegram: Emulator) -> None:
    lea = telegram.person()
    question = lea.write("Quel délai ?")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="1")]])
    async with bot_of(telegram) as bot:
        sent = await bot.send_message(
            lea.id,
            "<b>Un mois</b> &amp; plus ",
            parse_mode="HTML",
            reply_markup=keyboard,
            reply_parameters=ReplyParameters(question.number, allow_sending_without_reply=True),
        )
    assert sent.text == "Un mois & plus"
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "Quel délai ?"
    assert lea.last.text == "Un mois & plus"
    assert lea.last.entities == [{"type": "bold", "offset": 0, "length": 7}]
    assert lea.last.labels == ["Oui"]
    assert lea.last.reply_to is question


async def test_a_pressed_button_is_answered_once(telegram: Emulator) -> None:
    lea = telegram.person()
    question = lea.write("Bonjour")
    async with bot_of(telegram) as bot:
        await bot.send_message(
            lea.id,
            "?",
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="1")]]),
            reply_parameters=ReplyParameters(question.number),
        )
        press = lea.press("Oui")
        update = (await bot.get_updates())[-1]
        query = update.callback_query
        assert query is not None and query.data == "1"
        assert query.message is not None and query.message.is_accessible
        assert query.message.reply_to_message.text == "Bonjour"  # type: ignore[attr-defined] # a Message
        await bot.answer_callback_query(query.id, "Merci")
        assert press.wait() == {"text": "Merci", "show_alert": False, "url": ""}
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
            await bot.answer_callback_query(query.id)


async def test_an_edit_must_change_something_that_the_bot_sent(telegram: Emulator) -> None:
    lea = telegram.person()
    theirs = lea.write("Bonjour")
    async with bot_of(telegram) as bot:
        sent = await bot.send_message(lea.id, "Un")
        await bot.edit_message_text("Deux", lea.id, sent.message_id)
        with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
            await bot.edit_message_text("<b></b>Deux ", lea.id, sent.message_id, parse_mode="HTML")
        with pytest.raises(BadRequest, match="Message can't be edited"):
            await bot.edit_message_text("Trois", lea.id, theirs.number)
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await bot.edit_message_text("Trois", lea.id, 99)
    assert [one.text for one in lea.last.versions] == ["Un"]
    assert lea.last.text == "Deux"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "Message text is empty"),
        ("<b> </b>\u200b", "Text must be non-empty"),
        ("x" * 4097, "Message is too long"),
        ("😀" * 2049, "Message is too long"),
        ("<p>a</p>", r"Can't parse entities: unsupported start tag \"p\" at byte offset 0"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused(telegram: Emulator, text: str, refusal: str) -> None:
    lea = telegram.person()
    lea.start()
    async with bot_of(telegram) as bot:
        with pytest.raises(BadRequest, match=f"(?i){refusal}"):
            await bot.send_message(lea.id, text, parse_mode="HTML")
    assert lea.inbox == []


async def test_a_document_keeps_its_name_and_its_bytes(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.start()
    async with bot_of(telegram) as bot:
        sent = await bot.send_document(lea.id, b"{}", filename="mes données.json", caption="Vos données")
        with pytest.raises(BadRequest, match="File must be non-empty"):
            await bot.send_document(lea.id, b"")
        with pytest.raises(BadRequest, match="Message caption is too long"):
            await bot.send_document(lea.id, b"a", caption="x" * 1025)
    assert sent.document is not None and sent.document.file_name == "mes données.json"
    assert (lea.last.file, lea.last.text) == (b"{}", "Vos données")


async def test_whoever_blocked_the_bot_or_is_gone_cannot_be_written_to(telegram: Emulator) -> None:
    lea, ali, eve = telegram.person("Léa"), telegram.person("Ali"), telegram.person("Ève")
    lea.start()
    lea.block()
    ali.start()
    ali.delete_account()
    async with bot_of(telegram) as bot:
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(lea.id, "Bonjour")
        with pytest.raises(Forbidden, match="user is deactivated"):
            await bot.send_message(ali.id, "Bonjour")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(eve.id, "Bonjour")
        changes = [one.my_chat_member for one in await bot.get_updates() if one.my_chat_member]
        assert [one.new_chat_member.status for one in changes] == ["kicked"]
        lea.unblock()
        assert (await bot.send_message(lea.id, "Bonjour")).text == "Bonjour"


async def test_a_second_poller_ends_the_first(telegram: Emulator) -> None:
    async with bot_of(telegram) as one, bot_of(telegram) as other:
        first = asyncio.create_task(one.get_updates(timeout=5))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        telegram.person().start()
        assert len(await second) == 1


async def test_a_poll_ends_as_soon_as_somebody_writes(telegram: Emulator) -> None:
    async with bot_of(telegram) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.1)
        telegram.person().start()
        async with asyncio.timeout(2):
            assert len(await poll) == 1


@pytest.mark.parametrize(("token", "status"), [("123456789:wrong", 401), ("nothing", 404), ("", 404)])
async def test_another_token_is_refused(telegram: Emulator, token: str, status: int) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{telegram.base_url}{token}/getMe")
    assert (answer.status_code, answer.json()["error_code"], answer.json()["ok"]) == (status, status, False)
    bot = bot_of(telegram, "123456789:wrong")
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_json_forms_and_addresses_are_understood_alike(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.start()
    address = f"{telegram.base_url}{telegram.token}/sendmessage"
    asked = {"chat_id": str(lea.id), "text": "Bonjour"}
    async with httpx.AsyncClient() as client:
        answers = [
            await client.post(address, json=asked),
            await client.post(address, data=asked),
            await client.get(address, params=asked),
            await client.post(address, files={name: (None, value) for name, value in asked.items()}),
            await client.post(address.replace("sendmessage", "sendNothing"), json=asked),
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404]
    assert answers[4].json()["description"] == "Not Found: method not found"
    assert [one.text for one in lea.inbox] == ["Bonjour"] * 4


async def test_the_limits_are_counted_and_refused() -> None:
    with emulating() as telegram:
        lea = telegram.person()
        lea.start()
        group = telegram.group()
        async with bot_of(telegram) as bot:
            await bot.send_message(lea.id, "Un")
            with pytest.raises(RetryAfter) as refused:
                await bot.send_message(lea.id, "Deux")
            assert seconds_of(refused.value) == 1
            for _ in range(20):
                await bot.send_message(group.id, "Trois")
            with pytest.raises(RetryAfter) as late:
                await bot.send_message(group.id, "Quatre")
            assert 50 < seconds_of(late.value) <= 60
            people = [telegram.person() for _ in range(31)]
            for one in people:
                one.start()
            answers = await asyncio.gather(
                *(bot.send_message(one.id, "Cinq") for one in people), return_exceptions=True
            )
        assert sum(isinstance(answer, RetryAfter) for answer in answers) >= 1
        assert {one.limit for one in telegram.violations} == {"private", "group", "overall"}
        assert len(lea.inbox) == 1


async def test_what_goes_wrong_on_purpose_goes_wrong(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.start()
    async with bot_of(telegram) as bot:
        telegram.fail_next("sendMessage", "500")
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await bot.send_message(lea.id, "Un")
        telegram.fail_next("sendMessage", "429", seconds=7)
        with pytest.raises(RetryAfter):
            await bot.send_message(lea.id, "Deux")
        telegram.fail_next("sendMessage", "cut")
        with pytest.raises(NetworkError):
            await bot.send_message(lea.id, "Trois")
        assert lea.inbox == []
        telegram.fail_next("sendMessage", "cut_after")
        with pytest.raises(NetworkError):
            await bot.send_message(lea.id, "Quatre")
        telegram.fail_next("sendMessage", "delay_after", seconds=0.5)
        with pytest.raises(TimedOut):
            await bot.send_message(lea.id, "Cinq", read_timeout=0.1)
    assert [one.text for one in lea.inbox] == ["Quatre", "Cinq"]
    telegram.wait(lambda: telegram.journal.count("sendMessage") == 5)
    assert [one.status for one in telegram.journal.all("sendMessage")] == [500, 429, 0, 0, 200]


async def test_a_share_of_sends_fails_alike_for_the_same_seed(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.start()
    drawn = []
    async with bot_of(telegram) as bot:
        for _ in range(2):
            telegram.often(0.3, ("429", "500"), seed=4)
            answers = [
                await asyncio.gather(bot.send_message(lea.id, "Un"), return_exceptions=True)
                for _ in range(30)
            ]
            drawn.append([type(answer).__name__ for [answer] in answers])
    assert drawn[0] == drawn[1]
    assert {"Message", "RetryAfter", "NetworkError"} == set(drawn[0])
