import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import unescape

from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.answers.content import Cited, tidy
from bot.answers.validated import ValidatedAnswer
from bot.assets import load_assets
from bot.desk import Reception
from bot.pages.answers_page import SEARCHED_FROM, AnswersPage, matching
from bot.pages.public import make_templates
from bot.settings import load_settings
from tests.bot.answers.examples import DAY, NOON, TODAY
from tests.bot.desks import SITE, FakeDesk

CITED = Cited("communique", "c/2#é", "Ils coopèrent.")


def answer(id: str, question: str, text: str = "Oui.\nMais pas toujours.", days: int = 0) -> ValidatedAnswer:
    at = NOON + days * DAY
    said = tidy(question, ["la deadline"] if id == "a" else [], text, [CITED] if id == "a" else [])
    return ValidatedAnswer.propose(id, said, "anne", at).approved("bruno", at, at.date())


DEADLINE = answer("a", "Quelle est la date limite ?")
MANY = [answer(f"n{number}", f"Que dire du sujet {number} ?") for number in range(SEARCHED_FROM)]


def client(*answers: ValidatedAnswer) -> TestClient:
    asked: list[date] = []

    async def in_force(today: date) -> Sequence[ValidatedAnswer]:
        asked.append(today)
        return answers

    templates = make_templates(load_assets(), load_settings())
    page = AnswersPage(in_force, Reception(FakeDesk()), templates, lambda: TODAY, SITE)
    client = TestClient(Starlette(routes=[page.route()]))
    assert client.get("/reponses").status_code == 200
    assert asked == [TODAY]
    return client


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())


def test_each_answer_is_there_with_its_date_its_paragraphs_and_its_quotations() -> None:
    html = client(DEADLINE).get("/reponses").text
    assert '<h2 id="reponse-a">' in html
    words = said(html)
    assert "Quelle est la date limite ? Réponse validée le 23 novembre 2026 Oui. Mais pas toujours." in words
    assert "Ils coopèrent." in words
    assert "Communiqué de presse n° 727 , 2e alinéa, page 2" in words
    assert '<time datetime="2026-11-23">' in html


def test_the_page_says_that_all_applicants_are_told_the_same() -> None:
    assert "tous les candidats disposent des mêmes informations" in said(client().get("/reponses").text)


def test_without_any_answer_one_is_led_to_ask() -> None:
    words = said(client().get("/reponses").text)
    assert "Aucune réponse n’est publiée pour le moment." in words


def test_several_answers_are_listed_first_each_leading_to_itself() -> None:
    html = client(DEADLINE, answer("b", "Et après ?")).get("/reponses").text
    for anchor in re.findall(r'href="#(reponse-\w+)"', html):
        assert f'id="{anchor}"' in html
    assert len(re.findall(r'href="#reponse-', html)) == 2
    assert 'href="#reponse-' not in client(DEADLINE).get("/reponses").text


def test_a_search_is_offered_only_when_there_are_many() -> None:
    assert 'type="search"' not in client(*MANY).get("/reponses").text
    assert 'type="search"' in client(*MANY, DEADLINE).get("/reponses").text


def test_a_search_finds_questions_variants_and_words_of_answers() -> None:
    site = client(*MANY, DEADLINE)
    for words in ("date limite", "DEADLINES", "dates limites"):
        found = site.get("/reponses", params={"q": words}).text
        assert re.findall(r'<h2 id="reponse-(\w+)"', found) == ["a"]
    nothing = site.get("/reponses", params={"q": "<b>autruche</b>"})
    assert "Aucune réponse ne contient ces mots." in said(nothing.text)
    assert "<b>autruche" not in nothing.text
    assert 'value="&lt;b&gt;autruche' in nothing.text


def test_words_that_tell_nothing_leave_nothing_out() -> None:
    assert matching([DEADLINE], "la de") == [DEADLINE]
    assert matching([DEADLINE], "limite autruche") == []


def test_a_quotation_that_the_texts_do_not_hold_any_more_is_not_shown() -> None:
    gone = replace(DEADLINE.content, citations=(Cited("communique", "c-1", "Deux millions."),))
    html = client(replace(DEADLINE, content=gone)).get("/reponses").text
    assert "Deux millions" not in html
    assert "Mais pas toujours." in html


def test_what_staff_write_is_never_html() -> None:
    hostile = answer("b", "<script>alert(1)</script> ?", "<script>alert(2)</script>")
    assert "<script>alert" not in client(hostile).get("/reponses").text
