"""What Telegram is told of our bot: what it says of itself, and where its updates go."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Face:
    """What the bot says of itself: its commands, each with a description, and what it is for, twice."""

    commands: Sequence[tuple[str, str]]
    group_commands: Sequence[tuple[str, str]]
    description: str
    short_description: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram is to post updates, and the secret by which it shows that it is Telegram."""

    url: str
    secret: str
