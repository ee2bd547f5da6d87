"""A few conversations of the last days, by which the numbers of reports are known."""

from datetime import datetime, timedelta

import numpy as np

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.replies import Decision
from bot.store.conversations import Conversations, Transition
from bot.store.feedback import Feedback, FeedbackReason
from knowledge.sense import SENSE

ANNE = "a" * 32
TOPIC = "la date limite"
QUESTION = "Jusqu’à quand ?"
ALSO = "=Quelle est la date limite ?"
"""It begins as a formula of a spreadsheet does."""
PROMISE = timedelta(hours=3)


class Activity:
    """Lets conversations happen, at so many days or hours before `now`."""

    def __init__(self, conversations: Conversations, feedback: Feedback, now: datetime) -> None:
        self._conversations = conversations
        self._feedback = feedback
        self._now = now

    async def usual(self) -> None:
        """One answered, one corrected, two handed over for want of texts, one on request, an old one."""
        await self.answered("c1", days=3)
        await self._feedback.give("c1", 2, True, None, self._now)
        await self.asked("c2", days=2)
        await self._change("c2", lambda c: self._reply(c, Decision.CLARIFICATION, self._before(days=2)))
        await self._change("c2", lambda c: self._said(c, QUESTION, self._before(days=2)))
        await self._change("c2", lambda c: self._reply(c, Decision.ANSWER, self._before(days=2)))
        await self._feedback.give("c2", 4, False, FeedbackReason.WRONG, self._now)
        await self.handed_off("c3", days=2, replied=2, resolved=3)
        await self.handed_off("c4", days=2, text=ALSO, channel=Channel.TELEGRAM, replied=4)
        await self.requested("c5", days=0)
        await self.answered("c6", days=60)

    async def answered(self, id: str, days: float) -> None:
        """One whose question is answered."""
        await self.asked(id, days)
        await self._change(id, lambda c: self._reply(c, Decision.ANSWER, self._before(days)))

    async def handed_off(
        self,
        id: str,
        days: float,
        text: str = QUESTION,
        channel: Channel = Channel.WEB,
        reason: str = "missing_knowledge",
        topic: str = TOPIC,
        replied: float = 0,
        resolved: float = 0,
    ) -> None:
        """One handed over, to which a person replies after so many hours, if any, and ends it."""
        at = self._before(days)
        await self.asked(id, days, text, channel)

        def to_staff(conversation: Conversation) -> Change[Conversation]:
            given = self._reply(conversation, Decision.HANDOFF, at)
            return given.then(lambda c: c.hand_off(reason, topic, text, at, at + PROMISE))

        await self._change(id, to_staff)
        seen = np.array([1, 0], dtype="<f4").tobytes()
        await self._conversations.keep_vector(id, f"{SENSE}made up", seen)
        if replied:
            later = at + timedelta(hours=replied)
            await self._change(id, lambda c: c.reply(ANNE, "Anne", "Le 3.", later, c.turn))
        if resolved:
            end = at + timedelta(hours=resolved)
            await self._change(id, lambda c: c.resolve(ANNE, end))

    async def requested(self, id: str, days: float) -> None:
        """One whose contact asks for a person, and waits."""
        at = self._before(days)
        await self.asked(id, days)
        await self._change(id, lambda c: c.hand_off("requested", "", QUESTION, at, at + PROMISE, "contact"))

    async def asked(self, id: str, days: float, text: str = QUESTION, channel: Channel = Channel.WEB) -> None:
        """One in which a question is asked."""
        at = self._before(days)
        await self._conversations.begin(Conversation.begin(id, f"of {id}", channel, at), f"digest of {id}")
        await self._change(id, lambda c: self._said(c, text, at))

    async def _change(self, id: str, transition: Transition) -> None:
        await self._conversations.change(id, transition)

    def _before(self, days: float) -> datetime:
        return self._now - timedelta(days=days)

    def _said(self, conversation: Conversation, text: str, at: datetime) -> Change[Conversation]:
        return conversation.said(text, at, at + PROMISE)

    def _reply(self, conversation: Conversation, decision: Decision, at: datetime) -> Change[Conversation]:
        return conversation.answer("…", at, conversation.asked, {"decision": decision.value})
