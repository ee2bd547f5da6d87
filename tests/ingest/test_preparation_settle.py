"""What staff approved is kept only as far as the texts still say it, word for word."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.preparation import Prepared, PreparedQuote, PreparedTopic
from ingest.preparation_settle import settle
from knowledge.documents import Passage, Status
from knowledge.preparation import Quoted, State, Treatment
from tests.knowledge.examples import BILL, NOTICE, PASSAGES, RULES

DOCUMENTS = (NOTICE, BILL, RULES)
BUDGET = PreparedTopic(
    "total_budget",
    State.PARTLY,
    (
        PreparedQuote("communique", "Une enveloppe de trois millions d'euros", 6),
        PreparedQuote("projet", "définis par la loi", 7),
    ),
    value="trois millions d'euros",
    missing="la part de chacun",
    announced="cahier",
    questions=("Quelle est l’enveloppe ?",),
    lines={"": 2, "announced": 12},
)
CLOSING = PreparedTopic("closing_date", State.NOT_STATED)


def settled(*topics: PreparedTopic, passages: tuple[Passage, ...] = PASSAGES) -> tuple[list[str], list[str]]:
    """The topics kept, and what is said of the others."""
    kept, flagged = settle(Prepared(topics), DOCUMENTS, passages)
    return [treatment.topic for treatment in kept], [skipped.why for skipped in flagged]


def test_a_topic_is_kept_with_its_quotations_as_the_passages_print_them() -> None:
    kept, flagged = settle(Prepared((BUDGET, CLOSING)), DOCUMENTS, PASSAGES)
    assert flagged == ()
    assert kept == (
        Treatment(
            "total_budget",
            State.PARTLY,
            (Quoted("c:1", "Une enveloppe de trois millions d’euros"), Quoted("p:1", "définis par la loi")),
            value="trois millions d’euros",
            missing="la part de chacun",
            announced="cahier",
            questions=("Quelle est l’enveloppe ?",),
        ),
        Treatment("closing_date", State.NOT_STATED),
    )
    texts = {passage.id: passage.text for passage in PASSAGES}
    assert all(quoted.quote in texts[quoted.passage] for quoted in kept[0].passages)


def test_a_quotation_may_run_over_the_paragraphs_of_one_passage() -> None:
    quote = PreparedQuote("communique", "est ouverte. Elle soutient")
    (kept,), _ = settle(Prepared((replace(BUDGET, passages=(quote,), value=""),)), DOCUMENTS, PASSAGES)
    assert kept.passages == (Quoted("c:1", "est ouverte.\nElle soutient"),)


def test_a_topic_whose_quotation_is_gone_is_set_aside_and_the_others_go_on() -> None:
    changed = replace(PASSAGES[0], text=PASSAGES[0].text.replace("trois", "quatre"))
    prepared = Prepared((CLOSING, BUDGET), Path("/corpus/preparation.toml"))
    kept, (flagged,) = settle(prepared, DOCUMENTS, (changed, *PASSAGES[1:]))
    assert [treatment.topic for treatment in kept] == ["closing_date"]
    assert flagged.name == "total_budget"
    assert flagged.why == (
        "preparation.toml, ligne 6 : le sujet « le montant total de l’enveloppe consacrée à l’appel » "
        "(total_budget) est mis de côté. La citation « Une enveloppe de trois millions d'euros » n’est plus "
        "valable : elle n’est pas dans le document « communique ». "
        "Relisez ce sujet d’après les textes, corrigez, puis relancez « guichet ingest »."
    )


def test_a_number_that_grew_is_another_number() -> None:
    quote = PreparedQuote("communique", "5 millions")
    topic = replace(BUDGET, passages=(quote,), value="")
    for text, kept in (("soit 5 millions", ["total_budget"]), ("soit 3,5 millions", [])):
        assert settled(topic, passages=(replace(PASSAGES[0], text=text),))[0] == kept


def test_a_long_quotation_is_called_by_its_first_words() -> None:
    quote = PreparedQuote("communique", "un deux trois quatre cinq six sept huit neuf dix")
    _, (why,) = settled(replace(BUDGET, passages=(quote,), value=""))
    assert "« un deux trois quatre cinq six sept huit… »" in why
    assert why.startswith("preparation.toml : ")


def test_a_text_that_could_not_be_read_sets_its_topics_aside() -> None:
    kept, (why,) = settled(BUDGET, CLOSING, passages=PASSAGES[2:])
    assert kept == ["closing_date"]
    assert "« communique »" in why


def test_a_text_that_may_not_be_cited_any_more_sets_its_topics_aside() -> None:
    withdrawn = (replace(NOTICE, status=Status.WITHDRAWN), BILL, RULES)
    kept, (flagged,) = settle(Prepared((BUDGET,)), withdrawn, PASSAGES)
    assert kept == ()
    assert "« communique » ne peut pas être cité (withdrawn)" in flagged.why


def test_a_topic_that_is_not_approved_counts_for_nothing() -> None:
    wrong = replace(BUDGET, announced="ailleurs", passages=(PreparedQuote("ailleurs", "x"),), approved=False)
    assert settled(wrong, CLOSING) == (["closing_date"], [])


def test_only_a_topic_of_the_call_brings_its_name() -> None:
    own = PreparedTopic("pooling", State.NOT_STATED, name="la mise en commun", question="Que partager ?")
    named = replace(CLOSING, name="la fin", question="Quand ?")
    kept, _ = settle(Prepared((own, named)), DOCUMENTS, PASSAGES)
    assert [(one.name, one.question) for one in kept] == [("la mise en commun", "Que partager ?"), ("", "")]


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (replace(BUDGET, announced="projet"), "ligne 12 : .*« projet » n’est plus attendu : s’il est publié"),
        (replace(BUDGET, announced="cahiers"), "ligne 12 : .*pas dans ce corpus \\(peut-être « cahier »\\)"),
        (replace(BUDGET, announced="autre"), "« autre » n’est pas dans ce corpus\\. Relisez"),
        (
            replace(BUDGET, passages=(BUDGET.passages[0], PreparedQuote("projets", "définis", 9))),
            "ligne 9 : .*« projets » n’est pas dans ce corpus \\(peut-être « projet »\\)",
        ),
        (
            replace(
                BUDGET, passages=(PreparedQuote("communique", "coopération locale. – des", 4),), value=""
            ),
            "ligne 4 : .*« coopération locale. – des » .* va d’un passage au suivant .*coupez-la en deux",
        ),
    ],
)
def test_whatever_is_wrong_sets_one_topic_aside_and_the_rest_goes_on(topic: PreparedTopic, said: str) -> None:
    kept, (why,) = settled(CLOSING, topic)
    assert kept == ["closing_date"]
    assert re.search(said, why)


def test_an_expected_document_that_came_sets_aside_what_announced_it_in_one_line() -> None:
    came = (NOTICE, BILL, replace(RULES, status=Status.IN_FORCE))
    ids = ("timetable", "jury", "hearing", "contact", "annexes")
    others = tuple(replace(CLOSING, id=topic, announced="cahier") for topic in ids)
    kept, (flagged,) = settle(Prepared((BUDGET, CLOSING, *others)), came, PASSAGES)
    assert [treatment.topic for treatment in kept] == ["closing_date"]
    assert flagged.name == "total_budget, timetable, jury, hearing, contact, annexes"
    assert flagged.why == (
        "preparation.toml, ligne 12 : 6 sujets sont mis de côté (total_budget, timetable, jury, hearing, "
        "contact, …). Le document annoncé « cahier » n’est plus attendu : s’il est publié, retirez "
        "announced. Relisez ces sujets d’après les textes, corrigez, puis relancez « guichet ingest »."
    )


def test_a_document_that_was_removed_sets_aside_what_quoted_it_in_one_line() -> None:
    quotes = (PreparedQuote("communique", "la coopération locale", 20),)
    jury = PreparedTopic("jury", State.STATED, quotes)
    kept, (flagged,) = settle(Prepared((BUDGET, jury, CLOSING)), (BILL, RULES), PASSAGES[2:])
    assert [treatment.topic for treatment in kept] == ["closing_date"]
    assert flagged.name == "total_budget, jury"
    assert "Le document cité « communique » n’est pas dans ce corpus" in flagged.why
