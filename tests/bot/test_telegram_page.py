from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from selectolax.lexbor import LexborHTMLParser

from bot.api.admission import Admission
from bot.api.event_stream import Streams
from bot.assets import load_assets
from bot.conversations.errors import UnknownConversation
from bot.failures import Failures
from bot.pages.chat import Chat
from bot.pages.public import Pages, make_templates
from bot.security import SecurityHeaders
from bot.sites.origins import origin_of
from bot.talk.beginnings import Beginnings
from bot.talk.site_limits import SiteLimits
from bot.telegram.linking import Linking, token_in
from tests.bot.applicants import ANSWERED, SITE, Applicants, applicants, one, page_of, words

NAME = "guichet_bot"
CHAT = 42


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        yield office


@asynccontextmanager
async def with_telegram(
    office: Applicants, name: Callable[[], str] | None = lambda: NAME
) -> AsyncIterator[Applicants]:
    """The pages of conversations of an office that has a bot on Telegram."""
    contacts, settings = office.contacts, office.contacts.settings
    pages = Pages(office.reception, settings, make_templates(load_assets(), settings))
    streams = Streams(office.stores.conversations, contacts.hub, contacts.status)
    admission = Admission(office.stores.sites, SiteLimits(), origin_of(settings.site))
    chat = Chat(pages, contacts, streams, admission, Beginnings(contacts), telegram_name=name)
    app = FastAPI()
    app.router.routes.extend(chat.routes())
    app.add_middleware(SecurityHeaders, secure=False)
    Failures(pages).handle(app)
    async with AsyncClient(transport=ASGITransport(app), base_url=SITE) as client:
        yield replace(office, client=client)


async def begun(office: Applicants) -> str:
    """Begin a conversation; return the path of its page."""
    _, token = await office.contacts.begin(ANSWERED)
    return f"/chat/{token}"


def link_of(page: LexborHTMLParser) -> str:
    return str(one(page, "main .link a").attributes["href"])


async def test_its_link_opens_the_conversation_in_telegram_once(office: Applicants) -> None:
    async with with_telegram(office) as telegram:
        path = await begun(office)
        link = link_of(page_of(await telegram.client.get(f"{path}/telegram")))
    start, code = link.split("=")
    assert start == f"https://t.me/{NAME}?start"
    linking = Linking(office.stores.telegram_codes, office.contacts, office.clock)
    assert await linking.take(code, CHAT) == await office.of(path)
    assert await linking.take(code, CHAT + 1) is None


async def test_each_time_it_is_shown_its_link_is_another(office: Applicants) -> None:
    async with with_telegram(office) as telegram:
        path = await begun(office)
        links = {link_of(page_of(await telegram.client.get(f"{path}/telegram"))) for _ in range(3)}
    assert len(links) == 3


async def test_its_code_is_drawn_without_style_and_named(office: Applicants) -> None:
    async with with_telegram(office) as telegram:
        response = await telegram.client.get(f"{await begun(office)}/telegram")
    drawn = one(page_of(response), "main svg")
    assert drawn.attributes["role"] == "img"
    assert drawn.attributes["aria-label"] == "Code QR du lien qui ouvre cette conversation dans Telegram"
    assert "style" not in str(drawn.html) and "<script" not in response.text


async def test_it_says_what_telegram_is_and_how_to_come_back(office: Applicants) -> None:
    async with with_telegram(office) as telegram:
        path = await begun(office)
        page = page_of(await telegram.client.get(f"{path}/telegram"))
    text = words(page.body)
    for part in (
        "ne fait pas partie des services de l’État",
        "N’y envoyez ni information personnelle",
        "une seule fois, dans les 15 minutes",
        "Effacer la conversation ici ne l’efface pas dans Telegram",
    ):
        assert part in text
    assert one(page, f'main a[href="{path}"]').text() == "Retourner à votre conversation sur ce site"
    assert [heading.tag for heading in page.css("h1, h2, h3")] == ["h1", "h2", "h2", "h2"]
    assert token_in(text) is None  # only its address says how to open it


async def test_nobody_keeps_or_finds_it(office: Applicants) -> None:
    async with with_telegram(office) as telegram:
        response = await telegram.client.get(f"{await begun(office)}/telegram")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert response.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in response.headers


async def test_while_the_name_of_the_bot_is_not_known_it_says_so(office: Applicants) -> None:
    async with with_telegram(office, lambda: "") as telegram:
        page = page_of(await telegram.client.get(f"{await begun(office)}/telegram"), 503)
    assert "n’est pas encore joignable sur Telegram" in words(page.body)
    assert not page.css("svg") and not page.css('a[href^="https://t.me"]')


async def test_without_a_bot_there_is_no_such_page_and_no_link_to_it(office: Applicants) -> None:
    async with with_telegram(office, None) as telegram:
        path = await begun(office)
        response = await telegram.client.get(f"{path}/telegram")
        page_of(response, 404)
        assert response.headers["cache-control"] == "no-store"
        assert "Telegram" not in (await telegram.client.get(path)).text
        page_of(await telegram.client.get(path))


async def test_with_a_bot_the_page_of_a_conversation_leads_there(office: Applicants) -> None:
    async with with_telegram(office) as telegram:
        path = await begun(office)
        page = page_of(await telegram.client.get(path))
    assert words(one(page, f'a[href="{path}/telegram"]')) == "Continuer sur Telegram"


async def test_no_token_opens_it_but_that_of_a_conversation(office: Applicants) -> None:
    async with with_telegram(office) as telegram:
        page = page_of(await telegram.client.get(f"/chat/{'k' * 43}/telegram"), 404)
    assert "Cette conversation n’existe pas, ou a été effacée." in words(page.body)


async def test_a_conversation_that_is_erased_meanwhile_is_gone(
    office: Applicants, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def erased(*_: object) -> str:
        raise UnknownConversation

    monkeypatch.setattr(Linking, "code_for", erased)
    async with with_telegram(office) as telegram:
        page = page_of(await telegram.client.get(f"{await begun(office)}/telegram"), 404)
    assert "Cette conversation n’existe pas, ou a été effacée." in words(page.body)
