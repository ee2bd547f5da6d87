import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.glossary import Glossary, load_glossary

GLOSSARY = Glossary(
    {
        "collectivité territoriale": ["commune", "mairie"],
        "établissement d'enseignement supérieur": ["école de commerce"],
        "entreprise commerciale": ["commerce", "start-up"],
        "groupement": ["s'associer"],
    }
)


@pytest.mark.parametrize(
    ("question", "explained"),
    [
        ("Une commune ?", "Une commune (collectivité territoriale) ?"),
        ("La MAIRIE ou la commune", "La MAIRIE (collectivité territoriale) ou la commune"),
        ("Une école de commerce", "Une école de commerce (établissement d'enseignement supérieur)"),
        ("Un commerce", "Un commerce (entreprise commerciale)"),
        ("Une start-up !", "Une start-up (entreprise commerciale) !"),
        ("Peut-on s’associer ?", "Peut-on s’associer (groupement) ?"),
        ("Les commerces", "Les commerces"),
        ("", ""),
    ],
)
def test_what_applicants_say_is_followed_by_the_official_term(question: str, explained: str) -> None:
    assert GLOSSARY.explain(question) == explained


@given(
    st.text() | st.lists(st.sampled_from(["commune", "école de commerce", "mairie", "?", "un"])).map(" ".join)
)
def test_a_question_keeps_all_its_words_and_each_term_is_said_once(question: str) -> None:
    explained = GLOSSARY.explain(question)
    for term in (
        "collectivité territoriale",
        "établissement d'enseignement supérieur",
        "entreprise commerciale",
    ):
        assert explained.count(f" ({term})") - question.count(f" ({term})") in (0, 1)
        explained = explained.replace(f" ({term})", "")
    assert explained.replace(" (groupement)", "") == question


@given(st.text())
def test_a_glossary_without_words_explains_nothing(question: str) -> None:
    assert Glossary({}).explain(question) == question


def test_the_glossary_of_the_product_knows_how_applicants_speak() -> None:
    assert "collectivité territoriale" in load_glossary().explain("Ma commune peut-elle candidater ?")


def test_the_acronym_of_the_texts_is_explained_too() -> None:
    text = "Les pôles territoriaux de coopération économique (PTCE). Un PTCE. Ce PTCE."
    assert "(PTCE)" in load_glossary([text]).explain("Qui anime un pôle ?")
    assert "(PTCE)" not in load_glossary().explain("Qui anime un pôle ?")
