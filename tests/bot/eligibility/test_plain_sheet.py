from bot.eligibility.plain_sheet import sheet_as_text
from tests.bot.clocks import MONDAY
from tests.bot.desks import QUOTE
from tests.bot.guides import DEADLINE, guide_of


def written() -> str:
    answers = {"partners": {"ess": 1}, "sort": "old"}
    return sheet_as_text(guide_of().sheet(answers, MONDAY)).replace("\xa0", " ")


def test_each_criterion_says_how_it_stands_on_what_and_by_which_passage() -> None:
    text = written()
    assert text.startswith(DEADLINE)
    met = text.partition("[Rempli, d’après vos réponses] Critère partners")[2].partition("\n\n")[0]
    assert "Qui participe ? 1 entreprise de l’ESS" in met
    assert QUOTE in met
    assert "[Non rempli, d’après vos réponses] Critère sort" in text
    assert "Notre indication, pas un texte officiel : Prévoyez du neuf." in text
    assert "[Non précisé par les textes] Conditions de clôture" in text


def test_a_passage_is_quoted_once_and_named_afterwards() -> None:
    text = written()
    assert text.count(QUOTE) == 1
    assert text.count("« Les pôles rassemblent a minima des entreprises de… » : déjà cité plus haut") > 1


def test_drafts_stand_apart_and_steps_are_in_order() -> None:
    text = written()
    assert text.index("Textes en projet") < text.index("Critère form")
    assert text.index("1. Remplir le formulaire") < text.index("2. Déposer le dossier")
