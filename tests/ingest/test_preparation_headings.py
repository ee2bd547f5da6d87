"""A heading is read without its number, and names a topic by more than one word."""

import pytest

from ingest.preparation_headings import names, resemblance, subject_of
from knowledge.typology import load_typology

TOPICS = {topic.id: topic for topic in load_typology()}


@pytest.mark.parametrize(
    ("heading", "subject"),
    [
        ("5.5. Critères de sélection des défis", "Critères de sélection des défis"),
        ("Article 5 - Dossier de candidature", "Dossier de candidature"),
        ("Annexe 1 : MODALITES DE DEPOT", "MODALITES DE DEPOT"),
        ("II. – Les pôles", "Les pôles"),
        ("a) Les dépenses", "Les dépenses"),
        ("À propos du jury", "À propos du jury"),
        ("Les 10 questions du jury", "Les 10 questions du jury"),
        ("3. Quels sont les défis attendus ?", "Quels sont les défis attendus ?"),
        ("Préambule", ""),
        ("Article 12", ""),
        ("Chapitre II", ""),
        ("Informations complémentaires", ""),
        ("2020", ""),
        ("", ""),
    ],
)
def test_a_heading_says_what_it_is_about_or_nothing(heading: str, subject: str) -> None:
    assert subject_of(heading) == subject


def test_one_word_in_common_is_a_coincidence() -> None:
    assert resemblance(TOPICS["press_contact"], "contact pour poser une question") == 0
    assert resemblance(TOPICS["closing_date"], "date et heure limites de dépôt") == 1


@pytest.mark.parametrize(
    ("topic", "heading", "said"),
    [
        ("selection_criteria", "Critères de sélection", True),
        ("timetable", "Calendrier prévisionnel de la promotion", True),
        ("application_form", "Contenu du dossier de candidature", True),
        ("timetable", "Calendrier", True),
        ("timetable", "Calendrier du mentorat", False),
        ("territory", "Calendrier prévisionnel de la promotion", False),
        ("jury", "Engagements des candidats", False),
    ],
)
def test_a_heading_names_a_topic_by_its_name_or_an_expression(topic: str, heading: str, said: bool) -> None:
    assert names(TOPICS[topic], heading) is said
