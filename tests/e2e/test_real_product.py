"""The product as it comes, served and read in a real browser: a question, its quotations, their text."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import GUICHET

QUESTION = "Une commune peut-elle faire partie d’un PTCE ?"
"""One that staff approved for the shipped texts: it is answered however the model is tuned."""
RELEASE = "Communiqué de presse n° 727 du 15 juillet 2013"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def silent_page(page: Page) -> Iterator[Page]:
    """A page on which nothing may be said in the console, nor fail to load."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    # To leave the page of a conversation is to leave its stream of events.
    page.on(
        "requestfailed",
        lambda failed: None if failed.resource_type == "eventsource" else said.append(failed.url),
    )
    page.on("response", lambda response: said.append(response.url) if response.status >= 400 else None)
    yield page
    assert said == []


def ask(page: Page, site: str, question: str) -> None:
    page.goto(site)
    page.get_by_label("Votre question").fill(question)
    page.get_by_role("button", name="Envoyer").click()
    page.locator("#m-2").wait_for()


def posted(site: str, question: str) -> dict[str, object]:
    response = httpx.post(f"{site}/api/v1/ask", json={"question": question}, timeout=30)
    assert response.status_code == 200
    answer: dict[str, object] = response.json()
    return answer


def test_the_home_page_names_the_call_and_its_texts(silent_page: Page, site: str) -> None:
    silent_page.goto(site)
    expect(silent_page.get_by_role("heading", level=1)).to_contain_text("Appel à projets 2013")
    known = silent_page.get_by_role("region", name="Ce que l’assistant connaît")
    expect(known.get_by_role("link", name=RELEASE)).to_be_visible()
    expect(known.get_by_text("Cahier des charges de l’appel à projets PTCE de 2013")).to_be_visible()


def test_an_answer_quotes_the_press_release_and_opens_it_at_the_passage(silent_page: Page, site: str) -> None:
    ask(silent_page, site, QUESTION)
    figure = silent_page.locator("figure.citation").first
    expect(figure.locator("cite")).to_have_text(RELEASE)
    expect(figure).to_contain_text("15 juillet 2013")
    lines = figure.locator("blockquote p:not(.lead)").all_inner_texts()
    figure.get_by_role("link", name="Lire dans le texte").click()
    expect(silent_page.get_by_role("heading", level=1)).to_have_text(RELEASE)
    passage = silent_page.get_by_role("group", name="Passage cité")
    expect(passage).to_be_visible()
    expect(passage.locator("mark").first).to_be_in_viewport()
    assert lines
    for line in lines:
        expect(passage.locator("mark", has_text=line)).to_have_count(1)


def test_an_example_of_the_home_page_is_answered(silent_page: Page, site: str) -> None:
    silent_page.goto(site)
    silent_page.get_by_role("button", name=QUESTION).click()
    expect(silent_page.locator("#m-2 .outcome")).to_have_text("Réponse")
    expect(silent_page.locator("blockquote").first).to_contain_text("collectivités territoriales")


def test_a_question_on_the_closing_date_is_handed_off(silent_page: Page, site: str) -> None:
    ask(silent_page, site, "Quelle est la date limite de dépôt des candidatures ?")
    reply = silent_page.locator("#m-2")
    expect(reply.locator(".outcome")).to_have_text("Je n’ai pas la réponse")
    expect(reply).to_contain_text("limites de dépôt")
    expect(reply).to_contain_text("un texte annoncé que je n’ai pas encore")
    expect(reply.locator("figure")).to_have_count(0)


def test_the_receipt_of_a_reply_says_what_it_rests_on_in_the_shell_too(
    site: str, site_settings: dict[str, str], tmp_path: Path
) -> None:
    number = str(posted(site, QUESTION)["receipt"])
    page = httpx.get(f"{site}/recus/{number}", timeout=30)
    assert page.status_code == 200
    assert number in page.text and "toujours dans le texte" in page.text
    done = subprocess.run(
        [GUICHET, "receipt", "--json", number],
        cwd=tmp_path, env=os.environ | site_settings, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    receipt = json.loads(done.stdout)
    assert (receipt["number"], receipt["same"]) == (number, True)
    assert set(receipt["still"]) == {"unchanged"}


@pytest.mark.parametrize("question", [QUESTION, "Quelle est la date limite de dépôt des candidatures ?"])
def test_a_reply_is_accessible(silent_page: Page, site: str, question: str) -> None:
    ask(silent_page, site, question)
    results = Axe().run(silent_page, options={"runOnly": RULES})
    assert results.violations_count == 0, results.generate_report()


def test_the_text_opened_at_its_passage_is_accessible(silent_page: Page, site: str) -> None:
    ask(silent_page, site, QUESTION)
    silent_page.get_by_role("link", name="Lire dans le texte").first.click()
    results = Axe().run(silent_page, options={"runOnly": RULES})
    assert results.violations_count == 0, results.generate_report()


def test_the_shell_and_the_api_give_the_same_reply(
    site: str, site_settings: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [GUICHET, "ask", "--json", QUESTION],
        cwd=tmp_path, env=os.environ | site_settings, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    shell, api = json.loads(done.stdout), posted(site, QUESTION)
    assert shell.pop("receipt") != api.pop("receipt")
    assert shell == api


def test_the_page_and_the_api_quote_the_same(silent_page: Page, site: str) -> None:
    ask(silent_page, site, QUESTION)
    links = silent_page.get_by_role("link", name="Lire dans le texte").all()
    citations = posted(site, QUESTION)["citations"]
    assert isinstance(citations, list)
    assert [f"{site}{link.get_attribute('href')}" for link in links] == [one["url"] for one in citations]
