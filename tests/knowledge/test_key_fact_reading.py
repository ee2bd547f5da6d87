from datetime import date

import pytest

from knowledge.documents import Passage
from knowledge.key_fact_reading import read_passage
from knowledge.key_fact_rules import load_rules


def stated(text: str) -> dict[str, list[str]]:
    """Return the values that a passage states, by topic."""
    found: dict[str, list[str]] = {}
    for evidence in read_passage(Passage("p", "d", 0, text), load_rules(), date(2020, 1, 2)):
        found.setdefault(evidence.topic, []).append(evidence.text)
    return found


@pytest.mark.parametrize(
    ("topic", "sentence", "text"),
    [
        ("opening_date", "L’appel à projets a été lancé le 15 juillet 2013.", "15 juillet 2013"),
        ("opening_date", "L’appel est ouvert à partir du 2 mai 2022.", "à partir du 2 mai 2022"),
        ("closing_date", "L’appel est ouvert jusqu’au 2 mai 2020, 17h00.", "jusqu’au 2 mai 2020, 17h00"),
        ("closing_date", "Dépôt des projets, la réception faisant foi : 2 mai à midi.", "2 mai à midi"),
        ("closing_date", "Date limite de dépôt des dossiers | 14 mars 2025", "14 mars 2025"),
        ("closing_date", "La clôture, initialement le 10 mai, est reportée au 31 mai 2022.", "31 mai 2022"),
        ("results_date", "Les résultats seront notifiés avant le 20 juillet.", "avant le 20 juillet"),
        ("results_date", "La liste des lauréats sera publiée le 3 juin 2021.", "3 juin 2021"),
        ("hearing", "Les candidats seront auditionnés les 2 et 3 juillet 2020.", "2 et 3 juillet 2020"),
        ("hearing", "- 24-25 mars : jury de sélection des projets ;", "24-25 mars"),
        ("project_start", "Démarrage des projets : à compter du 1er mai 2025", "à compter du 1er mai 2025"),
        ("project_duration", "Les projets, d’une durée maximale de 24 mois, sont collectifs.", "24 mois"),
        ("total_budget", "Une enveloppe de trois millions d’euros est ouverte.", "trois millions d’euros"),
        ("grant_amount", "L’aide va de 3 000 à 9 000 € par projet.", "de 3 000 à 9 000 €"),
        ("funding_rate", "La part de l’État est de 50 % au plus du coût total.", "50 % au plus"),
        ("number_of_winners", "Elle permettra de soutenir une quinzaine de pôles.", "une quinzaine de pôles"),
        ("jury", "La sélection des projets est décidée par un jury mixte.", "un jury mixte"),
        ("where_to_file", "Le dossier est à déposer sur :\nhttps://a.example/aap", "https://a.example/aap"),
        ("where_to_file", "Dossiers à adresser au 2 rue Ney, 75007 Paris.", "2 rue Ney, 75007 Paris"),
        ("contact", "Pour toute question, contacter : aide@data.gouv.fr.", "aide@data.gouv.fr"),
        ("press_contact", "Contact presse :\nCabinet de la ministre : 01 53 18 41 04", "01 53 18 41 04"),
    ],
)  # fmt: skip
def test_a_fact_is_read_where_it_is_stated_and_taken_for_no_other(
    topic: str, sentence: str, text: str
) -> None:
    assert stated(sentence) == {topic: [text]}


def test_a_range_opens_and_closes_the_call() -> None:
    text = "L’appel à projets est ouvert du 4 mai 2020 au 7 juin 2020 à 23h (UTC+1)."
    assert stated(text) == {"opening_date": ["4 mai 2020"], "closing_date": ["7 juin 2020 à 23h (UTC+1)"]}


def test_a_cue_of_what_follows_does_not_count() -> None:
    assert stated("Le dossier est à envoyer à depot@a.example (contact : 01 22 33 44 55).") == {
        "where_to_file": ["depot@a.example"],
        "contact": ["01 22 33 44 55"],
    }
    assert stated(
        "Le jury auditionnera les candidats fin mai, pour une annonce des résultats le 10 juin."
    ) == {
        "hearing": ["fin mai"],
        "results_date": ["10 juin"],
    }
    assert stated(
        "Les projets pourront démarrer dès le 1er mai 2024 et s’achèveront avant le 31 août 2026."
    ) == {"project_start": ["dès le 1er mai 2024"]}


def test_facts_of_one_sentence_are_told_apart() -> None:
    text = " ".join(
        (
            "Le jury se réunira les 24 et 25 mars et la sélection finale sera annoncée d’ici début avril.",
            "L’aide est plafonnée à 150 000 € par projet et à 70 % des dépenses éligibles.",
            "L’enveloppe de trois millions d’euros permettra de soutenir une quinzaine de pôles.",
        )
    )
    assert stated(text) == {
        "results_date": ["d’ici début avril"],
        "hearing": ["24 et 25 mars"],
        "total_budget": ["trois millions d’euros"],
        "grant_amount": ["150 000 €"],
        "funding_rate": ["70 %"],
        "number_of_winners": ["une quinzaine de pôles"],
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Cet appel à projets concrétise une annonce faite par le ministre en mai 2012.",
        "Le lancement de cet appel à projets est la concrétisation d’une annonce faite en mai 2012.",
        "Conformément à la loi n° 2014-856 du 31 juillet 2014, l’appel à projets est ouvert.",
        "La réunion d’information sur l’appel à projets est ouverte le 20 février 2025.",
        "Le rapport sur l’appel à projets a été déposé au Sénat avant le 16 octobre 2013.",
        "Les lauréats transmettent leur bilan du projet au plus tard le 30 juin 2022.",
        "Les questions sur l’appel à projets peuvent être adressées jusqu’au 14 mars 2025.",
        "La lettre d’intention doit être déposée avant le 3 mars 2025 pour candidater.",
        "Seules les dépenses engagées avant le 31 décembre 2026 par le projet sont retenues.",
        "Les comptes clos au 31 décembre 2019 sont joints au dossier.",
        "Le budget de l’appel à projets 2022 s’élevait à 3 millions d’euros.",
        "L’appel à projets s’inscrit dans le plan de relance, doté de 100 milliards d’euros.",
        "L’appel à projets finance des actions menées du 1er janvier au 31 décembre 2021.",
        "L’appel à projets, d’une durée de 3 ans, est ouvert aux associations.",
        "L’autofinancement représente au moins 20 % du budget du projet.",
        "Le consortium réunit au moins trois lauréats de l’appel.",
        "Le dispositif a permis de financer 120 projets en 2021.",
        "Retrouvez l’appel à projets sur https://a.example/aap et déposez votre dossier en ligne.",
        "Les dossiers reçus après le 15 mars 2024 sont écartés.",
        "Peut-on déposer un dossier avant le 15 mars 2024 ?",
        "Le dossier ne doit pas être envoyé à accueil@data.gouv.fr.",
        "Par exemple, un dossier déposé avant le 15 mars 2024 est complet.",
        "Les candidats retenus sont rémunérés 4 000 € nets par mois.",
        "La subvention égale le coût de 4 mois d’une rémunération de 4 000€ nets par mois.",
        "Le budget du projet est d’au moins 40 000 € et le chiffre d’affaires de 2 millions d’euros au plus.",
        "Une avance de 30 % de la subvention est versée à la signature.",
        "Une cinquantaine de personnes seront recrutées, par équipe de 2 ou 3.",
        "40 dossiers seront présélectionnés.",
        "Après le succès de l’appel à projets, 218 projets lauréats dans 60 départements se développent.",
        "La pré-sélection des projets est réalisée par le comité technique.",
        "Le guide est disponible sur https://guide.example/depot.",
        "La fiche du dossier est à télécharger ici : https://modeles.example/fiche.docx",
        "Pour toute question de la presse, contacter presse@data.gouv.fr.",
        "Vos données personnelles : écrire à dpo@data.gouv.fr.",
        "Les pièces sont conservées pendant une durée de 10 ans après le projet.",
    ],
)  # fmt: skip
def test_what_looks_like_a_fact_is_none(sentence: str) -> None:
    found = stated(sentence)
    assert {topic: values for topic, values in found.items() if topic != "press_contact"} == {}
