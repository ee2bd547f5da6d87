import pytest

from bot.desk import Reception
from bot.errors import DeskClosed
from bot.telegram import words
from bot.tokens import new_token
from tests.bot.applicants import ANSWERED, UNCLEAR, UNSAID
from tests.bot.telegram.chatting import PUBLIC, Chatting, buttons_of
from tests.bot.telegram.made_up_updates import BOT, CHAT, GROUP, NAME, edited, message, said, sent

WAY = "https://t.me/guichet_bot?start=groupe"


async def nothing_kept(chat: Chatting) -> bool:
    return await chat.stores.telegram_chats.all_of(GROUP) == []


async def test_a_group_hears_nothing_unless_it_calls(chat: Chatting) -> None:
    await chat.carry_out(
        said(ANSWERED, chat=GROUP), sent(chat=GROUP, voice={}), said("/inconnue", chat=GROUP)
    )
    assert await chat.notices(GROUP) == []
    assert chat.desk.asked == []


async def test_a_question_that_names_us_is_answered_there_and_kept_nowhere(chat: Chatting) -> None:
    await chat.carry_out(said(f"{NAME} {ANSWERED}", 20, GROUP))
    (answer,) = await chat.notices(GROUP)
    assert answer.reply_to == 20
    assert "<blockquote" in answer.html
    assert all(button.url and not button.data for button in buttons_of(answer))
    assert chat.desk.asked == [(ANSWERED, ())]
    assert await nothing_kept(chat)
    assert chat.bot.typed == [GROUP]


async def test_an_answer_to_one_of_our_messages_is_answered(chat: Chatting) -> None:
    ours = message(3, GROUP, text="…") | {"from": BOT}
    await chat.carry_out(said(UNCLEAR, 20, GROUP, reply_to_message=ours))
    (answer,) = await chat.told(GROUP)
    assert "1. Qu’est-ce qu’un pôle ?" in answer


async def test_what_the_texts_do_not_say_goes_on_in_private(chat: Chatting) -> None:
    await chat.carry_out(said(f"{NAME} {UNSAID}", 20, GROUP))
    last = (await chat.notices(GROUP))[-1]
    assert [button.url for button in buttons_of(last)] == [WAY]
    assert "en privé" in last.html
    assert await nothing_kept(chat)


async def test_an_edited_question_is_answered_again_and_its_other_edits_are_not(chat: Chatting) -> None:
    await chat.carry_out(said(f"{NAME} {UNCLEAR}", 20, GROUP), edited(f"{NAME} {UNCLEAR}", 20, 5, GROUP))
    assert len(await chat.notices(GROUP)) == 1
    await chat.carry_out(edited(f"{NAME} {ANSWERED}", 20, 6, GROUP))
    assert len(await chat.notices(GROUP)) == 2


async def test_personal_data_in_a_group_is_warned_of_and_not_answered(chat: Chatting) -> None:
    await chat.carry_out(said(f"{NAME} Écrivez à claire@exemple.fr : une commune ?", 20, GROUP))
    (told,) = await chat.told(GROUP)
    assert "une adresse électronique" in told
    assert "tout le groupe le lit" in told
    assert chat.desk.asked == []


async def test_the_link_of_a_conversation_is_never_followed_in_a_group(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(ANSWERED)
    await chat.carry_out(said(f"{NAME} {PUBLIC}/chat/{token}", 20, GROUP))
    assert await chat.told(GROUP) == [words.LINK_IN_GROUP]
    assert (await chat.stores.conversations.get(web.id)).chat is None


@pytest.mark.parametrize("command", ["conseiller", "mesdonnees", "supprimer", "site"])
async def test_personal_commands_show_the_way_to_the_private_chat(chat: Chatting, command: str) -> None:
    await chat.carry_out(said(f"/{command}@guichet_bot", 20, GROUP))
    (notice,) = await chat.notices(GROUP)
    assert notice.reply_to == 20
    assert [button.url for button in buttons_of(notice)] == [WAY]
    assert await nothing_kept(chat)
    assert await chat.notices(CHAT) == []


@pytest.mark.parametrize("command", words.PUBLIC)
async def test_public_commands_are_answered_without_buttons_to_press(chat: Chatting, command: str) -> None:
    await chat.carry_out(said(f"/{command}", 20, GROUP))
    first = (await chat.notices(GROUP))[0]
    assert first.reply_to == 20
    assert not any(button.data for button in buttons_of(first))
    assert await nothing_kept(chat)


async def test_eligibilite_tells_the_questions_in_a_group(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 20, GROUP))
    assert "– Avec qui ?" in (await chat.told(GROUP))[0]


async def test_a_start_that_names_us_explains_itself(chat: Chatting) -> None:
    await chat.carry_out(said("/start", 20, GROUP), said("/start@guichet_bot", 21, GROUP))
    (told,) = await chat.told(GROUP)
    assert "en me nommant (@guichet_bot)" in told
    assert "/mesdonnees" not in told


async def test_our_name_alone_explains_how_to_ask(chat: Chatting) -> None:
    await chat.carry_out(said(NAME, 20, GROUP))
    assert "en me nommant" in (await chat.told(GROUP))[0]


async def test_while_the_desk_is_closed_the_group_is_told_once(chat: Chatting) -> None:
    chat.contacts.dialogue.reception = Reception()
    update = chat.update(said(f"{NAME} {ANSWERED}", 20, GROUP), GROUP)
    for _ in range(2):
        with pytest.raises(DeskClosed):
            await chat.handlers.carry_out(update)
    assert len(await chat.notices(GROUP)) == 1
    chat.contacts.dialogue.reception = chat.reception
    await chat.handlers.carry_out(update)
    assert len(await chat.notices(GROUP)) == 2


async def test_a_group_that_migrates_is_answered_where_it_is_now(chat: Chatting) -> None:
    await chat.carry_out(
        said(f"{NAME} {ANSWERED}", 20, -5),
        sent(21, -5, migrate_to_chat_id=GROUP),
        sent(1, GROUP, migrate_from_chat_id=-5),
    )
    assert await chat.notices(-5) == []
    assert len(await chat.notices(GROUP)) == 1


async def test_a_secret_written_in_a_group_is_kept_nowhere(chat: Chatting) -> None:
    secret = new_token()
    await chat.carry_out(said(f"{NAME} https://ailleurs.fr/chat/{secret}", 20, GROUP))
    assert secret not in str(await chat.notices(GROUP))
