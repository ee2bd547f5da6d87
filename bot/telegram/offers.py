"""Questions that anybody may ask first: each is a button, and is in the text too where a button cuts one."""

from collections.abc import Sequence

from bot.labels import spaced
from bot.telegram.buttons import Action, Press
from bot.telegram.html import Written, joined
from bot.telegram.keyboards import LONGEST_LABEL, Write, shortened
from bot.telegram.messages import Button, Rows

Offer = tuple[Press, str]
"""What the button asks of us, and the question that it says."""


def example(question: str, index: int, number: int = 0) -> Offer:
    """Return a question that stands at an `index` of the list of that `number`."""
    return Press(Action.EXAMPLE, number=number, index=index), question


def buttons(offers: Sequence[Offer], write: Write) -> Rows:
    """Return a button for each question."""
    return tuple((Button(label_of(question), write(press)),) for press, question in offers)


def in_text(questions: Sequence[str]) -> Written:
    """Write questions one below the other."""
    return joined([f"– {spaced(question)}" for question in questions])


def where_cut(offers: Sequence[Offer]) -> Written:
    """Write the questions if a button does not hold one of them whole."""
    questions = [question for _, question in offers]
    return in_text(questions if any(len(one) > LONGEST_LABEL for one in questions) else ())


def label_of(question: str) -> str:
    """Return what the button of a question says."""
    return shortened(spaced(question))
