"""A validated answer is given as long as the texts hold what it rests on."""

from dataclasses import replace
from datetime import date

import pytest

from ingest.preparation_texts import Texts
from ingest.validated import Standing, stand
from knowledge.documents import Corpus, Document, Kind, Passage, Status
from knowledge.preparation import Quoted, State, Treatment
from knowledge.validated import RestsOn, Validated
from tests.knowledge.examples import BILL, CALL, NOTICE, PASSAGES, RULES

DOCUMENTS = (NOTICE, BILL, RULES)
BUDGET = RestsOn("communique", "Une enveloppe de trois millions d'euros est ouverte. Elle soutient")
ANSWER = Validated("b", "Quel budget ?", ("Combien ?",), "Trois millions.", date(2026, 11, 3), (BUDGET,))
OTHER = Validated("a", "Et le jury ?", (), "Il n’est pas nommé.", date(2026, 11, 4))
LAW = Document("loi", "Loi", Kind.LAW)
ARTICLE = Passage("loi:1", "loi", 0, "Le budget est fixé par décret.")
CHAPTER = Passage("c:9", "communique", 9, "Le budget est de trois millions.")


def standing(
    *answers: Validated,
    documents: tuple[Document, ...] = DOCUMENTS,
    passages: tuple[Passage, ...] = PASSAGES,
    treatments: tuple[Treatment, ...] = (),
) -> Standing:
    return stand(answers, documents, passages, treatments)


def why(found: Standing) -> list[str]:
    return [str(warning) for warning in found.warnings]


def test_without_answers_there_is_nothing() -> None:
    assert standing() == Standing()


def test_answers_stand_in_one_document_from_the_oldest() -> None:
    found = standing(OTHER, ANSWER)
    assert [document.published for document in found.documents] == [date(2026, 11, 4)]
    assert [passage.id for passage in found.passages] == ["reponses-validees:b", "reponses-validees:a"]
    assert [one.question for one in found.treatments] == ["Quel budget ?", "Et le jury ?"]
    assert (found.flagged, found.warnings) == ((), ())


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        (replace(BUDGET, quote="quatre millions d’euros"), "« quatre millions d’euros » n’est plus dans"),
        (
            replace(BUDGET, quote="Une enveloppe de trois millions d’euros est close et rendue"),
            "est close… »",
        ),
        (RestsOn("communique", "millions d’euros est ouverte. – des entreprises"), "n’est plus dans"),
        (RestsOn("projet", BUDGET.quote), "n’est plus dans « Projet de loi »"),
        (RestsOn("avis", "Une enveloppe"), "Le document « avis », sur lequel elle s’appuie, n’est pas parmi"),
        (RestsOn("cahier", "date limite"), "« Cahier des charges », sur lequel elle s’appuie, ne peut plus"),
        (replace(BUDGET, quote=" "), "n’est plus dans"),
    ],
)
def test_an_answer_whose_grounds_are_gone_is_left_out_and_said_to_be(ground: RestsOn, said: str) -> None:
    found = standing(replace(ANSWER, rests_on=(BUDGET, ground)), OTHER)
    assert found.flagged == ("b",)
    assert [passage.id for passage in found.passages] == ["reponses-validees:a"]
    (line,) = why(found)
    assert line.startswith("la réponse validée à « Quel budget ? » n’est plus donnée. ")
    assert said in line
    assert line.endswith("Relisez-la d’après les textes, ou retirez-la.")


@pytest.mark.parametrize(
    "quote",
    [
        "nveloppe de trois millio",  # cut within words by whoever copied it
        "Une  enveloppe de trois\nmillions d'euros",
        "Les pôles rassemblent :",  # stands in the introduction of a list
    ],
)
def test_grounds_are_found_whatever_their_spaces_and_apostrophes(quote: str) -> None:
    assert standing(replace(ANSWER, rests_on=(RestsOn("communique", quote),))).flagged == ()


def test_when_all_are_left_out_there_is_no_document() -> None:
    found = standing(replace(ANSWER, rests_on=(RestsOn("avis", "x"),)))
    assert (found.documents, found.passages, found.treatments) == ((), (), ())
    assert (found.flagged, len(found.warnings)) == (("b",), 1)


def test_an_answer_falls_with_the_answer_that_it_rests_on_and_never_rests_on_itself() -> None:
    own = RestsOn("reponses-validees", "Trois millions")
    resting = replace(OTHER, rests_on=(own,))
    assert standing(ANSWER, resting).flagged == ()
    fallen = standing(replace(ANSWER, rests_on=(RestsOn("avis", "x"),)), resting)
    assert fallen.flagged == ("b", "a")
    assert "Aucune autre réponse validée ne contient « Trois millions »" in why(fallen)[1]
    assert standing(replace(ANSWER, rests_on=(own,))).flagged == ("b",)


def approving(passages: tuple[Quoted, ...], state: State = State.STATED) -> Treatment:
    return Treatment(
        "x", state, passages, questions=("combien",), name="le budget", question="Quel montant ?"
    )


@pytest.mark.parametrize(
    ("law", "state", "first"),
    [
        (LAW, State.STATED, "loi:1"),
        (replace(LAW, kind=Kind.SPECIFICATIONS), State.PARTLY, "loi:1"),
        (replace(LAW, kind=Kind.FAQ), State.STATED, "reponses-validees:b"),
        (replace(LAW, status=Status.DRAFT), State.STATED, "reponses-validees:b"),
        (replace(LAW, official=False), State.STATED, "reponses-validees:b"),
        (LAW, State.CONFLICTING, "reponses-validees:b"),
    ],
)
def test_what_staff_approved_of_a_binding_text_for_the_question_is_given_before_it(
    law: Document, state: State, first: str
) -> None:
    quoted = (Quoted("c:9", "trois millions"), Quoted("loi:1", "Le budget est fixé par décret."))
    found = standing(
        ANSWER,
        documents=(*DOCUMENTS, law),
        passages=(*PASSAGES, ARTICLE, CHAPTER),
        treatments=(approving(quoted, state),),
    )
    (treatment,) = found.treatments
    assert treatment.passages[0].passage == first
    assert treatment.passages[-1] == Quoted("reponses-validees:b", "Trois millions.")
    assert len(treatment.passages) == 1 + (first == "loi:1")


def test_binding_texts_leave_the_answer_a_place_among_the_citations() -> None:
    articles = tuple(replace(ARTICLE, id=f"loi:{n}", position=n) for n in range(5))
    quoted = tuple(Quoted(article.id, article.text) for article in articles)
    found = standing(
        ANSWER,
        documents=(*DOCUMENTS, LAW),
        passages=(*PASSAGES, *articles),
        treatments=(approving((*quoted[:1], *quoted)),),
    )
    ids = [one.passage for one in found.treatments[0].passages]
    assert ids == ["loi:0", "loi:1", "reponses-validees:b"]


def test_a_preparation_is_never_proposed_from_validated_answers() -> None:
    found = standing(ANSWER)
    texts = Texts(Corpus(CALL, (*DOCUMENTS, *found.documents), (*PASSAGES, *found.passages)))
    said = [Quoted("reponses-validees:b", "Trois millions."), Quoted("c:1", "Une enveloppe")]
    assert [one.document for one in texts.quotes(said)] == ["communique"]
    assert texts.ranked(said) == said[1:]
    assert not any(
        passage.document_id == "reponses-validees" for part in texts.parts for passage in part.passages
    )
