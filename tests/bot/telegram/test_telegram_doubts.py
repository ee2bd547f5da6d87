from collections.abc import Mapping

import pytest

from bot.telegram.api import Gone, Refused, TelegramError, Unavailable, Unreachable, Wait
from bot.telegram.doubts import FAR, NEAR, PATIENCE, Doubt, candidates, found, shares_counter
from bot.telegram.messages import File, Outgoing, Rows

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

    async def acknowledge(self, _press: str, _text: str = "", *, alert: bool = False) -> None:
        """Never answer anything."""
        raise AssertionError(alert)

    async def typing(self, _chat: int) -> None:
        """Never show anything."""
        raise AssertionError


@pytest.mark.parametrize(("low", "seen"), [(0, 0), (7, 7), (7, 12), (7, 3)])
def test_where_a_chat_counts_its_messages_the_next_numbers_are_tried(low: int, seen: int) -> None:
    tried = list(candidates(Doubt(SUPERGROUP, low, seen, after=90, apart=True)))
    assert tried == list(range(low + 1, max(low, seen) + NEAR + 1))


def test_a_chat_where_much_was_written_since_is_not_searched_for_ever() -> None:
    assert list(candidates(Doubt(SUPERGROUP, 7, 10_000, apart=True))) == list(range(8, 8 + FAR))


def test_where_chats_share_a_counter_the_numbers_after_the_beginning_of_the_try_are_tried() -> None:
    tried = list(candidates(Doubt(PRIVATE, 7, 9, after=100)))
    assert tried == list(range(101, 101 + FAR))


def test_no_number_is_tried_that_is_not_greater_than_those_of_its_chat() -> None:
    tried = list(candidates(Doubt(PRIVATE, 100, 102, after=90)))
    assert tried == list(range(101, 101 + FAR))


def test_numbers_of_other_chats_are_left_out_where_they_share_the_counter_alone() -> None:
    assert list(candidates(Doubt(PRIVATE, after=100), others={101, 102}))[0] == 103
    assert list(candidates(Doubt(PRIVATE, 7, apart=True), others={8}))[0] == 8


@pytest.mark.parametrize(("chat", "shared"), [(42, True), (-42, True), (SUPERGROUP, False)])
def test_supergroups_have_their_own_counter(chat: int, shared: bool) -> None:
    assert shares_counter(chat) is shared


@pytest.mark.parametrize("number", [101, 102, 160])
async def test_a_message_that_is_there_is_found_by_its_number(number: int) -> None:
    chat = Edits({number: None})
    assert await found(chat, Doubt(PRIVATE, 7, 7, 100), OURS, set()) == number
    assert chat.tried[-1] == number


async def test_a_message_that_never_left_is_not_found() -> None:
    # Ours of before, one of which we know nothing any more, and one beyond what could have happened.
    chat = Edits({7: None, 8: None, 161: None})
    assert await found(chat, Doubt(PRIVATE, 7, 7, 100), OURS, set()) is None


async def test_what_telegram_refuses_to_edit_is_not_the_message() -> None:
    chat = Edits({101: Refused("there is no text in the message to edit"), 102: None})
    assert await found(chat, Doubt(PRIVATE, 7, 7, 100), OURS, set()) == 102


@pytest.mark.parametrize("error", [Wait(3), Unavailable(), Unreachable()])
async def test_what_hinders_the_search_leaves_the_doubt(error: TelegramError) -> None:
    chat, tried = Edits({102: error, 103: None}), set[int]()
    with pytest.raises(type(error)):
        await found(chat, Doubt(PRIVATE, 7, 7, 100), OURS, tried)
    assert chat.tried == [101, *[102] * (1 if isinstance(error, Wait | Unreachable) else PATIENCE)]
    assert tried == {101}


async def test_what_was_tried_is_not_tried_again() -> None:
    chat = Edits({102: None})
    assert await found(chat, Doubt(PRIVATE, 7, 7, 100), OURS, {101}) == 102
    assert chat.tried == [102]


async def test_a_file_is_not_looked_for() -> None:
    chat = Edits({101: None})
    file = Outgoing("Vos données.", file=File("guichet.json", "{}"))
    assert await found(chat, Doubt(PRIVATE, 7, 7, 100), file, set()) is None
    assert chat.tried == []
