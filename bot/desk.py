"""The desk that answers questions, and the reception that lets contacts reach it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from anyio import CapacityLimiter, to_thread

from bot.eligibility.guide import Guide
from bot.eligibility.offering import of_anyone
from bot.eligibility.path import Path
from bot.errors import DeskBusy, DeskClosed
from bot.replies import Reply
from knowledge.coverage import Coverage
from knowledge.documents import Corpus

OPENING = "L’assistant ouvre ses textes. Il répondra dans quelques instants."


class Desk(Protocol):
    """Whatever answers questions about one corpus."""

    @property
    def corpus(self) -> Corpus:
        """The texts that answers rest on, read once."""

    @property
    def coverage(self) -> Coverage:
        """What the texts cover of what applicants ask, read once."""

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Answer a question; `history` holds the contact's earlier ones, oldest first.

        It computes for tens of milliseconds, and waits for the embedder if that is an endpoint: it
        belongs in a worker thread.
        A failure is a handoff: this never raises.
        """

    def vector(self, text: str) -> tuple[str, bytes]:
        """Return what a question means, to be compared with others: what made it, and float32 of norm 1.

        The numbers are little-endian; only those that the same maker made can be compared.

        It takes as long as a reply.

        Raises:
            KnowledgeError: the embedder does not answer.
        """


class Reception:
    """Lets contacts reach the desk: not before it is open, and never more at once than it can serve."""

    def __init__(
        self, desk: Desk | None = None, guide: Guide | None = None, *, at_once: int = 4, waiting: int = 64
    ) -> None:
        self._desk = desk
        self._guide = guide
        self._reason = OPENING
        self._limiter = CapacityLimiter(at_once)
        self._room = at_once + waiting
        self._inside = 0

    def open(self, desk: Desk, guide: Guide | None = None) -> None:
        """Let contacts in; may be called from another thread."""
        self._desk, self._guide = desk, guide

    def renew(self, guide: Guide) -> None:
        """Lead contacts by other rules from now on; may be called from another thread."""
        self._guide = guide

    def refuse(self, reason: str) -> None:
        """Keep the desk closed for a `reason`, one French sentence; may be called from another thread."""
        self._desk, self._reason = None, reason

    @property
    def desk(self) -> Desk:
        """The open desk.

        Raises:
            DeskClosed: it is not open yet, or could not be opened.
        """
        if self._desk is None:
            raise DeskClosed(self._reason)
        return self._desk

    @property
    def guide(self) -> Guide | None:
        """What leads contacts through criteria and steps, None while nothing does."""
        return self._guide

    def require_open(self) -> None:
        """Make sure that the desk is open.

        Raises:
            DeskClosed: it is not.
        """
        self.desk  # noqa: B018 - for the error that it raises

    async def vector(self, text: str) -> tuple[str, bytes]:
        """Return what a question means, as `Desk.vector` does.

        Raises:
            DeskClosed: the desk is not open.
            KnowledgeError: the embedder does not answer.
        """
        return await to_thread.run_sync(self.desk.vector, text, limiter=self._limiter)

    async def lead(self, question: str, history: Sequence[str], path: Path | None, now: datetime) -> Reply:
        """Reply in a conversation that is that far along a `path`: by the next question, or from the texts.

        Once the call has closed, every reply begins by saying so, but the questions of a path that is
        under way: the first one said it, and the sheet will.

        Raises:
            DeskClosed: the desk is not open.
            DeskBusy: too many questions already wait.
        """
        guide = self._guide
        if guide is None:
            return await self.reply(question, history)
        self.require_open()
        led = partial(guide.hear, question, path, history, now)
        reply = await to_thread.run_sync(led, limiter=self._limiter)
        if reply is None:
            own = await self.reply(question, of_anyone(history))
            return self._noticed(guide.after(own, path, now), now)
        under_way = path is not None and path.stage.waits and reply.sheet is None
        return reply if under_way else self._noticed(reply, now)

    async def answer(self, question: str, now: datetime) -> Reply:
        """Answer a question from the texts where no conversation is kept; a closed call is said first.

        Raises:
            DeskClosed: the desk is not open.
            DeskBusy: too many questions already wait.
        """
        return self._noticed(await self.reply(question), now)

    async def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Answer a question in a worker thread of our own, so that a burst cannot exhaust the shared ones.

        Raises:
            DeskClosed: the desk is not open.
            DeskBusy: too many questions already wait.
        """
        desk = self.desk
        if self._inside >= self._room:
            raise DeskBusy
        self._inside += 1
        try:
            return await to_thread.run_sync(partial(desk.reply, question, history), limiter=self._limiter)
        finally:
            self._inside -= 1

    def _noticed(self, reply: Reply, now: datetime) -> Reply:
        """Say first that the call has closed, if it has."""
        notice = self._guide.closed_notice(now) if self._guide else ""
        if not notice:
            return reply
        why = f"{notice}\n{reply.why}" if reply.why else ""
        return replace(reply, text=f"{notice}\n{reply.text}", why=why)
