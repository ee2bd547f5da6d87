"""The reports of the staff: what became of questions over a period, on the page and as a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from bot.api.problems import Refusal
from bot.console.access import noted
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.console.words import CHANNELS
from bot.conversations.states import Channel
from bot.reporting.asked_period import CHOICES, DATES, USUAL, BadPeriod, asked_period, in_words
from bot.reporting.draft_figures import LABELS, draft_lines, draft_rows
from bot.reporting.model_report import model_report
from bot.reporting.report_sheet import EVERYWHERE, Figures, rows_of
from bot.reporting.reports import report_of
from bot.reporting.spans import gathered, unit
from bot.reporting.spreadsheet import sheet
from bot.staff.roles import Permission
from bot.store.audit import Act
from bot.store.model_drafts import DraftMonth
from bot.store.periods import Period

PATH: Final = "/console/rapports"
EXPORT: Final = f"{PATH}.csv"
GROUPS: Final = 50
"""Questions without an answer that are shown, those that ask the same counting as one."""
LINKS: Final = 20
"""Links to the others of a group, at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for: a choice of period, two dates as they were typed, a channel."""

    choice: str = USUAL
    first: str = ""
    last: str = ""
    channel: Channel | None = None

    @property
    def query(self) -> str:
        """The parameters of an address that asks for the same."""
        dates = {"du": self.first, "au": self.last} if self.choice == DATES else {}
        return urlencode({"periode": self.choice, **dates, "canal": self.channel or ""})

    @property
    def channel_name(self) -> str:
        """Name the channel."""
        return CHANNELS[self.channel] if self.channel else EVERYWHERE


@dataclass(frozen=True, slots=True)
class ReportPages:
    """Shows and exports the reports."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the reports."""
        needs, get = Permission.REPORT, ("GET",)
        return [
            ConsoleRoute(PATH, get, needs, self.show, menu="Rapports"),
            ConsoleRoute(EXPORT, get, needs, self.export),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show the report of a period, which is noted, or say what is wrong with its dates."""
        asked = read_asked(request.query_params)
        try:
            period = self._period(asked)
        except BadPeriod as error:
            view = _form(asked, str(error)) | {"report": None}
            return page(self.office, request, me, "reports.html", 422, None, **view)
        await noted(self.office, me, "report.seen")
        figures = await self._figures(period, asked)
        view = _form(asked) | {
            "report": figures.report,
            "model": model_report(figures.model),
            "spans": gathered(figures.days),
            "unit": unit(figures.days),
            "unanswered": figures.unanswered,
            "most": GROUPS,
            "links": LINKS,
            "period": in_words(period),
            "export": f"{EXPORT}?{asked.query}",
            "drafts": draft_rows(await self._drafts(period, asked)),
            "draft_labels": list(LABELS.values()),
        }
        return page(self.office, request, me, "reports.html", 200, None, **view)

    async def export(self, request: Request, me: Me) -> Response:
        """Send the report of a period as a file, and write down that it left.

        Raises:
            Refusal: 422 when the dates make no period.
        """
        asked = read_asked(request.query_params)
        try:
            period = self._period(asked)
        except BadPeriod as error:
            raise Refusal(422, str(error)) from None
        figures = await self._figures(period, asked)
        days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
        data = {**days, "channel": asked.channel or ""}
        await self.office.stores.audit.add(
            Act(self.office.clock(), me.staff.id, "report.exported", data=data)
        )
        drafts = draft_lines(await self._drafts(period, asked), period, asked.channel_name)
        name = f"rapport-{days['first']}-{days['last']}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        rows = sheet(chain(rows_of(figures), drafts))
        return Response(rows, media_type="text/csv; charset=utf-8", headers=headers)

    async def _drafts(self, period: Period, asked: Asked) -> Sequence[DraftMonth]:
        return await self.office.stores.model_drafts.months(period, asked.channel)

    def _period(self, asked: Asked) -> Period:
        """Return the period, in days of the staff.

        Raises:
            BadPeriod: the dates make none.
        """
        promises = self.office.promises
        today: date = promises.local(self.office.clock()).date()
        return asked_period(asked.choice, asked.first, asked.last, today, promises.hours.zone)

    async def _figures(self, period: Period, asked: Asked) -> Figures:
        statistics = self.office.stores.statistics
        totals = await statistics.totals(period, self.office.clock(), asked.channel)
        days = await statistics.days(period, asked.channel)
        unanswered = await statistics.unanswered(period, asked.channel, GROUPS)
        model = await self.office.stores.model_calls.totals(period)
        return Figures(period, asked.channel_name, totals, report_of(totals), days, unanswered, model)


def read_asked(query: QueryParams) -> Asked:
    """Return what an address asks for; what the form does not offer counts as nothing."""
    choice, channel = query.get("periode", ""), query.get("canal", "")
    return Asked(
        choice if choice in CHOICES else USUAL,
        query.get("du", "")[:10],
        query.get("au", "")[:10],
        Channel(channel) if channel in set(Channel) else None,
    )


def _form(asked: Asked, error: str = "") -> dict[str, object]:
    """Return what the form shows."""
    channels = [("", EVERYWHERE), *CHANNELS.items()]
    return {"asked": asked, "choices": list(CHOICES.items()), "channels": channels, "error": error}
