import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asked import Asked, Wanted, editions, holds, wanted

texts = st.text() | st.text("combien de pôles à quelle heure dix 12 €%@.", max_size=60)
wants = st.builds(
    Wanted,
    st.frozensets(st.sampled_from(Asked)),
    st.frozensets(st.sampled_from(["pol", "laureat", "projet"])),
)


def of(*kinds: Asked) -> Wanted:
    return Wanted(frozenset(kinds))


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("À quel mail envoyer le dossier ?", {Asked.EMAIL}),
        ("Quel est votre numéro de téléphone ?", {Asked.PHONE}),
        ("Sur quel site déposer ?", {Asked.LINK}),
        ("Quel montant pour une SCOP ?", {Asked.AMOUNT}),
        ("Combien touche un lauréat ?", {Asked.AMOUNT}),
        ("Combien ça coûte ?", {Asked.AMOUNT}),
        ("Quel taux est pris en charge ?", {Asked.SHARE}),
        ("à kel heure c fini", {Asked.TIME}),
        ("Jusqu’à quand candidater ?", {Asked.DATE}),
        ("Combien de temps dure l’audition ?", {Asked.DURATION}),
        ("Pendant combien de mois, et à quelle date ?", {Asked.DURATION}),
        ("Quand, et pendant combien de jours ?", {Asked.DATE, Asked.DURATION}),
        ("Tous les combien remettre un bilan ?", {Asked.FREQUENCY}),
        ("À partir de quel âge ?", {Asked.AGE}),
        ("Combien de lauréats ?", {Asked.NUMBER}),
        ("Vous êtes combien ?", {Asked.NUMBER}),
        ("Où déposer le dossier ?", {Asked.PLACE}),
        ("Qui choisit les projets ?", {Asked.PERSON}),
        ("Quel est le montant, et quand est-il versé ?", {Asked.AMOUNT, Asked.DATE}),
        ("Un dossier tel que le nôtre convient-il ?", set()),
        ("Que contient le dossier ?", set()),
    ],
)
def test_a_question_asks_for_kinds_of_things(question: str, kinds: set[Asked]) -> None:
    assert wanted(question).kinds == kinds


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
        (Asked.DURATION, "pendant trois à cinq semaines", "pendant la phase orale"),
        (Asked.FREQUENCY, "un bilan chaque trimestre", "un bilan complet"),
        (Asked.AGE, "avoir dix-huit ans", "être majeur"),
        (Asked.NUMBER, "une vingtaine de pôles", "des pôles"),
    ],
)
def test_an_answer_bears_the_mark_of_its_kind(kind: Asked, text: str, beside: str) -> None:
    assert holds(of(kind), text)
    assert not holds(of(kind), beside)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Une quinzaine de pôles sont choisis.", True),
        ("Nombre de pôles : 15", True),
        ("Les pôles territoriaux reçoivent 15 visites.", False),
        ("Un pôle réunit trois entreprises.", False),
        ("Le jury compte 15 membres.", False),
        ("Les pôles sont choisis.", False),
    ],
)
def test_a_number_counts_what_is_asked_about(text: str, held: bool) -> None:
    assert holds(wanted("Combien de pôles ?"), text) is held


def test_what_is_counted_may_be_said_in_the_words_of_official_texts() -> None:
    question = "Combien de communes ?"
    text = "Dix collectivités sont choisies."
    assert not holds(wanted(question), text)
    assert holds(wanted(question, "Combien de collectivités ?"), text)


def test_a_text_must_hold_every_kind_that_is_asked() -> None:
    both = of(Asked.EMAIL, Asked.TIME)
    assert holds(both, "ptce@finances.gouv.fr, avant 12h00")
    assert not holds(both, "ptce@finances.gouv.fr")
    assert not holds(both, "avant 12h00")


@pytest.mark.parametrize("kinds", [(), (Asked.PLACE,), (Asked.PERSON,), (Asked.PLACE, Asked.PERSON)])
def test_no_text_is_known_to_hold_what_leaves_no_mark(kinds: tuple[Asked, ...]) -> None:
    assert not of(*kinds).marked
    assert not holds(of(*kinds), "Le ministre, 12 € à Paris, le 3 mai, à 12h00, www.exemple.fr, 50 %")


def test_a_place_beside_an_amount_does_not_hide_it() -> None:
    assert of(Asked.PLACE, Asked.AMOUNT).marked == {Asked.AMOUNT}
    assert holds(of(Asked.PLACE, Asked.AMOUNT), "une aide de 4 €")


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


@given(texts, texts)
def test_something_is_counted_only_where_a_number_is_asked(question: str, officially: str) -> None:
    found = wanted(question, officially)
    assert not found.counted or Asked.NUMBER in found.kinds


@given(wants, texts, texts)
def test_a_text_that_goes_on_holds_no_less(asked: Wanted, text: str, more: str) -> None:
    assert not holds(asked, text) or holds(asked, f"{text}\n{more}")


@given(wants, texts)
def test_kinds_are_held_each_on_its_own(asked: Wanted, text: str) -> None:
    each = [holds(Wanted(frozenset({kind}), asked.counted), text) for kind in asked.marked]
    assert holds(asked, text) == (bool(each) and all(each))
