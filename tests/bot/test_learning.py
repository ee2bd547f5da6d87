from dataclasses import replace

import pytest

from bot.quality.evaluation import Evaluation
from bot.quality.learning import NotingDesk, lessons_of, unread
from bot.quality.measures import score
from bot.replies import Reply
from knowledge.decision import Reading
from knowledge.evidence import Read
from knowledge.reading_weights import Lesson
from knowledge.receipt import Receipt
from tests.bot.labelled_desks import ScriptedDesk, handed, labelled, right, wrong
from tests.knowledge.made_up_receipts import MODEL, evidence, receipt

WEIGHED = replace(MODEL, reading=Reading("openai:m", 2.0, 0.0, -2.0))
UNREAD_CONFIDENCE = 0.5


def kept(read: Read | None, adrift: bool = False) -> Receipt:
    return receipt(evidence=evidence(gathered=0.25, read=read, adrift=adrift), model=WEIGHED)


def evaluation(*replies: Reply) -> Evaluation:
    return Evaluation(tuple(score(labelled(str(n)), reply) for n, reply in enumerate(replies)))


def test_a_lesson_has_the_confidence_of_before_the_reading() -> None:
    run = evaluation(right(0.9), wrong(0.1), right(0.9), handed(), right(0.99))
    receipts = (kept(Read.YES), kept(Read.NO), kept(None), kept(Read.NO), None)
    assert lessons_of(run, receipts) == (
        Lesson(UNREAD_CONFIDENCE, Read.YES, True),
        Lesson(UNREAD_CONFIDENCE, Read.NO, False),
    )


def test_a_receipt_for_each_question_is_needed() -> None:
    with pytest.raises(ValueError):
        lessons_of(evaluation(right()), ())


def test_only_what_was_asked_and_not_told_is_unread() -> None:
    plain = receipt(evidence=evidence(gathered=0.25), model=MODEL)
    assert unread((kept(None), kept(Read.NO), kept(None, adrift=True), plain, None)) == 1


def test_a_desk_notes_the_receipt_of_each_reply_and_is_the_same_otherwise() -> None:
    inner = ScriptedDesk({"A ?": replace(right(), receipt="N1"), "B ?": handed()})
    desk = NotingDesk(inner)
    assert desk.reply("A ?", ("Avant ?",)) == replace(right(), receipt="N1")
    assert desk.reply("B ?") == handed()
    assert desk.numbers == ["N1", None]
    assert inner.asked == [("A ?", ("Avant ?",)), ("B ?", ())]
    assert (desk.corpus, desk.coverage) == (inner.corpus, inner.coverage)
