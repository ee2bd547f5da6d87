"""Keep what must reach people elsewhere than on our pages, until it did or somebody gave it up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.events import ACTORS
from bot.store import lanes
from bot.store.audit import Act, write_down
from bot.store.delivery_lists import IS_TO_STAFF, DeliveryLists
from bot.store.delivery_rows import DeadLetter, Kept, LateLetter, Waiting, waiting_of
from bot.store.delivery_schema import ENDED, State, delivery_table
from bot.store.rows import notice_row
from bot.store.schema import Moment
from bot.store.telegram_numbers import raise_chat, raise_mark, shares_counter

__all__ = ["AT_ONCE", "DeadLetter", "Kept", "LateLetter", "Outbox", "State", "Waiting"]

AT_ONCE = 20
"""Deliveries taken in one go."""

table = delivery_table.c

_IN_LANE = bindparam("in_lane", type_=Moment)
_HEADS = (
    select(delivery_table).where(table.state == State.WAITING, lanes.FIRST).order_by(table.due_at, table.id)
)
_DUE = (
    _HEADS.where(table.due_at <= bindparam("now", type_=Moment))
    .limit(bindparam("most"))
    # Several processes take at once: none waits for the others, nor takes what they take.
    # SQLite, which knows no such thing, has one writer at a time.
    .with_for_update(skip_locked=True)
)
_TAKEN = (
    update(delivery_table)
    .where(table.id.in_(bindparam("ours", expanding=True)))
    .values(
        due_at=case((table.lane.is_(None), bindparam("until", type_=Moment)), else_=_IN_LANE),
        attempts=table.attempts + 1,
        doubtful=True,
    )
)
_NEXT = _HEADS.with_only_columns(table.due_at).limit(1)
_ANEW: Final = {"state": State.WAITING, "attempts": 0, "ended_at": None, "after_part": None}
_GIVEN_UP: Final = [State.DEAD, State.CANCELLED, State.UNREACHABLE]

STAFF_AWAY: Final = "Le robot ne peut plus écrire à l’équipe dans cette discussion Telegram."
"""Why what tells staff that someone waits was not sent."""


class Outbox(DeliveryLists):
    """The deliveries; `bot.store.conversations` adds them, in the transaction of their message."""

    async def take(
        self, now: datetime, until: datetime, limit: int = AT_ONCE, in_lane: datetime | None = None
    ) -> list[Waiting]:
        """Return deliveries that are due, the oldest first, which nobody else takes before `until`.

        Of a lane, only the first that waits, which nobody else takes before `in_lane` if it is given.
        Each counts as tried: one that kills whoever tries it is not tried for ever. Each is doubtful
        from now on, until somebody notes what became of it.
        """
        async with self._database.writing() as connection:
            rows = (await connection.execute(_DUE, {"now": now, "most": limit})).all()
            left_alone = {"until": until, "in_lane": in_lane or until}
            if rows:
                await connection.execute(_TAKEN, {"ours": [row.id for row in rows], **left_alone})
        return [waiting_of(row, row.attempts + 1) for row in rows]

    async def next_due(self, now: datetime) -> datetime | None:  # noqa: ARG002 - when it is asked changes nothing
        """Return when the next delivery may be taken, perhaps in the past; None if nothing waits."""
        async with self._database.reading() as connection:
            found: datetime | None = (await connection.execute(_NEXT)).scalar()
        return found

    async def put_back(self, id: int, now: datetime, *, doubtful: bool = False) -> None:
        """Let a delivery be taken again at once: it was not tried after all, unless that is `doubtful`."""
        again = {"due_at": now, "attempts": table.attempts - 1, "doubtful": doubtful}
        await self._change(id, [State.WAITING], **again, **_begun(doubtful))

    async def begin_try(self, id: int, after_part: int) -> None:
        """Note the greatest number known of a message as a try begins, 0 if none is known."""
        await self._change(id, [State.WAITING], after_part=after_part)

    async def advance(self, id: int, part: int, due_at: datetime) -> None:
        """Note that one more message, of the number `part`, was made of a delivery; the rest is due later."""
        more = {"due_at": due_at, "attempts": 0, "error": None, "doubtful": False, "after_part": None}
        rest = update(delivery_table).where(table.id == id, table.state == State.WAITING)
        async with self._database.writing() as connection:
            lane = await lanes.lock_that_of(connection, id)
            await _add_part(connection, id, part)
            await connection.execute(rest.values(**more))
            await _note_number(connection, lane, part)

    async def sent(
        self, id: int, now: datetime, pause: timedelta = timedelta(), part: int | None = None
    ) -> None:
        """Note that a delivery was made, whatever was decided of it meanwhile.

        Its lane goes on after a pause. `part` is the number of the last message that was made of it.
        """
        free_at = now + pause
        ended = {"state": State.SENT, "due_at": free_at, "ended_at": now, "error": None, **ENDED}
        if part is not None:
            ended["last_part"] = part
        change = update(delivery_table).where(table.id == id, table.state != State.SENT).values(**ended)
        async with self._database.writing() as connection:
            lane = await lanes.lock_that_of(connection, id)
            await connection.execute(change)
            if lane is not None:
                await lanes.release(connection, lane, id, now, free_at)
            if part is not None:
                await _note_number(connection, lane, part)

    async def failed(
        self, id: int, error: str, due_at: datetime, doubtful: bool = False, *, counted: bool = True
    ) -> None:
        """Note why a delivery failed, and when to try it again; `doubtful`: it may have been made.

        A try that is not `counted` is none of those after which a delivery is given up.
        """
        tried = table.attempts - (0 if counted else 1)
        again = {"error": error, "due_at": due_at, "attempts": tried, "doubtful": doubtful}
        change = update(delivery_table).where(table.id == id, table.state == State.WAITING)
        change = change.values(**again, **_begun(doubtful))
        async with self._database.writing() as connection:
            lane = await lanes.lock_that_of(connection, id)
            if (await connection.execute(change)).rowcount and lane is not None:
                await lanes.hold(connection, lane, id, due_at)

    async def dead(self, id: int, error: str, now: datetime) -> None:
        """Give a delivery up, until staff have it tried again; its lane goes on."""
        ended: dict[str, Any] = {"state": State.DEAD, "error": error, "ended_at": now, "doubtful": False}
        await self._end(id, [State.WAITING], now, **ended)

    async def retry(self, id: int, by: str, now: datetime) -> bool:
        """Let a dead letter wait again, as if it were new; return whether it was dead."""
        again: dict[str, Any] = {**_ANEW, "error": None}
        act = Act(now, by, "delivery.retried")
        async with self._database.writing() as connection:
            lane = await lanes.lock_that_of(connection, id)
            again["due_at"] = now if lane is None else await lanes.after_tries(connection, lane, now)
            return await _changed(connection, id, [State.DEAD], act, **again)

    async def cancel(self, id: int, by: str, now: datetime) -> bool:
        """Never make a delivery, dead or not; return whether it was still to make."""
        among = [State.WAITING, State.DEAD, State.UNREACHABLE]
        act = Act(now, by, "delivery.cancelled")
        return await self._end(id, among, now, act, state=State.CANCELLED, ended_at=now, **ENDED)

    async def notice(
        self,
        key: str,
        channel: str,
        address: str,
        lane: str | None,
        payload: Mapping[str, Any],
        now: datetime,
    ) -> bool:
        """Add a delivery of no conversation, once for each key; return whether it is new.

        A key has 64 characters at most.
        """
        async with self._database.writing() as connection:
            return await lanes.add_once(connection, notice_row(key, channel, address, lane, payload, now))

    async def unreachable(self, lane: str, now: datetime) -> None:
        """Set aside what waits in a lane until its contact can be written to again.

        Notices are dropped, but for those to staff: they are dead letters.
        """
        theirs = update(delivery_table).where(table.lane == lane, table.state == State.WAITING)
        kept = {"state": State.UNREACHABLE, "error": None, "ended_at": now, "doubtful": False}
        dropped = {"state": State.CANCELLED, "ended_at": now, **ENDED}
        dead = {"state": State.DEAD, "error": STAFF_AWAY, "ended_at": now, "doubtful": False}
        notices = theirs.where(table.conversation.is_(None))
        async with self._database.writing() as connection:
            await lanes.lock(connection, lane)
            await connection.execute(theirs.where(table.conversation.is_not(None)).values(**kept))
            await connection.execute(notices.where(IS_TO_STAFF).values(**dead))
            await connection.execute(notices.where(~IS_TO_STAFF).values(**dropped))

    async def revive(self, lane: str, now: datetime) -> None:
        """Let what was set aside in a lane wait again."""
        again = dict(_ANEW)
        theirs = update(delivery_table).where(table.lane == lane, table.state == State.UNREACHABLE)
        async with self._database.writing() as connection:
            await lanes.lock(connection, lane)
            again["due_at"] = await lanes.after_tries(connection, lane, now)
            await connection.execute(theirs.values(**again))

    async def move_lane(self, old: str, new: str, address: str) -> None:
        """Have what is still to make in a lane leave in another one, to another address.

        Its messages are numbered anew there: what was in doubt cannot be looked for.
        """
        to_make = [State.WAITING, State.DEAD, State.UNREACHABLE]
        theirs = update(delivery_table).where(table.lane == old, table.state.in_(to_make))
        async with self._database.writing() as connection:
            for lane in sorted((old, new)):  # in one order: nobody waits for us while we wait for them
                await lanes.lock(connection, lane)
            await connection.execute(theirs.values(lane=new, address=address, after_part=None))

    async def forget_lane(self, lane: str) -> None:
        """Delete all that was or is to be sent in a lane and is of no conversation."""
        await self._delete(table.lane == lane)

    async def drop(self, before: datetime) -> None:
        """Delete what is of no conversation and ended before a moment."""
        await self._delete(table.ended_at < before)

    async def greatest_part(self, lane: str) -> int:
        """Return the greatest number of a message sent in a lane; 0 if none was."""
        query = select(func.max(table.last_part)).where(table.lane == lane)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar() or 0

    async def left_in_doubt(self, lane: str, after: int) -> bool:
        """Tell whether something of a lane was given up that may have been sent, in a try begun so lately.

        That is when a number greater than `after` was known, or none at all.
        """
        lately = or_(table.after_part > after, table.after_part == 0)
        query = select(table.id).where(table.lane == lane, table.state.in_(_GIVEN_UP), lately).limit(1)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def _delete(self, which: ColumnElement[bool]) -> None:
        """Delete deliveries that are of no conversation."""
        async with self._database.writing() as connection:
            notices = delete(delivery_table).where(which, table.conversation.is_(None))
            await connection.execute(notices)

    async def _change(self, id: int, among: list[State], **values: Any) -> bool:
        async with self._database.writing() as connection:
            return await _changed(connection, id, among, **values)

    async def _end(
        self, id: int, among: list[State], now: datetime, act: Act | None = None, **values: Any
    ) -> bool:
        """Change a delivery that waits no more; its lane goes on."""
        async with self._database.writing() as connection:
            lane = await lanes.lock_that_of(connection, id)
            done = await _changed(connection, id, among, act, **values)
            if done and lane is not None:
                await lanes.release(connection, lane, id, now, await lanes.free_at(connection, lane, now))
        return done


async def _changed(
    connection: AsyncConnection,
    id: int,
    among: list[State],
    act: Act | None = None,
    **values: ColumnElement[int] | Any,
) -> bool:
    """Change a delivery that is in one of some states; write down that staff did, if it was."""
    change = update(delivery_table).where(table.id == id, table.state.in_(among)).values(**values)
    of = (await connection.execute(change.returning(table.conversation, table.number))).one_or_none()
    if of is not None and act is not None and act.actor not in ACTORS:
        data = {"delivery": id, "number": of.number}
        await write_down(connection, Act(act.at, act.actor, act.action, of.conversation or "", data))
    return of is not None


async def _add_part(connection: AsyncConnection, id: int, part: int) -> None:
    """Note the number of a message that was made of a delivery, whatever was decided of it meanwhile."""
    query = select(table.sent_parts).where(table.id == id).with_for_update()
    parts = (await connection.execute(query)).scalar() or []
    noted = update(delivery_table).where(table.id == id)
    await connection.execute(noted.values(sent_parts=[*parts, part], last_part=part))


async def _note_number(connection: AsyncConnection, lane: str | None, number: int) -> None:
    """Note the number of a message that was sent in a lane; None if its delivery was erased meanwhile.

    A private chat that was forgotten stays so. What is erased meanwhile was in one: groups are told notices
    only, which go once they have ended.
    """
    chat = 0 if lane is None else int(lane.rpartition(":")[2])
    if chat:
        await raise_chat(connection, chat, number, newest=chat < 0)
    if shares_counter(chat):
        await raise_mark(connection, number)


def _begun(doubtful: bool) -> Mapping[str, Any]:
    """Return what is left of the beginning of a try: nothing once it surely failed."""
    return {} if doubtful else {"after_part": None}
