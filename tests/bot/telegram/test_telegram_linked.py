from datetime import timedelta

import pytest

from bot.telegram import words
from bot.telegram.buttons import HOLDS, LONGEST, Action, Expired, Press, moment
from bot.telegram.messages import Button
from tests.bot.applicants import ANSWERED, UNCLEAR, UNSAID
from tests.bot.telegram.chatting import SIGNER, Chatting, buttons_of, plain
from tests.bot.telegram.made_up_updates import CHAT, GROUP, pressed, said

ANOTHER = 8


async def asked(chat: Chatting, chat_number: int = CHAT) -> Button:
    (button,) = buttons_of((await chat.notices(chat_number))[-1])
    return button


async def test_a_link_sent_by_someone_else_changes_nothing_until_its_button_is_pressed(
    chat: Chatting,
) -> None:
    theirs, token = await chat.contacts.begin(ANSWERED)
    await chat.carry_out(said(UNCLEAR, 9))
    mine = (await chat.current()).id
    await chat.carry_out(said(f"/start {token}", 11), said("Ma situation à moi", 12))
    assert (await chat.current()).id == mine
    assert (await chat.stores.conversations.get(theirs.id)).chat is None
    notice = next(one for one in await chat.notices() if one.reply_to == 11)
    assert f"« {ANSWERED} »" in plain(notice.html)
    assert "peut lire tout ce qui y est écrit" in notice.html
    assert [one.label for one in buttons_of(notice)] == [words.LINK_HERE]


async def test_the_button_holds_neither_code_nor_token_and_fits(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(ANSWERED)
    await chat.carry_out(said(f"/start {token}", 11))
    button = await asked(chat)
    assert token not in button.data
    assert len(button.data) <= LONGEST
    assert SIGNER.read(button.data, CHAT).conversation == web.id


async def test_the_button_is_of_no_use_in_another_chat(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(ANSWERED)
    await chat.carry_out(said(f"/start {token}", 11))
    data = (await asked(chat)).data
    await chat.carry_out(pressed(data, chat=ANOTHER), pressed(data, chat=GROUP))
    assert [text for _, text in chat.bot.acknowledged] == [words.EXPIRED] * 2
    assert (await chat.stores.conversations.get(web.id)).chat is None
    with pytest.raises(Expired):
        SIGNER.read(data)


async def test_the_button_expires(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(ANSWERED)
    await chat.carry_out(said(f"/start {token}", 11))
    chat.clock.forward(minutes=61)
    await chat.carry_out(pressed((await asked(chat)).data))
    assert chat.bot.acknowledged[-1][1] == words.EXPIRED
    assert (await chat.stores.conversations.get(web.id)).chat is None


def test_a_yes_holds_for_an_hour(chat: Chatting) -> None:
    press = Press(Action.LINK, "7f" * 16, index=moment(chat.clock()))
    assert press.holds(press.asked_at + HOLDS)
    assert not press.holds(press.asked_at + HOLDS + timedelta(seconds=1))


async def test_a_code_is_of_no_use_to_another_chat_once_its_conversation_was_shown(chat: Chatting) -> None:
    web, _ = await chat.contacts.begin(ANSWERED)
    code = await chat.linking.code_for(web)
    await chat.carry_out(said(f"/start {code}", 11), said(f"/start {code}", 12, ANOTHER))
    assert "n’ouvre aucune conversation" in (await chat.told(ANOTHER))[0]
    await chat.carry_out(pressed((await asked(chat)).data))
    assert (await chat.current()).id == web.id


async def test_the_link_of_the_present_conversation_asks_nothing(chat: Chatting) -> None:
    _, token = await chat.contacts.begin(ANSWERED)
    await chat.follow(said(f"/start {token}", 11))
    await chat.carry_out(said(f"/start {token}", 12))
    assert (await chat.told())[-1] == words.ALREADY_HERE
    assert (await chat.notices())[-1].buttons == ()


async def test_a_conversation_where_nothing_was_asked_is_shown_as_such(chat: Chatting) -> None:
    _, token = await chat.contacts.begin()
    await chat.carry_out(said(f"/start {token}", 11))
    assert (await chat.told())[0].startswith(words.TO_LINK_UNSAID)


async def test_a_conversation_erased_before_the_press_is_not_followed(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(ANSWERED)
    await chat.carry_out(said(f"/start {token}", 11))
    await chat.contacts.erase(web)
    await chat.carry_out(pressed((await asked(chat)).data))
    assert chat.bot.acknowledged[-1][1] == words.EXPIRED
    assert await chat.stores.telegram_chats.current(CHAT) is None


async def test_the_chat_that_a_conversation_leaves_is_told_once(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(UNSAID)
    await chat.follow(said(f"/start {token}", 11))
    before = len(await chat.told())
    await chat.carry_out(said(f"/start {token}", 12, ANOTHER))
    assert len(await chat.told()) == before
    update = chat.update(pressed((await asked(chat, ANOTHER)).data, chat=ANOTHER), ANOTHER)
    await chat.handlers.carry_out(update)
    await chat.handlers.carry_out(update)
    assert (await chat.told())[before:] == [words.TAKEN_OVER]
    assert len([one for one in await chat.told(ANOTHER) if "continue ici" in one]) == 1
    assert (await chat.current(ANOTHER)).id == web.id
    await chat.carry_out(pressed(update.payload["callback_query"]["data"], chat=ANOTHER))
    assert chat.bot.acknowledged[-1][1] == words.ALREADY_HERE
