"""What is to be sent on Telegram arrives once and in order, whoever counts the messages there."""

from collections import defaultdict, deque
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from anyio import CancelScope
from anyio.lowlevel import checkpoint

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import TELEGRAM, lane_of
from bot.conversations.states import Channel
from bot.delivery.outbox import DeliveryError, Moved, NobodyThere, NotNow, NotWanted, Part, Undeliverable
from bot.store.outbox import Waiting
from bot.telegram.api import (
    BadToken,
    Gone,
    Migrated,
    Refused,
    TelegramError,
    Unavailable,
    Uncertain,
    Unreachable,
    Wait,
)
from bot.telegram.buttons import Signer
from bot.telegram.courier import IN_GROUPS, PAUSE, Courier
from bot.telegram.doubts import PATIENCE
from bot.telegram.messages import File, Outgoing, Rows
from bot.telegram.patience import next_wait
from tests.bot.applicants import ANSWERED, CAMILLE, SITE, Applicants, applicants
from tests.bot.telegram.numbers import seen

CHAT, ANOTHER, YET_ANOTHER, GROUP, SUPERGROUP = 42, 43, 44, -42, -1_000_000_000_042
BOT = 123
LEASE = timedelta(minutes=10)
OTHERS = 300
"""Messages of others that came before."""


class Killed(BaseException):
    """The process dies."""


class Chats:
    """Telegram, with one counter for all chats but supergroups, or one for each.

    The next sends end as `fates` say: an error before anything is sent, or `lost` or `killed`, by which
    it is sent and nobody is told.
    """

    lost, killed = Uncertain(), Killed()

    def __init__(self, *, shared: bool) -> None:
        self.shared = shared
        self._last: defaultdict[int, int] = defaultdict(int)
        self.fates: deque[TelegramError | Killed] = deque()
        self.messages: dict[tuple[int, int], Outgoing | None] = {}
        self.edited: list[int] = []
        self.stopping: CancelScope | None = None

    def writes(self, chat: int) -> int:
        """Have the contact write something; return its number."""
        return self._add(chat, None)

    def shown(self, chat: int = CHAT) -> list[str]:
        """What we have sent to a chat, in order."""
        return [one.html for (where, _), one in sorted(self.messages.items()) if where == chat and one]

    async def send(self, chat: int, message: Outgoing) -> int:
        """Show a message."""
        if self.stopping:
            self.stopping.cancel()
            await checkpoint()
        fate = self.fates.popleft() if self.fates else None
        if fate and fate not in (self.lost, self.killed):
            raise fate
        number = self._add(chat, message)
        if fate:
            raise fate
        return number

    async def edit(self, chat: int, number: int, message: Outgoing) -> None:
        """Change a message of ours; the tests have none change into another."""
        self.edited.append(number)
        if self.fates:
            raise self.fates.popleft()
        if self.messages.get((chat, number)) is None:
            raise Gone
        assert self.messages[chat, number] == message, "another message would have been overwritten"

    async def set_buttons(self, _chat: int, _number: int, _buttons: Rows) -> None:
        """Never asked by the courier."""
        raise AssertionError

    async def acknowledge(self, _press: str, _text: str = "") -> None:
        """Never asked by the courier."""
        raise AssertionError

    async def typing(self, _chat: int) -> None:
        """Never asked by the courier."""
        raise AssertionError

    def _add(self, chat: int, message: Outgoing | None) -> int:
        counter = 0 if self.shared and chat != SUPERGROUP else chat
        self._last[counter] += 1
        self.messages[chat, self._last[counter]] = message
        return self._last[counter]


@pytest.fixture(params=[True, False], ids=["one counter", "a counter for each chat"])
def chats(request: pytest.FixtureRequest) -> Chats:
    chats = Chats(shared=request.param)
    for chat in others(chats):
        for _ in range(OTHERS):
            chats.writes(chat)
    return chats


def others(chats: Chats) -> tuple[int, ...]:
    """The chats in which something was said before: where each has its own counter, it shows."""
    return (ANOTHER,) if chats.shared else (ANOTHER, YET_ANOTHER)


@pytest.fixture
async def office(tmp_path: Path, chats: Chats) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        for chat in others(chats):
            await seen(office.stores.database, chat, OTHERS)
        yield office


def courier(office: Applicants, chats: Chats) -> Courier:
    return Courier(chats, office.stores, Signer(b"secret"), SITE, BOT)


async def notice(office: Applicants, said: str | Outgoing, chat: int = CHAT) -> None:
    """Keep a message of no conversation for a chat."""
    message = Outgoing(said) if isinstance(said, str) else said
    key, lane = f"test:{chat}:{message.html}", lane_of(chat)
    await office.stores.outbox.notice(key, TELEGRAM, str(chat), lane, message.as_json(), office.clock())


async def head(office: Applicants) -> Waiting:
    """Take the delivery that comes first."""
    (waiting,) = await office.stores.outbox.take(office.clock(), office.clock() + LEASE, limit=1)
    return waiting


async def deliver(office: Applicants, courier: Courier) -> Part:
    """Take one delivery, make it, and note it as the postman does."""
    waiting = await head(office)
    part = await courier.deliver(waiting)
    await noted(office, waiting, part)
    return part


async def noted(office: Applicants, waiting: Waiting, part: Part) -> None:
    if part.more:
        await office.stores.outbox.advance(waiting.id, part.number, office.clock() + part.pause)
    else:
        await office.stores.outbox.sent(waiting.id, office.clock(), part.pause, part.number)
    office.clock.forward(seconds=part.pause.total_seconds())


async def deliver_all(office: Applicants, courier: Courier) -> list[int]:
    """Make all deliveries that are due; return the numbers of what was sent."""
    numbers = []
    while await office.stores.outbox.next_due(office.clock()) is not None:
        numbers.append((await deliver(office, courier)).number)
    return numbers


async def fails(office: Applicants, chats: Chats, error: TelegramError) -> DeliveryError:
    """Have a send fail; return what the postman is told."""
    await notice(office, "Bonjour.")
    chats.fates.append(error)
    with pytest.raises(DeliveryError) as raised:
        await courier(office, chats).deliver(await head(office))
    assert chats.shown() == []
    return raised.value


async def killed(office: Applicants, chats: Chats) -> None:
    """Have the process die when a message was sent, before it is noted; its lease ends."""
    chats.fates.append(chats.killed)
    with pytest.raises(Killed):
        await courier(office, chats).deliver(await head(office))
    office.clock.forward(minutes=10)


async def conversation(office: Applicants, chats: Chats, text: str = ANSWERED) -> Conversation:
    """Have a contact ask something in the chat."""
    begun, _ = await office.contacts.dialogue.begin(Channel.TELEGRAM, chat=CHAT)
    return await asks(office, chats, begun, text)


async def asks(office: Applicants, chats: Chats, one: Conversation, text: str = ANSWERED) -> Conversation:
    number = chats.writes(CHAT)
    await seen(office.stores.database, CHAT, number)
    return (await office.contacts.dialogue.post(one.id, text, f"telegram:{BOT}:{number}")).conversation


async def reached(office: Applicants, chats: Chats, chat: int = CHAT) -> None:
    """Have something written in the chat that we see."""
    await seen(office.stores.database, chat, chats.writes(chat))


async def test_a_notice_is_sent_as_it_was_kept(office: Applicants, chats: Chats) -> None:
    await notice(office, Outgoing("<b>Bonjour.</b>", reply_to=1))
    part = await deliver(office, courier(office, chats))
    assert chats.messages[CHAT, part.number] == Outgoing("<b>Bonjour.</b>", reply_to=1)
    assert (part.more, part.pause) == (False, PAUSE)
    assert await office.stores.outbox.greatest_part(lane_of(CHAT)) == part.number
    assert chats.edited == []


async def test_a_group_is_left_more_time(office: Applicants, chats: Chats) -> None:
    await notice(office, "Bonjour.", GROUP)
    assert (await deliver(office, courier(office, chats))).pause == IN_GROUPS


async def test_the_reply_of_a_conversation_answers_the_message_of_its_contact(
    office: Applicants, chats: Chats
) -> None:
    await conversation(office, chats)
    asked = max(number for chat, number in chats.messages if chat == CHAT)
    (number,) = await deliver_all(office, courier(office, chats))
    sent = chats.messages[CHAT, number]
    assert sent is not None and sent.reply_to == asked
    assert "Vous avez demandé" not in sent.html and sent.buttons


@pytest.mark.parametrize("key", ["press:2:0", "clé d’un formulaire", None])
async def test_a_question_that_was_not_written_in_the_chat_is_recalled(
    office: Applicants, chats: Chats, key: str | None
) -> None:
    begun, _ = await office.contacts.dialogue.begin(Channel.TELEGRAM, chat=CHAT)
    await office.contacts.dialogue.post(begun.id, ANSWERED, key)
    (number,) = await deliver_all(office, courier(office, chats))
    sent = chats.messages[CHAT, number]
    assert sent is not None and sent.reply_to is None
    assert "Vous avez demandé" in sent.html and ANSWERED.rstrip(" ?") in sent.html


async def test_the_reply_of_a_person_says_which_of_two_conversations_it_is_about(
    office: Applicants, chats: Chats
) -> None:
    first = await conversation(office, chats, "Quelle est la date limite ?")
    await conversation(office, chats)
    await deliver_all(office, courier(office, chats))
    before = len(chats.shown())
    staff = await office.taken(first.id)
    await office.replied(first.id, staff, "Le 31 octobre.")
    await deliver_all(office, courier(office, chats))
    (reply,) = chats.shown()[before:]
    assert CAMILLE in reply and "Le 31 octobre." in reply
    assert "Au sujet d’une autre de vos conversations" in reply and "la date limite" in reply


async def test_a_long_message_leaves_in_parts_and_in_order(office: Applicants, chats: Chats) -> None:
    one = await conversation(office, chats)
    await deliver_all(office, courier(office, chats))
    before = len(chats.shown())
    staff = await office.taken(one.id)
    lines = [f"Ligne {number} de la réponse." for number in range(400)]
    await office.replied(one.id, staff, "\n".join(lines))
    our = courier(office, chats)
    first = await deliver(office, our)
    assert first.more
    await notice(office, "Ensuite.")
    await deliver_all(office, our)
    *parts, after = chats.shown()[before:]
    assert after == "Ensuite." and len(parts) >= 3
    assert [line for line in "\n".join(parts).splitlines() if line.startswith("Ligne")] == lines


async def test_what_follows_a_first_part_is_not_cut_anew(office: Applicants, chats: Chats) -> None:
    one = await conversation(office, chats)
    staff = await office.taken(one.id)
    await office.replied(one.id, staff, "\n".join(f"Ligne {number} de la réponse." for number in range(400)))
    our = courier(office, chats)
    await deliver(office, our)
    first = await deliver(office, our)
    assert first.more
    await conversation(office, chats)  # the chat speaks of something else now
    await deliver_all(office, our)
    lines = [line for line in "\n".join(chats.shown()).splitlines() if line.startswith("Ligne")]
    assert lines == [f"Ligne {number} de la réponse." for number in range(400)]


async def test_of_an_erased_conversation_nothing_is_sent(office: Applicants, chats: Chats) -> None:
    one = await conversation(office, chats)
    waiting = await head(office)
    await office.stores.conversations.erase(one.id)
    with pytest.raises(NotWanted):
        await courier(office, chats).deliver(waiting)
    assert chats.shown() == []


async def test_what_is_no_message_for_a_contact_is_not_sent(office: Applicants, chats: Chats) -> None:
    one = await conversation(office, chats)
    staff = await office.colleague()
    waiting = await head(office)
    noted = await office.change(one.id, lambda c: c.note(staff, CAMILLE, "À rappeler.", office.clock()))
    for wrong in (
        replace(waiting, number=noted.number),
        replace(waiting, number=99),
        replace(waiting, conversation=None),
    ):
        with pytest.raises(NotWanted):
            await courier(office, chats).deliver(wrong)
    assert chats.shown() == []


async def test_what_is_said_before_the_contact_has_written_answers_nothing(
    office: Applicants, chats: Chats
) -> None:
    begun, _ = await office.contacts.dialogue.begin(Channel.TELEGRAM, chat=CHAT)
    await office.stores.conversations.change(begun.id, lambda c: c.tell("Bienvenue.", office.clock()))
    (number,) = await deliver_all(office, courier(office, chats))
    sent = chats.messages[CHAT, number]
    assert sent is not None and sent.reply_to is None and "Bienvenue." in sent.html


async def test_nothing_is_sent_of_a_message_that_has_no_part_left(office: Applicants, chats: Chats) -> None:
    await notice(office, "Un.")
    waiting = replace(await head(office), sent_parts=(7,))
    assert await courier(office, chats).deliver(waiting) == Part(7, more=False, pause=PAUSE)
    assert chats.shown() == []


@pytest.mark.parametrize("chat", [CHAT, GROUP, SUPERGROUP])
async def test_a_message_that_was_sent_when_the_process_died_is_found_and_not_repeated(
    office: Applicants, chats: Chats, chat: int
) -> None:
    await reached(office, chats, chat)
    for text in ("Un.", "Deux.", "Trois."):
        await notice(office, text, chat)
    await deliver(office, courier(office, chats))
    await killed(office, chats)
    sent = max(number for where, number in chats.messages if where == chat)
    chats.writes(chat)
    again = courier(office, chats)
    assert (await deliver(office, again)).number == sent
    await deliver_all(office, again)
    assert chats.shown(chat) == ["Un.", "Deux.", "Trois."]


async def test_it_is_found_whatever_was_written_since_in_its_chat_and_in_others(
    office: Applicants, chats: Chats
) -> None:
    one = await conversation(office, chats)
    await killed(office, chats)
    await asks(office, chats, one)
    our = courier(office, chats)
    for other in range(100, 120):
        await notice(office, "Bonjour.", other)
    numbers = await deliver_all(office, our)
    assert len(chats.shown()) == 2 and len(set(chats.shown())) <= 2
    assert len(numbers) == 22
    assert all(chats.shown(other) == ["Bonjour."] for other in range(100, 120))


async def test_it_is_found_though_its_contact_had_written_more(office: Applicants, chats: Chats) -> None:
    one, _ = await office.contacts.dialogue.begin(Channel.TELEGRAM, chat=CHAT)
    asked = [chats.writes(CHAT) for _ in range(4)]
    for number in asked:
        await seen(office.stores.database, CHAT, number)
        await office.contacts.dialogue.post(one.id, ANSWERED, f"telegram:{BOT}:{number}")
    await killed(office, chats)
    await deliver_all(office, courier(office, chats))
    replies = [
        (one.reply_to, number) for (chat, number), one in chats.messages.items() if chat == CHAT and one
    ]
    assert [reply_to for reply_to, _ in sorted(replies, key=lambda pair: pair[1])] == asked


async def test_a_message_that_did_not_leave_when_the_process_died_is_sent(
    office: Applicants, chats: Chats
) -> None:
    await notice(office, "Un.")
    await head(office)
    office.clock.forward(minutes=10)
    await deliver_all(office, courier(office, chats))
    assert chats.shown() == ["Un."]


async def test_a_message_of_which_no_answer_came_is_found_by_the_next_try(
    office: Applicants, chats: Chats
) -> None:
    await reached(office, chats)
    await notice(office, "Un.")
    await notice(office, "Deux.")
    our = courier(office, chats)
    waiting = await head(office)
    chats.fates.append(chats.lost)
    with pytest.raises(NotNow) as raised:
        await our.deliver(waiting)
    assert raised.value.doubtful
    await office.stores.outbox.failed(waiting.id, str(raised.value), office.clock(), doubtful=True)
    await deliver_all(office, our)
    assert chats.shown() == ["Un.", "Deux."]


async def test_a_part_in_doubt_is_found_and_the_next_one_follows(office: Applicants, chats: Chats) -> None:
    one = await conversation(office, chats)
    staff = await office.taken(one.id)
    lines = [f"Ligne {number} de la réponse." for number in range(400)]
    await office.replied(one.id, staff, "\n".join(lines))
    our = courier(office, chats)
    await deliver(office, our)
    await deliver(office, our)
    await killed(office, chats)
    await killed(office, chats)
    await deliver_all(office, courier(office, chats))
    assert [line for line in "\n".join(chats.shown()).splitlines() if line.startswith("Ligne")] == lines


@pytest.mark.parametrize(
    ("error", "times"),
    [(Wait(7), 1), (Unavailable(), PATIENCE), (BadToken(), PATIENCE), (Uncertain(), PATIENCE)],
)
async def test_what_hinders_the_search_keeps_the_doubt(
    office: Applicants, chats: Chats, error: TelegramError, times: int
) -> None:
    await reached(office, chats)
    await notice(office, "Un.")
    await killed(office, chats)
    chats.fates.extend([error] * times)
    waiting = await head(office)
    with pytest.raises(NotNow) as raised:
        await courier(office, chats).deliver(waiting)
    assert raised.value.doubtful
    await office.stores.outbox.failed(waiting.id, "", office.clock(), doubtful=True)
    await deliver_all(office, courier(office, chats))
    assert chats.shown() == ["Un."]


async def test_a_file_in_doubt_is_found(office: Applicants, chats: Chats) -> None:
    await reached(office, chats)
    await notice(office, Outgoing("Vos données.", file=File("guichet.json", "{}")))
    await killed(office, chats)
    await deliver_all(office, courier(office, chats))
    assert chats.shown() == ["Vos données."]


async def test_where_nothing_is_known_of_a_chat_that_counts_apart_what_is_in_doubt_is_sent_again(
    office: Applicants, chats: Chats
) -> None:
    await notice(office, "Un.", SUPERGROUP)
    await killed(office, chats)
    await deliver_all(office, courier(office, chats))
    assert chats.shown(SUPERGROUP) == ["Un."] * 2
    assert chats.edited == []


async def test_what_another_bot_was_written_is_not_answered(office: Applicants, chats: Chats) -> None:
    await conversation(office, chats)
    (number,) = await deliver_all(office, Courier(chats, office.stores, Signer(b"secret"), SITE, BOT + 1))
    sent = chats.messages[CHAT, number]
    assert sent is not None and sent.reply_to is None


async def test_who_stops_the_process_in_good_order_lets_a_message_be_sent(
    office: Applicants, chats: Chats
) -> None:
    await notice(office, "Un.")
    waiting = await head(office)
    with CancelScope() as chats.stopping:
        part = await courier(office, chats).deliver(waiting)
    assert chats.messages[CHAT, part.number] == Outgoing("Un.")


async def test_a_wait_that_telegram_asks_for_is_kept(office: Applicants, chats: Chats) -> None:
    error = await fails(office, chats, Wait(7.5))
    assert isinstance(error, NotNow)
    assert (error.wait, error.doubtful) == (timedelta(seconds=7.5), False)


async def test_an_outage_is_waited_for(office: Applicants, chats: Chats) -> None:
    error = await fails(office, chats, Unavailable())
    assert isinstance(error, NotNow)
    assert (error.wait, error.doubtful) == (next_wait(1), False)


async def test_nothing_is_given_up_because_of_a_wrong_token(office: Applicants, chats: Chats) -> None:
    error = await fails(office, chats, BadToken())
    assert isinstance(error, NotNow)
    assert error.wait is not None and not error.doubtful


async def test_a_blocked_bot_is_told_as_such(office: Applicants, chats: Chats) -> None:
    assert isinstance(await fails(office, chats, Unreachable()), NobodyThere)


async def test_what_telegram_refuses_is_a_dead_letter(office: Applicants, chats: Chats) -> None:
    error = await fails(office, chats, Refused("Bad Request: can't parse entities"))
    assert isinstance(error, Undeliverable)
    assert "can't parse entities" in str(error)


async def test_a_group_that_moved_says_where(office: Applicants, chats: Chats) -> None:
    error = await fails(office, chats, Migrated(SUPERGROUP))
    assert isinstance(error, Moved)
    assert (error.lane, error.address) == (lane_of(SUPERGROUP), str(SUPERGROUP))
