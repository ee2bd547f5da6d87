import re
from collections import Counter

import pytest

from knowledge.entries import intents
from knowledge.french import words
from knowledge.key_fact_rules import load_rules
from knowledge.typology import Topic, load_typology, read_topics

TYPOLOGY = load_typology()
EVERYTHING = [text for topic in TYPOLOGY for text in (*topic.phrasings, *topic.statements)]

ARTICLE = re.compile(r"(?:le|la|les|un|une|des|ce|ceux|celles) |l’")
ONE = """
[jury]
name = "le jury"
question = "Qui choisit ?"
terms = ["jury"]
statements = ["Un jury choisit."]
phrasings = ["Qui choisit ?", "C’est qui ?"]
"""


def test_applicants_find_their_topics() -> None:
    assert len(TYPOLOGY) >= 60
    assert len({topic.id for topic in TYPOLOGY}) == len(TYPOLOGY)
    assert len({topic.name for topic in TYPOLOGY}) == len({topic.question for topic in TYPOLOGY})
    assert len({topic.name for topic in TYPOLOGY}) == len(TYPOLOGY)


def test_each_topic_has_examples_enough_to_be_learnt() -> None:
    assert [topic.id for topic in TYPOLOGY if len(topic.phrasings) < 15 or len(topic.statements) < 5] == []


def test_identifiers_are_plain_names_that_no_intent_has() -> None:
    assert [topic.id for topic in TYPOLOGY if not re.fullmatch(r"[a-z]+(?:_[a-z]+)*", topic.id)] == []
    assert {topic.id for topic in TYPOLOGY}.isdisjoint(intents())


def test_names_can_be_said_in_a_sentence() -> None:
    names = [topic.name for topic in TYPOLOGY]
    assert [name for name in names if not ARTICLE.match(name) or name[-1] in ".?!…"] == []


def test_questions_are_whole_sentences() -> None:
    questions = [topic.question for topic in TYPOLOGY]
    assert [said for said in questions if not (said.endswith(" ?") and said[0].isupper())] == []


def test_what_is_shown_is_well_printed() -> None:
    shown = [text for topic in TYPOLOGY for text in (topic.name, topic.question)]
    assert [text for text in shown if "'" in text or text != " ".join(text.split())] == []


def test_texts_are_neither_blank_nor_surrounded_by_space() -> None:
    assert [text for text in EVERYTHING if not words(text) or text != text.strip()] == []


def test_each_topic_has_terms_that_are_words_none_twice() -> None:
    for topic in TYPOLOGY:
        assert topic.terms and all(words(term) for term in topic.terms)
        assert len(set(topic.terms)) == len(topic.terms)


def test_no_text_stands_twice_for_topics_nor_for_intents() -> None:
    everything = [*EVERYTHING, *(text for phrasings in intents().values() for text in phrasings)]
    said = Counter(" ".join(words(text)) for text in everything)
    assert [text for text, times in said.items() if times > 1] == []


def test_every_key_fact_is_a_topic() -> None:
    assert {rule.topic for rule in load_rules().facts} <= {topic.id for topic in TYPOLOGY}


def test_topics_are_read_from_toml() -> None:
    (jury,) = read_topics(ONE)
    assert jury == Topic(
        id="jury",
        name="le jury",
        question="Qui choisit ?",
        terms=("jury",),
        statements=("Un jury choisit.",),
        phrasings=("Qui choisit ?", "C’est qui ?"),
    )


def test_topics_come_in_the_order_of_their_file() -> None:
    assert [topic.id for topic in read_topics(ONE.replace("jury]", "z]") + ONE)] == ["z", "jury"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[jury", ValueError),
        (ONE.replace("statements", "sentences"), KeyError),
        (ONE + ONE, ValueError),
    ],
)
def test_what_is_no_topic_is_refused(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_topics(text)
