"""What a contact may do with what we keep of them: judge replies, be told of them, take it all, erase it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.api.event_stream import MOST
from bot.api.problems import Refusal, detail_of
from bot.api.public_view import export_file
from bot.conversations.errors import UnknownConversation
from bot.pages.chat_page import PRIVATE, ChatPages, Form, Unkept, back_to
from bot.store.feedback import FeedbackReason, UnknownMessage
from bot.talk.contacts import BadText, NoMail

USEFUL: Final[Mapping[str, bool]] = {"oui": True, "non": False}


@dataclass(frozen=True, slots=True)
class OwnData:
    """The forms and links of a conversation's page, besides those that carry the conversation."""

    shown: ChatPages

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/chat/{token}/avis", self.judge, methods=["POST"]),
            Route("/chat/{token}/adresse", self.leave_address, methods=["POST"]),
            Route("/chat/{token}/export", self.export),
            Route("/chat/{token}/effacer", self.ask),
            Route("/chat/{token}/effacer", self.erase, methods=["POST"]),
        ]

    async def judge(self, request: Request) -> RedirectResponse:
        """Keep what the contact thinks of a reply.

        Raises:
            HTTPException: 403 when the form stands on another site.
            Refusal: 404 when there is no such conversation or reply, 422 when the form is not ours.
        """
        form, own = await self.shown.form(request), await self.shown.own(request)
        number, useful, reason = _opinion(form)
        try:
            await self.shown.contacts.judge(own.conversation, number, useful, reason)
        except UnknownMessage as error:
            raise Refusal(404, str(error), PRIVATE) from None
        return back_to(own, f"m-{number}")

    async def leave_address(self, request: Request) -> Response:
        """Keep the address at which to tell the contact of replies, or forget it when it is left empty.

        Raises:
            HTTPException: 403 when the form stands on another site.
            Refusal: 404 when there is no such conversation, 409 when this site sends no e-mail.
        """
        form, own = await self.shown.form(request), await self.shown.own(request)
        email = form.values.get("adresse", "")
        try:
            if email.strip():
                await self.shown.contacts.leave_address(own.conversation, email, own.token)
            else:
                await self.shown.contacts.forget_address(own.conversation, own.token)
        except NoMail as error:
            raise Refusal(409, str(error), PRIVATE) from None
        except BadText as error:
            return await self.shown.conversation(own, Unkept(email, str(error), 422), "adresse")
        return back_to(own, "prevenir")

    async def export(self, request: Request) -> Response:
        """Give all that is kept, as a file.

        Raises:
            Refusal: 404 when there is no such conversation.
        """
        own = await self.shown.own(request)
        return export_file(await self.shown.contacts.export(own.conversation))

    async def ask(self, request: Request) -> Response:
        """Ask whether the conversation must really be erased.

        Raises:
            Refusal: 404 when there is no such conversation.
        """
        return self.shown.erasure(await self.shown.own(request))

    async def erase(self, request: Request) -> Response:
        """Erase the conversation; what is erased already stays so.

        Raises:
            HTTPException: 403 when the form stands on another site.
        """
        await self.shown.form(request)
        with suppress(UnknownConversation):
            await self.shown.contacts.erase(await self.shown.contacts.opened(request.path_params["token"]))
        return RedirectResponse("/?effacee=oui", 303, headers=PRIVATE)


def _opinion(form: Form) -> tuple[int, bool, FeedbackReason | None]:
    """Read an opinion: of which message, whether it is useful, why it is not.

    Raises:
        Refusal: 422 when it says none of that.
    """
    number, useful, reason = (form.values.get(name, "") for name in ("numero", "utile", "motif"))
    if not (number.isascii() and number.isdecimal() and len(number) < len(str(MOST))) or useful not in USEFUL:
        raise Refusal(422, detail_of(422), PRIVATE)
    why = FeedbackReason(reason) if reason in set(FeedbackReason) else None
    return int(number), USEFUL[useful], why
