"""Validated answers for tests, and the texts that they rest on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.answers.content import Cited, Content, tidy
from bot.answers.validated import ValidatedAnswer
from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
QUESTION = "Quelle est la date limite ?"
QUOTE = "Les dossiers sont reçus jusqu’au 15 octobre 2013, à midi."
NOTICE = Document("avis", "Avis n° 12", Kind.PRESS_RELEASE)
DRAFT = Document("ancien", "Ancien règlement", Kind.SPECIFICATIONS, Status.WITHDRAWN)
CORPUS = Corpus(
    Call("essai", "Appel d’essai", contact="Écrivez à contact@exemple.fr."),
    (NOTICE, DRAFT),
    (
        Passage("avis:1", "avis", 0, "Les communes peuvent candidater.", location="Article 1"),
        Passage("avis:2", "avis", 1, f"{QUOTE}\nRenseignements au 01 53 18 41 04.", location="Article 2"),
        Passage("ancien:1", "ancien", 0, "L’ancien règlement est retiré."),
    ),
)
CITED = Cited("avis", "avis:2", QUOTE, "Avis n° 12", "Article 2")
CONTENT = tidy(QUESTION, ["C’est quand la deadline ?"], "Avant le 15 octobre 2013, à midi.", [CITED])


def content(**fields: Any) -> Content:
    """Return the content of the examples, with other fields."""
    return replace(CONTENT, **fields)


def proposed(id: str = "a1", said: Content = CONTENT, at: datetime = NOON) -> ValidatedAnswer:
    """Return an answer that Anne proposed."""
    return ValidatedAnswer.propose(id, said, "anne", at, "conversation-1")


def approved(id: str = "a1", said: Content = CONTENT, at: datetime = NOON) -> ValidatedAnswer:
    """Return an answer that Anne proposed and Bruno approved at once."""
    return proposed(id, said, at).approved("bruno", at, at.date())
