import json

import pytest

from bot.conversations import wording
from bot.conversations.states import Status
from bot.desk import Reception
from bot.sites.site import Site
from bot.telegram import words
from bot.telegram.buttons import Action, Press
from bot.telegram.cutting import LONGEST
from bot.tokens import digest, new_token
from tests.bot.applicants import ANSWERED, UNCLEAR, UNSAID
from tests.bot.desks import CALL
from tests.bot.telegram.chatting import PUBLIC, Chatting, buttons_of, press_of
from tests.bot.telegram.made_up_updates import CHAT, markup_of, message, pressed, said
from tests.bot_api.entities import units
from tests.bot_api.keyboards import inline_keyboard
from tests.bot_api.markup import parse_html

SITE = Site("a" * 32, "Ville", ("https://ville.fr",), "Bienvenue à la ville.", ("Qui paie, la commune ?",))


LONGEST_CAPTION = 1_024


def spaces_made_plain(text: str) -> str:
    return text.replace("\xa0", " ")


async def added(chat: Chatting, site: Site) -> None:
    await chat.stores.sites.add(site, "operator", chat.clock())


async def test_start_welcomes_once_with_the_examples_of_the_call(chat: Chatting) -> None:
    await chat.carry_out(said("/start", 10))
    (welcome,) = await chat.notices()
    labels = [spaces_made_plain(button.label) for button in buttons_of(welcome)]
    assert labels == list(CALL.examples)
    assert [press_of(one) for one in buttons_of(welcome)] == [
        Press(Action.EXAMPLE, index=0),
        Press(Action.EXAMPLE, index=1),
    ]
    await chat.carry_out(said(ANSWERED, 11))
    assert len(await chat.told()) == 1


async def test_start_again_welcomes_again_in_the_same_conversation(chat: Chatting) -> None:
    await chat.carry_out(said("/start", 10))
    first = await chat.current()
    await chat.carry_out(said("/start", 11))
    assert (await chat.current()).id == first.id
    assert len(await chat.told()) == 2


async def test_start_from_a_site_begins_there_with_its_words(chat: Chatting) -> None:
    await added(chat, SITE)
    await chat.carry_out(said(f"/start {SITE.key}", 10))
    (welcome,) = await chat.notices()
    assert SITE.welcome in welcome.html
    assert [spaces_made_plain(one.label) for one in buttons_of(welcome)] == list(SITE.questions)
    assert (await chat.current()).site == SITE.key
    await chat.carry_out(pressed(buttons_of(welcome)[0].data, 1001, welcome.buttons))
    assert (await chat.said())[0] == ("contact", SITE.questions[0])


async def test_start_from_another_site_begins_anew_unless_the_team_has_the_conversation(
    chat: Chatting,
) -> None:
    await added(chat, SITE)
    await chat.carry_out(said(ANSWERED, 10), said(f"/start {SITE.key}", 11))
    on_site = await chat.current()
    assert (on_site.site, on_site.number) == (SITE.key, 0)
    other = Site("b" * 32, "Autre", ("https://autre.fr",))
    await added(chat, other)
    await chat.carry_out(said(UNSAID, 12), said(f"/start {other.key}", 13))
    assert (await chat.current()).id == on_site.id
    former = await chat.stores.telegram_chats.all_of(CHAT)
    assert len({one.contact for one in former}) == 1


async def test_start_from_a_closed_site_says_so_and_begins_nothing(chat: Chatting) -> None:
    await added(chat, Site("a" * 32, "Ville", closed=True, closed_message="Fermé en août."))
    await chat.carry_out(said(f"/start {'a' * 32}", 10))
    assert await chat.told() == ["Fermé en août."]
    assert await chat.stores.telegram_chats.current(CHAT) is None


async def test_start_from_a_campaign_or_a_group_is_a_start(chat: Chatting) -> None:
    await chat.carry_out(said("/start groupe", 10), said("/start lettre-2026", 11))
    assert len(await chat.told()) == 2


async def test_start_with_a_code_goes_on_with_the_conversation_of_the_web(chat: Chatting) -> None:
    web, _ = await chat.contacts.begin(ANSWERED)
    code = await chat.linking.code_for(web)
    await chat.follow(said(f"/start {code}", 10))
    assert (await chat.current()).id == web.id
    asked, linked = await chat.told()
    assert f"« {ANSWERED} »" in asked
    assert "continue ici" in linked
    await chat.carry_out(said(UNCLEAR, 11))
    assert [author for author, _ in await chat.said()] == ["contact", "assistant"] * 2


async def test_start_with_a_code_that_expired_says_so_and_welcomes(chat: Chatting) -> None:
    web, _ = await chat.contacts.begin(ANSWERED)
    code = await chat.linking.code_for(web)
    chat.clock.forward(hours=1)
    await chat.carry_out(said(f"/start {code}", 10))
    refused, welcome = await chat.told()
    assert "n’ouvre aucune conversation" in refused
    assert welcome.startswith("Bonjour.")
    assert (await chat.current()).id != web.id


async def test_start_while_the_desk_is_closed_welcomes_all_the_same(chat: Chatting) -> None:
    chat.contacts.dialogue.reception = Reception()
    await chat.carry_out(said("/start", 10))
    (welcome,) = await chat.told()
    assert "Mes textes s’ouvrent en ce moment" in welcome
    assert "Telegram n’est pas un service de l’État" in welcome


async def test_aide_lists_the_commands(chat: Chatting) -> None:
    await chat.carry_out(said("/aide"), said("/help"))
    first, second = await chat.told()
    assert first == second
    assert all(f"/{name} : " in first for name, _ in words.COMMANDS)


async def test_textes_lists_the_texts_with_what_they_are_worth(chat: Chatting) -> None:
    await chat.carry_out(said("/textes"))
    (told,), (notice,) = await chat.told(), await chat.notices()
    assert "Communiqué de presse n° 727\nCommuniqué de presse, publié, 15 juillet 2013" in told
    assert "Cahier des charges\nCahier des charges\nTexte annoncé, que l’assistant n’a pas encore" in told
    assert "Synthèse – n’est pas un texte officiel" in told
    assert "Texte remplacé par un autre : l’assistant ne le cite plus" in told
    assert f'<a href="{PUBLIC}/textes/projet%20de%20loi">Projet de loi n° 805</a>' in notice.html
    assert '<a href="https://www.economie.gouv.fr/communique">Texte d’origine</a>' in notice.html


async def test_essentiel_gives_the_facts_with_their_passage_and_place(chat: Chatting) -> None:
    await chat.carry_out(said("/essentiel"))
    text = "\n\n".join(await chat.told())
    html = "".join(one.html for one in await chat.notices())
    budget = "Enveloppe totale\ntrois millions\nUne enveloppe de trois millions."
    assert f"{budget}\nCommuniqué de presse n° 727, 1er alinéa, page 1" in text
    assert "<blockquote expandable>Une enveloppe de trois millions.</blockquote>" in html
    assert f'<a href="{PUBLIC}/textes/communique?passage=c-1#passage-1">' in html
    assert "Ouvert le 15 juillet 2013.\nClôture : 1er octobre 2013 à 12 h." in text
    deadline = "Date limite de dépôt\nNon précisé dans les textes, attendu dans « Cahier des charges »"
    assert deadline not in text  # the call itself gives its closing date
    assert "Où déposer le dossier\nNon précisé dans les textes\nD’après une recherche automatique." in text
    assert "Les textes se contredisent." in text
    assert "Projet de loi : n’est pas en vigueur" in text
    assert f"{PUBLIC}/couverture" in text
    assert all(len(one.html.encode("utf-16-le")) // 2 < 2 * LONGEST for one in await chat.notices())


async def test_eligibilite_offers_what_the_texts_state_and_decides_nothing(chat: Chatting) -> None:
    await chat.carry_out(said("/eligibilite"))
    (notice,) = await chat.notices()
    (told,) = await chat.told()
    assert "seule l’équipe qui instruit les dossiers en décide" in told
    (button,) = buttons_of(notice)
    assert spaces_made_plain(button.label) == "Avec qui ?"
    press = pressed(button.data, 1001, notice.buttons)
    await chat.carry_out(press, press)
    assert [text for author, text in await chat.said() if author == "contact"] == ["Avec qui ?"]


@pytest.mark.parametrize("command", ["/textes", "/essentiel", "/eligibilite"])
async def test_what_the_texts_say_waits_for_them_to_be_open(chat: Chatting, command: str) -> None:
    chat.contacts.dialogue.reception = Reception()
    await chat.carry_out(said(command))
    assert await chat.told() == [words.NOT_READY]


async def test_conseiller_hands_the_conversation_over(chat: Chatting) -> None:
    await chat.carry_out(said("/conseiller", 10))
    assert (await chat.current()).status is Status.OPEN
    assert (await chat.said())[0] == ("contact", wording.ASK_A_PERSON)
    await chat.carry_out(said("/conseiller", 11))
    assert [author for author, _ in await chat.said()] == ["contact", "system", "system"]


async def test_conseiller_with_a_question_keeps_it_and_hands_over(chat: Chatting) -> None:
    await chat.carry_out(said(f"/conseiller {ANSWERED}", 10))
    assert [author for author, _ in await chat.said()] == ["contact", "assistant", "contact", "system"]
    assert (await chat.said())[0] == ("contact", ANSWERED)
    assert (await chat.current()).status is Status.OPEN


async def test_conseiller_with_a_question_handed_over_anyway_does_not_ask_twice(chat: Chatting) -> None:
    await chat.carry_out(said(f"/conseiller {UNSAID}", 10))
    assert [author for author, _ in await chat.said()] == ["contact", "assistant", "system"]


async def test_conseiller_warns_of_personal_data_and_may_be_sent_anyway(chat: Chatting) -> None:
    text = "/conseiller Rappelez-moi au 06 12 34 56 78"
    await chat.carry_out(said(text, 10))
    assert await chat.said() == []
    warning = (await chat.notices())[-1]
    (button,) = buttons_of(warning)
    about = message(10, text=text, entities=[{"type": "bot_command", "offset": 0, "length": 11}])
    await chat.carry_out(pressed(button.data, 1002, warning.buttons, about))
    assert (await chat.said())[0] == ("contact", "Rappelez-moi au 06 12 34 56 78")
    assert (await chat.current()).status is Status.OPEN


async def test_site_gives_a_private_link(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10), said("/site", 11))
    notice = (await chat.notices())[-1]
    (button,) = buttons_of(notice)
    token = button.url.removeprefix(f"{PUBLIC}/chat/")
    opened = await chat.stores.conversations.opened_by(digest(token))
    assert opened.id == (await chat.current()).id
    assert "Ne le donnez à personne" in notice.html


async def test_mesdonnees_gives_everything_of_every_conversation(chat: Chatting) -> None:
    _, token = await chat.contacts.begin(UNCLEAR)
    await chat.carry_out(said(ANSWERED, 10))
    await chat.follow(said(f"/start {token}", 11))
    await chat.carry_out(said("/mesdonnees", 12))
    about, file = (await chat.notices())[-2:]
    assert "vos 2 conversations" in about.html
    assert "180 jours" in about.html
    assert "/supprimer" in about.html
    assert file.file is not None
    data = json.loads(file.file.text)
    assert data["telegram"] == {"chat": CHAT}
    said_there = [[one["text"] for one in each["messages"]] for each in data["conversations"]]
    assert {texts[0] for texts in said_there} == {ANSWERED, UNCLEAR}


async def test_mesdonnees_of_who_never_wrote_says_that_nothing_is_kept(chat: Chatting) -> None:
    await chat.carry_out(said("/mesdonnees"))
    assert await chat.told() == [words.NO_DATA]
    assert await chat.stores.telegram_chats.current(CHAT) is None


async def test_supprimer_asks_and_erases_every_conversation(chat: Chatting) -> None:
    _, token = await chat.contacts.begin(UNCLEAR)
    await chat.carry_out(said(ANSWERED, 10))
    await chat.follow(said(f"/start {token}", 11))
    chat.bot.keyboards.clear()
    await chat.carry_out(said("/supprimer", 12))
    question = (await chat.notices())[-1]
    yes, no = buttons_of(question)
    assert (press_of(yes).action, press_of(no).action) == (Action.ERASE, Action.KEEP)
    await chat.carry_out(pressed(no.data, 1003, question.buttons))
    assert len(await chat.stores.telegram_chats.all_of(CHAT)) == 2
    assert chat.bot.acknowledged[-1][1] == words.KEPT
    await chat.carry_out(pressed(yes.data, 1003, question.buttons))
    assert await chat.stores.telegram_chats.all_of(CHAT) == []
    assert await chat.stores.telegram_chats.current(CHAT) is None
    (told,) = await chat.told()
    assert told.startswith(words.ERASED)
    assert "« Supprimer la discussion »" in told
    assert (await chat.notices())[0].reply_to == 1003
    assert chat.bot.keyboards == [(CHAT, 1003, ()), (CHAT, 1003, ())]


async def test_supprimer_pressed_twice_says_it_again_and_fails_nothing(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10), said("/supprimer", 12))
    yes, _ = buttons_of((await chat.notices())[-1])
    await chat.carry_out(pressed(yes.data), pressed(yes.data))
    assert [text.partition(" :")[0] for text in await chat.told()] == ["C’est fait"] * 2


async def test_yes_to_erasing_everything_expires_after_an_hour(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10), said("/supprimer", 12))
    question = (await chat.notices())[-1]
    yes, _ = buttons_of(question)
    chat.clock.forward(minutes=61)
    await chat.carry_out(pressed(yes.data, 1003, question.buttons))
    assert len(await chat.said()) == 2
    assert chat.bot.acknowledged == [("p1003", words.EXPIRED)]
    assert chat.bot.keyboards == [(CHAT, 1003, ())]


async def test_an_erasure_carried_out_again_spares_what_was_begun_since(chat: Chatting) -> None:
    await chat.carry_out(said(ANSWERED, 10), said("/supprimer", 12))
    yes, _ = buttons_of((await chat.notices())[-1])
    erasure = chat.update(pressed(yes.data))
    await chat.handlers.carry_out(erasure)
    chat.clock.forward(seconds=1)
    await chat.carry_out(said(UNSAID, 13))
    told = await chat.told()
    await chat.handlers.carry_out(erasure)
    assert (await chat.said())[0] == ("contact", UNSAID)
    assert await chat.told() == told


async def test_what_was_begun_after_the_question_stays_and_is_said(chat: Chatting) -> None:
    await added(chat, SITE)
    await chat.carry_out(said(ANSWERED, 10), said("/supprimer", 12))
    yes, _ = buttons_of((await chat.notices())[-1])
    chat.clock.forward(seconds=1)
    await chat.carry_out(said(f"/start {SITE.key}", 13), pressed(yes.data))
    assert [one.site for one in await chat.stores.telegram_chats.all_of(CHAT)] == [SITE.key]
    assert words.BEGUN_SINCE.replace("\xa0", " ") in (await chat.told())[-1]


async def test_an_unknown_command_has_its_sentence(chat: Chatting) -> None:
    await chat.carry_out(said("/langue"))
    assert await chat.told() == [words.UNKNOWN]
    assert (await chat.notices())[0].reply_to == 10


async def test_a_secret_that_opens_nothing_is_never_kept(chat: Chatting) -> None:
    await chat.carry_out(said(f"/start {new_token()}", 10))
    assert await chat.said() == []


async def test_telegram_takes_all_that_commands_and_buttons_say(chat: Chatting) -> None:
    await added(chat, Site("a" * 32, "Ville", welcome="<b>R&D</b> @x /y", questions=("Qui " * 40 + "?",)))
    texts = [f"/{name}" for name, _ in words.COMMANDS] + [
        f"/start {'a' * 32}",
        "/x",
        UNSAID,
        "Au 06 12 34 56 78",
    ]
    await chat.carry_out(*(said(text, 10 + at) for at, text in enumerate(texts)))
    notices = await chat.notices()
    assert len(notices) > len(words.COMMANDS)
    for notice in notices:
        text, _ = parse_html(notice.html)
        assert 0 < units(text) <= (LONGEST_CAPTION if notice.file else LONGEST)
        inline_keyboard(markup_of(notice.buttons))
