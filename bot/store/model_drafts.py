"""Keep the draft that a model wrote for a conversation until it has served, then only what became of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.states import Channel
from bot.model.draft_outcome import Outcome, outcome_of
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.model_draft_schema import model_draft_table
from bot.store.periods import Period
from bot.store.statements import require_conversation
from knowledge.writing.synthesis import Sentence, Synthesis

_D = model_draft_table.c
_FORGOTTEN = {"conversation": None, "number": None, "sentences": None, "asked_at": None}


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A draft that waits for the staff; `number` is the last event that its model was told of.

    It was `taken` if someone put it into their reply.
    """

    written: Synthesis
    number: int
    at: datetime
    taken: bool = False


@dataclass(frozen=True, slots=True)
class DraftMonth:
    """What became of drafts in a month, `month` being its first day."""

    month: date
    counts: Mapping[Outcome, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many drafts there were."""
        return sum(self.counts.values())


class ModelDrafts:
    """The drafts of a database, one at most of each conversation, with which its text goes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, conversation: str, channel: Channel, draft: ModelDraft, on: date) -> None:
        """Keep a draft; an earlier one that nobody settled ends unused on that day.

        Raises:
            UnknownConversation: the conversation is not there, or not any more.
        """
        row = {
            "conversation": conversation,
            "number": draft.number,
            "sentences": [[one.text, list(one.passages)] for one in draft.written.sentences],
            "asked_at": draft.at,
            "taken": draft.taken,
            "model": draft.written.model[:255],
            "channel": channel.value,
        }
        async with self._database.writing() as connection:
            await require_conversation(connection, conversation)
            await _end(connection, conversation, Outcome.UNUSED, on)
            await connection.execute(insert(model_draft_table).values(**row))

    async def of(self, conversation: str) -> ModelDraft | None:
        """Return the draft that waits in a conversation."""
        async with self._database.reading() as connection:
            return await _waiting(connection, conversation)

    async def take(self, conversation: str, act: Act) -> ModelDraft | None:
        """Note that the draft was put into a reply, with the act that says so; return it if there is one."""
        async with self._database.writing() as connection:
            draft = await _waiting(connection, conversation)
            if draft is None:
                return None
            change = update(model_draft_table).where(_D.conversation == conversation)
            await connection.execute(change.values(taken=True))
            await write_down(connection, act)
        return draft

    async def refuse(self, conversation: str, on: date, act: Act) -> bool:
        """Forget a draft that is refused, with the act that says so; return whether there was one."""
        async with self._database.writing() as connection:
            refused = await _end(connection, conversation, Outcome.REFUSED, on)
            if refused:
                await write_down(connection, act)
        return refused

    async def settle(self, conversation: str, sent: str, on: date) -> None:
        """Forget the draft of a conversation in which a reply was sent, but for what became of it."""
        draft = await self.of(conversation)
        if draft is not None:
            outcome = outcome_of(draft.written.text, sent, draft.taken)
            async with self._database.writing() as connection:
                await _end(connection, conversation, outcome, on)

    async def months(self, period: Period, channel: Channel | None = None) -> tuple[DraftMonth, ...]:
        """Return what became of drafts, by month; those of a period begin and end with its days."""
        query = (
            select(_D.ended_on, _D.outcome, func.count())
            .where(_D.ended_on >= period.first, _D.ended_on <= period.last)
            .group_by(_D.ended_on, _D.outcome)
        )
        if channel is not None:
            query = query.where(_D.channel == channel)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return _by_month((on, Outcome(outcome), count) for on, outcome, count in rows)


async def _waiting(connection: AsyncConnection, conversation: str) -> ModelDraft | None:
    query = select(model_draft_table).where(_D.conversation == conversation)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    sentences = tuple(Sentence(text, tuple(passages)) for text, passages in row.sentences)
    return ModelDraft(Synthesis(sentences, row.model), row.number, row.asked_at, row.taken)


async def _end(connection: AsyncConnection, conversation: str, outcome: Outcome, on: date) -> bool:
    """Leave of the draft of a conversation what became of it; return whether there was one."""
    change = update(model_draft_table).where(_D.conversation == conversation)
    ended = await connection.execute(change.values(outcome=outcome.value, ended_on=on, **_FORGOTTEN))
    return ended.rowcount > 0


def _by_month(rows: Iterable[tuple[date, Outcome, int]]) -> tuple[DraftMonth, ...]:
    months: dict[date, Counter[Outcome]] = {}
    for on, outcome, count in rows:
        months.setdefault(on.replace(day=1), Counter())[outcome] += count
    return tuple(DraftMonth(month, months[month]) for month in sorted(months))
