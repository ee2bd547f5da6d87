"""Post a notice over HTTP, and tell a failure that may pass from one that will not."""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import quote

import httpx

from bot.delivery.outbox import NotNow, Undeliverable
from bot.notices.addresses import Hook, MatrixAddress, WebAddress
from bot.notices.formats import Body, matrix, mattermost, slack
from bot.notices.wording import Notice

TIMEOUT: Final = httpx.Timeout(20.0, connect=10.0)
"""Seconds that each exchange may take."""

SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=6)
"""How long we wait because a server asks for it, at least and at most."""

PASSING: Final = frozenset({408, 425, 429})
"""Codes that look as if we were to blame, and pass: https://www.rfc-editor.org/rfc/rfc9110#section-15.5."""

NAMES: Final = {Hook.SLACK: "Slack", Hook.MATTERMOST: "Mattermost"}
BODIES: Final = {Hook.SLACK: slack, Hook.MATTERMOST: mattermost}


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent where; `name` is the product, to say which one failed."""

    name: str
    method: str
    url: str = field(repr=False)
    body: Body
    token: str = field(default="", repr=False)


def post_of(address: WebAddress | MatrixAddress, notice: Notice, key: str) -> Post:
    """Return what to send to an address.

    Sent twice with the same `key`, it is one message in a room of Matrix:
    https://spec.matrix.org/latest/client-server-api/#transaction-identifiers.
    """
    match address:
        case WebAddress():
            return Post(NAMES[address.hook], "POST", address.url, BODIES[address.hook](notice))
        case MatrixAddress():
            path = f"{quote(address.room, safe='')}/send/m.room.message/{quote(key, safe='')}"
            url = f"{address.server}/_matrix/client/v3/rooms/{path}"
            return Post("Matrix", "PUT", url, matrix(notice), address.token)


class Poster:
    """Sends posts; `clock` tells how long a date to come back at is away."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        # The authorities that this machine trusts, those that the operator added included.
        self._trust = ssl.create_default_context()
        # It writes whole addresses at the level below, and who knows ours may write there.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    async def send(self, post: Post) -> None:
        """Send one; a redirection is not followed, for it would give the secret to somebody else.

        Raises:
            Undeliverable: the server refuses it for good, or sends us elsewhere.
            NotNow: the server cannot be reached, is broken, or asks to come back later.
        """
        headers = {"Authorization": f"Bearer {post.token}"} if post.token else {}
        try:
            async with httpx.AsyncClient(
                timeout=TIMEOUT, verify=self._trust, follow_redirects=False, headers=headers
            ) as client:
                answer = await client.request(post.method, post.url, json=post.body)
        except (httpx.HTTPError, httpx.InvalidURL):
            # Nothing of the error is shown: it holds the request, and the request our secret.
            raise NotNow(f"{post.name} ne répond pas. Vérifiez GUICHET_NOTIFY et le réseau.") from None
        self._judge(post.name, answer)

    def _judge(self, name: str, answer: httpx.Response) -> None:
        """Say what an answer means.

        Raises:
            Undeliverable: trying again would fail too.
            NotNow: it would not.
        """
        code = answer.status_code
        if answer.is_success:
            return
        if answer.is_redirect:
            raise Undeliverable(
                f"{name} renvoie vers une autre adresse (code {code}). Corrigez GUICHET_NOTIFY."
            )
        if code in PASSING or answer.is_server_error:
            wait = asked_wait(answer, self._clock())
            raise NotNow(f"{name} ne prend pas l’avis pour le moment (code {code}).", wait=wait)
        raise Undeliverable(f"{name} refuse l’avis (code {code}). Vérifiez GUICHET_NOTIFY.")


def asked_wait(answer: httpx.Response, now: datetime) -> timedelta | None:
    """Return how long a server asks to wait, None if it does not say.

    >>> now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> asked_wait(httpx.Response(429, headers={"Retry-After": "90"}), now)
    datetime.timedelta(seconds=90)
    >>> asked_wait(httpx.Response(429, headers={"Retry-After": "Mon, 23 Nov 2026 09:05:00 GMT"}), now)
    datetime.timedelta(seconds=300)
    """
    wait = _in_header(answer.headers.get("Retry-After", "").strip(), now)
    if wait is None:
        wait = _in_body(answer)
    return None if wait is None else max(SHORTEST_WAIT, min(wait, LONGEST_WAIT))


def _in_header(said: str, now: datetime) -> timedelta | None:
    """Read seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3."""
    if said.isascii() and said.isdecimal():
        return timedelta(seconds=int(said[:9]))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - now


def _in_body(answer: httpx.Response) -> timedelta | None:
    """Read the wait where Matrix wrote it before its version 1.10.

    https://spec.matrix.org/v1.10/client-server-api/#rate-limiting
    """
    try:
        said = answer.json()
    except ValueError:
        return None
    wait = said.get("retry_after_ms") if isinstance(said, dict) else None
    return timedelta(milliseconds=max(0, min(wait, 10**9))) if isinstance(wait, int) else None
