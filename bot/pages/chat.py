"""The page of a conversation, without account, cookie or script: forms, and redirections to what they did."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.api.admission import Admission
from bot.api.event_stream import EventStream, Streams, resume_after
from bot.conversations.events import Author
from bot.conversations.states import Status
from bot.errors import DeskBusy, DeskClosed
from bot.pages.chat_data import OwnData
from bot.pages.chat_page import FOR_A_PERSON, ChatPages, Form, Own, Unkept, back_to
from bot.pages.public import Pages
from bot.pages.sheet_page import SheetPage
from bot.pages.telegram_page import TelegramPage
from bot.sites.site import Site
from bot.talk.beginnings import Beginnings
from bot.talk.contacts import BadText, Contacts, PersonalData, accepted
from bot.tokens import digest, new_token


@dataclass(frozen=True, slots=True)
class Chat:
    """Carries a conversation on its page.

    `telegram_name` gives the name of our bot on Telegram, "" until it is known; None if there is no bot.
    """

    pages: Pages
    contacts: Contacts
    streams: Streams
    admission: Admission
    beginnings: Beginnings
    telegram_name: Callable[[], str] | None = None

    def routes(self) -> list[Route]:
        """Return the routes, the home page among them."""
        return [
            Route("/", self.first),
            Route("/chat", self.first),
            Route("/chat", self.begin, methods=["POST"]),
            Route("/chat/{token}", self.show),
            Route("/chat/{token}", self.post, methods=["POST"]),
            Route("/chat/{token}/personne", self.ask_for_a_person, methods=["POST"]),
            Route("/chat/{token}/evenements", self.listen),
            Route("/chat/{token}/fil", self.since),
            *OwnData(self._shown).routes(),
            TelegramPage(self._shown).route(),
            *SheetPage(self._shown, self.admission).routes(),
        ]

    @property
    def _shown(self) -> ChatPages:
        return ChatPages(self.pages, self.contacts, self.telegram_name)

    async def first(self, request: Request) -> HTMLResponse:
        """Show the form that begins a conversation, on the site that `?site=` names if there is one.

        Raises:
            DeskClosed: the texts are not open yet.
        """
        self.pages.reception.require_open()
        site = await self.admission.site(request.query_params.get("site"))
        return self._shown.first(erased="effacee" in request.query_params, site=site)

    async def begin(self, request: Request) -> Response:
        """Begin a conversation with a message, or to speak to a person.

        Raises:
            HTTPException: 403 when the form stands on another site.
            TooMany: too much is sent on the site where it begins.
        """
        form = await self._shown.form(request)
        site = await self.admission.site(form.site)
        if site and site.closed:
            return self._shown.first(Unkept(status=403), site=site)
        try:
            text = None if form.person and not form.text.strip() else accepted(form.text)
            await self._warn(form, text)
            if site:
                self.admission.count(request, site)
            own = await self._begun(form, text, site)
        except BadText as error:
            return self._shown.first(Unkept(form.text, str(error), 422), site=site)
        except PersonalData as error:
            confirm = FOR_A_PERSON if form.person else "oui"
            return self._shown.first(Unkept(form.text, str(error), 409, confirm), site=site)
        except DeskClosed as error:
            return _later(self._shown.first(Unkept(form.text, str(error), 503), site=site), error)
        if form.person:
            return await self._handed_over(own, Status.PENDING, form)
        return await self._at_last_message(own)

    async def _begun(self, form: Form, text: str | None, site: Site | None) -> Own:
        """Return the conversation that this very form began, or begin it.

        The same form with another text, as after a step back, begins another one.
        """
        key = site.key if site else None
        begun = await self.beginnings.begin(form.key, text, key)
        if begun.same:
            return Own(begun.conversation, begun.token)
        return Own(*await self.contacts.begin(text, site=key))

    async def show(self, request: Request) -> HTMLResponse:
        """Show a conversation.

        Raises:
            Refusal: 404 when the token opens none.
        """
        return await self._shown.conversation(await self._shown.own(request))

    async def post(self, request: Request) -> Response:
        """Add a message of the contact.

        Raises:
            HTTPException: 403 when the form stands on another site.
            Refusal: 404 when the token opens no conversation.
            TooMany: too much is sent on the site of the conversation.
        """
        form, own = await self._shown.form(request), await self._shown.own(request)
        refused = await self._refused(request, own, form)
        return refused or await self._at_last_message(own)

    async def ask_for_a_person(self, request: Request) -> Response:
        """Hand the conversation to the staff, with a last message if one was typed.

        Raises:
            HTTPException: 403 when the form stands on another site.
            Refusal: 404 when the token opens no conversation.
            TooMany: too much is sent on the site of the conversation.
        """
        form, own = await self._shown.form(request), await self._shown.own(request)
        typed = form.text.strip()
        refused = await self._refused(request, own, form, FOR_A_PERSON) if typed else None
        if not typed:
            await self.admission.to_talk(request, own.conversation)
        return refused or await self._handed_over(own, own.conversation.status, form)

    async def listen(self, request: Request) -> EventStream:
        """Tell a script of the page what happens.

        Raises:
            Refusal: 404 when the token opens no conversation, 422 for a number that is none.
        """
        own = await self._shown.own(request)
        return self.streams.of(own.conversation.id, resume_after(request))

    async def since(self, request: Request) -> HTMLResponse:
        """Give a script of the page what was said since.

        Raises:
            Refusal: 404 when the token opens no conversation, 422 for a number that is none.
        """
        return await self._shown.since(await self._shown.own(request), resume_after(request))

    async def _warn(self, form: Form, text: str | None) -> None:
        """Warn of the personal data in a message, unless it was confirmed.

        Raises:
            PersonalData: there is some.
        """
        if text and not form.confirmed:
            await self.contacts.require_impersonal(text)

    async def _refused(
        self, request: Request, own: Own, form: Form, confirm: str = "oui"
    ) -> HTMLResponse | None:
        """Keep the message of a form; return the page that says why it was not kept, if it was not.

        The same form with another text, as after a step back, is another message.
        """
        try:
            text = accepted(form.text)
            await self._warn(form, text)
            await self.admission.to_talk(request, own.conversation)
            posted = await self.contacts.post(own.conversation, text, form.key)
            if posted.message.text != text:
                await self.contacts.post(own.conversation, text, new_token())
        except BadText as error:
            return await self._shown.conversation(own, Unkept(form.text, str(error), 422))
        except PersonalData as error:
            return await self._shown.conversation(own, Unkept(form.text, str(error), 409, confirm))
        except DeskClosed as error:
            return _later(await self._shown.conversation(own, Unkept(form.text, str(error), 503)), error)
        except DeskBusy:  # the message is kept, and answered later
            pass
        return None

    async def _handed_over(self, own: Own, before: Status, form: Form) -> RedirectResponse:
        """Ask for a person, unless the conversation has just gone to one; `before` is how it was."""
        conversation = await self.contacts.stores.conversations.get(own.conversation.id)
        if conversation.status is not Status.OPEN or before is Status.OPEN:
            # Not the key itself: the message of the same form was kept under it.
            await self.contacts.dialogue.ask_for_a_person(conversation.id, digest(f"personne {form.key}"))
        return await self._at_last_message(own)

    async def _at_last_message(self, own: Own) -> RedirectResponse:
        """Send the browser to the assistant's reply to the last message, or to that message."""
        messages = await self.contacts.stores.conversations.messages(own.conversation.id)
        asked = max((one.number for one in messages if one.author is Author.CONTACT), default=0)
        replied = (one.number for one in messages if one.number > asked and one.author is not Author.SYSTEM)
        return back_to(own, f"m-{next(replied, asked)}")


def _later(page: HTMLResponse, error: DeskClosed) -> HTMLResponse:
    page.headers["Retry-After"] = str(error.retry_after)
    return page
