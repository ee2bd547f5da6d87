"""A contact judges the replies that they got, and only those, on both databases."""

from asyncio import gather

import pytest

from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.feedback import FEEDBACK_LABELS, Feedback, FeedbackReason, Given, UnknownMessage
from tests.bot.store.made_up import ANNE, NOON, TOMORROW, asked, hands_off, replies


@pytest.fixture
def feedback(database: Database) -> Feedback:
    return Feedback(database)


async def answered(conversations: Conversations) -> None:
    """1 the question, 2 the assistant's answer, 3 the handoff, 4 told, 5 claimed, 6 the reply, 7 a note."""
    await asked(conversations)
    for transition in (
        lambda c: c.answer("Oui.", NOON, c.asked, {}).then(hands_off).then(lambda o: o.tell("…", NOON)),
        replies(ANNE),
        lambda c: c.note(ANNE, "Anne", "Vérifié.", NOON),
    ):
        await conversations.change("c1", transition)


async def test_the_replies_of_the_assistant_and_of_staff_are_judged(
    conversations: Conversations, feedback: Feedback
) -> None:
    await answered(conversations)
    await feedback.give("c1", 6, True, None, TOMORROW)
    await feedback.give("c1", 2, False, FeedbackReason.INCOMPLETE, NOON)
    assert await feedback.of("c1") == {
        2: Given(False, FeedbackReason.INCOMPLETE, NOON),
        6: Given(True, None, TOMORROW),
    }


async def test_the_last_judgement_wins(conversations: Conversations, feedback: Feedback) -> None:
    await answered(conversations)
    await feedback.give("c1", 2, False, FeedbackReason.WRONG, NOON)
    await feedback.give("c1", 2, True, None, TOMORROW)
    assert await feedback.of("c1") == {2: Given(True, None, TOMORROW)}


async def test_two_judgements_at_once_make_one(conversations: Conversations, feedback: Feedback) -> None:
    await answered(conversations)
    await gather(*(feedback.give("c1", 2, useful, None, NOON) for useful in (True, False) * 4))
    assert list(await feedback.of("c1")) == [2]


@pytest.mark.parametrize("number", [0, 1, 3, 4, 5, 7, 8])
async def test_nothing_else_is_judged(conversations: Conversations, feedback: Feedback, number: int) -> None:
    await answered(conversations)
    with pytest.raises(UnknownMessage):
        await feedback.give("c1", number, True, None, NOON)
    assert await feedback.of("c1") == {}


async def test_a_conversation_that_is_not_there_is_not_judged(feedback: Feedback) -> None:
    with pytest.raises(UnknownMessage):
        await feedback.give("c1", 2, True, None, NOON)


async def test_judgements_go_with_their_conversation(
    conversations: Conversations, feedback: Feedback
) -> None:
    await answered(conversations)
    await feedback.give("c1", 2, True, None, NOON)
    await conversations.erase("c1")
    assert await feedback.of("c1") == {}


def test_every_reason_has_its_words() -> None:
    assert set(FEEDBACK_LABELS) == set(FeedbackReason)
    assert len(set(FEEDBACK_LABELS.values())) == len(FeedbackReason)
