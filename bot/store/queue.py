"""List the conversations that staff look for: who waits, whose they are, what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.conversation import Conversation
from bot.conversations.events import Author
from bot.conversations.states import Channel, Status
from bot.store import rows
from bot.store.database import Database
from bot.store.schema import conversation_table, feedback_table, message_table, read_table, staff_table
from bot.store.search import found_messages

PREVIEW = 200
"""Characters of the last message that a list shows."""

_C = conversation_table.c
_WAITS = and_(_C.status == Status.OPEN, _C.waiting_since.is_not(None))


class View(StrEnum):
    """Which conversations someone of the staff looks at."""

    WAITING = "waiting"
    """The contact waits for a person; first the one to whom the nearest reply was promised."""
    MINE = "mine"
    MINE_WAITING = "mine_waiting"
    UNASSIGNED = "unassigned"
    ASSISTANT = "assistant"
    RESOLVED = "resolved"
    ALL = "all"


BY_PROMISE = frozenset({View.WAITING, View.MINE, View.MINE_WAITING, View.UNASSIGNED})
"""The views whose order is that of the promises; that of the others, the latest change first."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is limited to; `text` is searched as in `bot.store.search`."""

    view: View = View.WAITING
    reason: str = ""
    topic: str = ""
    channel: Channel | None = None
    unread: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of the last thing said to or by the contact, on one line."""

    author: Author
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in a list, as one person sees it.

    `unread`: its contact spoke after what that person read. `disliked`: its contact found a reply
    of no use.
    """

    conversation: Conversation
    unread: bool
    disliked: bool
    assignee_name: str | None
    preview: Preview | None


class Queue:
    """The conversations of a database, without those in which the contact said nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, filters: Filters, staff: str, page: int = 1, size: int = 25
    ) -> tuple[list[Line], int]:
        """Return a page of what `staff` looks at, the first being 1, and how many there are in all."""
        kept = self._kept(filters, staff)
        chosen = select(_C.id).where(kept).order_by(*_order(filters.view))
        chosen = chosen.limit(size).offset(max(0, page - 1) * size)
        async with self._database.reading() as connection:
            ids, total = await (_sought if filters.text.strip() else _counted)(connection, chosen, kept)
            found = {row.id: row for row in await connection.execute(_lines(ids, staff))}
            said = {row.conversation: row for row in await connection.execute(_last_said(ids))}
        return [_line(found[id], said.get(id)) for id in ids], total

    async def counts(self, staff: str) -> Mapping[View, int]:
        """Return how many conversations each view has for `staff`, without any other filter."""
        by_status = select(_C.status, func.count()).where(_C.asked > 0).group_by(_C.status)
        views = (View.WAITING, View.MINE, View.MINE_WAITING, View.UNASSIGNED)
        of_staff = [func.count(case((_seen_in(view, staff), 1))) for view in views]
        async with self._database.reading() as connection:
            statuses = {row[0]: int(row[1]) for row in await connection.execute(by_status)}
            found = await connection.execute(select(*of_staff).where(_C.status == Status.OPEN, _C.asked > 0))
            counted = dict(zip(views, found.one(), strict=True))
        return counted | {
            View.ASSISTANT: statuses.get(Status.PENDING, 0),
            View.RESOLVED: statuses.get(Status.RESOLVED, 0),
            View.ALL: sum(statuses.values()),
        }

    async def reasons(self) -> Mapping[str, int]:
        """Return the reasons of handoffs that there are and how many conversations have each, most first."""
        return await self._values(_C.reason, _C.reason.is_not(None))

    async def topics(self) -> Mapping[str, int]:
        """Return what was asked for and how many conversations have each, most first."""
        return await self._values(_C.topic, _C.topic != "")

    async def others_of(self, contact: str, but: str, limit: int = 20) -> list[Conversation]:
        """Return the other conversations of a contact, the latest first."""
        own = and_(_C.contact == contact, _C.id != but, _C.asked > 0)
        query = select(conversation_table).where(own).order_by(_C.changed_at.desc()).limit(limit)
        async with self._database.reading() as connection:
            return [rows.conversation(row) for row in await connection.execute(query)]

    def _kept(self, filters: Filters, staff: str) -> ColumnElement[bool]:
        conditions = [_C.asked > 0, _seen_in(filters.view, staff)]
        if filters.reason:
            conditions.append(_C.reason == filters.reason)
        if filters.topic:
            conditions.append(_C.topic == filters.topic)
        if filters.channel:
            conditions.append(_C.channel == filters.channel)
        if filters.unread:
            conditions.append(_unread(staff))
        if filters.text.strip():
            found = found_messages(filters.text, self._database.dialect)
            conditions.append(_C.id.in_(select(found.c.conversation)))
        return and_(*conditions)

    async def _values(self, column: ColumnElement[Any], there: ColumnElement[bool]) -> Mapping[str, int]:
        query = select(column, func.count()).where(there).group_by(column)
        async with self._database.reading() as connection:
            return {
                value: count
                for value, count in await connection.execute(query.order_by(func.count().desc(), column))
            }


async def _counted(
    connection: AsyncConnection, chosen: Select[Any], kept: ColumnElement[bool]
) -> tuple[list[str], int]:
    """Return the identifiers of a page, and how many are kept in all."""
    count = select(func.count()).select_from(conversation_table).where(kept)
    total = (await connection.execute(count)).scalar_one()
    return list((await connection.execute(chosen)).scalars()), total


async def _sought(
    connection: AsyncConnection, chosen: Select[Any], kept: ColumnElement[bool]
) -> tuple[list[str], int]:
    """Return the same, in one search rather than two unless the page is beyond the last one."""
    found = (await connection.execute(chosen.add_columns(func.count().over()))).all()
    if not found:
        return await _counted(connection, chosen, kept)
    return [id for id, _ in found], found[0][1]


def _seen_in(view: View, staff: str) -> ColumnElement[bool]:
    mine = and_(_C.assignee == staff, _C.status == Status.OPEN)
    of_view: Mapping[View, ColumnElement[bool]] = {
        View.WAITING: _WAITS,
        View.MINE: mine,
        View.MINE_WAITING: and_(mine, _WAITS),
        View.UNASSIGNED: and_(_C.status == Status.OPEN, _C.assignee.is_(None)),
        View.ASSISTANT: _C.status == Status.PENDING,
        View.RESOLVED: _C.status == Status.RESOLVED,
        View.ALL: true(),
    }
    return of_view[view]


def _order(view: View) -> tuple[ColumnElement[Any], ...]:
    if view is View.WAITING:
        return _C.promised_at, _C.changed_at, _C.id
    if view in BY_PROMISE:
        return _C.promised_at.is_(None), _C.promised_at, _C.changed_at.desc(), _C.id
    return _C.changed_at.desc(), _C.id.desc()


def _unread(staff: str) -> ColumnElement[bool]:
    """Tell the conversations whose contact spoke after what this person read."""
    mark = read_table.c
    read = exists().where(mark.conversation == _C.id, mark.staff == staff, mark.number >= _C.asked)
    return ~read


def _lines(ids: Sequence[str], staff: str) -> Select[Any]:
    judged = feedback_table.c
    disliked = exists().where(judged.conversation == _C.id, judged.useful.is_(False))
    return (
        select(
            conversation_table,
            staff_table.c.name.label("assignee_name"),
            _unread(staff).label("unread"),
            disliked.label("disliked"),
        )
        .outerjoin(staff_table, staff_table.c.id == _C.assignee)
        .where(_C.id.in_(ids))
    )


def _last_said(ids: Sequence[str]) -> Select[Any]:
    """Return the query of the last public message of each, but for what the system says to all."""
    said, other = message_table.c, message_table.alias("later").c
    heard = and_(other.private.is_(False), other.author != Author.SYSTEM)
    last = select(func.max(other.number)).where(other.conversation == said.conversation, heard)
    return select(said.conversation, said.author, said.text, said.at).where(
        said.conversation.in_(ids), said.number == last.scalar_subquery()
    )


def _line(row: Row[Any], said: Row[Any] | None) -> Line:
    preview = Preview(Author(said.author), _shortened(said.text), said.at) if said else None
    conversation = rows.conversation(row)
    return Line(conversation, bool(row.unread), bool(row.disliked), row.assignee_name, preview)


def _shortened(text: str) -> str:
    r"""Return a text on one line, cut after `PREVIEW` characters.

    >>> _shortened("Bonjour,\n\n  merci.")
    'Bonjour, merci.'
    """
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW else line[: PREVIEW - 1].rstrip() + "…"
