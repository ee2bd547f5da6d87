"""The plain page of a site in a real browser, and the warning before personal data is sent."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.bot.clocks import MONDAY
from tests.bot.desks import SITE
from tests.bot.embedders import TOWN
from tests.e2e.serving import Served, serving
from tests.e2e.test_plain_page import assert_accessible, assert_fits, write

PERSONAL = "Une commune ? Mon adresse : claire.durand@exemple.fr"
WELCOME = "Bienvenue à Ville.\nPosez votre question."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SITE) as served:
        for site in (
            replace(TOWN, welcome=WELCOME, questions=("Une commune ?",)),
            replace(TOWN, key="fermee", closed=True, closed_message="De retour lundi."),
        ):
            served.do(served.parts.stores.sites.add(site, "operator", MONDAY))
        yield served


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, page: Page) -> Page:
    page.emulate_media(color_scheme=request.param)
    return page


@pytest.mark.parametrize("key", [TOWN.key, "fermee"])
def test_the_page_of_a_site_is_accessible_and_fits(themed: Page, served: Served, key: str) -> None:
    themed.goto(f"{served.address}/chat?site={key}")
    assert_accessible(themed)
    themed.set_viewport_size({"width": 320, "height": 256})
    assert_fits(themed)


def test_a_warning_before_the_first_message_is_accessible_and_overcome(themed: Page, served: Served) -> None:
    themed.goto(f"{served.address}/chat?site={TOWN.key}")
    themed.get_by_label("Votre question").fill(PERSONAL)
    themed.get_by_role("button", name="Envoyer", exact=True).click()
    expect(themed.get_by_label("Votre question")).to_be_focused()
    expect(themed.get_by_label("Votre question")).to_have_accessible_description(
        re.compile("adresse électronique")
    )
    assert_accessible(themed)
    themed.get_by_role("button", name="Envoyer quand même").click()
    expect(themed.locator("#m-1")).to_contain_text(PERSONAL)


def test_a_warning_in_a_conversation_leaves_nothing_behind(themed: Page, served: Served) -> None:
    themed.goto(f"{served.address}/chat?site={TOWN.key}")
    themed.get_by_role("button", name="Une commune ?").click()
    write(themed, PERSONAL)
    expect(themed.locator("#erreur")).to_contain_text("semble contenir une adresse électronique")
    assert_accessible(themed)
    themed.set_viewport_size({"width": 320, "height": 256})
    assert_fits(themed)
    themed.get_by_role("button", name="Envoyer quand même").click()
    expect(themed.locator("#m-3")).to_contain_text(PERSONAL)
    expect(themed.locator("#erreur")).to_have_count(0)
    expect(themed.get_by_label("Votre message")).to_have_value("")
