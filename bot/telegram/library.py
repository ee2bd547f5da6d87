"""Ask Telegram, and fetch what it has for us, through python-telegram-bot, which no other file imports.

The token stays here: no log and no exception of ours holds it.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, Self, TypeVar

import telegram
from anyio import Event, move_on_after, sleep, sleep_forever
from telegram import error
from telegram.ext import AIORateLimiter, ExtBot, Updater
from telegram.request import HTTPXRequest

from bot.telegram import api, pace
from bot.telegram.face import Face, Webhook
from bot.telegram.fetched import Fetched, Keep, NoAnswer, Nowhere
from bot.telegram.messages import Outgoing, Rows
from bot.telegram.once import Once
from bot.telegram.refusals import out_of_order, refusal, unanswered
from bot.telegram.silence import settle

KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates that we ask for."""

TWO: Final = (
    "Un autre programme reçoit déjà les messages de ce robot Telegram, avec le même jeton. "
    "Arrêtez l’un des deux."
)

HTML: Final = telegram.constants.ParseMode.HTML
NO_PREVIEW: Final = telegram.LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Library:
    """Telegram, by the token of our bot; `base_url` is what stands before the token in its addresses."""

    def __init__(self, token: str, base_url: str, face: Face) -> None:
        settle()
        self.id = int(token.partition(":")[0])
        self.name = ""
        """The bot's name without @, "" until Telegram has told it."""
        self._face = face
        self._waiting = Once(logger, "arrivée des messages")
        self._sending = HTTPXRequest(pace.CONNECTIONS, *pace.TIMES)
        self._fetching = _Fetching(self._say)
        self._bot = ExtBot(
            token,
            base_url,
            request=self._sending,
            get_updates_request=self._fetching,
            rate_limiter=_Pace(),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        with move_on_after(pace.GRACE, shield=True):
            await self._sending.shutdown()
            await self._fetching.shutdown()

    async def run(
        self, keep: Keep, webhook: Webhook | None = None, ready: Callable[[], None] = lambda: None
    ) -> None:
        """Have updates come until cancelled, fetched or by a webhook; none is confirmed before it is kept.

        `ready` is called each time that Telegram is asked for them. What goes wrong is said once, and tried
        again.
        """
        self._fetching.fetched = Fetched(keep, self._waiting.say)
        pauses = pace.Pauses(ready)
        while True:
            try:
                await self._receive(webhook, pauses.begun)
            except error.TelegramError as failure:
                self._say(failure)
                await sleep(pauses.after(_meaning(failure)))

    async def send(self, chat: int, message: Outgoing) -> int:
        """Send a message; raises what `Api` says.

        Raises:
            Uncertain: it may have been sent.
        """
        common = _content(message) | {"chat_id": chat}
        if message.reply_to is not None:
            answered = telegram.ReplyParameters(message.reply_to, allow_sending_without_reply=True)
            common["reply_parameters"] = answered
        if message.file is None:
            request = self._bot.send_message(text=message.html, link_preview_options=NO_PREVIEW, **common)
        else:
            document = telegram.InputFile(message.file.text.encode(errors="replace"), message.file.name)
            request = self._bot.send_document(document=document, caption=message.html, **common)
        sent = await _asked(request)
        if sent is None:
            raise api.Uncertain
        return sent.message_id

    async def edit(self, chat: int, number: int, message: Outgoing) -> None:
        """Give a message of ours another content; raises what `Api` says."""
        common = _content(message) | {"chat_id": chat, "message_id": number}
        if message.file is None:
            request = self._bot.edit_message_text(message.html, link_preview_options=NO_PREVIEW, **common)
        else:
            request = self._bot.edit_message_caption(caption=message.html, **common)
        await _asked(request)

    async def set_buttons(self, chat: int, number: int, buttons: Rows) -> None:
        """Give a message of ours other buttons, or none; raises what `Api` says."""
        await _asked(self._bot.edit_message_reply_markup(chat, number, reply_markup=_keyboard(buttons)))

    async def acknowledge(self, press: str, text: str = "") -> None:
        """Answer the press of a button; raises what `Api` says."""
        await _asked(self._bot.answer_callback_query(press, text or None))

    async def typing(self, chat: int) -> None:
        """Show that something is being written; raises what `Api` says."""
        await _asked(self._bot.send_chat_action(chat, telegram.constants.ChatAction.TYPING))

    async def _receive(self, webhook: Webhook | None, ready: Callable[[], None]) -> None:
        await self._bot.initialize()
        self.name = self._bot.username
        await self._introduce()
        if webhook is None:
            await self._poll(ready)
        else:
            await self._bot.set_webhook(webhook.url, allowed_updates=KINDS, secret_token=webhook.secret)
            self._waiting.say("")
            ready()
            await sleep_forever()

    async def _introduce(self) -> None:
        """Tell Telegram what the bot says of itself; updates come without that too."""
        bot, face, groups = self._bot, self._face, telegram.BotCommandScopeAllGroupChats()
        for tell, what in (
            (bot.set_my_commands, (face.commands,)),
            (bot.set_my_commands, (face.group_commands, groups)),
            (bot.set_my_description, (face.description,)),
            (bot.set_my_short_description, (face.short_description,)),
        ):
            try:
                await tell(*what)
            except error.TelegramError:
                logger.warning("Telegram n’a pas pris toute la présentation de l’assistant ; il répond.")

    async def _poll(self, ready: Callable[[], None]) -> None:
        """Fetch updates until Telegram refuses our token.

        Raises:
            InvalidToken: it does.
            TelegramError: fetching could not begin.
        """
        self._fetching.refused = Event()
        updater = Updater(self._bot, Nowhere())
        await updater.initialize()
        try:
            await updater.start_polling(0, pace.LONG_POLL, allowed_updates=KINDS, error_callback=self._say)
            ready()
            await self._fetching.refused.wait()
        finally:
            if updater.running:
                await self._stop(updater)
        raise error.InvalidToken

    async def _stop(self, updater: Updater) -> None:
        """Stop fetching: what came is kept and confirmed, or else Telegram gives it again."""
        with move_on_after(pace.GRACE, shield=True):
            async with self._fetching.fetched.keeping:
                pass
        with move_on_after(pace.GRACE, shield=True), suppress(error.InvalidToken):
            await updater.stop()

    def _say(self, failure: error.TelegramError) -> None:
        self._waiting.say(_reason(failure))


class _Fetching(HTTPXRequest):
    """The request for updates, which keeps them before the library sees them, for it confirms what it saw."""

    def __init__(self, say: Callable[[error.TelegramError], None]) -> None:
        super().__init__(2, *pace.TIMES)
        self._say = say
        self.fetched: Fetched
        self.refused = Event()

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """Ask for updates, and keep them.

        Raises:
            NetworkError: Telegram was not reached, or its answer is none.
        """
        try:
            status, body = await super().do_request(*args, **options)
        except error.NetworkError as failure:
            self._say(failure)
            raise
        if status in (401, 404):
            self.refused.set()
        try:
            return status, await self.fetched.take(body) if status == 200 else body
        except NoAnswer:
            raise error.NetworkError("not an answer of Telegram") from None


class _Pace(AIORateLimiter):
    """The pace of requests; a group's holds for messages, and showing that one types sends none."""

    def __init__(self) -> None:
        super().__init__(1, 1 / pace.PER_SECOND, 1, pace.GROUP_PAUSE)
        self._flood = pace.Flood()

    async def process_request(self, callback: Callable[..., Any], **options: Any) -> Any:  # type: ignore[override] # the library names them all
        """Wait for one's turn, then make a request.

        Raises:
            Wait: none about a chat may be made now.
            TelegramError: what the library says of it.
        """
        chat = options["data"].get("chat_id")
        if options["endpoint"] == "sendChatAction":
            options["data"] = {"chat_id": 0}

        async def unless_held(*args: Any, **timeouts: Any) -> Any:
            self._flood.check()
            try:
                return await callback(*args, **timeouts)
            except error.RetryAfter as failure:
                self._flood.told(chat, _meaning(failure))
                raise

        return await super().process_request(callback if chat is None else unless_held, **options)


def _content(message: Outgoing) -> dict[str, Any]:
    return {"parse_mode": HTML, "reply_markup": _keyboard(message.buttons)}


def _keyboard(buttons: Rows) -> telegram.InlineKeyboardMarkup | None:
    rows = [
        [
            telegram.InlineKeyboardButton(one.label, url=one.url or None, callback_data=one.data or None)
            for one in row
        ]
        for row in buttons
    ]
    return telegram.InlineKeyboardMarkup(rows) if rows else None


async def _asked(request: Awaitable[T]) -> T | None:
    """Return the answer to a request, None if it is refused for what is no fault.

    Raises:
        TelegramError: what the library's error means.
    """
    try:
        return await request
    except error.TelegramError as failure:
        meaning = _meaning(failure)
    if meaning is not None:
        # Outside the handler, so that it does not hold the library's error, whose text may hold the token.
        raise meaning
    return None


def _meaning(failure: error.TelegramError) -> api.TelegramError | None:
    """Return our error for one of the library's, None if there is no fault."""
    cause = failure.__cause__
    match failure:
        case error.RetryAfter(retry_after=wait):
            return api.Wait(wait.total_seconds() if isinstance(wait, timedelta) else wait)
        case error.ChatMigrated(new_chat_id=chat):
            return api.Migrated(chat)
        case error.InvalidToken():
            return api.BadToken()
        case error.Forbidden():
            return api.Unreachable()
        case error.BadRequest():
            return refusal(failure.message)
        case error.NetworkError() if cause is None or isinstance(cause, error.TelegramError):
            return out_of_order(failure.message)
        case error.NetworkError() if cause is not None:
            return unanswered(cause)
        case _:
            return api.Uncertain()


def _reason(failure: error.TelegramError) -> str:
    """Return why updates do not come, in French."""
    if isinstance(failure, error.Conflict):
        return TWO
    meaning = _meaning(failure)
    return str(meaning if isinstance(meaning, api.BadToken | api.Refused) else api.Unavailable())
