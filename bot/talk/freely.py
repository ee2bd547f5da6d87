"""What a contact asked in their own words, apart from the answers given along a path of questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversations.events import Author, Message
from bot.eligibility.offering import asks_verdict


def asked_freely(messages: Sequence[Message], before: int) -> list[str]:
    """Return what the contact said before the message of a number, oldest first, less such answers.

    A question may lean on those before it; it never leans on a « Oui », nor on the words of a button.
    Whether one may apply is a question wherever it is asked.
    """
    asked: list[str] = []
    for message in messages:
        if message.number >= before:
            break
        if message.author is Author.CONTACT:
            asked.append(message.text)
        elif message.author is Author.ASSISTANT and asked and _led(message.answer or {}):
            asked = asked if asks_verdict(asked[-1]) else asked[:-1]
    return asked


def _led(answer: Mapping[str, Any]) -> bool:
    """Whether a reply was the next question of a path: the assistant is never sure of nothing at all."""
    return answer.get("path") is not None and not answer.get("confidence")
