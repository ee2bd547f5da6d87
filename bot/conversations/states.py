"""Who has a conversation, and where its contact talks to us."""

from enum import StrEnum


class Status(StrEnum):
    """Who has the conversation."""

    PENDING = "pending"
    """The assistant answers."""
    OPEN = "open"
    """It waits for a person, or a person has it; the assistant is silent."""
    RESOLVED = "resolved"


class Channel(StrEnum):
    """Where the contact talks to us."""

    WEB = "web"
    TELEGRAM = "telegram"
