"""What is added to a quotation: a figure that it does not confirm, a kind that it lacks, a known gap."""

from dataclasses import replace

import pytest

from bot import wording
from bot.remarks import remarks
from knowledge.asked import wanted
from knowledge.coverage import Basis, Covered
from knowledge.documents import Citation
from knowledge.preparation import State
from tests.knowledge.drafts import document, passage

BUDGET = "L’enveloppe est de 3 000 000 euros, jusqu’au 30 juin 2014."
PARTLY = Covered(
    "grant_amount", "l’aide par projet", "Combien ?", State.PARTLY, Basis.STAFF, missing="le montant maximum"
)


def added(
    question: str, *said: str, covered: Covered | None = None, lead: str = "Article 12"
) -> tuple[str, ...]:
    citations = [Citation(document(), passage(text, lead), text, lead) for text in said or (BUDGET,)]
    return remarks(question, wanted(question), covered, citations)


@pytest.mark.parametrize(
    "question",
    [
        "C’est bien 5 millions d’euros ?",
        "L’enveloppe est de 5 000 euros, n’est-ce pas ?",
        "Confirmez-vous la date du 8 mai ?",
        "Je crois que l’enveloppe est de 4 millions",
        "On a bien 45 jours ?",
        "C'EST VRAI QUE C'EST 5 MILLIONS ?",
    ],
)
def test_a_figure_that_is_taken_for_granted_and_not_quoted_is_warned_of(question: str) -> None:
    assert wording.NOT_SAID in added(question)


@pytest.mark.parametrize(
    "question",
    [
        "C’est bien 3 000 000 euros ?",
        "C’est bien avant le 30 juin 2014 ?",
        "C’est bien l’article 12 ?",
        "C’est bien à la mairie ?",
        "Un pôle de 5 membres peut-il candidater ?",
    ],
)
def test_what_is_quoted_or_not_to_be_confirmed_is_not_warned_of(question: str) -> None:
    assert wording.NOT_SAID not in added(question)


def test_a_figure_of_any_of_the_quotations_counts() -> None:
    assert added("C’est bien 5 membres ?", "Au moins 5 membres.", BUDGET) == ()
    assert added("C’est bien 5 membres ?", BUDGET, "Au moins 5 membres.") == ()


def test_a_kind_of_thing_that_the_quotations_leave_out_is_named() -> None:
    assert added("Quel est le montant, et à quelle heure ?") == ("Ce passage ne donne pas d’heure.",)
    assert added("Quel est le montant, à quelle heure et quelle adresse mail ?") == (
        "Ce passage ne donne pas d’adresse électronique ni d’heure.",
    )


def test_a_kind_that_stands_in_the_introduction_is_not_left_out() -> None:
    assert added("Quel est le montant, et à quelle heure ?", lead="À 12 h :") == ()


@pytest.mark.parametrize(
    "question",
    ["À quelle heure ?", "À quelle heure et quelle adresse mail ?", "Quel est le montant ?", "Qui ?"],
)
def test_one_kind_alone_or_none_that_is_given_says_nothing(question: str) -> None:
    assert added(question) == ()


def test_what_staff_know_to_be_missing_is_said() -> None:
    assert added("Combien par projet ?", covered=PARTLY) == (
        "Les textes ne précisent pas le montant maximum.",
    )


@pytest.mark.parametrize(
    "covered",
    [None, replace(PARTLY, state=State.STATED), replace(PARTLY, missing="")],
    ids=["unknown", "stated", "unnamed"],
)
def test_nothing_is_missing_that_nobody_has_said(covered: Covered | None) -> None:
    assert added("Combien par projet ?", covered=covered) == ()


def test_everything_is_said_in_its_order() -> None:
    question = "C’est bien 5 millions d’euros ? Quel est le montant, et à quelle heure ?"
    assert added(question, covered=PARTLY) == (
        wording.NOT_SAID,
        "Ce passage ne donne pas d’heure.",
        "Les textes ne précisent pas le montant maximum.",
    )
