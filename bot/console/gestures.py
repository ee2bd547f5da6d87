"""What the staff may do to a conversation besides writing, each as one pure transition."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from bot.conversations import wording
from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation


class Gesture(Protocol):
    """Does something to a conversation, in the name of someone of the staff."""

    def __call__(self, shown: Conversation, staff: str, at: datetime) -> Change[Conversation]:
        """Return the change.

        Raises:
            NotAllowed: the state of the conversation, or whoever has it, does not allow it.
        """


def claim(shown: Conversation, staff: str, at: datetime) -> Change[Conversation]:
    """Take a conversation that nobody has, or the assistant.

    Raises:
        NotAllowed: see `Conversation.claim`.
    """
    return shown.claim(staff, at)


def take_over(shown: Conversation, staff: str, at: datetime) -> Change[Conversation]:
    """Take a conversation from whoever has it.

    Raises:
        NotAllowed: see `Conversation.transfer`.
    """
    return shown.transfer(staff, staff, at)


def release(shown: Conversation, staff: str, at: datetime) -> Change[Conversation]:
    """Put a conversation back in the queue.

    Raises:
        NotAllowed: see `Conversation.release`.
    """
    return shown.release(staff, at)


def give_back(shown: Conversation, staff: str, at: datetime) -> Change[Conversation]:
    """Give a conversation back to the assistant, and tell its contact.

    Raises:
        NotAllowed: see `Conversation.give_back`.
    """
    return shown.give_back(staff, at).then(lambda given: given.tell(wording.GIVEN_BACK, at))


def resolve(shown: Conversation, staff: str, at: datetime) -> Change[Conversation]:
    """Close a conversation, and tell its contact.

    Raises:
        NotAllowed: see `Conversation.resolve`.
    """
    return shown.resolve(staff, at).then(lambda closed: closed.tell(wording.RESOLVED, at))


def reopen(shown: Conversation, staff: str, at: datetime) -> Change[Conversation]:
    """Take up a resolved conversation again.

    Raises:
        NotAllowed: see `Conversation.reopen`.
    """
    return shown.reopen(staff, at)


GESTURES: Final[Mapping[str, tuple[Gesture, str]]] = {
    "prendre": (claim, "prise"),
    "reprendre": (take_over, "prise"),
    "liberer": (release, "liberee"),
    "rendre": (give_back, "rendue"),
    "terminer": (resolve, "terminee"),
    "rouvrir": (reopen, "rouverte"),
}
"""By the word of the button: what it does, and the word of what is said then."""
