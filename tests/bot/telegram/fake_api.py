"""A bot that writes down what it is asked instead of asking Telegram."""

from dataclasses import dataclass, field

from bot.telegram.api import TelegramError
from bot.telegram.messages import Outgoing, Rows


@dataclass
class FakeBot:
    """Remembers what it was asked; while `refuses` is set, it refuses everything with that error."""

    id: int = 42
    name: str = "guichet_bot"
    refuses: TelegramError | None = None
    sent: list[tuple[int, Outgoing]] = field(default_factory=list)
    edited: list[tuple[int, int, Outgoing]] = field(default_factory=list)
    keyboards: list[tuple[int, int, Rows]] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    typed: list[int] = field(default_factory=list)

    async def send(self, chat: int, message: Outgoing) -> int:
        """Number the message from 1001."""
        self._refuse()
        self.sent.append((chat, message))
        return 1000 + len(self.sent)

    async def edit(self, chat: int, number: int, message: Outgoing) -> None:
        """Remember the new content."""
        self._refuse()
        self.edited.append((chat, number, message))

    async def set_buttons(self, chat: int, number: int, buttons: Rows) -> None:
        """Remember the buttons."""
        self._refuse()
        self.keyboards.append((chat, number, buttons))

    async def acknowledge(self, press: str, text: str = "") -> None:
        """Remember the press and what was said of it, its spaces made plain."""
        self._refuse()
        self.acknowledged.append((press, text.replace("\xa0", " ")))

    async def typing(self, chat: int) -> None:
        """Remember the chat."""
        self._refuse()
        self.typed.append(chat)

    def _refuse(self) -> None:
        if self.refuses is not None:
            raise self.refuses
