import pytest

from bot.conversations import wording
from bot.conversations.events import Author
from bot.conversations.states import Channel, Status
from bot.desk import OPENING, Reception
from bot.errors import DeskBusy, DeskClosed
from bot.staff.roles import Role
from bot.talk.contacts import Contacts
from bot.telegram import words
from bot.telegram.api import Unavailable
from bot.telegram.buttons import Action, Press
from bot.tokens import digest, new_token
from tests.bot.applicants import ANSWERED, UNCLEAR, UNSAID
from tests.bot.telegram.chatting import PUBLIC, SIGNER, Chatting, buttons_of, press_of
from tests.bot.telegram.made_up_updates import CHAT, edited, membership, message, pressed, said, sent

PHONE = "Appelez-moi au 06 12 34 56 78 : une commune ?"
PHOTO = [{"file_id": "a"}]


async def test_the_first_message_is_welcomed_then_answered(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED))
    (welcome,) = await chat.told()
    assert "un programme vous répond, pas une personne" in welcome
    assert "Telegram n’est pas un service de l’État" in welcome
    assert "ni nom, ni adresse" in welcome
    assert "publiés jusqu’au 24 juillet 2013" in welcome
    assert "Pôles territoriaux de coopération économique" in welcome
    assert "Réponse d’une personne" in welcome
    assert "gardés 180 jours" in welcome
    assert "/mesdonnees" in welcome
    assert "/supprimer" in welcome
    conversation = await chat.current()
    assert (conversation.channel, conversation.chat) == (Channel.TELEGRAM, CHAT)
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"]
    assert chat.bot.typed == [CHAT]


async def test_the_next_messages_go_on_in_the_same_conversation_without_a_welcome(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10), said(UNCLEAR, 11))
    assert len(await chat.told()) == 1
    authors = [author for author, _ in await chat.said()]
    assert authors == ["contact", "assistant", "contact", "assistant"]


async def test_each_message_is_kept_under_its_number(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    first = (await chat.messages())[0]
    store = chat.stores.conversations
    assert await store.key_of((await chat.current()).id, first.number) == "telegram:42:10"


async def test_the_reply_goes_to_the_chat(chat: Chatting) -> None:
    await chat.carry_out(said(UNSAID))
    kept = await chat.stores.outbox.of_conversation((await chat.current()).id)
    assert [(one.channel, one.address) for one in kept] == [("telegram", str(CHAT))] * 2


async def test_what_the_texts_do_not_say_is_handed_over(chat: Chatting) -> None:
    await chat.carry_out(said(UNSAID))
    assert (await chat.current()).status is Status.OPEN
    assert [author for author, _ in await chat.said()] == ["contact", "assistant", "system"]
    assert len(await chat.told()) == 1


async def test_who_writes_to_a_person_again_is_told_when_they_answer(chat: Chatting) -> None:
    await chat.carry_out(said(UNSAID, 10))
    staff = await chat.stores.staff.add(
        "c@exemple.fr", "Camille", Role.ADVISER, "x", "operator", chat.clock()
    )
    conversation = await chat.current()
    await chat.stores.conversations.change(
        conversation.id, lambda c: c.reply(staff.id, "Camille", "Voici.", chat.clock(), c.number)
    )
    typed = len(chat.bot.typed)
    await chat.carry_out(said("Merci, et après ?", 11), said("Autre chose.", 12))
    await chat.carry_out(said("Et encore.", 13))
    first, again = (await chat.told())[1:]  # a third would say nothing new for ten minutes
    assert first.startswith("Votre message est transmis à l’équipe. Réponse d’une personne")
    assert again.startswith("Votre message est ajouté à votre demande. Réponse d’une personne")
    assert (await chat.notices())[1].reply_to == 11
    assert len(chat.bot.typed) == typed


async def test_nobody_is_shown_typing_while_many_wait(chat: Chatting) -> None:
    chat.crowded = True
    await chat.carry_out(said(ANSWERED))
    assert chat.bot.typed == []


async def test_an_error_of_typing_fails_nothing(chat: Chatting) -> None:
    chat.bot.refuses = Unavailable()
    await chat.carry_out(said(ANSWERED))
    assert len(await chat.said()) == 2


async def test_personal_data_is_not_kept_and_a_button_sends_it_anyway(chat: Chatting) -> None:
    await chat.carry_out(said(PHONE, 10))
    assert await chat.said() == []
    warning = (await chat.notices())[1]
    assert "un numéro de téléphone" in warning.html
    assert "supprimez-le aussi sur Telegram" in warning.html
    assert warning.reply_to == 10
    (button,) = buttons_of(warning)
    assert press_of(button) == Press(Action.SEND)
    press = pressed(button.data, 1002, warning.buttons, message(10, text=PHONE))
    await chat.carry_out(press, press)
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"]
    assert chat.bot.acknowledged[0][1] == words.SENT_ANYWAY
    assert chat.bot.keyboards[0] == (CHAT, 1002, ())


async def test_a_message_to_send_anyway_that_is_not_there_any_more_is_asked_for_again(chat: Chatting) -> None:
    await chat.carry_out(said(PHONE, 10), pressed(SIGNER.write(Press(Action.SEND))))
    assert await chat.said() == []
    assert chat.bot.acknowledged[-1][1] == words.NOT_THERE


async def test_a_blank_message_is_refused_with_its_sentence(chat: Chatting) -> None:
    await chat.carry_out(said("  "))
    assert await chat.told() == ["Votre message est vide. Écrivez votre question, puis envoyez-la."]


async def test_an_edited_question_is_answered_again(chat: Chatting) -> None:
    await chat.carry_out(said(UNCLEAR, 10), edited(ANSWERED, 10, at=77))
    texts = [text for author, text in await chat.said() if author == "contact"]
    assert texts == [UNCLEAR, ANSWERED]
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"] * 2
    last = [one for one in await chat.messages() if one.author is Author.CONTACT][-1]
    key = await chat.stores.conversations.key_of((await chat.current()).id, last.number)
    assert key == "telegram:42:10:77"


async def test_an_edit_that_changes_no_word_asks_nothing(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10), edited(f" {ANSWERED} ", 10))
    assert len(await chat.said()) == 2


async def test_an_edit_back_to_the_first_words_is_answered_too(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10), edited(UNCLEAR, 10, at=77), edited(ANSWERED, 10, at=88))
    texts = [text for author, text in await chat.said() if author == "contact"]
    assert texts == [ANSWERED, UNCLEAR, ANSWERED]


async def test_an_edit_of_what_was_never_seen_counts_as_the_message(chat: Chatting) -> None:
    await chat.carry_out(edited(ANSWERED, 10), said(UNCLEAR, 10))
    assert [text for author, text in await chat.said() if author == "contact"] == [ANSWERED]


async def test_an_edit_in_a_conversation_that_it_reopened_is_compared_too(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    conversation = await chat.current()
    await chat.stores.conversations.change(conversation.id, lambda c: c.resolve("system", chat.clock()))
    await chat.carry_out(said(UNCLEAR, 11), edited(UNCLEAR, 11, at=5), edited(ANSWERED, 11, at=6))
    texts = [text for author, text in await chat.said() if author == "contact"]
    assert texts == [ANSWERED, UNCLEAR, ANSWERED]


async def test_who_begins_by_anything_else_than_a_question_is_told_once_what_we_are(chat: Chatting) -> None:
    await chat.carry_out(sent(10, voice={}), said("/aide", 11), sent(12, poll={}))
    assert await chat.introductions() == 1
    await chat.carry_out(said(ANSWERED, 13), sent(14, voice={}))
    assert await chat.introductions() == 1


async def test_what_has_no_words_is_answered_by_a_sentence(chat: Chatting) -> None:
    await chat.carry_out(sent(10, voice={}), sent(11, poll={}), sent(12, gift={}))
    told = await chat.told()
    assert told == [words.UNREADABLE["voice"], words.UNREADABLE["poll"], words.UNREADABLE_AT_ALL]
    assert [one.reply_to for one in await chat.notices()] == [10, 11, 12]
    assert await chat.stores.telegram_chats.current(CHAT) is None


async def test_an_album_has_one_sentence(chat: Chatting) -> None:
    first, *others = (sent(number, photo=PHOTO, media_group_id="99") for number in (10, 11, 12))
    await chat.carry_out(first, *others)
    assert len(await chat.told()) == 1
    await chat.carry_out(sent(13, photo=PHOTO, media_group_id="100"))
    assert len(await chat.told()) == 2


async def test_the_caption_of_a_picture_is_answered_and_the_picture_said_not_to_be_seen(
    chat: Chatting,
) -> None:
    caption = sent(10, photo=PHOTO, caption=ANSWERED, media_group_id="99")
    await chat.carry_out(caption, sent(11, photo=PHOTO, media_group_id="99"))
    assert (await chat.told())[1:] == [words.BESIDE.replace("\xa0", " ")]
    assert len(await chat.said()) == 2


async def test_while_the_desk_is_closed_one_notice_says_so_and_the_message_is_tried_again(
    chat: Chatting,
) -> None:
    closed = Reception()
    desk = chat.reception.desk
    chat.contacts.dialogue.reception = closed
    update = chat.update(said(ANSWERED))
    for _ in range(3):
        with pytest.raises(DeskClosed):
            await chat.handlers.carry_out(update)
    welcome, notice = await chat.told()
    assert "Mes textes s’ouvrent" in welcome
    assert notice == f"{OPENING} Votre message n’est pas perdu : je le traiterai dès que possible."
    closed.open(desk)
    await chat.handlers.carry_out(update)
    assert len(await chat.said()) == 2
    assert len(await chat.told()) == 2


async def test_while_the_desk_is_busy_the_message_is_kept_and_answered_when_tried_again(
    chat: Chatting,
) -> None:
    busy = Reception(chat.desk, at_once=1, waiting=-1)
    chat.contacts.dialogue.reception = busy
    update = chat.update(said(ANSWERED))
    with pytest.raises(DeskBusy):
        await chat.handlers.carry_out(update)
    assert [author for author, _ in await chat.said()] == ["contact"]
    chat.contacts.dialogue.reception = chat.reception
    await chat.handlers.carry_out(update)
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"]


async def test_after_an_erasure_elsewhere_the_next_message_begins_anew(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    former = await chat.current()
    await chat.contacts.erase(former)
    await chat.carry_out(edited(UNCLEAR, 10))
    assert (await chat.current()).id != former.id
    assert [text for _, text in await chat.said()][:1] == [UNCLEAR]
    assert len(await chat.told()) == 1  # the first welcome went with the conversation


async def test_a_conversation_erased_in_the_midst_of_a_message_begins_anew(
    chat: Chatting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    former = await chat.current()
    looked_over = Contacts.require_impersonal

    async def erased_meanwhile(contacts: Contacts, text: str) -> None:
        await looked_over(contacts, text)
        await contacts.erase(former)

    monkeypatch.setattr(Contacts, "require_impersonal", erased_meanwhile)
    await chat.carry_out(said(UNCLEAR, 11))
    assert [text for _, text in await chat.said()][:1] == [UNCLEAR]


async def test_a_blocked_bot_loses_its_contact_until_they_are_back(chat: Chatting) -> None:
    await chat.carry_out(said(UNSAID, 10), membership("kicked"), membership("kicked"))
    assert (await chat.current()).unreachable
    now = chat.clock()
    assert await chat.stores.outbox.take(now, now) == []
    await chat.carry_out(membership("member"))
    assert not (await chat.current()).unreachable
    kept = await chat.stores.outbox.of_conversation((await chat.current()).id)
    assert {one.state.value for one in kept} == {"waiting"}


async def test_any_message_of_a_lost_contact_finds_them_again(chat: Chatting) -> None:
    await chat.carry_out(said(UNSAID, 10), membership("kicked"), said("Je suis là.", 11))
    assert not (await chat.current()).unreachable


async def test_another_bot_on_the_same_database_counts_its_own_messages(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    chat.bot.id = 43
    await chat.carry_out(said(UNCLEAR, 10), edited(ANSWERED, 10, at=77))
    texts = [text for author, text in await chat.said() if author == "contact"]
    assert texts == [ANSWERED, UNCLEAR, ANSWERED]


async def test_a_pasted_link_is_followed_and_never_kept(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(ANSWERED)
    await chat.carry_out(said(UNCLEAR, 10))
    await chat.follow(said(f" {PUBLIC}/chat/{token}#m-2\n", 11))
    current = await chat.current()
    assert (current.id, current.chat, current.channel) == (web.id, CHAT, Channel.WEB)
    assert token not in str([text for _, text in await chat.said()])
    assert "continue ici" in (await chat.told())[-1]
    assert "Telegram n’est pas un service de l’État" in (await chat.told())[-1]
    await chat.carry_out(said("Une autre commune ?", 12))
    assert len(await chat.said()) == 4


async def test_a_link_with_other_words_or_forwarded_is_neither_kept_nor_followed(chat: Chatting) -> None:
    _, token = await chat.contacts.begin(ANSWERED)
    link, origin = f"{PUBLIC}/chat/{token}", {"type": "hidden_user", "sender_user_name": "X", "date": 1}
    await chat.carry_out(said(f"{link} Une commune ?", 11), said(link, 12, forward_origin=origin))
    beside, forwarded = await chat.told()
    assert beside.startswith("Je n’ai pas gardé votre message : il contient le lien privé")
    assert forwarded.startswith("Je n’ai pas gardé ce message transféré")
    assert [(one.reply_to, one.buttons) for one in await chat.notices()] == [(11, ()), (12, ())]
    assert await chat.stores.telegram_chats.current(CHAT) is None


async def test_a_pasted_link_that_opens_nothing_is_not_kept_either(chat: Chatting) -> None:
    await chat.carry_out(said(f"https://ailleurs.fr/chat/{new_token()}", 11))
    assert "n’ouvre aucune conversation" in (await chat.told())[0]
    assert await chat.stores.telegram_chats.current(CHAT) is None


async def test_the_link_of_an_erased_conversation_opens_nothing(chat: Chatting) -> None:
    web, token = await chat.contacts.begin(ANSWERED)
    await chat.contacts.erase(web)
    assert digest(token)
    await chat.carry_out(said(f"{PUBLIC}/chat/{token}", 11))
    assert "n’ouvre aucune conversation" in (await chat.told())[0]


async def test_a_message_that_fails_each_time_is_handed_to_the_staff(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10))
    update = chat.update(said("Une autre ?", 11))
    await chat.handlers.give_up(update)
    await chat.handlers.give_up(update)
    conversation = await chat.current()
    assert (conversation.status, conversation.reason) == (Status.OPEN, "technical_failure")
    assert [text for _, text in await chat.said()][-2:-1] == ["Une autre ?"]
    assert (await chat.said())[-1][1].startswith(wording.WAITING.partition("{")[0].strip())
    assert (await chat.told())[1:] == [words.FAILED_HANDED]


async def test_a_message_kept_but_never_answered_is_handed_over_once(chat: Chatting) -> None:
    chat.contacts.dialogue.reception = Reception(chat.desk, at_once=1, waiting=-1)
    update = chat.update(said(ANSWERED, 10))
    with pytest.raises(DeskBusy):
        await chat.handlers.carry_out(update)
    await chat.handlers.give_up(update)
    assert (await chat.current()).status is Status.OPEN
    assert [author for author, _ in await chat.said()] == ["contact", "system"]


async def test_what_fails_without_a_conversation_is_said(chat: Chatting) -> None:
    await chat.handlers.give_up(chat.update(said("/textes", 11)))
    assert await chat.told() == [words.FAILED]
