from datetime import UTC, datetime
from typing import Any

from bot.conversations.events import Author, Message
from bot.talk.freely import asked_freely

AT = datetime(2026, 11, 23, tzinfo=UTC)
PATH: dict[str, Any] = {"rules": "7f", "stage": "asking"}


def said(number: int, text: str) -> Message:
    return Message(number, Author.CONTACT, text, AT)


def replied(number: int, **answer: Any) -> Message:
    return Message(number, Author.ASSISTANT, "…", AT, answer=answer)


def test_answers_along_a_path_are_not_what_a_question_leans_on() -> None:
    messages = [
        said(1, "Qui peut candidater ?"),
        replied(2, confidence=0.9),
        said(3, "Vérifier les critères un par un"),
        replied(4, path=PATH),
        said(5, "Oui"),
        replied(6, path=PATH, confidence=0.0),
        said(7, "Et une commune ?"),
    ]
    assert asked_freely(messages, 7) == ["Qui peut candidater ?"]


def test_a_question_asked_in_the_middle_of_a_path_is_one() -> None:
    messages = [said(1, "C’est quoi l’ESS ?"), replied(2, path=PATH, confidence=0.1), said(3, "Oui")]
    assert asked_freely(messages, 3) == ["C’est quoi l’ESS ?"]


def test_what_follows_is_left_out_and_what_staff_say_too() -> None:
    messages = [said(1, "Un"), Message(2, Author.STAFF, "Deux", AT), said(3, "Trois"), said(4, "Quatre")]
    assert asked_freely(messages, 3) == ["Un"]


def test_whether_one_may_apply_is_a_question_along_a_path_too() -> None:
    messages = [said(1, "Suis-je éligible ?"), replied(2, path=PATH, confidence=0.0), said(3, "Et la date ?")]
    assert asked_freely(messages, 3) == ["Suis-je éligible ?"]
