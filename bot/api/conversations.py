"""The HTTP interface of conversations, `/api/v1/conversations`: each belongs to whoever holds its token."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute

from bot.api.admission import Admission
from bot.api.ask import require_json
from bot.api.event_stream import MOST, EventStream, Streams, resume_after
from bot.api.guard import Guard, Speaking
from bot.api.problems import Refusal, described
from bot.api.public_view import export_file, message_out, status_out
from bot.api.shapes import (
    Address,
    Beginning,
    BegunOut,
    ConversationOut,
    Opinion,
    Post,
    PostedOut,
    StatusOut,
)
from bot.conversations.conversation import Conversation
from bot.conversations.errors import ConversationError, NotAllowed, UnknownConversation
from bot.store.feedback import UnknownMessage
from bot.talk.beginnings import Beginnings
from bot.talk.contacts import LONGEST_KEY, BadText, Contacts, NoMail, PersonalData, accepted
from bot.tokens import LENGTH, digest, new_token

PRIVATE = {"Cache-Control": "no-store"}
USED_KEY = "Cette clé « Idempotency-Key » a déjà servi. Envoyez ce message avec une nouvelle clé."
BAD_KEY = f"La clé « Idempotency-Key » compte de 1 à {LONGEST_KEY} signes."
BAD_FIRST_KEY = f"Pour commencer, la clé « Idempotency-Key » compte {LENGTH} signes, tirés au hasard."
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Une valeur nouvelle pour chaque message, la même quand on le renvoie.",
    ),
]
FirstKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description=f"{LENGTH} signes tirés au hasard, les mêmes quand on renvoie : la même clé redonne la "
        "même conversation et son jeton. Elle est aussi secrète que lui.",
    ),
]
Number = Annotated[int, Path(ge=1, le=MOST, description="Numéro du message.")]

STATUSES: Final[Mapping[type[ConversationError], int]] = {
    UnknownConversation: 404,
    UnknownMessage: 404,
    NotAllowed: 409,
    NoMail: 409,
    BadText: 422,
}
"""What a program is told, by what cannot happen to a conversation."""


class SayingWhy(APIRoute):
    """A route that says in our words what cannot happen to a conversation."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route.

        Raises:
            Refusal: by the handler, with the status of the table above.
        """
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except PersonalData as error:
                raise Refusal(409, str(error), personal_data=error.found) from None
            except tuple(STATUSES) as error:
                status = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
                raise Refusal(status, str(error)) from None

        return handle


def conversation_routes(
    contacts: Contacts, streams: Streams, admission: Admission, beginnings: Beginnings
) -> APIRouter:
    """Build the routes."""
    own, speaking = Depends(Guard(contacts, admission)), Depends(Speaking(contacts, admission))
    router = APIRouter(
        prefix="/api/v1/conversations",
        tags=["Conversations"],
        route_class=SayingWhy,
        responses=described(403, 422, 429, 503),
    )
    _add_beginning(router, contacts, admission, beginnings)
    _add_talking(router, contacts, speaking)
    _add_judging(router, contacts, own)
    _add_listening(router, contacts, streams, own)
    _add_own_data(router, contacts, own)
    return router


def _add_beginning(
    router: APIRouter, contacts: Contacts, admission: Admission, beginnings: Beginnings
) -> None:
    @router.post(
        "",
        summary="Commencer une conversation",
        description="Commence une conversation, avec un premier message s’il est donné. Son jeton secret "
        "ouvre tout le reste. Si trop de questions attendent, il est gardé et la réponse vient plus tard. "
        "Une page d’un autre site donne la clé de ce site, qui doit l’autoriser.",
        status_code=201,
        response_model=BegunOut,
        responses=described(409, 413, 415, 422),
        dependencies=[Depends(require_json)],
    )
    async def begin(request: Request, beginning: Beginning, key: FirstKey = None) -> JSONResponse:
        if key is not None and len(key) != LENGTH:
            raise Refusal(422, BAD_FIRST_KEY)
        site = await admission.to_begin(request, beginning.site)
        text = None if beginning.text is None else accepted(beginning.text)
        await _warn(contacts, beginning, text)
        begun = await beginnings.begin(key or new_token(), text, site.key if site else None)
        if not begun.same:
            raise Refusal(422, USED_KEY)
        conversation = await contacts.stores.conversations.get(begun.conversation.id)
        token = begun.token
        resume = f"{contacts.settings.site}/chat/{token}"
        shown = await _shown(contacts, conversation) | {"token": token, "resume_url": resume}
        return JSONResponse(shown, 201, PRIVATE | {"Location": f"{router.prefix}/{conversation.id}"})


def _add_talking(router: APIRouter, contacts: Contacts, speaking: Any) -> None:
    @router.post(
        "/{id}/messages",
        summary="Envoyer un message",
        description="Garde un message ; l’assistant y répond s’il a la conversation. La même clé "
        "« Idempotency-Key » garde un seul message et redonne la même réponse.",
        status_code=201,
        response_model=PostedOut,
        responses=described(401, 404, 409, 413, 415, 422),
        dependencies=[Depends(require_json)],
    )
    async def post(post: Post, key: Key = None, conversation: Conversation = speaking) -> JSONResponse:
        if key is not None and not 0 < len(key) <= LONGEST_KEY:
            raise Refusal(422, BAD_KEY)
        text = accepted(post.text)
        await _warn(contacts, post, text)
        posted = await contacts.post(conversation, text, key)
        if posted.message.text != text:
            raise Refusal(422, USED_KEY)
        said = {
            "message": message_out(posted.message),
            "reply": message_out(posted.reply) if posted.reply else None,
        }
        return JSONResponse({**said, **await contacts.status(conversation.id)}, 201, PRIVATE)

    @router.post(
        "/{id}/handoff",
        summary="Demander une personne",
        description="Confie la conversation à l’équipe du ministère.",
        status_code=201,
        response_model=StatusOut,
        responses=described(401, 404),
    )
    async def hand_off(conversation: Conversation = speaking, key: Key = None) -> JSONResponse:
        await contacts.dialogue.ask_for_a_person(conversation.id, key and digest(f"personne {key}"))
        return JSONResponse(await contacts.status(conversation.id), 201, PRIVATE)


def _add_judging(router: APIRouter, contacts: Contacts, own: Any) -> None:
    @router.post(
        "/{id}/messages/{message}/feedback",
        summary="Donner son avis sur une réponse",
        description="Garde l’avis sur une réponse de l’assistant ou de l’équipe ; le dernier remplace "
        "les autres.",
        status_code=204,
        responses=described(401, 404, 413, 415, 422),
        dependencies=[Depends(require_json)],
    )
    async def judge(message: Number, opinion: Opinion, conversation: Conversation = own) -> None:
        await contacts.judge(conversation, message, opinion.useful, opinion.reason)


def _add_listening(router: APIRouter, contacts: Contacts, streams: Streams, own: Any) -> None:
    @router.get(
        "/{id}",
        summary="Lire une conversation",
        response_model=ConversationOut,
        responses=described(401, 404),
    )
    async def read(conversation: Conversation = own) -> JSONResponse:
        return JSONResponse(await _shown(contacts, conversation), headers=PRIVATE)

    @router.get(
        "/{id}/events",
        summary="Suivre une conversation",
        description="Ce qui se passe, à mesure (Server-Sent Events) : message, status (qui a la "
        "conversation) et typing (quelqu’un écrit). L’en-tête « Last-Event-ID », ou « ?after= », reprend "
        "après un événement.",
        status_code=200,
        response_class=EventStream,
        responses=described(401, 404, 422, 429),
    )
    async def listen(request: Request, conversation: Conversation = own) -> Response:
        return streams.of(conversation.id, resume_after(request))


def _add_own_data(router: APIRouter, contacts: Contacts, own: Any) -> None:
    @router.get(
        "/{id}/export",
        summary="Emporter ses données",
        description="Tout ce qui est gardé de la conversation, sauf les notes privées de l’équipe.",
        responses=described(401, 404),
    )
    async def export(conversation: Conversation = own) -> Response:
        return export_file(await contacts.export(conversation))

    @router.delete(
        "/{id}",
        summary="Effacer une conversation",
        description="Efface la conversation et tout ce qui y a été dit.",
        status_code=204,
        responses=described(401, 404),
    )
    async def erase(conversation: Conversation = own) -> None:
        await contacts.erase(conversation)

    @router.put(
        "/{id}/email",
        summary="Être prévenu des réponses",
        description="Garde l’adresse à laquelle prévenir des réponses de l’équipe.",
        status_code=204,
        responses=described(401, 404, 409, 413, 415, 422),
        dependencies=[Depends(require_json)],
    )
    async def leave_address(address: Address, conversation: Conversation = own) -> None:
        await contacts.leave_address(conversation, address.email)

    @router.delete(
        "/{id}/email",
        summary="Ne plus être prévenu",
        status_code=204,
        responses=described(401, 404),
    )
    async def forget_address(conversation: Conversation = own) -> None:
        await contacts.forget_address(conversation)


async def _shown(contacts: Contacts, conversation: Conversation) -> dict[str, Any]:
    messages = await contacts.stores.conversations.messages(conversation.id)
    opinions = await contacts.stores.feedback.of(conversation.id)
    present = status_out(conversation, await contacts.holder(conversation))
    shown = [message_out(message, opinions.get(message.number)) for message in messages]
    return {"id": conversation.id, **present, "messages": shown}


async def _warn(contacts: Contacts, said: Beginning | Post, text: str | None) -> None:
    """Warn of the personal data in a message that may be kept, if its writer wants so.

    Raises:
        PersonalData: there is some.
    """
    if said.warn and text:
        await contacts.require_impersonal(text)
