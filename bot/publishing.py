"""Bring validated answers into service at once: ingest them, then open the desk on the new version."""

from collections.abc import Callable
from dataclasses import dataclass

from anyio import to_thread

from bot.openings import Openings
from ingest.report import Report


@dataclass(frozen=True, slots=True)
class Publisher:
    """Makes what is approved what is answered; `ingest` reads what is approved by itself, and blocks."""

    ingest: Callable[[], Report]
    openings: Openings

    async def __call__(self) -> Report:
        """Publish what is approved now, and withdraw what is not any more.

        Raises:
            IngestError: the texts of the call cannot be read.
            KnowledgeError: the store, the embedder or the index fails; what was in service stays.
        """
        return await to_thread.run_sync(self._publish)

    async def renew(self) -> None:
        """Lead contacts by the criteria and the steps that staff have just kept.

        Raises:
            DeskClosed: the texts are not open yet; they will open with them.
            KnowledgeError: the store fails; what was in force stays.
        """
        await to_thread.run_sync(self.openings.renew)

    def _publish(self) -> Report:
        report = self.ingest()
        self.openings.newest()
        return report
