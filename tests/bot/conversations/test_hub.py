"""Whoever watches a conversation is woken when something happens there, and only then."""

from datetime import UTC, datetime, timedelta

import pytest
from anyio import create_task_group, sleep

from bot.talk.hub import Bell, Hub

SOON = 10.0
"""Seconds within which a bell that rings is heard."""
NEVER = 0.01
"""Seconds after which a bell that does not ring is not waited for."""


async def rings(bell: Bell) -> bool:
    return await bell.wait(NEVER)


async def test_a_bell_wakes_who_waits() -> None:
    hub = Hub()
    heard = []
    with hub.watching("c1") as bell:

        async def watch() -> None:
            heard.append(await bell.wait(SOON))

        async with create_task_group() as group:
            group.start_soon(watch)
            await sleep(0.01)
            hub.ring("c1")
    assert heard == [True]


async def test_what_rang_while_nobody_waited_rings_once() -> None:
    hub = Hub()
    with hub.watching("c1") as bell:
        hub.ring("c1")
        hub.ring("c1")
        assert await rings(bell)
        assert not await rings(bell)


async def test_a_bell_that_rings_for_nobody_is_silent() -> None:
    bell = Bell()
    assert not await rings(bell)
    bell.ring()
    assert await rings(bell)


async def test_every_watcher_of_a_conversation_is_woken_and_no_other() -> None:
    hub = Hub()
    with hub.watching("c1") as one, hub.watching("c1") as two, hub.watching("c2") as other:
        hub.ring("c1")
        assert [await rings(bell) for bell in (one, two, other)] == [True, True, False]


async def test_who_watches_the_queue_is_woken_by_any_conversation() -> None:
    hub = Hub()
    with hub.watching() as queue:
        hub.ring("c1")
        assert await rings(queue)


async def test_who_is_typing_is_heard_once_by_those_who_watch() -> None:
    hub = Hub()
    with hub.watching("c1") as bell, hub.watching("c2") as other, hub.watching() as queue:
        hub.typing("c1", "Anne")
        assert [await rings(each) for each in (bell, other, queue)] == [True, False, False]
        assert [bell.heard_typing(), bell.heard_typing(), other.heard_typing()] == ["Anne", "", ""]


async def test_ringing_for_nobody_does_nothing() -> None:
    hub = Hub()
    hub.ring("c1")
    hub.typing("c1", "Anne")
    assert hub.watched == 0


async def test_who_goes_away_is_forgotten() -> None:
    hub = Hub()
    with pytest.raises(ConnectionError), hub.watching("c1"), hub.watching():
        assert hub.watched == 2
        raise ConnectionError
    assert hub.watched == 0


async def test_closing_wakes_everybody_for_good() -> None:
    hub = Hub()
    with hub.watching("c1") as one, hub.watching() as queue:
        hub.close()
        assert hub.closed
        assert [await rings(bell) for bell in (one, queue)] == [True, True]


def test_the_moments_of_what_rang_for_somebody_are_given_once() -> None:
    hub, noon = Hub(), datetime(2013, 10, 15, 12, tzinfo=UTC)
    hub.ring("c1", noon)
    assert hub.take_rung() == {}
    with hub.watching("c1"):
        hub.ring("c1", noon)
        hub.ring("c1", noon + timedelta(seconds=1))
        hub.ring("c1")
        hub.ring("c2", noon)
        assert hub.take_rung() == {"c1": noon + timedelta(seconds=1)}
        assert hub.take_rung() == {}
