"""On the shipped call, a validated answer says what the texts do not, to those who ask just that."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.report import Report
from knowledge.answerer import Draft, draft
from knowledge.coverage import cover, guess
from knowledge.decision import Answer, Clarification, Handoff, Outcome, Reason, decide, load_model
from knowledge.embedders import bundled_embedder
from knowledge.entries import intents
from knowledge.evidence import gather, own_editions
from knowledge.key_facts import key_facts
from knowledge.preparation import State
from knowledge.progress import Silent
from knowledge.retrieval import Retriever
from knowledge.snapshot import open_snapshot
from knowledge.store import Store, open_store
from knowledge.typology import load_typology
from knowledge.validated import RestsOn, Validated

FOLDER = Path(str(files("knowledge"))) / "corpora" / "ptce-2013"
ASKED = "Quelle est la date limite ?"
VARIANT = "C’est quand la deadline svp ?"
CLOSING = Validated(
    "limite",
    ASKED,
    (VARIANT,),
    "Les dossiers sont à envoyer avant le 15 octobre 2013 à midi.\nLe cachet de la poste fait foi.",
    date(2026, 11, 3),
    (RestsOn("communique-2013-07-15", "une enveloppe de trois millions d'euros"),),
)
BUDGET_ASKED = "Quelle est l’enveloppe totale de l’appel à projets ?"


@dataclass
class Product:
    """The shipped texts in service, and what is decided on them."""

    store: Store
    data: Path

    def ingest(self, *validated: Validated) -> Report:
        return ingest(FOLDER, self.store, bundled_embedder(), self.data, None, Silent(), validated=validated)

    def decided(self, question: str) -> tuple[Outcome, Draft | None]:
        """Return the outcome for a question, and the answer that it gives if it is one."""
        model, typology = load_model(), load_typology()
        with closing(open_snapshot(self.store, bundled_embedder(), self.data)) as snapshot:
            corpus = snapshot.corpus
            guesses = guess(typology, snapshot.topics, snapshot.entries, snapshot.vectors)
            coverage = cover(corpus, typology, key_facts(corpus), guesses)
            found = Retriever(snapshot, model.ranking, coverage).search(question)
            evidence = gather(found, snapshot.lexical, coverage, tuple(intents()), own_editions(corpus))
            outcome = decide(evidence, model)
            covered = coverage.answering(found.question)
            words = {one.passage: one.quote for one in covered.passages} if covered else {}
            return outcome, draft(found.hits, corpus, words) if isinstance(outcome, Answer) else None

    def answer(self, question: str) -> Draft:
        outcome, given = self.decided(question)
        assert given, outcome
        return given


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("validated")
    with closing(open_store(f"sqlite:///{folder}/guichet.db")) as store:
        product = Product(store, folder)
        product.ingest()
        yield product


def handed_off(product: Product, question: str) -> bool:
    outcome, _ = product.decided(question)
    return isinstance(outcome, Handoff) and outcome.reason is Reason.MISSING_KNOWLEDGE


def test_a_question_that_the_texts_leave_out_is_answered_while_its_answer_is_validated(
    product: Product,
) -> None:
    assert handed_off(product, ASKED)
    assert handed_off(product, VARIANT)
    report = product.ingest(CLOSING)
    assert (report.changed, report.flagged) == (True, ())
    assert report.embedded <= 6  # its passage, two sentences, its heading and question, a variant
    for asked in (ASKED, VARIANT, "quelle est la DATE limite"):
        given = product.answer(asked)
        (citation,) = given.citations
        assert given.text == f"Selon une réponse validée le 3 novembre 2026 : « {CLOSING.text} »"
        assert (citation.quote, citation.passage.id) == (CLOSING.text, "reponses-validees:limite")
        assert citation.passage.location == "Réponse validée le 3 novembre 2026"
    withdrawn = product.ingest()
    assert (withdrawn.changed, withdrawn.embedded) == (True, 0)
    assert handed_off(product, ASKED)
    assert handed_off(product, VARIANT)


def test_other_words_than_those_approved_are_never_answered_with_more_assurance_than_texts_are(
    product: Product,
) -> None:
    product.ingest(CLOSING)
    offered, _ = product.decided("Quelle est la date limite pour candidater ?")
    assert isinstance(offered, Clarification)
    assert handed_off(product, "Jusqu’à quand peut-on déposer un dossier ?")
    aside, _ = product.decided("Quelle est la date limite de versement de l’aide ?")
    assert not isinstance(aside, Answer)


def test_what_staff_approved_of_the_topic_and_of_the_texts_stays(product: Product) -> None:
    product.ingest()
    before = product.store.treatments(product.store.activated()[0].id)
    product.ingest(CLOSING)
    after = product.store.treatments(product.store.activated()[0].id)
    assert after[:-1] == before
    assert next(one for one in after if one.topic == "closing_date").state is State.NOT_STATED
    quoted = " ".join(product.answer(BUDGET_ASKED).quoted)
    assert "trois millions d'euros" in quoted
    assert all(one.document.id != "reponses-validees" for one in product.answer(BUDGET_ASKED).citations)


def test_a_validated_answer_takes_its_question_from_what_only_a_press_release_says(product: Product) -> None:
    topic = next(one for one in load_typology() if one.id == "total_budget")
    assert "trois millions d'euros" in product.answer(topic.question).text
    answer = Validated("budget", topic.question, (), "Trois millions, en deux fois.", date(2026, 11, 5))
    product.ingest(CLOSING, answer)
    given = product.answer(topic.question)
    assert given.text == "Selon une réponse validée le 5 novembre 2026 : « Trois millions, en deux fois. »"
    assert [one.document.id for one in given.citations] == ["reponses-validees"]
