"""The criteria on Telegram: led by buttons and by words, once for each question, in private alone."""

from dataclasses import replace

import pytest

from bot.conversations.states import Status
from bot.eligibility.commands import ALL, NO, SEND, START, YES
from bot.eligibility.path import last_path
from bot.telegram import words
from bot.telegram.buttons import Action
from bot.telegram.messages import Button, Outgoing
from bot.telegram.rendering import Look, rendered
from tests.bot.applicants import ANSWERED
from tests.bot.guided import ASKS, DEADLINE, HEAD, FakeGuide
from tests.bot.shipped_guide import shipped_guide
from tests.bot.telegram.chatting import PUBLIC, SIGNER, Chatting, buttons_of, plain, press_of
from tests.bot.telegram.made_up_updates import GROUP, edited, pressed, said


@pytest.fixture
def chat(chat: Chatting) -> Chatting:
    chat.reception.open(chat.desk, FakeGuide())
    return chat


async def last(chat: Chatting) -> list[Outgoing]:
    """What the chat is sent of its last message."""
    conversation = await chat.current()
    return list(rendered((await chat.messages())[-1], Look(SIGNER.write, conversation.id, site=PUBLIC)))


async def button(chat: Chatting, label: str) -> Button:
    """A button of the last message, by its label."""
    sent = (await last(chat))[-1]
    return next(one for one in buttons_of(sent) if one.label.replace("\xa0", " ") == label)


async def press(chat: Chatting, label: str) -> None:
    await chat.carry_out(pressed((await button(chat, label)).data))


async def asked(chat: Chatting) -> list[str]:
    """What the contact is kept as having said."""
    return [text for author, text in await chat.said() if author == "contact"]


async def test_eligibilite_says_what_the_texts_say_then_asks_the_first_question(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10))
    welcome, about = await chat.told()
    assert welcome.startswith("Bonjour.")
    assert await chat.introductions() == 0
    assert "seule l’équipe qui instruit les dossiers en décide" in about
    assert await chat.said() == [("contact", START), ("assistant", ASKS[0])]
    first = (await last(chat))[-1]
    assert [[one.label.replace("\xa0", " ") for one in row] for row in first.buttons] == [
        ["Oui", "Non"],
        ["Je ne sais pas"],
        ["Parler à une personne"],
    ]
    assert plain(first.html).endswith("Répondez :")


async def test_eligibilite_carried_out_again_begins_once(chat: Chatting) -> None:
    update = chat.update(said("/eligibilite", 10))
    await chat.handlers.carry_out(update)
    told = await chat.told()
    await chat.handlers.carry_out(update)
    assert await asked(chat) == [START]
    assert await chat.told() == told


async def test_eligibilite_only_tells_while_the_team_has_the_conversation(chat: Chatting) -> None:
    await chat.carry_out(said("/conseiller", 10), said("/eligibilite", 11))
    assert START not in await asked(chat)
    assert (await chat.current()).status is Status.OPEN
    assert "Qui peut candidater ?" in (await chat.told())[-1]


async def test_the_whole_path_by_buttons(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10))
    await press(chat, YES)
    assert ASKS[1] in plain((await last(chat))[-1].html)
    await press(chat, NO)
    assert await asked(chat) == [START, YES, NO]
    sheet = await last(chat)
    assert "✅ Rempli, d’après vos réponses" in plain(sheet[0].html)
    assert plain(sheet[-1].html).endswith("Choisissez :")
    assert plain(sheet[0].html).startswith(f"Votre fiche\n\n{HEAD}\n\n{DEADLINE}\n\n✅")
    assert "Ce n’est pas une décision." not in "".join(one.html for one in sheet)  # the sheet says more
    assert {text for _, text in chat.bot.acknowledged} == {""}


async def test_the_whole_path_by_words(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10), said("oui", 11), said("non", 12))
    assert await asked(chat) == [START, "oui", "non"]
    assert "✅ Rempli" in plain((await last(chat))[0].html)


async def test_the_whole_path_of_the_shipped_call_by_buttons(chat: Chatting) -> None:
    chat.reception.open(chat.desk, shipped_guide(PUBLIC))
    await chat.carry_out(said("/eligibilite", 10))
    for _ in range(12):
        sent = await last(chat)
        labels = [one.label.replace("\xa0", " ") for one in buttons_of(sent[-1])]
        if len(sent) > 1:
            break
        await press(chat, ALL if ALL in labels else labels[0])
    assert "Rassembler des entreprises de l’ESS" in plain("".join(one.html for one in sent))
    assert SEND in labels
    assert {text for _, text in chat.bot.acknowledged} == {""}


async def test_the_whole_path_of_the_shipped_call_by_words(chat: Chatting) -> None:
    chat.reception.open(chat.desk, shipped_guide(PUBLIC))
    texts = (START, "on est deux SCIC et une commune", "oui", "c’est tout", "oui", "oui, elle existe")
    for number, text in enumerate((*texts, *["je ne sais pas"] * 3), 10):
        await chat.carry_out(said(text, number))
        if (await chat.messages())[-1].answer.get("sheet"):  # type: ignore[union-attr]  # each has a reply
            break
    kept = last_path(await chat.messages())
    assert kept is not None
    assert kept.answers["partners"] == {"ess": 2, "local": 1}
    assert "2 entreprises de l’économie sociale et solidaire" in plain((await last(chat))[0].html)


async def test_a_question_meanwhile_is_answered_and_leads_back(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10), said(ANSWERED, 11))
    back = plain((await last(chat))[-1].html)
    assert "Le communiqué de presse du 15 juillet 2013 dit :" in back
    assert back.endswith("Répondez :")
    await press(chat, YES)
    assert ASKS[1] in plain((await last(chat))[-1].html)


async def test_a_button_of_a_question_that_is_past_answers_nothing(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10))
    yes, no = await button(chat, YES), await button(chat, NO)
    await chat.carry_out(pressed(yes.data), pressed(yes.data), pressed(no.data))
    assert await asked(chat) == [START, YES]
    assert [text for _, text in chat.bot.acknowledged] == ["", words.PAST, words.PAST]
    assert press_of(no).action is Action.CHOOSE


async def test_what_may_be_done_with_a_sheet_may_be_done_later_too(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10), said("oui", 11), said("non", 12))
    send = await button(chat, SEND)
    await chat.carry_out(said(ANSWERED, 13), pressed(send.data))
    assert (await asked(chat))[-1] == SEND
    assert chat.bot.acknowledged[-1][1] == ""


async def test_a_press_carried_out_again_goes_on_where_it_was(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10))
    id, yes = (await chat.current()).id, await button(chat, YES)
    key = f"press:{press_of(yes).number}:{press_of(yes).index}"
    # It died between what the contact said and its reply.
    await chat.stores.conversations.change(id, lambda c: c.said(YES, chat.clock(), chat.clock()), key)
    await chat.carry_out(pressed((replace(yes)).data))
    assert await asked(chat) == [START, YES]
    assert (await chat.said())[-1] == ("assistant", ASKS[1])


async def test_another_answer_of_a_question_whose_reply_is_still_to_come_is_past(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10))
    id, yes, no = (await chat.current()).id, await button(chat, YES), await button(chat, NO)
    key = f"press:{press_of(yes).number}:{press_of(yes).index}"
    await chat.stores.conversations.change(id, lambda c: c.said(YES, chat.clock(), chat.clock()), key)
    await chat.carry_out(pressed(no.data))
    assert await asked(chat) == [START, YES]
    assert chat.bot.acknowledged[-1][1] == words.PAST


async def test_an_answer_that_was_changed_does_not_answer_the_next_question_unseen(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite", 10), said("oui", 11))
    before = await chat.said()
    await chat.carry_out(edited("oui", 11), edited("non", 11))
    assert await chat.said() == before
    assert (await chat.told())[-1].endswith("Pour la corriger, envoyez : Corriger une réponse.")
    assert (await chat.notices())[-1].reply_to == 11


@pytest.mark.parametrize("command", ["/eligibilite", "/etapes", "/aide"])
async def test_a_group_is_told_what_concerns_everybody_and_begins_nothing(
    chat: Chatting, command: str
) -> None:
    await chat.carry_out(said(command, 20, GROUP))
    told = await chat.told(GROUP)
    assert await chat.stores.telegram_chats.current(GROUP) is None
    assert all(not one.data for notice in await chat.notices(GROUP) for one in buttons_of(notice))
    assert not any(ASKS[0] in one for one in told)
    way = [one for one in told if "un par un, écrivez-moi en privé" in one]
    assert len(way) == (command == "/eligibilite")
    if way:
        (link,) = buttons_of((await chat.notices(GROUP))[-1])
        assert link.url.startswith("https://t.me/")


async def test_etapes_gives_the_steps_the_pieces_and_the_time_left(chat: Chatting) -> None:
    await chat.carry_out(said("/étapes"))
    told = "\n\n".join(await chat.told())
    assert told.startswith(f"{words.STEPS}\n\n{DEADLINE}\n\nÉtapes\n1. Déposer le dossier\n")
    assert "jusqu’au 1er octobre 2013, étape passée\nLe porteur du projet\nÀ fournir : Formulaire\n" in told
    assert "2. Choisir les lauréats\nDate non précisée." in told
    assert "– Budget\nModèle non précisé." in told
    assert f"{PUBLIC}/demarches" in told


async def test_etapes_without_steps_says_so(chat: Chatting) -> None:
    chat.reception.open(chat.desk)
    await chat.carry_out(said("/etapes"))
    assert words.NO_STEPS in (await chat.told())[0]


async def test_the_first_message_and_the_key_facts_say_what_time_is_left(chat: Chatting) -> None:
    await chat.carry_out(said("/start", 10), said("/essentiel", 11))
    welcome, essential = await chat.told()
    assert f"{DEADLINE}\nPour vérifier les critères un par un : /eligibilite." in welcome
    assert DEADLINE in essential
    chat.reception.open(chat.desk)
    await chat.carry_out(said("/start", 12), said("/essentiel", 13))
    assert not any("Il reste" in one for one in (await chat.told())[2:])
