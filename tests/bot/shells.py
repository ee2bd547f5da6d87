"""A group of commands, as a shell runs it, on a database of the test's own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import typer
from typer.main import get_command

from bot.cli.french import FrenchGroup
from bot.settings import Settings
from bot.store.stores import Stores, make_stores

T = TypeVar("T")


@dataclass
class Shell:
    """The commands of the group `name`, which `add` adds; `seen` are the settings they were run with."""

    url: str
    name: str
    add: Callable[[typer.Typer, Callable[[Settings], Stores]], None]
    seen: list[Settings] = field(default_factory=list)

    def open(self, settings: Settings) -> Stores:
        """Open what is kept."""
        self.seen.append(settings)
        return make_stores(self.url)

    def run(self, *args: str) -> None:
        """Run one command."""
        app = typer.Typer(cls=FrenchGroup)
        app.callback()(lambda: None)
        self.add(app, self.open)
        get_command(app).main([self.name, *args], prog_name="guichet", standalone_mode=False)

    def ask(self, question: Callable[[Stores], Awaitable[T]]) -> T:
        """Look at what is kept."""

        async def whole() -> T:
            stores = make_stores(self.url)
            try:
                return await question(stores)
            finally:
                await stores.close()

        return asyncio.run(whole())
