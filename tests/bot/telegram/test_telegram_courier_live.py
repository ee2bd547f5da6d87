"""What is to be sent arrives once and in order on a server that answers as Telegram's, or does not answer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from bot.conversations.deliveries import TELEGRAM, lane_of
from bot.delivery.outbox import NotNow, Part, Postman
from bot.store.outbox import State, Waiting
from bot.store.stores import Stores, make_stores
from bot.telegram import pace
from bot.telegram.buttons import Signer
from bot.telegram.courier import Courier
from bot.telegram.doubts import FAR
from bot.telegram.face import Face
from bot.telegram.library import Library
from bot.telegram.messages import Button, File, Outgoing
from tests.bot.clocks import Clock
from tests.bot.databases import new_url
from tests.bot.telegram.numbers import seen
from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.limits import Rates
from tests.bot_api.people import Person

FACE = Face([], [], "", "")


class Killed(BaseException):
    """The process dies."""


@dataclass
class Post:
    """A post office whose process may die as soon as a message was sent, `dying` times out of ten."""

    telegram: Emulator
    stores: Stores
    clock: Clock
    random: Random
    dying: int = 0
    lost: list[str] | None = None

    async def keep(self, chat: int, *texts: str) -> None:
        """Keep messages to send."""
        for text in texts:
            message = Outgoing(f"<b>{text}</b>", ((Button("Oui", data="oui"),),)).as_json()
            key = f"{chat}:{text}"
            await self.stores.outbox.notice(key, TELEGRAM, str(chat), lane_of(chat), message, self.clock())

    async def writes(self, person: Person, text: str) -> None:
        """Have a contact write something that we have seen."""
        number = person.write(text).number
        await seen(self.stores.database, person.id, number)

    async def run(self) -> None:
        """Have one process after the other make deliveries until none is left."""
        while await self.stores.outbox.next_due(self.clock()) is not None:
            async with Library(self.telegram.token, self.telegram.base_url, FACE) as library:
                courier = Courier(library, self.stores, Signer(b"secret"), "", library.id)
                with suppress(Killed):
                    await self._live(self._dies(courier.deliver))

    async def _live(self, deliver: Callable[[Waiting], Awaitable[Part]]) -> None:
        outbox = self.stores.outbox
        postman = Postman(outbox, {TELEGRAM: deliver}, self.clock, lambda: 0.0, lost=self._note)
        while due_at := await outbox.next_due(self.clock()):
            self.clock.now = max(self.clock(), due_at)
            await postman.deliver_due()

    def _dies(self, deliver: Callable[[Waiting], Awaitable[Part]]) -> Callable[[Waiting], Awaitable[Part]]:
        async def deliver_and_die(waiting: Waiting) -> Part:
            part = await deliver(waiting)
            if self.random.randrange(10) < self.dying:
                raise Killed
            return part

        return deliver_and_die

    async def _note(self, lane: str) -> None:
        self.lost = [*(self.lost or ()), lane]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PER_SECOND", 1_000)
    monkeypatch.setattr(pace, "GROUP_PAUSE", 0.001)


@pytest.fixture(params=[False, True], ids=["one counter", "a counter for each chat"])
def telegram(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with emulating(rates=Rates(0, 0, 0), per_chat=request.param) as emulator:
        yield emulator


@pytest.fixture
async def post(tmp_path: Path, telegram: Emulator) -> AsyncIterator[Post]:
    stores = make_stores(new_url(tmp_path))
    yield Post(telegram, stores, Clock(), Random(0))  # noqa: S311 - not a secret
    await stores.close()


async def people(post: Post) -> list[Person]:
    """Make contacts who have all written to the bot."""
    found = [post.telegram.person(name) for name in ("Léa", "Max", "Zoé")]
    for person in found:
        await post.writes(person, "Bonjour")
    return found


def texts(person: Person) -> list[str]:
    return [message.text for message in person.inbox]


@pytest.mark.parametrize("dying", [0, 5])
async def test_a_process_that_dies_as_soon_as_it_has_sent_repeats_nothing(post: Post, dying: int) -> None:
    post.dying = dying
    lea, max, zoe = await people(post)
    for number in range(4):
        for person in (lea, max, zoe):
            await post.keep(person.id, f"{number}")
        await post.writes(lea, "Et alors ?")
    await post.run()
    for person in (lea, max, zoe):
        assert texts(person) == [f"{number}" for number in range(4)]
        assert not any(message.versions[1:] for message in person.inbox)  # nobody saw it being looked for


@pytest.mark.parametrize("kind", ["cut_after", "cut", "500", "429"])
async def test_what_goes_wrong_on_the_way_repeats_and_loses_nothing(post: Post, kind: str) -> None:
    lea, *_ = await people(post)
    await post.keep(lea.id, "Un", "Deux", "Trois")
    post.telegram.fail_next("sendMessage", kind, times=2)
    await post.run()
    assert texts(lea) == ["Un", "Deux", "Trois"]


async def test_everything_at_once_repeats_and_loses_nothing(post: Post) -> None:
    post.dying = 2
    everyone = await people(post)
    post.telegram.often(0.2, ("429", "500", "cut", "cut_after"), seed=1, methods={"*"})
    for number in range(6):
        for person in everyone:
            await post.keep(person.id, f"{number}")
            if post.random.random() < 0.5:
                await post.writes(person, "Et alors ?")
    await post.run()
    assert [texts(person) for person in everyone] == [[f"{number}" for number in range(6)]] * 3


async def test_a_message_that_never_left_is_looked_for_within_bounds(post: Post) -> None:
    lea, *_ = await people(post)
    await post.keep(lea.id, "Un")
    post.telegram.fail_next("sendMessage", "cut")
    await post.run()
    assert texts(lea) == ["Un"]
    assert 0 < len(post.telegram.journal.all("editMessageText")) <= FAR


async def test_a_message_whose_try_never_began_is_not_looked_for(post: Post) -> None:
    lea, *_ = await people(post)
    await post.keep(lea.id, "Un")
    await post.stores.outbox.take(post.clock(), post.clock())
    await post.run()
    assert texts(lea) == ["Un"]
    assert post.telegram.journal.all("editMessageText") == []


async def test_a_message_is_found_behind_all_that_contacts_wrote_since_the_last_one(post: Post) -> None:
    lea, theo, _ = await people(post)
    async with Library(post.telegram.token, post.telegram.base_url, FACE) as library:
        courier = Courier(library, post.stores, Signer(b"secret"), "", library.id)
        postman = Postman(post.stores.outbox, {TELEGRAM: courier.deliver}, post.clock, lambda: 0.0)
        for text in ("Un", "Deux"):
            await post.keep(lea.id, text)
            while due_at := await post.stores.outbox.next_due(post.clock()):
                post.clock.now = max(post.clock(), due_at)
                await postman.deliver_due()
            for _ in range(FAR + 20):
                await post.writes(theo, "Et encore ceci")
            post.telegram.fail_next("sendMessage", "cut_after")
    assert texts(lea) == ["Un", "Deux"]


@pytest.mark.parametrize("kind", ["cut", "cut_after", "500"])
async def test_nothing_that_was_erased_is_ever_overwritten(post: Post, kind: str) -> None:
    lea, *_ = await people(post)
    await post.keep(lea.id, "Un", "Deux")
    await post.run()
    await post.stores.outbox.forget_lane(lane_of(lea.id))
    await post.stores.telegram_chats.forget_strangers()
    await post.keep(lea.id, "Effacé")
    post.telegram.fail_next("sendMessage", kind)
    await post.run()
    assert list(dict.fromkeys(texts(lea))) == ["Un", "Deux", "Effacé"]
    assert not any(message.versions[1:] for message in lea.inbox)


async def test_nothing_that_was_dropped_is_ever_overwritten(post: Post) -> None:
    lea, *_ = await people(post)
    await post.keep(lea.id, "Un", "Deux")
    await post.run()
    post.clock.forward(days=8)
    await post.stores.outbox.drop(post.clock())
    await post.keep(lea.id, "Trois")
    post.telegram.fail_next("sendMessage", "cut")
    await post.run()
    assert texts(lea) == ["Un", "Deux", "Trois"]
    assert not any(message.versions[1:] for message in lea.inbox)


@pytest.mark.parametrize("kind", ["cut", "cut_after"])
async def test_what_was_given_up_in_doubt_is_not_overwritten_by_what_follows(post: Post, kind: str) -> None:
    lea, *_ = await people(post)
    await post.keep(lea.id, "Un")
    (un,) = await post.stores.outbox.take(post.clock(), post.clock())
    post.telegram.fail_next("sendMessage", "cut_after")
    async with Library(post.telegram.token, post.telegram.base_url, FACE) as library:
        with suppress(NotNow):
            await Courier(library, post.stores, Signer(b"secret"), "", library.id).deliver(un)
    await post.stores.outbox.dead(un.id, "Abandonné.", post.clock())
    await post.keep(lea.id, "Deux")
    post.telegram.fail_next("sendMessage", kind)
    await post.run()
    assert list(dict.fromkeys(texts(lea))) == ["Un", "Deux"]
    assert not any(message.versions[1:] for message in lea.inbox)


async def test_what_was_erased_while_it_left_is_not_overwritten_by_what_follows(post: Post) -> None:
    lea, *_ = await people(post)
    await post.keep(lea.id, "Un")
    async with Library(post.telegram.token, post.telegram.base_url, FACE) as library:
        courier = Courier(library, post.stores, Signer(b"secret"), "", library.id)
        for text, kind in (("Un", "cut_after"), ("Effacé", "cut")):
            await post.keep(lea.id, text)
            (one,) = await post.stores.outbox.take(post.clock(), post.clock())
            post.telegram.fail_next("sendMessage", kind)
            with pytest.raises(NotNow):
                await courier.deliver(one)
            if text == "Un":
                await post.stores.outbox.forget_lane(lane_of(lea.id))
        (again,) = await post.stores.outbox.take(post.clock(), post.clock())
        await courier.deliver(again)
    assert texts(lea) == ["Un", "Effacé"]
    assert not any(message.versions[1:] for message in lea.inbox)


async def test_a_file_that_arrived_is_not_sent_again(post: Post) -> None:
    lea, *_ = await people(post)
    message = Outgoing("Vos données.", file=File("guichet.json", "{}")).as_json()
    lane, now = lane_of(lea.id), post.clock()
    await post.stores.outbox.notice("file", TELEGRAM, str(lea.id), lane, message, now)
    post.telegram.fail_next("sendDocument", "cut_after")
    await post.run()
    assert len(lea.inbox) == 1
    assert post.telegram.journal.all("editMessageCaption")


async def test_what_waits_for_a_contact_who_blocked_us_is_not_sent(post: Post) -> None:
    lea, max, _ = await people(post)
    await post.keep(lea.id, "Un", "Deux")
    await post.keep(max.id, "Un")
    lea.block()
    await post.run()
    assert (texts(lea), texts(max)) == ([], ["Un"])
    assert post.lost == [lane_of(lea.id)]
    assert (await post.stores.outbox.counts())[State.DEAD] == 0


async def test_what_is_sent_to_a_group_follows_it_when_it_migrates(post: Post) -> None:
    await people(post)
    group = post.telegram.group("Projets")
    post.dying = 5
    await post.keep(group.id, "Un", "Deux")
    new = group.migrate()
    await post.run()
    assert [message.text for message in new.inbox] == ["Un", "Deux"]
