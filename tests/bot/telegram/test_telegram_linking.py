import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from anyio import to_thread

from bot.conversations.errors import UnknownConversation
from bot.telegram.deep_link import deep_link
from bot.telegram.linking import Linking, token_in
from bot.tokens import digest, new_token
from tests.bot.applicants import ANSWERED, Applicants, applicants

SITE = "https://guichet.exemple.fr"
CHAT, ANOTHER = 42, 43


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        yield office


def written_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def linking(office: Applicants) -> Linking:
    return Linking(office.stores.telegram_codes, office.contacts, office.clock)


async def test_a_code_opens_its_conversation_once(office: Applicants) -> None:
    conversation, _ = await office.contacts.begin(ANSWERED)
    code = await linking(office).code_for(conversation)
    assert re.fullmatch(r"[\w-]{43}", code)
    assert await linking(office).take(code) == conversation
    assert await linking(office).take(code) is None


async def test_whoever_took_a_code_may_begin_anew_and_nobody_else(office: Applicants) -> None:
    conversation, _ = await office.contacts.begin(ANSWERED)
    code = await linking(office).code_for(conversation)
    assert await linking(office).take(code, CHAT) == conversation
    assert await linking(office).take(code, ANOTHER) is None
    assert await linking(office).take(code) is None
    assert await linking(office).take(code, CHAT) == conversation
    office.clock.forward(minutes=15)
    assert await linking(office).take(code, CHAT) is None


async def test_a_code_holds_for_a_quarter_of_an_hour(office: Applicants) -> None:
    conversation, _ = await office.contacts.begin(ANSWERED)
    early, late = [await linking(office).code_for(conversation) for _ in range(2)]
    office.clock.forward(minutes=14, seconds=59)
    assert await linking(office).take(early, CHAT) == conversation
    office.clock.forward(seconds=1)
    assert await linking(office).take(late, CHAT) is None


async def test_each_conversation_has_five_codes_at_most_its_last_ones(office: Applicants) -> None:
    (mine, _), (other, _) = await office.contacts.begin(ANSWERED), await office.contacts.begin(ANSWERED)
    theirs = await linking(office).code_for(other)
    codes = []
    for _ in range(7):
        office.clock.forward(seconds=1)
        codes.append(await linking(office).code_for(mine))
    taken = [await linking(office).take(code, CHAT) for code in codes]
    assert taken == [None, None, *[mine] * 5]
    assert await linking(office).take(theirs, CHAT) == other


async def test_the_token_of_a_page_opens_its_conversation_each_time(office: Applicants) -> None:
    conversation, token = await office.contacts.begin(ANSWERED)
    for chat in (CHAT, ANOTHER, CHAT):
        assert await linking(office).take(token, chat) == conversation


async def test_the_token_of_a_letter_opens_its_conversation(office: Applicants) -> None:
    conversation, _ = await office.contacts.begin(ANSWERED)
    token = digest("secret of a letter")
    await office.stores.conversations.give_access(conversation.id, digest(token), office.clock())
    assert await linking(office).take(token, CHAT) == conversation


@pytest.mark.parametrize("text", ["", "k" * 42, "k" * 43, "k" * 65, "é" * 43, "mairie", f"{'k' * 42}\n"])
async def test_what_is_no_code_opens_nothing(office: Applicants, text: str) -> None:
    assert await linking(office).take(text, CHAT) is None


async def test_an_erased_conversation_has_no_code_and_is_opened_by_none(office: Applicants) -> None:
    conversation, _ = await office.contacts.begin(ANSWERED)
    code = await linking(office).code_for(conversation)
    await office.contacts.erase(conversation)
    assert await linking(office).take(code, CHAT) is None
    with pytest.raises(UnknownConversation):
        await linking(office).code_for(conversation)


async def test_no_code_is_kept_as_it_is(office: Applicants, tmp_path: Path) -> None:
    conversation, _ = await office.contacts.begin(ANSWERED)
    codes = [await linking(office).code_for(conversation) for _ in range(2)]
    await linking(office).take(codes[0], CHAT)
    kept = await to_thread.run_sync(written_in, tmp_path)
    assert digest(codes[1]).encode() in kept
    assert not any(code.encode() in kept for code in codes)


def test_a_deep_link_is_one_that_telegram_takes() -> None:
    link = deep_link("guichet_bot", new_token())
    # https://core.telegram.org/bots/features#deep-linking: A-Z, a-z, 0-9, _ and -, 64 characters at most
    assert re.fullmatch(r"https://t\.me/guichet_bot\?start=[A-Za-z0-9_-]{1,64}", link)


@pytest.mark.parametrize("length", [43, 64])
@pytest.mark.parametrize(
    "text",
    ["{link}", "Ma conversation : {link}.", "{link}#m-2", "{link}/export", "voir\n{link}\nmerci", "<{link}>"],
)
def test_a_link_to_a_conversation_is_found_in_a_text(text: str, length: int) -> None:
    token = ("aB3_-" * 20)[:length]
    assert token_in(text.format(link=f"{SITE}/chat/{token}")) == token


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{SITE}/chat",
        f"{SITE}/chat/{'k' * 42}",
        f"{SITE}/chat/{'k' * 44}",
        f"{SITE}/textes/{'k' * 43}",
    ],
)
def test_no_other_link_is_taken_for_one(text: str) -> None:
    assert token_in(text) is None
