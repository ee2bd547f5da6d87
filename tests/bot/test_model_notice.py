"""What people are told of a language model: all of it where one is set, not one word where none is."""

from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from bot.app import create_app
from bot.assets import load_assets
from bot.desk import Reception
from bot.pages.model_notice import model_notice
from bot.pages.public import make_templates
from bot.settings import Settings, load_settings
from knowledge.chat.values import Use
from tests.bot.applicants import parts_of
from tests.bot.desks import FakeDesk

ALBERT = "https://albert.api.etalab.gouv.fr/v1"
EVERY_USE = ",".join(Use)


def told(settings: Settings) -> str:
    """Return the words of the notices."""
    client = TestClient(create_app(parts_of(Path.cwd(), Reception(FakeDesk()), settings)))
    body = LexborHTMLParser(client.get("/mentions").text).body
    assert body is not None
    return " ".join(body.text().replace("\xa0", " ").split())


def console(settings: Settings, **user: str) -> str:
    """Return a page of the console, of somebody who is signed in if a name is given."""
    templates = make_templates(load_assets(), settings)
    page = '{% extends "console/base.html" %}'
    assert templates.loader is not None
    templates.loader = ChoiceLoader([DictLoader({"page.html": page}), templates.loader])
    return templates.get_template("page.html").render(user=user or None, csrf_token="essai")  # noqa: S106 - no secret


def test_without_a_model_nobody_is_told_of_one() -> None:
    text = told(load_settings())
    assert "modèle de langue" not in text and "2024/1689" not in text
    assert "Il cite les textes et n’invente pas de phrase. Il n’accorde aucun droit" in text
    assert "modele-de-langue" not in console(load_settings(), name="Claire", role="Agent")


def test_the_notices_name_the_model_its_host_and_what_it_is_sent() -> None:
    text = told(load_settings(model="openai:albert-large", model_url=ALBERT))
    for said in (
        "Il cite les textes mot à mot, et peut placer au-dessus une synthèse rédigée par un modèle de langue",
        "signalée comme telle. Il n’accorde aucun droit et ne dit pas si un projet sera retenu.",
        "une intelligence artificielle qui rédige : « albert-large », chez albert.api.etalab.gouv.fr.",
        "« Synthèse (rédigée par un modèle de langue, à vérifier dans les textes cités) »",
        "seuls les textes officiels font foi",
        "votre question et des passages des textes ;",
        "un programme remplace dans ce que vous avez écrit les données personnelles qu’il reconnaît",
        "Il en manque, comme une date de naissance",
        "Il ne décide d’aucun droit et ne juge aucun projet. Ce n’est pas lui qui choisit de vous répondre",
        "dans l’Union européenne, comme sous-traitant",
        "article 50 du règlement (UE) 2024/1689",
    ):
        assert said in text, said
    assert "n’invente pas de phrase" not in text


def test_the_notices_say_no_more_than_what_the_model_is_asked() -> None:
    text = told(load_settings(model="openai:m", model_url=ALBERT, model_uses="questions"))
    assert "Synthèse (" not in text and "votre question" not in text.partition("Voici ce qui")[2][:120]
    assert "pour préparer les questions auxquelles ils répondent" in text
    every = told(load_settings(model="openai:m", model_url=ALBERT, model_uses=EVERY_USE))
    for said in (
        "celles qui la précèdent",
        "Sa lecture des passages peut compter pour savoir si l’assistant répond",
        "des questions restées sans réponse",
        "si une personne de l’équipe demande un brouillon",
    ):
        assert said in every and said not in text, said


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"model": "ollama:qwen"}, "Ces textes ne quittent pas le réseau de ce site."),
        ({"model": "openai:m", "model_url": "http://10.1.2.3:8000/v1"}, "ne quittent pas le réseau"),
        ({"model": "mistralai:mistral-small-latest"}, "« mistral-small-latest », chez api.mistral.ai"),
        ({"model": "openai:gpt"}, "ce qui lui est envoyé peut en sortir"),
        ({"model": "other:m"}, "ce qui lui est envoyé peut en sortir"),
        ({"model": "openai:m", "model_url": "https://cle:secret@llm.exemple.fr/v1"}, "chez llm.exemple.fr."),
        ({"model": "ollama:m", "model_trace_content": True}, "contiennent aussi les textes envoyés"),
    ],
)
def test_the_notices_say_whether_what_is_sent_may_leave(chosen: dict[str, str], said: str) -> None:
    text = told(load_settings(**chosen))
    assert said in text
    assert "secret" not in text.replace("lien secret", "").replace("le secret qui", "")


def test_the_name_of_a_model_is_shown_as_it_is() -> None:
    notice = model_notice(load_settings(model="ollama:<b>qwen:1.5b"))
    assert notice is not None and notice.name == "<b>qwen:1.5b"
    assert "« <b>qwen:1.5b »" in told(load_settings(model="ollama:<b>qwen:1.5b"))


def test_staff_are_told_in_the_console_once_they_are_signed_in() -> None:
    settings = load_settings(model="ollama:qwen")
    page = console(settings, name="Claire", role="Agent")
    assert "il\nne décide de rien" in page and 'href="/mentions#modele"' in page
    assert "modele-de-langue" not in console(settings)
