"""A process that dies at any point of an update, and carries it out again: the same is kept, once."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sites.site import Site
from bot.store.delivery_schema import delivery_table
from bot.store.stores import make_stores
from bot.telegram.buttons import Action, Press, moment
from bot.tokens import digest
from tests.bot.applicants import ANSWERED, UNCLEAR, UNSAID
from tests.bot.databases import new_url
from tests.bot.telegram.chatting import SIGNER, Chatting
from tests.bot.telegram.fake_api import FakeBot
from tests.bot.telegram.made_up_updates import (
    CHAT,
    GROUP,
    NAME,
    edited,
    membership,
    message,
    pressed,
    said,
    sent,
)

SITE = Site("a" * 32, "Ville", ("https://ville.fr",))
CODE = "c" * 43
PHONE = "Appelez-moi au 06 12 34 56 78 : une commune ?"
PHOTO = [{"file_id": "a"}]
Payload = Mapping[str, Any]


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Life:
    """Counts what is done, and dies after some of it; 0 for never."""

    until: int = 0
    done: int = 0

    def step(self) -> None:
        self.done += 1
        if self.done == self.until:
            raise Killed


@dataclass
class MortalBot(FakeBot):
    life: Life = field(default_factory=Life)

    def _refuse(self) -> None:
        self.life.step()


def mortal(chat: Chatting, life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each transaction be followed by a chance to die."""
    database = chat.stores.database
    for name in ("reading", "writing"):
        monkeypatch.setattr(database, name, followed(getattr(database, name), life))


def followed(
    transaction: Callable[[], AbstractAsyncContextManager[AsyncConnection]], life: Life
) -> Callable[[], AbstractAsyncContextManager[AsyncConnection]]:
    @asynccontextmanager
    async def then() -> AsyncIterator[AsyncConnection]:
        async with transaction() as connection:
            yield connection
        life.step()

    return then


def press(action: Action, number: int = 0, index: int = 0) -> Callable[[Chatting], Awaitable[Payload]]:
    async def made(chat: Chatting) -> Payload:
        id = (await chat.current()).id if number else ""
        return pressed(SIGNER.write(Press(action, id, number, index)), answers=message(10, text=PHONE))

    return made


async def erasing(chat: Chatting) -> Payload:
    return pressed(SIGNER.write(Press(Action.ERASE, index=moment(chat.clock()))))


async def linking(chat: Chatting) -> Payload:
    """The button that goes on with the conversation of the web, pressed here."""
    found = await chat.linking.take(CODE, CHAT)
    assert found is not None
    press = Press(Action.LINK, found.id, index=moment(chat.clock()))
    return pressed(SIGNER.write(press, CHAT))


async def elsewhere(chat: Chatting) -> None:
    """Another chat has the conversation of the web."""
    found = await chat.linking.take(CODE, CHAT)
    assert found is not None
    await chat.stores.conversations.change(found.id, lambda c: c.follow_to(8, chat.clock()))


async def begun_on_the_web(chat: Chatting) -> None:
    web, _ = await chat.contacts.begin(ANSWERED)
    await chat.stores.telegram_codes.keep(digest(CODE), web.id, chat.clock(), chat.clock.now.replace(hour=23))


async def site(chat: Chatting) -> None:
    await chat.stores.sites.add(SITE, "operator", chat.clock())


STORIES: dict[str, tuple[Any, ...]] = {
    "first question": (said(ANSWERED),),
    "question handed over": (said(UNSAID),),
    "question after another": (said(ANSWERED, 9), said(UNSAID)),
    "message to a person": (said(UNSAID, 9), said("Et après ?")),
    "edited": (said(UNCLEAR), edited(ANSWERED)),
    "edited, never seen": (edited(ANSWERED),),
    "picture": (sent(photo=PHOTO, caption=ANSWERED, media_group_id="9"),),
    "personal": (said(PHONE),),
    "sent anyway": (said(PHONE), press(Action.SEND)),
    "start": (said("/start"),),
    "start on a site": (site, said(ANSWERED, 9), said(f"/start {SITE.key}")),
    "start with a code": (begun_on_the_web, said(ANSWERED, 9), said(f"/start {CODE}")),
    "person": (said("/conseiller"),),
    "person with a question": (said(f"/conseiller {ANSWERED}"),),
    "data": (said(ANSWERED, 9), said("/mesdonnees")),
    "site": (said("/site"),),
    "linked": (begun_on_the_web, said(ANSWERED, 9), linking),
    "taken over": (begun_on_the_web, elsewhere, linking),
    "erased": (begun_on_the_web, said(ANSWERED, 8), linking, erasing),
    "chosen": (said(UNCLEAR), press(Action.CHOOSE, 2, 1)),
    "example": (said("/start"), press(Action.EXAMPLE)),
    "example first": (press(Action.EXAMPLE),),
    "called": (said(UNCLEAR), press(Action.PERSON, 2)),
    "judged": (said(ANSWERED), press(Action.USELESS, 2)),
    "blocked": (said(UNSAID), membership("kicked")),
    "unblocked": (said(UNSAID), membership("kicked"), membership("member")),
    "back": (said(UNSAID, 9), membership("kicked"), said(ANSWERED)),
    "back in another conversation": (
        begun_on_the_web,
        said(ANSWERED, 8),
        linking,
        membership("kicked"),
        said(ANSWERED),
    ),
    "group": (said(f"{NAME} {ANSWERED}", 20, GROUP),),
    "group handed over": (said(f"{NAME} {UNSAID}", 20, GROUP),),
}


@pytest.mark.parametrize("name", STORIES)
async def test_an_update_killed_anywhere_and_carried_out_again_leaves_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *before, last = STORIES[name]
    url = new_url(tmp_path)
    file = tmp_path / "guichet.db"
    numbered, clock = await told_before(url, before)
    kept = file.read_bytes()
    payload: Payload = last
    steps, expected = 0, ""
    for until in range(100):
        file.write_bytes(kept)
        stores = make_stores(url)
        try:
            chat = Chatting(stores, bot=MortalBot(), numbered=numbered)
            chat.clock.now = clock
            if callable(last):
                payload = await last(chat)
            update = chat.update(payload)
            chat.clock.forward(seconds=1)
            steps = await carried_out(chat, update, until, monkeypatch)
            left = await state(chat)
        finally:
            await stores.close()
        expected = expected or left
        assert left == expected, f"killed after step {until}"
        if until > steps:
            break
    assert until > 2


async def told_before(url: str, payloads: list[Any]) -> tuple[int, Any]:
    """Carry out what comes before; return how many updates there were, and the moment."""
    stores = make_stores(url)
    try:
        chat = Chatting(stores)
        for payload in payloads:
            if not callable(payload):
                await chat.carry_out(payload)
            elif made := await payload(chat):
                await chat.carry_out(made)
    finally:
        await stores.close()
    return chat.numbered, chat.clock.now


async def carried_out(chat: Chatting, update: Any, until: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Carry an update out, dying twice after so many steps; return how many it takes from its start."""
    assert isinstance(chat.bot, MortalBot)
    life = chat.bot.life
    with monkeypatch.context() as patched:
        mortal(chat, life, patched)
        for limit in (until, until, 0):
            life.until, life.done = limit, 0
            try:
                await chat.handlers.carry_out(update)
            except Killed:
                continue
            break
        steps = life.done
        life.until = 0
    return steps


async def state(chat: Chatting) -> str:
    """Return all that is kept, but for what chance made: identifiers and secrets."""
    found: list[Any] = []
    for one in (CHAT, GROUP):
        for conversation in await chat.stores.telegram_chats.all_of(one):
            events = await chat.stores.conversations.events(conversation.id)
            keys = [await chat.stores.conversations.key_of(conversation.id, each.number) for each in events]
            texts = [(each.kind, each.message and each.message.text) for each in events]
            opinions = await chat.stores.feedback.of(conversation.id)
            facts = (conversation.status, conversation.site, conversation.chat, conversation.unreachable)
            found.append((facts, texts, keys, sorted((n, o.useful) for n, o in opinions.items())))
        current = await chat.stores.telegram_chats.current(one)
        found.append(current and current.subject)
    table = delivery_table.c
    columns = (table.channel, table.address, table.lane, table.state, table.number, table.payload)
    async with chat.stores.database.reading() as connection:
        query = select(*columns, table.conversation.is_(None)).order_by(table.id)
        found += [tuple(row) for row in await connection.execute(query)]
    return re.sub(r"[0-9a-f]{12,32}|chat/[\w-]{43}|:\d:\d:[\w-]{11}", "*", repr(found))
