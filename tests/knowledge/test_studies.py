import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from knowledge.embedders import Vectors, hash_embedder
from knowledge.entries import Channel, Entry
from knowledge.entry_rows import EntryRows
from knowledge.studies import CROWD, Studies, crowd
from knowledge.topics import fit
from tests.knowledge.drafts import passage

EMBEDDER = hash_embedder()
JURY = passage("Un jury choisit.\nVoir :\nIl motive son avis.", "Les pôles :", headings=("Annonce",))
BLANK = passage("Annonce\nVoir", headings=("Annonce",))
ENTRIES = (
    Entry(Channel.PASSAGE, "Un jury choisit.", ("d:1",)),
    Entry(Channel.PASSAGE, "Annonce", ("d:2",)),
    Entry(Channel.SENTENCE, "Un jury choisit.", ("d:1",)),
    Entry(Channel.SENTENCE, "Il motive son avis.", ("d:1",)),
)
VECTORS = EMBEDDER.texts([entry.text for entry in ENTRIES])
PHRASINGS = EMBEDDER.texts(["Qui choisit ?", "Le jury choisit comment ?", "Quelle aide ?"])
TOPICS = fit({"jury": PHRASINGS[:2], "grant_amount": PHRASINGS[2:]}, {}, {})


def studies(phrasings: Vectors = PHRASINGS) -> Studies:
    return Studies(ENTRIES, VECTORS, EntryRows(ENTRIES), TOPICS, phrasings)


def test_a_passage_is_known_by_its_words_and_by_those_of_its_searched_sentences() -> None:
    study = studies().of(0, JURY)
    assert study.texts == ("Un jury choisit.", "Il motive son avis.")
    assert study.sentences[0] == {"jury", "chois"}
    assert study.sentences[0] | study.sentences[1] < study.stems
    assert "annonc" in study.stems and "pol" in study.stems


def test_all_that_is_known_of_sentences_has_a_row_each() -> None:
    study = studies().of(0, JURY)
    assert np.array_equal(study.vectors, VECTORS[2:])
    assert study.profiles == pytest.approx(TOPICS.profiles(VECTORS[2:]))
    assert study.crowd.shape == (2,)


def test_the_sentence_that_questions_look_like_is_in_a_crowd() -> None:
    choosing, reasoning = studies().of(0, JURY).crowd
    assert choosing > reasoning


def test_a_passage_without_a_searched_sentence_is_studied_too() -> None:
    study = studies().of(1, BLANK)
    assert (study.texts, study.sentences) == ((), ())
    assert len(study.vectors) == len(study.profiles) == len(study.crowd) == 0
    assert study.stems


def test_a_passage_is_studied_once() -> None:
    some = studies()
    assert some.of(0, JURY) is some.of(0, JURY)
    assert some.of(0, JURY) is not some.of(1, BLANK)


def test_without_phrasings_there_is_no_crowd() -> None:
    assert studies(PHRASINGS[:0]).of(0, JURY).crowd.tolist() == [0, 0]


def test_a_crowd_is_the_mean_of_the_nearest_phrasings() -> None:
    phrasings = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], dtype=np.float32)
    sentence = np.array([[1, 0]], dtype=np.float32)
    assert crowd(sentence, phrasings, 2) == pytest.approx([0.9])
    assert crowd(sentence, phrasings, 99) == pytest.approx([0.2])
    assert crowd(sentence, phrasings) == crowd(sentence, phrasings, CROWD)


@given(
    arrays.arrays(np.float32, (3, 4), elements=st.floats(-1, 1, width=32)),
    arrays.arrays(np.float32, (6, 4), elements=st.floats(-1, 1, width=32)),
    st.integers(1, 6),
)
def test_the_fewer_the_nearer(sentences: Vectors, phrasings: Vectors, nearest: int) -> None:
    near = sentences @ phrasings.T
    some = crowd(sentences, phrasings, nearest)
    assert (some <= near.max(axis=1) + 1e-5).all()
    assert (some >= crowd(sentences, phrasings, nearest + 1) - 1e-5).all()
