"""What the web application is made of: handed in by whoever starts it, the real parts or a test's own."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.conversations.promises import Promises
from bot.desk import Reception
from bot.model.drafting import Drafter
from bot.pages.receipt_page import Find
from bot.settings import Settings
from bot.store.stores import Stores
from bot.talk.hub import Hub
from ingest.report import Report

Publish = Callable[[], Awaitable[Report]]
"""Brings the answers that staff approved into service."""


def present() -> datetime:
    """Return the present moment, with its time zone."""
    return datetime.now(UTC)


Renew = Callable[[], Awaitable[None]]
"""Has contacts led by the criteria and the steps that count by now."""


async def nothing_new() -> None:
    """Keep what leads contacts as it is, where nothing is opened again."""


Forget = Callable[[str], None]
"""Leaves nothing of an answer, by identifier, in the texts and the receipts; it blocks."""


Job = Callable[[], Coroutine[Any, Any, None]]
"""What runs beside the requests until it is cancelled."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts; `find` looks receipts up, `drafter` writes drafts for the staff if a model is set for it.

    `beside` is what else runs while the application serves.
    """

    reception: Reception
    settings: Settings
    stores: Stores
    promises: Promises
    find: Find
    publish: Publish
    forget: Forget
    renew: Renew = nothing_new
    hub: Hub = field(default_factory=Hub)
    clock: Callable[[], datetime] = present
    drafter: Drafter | None = None
    beside: Sequence[Job] = ()
