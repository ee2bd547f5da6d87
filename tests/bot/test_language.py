"""A question in another language is recognised; French is never taken for one, however spelt."""

import pytest

from bot.language import LanguageGuard


@pytest.fixture(scope="module")
def guard() -> LanguageGuard:
    return LanguageGuard()


@pytest.mark.parametrize(
    "question",
    [
        "Can a municipality be part of a cluster?",
        "How much money can my project get?",
        "¿Quién puede presentar una candidatura?",
        "Wer kann sich bewerben und bis wann?",
        "Chi può presentare la domanda e quando?",
        "Quem pode apresentar uma candidatura ao projeto?",
        "Kto może złożyć wniosek o dofinansowanie?",
        "Кто может подать заявку?",
        "من يمكنه التقدم بطلب؟",
        "谁可以申请这个项目?",
        "Ποιος μπορεί να υποβάλει αίτηση;",
    ],
)
def test_another_language_is_recognised(guard: LanguageGuard, question: str) -> None:
    assert guard.foreign(question)


@pytest.mark.parametrize(
    "question",
    [
        "Une commune peut-elle faire partie d’un pôle ?",
        "UNE COMMUNE PEUT ELLE FAIRE PARTIE D UN POLE",
        "c koi un ptce",
        "jpeu candidaté avec mon asso stp",
        "kel é la date limite pr lé dossier",
        "montant subvention PTCE",
        "budget communication marketing",
        "Le crowdfunding compte-t-il comme cofinancement ?",
        "deadline ?",
        "hello",
        "FAQ",
        "2013",
        "?",
        "",
        "PTCE α",
    ],
)
def test_french_is_never_taken_for_another_language(guard: LanguageGuard, question: str) -> None:
    assert not guard.foreign(question)
