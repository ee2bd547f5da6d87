"""The questions offered when the assistant is unsure: near what was asked, and none that leads nowhere."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from bot.choices import LIKELY, MOST, NEAR, Choices
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.preparation import Quoted, State
from knowledge.retrieval import Findings, Neighbour


def topic(name: str, state: State = State.STATED, approved: str = "") -> Covered:
    passages, questions = (Quoted("d:1", "Voici."),), (approved,) if approved else ()
    return Covered(
        name, f"le {name}", f"Quel est le {name} ?", state, Basis.STAFF, passages, approved=questions
    )


COVERAGE = Coverage((
    topic("montant"),
    topic("territoire", State.PARTLY, "Où est-ce ?"),
    topic("jury", State.NOT_STATED),
    topic("délai", State.CONFLICTING),
    topic("bilan", approved="Un bilan ?"),
    topic("contact"),
))  # fmt: skip


def found(
    shares: Mapping[str, float], approved: Sequence[tuple[float, str]] = (), question: str = "Quoi ?"
) -> Findings:
    near = tuple(Neighbour(similarity, text, "d:1") for similarity, text in approved)
    return Findings(question, question, (), approved=near, shares=shares)


def always(_question: str) -> bool:
    return True


def never(_question: str) -> bool:
    return False


def near(findings: Findings, answered: Callable[[str], bool] = always) -> tuple[str, ...]:
    return Choices(COVERAGE, answered).near(findings)


def test_the_likeliest_topics_come_first() -> None:
    shares = {"montant": 0.2, "territoire": 0.6, "bilan": 0.15}
    assert near(found(shares)) == (
        "Quel est le territoire ?",
        "Quel est le montant ?",
        "Quel est le bilan ?",
    )


def test_a_topic_that_is_not_likely_is_not_offered() -> None:
    assert near(found({"montant": LIKELY, "bilan": LIKELY - 0.001})) == ("Quel est le montant ?",)


@pytest.mark.parametrize("name", ["jury", "délai", "greeting"])
def test_what_the_texts_do_not_settle_and_what_is_no_topic_is_not_offered(name: str) -> None:
    assert near(found({name: 0.9})) == ()


def test_near_questions_of_staff_come_after_the_topics() -> None:
    approved = [(NEAR + 0.05, "Où est-ce ?"), (NEAR, "Un bilan ?"), (NEAR - 0.001, "À qui écrire ?")]
    assert near(found({"montant": 0.3}, approved)) == (
        "Quel est le montant ?",
        "Quel est le territoire ?",
        "Quel est le bilan ?",
    )


def test_no_more_than_a_few_are_offered_and_none_twice() -> None:
    shares = dict.fromkeys(("montant", "territoire", "bilan", "contact"), 0.25)
    offered = near(found(shares, [(0.99, "Quel est le montant ?"), (0.98, "Combien ?")]))
    assert len(offered) == len(set(offered)) == MOST


def test_what_was_just_asked_is_not_offered() -> None:
    assert near(found({"montant": 0.9, "bilan": 0.3}, question="quel est le MONTANT ?")) == (
        "Quel est le bilan ?",
    )


def test_only_what_would_be_answered_is_offered_the_next_ones_in_its_place() -> None:
    shares = {"montant": 0.3, "territoire": 0.25, "bilan": 0.2, "contact": 0.15}
    assert near(found(shares), lambda question: "montant" not in question) == (
        "Quel est le territoire ?",
        "Quel est le bilan ?",
        "Quel est le contact ?",
    )
    assert near(found(shares, [(0.99, "Combien ?")]), never) == ()


def test_whether_a_question_is_answered_is_looked_up_once() -> None:
    tried: list[str] = []

    def answered(question: str) -> bool:
        tried.append(question)
        return len(tried) > 1

    choices = Choices(COVERAGE, answered)
    for _ in range(3):
        assert choices.near(found({"montant": 0.5, "bilan": 0.3})) == ("Quel est le bilan ?",)
    assert tried == ["Quel est le montant ?", "Quel est le bilan ?"]


def test_no_more_is_looked_up_than_is_offered() -> None:
    tried: list[str] = []

    def answered(question: str) -> bool:
        tried.append(question)
        return True

    near(found(dict.fromkeys(("montant", "territoire", "bilan", "contact"), 0.25)), answered)
    assert len(tried) == MOST
