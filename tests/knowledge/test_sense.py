import numpy as np
import pytest

from knowledge.embedders import Vectors, hash_embedder
from knowledge.sense import SENSE, TOPIC, sense, sense_name
from knowledge.topics import TopicModel, fit

EMBEDDER = hash_embedder()
PHRASINGS = {
    "deadline": ["Jusqu’à quand déposer ?", "Quelle est la date limite de dépôt ?", "Quand clôt le dépôt ?"],
    "budget": ["Quel budget total ?", "Combien d’argent y a-t-il ?", "Quelle enveloppe totale ?"],
}


@pytest.fixture(scope="module")
def topics() -> TopicModel:
    asked = {id: np.stack([EMBEDDER.question(text) for text in own]) for id, own in PHRASINGS.items()}
    intent = {"person": EMBEDDER.question("Je veux parler à quelqu’un")[None]}
    return fit(asked, {}, intent)


def of(text: str, topics: TopicModel) -> Vectors:
    return sense(EMBEDDER.question(text), topics)


@pytest.mark.parametrize(
    "text", ["Jusqu’à quand déposer ?", "tout autre chose", "", "Je veux parler à quelqu’un"]
)
def test_the_same_words_agree_wholly_whether_their_topic_is_clear_or_not(
    text: str, topics: TopicModel
) -> None:
    if text:
        assert float(of(text, topics) @ of(text, topics)) == pytest.approx(1, abs=1e-5)
    assert np.isfinite(of(text, topics)).all()


def test_a_common_topic_brings_two_questions_closer(topics: TopicModel) -> None:
    one, other = PHRASINGS["deadline"][:2]
    embeddings = float(EMBEDDER.question(one) @ EMBEDDER.question(other))
    senses = float(of(one, topics) @ of(other, topics))
    assert senses > (1 - TOPIC) * embeddings + TOPIC / 2
    apart = float(of(one, topics) @ of(PHRASINGS["budget"][0], topics))
    assert apart < senses


def test_only_topics_count_and_no_intent(topics: TopicModel) -> None:
    assert len(of("Quand ?", topics)) == 2 + 2 * EMBEDDER.dimensions
    assert of("Quand ?", topics).dtype == np.float32


def test_senses_on_other_topics_have_another_name(topics: TopicModel) -> None:
    vectors = np.eye(2, EMBEDDER.dimensions, dtype=np.float32)
    other = fit({"deadline": vectors[:1], "amount": vectors[1:]}, {}, {})
    names = {sense_name(EMBEDDER.key, topics), sense_name(EMBEDDER.key, other), sense_name("other", topics)}
    assert len(names) == 3
    assert all(name.startswith(SENSE) for name in names)
