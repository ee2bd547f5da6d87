import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asked import Asked, asked, editions, holds


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("À quel mail envoyer le dossier ?", {Asked.EMAIL}),
        ("Quel est votre numéro de téléphone ?", {Asked.PHONE}),
        ("Sur quel site déposer ?", {Asked.LINK}),
        ("Quel montant pour une SCOP ?", {Asked.AMOUNT}),
        ("Quel taux est pris en charge ?", {Asked.SHARE}),
        ("à kel heure c fini", {Asked.TIME}),
        ("Jusqu’à quand candidater ?", {Asked.DATE}),
        ("Combien de lauréats ?", {Asked.NUMBER}),
        ("Un dossier tel que le nôtre convient-il ?", set()),
        ("Qui peut candidater ?", set()),
    ],
)
def test_a_question_asks_for_kinds_of_things(question: str, kinds: set[Asked]) -> None:
    assert asked(question) == kinds


@pytest.mark.parametrize(
    ("kind", "text", "beside"),
    [
        (Asked.EMAIL, "Écrire à ptce@finances.gouv.fr", "Écrire au ministère"),
        (Asked.PHONE, "Appeler le 01 53 18 41 04", "Appeler le 15"),
        (Asked.LINK, "Voir www.economie.gouv.fr", "Voir le portail"),
        (Asked.AMOUNT, "une aide de 4\u202f000 €", "une aide de 4 mois"),
        (Asked.AMOUNT, "trois millions d’euros", "trois millions de Français"),
        (Asked.SHARE, "50 % du coût", "50 du coût"),
        (Asked.TIME, "avant 12h00", "avant 12 jours"),
        (Asked.DATE, "le 1er août", "le 1er alinéa"),
        (Asked.NUMBER, "une vingtaine de pôles", "plusieurs pôles"),
    ],
)
def test_an_answer_bears_the_mark_of_its_kind(kind: Asked, text: str, beside: str) -> None:
    assert holds(kind, text)
    assert not holds(kind, beside)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("La promotion 12 et l’Édition 3", {"promotion 12", "edition 3"}),
        ("Et en 2014 ?", {"2014"}),
        ("La promotion 120, au 12014", set()),
        ("Quelle promotion ?", set()),
    ],
)
def test_editions_are_numbered_or_dated(question: str, expected: set[str]) -> None:
    assert editions(question) == expected


@given(st.text() | st.text("promotin 0129."))
def test_an_edition_always_has_a_number(text: str) -> None:
    assert all(any(character.isdigit() for character in edition) for edition in editions(text))
