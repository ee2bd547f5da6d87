"""What leaves for elsewhere than our pages and has not arrived: which wait, which were given up, and why."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.api.problems import Refusal
from bot.console.access import noted
from bot.console.deliveries_view import awaited, given_up
from bot.console.forms import read_form
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.staff.roles import Permission
from bot.store.outbox import State

HOME = "/console/envois"
MOST = 100
"""Deliveries of each list of the page."""

SAID = {
    "relance": "L’envoi va être essayé de nouveau.",
    "abandon": "L’envoi est abandonné.",
    "rien": "Cet envoi n’attendait plus : quelqu’un s’en est occupé.",
}


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """Shows the deliveries that failed, and those that wait."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the page."""
        needs = Permission.DELIVERIES
        return [
            ConsoleRoute(HOME, ("GET",), needs, self.show, menu="Envois"),
            ConsoleRoute(f"{HOME}/{{id:int}}", ("POST",), needs, self.act),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show the deliveries that were given up and those that wait; that they were seen is noted."""
        outbox = self.office.stores.outbox
        await noted(self.office, me, "deliveries.seen")
        counts = await outbox.counts()
        return page(
            self.office, request, me, "deliveries.html",
            waiting=counts[State.WAITING], sent=counts[State.SENT], dead=counts[State.DEAD],
            unreachable=counts.get("unreachable", 0),
            letters=given_up(await outbox.dead_letters(MOST)), late=awaited(await outbox.waiting(MOST)),
            said=SAID.get(request.query_params.get("fait", ""), ""),
        )  # fmt: skip

    async def act(self, request: Request, me: Me) -> Response:
        """Have a delivery tried again, or give it up for good.

        Raises:
            Refusal: 422 when the form asks for neither.
        """
        form, outbox = await read_form(request), self.office.stores.outbox
        id, now = min(request.path_params["id"], 2**31 - 1), self.office.clock()
        if form["action"] == "relancer":
            done = await outbox.retry(id, me.staff.id, now)
            self.office.nudge()
        elif form["action"] == "abandonner":
            done = await outbox.cancel(id, me.staff.id, now)
        else:
            raise Refusal(422, "Choisissez de relancer l’envoi ou de l’abandonner.")
        word = {"relancer": "relance", "abandonner": "abandon"}[form["action"]] if done else "rien"
        return RedirectResponse(f"{HOME}?fait={word}", 303)
