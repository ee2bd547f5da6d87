import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from knowledge.embedders import Vectors
from knowledge.entries import Channel, Entry
from knowledge.topics import TopicModel, fit, learned

DIMENSIONS = 8
LABELS = ("money", "jury", "dates", "thanks")
STATED = -2
"""What official sentences have in common, as questions have the last dimension."""

questions = arrays.arrays(np.float32, DIMENSIONS, elements=st.floats(-1, 1, width=32))
sentences = arrays.arrays(np.float32, (3, DIMENSIONS), elements=st.floats(-1, 1, width=32))


def around(place: int, count: int, seed: int, shared: int = -1) -> Vectors:
    """Return vectors of length 1 near one axis, a little scattered, with as much of another in common."""
    rows = np.random.default_rng(seed).normal(0, 0.15, (count, DIMENSIONS))
    rows[:, place] += 1
    rows[:, shared] += 1
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def fitted(statements: bool = True) -> TopicModel:
    phrasings = {label: around(place, 15, place) for place, label in enumerate(LABELS[:3])}
    stated = {label: around(place, 5, 10 + place, STATED) for place, label in enumerate(LABELS[:3])}
    return fit(phrasings, stated if statements else {}, {"thanks": around(3, 15, 3)})


MODEL = fitted()


@pytest.mark.parametrize("place", range(len(LABELS)))
def test_a_question_like_the_examples_of_a_label_is_likeliest_about_it(place: int) -> None:
    for question in around(place, 10, 99):
        shares = MODEL.shares(question)
        assert max(shares, key=lambda label: shares[label]) == LABELS[place]
        assert shares[LABELS[place]] > 0.9


@given(questions)
def test_shares_are_probabilities_that_add_up_to_1(question: Vectors) -> None:
    shares = MODEL.shares(question)
    assert tuple(shares) == MODEL.labels == LABELS
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert all(0 <= share <= 1 for share in shares.values())


@given(questions)
def test_a_profile_has_a_number_a_topic_and_length_1(question: Vectors) -> None:
    profile = MODEL.profile(question)
    assert profile.shape == (3,)
    assert float(np.linalg.norm(profile)) == pytest.approx(1, abs=1e-4) or not profile.any()


@given(sentences)
def test_sentences_are_profiled_each_on_its_own(rows: Vectors) -> None:
    assert MODEL.stated(rows).shape == MODEL.profiles(rows).shape == (3, 3)
    alone = np.vstack([MODEL.profiles(row[None]) for row in rows])
    assert MODEL.profiles(rows) == pytest.approx(alone, abs=1e-4)
    assert np.isfinite(MODEL.profiles(rows)).all()


@pytest.mark.parametrize("place", range(3))
def test_a_sentence_agrees_most_with_a_question_on_its_topic(place: int) -> None:
    (sentence,) = MODEL.profiles(around(place, 1, 55, STATED))
    agreements = [float(sentence @ MODEL.profile(around(other, 1, 77)[0])) for other in range(3)]
    assert int(np.argmax(agreements)) == place
    assert agreements[place] > 0.4
    assert int(np.argmax(MODEL.stated(around(place, 1, 55, STATED)))) == place


def test_what_all_official_sentences_have_in_common_tells_nothing() -> None:
    together = np.vstack([around(place, 5, 10 + place, STATED) for place in range(3)]).mean(axis=0)
    assert MODEL.stated(together[None]) == pytest.approx(0, abs=1e-6)
    assert not np.allclose(MODEL.stated(MODEL.asked_mean[None]), 0, atol=1e-3)


def test_no_sentence_at_all_has_no_profile() -> None:
    assert MODEL.profiles(np.empty((0, DIMENSIONS), dtype=np.float32)).shape == (0, 3)


def test_topics_can_be_learnt_from_questions_alone() -> None:
    model = fitted(statements=False)
    assert int(np.argmax(model.stated(around(1, 1, 55)))) == 1


def test_a_vector_without_length_is_about_nothing_and_breaks_nothing() -> None:
    nothing = MODEL.asked_mean
    assert not MODEL.profile(nothing).any()
    assert list(MODEL.shares(nothing).values()) == pytest.approx([0.25] * 4)


def test_topics_are_learnt_from_the_examples_among_the_entries_of_a_corpus() -> None:
    examples = [
        (Channel.PHRASING, "money", 0),
        (Channel.PHRASING, "jury", 1),
        (Channel.PHRASING, "dates", 2),
        (Channel.STATEMENT, "money", 0),
        (Channel.INTENT, "thanks", 3),
    ]
    others = (Channel.PASSAGE, Channel.HEADING, Channel.SENTENCE, Channel.QUESTION, Channel.ANNOUNCED)
    entries = [
        *(Entry(channel, "Un texte.", ("d:1",)) for channel in others),
        *(Entry(channel, "Un exemple.", (label,)) for channel, label, _ in examples for _ in range(15)),
    ]
    vectors = np.vstack([around(5, len(others), 1), *(around(place, 15, 7) for _, _, place in examples)])
    model = learned(entries, vectors)
    assert (model.labels, model.topics) == (LABELS, 3)
    for place, label in enumerate(LABELS):
        assert model.shares(around(place, 1, 99)[0])[label] > 0.9
