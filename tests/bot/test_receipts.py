import json
from dataclasses import replace

import pytest

from bot.receipts import Standing, check, same_decision
from knowledge.coverage import Coverage
from knowledge.decision import Answer, Clarification, Handoff, Reason
from knowledge.documents import Corpus, Passage, Status
from knowledge.entries import intents
from knowledge.evidence import gather
from knowledge.ranking import MEASURES
from knowledge.receipt import Cited
from knowledge.retrieval import Retriever
from knowledge.snapshot import Snapshot
from tests.bot.desks import BILL, CORPUS, NOTICE, PASSAGES, QUOTE
from tests.knowledge.made_up_receipts import MODEL, evidence, receipt

POLE = Cited("communique", NOTICE.title, Status.IN_FORCE, "2e alinéa", 2, "c/2#é", QUOTE)


def test_an_unchanged_decision_is_the_same() -> None:
    checked = check(receipt(), CORPUS)
    assert checked.same
    assert checked.replayed == checked.receipt.outcome


@pytest.mark.parametrize(
    "outcome",
    [
        Clarification(MODEL.confidence(evidence().signals)),
        Answer(0.9),
        Handoff(Reason.OUT_OF_SCOPE, MODEL.confidence(evidence().signals)),
    ],
)
def test_another_decision_is_not_the_same(outcome: Answer | Clarification | Handoff) -> None:
    checked = check(receipt(outcome=outcome), CORPUS)
    assert not checked.same
    assert checked.replayed == receipt().outcome


def test_only_the_last_digits_of_a_probability_may_differ() -> None:
    assert same_decision(Handoff(Reason.POLICY, 0.3), Handoff(Reason.POLICY, 0.1 + 0.2))
    assert not same_decision(Handoff(Reason.POLICY, 0.3), Handoff(Reason.POLICY, 0.30001))
    assert not same_decision(Handoff(Reason.POLICY, 0.3), Handoff(Reason.UNSAFE, 0.3))
    assert not same_decision(
        Handoff(Reason.CONFLICTING_TEXTS, 0.3, "a"), Handoff(Reason.CONFLICTING_TEXTS, 0.3, "b")
    )
    assert not same_decision(Clarification(0.3), Clarification(0.3, "thanks"))


def corpus_with(*passages: Passage, status: Status = Status.IN_FORCE) -> Corpus:
    return replace(CORPUS, documents=(replace(NOTICE, status=status),), passages=passages)


MOVED = replace(PASSAGES[1], id="c-9", position=8)
LED = replace(PASSAGES[1], text="– les communes.", lead=QUOTE)
ALMOST = replace(PASSAGES[1], text=QUOTE.replace("des centres", "les centres"))
ELSEWHERE = replace(PASSAGES[1], document_id="projet de loi")
HERE_PATH, TEXT_PATH = "/textes/communique?passage=c%2F2%23%C3%A9#passage-2", "/textes/communique"


@pytest.mark.parametrize(
    ("corpus", "standing", "path"),
    [
        (CORPUS, Standing.UNCHANGED, HERE_PATH),
        (corpus_with(LED), Standing.UNCHANGED, HERE_PATH),
        (corpus_with(MOVED, PASSAGES[1]), Standing.UNCHANGED, HERE_PATH),
        (corpus_with(ALMOST, MOVED), Standing.MOVED, "/textes/communique?passage=c-9#passage-9"),
        (corpus_with(ALMOST), Standing.CHANGED, TEXT_PATH),
        (corpus_with(ELSEWHERE), Standing.CHANGED, TEXT_PATH),
        (corpus_with(PASSAGES[1], status=Status.SUPERSEDED), Standing.RETIRED, HERE_PATH),
        (corpus_with(status=Status.WITHDRAWN), Standing.RETIRED, TEXT_PATH),
        (replace(CORPUS, documents=(BILL,)), Standing.GONE, ""),
        (None, Standing.GONE, ""),
    ],
)
def test_each_quotation_is_looked_up_in_the_texts_in_service(
    corpus: Corpus | None, standing: Standing, path: str
) -> None:
    (still,) = check(receipt(cited=(POLE,)), corpus).still
    assert (still.cited, still.standing, still.path) == (POLE, standing, path)


def test_a_checked_receipt_in_json_is_the_receipt_and_what_the_check_found() -> None:
    given = receipt(cited=(POLE,), outcome=Clarification(0.5))
    written = json.loads(json.dumps(check(given, None).as_json()))
    assert {name: written[name] for name in given.as_json()} == given.as_json()
    assert written["replayed"] == {"decision": "answer", "confidence": receipt().outcome.confidence}
    assert written["same"] is False
    assert written["still"] == ["gone"]


@pytest.mark.parametrize("question", ["Une zorglubite kessonnée candidate-t-elle ?", "Mon fardiel 4417 ?"])
def test_nothing_of_a_question_is_in_its_receipt(made_up: Snapshot, question: str) -> None:
    """All the way from a search: only words of the texts and of the typology are kept."""
    retriever = Retriever(made_up, dict.fromkeys(MEASURES, 1.0), Coverage())
    findings = retriever.search(question)
    found = gather(findings, made_up.lexical, Coverage(), tuple(intents()))
    assert findings.hits
    shown = tuple(
        Cited(hit.passage.document_id, "", Status.IN_FORCE, "", None, hit.passage.id, hit.passage.text)
        for hit in findings.hits[:3]
    )
    written = json.dumps(receipt(evidence=found, cited=shown).as_json(), allow_nan=False).lower()
    for word in ("zorgl", "kesson", "fardiel", "4417"):
        assert word not in written
