from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from bot.assets import load_assets
from bot.desk import Reception
from bot.eligibility.commands import START
from bot.eligibility.guide import Guide
from bot.failures import Failures
from bot.pages.procedure_page import ProcedurePage
from bot.pages.public import Pages, make_templates
from bot.settings import load_settings
from knowledge.eligibility.criteria import Rules
from knowledge.procedure import Procedure
from tests.bot.applicants import SITE, one, words
from tests.bot.clocks import PROMISES, Clock
from tests.bot.desks import CALL, QUOTE, FakeDesk
from tests.bot.guides import DEADLINE, OPEN, PROCEDURE, RULES, guide_of


def opened(guide: Guide | None, clock: Clock | None = None) -> TestClient:
    """Return a client of the public pages, in front of a guide."""
    settings, reception = load_settings(public_url=SITE), Reception(FakeDesk(OPEN), guide)
    pages = Pages(reception, settings, make_templates(load_assets(), settings, reception))
    app = FastAPI()
    app.router.routes.extend([*pages.routes(), *ProcedurePage(pages, PROMISES, clock or Clock()).routes()])
    Failures(pages).handle(app)
    return TestClient(app)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with opened(guide_of()) as client:
        yield client


def read(client: TestClient, path: str = "/demarches", status: int = 200) -> LexborHTMLParser:
    response = client.get(path)
    assert response.status_code == status
    return LexborHTMLParser(response.text)


def test_the_page_says_until_when_then_each_step_with_its_dates_and_its_passage(client: TestClient) -> None:
    page = read(client)
    assert words(one(page, "title")) == f"Démarches – {CALL.name}"
    assert words(one(page, ".deadline")) == DEADLINE
    form, filing, results = page.css("ol.steps > li")
    assert words(one(form, ".dates time")) == "à partir du 1er décembre 2026"
    assert one(form, ".dates time").attributes["datetime"] == "2026-12-01"
    assert "Qui : Le porteur" in words(form) and "Pièce à fournir : Le budget" in words(form)
    assert (
        words(one(filing, ".dates")) == "Quand : du 1er décembre au 20 décembre 2026 à 17 h (heure de Paris)"
    )
    assert [node.attributes["datetime"] for node in filing.css(".dates time")] == [
        "2026-12-01",
        "2026-12-20T17:00:00+01:00",
    ]
    assert QUOTE in words(one(filing, "blockquote"))
    assert not results.css(".dates, blockquote")


def test_what_is_not_known_is_said_with_the_text_that_should_say_it(client: TestClient) -> None:
    page = read(client)
    for part in (page.css("ol.steps > li")[2], page.css("ul.pieces > li")[1]):
        unknown = one(part, ".unknown")
        assert "Ce point devrait figurer dans « Cahier des charges »" in words(unknown)
        assert one(unknown, "a").attributes["href"] == "/textes/cahier"


def test_the_pieces_are_a_list_to_tick_on_paper(client: TestClient) -> None:
    budget, letter = read(client).css("ul.pieces > li")
    assert one(budget, ".tick").attributes["aria-hidden"] == "true"
    assert "Notre synthèse, pas un texte officiel : Un tableau suffit." in words(budget)
    link = one(budget, ".same a")
    assert words(link) == "Même passage que pour « Déposer le dossier »"
    page = read(client)
    assert QUOTE in words(one(page, str(link.attributes["href"]))) and words(page.body).count(QUOTE) == 1
    assert not letter.css(".same, blockquote")


def test_what_the_texts_do_not_say_of_several_is_said_once() -> None:
    results = PROCEDURE.steps[2]
    steps = (*PROCEDURE.steps, replace(results, id="pay", name="Versement"))
    pieces = tuple(replace(PROCEDURE.pieces[1], id=name, name=name) for name in ("Lettre", "Accord"))
    page = read(opened(guide_of(RULES, Procedure(steps, pieces))))
    assert [words(node) for node in page.css("ul.unsaid > li")] == ["Annonce des résultats", "Versement"]
    assert len(page.css("ol.steps > li")) == 2
    assert [words(one(node, "strong")) for node in page.css("ul.pieces > li")] == ["Lettre", "Accord"]
    said = [words(node) for node in page.css(".unknown")]
    assert len(said) == 2
    for one_said in said:
        assert one_said.startswith("Chacun de ces points devrait figurer dans « Cahier des charges »")


def test_once_the_call_has_closed_it_is_said_first_and_no_past_date_is_for_a_calendar() -> None:
    clock = Clock()
    client = opened(guide_of(), clock)
    assert not read(client).css(".warning")
    clock.forward(days=60)
    page = read(client)
    assert "20 décembre 2026" in words(one(page, "h1 ~ .warning"))
    assert not page.css("a[href$='.ics']")
    assert client.get("/demarches/calendrier.ics").status_code == 200


def test_the_criteria_begin_by_one_button_whose_key_nobody_keeps(client: TestClient) -> None:
    response = client.get("/demarches")
    form = one(LexborHTMLParser(response.text), "main form")
    assert (form.attributes["action"], form.attributes["method"]) == ("/chat", "post")
    button = one(form, "button")
    assert (button.attributes["name"], button.attributes["value"]) == ("question", START)
    assert len(str(one(form, "[name=cle]").attributes["value"])) == 43
    assert response.headers["cache-control"] == "no-store"
    without = read(opened(guide_of(Rules(), PROCEDURE)))
    assert not without.css("main form")


def test_the_page_is_whole_and_without_script(client: TestClient) -> None:
    page = read(client)
    assert not page.css("script, [style], [onclick]")
    levels = [int(str(node.tag)[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    ids = [node.id for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["/demarches", "/textes", "/mentions", "/couverture"])
def test_every_menu_leads_there_where_there_are_steps(client: TestClient, path: str) -> None:
    link = one(read(client, path), "nav a[href='/demarches']")
    assert link.attributes.get("aria-current") == ("page" if path == "/demarches" else None)


@pytest.mark.parametrize("guide", [None, guide_of(RULES, Procedure())])
def test_without_steps_there_is_neither_page_nor_link(guide: Guide | None) -> None:
    client = opened(guide)
    for path in ("/demarches", "/demarches/calendrier.ics"):
        assert "Les démarches de cet appel à projets ne sont pas connues" in client.get(path).text
        assert client.get(path).status_code == 404
    assert not read(client, "/textes").css("nav a[href='/demarches']")


def test_without_a_date_there_is_no_calendar_file() -> None:
    undated = tuple(replace(step, begins=None, ends=None) for step in PROCEDURE.steps)
    client = opened(guide_of(RULES, Procedure(undated)))
    page = read(client, "/demarches/calendrier.ics", 404)
    assert "il n’y a pas de fichier de calendrier" in words(page.body)
    assert not read(client).css("a[href$='.ics']")


def test_the_calendar_file_holds_the_dated_steps(client: TestClient) -> None:
    one(read(client), "a[href='/demarches/calendrier.ics']")
    response = client.get("/demarches/calendrier.ics")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="demarches.ics"'
    names = [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]
    assert any("Déposer le dossier" in name for name in names)
    assert not any("Annonce des résultats" in name for name in names)


def test_the_page_waits_for_the_texts() -> None:
    settings, reception = load_settings(public_url=SITE), Reception()
    pages = Pages(reception, settings, make_templates(load_assets(), settings, reception))
    app = FastAPI()
    app.router.routes.extend(ProcedurePage(pages, PROMISES, Clock()).routes())
    Failures(pages).handle(app)
    response = TestClient(app).get("/demarches")
    assert response.status_code == 503
