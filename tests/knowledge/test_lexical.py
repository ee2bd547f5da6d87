from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import Lexical, lexical_text, read_lexical, write_lexical
from tests.knowledge.drafts import passage

TEXTS = ("Une enveloppe de trois millions d’euros", "Le jury choisit les pôles", "", "Les pôles coopèrent")


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    folder = tmp_path_factory.mktemp("lexical")
    write_lexical(TEXTS, folder)
    return read_lexical(folder)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Quelle enveloppe ?", {0}),
        ("Un PÔLE", {1, 3}),
        ("Le jury des poles", {1, 3}),
        ("Qui ?", set()),
        ("xyzt aaaei", set()),
    ],
)
def test_only_texts_that_share_a_word_score(question: str, rows: set[int], lexical: Lexical) -> None:
    scores = lexical.scores(question)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert set(np.flatnonzero(scores > 0)) == rows


def test_the_text_that_shares_more_scores_more(lexical: Lexical) -> None:
    assert lexical.scores("Le jury des pôles").argmax() == 1


def test_a_rare_word_weighs_more_and_an_unknown_one_most(lexical: Lexical) -> None:
    assert 0 < lexical.weight("pol") < lexical.weight("jury") < lexical.weight("xyzt")


@pytest.mark.parametrize("texts", [(), ("",), ("?", "le la")])
def test_texts_without_a_word_can_be_indexed(texts: tuple[str, ...], tmp_path: Path) -> None:
    write_lexical(texts, tmp_path)
    assert not read_lexical(tmp_path).scores("Le jury des pôles").any()


@given(st.text())
def test_any_question_has_a_score_for_each_text_and_none_below_0(lexical: Lexical, question: str) -> None:
    scores = lexical.scores(question)
    assert scores.shape == (len(TEXTS),)
    assert (scores >= 0).all()


def test_a_missing_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="idf|index|No such file"):
        read_lexical(tmp_path)


def test_headings_and_introduction_are_searched_with_the_text() -> None:
    assert lexical_text(passage("un plan", "Il faut :", headings=("Titre", "Article"))) == (
        "Titre\nArticle\nIl faut :\nun plan"
    )
