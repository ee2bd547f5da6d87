from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.conversations.errors import UnknownConversation
from bot.conversations.states import Channel
from bot.model.draft_outcome import Outcome
from bot.store.audit import Act, Audit
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.model_draft_schema import model_draft_table
from bot.store.model_drafts import DraftMonth, ModelDraft, ModelDrafts
from bot.store.periods import Period
from knowledge.writing.synthesis import Sentence, Synthesis
from tests.bot.store.made_up import NOON, begun

DRAFT = ModelDraft(Synthesis((Sentence("Un jury choisit.", ("c-1", "c-2")),), "essai"), 3, NOON)
DAY, NEXT_MONTH = date(2013, 10, 15), date(2013, 11, 2)
YEAR = Period(date(2013, 1, 1), date(2013, 12, 31), ZoneInfo("Europe/Paris"))
ACT = Act(NOON, "anne", "conversation.draft_taken", "c1")


@pytest.fixture
def drafts(database: Database) -> ModelDrafts:
    return ModelDrafts(database)


async def kept(drafts: ModelDrafts, conversations: Conversations, id: str = "c1") -> None:
    await begun(conversations, id, f"of {id}")
    await drafts.keep(id, Channel.WEB, DRAFT, DAY)


async def test_a_draft_waits_with_its_conversation(drafts: ModelDrafts, conversations: Conversations) -> None:
    await kept(drafts, conversations)
    assert await drafts.of("c1") == DRAFT
    assert await drafts.of("c2") is None
    await conversations.erase("c1")
    assert await drafts.of("c1") is None
    assert await drafts.months(YEAR) == ()


async def test_no_draft_is_kept_of_a_conversation_that_was_erased(drafts: ModelDrafts) -> None:
    with pytest.raises(UnknownConversation):
        await drafts.keep("c1", Channel.WEB, DRAFT, DAY)


async def test_what_is_left_of_a_draft_is_a_figure(
    drafts: ModelDrafts, conversations: Conversations, database: Database
) -> None:
    await kept(drafts, conversations)
    await drafts.settle("c1", "Un jury choisit.", DAY)
    async with database.reading() as connection:
        (row,) = (await connection.execute(select(model_draft_table))).mappings()
    left = {name: value for name, value in row.items() if value is not None}
    assert left == {
        "id": 1, "taken": False, "model": "essai", "channel": "web", "outcome": "accepted", "ended_on": DAY,
    }  # fmt: skip
    await conversations.erase("c1")
    assert await drafts.months(YEAR) == (DraftMonth(date(2013, 10, 1), {Outcome.ACCEPTED: 1}),)


async def test_taking_and_refusing_are_written_down_once(
    drafts: ModelDrafts, conversations: Conversations, database: Database
) -> None:
    await kept(drafts, conversations)
    taken = await drafts.take("c1", ACT)
    assert taken == DRAFT
    found = await drafts.of("c1")
    assert found and found.taken
    assert await drafts.refuse("c1", DAY, ACT)
    assert not await drafts.refuse("c1", DAY, ACT)
    assert await drafts.take("c1", ACT) is None
    assert len(await Audit(database).page()) == 2


async def test_a_draft_in_place_of_another_leaves_it_unused(
    drafts: ModelDrafts, conversations: Conversations
) -> None:
    await kept(drafts, conversations)
    await drafts.keep("c1", Channel.WEB, DRAFT, DAY)
    assert await drafts.of("c1") == DRAFT
    assert await drafts.months(YEAR) == (DraftMonth(date(2013, 10, 1), {Outcome.UNUSED: 1}),)


async def test_figures_are_by_month_and_by_channel(drafts: ModelDrafts, conversations: Conversations) -> None:
    for id, on in (("c1", DAY), ("c2", DAY), ("c3", NEXT_MONTH)):
        await kept(drafts, conversations, id)
        await drafts.refuse(id, on, ACT)
    october, november = await drafts.months(YEAR, Channel.WEB)
    assert (october.month, october.counts, october.total) == (date(2013, 10, 1), {Outcome.REFUSED: 2}, 2)
    assert november == DraftMonth(date(2013, 11, 1), {Outcome.REFUSED: 1})
    assert await drafts.months(YEAR, Channel.TELEGRAM) == ()
    assert await drafts.months(Period(DAY, DAY, YEAR.zone)) == (october,)
