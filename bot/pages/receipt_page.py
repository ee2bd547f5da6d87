"""The page that shows a receipt to whoever has its number, and to no search engine."""

from collections.abc import Callable
from dataclasses import dataclass, field

from anyio import CapacityLimiter, to_thread
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.api.problems import Refusal
from bot.desk import Desk, Reception
from bot.pages.receipt_sheet import lay_out_receipt
from bot.pages.receipt_words import UNKNOWN, UNREADABLE
from bot.receipts import Checked, check
from knowledge.receipt import Receipt, UnreadableReceipt, normal

Find = Callable[[str], Receipt | None]
"""Looks a receipt up by its number as `new_number` writes it; it may wait for the database."""

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Renders receipts; `limiter` says how many may be looked up at the same time."""

    reception: Reception
    find: Find
    templates: Environment
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))

    def route(self) -> Route:
        """Return the route of the page."""
        return Route("/recus/{number}", self.show)

    async def show(self, request: Request) -> HTMLResponse:
        """Show what a reply rested on, and whether the same would be decided today.

        Raises:
            DeskClosed: the texts are not open yet.
            Refusal: 404 when no receipt has this number.
        """
        desk = self.reception.desk
        number = normal(request.path_params["number"])
        if number is None:
            raise Refusal(404, UNKNOWN, HEADERS)
        checked = await to_thread.run_sync(self._checked, number, desk, limiter=self.limiter)
        topics = {covered.topic: covered.name for covered in desk.coverage.topics}
        html = self.templates.get_template("receipt.html").render(
            call=desk.corpus.call,
            sheet=lay_out_receipt(checked, topics, desk.corpus),
            same=checked.same,
        )
        return HTMLResponse(html, headers=HEADERS)

    def _checked(self, number: str, desk: Desk) -> Checked:
        """Return the receipt, checked against the texts in service.

        Raises:
            Refusal: 404 when there is none, or none that this release can read.
        """
        try:
            receipt = self.find(number)
        except UnreadableReceipt:
            raise Refusal(404, UNREADABLE, HEADERS) from None
        if receipt is None:
            raise Refusal(404, UNKNOWN, HEADERS)
        return check(receipt, desk.corpus)
