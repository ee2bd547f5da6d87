"""A conversation and what may happen to it: pure transitions, each with the events that record it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.conversations.changes import Change
from bot.conversations.conversation_state import ConversationState
from bot.conversations.errors import NotAllowed, Stale, Taken
from bot.conversations.events import ASSISTANT, CONTACT, SYSTEM, Author, Kind, Message
from bot.conversations.states import Status

SUBJECT = 300
"""Characters of the question that stands for a conversation in a list."""

NO_WAIT: Final[Mapping[str, Any]] = {"waiting_since": None, "promised_at": None}
"""The fields of a contact who waits for nobody."""


@dataclass(frozen=True, slots=True)
class Conversation(ConversationState):
    """What may happen to a conversation; whoever makes it happen keeps the change, or drops it."""

    def said(self, text: str, at: datetime, promised_at: datetime) -> Change["Conversation"]:
        """Add a message of the contact, who waits for a person until `promised_at` if one has it.

        A resolved conversation is reopened: for a person if one had it, else for the assistant.
        """
        if self.status is Status.RESOLVED:
            status = Status.OPEN if self.handed_off_at else Status.PENDING
            reopened = self._step(Kind.REOPENED, CONTACT, at, status=status, resolved_at=None)
            return reopened.then(lambda conversation: conversation.said(text, at, promised_at))
        message = Message(self.number + 1, Author.CONTACT, text, at)
        subject = self.subject or text.strip()[:SUBJECT]
        waits = self._waiting(at, promised_at) if self.status is Status.OPEN else {}
        return self._step(
            Kind.MESSAGE, CONTACT, at, message=message, asked=message.number, subject=subject, **waits
        )

    def answer(self, text: str, at: datetime, to: int, answer: Mapping[str, Any]) -> Change["Conversation"]:
        """Add the assistant's reply to the contact's message number `to`.

        Raises:
            NotAllowed: a person has the conversation, or this message was answered already.
        """
        if self.status is not Status.PENDING:
            raise NotAllowed("Une personne a cette conversation : l’assistant se tait.")
        if to <= self.answered:
            raise NotAllowed("L’assistant a déjà répondu à ce message.")
        message = Message(self.number + 1, Author.ASSISTANT, text, at, answer=answer)
        return self._step(Kind.MESSAGE, ASSISTANT, at, message=message, answered=to)

    def tell(self, text: str, at: datetime) -> Change["Conversation"]:
        """Add a message of the system, such as what happens next."""
        message = Message(self.number + 1, Author.SYSTEM, text, at)
        return self._step(Kind.MESSAGE, SYSTEM, at, counts=False, message=message)

    def remind(self, text: str, at: datetime) -> Change["Conversation"]:
        """Add a message of the system that recalls a date, as the contact asked; it goes by e-mail too."""
        message = Message(self.number + 1, Author.SYSTEM, text, at)
        return self._step(Kind.REMINDED, SYSTEM, at, counts=False, message=message)

    def record(self, text: str, at: datetime, answer: Mapping[str, Any]) -> Change["Conversation"]:
        """Add what the contact changed on a page of theirs, such as their sheet, said by the system."""
        message = Message(self.number + 1, Author.SYSTEM, text, at, answer=answer)
        return self._step(Kind.MESSAGE, CONTACT, at, message=message)

    def hand_off(
        self, reason: str, topic: str, question: str, at: datetime, promised_at: datetime, by: str = ASSISTANT
    ) -> Change["Conversation"]:
        """Give the conversation to the staff.

        Raises:
            NotAllowed: they have it already.
        """
        if self.status is Status.OPEN:
            raise NotAllowed("Cette conversation a déjà été transmise à l’équipe.")
        return self._step(
            Kind.HANDED_OFF,
            by,
            at,
            {"reason": reason, "topic": topic, "promised_at": promised_at.isoformat()},
            status=Status.OPEN,
            reason=reason,
            topic=topic,
            subject=question.strip()[:SUBJECT] or self.subject,
            handed_off_at=self.handed_off_at or at,
            resolved_at=None,
            **self._waiting(at, promised_at),
        )

    def claim(self, staff: str, at: datetime) -> Change["Conversation"]:
        """Take the conversation, also from the assistant.

        Raises:
            Taken: someone else has it.
            NotAllowed: it is resolved, or this person has it already.
        """
        if self.assignee == staff:
            raise NotAllowed("Vous avez déjà pris cette conversation.")
        if self.assignee is not None:
            raise Taken(self.assignee)
        self._require_unresolved()
        since = self.handed_off_at or at
        return self._step(Kind.CLAIMED, staff, at, status=Status.OPEN, assignee=staff, handed_off_at=since)

    def release(self, staff: str, at: datetime) -> Change["Conversation"]:
        """Put the conversation back in the queue.

        Raises:
            Taken: someone else has it.
            NotAllowed: nobody has it, or it is resolved.
        """
        self._require_unresolved()
        self._require_hold(staff)
        return self._step(Kind.RELEASED, staff, at, assignee=None)

    def transfer(self, staff: str, to: str, at: datetime) -> Change["Conversation"]:
        """Give an open conversation to someone else of the staff, whoever has it now.

        Raises:
            NotAllowed: it is not open, or that person has it already.
        """
        if self.status is not Status.OPEN:
            raise NotAllowed("Seule une conversation transmise à l’équipe peut être confiée à quelqu’un.")
        if self.assignee == to:
            raise NotAllowed("Cette personne a déjà cette conversation.")
        return self._step(Kind.TRANSFERRED, staff, at, {"to": to}, assignee=to)

    def reply(
        self,
        staff: str,
        name: str,
        text: str,
        at: datetime,
        seen: int,
        citations: Sequence[Mapping[str, Any]] = (),
    ) -> Change["Conversation"]:
        """Add a reply of a person who had seen the event `seen`; it takes a conversation that nobody has.

        Raises:
            Taken: someone else has it.
            Stale: something to read happened since.
            NotAllowed: it is resolved, or the assistant has it.
        """
        if self.assignee not in (None, staff):
            raise Taken(str(self.assignee))
        if self.turn > seen:
            raise Stale(seen, self.turn)
        self._require_unresolved()
        if self.status is Status.PENDING:
            raise NotAllowed("Prenez d’abord cette conversation : l’assistant l’a encore.")
        if self.assignee is None:
            taken = self.claim(staff, at)
            return taken.then(lambda own: own.reply(staff, name, text, at, own.turn, citations))
        number = self.number + 1
        message = Message(number, Author.STAFF, text, at, staff, name, citations=tuple(citations))
        return self._step(
            Kind.MESSAGE,
            staff,
            at,
            message=message,
            **NO_WAIT,
            replied_at=self.replied_at or at,
        )

    def note(self, staff: str, name: str, text: str, at: datetime) -> Change["Conversation"]:
        """Add a private note, whoever has the conversation and whatever its state."""
        message = Message(self.number + 1, Author.STAFF, text, at, staff, name, private=True)
        return self._step(Kind.NOTE, staff, at, message=message)

    def give_back(self, staff: str, at: datetime) -> Change["Conversation"]:
        """Give the conversation back to the assistant, which waits for the contact's next message.

        Raises:
            Taken: someone else has it.
            NotAllowed: the assistant has it already, or it is resolved.
        """
        if self.status is not Status.OPEN:
            raise NotAllowed("Cette conversation n’est pas entre les mains de l’équipe.")
        if self.assignee not in (None, staff):
            raise Taken(str(self.assignee))
        return self._step(
            Kind.GIVEN_BACK,
            staff,
            at,
            status=Status.PENDING,
            assignee=None,
            answered=self.asked,
            **NO_WAIT,
        )

    def resolve(self, by: str, at: datetime) -> Change["Conversation"]:
        """Close the conversation, which its contact may reopen by writing; `by` is a person or the system.

        Raises:
            Taken: someone else has it.
            NotAllowed: it is resolved already.
        """
        self._require_unresolved()
        if by != SYSTEM and self.assignee not in (None, by):
            raise Taken(str(self.assignee))
        return self._step(
            Kind.RESOLVED,
            by,
            at,
            status=Status.RESOLVED,
            resolved_at=at,
            answered=self.asked,
            **NO_WAIT,
        )

    def reopen(self, staff: str, at: datetime) -> Change["Conversation"]:
        """Take up a resolved conversation again.

        Raises:
            NotAllowed: it is not resolved.
        """
        if self.status is not Status.RESOLVED:
            raise NotAllowed("Cette conversation n’est pas terminée.")
        held: dict[str, Any] = {
            "status": Status.OPEN,
            "assignee": staff,
            "handed_off_at": self.handed_off_at or at,
        }
        return self._step(Kind.REOPENED, staff, at, resolved_at=None, **held)

    def leave_address(self, email: str, at: datetime) -> Change["Conversation"]:
        """Keep the address at which the contact wants to be told of replies; "" forgets it."""
        return self._step(Kind.ADDRESS_LEFT, CONTACT, at, counts=False, email=email or None)

    def follow_to(self, chat: int, at: datetime) -> Change["Conversation"]:
        """Have what is said to the contact go to this chat too, from which they have just written."""
        return self._step(Kind.LINKED, CONTACT, at, counts=False, chat=chat, unreachable=False)

    def lose(self, at: datetime) -> Change["Conversation"]:
        """Note that the contact can no more be written to in their chat.

        Raises:
            NotAllowed: that is known already.
        """
        if self.unreachable:
            raise NotAllowed("Il est déjà noté que le demandeur ne peut plus être joint.")
        return self._step(Kind.UNREACHABLE, SYSTEM, at, counts=False, unreachable=True)

    def find(self, at: datetime) -> Change["Conversation"]:
        """Note that the contact can be written to in their chat again.

        Raises:
            NotAllowed: they could all along.
        """
        if not self.unreachable:
            raise NotAllowed("Le demandeur peut déjà être joint.")
        return self._step(Kind.REACHABLE, SYSTEM, at, counts=False, unreachable=False)

    def _waiting(self, at: datetime, promised_at: datetime) -> dict[str, Any]:
        """Return the fields of a contact who waits; who waited already keeps the first promise."""
        return {"waiting_since": self.waiting_since or at, "promised_at": self.promised_at or promised_at}

    def _require_unresolved(self) -> None:
        if self.status is Status.RESOLVED:
            raise NotAllowed("Cette conversation est terminée. Rouvrez-la d’abord.")

    def _require_hold(self, staff: str) -> None:
        if self.assignee is None:
            raise NotAllowed("Personne n’a pris cette conversation.")
        if self.assignee != staff:
            raise Taken(self.assignee)
