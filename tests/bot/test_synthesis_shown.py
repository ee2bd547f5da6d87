"""Where a synthèse by a language model is shown, its label stands before it, and the quotations after it."""

import pytest
from jinja2 import Environment

from bot import wording
from bot.assets import load_assets
from bot.assistant import Assistant
from bot.conversations.events import Author, Message
from bot.model.guests import Guests
from bot.pages.public import make_templates
from bot.pages.thread import Entry, entries
from bot.plain_text import as_text
from bot.replies import Decision, Reply
from bot.settings import load_settings
from bot.telegram.rendering import Look, rendered_reply
from bot.wiring import promises_of
from knowledge.coverage import cover
from knowledge.snapshot import Snapshot
from knowledge.typology import load_typology
from knowledge.writing.writer import Writer
from tests.bot.assistants import SITE, deciding, forget
from tests.bot.clocks import MONDAY
from tests.llm.scripted import ScriptedChat, proposing

QUESTION = "Quelle somme pour les lauréats, au total ?"
SENTENCE = "L’enveloppe est de trois millions d’euros. Elle n’est pas répartie à l’avance."
LABEL = "Synthèse (rédigée par un modèle de langue, à vérifier dans les textes cités) : "


@pytest.fixture
def reply(made_up: Snapshot) -> Reply:
    """The reply of an assistant whose model wrote a sentence that the texts bear."""
    chat = ScriptedChat([lambda _: proposing((SENTENCE, ["P1"]))])
    guests = Guests(writer=Writer(chat, 1.0))
    prepared = cover(made_up.corpus, load_typology(), (), {})
    assistant = Assistant(made_up, prepared, deciding("sure"), SITE, forget, guests)
    return assistant.reply(QUESTION)


def entry_of(reply: Reply) -> Entry:
    """Return a reply as a message of a conversation, kept and read again."""
    message = Message(2, Author.ASSISTANT, reply.text, MONDAY, answer=reply.as_json())
    return entries([message], {}, promises_of(load_settings()), MONDAY)[0]


def pages() -> Environment:
    return make_templates(load_assets(), load_settings())


def test_the_label_and_the_notices_say_the_same() -> None:
    assert wording.SYNTHESIS == LABEL + "{text}"


def test_a_reply_says_the_synthesis_under_its_label_then_quotes(reply: Reply) -> None:
    assert reply.decision is Decision.ANSWER and reply.synthesis is not None
    first, second, *_ = reply.text.split("\n")
    assert first == LABEL + SENTENCE
    assert second.startswith("D’après le communiqué de presse du 1er juillet 2013") and " « " in second


def test_the_page_of_a_conversation_says_the_label_first_in_a_paragraph_of_its_own(reply: Reply) -> None:
    entry = entry_of(reply)
    assert entry.own[0] == LABEL + SENTENCE
    assert entry.own[1].startswith("D’après ") and entry.own[1].endswith(":")
    thread = pages().get_template("thread.html").module
    html = str(thread.message(entry, "/c", "cle", {}))  # type: ignore[attr-defined]  # a macro of the template
    words = html.replace("\u00a0", " ")
    assert f"<p>{LABEL}{SENTENCE}</p>" in words
    places = [words.index(one) for one in (">Réponse<", LABEL, "D’après le communiqué", "<blockquote")]
    assert places == sorted(places)


def test_a_shell_and_telegram_say_the_label_before_the_quotations(reply: Reply) -> None:
    lines = as_text(reply).split("\n")
    assert lines[0] == LABEL + SENTENCE and lines[1].startswith("D’après ")
    sent = rendered_reply(reply, Look(lambda _: "x", site=SITE))
    said = sent[0].html.replace("\u00a0", " ")
    places = [
        said.index(one) for one in ("Réponse", LABEL + SENTENCE, "D’après le communiqué", "<blockquote")
    ]
    assert places == sorted(places)


def test_the_api_says_which_model_wrote_which_sentence_from_which_passages(reply: Reply) -> None:
    synthesis = reply.as_json()["synthesis"]
    assert synthesis["model"] == "openai:scripted"
    (sentence,) = synthesis["sentences"]
    assert sentence["text"] == SENTENCE
    assert set(sentence["passages"]) <= {one.passage for one in reply.citations}
