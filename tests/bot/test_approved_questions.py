"""What staff approved of the shipped call is what the product says, in their very words."""

import pytest

from bot.desk import Desk
from bot.replies import Decision
from bot.settings import SHIPPED_CORPUS
from ingest.preparation import PreparedTopic, load_preparation
from knowledge.preparation import State

EVERY = 4
"""One question in so many is asked: all of them take a minute."""

APPROVED = [
    (topic, question)
    for topic in load_preparation(SHIPPED_CORPUS).approved
    if topic.state in (State.STATED, State.PARTLY)
    for question in topic.questions
]


def words(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


@pytest.mark.parametrize(
    ("topic", "question"), APPROVED[::EVERY], ids=[question for _, question in APPROVED[::EVERY]]
)
def test_an_approved_question_is_answered_in_the_words_approved(
    cautious: Desk, topic: PreparedTopic, question: str
) -> None:
    reply = cautious.reply(question)
    assert reply.decision is Decision.ANSWER
    quoted = words(" ".join((reply.text, *(one.quote for one in reply.citations))))
    assert any(words(one.quote) in quoted for one in topic.passages)


def test_there_are_enough_of_them_to_tell() -> None:
    assert len(APPROVED) > 200
