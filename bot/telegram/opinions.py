"""The buttons below a reply once its contact has said what they think of it."""

from collections.abc import Callable

from bot.store.feedback import FEEDBACK_LABELS, FeedbackReason
from bot.telegram.buttons import Action, Press
from bot.telegram.keyboards import USEFUL, USELESS, Write
from bot.telegram.messages import Button, Rows
from bot.telegram.words import CHOSEN

REASONS = tuple(FeedbackReason)
"""The reasons in the order of their buttons."""

OPINIONS = (Action.USEFUL, Action.USELESS, Action.REASON)

Read = Callable[[str], Press | None]
"""Reads the data of a button, None if it is not ours."""


def judged(rows: Rows, press: Press, read: Read, write: Write) -> Rows:
    """Return the buttons of a message after the `press` of one that says what its contact thinks.

    What was chosen is marked, and may still be changed; the reasons are offered to who found it of no use.
    """
    place = next((at for at, row in enumerate(rows) if _is_opinion(row, read)), len(rows))
    others = [row for row in rows if not _is_opinion(row, read)]
    return (*others[:place], *_opinion(press, write), *others[place:])


def reason_of(press: Press) -> FeedbackReason | None:
    """Return the reason that a button gives, None if it gives none."""
    known = press.action is Action.REASON and 0 <= press.index < len(REASONS)
    return REASONS[press.index] if known else None


def _is_opinion(row: tuple[Button, ...], read: Read) -> bool:
    presses = (read(button.data) for button in row if button.data)
    return any(press is not None and press.action in OPINIONS for press in presses)


def _opinion(press: Press, write: Write) -> Rows:
    useful = press.action is Action.USEFUL

    def button(label: str, chosen: bool, action: Action, index: int = 0) -> Button:
        data = write(Press(action, press.conversation, press.number, index))
        return Button(CHOSEN + label if chosen else label, data)

    first = (
        button(USEFUL, chosen=useful, action=Action.USEFUL),
        button(USELESS, chosen=not useful, action=Action.USELESS),
    )
    if useful:
        return (first,)
    why = reason_of(press)
    reasons = (
        (button(FEEDBACK_LABELS[reason], chosen=reason is why, action=Action.REASON, index=index),)
        for index, reason in enumerate(REASONS)
    )
    return (first, *reasons)
