"""What a true sentence needs around it: its limits, its heading, the one before it, a quotation."""

from dataclasses import replace

import pytest

from knowledge.writing.fault_kinds import FaultKind
from knowledge.writing.support import checked, faults
from knowledge.writing.synthesis import Proposal, Sentence
from tests.knowledge.writing.sayings import source

AID = "L’aide est de 50 000 euros par projet."
WAGES = "Les dépenses de personnel sont éligibles au programme."


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        (AID, "Si le porteur est une entreprise, l’aide est un prêt."),
        (AID, "Dans les communes rurales, l’aide est de 10 000 euros."),
        (AID, "Pour les entreprises, le taux est de 30 % des dépenses."),
        (AID, "Lorsque le montant dépasse 50 000 euros, il est versé en deux fois."),
        (AID, "S’agissant des communes, le montant est de 1 000 euros."),
        (AID, "Ce montant est ramené à 20 000 euros pour les associations."),
        (AID, "Elle n’est pas versée aux sociétés commerciales."),
        (AID, "Le montant est porté à 60 000 euros en montagne."),
        ("Les associations peuvent déposer un projet.", "Les associations récentes ne le peuvent pas."),
        ("La date est fixée au 28 février 2020.", "La date est reportée au 15 mars 2020."),
        (WAGES, "\n\nNe sont pas concernées les structures de moins de deux ans."),
        (WAGES, "Le calcul suit le barème annuel. Toutefois, les frais de siège ne le sont pas."),
        (
            AID,
            "Le préfet la verse en mars. Le maire signe le bilan. Les projets sont remplacés par d’autres.",
        ),
    ],
)
def test_a_sentence_that_what_follows_may_limit_never_stands_alone(said: str, limit: str) -> None:
    assert faults(said, (source(said),)) == ()
    assert {one.kind for one in faults(said, (source(f"{said} {limit}"),))} == {FaultKind.CONTEXT}


def test_a_sentence_stands_with_all_that_limits_it() -> None:
    text = (
        "L’aide est de 50 000 euros. Dans les communes, le taux est de 30 %. Ce taux est porté à 40 % en mai."
    )
    assert faults(text, (source(text),)) == ()
    assert faults(text.rpartition(" Ce taux")[0], (source(text),))


@pytest.mark.parametrize(
    "heading",
    [
        "Dispositions transitoires",
        "Cas particulier de l’outre-mer",
        "Projets de plus de dix salariés",
        "Règles de l’édition 2019",
        "Dérogations",
        "Ce qui change : ancienne règle",
        "Annexe 2 : formulaire de candidature",
        "Sous réserve de crédits",
    ],
)
def test_a_heading_that_is_about_some_cases_keeps_what_stands_under_it(heading: str) -> None:
    assert faults(AID, (source(AID, headings=(heading,)),))


@pytest.mark.parametrize("heading", ["Montant de l’aide", "À quelles conditions l’aide est-elle versée ?"])
def test_a_plain_heading_or_a_question_narrows_nothing(heading: str) -> None:
    assert faults(AID, (source(AID, headings=(heading,)),)) == ()


@pytest.mark.parametrize("opening", ["Ainsi", "Par conséquent", "Enfin", "Toutefois", "D’autre part"])
def test_an_opening_that_is_kept_ties_a_sentence_to_the_one_before_it(opening: str) -> None:
    before, after = "Le programme est arrêté en janvier.", f"{opening}, le jury ne se réunit pas."
    here = source(f"{before} {after}")
    other = replace(source(AID), key="P2", passage=replace(source(AID).passage, id="d:P2"))
    moved = Proposal((Sentence(AID, ("P2",)), Sentence(after, ("P1",))))
    assert [one.text for one in checked(moved, (here, other))[0]] == [AID]
    assert faults(f"{before} {after}", (here,)) == ()


@pytest.mark.parametrize("opening", ["Toutefois", "En revanche", "Par conséquent"])
def test_an_opposition_and_a_consequence_are_never_left_out(opening: str) -> None:
    here = source(f"Le dossier est déposé en ligne. {opening}, le dépôt par courrier est accepté.")
    assert faults("Le dépôt par courrier est accepté.", (here,))


def test_a_sentence_that_the_model_was_not_shown_is_never_said() -> None:
    jury = "Le jury est présidé par le ministre."
    assert faults(jury, (source(f"{AID} {jury}"),)) == ()
    assert faults(jury, (replace(source(f"{AID} {jury}"), excerpt=AID),))
    assert faults(jury, (replace(source(f"{AID} {jury}"), excerpt=f"Le règlement :\n{jury}"),)) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Le dossier est transmis au comptable.", "Le dossier de candidature est transmis au comptable."),
        (
            "Les pièces sont remises sous forme électronique.",
            "Les pièces sont remises par voie électronique.",
        ),
        ("Les associations pourront déposer un dossier.", "Les associations peuvent déposer un dossier."),
        ("L’appel à projets est clos en avril.", "Le présent appel à projets est clos en avril."),
        ("Le premier appel à projets est clos en avril.", "Ce premier appel à projets est clos en avril."),
        ("Le jury lit les offres de l’appel à projets.", "Le jury lit les offres de cet appel à projets."),
    ],
)
def test_what_the_passage_does_not_say_is_never_gained(text: str, said: str) -> None:
    assert faults(said, (source(text),))


def test_that_a_call_is_this_one_may_be_left_unsaid() -> None:
    said = "L’appel à projets est clos en avril."
    for text in ("Le présent appel à projets est clos en avril.", "Cet appel à projets est clos en avril."):
        assert faults(said, (source(text),)) == ()


@pytest.mark.parametrize(
    "said",
    [
        "Chaque phrase est suivie de sa source.",
        "Cette synthèse remplace le règlement du programme.",
        "La présente page fait foi pour les communes.",
        "Le présent document est le seul texte officiel.",
    ],
)
def test_a_sentence_about_the_text_itself_is_never_said(said: str) -> None:
    assert FaultKind.MACHINE in {one.kind for one in faults(said, (source(said),))}
