"""The public page of what applicants must do and when, and the calendar file of its dates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.api.problems import Refusal
from bot.conversations.promises import Promises
from bot.eligibility.commands import START
from bot.eligibility.guide import Guide
from bot.eligibility.shown import ShownPiece, ShownStep
from bot.pages.public import Pages
from bot.pages.step_dates import Words, has_dates, timed
from bot.procedure.calendar import calendar, to_come
from bot.tokens import new_token
from knowledge.documents import Corpus, Document
from knowledge.procedure import Piece, Step

NO_STEPS = "Les démarches de cet appel à projets ne sont pas connues de ce site."
NO_DATES = "Aucune étape de cet appel à projets n’a de date connue : il n’y a pas de fichier de calendrier."
FILE = "demarches.ics"


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is shown, its dates for programs, and the announced document that should say more."""

    shown: ShownStep
    when: tuple[Words, ...]
    awaited: Document | None


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece as it is shown, and the announced document that should say more."""

    shown: ShownPiece
    awaited: Document | None


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """Shows the steps; `clock` gives the present moment, and the hours of `promises` the zone."""

    pages: Pages
    promises: Promises
    clock: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """Return the routes of the page and of the calendar file."""
        return [Route("/demarches", self.show), Route("/demarches/calendrier.ics", self.calendar)]

    async def show(self, _: Request) -> HTMLResponse:
        """Show the steps and the pieces, each with its passage.

        Raises:
            DeskClosed: the texts are not open yet.
            Refusal: 404 when no step is known.
        """
        corpus, guide, now = self.pages.reception.desk.corpus, self._guide(), self.clock()
        sheet = await to_thread.run_sync(guide.sheet, {}, now)
        procedure, zone = guide.in_force.procedure, self.promises.hours.zone
        values = {
            "deadline": guide.deadline(now),
            "notice": guide.closed_notice(now),
            "steps": [
                StepLine(shown, timed(step, shown.when, zone), _awaited(step, corpus))
                for shown, step in zip(sheet.steps, procedure.steps, strict=True)
            ],
            "pieces": [
                PieceLine(shown, _awaited(piece, corpus))
                for shown, piece in zip(sheet.pieces, procedure.pieces, strict=True)
            ],
            "dated": to_come(procedure, self.promises.local(now)),
            "start": START if guide.available else "",
            "key": new_token(),
        }
        kept = {"Cache-Control": "no-store"}  # the key is the secret of the conversation to come
        return self.pages.page("procedure.html", corpus, 200, kept, **values)

    async def calendar(self, _: Request) -> Response:
        """Give the dated steps as a calendar file.

        Raises:
            DeskClosed: the texts are not open yet.
            Refusal: 404 when no step has a date.
        """
        corpus, guide = self.pages.reception.desk.corpus, self._guide()
        procedure = guide.in_force.procedure
        if not has_dates(procedure):
            raise Refusal(404, NO_DATES)
        now, site = self.promises.local(self.clock()), self.pages.settings.site
        body = await to_thread.run_sync(calendar, corpus, procedure, site, now)
        headers = {"Content-Disposition": f'attachment; filename="{FILE}"', "Cache-Control": "no-cache"}
        return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)

    def _guide(self) -> Guide:
        """Return what leads contacts.

        Raises:
            Refusal: 404 when no step is known.
        """
        guide = self.pages.reception.guide
        if guide is None or not guide.has_steps:
            raise Refusal(404, NO_STEPS)
        return guide


def _awaited(one: Step | Piece, corpus: Corpus) -> Document | None:
    return next((document for document in corpus.documents if document.id == one.announced), None)
