"""The page of one conversation: read it, write in it, and see it change while one does."""

import json
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.api.event_stream import EventStream
from bot.api.problems import Refusal
from bot.console.access import conversation_for
from bot.console.conversation_actions import LONGEST, SENDS, ConversationActions, Done, Outcome, Told
from bot.console.conversation_data import typing_names
from bot.console.conversation_sheet import Sheets, corpus_of
from bot.console.conversation_view import SAID, Alert, said_of
from bot.console.forms import read_form
from bot.console.live import Watch, conversation_events, still_there
from bot.console.model_draft_desk import MODEL_ACTS, TAKE, ModelDraftDesk
from bot.console.model_draft_view import Said
from bot.console.reply_draft import PREPARES, DraftDesk
from bot.console.reply_form import Typed, typed_in
from bot.console.shell import AnyRoute, ConsoleRoute, Me, Office, asked_by_htmx, page
from bot.console.thread import news
from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import CONTACT
from bot.promise_words import clock
from bot.staff.roles import Permission

PATH = "/console/conversations/{id:str}"
ERASED = "La conversation a été effacée par le demandeur."


class ConversationPage:
    """Shows one conversation."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._sheets = Sheets(office)
        self._actions = ConversationActions(office)
        self._drafts = DraftDesk(office)
        self._model = ModelDraftDesk(office)

    def routes(self) -> list[AnyRoute]:
        """Return the routes of a conversation."""
        needs, get, post = Permission.ANSWER, ("GET",), ("POST",)
        return [
            ConsoleRoute(PATH, get, needs, self.show),
            ConsoleRoute(PATH, post, needs, self.act),
            ConsoleRoute(f"{PATH}/suite", get, needs, self.update, background=True),
            ConsoleRoute(f"{PATH}/brouillon", post, needs, self.keep_draft, keeps=False),
            ConsoleRoute(f"{PATH}/evenements", get, needs, self.events, background=True),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show the conversation, with the reply that this person had begun.

        Raises:
            Refusal: 404 when there is no such conversation.
        """
        shown = await self._load(request, me)
        word = request.query_params.get("fait", "")
        alert = said_of(word, shown) if word in SAID else None
        return await self._page(request, me, shown, None, alert)

    async def act(self, request: Request, me: Me) -> Response:
        """Do what a button of the page asks; whatever was typed is kept first."""
        typed = typed_in(await read_form(request))
        try:
            shown = await self._load(request, me)
            corpus = corpus_of(self._office)
            if typed.action in PREPARES or typed.cite or typed.drop is not None:
                typed = await self._drafts.prepared(shown.id, typed, corpus)
                await self._drafts.keep(shown.id, me.staff, typed, corpus)
                return await self._page(request, me, shown, typed, None)
            await self._drafts.keep(shown.id, me.staff, typed, corpus)
            if typed.action in MODEL_ACTS:
                return await self._by_model(request, me, shown, typed)
            outcome = await self._actions.act(shown.id, me.staff, typed, corpus)
            return await self._after(request, me, shown.id, typed, outcome)
        except (Refusal, UnknownConversation) as error:
            why = error.detail if isinstance(error, Refusal) else str(error)
            if await self._erased_by_contact(request):
                why = f"{ERASED} Votre texte n’a pas été envoyé."
            return page(self._office, request, me, "conversation_gone.html", 404, typed=typed, why=why)

    async def update(self, request: Request, me: Me) -> Response:
        """Show what happened after the event `apres`, and who has the conversation now."""
        said = request.query_params.get("apres", "")
        after = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
        try:
            shown = await self._load(request, me)
            sheet, values = await self._sheets.news(shown, me.staff, after)
        except (Refusal, UnknownConversation):
            why = ERASED if await self._erased_by_contact(request) else str(UnknownConversation())
            return page(self._office, request, me, "conversation_erased.html", why=why)
        response = page(self._office, request, me, "conversation_live.html", **values)
        _announce(response, news(sheet.events, me.staff.id))
        return response

    async def keep_draft(self, request: Request, me: Me) -> Response:
        """Keep what is being typed; say when it was."""
        typed = typed_in(await read_form(request))
        try:
            shown = await self._load(request, me)
            kept = await self._drafts.keep_while_typing(shown, me.staff, typed, corpus_of(self._office))
        except (Refusal, UnknownConversation):
            kept = False
        at = clock(self._office.promises.local(self._office.clock()))
        return page(self._office, request, me, "conversation_draft.html", at=at if kept else "")

    async def events(self, request: Request, me: Me) -> Response:
        """Tell that the conversation changed after the event `apres`, and who else is typing.

        Raises:
            Refusal: 404 when there is no such conversation.
        """
        shown = await self._load(request, me)
        office, said = self._office, request.query_params.get("apres", "")
        typing = partial(typing_names, office.stores, shown.id, me.staff.id)
        after = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
        watch = Watch(office.stores.conversations, typing, office.clock, shown.id, after)
        alive = partial(still_there, office, request)
        return EventStream(conversation_events(office.hub, alive, shown.id, watch))

    async def _load(self, request: Request, me: Me) -> Conversation:
        return await conversation_for(self._office, me, request.path_params["id"])

    async def _erased_by_contact(self, request: Request) -> bool:
        audit = self._office.stores.audit
        return await audit.holds(CONTACT, "conversation.erased", request.path_params["id"])

    async def _by_model(self, request: Request, me: Me, shown: Conversation, typed: Typed) -> Response:
        """Do what a button of the draft by a model says, and show what came of it.

        Raises:
            UnknownConversation: the conversation was erased meanwhile.
        """
        corpus = corpus_of(self._office)
        drafted = await self._model.act(shown, me.staff, typed, corpus)
        typed = drafted.typed
        if typed.action == TAKE:
            typed = await self._drafts.quoting(shown.id, typed, drafted.cite, corpus)
            await self._drafts.keep(shown.id, me.staff, typed, corpus)
        fresh = await self._office.stores.conversations.get(shown.id)
        return await self._page(request, me, fresh, typed, None, said=drafted.said)

    async def _after(self, request: Request, me: Me, id: str, typed: Typed, outcome: Outcome) -> Response:
        """Show the page again; on its own address once all is done and nothing typed is left over."""
        shown = await self._office.stores.conversations.get(id)
        if isinstance(outcome, Done):
            if typed.note.strip() == "" or outcome.word == "notee":
                query = urlencode({"fait": outcome.word})
                return RedirectResponse(f"/console/conversations/{id}?{query}", 303)
            left = typed.without_reply() if typed.action in SENDS else typed
            outcome = Told(said_of(outcome.word, shown), 200, left)
        told = outcome.typed
        if outcome.status != 422:
            told = replace(told, seen=shown.number)
        response = await self._page(request, me, shown, told, outcome.alert, typed.seen)
        response.status_code = outcome.status
        return response

    async def _page(
        self,
        request: Request,
        me: Me,
        shown: Conversation,
        typed: Typed | None,
        alert: Alert | None,
        since: int | None = None,
        said: Said | None = None,
    ) -> Response:
        values = await self._sheets.whole(shown, me.staff, typed, since)
        proposed = await self._model.panel(shown, me.staff, corpus_of(self._office), said)
        response = page(
            self._office,
            request,
            me,
            "conversation.html",
            alert=alert,
            longest=LONGEST,
            proposed=proposed,
            **values,
        )
        if asked_by_htmx(request):
            told = f"{alert.title} {alert.text}".strip() if alert else ""
            _announce(response, told or (proposed.said.text if proposed and proposed.said else ""))
        return response


def _announce(response: Response, said: str) -> None:
    """Have a screen reader say something once the page has changed."""
    if said:
        response.headers["HX-Trigger"] = json.dumps({"annonce": said})
