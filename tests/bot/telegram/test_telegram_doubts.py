from collections.abc import Mapping

import pytest

from bot.telegram.api import Gone, Refused, TelegramError, Unavailable, Unreachable, Wait
from bot.telegram.doubts import FAR, NEAR, PATIENCE, Doubt, candidates, found
from bot.telegram.messages import Button, File, Outgoing, Rows

SUPERGROUP, PRIVATE = -1_000_000_000_042, 42
OURS = Outgoing("Oui.")


class Edits:
    """A chat in which messages have been sent; what is edited there answers by its number."""

    def __init__(self, messages: Mapping[int, TelegramError | None]) -> None:
        self._messages = messages
        self.tried: list[int] = []

    async def edit(self, _chat: int, number: int, _message: Outgoing) -> None:
        """Accept the edit of a message that is there, or say what is wrong with it."""
        self.tried.append(number)
        if error := self._messages.get(number, Gone()):
            raise error

    async def send(self, _chat: int, _message: Outgoing) -> int:
        """Never send: looking is not sending."""
        raise AssertionError

    async def set_buttons(self, _chat: int, _number: int, _buttons: Rows) -> None:
        """Never change other messages."""
        raise AssertionError

    async def acknowledge(self, _press: str, _text: str = "") -> None:
        """Never answer anything."""
        raise AssertionError

    async def typing(self, _chat: int) -> None:
        """Never show anything."""
        raise AssertionError


@pytest.mark.parametrize("seen", [0, 3, 7, 12])
def test_where_a_private_chat_counts_its_messages_the_next_numbers_are_tried(seen: int) -> None:
    tried = list(candidates(Doubt(PRIVATE, 7, seen, apart=True)))
    assert tried == list(range(8, max(7, seen) + NEAR + 1))


def test_a_chat_where_much_was_written_since_is_not_searched_for_ever() -> None:
    assert list(candidates(Doubt(PRIVATE, 7, 10_000, apart=True))) == list(range(8, 8 + FAR))


def test_in_a_supergroup_where_others_talk_more_numbers_are_tried() -> None:
    assert list(candidates(Doubt(SUPERGROUP, 7, 9, apart=True))) == list(range(8, 8 + FAR))


def test_where_chats_share_a_counter_the_numbers_after_the_beginning_of_the_try_are_tried() -> None:
    assert list(candidates(Doubt(PRIVATE, 100, 9))) == list(range(101, 101 + FAR))


@pytest.mark.parametrize("chat", [PRIVATE, -PRIVATE, SUPERGROUP])
@pytest.mark.parametrize("apart", [True, False])
def test_nothing_is_tried_where_no_number_was_known(chat: int, apart: bool) -> None:
    assert list(candidates(Doubt(chat, 0, 9, apart))) == []


def test_numbers_of_other_chats_are_left_out_where_they_share_the_counter_alone() -> None:
    assert list(candidates(Doubt(PRIVATE, 100), others={101, 102}))[0] == 103
    assert list(candidates(Doubt(PRIVATE, 7, apart=True), others={8}))[0] == 8


@pytest.mark.parametrize("number", [101, 102, 160])
async def test_a_message_that_is_there_is_found_by_its_number(number: int) -> None:
    chat = Edits({number: None})
    assert await found(chat, Doubt(PRIVATE, 100), OURS, set()) == number
    assert chat.tried[-1] == number


async def test_a_message_that_never_left_is_not_found() -> None:
    # Ours of before, one of which we know nothing any more, and one beyond what could have happened.
    chat = Edits({7: None, 8: None, 161: None})
    assert await found(chat, Doubt(PRIVATE, 100), OURS, set()) is None


async def test_what_telegram_refuses_to_edit_is_not_the_message() -> None:
    chat = Edits({101: Refused("there is no text in the message to edit"), 102: None})
    assert await found(chat, Doubt(PRIVATE, 100), OURS, set()) == 102


@pytest.mark.parametrize("error", [Wait(3), Unavailable(), Unreachable()])
async def test_what_hinders_the_search_leaves_the_doubt(error: TelegramError) -> None:
    chat, tried = Edits({102: error, 103: None}), set[int]()
    with pytest.raises(type(error)):
        await found(chat, Doubt(PRIVATE, 100), OURS, tried)
    assert chat.tried == [101, *[102] * (1 if isinstance(error, Wait | Unreachable) else PATIENCE)]
    assert tried == {101}


async def test_what_was_tried_is_not_tried_again() -> None:
    chat = Edits({102: None})
    assert await found(chat, Doubt(PRIVATE, 100), OURS, {101}) == 102
    assert chat.tried == [102]


async def test_a_file_is_looked_for_as_any_message() -> None:
    file = Outgoing("Vos données.", file=File("guichet.json", "{}"))
    assert await found(Edits({102: None}), Doubt(PRIVATE, 100), file, set()) == 102


async def test_a_message_is_found_that_was_sent_without_its_links() -> None:
    class WantsNoLinks(Edits):
        async def edit(self, chat: int, number: int, message: Outgoing) -> None:
            if any(button.url for row in message.buttons for button in row):
                raise Refused("Bad Request: inline keyboard button URL is invalid")
            await super().edit(chat, number, message)

    linked = Outgoing("Oui.", ((Button("Texte", url="https://exemple.invalide"),),))
    chat = WantsNoLinks({102: None})
    assert await found(chat, Doubt(PRIVATE, 100), linked, set()) == 102
    assert chat.tried == [101, 102]
