"""The public page of statistics: the totals of the last months, and nothing that tells about one person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from anyio import Lock
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.conversations.promises import Promises
from bot.desk import Reception
from bot.pages.disclosure import public
from bot.promise_words import clock as clock_time
from bot.reporting.asked_period import in_words, last_days
from bot.reporting.reports import Report, report_of
from bot.store.periods import Period
from bot.store.statistics import Statistics
from knowledge.phrases import french_date

PATH: Final = "/statistiques"
DAYS: Final = 90
"""Days that the page is about, always the same number: two periods of one's choice could be subtracted."""
FRESH: Final = timedelta(minutes=5)
"""How long the same totals are shown."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A report, the days that it is about, and when it was computed."""

    report: Report
    period: Period
    at: datetime


class StatisticsPage:
    """Shows the totals to everybody; `clock` gives the present moment, with its time zone."""

    def __init__(
        self,
        statistics: Statistics,
        promises: Promises,
        reception: Reception,
        templates: Environment,
        clock: Callable[[], datetime],
    ) -> None:
        self._statistics = statistics
        self._promises = promises
        self._reception = reception
        self._templates = templates
        self._clock = clock
        self._computing = Lock()
        self._last: Computed | None = None

    def routes(self) -> list[Route]:
        """Return the route of the page."""
        return [Route(PATH, self.show)]

    async def show(self, _: Request) -> HTMLResponse:
        """Show the totals.

        Raises:
            DeskClosed: the texts are not open yet.
            StoreUnavailable: the database refuses.
        """
        call = self._reception.desk.corpus.call
        computed = await self._computed()
        at = self._promises.local(computed.at)
        html = self._templates.get_template("statistics.html").render(
            call=call,
            shown=public(computed.report),
            period=in_words(computed.period),
            computed=f"le {french_date(at.date())} à {clock_time(at)}",
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})

    async def _computed(self) -> Computed:
        """Return totals that are fresh; whoever asks while they are computed waits for the same ones.

        Raises:
            StoreUnavailable: the database refuses.
        """
        async with self._computing:
            now = self._clock()
            if self._last is None or not timedelta() <= now - self._last.at < FRESH:
                today = self._promises.local(now).date()
                period = last_days(DAYS, today, self._promises.hours.zone)
                totals = await self._statistics.totals(period, now)
                self._last = Computed(report_of(totals), period, now)
            return self._last
