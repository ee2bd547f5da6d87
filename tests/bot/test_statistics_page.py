from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from httpx import ASGITransport, AsyncClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from starlette.applications import Starlette

from bot.assets import load_assets
from bot.conversations.states import Channel
from bot.desk import Reception
from bot.pages.public import make_templates
from bot.pages.statistics_page import StatisticsPage
from bot.settings import load_settings
from bot.store.conversations import Conversations
from bot.store.feedback import Feedback
from bot.store.periods import Period
from bot.store.statistics import Statistics, Totals
from tests.bot.activity import QUESTION, Activity
from tests.bot.clocks import PROMISES, Clock
from tests.bot.databases import new_database
from tests.bot.desks import FakeDesk


class CountedStatistics(Statistics):
    """Counts how many times totals are computed."""

    computed = 0

    async def totals(self, period: Period, now: object, channel: Channel | None = None) -> Totals:
        self.computed += 1
        await anyio.sleep(0.01)  # long enough for another to ask
        return await super().totals(period, now, channel)  # type: ignore[arg-type] # a moment


@dataclass
class Site:
    """The page, served on a database of its own."""

    client: AsyncClient
    activity: Activity
    statistics: CountedStatistics
    clock: Clock

    async def page(self) -> HTMLParser:
        response = await self.client.get("/statistiques")
        assert response.status_code == 200
        return HTMLParser(response.text)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with new_database(tmp_path) as database:
        clock, statistics = Clock(), CountedStatistics(database)
        templates = make_templates(load_assets(), load_settings())
        pages = StatisticsPage(statistics, PROMISES, Reception(FakeDesk()), templates, clock)
        transport = ASGITransport(Starlette(routes=pages.routes()))
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            activity = Activity(Conversations(database), Feedback(database), clock())
            yield Site(client, activity, statistics, clock)


def cells(page: HTMLParser, id: str) -> list[list[str]]:
    """The rows of a table, without its headings."""
    rows = page.css(f"[aria-labelledby={id}] tbody tr")
    return [[" ".join(cell.text().split()) for cell in row.css("th, td")] for row in rows]


def text(page: HTMLParser) -> str:
    main = page.css_first("main")
    assert main is not None
    return " ".join(main.text().split())


async def test_the_totals_are_those_of_the_last_ninety_days_and_say_when_they_were_computed(
    site: Site,
) -> None:
    await site.activity.usual()
    await site.activity.answered("old", days=91)
    page = await site.page()
    assert "du 26 août 2026 au 23 novembre 2026" in text(page)
    assert "calculés le 23 novembre 2026 à 10 h." in text(page)
    assert "Conversations commencées : 6" in text(page)


async def test_what_is_rare_is_not_counted_in_public(site: Site) -> None:
    await site.activity.usual()
    page = await site.page()
    few = "moins de 5"
    assert cells(page, "motifs") == [
        ["Les textes n’en disent rien", few],
        ["Souhaite parler à une personne", few],
    ]
    assert cells(page, "sujets") == [["La date limite", few]]
    assert cells(page, "raisons") == [["La réponse est fausse", few]]
    assert cells(page, "reponses") == [
        ["Réponses avec des citations", few, "–"],
        ["Précisions ou passages proposés", few, "–"],
        ["Renvois vers une personne", few, "–"],
    ]
    assert cells(page, "promesses") == [
        ["Délai promis tenu", few, "–"],
        ["Délai promis dépassé", few, "–"],
    ]
    assert [row[1:] for row in cells(page, "avis")] == [[few, "–"], [few, "–"]]
    assert text(page).count("%") == 0
    assert cells(page, "delais")[0] == ["Première réponse d’une personne", few, "–", "–"]
    assert QUESTION not in text(page)


async def test_what_is_frequent_is_counted_and_a_rare_one_alone_cannot_be_found_out(site: Site) -> None:
    for number in range(7):
        await site.activity.handed_off(f"a{number}", days=2, replied=1)
    for number in range(5):
        await site.activity.handed_off(f"b{number}", days=2, reason="low_confidence", topic="le jury")
    await site.activity.requested("c", days=0)
    page = await site.page()
    assert cells(page, "motifs") == [
        ["Les textes n’en disent rien", "7"],
        ["Réponse pas assez sûre", "non publié"],
        ["Souhaite parler à une personne", "moins de 5"],
    ]
    assert cells(page, "sujets") == [["La date limite", "7"], ["Le jury", "5"]]
    assert len(page.css(".note")) == 1
    assert "Conversations commencées : 13" in text(page)
    assert "l’avait reçue : moins de 5" in text(page)
    assert [row[1:] for row in cells(page, "promesses")] == [["7", "58 %"], ["5", "42 %"]]
    assert cells(page, "delais")[0] == ["Première réponse d’une personne", "7", "1 h", "1 h"]


async def test_before_anything_happens_the_page_says_so(site: Site) -> None:
    page = await site.page()
    assert "Rien ne s’est passé pendant cette période." in text(page)
    assert not page.css("table")


async def test_totals_are_computed_once_in_five_minutes(site: Site) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(site.page)
    site.clock.now += timedelta(minutes=4, seconds=59)
    await site.page()
    assert site.statistics.computed == 1
    await site.activity.asked("new", days=0)
    assert "Rien ne s’est passé" in text(await site.page())
    site.clock.now += timedelta(seconds=1)
    assert "Conversations commencées : moins de 5" in text(await site.page())
    assert site.statistics.computed == 2


async def test_a_clock_that_is_set_back_does_not_freeze_the_page(site: Site) -> None:
    await site.page()
    site.clock.now -= timedelta(hours=1)
    await site.page()
    assert site.statistics.computed == 2
