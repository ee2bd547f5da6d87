from dataclasses import replace

from bot.answers.changes import Fate, compared, lost
from bot.answers.content import Cited
from knowledge.documents import Corpus, Passage
from tests.bot.answers.examples import CITED, CONTENT, CORPUS, QUOTE, content

NEW = QUOTE.replace("15", "31")


def texts(*passages: Passage) -> Corpus:
    return replace(CORPUS, passages=passages)


def test_an_answer_whose_quotations_stand_has_lost_nothing() -> None:
    assert lost(CONTENT, CORPUS) == ()
    assert lost(content(citations=()), CORPUS) == ()


def test_what_a_quotation_became_is_found_among_the_passages_of_its_document() -> None:
    corpus = texts(
        Passage("avis:1", "avis", 0, "Les communes peuvent candidater."),
        Passage("avis:3", "avis", 1, NEW),
        Passage("autre:1", "autre", 0, QUOTE),
    )
    (one,) = lost(CONTENT, corpus)
    assert one.why == "Ces mots ne sont plus dans « Avis n° 12 »."
    assert one.now and one.now.id == "avis:3"
    assert [(piece.fate, piece.text) for piece in one.pieces if piece.fate is not Fate.KEPT] == [
        (Fate.GONE, "15 "),
        (Fate.NEW, "31 "),
    ]


def test_a_quotation_that_nothing_is_like_is_shown_alone() -> None:
    (one,) = lost(CONTENT, texts(Passage("avis:1", "avis", 0, "Les communes peuvent candidater.")))
    assert (one.cited, one.now, one.pieces) == (CITED, None, ())


def test_why_a_text_is_not_cited_any_more_is_said() -> None:
    retired = Cited("ancien", "ancien:1", "L’ancien règlement", "Ancien règlement")
    unknown = Cited("inconnu", "i:1", "Oui.")
    other = Cited("reponses-validees", "reponses-validees:b", "Oui.")
    assert [one.why for one in lost(content(citations=(retired, unknown, other)), CORPUS)] == [
        "« Ancien règlement » ne peut plus être cité : il a été remplacé ou retiré.",
        "« inconnu » n’est plus parmi les textes.",
        "La réponse validée sur laquelle elle s’appuie n’est plus en service.",
    ]


def test_two_texts_are_compared_without_losing_a_character() -> None:
    pieces = compared(QUOTE, NEW)
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.GONE) == NEW
    assert compared("", "") == ()
