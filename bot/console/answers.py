"""The validated answers: list them, read one, approve it, withdraw it, end it sooner."""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.answers.changes import lost
from bot.answers.errors import AnswerError, Faulty, NotPossible, OwnAnswer, UnknownAnswer
from bot.answers.quoted import quotations
from bot.answers.states import LABELS, State
from bot.answers.validated import Transition, ValidatedAnswer
from bot.console.access import answer_for
from bot.console.answer_view import (
    BADGES,
    HOME,
    STATES,
    Service,
    acts_for,
    as_given,
    checker,
    history_of,
    service_of,
    states_of,
    tabs,
    today_of,
)
from bot.console.forms import Form, number, read_form
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.console.words import SOMEONE
from bot.staff.roles import Permission
from ingest.errors import IngestError
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

SIZE = 25
"""Answers of a page."""


@dataclass(frozen=True, slots=True)
class AnswerPages:
    """Shows validated answers and what may be done with them."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the list and of one answer."""
        read, one = Permission.PROPOSE, f"{HOME}/{{id:str}}"
        return [
            ConsoleRoute(HOME, ("GET",), read, self.show_all, menu="Réponses validées"),
            ConsoleRoute(f"{HOME}/publier", ("POST",), Permission.APPROVE, self.serve),
            ConsoleRoute(one, ("GET",), read, self.show),
            ConsoleRoute(f"{one}/approuver", ("POST",), Permission.APPROVE, self.approve),
            ConsoleRoute(f"{one}/retirer", ("POST",), Permission.WITHDRAW, self.withdraw),
            ConsoleRoute(f"{one}/echeance", ("POST",), Permission.WITHDRAW, self.shorten),
            ConsoleRoute(f"{one}/effacer", ("POST",), Permission.WITHDRAW, self.erase),
        ]

    async def show_all(self, request: Request, me: Me) -> Response:
        """List the answers, those to confirm first."""
        word, number = request.query_params.get("etat", ""), _page_of(request)
        states, stored = tuple(states_of(word)), self.office.stores.validated
        counts = await stored.counts()
        total = sum(counts[state] for state in states)
        corpus = self.office.reception.desk.corpus
        values: dict[str, Any] = {
            "answers": [
                (one, lost(one.content, corpus) if one.state is State.FLAGGED else ())
                for one in await stored.listed(states, SIZE, (number - 1) * SIZE)
            ],
            "tabs": tabs(STATES.get(word), counts),
            "number": number,
            "pages": max(1, -(-total // SIZE)),
            "href": f"{HOME}?page={{page}}" + (f"&etat={word}" if word in STATES else ""),
            "names": await self._names(),
        }
        todo = counts[State.FLAGGED] + counts[State.PROPOSED]
        return page(self.office, request, me, "answers.html", counts={HOME: todo}, **_WORDS, **values)

    async def show(self, request: Request, me: Me) -> Response:
        """Show an answer, as applicants see it, and what may be done with it."""
        return await self._shown(request, me, await answer_for(self.office, me, request.path_params["id"]))

    async def approve(self, request: Request, me: Me) -> Response:
        """Put an answer in service, checked once more against the texts of now."""
        now, today = self.office.clock(), today_of(self.office)
        check = await checker(self.office)

        def checked(answer: ValidatedAnswer) -> ValidatedAnswer:
            after = answer.approved(me.staff.id, now, today)
            if found := check(answer.content, answer.own):
                raise Faulty(found)
            return after

        return await self._changed(request, me, checked)

    async def withdraw(self, request: Request, me: Me) -> Response:
        """Stop giving an answer, for a reason."""
        form, now = await read_form(request), self.office.clock()
        return await self._changed(request, me, lambda one: one.withdrawn(me.staff.id, now, form["why"]))

    async def shorten(self, request: Request, me: Me) -> Response:
        """Give an answer a last day, sooner than the one it has."""
        until, now, today = _date(await read_form(request)), self.office.clock(), today_of(self.office)

        def shortened(answer: ValidatedAnswer) -> ValidatedAnswer:
            if until is None:
                raise NotPossible("Choisissez la date de l’échéance.")
            return answer.shortened(until, me.staff.id, now, today)

        return await self._changed(request, me, shortened)

    async def erase(self, request: Request, me: Me) -> Response:
        """Delete an answer that was withdrawn, as when it names someone after all."""
        answer = await answer_for(self.office, me, request.path_params["id"])
        office = self.office
        try:
            _require_erasable(answer, service_of(answer, office.reception.desk.corpus, today_of(office)))
            # Its words first: if that fails, the answer is still there to be erased.
            await to_thread.run_sync(office.forget, answer.id)
            await office.stores.validated.erase(answer.id, me.staff.id, office.clock())
        except AnswerError as error:
            return await self._shown(request, me, answer, error)
        except KnowledgeError:
            logger.exception("The words of a validated answer could not be erased")
            failed = NotPossible("Les mots de cette réponse n’ont pas pu être effacés partout. Recommencez.")
            return await self._shown(request, me, answer, failed)
        return RedirectResponse(HOME, 303)

    async def serve(self, request: Request, me: Me) -> Response:
        """Try once more to bring the answers in force to the assistant."""
        answer = await answer_for(self.office, me, (await read_form(request))["id"])
        await publish(self.office)
        return RedirectResponse(f"{HOME}/{answer.id}", 303)

    async def _changed(self, request: Request, me: Me, transition: Transition) -> Response:
        """Apply a transition to the answer that the page showed, then publish; show why not otherwise."""
        id, seen = request.path_params["id"], (await read_form(request))["seen"]
        answer = await answer_for(self.office, me, id)
        try:
            await self.office.stores.validated.change(id, transition, number(seen))
        except AnswerError as error:
            answer = await answer_for(self.office, me, id)
            return await self._shown(request, me, answer, error)
        await publish(self.office)
        return RedirectResponse(f"{HOME}/{answer.id}", 303)

    async def _shown(
        self, request: Request, me: Me, answer: ValidatedAnswer, error: AnswerError | None = None
    ) -> Response:
        corpus, today = self.office.reception.desk.corpus, today_of(self.office)
        names = await self._names()
        found = (await checker(self.office))(answer.content, answer.own)
        values: dict[str, Any] = {
            "answer": answer,
            "given": as_given(answer.content, answer.approved_on or today),
            "quotations": quotations(answer.content, corpus, self.office.settings.site),
            "lost": lost(answer.content, corpus),
            "faults": found if answer.state is State.PROPOSED else (),
            "history": history_of(answer, names),
            "service": service_of(answer, corpus, today),
            "acts": acts_for(answer, me),
            "former": await self._former(answer),
            "revision": await self.office.stores.validated.revision_of(answer.id),
            "own": answer.state is State.PROPOSED and not answer.approvable_by(me.staff.id),
            "today": today,
            "error": error,
            "names": names,
        }
        return page(self.office, request, me, "answers_one.html", _status(error), **_WORDS, **values)

    async def _former(self, answer: ValidatedAnswer) -> ValidatedAnswer | None:
        """Return the answer in service that one is proposed to replace, None if there is none."""
        if answer.replaces is None or answer.state is not State.PROPOSED:
            return None
        try:
            former = await self.office.stores.validated.get(answer.replaces)
        except UnknownAnswer:
            return None
        return former if former.state is State.APPROVED else None

    async def _names(self) -> dict[str, str]:
        return {staff.id: staff.name for staff in await self.office.stores.staff.all()}


_WORDS: dict[str, Any] = {"labels": LABELS, "badges": BADGES, "home": HOME, "someone": SOMEONE}


async def publish(office: Office) -> bool:
    """Bring the answers in force to the assistant, and return whether it went well.

    It takes seconds. What it could not bring is brought by the next publication.
    """
    try:
        await office.publish()
    except (IngestError, KnowledgeError):
        logger.exception("The validated answers could not be brought into service")
        return False
    return True


def _require_erasable(answer: ValidatedAnswer, service: Service) -> None:
    if answer.state is not State.WITHDRAWN:
        raise NotPossible("Seule une réponse retirée peut être effacée.")
    if service is not Service.SILENT:
        raise NotPossible("L’assistant donne encore cette réponse : publiez d’abord son retrait.")


def _status(error: AnswerError | None) -> int:
    if error is None:
        return 200
    if isinstance(error, OwnAnswer):
        return 403
    return 422 if isinstance(error, Faulty) else 409


def _page_of(request: Request) -> int:
    text = request.query_params.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _date(form: Form) -> date | None:
    try:
        return date.fromisoformat(form["until"])
    except ValueError:
        return None
