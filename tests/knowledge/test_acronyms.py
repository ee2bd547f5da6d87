import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.acronyms import head, subject

DEFINED = "Les pôles territoriaux de coopération économique (PTCE) coopèrent."


@pytest.mark.parametrize(
    ("words", "acronym", "noun"),
    [
        ("le développement des pôles territoriaux de coopération économique ", "PTCE", "pôles"),
        ("l’économie sociale et solidaire ", "ESS", "économie"),
        ("un projet de recherche ", "ANR", ""),
        ("", "ESS", ""),
    ],
)
def test_the_noun_is_the_first_of_the_words_whose_initials_make_the_acronym(
    words: str, acronym: str, noun: str
) -> None:
    assert head(words, acronym) == noun


def test_the_subject_is_the_acronym_defined_and_used_most() -> None:
    other = "L’appel est lancé pour l’économie sociale et solidaire (ESS)."
    assert subject([DEFINED, "Un PTCE.", "Le PTCE.", other, "ESS"]) == ("PTCE", "pôles")


@pytest.mark.parametrize("texts", [[], [DEFINED], [DEFINED, "PTCE"], ["PTCE " * 9], ["(ZZZ) ZZZ ZZZ ZZZ"]])
def test_an_acronym_that_is_rare_or_undefined_is_no_subject(texts: list[str]) -> None:
    assert subject(texts) is None


@given(st.lists(st.text()))
def test_any_texts_can_be_read(texts: list[str]) -> None:
    found = subject(texts)
    assert found is None or (found[0].isupper() and found[1])
