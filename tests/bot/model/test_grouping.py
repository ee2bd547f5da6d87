from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from bot.model.grouping import MOST, Grouping
from bot.store.same_pairs import Pair, SamePairs
from knowledge.writing.same_question import SameQuestion
from tests.llm.scripted import Answer, ScriptedChat, down

NOON = datetime(2013, 10, 15, 12, tzinfo=UTC)
YES, NO = '{"same": "oui"}', '{"same": "non"}'
PAIRS = [Pair(f"a{n}", f"b{n}", ("Quand est-ce ?", f"À quelle date{'…' * n} ?")) for n in range(3)]


@dataclass
class Kept:
    """Pairs to judge, and what became of them."""

    waiting: list[Pair] = field(default_factory=lambda: list(PAIRS))
    judged: dict[str, bool] = field(default_factory=dict)

    async def unjudged(self, limit: int) -> list[Pair]:
        return [pair for pair in self.waiting if pair.one not in self.judged][:limit]

    async def keep(self, pair: Pair, same: bool, model: str, at: datetime) -> None:
        assert (model, at) == ("openai:scripted", NOON)
        self.judged[pair.one] = same


def grouping(kept: Kept, *answers: Answer) -> tuple[Grouping, ScriptedChat]:
    chat = ScriptedChat(answers)
    return Grouping(cast(SamePairs, kept), SameQuestion(chat), lambda: NOON), chat


async def test_each_pair_is_judged_once() -> None:
    kept = Kept()
    judge, chat = grouping(kept, YES, YES, NO)
    assert await judge.look() == 3
    assert kept.judged == {"a0": True, "a1": False, "a2": False}
    asked = len(chat.requests)
    assert await judge.look() == 0
    assert len(chat.requests) == asked


async def test_a_model_that_fails_is_left_alone_until_the_next_look() -> None:
    kept = Kept()
    judge, chat = grouping(kept, NO, down(), YES)
    assert await judge.look() == 1
    assert len(chat.requests) == 2
    assert await judge.look() == 2
    assert kept.judged == {"a0": False, "a1": True, "a2": True}


async def test_a_look_judges_so_many_pairs_at_most() -> None:
    kept = Kept([Pair(f"a{n}", f"b{n}", ("Quand ?", f"Qui{'…' * n} ?")) for n in range(MOST + 5)])
    judge, _ = grouping(kept, NO)
    assert await judge.look() == MOST
