"""Keep validated answers: each change whole or not at all, with what it adds to the audit log."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.errors import NotPossible, Outdated, UnknownAnswer
from bot.answers.states import State
from bot.answers.validated import Transition, ValidatedAnswer
from bot.store import answer_rows
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.schema import audit_table, validated_table

TABLE = validated_table.c


def given(today: date) -> ColumnElement[bool]:
    """Return the condition of the answers that applicants are given today."""
    unlimited = or_(TABLE.expires_on.is_(None), TABLE.expires_on >= today)
    return (TABLE.state == State.APPROVED.value) & unlimited


class ValidatedAnswers:
    """The validated answers of a database; moments have their time zone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, answer: ValidatedAnswer) -> None:
        """Keep an answer that was just proposed."""
        async with self._database.writing() as connection:
            await connection.execute(insert(validated_table), [answer_rows.answer_row(answer)])
            await _write_down(connection, answer, since=0)

    async def change(self, id: str, transition: Transition, seen: int | None = None) -> ValidatedAnswer:
        """Apply a transition to the present state, keep it, and return what it made.

        `seen` is the revision that whoever wants it has read.

        Raises:
            UnknownAnswer: it is not there.
            Outdated: it has another revision than `seen`.
            AnswerError: the transition refuses.
        """
        query = select(validated_table).where(TABLE.id == id).with_for_update()
        async with self._database.writing() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise UnknownAnswer
            if seen is not None and row.revision != seen:
                raise Outdated(seen, row.revision)
            after = transition(answer_rows.answer(row))
            await _keep(connection, after, since=row.revision)
            if after.state is State.APPROVED and row.state != after.state and after.replaces:
                await _end_replaced(connection, after)
        return after

    async def erase(self, id: str, by: str, at: datetime) -> None:
        """Delete an answer that was withdrawn, its history with it; only the log tells that it was there.

        Raises:
            UnknownAnswer: it is not there.
            NotPossible: it was not withdrawn.
        """
        async with self._database.writing() as connection:
            query = select(TABLE.state).where(TABLE.id == id).with_for_update()
            state = (await connection.execute(query)).scalar()
            if state is None:
                raise UnknownAnswer
            if state != State.WITHDRAWN.value:
                raise NotPossible("Seule une réponse retirée peut être effacée.")
            await connection.execute(delete(validated_table).where(TABLE.id == id))
            await write_down(connection, Act(at, by, "validated.erased", id))

    async def get(self, id: str) -> ValidatedAnswer:
        """Return an answer.

        Raises:
            UnknownAnswer: it is not there.
        """
        found = await self._found(TABLE.id == id)
        if not found:
            raise UnknownAnswer
        return found[0]

    async def listed(
        self, states: Sequence[State] = tuple(State), limit: int = 50, skipped: int = 0
    ) -> list[ValidatedAnswer]:
        """Return the answers in some states, in the order of these, then the last edited first."""
        words = [state.value for state in states]
        rank = case({word: place for place, word in enumerate(words)}, value=TABLE.state)
        return await self._found(TABLE.state.in_(words), limit, skipped, rank)

    async def counts(self) -> Mapping[State, int]:
        """Return how many answers there are in each state."""
        query = select(TABLE.state, func.count()).group_by(TABLE.state)
        async with self._database.reading() as connection:
            counted = {state: count for state, count in await connection.execute(query)}
        return {state: counted.get(state.value, 0) for state in State}

    async def in_force(self, today: date) -> list[ValidatedAnswer]:
        """Return the answers that applicants are given today, the last approved first."""
        found = await self._found(given(today))
        return sorted(found, key=lambda one: (one.approved_at or one.edited_at, one.id), reverse=True)

    async def revision_of(self, id: str) -> ValidatedAnswer | None:
        """Return the answer that is proposed to take the place of another, the last edited of several."""
        found = await self._found((TABLE.replaces == id) & (TABLE.state == State.PROPOSED.value), 1)
        return found[0] if found else None

    async def expire(self, today: date, now: datetime) -> list[str]:
        """End the answers whose last day has passed; return their identifiers."""
        query = select(validated_table).where(TABLE.state == State.APPROVED.value, TABLE.expires_on < today)
        async with self._database.writing() as connection:
            rows = await connection.execute(query.with_for_update())
            over = [answer_rows.answer(row) for row in rows]
            for answer in over:
                await _keep(connection, answer.expired(now, today), since=answer.revision)
        return [answer.id for answer in over]

    async def _found(
        self,
        which: ColumnElement[bool],
        limit: int | None = None,
        skipped: int = 0,
        *before: ColumnElement[Any],
    ) -> list[ValidatedAnswer]:
        query = select(validated_table).where(which).order_by(*before, TABLE.edited_at.desc(), TABLE.id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.limit(limit).offset(skipped))
            return [answer_rows.answer(row) for row in rows]


async def _keep(connection: AsyncConnection, answer: ValidatedAnswer, since: int) -> None:
    row = answer_rows.answer_row(answer)
    await connection.execute(update(validated_table).where(TABLE.id == answer.id).values(row))
    await _write_down(connection, answer, since)


async def _end_replaced(connection: AsyncConnection, by: ValidatedAnswer) -> None:
    """End the answer whose place another one takes, if it is still there."""
    query = select(validated_table).where(TABLE.id == by.replaces).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is not None:
        former, step = answer_rows.answer(row), by.history[-1]
        await _keep(connection, former.replaced(step.by, step.at), since=former.revision)


async def _write_down(connection: AsyncConnection, answer: ValidatedAnswer, since: int) -> None:
    acts: list[dict[str, Any]] = answer_rows.act_rows(answer, since)
    if acts:
        await connection.execute(insert(audit_table), acts)
