"""Words are found as the text prints them, whole, and nowhere else."""

import pytest

from ingest.preparation_search import pattern


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("trois millions d’euros", "soit trois millions d'euros.", "trois millions d'euros"),
        ("trois millions d'euros", "soit trois millions\nd’euros.", "trois millions\nd’euros"),
        ("30 000 euros", "de 30\u202f000\u00a0euros par projet", "30\u202f000\u00a0euros"),
        ("soutenus :  a", "soutenus\u00a0: a", "soutenus\u00a0: a"),
        ("soutenus : a", "soutenus: a", "soutenus: a"),
        ("« mots »", "les «mots» dits", "«mots»"),
        ("«mots»", "les «\u00a0mots\u00a0» dits", "«\u00a0mots\u00a0»"),
        ("50 %", "à 50% des", "50%"),
        ("https://a.fr/b?c=1", "voir https://a.fr/b?c=1.", "https://a.fr/b?c=1"),
        ("(de locaux, a.b)", "tout (de locaux, a.b) ici", "(de locaux, a.b)"),
        ("COM-91", "amendement COM‑91", "COM‑91"),
        ("appel à projets", "L'appel à projets", "appel à projets"),
        ("le 15 juillet 2013", "le 15 juillet 2013. 3 projets", "le 15 juillet 2013"),
    ],
)
def test_spaces_and_apostrophes_do_not_matter(words: str, text: str, found: str) -> None:
    match = pattern(words).search(text)
    assert match is not None
    assert match[0] == found


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("opération", "la coopération"),
        ("pole", "les poles"),
        ("pôle", "le pole"),
        ("Paris", "paris"),
        ("5 millions", "3,5 millions"),
        ("5 millions", "15 millions"),
        ("300 000 euros", "1 300 000 euros"),
        ("au plus 30", "au plus 30 000"),
        ("au plus 3", "au plus 3,5"),
        ("trois millions", "troismillions"),
        ("a.b", "acb"),
    ],
)
def test_other_words_and_other_numbers_are_not_found(words: str, text: str) -> None:
    assert pattern(words).search(text) is None
