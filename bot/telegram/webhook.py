"""Take the updates that Telegram posts to us, and say so once they are kept."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.tokens import same
from knowledge.errors import StoreUnavailable

PATH: Final = "/telegram/webhook"
"""Where Telegram posts to."""

SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
"""The header by which Telegram shows that it is Telegram: https://core.telegram.org/bots/api#setwebhook."""

Keep = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]
"""Keeps updates, or raises StoreUnavailable."""


def webhook_route(secret: str, keep: Keep) -> Route:
    """Return the route to which Telegram posts each update, with the secret that it was told."""

    async def receive(request: Request) -> Response:
        if not same(request.headers.get(SECRET, ""), secret):
            return Response(status_code=403)
        update = await _update(request)
        if update is None:
            return Response(status_code=400)
        try:
            await keep([update])
        except StoreUnavailable:
            # Telegram tries again, and nothing is lost.
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response()

    return Route(PATH, receive, methods=["POST"])


async def _update(request: Request) -> Mapping[str, Any] | None:
    """Return the update that a request holds, None if it holds none."""
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) and type(body.get("update_id")) is int else None
