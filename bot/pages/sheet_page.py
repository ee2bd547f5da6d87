"""The page of a contact's own sheet: to read, to print, to correct by one form, and to send to the staff."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.api.admission import Admission
from bot.api.problems import Refusal, detail_of
from bot.conversations.errors import UnknownConversation
from bot.conversations.states import Status
from bot.eligibility.guide import Guide
from bot.eligibility.path import Path
from bot.errors import DeskUnavailable
from bot.pages.chat_page import GONE, PRIVATE, ChatPages, Form, Own, back_to
from bot.pages.sheet_fields import Field, Filled, fields_of, most_fields, read_form
from bot.pages.step_dates import at
from bot.procedure.calendar import to_come
from bot.talk.contacts import BadText
from bot.tokens import digest, new_token
from knowledge.deadline import Phase, deadline
from knowledge.eligibility.asking import live_questions
from knowledge.eligibility.criteria import Answers, Question

OTHER_FIELDS: Final = 10
"""Fields of the form besides the answers and the pieces, and some more."""

CHANGED: Final = (
    "Vos réponses ont changé entre-temps, dans la conversation ou dans une autre fenêtre. Voici celles que "
    "vous venez de donner : vérifiez-les, puis enregistrez-les de nouveau."
)
WANTED: Final[Mapping[str, bool]] = {"oui": True, "non": False}


@dataclass(frozen=True, slots=True)
class Held:
    """What a contact answered so far, and the pieces that they ticked, under the rules of `guide`."""

    guide: Guide
    path: Path | None
    answers: Answers

    @property
    def done(self) -> tuple[str, ...]:
        """The pieces that are ticked."""
        return self.path.done if self.path else ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the form: those answered, and those whose answer would change something."""
        rules = self.guide.in_force.rules
        live = {one.id for one in live_questions(rules, self.answers)}
        return tuple(one for one in rules.questions if one.id in live or one.id in self.answers)

    @property
    def state(self) -> str:
        """What differs whenever other answers or other rules do."""
        return digest(json.dumps([self.guide.in_force.digest, self.answers, self.done]))[:16]

    @property
    def most_fields(self) -> int:
        """The most fields that the form of the page sends."""
        return most_fields(self.questions) + len(self.guide.in_force.procedure.pieces) + OTHER_FIELDS


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says of what was done: the `fields` as typed, `why` it was not kept, `done` if it was."""

    fields: tuple[Field, ...] | None = None
    ticked: tuple[str, ...] | None = None
    why: str = ""
    done: str = ""
    status: int = 200

    @property
    def title(self) -> str:
        """What the page is called then."""
        if self.why or any(one.error for one in self.fields or ()):
            return "Erreur : vos réponses ne sont pas enregistrées"
        return f"{self.done} Votre fiche" if self.done else "Votre fiche"


DONE: Final[Mapping[str, Said]] = {
    "enregistree": Said(done="Vos réponses sont enregistrées."),
    "rappel": Said(done="Nous vous rappellerons la date limite."),
    "sans-rappel": Said(done="Nous ne vous rappellerons pas la date limite."),
}
"""What the page says once it is done, by the name that its address gives it."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Shows the sheet of a conversation and carries out its forms."""

    shown: ChatPages
    admission: Admission

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/chat/{token}/fiche", self.show),
            Route("/chat/{token}/fiche", self.fill, methods=["POST"]),
            Route("/chat/{token}/fiche/envoyer", self.send, methods=["POST"]),
            Route("/chat/{token}/fiche/rappel", self.remind, methods=["POST"]),
        ]

    async def show(self, request: Request) -> HTMLResponse:
        """Show the sheet, and the form that it is filled by.

        Raises:
            Refusal: 404 when the token opens no conversation, or the call has no criteria.
        """
        own = await self.shown.own(request)
        said = next((said for name, said in DONE.items() if name in request.query_params), Said())
        return await self._page(own, await self._held(own), said)

    async def fill(self, request: Request) -> Response:
        """Keep the answers of the form, or say which of them cannot be kept.

        Raises:
            HTTPException: 403 when the form stands on another site.
            Refusal: 404 when the token opens no conversation, or the call has no criteria.
            TooMany: too much is sent on the site of the conversation.
        """
        own = await self.shown.own(request)
        held = await self._held(own)
        form = await self.shown.form(request, held.most_fields)
        filled = await to_thread.run_sync(read_form, held.questions, form.values, held.answers)
        ticked = _ticked(form, held)
        if filled.faulty:
            return await self._page(own, held, Said(filled.fields, ticked, status=422))
        if (filled.answers, ticked) == (held.answers, held.done):
            return self._back(own, "enregistree")
        if form.values.get("etat") != held.state:
            return await self._page(own, held, Said(filled.fields, ticked, CHANGED, status=409))
        await self.admission.to_talk(request, own.conversation)
        return await self._kept(own, held, filled, ticked)

    async def send(self, request: Request) -> Response:
        """Hand the sheet to the staff, and show the conversation.

        Raises:
            HTTPException: 403 when the form stands on another site.
            Refusal: 404 when the token opens no conversation, or the call has no criteria.
            TooMany: too much is sent on the site of the conversation.
        """
        form, own = await self.shown.form(request), await self.shown.own(request)
        held = await self._held(own)
        await self.admission.to_talk(request, own.conversation)
        try:
            await self.shown.contacts.send_sheet(own.conversation, form.key)
        except BadText as error:
            return await self._page(own, held, Said(why=str(error), status=422))
        except DeskUnavailable as error:
            return await self._page(own, held, Said(why=str(error), status=503))
        except UnknownConversation:
            raise Refusal(404, GONE, PRIVATE) from None
        messages = await self.shown.contacts.stores.conversations.messages(own.conversation.id)
        return back_to(own, f"m-{messages[-1].number}")

    async def remind(self, request: Request) -> Response:
        """Keep whether the contact wants to be reminded of the closing date.

        Raises:
            HTTPException: 403 when the form stands on another site.
            Refusal: 404 when the token opens no conversation, 422 when the form is not ours.
        """
        form, own = await self.shown.form(request), await self.shown.own(request)
        wanted = WANTED.get(form.values.get("rappel", ""))
        if wanted is None:
            raise Refusal(422, detail_of(422), PRIVATE)
        await self.shown.contacts.remind(own.conversation, wanted)
        return self._back(own, "rappel" if wanted else "sans-rappel")

    async def _held(self, own: Own) -> Held:
        """Return what was answered so far.

        Raises:
            Refusal: 404 when the call has no criteria.
        """
        self.shown.pages.reception.require_open()
        guide = self.shown.pages.reception.guide
        if guide is None or not guide.available:
            raise Refusal(404, detail_of(404), PRIVATE)
        path = await self.shown.contacts.path(own.conversation)
        return Held(guide, path, guide.answers(path))

    async def _kept(self, own: Own, held: Held, filled: Filled, ticked: Sequence[str]) -> Response:
        try:
            await self.shown.contacts.fill(own.conversation, filled.answers, ticked)
        except BadText as error:
            return await self._page(own, held, Said(filled.fields, tuple(ticked), str(error), status=422))
        except UnknownConversation:
            raise Refusal(404, GONE, PRIVATE) from None
        return self._back(own, "enregistree")

    async def _page(self, own: Own, held: Held, said: Said) -> HTMLResponse:
        contacts, guide = self.shown.contacts, held.guide
        now = contacts.clock()
        sheet = await to_thread.run_sync(guide.sheet, held.answers, now, held.done)
        fields = said.fields
        if fields is None:
            fields = await to_thread.run_sync(fields_of, held.questions, held.answers)
        values = {
            "path": own.path,
            "conversation": own.conversation,
            "with_staff": own.conversation.status is Status.OPEN,
            "sheet": sheet,
            "fields": fields,
            "ticked": held.done if said.ticked is None else said.ticked,
            "said": said,
            "state": held.state,
            "key": new_token(),
            "begun": bool(held.answers),
            "at": at(now, self._zone),
            "notice": guide.closed_notice(now),
            "dated": to_come(guide.in_force.procedure, now.astimezone(self._zone)),
            "closed": self._closed(now),
            "reminded": await contacts.reminded(own.conversation),
        }
        return self.shown.own_page("sheet.html", said.status, **values)

    @property
    def _zone(self) -> tzinfo:
        return self.shown.contacts.promises.hours.zone

    def _closed(self, now: datetime) -> bool:
        desk = self.shown.pages.reception.desk
        return deadline(desk.corpus.call, now, self._zone).phase is Phase.CLOSED

    def _back(self, own: Own, done: str) -> RedirectResponse:
        return RedirectResponse(f"{own.path}/fiche?{done}=oui", 303, headers=PRIVATE)


def _ticked(form: Form, held: Held) -> tuple[str, ...]:
    """Return the pieces that are ticked, of those that there are, in their order."""
    return tuple(one.id for one in held.guide.in_force.procedure.pieces if f"fait-{one.id}" in form.values)
