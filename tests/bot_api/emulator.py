"""A strict emulator of the Telegram Bot API over real HTTP, in a thread of its own: the judge of the channel.

with emulating(rates=Rates(overall=30)) as telegram:      # options: tests.bot_api.world.Options
    Bot(telegram.token, base_url=telegram.base_url)
    lea = telegram.person("Léa")
    lea.start(); lea.write("Bonjour", reply_to=None)       # updates for the bot
    answer = lea.wait_for(lambda one: "Bonjour" in one.text)  # or `await lea.soon(…)` in the bot's own loop
    answer.text, answer.entities, answer.labels, answer.buttons, answer.reply_to, answer.file
    lea.press(answer.labels[0]).wait()                     # what the bot showed: text, show_alert
    telegram.journal.all("sendMessage"); telegram.violations
    telegram.often(0.05, ("429", "500"), seed=1); telegram.fail_next("sendMessage", "cut_after")
"""

import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn

from tests.bot_api.faults import SENDS, Fault
from tests.bot_api.groups import Group
from tests.bot_api.journal import Journal, Violation
from tests.bot_api.people import PATIENCE, Person
from tests.bot_api.server import CutProtocol, Service
from tests.bot_api.world import Options, World


class Emulator:
    """What tests do to Telegram and see of it; every method may be called from any thread."""

    def __init__(self, service: Service, address: str) -> None:
        self._service = service
        self.world: World = service.world
        self.journal: Journal = service.journal
        self.address = address
        """`http://127.0.0.1:port`."""
        self.base_url = f"{address}/bot"
        """What stands before the token, as python-telegram-bot wants it."""
        self.token = service.world.options.token
        self.username = service.world.options.username

    def person(self, name: str = "Léa", *, username: str = "", last_name: str = "") -> Person:
        """Make somebody, whom the bot does not know before they write."""
        user = {"id": self.world.new_user(), "is_bot": False, "first_name": name, "language_code": "fr"}
        user |= {"username": username} if username else {}
        user |= {"last_name": last_name} if last_name else {}
        with self.world.lock:
            return Person(self.world, self.world.chats.private(user), user)

    def group(self, title: str = "Projets", *, supergroup: bool = False) -> Group:
        """Make a group that the bot was added to."""
        with self.world.lock:
            chats = self.world.chats
            return Group.begun(self.world, chats.supergroup(title) if supergroup else chats.group(title))

    @property
    def violations(self) -> list[Violation]:
        """The sends that exceeded a limit, in order."""
        with self.world.lock:
            return list(self.world.limits.violations)

    def often(
        self,
        share: float,
        kinds: Sequence[str] = ("429", "500"),
        *,
        seed: int = 0,
        methods: Collection[str] = SENDS,
        seconds: float = 1.0,
    ) -> None:
        """Let a share of requests go wrong: see `tests.bot_api.faults` for the kinds; 0 ends it."""
        self._service.faults.often(share, kinds, seed=seed, methods=methods, seconds=seconds)

    def fail_next(
        self, method: str, kind: str = "500", *, times: int = 1, seconds: float = 1.0, description: str = ""
    ) -> None:
        """Let the next requests of a method go wrong: "429", "500", "cut", "cut_after", "delay_after"."""
        self._service.faults.next(method, Fault(kind, seconds, description), times)

    def inject(self, *updates: dict[str, Any]) -> None:
        """Give the bot these updates as they are: again, in another order, of any form."""
        with self.world.lock:
            self.world.updates.inject(updates)

    def next_update_id(self) -> int:
        """Take the next number of an update."""
        with self.world.lock:
            self.world.updates.next_id += 1
            return self.world.updates.next_id - 1

    @property
    def pending(self) -> list[dict[str, Any]]:
        """The updates that the bot has not confirmed yet."""
        with self.world.lock:
            return [one.update for one in self.world.updates.pending]

    @property
    def webhook(self) -> dict[str, Any]:
        """What getWebhookInfo would answer."""
        return self._service.delivery.info()

    @property
    def actions(self) -> list[tuple[int, str]]:
        """What the bot was seen doing: the chat and "typing", in order."""
        with self.world.lock:
            return list(self.world.actions)

    def commands(self, scope: str = "default", language: str = "") -> list[dict[str, str]]:
        """Return the commands that the bot registered; a scope is its type, and its chat after a slash."""
        with self.world.lock:
            return self.world.commands.get((scope, language), [])

    def words(self, name: str, language: str = "") -> str:
        """Return what the bot registered as `description` or `short_description`."""
        with self.world.lock:
            return self.world.words.get((name, language), "")

    def wait(self, until: Callable[[], Any], timeout: float = PATIENCE) -> Any:
        """Wait until something holds of what the emulator knows; read it without other locks."""
        return self.world.wait(until, timeout)

    def drained(self, timeout: float = PATIENCE) -> None:
        """Wait until the bot has confirmed every update."""
        self.world.wait(lambda: not self.world.updates.pending, timeout)


@contextmanager
def emulating(port: int = 0, **options: Any) -> Iterator[Emulator]:
    """Run the emulator; `options` are those of `tests.bot_api.world.Options`."""
    service = Service(World(Options(**options)))
    config = uvicorn.Config(
        service.app(),
        http=CutProtocol,
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", port), backlog=2048) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            _wait_until(lambda: server.started)
            yield Emulator(service, f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            service.loop.call_soon_threadsafe(service.polling.close)
            server.should_exit = True
            thread.join(PATIENCE)


def _wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, "the emulator did not start"
        time.sleep(0.01)


def shuffled(updates: Iterable[dict[str, Any]], order: Sequence[int]) -> list[dict[str, Any]]:
    """Return updates in another order, for `Emulator.inject`; a place named twice gives a duplicate."""
    given = list(updates)
    return [given[at] for at in order]
