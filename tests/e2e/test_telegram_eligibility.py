"""The criteria on Telegram, as Telegram shows them: the whole path by buttons, by words, and never twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.eligibility.commands import NO, START, YES
from bot.parts import present
from bot.telegram.words import PAST
from tests.bot.applicants import ANSWERED
from tests.bot.desks import CITATION, QUOTE
from tests.bot.guided import ASKS, FakeGuide
from tests.bot_api.chats import Message
from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.people import Person
from tests.e2e.restarts import Restartable, restartable
from tests.e2e.test_telegram import SLOWLY, heard, quotations

SHEET, END = "Rempli, d’après vos réponses", "Choisissez"


@pytest.fixture
def telegram() -> Iterator[Emulator]:
    with emulating(local=True) as emulator:
        yield emulator
        assert emulator.violations == []


@pytest.fixture
def server(telegram: Emulator, tmp_path: Path) -> Iterator[Restartable]:
    chosen = {"telegram_token": telegram.token, "telegram_api_url": telegram.base_url}
    with restartable(tmp_path, present, **chosen) as server:
        server.served.parts.reception.open(server.served.desk, FakeGuide())
        yield server


@pytest.fixture
def lea(telegram: Emulator, server: Restartable) -> Person:  # noqa: ARG001 - who answers her
    lea = telegram.person("Léa")
    lea.start()
    heard(lea, "un par un : /eligibilite".replace(" :", "\xa0:"))
    return lea


def asked(lea: Person, question: str, after: Message | None = None) -> Message:
    """Wait for a question on the criteria."""
    return heard(lea, question.replace(" ?", "\xa0?"), after)


def whole_sheet(lea: Person, after: Message) -> list[Message]:
    """Wait for all the messages of a sheet."""
    end = heard(lea, END, after)
    return [one for one in lea.inbox if after.number < one.number <= end.number]


def contact_said(server: Restartable, lea: Person) -> list[str]:
    stores = server.served.parts.stores

    async def texts() -> list[str]:
        current = await stores.telegram_chats.current(lea.id)
        assert current is not None
        messages = await stores.conversations.messages(current.id)
        return [one.text for one in messages if one.author.value == "contact"]

    return server.served.do(texts())


def test_the_whole_path_by_buttons(server: Restartable, lea: Person) -> None:
    lea.write("/eligibilite")
    first = asked(lea, ASKS[0])
    lea.press(YES, message=first).wait()
    second = asked(lea, ASKS[1], first)
    assert lea.press(NO, message=first).wait()["text"] == PAST
    lea.press(NO, message=second).wait()
    sheet = whole_sheet(lea, second)
    text = "\n".join(one.text for one in sheet).replace("\xa0", " ")
    assert f"✅ {SHEET}\nAu moins deux partenaires" in text
    assert "/site vous donne le lien privé" in text
    assert any(QUOTE in one for message in sheet for one in quotations(message))
    assert contact_said(server, lea) == [START, YES, NO]


def test_the_whole_path_by_words_with_a_question_on_the_way(server: Restartable, lea: Person) -> None:
    lea.write(START)
    first = asked(lea, ASKS[0])
    lea.write(ANSWERED)
    back = asked(lea, ASKS[0], first)
    assert CITATION.title in back.text
    lea.write("oui")
    second = asked(lea, ASKS[1], back)
    lea.write("non")
    assert SHEET in "".join(one.text for one in whole_sheet(lea, second))
    assert contact_said(server, lea) == [START, ANSWERED, "oui", "non"]


def test_the_steps_are_told_by_a_command(lea: Person) -> None:
    lea.write("/etapes")
    told = lea.wait_for(lambda one: "Pièces à fournir" in one.text and "Étapes" in one.text, SLOWLY)
    assert "Déposer le dossier" in told.text
