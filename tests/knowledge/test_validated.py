from dataclasses import replace
from datetime import date

from knowledge.documents import Document, Kind, Passage, Status
from knowledge.preparation import Quoted, State, Treatment
from knowledge.validated import (
    DOCUMENT,
    Validated,
    as_document,
    as_passages,
    as_treatments,
    in_order,
    is_answer,
    is_validated,
    taken,
)

CLOSING = Validated(
    "7f3a",
    "Quelle est la date limite ?",
    ("C’est quand la deadline ?",),
    "Le 15 octobre 2013.\nLe cachet de la poste fait foi.",
    date(2026, 11, 3),
)
LATER = Validated(
    "a0", "Jusqu’à quand ?", ("quelle est la DATE limite",), "Le 30 octobre.", date(2026, 12, 1)
)


def test_answers_make_one_document_dated_like_the_last() -> None:
    assert as_document((CLOSING, LATER)) == Document(
        "reponses-validees",
        "Réponses validées",
        Kind.VALIDATED,
        Status.IN_FORCE,
        published=date(2026, 12, 1),
        official=True,
    )


def test_each_answer_is_a_passage_below_its_question_word_for_word() -> None:
    first, second = as_passages((CLOSING, LATER))
    assert first == Passage(
        id="reponses-validees:7f3a",
        document_id=DOCUMENT,
        position=0,
        text="Le 15 octobre 2013.\nLe cachet de la poste fait foi.",
        headings=("Quelle est la date limite ?",),
        location="Réponse validée le 3 novembre 2026",
    )
    assert (second.position, second.location) == (1, "Réponse validée le 1er décembre 2026")
    assert is_answer(first.id)
    assert not is_answer("reponses-validees-2:7f3a")


def test_an_answer_keeps_its_passage_whatever_its_words_become() -> None:
    amended = replace(CLOSING, text="Le 16 octobre.", question="Quand ?", on=date(2026, 12, 2))
    assert as_passages((amended,))[0].id == as_passages((CLOSING,))[0].id


def test_the_question_and_its_variants_are_answered_with_the_whole_text() -> None:
    assert as_treatments((CLOSING,)) == (
        Treatment(
            "reponse-validee:7f3a",
            State.STATED,
            (Quoted("reponses-validees:7f3a", CLOSING.text),),
            questions=("C’est quand la deadline ?",),
            name="la réponse à « Quelle est la date limite ? »",
            question="Quelle est la date limite ?",
        ),
    )
    assert is_validated(as_treatments((CLOSING,))[0].topic)


def test_of_two_answers_to_the_same_question_the_newest_has_it() -> None:
    closing, later = as_treatments((CLOSING, LATER))
    assert (closing.question, closing.questions) == ("C’est quand la deadline ?", ())
    assert (later.question, later.questions) == ("Jusqu’à quand ?", ("quelle est la DATE limite",))
    nothing_left = as_treatments((replace(CLOSING, variants=()), LATER))[0]
    assert (nothing_left.question, nothing_left.questions) == ("", ())


def test_a_question_said_twice_or_without_words_is_kept_once_or_never() -> None:
    (treatment,) = as_treatments((replace(CLOSING, variants=("QUELLE est la date limite", "??", "Quand ?")),))
    assert (treatment.question, treatment.questions) == (CLOSING.question, ("Quand ?",))


def test_what_is_of_a_higher_authority_comes_before_the_answer() -> None:
    law = Quoted("loi:1", "avant le 1er octobre")
    closing, later = as_treatments((CLOSING, LATER), [(law,), ()])
    assert closing.passages == (law, Quoted("reponses-validees:7f3a", CLOSING.text))
    assert len(later.passages) == 1


def test_answers_go_from_the_oldest_to_the_newest_whatever_order_they_come_in() -> None:
    same_day = replace(CLOSING, id="00")
    assert in_order((LATER, CLOSING, same_day)) == (same_day, CLOSING, LATER)


def test_only_validated_answers_take_questions() -> None:
    topic = Treatment("jury", State.STATED, (Quoted("c:1", "Le jury"),), questions=("Qui choisit ?",))
    assert taken((topic, *as_treatments((CLOSING,)))) == {
        ("quelle", "est", "la", "date", "limite"),
        ("est", "quand", "la", "deadline"),
    }
