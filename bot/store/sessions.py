"""Keep who of the staff is signed in: one row a session, found by the digest of its secret token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update

from bot.staff.accounts import Staff
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.schema import session_table, staff_table
from bot.store.staff_rows import end_sessions, staff_of

IDLE: Final = timedelta(minutes=30)
"""How long a session lives without being used."""

TOUCHED: Final = timedelta(minutes=1)
"""How often it is written down that a session is used, at most."""


@dataclass(frozen=True, slots=True)
class Session:
    """Someone who gave their password and, once it is `complete`, their one-time code if they have one."""

    digest: str
    staff: Staff
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    complete: bool


class Sessions:
    """The sessions of a database; moments have their time zone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self,
        digest: str,
        staff: str,
        at: datetime,
        expires: datetime,
        *,
        complete: bool,
        instead_of: str = "",
    ) -> None:
        """Begin a session, in place of the one of digest `instead_of`; those that are over are forgotten."""
        table = session_table.c
        over = (table.expires_at <= at) | (table.seen_at <= at - IDLE) | (table.digest == instead_of)
        values = {
            "digest": digest,
            "staff": staff,
            "created_at": at,
            "seen_at": at,
            "expires_at": expires,
            "complete": complete,
        }
        async with self._database.writing() as connection:
            await connection.execute(delete(session_table).where(over))
            await connection.execute(insert(session_table).values(values))
            if complete:
                await write_down(connection, Act(at, staff, "session.begun", staff))

    async def get(self, digest: str, now: datetime, *, touch: bool = True) -> Session | None:
        """Return the session of a digest, None if there is none, it is over, or its account is disabled.

        `touch` it unless its page asked by itself, while perhaps nobody was there.
        """
        query = _joined().where(session_table.c.digest == digest)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        session = _session(row)
        if session.staff.disabled or now >= session.expires_at or now - session.seen_at >= IDLE:
            return None
        if touch and now - session.seen_at >= TOUCHED:
            async with self._database.writing() as connection:
                seen = update(session_table).where(session_table.c.digest == digest).values(seen_at=now)
                await connection.execute(seen)
        return session

    async def of(self, staff: str, now: datetime) -> list[Session]:
        """Return someone's complete sessions that are not over, the one used last first."""
        table = session_table.c
        alive = (table.expires_at > now) & (table.seen_at > now - IDLE) & table.complete.is_(True)
        query = _joined().where(table.staff == staff, alive).order_by(table.seen_at.desc(), table.digest)
        async with self._database.reading() as connection:
            return [_session(row) for row in await connection.execute(query)]

    async def complete(self, digest: str, new: str, at: datetime, expires: datetime) -> bool:
        """Let in whoever gave their one-time code, under a `new` digest; False if the session is gone."""
        values = {"digest": new, "complete": True, "created_at": at, "seen_at": at, "expires_at": expires}
        query = update(session_table).where(session_table.c.digest == digest).values(values)
        async with self._database.writing() as connection:
            row = (await connection.execute(query.returning(session_table.c.staff))).one_or_none()
            if row is not None:
                await write_down(connection, Act(at, row.staff, "session.begun", row.staff))
        return row is not None

    async def renew(self, digest: str, new: str) -> bool:
        """Give a session another digest, as after a change of password; False if it is gone."""
        query = update(session_table).where(session_table.c.digest == digest).values(digest=new)
        async with self._database.writing() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def end(self, digest: str, staff: str, at: datetime) -> bool:
        """End a session if it is one of that person; return whether it was."""
        table = session_table.c
        query = delete(session_table).where(table.digest == digest, table.staff == staff)
        async with self._database.writing() as connection:
            ended = (await connection.execute(query)).rowcount == 1
            if ended:
                await write_down(connection, Act(at, staff, "session.ended", staff))
        return ended

    async def end_all(self, staff: str, at: datetime, but: str = "") -> int:
        """End someone's sessions, but the one of digest `but`; return how many."""
        async with self._database.writing() as connection:
            count = await end_sessions(connection, staff, but)
            if count:
                await write_down(connection, Act(at, staff, "session.ended", staff, {"count": count}))
        return count


def _joined() -> Any:
    return select(session_table, staff_table).join(staff_table, staff_table.c.id == session_table.c.staff)


def _session(row: Row[Any]) -> Session:
    fields, table = row._mapping, session_table.c
    return Session(
        fields[table.digest],
        staff_of(row),
        fields[table.created_at],
        fields[table.seen_at],
        fields[table.expires_at],
        fields[table.complete],
    )
