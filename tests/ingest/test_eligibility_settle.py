"""A criterion rests on what the texts still say; one whose quotation is gone is left for staff."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.eligibility import WrittenRules, read_eligibility
from ingest.eligibility_settle import settle_rules
from knowledge.documents import Document, Passage, Status
from knowledge.eligibility.criteria import Outcome, Rules
from knowledge.eligibility.judging import judge
from knowledge.preparation import Quoted
from tests.knowledge.examples import BILL, NOTICE, PASSAGES, RULES

DOCUMENTS = (NOTICE, BILL, RULES)
WRITTEN = read_eligibility(
    """\
[[question]]
id = "ess"
ask = "Y a-t-il une entreprise de l’ESS ?"
takes = "yes_no"

[[criterion]]
id = "ess"
name = "Des entreprises de l’ESS"
passages = [
  { document = "communique", quote = "des entreprises de l'économie sociale" },
  { document = "projet", quote = "Les pôles territoriaux" },
]
met = ["ess = yes"]

[[criterion]]
id = "defined"
name = "Un pôle que la loi définit"
passages = [{ document = "projet", quote = "définis par la loi" }]

[[criterion]]
id = "closing"
name = "Une date limite"
state = "not_stated"
announced = "cahier"

[decision]
passages = [{ document = "communique", quote = "Une enveloppe" }]
""",
    Path("/corpus/eligibility.toml"),
)


def settled(
    *, documents: tuple[Document, ...] = DOCUMENTS, passages: tuple[Passage, ...] = PASSAGES
) -> tuple[Rules, list[str]]:
    """The rules, and what is said of them."""
    rules, warnings = settle_rules(WRITTEN, documents, passages)
    return rules, [str(warning) for warning in warnings]


def test_criteria_get_their_passages_as_the_texts_print_them() -> None:
    rules, warnings = settled()
    ess, defined, closing = rules.criteria
    assert warnings == []
    assert ess.passages == (
        Quoted("c:2", "des entreprises de l’économie sociale"),
        Quoted("p:1", "Les pôles territoriaux"),
    )
    assert defined.passages == (Quoted("p:1", "définis par la loi"),)
    assert closing.passages == ()
    assert rules.decision == (Quoted("c:1", "Une enveloppe"),)
    assert not any(criterion.flagged for criterion in rules.criteria)
    assert rules.questions == WRITTEN.rules.questions


def test_what_a_draft_or_a_bill_says_first_is_a_draft() -> None:
    assert [one.draft for one in settled()[0].criteria] == [False, True, False]
    law = replace(BILL, status=Status.IN_FORCE)
    assert settled(documents=(NOTICE, law, RULES))[0].criteria[1].draft  # a bill is not a law
    draft = replace(NOTICE, status=Status.DRAFT)
    assert settled(documents=(draft, BILL, RULES))[0].criteria[0].draft
    asserted = replace(WRITTEN.rules.criteria[0], draft=True)
    written = replace(WRITTEN, rules=replace(WRITTEN.rules, criteria=(asserted,)))
    assert settle_rules(written, DOCUMENTS, PASSAGES)[0].criteria[0].draft


def test_a_criterion_whose_quotation_is_gone_stays_flagged_with_what_is_found() -> None:
    changed = replace(PASSAGES[1], text="– des associations ;")
    rules, (warning,) = settled(passages=(PASSAGES[0], changed, PASSAGES[2]))
    ess = rules.criteria[0]
    assert (ess.flagged, ess.passages) == (True, (Quoted("p:1", "Les pôles territoriaux"),))
    assert judge(rules, {"ess": "yes"}).judged[0].outcome is Outcome.STAFF
    assert warning == (
        "eligibility.toml, ligne 10 : le critère « Des entreprises de l’ESS » (ess) est à revoir, vos "
        "services l’apprécient d’ici là. La citation « des entreprises de l'économie sociale » n’est plus "
        "valable : elle n’est pas dans le document « communique ». Relisez ce critère d’après les textes, "
        "corrigez, puis relancez « guichet ingest »."
    )


def test_a_criterion_that_announces_a_text_that_is_there_is_told() -> None:
    published = replace(RULES, status=Status.IN_FORCE)
    rules, (warning,) = settled(documents=(NOTICE, BILL, published))
    assert rules.criteria[2].flagged
    assert "eligibility.toml, ligne 24 : le critère « Une date limite » (closing)" in warning
    assert "Le document annoncé « cahier » n’est plus attendu" in warning


def test_who_decides_is_told_when_no_text_says_it_any_more() -> None:
    changed = replace(PASSAGES[0], text="Rien.")
    rules, (warning,) = settled(passages=(changed, *PASSAGES[1:]))
    assert rules.decision == ()
    assert warning.startswith(
        "eligibility.toml, ligne 27 : le passage qui dit qui décide n’est pas retrouvé."
    )


@pytest.mark.parametrize(
    ("documents", "said"),
    [
        ((BILL, RULES), "Le document cité « communique » n’est pas dans ce corpus"),
        ((replace(NOTICE, status=Status.WITHDRAWN), BILL, RULES), "ne peut pas être cité (withdrawn)"),
    ],
)
def test_a_document_that_may_not_be_cited_supports_nothing(
    documents: tuple[Document, ...], said: str
) -> None:
    rules, warnings = settled(documents=documents)
    assert rules.criteria[0].flagged
    assert said in warnings[0]


def test_rules_that_no_file_says_have_no_line() -> None:
    written = WrittenRules(WRITTEN.rules, {**WRITTEN.quotes, "ess": ()})
    rules, warnings = settle_rules(written, (), ())
    assert [one.flagged for one in rules.criteria] == [False, True, True]
    assert warnings[1].why.startswith("eligibility.toml : le critère « Une date limite »")
