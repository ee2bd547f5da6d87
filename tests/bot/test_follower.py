from datetime import timedelta
from pathlib import Path

import anyio

from bot.conversations.states import Channel
from bot.talk.follower import Follower
from tests.bot.clocks import MONDAY, PROMISES
from tests.bot.test_dialogue import talking


async def test_a_change_of_another_process_wakes_whoever_watches_once(tmp_path: Path) -> None:
    async with talking(tmp_path) as talk:
        follower = Follower(talk.store, talk.hub, talk.clock)
        id = await talk.begun()
        talk.clock.forward(minutes=1)
        with talk.hub.watching(id) as bell, talk.hub.watching() as all_of_them:
            now = talk.clock()
            await talk.store.change(id, lambda c: c.said("Bonjour", now, PROMISES.promised(MONDAY)))
            await follower.look()
            assert await bell.wait(0.01)
            assert await all_of_them.wait(0.01)
            await follower.look()
            assert not await bell.wait(0.01)


async def test_a_change_that_rang_here_rings_no_more(tmp_path: Path) -> None:
    async with talking(tmp_path) as talk:
        follower = Follower(talk.store, talk.hub, talk.clock)
        id = await talk.begun()
        with talk.hub.watching(id) as bell:
            await talk.dialogue.post(id, "Quelle est la date limite ?")
            assert await bell.wait(0.01)
            for _ in range(2):
                await follower.look()
                assert not await bell.wait(0.01)


async def test_a_change_of_another_process_after_ours_wakes_whoever_watches(tmp_path: Path) -> None:
    async with talking(tmp_path) as talk:
        follower = Follower(talk.store, talk.hub, talk.clock)
        id = await talk.begun()
        with talk.hub.watching(id) as bell:
            await talk.dialogue.post(id, "Quelle est la date limite ?")
            assert await bell.wait(0.01)
            now = talk.clock() + timedelta(microseconds=1)
            await talk.store.change(id, lambda c: c.tell("Une réponse vient.", now))
            await follower.look()
            assert await bell.wait(0.01)


async def test_nobody_watching_nothing_is_read(tmp_path: Path) -> None:
    async with talking(tmp_path) as talk:
        await talk.dialogue.begin(Channel.WEB)
        follower = Follower(talk.store, talk.hub, talk.clock)
        with anyio.move_on_after(0.05):
            await follower.run(every=0.001)
        assert follower._known == {}
