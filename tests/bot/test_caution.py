from dataclasses import replace

import pytest

from bot.talk.caution import personal_data, warning
from knowledge.documents import Passage
from tests.bot.desks import CALL, CORPUS, PASSAGES

IBAN = "FR76 3000 6000 0112 3456 7890 189"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Écrivez-moi : claire.durand@exemple.fr", "une adresse électronique"),
        ("Appelez le 06 12 34 56 78", "un numéro de téléphone"),
        ("J’appelle du +33 6 12 34 56 78", "un numéro de téléphone"),
        ("Mon numéro : 2 55 08 14 168 025 38", "un numéro de sécurité sociale"),
        (f"Versez sur {IBAN}", "un numéro de compte bancaire (IBAN)"),
        ("SIRET 732 829 320 00074", "un numéro SIRET"),
    ],
)
def test_what_is_recognised_by_its_form_is_warned_of(text: str, found: str) -> None:
    assert personal_data(text) == personal_data(text, CORPUS) == (found,)


@pytest.mark.parametrize(
    "text",
    [
        "Une commune peut-elle répondre ?",
        "Je m’appelle Claire Durand, du 3 rue des Lilas",
        "Une aide de 300 000 euros en 2013, article 5, paragraphe 12.3",
        "Le 3939 ou le 0 800 100 200",
    ],
)
def test_what_is_often_public_is_not(text: str) -> None:
    assert personal_data(text, CORPUS) == ()


def test_what_the_texts_publish_is_no_secret_however_it_is_written() -> None:
    said = Passage("x", "communique", 9, "Renseignements : 01 44 87 17 17, ptce@finances.gouv.fr.", (), "fin")
    corpus = replace(CORPUS, passages=(*PASSAGES, said), call=replace(CALL, contact="aap@ville.fr"))
    for text in ("Le +33 1 44 87 17 17 ?", "PTCE@finances.gouv.fr répond ?", "aap@ville.fr, au 0144871717 ?"):
        assert personal_data(text) != () and personal_data(text, corpus) == ()
    assert personal_data("aap@ville.fr ou moi@ville.fr", corpus) == ("une adresse électronique",)


def test_the_warning_names_all_that_was_found() -> None:
    said = warning(personal_data("claire@exemple.fr, 06 12 34 56 78"))
    assert "contenir une adresse électronique et un numéro de téléphone." in said


def test_many_numbers_that_are_nobodys_do_not_hold_the_server_up() -> None:
    text = "1/2 " * 2_400 + "Appelez le 06 12 34 56 78."
    assert len(text) < 10_000
    assert personal_data(text) == ()
    assert personal_data(text[-200:]) == ("un numéro de téléphone",)
