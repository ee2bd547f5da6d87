"""The webhook: what address it may have, and how updates are sent there.

From `do_set_webhook` (https://github.com/tdlib/telegram-bot-api, Client.cpp) and WebhookActor.cpp: the
updates of a chat leave one after the other, several chats at once; one that fails is tried again, later each
time.
"""

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Any

from tests.bot_api.answers import BadRequest
from tests.bot_api.arguments import Arguments
from tests.bot_api.posting import NotPosted, Poster
from tests.bot_api.updates import DEFAULT, Pending
from tests.bot_api.urls import WrongLink, parse_url
from tests.bot_api.world import World

PORTS = {443, 80, 88, 8443}
LONGEST_SECRET, LONGEST_WAIT = 256, 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go."""

    url: str
    secret: str
    at_once: int


def webhook_of(given: Arguments, *, local: bool) -> Webhook | None:
    """Return the webhook that a request asks for: https://core.telegram.org/bots/api#setwebhook.

    Raises:
        BadRequest: as Telegram refuses it.
    """
    url = given.text("url")
    if not url:
        return None
    try:
        protocol, userinfo, host, port, rest = parse_url(url, "https")
    except WrongLink:
        raise BadRequest("invalid webhook URL specified") from None
    secret = given.text("secret_token")
    if len(secret) > LONGEST_SECRET:
        raise BadRequest("secret token is too long")
    if not re.fullmatch("[A-Za-z0-9_-]*", secret):
        raise BadRequest("secret token contains unallowed characters")
    if not local and protocol != "https":
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (port or 443) not in PORTS:
        raise BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    place = f"{protocol}://{userinfo + '@' if userinfo else ''}{host}{f':{port}' if port else ''}{rest}"
    return Webhook(place, secret, given.integer("max_connections", 40, 1, 100_000 if local else 100))


class Delivery:
    """Sends updates to the webhook; lives in the loop of the server."""

    def __init__(self, world: World) -> None:
        self.webhook: Webhook | None = None
        self._world = world
        self._poster = Poster(world.options.webhook_timeout)
        self._loop = asyncio.get_running_loop()
        self._error: dict[str, Any] = {}
        self._sending: dict[asyncio.Task[None], int] = {}
        self._waits: dict[int, tuple[float, float]] = {}
        """By line, or by update where each goes alone: not before when, and after what wait."""
        world.updates.listeners.append(self._rung)

    def set(self, webhook: Webhook | None) -> None:
        """Send to another webhook from now on, or to none."""
        self._stop()
        self.webhook, self._error = webhook, {}
        self._waits.clear()
        self._send()

    def info(self) -> dict[str, Any]:
        """https://core.telegram.org/bots/api#getwebhookinfo."""
        hook = self.webhook
        body: dict[str, Any] = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.updates.pending),
        }
        if self._world.updates.allowed != DEFAULT:
            body["allowed_updates"] = sorted(self._world.updates.allowed)
        if hook:
            body |= {"max_connections": hook.at_once, "ip_address": "127.0.0.1"} | self._error
        return body

    async def close(self) -> None:
        """Stop sending."""
        self.webhook = None
        tasks = list(self._sending)
        self._stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._poster.close()

    def _stop(self) -> None:
        for task in self._sending:
            task.cancel()
        self._sending = {}

    def _rung(self) -> None:
        if self.webhook is not None:
            self._loop.call_soon_threadsafe(self._send)

    def _send(self) -> None:
        """Send what may leave now, and come back when more may."""
        hook = self.webhook
        if hook is None:
            return
        now, busy, later = time.monotonic(), set(self._sending.values()), []
        with self._world.lock:
            for one in self._world.updates.pending:
                if len(self._sending) >= hook.at_once:
                    break
                line = self._line(one)
                not_before = self._waits.get(line, (0.0, 0.0))[0]
                if not_before > now:
                    later.append(not_before)
                elif line not in busy:
                    task = self._loop.create_task(self._post(hook, one))
                    self._sending[task] = line
                    task.add_done_callback(self._done)
                busy.add(line)
        if later:
            self._loop.call_later(min(later) - now + 0.001, self._send)

    def _line(self, one: Pending) -> int:
        """What must not leave together with it: the same chat, or nothing but itself."""
        return one.line if one.line and self._world.options.webhook_in_order else id(one)

    async def _post(self, hook: Webhook, one: Pending) -> None:
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            status, reason = await self._poster.post(hook.url, one.update, headers)
            failed = "" if 200 <= status < 300 else f"Wrong response from the webhook: {status} {reason}"
        except NotPosted as error:
            failed = str(error)
        line = self._line(one)
        if failed:
            self._error = {"last_error_date": int(time.time()), "last_error_message": failed}
            wait = min(LONGEST_WAIT, self._waits.get(line, (0.0, self._world.options.retry_unit / 2))[1] * 2)
            self._waits[line] = (time.monotonic() + wait, wait)
            return
        self._waits.pop(line, None)
        with self._world.lock:
            if one in self._world.updates.pending:
                self._world.updates.pending.remove(one)
            self._world.changed.notify_all()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._sending.pop(task, None)
        if not task.cancelled():
            self._send()
