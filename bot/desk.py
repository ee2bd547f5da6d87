"""The desk that answers questions, and the reception that lets contacts reach it."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from anyio import CapacityLimiter, to_thread

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

    def __init__(self, desk: Desk | None = None, *, at_once: int = 4, waiting: int = 64) -> None:
        self._desk = desk
        self._reason = OPENING
        self._limiter = CapacityLimiter(at_once)
        self._room = at_once + waiting
        self._inside = 0

    def open(self, desk: Desk) -> None:
        """Let contacts in; may be called from another thread."""
        self._desk = desk

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
