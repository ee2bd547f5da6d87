"""Write a validated answer: from a conversation, again when its texts changed, with passages to cite."""

import json
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.answers.changes import lost
from bot.answers.checks import settle
from bot.answers.content import LONGEST_QUESTION, Cited, Content, tidy
from bot.answers.errors import Fault, Outdated
from bot.answers.quoted import quotations
from bot.answers.states import State
from bot.answers.validated import ValidatedAnswer
from bot.api.problems import Refusal
from bot.console.access import answer_for, conversation_for
from bot.console.answer_form import Typed, applied, errors_of, read_typed, typed_of
from bot.console.answer_view import HOME, as_given, checker, today_of
from bot.console.answers import AnswerPages
from bot.console.forms import read_form
from bot.console.passages import find
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, page
from bot.conversations.events import Author, Message
from bot.staff.roles import Permission
from bot.tokens import short_id
from knowledge.documents import Corpus

SAVE = "proposer"
"""The button that proposes; the others only show the form again."""


@dataclass(frozen=True, slots=True)
class AnswerEditor:
    """Proposes answers and changes them."""

    office: Office

    def routes(self) -> list[AnyRoute]:
        """Return the routes of the form, then those of `AnswerPages`, of which one would take its place."""
        needs, new, edit = Permission.PROPOSE, f"{HOME}/nouvelle", f"{HOME}/{{id:str}}/modifier"
        return [
            ConsoleRoute(new, ("GET",), needs, self.begin),
            ConsoleRoute(new, ("POST",), needs, self.propose),
            ConsoleRoute(edit, ("GET",), needs, self.open),
            ConsoleRoute(edit, ("POST",), needs, self.edit),
            *AnswerPages(self.office).routes(),
        ]

    async def begin(self, request: Request, me: Me) -> Response:
        """Show the form, filled with the question and the reply of a conversation if one is named."""
        conversation = request.query_params.get("conversation", "")
        if not conversation:
            return self._form(request, me, Typed())
        content = await self._said_in(me, conversation)
        typed = typed_of(content, conversation=conversation).settled(settle(content, self._corpus))
        return self._form(request, me, typed, await self._faults(typed))

    async def propose(self, request: Request, me: Me) -> Response:
        """Keep a new answer, which someone else must approve; or do what another button asks."""
        typed = read_typed(await read_form(request))
        if typed.action != SAVE:
            return await self._again(request, me, typed)
        typed = typed.settled(settle(typed.content, self._corpus))
        if found := await self._faults(typed):
            return self._form(request, me, typed, found, status=422)
        if typed.conversation:
            await self._said_in(me, typed.conversation)
        answer = ValidatedAnswer.propose(
            short_id(), typed.content, me.staff.id, self.office.clock(), typed.conversation or None
        )
        await self.office.stores.validated.add(answer)
        return RedirectResponse(f"{HOME}/{answer.id}", 303)

    async def open(self, request: Request, me: Me) -> Response:
        """Show the form of an answer, and what changed in the texts that it rests on."""
        answer = await answer_for(self.office, me, request.path_params["id"])
        if (edited := await self._edited(answer)) is not answer:
            return RedirectResponse(f"{HOME}/{edited.id}/modifier", 303)
        typed = typed_of(settle(answer.content, self._corpus), answer.revision, answer.conversation or "")
        return self._form(request, me, typed, await self._faults(typed, answer), answer)

    async def edit(self, request: Request, me: Me) -> Response:
        """Keep other words of an answer, which wait for an approval; or do what another button asks.

        Those of an answer in service stay there until the others are approved.
        """
        answer = await answer_for(self.office, me, request.path_params["id"])
        typed = read_typed(await read_form(request))
        if typed.action != SAVE:
            return await self._again(request, me, typed, answer)
        typed = typed.settled(settle(typed.content, self._corpus))
        if found := await self._faults(typed, answer):
            return self._form(request, me, typed, found, answer, status=422)
        try:
            kept = await self._kept(answer, typed, me)
        except Outdated as error:
            # What was typed is kept: whoever sends it again has seen what the other one wrote.
            now_there = await self._edited(await answer_for(self.office, me, answer.id))
            typed = replace(typed, seen=now_there.revision)
            return self._form(request, me, typed, (), now_there, outdated=str(error), status=409)
        return RedirectResponse(f"{HOME}/{kept.id}", 303)

    async def _kept(self, answer: ValidatedAnswer, typed: Typed, me: Me) -> ValidatedAnswer:
        """Keep the words typed: in their own proposal if those that they change are in service.

        Raises:
            Outdated: someone changed the answer since it was read, or proposed another version of it.
        """
        content, now, answers = typed.content, self.office.clock(), self.office.stores.validated
        if answer.state is not State.APPROVED:
            return await answers.change(
                answer.id, lambda one: one.edited(content, me.staff.id, now), typed.seen
            )
        edited = await self._edited(answer)
        if edited is not answer or answer.revision != typed.seen:
            raise Outdated(typed.seen, edited.revision)
        revision = answer.revised(short_id(), content, me.staff.id, now)
        await answers.add(revision)
        return revision

    async def _edited(self, answer: ValidatedAnswer) -> ValidatedAnswer:
        """Return what an edition changes: the new version of an answer in service, if one is proposed."""
        if answer.state is not State.APPROVED:
            return answer
        return await self.office.stores.validated.revision_of(answer.id) or answer

    @property
    def _corpus(self) -> Corpus:
        return self.office.reception.desk.corpus

    async def _faults(self, typed: Typed, answer: ValidatedAnswer | None = None) -> tuple[Fault, ...]:
        check = await checker(self.office)
        return (*typed.unread, *check(typed.content, answer.own if answer else ""))

    async def _again(
        self, request: Request, me: Me, typed: Typed, answer: ValidatedAnswer | None = None
    ) -> Response:
        """Show the form after a button about its citations, its search or its preview."""
        typed, said = applied(typed, self._corpus)
        typed = typed.settled(settle(typed.content, self._corpus))
        response = self._form(request, me, typed, await self._faults(typed, answer), answer)
        response.headers["HX-Trigger"] = json.dumps({"annonce": said or "Formulaire à jour."})
        return response

    def _form(
        self,
        request: Request,
        me: Me,
        typed: Typed,
        found: tuple[Fault, ...] = (),
        answer: ValidatedAnswer | None = None,
        *,
        outdated: str = "",
        status: int = 200,
    ) -> Response:
        content, corpus = typed.content, self._corpus
        values: dict[str, Any] = {
            "home": HOME,
            "action": f"{HOME}/{answer.id}/modifier" if answer else f"{HOME}/nouvelle",
            "answer": answer,
            "typed": typed,
            "faults": found,
            "errors": errors_of(found),
            "found": find(corpus, typed.search) if typed.search else (),
            "given": as_given(content, today_of(self.office)),
            "quotations": quotations(content, corpus, self.office.settings.site),
            "lost": {one.cited: one for one in lost(content, corpus)},
            "outdated": outdated,
            "longest": LONGEST_QUESTION,
        }
        return page(self.office, request, me, "answers_edit.html", status, **values)

    async def _said_in(self, me: Me, id: str) -> Content:
        """Return the question of a conversation and the last reply of the staff.

        Raises:
            Refusal: 404 when there is no such conversation, 409 when nobody of the staff replied there.
        """
        conversation = await conversation_for(self.office, me, id)
        messages = await self.office.stores.conversations.messages(id)
        replies = [one for one in messages if one.author is Author.STAFF]
        if not replies:
            raise Refusal(409, "Personne de l’équipe n’a encore répondu dans cette conversation.")
        return tidy(conversation.subject, (), replies[-1].text, _cited(replies[-1]))


def _cited(message: Message) -> tuple[Cited, ...]:
    """Return the passages that a reply quotes."""
    names = ("document", "passage", "quote", "title", "location")
    return tuple(Cited(*(str(one.get(name) or "") for name in names)) for one in message.citations)
