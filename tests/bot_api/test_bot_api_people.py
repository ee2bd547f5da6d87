import asyncio
from collections.abc import Iterator

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.limits import Rates


@pytest.fixture
def telegram() -> Iterator[Emulator]:
    with emulating(rates=Rates(0, 0, 0)) as emulator:
        yield emulator


@pytest.fixture
async def bot(telegram: Emulator) -> Bot:
    return Bot(telegram.token, base_url=telegram.base_url)


def read(telegram: Emulator) -> list[Update]:
    return [Update.de_json(one) for one in telegram.pending]


async def test_whatever_is_sent_is_read_by_a_real_library(telegram: Emulator) -> None:
    lea = telegram.person()
    sent = [lea.photo("Le plan"), lea.voice(), lea.video(), lea.document(), lea.sticker(), lea.location()]
    sent += [lea.contact(), lea.poll(), lea.forward("Un avis")]
    messages = [update.message for update in read(telegram)]
    assert len(messages) == len(sent)
    kinds = (
        "photo",
        "voice",
        "video",
        "document",
        "sticker",
        "location",
        "contact",
        "poll",
        "forward_origin",
    )
    assert [[kind for kind in kinds if getattr(one, kind)] for one in messages] == [[kind] for kind in kinds]
    assert messages[0] is not None and messages[0].caption == "Le plan"


async def test_numbers_of_messages_are_shared_by_private_chats_only(telegram: Emulator) -> None:
    lea, ali = telegram.person("Léa"), telegram.person("Ali")
    large = telegram.group(supergroup=True)
    assert [lea.start().number, ali.start().number, lea.start().number] == [1, 2, 3]
    assert large.write(lea, "Bonjour").number == 2
    with emulating(per_chat=True) as other:
        assert [other.person().start().number, other.person().start().number] == [1, 1]


async def test_an_edit_and_a_reply_come_with_what_they_concern(telegram: Emulator) -> None:
    lea = telegram.person()
    first = lea.write("Un")
    lea.write("Deux", reply_to=lea.write("Encore", reply_to=first))
    lea.edit(first, "Une")
    *_, reply, edit = read(telegram)
    assert reply.message is not None and reply.message.reply_to_message is not None
    assert reply.message.reply_to_message.text == "Encore"
    assert reply.message.reply_to_message.reply_to_message is None
    assert edit.edited_message is not None
    assert (edit.edited_message.text, edit.edited_message.message_id) == ("Une", first.number)
    assert edit.edited_message.edit_date is not None


async def test_a_long_text_leaves_in_several_messages(telegram: Emulator) -> None:
    lea = telegram.person()
    lea.write("a" * 4095 + "😀" + "b")
    assert [len(one.text) for one in lea.chat.standing()] == [4095, 2]


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(telegram: Emulator, bot: Bot) -> None:
    lea, group = telegram.person(), telegram.group()
    async with bot:
        ours = await bot.send_message(group.id, "Bonjour")
    told = group.chat.messages[ours.message_id]
    group.write(lea, "entre nous")
    group.write(lea, "/aide@autre_bot")
    group.write(lea, "courriel@guichet_bot")
    meant = [
        group.write(lea, "/aide"),
        group.write(lea, "/aide@guichet_bot"),
        group.write(lea, "et toi, @Guichet_Bot ?"),
        group.write(lea, "merci", reply_to=told),
    ]
    heard = [one.message.message_id for one in read(telegram) if one.message and one.message.text]
    assert heard == [one.number for one in meant]
    begun = read(telegram)[0].my_chat_member
    assert begun is not None and begun.new_chat_member.status == "member"


async def test_a_group_that_grew_has_another_identifier(telegram: Emulator, bot: Bot) -> None:
    group = telegram.group()
    grown = group.migrate()
    async with bot:
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(group.id, "Bonjour")
        assert moved.value.new_chat_id == grown.id
        assert (await bot.send_message(grown.id, "Bonjour")).chat.type == "supergroup"
        grown.kick_bot()
        with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
            await bot.send_message(grown.id, "Bonjour")
    services = [one.message for one in read(telegram) if one.message]
    assert [one.migrate_to_chat_id for one in services if one.migrate_to_chat_id] == [grown.id]
    assert [one.migrate_from_chat_id for one in services if one.migrate_from_chat_id] == [group.id]


async def test_a_chat_and_the_words_of_the_bot_are_kept(telegram: Emulator, bot: Bot) -> None:
    lea = telegram.person("Léa", last_name="Roux")
    lea.start()
    async with bot:
        assert (await bot.get_chat(lea.id)).full_name == "Léa Roux"
        await bot.set_my_commands([("aide", "Voir l’aide")], language_code="fr")
        await bot.set_my_description("Un robot")
        with pytest.raises(BadRequest, match="Bot_command_invalid"):
            await bot.set_my_commands([("Aide", "Voir l’aide")])
        await bot.send_chat_action(lea.id, "typing")
        assert [one.command for one in await bot.get_my_commands(language_code="fr")] == ["aide"]
    assert telegram.commands(language="fr") == [{"command": "aide", "description": "Voir l’aide"}]
    assert telegram.words("description") == "Un robot"
    assert telegram.actions == [(lea.id, "typing")]


async def test_a_reply_to_nothing_is_refused_unless_it_may_leave_alone(telegram: Emulator, bot: Bot) -> None:
    lea = telegram.person()
    lea.start()
    async with bot:
        with pytest.raises(BadRequest, match="Message to be replied not found"):
            await bot.send_message(lea.id, "Oui", reply_to_message_id=44)
        await bot.send_message(lea.id, "Non", reply_to_message_id=44, allow_sending_without_reply=True)
    assert [(one.text, one.reply_to) for one in lea.inbox] == [("Non", None)]


async def test_whoever_waits_sees_the_message_come_or_is_told_what_came(telegram: Emulator, bot: Bot) -> None:
    lea = telegram.person()
    lea.start()
    async with bot:
        waiting = asyncio.create_task(lea.soon(lambda one: one.text == "Deux"))
        await bot.send_message(lea.id, "Un")
        sent = await bot.send_message(lea.id, "Deux")
        assert (await waiting).number == sent.message_id
        await bot.delete_message(lea.id, sent.message_id)
    with pytest.raises(AssertionError, match="no such message came in 0.05 s; here is what came:\nUn"):
        lea.wait_for(lambda one: one.text == "Deux", timeout=0.05)
