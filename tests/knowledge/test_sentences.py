from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import sentences, spans
from tests.knowledge.drafts import prose

texts = st.text() | prose | st.text(" \n.:»«()AbM1é€…", max_size=60)


@given(texts)
def test_sentences_are_literal_slices_that_lose_only_white_space(text: str) -> None:
    assert sentences(text) == [text[start:end] for start, end in spans(text)]
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(texts)
def test_sentences_follow_each_other_and_none_is_blank_or_padded(text: str) -> None:
    assert all(before[1] <= after[0] for before, after in pairwise(spans(text)))
    assert all(sentence and sentence == sentence.strip() for sentence in sentences(text))
    assert not any("\n" in sentence for sentence in sentences(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il suit. Elle aussi.", ["Il suit.", "Elle aussi."]),
        ("Qui ? Le jury ! Et vous…  Moi.", ["Qui ?", "Le jury !", "Et vous…", "Moi."]),
        ("Les pièces :\n- un budget ;\n\n- un plan.", ["Les pièces :", "- un budget ;", "- un plan."]),
        ("Il dit « oui. » Puis il part.", ["Il dit « oui. »", "Puis il part."]),
        ("Fini. « Le reste » suit.", ["Fini.", "« Le reste » suit."]),
        ("Le 1er juin. 2 lots.", ["Le 1er juin.", "2 lots."]),
        (" \n Un texte.\n ", ["Un texte."]),
        ("", []),
    ],
)
def test_a_sentence_ends_at_its_mark_or_at_the_line(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Adressez-vous à M. Durand ou à Mme. Petit.",
        "Selon l’art. 9 de la loi.",
        "1. Le dossier est complet.",
        "II. Les candidats déposent.",
        "L’article L. 123-1 s’applique.",
        "Cf. L’annexe.",
        "Il coûte 1.5 M€ en tout.",
        "la suite. en minuscules",
    ],
)
def test_an_abbreviation_or_an_ordinal_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]
