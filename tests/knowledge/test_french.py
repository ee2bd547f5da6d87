import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.french import STOP_WORDS, fold, stems, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉLIGIBLE", "eligible"),
        ("qu’est-ce", "qu'est-ce"),
        ("Œuvre, ex æquo", "oeuvre, ex aequo"),
        ("4\u202f000\u00a0€", "4 000 €"),
        ("coopé\u00adration", "cooperation"),
        ("e\u0301conomie", "economie"),
        ("№ 727", "no 727"),
        ("𝐁𝐨𝐧𝐣𝐨𝐮𝐫", "bonjour"),
        ("", ""),
    ],
)
def test_folding_forgets_case_accents_and_typography(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_what_is_folded_has_no_capital(text: str) -> None:
    assert fold(text) == fold(text).lower()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’ESS qu’il faut", ["ess", "il", "faut"]),
        ("aujourd’hui", ["aujourd", "hui"]),
        ("jusqu'au 1er octobre", ["au", "1er", "octobre"]),
        ("1,5 % et 12.30 h", ["1,5", "et", "12.30", "h"]),
        ("...?!", []),
    ],
)
def test_words_lose_their_article_and_numbers_stay_whole(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_words_are_pieces_of_the_folded_text_in_order(text: str) -> None:
    folded, at = fold(text), 0
    for word in words(text):
        at = folded.index(word, at) + len(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("la candidature", "les candidatures"),
        ("territorial", "territoriaux"),
        ("coopération économique", "COOPERATIONS ECONOMIQUES"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other) != []


def test_words_without_meaning_have_no_stem() -> None:
    assert stems("Est-ce que vous pouvez dire combien ?") == stems("pouvez dire")
    assert stems(" ".join(word for word in STOP_WORDS if "-" not in word)) == []


@given(st.text() | st.text("aeiouy ", max_size=12))
def test_no_stem_is_empty(text: str) -> None:
    assert all(stems(text))
