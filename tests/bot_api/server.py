"""The HTTP server of the emulator: addresses, tokens, answers, and what goes wrong on purpose.

From HttpConnection.cpp and ClientManager.cpp (https://github.com/tdlib/telegram-bot-api). A token of another
form is answered 404, another token 401, as https://api.telegram.org does.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tests.bot_api import editing, profile, sending
from tests.bot_api.answers import ApiError
from tests.bot_api.arguments import Arguments, arguments_of
from tests.bot_api.faults import Faults
from tests.bot_api.journal import Journal, Request
from tests.bot_api.polling import BY_WEBHOOK, Polling
from tests.bot_api.webhooks import Delivery, webhook_of
from tests.bot_api.world import World

CUT = "bot_api.cut"
METHODS: dict[str, Callable[[World, Arguments], Any]] = {
    "getMe": profile.get_me,
    "getChat": profile.get_chat,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "answerCallbackQuery": editing.answer_callback_query,
}
IN_LOOP = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
NAMES = {name.lower(): name for name in (*METHODS, *IN_LOOP)}


class CutProtocol(HttpToolsProtocol):
    """HTTP whose connection a handler may end without an answer."""

    def on_message_begin(self) -> None:
        """Give the handler the means to."""
        super().on_message_begin()
        self.scope["state"][CUT] = self.transport.abort


@dataclass(slots=True)
class Service:
    """Answers requests about one world."""

    world: World
    journal: Journal = field(default_factory=Journal)
    faults: Faults = field(default_factory=Faults)
    polling: Polling = field(init=False)
    delivery: Delivery = field(init=False)
    loop: asyncio.AbstractEventLoop = field(init=False)

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[Route("/{path:path}", self.answer, methods=["GET", "POST"])], lifespan=self._lifespan
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self.loop = asyncio.get_running_loop()
        self.polling, self.delivery = Polling(self.world), Delivery(self.world)
        yield
        with self.world.lock:
            self.world.updates.listeners.clear()
        await self.delivery.close()

    async def answer(self, request: HttpRequest) -> JSONResponse:
        """Answer a request, and note it."""
        at, method = time.monotonic(), ""
        given = Arguments({})
        try:
            method = self._method(request.url.path)
            given = await arguments_of(request, self.world.options.largest_upload + (1 << 20))
            body = await self._carried_out(method, given, request.state._state[CUT])
            status = 200
        except ApiError as error:
            body, status = error.as_json(), error.code
        cut = body == {}
        self.journal.note(Request(method, given.as_json(), at, 0 if cut else status, body))
        with self.world.lock:
            self.world.changed.notify_all()
        retry_after = body.get("parameters", {}).get("retry_after")
        return JSONResponse(body, status, {"Retry-After": str(retry_after)} if retry_after else None)

    def _method(self, path: str) -> str:
        """Return the method that an address names, by its usual name.

        Raises:
            ApiError: there is none.
        """
        match = re.fullmatch(r"/bot(\d+:[A-Za-z0-9_-]+)/(\w+)/?", path)
        if match is None:
            raise ApiError(404, "Not Found")
        if match[1] != self.world.options.token:
            raise ApiError(401, "Unauthorized")
        if match[2].lower() not in NAMES:
            raise ApiError(404, "Not Found: method not found")
        return NAMES[match[2].lower()]

    async def _carried_out(self, method: str, given: Arguments, cut: Callable[[], None]) -> dict[str, Any]:
        """Return the answer, {} if the connection was ended instead.

        Raises:
            ApiError: the request is refused.
        """
        fault = self.faults.draw(method.lower())
        if fault and fault.kind == "cut":
            cut()
            return {}
        if fault and not fault.after:
            raise fault.error()
        body = await self._result(method, given)
        if fault and fault.kind == "delay_after":
            await asyncio.sleep(fault.seconds)
        elif fault:
            cut()
            return {}
        return body

    async def _result(self, method: str, given: Arguments) -> dict[str, Any]:
        if method in METHODS:
            with self.world.lock:
                return {"ok": True, "result": METHODS[method](self.world, given)}
        if method == "getUpdates":
            url = self.delivery.webhook.url if self.delivery.webhook else ""
            return {"ok": True, "result": await self.polling.get_updates(given, url)}
        if method == "getWebhookInfo":
            return {"ok": True, "result": self.delivery.info()}
        return self._set_webhook(given if method == "setWebhook" else None, given)

    def _set_webhook(self, asked: Arguments | None, given: Arguments) -> dict[str, Any]:
        had, webhook = self.delivery.webhook, None
        if asked is not None:
            webhook = webhook_of(asked, local=self.world.options.local)
        with self.world.lock:
            if given.flag("drop_pending_updates"):
                self.world.updates.pending.clear()
            if webhook:
                self.world.updates.allow(given.value("allowed_updates", "Can't parse allowed updates"))
        if webhook:
            self.polling.end(BY_WEBHOOK)
        if webhook != had:
            self.delivery.set(webhook)
            said = "Webhook was set" if webhook else "Webhook was deleted"
        else:
            said = "Webhook is already set" if webhook else "Webhook is already deleted"
        return {"ok": True, "result": True, "description": said}
