"""Stories of people on Telegram, by polling and by webhook, to the last word erased."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.parts import present
from bot.telegram.words import LINK_HERE
from tests.bot.console.signed import PASSWORD
from tests.bot.desks import CITATION, LEAD, QUOTE
from tests.bot_api.chats import Message
from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.people import Person
from tests.e2e.people import People, answer, ask, open_in_console, told
from tests.e2e.restarts import Restartable, restartable
from tests.e2e.serving import Mailbox

ANSWERED, UNCLEAR, UNSAID = "Une commune ?", "Un pôle ?", "Quelle est la date limite ?"
CHOICE = "Qui choisit les pôles"
CAMILLE = "Camille Martin"
REPLY = "Le dépôt est ouvert jusqu’au 1er octobre <midi> & demi, *sans* exception."
SLOWLY = 15.0
"""Seconds for what takes some: messages of a chat leave a second apart."""


@pytest.fixture
def telegram() -> Iterator[Emulator]:
    with emulating(local=True) as emulator:
        yield emulator
        assert emulator.violations == []


@pytest.fixture(params=["polling", "webhook"])
def server(request: pytest.FixtureRequest, telegram: Emulator, tmp_path: Path) -> Iterator[Restartable]:
    chosen = {
        "telegram_token": telegram.token,
        "telegram_api_url": telegram.base_url,
        "telegram_webhook": request.param == "webhook",
    }
    with restartable(tmp_path, present, **chosen) as server:
        yield server


@pytest.fixture
def people(browser: Browser, server: Restartable) -> Iterator[People]:
    people = People(browser, server.served, Mailbox())
    yield people
    people.leave()


def heard(lea: Person, text: str, after: Message | None = None) -> Message:
    """Wait for a message that holds a text."""
    return lea.wait_for(lambda one: text in one.text, SLOWLY, after.number if after else 0)


def texts(lea: Person) -> list[str]:
    return [message.text for message in lea.inbox]


def quotations(message: Message) -> list[str]:
    """Return what stands in the block quotes of a message."""
    units = message.text.encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in message.entities
        if "blockquote" in entity["type"]
    ]


def test_a_conversation_goes_from_the_first_question_to_the_last_word_erased(
    server: Restartable, telegram: Emulator, people: People
) -> None:
    lea = telegram.person("Léa")
    lea.start()
    welcome = heard(lea, "assistant automatique")
    assert "Telegram" in welcome.text

    first = lea.write(ANSWERED)
    cited = heard(lea, CITATION.title, welcome)
    assert quotations(cited)[0] == f"{LEAD}\n{QUOTE}"
    assert cited.reply_to is first

    lea.write(f"{ANSWERED} Et une autre ?")
    heard(lea, CITATION.title, cited)
    assert server.served.desk.asked[-1] == (f"{ANSWERED} Et une autre ?", (ANSWERED,))

    lea.press("Utile").wait()

    lea.write(UNCLEAR)
    unclear = lea.wait_for(lambda one: any(CHOICE in label for label in one.labels), SLOWLY, cited.number)
    lea.press(next(label for label in unclear.labels if CHOICE in label)).wait()
    chosen = heard(lea, CHOICE, unclear)

    lea.write(UNSAID)
    waiting = heard(lea, "Je transmets votre message à l’équipe", chosen)

    console = people.colleague(CAMILLE)
    open_in_console(console, UNSAID)
    expect(console.get_by_text("Votre réponse partira sur Telegram")).to_be_visible()
    telegram.often(1, ("500",))
    answer(console, REPLY)
    told(console, "envoyée")
    server.stop()
    telegram.often(0)
    lea.write("Merci d’avance.")
    server.start()
    replied = heard(lea, "midi", waiting)
    assert REPLY in replied.text
    assert CAMILLE in replied.text

    console.goto(f"{people.site}/console")
    open_in_console(console, UNSAID)
    expect(console.get_by_text("Merci d’avance.")).to_be_visible()
    console.get_by_role("button", name="Terminer", exact=False).first.click()
    ended = heard(lea, "Cette conversation est terminée", replied)

    lea.write("/mesdonnees")
    exported = lea.wait_for(lambda one: one.file, SLOWLY, ended.number)
    kept = json.loads(exported.file)
    assert REPLY in exported.file.decode()
    assert [one["useful"] for one in kept["conversations"][0]["feedback"]] == [True]

    lea.write("/supprimer")
    asked = lea.wait_for(
        lambda one: any("effacer" in label.lower() for label in one.labels), SLOWLY, exported.number
    )
    lea.press(next(label for label in asked.labels if label.startswith("Oui"))).wait()
    heard(lea, "effac", asked)
    chats = server.served.parts.stores.telegram_chats
    assert server.served.do(chats.all_of(lea.id)) == []
    assert len(set(texts(lea))) == len(texts(lea)) - 1  # the same citation answers the choice


def test_a_conversation_goes_on_from_a_page_to_telegram_and_back(telegram: Emulator, people: People) -> None:
    page: Page = people.window()
    ask(page, people.site, UNSAID)
    page.get_by_role("link", name="Continuer sur Telegram").click()
    link = page.get_by_role("link", name="Ouvrir", exact=False).get_attribute("href") or ""
    assert link.startswith(f"https://t.me/{telegram.username}?start=")

    lea = telegram.person("Léa")
    lea.start(link.partition("start=")[2])
    asked = lea.wait_for(lambda one: LINK_HERE in one.labels, SLOWLY)
    assert UNSAID in asked.text.replace("\xa0", " ")
    lea.press(LINK_HERE, message=asked).wait()
    linked = heard(lea, "continue ici", asked)
    console = people.colleague(CAMILLE)
    open_in_console(console, UNSAID)
    answer(console, REPLY)
    assert CAMILLE in heard(lea, "midi", linked).text

    lea.write("/site")
    back = heard(lea, f"{people.site}/chat/")
    page.goto(next(word for word in back.text.split() if "/chat/" in word))
    expect(page.get_by_text(REPLY)).to_be_visible()
    assert PASSWORD not in page.content()
