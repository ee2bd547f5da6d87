from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from starlette.applications import Starlette

from bot.app import create_app
from bot.assets import load_assets
from bot.desk import Reception
from bot.pages.embedding_page import EmbeddingPage
from bot.pages.public import Pages, make_templates
from bot.settings import load_settings
from bot.sites.policy import Embedding, from_header, lacks
from bot.sites.site import Position, Site
from bot.sites.snippet import snippet
from bot.store.sites import Sites
from bot.widget_files import integrity
from tests.bot.applicants import parts_of
from tests.bot.clocks import MONDAY
from tests.bot.desks import FakeDesk

ADDRESS = "https://guichet.exemple.fr"
TOWN = Site("7f" * 16, "Ville d’<b>Ici</b>", position=Position.LEFT)


@dataclass
class Served:
    client: AsyncClient
    sites: Sites

    async def page(self, query: str = "") -> HTMLParser:
        response = await self.client.get(f"/integrer{query}")
        assert response.status_code == 200
        return HTMLParser(response.text)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    parts = parts_of(tmp_path, Reception(FakeDesk()), load_settings(public_url=ADDRESS))
    async with AsyncClient(transport=ASGITransport(create_app(parts)), base_url=ADDRESS) as client:
        yield Served(client, parts.stores.sites)
    await parts.stores.close()


def examples(page: HTMLParser) -> dict[str, str]:
    """Each example, as it is read, by its name."""
    return {
        str(node.attributes["aria-label"]).partition("\xa0: ")[2]: node.text()
        for node in page.css("pre.code")
    }


async def test_the_snippet_of_a_site_is_shown_as_it_is_to_be_pasted(served: Served) -> None:
    await served.sites.add(TOWN, "operator", MONDAY)
    page = await served.page(f"?site={TOWN.key}")
    assert page.body and f"Voici celui de {TOWN.name}." in page.body.text()
    shown = examples(page)
    pasted = snippet(TOWN, ADDRESS, integrity())
    assert shown["l’extrait"] == pasted
    assert all(line in shown["une page HTML"] for line in pasted.splitlines())
    assert f'href="{ADDRESS}/chat?site={TOWN.key}"' in shown["React"]


async def test_without_a_site_the_examples_stand_for_any(served: Served) -> None:
    page = await served.page()
    assert "site=VOTRE_CLE" in examples(page)["l’extrait"]
    assert not page.css("main b, script, [style]")
    ids = [node.id for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    led = {str(node.attributes["href"])[1:] for node in page.css("main a[href^='#']")}
    assert led <= set(ids)


@pytest.mark.parametrize(
    ("name", "nonce"), [("en-tête CSP", ""), ("nonce", "R4nd0m"), ("strict-dynamic", "R4nd0m")]
)
async def test_the_policies_of_the_examples_lack_nothing(served: Served, name: str, nonce: str) -> None:
    header = examples(await served.page())[name].splitlines()[0]
    policies = from_header(header.removeprefix("Content-Security-Policy: "))
    assert policies and {"script-src", "connect-src"} <= set(policies[0])
    assert not lacks(policies, Embedding("https://ville.fr", ADDRESS, integrity(), nonce))
    assert lacks(policies, Embedding("https://ville.fr", "https://ailleurs.fr", integrity()))


@pytest.mark.parametrize("key", ["0" * 32, "a'b", "%00", "é", "x" * 10_000])
async def test_a_site_that_is_not_there_is_not_found(served: Served, key: str) -> None:
    response = await served.client.get(f"/integrer?site={key}")
    assert response.status_code == 404
    assert "Ce site n’est pas, ou n’est plus" in response.text


async def test_the_page_is_there_before_the_texts_are_open(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, Reception())
    async with AsyncClient(transport=ASGITransport(create_app(parts)), base_url=ADDRESS) as client:
        assert (await client.get("/integrer")).status_code == 200
    await parts.stores.close()


async def page_of(served: Served, name: str, query: str = "") -> HTMLParser:
    """The page, when the bot has that name."""
    templates = make_templates(load_assets(), load_settings(public_url=ADDRESS))
    pages = Pages(Reception(FakeDesk()), load_settings(public_url=ADDRESS), templates)
    route = EmbeddingPage(pages, served.sites, lambda: name).route()
    async with AsyncClient(transport=ASGITransport(Starlette(routes=[route])), base_url=ADDRESS) as client:
        return HTMLParser((await client.get(f"/integrer{query}")).text)


async def test_with_telegram_its_link_is_given_to_who_wants_it(served: Served) -> None:
    await served.sites.add(TOWN, "operator", MONDAY)
    page = await page_of(served, "appel_bot", f"?site={TOWN.key}")
    assert f'href="https://t.me/appel_bot?start={TOWN.key}"' in examples(page)["lien Telegram"]
    assert page.css_first("h2#telegram") and page.css_first("a[href='#telegram']")
    assert "?start=VOTRE_CLE" in examples(await page_of(served, "appel_bot"))["lien Telegram"]


async def test_without_telegram_there_is_no_word_of_it(served: Served) -> None:
    page = await page_of(served, "")
    assert page.body and "Telegram" not in page.body.text()
    assert not page.css_first("#telegram, a[href='#telegram']")
