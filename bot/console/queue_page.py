"""The queue: the conversations that staff look for, kept up to date while they look."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.api.event_stream import EventStream
from bot.console.access import noted
from bot.console.live import queue_events, still_there
from bot.console.queue_view import HOME, SIZE, Look, empty_words, read_look, row_of, tabs
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.console.words import CHANNELS, REASONS, counted, reason_label
from bot.staff.roles import Permission
from bot.store.queue import View

ANY = ("", "Tous")
"""The choice of a filter that lets everything through."""


TOPICS_KEPT = timedelta(minutes=1)
"""How long the topics to choose from are not counted again."""

ALIKE_KEPT = timedelta(seconds=10)
"""How long the conversations that ask the same are not compared again."""


class QueuePage:
    """Shows the queue."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._topics: tuple[datetime, list[str]] | None = None
        self._alike: tuple[datetime, dict[str, int]] | None = None

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the queue."""
        needs, get = Permission.ANSWER, ("GET",)
        return [
            ConsoleRoute(HOME, get, needs, self.show, menu="Conversations"),
            ConsoleRoute(f"{HOME}/file", get, needs, self.update, background=True),
            ConsoleRoute(f"{HOME}/evenements", get, needs, self.events, background=True),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show a page of the queue, with the choices of its filters."""
        look = read_look(request.query_params)
        topics = await self._known_topics()
        listed = await self._listed(look, me)
        choices: dict[str, Any] = {
            "reasons": [ANY, *REASONS.items(), *_kept(look.filters.reason, REASONS)],
            "topics": [ANY, *((topic, topic) for topic in topics)],
            "channels": [ANY, *CHANNELS.items()],
            "view": dict(request.query_params).get("vue", ""),
            "clear": Look(type(look.filters)(look.filters.view)).address(),
        }
        return page(self._office, request, me, "queue.html", **listed, **choices)

    async def update(self, request: Request, me: Me) -> Response:
        """Show the list alone, and say how many wait besides those that the page knew of."""
        listed = await self._listed(read_look(request.query_params), me)
        response = page(self._office, request, me, "queue_live.html", **listed)
        known = request.query_params.get("connues", "")
        if known.isascii() and known.isdecimal() and (new := listed["waiting"] - int(known)) > 0:
            said = counted(new, "nouvelle conversation", "nouvelles conversations")
            response.headers["HX-Trigger"] = json.dumps({"annonce": f"{said} en attente."})
        return response

    async def events(self, request: Request, _: Me) -> Response:
        """Tell that a conversation changed, whenever one does."""
        alive = partial(still_there, self._office, request)
        return EventStream(queue_events(self._office.hub, alive))

    async def _known_topics(self) -> list[str]:
        """Return the topics of all conversations, in alphabetical order."""
        now = self._office.clock()
        if self._topics is None or now - self._topics[0] >= TOPICS_KEPT:
            counted_topics = await self._office.stores.queue.topics()
            self._topics = now, sorted(counted_topics, key=str.casefold)
        return self._topics[1]

    async def _counted_alike(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Return how many others wait and ask the same as each of some that wait."""
        now = self._office.clock()
        if self._alike is None or now - self._alike[0] >= ALIKE_KEPT:
            self._alike = now, {}
        known = self._alike[1]
        if any(id not in known for id in ids):
            known |= dict.fromkeys(ids, 0) | dict(await self._office.stores.alike.counts(ids))
        return known

    async def _listed(self, look: Look, me: Me) -> dict[str, Any]:
        """Return what the list shows; that someone searched is noted, not what they looked for."""
        stores, staff = self._office.stores, me.staff.id
        if look.filters.text:
            await noted(self._office, me, "queue.searched")
        now = self._office.promises.local(self._office.clock())
        lines, total = await stores.queue.page(look.filters, staff, look.page, SIZE)
        counts = await stores.queue.counts(staff)
        waiting = [line.conversation.id for line in lines if line.conversation.waiting_since]
        alike = await self._counted_alike(waiting)
        local = self._office.promises.local
        return {
            "heading": f"({counts[View.WAITING]}) Conversations" if counts[View.WAITING] else "Conversations",
            "look": look,
            "tabs": tabs(look, counts),
            "rows": [row_of(line, alike.get(line.conversation.id, 0), staff, now, local) for line in lines],
            "total": total,
            "pages": max(1, -(-total // SIZE)),
            "empty": empty_words(look),
            "waiting": counts[View.WAITING],
        }


def _kept(chosen: str, known: Any) -> list[tuple[str, str]]:
    """Return a choice that is made but not offered, so that the form shows it."""
    return [] if not chosen or chosen in known else [(chosen, reason_label(chosen))]
