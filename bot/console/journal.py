"""The audit log: read it by person and by action, a page at a time, and export it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.console.journal_words import ACTORS, GROUPS, action_words, data_words, named
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, moment, page
from bot.reporting.spreadsheet import MARK, Cell, line
from bot.staff.roles import Permission
from bot.store.audit import Act
from bot.store.staff import OPERATOR

JOURNAL: Final = "/console/journal"
EXPORT: Final = f"{JOURNAL}/export.csv"
CONVERSATION: Final = "/console/conversations"
SIZE = 50
"""Acts of a page."""
SHORT = 8
"""Characters of the identifier of a conversation that tell it from others."""
ERASED = "conversation.erased"
"""The act after which a conversation is nowhere to be shown."""
BATCH = 1_000
"""Acts read at once for an export."""

COLUMNS = ("Numéro", "Date", "Personne", "Identifiant", "Action", "Mot", "Objet", "Précisions")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which acts are asked for: those of one person, those whose action begins so, those before a number."""

    actor: str
    action: str
    before: int | None

    @classmethod
    def of(cls, request: Request) -> "Filters":
        """Read them from an address; what means nothing there is left out."""
        asked = request.query_params
        number = asked.get("avant", "")
        before = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
        action = asked.get("action", "")
        actor = asked.get("personne", "").replace("\0", "")
        return cls(actor, action if action in GROUPS else "", before)

    def query(self, before: int | None = None) -> str:
        """Write them for an address."""
        named = {"personne": self.actor, "action": self.action, "avant": before or ""}
        return urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """An act in words."""

    at: datetime
    who: str
    what: str
    object: str
    data: str
    href: str = ""
    """Where the object is shown, "" if it is not."""


@dataclass(frozen=True, slots=True)
class Journal:
    """The pages of the audit log."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the route of each."""
        return [
            ConsoleRoute(JOURNAL, ("GET",), Permission.AUDIT, self.show, menu="Journal"),
            ConsoleRoute(EXPORT, ("GET",), Permission.AUDIT, self.export),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show a page of acts, the last first."""
        filters, names = Filters.of(request), await self._names()
        found = await self.office.stores.audit.page(filters.before, SIZE + 1, filters.actor, filters.action)
        shown = found[:SIZE]
        older = filters.query(shown[-1][0]) if len(found) > SIZE else ""
        return page(
            self.office,
            request,
            me,
            "journal.html",
            acts=[_line(act, names) for _, act in shown],
            people=_people(names),
            actions=list(GROUPS.items()),
            person=filters.actor,
            action=filters.action,
            older=f"{JOURNAL}?{older}" if older else "",
            newest=f"{JOURNAL}?{filters.query()}" if filters.before is not None else "",
            export=f"{EXPORT}?{filters.query()}",
        )

    async def export(self, request: Request, me: Me) -> Response:
        """Send all acts of the filters as a table; that it was exported is an act too."""
        filters, now = Filters.of(request), self.office.clock()
        data = {"person": filters.actor, "action": filters.action}
        await self.office.stores.audit.add(Act(now, me.staff.id, "audit.exported", "", data))
        day = self.office.promises.local(now).strftime("%Y-%m-%d")
        headers = {"Content-Disposition": f'attachment; filename="journal-{day}.csv"'}
        lines = self._lines(filters, await self._names())
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)

    async def _lines(self, filters: Filters, names: Mapping[str, str]) -> AsyncIterator[str]:
        """Write the table, a batch at a time; the mark at its start tells spreadsheets that it is UTF-8."""
        yield MARK + line(COLUMNS)
        before = filters.before
        while True:
            found = await self.office.stores.audit.page(before, BATCH, filters.actor, filters.action)
            yield "".join(line(self._cells(number, act, names)) for number, act in found)
            if len(found) < BATCH:
                return
            before = found[-1][0]

    def _cells(self, number: int, act: Act, names: Mapping[str, str]) -> tuple[Cell, ...]:
        said, at = _line(act, names), moment(self.office.promises, act.at)
        return (number, at, said.who, act.actor, said.what, act.action, act.object, said.data)

    async def _names(self) -> dict[str, str]:
        return {staff.id: staff.name for staff in await self.office.stores.staff.all()}


def _line(act: Act, names: Mapping[str, str]) -> Line:
    about = act.action.startswith("conversation.") and act.object
    return Line(
        act.at,
        named(act.actor, names),
        action_words(act.action),
        f"Conversation {act.object[:SHORT]}" if about else named(act.object, names),
        data_words(act.data, names),
        f"{CONVERSATION}/{act.object}" if about and act.action != ERASED else "",
    )


def _people(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", "Tout le monde"), *names.items(), (OPERATOR, ACTORS[OPERATOR])]
